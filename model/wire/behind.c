// SPDX-License-Identifier: GPL-2.0-only
/*
 * behind.c - what a BAR leads to (see behind.h).  It must not know which devices there
 * are.
 */
#include <string.h>

#include "model/wire/behind.h"

#define PAGE 4096u

enum wire_behind behind_bar(struct wire *w, struct function *fn, uint8_t bar,
			    uint64_t offset, bool dry, uint64_t *space, uint64_t *address)
{
	*space = memory_bar_space(fn->index, fn->vf, bar);
	*address = offset;
	if (!w->device)
		return WIRE_OWN_MEMORY;
	return w->device->behind(w->device_ctx, fn, bar, offset, dry, space, address);
}

void behind_registers(struct walk *k, struct function *fn, uint64_t offset)
{
	if (!k->t.dry && k->t.data)
		k->w->device->registers(k->w->device_ctx, fn, offset,
					k->t.type == TLP_MWR, k->t.data, k->t.bytes);
}

enum wire_behind wire_bar_is(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset)
{
	uint64_t space, address;

	return behind_bar(w, fn, bar, offset, true, &space, &address);
}

/* How many of @bytes at @offset are in one page. */
static size_t in_page(uint64_t offset, size_t bytes)
{
	size_t left = PAGE - offset % PAGE;

	return bytes < left ? bytes : left;
}

void wire_bar_read(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset,
		   void *data, size_t bytes)
{
	uint64_t space, address;
	uint8_t *to = data;

	for (size_t n; bytes; bytes -= n, to += n, offset += n) {
		enum wire_behind what = behind_bar(w, fn, bar, offset, true, &space, &address);

		n = in_page(offset, bytes);
		if (what == WIRE_REGISTERS)
			w->device->registers(w->device_ctx, fn, offset, false, to, (uint32_t)n);
		else if (what == WIRE_NOTHING)
			memset(to, 0, n);
		else
			memory_read(w->memory, space, address, to, n);
	}
}

void wire_bar_write(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset,
		    const void *data, size_t bytes)
{
	uint64_t space, address;
	const uint8_t *from = data;

	for (size_t n; bytes; bytes -= n, from += n, offset += n) {
		enum wire_behind what = behind_bar(w, fn, bar, offset, true, &space, &address);

		n = in_page(offset, bytes);
		if (what == WIRE_OWN_MEMORY || what == WIRE_MEMORY)
			memory_write(w->memory, space, address, from, n);
	}
}
