/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * args.h - options of a command: one table for parsing, help and messages.
 */
#ifndef TOOLS_COMMON_ARGS_H
#define TOOLS_COMMON_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum arg_kind {
	ARG_FLAG,	/* bool * */
	ARG_STRING,	/* const char ** */
	ARG_LIST,	/* struct arg_list *: may be given several times */
	ARG_U64,	/* uint64_t *: decimal or 0x */
	ARG_COUNT,	/* uint32_t *: 1 or more */
	ARG_SECONDS,	/* double *: more than 0 */
};

struct arg_list {
	uint32_t n;
	const char *items[16];
};

struct arg {
	const char *name;	/* without "--" */
	char letter;		/* or 0 */
	enum arg_kind kind;
	void *value;
	const char *metavar;	/* of its value */
	const char *help;
};

struct args {
	const char *command;	/* "run", "kernel list" */
	bool own_program;	/* @command is no subcommand, and has no man page */
	const char *page;	/* its man page, when that is not hairpin-COMMAND */
	const char *operands;	/* "FILE|DIR..." */
	const char *summary;	/* one line */
	const char *notes;	/* more lines of help, or NULL */
	const struct arg *table;	/* name NULL ends it; --help is added */
	size_t min, max;	/* how many operands */
};

/*
 * Parses @argv.  Returns -1 on success, with the operands moved to the front of
 * @argv[1..] and their number in @n.  Otherwise returns the exit status, 0 after
 * --help.  Options may follow operands; "--" ends them.
 */
int args_parse(const struct args *a, int argc, char **argv, size_t *n);

#endif
