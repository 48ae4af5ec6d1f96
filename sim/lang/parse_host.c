// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_host.c - the host: profile, IOMMU mode, host bridges, their windows.
 *
 * It knows nothing of the functions below, except for the host's own at 00.0.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

void use_profile(struct parser *p, const struct tok *t)
{
	if (!p->host_used.line && t)
		p->host_used = tok_loc(p, t);
}

static bool host_option(struct parser *p, unsigned int *seen)
{
	static const char *const words[] = { "cpu", "family", "dram", "p2p",
					     "on-reset-access", "tlps" };
	const struct tok *t = cur(p);
	struct spec_host *h = &p->spec->host;
	char hint[96];
	unsigned int which = 0;
	uint64_t v;
	int w;

	while (which < 6 && !tok_is(t, words[which]))
		which++;
	if (which == 6) {
		word_hint(t, words, 6, sizeof(*words), hint, sizeof(hint));
		return lang_err(p, t, "unknown word '%.*s' in host%s", TOK(t),
				*hint ? hint : "; a host has cpu, family, dram, p2p, on-reset-access and tlps");
	}
	if (*seen & 1u << which)
		return lang_err(p, t, "'%s' is given twice; say it once", words[which]);
	*seen |= 1u << which;
	t = (p->pos++, cur(p));
	switch (which) {
	case 0:
		w = val_word(p, t, lang_cpu_words, "CPU");
		h->cpu_vendor = (enum spec_cpu_vendor)w;
		break;
	case 1:
		w = val_number(p, t, 0xfff, "CPU family", &v) ? 0 : -1;
		h->cpu_family = w ? 0 : (uint32_t)v;
		break;
	case 2:
		if (!val_size(p, t, "DRAM size", &h->dram_bytes))
			return false;
		if (h->dram_bytes < 1u << 20 || h->dram_bytes > LANG_MAX_DRAM)
			return lang_err(p, t, "DRAM of '%.*s'; it is 1M to 64T",
					TOK(t));
		w = 0;
		break;
	case 4:
		w = val_word(p, t, lang_reset_words, "consequence");
		h->reset_check = w > 0;
		break;
	case 5:
		w = val_word(p, t, lang_tlps_words, "way");
		h->in_flight = w > 0;
		break;
	default:
		w = val_word(p, t, lang_p2p_words, "p2p rule");
		h->rc_p2p = (enum spec_rc_p2p)w;
	}
	p->pos++;
	return w >= 0;
}

void set_profile(struct parser *p, const struct profile *pr)
{
	struct spec_host *h = &p->spec->host;

	p->profile = pr;
	h->profile = spec_strdup(p->spec, pr->name);
	h->cpu_vendor = pr->cpu;
	h->cpu_family = pr->family;
	h->rc_p2p = pr->p2p;
	h->dram_bytes = pr->dram_bytes;
	if (!p->driver_seen)
		h->iommu_driver = pr->driver;
}

bool stmt_host(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	const struct profile *pr;
	unsigned int seen = 0;

	(void)arg;
	if (p->host_seen)
		return lang_err(p, head, "a second host; the first is at %u:%u",
				p->host_loc.line, p->host_loc.column);
	p->host_seen = true;
	p->host_loc = tok_loc(p, head);
	if (p->host_used.line)
		return lang_err(p, head, "host comes too late: its defaults were needed at %u:%u; move it above",
				p->host_used.line, p->host_used.column);
	if (!t)
		return lang_err(p, t, "a host profile is missing; write %s",
				word_list(p, &lang_profiles[0].name, SIZE_MAX,
					  sizeof(*lang_profiles), "or"));
	pr = t->string ? NULL : profile_find(t->s, t->len);
	if (!pr) {
		return lang_err(p, t, "unknown host profile '%.*s'%s", TOK(t),
				word_help(p, t, &lang_profiles[0].name, SIZE_MAX,
					  sizeof(*lang_profiles)));
	}
	p->pos++;
	set_profile(p, pr);
	p->spec->host.loc = p->host_loc;
	while (cur(p))
		if (!host_option(p, &seen))
			return false;
	return true;
}

