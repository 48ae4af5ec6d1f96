/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_out.h - what `hairpin perf` writes: a table, CSV, a plot.
 */
#ifndef TOOLS_CMD_PERF_OUT_H
#define TOOLS_CMD_PERF_OUT_H

#include "tools/ask/perf.h"
#include "tools/common/output.h"

/* One kernel's answer. */
struct perf_table {
	const struct perf_question *ask;
	const struct scenario *scn;
	const char *kernel;
	struct perf_answer a;
};

double perf_gigabytes_a_second(const struct perf_row *r);

void perf_print(const struct perf_table *t);
void perf_csv_head(FILE *out);
void perf_csv(FILE *out, const struct perf_table *t);

/* The script and data of a plot, which all kernels add to. */
struct perf_plot {
	const char *path;		/* ends in .svg or .png */
	struct output out;
	char *data, *lines;		/* data blocks, and what is plotted of them */
	uint32_t n;
};

/* Returns -1, or an exit status after a message: the name is wrong, there is no gnuplot. */
int perf_plot_open(struct perf_plot *p, const char *path);
void perf_plot_add(struct perf_plot *p, const struct perf_table *t);
/* Returns -1, or an exit status after a message. */
int perf_plot_write(struct perf_plot *p, const char *title);
void perf_plot_free(struct perf_plot *p);

#endif
