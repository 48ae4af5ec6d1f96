/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * corpus.h - programs that reached what none before them had, and what was reached.
 *
 * What is new is an edge of the kernel's code, in one of eight orders of how often it
 * was taken, or an answer: a statement's verb with how it ended, a law that had
 * something to judge.
 * It must not know how programs are changed or run.
 */
#ifndef TOOLS_EXPLORE_CORPUS_H
#define TOOLS_EXPLORE_CORPUS_H

#include "sim/load/cover.h"
#include "sim/run/runner.h"
#include "tools/explore/program.h"
#include "tools/explore/steps.h"

/* A machine, and the programs that run on it. */
struct machine {
	struct lines lines;
	char *text;
	struct scenario *scn;		/* of the machine alone */
	uint32_t nplaces;
	struct place *place;		/* after its first boot */
	uint32_t nentries, room;
	uint32_t *entry;
	bool broken;			/* it cannot be built or booted */
};

struct entry {
	struct lines steps;
	struct chance chance;		/* to go on with: fail_at is 0 */
	uint64_t failed_at;		/* the fault point that failed when it was kept; 0: none */
	bool seed, ran;			/* somebody wrote it, or an earlier run; it was run */
	uint32_t machine;
	uint64_t fault_points;		/* that it passes; 0: not counted */
	uint64_t fresh;			/* how much was new when it came */
	uint64_t nearness;		/* to where --toward leads: more is nearer */
	/* A bit for each law that the seeds say is broken that it was made from. */
	uint32_t known_laws;
	/* What was new, for those who are told of it: see struct corpus. */
	uint32_t nitems, *item;
	uint64_t told;			/* a bit for each of those */
};

#define CORPUS_ANSWERS (1u << 18)

struct corpus {
	uint32_t nmachines, machine_room;
	struct machine *machine;
	uint32_t nentries, entry_room;
	struct entry *entry;
	uint64_t edges, answers;	/* how many were met */
	uint8_t met[COVER_EDGES];	/* orders of frequency, a bit each */
	uint8_t blocks[COVER_BLOCKS / 8];
	uint8_t answered[CORPUS_ANSWERS / 8];
	uint64_t nearest;		/* that a program came to where --toward leads */
	uint64_t nvalues;
	uint64_t values[1024];		/* constants that comparisons wanted */
	/*
	 * What was new since somebody set @nitems to 0: an edge and an order of frequency,
	 * or an answer (CORPUS_ITEM_ANSWER).  Only recorded for @telling.
	 */
	bool telling;
	uint32_t nitems, item_room, *item;
};

#define CORPUS_ITEM_ANSWER 0x80000000u
#define CORPUS_ITEM_EDGE(edge, order) ((edge) << 3 | (order))

struct corpus *corpus_new(void);
void corpus_free(struct corpus *c);

/*
 * The index of the machine with these lines, which is added if it is new; -1 if it does
 * not parse.
 */
int32_t corpus_machine(struct corpus *c, const struct lines *lines);
/*
 * Adds a program, with the items that were new in it where @telling, and returns its entry, which
 * moves with the next.
 */
struct entry *corpus_add(struct corpus *c, uint32_t machine, const struct lines *steps,
			 const struct chance *chance, uint64_t fresh);

/* How much of @cover is new; it is met from now on. */
uint64_t corpus_meet(struct corpus *c, const struct cover *cover);
/* The same for the answers of @v. */
uint64_t corpus_hear(struct corpus *c, const struct verdict *v);
/* Takes the constants of @cover that are new. */
void corpus_learn(struct corpus *c, const struct cover *cover);
/* Are some of these items new? */
bool corpus_lacks(const struct corpus *c, const uint32_t *item, uint32_t n);
/* Records @item as new. */
void corpus_item(struct corpus *c, uint32_t item);
/* Somebody else met @item; @edge in these orders of frequency, a bit each; that answer. */
void corpus_told_item(struct corpus *c, uint32_t item);
void corpus_told_edge(struct corpus *c, uint32_t edge, uint8_t orders);
void corpus_told_answer(struct corpus *c, uint32_t answer);
void corpus_told_value(struct corpus *c, uint64_t value);
/* How many basic blocks were met. */
uint64_t corpus_blocks(const struct corpus *c);

/* An entry to go on from: new and rich ones more often.  The corpus is not empty. */
uint32_t corpus_choose(const struct corpus *c, struct rng *rng);
/* An entry of that machine; or of any, where it has none. */
uint32_t corpus_choose_on(const struct corpus *c, uint32_t machine, struct rng *rng);

#endif