bool stmt_iommu(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	int w;

	(void)arg;
	if (p->iommu_seen)
		return lang_err(p, head, "a second iommu; the first is at %u:%u",
				p->iommu_loc.line, p->iommu_loc.column);
	p->iommu_seen = p->scn->iommu_stated = true;
	p->iommu_loc = tok_loc(p, head);
	w = val_word(p, t, lang_iommu_words, "IOMMU mode");
	if (w < 0)
		return false;
	p->pos++;
	p->spec->host.iommu = (enum spec_iommu_mode)w;
	return expect_end(p);
}

bool stmt_iommu_driver(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	int w;

	(void)arg;
	if (p->driver_seen)
		return lang_err(p, head, "a second iommu-driver; the first is at %u:%u",
				p->driver_loc.line, p->driver_loc.column);
	p->driver_seen = p->scn->driver_stated = true;
	p->driver_loc = tok_loc(p, head);
	w = val_word(p, t, lang_driver_words, "driver");
	if (w < 0)
		return false;
	p->pos++;
	p->spec->host.iommu_driver = (enum spec_iommu_driver)w;
	return expect_end(p);
}

static int32_t add_host_bridge(struct parser *p, const char *name,
			       struct spec_loc loc)
{
	uint32_t i = spec_add_bridge(p->spec);
	struct spec_host_bridge *hb = &p->spec->host_bridges[i];

	hb->name = name;
	hb->loc = loc;
	hb->bus_last = 0xff;
	if (i >= p->nhmaps) {
		uint32_t n = p->nhmaps ? 2 * p->nhmaps : 8;

		p->hmaps = realloc(p->hmaps, n * sizeof(*p->hmaps));
		p->hb_windows = realloc(p->hb_windows, n);
		if (!p->hmaps || !p->hb_windows)
			abort();
		memset(p->hmaps + p->nhmaps, 0, (n - p->nhmaps) * sizeof(*p->hmaps));
		memset(p->hb_windows + p->nhmaps, 0, n - p->nhmaps);
		p->nhmaps = n;
	}
	return (int32_t)i;
}

/* The function at 00.0 by which kernels know a host. */
static bool add_host_device(struct parser *p, uint32_t hb, uint16_t vendor,
			    uint16_t device)
{
	struct spec_host_bridge *b = &p->spec->host_bridges[hb];
	size_t size = strlen(b->name) + sizeof(".host");
	char *name = spec_alloc(p->spec, size);
	uint32_t i = spec_add_function(p->spec);
	struct spec_function *f = &p->spec->functions[i];

	snprintf(name, size, "%s.host", b->name);
	f->name = name;
	f->loc = b->loc;
	f->type = SPEC_HOST_DEVICE;
	f->host_bridge = (int32_t)hb;
	function_defaults(p->profile, f);
	f->vendor = vendor;
	f->device = device;
	if (strlen(name) > LANG_MAX_NAME)
		return lang_err_at(p, b->loc.line, b->loc.column,
				   "'%s' is too long a name for a host bridge with an id; at most %u, or 'id none'",
				   b->name, LANG_MAX_NAME - 5);
	if (name_find(p, name, (uint32_t)strlen(name)))
		return lang_err_at(p, b->loc.line, b->loc.column,
				   "the host-bridge function would be called '%s', and that name is taken; rename the other",
				   name);
	name_add(p, name, (uint32_t)strlen(name), NAME_FUNCTION, i, b->loc.line,
		 b->loc.column);
	return devmap_take(p, f);
}

static bool hb_overlap(struct parser *p, const struct tok *t, uint32_t hb)
{
	const struct spec_host_bridge *b = &p->spec->host_bridges[hb];

	for (uint32_t i = 0; i < p->spec->nbridges; i++) {
		const struct spec_host_bridge *o = &p->spec->host_bridges[i];

		if (i == hb || o->domain != b->domain ||
		    o->bus_first > b->bus_last || b->bus_first > o->bus_last)
			continue;
		return lang_err(p, t, "buses %02x-%02x of domain %04x overlap those of '%s' at %u:%u; give it another domain or other buses",
				b->bus_first, b->bus_last, b->domain, o->name,
				o->loc.line, o->loc.column);
	}
	return true;
}

