// SPDX-License-Identifier: GPL-2.0-only
/*
 * ids.c - pci.ids, backwards: from the names lspci printed to numbers.
 *
 * libpci only converts numbers to names, so the list that it uses is read here, once.
 * Names repeat, and change between versions of the list; a warning says what is not
 * certain.
 */
#include <errno.h>
#include <pci/pci.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zlib.h>

#include "model/import/internal.h"

struct id_name {
	uint16_t id;
	uint16_t parent;		/* device: vendor; subclass: class */
	uint32_t name;			/* offset in text */
	uint16_t len;
};

struct id_list {
	struct id_name *v;
	uint32_t n, cap;
};

struct ids {
	char *text;
	size_t len, cap;
	struct id_list vendors, devices, classes, subclasses;
};

#define MAX_IDS_BYTES (16u << 20)

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static void add(struct ids *ids, struct id_list *l, uint16_t parent, uint16_t id,
		const char *name)
{
	size_t n = strlen(name);

	if (ids->len + n + 1 > ids->cap) {
		ids->cap = 2 * (ids->cap + n + 4096);
		ids->text = must(realloc(ids->text, ids->cap));
	}
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 1024;
		l->v = must(realloc(l->v, l->cap * sizeof(*l->v)));
	}
	memcpy(ids->text + ids->len, name, n + 1);
	l->v[l->n++] = (struct id_name){ id, parent, (uint32_t)ids->len,
					 (uint16_t)(n > 0xffff ? 0xffff : n) };
	ids->len += n + 1;
}

/* One line of pci.ids: "vvvv  name", "\tdddd  name", "C cc  name" ... */
static void ids_line(struct ids *ids, char *s, bool *class, uint16_t *parent)
{
	bool sub = *s == '\t';
	const char *p;
	uint64_t id;

	if (!*s || *s == '#' || (sub && s[1] == '\t'))
		return;
	if (!sub)
		*class = *s == 'C' && s[1] == ' ';
	p = parse_hex(s + (sub ? 1 : *class ? 2 : 0), &id);
	if (!p || *p != ' ' || id > 0xffff)
		return;
	p += strspn(p, " ");
	if (sub) {
		add(ids, *class ? &ids->subclasses : &ids->devices, *parent,
		    (uint16_t)id, p);
		return;
	}
	*parent = (uint16_t)id;
	add(ids, *class ? &ids->classes : &ids->vendors, 0, (uint16_t)id, p);
}

static struct ids *ids_load(struct machine *m, const char *path)
{
	struct ids *ids = must(calloc(1, sizeof(*ids)));
	gzFile f = gzopen(path, "rb");	/* reads plain files as well */
	bool class = false;
	uint16_t parent = 0;
	size_t total = 0;
	char line[1024];
	int error;

	if (!f) {
		if (errno != ENOENT)
			fail(m, 0, 0, NULL, "the names of devices in %s cannot be read: %s",
			     path, strerror(errno));
		return ids;
	}
	while (total < MAX_IDS_BYTES && gzgets(f, line, sizeof(line))) {
		total += strlen(line);
		line[strcspn(line, "\r\n")] = '\0';
		ids_line(ids, line, &class, &parent);
	}
	/* Names that are missing would be taken for others. */
	gzerror(f, &error);
	if (error != Z_OK && error != Z_STREAM_END)
		fail(m, 0, 0, NULL, "the names of devices in %s cannot be read: %s", path,
		     error == Z_ERRNO ? strerror(errno) : "it is damaged");
	gzclose(f);
	return ids;
}

void ids_free(struct ids *ids)
{
	if (!ids)
		return;
	free(ids->text);
	free(ids->vendors.v);
	free(ids->devices.v);
	free(ids->classes.v);
	free(ids->subclasses.v);
	free(ids);
}

static struct ids *ids_get(struct machine *m)
{
	struct pci_access *acc;
	char path[512];
	size_t n;

