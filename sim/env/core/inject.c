// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault injection.  A fault point is a point where a kernel may fail to get memory,
 * a file descriptor, a copy to or from user space, or a wait without a signal.  The
 * host chooses the one that fails.  It must not know what the kernel does then.
 *
 * Fault points count only during calls from the host that carry out a scenario's
 * statement, in any context: system call, work item, timer; and while boot enumerates
 * PCI and registers the IOMMU, if one of these is to fail.  Allocations with
 * __GFP_NOFAIL never fail, and neither do the environment's own allocations.
 */
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/ww_mutex.h>

#include "core/env.h"
#include "sched/task.h"

static u32 kinds;			/* HP_INJECT_*; 0: nothing is counted */
static u64 passed, nth;
static u32 inside;			/* nesting of hp_inject_enter() */

int hp_inject(uint32_t which, uint64_t n)
{
	kinds = which;
	nth = n;
	passed = 0;
	return 0;
}

uint64_t hp_inject_passed(void)
{
	return passed;
}

bool hp_inject_happened(void)
{
	return nth && passed >= nth;
}

void hp_inject_enter(void)
{
	inside++;
}

void hp_inject_leave(void)
{
	inside--;
}

/* Whether the fault point that was just passed is the one that fails. */
static bool is_chosen(void)
{
	if (!(kinds & HP_INJECT_ASK))
		return passed == nth;
	if (!hp_host->fault_point(hp_host->ctx, passed))
		return false;
	kinds &= ~HP_INJECT_ASK;
	nth = passed;
	return true;
}

static noinline bool point(u32 kind, const char *what)
{
	if (!(kinds & kind))
		return false;
	passed++;
	if (!is_chosen())
		return false;
	hp_event(HP_EVENT_INJECTED, "%s", what);
	return true;
}

/* Every allocation calls this first; it also checks that the allocation may sleep here. */
bool hp_inject_alloc(gfp_t gfp)
{
	fs_reclaim_acquire(gfp);
	fs_reclaim_release(gfp);
	if (gfpflags_allow_blocking(gfp))
		hp_may_sleep();
	if (likely(!inside))
		return false;
	if (gfp & __GFP_DIRECT_RECLAIM)
		might_sleep();
	return !(gfp & __GFP_NOFAIL) && point(HP_INJECT_ALLOC, "an allocation");
}

bool hp_inject_copy(void)
{
	return inside && point(HP_INJECT_COPY, "a copy to or from user space");
}

/*
 * Called before a process waits interruptibly.  The injected signal is one that the
 * process handles: the call ends with EINTR, and the process continues.
 */
void hp_inject_signal(unsigned int state)
{
	if (!inside || !(state & TASK_INTERRUPTIBLE) ||
	    current->flags & PF_KTHREAD || signal_pending(current))
		return;
	if (point(HP_INJECT_SIGNAL, "a wait that a signal may end"))
		set_tsk_thread_flag(current, TIF_SIGPENDING);
}

/* The linker's --wrap leads here.  The fault is a full table of file descriptors. */
int __real_get_unused_fd_flags(unsigned int flags);
int __wrap_get_unused_fd_flags(unsigned int flags);

int __wrap_get_unused_fd_flags(unsigned int flags)
{
	if (inside && point(HP_INJECT_FD, "a file descriptor"))
		return -EMFILE;
	return __real_get_unused_fd_flags(flags);
}

/*
 * The fault is an ioremap() without memory for page tables.  A failure inside
 * ioremap() would be a WARN() that only user-mode Linux has.
 */
void __iomem *__real_ioremap(phys_addr_t offset, size_t size);
void __iomem *__wrap_ioremap(phys_addr_t offset, size_t size);

void __iomem *__wrap_ioremap(phys_addr_t offset, size_t size)
{
	if (inside && point(HP_INJECT_ALLOC, "a mapping of device memory"))
		return NULL;
	return __real_ioremap(offset, size);
}

/* --- entries that count ------------------------------------------------------ */

int64_t hp_step_sysfs_write(const char *path, const char *buf, uint64_t len)
{
	int64_t ret;

	hp_inject_enter();
	ret = hp_sysfs_write(path, buf, len);
	hp_inject_leave();
	return ret;
}

int hp_step_dma_map(const struct hp_dma_request *req, struct hp_dma_mapping *out)
{
	int ret;

	hp_inject_enter();
	ret = hp_dma_map(req, out);
	hp_inject_leave();
	return ret;
}

int hp_step_dma_unmap(uint64_t handle)
{
	int ret;

	hp_inject_enter();
	ret = hp_dma_unmap(handle);
	hp_inject_leave();
	return ret;
}

int hp_step_advance(uint64_t until_ps)
{
	int ret;

	hp_inject_enter();
	ret = hp_advance(until_ps);
	hp_inject_leave();
	return ret;
}
