// SPDX-License-Identifier: GPL-2.0-only
/*
 * audit.c - the end of a scenario: unbinds all drivers, and compares the kernel's
 * counts with those at the end of boot.
 *
 * It must not judge: what differs is recorded (REC_UNBALANCED).
 */
#include <stdio.h>

#include "sim/replay/audit.h"
#include "sim/replay/crash.h"
#include "sim/replay/uapi.h"

#define PROCESS 0xffffffffu		/* no scenario has so many */
#define AFTERMATH_PS 1000000000000ull
#define MOST 64u

static void record(struct world *w, const struct hp_left *left)
{
	struct proof_unbalanced u = { .was = left->was, .is = left->is };

	snprintf(u.what, sizeof(u.what), "%s", left->what);
	if (left->fn != HP_NO_FUNCTION)
		world_name(w, left->fn, u.name, sizeof(u.name));
	rec_begin(w->rec, REC_UNBALANCED);
	rec_bytes(w->rec, &u, sizeof(u));
	rec_end(w->rec);
}

/* A driver whose device is still in use waits for ever: that is a hang. */
static void unbind_all(const struct hp_kernel *k)
{
	struct hp_uapi unbind = { .op = HP_UAPI_UNBIND_ALL, .process = PROCESS,
				  .name = "the end" };
	struct hp_uapi leave = { .op = HP_UAPI_EXIT, .process = PROCESS };

	if (!k->uapi(&unbind))
		k->uapi(&leave);
}

void audit_run(struct world *w)
{
	static struct hp_left left[MOST];
	const struct hp_kernel *k = w->kernel->ops;
	int64_t n;

	if (!k->audit)
		return;
	crash_alive();
	rec_begin(w->rec, REC_STEP);
	rec_u64(w->rec, (uint64_t)(int64_t)CHECK_LAW);
	rec_end(w->rec);
	if (w->uapi) {
		unbind_all(k);
		/* Let delayed work run, for example the last fput() of a kernel thread. */
		world_pass(w, w->clock->now_ps + AFTERMATH_PS);
	}
	n = k->audit(left, MOST);
	for (int64_t i = 0; i < n && i < (int64_t)MOST; i++)
		record(w, &left[i]);
	if (w->uapi)
		k->leaks();
}
