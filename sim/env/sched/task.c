// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks on virtual time.  A task is a fiber that runs until it waits; tasks run in
 * the order in which they became ready.  When none is ready, time moves to the next
 * timer.  When there is no timer either, and a task still waits, that is a hang.
 *
 * Locks, wait queues and completions are the kernel's own.  They need only
 * schedule() and try_to_wake_up(), which are here.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/debug.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/wake_q.h>
#include <linux/slab.h>
#include <linux/thread_info.h>

#include "core/env.h"
#include "cpu/switch.h"
#include "sched/task.h"

#ifdef HP_HAVE_TASK_BLOCKER
#include <linux/hung_task.h>
#endif

/* Room for callbacks into the host, and for the larger frames of sanitizers. */
#define STACK_BYTES (THREAD_SIZE > (128ul << 10) ? THREAD_SIZE : 128ul << 10)

struct hp_fiber hp_main = {
	.task = {
		.comm = "hairpin",
		.pid = 1,
		.tgid = 1,
		.flags = PF_KTHREAD,
		.usage = REFCOUNT_INIT(2),
		.__state = TASK_RUNNING,
#ifdef HP_HAVE_TASK_BLOCKED_LOCK
		.blocked_lock = __RAW_SPIN_LOCK_UNLOCKED(hp_main.task.blocked_lock),
#endif
	},
	.all = LIST_HEAD_INIT(hp_main.all),
	.ready = LIST_HEAD_INIT(hp_main.ready),
	.doing = "the call from outside",
};

struct task_struct *cpu_tasks[NR_CPUS] = { &hp_main.task };

bool hp_host_orders;			/* the host says who runs next */
static LIST_HEAD(ready);
static bool main_settles;		/* the host's call waits until no task is ready */
static bool resched;			/* a task was woken since the last switch */
static struct hp_fiber *chosen;		/* runs next: the host said so already */
static struct hp_fiber *yielding;	/* offers the CPU to the others */
static pid_t last_pid = 1;

/* --- stacks ---------------------------------------------------------------- */

CPU_DEFINE_SWITCH;

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_start_switch_fiber(void **fake, const void *bottom, size_t n);
void __sanitizer_finish_switch_fiber(void *fake, const void **bottom, size_t *n);
void __asan_unpoison_memory_region(const volatile void *p, size_t n);
#define unpoison(p, n) __asan_unpoison_memory_region(p, n)
#define switch_start(f, b, n) __sanitizer_start_switch_fiber(f, b, n)
#define switch_finish(f, b, n) __sanitizer_finish_switch_fiber(f, b, n)
#else
#define unpoison(p, n) ((void)(p))
#define switch_start(f, b, n) ((void)(f))
#define switch_finish(f, b, n) ((void)(f))
#endif

static struct hp_fiber *came_from;	/* over the switch */

static void arrived(struct hp_fiber *self)
{
	const void *bottom = NULL;
	size_t n = 0;

	switch_finish(self->fake, &bottom, &n);
	/* The bounds of the host's stack are known after the first switch away from it. */
	if (!came_from->stack) {
		came_from->bottom = bottom;
		came_from->bytes = n;
	}
}

static void become(struct hp_fiber *next)
{
	struct hp_fiber *prev = hp_fiber();

#ifndef HP_HAVE_THREAD_INFO_ON_STACK
	cpu_tasks[0] = &next->task;
#endif
	came_from = prev;
	switch_start(prev->dead ? NULL : &prev->fake, next->bottom, next->bytes);
	cpu_switch(&prev->sp, next->sp);
	arrived(prev);
}

/* A task holds two references to itself, as after fork(): see put_task_struct(). */
void hp_fiber_exit(void)
{
	struct hp_fiber *self = hp_fiber();

	self->dead = true;
	self->idle = true;
	WRITE_ONCE(self->task.__state, TASK_DEAD);
	put_task_struct_many(&self->task, 2);
	schedule();
	BUG();
}

