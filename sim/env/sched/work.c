// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work queues: items run on workers, which are tasks, so that an item may wait.
 *
 *   queue_work() --> wq->pending --> a worker: func(item) --> done
 *
 * Items run in the order of queueing, at most max_active of a queue at once, and
 * never one item twice at once: drivers may rely on that.  While a worker waits
 * inside an item, another worker takes the next item.
 */
#include <linux/kernel.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core/env.h"
#include "sched/task.h"

/* Its address is kept in work->data, above the flags. */
#define WQ_ALIGN (1ul << WORK_STRUCT_PWQ_SHIFT)

struct workqueue_struct {
	char name[32];
	u32 active, max_active;
	u32 flags;
	struct list_head all;
} __aligned(WQ_ALIGN);

struct worker {
	struct list_head list;
	struct hp_fiber *fiber;
	struct work_struct *work;	/* the item that runs; it may be freed by now */
	work_func_t func;
	struct workqueue_struct *wq;
	bool waits;			/* inside the item */
};

/* A task that waits until an item's current execution has ended. */
struct barrier {
	struct list_head list;
	struct work_struct *work;	/* pending; NULL once it runs */
	struct worker *worker;		/* running it; NULL while pending */
	u32 *left;
	struct completion *done;
	bool owned;			/* kmalloc()ed */
};

#define STATIC_QUEUE(queue_name) \
	{ .name = queue_name, .max_active = WQ_DFL_ACTIVE }

static struct workqueue_struct system_queue = STATIC_QUEUE("events");
static struct workqueue_struct system_unbound = STATIC_QUEUE("events_unbound");

/* Names that trees have used; one CPU: speed and priority make no difference. */
struct workqueue_struct *system_wq = &system_queue;
struct workqueue_struct *system_percpu_wq = &system_queue;
struct workqueue_struct *system_unbound_wq = &system_unbound;
struct workqueue_struct *system_dfl_wq = &system_unbound;
struct workqueue_struct *system_dfl_long_wq = &system_unbound;
struct workqueue_struct *system_long_wq = &system_queue;
struct workqueue_struct *system_highpri_wq = &system_queue;
struct workqueue_struct *system_freezable_wq = &system_queue;
struct workqueue_struct *system_power_efficient_wq = &system_queue;
struct workqueue_struct *pm_wq = &system_queue;

static LIST_HEAD(pending);		/* of all queues, in order of queueing */
static LIST_HEAD(workers);
static LIST_HEAD(barriers);
static LIST_HEAD(cancels);

/* An item that is being cancelled: it cannot be queued meanwhile. */
struct cancel {
	struct list_head list;
	const struct work_struct *work;
};

static struct workqueue_struct *queue_of(const struct work_struct *work)
{
	return (void *)(atomic_long_read(&work->data) & WORK_STRUCT_PWQ_MASK);
}

static void off_queue(struct work_struct *work)
{
	atomic_long_set(&work->data, WORK_STRUCT_NO_POOL);
}

static struct worker *worker_of_item(const struct work_struct *work)
{
	struct worker *w;

	list_for_each_entry(w, &workers, list)
		if (w->work == work && w->func == work->func)
			return w;
	return NULL;
}

/* --- barriers ------------------------------------------------------------------- */

static void barrier_end(struct barrier *b)
{
	list_del(&b->list);
	if (!--*b->left)
		complete(b->done);
	if (b->owned)
		kfree(b);
}

static void barriers_start(struct work_struct *work, struct worker *w)
{
	struct barrier *b;

	list_for_each_entry(b, &barriers, list) {
		if (b->work == work) {
			b->work = NULL;
			b->worker = w;
		}
	}
}

static void barriers_end(struct worker *w)
{
	struct barrier *b, *next;

	list_for_each_entry_safe(b, next, &barriers, list)
		if (b->worker == w)
			barrier_end(b);
}

/* The item was cancelled before it ran: wakes those who wait for it. */
static void barriers_cancel(struct work_struct *work)
{
	struct barrier *b, *next;

	list_for_each_entry_safe(b, next, &barriers, list)
		if (b->work == work)
			barrier_end(b);
}

/* --- workers ----------------------------------------------------------------------- */

/* Returns the first item that may run: its queue has room, and it does not run already. */
static struct work_struct *next_item(void)
{
	struct work_struct *work;

	list_for_each_entry(work, &pending, entry) {
		struct workqueue_struct *wq = queue_of(work);

		if (wq->active < wq->max_active && !worker_of_item(work))
			return work;
	}
	return NULL;
}

/* An item must leave the worker as it found it. */
static void item_check(struct worker *w)
{
	if (likely(!preempt_count() && signals_enabled &&
		   !lockdep_depth(current)))
		return;
	hp_event(HP_EVENT_MISUSE, "work item returns with preempt_count 0x%x%s%s",
		 preempt_count(), signals_enabled ? "" : ", interrupts off",
		 lockdep_depth(current) ? ", a lock held" : "");
	preempt_count_set(0);
	local_irq_enable();
}

