// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kthread runs only after it is woken, waits, parks and stops, and keeps its result
 * as long as somebody has a reference to it.
 */
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>
#include <linux/wait.h>

#include "core/env.h"
#include "selftest/selftest.h"
#include "sched/task.h"

static DECLARE_WAIT_QUEUE_HEAD(questions);
static DECLARE_WAIT_QUEUE_HEAD(answers);
static bool asked;
static int runs, answered;

static int answering(void *data)
{
	runs++;
	while (!kthread_should_stop()) {
		wait_event_interruptible(questions, asked ||
					 kthread_should_stop_or_park());
		if (kthread_should_park())
			kthread_parkme();
		if (asked) {
			asked = false;
			answered++;
			wake_up(&answers);
		}
	}
	return *(int *)data;
}

static void ask(void)
{
	asked = true;
	wake_up(&questions);
}

static int short_lived(void *data)
{
	return 5;
}

/* Stopped before it was ever woken, its function never runs. */
static int never_run(void)
{
	struct task_struct *t = kthread_create(answering, NULL, "never");

	WANT(!IS_ERR(t));
	WANT(kthread_stop(t) == -EINTR && runs == 1);
	return 0;
}

/* What ended by itself is there as long as somebody holds on to it, not longer. */
static int held(void)
{
	struct task_struct *t = kthread_create(short_lived, NULL, "short"), *next;

	WANT(!IS_ERR(t));
	get_task_struct(t);
	wake_up_process(t);
	hp_yield();
	next = kthread_create(short_lived, NULL, "next");
	WANT(!IS_ERR(next) && next != t);
	WANT(kthread_stop_put(t) == 5 && kthread_stop(next) == -EINTR);
	hp_interrupts();		/* the last put is RCU's */
	WANT(hp_fiber_of(t)->gone && hp_fiber_of(next)->gone);
	return 0;
}

int hp_selftest_kthread(void)
{
	static int seven = 7;
	struct task_struct *t;
	int err;

	t = kthread_create(answering, &seven, "selftest/%d", 1);
	WANT(!IS_ERR(t) && !strcmp(t->comm, "selftest/1"));
	kthread_bind(t, 0);
	hp_yield();
	WANT(!runs);
	wake_up_process(t);
	ask();
	wait_event(answers, answered == 1);
	WANT(runs == 1 && kthread_data(t) == &seven);

	/* Whoever parks it has it parked when the call is over. */
	WANT(!kthread_park(t) && READ_ONCE(t->__state) == TASK_PARKED);
	ask();
	hp_yield();
	WANT(answered == 1);
	kthread_unpark(t);
	wait_event(answers, answered == 2);

	WANT(kthread_stop(t) == 7);
	err = never_run();
	return err ?: held();
}
