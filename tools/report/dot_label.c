// SPDX-License-Identifier: GPL-2.0-only
/*
 * dot_label.c - boxes: name, address, identity, BARs, ACS bits, group.
 *
 * Registers come from the kernel's view when there is one, else from the
 * machine as described.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/facts/plural.h"
#include "tools/report/dot_label.h"
#include "tools/report/markup.h"

void dot_facts_init(struct dot_facts *f, const struct scenario *scn,
		    const struct verdict *v)
{
	uint32_t n = scn->spec->nfunctions + 1;

	memset(f, 0, sizeof(*f));
	f->scn = scn;
	f->spec = scn->spec;
	f->v = v;
	f->kernel = calloc(n, sizeof(*f->kernel));
	f->turned = calloc(n, sizeof(*f->turned));
	if (!f->kernel || !f->turned)
		abort();
	for (uint32_t i = 0; v && i < v->nfunctions; i++) {
		const struct vfunction *k = &v->functions[i];

		if (k->function >= 0 && !k->vf)
			f->kernel[k->function] = k;
		if (k->k.iommu_group >= f->ngroups)
			f->ngroups = k->k.iommu_group + 1;
	}
	f->group_size = calloc((size_t)f->ngroups + 1, sizeof(*f->group_size));
	if (!f->group_size)
		abort();
	for (uint32_t i = 0; v && i < v->nfunctions; i++)
		if (v->functions[i].k.iommu_group >= 0)
			f->group_size[v->functions[i].k.iommu_group]++;
	for (uint32_t i = 0; v && i < v->npairs; i++) {
		const struct vpair *p = &v->pairs[i];
		const struct vfunction *at =
			p->turned_known ? dot_facts_at(f, p->turned) : NULL;

		if (at && at->function >= 0 && !p->ok)
			f->turned[at->function] = true;
	}
}

void dot_facts_free(struct dot_facts *f)
{
	free(f->kernel);
	free(f->group_size);
	free(f->turned);
}

const struct vfunction *dot_facts_at(const struct dot_facts *f, hp_sbdf sbdf)
{
	for (uint32_t i = 0; f->v && i < f->v->nfunctions; i++)
		if (f->v->functions[i].k.sbdf == sbdf)
			return &f->v->functions[i];
	return NULL;
}

uint16_t dot_facts_vfs(const struct dot_facts *f, uint32_t pf)
{
	uint16_t n = 0;

	if (f->spec->functions[pf].sriov.known != SPEC_PRESENT)
		return 0;
	if (!f->v || !f->v->nfunctions)
		return f->spec->functions[pf].sriov.num_vfs;
	for (uint32_t i = 0; i < f->v->nfunctions; i++)
		if (f->v->functions[i].function == (int32_t)pf &&
		    f->v->functions[i].vf > n)
			n = f->v->functions[i].vf;
	return n;
}

static bool is_vf(const struct dot_facts *f, hp_sbdf sbdf, uint32_t pf,
		  uint16_t vf)
{
	const struct vfunction *k = dot_facts_at(f, sbdf);

	return k && k->function == (int32_t)pf && k->vf == vf;
}

bool dot_facts_in_pair(const struct dot_facts *f, uint32_t pf, uint16_t vf)
{
	for (uint32_t i = 0; f->v && i < f->v->npairs; i++)
		if (is_vf(f, f->v->pairs[i].provider, pf, vf) ||
		    is_vf(f, f->v->pairs[i].client, pf, vf))
			return true;
	return false;
}

static void put_bar_line(FILE *out, const struct spec_bar *bar,
			 const char *name, int index)
{
	fprintf(out, "<BR/>%s%d ", name, index);
	put_size(out, bar->size_bytes);
	if (bar->kind == SPEC_BAR_IO)
		fputs(" I/O", out);
	else
		fprintf(out, " %s%s", bar->kind == SPEC_BAR_MEM64 ? "64" : "32",
			bar->prefetchable ? " pref" : "");
}

static void put_bars(FILE *out, const struct spec_function *sf,
		     const struct vfunction *k)
{
	for (int i = 0; i < 6; i++) {
		if (sf->bar[i].kind == SPEC_BAR_NONE)
			continue;
		put_bar_line(out, &sf->bar[i], "bar", i);
		if (k && k->k.res[i].flags & HP_RES_UNASSIGNED)
			fprintf(out, " <FONT COLOR=\"%s\">not placed</FONT>",
				DOT_BAD);
		else if (k && k->k.res[i].size_bytes)
			fprintf(out, " at 0x%llx",
				(unsigned long long)k->k.res[i].cpu_start);
	}
	if (sf->vram_bytes) {
		fputs("<BR/>VRAM ", out);
		put_size(out, sf->vram_bytes);
	}
	if (sf->coherent.stated) {
		fputs("<BR/>coherent memory ", out);
		put_size(out, sf->coherent.size_bytes);
		fprintf(out, " at 0x%llx", (unsigned long long)sf->coherent.base);
	}
	if (sf->sriov.known == SPEC_PRESENT)
		fprintf(out, "<BR/>SR-IOV, up to %u VFs", sf->sriov.total_vfs);
}

/* Redirect controls that are on are coloured: they turn a TLP. */
static void put_acs_bits(FILE *out, uint16_t cap, uint16_t ctrl)
{
	static const char names[][3] = { "SV", "TB", "RR", "CR",
					 "UF", "EC", "DT" };
	bool any = false;

	fputs("<BR/>", out);
	for (unsigned int i = 0; i < 7; i++) {
		bool on = ctrl & (1u << i);
		bool redirect = on && ((1u << i) & ACS_REDIRECTS);

		if (!((cap | ctrl) & (1u << i)))
			continue;
		fprintf(out, redirect ? "%s<B><FONT COLOR=\"%s\">%s+</FONT></B>" :
					"%s<FONT COLOR=\"%s\">%s%c</FONT>",
			any ? " " : "",
			redirect ? DOT_REDIRECT : on ? "#1f2933" : "#8a94a0",
			names[i], on ? '+' : '-');
		any = true;
	}
	if (!any)
		fputs("ACS without controls", out);
}