/* A task that waits for an item must not hold a lock that the item takes. */
static void will_wait_for(struct work_struct *work)
{
	lock_map_acquire(&work->lockdep_map);
	lock_map_release(&work->lockdep_map);
}

static void item_run(struct worker *w, struct work_struct *work)
{
#ifdef CONFIG_LOCKDEP
	struct lockdep_map map;

	lockdep_copy_map(&map, &work->lockdep_map);
#endif
	w->wq = queue_of(work);
	w->work = work;
	w->func = work->func;		/* the item may free itself */
	list_del_init(&work->entry);
	off_queue(work);
	hp_access(work, sizeof(*work), HP_ACCESS_WRITE);
	barriers_start(work, w);
	w->wq->active++;
	w->fiber->doing = w->wq->name;
	lock_map_acquire(&map);
	w->func(work);
	lock_map_release(&map);
	item_check(w);
	hp_access(w->wq, sizeof(u64), HP_ACCESS_READ);
	w->wq->active--;
	w->work = NULL;
	w->wq = NULL;
	barriers_end(w);
}

static void worker_main(void *arg)
{
	struct worker *w = arg;
	struct work_struct *work;

	for (;;) {
		w->waits = false;
		while ((work = next_item()))
			item_run(w, work);
		w->fiber->doing = NULL;
		w->fiber->idle = true;
		set_current_state(TASK_IDLE);
		schedule();
		w->fiber->idle = false;
	}
}

static struct worker *worker_new(void)
{
	static u32 n;
	struct worker *w = kzalloc(sizeof(*w), GFP_ATOMIC | __GFP_NOFAIL);
	char name[TASK_COMM_LEN];

	snprintf(name, sizeof(name), "kworker/%u", n++);
	w->fiber = hp_fiber_new(name, PF_KTHREAD | PF_WQ_WORKER, worker_main, w);
	if (!w->fiber)
		panic("no memory for a worker");
	w->fiber->data = w;
	list_add_tail(&w->list, &workers);
	return w;
}

/* Makes sure that a worker is awake to run pending items. */
static void worker_wake(void)
{
	struct worker *w, *idle = NULL;

	list_for_each_entry(w, &workers, list) {
		if (w->fiber->idle)
			idle = idle ?: w;
		else if (!w->waits)
			return;
	}
	if (!idle) {
		worker_new();
		return;
	}
	idle->fiber->idle = false;
	wake_up_state(&idle->fiber->task, TASK_IDLE);
}

void hp_worker_waits(struct hp_fiber *f)
{
	struct worker *w = f->data;

	if (!(f->task.flags & PF_WQ_WORKER) || f->idle)
		return;
	w->waits = true;
	if (next_item())
		worker_wake();
}

void hp_worker_runs(struct hp_fiber *f)
{
	if (f->task.flags & PF_WQ_WORKER)
		((struct worker *)f->data)->waits = false;
}

struct work_struct *current_work(void)
{
	struct worker *w = hp_fiber()->data;

	return current->flags & PF_WQ_WORKER ? w->work : NULL;
}

/* --- queueing ------------------------------------------------------------------------ */

static void insert(struct workqueue_struct *wq, struct work_struct *work)
{
	atomic_long_set(&work->data, (unsigned long)wq | WORK_STRUCT_PENDING |
				     WORK_STRUCT_PWQ);
	/* Items run in this order; and a flush waits for what was queued before it. */
	hp_access(&pending, sizeof(pending), HP_ACCESS_WRITE);
	hp_access(wq, sizeof(u64), HP_ACCESS_READ);
	list_add_tail(&work->entry, &pending);
	worker_wake();
}

static bool is_being_cancelled(const struct work_struct *work)
{
	const struct cancel *c;

	list_for_each_entry(c, &cancels, list)
		if (c->work == work)
			return true;
	return false;
}

/* Returns false if the item is pending already, or is being cancelled. */
static bool make_pending(struct work_struct *work)
{
	hp_access(work, sizeof(*work), HP_ACCESS_WRITE);
	return !is_being_cancelled(work) &&
	       !test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work));
}

static bool work_queue(struct workqueue_struct *wq, struct work_struct *work)
{
	if (!make_pending(work))
		return false;
	insert(wq, work);
	return true;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return work_queue(wq, work);
}

bool queue_work_node(int node, struct workqueue_struct *wq,
		     struct work_struct *work)
{
	return work_queue(wq, work);
}

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = container_of(t, struct delayed_work, timer);

	insert(dwork->wq, &dwork->work);
}

static void delayed_arm(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	dwork->wq = wq;
	if (delay)
		mod_timer(&dwork->timer, (unsigned long)jiffies_64 + delay);
	else
		insert(wq, &dwork->work);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	if (!make_pending(&dwork->work))
		return false;
	delayed_arm(wq, dwork, delay);
	return true;
}

static void rcu_work_due(struct rcu_head *rcu)
{
	struct rcu_work *rwork = container_of(rcu, struct rcu_work, rcu);

	insert(rwork->wq, &rwork->work);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	if (!make_pending(&rwork->work))
		return false;
	rwork->wq = wq;
	call_rcu(&rwork->rcu, rcu_work_due);
	return true;
}

