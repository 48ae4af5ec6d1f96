// SPDX-License-Identifier: GPL-2.0-only
/*
 * quiet.c - the law that the kernel complains of nothing: no WARN, BUG, oops,
 * misuse, hang or sanitizer report.
 *
 * A trap is a limit of the environment and no complaint of the kernel's.  The
 * result is then ERROR and not FAIL.
 */
#include "sim/laws/law.h"
#include "sim/facts/say.h"

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nevents; i++) {
		const struct vevent *e = &v->events[i];

		if (e->kind == HP_EVENT_LEAK)
			continue;	/* law lifetime judges these */
		if (e->kind == HP_EVENT_INJECTED || e->kind == HP_EVENT_SWITCHED)
			continue;
		say_event(v, c, e);
		if (e->kind == HP_EVENT_TRAP && c->status == VERDICT_PASS)
			c->status = VERDICT_ERROR;
		else if (e->kind != HP_EVENT_TRAP)
			c->status = VERDICT_FAIL;
	}
}

const struct law law_quiet = {
	.name = "quiet",
	.judge = judge,
};
