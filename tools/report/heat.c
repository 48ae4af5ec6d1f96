// SPDX-License-Identifier: GPL-2.0-only
/*
 * heat.c - colours and words of links by their load (see heat.h).
 */
#include <stdio.h>

#include "tools/report/heat.h"
#include "tools/report/markup.h"

/* Yellow to dark red, which also differ in brightness; the last class is saturated. */
static const struct {
	uint64_t below;			/* permille */
	const char *colour, *width, *words;
} classes[] = {
	{ 1, "#c3ccd5", "1.5", "idle" },
	{ 250, "#f5c542", "2", "below 25 %" },
	{ 500, "#f08c2e", "2.5", "25 to 50 %" },
	{ 750, "#e2562b", "3", "50 to 75 %" },
	{ 950, "#c0182b", "3", "75 to 95 %" },
	{ UINT64_MAX, "#6b0f3a", "3.5", "95 % and more: full" },
};

#define CLASSES (sizeof(classes) / sizeof(classes[0]))

static size_t class_of(uint64_t permille)
{
	size_t c = 0;

	while (c + 1 < CLASSES && permille >= classes[c].below)
		c++;
	return c;
}

const struct dot_heat_link *heat_below(const struct dot_heat *h, int32_t port)
{
	for (uint32_t i = 0; h && i < h->n; i++)
		if (h->link[i].port == port)
			return &h->link[i];
	return NULL;
}

const char *heat_colours(const struct dot_heat_link *l, char *buf, size_t size)
{
	/* Graphviz draws the last one uppermost, and white between them is a gap. */
	snprintf(buf, size, "%s:#ffffff:%s", classes[class_of(l->permille[1])].colour,
		 classes[class_of(l->permille[0])].colour);
	return buf;
}

const char *heat_width(const struct dot_heat_link *l)
{
	size_t down = class_of(l->permille[0]), up = class_of(l->permille[1]);

	return classes[down > up ? down : up].width;
}

static void put_way(FILE *out, const struct dot_heat *h, const struct dot_heat_link *l,
		    int up)
{
	const char *colour = classes[class_of(l->permille[up])].colour;

	if (!l->bytes[up])
		return;
	fprintf(out, "<TR><TD><FONT COLOR=\"%s\">%s <B>%llu %%</B></FONT> %.1f GB/s</TD></TR>",
		colour, up ? "&#9664;" : "&#9654;",
		(unsigned long long)(l->permille[up] + 5) / 10,
		h->ps ? (double)l->bytes[up] * 1000 / (double)h->ps : 0);
}

char *heat_label(const struct dot_heat *h, const struct dot_heat_link *l)
{
	struct text t;

	text_open(&t);
	fputs("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">", t.f);
	put_way(t.f, h, l, 0);
	put_way(t.f, h, l, 1);
	fputs("</TABLE>", t.f);
	return text_close(&t);
}

void heat_legend(FILE *out)
{
	fputs("<TR><TD ALIGN=\"LEFT\">&#9654; &#9664;</TD><TD ALIGN=\"LEFT\"><B>share of a link's time</B>: upper line away from the host, lower line towards it</TD></TR>",
	      out);
	for (size_t i = 0; i < CLASSES; i++)
		fprintf(out, "<TR><TD ALIGN=\"LEFT\"><FONT COLOR=\"%s\">&#9644;&#9644;&#9644;</FONT></TD><TD ALIGN=\"LEFT\">%s</TD></TR>",
			classes[i].colour, classes[i].words);
	fputs("<TR><TD ALIGN=\"LEFT\">GB/s</TD><TD ALIGN=\"LEFT\">with headers and framing</TD></TR>",
	      out);
}