	if (m->ids)
		return m->ids;
	if (m->opt->pci_ids)
		return m->ids = ids_load(m, m->opt->pci_ids);
	acc = pci_alloc();
	snprintf(path, sizeof(path), "%s", acc->id_file_name ? acc->id_file_name : "");
	pci_cleanup(acc);
	/* libpci may name the packed list where there is only a plain one. */
	n = strlen(path);
	if (n > 3 && access(path, R_OK) && !strcmp(path + n - 3, ".gz"))
		path[n - 3] = '\0';
	return m->ids = ids_load(m, path);
}

static bool name_is(const struct ids *ids, const struct id_name *e,
		    const char *name, size_t len)
{
	return e->len == len && !strncasecmp(ids->text + e->name, name, len);
}

/* Class and subclass of a name such as "PCI bridge"; false: not listed. */
static bool class_of(const struct ids *ids, const char *name, uint32_t *class)
{
	size_t len = strlen(name);

	for (uint32_t i = 0; i < ids->subclasses.n; i++) {
		const struct id_name *e = &ids->subclasses.v[i];

		if (name_is(ids, e, name, len)) {
			*class = (uint32_t)e->parent << 8 | e->id;
			return true;
		}
	}
	for (uint32_t i = 0; i < ids->classes.n; i++) {
		const struct id_name *e = &ids->classes.v[i];

		if (name_is(ids, e, name, len)) {
			*class = (uint32_t)e->id << 8 | 0x80;
			return true;
		}
	}
	return false;
}

struct candidates {
	uint32_t n;
	uint16_t vendor, device;	/* the first */
	char list[96];			/* the first few, for the message */
	bool want_similar;
	uint32_t nsimilar;		/* other names with this one in them */
	uint16_t similar;
	const char *similar_name;
	uint16_t similar_len;
};

static void candidate(struct candidates *c, uint16_t vendor, uint16_t device)
{
	size_t used = strlen(c->list);

	if (!c->n) {
		c->vendor = vendor;
		c->device = device;
	}
	if (c->n++ < 6)
		snprintf(c->list + used, sizeof(c->list) - used, "%s%04x:%04x",
			 used ? ", " : "", vendor, device);
}

/*
 * Lists of other dates name devices otherwise: "UHD Graphics" of one is
 * "CometLake-U GT2 [UHD Graphics]" of the next, and another's plain name.
 */
static bool holds(const char *text, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i + len <= n; i++)
		if ((!i || text[i - 1] == ' ' || text[i - 1] == '[') &&
		    (i + len == n || text[i + len] == ' ' || text[i + len] == ']') &&
		    !strncasecmp(text + i, name, len))
			return n > len;
	return false;
}

static void similar(const struct ids *ids, const struct id_name *e,
		    const char *name, size_t len, struct candidates *c)
{
	if (!holds(ids->text + e->name, e->len, name, len) || c->nsimilar++)
		return;
	c->similar = e->id;
	c->similar_name = ids->text + e->name;
	c->similar_len = (uint16_t)e->len;
}

/* All devices of @vendor that are called @name, or carry it as a number. */
static void devices_of(const struct ids *ids, uint16_t vendor, const char *name,
		       struct candidates *c)
{
	size_t len = strlen(name);
	const char *p = name;
	uint64_t v;

	if (!strncmp(p, "Unknown device ", 15))
		p += 15;
	else if (!strncmp(p, "Device ", 7))
		p += 7;
	if (p != name && (p = parse_hex(p, &v)) && !*p && v <= 0xffff) {
		candidate(c, vendor, (uint16_t)v);
		return;
	}
	for (uint32_t i = 0; i < ids->devices.n; i++) {
		const struct id_name *e = &ids->devices.v[i];

		if (e->parent == vendor && name_is(ids, e, name, len))
			candidate(c, vendor, e->id);
		else if (c->want_similar && e->parent == vendor)
			similar(ids, e, name, len, c);
	}
}

/*
 * Split "Vendor Device" where the list knows a vendor: the longest that fits.
 * Several vendors may share a name, so the device decides among them.
 */
