/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task.h - fibers: every context of the kernel that can wait has one.
 *
 *   main      what the host called; its stack is the host's (or stack.c's)
 *   worker    runs work items, as many as wait inside one, and one more
 *   process   a simulated process's system calls (process.c)
 *   kthread   as the kernel asks for them
 *
 * Two never run at once, and a fiber runs until it waits; only a drawn schedule
 * preempts, and only where preemption is allowed.
 */
#ifndef SIM_ENV_SCHED_TASK_H
#define SIM_ENV_SCHED_TASK_H

#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "core/env.h"

struct hp_fiber {
	struct task_struct task;	/* first: what `current` points to */
	struct list_head all;		/* in order of making */
	struct list_head ready;		/* empty: it runs, or waits */
	void *sp;			/* while it does not run */
	char *stack;			/* HP_STACK_BYTES of it; NULL: the host's */
	const void *bottom;		/* of the stack it runs on, for ASan */
	size_t bytes;
	void *fake;			/* ASan's */
	void (*fn)(void *arg);
	void *arg;
	const char *doing;		/* for reports: "ioctl", ... or NULL */
	void *data;			/* of whoever made it */
	bool idle;			/* waits for something to do: never hangs */
	bool dead;			/* its function returned */
	bool gone;			/* and nobody holds on to the task */
	bool off;			/* gave up the CPU, in schedule() */
	bool told;			/* that it must not sleep where it is */
};

static inline struct hp_fiber *hp_fiber_of(struct task_struct *t)
{
	return (struct hp_fiber *)t;
}

static inline struct hp_fiber *hp_fiber(void)
{
	return hp_fiber_of(current);
}

extern struct hp_fiber hp_main;

/* Interrupts are on (stub.c). */
extern int signals_enabled;

/* Who runs next is drawn. */
extern bool hp_drawn;
bool hp_preempt_drawn(void);

/* A place where this task may be preempted; no-op in atomic context. */
static inline bool hp_preempt(void)
{
	return unlikely(hp_drawn) && hp_preempt_drawn();
}

/* A place where this task might sleep. */
static inline void hp_may_sleep(void)
{
	if (unlikely(preempt_count() || !signals_enabled))
		hp_must_not_sleep();
}

/* Ready to run at once.  NULL without memory.  Those that are gone are used again. */
struct hp_fiber *hp_fiber_new(const char *name, unsigned int task_flags,
			      void (*fn)(void *arg), void *arg);

/*
 * The end of the current one, from wherever it is: does not return, which the
 * compiler must not know, or ASan would look for the thread's own stack.
 */
void hp_fiber_exit(void);

/* Give way: the others that are ready run first. */
void hp_yield(void);

/* kthread.c: nobody holds on to the task any more. */
void hp_kthread_free(struct task_struct *t);

/* work.c: the current worker is about to wait inside its item. */
void hp_worker_waits(struct hp_fiber *f);
void hp_worker_runs(struct hp_fiber *f);

/* time.c: the next thing that time brings, in ns.  False: there is none. */
bool hp_time_next(u64 *ns);
void hp_time_goto(u64 ns);
/* What interrupts would do by now: timers, sleepers, RCU callbacks. */
void hp_interrupts(void);
/* rcu.c */
bool hp_rcu_run(void);
/* lockdep.c: softirqs run in between. */
#ifdef CONFIG_PROVE_LOCKING
void hp_softirq_enter(void);
void hp_softirq_exit(void);
#else
static inline void hp_softirq_enter(void)
{
	preempt_count_add(SOFTIRQ_OFFSET);
}

static inline void hp_softirq_exit(void)
{
	preempt_count_sub(SOFTIRQ_OFFSET);
}
#endif

#endif
