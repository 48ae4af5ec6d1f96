/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd.h - the commands of the hairpin program.
 *
 * Each takes its own argv (argv[0] is the command's name) and returns the
 * program's exit status.
 */
#ifndef TOOLS_CMD_CMD_H
#define TOOLS_CMD_CMD_H

/* Exit statuses, the same for every command (docs/man/hairpin.1). */
enum {
	HP_EXIT_PASS = 0,
	HP_EXIT_FAIL = 1,	/* a scenario failed; a tree does not build */
	HP_EXIT_USAGE = 2,	/* wrong options, or a file that is malformed */
	HP_EXIT_TOOL = 3,	/* Hairpin itself could not do its work */
	HP_EXIT_SKIP = 4,	/* everything was skipped */
	HP_EXIT_UNTESTABLE = 125,	/* with --bisect: could not build or judge */
};

int cmd_run(int argc, char **argv);
int cmd_matrix(int argc, char **argv);
int cmd_groups(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_dot(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_kernel(int argc, char **argv);

#endif