static void fiber_main(void)
{
	struct hp_fiber *self = hp_fiber();

	/* Callbacks into the host need frames that are aligned to 16. */
	BUG_ON((unsigned long)__builtin_frame_address(0) & 15);
	arrived(self);
	self->off = false;
	self->fn(self->arg);
	hp_fiber_exit();
}

static void stack_prepare(struct hp_fiber *f)
{
	/* The task that ended on this stack left poisoned frames. */
	unpoison(f->stack, STACK_BYTES);
	f->sp = cpu_stack_prepare(f->stack + STACK_BYTES, fiber_main);
}

static bool stack_make(struct hp_fiber *f)
{
	char *p = hp_host->reserve(hp_host->ctx, 2 * STACK_BYTES + PAGE_SIZE);

	if (!p)
		return false;
	f->stack = PTR_ALIGN(p + PAGE_SIZE, STACK_BYTES);
	(hp_host->guard)(hp_host->ctx, f->stack - PAGE_SIZE, PAGE_SIZE);
	f->bottom = f->stack;
	f->bytes = STACK_BYTES;
#ifdef HP_HAVE_THREAD_INFO_ON_STACK
	((struct thread_info *)f->stack)->task = &f->task;
#endif
	return true;
}

/* The last reference was put, maybe while the fiber still runs on its stack. */
void __put_task_struct(struct task_struct *t)
{
	hp_kthread_free(t);
	hp_fiber_of(t)->gone = true;
}

void __put_task_struct_rcu_cb(struct rcu_head *rcu)
{
	__put_task_struct(container_of(rcu, struct task_struct, rcu));
}

static struct hp_fiber *fiber_gone(void)
{
	struct hp_fiber *f;

	list_for_each_entry(f, &hp_main.all, all)
		if (f->dead && f->gone)
			return f;
	return NULL;
}

static void make_ready(struct hp_fiber *f)
{
	list_add_tail(&f->ready, &ready);
}

struct hp_fiber *hp_fiber_new(const char *name, unsigned int task_flags,
			      void (*fn)(void *arg), void *arg)
{
	struct hp_fiber *f = fiber_gone();

	if (!f) {
		f = hp_host->reserve(hp_host->ctx, sizeof(*f));
		if (!f || !stack_make(f))
			return NULL;
		INIT_LIST_HEAD(&f->ready);
		list_add_tail(&f->all, &hp_main.all);
	}
	f->dead = f->gone = f->idle = false;
	f->off = true;
	memset(&f->task, 0, sizeof(f->task));
	f->told = false;
	f->task.stack = f->stack;
	task_thread_info(&f->task)->preempt_count = 0;
	hp_lockdep_task(&f->task);
	f->fn = fn;
	f->arg = arg;
	f->doing = NULL;
	f->data = NULL;
	stack_prepare(f);
	strscpy(f->task.comm, name, sizeof(f->task.comm));
	f->task.flags = task_flags;
	f->task.pid = f->task.tgid = ++last_pid;
	f->task.group_leader = &f->task;
	f->task.signal = hp_main.task.signal;
	f->task.nsproxy = hp_main.task.nsproxy;
	f->task.cred = hp_main.task.cred;
	f->task.real_cred = hp_main.task.real_cred;
	refcount_set(&f->task.usage, 2);
	INIT_LIST_HEAD(&f->task.pending.list);
	raw_spin_lock_init(&f->task.pi_lock);
	spin_lock_init(&f->task.alloc_lock);
#ifdef HP_HAVE_TASK_BLOCKED_LOCK
	raw_spin_lock_init(&f->task.blocked_lock);
#endif
	WRITE_ONCE(f->task.__state, TASK_RUNNING);
	make_ready(f);
	return f;
}

/* --- who runs ----------------------------------------------------------------- */

/* Of more tasks than this the host learns of the first ones. */
#define MAX_READY 32

