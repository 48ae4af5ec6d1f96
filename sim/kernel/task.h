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
#ifndef HP_TASK_H
#define HP_TASK_H

#include <linux/list.h>
#include <linux/sched.h>

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
	bool off;			/* gave up the CPU, in schedule() */
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

/* Ready to run at once.  NULL without memory.  Stacks of dead ones are reused. */
struct hp_fiber *hp_fiber_new(const char *name, unsigned int task_flags,
			      void (*fn)(void *arg), void *arg);

/* Give way: the others that are ready run first. */
void hp_yield(void);

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

#endif
