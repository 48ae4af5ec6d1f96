// SPDX-License-Identifier: GPL-2.0-only
/*
 * map_label.c - a line for each box, and everything else for its tooltip.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/facts/plural.h"
#include "tools/report/dot_label.h"
#include "tools/report/map_items.h"
#include "tools/report/markup.h"

#define TEXT_DARK "#1f2933"
#define TEXT_PALE "#6b7683"
#define NAME_SIZE 36

static const struct spec_function *first(const struct items *it,
					 const struct map_item *item)
{
	return &it->spec->functions[item->functions[0]];
}

const char *map_group_fill(const struct items *it, int32_t group)
{
	static const char *const fills[MAP_GROUP_FILLS] = {
		"#e3f1e3", "#fbe9db", "#e7e6f7", "#faf2c9",
		"#dcf0f4", "#f8e1ea", "#ecebe2", "#e2e9fd",
	};
	uint32_t nth = 0;

	for (int32_t g = 0; g < group; g++)
		nth += it->group_functions[g] > 1;
	return fills[nth % MAP_GROUP_FILLS];
}

/* --- ACS ---------------------------------------------------------------------- */

static uint16_t acs_ctrl(const struct items *it, int32_t f)
{
	return it->kernel[f] ? it->kernel[f]->k.acs_ctrl :
			       it->spec->functions[f].acs.ctrl;
}

/* Ports facing down always; others where they have siblings to talk to. */
static bool acs_matters(const struct items *it, const struct map_item *item)
{
	const struct spec_function *f = first(it, item);

	if (f->type == SPEC_ROOT_PORT || f->type == SPEC_DOWNSTREAM_PORT)
		return true;
	return item->kind == ITEM_DEVICE && f->acs.known == SPEC_PRESENT &&
	       (item->n > 1 || item->nvfs || f->multifunction);
}

/* What is on; redirecting bits carry a colour, for they turn a TLP. */
static void put_acs(FILE *out, const struct items *it, int32_t f)
{
	static const char names[][3] = { "SV", "TB", "RR", "CR", "UF", "EC", "DT" };
	const struct spec_acs *acs = &it->spec->functions[f].acs;
	uint16_t ctrl = acs_ctrl(it, f) & 0x7f;

	if (acs->known != SPEC_PRESENT) {
		fprintf(out, "<FONT COLOR=\"" TEXT_PALE "\"><I>%s</I></FONT>",
			acs->known == SPEC_UNKNOWN ? "ACS unknown" : "no ACS");
		return;
	}
	if (!ctrl) {
		fputs("<FONT COLOR=\"" TEXT_PALE "\">ACS off</FONT>", out);
		return;
	}
	for (unsigned int i = 0, n = 0; i < 7; i++) {
		bool redirect = 1u << i & ACS_REDIRECTS;

		if (!(ctrl & 1u << i))
			continue;
		fprintf(out, redirect ? "%s<FONT COLOR=\"" DOT_REDIRECT "\"><B>%s</B></FONT>" :
					"%s%s", n++ ? " " : "", names[i]);
	}
	if (acs->assumed)
		fputs(" <I>assumed</I>", out);
}

/* Ports of a box whose properties are all equal share a line. */
static bool same_acs(const struct items *it, const struct map_item *item)
{
	const struct spec_acs *a = &first(it, item)->acs;

	for (uint32_t i = 1; i < item->n; i++) {
		const struct spec_acs *b = &it->spec->functions[item->functions[i]].acs;

		if (a->known != b->known || acs_ctrl(it, item->functions[i]) !=
					    acs_ctrl(it, item->functions[0]))
			return false;
	}
	return true;
}

/* --- boxes -------------------------------------------------------------------- */

static const char *item_fill(const struct items *it, const struct map_item *item)
{
	if (item->kind == ITEM_IDLE || item->kind == ITEM_CHIPSET)
		return "#f4f5f7";
	switch (first(it, item)->type) {
	case SPEC_ROOT_PORT:
		return "#d6e4f5";
	case SPEC_UPSTREAM_PORT:
		return "#cfe3df";
	case SPEC_DOWNSTREAM_PORT:
		return "#e6f1ef";
	case SPEC_PCIE_TO_PCI:
	case SPEC_PCI_TO_PCIE:
	case SPEC_PCI_BRIDGE:
		return "#ece4f4";
	default:
		return "#fffdf2";
	}
}

