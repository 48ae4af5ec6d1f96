// SPDX-License-Identifier: GPL-2.0-only
/*
 * Simulated processes.  Each has a task of its own.  The host gives it one call at a
 * time, and waits for the end of the call, or asks for it later.
 *
 *   host: hp_uapi() --call--> process's task: hp_uapi_run(), task work, result
 */
#include <linux/kernel.h>
#include <linux/cred.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/maple_tree.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/user.h>
#include <linux/securebits.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/utsname.h>

#include "core/env.h"
#include "uapi/process.h"

struct kmem_cache *files_cachep;
extern struct files_struct init_files;	/* fs/file.c */

static LIST_HEAD(processes);
static struct signal_struct signal;	/* limits; nobody is ever signalled */

static struct nsproxy namespaces = {
	.count = REFCOUNT_INIT(1 << 20),
	.uts_ns = &init_uts_ns,
};

struct user_struct root_user = {
	.__count = REFCOUNT_INIT(1),
};

/* Root's is never freed, and nobody else is here. */
void free_uid(struct user_struct *up)
{
	if (up && refcount_dec_and_test(&up->__count))
		hp_event(HP_EVENT_WARN, "one reference to root's user_struct too few");
}

/* Everybody is root. */
static struct cred root_cred = {
	.usage = ATOMIC_LONG_INIT(1 << 20),
	.securebits = SECUREBITS_DEFAULT,
	.cap_inheritable = CAP_EMPTY_SET,
	.cap_permitted = CAP_FULL_SET,
	.cap_effective = CAP_FULL_SET,
	.cap_bset = CAP_FULL_SET,
	.user = &root_user,
	.user_ns = &init_user_ns,
};

struct hp_process *hp_process_current(void)
{
	struct hp_fiber *f = hp_fiber();

	return current->flags & PF_KTHREAD ? NULL : f->data;
}

/* Does what the kernel does on the way to user space: task work. */
static void exit_to_user(void)
{
	if (preempt_count() || !signals_enabled) {
		hp_event(HP_EVENT_MISUSE,
			 "return to user space with preempt_count 0x%x%s",
			 preempt_count(),
			 signals_enabled ? "" : ", interrupts off");
		preempt_count_set(0);
		local_irq_enable();
	}
	task_work_run();
	hp_lockdep_user();
	/* A signal that was on its way is delivered here. */
	clear_tsk_thread_flag(current, TIF_SIGPENDING);
}

/* What a process sees whose handler does not ask for calls to be restarted. */
static int64_t interrupted(int64_t ret)
{
	switch (ret) {
	case -ERESTARTSYS:
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		return -EINTR;
	}
	return ret;
}

static void process_main(void *arg)
{
	struct hp_process *p = arg;

	while (!p->exiting) {
		while (!p->busy) {
			p->fiber->idle = true;
			set_current_state(TASK_IDLE);
			schedule();
		}
		p->fiber->idle = false;
		p->used = 0;
		hp_preempt();
		do {
			p->call.ret = hp_uapi_run(&p->call);
			exit_to_user();
		} while (p->call.ret == -ERESTARTNOINTR);
		p->call.ret = interrupted(p->call.ret);
		hp_preempt();
		p->busy = false;
		wake_up_state(&hp_main.task, TASK_IDLE);
	}
	current->flags |= PF_EXITING;
	hp_failed_end(p);
	hp_mmap_exit(p);
	exit_files(current);
	exit_task_work(current);
	hp_native_end(p);
	hp_user_free(p);
	hp_user_drop(p->mm);
	current->mm = NULL;
	mmput(p->mm);
	list_del(&p->list);
	current->flags |= PF_KTHREAD;	/* no process any more */
	kfree(p);
	wake_up_state(&hp_main.task, TASK_IDLE);
}

/* Its pages are the process's own (user.c); this is what refers to them. */
static struct mm_struct *mm_new(void)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	if (!mm)
		return NULL;
	atomic_set(&mm->mm_users, 1);
	atomic_set(&mm->mm_count, 1);
	init_rwsem(&mm->mmap_lock);
	mt_init_flags(&mm->mm_mt, MT_FLAGS_ALLOC_RANGE);
	return mm;
}

#ifdef CONFIG_PROVE_LOCKING
/* dma-resv.c's initcall shows the validator the order of its locks. */
struct mm_struct *mm_alloc(void)
{
	return mm_new();
}
#endif

void __mmdrop(struct mm_struct *mm)
{
	mtree_destroy(&mm->mm_mt);
	kfree(mm);
}

void mmput(struct mm_struct *mm)
{
	if (atomic_dec_and_test(&mm->mm_users))
		mmdrop(mm);
}

int64_t hp_limit_files(u64 n)
{
	struct hp_process *p;

	signal.rlim[RLIMIT_NOFILE].rlim_cur = min(n, 4096ull);
	list_for_each_entry(p, &processes, list)
		p->fiber->task.signal->rlim[RLIMIT_NOFILE].rlim_cur = min(n, 4096ull);
	return 0;
}

static struct hp_process *process_find(u32 number)
{
	struct hp_process *p;

	list_for_each_entry(p, &processes, list)
		if (p->number == number)
			return p;
	return NULL;
}

struct task_struct *hp_process_task(u32 number)
{
	struct hp_process *p = process_find(number);

	return p ? &p->fiber->task : NULL;
}

