// SPDX-License-Identifier: GPL-2.0-only
/*
 * query.c - what matrix, groups and explain share: one machine, a kernel
 * booted on it, an answer or the reason why there is none.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "sim/replay/steps.h"
#include "tools/common/exit.h"
#include "tools/common/input.h"
#include "tools/ask/query.h"

/* A matrix of a thousand endpoints takes its time. */
#define QUERY_TIMEOUT_S 60

void query_init(struct query *q, const char *command)
{
	memset(q, 0, sizeof(*q));
	q->command = command;
	q->opt.seed = 1;
	q->opt.jobs = 1;
	q->opt.timeout_s = QUERY_TIMEOUT_S;
}

static bool set_bus_offset(const struct query *q, struct scenario *scn)
{
	int64_t offset;

	if (!q->bus_offset)
		return true;
	if (!scenario_signed_size(q->bus_offset, &offset) ||
	    offset % (int64_t)SCN_OFFSET_UNIT) {
		fprintf(stderr, "hairpin %s: --bus-offset %s: write a multiple of 1M, like 1T or -0x10000000\n",
			q->command, q->bus_offset);
		return false;
	}
	scenario_set_bus_offset(scn, offset);
	if (scn->skip)
		fprintf(stderr, "hairpin %s: --bus-offset %s: %s: %s\n", q->command,
			q->bus_offset, scn->path, scn->skip);
	return !scn->skip;
}

struct scenario *query_machine(struct query *q, const char *path)
{
	struct scenario *scn;

	if (!host_args_check(&q->host, q->command))
		return NULL;
	scn = input_machine(path, q->quiet, &q->iommu_assumed);
	if (!scn)
		return NULL;
	if (q->iommu)
		q->iommu_assumed = NULL;
	if (q->iommu && !scenario_set_iommu(scn, q->iommu, true))
		fprintf(stderr, "hairpin %s: --iommu %s: one of off passthrough strict lazy would be right\n",
			q->command, q->iommu);
	else if (set_bus_offset(q, scn) &&
		 host_args_apply(&q->host, q->command, scn->spec))
		return scn;
	scenario_free(scn);
	return NULL;
}

int query_open(struct query *q, const char *path)
{
	int ret;

	q->scn = query_machine(q, path);
	if (!q->scn)
		return HP_EXIT_USAGE;
	ret = kernels_open(&q->kernels, &q->kernel_names, q->variant);
	if (ret >= 0)
		query_close(q);
	return ret;
}

void query_close(struct query *q)
{
	kernels_close(&q->kernels);
	scenario_free((struct scenario *)(uintptr_t)q->scn);
	q->scn = NULL;
}

/* What a law found, or why the child ended. */
static void complain(const struct query *q, uint32_t k,
		     const struct verdict *v)
{
	fprintf(stderr, "hairpin: %s on %s: no answer", q->scn->path,
		q->kernels.k[k].label);
	fprintf(stderr, "%s%s\n", v->reason ? ": " : "",
		v->reason ? v->reason : "");
	for (uint32_t i = 0; i < v->nchecks; i++)
		for (uint32_t d = 0; d < v->checks[i].ndiag; d++)
			fprintf(stderr, "  %s\n", v->checks[i].diag[d]);
}

/* Prints warnings and continues; an event that ended the child is an error. */
static bool has_answer(const struct verdict *v)
{
	if (v->reason)
		return false;
	for (uint32_t i = 0; i < v->nevents; i++)
		if (!hp_event_goes_on(v->events[i].kind))
			return false;
	return true;
}

int query_run(struct query *q, uint32_t k, struct job *jobs, uint32_t n,
	      void (*body)(struct world *w, void *arg))
{
	int ret = -1;

	for (uint32_t i = 0; i < n; i++) {
		jobs[i].scn = q->scn;
		jobs[i].kernel = &q->kernels.k[k].run;
		jobs[i].body = body;
	}
	if (runner_run(jobs, n, &q->opt, NULL, NULL)) {
		fprintf(stderr, "hairpin: cannot start a process: %s\n",
			strerror(errno));
		return HP_EXIT_TOOL;
	}
	for (uint32_t i = 0; i < n && ret < 0; i++) {
		const struct verdict *v = &jobs[i].verdict;

		if (!has_answer(v)) {
			complain(q, k, v);
			ret = v->status == VERDICT_ERROR ? HP_EXIT_TOOL :
							   HP_EXIT_FAIL;
		} else if (v->nevents && !i) {
			fprintf(stderr, "hairpin: %s on %s: the kernel complained\n",
				q->scn->path, q->kernels.k[k].label);
			complain(q, k, v);
		}
	}
	for (uint32_t i = 0; i < n && ret >= 0; i++)
		job_free(&jobs[i]);
	return ret;
}

const char *query_name(const struct scenario *scn, const struct vfunction *f,
		       char *buf, size_t size)
{
	if (f->function < 0)
		return sbdf_text(f->k.sbdf, buf, size);
	if (f->vf)
		snprintf(buf, size, "%s/vf%u",
			 scn->spec->functions[f->function].name, f->vf);
	else
		snprintf(buf, size, "%s",
			 scn->spec->functions[f->function].name);
	return buf;
}
