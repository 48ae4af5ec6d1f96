// SPDX-License-Identifier: GPL-2.0-only
/*
 * devmap.c - which device and function numbers of each bus are in use.
 *
 * It knows buses by the bridge above them, and no statement.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

static struct devmap *devmap_of(struct parser *p, const struct spec_function *f)
{
	uint32_t i = (uint32_t)f->parent;

	if (f->parent < 0)
		return &p->hmaps[f->host_bridge];
	if (i >= p->nfmaps) {
		uint32_t n = p->nfmaps ? p->nfmaps : 64;

		while (n <= i)
			n *= 2;
		p->fmaps = realloc(p->fmaps, n * sizeof(*p->fmaps));
		if (!p->fmaps)
			abort();
		memset(p->fmaps + p->nfmaps, 0, (n - p->nfmaps) * sizeof(*p->fmaps));
		p->nfmaps = n;
	}
	return &p->fmaps[i];
}

/* Returns the function that has @f's number on its bus; for a message. */
static const struct spec_function *taken_by(const struct parser *p,
					    const struct spec_function *f)
{
	for (uint32_t i = 0; i < p->spec->nfunctions; i++) {
		const struct spec_function *o = &p->spec->functions[i];

		if (o->name && o != f && o->devfn == f->devfn &&
		    o->parent == f->parent && o->host_bridge == f->host_bridge &&
		    strcmp(o->name, f->name))
			return o;
	}
	return NULL;
}

bool devmap_take(struct parser *p, const struct spec_function *f)
{
	struct devmap *m = devmap_of(p, f);
	const struct spec_function *o;

	if (!(m->used[f->devfn / 32] >> f->devfn % 32 & 1)) {
		m->used[f->devfn / 32] |= 1u << f->devfn % 32;
		return true;
	}
	o = taken_by(p, f);
	return lang_err_at(p, f->loc.line, f->loc.column,
			   "%02x.%x is taken by '%s' at %u:%u; give '%s' another device, or 'fn %u' for one more function of it",
			   f->devfn >> 3, f->devfn & 7, o ? o->name : "?",
			   o ? o->loc.line : 0, o ? o->loc.column : 0, f->name,
			   (f->devfn & 7) + 1);
}

/* Returns the next device without functions. */
bool devmap_next(struct parser *p, const struct tok *t, struct spec_function *f,
		 uint8_t first_dev)
{
	const struct devmap *m = devmap_of(p, f);

	for (unsigned int dev = first_dev; dev < 32; dev++) {
		if (m->used[dev / 4] >> dev % 4 * 8 & 0xff)
			continue;
		f->devfn = (uint8_t)(dev << 3);
		return true;
	}
	return lang_err(p, t, "no device is free for '%.*s' any more; a bus has 32, each with 8 functions: write DD.F",
			TOK(t));
}
