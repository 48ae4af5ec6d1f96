// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - the law on what VFIO shows of config space.
 *
 * A guest takes the view for a function's config space.  So its lists of capabilities must
 * be well formed, its IDs and BARs those of the function.  And a guest writes what it likes:
 * of the registers behind the view it may change what is the function's own affair, and
 * nothing that decides where the function's requests go, what it answers to, or what other
 * functions do.  Register by register that is @rules; a register of a capability that has
 * rules, and none for it, may not be changed at all.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/caplist.h"
#include "model/spec/regs.h"
#include "sim/facts/plural.h"
#include "sim/facts/say.h"
#include "sim/laws/config.h"
#include "sim/laws/law.h"

struct judged {
	struct config_told told;
	const struct vconfig *config;
	struct caps view, hw;
};

void config_wrong(struct config_told *t, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	t->c->status = VERDICT_FAIL;
	if (t->told++ < CONFIG_MOST_TOLD)
		check_diag(t->v, t->c, "%s: %s", t->name, text);
}

/* --- what may be changed ------------------------------------------------------------ */

#define ALL 0xffffffffu
/* Base 7.5.3.4: what else the Device Control register has is the function's own. */
#define DEVCTL_OWN 0x7d1fu		/* not Max_Payload_Size, Phantom Functions, FLR */
#define DEVSTA_W1C 0x000fu
/* Base 7.5.3.16: not ARI Forwarding, AtomicOp Egress Blocking, End-End TLP blocking. */
#define DEVCTL2_OWN 0x7f5fu

struct rule {
	bool extended;
	uint16_t id;
	uint16_t from, to;		/* dwords of the capability */
	uint32_t may;			/* bits of the register that may be changed */
	uint32_t shown;			/* bits that may be shown changed, besides */
};

struct may {
	uint32_t may, shown;		/* as in struct rule */
};

struct place {
	const char *name;		/* the header or a capability */
	uint32_t off;			/* in it */
};

/* Base 7.7.1.2: MSI Enable, Multiple Message Enable. */
#define MSI_OWN 0x00710000u

/*
 * A capability with no line is not judged.  The first line whose dwords include it counts;
 * where none does, nothing may change.
 */
static const struct rule rules[] = {
	{ false, ID_PM, PM_CSR, PM_CSR, 0x1e03, 0x8100 },
	{ false, ID_VPD, 0, 4, 0xffff0000, 0 },
	{ false, ID_VPD, 4, 8, ALL, 0 },
	{ false, ID_MSI, 0, 0, MSI_OWN, 0 },
	{ false, ID_MSI, 4, 0x14, 0, ALL },
	{ false, ID_VENDOR, 0, 0, 0xff000000, 0 },
	{ false, ID_VENDOR, 4, 0xfc, ALL, 0 },
	{ false, ID_PCIE, EXP_DEVCTL, EXP_DEVCTL, DEVSTA_W1C << 16 | DEVCTL_OWN, 0xffff },
	{ false, ID_PCIE, EXP_DEVCTL2, EXP_DEVCTL2, DEVCTL2_OWN, 0 },
	{ false, ID_MSIX, 0, 0, 0, 0xc0000000 },
	{ false, ID_AF, 4, 4, 0, 1 },
	{ true, XID_AER, 4, 0x48, ALL, 0 },
	{ true, XID_VC, 0, 0, 0, 0 },
	{ true, XID_DSN, 0, 0, 0, 0 },
	{ true, XID_POWER, 4, 4, 0xff, 0xff },
	{ true, XID_VC_MFVC, 0, 0, 0, 0 },
	{ true, XID_VENDOR, 8, 0xffc, ALL, 0 },
	{ true, XID_ACS, 0, 0, 0, 0 },
	{ true, XID_ARI, 0, 0, 0, 0 },
	{ true, XID_ATS, 0, 0, 0, 0 },
	{ true, XID_SRIOV, 0, 0, 0, 0 },
	{ true, XID_PRI, 0, 0, 0, 0 },
	{ true, XID_REBAR, 0, 0, 0, 0 },
	{ true, XID_LTR, 0, 0, 0, 0 },
	{ true, XID_PASID, 0, 0, 0, 0 },
	{ true, XID_DPC, 0, 0, 0, 0 },
	{ true, XID_L1SS, 0, 0, 0, 0 },
	{ true, XID_PTM, 0, 0, 0, 0 },
	{ true, XID_DVSEC, 8, 0xffc, ALL, 0 },
	{ true, XID_VF_REBAR, 0, 0, 0, 0 },
};

/* Base 7.5.1.1: Command and Status; Cache Line Size and Latency Timer; Interrupt Line. */
static struct may header_may(uint32_t at)
{
	if (at == R_COMMAND)
		return (struct may){ (uint32_t)STS_W1C << 16 | 0xffff, 0 };
	if (at == R_CACHE_LINE)
		return (struct may){ 0xffff, 0xff000000 };
	if (at == R_INT_LINE)
		return (struct may){ 0xff, 0 };
	return (struct may){ 0, at == R_ROM0 || (at >= R_BAR0 && at < R_BAR0 + 24) ? ALL : 0 };
}

