// SPDX-License-Identifier: GPL-2.0-only
/*
 * print.c - a machine as scenario text that parses back to the same machine.
 *
 * Options that equal the default are left out.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/lang/lang.h"

/* Sizes in the largest unit that divides them. */
static void put_size(FILE *out, uint64_t v)
{
	static const char units[] = "\0KMGTP";
	unsigned int u = 0;

	while (v && !(v & 1023) && u < 5) {
		v >>= 10;
		u++;
	}
	fprintf(out, "%" PRIu64, v);
	if (u)
		putc(units[u], out);
}

static void put_signed(FILE *out, int64_t v)
{
	if (v < 0)
		fprintf(out, "-0x%" PRIx64, -(uint64_t)v);
	else
		fprintf(out, "0x%" PRIx64, (uint64_t)v);
}

const char *scenario_smmu_lacks(const struct spec_smmu *s, uint32_t n)
{
	for (const struct word *w = lang_lack_words; w->word; w++)
		if (s->lacks & (uint32_t)w->value && !n--)
			return w->word;
	return NULL;
}

static void put_smmus(FILE *out, const struct spec_host *h)
{
	for (uint32_t n = 0; n < SPEC_MAX_SMMUS; n++) {
		const struct spec_smmu *s = &h->smmus[n];
		const char *part;

		if (!s->lacks && !s->address_bits)
			continue;
		fprintf(out, "smmu %u", n);
		if (s->lacks)
			fputs(" without", out);
		for (uint32_t i = 0; (part = scenario_smmu_lacks(s, i)); i++)
			fprintf(out, " %s", part);
		if (s->address_bits)
			fprintf(out, " address-bits %u", s->address_bits);
		putc('\n', out);
	}
}

static void put_host(FILE *out, const struct spec_host *h)
{
	const struct profile *pr = h->profile ? profile_find(h->profile, strlen(h->profile))
					      : NULL;

	if (!pr)
		pr = profile_find("custom", 6);
	fprintf(out, "host %s", pr->name);
	if (h->cpu_vendor != pr->cpu)
		fprintf(out, " cpu %s", word_of(lang_cpu_words, (int)h->cpu_vendor));
	if (h->cpu_family != pr->family)
		fprintf(out, " family 0x%x", h->cpu_family);
	if (h->dram_bytes != pr->dram_bytes) {
		fputs(" dram ", out);
		put_size(out, h->dram_bytes);
	}
	if (h->rc_p2p != pr->p2p)
		fprintf(out, " p2p %s", word_of(lang_p2p_words, (int)h->rc_p2p));
	if (h->reset_check)
		fputs(" on-reset-access machine-check", out);
	if (h->in_flight)
		fputs(" tlps in-flight", out);
	putc('\n', out);
	if (h->iommu != SPEC_IOMMU_OFF)
		fprintf(out, "iommu %s\n", word_of(lang_iommu_words, (int)h->iommu));
	if (h->iommu_driver != pr->driver)
		fprintf(out, "iommu-driver %s\n",
			word_of(lang_driver_words, (int)h->iommu_driver));
	put_smmus(out, h);
}

static void put_bridge(FILE *out, const struct spec_host_bridge *hb)
{
	fprintf(out, "hb %s domain %04x bus %02x-%02x id %s", hb->name, hb->domain,
		hb->bus_first, hb->bus_last, hb->id_unknown ? "unknown" : "none");
	if (hb->socket)
		fprintf(out, " socket %u", hb->socket);
	if (hb->smmu)
		fprintf(out, " smmu %u", hb->smmu);
	if (hb->said_smmu != hb->smmu)
		fprintf(out, " said-smmu %u", hb->said_smmu);
	if (hb->dram_offset) {
		fputs(" dram-offset ", out);
		put_signed(out, hb->dram_offset);
	}
	putc('\n', out);
	if (!hb->nwindows)
		fprintf(out, "window %s none\n", hb->name);
	for (uint32_t i = 0; i < hb->nwindows; i++) {
		const struct spec_window *w = &hb->windows[i];

		fprintf(out, "window %s %s 0x%" PRIx64 "+", hb->name,
			word_of(lang_window_words, (int)w->kind), w->cpu_base);
		put_size(out, w->size_bytes);
		if (w->offset) {
			fputs(" offset ", out);
			put_signed(out, w->offset);
		}
		putc('\n', out);
	}
	for (uint32_t i = 0; i < hb->ndram_views; i++) {
		const struct spec_dram_view *v = &hb->dram_views[i];

		fprintf(out, "dram %s 0x%" PRIx64 "+", hb->name, v->cpu_base);
		put_size(out, v->size_bytes);
		if (v->offset) {
			fputs(" offset ", out);
			put_signed(out, v->offset);
		}
		putc('\n', out);
	}
}

