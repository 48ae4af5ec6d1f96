// SPDX-License-Identifier: GPL-2.0-only
/*
 * cover.c - the functions that instances of the variant "trace" call.
 *
 * Their names and parameters are gcc's (Instrumentation Options,
 * -fsanitize-coverage).  They run in every context of the kernel's code, so they only
 * count.  An edge is a pair of blocks that ran one after the other; its number is a
 * hash of both, and few of them share one.
 */
#include <stddef.h>
#include <string.h>

#include "sim/load/cover.h"

#define EXPORTED __attribute__((visibility("default")))

static struct cover *to;
static uint64_t base;
static uint64_t before;			/* the block before, mixed */
static bool values;

void cover_to(struct cover *c, uint64_t at, bool want_values)
{
	to = c;
	base = at;
	before = 0;
	values = want_values;
}

void cover_clear(struct cover *c)
{
	for (uint32_t i = 0; i < c->nedges; i++)
		c->edges[c->touched[i]] = 0;
	c->nedges = 0;
	if (c->nvalues)
		memset(c->values, 0, sizeof(c->values));
	c->nvalues = 0;
}

void __sanitizer_cov_trace_pc(void);
EXPORTED void __sanitizer_cov_trace_pc(void)
{
	struct cover *c = to;
	uint64_t pc, mixed;
	uint32_t edge;

	if (!c)
		return;
	pc = (uint64_t)__builtin_return_address(0) - base;
	mixed = pc * 0x9e3779b97f4a7c15ull;
	edge = (uint32_t)((mixed ^ before) >> 32) & (COVER_EDGES - 1);
	before = mixed >> 1;
	if (!c->edges[edge]) {
		c->where[c->nedges] = (uint32_t)pc;
		c->touched[c->nedges++] = edge;
	}
	if (c->edges[edge] != 255)
		c->edges[edge]++;
	pc &= COVER_BLOCKS - 1;
	c->blocks[pc / 8] |= (uint8_t)(1u << pc % 8);
}

/*
 * Once a place and constant, with the last value; of two that share a slot the first
 * stays.  Small numbers are counters and flags: there is nothing to be learned from
 * them.
 */
static void compared(uint64_t constant, uint64_t other, uint32_t bytes,
		     const void *caller)
{
	uint32_t place = (uint32_t)((uint64_t)caller - base);
	struct cover_value *v;

	if (!to || !values || constant == other || constant + 16 < 32)
		return;
	v = &to->values[(place * 2654435761u ^ (uint32_t)constant) % COVER_VALUES];
	if (v->place && (v->place != place || v->constant != constant))
		return;
	to->nvalues += !v->place;
	v->constant = constant;
	v->other = other;
	v->bytes = bytes;
	v->place = place;
}

/* Of two variables either may be what the other is looked for as. */
#define COMPARE(bytes, type)						\
	void __sanitizer_cov_trace_cmp##bytes(type a, type b);		\
	EXPORTED void __sanitizer_cov_trace_cmp##bytes(type a, type b)	\
	{								\
		(void)a;						\
		(void)b;						\
	}								\
	void __sanitizer_cov_trace_const_cmp##bytes(type a, type b);	\
	EXPORTED void __sanitizer_cov_trace_const_cmp##bytes(type a, type b) \
	{								\
		compared(a, b, bytes, __builtin_return_address(0));	\
	}

COMPARE(1, uint8_t)
COMPARE(2, uint16_t)
COMPARE(4, uint32_t)
COMPARE(8, uint64_t)

/* @table: the number of cases, their bits, then each. */
void __sanitizer_cov_trace_switch(uint64_t value, void *table);
EXPORTED void __sanitizer_cov_trace_switch(uint64_t value, void *table)
{
	const uint64_t *cases = table;

	for (uint64_t i = 0; i < cases[0]; i++)
		compared(cases[2 + i], value, (uint32_t)cases[1] / 8,
			 __builtin_return_address(0));
}