static void tell_switch(const struct hp_turn *t, struct hp_fiber *next)
{
	if (t->goes_on)
		hp_event(HP_EVENT_SWITCHED, "%s is preempted, %s runs", current->comm,
			 next->task.comm);
	else
		hp_event(HP_EVENT_SWITCHED, "%s stops, %s runs", current->comm,
			 next->task.comm);
}

/*
 * The host says who runs next.  @running would go on; NULL: the task that ran has
 * stopped.  One that yields is not asked for as long as there are others, or it might
 * for ever.
 */
static struct hp_fiber *ask_host(struct hp_fiber *running)
{
	u32 numbers[MAX_READY], next;
	struct hp_turn t = { .ready = numbers, .goes_on = running ? running->task.pid : 0,
			     .woken = resched };
	struct hp_fiber *f, *first = running;
	bool alone = list_is_singular(&ready);

	list_for_each_entry(f, &ready, ready) {
		if ((f == yielding && !alone) || t.n == MAX_READY)
			continue;
		first = first ?: f;
		numbers[t.n++] = f->task.pid;
	}
	next = hp_host->turn(hp_host->ctx, &t);
	list_for_each_entry(f, &ready, ready)
		if (f->task.pid == next)
			first = f;
	if (t.tell)
		tell_switch(&t, first);
	return first;
}

static struct hp_fiber *take_ready(void)
{
	struct hp_fiber *f;

	if (hp_host_orders)
		f = chosen ?: ask_host(NULL);
	else
		f = list_first_entry(&ready, struct hp_fiber, ready);
	chosen = NULL;
	list_del_init(&f->ready);
	return f;
}

/* The host's call goes on, as the only one that can: the host is to know it. */
static struct hp_fiber *back_to_main(void)
{
	u32 number = hp_main.task.pid;
	struct hp_turn t = { .ready = &number, .n = 1 };

	if (hp_host_orders)
		hp_host->turn(hp_host->ctx, &t);
	return &hp_main;
}

/* Returns true if the task hangs when nothing wakes it; an idle kthread does not. */
static bool waits(const struct hp_fiber *f)
{
	unsigned int state = READ_ONCE(f->task.__state);

	if (f->task.worker_private &&
	    state & (TASK_INTERRUPTIBLE | TASK_NOLOAD | TASK_PARKED))
		return false;
	return !f->idle && !f->dead && state != TASK_RUNNING;
}

/* Says what a task waits for, as far as the tree records it. */
static void hang_text(const struct hp_fiber *f, char *buf, size_t size)
{
	int n = scnprintf(buf, size, "%s waits for ever", f->task.comm);
	struct task_struct *owner = NULL;
	const char *what = NULL;
#ifdef HP_HAVE_TASK_BLOCKER
	unsigned long b = f->task.blocker;
	void *lock = b ? hung_task_blocker_to_lock(b) : NULL;

	switch (b ? hung_task_get_blocker_type(b) : ~0ul) {
	case BLOCKER_TYPE_MUTEX:
		what = "a mutex";
		owner = (void *)mutex_get_owner(lock);
		break;
	case BLOCKER_TYPE_SEM:
		what = "a semaphore";
		break;
	case BLOCKER_TYPE_RWSEM_READER:
	case BLOCKER_TYPE_RWSEM_WRITER:
		what = "a rw_semaphore";
		if (is_rwsem_reader_owned(lock))
			what = "a rw_semaphore that readers hold";
		else
			owner = (void *)rwsem_owner(lock);
		break;
	}
#endif
	if (f->doing)
		n += scnprintf(buf + n, size - n, ", in %s", f->doing);
	if (what)
		n += scnprintf(buf + n, size - n, ", on %s", what);
	if (owner)
		scnprintf(buf + n, size - n, " that %s holds",
			  owner == &f->task ? "it itself" : owner->comm);
}

static const void *frame_of(struct hp_fiber *f)
{
	if (f == hp_fiber())
		return __builtin_frame_address(0);
	return cpu_saved_fp(f->sp);
}

