// SPDX-License-Identifier: GPL-2.0-only
/*
 * reference.c - which function a statement names: by name, name/vfN, or BDF.
 *
 * It knows the names of a file, and no statement.
 */
#include <string.h>

#include "sim/lang/lang.h"

/* 02.0 is on the root bus of the first host bridge. */
static hp_sbdf address_sbdf(const struct parser *p, const struct address *a)
{
	uint32_t domain = a->domain;
	uint8_t bus = a->bus;

	if (!a->has_bus && p->spec->nbridges) {
		domain = p->spec->host_bridges[0].domain;
		bus = p->spec->host_bridges[0].bus_first;
	}
	return HP_SBDF(domain, bus, a->devfn >> 3, a->devfn & 7);
}

/* "vf3" after the slash. */
static bool vf_number(struct parser *p, const struct tok *t,
		      const struct spec_function *f, uint16_t *out)
{
	struct tok n = *t;
	uint64_t v;

	if (t->len < 3 || memcmp(t->s, "vf", 2))
		return lang_err(p, t, "'%.*s' is no VF; write it like vf1", TOK(t));
	n.s += 2;
	n.len -= 2;
	n.col += 2;
	if (!val_number(p, &n, 0xffff, "VF number", &v))
		return false;
	if (f->sriov.known == SPEC_ABSENT)
		return lang_err(p, t, "'%s' has no VFs; give it some with vfs", f->name);
	if (!v || (f->sriov.known == SPEC_PRESENT && v > f->sriov.total_vfs))
		return lang_err(p, t, "'%s' has VFs 1 to %u", f->name,
				f->sriov.total_vfs);
	*out = (uint16_t)v;
	return true;
}

bool parse_reference(struct parser *p, struct scn_ref *r, const char *what)
{
	const struct tok *t = cur(p);
	const struct name *n = NULL;
	const char *slash;
	struct address a;
	struct tok name;
	char hint[128];

	if (!t || tok_is(t, "->"))
		return lang_err(p, t, "%s is missing; write a function's name, its VF like gpu/vf1, or a BDF",
				what);
	r->loc = tok_loc(p, t);
	r->text = tok_dup(p, t);
	r->function = -1;
	p->pos++;
	if (parse_address(t, &a)) {
		r->by_address = true;
		r->sbdf = address_sbdf(p, &a);
		return true;
	}
	if (!t->string && t->len && t->s[0] >= '0' && t->s[0] <= '9')
		return lang_err(p, t, "'%.*s' is no BDF; write BB:DD.F or DDDD:BB:DD.F in hexadecimal, devices 00 to 1f, functions 0 to 7",
				TOK(t));
	name = *t;
	slash = memchr(t->s, '/', t->len);
	if (slash)
		name.len = (uint32_t)(slash - t->s);
	if (!t->string)
		n = name_find(p, name.s, name.len);
	if (n && n->kind == NAME_BROKEN)
		return false;
	if (!n && uapi_called(p, t))
		return lang_err(p, t, "'%.*s' is %s; write the name of a function",
				TOK(t), uapi_called(p, t));
	if (!n)
		return lang_err(p, &name, "no function '%.*s'%s", TOK(&name),
				name_hint(p, &name, hint, sizeof(hint)));
	if (n->kind == NAME_MAPPING)
		return lang_err(p, &name, "'%.*s' is a mapping; write the name of a function",
				TOK(&name));
	if (n->kind == NAME_BRIDGE)
		return lang_err(p, &name, "'%.*s' is a host bridge; write the name of a function",
				TOK(&name));
	r->function = (int32_t)n->index;
	if (!slash)
		return true;
	name.s = slash + 1;
	name.len = t->len - name.len - 1;
	name.col = t->col + (uint32_t)(name.s - t->s);
	return vf_number(p, &name, &p->spec->functions[n->index], &r->vf);
}

bool parse_endpoint(struct parser *p, struct scn_ref *r, const char *what)
{
	return parse_reference(p, r, what) &&
	       check_endpoint(p, r, "hairpin-endpoint");
}

bool check_endpoint(struct parser *p, const struct scn_ref *r, const char *driver)
{
	const struct spec_function *f;

	if (r->function < 0)
		return true;
	f = &p->spec->functions[r->function];
	if (!spec_type_is_bridge(f->type))
		return true;
	return lang_err_at(p, r->loc.line, r->loc.column,
			   "'%s' is a port or bridge, for which %s is no driver; write an endpoint",
			   r->text, driver);
}