/* Returns true where missing ACS matters: ports facing down, and sibling functions. */
static bool acs_matters(const struct spec_function *sf)
{
	return sf->type == SPEC_ROOT_PORT || sf->type == SPEC_DOWNSTREAM_PORT;
}

static void put_acs(FILE *out, const struct spec_function *sf,
		    const struct vfunction *k)
{
	uint16_t ctrl = k ? k->k.acs_ctrl : sf->acs.ctrl;

	if (sf->acs.known == SPEC_PRESENT) {
		put_acs_bits(out, sf->acs.cap, ctrl);
		if (sf->acs.assumed)
			fputs(" <I>assumed</I>", out);
	} else if (sf->acs.known == SPEC_UNKNOWN) {
		fputs("<BR/><I>ACS unknown</I>", out);
	} else if (acs_matters(sf)) {
		fputs("<BR/><FONT COLOR=\"#8a94a0\">no ACS</FONT>", out);
	}
}

static const char *type_fill(enum spec_type t)
{
	switch (t) {
	case SPEC_ROOT_PORT:
		return "#dbe7f5";
	case SPEC_UPSTREAM_PORT:
	case SPEC_DOWNSTREAM_PORT:
		return "#ffffff";
	case SPEC_PCIE_TO_PCI:
	case SPEC_PCI_TO_PCIE:
	case SPEC_PCI_BRIDGE:
		return "#ece4f4";
	default:
		return "#fdfbf3";
	}
}

/* Groups with several members, each in a colour of its own while they last. */
static const char *group_fill(const struct dot_facts *f, int32_t group)
{
	static const char *const fills[] = {
		"#cfe8cf", "#f9d9c0", "#d6d4f0", "#f7e79c",
		"#c3e6ec", "#f3c9d8", "#dedccf", "#cddafd",
	};
	uint32_t nth = 0;

	if (group < 0 || f->group_size[group] < 2)
		return "#eef1f4";
	for (int32_t g = 0; g < group; g++)
		nth += f->group_size[g] > 1;
	return fills[nth % (sizeof(fills) / sizeof(*fills))];
}

static void put_group(FILE *out, const struct dot_facts *f, int32_t group)
{
	if (group < 0)
		return;
	fprintf(out, "<TR><TD BGCOLOR=\"%s\"><FONT POINT-SIZE=\"9\">group %d</FONT></TD></TR>",
		group_fill(f, group), group);
}

