// SPDX-License-Identifier: GPL-2.0-only
/*
 * migration.c - the law of devices that are migrated: one that VFIO says is stopped does
 * nothing, one that runs is not held, and one that was resumed has what the other had when its
 * state was saved.
 */
#include "sim/facts/say.h"
#include "sim/laws/law.h"

static bool applies(const struct verdict *v)
{
	return v->nmigrations;
}

static void judge_state(struct verdict *v, struct check *c, const struct proof_migration *f)
{
	const bool runs = f->state == HP_MIG_RUNNING || f->state == HP_MIG_PRE_COPY;

	if (f->state == HP_MIG_ERROR || runs == !f->held)
		return;
	check_diag(v, c, runs ? "%s: VFIO says that it runs, and its engine is held" :
			 "%s: VFIO says that it is stopped, and its engine is not held", f->name);
	c->status = VERDICT_FAIL;
	say_step(v, c, f->step);
}

static void judge_restored(struct verdict *v, struct check *c, const struct proof_migration *f)
{
	if (f->whole && f->at == UINT64_MAX && !f->engine_differs)
		return;
	if (!f->whole)
		check_diag(v, c, "%s: VFIO took for its whole state a stream that was cut, changed or mixed",
			   f->name);
	else if (f->at != UINT64_MAX)
		check_diag(v, c, "%s: its VRAM at 0x%llx is not what %s had when it was saved",
			   f->name, (unsigned long long)f->at, f->from);
	else
		check_diag(v, c, "%s: its engine's registers are not those of %s when it was saved",
			   f->name, f->from);
	c->status = VERDICT_FAIL;
	say_step(v, c, f->step);
}

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nmigrations && c->ndiag < 16; i++) {
		const struct proof_migration *f = &v->migrations[i];

		if (f->kind == PROOF_MIGRATION_STATE)
			judge_state(v, c, f);
		else
			judge_restored(v, c, f);
	}
}

const struct law law_migration = {
	.name = "migration",
	.applies = applies,
	.judge = judge,
};