/* Base 7.7.1.7: masking its own vectors is a function's own affair. */
static bool is_msi_mask(const struct caps *l, const struct capability *c, uint32_t off)
{
	const uint16_t control = get16(l->cfg + c->off + MSI_CTL);

	return !c->extended && c->id == ID_MSI && control & MSI_MASKING &&
	       off == (control & MSI_64 ? MSI_MASK_64 : MSI_MASK_32);
}

/* No rule: its ID and where the next one is are the list's, and what else it has is its own. */
static struct may no_rule(const struct capability *c, uint32_t off)
{
	if (!c || off)
		return (struct may){ ALL, ALL };
	return c->extended ? (struct may){ 0, 0 } : (struct may){ 0xffff0000, 0xffff0000 };
}

/* What may change of the dword at @at, which is @place. */
static struct may may_change(const struct caps *l, uint32_t at, struct place *place)
{
	const struct capability *c = caps_at(l, at);
	bool known = false;

	*place = (struct place){ "the header", at };
	if (at < CAPS_HEADER_BYTES)
		return header_may(at);
	if (c)
		*place = (struct place){ "a capability", at - c->off };
	for (size_t i = 0; c && i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *r = &rules[i];

		if (r->extended != c->extended || r->id != c->id)
			continue;
		known = true;
		place->name = cap_name(r->extended, r->id);
		if (is_msi_mask(l, c, place->off))
			return (struct may){ ALL, ALL };
		if (place->off >= r->from && place->off <= r->to)
			return (struct may){ r->may, r->shown };
	}
	return known ? (struct may){ 0, 0 } : no_rule(c, place->off);
}

/* --- the view ----------------------------------------------------------------------- */

static void judge_lists(struct judged *j)
{
	/* Of a function whose own list is so, too, nobody can show a better one. */
	if (j->view.why && !j->hw.why)
		config_wrong(&j->told, "the capability that is shown at 0x%03x %s", j->view.where, j->view.why);
	for (uint32_t i = 0; i < j->view.n && !j->hw.why; i++) {
		const struct capability *shown = &j->view.cap[i], *is = caps_at(&j->hw, shown->off);

		/* One that is hidden may hold its place by ID 0. */
		if (shown->extended && !shown->id && !is)
			config_wrong(&j->told, "the list of capabilities leads to 0x%03x, where nothing is",
			      shown->off);
		if (shown->extended && !shown->id)
			continue;
		if (is && (is->off != shown->off || is->id != shown->id))
			config_wrong(&j->told, "capability 0x%02x is shown at 0x%03x, where the function has capability 0x%02x",
			      shown->id, shown->off, is->id);
	}
}

static void judge_header(struct judged *j)
{
	const struct proof_config *c = &j->config->c;
	const uint32_t shown = get32(c->view), pin = c->view[R_INT_PIN];

	if (shown != (c->device << 16 | c->vendor))
		config_wrong(&j->told, "its IDs are shown as %04x:%04x, and are %04x:%04x", shown & 0xffff,
		      shown >> 16, c->vendor, c->device);
	/* Base 9.3.4.1.15: a VF has no pin. */
	if (pin && (c->vf || pin != c->registers[R_INT_PIN]))
		config_wrong(&j->told, "interrupt pin %u is shown, and it has %u", pin,
		      c->vf ? 0 : c->registers[R_INT_PIN]);
}

/* --- writes ------------------------------------------------------------------------- */

/* All writes to one dword: what each changed is told once, with the first that did. */
static void judge_register(struct judged *j, const struct proof_config_write *w, uint32_t n)
{
	const struct proof_config_write *first = NULL;
	struct place place;
	uint32_t changed = 0;
	const uint32_t may = may_change(&j->hw, w->at, &place).may;

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t bits = w[i].reset ? 0 : (w[i].was ^ w[i].is) & ~may;

		if (bits && !first)
			first = &w[i];
		changed |= bits;
	}
	if (first)
		config_wrong(&j->told, "writing 0x%03x changes bits 0x%08x of a register of %s, 0x%02x in it; 0x%08x makes 0x%08x of 0x%08x",
		      w->at, changed, place.name, place.off, first->wrote, first->is, first->was);
}

static void judge_other(struct judged *j, const struct proof_config_write *w, uint32_t n)
{
	struct place place;

	for (uint32_t i = 0; i < n; i++)
		if (w[i].other != PROOF_CONFIG_NONE &&
		    !may_change(&j->hw, w[i].other, &place).may) {
			config_wrong(&j->told, "writing 0x%08x to 0x%03x changes another register, 0x%02x of %s",
			      w[i].wrote, w->at, place.off, place.name);
			return;
		}
}

