// SPDX-License-Identifier: GPL-2.0-only
/*
 * several.c - several captures of one machine: what a further one says otherwise, and
 * what of the first ones stays.  It knows no format.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

static void differs(struct machine *m, const struct machine *other, const struct raw *b,
		    const char *what, const char *here_is, const char *there_is)
{
	struct spec_loc at = { other->path, b->f.loc.line, b->f.loc.line ? 1 : 0 };
	const char *slash = strrchr(m->path, '/');

	warn(m, &at, "%s: %s %s here, and %s in %s, which is used", sbdf_name(b->sbdf),
	     what, there_is, here_is, slash && slash[1] ? slash + 1 : m->path);
}

static const char *words(char *buf, size_t n, const char *fmt, unsigned int a, unsigned int b)
{
	snprintf(buf, n, fmt, a, b);
	return buf;
}

static void compare(struct machine *m, const struct machine *other, const struct raw *a,
		    const struct raw *b)
{
	char x[32], y[32];

	if (a->ids_known && b->ids_known &&
	    (a->f.vendor != b->f.vendor || a->f.device != b->f.device))
		differs(m, other, b, "its id is",
			words(x, sizeof(x), "%04x:%04x", a->f.vendor, a->f.device),
			words(y, sizeof(y), "%04x:%04x", b->f.vendor, b->f.device));
	if (a->class_known && b->class_known && a->f.class >> 8 != b->f.class >> 8)
		differs(m, other, b, "its class is",
			words(x, sizeof(x), "%04x", a->f.class >> 8, 0),
			words(y, sizeof(y), "%04x", b->f.class >> 8, 0));
	if (a->f.iommu_group >= 0 && b->f.iommu_group >= 0 &&
	    a->f.iommu_group != b->f.iommu_group)
		differs(m, other, b, "it is in group",
			words(x, sizeof(x), "%u", (unsigned int)a->f.iommu_group, 0),
			words(y, sizeof(y), "%u", (unsigned int)b->f.iommu_group, 0));
	if (a->buses_known && b->buses_known &&
	    (a->f.secondary != b->f.secondary || a->f.subordinate != b->f.subordinate))
		differs(m, other, b, "the buses below it are",
			words(x, sizeof(x), "%02x-%02x", a->f.secondary, a->f.subordinate),
			words(y, sizeof(y), "%02x-%02x", b->f.secondary, b->f.subordinate));
}

bool several_compare(struct machine *m, const struct machine *other)
{
	uint32_t both = 0;

	for (uint32_t i = 0; i < other->nfn; i++) {
		const struct raw *a = raw_find(m, other->fn[i]->sbdf);

		both += a != NULL;
		if (a)
			compare(m, other, a, other->fn[i]);
	}
	if (!both && other->nfn)
		return fail(m, 0, 0, NULL, "none of its functions is in %s; captures of one machine would be right",
			    other->path);
	return true;
}

struct several_known several_known(const struct machine *m)
{
	struct several_known k = { .n = m->nfn };

	k.fn = calloc(k.n ? k.n : 1, sizeof(*k.fn));
	if (!k.fn)
		abort();
	for (uint32_t i = 0; i < k.n; i++)
		k.fn[i] = *m->fn[i];
	return k;
}

void several_restore(struct machine *m, struct several_known *k)
{
	for (uint32_t i = 0; i < k->n; i++) {
		const struct raw *was = &k->fn[i];
		struct raw *r = m->fn[i];

		if (was->ids_known) {
			r->f.vendor = was->f.vendor;
			r->f.device = was->f.device;
		}
		if (was->class_known)
			r->f.class = was->f.class >> 8 << 8 |
				     (was->f.class & 0xff ? was->f.class & 0xff :
							    r->f.class & 0xff);
		if (was->f.iommu_group >= 0)
			r->f.iommu_group = was->f.iommu_group;
		if (was->buses_known) {
			r->f.secondary = was->f.secondary;
			r->f.subordinate = was->f.subordinate;
		}
	}
	free(k->fn);
	k->fn = NULL;
}