static void cell(FILE *out)
{
	fputs("</TD><TD ALIGN=\"LEFT\">", out);
}

static void put_name(FILE *out, const struct items *it,
		     const struct map_item *item)
{
	fputs("<B>", out);
	escaped(out, first(it, item)->name);
	if (item->vf)
		fprintf(out, "/vf%u", item->vf);
	fputs("</B>", out);
}

/* "03:00.0", "03:00.0-3", "05:00.0 +3". */
static void put_bdfs(FILE *out, const struct items *it,
		     const struct map_item *item)
{
	const struct spec_function *a = first(it, item);
	const struct spec_function *z =
		&it->spec->functions[item->functions[item->n - 1]];
	char bdf[24];

	fprintf(out, "<FONT COLOR=\"" TEXT_PALE "\">%s",
		items_bdf(it, item->functions[0], false, bdf, sizeof(bdf)));
	if (item->n > 1 && a->devfn >> 3 == z->devfn >> 3 &&
	    z->devfn - a->devfn == (int)item->n - 1)
		fprintf(out, "-%x", z->devfn & 7);
	else if (item->n > 1)
		fprintf(out, " +%u", item->n - 1);
	fputs("</FONT>", out);
}

static void put_device_name(FILE *out, const struct items *it,
			    const struct map_item *item)
{
	const struct spec_function *f = first(it, item);
	char name[NAME_SIZE];

	escaped(out, devnames_short(it->names, f->vendor, f->device, name, sizeof(name)));
	if (item->nvfs)
		fprintf(out, " <FONT COLOR=\"" TEXT_PALE "\">+ %u VF%s</FONT>",
			item->nvfs, plural(item->nvfs));
}

/* Parts of the chipset share a line, whatever their groups. */
static void put_groups_inside(FILE *out, const struct items *it,
			      const struct map_item *item)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < item->n; i++) {
		bool seen = it->group[item->functions[i]] < 0;

		for (uint32_t k = 0; k < i && !seen; k++)
			seen = it->group[item->functions[k]] ==
			       it->group[item->functions[i]];
		n += !seen;
	}
	if (n)
		fprintf(out, "</TD><TD>%u group%s", n, plural(n));
}

/* A group whose members are all in this box has no cluster to show it. */
static void put_group(FILE *out, const struct items *it,
		      const struct map_item *item)
{
	if (item->key < 0 || it->group_items[item->key] > 1)
		return;
	fprintf(out, "</TD><TD BGCOLOR=\"%s\">group %d", map_group_fill(it, item->key),
		item->key);
}

static void put_contents(FILE *out, const struct items *it,
			 const struct map_item *item)
{
	bool port = first(it, item)->type == SPEC_ROOT_PORT ||
		    first(it, item)->type == SPEC_DOWNSTREAM_PORT;

	switch (item->kind) {
	case ITEM_IDLE:
		fprintf(out, "%u idle port%s", item->n, plural(item->n));
		break;
	case ITEM_CHIPSET:
		fprintf(out, "%u chipset function%s", item->n, plural(item->n));
		break;
	default:
		put_name(out, it, item);
	}
	cell(out);
	put_bdfs(out, it, item);
	if (item->kind == ITEM_DEVICE || item->kind == ITEM_VF ||
	    first(it, item)->type == SPEC_UPSTREAM_PORT || (!port &&
	    item->kind == ITEM_BRIDGE)) {
		cell(out);
		put_device_name(out, it, item);
	}
	if (acs_matters(it, item) && item->kind != ITEM_VF && same_acs(it, item)) {
		cell(out);
		put_acs(out, it, item->functions[0]);
	}
	if (item->kind == ITEM_CHIPSET && item->key < 0)
		put_groups_inside(out, it, item);
	put_group(out, it, item);
}