static void put_acs(FILE *out, const char *word, const struct spec_acs *a)
{
	fprintf(out, " %s", word);
	if (a->assumed)
		fputs(" assumed", out);
	if (a->known == SPEC_UNKNOWN) {
		fputs(" unknown", out);
	} else if ((a->cap | a->ctrl) & ~0x7f || a->ctrl & ~a->cap) {
		fprintf(out, " raw 0x%02x 0x%02x", a->cap & 0xff, a->ctrl);
	} else if (!a->cap) {
		fputs(" empty", out);
	} else {
		for (int bit = 0; bit < 7; bit++)
			if (a->cap >> bit & 1)
				fprintf(out, " %s%c", word_of(lang_acs_words, 1 << bit),
					a->ctrl >> bit & 1 ? '+' : '-');
	}
}

/* The vector's size and the runs of bits set, as 8:0,2-3. */
static void put_egress(FILE *out, const char *word, const struct spec_acs *a)
{
	unsigned int n = a->egress_bits ? a->egress_bits : 256;
	char sep = ':';
	bool any = false;

	for (unsigned int i = 0; i < 4; i++)
		any = any || a->egress_vector[i];
	if (a->known != SPEC_PRESENT || !(a->cap & ACS_EC) ||
	    (a->egress_bits == 32 && !any))
		return;
	fprintf(out, " %s %u", word, a->egress_bits);
	for (unsigned int i = 0; i < n; i++) {
		unsigned int j = i;

		while (j < n && a->egress_vector[j / 64] >> j % 64 & 1)
			j++;
		if (j == i)
			continue;
		fprintf(out, "%c%u", sep, i);
		if (j - i > 1)
			fprintf(out, "-%u", j - 1);
		sep = ',';
		i = j;
	}
}

static void put_bar(FILE *out, const char *prefix, int n, const struct spec_bar *b)
{
	char sep = ' ';

	if (b->kind == SPEC_BAR_NONE)
		return;
	fprintf(out, " %s%d ", prefix, n);
	put_size(out, b->size_bytes);
	if (b->kind == SPEC_BAR_IO)
		fputs(" io", out);
	else
		fprintf(out, " %s%s", b->kind == SPEC_BAR_MEM64 ? "64" : "32",
			b->prefetchable ? " pref" : "");
	if (b->address)
		fprintf(out, " at 0x%" PRIx64, b->address);
	if (b->rebar_sizes)
		fputs(" rebar", out);
	for (int i = 0; i < 44; i++) {
		if (!(b->rebar_sizes >> i & 1))
			continue;
		putc(sep, out);
		put_size(out, 1ull << (20 + i));
		sep = ',';
	}
}

static void put_sriov(FILE *out, const struct spec_function *f)
{
	const struct spec_sriov *v = &f->sriov;

	if (v->known == SPEC_ABSENT)
		return;
	if (v->known == SPEC_UNKNOWN)
		fputs(" vfs unknown", out);
	else if (v->initial_vfs == v->total_vfs)
		fprintf(out, " vfs %u", v->total_vfs);
	else
		fprintf(out, " vfs %u/%u", v->initial_vfs, v->total_vfs);
	if (v->offset)
		fprintf(out, " vfoffset %u", v->offset);
	if (v->stride)
		fprintf(out, " vfstride %u", v->stride);
	if (v->num_vfs)
		fprintf(out, " vfenabled %u", v->num_vfs);
	if (v->known == SPEC_PRESENT && v->vf_device != f->device)
		fprintf(out, " vfdevice %04x", v->vf_device);
	if (v->page_sizes)
		fprintf(out, " vfpages 0x%x", v->page_sizes);
	for (int i = 0; i < 6; i++)
		put_bar(out, "vfbar", i, &v->bar[i]);
	if (v->vf_acs.known != SPEC_ABSENT) {
		put_acs(out, "vfacs", &v->vf_acs);
		put_egress(out, "vfegress", &v->vf_acs);
	}
	if (v->vf_ats)
		fputs(" vfats", out);
	if (v->vf_msix)
		fputs(" vfmsix", out);
	if (v->vf_silent)
		fprintf(out, " vfsilent %u", v->vf_silent);
}