/* Reports every waiting task, with its stack; the last report ends the scenario. */
static void report_hang(void)
{
	struct hp_fiber *f, *last = NULL;
	char text[160];

	f = &hp_main;
	do {
		if (waits(f)) {
			if (last)
				hp_event_stack(HP_EVENT_HANG, true,
					       frame_of(last), text);
			last = f;
			hang_text(f, text, sizeof(text));
		}
		f = list_next_entry(f, all);
	} while (f != &hp_main);
	if (!last)
		panic("a hang of nobody");
	hp_event_stack(HP_EVENT_HANG, false, frame_of(last), text);
}

/*
 * A call from the host that takes so much virtual time is a hang: a task waits with
 * a time-out, again and again.
 */
#define PATIENCE_NS (3600ull * NSEC_PER_SEC)

static u64 waited_ns;			/* since the call from the host began */

static struct hp_fiber *pick(void)
{
	u64 next_ns, now_ns;

	/* It was chosen as things were: what interrupts do comes when it stops. */
	if (chosen)
		return take_ready();
	for (;;) {
		hp_interrupts();
		if (!list_empty(&ready))
			return take_ready();
		if (main_settles)
			return back_to_main();
		now_ns = sched_clock();
		if (!hp_time_next(&next_ns))
			next_ns = U64_MAX;
		if (waited_ns > PATIENCE_NS || !hp_time_idle(next_ns))
			report_hang();
		waited_ns += sched_clock() - now_ns;
	}
}

/* --- sleeping where one must not ------------------------------------------------- */

/*
 * Reports each atomic section once: neither again by the schedule() behind a
 * might_sleep(), nor until the task has slept where it may.
 */
static noinline void tell(const char *what, const char *at)
{
	struct hp_fiber *f = hp_fiber();

	if (f->told)
		return;
	f->told = true;
	hp_event(HP_EVENT_MISUSE, "%s: %s, preempt_count 0x%x%s%s", what,
		 current->comm, preempt_count(),
		 signals_enabled ? "" : ", interrupts off", at);
}

#define SLEEPS "sleeping function called from invalid context"

void hp_must_not_sleep(void)
{
	tell(SLEEPS, "");
}

#ifdef CONFIG_DEBUG_ATOMIC_SLEEP

void __might_resched(const char *file, int line, unsigned int offsets)
{
	unsigned int count = offsets & MIGHT_RESCHED_PREEMPT_MASK;
	char at[96];

	if (likely(preempt_count() == count && signals_enabled &&
		   !current->non_block_count))
		return;
	snprintf(at, sizeof(at), ", at %s:%d", file, line);
	tell(SLEEPS, at);
}

void __might_sleep(const char *file, int line)
{
	__might_resched(file, line, 0);
}

#endif

void schedule(void)
{
	struct hp_fiber *prev = hp_fiber(), *next;
	unsigned int state = READ_ONCE(prev->task.__state);
	bool irqs_off = !signals_enabled;

	if (unlikely(preempt_count() || irqs_off))
		tell("scheduling while atomic", "");
	else
		prev->told = false;
	/* Turn interrupts on again, so that the next task is not reported for this. */
	if (unlikely(irqs_off))
		local_irq_enable();
	hp_inject_signal(state);
	if (state != TASK_RUNNING && signal_pending_state(state, &prev->task)) {
		state = TASK_RUNNING;
		WRITE_ONCE(prev->task.__state, state);
	}
	if (state == TASK_RUNNING)
		make_ready(prev);
	else
		hp_worker_waits(prev);
	prev->off = true;
	yielding = state == TASK_RUNNING ? prev : NULL;
	next = pick();
	if (next != prev)
		become(next);
	prev->off = false;
	hp_worker_runs(prev);
	if (unlikely(irqs_off))
		local_irq_disable();
}

void schedule_preempt_disabled(void)
{
	preempt_enable_no_resched();
	schedule();
	preempt_disable();
}

