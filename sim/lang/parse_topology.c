// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_topology.c - where functions are: below what, at which device and
 * function number.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

/* "under NAME": a host bridge's root bus, or the bus below a bridge. */
static bool place_under(struct parser *p, const struct tok *t,
			struct spec_function *f)
{
	const struct name *n = t->string ? NULL : name_find(p, t->s, t->len);
	const struct spec_function *up;
	char hint[128];

	if (!n && tok_is(t, "hb0")) {
		f->host_bridge = bridge_named(p, t);
		return f->host_bridge >= 0;
	}
	if (!n)
		return lang_err(p, t, "no port or bridge '%.*s'%s", TOK(t),
				name_hint(p, t, hint, sizeof(hint)));
	if (n->kind == NAME_BROKEN)
		return false;
	if (n->kind == NAME_MAPPING)
		return lang_err(p, t, "'%.*s' is a mapping; write the name of a port or bridge",
				TOK(t));
	if (n->kind == NAME_BRIDGE) {
		f->host_bridge = (int32_t)n->index;
		return true;
	}
	up = &p->spec->functions[n->index];
	if (!spec_type_is_bridge(up->type))
		return lang_err(p, t, "'%.*s' is %s and has no bus below it; name a port or a bridge",
				TOK(t), kind_of(up->type)->called);
	f->parent = (int32_t)n->index;
	return true;
}

/* By domain and bus: the host bridge whose root bus that is. */
static bool place_by_bus(struct parser *p, const struct tok *t,
			 const struct address *a, struct spec_function *f)
{
	struct spec *s = p->spec;

	for (uint32_t i = 0; i < s->nbridges; i++) {
		const struct spec_host_bridge *hb = &s->host_bridges[i];

		if (hb->domain == a->domain && hb->bus_first == a->bus) {
			f->host_bridge = (int32_t)i;
			return true;
		}
	}
	if (!a->domain && !a->bus && !name_find(p, "hb0", 3)) {
		f->host_bridge = make_hb0(p, t);
		return f->host_bridge >= 0;
	}
	return lang_err(p, t, "bus %04x:%02x is no host bridge's first bus; below a port write 'under PORT' and 00.0, the kernel numbers that bus",
			a->domain, a->bus);
}

/* "sw0.3" without under is below sw0. */
static bool place_dsp(struct parser *p, const struct tok *t,
		      struct spec_function *f)
{
	struct tok prefix = *t;
	const struct name *n = NULL;

	while (prefix.len && prefix.s[prefix.len - 1] != '.')
		prefix.len--;
	if (prefix.len > 1) {
		prefix.len--;
		n = name_find(p, prefix.s, prefix.len);
	}
	if (!n || n->kind == NAME_BRIDGE || n->kind == NAME_MAPPING)
		return lang_err(p, t, "which switch is '%.*s' of? write 'under SWITCH', or call it SWITCH.0",
				TOK(t));
	return place_under(p, &prefix, f);
}

static bool on_root_bus(enum spec_type type)
{
	return type == SPEC_ROOT_PORT || type == SPEC_RCIEP ||
	       type == SPEC_RCEC || type == SPEC_HOST_DEVICE;
}

static bool place_bus(struct parser *p, const struct tok *name,
		      const struct position *pos, struct spec_function *f)
{
	if (pos->under)
		return place_under(p, pos->under, f);
	if (f->type == SPEC_DOWNSTREAM_PORT)
		return place_dsp(p, name, f);
	if (pos->address && pos->addr.has_bus)
		return place_by_bus(p, pos->address, &pos->addr, f);
	if (!on_root_bus(f->type))
		return lang_err(p, name, "where is '%.*s'? write 'under' and the port or bridge above it",
				TOK(name));
	f->host_bridge = default_bridge(p, name);
	return f->host_bridge >= 0;
}

/* A bus number in an address only says again which root bus it is. */
static bool check_bus(struct parser *p, const struct position *pos,
		      const struct spec_function *f)
{
	const struct spec_host_bridge *hb;

	if (!pos->address || !pos->addr.has_bus)
		return true;
	if (f->parent >= 0)
		return lang_err(p, pos->address, "the kernel numbers the bus below '%s'; write only %02x.%x",
				p->spec->functions[f->parent].name,
				pos->addr.devfn >> 3, pos->addr.devfn & 7);
	hb = &p->spec->host_bridges[f->host_bridge];
	if (pos->addr.bus != hb->bus_first ||
	    (pos->addr.has_domain && pos->addr.domain != hb->domain))
		return lang_err(p, pos->address, "'%.*s' is not on the root bus of '%s', which is %04x:%02x",
				TOK(pos->address), hb->name, hb->domain, hb->bus_first);
	return true;
}

