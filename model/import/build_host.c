// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_host.c - finds the kind of host from its bridges' ids: CPU vendor, whether the
 * root complex forwards between its ports, the IOMMU.
 *
 * It must not know whether a kernel trusts that host.
 */
#include <string.h>

#include "model/import/internal.h"

#define ANY 0xffffu

/*
 * Hosts whose root complex was reported to forward peer requests.  Vendors
 * name them on the lists; nothing in config space says it.
 */
static const struct host_id {
	uint16_t vendor, device;
	const char *profile;
} host_ids[] = {
	{ 0x8086, 0x3c00, "server-same-bridge" },	/* Xeon E5 */
	{ 0x8086, 0x3c01, "server-same-bridge" },
	{ 0x8086, 0x2f00, "server-same-bridge" },	/* Xeon E5 v3 */
	{ 0x8086, 0x2f01, "server-same-bridge" },
	{ 0x8086, 0x2020, "server" },			/* Skylake-E */
	{ 0x8086, 0x2030, "server" },
	{ 0x8086, 0x2031, "server" },
	{ 0x8086, 0x2032, "server" },
	{ 0x8086, 0x2033, "server" },
	{ 0x8086, 0x09a2, "server" },			/* Ice Lake-E and on */
	{ 0x8086, ANY, "pc" },
	{ 0x1022, 0x1450, "amd-zen" },			/* Zen */
	{ 0x1022, 0x15d0, "amd-zen" },
	{ 0x1022, 0x1480, "amd-zen" },			/* Zen 2 */
	{ 0x1022, 0x1630, "amd-zen" },
	{ 0x1022, 0x14b5, "amd-zen" },			/* Zen 3+ */
	{ 0x1022, 0x14a4, "amd-zen" },			/* Zen 4 */
	{ 0x1022, 0x14d8, "amd-zen" },
	{ 0x1022, 0x14e8, "amd-zen" },
	{ 0x1022, 0x153a, "amd-zen" },			/* Zen 5 */
	{ 0x1022, 0x1507, "amd-zen" },
	{ 0x1014, ANY, "power" },
	{ 0x13b5, ANY, "arm" },
	{ 0x177d, ANY, "arm" },
	{ 0x10de, ANY, "arm" },				/* Grace */
};

static const struct host_profile {
	const char *name;
	enum spec_cpu_vendor cpu;
	uint32_t family;
	enum spec_rc_p2p p2p;
} profiles[] = {
	{ "pc", SPEC_CPU_INTEL, 6, SPEC_RC_REFUSE },
	{ "pc-writes", SPEC_CPU_INTEL, 6, SPEC_RC_WRITES },
	{ "server", SPEC_CPU_INTEL, 6, SPEC_RC_ALL },
	{ "server-same-bridge", SPEC_CPU_INTEL, 6, SPEC_RC_SAME_BRIDGE },
	{ "amd-zen", SPEC_CPU_AMD, 0x17, SPEC_RC_ALL },
	{ "power", SPEC_CPU_OTHER, 0, SPEC_RC_REFUSE },
	{ "arm", SPEC_CPU_OTHER, 0, SPEC_RC_REFUSE },
	{ "custom", SPEC_CPU_OTHER, 0, SPEC_RC_REFUSE },
};

#define N(a) (sizeof(a) / sizeof((a)[0]))

const char *const *import_profiles(void)
{
	static const char *names[N(profiles) + 1];

	for (size_t i = 0; i < N(profiles); i++)
		names[i] = profiles[i].name;
	return names;
}

#define AMD 0x1022
#define ATI 0x1002		/* AMD's, before Zen */

/* The vendor of the IOMMU's own function, which AMD's have; 0: there is none. */
static uint16_t iommu_vendor(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].class >> 8 == 0x0806)
			return s->functions[i].vendor;
	return 0;
}

/* Northbridges of AMD's before Zen: RD890, RD9x0, RX980, and their servers' SR56x0. */
static bool is_rd890(const struct spec_function *f)
{
	return f->vendor == ATI && f->device >= 0x5a10 && f->device <= 0x5a14;
}

static bool is_amd_before_zen(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].parent < 0 && is_rd890(&s->functions[i]))
			return true;
	return iommu_vendor(s) == ATI;
}

static const char *profile_of(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		if (f->parent >= 0)
			continue;
		for (size_t k = 0; k < N(host_ids); k++)
			if (f->vendor == host_ids[k].vendor &&
			    (f->device == host_ids[k].device ||
			     host_ids[k].device == ANY))
				return host_ids[k].profile;
	}
	return iommu_vendor(s) == AMD ? "amd-zen" : "custom";
}

/* A kernel's command line says how it used its IOMMU. */
static bool mode_of_cmdline(const char *s, enum spec_iommu_mode *mode)
{
	static const struct { const char *word; enum spec_iommu_mode mode; } words[] = {
		{ "iommu=pt", SPEC_IOMMU_PASSTHROUGH },
		{ "iommu.passthrough=1", SPEC_IOMMU_PASSTHROUGH },
		{ "iommu=off", SPEC_IOMMU_OFF },
		{ "intel_iommu=off", SPEC_IOMMU_OFF },
		{ "amd_iommu=off", SPEC_IOMMU_OFF },
		{ "iommu.strict=1", SPEC_IOMMU_STRICT },
		{ "iommu.strict=0", SPEC_IOMMU_LAZY },
	};

	for (size_t i = 0; s && i < N(words); i++) {
		size_t n = strlen(words[i].word);

		for (const char *p = s; (p = strstr(p, words[i].word)); p += n)
			if ((p == s || p[-1] == ' ') && (!p[n] || p[n] == ' ')) {
				*mode = words[i].mode;
				return true;
			}
	}
	return false;
}

