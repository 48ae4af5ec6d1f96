/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arena.h - memory that is given back all at once, and that no child gets.
 *
 * A process that forks for each scenario and keeps all results would copy the
 * page tables of all of them for each child: time would grow with the square of
 * the number of scenarios.  What lies here is left out of children (see
 * MADV_DONTFORK in madvise(2)): a child that touches it dies of SIGSEGV.  The
 * scenario of a child is an arena, too: arena_in_children() lets that one have it.
 */
#ifndef SIM_BASE_ARENA_H
#define SIM_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;	/* the newest first */
	size_t used;			/* of the newest one, its head included */
};

/* An arena of zeroes is an empty one. */

/*
 * @size bytes of zeroes, aligned for anything, that live until arena_free().
 * Aborts when there is no memory.
 */
void *arena_alloc(struct arena *a, size_t size);
void arena_free(struct arena *a);
/*
 * Whether children that are forked from now on get a copy.  Returns 0, or -1 with
 * errno when the system cannot change it.
 */
int arena_in_children(const struct arena *a, bool copied);

#endif