static bool split(const struct ids *ids, const char *name, struct candidates *c,
		  uint16_t *vendor)
{
	size_t best = 0;

	for (uint32_t i = 0; i < ids->vendors.n; i++) {
		const struct id_name *e = &ids->vendors.v[i];
		const char *text = ids->text + e->name;

		if (e->len >= best && !strncasecmp(text, name, e->len) &&
		    (!name[e->len] || name[e->len] == ' ' || name[e->len] == ':')) {
			if (e->len > best)
				*vendor = e->id;
			best = e->len;
		}
	}
	if (!best)
		return false;
	for (uint32_t i = 0; i < ids->vendors.n; i++) {
		const struct id_name *e = &ids->vendors.v[i];

		if (name_is(ids, e, name, best))
			devices_of(ids, e->id, name + best +
				   strspn(name + best, ": "), c);
	}
	return true;
}

/*
 * Stands for an unknown ID.  No vendor and no device has 0xfffe, so no quirk applies
 * to the function.
 */
#define UNKNOWN_ID 0xfffe

/* Looking into all names of a vendor takes its time: for so many functions. */
#define MAX_SIMILAR 256u

static void resolve_device(struct machine *m, struct raw *r)
{
	struct candidates c = { .want_similar = m->nnamed++ < MAX_SIMILAR };
	uint16_t vendor = UNKNOWN_ID;

	if (!r->device_name) {
		warn(m, &r->f.loc, "%s: the capture gives no vendor and device; taken as %04x:%04x",
		     sbdf_name(r->sbdf), UNKNOWN_ID, UNKNOWN_ID);
	} else if (!split(ids_get(m), r->device_name, &c, &vendor)) {
		warn(m, &r->f.loc, "%s: no vendor in pci.ids for '%s'; taken as %04x:%04x (lspci -nn prints numbers)",
		     sbdf_name(r->sbdf), r->device_name, UNKNOWN_ID, UNKNOWN_ID);
	} else if (!c.n) {
		warn(m, &r->f.loc, "%s: no device in pci.ids for '%s'; taken as %04x:%04x (lspci -nn prints numbers)",
		     sbdf_name(r->sbdf), r->device_name, vendor, UNKNOWN_ID);
	} else if (c.n > 1) {
		warn(m, &r->f.loc, "%s: '%s' is ambiguous in pci.ids: %s%s; the first is taken (lspci -nn prints numbers)",
		     sbdf_name(r->sbdf), r->device_name, c.list,
		     c.n > 6 ? ", ..." : "");
	} else if (c.nsimilar) {
		warn(m, &r->f.loc, "%s: '%s' is %04x:%04x in this pci.ids, but may be another in the list that named it: %u more hold that name, as %04x:%04x '%.*s' (lspci -nn prints numbers)",
		     sbdf_name(r->sbdf), r->device_name, c.vendor, c.device,
		     c.nsimilar, c.vendor, c.similar, (int)c.similar_len,
		     c.similar_name);
	}
	r->f.vendor = c.n ? c.vendor : vendor;
	r->f.device = c.n ? c.device : UNKNOWN_ID;
	r->ids_known = true;
}

static void resolve_class(struct machine *m, struct raw *r)
{
	uint32_t class = 0xff00;

	if (r->class_name && !class_of(ids_get(m), r->class_name, &class))
		warn(m, &r->f.loc, "%s: no class in pci.ids for '%s'; taken as ff00",
		     sbdf_name(r->sbdf), r->class_name);
	/* Says what it is in its own way: "Bus: primary=..." */
	if (class == 0xff00 && r->hdr == 1)
		class = 0x0604;
	r->f.class = class << 8 | (r->f.class & 0xff);
	r->class_known = true;
}

void ids_resolve(struct machine *m)
{
	for (uint32_t i = 0; i < m->nfn; i++) {
		struct raw *r = m->fn[i];

		if (r->gone)
			continue;
		if (!r->ids_known && !r->vf)
			resolve_device(m, r);
		if (!r->class_known)
			resolve_class(m, r);
	}
}

bool ids_device_has(struct machine *m, const struct raw *r, const char *word)
{
	const struct ids *ids = ids_get(m);

	if (r->device_name && strcasestr(r->device_name, word))
		return true;
	for (uint32_t i = 0; i < ids->devices.n; i++) {
		const struct id_name *e = &ids->devices.v[i];

		if (e->parent == r->f.vendor && e->id == r->f.device)
			return strcasestr(ids->text + e->name, word);
	}
	return false;
}
