// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_check.c - hairpin check: are these scenario files well formed?
 *
 * Needs no kernel.
 */
#include <stdint.h>
#include <stdio.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/common/input.h"

static bool check(const char *path, void *arg)
{
	struct scenario *scn = scenario_load(path, stderr);

	(void)arg;
	scenario_free(scn);
	return scn;
}

int cmd_check(int argc, char **argv)
{
	const struct arg table[] = { { 0 } };
	const struct args args = {
		.command = "check",
		.operands = "FILE|DIR...",
		.summary = "Parse scenario files and check their machines; run nothing, print nothing.",
		.notes = "Exit status: 0 all are well formed, 2 one is not.\n",
		.table = table,
		.min = 1,
		.max = SIZE_MAX,
	};
	size_t n;
	int ret = args_parse(&args, argc, argv, &n);

	if (ret >= 0)
		return ret;
	return inputs_each(argv + 1, n, check, NULL) ? HP_EXIT_USAGE : HP_EXIT_PASS;
}
