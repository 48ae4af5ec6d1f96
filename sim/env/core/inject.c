// SPDX-License-Identifier: GPL-2.0-only
/*
 * Failures on purpose, at the places where a kernel may be refused something:
 * memory, a file descriptor, a copy to or from user space, a wait without a
 * signal.  The host says which one; it must not know what the kernel does then.
 *
 * A place counts only while an entry of the host runs that stands for something
 * a scenario does, in whatever context: the system call, a work item, a timer.
 * What cannot fail in a kernel cannot here: memory with __GFP_NOFAIL, boot, and
 * what the environment needs for itself.
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
static u32 inside;			/* entries that count, one in another */

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

void hp_inject_enter(void)
{
	inside++;
}

void hp_inject_leave(void)
{
	inside--;
}

static noinline bool point(u32 kind, const char *what)
{
	if (!(kinds & kind) || ++passed != nth)
		return false;
	hp_event(HP_EVENT_INJECTED, "%s", what);
	return true;
}

/* Every allocation comes by, in time to say what it might wait for. */
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
 * Before a process waits where signals end the wait.  The signal is one that
 * the process handles: the call ends in EINTR, and the process goes on.
 */
void hp_inject_signal(unsigned int state)
{
	if (!inside || !(state & TASK_INTERRUPTIBLE) ||
	    current->flags & PF_KTHREAD || signal_pending(current))
		return;
	if (point(HP_INJECT_SIGNAL, "a wait that a signal may end"))
		set_tsk_thread_flag(current, TIF_SIGPENDING);
}

/* By the linker's --wrap: a table of descriptors that is full. */
int __real_get_unused_fd_flags(unsigned int flags);
int __wrap_get_unused_fd_flags(unsigned int flags);

int __wrap_get_unused_fd_flags(unsigned int flags)
{
	if (inside && point(HP_INJECT_FD, "a file descriptor"))
		return -EMFILE;
	return __real_get_unused_fd_flags(flags);
}

/*
 * Page tables for device memory that cannot be had.  A failure inside would
 * be a WARN() that user-mode Linux alone has.
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
