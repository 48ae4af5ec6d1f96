// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traps: each symbol that nothing provides, function or data, has a page that
 * cannot be read or executed.  The fault's address names the symbol.
 */
#include <linux/kernel.h>
#include <linux/types.h>

#include "core/env.h"

/* Generated at link time by tools/kbuild/link.sh; stride in bytes. */
extern char hp_trap_start[], hp_trap_end[];
extern const char *const hp_trap_names[];
extern const u32 hp_ntraps;
extern const u64 hp_trap_stride;

void hp_trap_init(void)
{
	u64 n = hp_trap_end - hp_trap_start;

	if (n)
		(hp_host->guard)(hp_host->ctx, hp_trap_start, n);
}

const char *hp_trap_name(uint64_t addr)
{
	u64 i;

	if (addr < (unsigned long)hp_trap_start ||
	    addr >= (unsigned long)hp_trap_end)
		return NULL;
	i = (addr - (unsigned long)hp_trap_start) / hp_trap_stride;
	return i < hp_ntraps ? hp_trap_names[i] : hp_trap_names[hp_ntraps - 1];
}