/* Is hop @hop of the way this port? */
static bool is_hop(const struct items *it, const struct map_item *item, int32_t hop)
{
	const struct map_path *p = it->m->path;

	return p && hop >= 0 && p->hops[hop] >= 0 && item->kind == ITEM_BRIDGE &&
	       item->functions[0] == p->hops[hop];
}

/* A way may end in any box, not only at a port. */
static bool lost_at(const struct items *it, const struct map_item *item)
{
	const struct map_path *p = it->m->path;

	return p && p->lost >= 0 && p->hops[p->lost] >= 0 &&
	       &it->v[it->of[p->hops[p->lost]]] == item;
}

static void open_box(FILE *out, const char *fill, const char *colour, int border,
		     bool assumed)
{
	fprintf(out, "<TABLE%s BORDER=\"%d\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\" COLOR=\"%s\" BGCOLOR=\"%s\"><TR><TD ALIGN=\"LEFT\">",
		assumed ? " STYLE=\"dotted\"" : "", border, colour, fill);
}

/* What became of the TLP here, in a row of its own. */
static void put_mark(FILE *out, const char *what, const char *why)
{
	fprintf(out, "</TD></TR><TR><TD ALIGN=\"LEFT\" COLSPAN=\"6\"><FONT COLOR=\"" DOT_BAD "\"><B>%s</B>",
		what);
	if (*why) {
		fputs(": ", out);
		escaped(out, why);
	}
	fputs("</FONT>", out);
}

static void put_marks(FILE *out, const struct map_path *p, bool turned, bool lost)
{
	if (turned && !(lost && p->turned == p->lost))
		put_mark(out, "turned here", p->why);
	if (lost)
		put_mark(out, "lost here", p->lost_why);
}

char *map_label_item(const struct items *it, const struct map_item *item)
{
	bool turned = it->m->path && is_hop(it, item, it->m->path->turned);
	bool lost = lost_at(it, item);
	struct text t;

	text_open(&t);
	open_box(t.f, item_fill(it, item), turned || lost ? DOT_BAD : item->on_path ?
		 MAP_PATH : "#9aa5b1", turned || lost ? 3 : item->on_path ? 2 : 1,
		 first(it, item)->assumed);
	put_contents(t.f, it, item);
	put_marks(t.f, it->m->path, turned, lost);
	fputs("</TD></TR></TABLE>", t.f);
	return text_close(&t);
}

char *map_label_host(const struct items *it, uint32_t bridge, bool turned, bool lost)
{
	const struct spec_host_bridge *hb = &it->spec->host_bridges[bridge];
	struct text t;

	text_open(&t);
	open_box(t.f, "#b9cbe2", turned || lost ? DOT_BAD : "#5f6b7a",
		 turned || lost ? 3 : 1, false);
	fputs("<B>", t.f);
	escaped(t.f, hb->name);
	fprintf(t.f, "</B></TD></TR><TR><TD ALIGN=\"LEFT\">domain %04x</TD></TR><TR><TD ALIGN=\"LEFT\">bus %02x-%02x",
		hb->domain, hb->bus_first, hb->bus_last);
	put_marks(t.f, it->m->path, turned, lost);
	fputs("</TD></TR></TABLE>", t.f);
	return text_close(&t);
}

/* --- tooltips: plain text, a line a fact -------------------------------------- */

static void put_bars(FILE *out, const struct spec_function *f,
		     const struct vfunction *k)
{
	for (int i = 0; i < 6; i++) {
		if (f->bar[i].kind == SPEC_BAR_NONE)
			continue;
		fprintf(out, "\n  bar%d ", i);
		put_size(out, f->bar[i].size_bytes);
		if (f->bar[i].kind == SPEC_BAR_IO)
			fputs(" I/O", out);
		else
			fprintf(out, " %s%s", f->bar[i].kind == SPEC_BAR_MEM64 ? "64" : "32",
				f->bar[i].prefetchable ? " pref" : "");
		if (k && k->k.res[i].flags & HP_RES_UNASSIGNED)
			fputs(", not placed", out);
		else if (k && k->k.res[i].size_bytes)
			fprintf(out, " at 0x%llx",
				(unsigned long long)k->k.res[i].cpu_start);
		else if (f->bar[i].address)
			fprintf(out, " at bus 0x%llx",
				(unsigned long long)f->bar[i].address);
	}
}