static bool place(struct parser *p, const struct tok *name,
		  const struct position *pos, struct spec_function *f)
{
	if (!place_bus(p, name, pos, f) || !check_bus(p, pos, f))
		return false;
	if (pos->address && pos->fn)
		return lang_err(p, pos->fn, "an address and fn; say the function once");
	if (pos->address)
		f->devfn = pos->addr.devfn;
	else if (pos->fn)
		f->devfn = pos->fn_number;
	else if (f->host_bridge >= 0)
		return devmap_next(p, name, f, p->profile->first_dev);
	else if (f->type == SPEC_DOWNSTREAM_PORT || f->type == SPEC_PCI_DEVICE ||
		 f->type == SPEC_PCI_BRIDGE || f->type == SPEC_PCI_TO_PCIE)
		return devmap_next(p, name, f, 0);
	return true;
}

/*
 * A new function called @t, on the stack until it is complete.  @nnames is
 * how many names there are.
 */
static bool begin_function(struct parser *p, const struct tok *t, uint32_t *nnames,
			   struct spec_function *f)
{
	if (!name_check_new(p, t))
		return false;
	if (p->spec->nfunctions >= LANG_MAX_FUNCTIONS)
		return lang_err(p, t, "more than %u functions; split the scenario",
				LANG_MAX_FUNCTIONS);
	use_profile(p, t);
	p->pos++;
	*nnames = p->names.n;
	memset(f, 0, sizeof(*f));
	f->loc = tok_loc(p, t);
	f->name = tok_dup(p, t);
	f->host_bridge = f->parent = -1;
	f->iommu_group = f->numa_node = -1;
	return true;
}

static bool end_function(struct parser *p, const struct tok *t, bool ok,
			 uint32_t nnames, const struct spec_function *f)
{
	uint32_t i;

	/* Placing it may have brought hb0 and hb0.host into being. */
	if (p->names.n != nnames)
		ok = ok && name_check_new(p, t);
	if (!ok || !devmap_take(p, f)) {
		name_add(p, t->s, t->len, NAME_BROKEN, 0, t->line, t->col);
		return false;
	}
	i = spec_add_function(p->spec);
	p->spec->functions[i] = *f;
	name_add(p, t->s, t->len, NAME_FUNCTION, i, t->line, t->col);
	return true;
}

bool stmt_function(struct parser *p, int type)
{
	const struct tok *t = cur(p);
	struct position pos = { .under = NULL };
	struct spec_function f;
	uint32_t nnames;
	bool ok;

	if (!begin_function(p, t, &nnames, &f))
		return false;
	f.type = (enum spec_type)type;
	function_defaults(p->profile, &f);
	ok = parse_options(p, &f, &pos) && place(p, t, &pos, &f);
	if (!pos.port_stated && (f.type == SPEC_ROOT_PORT ||
				 f.type == SPEC_DOWNSTREAM_PORT))
		f.port_number = f.devfn >> 3;
	if (f.sriov.known == SPEC_PRESENT && !pos.vfdevice_stated)
		f.sriov.vf_device = f.device;
	return end_function(p, t, ok, nnames, &f);
}

/* The function that @t names, or NULL: reported, or broken before. */
static struct spec_function *function_named(struct parser *p, const struct tok *t)
{
	const struct name *n;
	char hint[128];

	if (!t) {
		lang_err(p, t, "a function's name is missing; write one defined above");
		return NULL;
	}
	n = t->string ? NULL : name_find(p, t->s, t->len);
	if (!n) {
		lang_err(p, t, "no function '%.*s'%s", TOK(t),
			 name_hint(p, t, hint, sizeof(hint)));
		return NULL;
	}
	if (n->kind == NAME_BRIDGE || n->kind == NAME_MAPPING)
		lang_err(p, t, "'%.*s' is a %s; write the name of a function",
			 TOK(t), n->kind == NAME_BRIDGE ? "host bridge" : "mapping");
	return n->kind == NAME_FUNCTION ? &p->spec->functions[n->index] : NULL;
}

/* fn NAME of OTHER N: same device, same ids, another function. */
static bool same_device(struct parser *p, struct spec_function *f)
{
	const struct spec_function *of;
	const struct tok *t;
	uint64_t n;

	if (!accept(p, "of"))
		return lang_err(p, cur(p), "'of' is missing; write fn NAME of OTHER N");
	of = function_named(p, cur(p));
	if (!of)
		return false;
	p->pos++;
	t = cur(p);
	if (!val_number(p, t, 255, "function number", &n))
		return false;
	p->pos++;
	if (n > 7 && of->devfn > 7)
		return lang_err(p, t, "function %u of device %02x; above 7 only device 00 has functions (ARI)",
				(unsigned int)n, of->devfn >> 3);
	f->type = of->type;
	f->host_bridge = of->host_bridge;
	f->parent = of->parent;
	f->devfn = (uint8_t)(n > 7 ? n : (of->devfn & ~7u) | n);
	function_defaults(p->profile, f);
	f->vendor = of->vendor;
	f->device = of->device;
	f->subvendor = of->subvendor;
	f->subdevice = of->subdevice;
	f->class = of->class;
	return true;
}

