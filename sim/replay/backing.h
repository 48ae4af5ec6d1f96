/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * backing.h - ranges of addresses for a machine's memory, of which only those pieces
 * are mapped that are used.
 *
 * A machine has 52 bits of physical addresses, and the kernel computes a struct page
 * from each: the page structs of a usual server would span half a TiB.  What is not
 * mapped does not count for a limit on address space (RLIMIT_AS), and needs no memory
 * to keep track of it.
 *
 * It must not know what lies in a range.
 */
#ifndef SIM_REPLAY_BACKING_H
#define SIM_REPLAY_BACKING_H

#include <stdbool.h>
#include <stdint.h>

#define BACKING_ALIGN (1ull << 30)	/* of a range's start */

/*
 * Chooses @size_bytes of addresses for the rest of this process, with large pages
 * where it is filled @dense.  Returns NULL with errno set when there are none.
 */
void *backing_range(uint64_t size_bytes, bool dense);

/*
 * Maps zeroed memory for [p, p + size_bytes) of a range where none is yet.  Returns
 * 0; or the bytes that could not be mapped, with errno set.  It may be called by a
 * signal handler.
 */
uint64_t backing_map(const void *p, uint64_t size_bytes);

/*
 * From now on ranges are mapped from a file, at their address minus CPU_FREE_START: other
 * processes may map it, too.  Call it before there is a range.  Returns false, with errno set,
 * if there can be none.  backing_file() returns its descriptor, or -1.
 */
bool backing_share(void);
int backing_file(void);

/* Is @p in a range, and nothing is mapped there yet? */
bool backing_lacks(const void *p);

#endif