static void open_box(FILE *out, const char *fill, bool thick,
		     const char *colour, bool assumed)
{
	fprintf(out, "<TABLE%s BORDER=\"%d\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\" COLOR=\"%s\" BGCOLOR=\"%s\"><TR><TD>",
		assumed ? " STYLE=\"dotted\"" : "", thick ? 4 : 1, colour, fill);
}

static void put_address(FILE *out, const struct spec_function *sf,
			const struct vfunction *k)
{
	hp_sbdf s;

	if (!k) {
		fprintf(out, "<BR/>device %02x.%x", sf->devfn >> 3,
			sf->devfn & 7);
		return;
	}
	s = k->k.sbdf;
	fprintf(out, "<BR/>%04x:%02x:%02x.%x", HP_SBDF_DOMAIN(s), HP_SBDF_BUS(s),
		HP_SBDF_DEV(s), HP_SBDF_FN(s));
}

static const char *type_word(enum spec_type t)
{
	switch (t) {
	case SPEC_ROOT_PORT:
		return "root port";
	case SPEC_UPSTREAM_PORT:
		return "upstream port";
	case SPEC_DOWNSTREAM_PORT:
		return "downstream port";
	case SPEC_PCIE_TO_PCI:
		return "PCIe to PCI bridge";
	case SPEC_PCI_TO_PCIE:
		return "PCI to PCIe bridge";
	case SPEC_PCI_BRIDGE:
		return "PCI bridge";
	case SPEC_RCIEP:
		return "integrated endpoint";
	case SPEC_RCEC:
		return "event collector";
	case SPEC_LEGACY_ENDPOINT:
		return "legacy endpoint";
	case SPEC_PCI_DEVICE:
		return "PCI device";
	case SPEC_HOST_DEVICE:
		return "host bridge function";
	default:
		return "endpoint";
	}
}

char *dot_label_function(const struct dot_facts *f, uint32_t index)
{
	const struct spec_function *sf = &f->spec->functions[index];
	const struct vfunction *k = f->kernel[index];
	struct text t;

	text_open(&t);
	open_box(t.f, type_fill(sf->type), f->turned[index],
		 f->turned[index] ? DOT_BAD : DOT_LINE, sf->assumed);
	fputs("<B>", t.f);
	escaped(t.f, sf->name);
	fprintf(t.f, "</B><BR/><FONT POINT-SIZE=\"9\">%s",
		type_word(sf->type));
	put_address(t.f, sf, k);
	if (sf->assumed)
		fputs("<BR/><I>not in the capture</I>", t.f);
	if (!spec_type_is_bridge(sf->type)) {
		fprintf(t.f, "<BR/>%04x:%04x", sf->vendor, sf->device);
		put_bars(t.f, sf, k);
	}
	put_acs(t.f, sf, k);
	if (f->turned[index])
		fprintf(t.f, "<BR/><FONT COLOR=\"%s\"><B>turned here</B></FONT>",
			DOT_BAD);
	if (f->v && f->v->nfunctions && !k)
		fprintf(t.f, "<BR/><FONT COLOR=\"%s\">not enumerated</FONT>",
			DOT_BAD);
	fputs("</FONT></TD></TR>", t.f);
	if (k)
		put_group(t.f, f, k->k.iommu_group);
	fputs("</TABLE>", t.f);
	return text_close(&t);
}

static const struct vfunction *find_vf(const struct dot_facts *f, uint32_t pf,
				       uint16_t vf)
{
	for (uint32_t i = 0; f->v && i < f->v->nfunctions; i++)
		if (f->v->functions[i].function == (int32_t)pf &&
		    f->v->functions[i].vf == vf)
			return &f->v->functions[i];
	return NULL;
}

/* The group all of a run of VFs share, or -1. */
static int32_t shared_group(const struct dot_facts *f, uint32_t pf,
			    uint16_t first, uint16_t last)
{
	const struct vfunction *k = find_vf(f, pf, first);
	int32_t group = k ? k->k.iommu_group : -1;

	for (uint16_t vf = first; vf < last; vf++) {
		k = find_vf(f, pf, vf + 1);
		if (!k || k->k.iommu_group != group)
			return -1;
	}
	return group;
}