static void judge_elsewhere(struct judged *j, const struct proof_config_write *w, uint32_t n)
{
	const struct proof_config_write *last = &w[n - 1];

	if (*last->name)
		config_wrong(&j->told, "writing 0x%03x changes register 0x%03x of %s: 0x%08x -> 0x%08x",
		      w->at, last->elsewhere, last->name, last->of, last->made);
}

/* What software reads to know the function, which is read-only. */
static void judge_shown(struct judged *j, const struct proof_config_write *w, uint32_t n)
{
	const struct proof_config_write *first = NULL;
	struct place place;
	const struct may may = may_change(&j->view, w->at, &place);
	uint32_t changed = 0;

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t raw = w[i].reset ? 0 : w[i].was ^ w[i].is;
		const uint32_t bits = (w[i].seen ^ w[i].sees) & ~(may.may | may.shown | raw);

		if (bits && !first)
			first = &w[i];
		changed |= bits;
	}
	if (first)
		config_wrong(&j->told, "writing 0x%03x changes bits 0x%08x that are shown of %s, 0x%02x in it; after 0x%08x, 0x%08x is shown, and before it was 0x%08x",
		      w->at, changed, place.name, place.off, first->wrote, first->sees, first->seen);
}

/* Which BAR has its low or high half at @at; -1: none.  The ROM is the last. */
static int bar_at(const struct proof_config *c, uint32_t at, bool *high)
{
	const uint32_t i = (at - R_BAR0) / 4;

	*high = false;
	if (at == R_ROM0)
		return PROOF_CONFIG_BARS - 1;
	if (at < R_BAR0 || i >= PROOF_CONFIG_BARS - 1)
		return -1;
	/* Only BARs that are there: what a missing one shows says nothing of the next. */
	*high = i && c->bar_bytes[i - 1] && (c->view[at - 4] & (BAR_IO | BAR_64)) == BAR_64;
	return (int)(*high ? i - 1 : i);
}

/* All ones were written: what is read gives the size (Base 7.5.1.2.1). */
static void judge_size(struct judged *j, const struct proof_config_write *w)
{
	const struct proof_config *c = &j->config->c;
	bool high;
	const int bar = bar_at(c, w->at, &high);
	const uint64_t bytes = bar < 0 ? 0 : c->bar_bytes[bar];
	const uint64_t mask = bytes ? ~(bytes - 1) : 0;
	uint32_t want, bits;

	if (bar < 0 || w->wrote != ~0u || (bytes & (bytes - 1)))
		return;
	/* The kernel says no size for a ROM that it cannot read. */
	if (bar == PROOF_CONFIG_BARS - 1 && !bytes)
		return;
	bits = bar == PROOF_CONFIG_BARS - 1 ? ROM_ADDRESS : high ? ALL :
	       w->seen & BAR_IO ? 0xfffcu : 0xfffffff0u;
	want = (uint32_t)(high ? mask >> 32 : mask) & bits;
	if ((w->sees & bits) != want)
		config_wrong(&j->told, "ones written to BAR %d, at 0x%02x, read 0x%08x, and its size is 0x%llx",
		      bar, w->at, w->sees, (unsigned long long)bytes);
}

/* The writes to one dword follow one another. */
static void judge_writes(struct judged *j, const struct vconfig *config)
{
	uint32_t n;

	for (uint32_t i = 0; i < config->nwrites; i += n) {
		const struct proof_config_write *w = &config->writes[i];

		for (n = 1; i + n < config->nwrites && w[n].at == w->at; n++)
			;
		judge_shown(j, w, n);
		for (uint32_t k = 0; k < n; k++)
			judge_size(j, &w[k]);
		judge_register(j, w, n);
		judge_other(j, w, n);
		judge_elsewhere(j, w, n);
	}
}

/* --- all ---------------------------------------------------------------------------- */

static void judge_config(struct verdict *v, struct check *c, const struct vconfig *config)
{
	static struct judged j;

	j = (struct judged){ .told = { v, c, config->c.name, 0 }, .config = config };
	caps_read(&j.view, config->c.view, config->c.bytes);
	caps_read(&j.hw, config->c.registers, PROOF_CONFIG_BYTES);
	judge_lists(&j);
	judge_header(&j);
	judge_writes(&j, config);
	if (!j.told.told)
		return;
	if (j.told.told > CONFIG_MOST_TOLD)
		check_diag(v, c, "  and %u more", j.told.told - CONFIG_MOST_TOLD);
	say_step(v, c, config->c.step);
}

static bool applies(const struct verdict *v)
{
	return v->nconfigs > 0;
}

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nconfigs; i++) {
		judge_config(v, c, &v->configs[i]);
		config_judge_made(v, c, &v->configs[i].c);
	}
	for (uint32_t i = 0; i < v->nguests; i++)
		config_judge_guest(v, c, &v->guests[i]);
}

const struct law law_config = {
	.name = "config",
	.applies = applies,
	.judge = judge,
};
