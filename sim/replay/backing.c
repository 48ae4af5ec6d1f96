// SPDX-License-Identifier: GPL-2.0-only
/*
 * backing.c - see backing.h.
 *
 *   cpu_free_start()                                        cpu_free_end()
 *   | range, in pieces of 2 MiB: mapped . . mapped . | range ...      |
 *
 * One bit a piece says whether it is mapped.  The bits are atomic only so that a
 * signal handler sees whole ones; there are no threads.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpu/addresses.h"
#include "sim/replay/backing.h"

/* Large pages need 2 MiB, and page structs of 128 MiB are that much. */
#define PIECE (2ull << 20)
#define RANGES 64u

static struct range {
	uintptr_t base;
	uint64_t npieces;
	uint8_t *mapped;		/* a bit for each piece */
	bool dense;
} ranges[RANGES];
static uint32_t nranges;
static uintptr_t next_base = CPU_FREE_START;
static int shared_file = -1;

static void *map(void *at, uint64_t size_bytes, int flags)
{
	const bool shared = at && shared_file >= 0;
	void *p = mmap(at, size_bytes, PROT_READ | PROT_WRITE,
		       (shared ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS) | MAP_NORESERVE | flags,
		       shared ? shared_file : -1,
		       shared ? (off_t)((uintptr_t)at - CPU_FREE_START) : 0);

	if (p == MAP_FAILED || !at || p == at)
		return p;
	/* Kernels before 4.17 take MAP_FIXED_NOREPLACE for a wish. */
	munmap(p, size_bytes);
	errno = EEXIST;
	return MAP_FAILED;
}

bool backing_share(void)
{
	shared_file = memfd_create("hairpin-dram", MFD_CLOEXEC);
	return shared_file >= 0 &&
	       !ftruncate(shared_file, (off_t)(CPU_FREE_END - CPU_FREE_START));
}

int backing_file(void)
{
	return shared_file;
}

static uint64_t round_up(uint64_t v, uint64_t to)
{
	return (v + to - 1) & ~(to - 1);
}

void *backing_range(uint64_t size_bytes, bool dense)
{
	struct range *r = &ranges[nranges];
	uint64_t size = round_up(size_bytes, BACKING_ALIGN);

	if (nranges == RANGES || size < size_bytes ||
	    size > CPU_FREE_END - next_base) {
		errno = ENOMEM;
		return NULL;
	}
	r->npieces = size / PIECE;
	r->mapped = map(NULL, r->npieces / 8, 0);
	if (r->mapped == MAP_FAILED)
		return NULL;
	r->base = next_base;
	r->dense = dense;
	next_base += size;
	nranges++;
	return (void *)r->base;
}

static struct range *range_of(const void *p)
{
	for (uint32_t i = 0; i < nranges; i++)
		if ((uintptr_t)p - ranges[i].base < ranges[i].npieces * PIECE)
			return &ranges[i];
	return NULL;
}

static bool is_mapped(const struct range *r, uint64_t piece)
{
	return r->mapped[piece / 8] & 1u << piece % 8;
}

/* Maps pieces @from to @to, of which none is mapped. */
static bool map_pieces(struct range *r, uint64_t from, uint64_t to)
{
	void *at = (void *)(r->base + from * PIECE);
	uint64_t size = (to - from) * PIECE;

	if (map(at, size, MAP_FIXED_NOREPLACE) == MAP_FAILED)
		return false;
	/* Without large pages it is merely slower. */
	if (r->dense)
		madvise(at, size, MADV_HUGEPAGE);
	for (; from < to; from++)
		r->mapped[from / 8] |= 1u << from % 8;
	return true;
}

uint64_t backing_map(const void *p, uint64_t size_bytes)
{
	struct range *r = range_of(p);
	uint64_t at, end, to;

	if (!r || !size_bytes)
		return 0;
	at = ((uintptr_t)p - r->base) / PIECE;
	end = ((uintptr_t)p - r->base + size_bytes - 1) / PIECE + 1;
	if (end > r->npieces)
		end = r->npieces;
	for (; at < end; at = to) {
		for (; at < end && is_mapped(r, at); at++)
			;
		for (to = at; to < end && !is_mapped(r, to); to++)
			;
		if (at < to && !map_pieces(r, at, to))
			return (to - at) * PIECE;
	}
	return 0;
}

bool backing_lacks(const void *p)
{
	struct range *r = range_of(p);

	return r && !is_mapped(r, ((uintptr_t)p - r->base) / PIECE);
}