bool stmt_fn(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	struct position pos = { .under = NULL };
	struct spec_function f;
	const struct tok *place_tok;
	uint32_t nnames;
	bool ok;

	(void)arg;
	if (!begin_function(p, t, &nnames, &f))
		return false;
	ok = same_device(p, &f) && parse_options(p, &f, &pos);
	place_tok = pos.under ? pos.under : pos.address ? pos.address : pos.fn;
	if (ok && place_tok)
		ok = lang_err(p, place_tok, "'%.*s' already has its place, by 'of'; drop this",
			      TOK(t));
	if (f.sriov.known == SPEC_PRESENT && !pos.vfdevice_stated)
		f.sriov.vf_device = f.device;
	return end_function(p, t, ok, nnames, &f);
}

static bool config_length(struct parser *p, const struct tok *t,
			  struct spec_function *f)
{
	uint64_t v;

	if (!val_number(p, t, 4096, "config space size", &v))
		return false;
	if (v != 64 && v != 256 && v != 4096)
		return lang_err(p, t, "config space of '%.*s' bytes; it has 64, 256 or 4096",
				TOK(t));
	if (f->config)
		return lang_err(p, t, "config space of '%s' was begun before; say its size first, once",
				f->name);
	f->config = spec_alloc(p->spec, v);
	memset((uint8_t *)f->config, 0, v);
	f->config_len = (uint16_t)v;
	p->pos++;
	return expect_end(p);
}

static bool has_colon(const struct tok *t)
{
	return t && t->len && t->s[t->len - 1] == ':';
}

/* "10:", in hexadecimal; @what is its name in messages. */
static bool offset_before_colon(struct parser *p, uint64_t max, const char *what, uint64_t *at)
{
	struct tok off = *cur(p);

	off.len--;
	if (!val_hex(p, &off, max, what, at))
		return false;
	p->pos++;
	return true;
}

/* config NAME 256, then config NAME 10: 00 01 ..., as lspci -xxx writes it. */
bool stmt_config(struct parser *p, int arg)
{
	struct spec_function *f = function_named(p, cur(p));
	const struct tok *t;
	uint64_t at, v;

	(void)arg;
	if (!f)
		return false;
	p->pos++;
	t = cur(p);
	if (!has_colon(t))
		return config_length(p, t, f);
	if (!offset_before_colon(p, 0xfff, "config offset", &at))
		return false;
	for (; (t = cur(p)); p->pos++, at++) {
		if (!val_hex(p, t, 0xff, "config byte", &v))
			return false;
		if (at >= f->config_len)
			return lang_err(p, t, "byte %03x is beyond the %u bytes of config space; write 'config %s 256' (or 64, 4096) first",
					(unsigned int)at, f->config_len, f->name);
		((uint8_t *)f->config)[at] = (uint8_t)v;
	}
	return true;
}

/* Contents that are stated grow with what is stated, in pieces. */
#define ROM_PIECE 4096u

static uint8_t *rom_byte(struct parser *p, struct spec_function *f, uint64_t at)
{
	uint64_t room = (f->rom_len + ROM_PIECE - 1) / ROM_PIECE * ROM_PIECE;
	uint8_t *bytes;

	if (at >= room) {
		room = (at / ROM_PIECE + 1) * ROM_PIECE;
		bytes = spec_alloc(p->spec, room);
		memset(bytes, 0, room);
		if (f->rom_len)
			memcpy(bytes, f->rom, f->rom_len);
		f->rom = bytes;
	}
	if (at >= f->rom_len)
		f->rom_len = (uint32_t)at + 1;
	return (uint8_t *)f->rom + at;
}

/* romdata NAME 200: 55 aa ..., as xxd or lspci writes bytes. */
bool stmt_romdata(struct parser *p, int arg)
{
	struct spec_function *f = function_named(p, cur(p));
	const struct tok *t;
	uint64_t at, v;

	(void)arg;
	if (!f)
		return false;
	if (!f->rom_bytes)
		return lang_err(p, cur(p), "%s has no ROM; write rom and its size where it is described",
				f->name);
	p->pos++;
	t = cur(p);
	if (!has_colon(t))
		return lang_err(p, t, "an offset and a colon are missing; write 'romdata %s 0: 55 aa'",
				f->name);
	if (!offset_before_colon(p, 0xffffff, "ROM offset", &at))
		return false;
	for (; (t = cur(p)); p->pos++, at++) {
		if (!val_hex(p, t, 0xff, "ROM byte", &v))
			return false;
		if (at >= f->rom_bytes)
			return lang_err(p, t, "byte 0x%llx is beyond the ROM of %s, which has 0x%llx bytes",
					(unsigned long long)at, f->name,
					(unsigned long long)f->rom_bytes);
		*rom_byte(p, f, at) = (uint8_t)v;
	}
	return true;
}