static void put_flags(FILE *out, const struct spec_function *f)
{
	const struct {
		const char *word;
		bool set;
	} flags[] = {
		{ "multifunction", f->multifunction }, { "ari", f->ari },
		{ "no-tlp-prefix", f->no_tlp_prefix },
		{ "ari-forwarding", f->ari_forwarding }, { "ats", f->ats },
		{ "pri", f->pri }, { "aer", f->aer }, { "flr", f->flr },
		{ "pm", f->pm }, { "no-soft-reset", f->no_soft_reset },
		{ "ltr", f->ltr }, { "dpc", f->dpc }, { "serial", f->serial },
		{ "silent", f->silent },
		{ "slot", f->slot && !f->hotplug_slot },
		{ "hotplug", f->hotplug_slot },
		{ "p2p-internal", f->internal_p2p },
		{ "assumed", f->assumed }, { "assumed-place", f->assumed_place },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (flags[i].set)
			fprintf(out, " %s", flags[i].word);
	if (f->pasid)
		fprintf(out, f->pasid_width == 20 ? " pasid" : " pasid %u",
			f->pasid_width);
}

/* In quotation marks where it is no word. */
static void put_driver(FILE *out, const char *name)
{
	const bool word = !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")];

	fprintf(out, word ? " driver %s" : " driver \"%s\"", name);
}

static void put_numbers(FILE *out, const struct spec_function *f,
			const struct spec_function *d)
{
	const struct {
		const char *word;
		uint64_t bytes;
	} sizes[] = {
		{ "rom", f->rom_bytes }, { "vram", f->vram_bytes },
		{ "reserve-io", f->window_io }, { "reserve-mem", f->window_mem },
		{ "reserve-pref", f->window_pref },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		if (!sizes[i].bytes)
			continue;
		fprintf(out, " %s ", sizes[i].word);
		put_size(out, sizes[i].bytes);
	}
	if (f->vram_bar)
		fprintf(out, " window bar%u", f->vram_bar);
	if (f->interrupt_pin)
		fprintf(out, " intx %c%s", 'A' + f->interrupt_pin - 1,
			f->no_intx_disable ? " no-disable" : "");
	if (f->msi_vectors)
		fprintf(out, " msi %u", f->msi_vectors);
	if (f->msix_vectors)
		fprintf(out, " msix %u", f->msix_vectors);
	if (f->link_speed != d->link_speed || f->link_width != d->link_width) {
		if (f->link_speed || f->link_width)
			fprintf(out, " link gen%u x%u", f->link_speed, f->link_width);
		else
			fputs(" link none", out);
	}
	if (f->port_number != d->port_number)
		fprintf(out, " port %u", f->port_number);
	if (f->secondary || f->subordinate)
		fprintf(out, " buses %02x-%02x", f->secondary, f->subordinate);
	if (f->numa_node >= 0)
		fprintf(out, " numa %d", f->numa_node);
	if (*f->driver)
		put_driver(out, f->driver);
	if (f->iommu_group >= 0)
		fprintf(out, " iommu-group %d", f->iommu_group);
}

static void put_time(FILE *out, const char *before, uint64_t ps)
{
	static const char *const units[] = { "ps", "ns", "us", "ms", "s" };
	unsigned int u = 0;

	for (; ps && !(ps % 1000) && u < 4; u++)
		ps /= 1000;
	fprintf(out, "%s%" PRIu64 "%s", before, ps, units[u]);
}

static void put_coherent(FILE *out, const struct spec_coherent *c)
{
	if (!c->stated)
		return;
	fprintf(out, " coherent 0x%" PRIx64 "+", c->base);
	if (c->size_bytes)
		put_size(out, c->size_bytes);
	else
		putc('0', out);
	if (c->ready_ps == SPEC_NEVER)
		fputs(" coherent-ready never", out);
	else if (c->ready_ps)
		put_time(out, " coherent-ready ", c->ready_ps);
	if (c->whole)
		fputs(" coherent-whole", out);
	if (c->cxl)
		fputs(" coherent-cxl", out);
}

static void put_identity(FILE *out, const struct spec_function *f,
			 const struct spec_function *d)
{
	if (f->vendor != d->vendor || f->device != d->device)
		fprintf(out, " id %04x:%04x", f->vendor, f->device);
	if (f->subvendor || f->subdevice)
		fprintf(out, " subsys %04x:%04x", f->subvendor, f->subdevice);
	if (f->class != d->class) {
		const char *word = word_of(lang_classes, (int)f->class);

		if (word)
			fprintf(out, " class %s", word);
		else
			fprintf(out, " class 0x%06x", f->class);
	}
	if (f->revision)
		fprintf(out, " rev %02x", f->revision);
}

static void put_config(FILE *out, const struct spec_function *f)
{
	static const uint8_t zeros[16];

	if (!f->config || !f->config_len)
		return;
	fprintf(out, "config %s %u\n", f->name, f->config_len);
	for (unsigned int at = 0; at < f->config_len; at += 16) {
		if (!memcmp(f->config + at, zeros, 16))
			continue;
		fprintf(out, "config %s %02x:", f->name, at);
		for (unsigned int i = 0; i < 16; i++)
			fprintf(out, " %02x", f->config[at + i]);
		putc('\n', out);
	}
}

static void put_rom(FILE *out, const struct spec_function *f)
{
	static const uint8_t zeros[16];

	for (uint32_t at = 0; at < f->rom_len; at += 16) {
		uint32_t n = f->rom_len - at < 16 ? f->rom_len - at : 16;

		/* The last line says how much is stated. */
		if (at + n < f->rom_len && !memcmp(f->rom + at, zeros, n))
			continue;
		fprintf(out, "romdata %s %02x:", f->name, (unsigned int)at);
		for (uint32_t i = 0; i < n; i++)
			fprintf(out, " %02x", f->rom[at + i]);
		putc('\n', out);
	}
}

static void put_function(FILE *out, const struct spec *s,
			 const struct profile *pr, const struct spec_function *f)
{
	struct spec_function d = { .type = f->type, .devfn = f->devfn };

	function_defaults(pr, &d);
	fprintf(out, "%s %s under %s %02x.%x", kind_of(f->type)->word, f->name,
		f->parent >= 0 ? s->functions[f->parent].name
			       : s->host_bridges[f->host_bridge].name,
		f->devfn >> 3, f->devfn & 7);
	put_identity(out, f, &d);
	if (f->acs.known != SPEC_ABSENT) {
		put_acs(out, "acs", &f->acs);
		put_egress(out, "egress", &f->acs);
	}
	for (int i = 0; i < 6; i++)
		put_bar(out, "bar", i, &f->bar[i]);
	put_sriov(out, f);
	put_flags(out, f);
	put_numbers(out, f, &d);
	put_coherent(out, &f->coherent);
	putc('\n', out);
	put_config(out, f);
	put_rom(out, f);
}

void scenario_print_spec(FILE *out, const struct spec *s)
{
	const struct profile *pr = s->host.profile ?
		profile_find(s->host.profile, strlen(s->host.profile)) : NULL;

	if (!pr)
		pr = profile_find("custom", 6);
	put_host(out, &s->host);
	for (uint32_t i = 0; i < s->nbridges; i++)
		put_bridge(out, &s->host_bridges[i]);
	for (uint32_t i = 0; i < s->nfunctions; i++)
		put_function(out, s, pr, &s->functions[i]);
}
