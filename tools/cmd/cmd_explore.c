// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_explore.c - hairpin explore: programs that nobody wrote, and what they find.
 */
#include "tools/cmd/cmd.h"
#include "tools/cmd/exploring.h"

static int parse(struct exploring *e, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		EXPLORE_ARGS(e, "as many as CPUs"),
		{ "corpus", 0, ARG_STRING, &e->corpus, "DIR",
		  "begin with its *.hp, too, and keep there what reaches new code" },
		{ "out", 0, ARG_STRING, &e->out, "DIR",
		  "where a file for each finding goes (default: here)" },
		{ 0 },
	};
	const struct args args = {
		.command = "explore",
		.operands = "[FILE|DIR...]",
		.summary = "Make programs, run them, let the laws judge, and shrink what breaks one.",
		.notes = "Seeds are the scenarios named, or the shipped ones.  The kernel should be of\n"
			 "the variant trace, the default: what it runs guides what is tried next.\n"
			 "Exit status: 0 nothing was found, 1 something was, 2 usage or malformed file,\n"
			 "3 the tool failed.\n",
		.table = table,
		.min = 0,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

int cmd_explore(int argc, char **argv)
{
	struct exploring e = { .x = { .jobs = runner_default_jobs() } };
	size_t n;
	int ret;

	exploring_init(&e, "explore");
	ret = parse(&e, argc, argv, &n);
	if (ret >= 0)
		return ret;
	ret = exploring_open(&e, argv + 1, n);
	if (ret < 0) {
		progress_open(&e.line);
		ret = exploring_run(&e);
		if (ret < 0) {
			exploring_close_words(&e);
			ret = exploring_status(&e);
		}
	}
	exploring_close(&e);
	return ret;
}
