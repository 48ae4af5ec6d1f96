/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run.h - what the files of hairpin run share: one run, its options and results.
 */
#ifndef TOOLS_CMD_RUN_H
#define TOOLS_CMD_RUN_H

#include "tools/ask/known.h"
#include "tools/common/args.h"
#include "tools/common/input.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "tools/common/terminal.h"
#include "tools/report/report.h"

struct run {
	struct arg_list kernel_names;
	struct kernel_with_args with;
	const char *variant, *junit, *json, *dot, *trace, *iommu, *iommu_driver, *bus_offset, *schedule, *known_path, *color, *watch;
	bool bisect, strict, verbose, fail_nth;
	bool bounded, naive;	/* --schedule bound:N */
	uint32_t schedules, preemptions;
	struct chance chance;
	struct known known;
	bool judged;		/* a scenario failed: that is a verdict */
	struct run_options opt;

	struct inputs in;
	struct kernels kernels;
	struct report_kernel rk[16];
	struct report report;
	struct job *jobs;	/* scenario by scenario, kernel by kernel */
	struct output junit_out, json_out;
	struct progress_line progress;
};

/*
 * Opens the files of --junit and --json before anything runs, so that a wrong path
 * is reported at once.  Returns false after a message.
 */
bool run_files_open(struct run *run);
/*
 * Writes all files that were asked for.  Returns false after a message for each
 * file that could not be written.
 */
bool run_files_write(struct run *run);
void run_files_abandon(struct run *run);
/* Writes the JUnit file that says that the kernel does not compile, if one is wanted. */
void run_files_unbuilt(struct run *run);

/*
 * Runs the scenarios of @operands, and again after each edit, until a signal ends it.
 * @words are the command line as it was.  Returns the status of the last whole round.
 */
int run_watch(struct run *run, char **words, int nwords, char **operands, size_t n);

/* Has a run show on a terminal how far it is. */
void run_progress_open(struct run *run);

#endif
