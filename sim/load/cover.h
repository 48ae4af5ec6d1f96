/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cover.h - what code of a kernel instance runs, and what it compares.
 *
 *   instance of the variant "trace" --calls--> cover.c ──► struct cover, shared
 *                                                           with another process
 *
 * The compiler has every basic block and every comparison of such an instance call
 * us (gcc's -fsanitize-coverage=trace-pc,trace-cmp).  Other instances never do.
 * It must not know what the numbers are good for.
 */
#ifndef SIM_LOAD_COVER_H
#define SIM_LOAD_COVER_H

#include <stdbool.h>
#include <stdint.h>

#define COVER_EDGES (1u << 18)
#define COVER_BLOCKS (1u << 23)		/* bytes of code at most */
#define COVER_VALUES 4096u

/* A comparison with a constant that the other value was not; @place 0: no such. */
struct cover_value {
	uint64_t constant, other;
	uint32_t place;			/* offset of the comparison in the instance */
	uint32_t bytes;			/* of each */
};

struct cover {
	uint32_t nedges;		/* so many of @touched are filled */
	uint32_t nvalues;		/* so many of @values are, anywhere */
	uint32_t touched[COVER_EDGES];	/* the edges whose count is not 0 */
	uint32_t where[COVER_EDGES];	/* ... and the block at which each ends */
	uint8_t edges[COVER_EDGES];	/* how often; 255 is "at least" */
	struct cover_value values[COVER_VALUES];
	/* A bit for each byte of code: a basic block that ran begins there.  Only grows. */
	uint8_t blocks[COVER_BLOCKS / 8];
};

/*
 * From now on what instances of this process do goes to @c, which the caller owns;
 * NULL: nowhere, as at first.  @base is where the instance is mapped, so that the
 * numbers are the same in every process.  @values: comparisons, too.
 */
void cover_to(struct cover *c, uint64_t base, bool values);
/* Forgets edges and values, and nothing of @blocks; in time that their number takes. */
void cover_clear(struct cover *c);

#endif
