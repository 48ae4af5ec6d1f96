// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tree's lock debugging (CONFIG_PROVE_LOCKING) needs: whether interrupts
 * are on, the contexts of softirqs and interrupts, the locks of memory reclaim, and
 * a check that tasks begin and end without locks.
 *
 * Without it this file is empty.
 */
#include <linux/kernel.h>
#include <linux/bottom_half.h>
#include <linux/debug_locks.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mmu_notifier.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "core/env.h"
#include "sched/task.h"

#ifdef CONFIG_PROVE_LOCKING

DEFINE_PER_CPU(int, hardirqs_enabled);
DEFINE_PER_CPU(int, hardirq_context);
unsigned long local_interrupt_disable_state;
bool early_boot_irqs_disabled;
int oops_in_progress;

/* As fork() leaves a task. */
void hp_lockdep_task(struct task_struct *t)
{
	lockdep_init_task(t);
	t->softirqs_enabled = 1;
}

/* The tracer that would listen is not built; the validator does. */
void trace_hardirqs_on(void)
{
	lockdep_hardirqs_on_prepare();
	lockdep_hardirqs_on(_RET_IP_);
}

void trace_hardirqs_off(void)
{
	lockdep_hardirqs_off(_RET_IP_);
}

/* The first task exists; interrupts are on from here. */
void hp_lockdep_boot(void)
{
	hp_lockdep_task(current);
	local_irq_disable();
	local_irq_enable();
}

/* --- softirqs ------------------------------------------------------------------- */

void __local_bh_disable_ip(unsigned long ip, unsigned int cnt)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	__preempt_count_add(cnt);
	if (softirq_count() == (cnt & SOFTIRQ_MASK))
		lockdep_softirqs_off(ip);
	raw_local_irq_restore(flags);
}

static void bh_enable(unsigned long ip, unsigned int cnt)
{
	unsigned long flags;

	raw_local_irq_save(flags);
	if (softirq_count() == (cnt & SOFTIRQ_MASK))
		lockdep_softirqs_on(ip);
	__preempt_count_sub(cnt);
	raw_local_irq_restore(flags);
}

void __local_bh_enable_ip(unsigned long ip, unsigned int cnt)
{
	lockdep_assert_irqs_enabled();
	bh_enable(ip, cnt);
}

void hp_softirq_enter(void)
{
	__local_bh_disable_ip(_THIS_IP_, SOFTIRQ_OFFSET);
	lockdep_softirq_enter();
}

void hp_softirq_exit(void)
{
	lockdep_softirq_exit();
	bh_enable(_THIS_IP_, SOFTIRQ_OFFSET);
}

/* --- memory reclaim, which never happens but always might --------------------------- */

static struct lockdep_map fs_reclaim_map =
	STATIC_LOCKDEP_MAP_INIT("fs_reclaim", &fs_reclaim_map);

/* Reclaim may call those who keep copies of a process's page tables. */
struct lockdep_map __mmu_notifier_invalidate_range_start_map =
	STATIC_LOCKDEP_MAP_INIT("mmu_notifier_invalidate_range_start",
				&__mmu_notifier_invalidate_range_start_map);

static bool might_reclaim(gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM && !(gfp & __GFP_NOLOCKDEP) &&
	       !(current->flags & PF_MEMALLOC);
}

void fs_reclaim_acquire(gfp_t gfp)
{
	gfp = current_gfp_context(gfp);
	if (!might_reclaim(gfp))
		return;
	if (gfp & __GFP_FS)
		lock_acquire_exclusive(&fs_reclaim_map, 0, 0, NULL, _RET_IP_);
	lock_map_acquire(&__mmu_notifier_invalidate_range_start_map);
	lock_map_release(&__mmu_notifier_invalidate_range_start_map);
}

void fs_reclaim_release(gfp_t gfp)
{
	gfp = current_gfp_context(gfp);
	if (might_reclaim(gfp) && gfp & __GFP_FS)
		lock_release(&fs_reclaim_map, _RET_IP_);
}

/* --- tasks end, and calls return, without locks -------------------------------------- */

void hp_lockdep_user(void)
{
	lockdep_sys_exit();
	hp_lockreport_end();
}

void hp_lockdep_idle(void)
{
	debug_check_no_locks_held();
	hp_lockreport_end();
}

/* --- one CPU, whose memory is like any other's ---------------------------------------- */

bool is_kernel_percpu_address(unsigned long addr)
{
	return false;
}

bool __is_kernel_percpu_address(unsigned long addr, unsigned long *can_addr)
{
	return false;
}

#endif
