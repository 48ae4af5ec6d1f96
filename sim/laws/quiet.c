// SPDX-License-Identifier: GPL-2.0-only
/*
 * quiet.c - the law that the kernel complains of nothing: no WARN, BUG, oops,
 * misuse, hang or sanitizer report.
 *
 * A trap is no complaint of the kernel's but a limit of its environment: the
 * scenario is then an ERROR, not a FAIL.
 */
#include "sim/laws/law.h"

#define MAX_STACK_LINES 12

/* As it is written in the result line above. */
static const char *statement(const struct verdict *v, int32_t step)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].step == step)
			return v->checks[i].name;
	return "?";
}

/* What our own side did to report it is of no interest. */
static uint32_t first_shown(const struct vevent *e)
{
	uint32_t i = 0;

	while (i < e->nframes && (int32_t)i < e->culprit &&
	       (e->frames[i].environment || !e->frames[i].file))
		i++;
	return i;
}

static void tell(struct verdict *v, const struct scenario *scn,
		 struct check *c, const struct vevent *e)
{
	uint32_t n = 0;

	check_diag(v, c, "%s", event_summary(v, e));
	if (e->step >= 0)
		check_diag(v, c, "  during: %s (%s:%u)", statement(v, e->step),
			   scn->steps[e->step].loc.file,
			   scn->steps[e->step].loc.line);
	else
		check_diag(v, c, "  during: %s", e->step == CHECK_QUERY ?
			   "the query" : "boot");
	for (uint32_t i = first_shown(e); i < e->nframes; i++) {
		const struct vframe *f = &e->frames[i];

		if (n++ == MAX_STACK_LINES) {
			check_diag(v, c, "    ...");
			break;
		}
		if (f->file)
			check_diag(v, c, "    %s() %s:%d", f->function,
				   f->file, f->line);
		else
			check_diag(v, c, "    %s()", f->function);
	}
}

static void judge(struct verdict *v, const struct scenario *scn,
		  struct check *c)
{
	for (uint32_t i = 0; i < v->nevents; i++) {
		const struct vevent *e = &v->events[i];

		tell(v, scn, c, e);
		if (e->kind == HP_EVENT_TRAP && c->status == VERDICT_PASS)
			c->status = VERDICT_ERROR;
		else if (e->kind != HP_EVENT_TRAP)
			c->status = VERDICT_FAIL;
	}
}

const struct law law_quiet = {
	.name = "quiet",
	.says = "no WARN, BUG, oops, misuse, hang or sanitizer report",
	.judge = judge,
};
