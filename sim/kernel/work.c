// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs later: work items, RCU callbacks, and those who wait for them.
 *
 * There is one context.  Work that is queued runs, first in first out, when
 * the kernel settles: at the end of every entry from outside, and whenever
 * the context waits.  A wait that nothing can end is a hang, reported with
 * the stack that waits; it never returns as if it were done.
 */
#include <linux/kernel.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/wake_q.h>
#include <linux/slab.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "env.h"

struct workqueue_struct {
	char name[32];
};

static struct workqueue_struct system_queue = { "events" };

/* One queue serves under every name that trees have used. */
struct workqueue_struct *system_wq = &system_queue;
struct workqueue_struct *system_percpu_wq = &system_queue;
struct workqueue_struct *system_unbound_wq = &system_queue;
struct workqueue_struct *system_dfl_wq = &system_queue;
struct workqueue_struct *system_long_wq = &system_queue;
struct workqueue_struct *system_highpri_wq = &system_queue;
struct workqueue_struct *system_freezable_wq = &system_queue;
struct workqueue_struct *system_power_efficient_wq = &system_queue;

static LIST_HEAD(queued);

/* --- RCU --------------------------------------------------------------- */

static struct rcu_head *rcu_first, **rcu_last = &rcu_first;

/* Objects that kfree_rcu() and its kin let go; freed like callbacks. */
static void **rcu_frees;
static u32 rcu_nfrees, rcu_max_frees;

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	head->func = func;
	head->next = NULL;
	*rcu_last = head;
	rcu_last = &head->next;
}

/* The first parameter's type differs between trees; it is not needed. */
void hp_kvfree_call_rcu(void *head, void *ptr) asm("kvfree_call_rcu");
void hp_kvfree_call_rcu(void *head, void *ptr)
{
	if (rcu_nfrees == rcu_max_frees) {
		u32 max = rcu_max_frees ? 2 * rcu_max_frees : 64;
		void **more = krealloc_array(rcu_frees, max, sizeof(*more),
					     GFP_KERNEL);

		if (!more)
			panic("no memory to defer a free");
		rcu_frees = more;
		rcu_max_frees = max;
	}
	rcu_frees[rcu_nfrees++] = ptr;
}

/* Tiny RCU gives kfree_rcu() an offset for a function: free what encloses. */
static void rcu_call(struct rcu_head *head)
{
	unsigned long offset = (unsigned long)head->func;

	if (offset < 4096)
		kvfree((void *)head - offset);
	else
		head->func(head);
}

/* A grace period: nobody is inside a read section while we are here. */
static bool rcu_run(void)
{
	struct rcu_head *head = rcu_first;
	u32 i, n = rcu_nfrees;

	if (!head && !n)
		return false;
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
	rcu_run();
}

void rcu_barrier(void)
{
	while (rcu_run())
		;
}

/* --- work items -------------------------------------------------------- */

struct workqueue_struct *alloc_workqueue_noprof(const char *fmt,
						unsigned int flags,
						int max_active, ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	return wq;
}

struct workqueue_struct *alloc_workqueue_plain(const char *fmt,
					       unsigned int flags,
					       int max_active, ...)
	asm("alloc_workqueue");
struct workqueue_struct *alloc_workqueue_plain(const char *fmt,
					       unsigned int flags,
					       int max_active, ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list args;

	if (!wq)
		return NULL;
	va_start(args, max_active);
	vsnprintf(wq->name, sizeof(wq->name), fmt, args);
	va_end(args);
	return wq;
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	hp_settle();
	kfree(wq);
}

void workqueue_set_min_active(struct workqueue_struct *wq, int min_active)
{
}

static bool work_queue(struct work_struct *work)
{
	if (test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work)))
		return false;
	list_add_tail(&work->entry, &queued);
	return true;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	return work_queue(work);
}

bool queue_work_node(int node, struct workqueue_struct *wq,
		     struct work_struct *work)
{
	return work_queue(work);
}

void delayed_work_timer_fn(struct timer_list *t)
{
	struct delayed_work *dwork = container_of(t, struct delayed_work, timer);

	list_add_tail(&dwork->work.entry, &queued);
}

static void delayed_arm(struct delayed_work *dwork, unsigned long delay)
{
	if (delay)
		mod_timer(&dwork->timer, (unsigned long)jiffies_64 + delay);
	else
		list_add_tail(&dwork->work.entry, &queued);
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq,
			   struct delayed_work *dwork, unsigned long delay)
{
	if (test_and_set_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(&dwork->work)))
		return false;
	delayed_arm(dwork, delay);
	return true;
}

/* Takes a pending item back: from its timer, or from the queue. */
static bool work_take_back(struct work_struct *work, struct timer_list *timer)
{
	if (!work_pending(work))
		return false;
	if (!timer || !timer_delete(timer))
		list_del_init(&work->entry);
	clear_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work));
	return true;
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq,
			 struct delayed_work *dwork, unsigned long delay)
{
	bool was = work_take_back(&dwork->work, &dwork->timer);

	queue_delayed_work_on(cpu, wq, dwork, delay);
	return was;
}

bool cancel_work(struct work_struct *work)
{
	return work_take_back(work, NULL);
}

bool cancel_work_sync(struct work_struct *work)
{
	return work_take_back(work, NULL);
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return work_take_back(&dwork->work, &dwork->timer);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_delayed_work(dwork);
}

static bool work_run_one(void)
{
	struct work_struct *work;
	work_func_t func;

	if (list_empty(&queued))
		return false;
	work = list_first_entry(&queued, struct work_struct, entry);
	list_del_init(&work->entry);
	clear_bit(WORK_STRUCT_PENDING_BIT, work_data_bits(work));
	func = work->func;		/* the item may free itself */
	func(work);
	return true;
}

