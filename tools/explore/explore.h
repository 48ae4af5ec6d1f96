/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explore.h - generates programs, runs them, keeps what reaches new code, and shrinks
 * what breaks a law.
 *
 *          corpus ──► steps.c, machine.c ──► sim/run/server ──► laws
 *            ▲                                   │ cover        │ broken
 *            └─────────── new edges, answers ◄───┘              ▼
 *                                                  shrink.c ──► finding, a file
 *
 * It must not know options, terminals or kernels' names.
 */
#ifndef TOOLS_EXPLORE_EXPLORE_H
#define TOOLS_EXPLORE_EXPLORE_H

#include "sim/run/runner.h"
#include "tools/explore/corpus.h"
#include "tools/explore/finding.h"

struct explore_state {
	uint64_t programs, boots, findings, known, unjudged, lost;
	uint64_t edges, blocks, answers, entries, machines;
	uint64_t taken;			/* programs that others kept, of @entries */
	double elapsed_s;
};

/* A finding, shrunk. */
struct explore_found {
	const struct finding *what;
	const char *text;		/* the scenario */
	struct chance chance;
	bool repeats;			/* hairpin run shows it, too */
};

/* A program that is kept. */
struct explore_kept {
	const char *text;
	struct chance chance;		/* as it ran */
	uint32_t known_laws;		/* see seed_head() */
};

/* A finding that was met, here or by others who said so. */
struct explore_met {
	struct finding what;
	char *text;			/* the scenario; NULL: it is not to be told */
	struct chance chance;
	bool repeats;
	uint64_t told;			/* as in struct entry */
};

struct explore {
	struct run_kernel *kernel;
	struct run_options opt;
	uint64_t seed;
	uint32_t jobs;
	double seconds;			/* 0: no end */
	uint64_t programs;		/* 0: no end */
	bool unguided;			/* nothing that is reached counts */
	bool fifo, no_failures;		/* no random schedules; nothing refused */
	struct finding_known *known;	/* NULL: none */
	/* How near a program came; NULL: nowhere in particular. */
	uint64_t (*nearness)(const struct cover *cover, void *arg);
	/* Both may be NULL. */
	void (*progress)(const struct explore_state *s, void *arg);
	void (*found)(const struct explore_found *f, void *arg);
	/* A program that is kept; NULL: nobody wants them. */
	void (*kept)(const struct explore_kept *k, void *arg);
	void *arg;
	/*
	 * One of several (0 of 0: alone): its stream of random numbers, and whose seeds it
	 * runs.  Called between programs, and with @busy while a finding is shrunk: then
	 * nothing may be changed here.  NULL: there is nobody to talk to.
	 */
	uint32_t rank, ranks;
	uint64_t instance;		/* a hash of the kernel instance: edges are its own */
	void (*talk)(bool busy, void *arg);
	void *talk_arg;
	volatile bool *stop;		/* set: end soon */

	struct corpus *corpus;
	struct explore_met *met;
	uint32_t nmet;
	struct explore_state state;
	char *limit;			/* NULL, or the limit that ended it: free() it */
};

/* Makes @scn, whose text is @text of @len bytes, a seed: without what judges in it. */
void explore_seed(struct explore *x, const struct scenario *scn, const char *text,
		  size_t len);

/*
 * Takes a finding that was met elsewhere, or before: it will not be found again, and
 * counts.  Returns false if it was met already.
 */
bool explore_told(struct explore *x, const struct explore_found *f);

/* Frees all that @x has come to own, and not @x. */
void explore_free(struct explore *x);

/*
 * Explores until the time, the number or @stop ends it.  Returns 0, or -1 with errno
 * if no process could be started.
 */
int explore_run(struct explore *x);

/*
 * shrink.c: a smaller program whose run shows @what, too, malloc()ed; @chance may become
 * smaller as well.  NULL: @text itself does not show it when it is run alone.
 */
char *shrink(struct explore *x, const char *text, struct chance *chance,
	     const struct finding *what);

#endif
