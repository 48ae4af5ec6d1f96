// SPDX-License-Identifier: GPL-2.0-only
/*
 * entries.c - breakpoints where functions begin (see entries.h).
 *
 * entries_hit() runs in a signal handler: it only calls mprotect().
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cpu/registers.h"
#include "sim/load/entries.h"

/*
 * Code is writable only meanwhile: the kernel's wild writes must fault in it, as they do
 * where nothing is planted.
 */
static bool write_code(uint64_t at, unsigned char byte)
{
	const uint64_t page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	void *page = (void *)(uintptr_t)(at & ~(page_size - 1));

	if (mprotect(page, page_size, PROT_READ | PROT_WRITE | PROT_EXEC))
		return false;
	*(volatile unsigned char *)(uintptr_t)at = byte;
	return !mprotect(page, page_size, PROT_READ | PROT_EXEC);
}

bool entries_plant(struct entries *e, const struct kernel *k,
		   const uint64_t *offsets, uint32_t n)
{
	*e = (struct entries){ .at = calloc(n + 1, sizeof(*e->at)),
			       .was = calloc(n + 1, 1) };
	if (!e->at || !e->was)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t at = k->base + offsets[i];

		e->at[i] = at;
		e->was[i] = *(const unsigned char *)(uintptr_t)at;
		if (write_code(at, CPU_BREAK)) {
			e->n++;
			continue;
		}
		while (i--)
			(void)write_code(e->at[i], e->was[i]);
		entries_free(e);
		return false;
	}
	return true;
}

void entries_free(struct entries *e)
{
	free(e->at);
	free(e->was);
	memset(e, 0, sizeof(*e));
}

bool entries_hit(const struct entries *e, unsigned char *marks, ucontext_t *uc)
{
	const uint64_t at = cpu_break_address(uc);

	for (uint32_t i = 0; i < e->n; i++) {
		if (e->at[i] != at)
			continue;
		if (!write_code(at, e->was[i]))
			return false;
		marks[i] = 1;
		cpu_set_pc(uc, at);
		return true;
	}
	return false;
}