char *dot_label_vf(const struct dot_facts *f, uint32_t pf, uint16_t first,
		   uint16_t last)
{
	const struct spec_function *sf = &f->spec->functions[pf];
	const struct vfunction *k = find_vf(f, pf, first);
	struct text t;

	text_open(&t);
	open_box(t.f, type_fill(SPEC_ENDPOINT), false, DOT_LINE, sf->assumed);
	fputs("<B>", t.f);
	escaped(t.f, sf->name);
	if (first == last)
		fprintf(t.f, "/vf%u</B><FONT POINT-SIZE=\"9\">", first);
	else
		fprintf(t.f, "/vf%u..%u</B><FONT POINT-SIZE=\"9\"><BR/>%u VF%s",
			first, last, last - first + 1u, plural(last - first + 1u));
	if (k) {
		put_address(t.f, sf, k);
		if (first != last)
			fputs(" ...", t.f);
	}
	for (int i = 0; i < 6; i++)
		if (sf->sriov.bar[i].kind != SPEC_BAR_NONE)
			put_bar_line(t.f, &sf->sriov.bar[i], "bar", i);
	fputs("</FONT></TD></TR>", t.f);
	put_group(t.f, f, shared_group(f, pf, first, last));
	fputs("</TABLE>", t.f);
	return text_close(&t);
}

static void put_window(FILE *out, const struct spec_window *w)
{
	static const char *const kinds[] = { "?", "mem", "pref", "I/O" };

	fprintf(out, "<BR/>%s 0x%llx+", kinds[w->kind <= 3 ? w->kind : 0],
		(unsigned long long)w->cpu_base);
	put_size(out, w->size_bytes);
	if (w->offset)
		fprintf(out, "<BR/>&nbsp;&nbsp;bus = CPU %c 0x%llx",
			w->offset < 0 ? '+' : '-',
			(unsigned long long)(w->offset < 0 ?
				-(uint64_t)w->offset : (uint64_t)w->offset));
}

/* Which SMMU is behind it, and what firmware says and it lacks, where there is a choice of that. */
static void put_smmu(FILE *out, const struct spec *s, const struct spec_host_bridge *hb)
{
	const struct spec_smmu *smmu = &s->host.smmus[hb->smmu];
	bool told = smmu->loc.line;
	const char *part;

	for (uint32_t i = 0; i < s->nbridges; i++)
		told |= s->host_bridges[i].smmu || s->host_bridges[i].said_smmu;
	if (!told || s->host.iommu == SPEC_IOMMU_OFF)
		return;
	fprintf(out, "<BR/>SMMU %u", hb->smmu);
	if (hb->said_smmu != hb->smmu)
		fprintf(out, ", firmware says %u", hb->said_smmu);
	if (smmu->address_bits)
		fprintf(out, "<BR/>address-bits %u", smmu->address_bits);
	for (uint32_t i = 0; (part = scenario_smmu_lacks(smmu, i)); i++)
		fprintf(out, "<BR/>without %s", part);
}

char *dot_label_bridge(const struct spec *s, const struct spec_host_bridge *hb)
{
	struct text t;

	text_open(&t);
	open_box(t.f, "#c9d6e6", false, DOT_LINE, false);
	fputs("<B>", t.f);
	escaped(t.f, hb->name);
	fprintf(t.f, "</B><BR/><FONT POINT-SIZE=\"9\">host bridge<BR/>domain %04x, bus %02x-%02x",
		hb->domain, hb->bus_first, hb->bus_last);
	put_smmu(t.f, s, hb);
	for (uint32_t i = 0; i < hb->nwindows; i++)
		put_window(t.f, &hb->windows[i]);
	fputs("</FONT></TD></TR></TABLE>", t.f);
	return text_close(&t);
}

char *dot_label_pair(const struct scenario *scn, const struct vpair *p)
{
	struct text t;

	text_open(&t);
	fputs("<TABLE BORDER=\"0\" CELLPADDING=\"1\"><TR><TD>", t.f);
	fputs(map_type_name(p->answer.map_type), t.f);
	if (p->answer.distance >= 0)
		fprintf(t.f, ", %d", p->answer.distance);
	if (!p->ok) {
		const struct scn_step *s = &scn->steps[p->step];

		fprintf(t.f, "<BR/><FONT COLOR=\"%s\"><B>expected ", DOT_BAD);
		if (s->negated)
			fputs("not ", t.f);
		if (s->map_type != HP_MAP_UNKNOWN)
			fputs(map_type_name(s->map_type), t.f);
		if (s->has_distance)
			fprintf(t.f, "%s%d", s->map_type != HP_MAP_UNKNOWN ?
				", " : "distance ", s->distance);
		fputs("</B></FONT>", t.f);
	}
	fputs("</TD></TR></TABLE>", t.f);
	return text_close(&t);
}

