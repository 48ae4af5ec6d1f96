/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd.h - the commands of the hairpin program.
 *
 * Each takes its own argv (argv[0] is the command's name) and returns the
 * program's exit status.
 */
#ifndef TOOLS_CMD_CMD_H
#define TOOLS_CMD_CMD_H

#include "tools/common/exit.h"

int cmd_validate(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_exec(int argc, char **argv);
int cmd_matrix(int argc, char **argv);
int cmd_groups(int argc, char **argv);
int cmd_layout(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_dot(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_validate(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_validate(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_kernel(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_fmt(int argc, char **argv);
int cmd_explore(int argc, char **argv);
int cmd_campaign(int argc, char **argv);
int cmd_perf(int argc, char **argv);
int cmd_init(int argc, char **argv);

#endif
