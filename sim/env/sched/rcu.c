// SPDX-License-Identifier: GPL-2.0-only
/*
 * RCU.  Read sections do not sleep and are not preempted, so whenever a task gives
 * up the CPU, nobody is inside a read section.  Callbacks run there, where softirqs
 * would run (hp_interrupts()).  A wait for a grace period lets the other tasks run.
 * SRCU is the tree's own.
 */
#include <linux/kernel.h>
#include <linux/hardirq.h>
#include <linux/irq_work.h>
#include <linux/rcupdate.h>
#include <linux/rcupdate_wait.h>
#include <linux/slab.h>

#include "core/env.h"
#include "sched/task.h"

static struct rcu_head *rcu_first, **rcu_last = &rcu_first;

/* Objects of kfree_rcu() and its relatives; they are freed like callbacks run. */
static void **rcu_frees;
static u32 rcu_nfrees, rcu_max_frees;

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	head->func = func;
	head->next = NULL;
	*rcu_last = head;
	rcu_last = &head->next;
}

/* The type of the first parameter differs between trees, and is not needed. */
void hp_kvfree_call_rcu(void *head, void *ptr) asm("kvfree_call_rcu");
void hp_kvfree_call_rcu(void *head, void *ptr)
{
	if (rcu_nfrees == rcu_max_frees) {
		u32 max = rcu_max_frees ? 2 * rcu_max_frees : 64;
		void **more = krealloc_array(rcu_frees, max, sizeof(*more),
					     GFP_ATOMIC | __GFP_NOFAIL);

		if (!more)
			panic("no memory to defer a free");
		rcu_frees = more;
		rcu_max_frees = max;
	}
	rcu_frees[rcu_nfrees++] = ptr;
}

/* Tiny RCU passes kfree_rcu() an offset as the function: free the enclosing object. */
static void rcu_call(struct rcu_head *head)
{
	unsigned long offset = (unsigned long)head->func;

	rcu_lock_acquire(&rcu_callback_map);
	if (offset < 4096)
		kvfree((void *)head - offset);
	else
		head->func(head);
	rcu_lock_release(&rcu_callback_map);
}

static struct irq_work *irq_works, **irq_last = &irq_works;

/* Queues work for an interrupt of this CPU, which runs when interrupts are on. */
bool irq_work_queue(struct irq_work *work)
{
	if (atomic_fetch_or(IRQ_WORK_PENDING, &work->node.a_flags) &
	    IRQ_WORK_PENDING)
		return false;
	work->node.llist.next = NULL;
	*irq_last = work;
	irq_last = (struct irq_work **)&work->node.llist.next;
	return true;
}

/* Runs in interrupt context, which ends before softirqs run. */
static bool irq_work_run_all(void)
{
	unsigned long flags;
	struct irq_work *work = irq_works;

	if (!work)
		return false;
	irq_works = NULL;
	irq_last = &irq_works;
	local_irq_save(flags);
	preempt_count_add(HARDIRQ_OFFSET);
	lockdep_hardirq_enter();
	while (work) {
		struct irq_work *next = (struct irq_work *)work->node.llist.next;

		atomic_andnot(IRQ_WORK_PENDING, &work->node.a_flags);
		work->func(work);
		work = next;
	}
	lockdep_hardirq_exit();
	preempt_count_sub(HARDIRQ_OFFSET);
	local_irq_restore(flags);
	return true;
}

void irq_work_sync(struct irq_work *work)
{
	while (irq_work_is_pending(work))
		irq_work_run_all();
}

bool hp_rcu_run(void)
{
	struct rcu_head *head = rcu_first;
	u32 i, n = rcu_nfrees;

	if (!head && !n)
		return irq_work_run_all();
	rcu_first = NULL;
	rcu_last = &rcu_first;
	while (head) {
		struct rcu_head *next = head->next;

		rcu_call(head);
		head = next;
	}
	for (i = 0; i < n; i++)
		kvfree(rcu_frees[i]);
	memmove(rcu_frees, rcu_frees + n, (rcu_nfrees - n) * sizeof(*rcu_frees));
	rcu_nfrees -= n;
	return true;
}

void synchronize_rcu(void)
{
	might_sleep();
	hp_yield();
	hp_interrupts();
}

void rcu_barrier(void)
{
	might_sleep();
	hp_interrupts();
}
