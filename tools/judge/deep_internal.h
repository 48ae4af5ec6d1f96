/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * deep_internal.h - what the files of the deep stages share.
 */
#ifndef TOOLS_JUDGE_DEEP_INTERNAL_H
#define TOOLS_JUDGE_DEEP_INTERNAL_H

#include "tools/explore/finding.h"
#include "tools/judge/deep.h"

#define DEEP_SHA 12

/* One thing found, and the run that shows it. */
struct sighting {
	struct finding finding;
	const struct scenario *scn;
	struct chance chance;
};

struct sightings {
	uint32_t n;
	struct sighting *items;
};

struct deeper {
	const struct deep_task *task;
	struct deep *d;
	bool *wanted;			/* of each scenario: it ran a changed function */
	uint32_t nwanted;
	struct run_kernel *was, *is;	/* the parent and the commit, plain */
	char sha[DEEP_SHA + 1];
};

/* Adds what is wrong with @job, unless it is there already. */
void sightings_add(struct sightings *s, const struct job *job);
bool sightings_have(const struct sightings *s, const struct finding *f);
void sightings_free(struct sightings *s);

/* Adds what was found; @again is malloc()ed and is taken. */
void deep_add(struct deeper *x, enum deep_stage stage, enum diff_class class,
	      const struct finding *f, char *again);

/* Each: -1, or an exit status after a message. */
int deep_failures(struct deeper *x);
int deep_schedules(struct deeper *x);
int deep_machines(struct deeper *x);
int deep_programs(struct deeper *x);
int deep_sanitizers(struct deeper *x);
int deep_mutants(struct deeper *x);

/* Writes @text to a file of the folder for what was made; its path, malloc()ed, or NULL. */
char *deep_write(const struct deeper *x, const struct finding *f, const char *command,
		 const char *text);
/*
 * One run of the scenario @text on @kernel: does it show @f?  @how has the schedule and
 * the fault point.
 */
bool deep_shows(const struct deeper *x, struct run_kernel *kernel, const char *text,
		const struct chance *how, const struct finding *f);

#endif
