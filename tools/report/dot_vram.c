// SPDX-License-Identifier: GPL-2.0-only
/*
 * dot_vram.c - a GPU's VRAM in a picture (see dot_vram.h).  Owners are those of the last
 * time that a run looked, so a machine that nobody ran shows only the size.
 *
 * It must not know how the device translates.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/dot_vram.h"

static void put_mib(FILE *out, uint64_t bytes)
{
	fprintf(out, "%lluM", (unsigned long long)(bytes >> 20));
}

/* The last look at @gpu: the first fact of it, or NULL. */
static const struct proof_vram *last_look(const struct verdict *v, const char *gpu)
{
	const struct proof_vram *last = NULL;

	for (uint32_t i = 0; v && i < v->nvrams; i++)
		if (v->vrams[i].kind == PROOF_VRAM_CLAIM && !strcmp(v->vrams[i].gpu, gpu) &&
		    (!last || v->vrams[i].look != last->look))
			last = &v->vrams[i];
	return last;
}

static char *label(const struct dot_facts *f, uint32_t index)
{
	const struct spec_function *s = &f->spec->functions[index];
	const struct proof_vram *c = last_look(f->v, s->name);
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		abort();
	fprintf(out, "<TABLE BORDER=\"1\" CELLBORDER=\"0\" STYLE=\"ROUNDED\" CELLPADDING=\"2\"><TR><TD><B>VRAM ");
	put_mib(out, s->vram_bytes);
	fputs("</B></TD></TR>", out);
	for (const uint32_t look = c ? c->look : 0; c && c < f->v->vrams + f->v->nvrams &&
	     c->look == look; c++) {
		if (c->kind != PROOF_VRAM_CLAIM || strcmp(c->gpu, s->name))
			continue;
		fputs("<TR><TD ALIGN=\"LEFT\">", out);
		put_mib(out, c->vram);
		fputc('+', out);
		put_mib(out, c->bytes);
		if (c->vf)
			fprintf(out, " of vf%u</TD></TR>", c->vf);
		else
			fputs(" tables</TD></TR>", out);
	}
	fputs("</TABLE>", out);
	fclose(out);
	return text;
}

static void way(Agraph_t *g, Agnode_t *from, Agnode_t *vram, const char *text,
		const char *style)
{
	Agedge_t *e = graph_edge(g, from, vram);

	graph_set(e, "label", text);
	graph_set(e, "style", style);
}

/* What importers took for VRAM: no TLP goes that way. */
static void add_private(Agraph_t *g, const struct verdict *v, const char *gpu, Agnode_t *pf,
			Agnode_t *vram)
{
	const char *before = "";
	char text[PROOF_NAME + 24];

	for (uint32_t i = 0; v && i < v->nvrams; i++) {
		const struct proof_vram *w = &v->vrams[i];

		if (w->kind != PROOF_VRAM_WAY || strcmp(w->gpu, gpu) || !strcmp(w->name, before))
			continue;
		before = w->name;
		snprintf(text, sizeof(text), "%s: no TLP", w->name);
		way(g, pf, vram, text, "bold");
	}
}

void dot_add_vram(Agraph_t *g, const struct dot_facts *f, uint32_t index, Agnode_t *pf)
{
	const struct spec_function *s = &f->spec->functions[index];
	Agnode_t *n, *vf;
	char name[256];

	if (!s->vram_bar)
		return;
	snprintf(name, sizeof(name), "vram %s", s->name);
	n = graph_node(g, name);
	graph_set_html(g, n, "label", label(f, index));
	snprintf(name, sizeof(name), "bar%u", s->vram_bar);
	way(g, pf, n, name, "solid");
	for (uint16_t i = 1; i <= dot_facts_vfs(f, index); i++) {
		snprintf(name, sizeof(name), "%s/vf%u", s->name, i);
		vf = agnode(g, name, 0);
		snprintf(name, sizeof(name), "bar%u, by table", s->vram_bar);
		if (vf)
			way(g, vf, n, name, "dashed");
	}
	add_private(g, f->v, s->name, pf, n);
}
