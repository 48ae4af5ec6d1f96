// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_coherent.c - the options of a function that has coherent memory.
 *
 * It must not know where else memory is: coherent_check() does.
 */
#include "sim/lang/lang.h"

static const struct tok *option(const struct parser *p)
{
	return &p->tok[p->pos - 1];
}

/* coherent BASE+SIZE: CPU physical addresses; +0: the link to the CPU is down. */
bool opt_coherent(struct parser *p, struct spec_function *f,
		  struct position *pos, uint32_t arg)
{
	struct spec_coherent *c = &f->coherent;
	const struct tok *t = cur(p);
	struct tok base, size;

	(void)pos;
	(void)arg;
	if (!t || !tok_cut_plus(t, &base, &size))
		return lang_err(p, t, "where is the memory? write CPU physical BASE+SIZE, like 0x400000000000+96G");
	c->stated = true;
	p->pos++;
	return val_size(p, &base, "base of the coherent memory", &c->base) &&
	       (tok_is(&size, "0") || val_size(p, &size, "size of the coherent memory",
					       &c->size_bytes));
}

bool opt_coherent_ready(struct parser *p, struct spec_function *f,
			struct position *pos, uint32_t arg)
{
	const struct tok *t = cur(p);

	(void)arg;
	pos->coherent_more = option(p);
	f->coherent.ready_ps = SPEC_NEVER;
	if (accept(p, "never"))
		return true;
	if (!t)
		return lang_err(p, t, "when is it ready? write a time after power on and after a reset, like 2s, or never");
	p->pos++;
	return val_time(p, t, &f->coherent.ready_ps);
}

/* coherent-cxl, coherent-whole */
bool opt_coherent_flag(struct parser *p, struct spec_function *f,
		       struct position *pos, uint32_t offset)
{
	pos->coherent_more = option(p);
	*(bool *)((char *)f + offset) = true;
	return true;
}