/* Removes a pending item from its timer or queue; returns false if it was not pending. */
static bool take_back(struct work_struct *work, struct timer_list *timer)
{
	hp_access(work, sizeof(*work), HP_ACCESS_WRITE);
	if (!work_pending(work))
		return false;
	if (!timer || !timer_delete(timer))
		list_del_init(&work->entry);
	off_queue(work);
	barriers_cancel(work);
	return true;
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	bool was = take_back(&dwork->work, &dwork->timer);

	queue_delayed_work_on(cpu, wq, dwork, delay);
	return was;
}

bool cancel_work(struct work_struct *work)
{
	return take_back(work, NULL);
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return take_back(&dwork->work, &dwork->timer);
}

/* --- waiting for items --------------------------------------------------------------- */

/* An item that waits for itself waits for ever, as in the kernel. */
static bool wait_for_item(struct work_struct *work)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct worker *w = work_pending(work) ? NULL : worker_of_item(work);
	u32 left = 1;
	struct barrier b = { .work = w ? NULL : work, .worker = w,
			     .left = &left, .done = &done };

	might_sleep();
	hp_access(work, sizeof(*work), HP_ACCESS_READ);
	if (!w && !work_pending(work))
		return false;
	will_wait_for(work);
	list_add_tail(&b.list, &barriers);
	wait_for_completion(&done);
	return true;
}

bool flush_work(struct work_struct *work)
{
	return wait_for_item(work);
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete(&dwork->timer))
		insert(dwork->wq, &dwork->work);
	return flush_work(&dwork->work);
}

bool flush_rcu_work(struct rcu_work *rwork)
{
	if (!work_pending(&rwork->work))
		return flush_work(&rwork->work);
	rcu_barrier();
	flush_work(&rwork->work);
	return true;
}

/*
 * Returns true only if the item was pending at the call.  An item that runs cannot
 * queue itself again meanwhile, and is waited for.
 */
static bool cancel_and_wait(struct work_struct *work, struct timer_list *timer)
{
	struct cancel c = { .work = work };
	bool was;

	might_sleep();
	list_add(&c.list, &cancels);
	was = take_back(work, timer);
	if (worker_of_item(work))
		wait_for_item(work);
	list_del(&c.list);
	return was;
}

bool cancel_work_sync(struct work_struct *work)
{
	return cancel_and_wait(work, NULL);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_and_wait(&dwork->work, &dwork->timer);
}

/* It must not sleep, nor be preempted: the caller walks a list. */
static void barrier_add(struct work_struct *work, struct worker *w, u32 *left,
			struct completion *done)
{
	struct barrier *b = kzalloc(sizeof(*b), GFP_ATOMIC | __GFP_NOFAIL);

	*b = (struct barrier){ .work = work, .worker = w, .left = left,
			       .done = done, .owned = true };
	++*left;
	list_add_tail(&b->list, &barriers);
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct work_struct *work;
	struct worker *w;
	u32 left = 0;

	might_sleep();
	hp_access(wq, sizeof(u64), HP_ACCESS_WRITE);
	list_for_each_entry(work, &pending, entry)
		if (queue_of(work) == wq) {
			will_wait_for(work);
			barrier_add(work, NULL, &left, &done);
		}
	list_for_each_entry(w, &workers, list)
		if (w->wq == wq && w->work)
			barrier_add(NULL, w, &left, &done);
	if (left)
		wait_for_completion(&done);
}

static bool queue_is_empty(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &pending, entry)
		if (queue_of(work) == wq)
			return false;
	return !wq->active;
}

void drain_workqueue(struct workqueue_struct *wq)
{
	while (!queue_is_empty(wq))
		__flush_workqueue(wq);
}

/* --- queues ------------------------------------------------------------------------------ */

static struct workqueue_struct *queue_new(const char *fmt, unsigned int flags,
					  int max_active, va_list args)
{
	struct workqueue_struct *wq;

	BUILD_BUG_ON(sizeof(*wq) & (sizeof(*wq) - 1));
	wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	if (!wq)
		return NULL;
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	wq->flags = flags;
	wq->max_active = flags & __WQ_ORDERED ? 1 : max_active ?: WQ_DFL_ACTIVE;
	return wq;
}

struct workqueue_struct *alloc_workqueue_noprof(const char *fmt,
						unsigned int flags,
						int max_active, ...)
{
	struct workqueue_struct *wq;
	va_list args;

	va_start(args, max_active);
	wq = queue_new(fmt, flags, max_active, args);
	va_end(args);
	return wq;
}

/* As trees call it that do not count who allocates. */
struct workqueue_struct *alloc_workqueue_plain(const char *fmt,
					       unsigned int flags,
					       int max_active, ...)
	asm("alloc_workqueue") __attribute__((alias("alloc_workqueue_noprof")));

void destroy_workqueue(struct workqueue_struct *wq)
{
	drain_workqueue(wq);
	kfree(wq);
}

void workqueue_set_min_active(struct workqueue_struct *wq, int min_active)
{
}