bool hp_work_run(void)
{
	return hp_timers_run() || work_run_one() || rcu_run();
}

void hp_settle(void)
{
	while (hp_work_run())
		;
	hp_printk_flush();
}

bool flush_work(struct work_struct *work)
{
	bool was = work_pending(work);

	while (work_pending(work) && work_run_one())
		;
	return was;
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	if (timer_delete(&dwork->timer))
		list_add_tail(&dwork->work.entry, &queued);
	return flush_work(&dwork->work);
}

void __flush_workqueue(struct workqueue_struct *wq)
{
	while (work_run_one())
		;
}

/* --- waiting ------------------------------------------------------------ */

void hp_wait_for(bool (*done)(void *arg), void *arg, const char *what)
{
	while (!done(arg)) {
		if (!hp_work_run())
			hp_event(HP_EVENT_HANG, "%s: nothing can end the wait",
				 what);
	}
}

static bool completion_is_done(void *arg)
{
	return ((struct completion *)arg)->done;
}

static void completion_take(struct completion *x)
{
	if (x->done != UINT_MAX)
		x->done--;
}

void complete(struct completion *x)
{
	if (x->done != UINT_MAX)
		x->done++;
}

void complete_all(struct completion *x)
{
	x->done = UINT_MAX;
}

bool completion_done(struct completion *x)
{
	return x->done;
}

bool try_wait_for_completion(struct completion *x)
{
	if (!x->done)
		return false;
	completion_take(x);
	return true;
}

void wait_for_completion(struct completion *x)
{
	hp_wait_for(completion_is_done, x, "wait_for_completion");
	completion_take(x);
}

int wait_for_completion_killable(struct completion *x)
{
	wait_for_completion(x);
	return 0;
}

int wait_for_completion_interruptible(struct completion *x)
{
	wait_for_completion(x);
	return 0;
}

/* Time passes only by delays: what is not done when all is quiet, times out. */
unsigned long wait_for_completion_timeout(struct completion *x,
					  unsigned long timeout)
{
	while (!x->done && hp_work_run())
		;
	if (!x->done) {
		hp_delay_ns(timeout * (NSEC_PER_SEC / HZ));
		while (!x->done && hp_work_run())
			;
	}
	if (!x->done)
		return 0;
	completion_take(x);
	return max(timeout, 1ul);
}

/* The context gives way; with nothing to run it would sleep for ever. */
void schedule(void)
{
	if (!hp_work_run())
		hp_event(HP_EVENT_HANG, "schedule: nothing can run");
}

void schedule_preempt_disabled(void)
{
	schedule();
}

signed long schedule_timeout(signed long timeout)
{
	if (hp_work_run())
		return timeout;
	if (timeout == MAX_SCHEDULE_TIMEOUT)
		hp_event(HP_EVENT_HANG, "schedule_timeout: nothing can run");
	hp_delay_ns((u64)timeout * (NSEC_PER_SEC / HZ));
	return 0;
}

signed long schedule_timeout_uninterruptible(signed long timeout)
{
	return schedule_timeout(timeout);
}

signed long schedule_timeout_interruptible(signed long timeout)
{
	return schedule_timeout(timeout);
}

signed long schedule_timeout_idle(signed long timeout)
{
	return schedule_timeout(timeout);
}

int __cond_resched(void)
{
	return 0;
}

/* --- wait queues ---------------------------------------------------------- */

void __init_waitqueue_head(struct wait_queue_head *wq, const char *name,
			   struct lock_class_key *key)
{
	INIT_LIST_HEAD(&wq->head);
}

void init_wait_entry(struct wait_queue_entry *wq_entry, int flags)
{
	wq_entry->flags = flags;
	wq_entry->private = current;
	wq_entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&wq_entry->entry);
}

void add_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	list_add(&entry->entry, &wq->head);
}

void remove_wait_queue(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	list_del(&entry->entry);
}

void prepare_to_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry,
		     int state)
{
	if (list_empty(&entry->entry))
		list_add_tail(&entry->entry, &wq->head);
}

long prepare_to_wait_event(struct wait_queue_head *wq,
			   struct wait_queue_entry *entry, int state)
{
	prepare_to_wait(wq, entry, state);
	return 0;
}

void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry)
{
	list_del_init(&entry->entry);
}

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			  int flags, void *key)
{
	return 1;
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode,
			     int flags, void *key)
{
	list_del_init(&entry->entry);
	return 1;
}

static int wake(struct wait_queue_head *wq, unsigned int mode, int nr, void *key)
{
	struct wait_queue_entry *e, *next;
	int woken = 0;

	list_for_each_entry_safe(e, next, &wq->head, entry) {
		unsigned int flags = e->flags;

		if (!e->func(e, mode, 0, key))
			continue;
		woken++;
		if ((flags & WQ_FLAG_EXCLUSIVE) && !--nr)
			break;
	}
	return woken;
}

int __wake_up(struct wait_queue_head *wq, unsigned int mode, int nr, void *key)
{
	return wake(wq, mode, nr, key);
}

void __wake_up_locked(struct wait_queue_head *wq, unsigned int mode, int nr)
{
	wake(wq, mode, nr, NULL);
}

/* There is one task, and it runs. */
int wake_up_process(struct task_struct *p)
{
	return 0;
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	return 0;
}

void wake_q_add(struct wake_q_head *head, struct task_struct *task)
{
}

void wake_q_add_safe(struct wake_q_head *head, struct task_struct *task)
{
}

void wake_up_q(struct wake_q_head *head)
{
}

void __init_swait_queue_head(struct swait_queue_head *q, const char *name,
			     struct lock_class_key *key)
{
	INIT_LIST_HEAD(&q->task_list);
}

void swake_up_one(struct swait_queue_head *q)
{
}