void schedule_idle(void)
{
	schedule();
}

long __sched io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}

void io_schedule(void)
{
	schedule();
}

int io_schedule_prepare(void)
{
	return 0;
}

void io_schedule_finish(int token)
{
}

void hp_yield(void)
{
	if (!list_empty(&ready))
		schedule();
}

void yield(void)
{
	hp_yield();
}

bool hp_preempt_maybe(void)
{
	if (list_empty(&ready) || preempt_count() || irqs_disabled() ||
	    READ_ONCE(current->__state) != TASK_RUNNING)
		return false;
	chosen = ask_host(hp_fiber());
	if (chosen == hp_fiber())
		chosen = NULL;
	if (!chosen)
		return false;
	resched = false;
	schedule();
	return true;
}

/*
 * The kernel offers to give up the CPU, as in might_sleep(): here it would sleep if it
 * had to.  (Under CONFIG_DEBUG_ATOMIC_SLEEP, __might_sleep() has checked that before.)
 */
int __cond_resched(void)
{
	hp_may_sleep();
	return hp_preempt();
}

int hp_schedule(uint32_t asks)
{
	hp_host_orders = asks;
#ifdef HP_ACCESS
	hp_watch = asks;
#endif
	return 0;
}

/* Called at the end of a call from outside. */
static noinline void left_atomic(void)
{
	hp_event(HP_EVENT_MISUSE, "returns with preempt_count 0x%x%s",
		 preempt_count(), signals_enabled ? "" : ", interrupts off");
	preempt_count_set(0);
	local_irq_enable();
}

void hp_settle(void)
{
	if (hp_fiber() == &hp_main) {
		hp_interrupts();
		while (!list_empty(&ready)) {
			struct hp_fiber *next = take_ready();

			main_settles = true;
			become(next);
			main_settles = false;
			hp_interrupts();
		}
		if (unlikely(preempt_count() || !signals_enabled))
			left_atomic();
		hp_main.told = false;
		waited_ns = 0;
		hp_lockdep_idle();
	}
	hp_printk_flush();
}

/* --- waking --------------------------------------------------------------------- */

int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags)
{
	struct hp_fiber *f = hp_fiber_of(p);

	if (!(READ_ONCE(p->__state) & state))
		return 0;
	WRITE_ONCE(p->__state, TASK_RUNNING);
	/* A task that has not given up the CPU yet simply does not sleep. */
	if (f->off)
		make_ready(f);
	resched = true;
	return 1;
}

int wake_up_process(struct task_struct *p)
{
	return try_to_wake_up(p, TASK_NORMAL, 0);
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return try_to_wake_up(p, state, 0);
}

#ifndef HP_HAVE_KICK_INLINE
void kick_process(struct task_struct *p)
{
}
#endif

int default_wake_function(struct wait_queue_entry *curr, unsigned int mode,
			  int wake_flags, void *key)
{
	return try_to_wake_up(curr->private, mode, wake_flags);
}

static bool wake_q_take(struct wake_q_head *head, struct task_struct *task)
{
	struct wake_q_node *node = &task->wake_q;

	if (node->next)
		return false;
	node->next = WAKE_Q_TAIL;
	*head->lastp = node;
	head->lastp = &node->next;
	return true;
}

void wake_q_add(struct wake_q_head *head, struct task_struct *task)
{
	if (wake_q_take(head, task))
		get_task_struct(task);
}

/* Takes over the caller's reference. */
void wake_q_add_safe(struct wake_q_head *head, struct task_struct *task)
{
	if (!wake_q_take(head, task))
		put_task_struct(task);
}

void wake_up_q(struct wake_q_head *head)
{
	struct wake_q_node *node = head->first;

	while (node != WAKE_Q_TAIL) {
		struct task_struct *task =
			container_of(node, struct task_struct, wake_q);

		node = node->next;
		task->wake_q.next = NULL;
		wake_up_process(task);
		put_task_struct(task);
	}
}
