/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * heat.h - how busy each link is, for a picture.
 */
#ifndef TOOLS_REPORT_HEAT_H
#define TOOLS_REPORT_HEAT_H

#include <stdint.h>
#include <stdio.h>

struct dot_heat_link {
	int32_t port;			/* above it: an index in spec.functions */
	uint64_t bytes[2], permille[2];	/* down, up; of that time */
};

struct dot_heat {
	uint32_t n;
	struct dot_heat_link *link;
	uint64_t ps;			/* the time that was looked at */
	char *title;			/* what was sent, one line; or NULL */
};

/* Returns the link below @port, or NULL if nothing went there. */
const struct dot_heat_link *heat_below(const struct dot_heat *h, int32_t port);
/* Returns the colours of an edge with a line for each direction, down above up; in @buf. */
const char *heat_colours(const struct dot_heat_link *l, char *buf, size_t size);
/* Returns the width of the line, by the busier direction. */
const char *heat_width(const struct dot_heat_link *l);
/* What stands at the link; the caller frees it. */
char *heat_label(const struct dot_heat *h, const struct dot_heat_link *l);
/* Rows of a legend. */
void heat_legend(FILE *out);

#endif