/*
 * A kernel with an IOMMU turns redirect on in every port that has it (pci_acs_init()),
 * and one without leaves it as firmware did.  Is it off in all ports that could?
 */
static bool none_redirects(const struct machine *m)
{
	bool any = false;

	for (uint32_t i = 0; i < m->nfn; i++) {
		const struct raw *r = m->fn[i];
		const struct spec_acs *a = &r->f.acs;

		if (r->gone || r->synthetic || r->acs_no_ctrl ||
		    a->known != SPEC_PRESENT || !(a->cap & ACS_RR) ||
		    !spec_type_is_downstream(r->f.type))
			continue;
		if (a->ctrl & (ACS_SV | ACS_RR | ACS_CR | ACS_UF))
			return false;
		any = true;
	}
	return any;
}

static enum spec_iommu_mode iommu_mode(struct machine *m)
{
	enum spec_iommu_mode mode = SPEC_IOMMU_STRICT;

	if (m->opt->has_iommu)
		return m->opt->iommu;
	if (mode_of_cmdline(m->cmdline, &mode))
		return mode;
	if (m->log_iommu)
		return m->log_mode;
	/* A live tree without groups: that kernel had no IOMMU on. */
	if (m->live && !m->groups_seen)
		return SPEC_IOMMU_OFF;
	if (m->groups_seen)
		return SPEC_IOMMU_STRICT;
	if (none_redirects(m)) {
		m->rep->iommu_assumed = "off, because ACSCtl is off in every port of the capture, and a kernel with an IOMMU turns it on";
		return SPEC_IOMMU_OFF;
	}
	m->rep->iommu_assumed = "on and strict, because the capture shows neither groups nor ACS controls that are off";
	return SPEC_IOMMU_STRICT;
}

/*
 * DRAM from 0 to 2 GiB, the rest from 4 GiB up: as much of it as leaves the
 * windows alone.
 */
static uint64_t dram_bytes(struct machine *m, const struct spec *s)
{
	const uint64_t gap = 2ull << 30, high = 4ull << 30;
	uint64_t want = m->opt->dram_bytes ? m->opt->dram_bytes : high;
	uint64_t low_end = gap, high_end = UINT64_MAX;

	for (uint32_t i = 0; i < s->nbridges; i++)
		for (uint32_t w = 0; w < s->host_bridges[i].nwindows; w++) {
			const struct spec_window *win = &s->host_bridges[i].windows[w];

			if (win->kind == SPEC_WIN_IO || win->cpu_base < 1u << 20)
				continue;
			if (win->cpu_base < low_end)
				low_end = win->cpu_base;
			if (win->cpu_base >= high && win->cpu_base < high_end)
				high_end = win->cpu_base;
		}
	if (low_end < gap)
		return want < low_end ? want : low_end & ~0xfffffull;
	if (want > gap && want - gap > high_end - high)
		return (gap + (high_end - high)) & ~0xfffffull;
	return want;
}

void import_use_profile(struct spec *s, const char *name)
{
	const struct host_profile *p = &profiles[N(profiles) - 1];

	for (size_t i = 0; i < N(profiles); i++)
		if (!strcmp(profiles[i].name, name))
			p = &profiles[i];
	s->host.profile = spec_strdup(s, name);
	s->host.cpu_vendor = p->cpu;
	s->host.cpu_family = p->family;
	s->host.rc_p2p = p->p2p;
}

void build_host(struct machine *m, struct spec *s)
{
	const struct import_options *o = m->opt;

	import_use_profile(s, o->profile ? o->profile : profile_of(s));
	if (!o->profile && !strcmp(s->host.profile, "custom") && is_amd_before_zen(s)) {
		s->host.cpu_vendor = SPEC_CPU_AMD;
		s->host.cpu_family = 0x15;
	}
	if (m->cpu_known && !o->profile) {
		s->host.cpu_vendor = m->cpu_vendor;
		s->host.cpu_family = m->cpu_family;
		/* Every AMD root complex since Zen forwards. */
		if (m->cpu_vendor == SPEC_CPU_AMD && m->cpu_family >= 0x17) {
			s->host.profile = spec_strdup(s, "amd-zen");
			s->host.rc_p2p = SPEC_RC_ALL;
		}
	}
	if (o->has_cpu) {
		s->host.cpu_vendor = o->cpu_vendor;
		s->host.cpu_family = o->cpu_family;
	}
	if (o->has_p2p)
		s->host.rc_p2p = o->rc_p2p;
	s->host.iommu = iommu_mode(m);
	s->host.dram_bytes = dram_bytes(m, s);
	s->host.loc = (struct spec_loc){ spec_strdup(s, m->path), 0, 0 };
}