int32_t make_hb0(struct parser *p, const struct tok *t)
{
	const struct profile *pr = p->profile;
	struct spec_loc loc = t ? tok_loc(p, t)
				: (struct spec_loc){ p->scn->path, 1, 1 };
	int32_t hb;

	if (p->host_seen)
		loc = p->host_loc;
	use_profile(p, t);
	p->hb0_made = true;
	hb = add_host_bridge(p, "hb0", loc);
	name_add(p, "hb0", 3, NAME_BRIDGE, (uint32_t)hb, loc.line, loc.column);
	if (!hb_overlap(p, t, (uint32_t)hb))
		return -1;
	if (pr->host_vendor &&
	    !add_host_device(p, (uint32_t)hb, pr->host_vendor, pr->host_device))
		return -1;
	return hb;
}

int32_t default_bridge(struct parser *p, const struct tok *t)
{
	if (!p->spec->nbridges) {
		/* Taken only by a definition that was wrong, and reported. */
		return name_find(p, "hb0", 3) ? -1 : make_hb0(p, t);
	}
	if (p->spec->nbridges > 1) {
		lang_err(p, t, "there are %u host bridges; say which, like 'under %s'",
			 p->spec->nbridges, p->spec->host_bridges[0].name);
		return -1;
	}
	return 0;
}

/* Of the function at 00.0; vendor 0: there is none. */
struct hb_id {
	uint16_t vendor, device;
};

static bool hb_option(struct parser *p, uint32_t hb, unsigned int *seen,
		      struct hb_id *id)
{
	static const char *const words[] = { "domain", "bus", "id", "socket", "smmu", "said-smmu",
					     "dram-offset" };
	enum { N = sizeof(words) / sizeof(*words) };
	struct spec_host_bridge *b = &p->spec->host_bridges[hb];
	const struct tok *t = cur(p);
	unsigned int which = 0;
	char hint[96];
	uint64_t v;

	while (which < N && !tok_is(t, words[which]))
		which++;
	if (which == N) {
		word_hint(t, words, N, sizeof(*words), hint, sizeof(hint));
		return lang_err(p, t, "unknown word '%.*s' in hb%s", TOK(t),
				*hint ? hint : "; a host bridge has domain, bus, id, socket, smmu, said-smmu and dram-offset");
	}
	if (*seen & 1u << which)
		return lang_err(p, t, "'%s' is given twice; say it once", words[which]);
	*seen |= 1u << which;
	t = (p->pos++, cur(p));
	p->pos++;
	switch (which) {
	case 0:
		if (!val_hex(p, t, INT32_MAX, "domain", &v))
			return false;
		b->domain = (uint32_t)v;
		return true;
	case 1:
		return val_range(p, t, &b->bus_first, &b->bus_last);
	case 2:
		id->vendor = id->device = 0;
		b->id_unknown = tok_is(t, "unknown");
		return b->id_unknown || tok_is(t, "none") || val_id(p, t, &id->vendor, &id->device);
	case 3:
		if (!val_number(p, t, 63, "socket", &v))
			return false;
		b->socket = (uint8_t)v;
		return true;
	case 4:
	case 5:
		if (!val_number(p, t, SPEC_MAX_SMMUS - 1, "SMMU", &v))
			return false;
		if (which == 4)
			b->smmu = (uint8_t)v;
		/* Firmware says what is so, unless it is said otherwise. */
		if (which == 5 || !(*seen & 1u << 5))
			b->said_smmu = (uint8_t)v;
		return true;
	default:
		p->scn->offset_stated = true;
		return val_signed_size(p, t, "DRAM offset", &b->dram_offset);
	}
}

bool stmt_hb(struct parser *p, int arg)
{
	const struct tok *t = cur(p);
	struct hb_id id = { p->profile->host_vendor, p->profile->host_device };
	unsigned int seen = 0;
	bool ok = true;
	uint32_t hb;

	(void)arg;
	if (p->hb0_made && tok_is(t, "hb0"))
		return lang_err(p, t, "hb0 was already needed at %u:%u; state it above that",
				p->host_used.line, p->host_used.column);
	if (!name_check_new(p, t))
		return false;
	if (p->spec->nbridges >= LANG_MAX_BRIDGES)
		return lang_err(p, t, "more than %u host bridges; use more buses of each",
				LANG_MAX_BRIDGES);
	use_profile(p, t);
	p->pos++;
	hb = (uint32_t)add_host_bridge(p, tok_dup(p, t), tok_loc(p, t));
	name_add(p, t->s, t->len, NAME_BRIDGE, hb, t->line, t->col);
	while (cur(p) && ok)
		ok = hb_option(p, hb, &seen, &id);
	if (!ok || !hb_overlap(p, t, hb))
		return false;
	return !id.vendor || add_host_device(p, hb, id.vendor, id.device);
}

