/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exploring.h - what hairpin explore and hairpin campaign have in common.
 */
#ifndef TOOLS_CMD_EXPLORING_H
#define TOOLS_CMD_EXPLORING_H

#include "tools/common/args.h"
#include "tools/common/kernels.h"
#include "tools/common/terminal.h"
#include "tools/explore/explore.h"

/* In the file of a finding of a campaign: LAW FUNCTION TEXT. */
#define FINDING_HEAD "# finding:"

struct exploring {
	const char *command;
	const char *folder;		/* of a campaign; NULL: there is none */
	struct arg_list kernel_names;
	const char *variant, *corpus, *out, *known_path, *from, *where;
	struct toward *toward;
	bool no_guidance, no_schedules, no_failures;
	struct finding_known known;
	struct kernels kernels;
	struct explore x;
	struct progress_line line;
	uint64_t unwritten;
};

/* Rows of an option table. */
#define EXPLORE_ARGS(e, default_jobs) \
	KERNEL_ARGS(&(e)->kernel_names, &(e)->variant), \
	{ "seconds", 0, ARG_SECONDS, &(e)->x.seconds, "S", \
	  "how long (default 60, where --programs is not given)" }, \
	{ "programs", 0, ARG_U64, &(e)->x.programs, "N", "how many" }, \
	{ "jobs", 'j', ARG_COUNT, &(e)->x.jobs, "N", \
	  "programs at once (default: " default_jobs ")" }, \
	{ "seed", 0, ARG_U64, &(e)->x.seed, "N", \
	  "seed of all that is drawn; with one job the same run again (default 1)" }, \
	{ "from", 0, ARG_STRING, &(e)->from, "FILE", \
	  "begin with this scenario alone" }, \
	{ "toward", 0, ARG_STRING, &(e)->where, "FILE", \
	  "prefer what comes near it: FILE, FILE:LINE or FILE:FIRST-LAST of the kernel's source" }, \
	{ "known", 0, ARG_STRING, &(e)->known_path, "FILE", \
	  "findings that do not count: lines LAW FUNCTION TEXT" }, \
	{ "timeout", 0, ARG_SECONDS, &(e)->x.opt.timeout_s, "S", \
	  "CPU seconds after which a statement hangs (default 2)" }, \
	{ "no-guidance", 0, ARG_FLAG, &(e)->no_guidance, NULL, \
	  "keep nothing that reaches new code" }, \
	{ "no-schedules", 0, ARG_FLAG, &(e)->no_schedules, NULL, \
	  "the order of tasks is never random" }, \
	{ "no-failures", 0, ARG_FLAG, &(e)->no_failures, NULL, \
	  "nothing is refused, except where a scenario says so" }

/* Sets what is not 0 in both; jobs are for the caller to set. */
void exploring_init(struct exploring *e, const char *command);
/* Checks options, reads seeds and opens the kernel.  Returns -1, or the exit status. */
int exploring_open(struct exploring *e, char **operands, size_t n);
/* Returns -1, or the exit status after a message. */
int exploring_run(struct exploring *e);
void exploring_close_words(struct exploring *e);
/* The exit status, with a message where the tool failed. */
int exploring_status(struct exploring *e);
void exploring_close(struct exploring *e);

/* Says that @what is wrong; returns the exit status. */
int exploring_wrong(const struct exploring *e, const char *what, const char *why);
/* Makes @path a folder if it is none.  False: errno says why not. */
bool exploring_folder(const char *path);
/* Write a program to --corpus; a finding of another to --out, if it is not there. */
void exploring_kept(const struct explore_kept *k, void *arg);
void exploring_taken_finding(const struct explore_found *f, void *arg);

#endif
