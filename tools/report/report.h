/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - a whole run as data, and those who write it down.
 *
 * What is written depends on verdicts alone: no clock, host name, locale,
 * working directory or job count may show.
 */
#ifndef TOOLS_REPORT_REPORT_H
#define TOOLS_REPORT_REPORT_H

#include <stdio.h>

#include "sim/facts/schedule.h"
#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

struct report_kernel {
	const char *arg;	/* as given with -k, or NULL */
	const char *label;	/* unlike the others' */
	const char *release, *describe, *config, *compiler, *variant; /* or "" */
};

/* One scenario: a verdict on each kernel, in the kernels' order. */
struct report_result {
	const struct scenario *scn;
	const struct verdict **verdicts;
};

struct report {
	uint64_t seed;
	bool strict, verbose;
	bool colour;			/* of KTAP, for a terminal */
	double timeout_s;		/* --timeout, or 0 */
	const char *variant;		/* --variant as given, or NULL */
	const char *iommu;		/* --iommu as given, or NULL */
	const char *iommu_driver;	/* --iommu-driver as given, or NULL */
	const char *bus_offset;		/* --bus-offset as given, or NULL */
	uint64_t fail_at;		/* --fail-at, or 0 */
	bool fail_boot;			/* --boot */
	bool in_flight;			/* --in-flight */
	char *const *program;		/* of hairpin exec, its words; NULL: it is hairpin run */
	const struct schedule *order;	/* --schedule; NULL: first come, first served */
	uint32_t nkernels;
	const struct report_kernel *kernels;
	size_t nresults;
	struct report_result *results;
};

/* Returns the worst status of all kernels; SKIP only if every kernel skipped it. */
enum verdict_status report_status(const struct report *r, size_t result);

/* Writes one line, of an HP_EVENT_SWITCHED: who was stopped, where, and who runs. */
void report_switch(FILE *out, const struct vevent *e);

/*
 * Returns the command that repeats it, quoted for a shell, like "hairpin run --seed 1 -k 7.3
 * scenarios/x.hp".  The caller frees it.
 */
char *report_replay(const struct report *r, size_t result, uint32_t kernel);

/* KTAP version 1: the header; one result, as soon as it is known; what stands at the end. */
void ktap_header(FILE *out, const struct report *r);
void ktap_result(FILE *out, const struct report *r, size_t result);
void ktap_end(FILE *out, const struct report *r);

/* Failures as the comments that end a report; all zero is an empty list. */
struct failures {
	size_t n;
	char **text;
};

/* Adds one failure: what it is, and the command that repeats it; both are copied. */
void failures_add(struct failures *f, const char *what, const char *replay);
/* Adds all verdicts of @r that failed. */
void failures_of(struct failures *f, const struct report *r);
void failures_put(FILE *out, const struct failures *f);
void failures_free(struct failures *f);

/* Checks that belong together, for those who write them down. */
struct report_suite {
	const char *name;
	uint32_t n;
	const struct check *checks;
};

/* KTAP and JUnit of such checks.  False when they could not be written. */
bool ktap_write_suites(FILE *out, const struct report_suite *suites, uint32_t n);
bool junit_write_suites(FILE *out, const struct report_suite *suites, uint32_t n);

/* Write whole files.  Return false if the library could not build the document. */
bool junit_write(FILE *out, const struct report *r);
/* Writes JUnit that says that @kernel (as given with -k) does not compile. */
bool junit_write_unbuilt(FILE *out, const char *kernel);
/* The same as JSON: "unbuilt" is @kernel, and there are no kernels and scenarios. */
bool json_write_unbuilt(FILE *out, const char *kernel, uint64_t seed);
bool json_write(FILE *out, const struct report *r);
/* Writes one scenario's trace events, the @len bytes of @text that its process sent. */
bool trace_write(FILE *out, const char *text, size_t len);

#endif
