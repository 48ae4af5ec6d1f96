// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_dot.c - hairpin dot: a machine as a picture.
 *
 * Needs no kernel; with -k, what that kernel enumerated and answered is drawn
 * on top.
 */
#include <stdio.h>
#include <string.h>

#include "tools/args.h"
#include "tools/cmd.h"
#include "tools/input.h"
#include "tools/output.h"
#include "tools/query.h"
#include "tools/report/dot.h"

static int draw(const struct scenario *scn, const struct verdict *v,
		const char *path)
{
	struct output out;

	if (!path)
		return dot_write(stdout, scn, v) ? HP_EXIT_PASS : HP_EXIT_TOOL;
	if (!output_open(&out, path))
		return HP_EXIT_TOOL;
	if (dot_write(out.f, scn, v) && output_commit(&out))
		return HP_EXIT_PASS;
	output_abandon(&out);
	return HP_EXIT_TOOL;
}

static int draw_with_kernel(struct query *q, const char *operand,
			    const char *path)
{
	struct job job = { 0 };
	int ret = query_open(q, operand);

	if (ret >= 0)
		return ret;
	job.scn = q->scn;
	job.kernel = &q->kernels.k[0].run;
	q->opt.want_functions = true;
	if (runner_run(&job, 1, &q->opt, NULL, NULL))
		ret = HP_EXIT_TOOL;
	else
		ret = draw(q->scn, &job.verdict, path);
	job_free(&job);
	query_close(q);
	return ret;
}

int cmd_dot(int argc, char **argv)
{
	struct query q;
	const char *path = NULL;
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "output", 'o', ARG_STRING, &path, "FILE",
		  "write there (default: stdout)" },
		{ 0 },
	};
	const struct args args = {
		.command = "dot",
		.operands = "FILE|DUMP",
		.summary = "Draw a machine for Graphviz: hairpin dot FILE | dot -Tsvg > machine.svg",
		.notes = "Without -k no kernel is needed.  With -k, its bus numbers, IOMMU groups\n"
			 "and the scenario's P2P answers are drawn, too.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};
	struct scenario *scn;
	size_t n;
	int ret;

	query_init(&q, "dot");
	ret = args_parse(&args, argc, argv, &n);
	if (ret >= 0)
		return ret;
	if (q.kernel_names.n > 1) {
		fprintf(stderr, "hairpin dot: one kernel a picture\n");
		return HP_EXIT_USAGE;
	}
	if (q.kernel_names.n)
		return draw_with_kernel(&q, argv[1], path);
	scn = query_machine(&q, argv[1]);
	if (!scn)
		return HP_EXIT_USAGE;
	ret = draw(scn, NULL, path);
	scenario_free(scn);
	return ret;
}