static void put_function(FILE *out, const struct items *it, int32_t i)
{
	const struct spec_function *f = &it->spec->functions[i];
	char bdf[24], bits[64], name[128];

	fprintf(out, "%s %s: %s [%04x:%04x] class %06x",
		items_bdf(it, i, true, bdf, sizeof(bdf)), f->name,
		devnames_full(it->names, f->vendor, f->device, name, sizeof(name)),
		f->vendor, f->device, f->class);
	if (f->secondary)
		fprintf(out, "\n  buses %02x-%02x", f->secondary, f->subordinate);
	put_bars(out, f, it->kernel[i]);
	if (f->assumed || f->assumed_place)
		fprintf(out, "\n  %s", f->assumed ? "not in the capture" :
			"what it is below is assumed");
	if (f->acs.known == SPEC_PRESENT)
		fprintf(out, "\n  ACS %s", acs_bits_text(f->acs.cap | acs_ctrl(it, i),
			acs_ctrl(it, i), bits, sizeof(bits)));
	if (f->acs.assumed)
		fputs(" (assumed)", out);
	if (f->acs.known == SPEC_UNKNOWN)
		fputs("\n  ACS unknown", out);
	if (f->sriov.known == SPEC_PRESENT)
		fprintf(out, "\n  SR-IOV: %u of %u VF%s", items_vfs(it, i),
			f->sriov.total_vfs, plural(f->sriov.total_vfs));
	if (it->group[i] >= 0)
		fprintf(out, "\n  group %d", it->group[i]);
	if (it->kernel[i] && *it->kernel[i]->k.driver)
		fprintf(out, "\n  driver %s", it->kernel[i]->k.driver);
	if (it->m->v && it->m->v->nfunctions && !it->kernel[i])
		fputs("\n  not enumerated", out);
}

char *map_tooltip_item(const struct items *it, const struct map_item *item)
{
	struct text t;

	text_open(&t);
	for (uint32_t i = 0; i < item->n; i++) {
		if (i)
			fputc('\n', t.f);
		put_function(t.f, it, item->functions[i]);
	}
	return text_close(&t);
}

char *map_tooltip_host(const struct items *it, uint32_t bridge)
{
	static const char *const kinds[] = { "?", "mem", "pref", "I/O" };
	const struct spec_host_bridge *hb = &it->spec->host_bridges[bridge];
	struct text t;

	text_open(&t);
	fprintf(t.f, "host bridge %s", hb->name);
	for (uint32_t i = 0; i < hb->nwindows; i++) {
		const struct spec_window *w = &hb->windows[i];

		fprintf(t.f, "\n%s 0x%llx+", kinds[w->kind <= 3 ? w->kind : 0],
			(unsigned long long)w->cpu_base);
		put_size(t.f, w->size_bytes);
		if (w->offset)
			fprintf(t.f, ", on the bus at 0x%llx", (unsigned long long)
				(w->cpu_base - (uint64_t)w->offset));
	}
	return text_close(&t);
}

/* --- title and legend --------------------------------------------------------- */

static void put_counts(FILE *out, const struct items *it)
{
	uint32_t ports = 0, vfs = 0, groups = 0;

	for (uint32_t i = 0; i < it->spec->nfunctions; i++) {
		ports += spec_type_is_bridge(it->spec->functions[i].type);
		vfs += items_vfs(it, (int32_t)i);
	}
	for (int32_t g = 0; g < it->ngroups; g++)
		groups += it->group_functions[g] > 0;
	fprintf(out, "%u function%s, %u of them ports and bridges, and %u VF%s",
		it->spec->nfunctions, plural(it->spec->nfunctions), ports, vfs,
		plural(vfs));
	if (groups)
		fprintf(out, "; %u IOMMU group%s, as %s formed %s", groups,
			plural(groups), it->m->v ? "the simulated kernel" : "its own kernel",
			groups == 1 ? "it" : "them");
}

