// SPDX-License-Identifier: GPL-2.0-only
/*
 * msix_table.c - an MSI-X table in a BAR's memory (see msix_table.h).  It must
 * not know what entries are for, nor who wrote them.
 */
#include "model/wire/memory.h"
#include "model/wire/msix_table.h"

/* Where entry @n of the table is: the BAR's memory, and the place in it. */
static uint64_t table_entry(const struct function *fn, unsigned int n,
			    uint64_t *space)
{
	uint32_t table = cap32(fn, CAP_MSIX, MSIX_TABLE);

	*space = memory_bar_space(fn->index, fn->vf, table & MSIX_BIR);
	return (table & ~MSIX_BIR) + (uint64_t)n * MSIX_ENTRY_BYTES;
}

unsigned int msix_table_size(const struct function *fn)
{
	return (cap16(fn, CAP_MSIX, MSIX_CTL) & MSIX_TABLE_SIZE) + 1u;
}

static void mask_all(struct memory *m, const struct function *fn)
{
	uint8_t fresh[MSIX_ENTRY_BYTES] = { [MSIX_ENTRY_CTL] = MSIX_ENTRY_MASKED };
	uint64_t space, at;

	if (!fn->cap[CAP_MSIX])
		return;
	for (unsigned int n = 0; n < msix_table_size(fn); n++) {
		at = table_entry(fn, n, &space);
		memory_write(m, space, at, fresh, sizeof(fresh));
	}
}

void msix_table_reset(struct memory *m, const struct function *fn)
{
	mask_all(m, fn);
	/* VFs that nothing ever touched have no capabilities yet. */
	for (unsigned int i = 0; fn->vfs && i < fn->vfs->most; i++)
		mask_all(m, &fn->vfs->fn[i]);
}

void msix_table_read(const struct memory *m, const struct function *fn,
		     unsigned int n, uint8_t entry[MSIX_ENTRY_BYTES])
{
	uint64_t space, at = table_entry(fn, n, &space);

	memory_read(m, space, at, entry, MSIX_ENTRY_BYTES);
}
