/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * task.h - fibers: every context of the kernel that can wait has one.
 *
 *   main      a call from the host; its stack is the host's (or stack.c's)
 *   worker    runs work items; there is one more than wait inside an item
 *   process   the system calls of a simulated process (process.c)
 *   kthread   a kernel thread
 *
 * Two fibers never run at once, and a fiber runs until it waits.  Only the
 * host's orders preempt, and only where preemption is allowed.
 */
#ifndef SIM_ENV_SCHED_TASK_H
#define SIM_ENV_SCHED_TASK_H

#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "core/env.h"

struct hp_fiber {
	struct task_struct task;	/* first: what `current` points to */
	struct list_head all;		/* in order of creation */
	struct list_head ready;		/* empty: it runs, or waits */
	void *sp;			/* its stack pointer while it does not run */
	char *stack;			/* HP_STACK_BYTES; NULL: the host's stack */
	const void *bottom;		/* lowest address of its stack, for ASan */
	size_t bytes;
	void *fake;			/* ASan's fake stack */
	void (*fn)(void *arg);
	void *arg;
	const char *doing;		/* for reports: "ioctl", ... or NULL */
	void *data;			/* its creator's */
	bool idle;			/* waits for something to do, which is no hang */
	bool dead;			/* its function has returned */
	bool gone;			/* dead, and nobody has a reference to the task */
	bool off;			/* it gave up the CPU in schedule() */
	bool told;			/* this atomic section was reported already */
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

/* The host says who runs next, and tasks may be preempted. */
extern bool hp_host_orders;
bool hp_preempt_maybe(void);

/* The task may be preempted here; does nothing in atomic context. */
static inline bool hp_preempt(void)
{
	return unlikely(hp_host_orders) && hp_preempt_maybe();
}

/* The task might sleep here. */
static inline void hp_may_sleep(void)
{
	if (unlikely(preempt_count() || !signals_enabled))
		hp_must_not_sleep();
}

/* Returns a new fiber, ready to run, or NULL without memory.  It may reuse a freed one. */
struct hp_fiber *hp_fiber_new(const char *name, unsigned int task_flags,
			      void (*fn)(void *arg), void *arg);

/*
 * Ends the current fiber.  It does not return; the compiler must not know that,
 * because ASan would then look for the thread's own stack.
 */
void hp_fiber_exit(void);

/* Lets the other ready tasks run first. */
void hp_yield(void);

/* kthread.c: call it when the last reference to the task was put. */
void hp_kthread_free(struct task_struct *t);

/* work.c: the current worker is about to wait inside its item. */
void hp_worker_waits(struct hp_fiber *f);
void hp_worker_runs(struct hp_fiber *f);

/* time.c: the time of the next timer or sleeper, in ns.  Returns false if there is none. */
bool hp_time_next(u64 *ns);
/* Idles until @ns (U64_MAX: for ever), or less.  Returns false if nothing is to happen. */
bool hp_time_idle(u64 ns);
/* Does what interrupts would have done by now: timers, sleepers, RCU callbacks. */
void hp_interrupts(void);
/* What takes interrupts of levels that are asserted; NULL until there is a controller. */
extern void (*hp_take_levels)(void);
/* The same for messages that came. */
extern void (*hp_take_messages)(void);
/* Wherever a CPU spins, with interrupts off, too: another one takes them. */
extern void (*hp_take_iommus)(void);
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
