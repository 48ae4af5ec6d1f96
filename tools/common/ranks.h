/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ranks.h - messages between the processes of a campaign, which mpirun starts.
 *
 * A process has a number, its rank.  A message is bytes; it arrives whole and once, in
 * the order of its sender, or never: its receiver may have died.  Nothing here waits.
 */
#ifndef TOOLS_COMMON_RANKS_H
#define TOOLS_COMMON_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranks {
	uint32_t rank, n;
	/* Is the last message to @to on its way, so that there is room for another? */
	bool (*ready)(uint32_t to);
	/* Sends a copy of @bytes to @to, who is ready. */
	void (*send)(uint32_t to, const void *bytes, size_t len);
	/* A message that has come, malloc()ed, and who sent it.  Returns false: none has. */
	bool (*receive)(uint32_t *from, void **bytes, size_t *len);
	/*
	 * The last call.  @all: every rank calls it with that, so they can end together.
	 * Otherwise the process ends here, with exit status @status.
	 */
	void (*close)(bool all, int status);
};

/* What a library that implements it has under the name "hairpin_ranks". */
typedef void ranks_open(struct ranks *r);

#endif
