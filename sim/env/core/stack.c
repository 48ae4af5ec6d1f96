// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own stack, for trees that keep struct thread_info (with `current`
 * and the preemption count) at the stack's aligned start.  In those trees a call
 * from the host must not run on the host's stack, which has no thread_info.  Newer
 * trees find the task by the CPU and do not need this.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/thread_info.h>

#include "core/env.h"
#include "cpu/switch.h"

#ifdef HP_HAVE_THREAD_INFO_ON_STACK

extern struct task_struct *cpu_tasks[NR_CPUS];	/* task.c */

static char *stack;			/* THREAD_SIZE bytes, so aligned */
static struct hp_kernel direct;

/*
 *	  guard page | thread_info ...  free ...  <- frames |
 *	             ^ stack                               ^ stack + THREAD_SIZE
 */
static bool stack_make(void)
{
	char *p;

	if (stack)
		return true;
	p = hp_host->reserve(hp_host->ctx, 2 * THREAD_SIZE + PAGE_SIZE);
	if (!p)
		return false;
	stack = PTR_ALIGN(p + PAGE_SIZE, THREAD_SIZE);
	(hp_host->guard)(hp_host->ctx, stack - PAGE_SIZE, PAGE_SIZE);
	((struct thread_info *)stack)->task = cpu_tasks[0];
	cpu_tasks[0]->stack = stack;
	return true;
}

struct call {
	u64 (*fn)(u64 a, u64 b, u64 c, u64 d, u64 e);
	u64 arg[5], ret;
};

static void call_here(void *arg)
{
	struct call *c = arg;

	c->ret = c->fn(c->arg[0], c->arg[1], c->arg[2], c->arg[3], c->arg[4]);
}

/* Arguments and results of all calls from the host are integers or pointers. */
static noinline u64 on_stack(void *fn, u64 a, u64 b, u64 c, u64 d, u64 e)
{
	struct call call = { .fn = fn, .arg = { a, b, c, d, e } };
	unsigned long here = (unsigned long)__builtin_frame_address(0);

	if (here - (unsigned long)stack < THREAD_SIZE) {
		call_here(&call);
		return call.ret;
	}
	cpu_call_on(stack + THREAD_SIZE, call_here, &call);
	return call.ret;
}

#define ON_STACK(entry, a, b, c, d, e) \
	on_stack(direct.entry, (u64)(a), (u64)(b), (u64)(c), (u64)(d), (u64)(e))

static int boot(const struct hp_boot *b)
{
	return ON_STACK(boot, b, 0, 0, 0, 0);
}

static int64_t functions(struct hp_kfunc *out, uint64_t n)
{
	return ON_STACK(functions, out, n, 0, 0, 0);
}

static int function(hp_sbdf fn, struct hp_kfunc *out)
{
	return ON_STACK(function, fn, out, 0, 0, 0);
}

static int p2p(hp_sbdf provider, int32_t bar, hp_sbdf client,
	       uint32_t verbose, struct hp_p2p *out)
{
	return ON_STACK(p2p, provider, bar, client, verbose, out);
}

static int64_t sysfs_read(const char *path, char *buf, uint64_t size)
{
	return ON_STACK(sysfs_read, path, buf, size, 0, 0);
}

static int64_t sysfs_write(const char *path, const char *buf, uint64_t len)
{
	return ON_STACK(sysfs_write, path, buf, len, 0, 0);
}

static int selftest(const char *what)
{
	return ON_STACK(selftest, what, 0, 0, 0, 0);
}

static int dma_map(const struct hp_dma_request *req, struct hp_dma_mapping *out)
{
	return ON_STACK(dma_map, req, out, 0, 0, 0);
}

static int dma_unmap(uint64_t handle)
{
	return ON_STACK(dma_unmap, handle, 0, 0, 0, 0);
}

static int advance(uint64_t until_ps)
{
	return ON_STACK(advance, until_ps, 0, 0, 0, 0);
}

static int isolation(hp_sbdf fn, struct hp_isolation *out)
{
	return ON_STACK(isolation, fn, out, 0, 0, 0);
}

static int uapi(struct hp_uapi *u)
{
	return ON_STACK(uapi, u, 0, 0, 0, 0);
}

static int64_t list(const char *path, char *buf, uint64_t size)
{
	return ON_STACK(list, path, buf, size, 0, 0);
}

static int64_t audit(struct hp_left *out, uint64_t n)
{
	return ON_STACK(audit, out, n, 0, 0, 0);
}

static int interrupt(uint32_t data)
{
	return ON_STACK(interrupt, data, 0, 0, 0, 0);
}

static int intx(void)
{
	return ON_STACK(intx, 0, 0, 0, 0, 0);
}

/* trap_name, live_mappings, import_state and user_pages only read, and stay direct. */
bool hp_stack_wrap(struct hp_kernel *k)
{
	if (!stack_make())
		return false;
	direct = *k;
	k->boot = boot;
	k->functions = functions;
	k->function = function;
	k->p2p = p2p;
	k->sysfs_read = sysfs_read;
	k->sysfs_write = sysfs_write;
	k->selftest = selftest;
	k->dma_map = dma_map;
	k->dma_unmap = dma_unmap;
	k->advance = advance;
	k->isolation = isolation;
	k->uapi = uapi;
	k->list = list;
	k->audit = audit;
	k->interrupt = interrupt;
	k->intx = intx;
	return true;
}

#else

bool hp_stack_wrap(struct hp_kernel *k)
{
	return true;
}

#endif
