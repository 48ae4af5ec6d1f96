// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel threads, as fibers (task.c).
 *
 *   kthread_create() ... wake_up_process() --> fn(data) --> result
 *                             kthread_stop() waits for it --^
 *
 * There is one CPU and no freezer, so CPU affinity has no effect.
 */
#include <linux/kernel.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/task_work.h>

#include "core/env.h"
#include "sched/task.h"

enum { SHOULD_STOP, SHOULD_PARK };

/* In task->worker_private, and lives as long as the task. */
struct kthread {
	int (*fn)(void *data);
	void *data;
	unsigned long flags;
	int result;
	struct completion parked, exited;
};

static struct kthread *kthread_of(struct task_struct *t)
{
	struct kthread *k = t->flags & PF_KTHREAD ? t->worker_private : NULL;

	WARN_ON(!k);
	return k;
}

/* Of other contexts that are none: never to stop, never to park. */
static bool should(int what)
{
	struct kthread *k = current->flags & PF_KTHREAD ?
			    current->worker_private : NULL;

	return k && test_bit(what, &k->flags);
}

/* Does not return: see hp_fiber_exit(). */
static void leave(long result)
{
	struct kthread *k = kthread_of(current);

	if (!k)
		panic("the end of a task that is no kthread");
	k->result = result;
	current->flags |= PF_EXITING;
	exit_task_work(current);
	hp_lockdep_idle();
	complete_all(&k->exited);
	hp_fiber_exit();
}

static void parkme(struct kthread *k)
{
	for (;;) {
		set_special_state(TASK_PARKED);
		if (!test_bit(SHOULD_PARK, &k->flags))
			break;
		complete_all(&k->parked);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static void kthread_main(void *arg)
{
	struct kthread *k = arg;

	hp_fiber()->idle = false;
	if (test_bit(SHOULD_STOP, &k->flags))
		leave(-EINTR);
	parkme(k);
	leave(k->fn(k->data));
}

static struct task_struct *create(int (*fn)(void *data), void *data,
				  const char *name)
{
	struct kthread *k;
	struct hp_fiber *f;

	might_sleep();
	k = kzalloc(sizeof(*k), GFP_KERNEL);
	if (!k)
		return ERR_PTR(-ENOMEM);
	k->fn = fn;
	k->data = data;
	init_completion(&k->parked);
	init_completion(&k->exited);
	f = hp_fiber_new(name, PF_KTHREAD, kthread_main, k);
	if (!f)
		panic("no memory for a kthread");
	f->task.worker_private = k;
	/* Whoever made it wakes it; until then it waits for nothing. */
	list_del_init(&f->ready);
	f->idle = true;
	WRITE_ONCE(f->task.__state, TASK_UNINTERRUPTIBLE);
	return &f->task;
}

struct task_struct *kthread_create_on_node(int (*fn)(void *data), void *data,
					   int node, const char namefmt[], ...)
{
	char name[TASK_COMM_LEN];
	va_list args;

	va_start(args, namefmt);
	vsnprintf(name, sizeof(name), namefmt, args);
	va_end(args);
	return create(fn, data, name);
}

struct task_struct *kthread_create_on_cpu(int (*fn)(void *data), void *data,
					  unsigned int cpu, const char *namefmt)
{
	char name[TASK_COMM_LEN];

	snprintf(name, sizeof(name), namefmt, cpu);
	return create(fn, data, name);
}

/* Called when the last reference to its task was put. */
void hp_kthread_free(struct task_struct *t)
{
	kfree(t->worker_private);
	t->worker_private = NULL;
}

/* --- CPUs --------------------------------------------------------------------- */

void kthread_bind_mask(struct task_struct *t, const struct cpumask *mask)
{
	/* One that was woken may be anywhere. */
	WARN_ON(!hp_fiber_of(t)->idle);
	t->flags |= PF_NO_SETAFFINITY;
}

void kthread_bind(struct task_struct *t, unsigned int cpu)
{
	kthread_bind_mask(t, NULL);
}

void sched_set_fifo(struct task_struct *p)
{
}

void sched_set_fifo_secondary(struct task_struct *p)
{
}

/* --- stop and park ------------------------------------------------------------------ */

int kthread_stop(struct task_struct *t)
{
	struct kthread *k;
	int result;

	if (hp_fiber_of(t)->gone) {
		hp_event(HP_EVENT_MISUSE, "kthread_stop() of a task that has exited");
		return -EINVAL;
	}
	get_task_struct(t);
	k = kthread_of(t);
	set_bit(SHOULD_STOP, &k->flags);
	kthread_unpark(t);
	set_tsk_thread_flag(t, TIF_NOTIFY_SIGNAL);
	wake_up_process(t);
	wait_for_completion(&k->exited);
	result = k->result;
	put_task_struct(t);
	return result;
}

int kthread_stop_put(struct task_struct *t)
{
	int result = kthread_stop(t);

	put_task_struct(t);
	return result;
}

int kthread_park(struct task_struct *t)
{
	struct kthread *k = kthread_of(t);

	if (WARN_ON(t->flags & PF_EXITING))
		return -ENOSYS;
	if (WARN_ON_ONCE(test_and_set_bit(SHOULD_PARK, &k->flags)))
		return -EBUSY;
	if (t != current) {
		wake_up_process(t);
		wait_for_completion(&k->parked);
	}
	return 0;
}

void kthread_unpark(struct task_struct *t)
{
	struct kthread *k = kthread_of(t);

	if (!test_bit(SHOULD_PARK, &k->flags))
		return;
	reinit_completion(&k->parked);
	clear_bit(SHOULD_PARK, &k->flags);
	wake_up_state(t, TASK_PARKED);
}

void kthread_parkme(void)
{
	parkme(kthread_of(current));
}

bool kthread_should_stop(void)
{
	return should(SHOULD_STOP);
}

bool kthread_should_park(void)
{
	return should(SHOULD_PARK);
}

bool kthread_should_stop_or_park(void)
{
	return should(SHOULD_STOP) || should(SHOULD_PARK);
}

void *kthread_data(struct task_struct *t)
{
	return kthread_of(t)->data;
}

void *kthread_func(struct task_struct *t)
{
	return kthread_of(t)->fn;
}

/* --- leaving before the end of the function: trees have one or the other ------------- */

#ifndef kthread_exit
void __noreturn kthread_exit(long result)
{
	leave(result);
	BUG();
}
#endif

void __noreturn do_exit(long result)
{
	leave(result);
	BUG();
}

void __noreturn kthread_complete_and_exit(struct completion *done, long result)
{
	if (done)
		complete(done);
	leave(result);
	BUG();
}