int32_t bridge_named(struct parser *p, const struct tok *t)
{
	const struct name *n;
	char hint[128];

	if (!t) {
		lang_err(p, t, "a host bridge is missing; write its name, like hb0");
		return -1;
	}
	n = t->string ? NULL : name_find(p, t->s, t->len);
	if (!n && tok_is(t, "hb0"))
		return make_hb0(p, t);
	if (n && n->kind == NAME_BRIDGE)
		return (int32_t)n->index;
	if (n && n->kind != NAME_BROKEN)
		lang_err(p, t, "'%.*s' is not a host bridge; write the name of an hb statement, or hb0",
			 TOK(t));
	else if (!n)
		lang_err(p, t, "no host bridge '%.*s'%s", TOK(t),
			 name_hint(p, t, hint, sizeof(hint)));
	return -1;
}

/* BASE+SIZE of CPU physical addresses, at the current token. */
static bool address_range(struct parser *p, uint64_t *first, uint64_t *bytes)
{
	const struct tok *t = cur(p);
	struct tok base, size;

	if (!tok_cut_plus(t, &base, &size))
		return lang_err(p, t, "a range is written BASE+SIZE, like 0x80000000+256M");
	if (!val_size(p, &base, "base", first) ||
	    !val_size(p, &size, "size", bytes))
		return false;
	if (!*bytes || *first + (*bytes - 1) < *first)
		return lang_err(p, &size, "a range has at least one byte and ends within 64 bits");
	p->pos++;
	return true;
}

/* "offset N", or nothing. */
static bool offset(struct parser *p, int64_t *out)
{
	if (!accept(p, "offset"))
		return true;
	if (!val_signed_size(p, cur(p), "offset", out))
		return false;
	p->scn->offset_stated = true;
	p->pos++;
	return true;
}

/* Kernels have a resource for these ports, and take no window beyond it. */
#define IO_END 0x10000u

bool stmt_window(struct parser *p, int arg)
{
	const struct tok *head = &p->tok[p->pos - 1];
	int32_t hb = bridge_named(p, cur(p));
	struct spec_host_bridge *b;
	struct spec_window w = { .loc = tok_loc(p, head) };
	int kind;

	(void)arg;
	if (hb < 0)
		return false;
	p->pos++;
	p->hb_windows[hb] = 1;		/* it has no default windows any more */
	if (accept(p, "none"))
		return expect_end(p);
	kind = val_word(p, cur(p), lang_window_words, "window kind");
	if (kind < 0)
		return false;
	p->pos++;
	w.kind = (enum spec_window_kind)kind;
	if (!address_range(p, &w.cpu_base, &w.size_bytes) || !offset(p, &w.offset))
		return false;
	if (w.kind == SPEC_WIN_IO && (w.size_bytes > IO_END ||
				      w.cpu_base > IO_END - w.size_bytes))
		return lang_err(p, head, "a CPU has I/O ports 0 to 0xffff; end the window there, and write an offset for other bus addresses");
	b = &p->spec->host_bridges[hb];
	if (b->nwindows == SPEC_MAX_WINDOWS)
		return lang_err(p, head, "more than %u windows of host bridge '%s'; join some",
				SPEC_MAX_WINDOWS, b->name);
	b->windows[b->nwindows++] = w;
	return expect_end(p);
}

/* A stretch of DRAM as the devices below a host bridge see it. */
bool stmt_dram(struct parser *p, int arg)
{
	const struct tok *head = &p->tok[p->pos - 1];
	int32_t hb = bridge_named(p, cur(p));
	struct spec_dram_view v = { .offset = 0 };
	struct spec_host_bridge *b;

	(void)arg;
	if (hb < 0)
		return false;
	p->pos++;
	if (!address_range(p, &v.cpu_base, &v.size_bytes) || !offset(p, &v.offset))
		return false;
	b = &p->spec->host_bridges[hb];
	if (b->ndram_views == sizeof(b->dram_views) / sizeof(*b->dram_views))
		return lang_err(p, head, "more than %u views of DRAM from host bridge '%s'; join some",
				b->ndram_views, b->name);
	b->dram_views[b->ndram_views++] = v;
	return expect_end(p);
}
