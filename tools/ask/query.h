/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * query.h - asks a booted kernel about one machine.
 */
#ifndef TOOLS_ASK_QUERY_H
#define TOOLS_ASK_QUERY_H

#include "sim/run/runner.h"
#include "tools/common/host_args.h"
#include "tools/common/kernels.h"

struct query {
	const struct scenario *scn;
	struct kernels kernels;
	struct arg_list kernel_names;
	struct host_args host;
	const char *command;		/* for messages */
	const char *variant, *json, *iommu, *bus_offset;
	const char *iommu_assumed;	/* why the capture's IOMMU mode is; NULL: it is known */
	bool quiet;
	struct run_options opt;
};

/* Options that all queries have, for a table of args.h. */
#define QUERY_ARGS(q)                                                         \
	KERNEL_ARGS(&(q)->kernel_names, &(q)->variant),                       \
	{ "seed", 0, ARG_U64, &(q)->opt.seed, "N",                            \
	  "seed of all random choices (default 1)" },                         \
	{ "iommu", 0, ARG_STRING, &(q)->iommu, "MODE",                        \
	  "the host's IOMMU: off, passthrough, strict or lazy" },             \
	{ "bus-offset", 0, ARG_STRING, &(q)->bus_offset, "OFFSET",            \
	  "CPU minus bus address of every memory window, like 1T" },          \
	HOST_ARGS(&(q)->host),                                                \
	{ "quiet", 'q', ARG_FLAG, &(q)->quiet, NULL,                          \
	  "no warnings about a capture" },                                    \
	{ "timeout", 0, ARG_SECONDS, &(q)->opt.timeout_s, "S",                \
	  "CPU seconds after which the kernel hangs (default 60)" }

/* Sets defaults.  Then parse options, then call query_open(). */
void query_init(struct query *q, const char *command);

/* Returns the machine at @path, with the host of the options, or NULL after messages. */
struct scenario *query_machine(struct query *q, const char *path);
/* Loads the machine at @path and the kernels.  Returns -1, or an exit status. */
int query_open(struct query *q, const char *path);
void query_close(struct query *q);

/*
 * Boots kernel @k in each of @n processes and runs @body(w, arg of job i) there.
 * Returns -1 with all jobs filled in; the caller calls job_free() for each.  Returns
 * an exit status if the kernel gave no answer; stderr says why.
 */
int query_run(struct query *q, uint32_t k, struct job *jobs, uint32_t n,
	      void (*body)(struct world *w, void *arg));

/* "gpu", "gpu/vf2" or the BDF, in @buf. */
const char *query_name(const struct scenario *scn, const struct vfunction *f,
		       char *buf, size_t size);

#endif