char *dot_label_title(const struct dot_facts *f)
{
	struct text t;

	text_open(&t);
	fputs("<B>", t.f);
	escaped(t.f, f->scn->path);
	fputs("</B><BR ALIGN=\"LEFT\"/>", t.f);
	if (f->scn->reason) {
		escaped(t.f, f->scn->reason);
		fputs("<BR ALIGN=\"LEFT\"/>", t.f);
	}
	if (f->heat && f->heat->title) {
		escaped(t.f, f->heat->title);
		fputs("<BR ALIGN=\"LEFT\"/>", t.f);
	}
	if (f->v && f->v->status != VERDICT_PASS) {
		fprintf(t.f, "<FONT COLOR=\"%s\"><B>%s</B></FONT>",
			f->v->status == VERDICT_SKIP ? DOT_LINE : DOT_BAD,
			verdict_status_name(f->v->status));
		if (f->v->reason) {
			fputs(": ", t.f);
			escaped(t.f, f->v->reason);
		}
		fputs("<BR ALIGN=\"LEFT\"/>", t.f);
	}
	return text_close(&t);
}

static void legend_row(FILE *out, const char *colour, const char *sample,
		       const char *text)
{
	fprintf(out, "<TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\">%s</FONT></TD><TD ALIGN=\"LEFT\">%s</TD></TR>",
		colour, sample, text);
}

static bool any_acs(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].acs.known == SPEC_PRESENT)
			return true;
	return false;
}

bool dot_assumes(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].assumed || s->functions[i].assumed_place)
			return true;
	return false;
}

/* Only what the picture uses. */
char *dot_label_legend(const struct dot_facts *f)
{
	bool type[HP_MAP_THRU_HOST_BRIDGE + 1] = { false }, wrong = false;
	struct text t;

	for (uint32_t i = 0; f->v && i < f->v->npairs; i++) {
		const struct vpair *p = &f->v->pairs[i];

		if (p->answer.map_type <= HP_MAP_THRU_HOST_BRIDGE)
			type[p->answer.map_type] = true;
		wrong = wrong || !p->ok;
	}
	text_open(&t);
	fputs("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">", t.f);
	if (type[HP_MAP_BUS_ADDR])
		legend_row(t.f, DOT_GOOD, "&#8594; BUS_ADDR",
			   "directly, by bus address");
	if (type[HP_MAP_THRU_HOST_BRIDGE])
		legend_row(t.f, DOT_ROUND, "&#8594; THRU_HOST_BRIDGE",
			   "up through the host bridge");
	if (type[HP_MAP_NOT_SUPPORTED])
		legend_row(t.f, DOT_BAD, "&#8594; NOT_SUPPORTED", "refused");
	if (wrong)
		legend_row(t.f, DOT_BAD, "&#9644; thick, dashed",
			   "not as expected, and its path");
	if (any_acs(f->spec)) {
		legend_row(t.f, DOT_REDIRECT, "<B>RR+ CR+</B>",
			   "ACS on, redirecting requests, completions");
		legend_row(t.f, "#1f2933", "SV+ UF+ ...",
			   "ACS on, not redirecting");
		legend_row(t.f, "#8a94a0", "RR- ...", "ACS supported, off");
	}
	if (f->ngroups)
		legend_row(t.f, "#1f2933", "coloured group",
			   "IOMMU group of several functions");
	if (dot_assumes(f->spec))
		legend_row(t.f, DOT_LINE, "&#183; &#183; &#183;", "assumed: the capture does not show it");
	/* A table needs a row. */
	if (f->heat)
		heat_legend(t.f);
	else
		legend_row(t.f, DOT_LINE, "&#8212;", "PCIe link");
	fputs("</TABLE>", t.f);
	return text_close(&t);
}