static void legend_entry(FILE *out, const char *sample, const char *text)
{
	fprintf(out, "<TD>%s&nbsp; %s</TD>", sample, text);
}

#define COLOURED(colour, text) "<FONT COLOR=\"" colour "\"><B>" text "</B></FONT>"

static void legend_pairs(FILE *out, const struct map *m)
{
	bool type[HP_MAP_THRU_HOST_BRIDGE + 1] = { false };

	for (uint32_t i = 0; i < m->npairs; i++)
		if (m->pairs[i].type <= HP_MAP_THRU_HOST_BRIDGE)
			type[m->pairs[i].type] = true;
	if (type[HP_MAP_BUS_ADDR])
		legend_entry(out, COLOURED(DOT_GOOD, "&#8212;&#8212;"), "BUS_ADDR: directly");
	if (type[HP_MAP_THRU_HOST_BRIDGE])
		legend_entry(out, COLOURED(DOT_ROUND, "&#8212;&#8212;"),
			   "THRU_HOST_BRIDGE: up and down again");
	if (type[HP_MAP_NOT_SUPPORTED])
		legend_entry(out, COLOURED(DOT_BAD, "- - -"), "NOT_SUPPORTED: refused");
}

/* Only what the picture has, in a row. */
static void put_legend(FILE *out, const struct items *it, bool clusters)
{
	bool acs = false, idle = false;

	for (uint32_t i = 0; i < it->n; i++) {
		acs |= acs_matters(it, &it->v[i]);
		idle |= it->v[i].kind == ITEM_IDLE;
	}
	fputs("<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"2\" CELLPADDING=\"2\" COLOR=\"#c3ccd6\"><TR>",
	      out);
	legend_entry(out, "<B>name</B> " COLOURED(TEXT_PALE, "01:00.0-3"),
		     "functions 0 to 3 of one device");
	if (acs)
		legend_entry(out, "SV " COLOURED(DOT_REDIRECT, "RR CR") " UF",
			     "ACS that is on; RR, CR redirect peers' requests, completions");
	if (idle)
		legend_entry(out, "idle port", "nothing below");
	if (dot_assumes(it->spec))
		legend_entry(out, COLOURED(TEXT_PALE, "&#183; &#183; &#183;"),
			     "assumed: the capture does not show it");
	if (clusters)
		legend_entry(out, "frame", "an IOMMU group");
	legend_pairs(out, it->m);
	if (it->m->path)
		legend_entry(out, COLOURED(MAP_PATH, "&#8212;&#8212;"), "the way asked for");
	fputs("</TR></TABLE>", out);
}

char *map_label_title(const struct items *it, bool clusters)
{
	struct text t;

	text_open(&t);
	fputs("<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR><TD ALIGN=\"LEFT\"><FONT POINT-SIZE=\"14\"><B>", t.f);
	escaped(t.f, it->m->scn->path);
	fputs("</B></FONT></TD></TR><TR><TD ALIGN=\"LEFT\">", t.f);
	put_counts(t.f, it);
	if (it->m->path) {
		fputs("</TD></TR><TR><TD ALIGN=\"LEFT\">" "<FONT COLOR=\"" MAP_PATH "\"><B>", t.f);
		escaped(t.f, it->m->path->verdict);
		fputs("</B></FONT>", t.f);
	}
	for (uint32_t i = 0; i < MAP_NOTES; i++)
		if (it->m->notes[i]) {
			fputs("</TD></TR><TR><TD ALIGN=\"LEFT\"><I>", t.f);
			escaped(t.f, it->m->notes[i]);
			fputs("</I>", t.f);
		}
	fputs("</TD></TR><TR><TD ALIGN=\"LEFT\">", t.f);
	put_legend(t.f, it, clusters);
	fputs("</TD></TR></TABLE>", t.f);
	return text_close(&t);
}