struct mm_struct *hp_process_mm(u32 number)
{
	struct hp_process *p = process_find(number);

	return p ? p->mm : NULL;
}

struct hp_process *hp_process_native(struct mm_struct *mm)
{
	struct hp_process *p;

	list_for_each_entry(p, &processes, list)
		if (p->mm == mm && p->native)
			return p;
	return NULL;
}

static struct hp_process *process_new(u32 number, const char *name)
{
	struct hp_process *p = kzalloc(sizeof(*p), GFP_KERNEL);
	struct files_struct *files;

	if (!p)
		return NULL;
	files = dup_fd(&init_files, NULL);
	if (IS_ERR_OR_NULL(files)) {
		kfree(p);
		return NULL;
	}
	p->number = number;
	hp_mmap_init(p);
	p->mm = mm_new();
	if (!p->mm)
		panic("no memory for a process");
	p->fiber = hp_fiber_new(name, 0, process_main, p);
	if (!p->fiber)
		panic("no memory for a process");
	p->fiber->data = p;
	p->fiber->idle = true;
	p->fiber->task.files = files;
	p->fiber->task.mm = p->mm;
	hp_failed_begin(p);
	list_add_tail(&p->list, &processes);
	return p;
}

/* Waits for the end of a process's call; virtual time may pass meanwhile. */
static void wait_while_busy(u32 number)
{
	struct hp_process *p;

	hp_main.idle = true;		/* a hang is not the host's fault */
	while ((p = process_find(number)) && (p->busy || p->exiting)) {
		set_current_state(TASK_IDLE);
		schedule();
	}
	hp_main.idle = false;
}

static void call_names(struct hp_process *p)
{
	static const char *const doing[] = {
		[HP_UAPI_OPEN] = "open", [HP_UAPI_CLOSE] = "close",
		[HP_UAPI_READ] = "read", [HP_UAPI_WRITE] = "write",
		[HP_UAPI_SYSFS_WRITE] = "a write to sysfs", [HP_UAPI_EXIT] = "exit",
		[HP_UAPI_MMAP] = "mmap", [HP_UAPI_MUNMAP] = "munmap",
		[HP_UAPI_LOAD] = "a load", [HP_UAPI_STORE] = "a store",
		[HP_UAPI_RAW_OPEN] = "open", [HP_UAPI_RAW_READ] = "read",
		[HP_UAPI_RAW_WRITE] = "write", [HP_UAPI_RAW_MMAP] = "mmap",
		[HP_UAPI_RAW_MUNMAP] = "munmap", [HP_UAPI_RAW_POLL] = "poll",
	};
	u32 op = p->call.op;

	p->fiber->doing = op < ARRAY_SIZE(doing) && doing[op] ? doing[op] : "ioctl";
}

/* A process that exited does not exist any more; its exit() returned nothing. */
static void call_result(struct hp_uapi *u)
{
	struct hp_process *p = process_find(u->process);

	if (p) {
		u->ret = p->call.ret;
		memcpy(u->out, p->call.out, sizeof(u->out));
	}
	hp_settle();
}

static int uapi(struct hp_uapi *u, struct hp_process *p)
{
	if (u->op == HP_UAPI_WAIT) {
		if (!p)
			return -ESRCH;
		wait_while_busy(u->process);
		call_result(u);
		return 0;
	}
	if (!p)
		return -ENOMEM;
	if (p->busy)
		return -EBUSY;
	p->call = *u;
	p->busy = true;
	p->exiting = u->op == HP_UAPI_EXIT;
	call_names(p);
	wake_up_state(&p->fiber->task, TASK_IDLE);
	if (u->flags & HP_UAPI_START)
		return 0;
	if (u->flags & HP_UAPI_NOWAIT) {
		hp_settle();
		return 0;
	}
	wait_while_busy(u->process);
	call_result(u);
	return 0;
}

int hp_uapi(struct hp_uapi *u)
{
	struct hp_process *p;
	int ret;

	hp_leak_watch();
	p = process_find(u->process);
	/* The host creates the process, so this must not be a fault point. */
	if (!p && u->op != HP_UAPI_WAIT)
		p = process_new(u->process, u->name ?: "process");
	hp_inject_enter();
	ret = uapi(u, p);
	hp_inject_leave();
	return ret;
}

uint64_t hp_held_buffer(uint32_t process, int64_t fd)
{
	struct task_struct *task = hp_process_task(process);
	struct file *file = task && task->files ?
			    files_lookup_fd_raw(task->files, fd) : NULL;

	return file ? file_inode(file)->i_ino : 0;
}

void hp_process_init(void)
{
	signal.rlim[RLIMIT_NOFILE].rlim_cur = 1024;
	signal.rlim[RLIMIT_NOFILE].rlim_max = 4096;
	signal.rlim[RLIMIT_MEMLOCK].rlim_cur = RLIM_INFINITY;
	signal.rlim[RLIMIT_MEMLOCK].rlim_max = RLIM_INFINITY;
	hp_main.task.signal = &signal;
	hp_main.task.group_leader = &hp_main.task;
	hp_main.task.files = &init_files;
	hp_main.task.nsproxy = &namespaces;
	hp_main.task.cred = hp_main.task.real_cred = &root_cred;
	hp_uapi_init();
	files_cachep = kmem_cache_create("files_cache", sizeof(struct files_struct),
					 0, SLAB_PANIC, NULL);
}
