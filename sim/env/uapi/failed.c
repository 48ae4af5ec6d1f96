// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that failed: what firmware reports goes to the kernel's own memory_failure(), and
 * the signals that it sends are kept for the host.
 *
 *   a process used it ----> memory_failure(), in the process on its way to user space
 *   found by a scrubber --> memory_failure_queue() --> a work item
 *                                                        |
 *   host asks <-- one SIGBUS of each process <-----------+
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "core/env.h"
#include "uapi/process.h"

#ifdef HP_HAVE_PFN_FAILURE
/* The list of all processes begins here; it is none itself. */
struct task_struct init_task = {
	.tasks = LIST_HEAD_INIT(init_task.tasks),
};

/* As a virtual machine monitor asks for by prctl(): a SIGBUS as soon as a page failed. */
void hp_failed_begin(struct hp_process *p)
{
	struct task_struct *t = &p->fiber->task;

	p->signal = *t->signal;
	INIT_LIST_HEAD(&p->signal.thread_head);
	t->signal = &p->signal;
	t->flags |= PF_MCE_PROCESS | PF_MCE_EARLY;
	list_add_tail_rcu(&t->thread_node, &p->signal.thread_head);
	list_add_tail_rcu(&t->tasks, &init_task.tasks);
}

void hp_failed_end(struct hp_process *p)
{
	list_del_rcu(&p->fiber->task.tasks);
	list_del_rcu(&p->fiber->task.thread_node);
	p->fiber->task.signal = hp_main.task.signal;
}

static struct hp_process *process_of(struct task_struct *t)
{
	return t->flags & PF_KTHREAD ? NULL : hp_fiber_of(t)->data;
}

static int keep(struct task_struct *t, unsigned long addr, short lsb)
{
	struct hp_process *p = process_of(t);

	if (!p)
		return -ESRCH;
	p->failed_at = addr;
	p->failed_bits = lsb;
	return 0;
}

int force_sig_mceerr(int code, void __user *addr, short lsb)
{
	return keep(current, (unsigned long)addr, lsb);
}

int send_sig_mceerr(int code, void __user *addr, short lsb, struct task_struct *t)
{
	return keep(t, (unsigned long)addr, lsb);
}

/* Sent where the kernel does not know at which address the process has the page. */
int do_send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *t,
		     enum pid_type type)
{
	struct hp_process *p = process_of(t);

	if (!p)
		return -ESRCH;
	p->killed = true;
	return 0;
}

int64_t hp_failed(struct hp_uapi *u)
{
	const unsigned long pfn = PHYS_PFN(u->arg[0]);

	if (u->arg[1])
		return memory_failure(pfn, MF_ACTION_REQUIRED);
	memory_failure_queue(pfn, 0);
	return 0;
}

int64_t hp_failed_info(struct hp_uapi *u)
{
	struct hp_process *p = hp_process_current();

	u->out[0] = p->failed_at;
	u->out[1] = p->failed_bits;
	u->out[2] = p->killed;
	p->failed_at = p->failed_bits = 0;
	p->killed = false;
	return 0;
}
#else
void hp_failed_begin(struct hp_process *p)
{
}

void hp_failed_end(struct hp_process *p)
{
}

int64_t hp_failed(struct hp_uapi *u)
{
	return -EOPNOTSUPP;
}

int64_t hp_failed_info(struct hp_uapi *u)
{
	return -EOPNOTSUPP;
}
#endif
