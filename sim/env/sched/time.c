// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual time, which the host keeps.  Delays move it, and so does waiting when no
 * task is ready (task.c).
 *
 * Timers that are due run when the kernel settles or waits: in the order of expiry
 * and, within one jiffy, in the order in which they were armed.
 */
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/slab.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>
#include <linux/list.h>

#include "core/env.h"
#include "sched/task.h"

#define PS_PER_NS 1000ull
#define NS_PER_JIFFY (NSEC_PER_SEC / HZ)

/* kernel.lds makes jiffies the same word, as the kernel's own script does. */
u64 jiffies_64 = INITIAL_JIFFIES;

static HLIST_HEAD(armed);		/* sorted by expiry */

static u64 now_ns(void)
{
	return hp_host->now_ps(hp_host->ctx) / PS_PER_NS;
}

static void jiffies_update(void)
{
	jiffies_64 = INITIAL_JIFFIES + now_ns() / NS_PER_JIFFY;
}

void hp_time_init(void)
{
	jiffies_update();
}

void (*hp_take_iommus)(void);

static void delay_ns(u64 ns)
{
	hp_host->delay_ps(hp_host->ctx, ns * PS_PER_NS);
	jiffies_update();
	if (hp_take_iommus)
		hp_take_iommus();
}

void __const_udelay(unsigned long xloops)
{
	/* asm-generic: 2^32 / 10^6 a microsecond (UDELAY_CONST_MULT). */
	delay_ns(div_u64((u64)xloops * 1000, 4295));
}

void __udelay(unsigned long usecs)
{
	delay_ns(usecs * NSEC_PER_USEC);
}

void __ndelay(unsigned long nsecs)
{
	delay_ns(nsecs);
}

/* --- sleeping -------------------------------------------------------------- */

struct sleeper {
	struct list_head list;
	u64 until_ns;
	struct task_struct *task;
};

static LIST_HEAD(sleepers);		/* by time, then by order of coming */

static void sleeper_insert(struct sleeper *s)
{
	struct sleeper *pos;

	list_for_each_entry_reverse(pos, &sleepers, list)
		if (pos->until_ns <= s->until_ns)
			break;
	list_add(&s->list, &pos->list);
}

/* A sleep never ends early: rounds up to whole nanoseconds. */
static u64 sleep_until_ns(u64 ns)
{
	return DIV_ROUND_UP_ULL(hp_host->now_ps(hp_host->ctx), PS_PER_NS) + ns;
}

/* Sleeps in the task's state.  Returns the rest in ns if it was woken early, else 0. */
static u64 sleep_ns(u64 ns)
{
	struct sleeper s = { .until_ns = sleep_until_ns(ns), .task = current };
	u64 now;

	sleeper_insert(&s);
	schedule();
	list_del(&s.list);
	now = now_ns();
	return s.until_ns > now ? s.until_ns - now : 0;
}

static void sleep_whole(u64 ns)
{
	might_sleep();
	do {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		ns = sleep_ns(ns);
	} while (ns);
}

void msleep(unsigned int msecs)
{
	sleep_whole((u64)msecs * NSEC_PER_MSEC);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	u64 ns = (u64)msecs * NSEC_PER_MSEC;

	while (ns && !signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		ns = sleep_ns(ns);
	}
	return DIV_ROUND_UP(ns, NSEC_PER_MSEC);
}

void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	sleep_whole(min * NSEC_PER_USEC);
}

signed long schedule_timeout(signed long timeout)
{
	u64 left;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	if (timeout <= 0) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	left = sleep_ns((u64)timeout * NS_PER_JIFFY);
	return DIV_ROUND_UP_ULL(left, NS_PER_JIFFY);
}

signed long schedule_timeout_interruptible(signed long timeout)
{
	__set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

signed long schedule_timeout_killable(signed long timeout)
{
	__set_current_state(TASK_KILLABLE);
	return schedule_timeout(timeout);
}

signed long schedule_timeout_uninterruptible(signed long timeout)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

signed long schedule_timeout_idle(signed long timeout)
{
	__set_current_state(TASK_IDLE);
	return schedule_timeout(timeout);
}

ktime_t ktime_get(void)
{
	return ns_to_ktime(now_ns());
}

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return ns_to_ktime(now_ns());
}

/* The wall clock of every scenario starts at the same epoch. */
void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(now_ns());
}

void ktime_get_coarse_real_ts64(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

void ktime_get_coarse_real_ts64_mg(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

void ktime_get_real_ts64_mg(struct timespec64 *ts)
{
	ktime_get_real_ts64(ts);
}

time64_t ktime_get_real_seconds(void)
{
	return now_ns() / NSEC_PER_SEC;
}

u64 sched_clock(void)
{
	return now_ns();
}

/* --- timers ------------------------------------------------------------ */

static void timer_insert(struct timer_list *t)
{
	struct timer_list *pos, *last = NULL;

	hlist_for_each_entry(pos, &armed, entry) {
		if (time_after(pos->expires, t->expires))
			break;
		last = pos;
	}
	if (last)
		hlist_add_behind(&t->entry, &last->entry);
	else
		hlist_add_head(&t->entry, &armed);
}

static bool timer_remove(struct timer_list *t)
{
	if (!timer_pending(t))
		return false;
	hlist_del_init(&t->entry);
	return true;
}

/*
 * The name lost "init_timer_key" on the way to 7.x; both are here, each is
 * used by the trees that have it.
 */
void timer_init_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name,
		    struct lock_class_key *key)
{
	timer->entry.pprev = NULL;
	timer->function = func;
	timer->flags = flags;
	lockdep_init_map(&timer->lockdep_map, name, key, 0);
}

void init_timer_key(struct timer_list *timer, void (*func)(struct timer_list *),
		    unsigned int flags, const char *name,
		    struct lock_class_key *key)
{
	timer_init_key(timer, func, flags, name, key);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	int was = timer_remove(timer);

	timer->expires = expires;
	timer_insert(timer);
	return was;
}

void add_timer(struct timer_list *timer)
{
	mod_timer(timer, timer->expires);
}

int timer_delete(struct timer_list *timer)
{
	return timer_remove(timer);
}

/* A task that waits for a timer must not hold a lock that the timer's function takes. */
int timer_delete_sync(struct timer_list *timer)
{
	lock_map_acquire(&timer->lockdep_map);
	lock_map_release(&timer->lockdep_map);
	return timer_remove(timer);
}

/* --- high-resolution timers: as the others, in nanoseconds --------------------- */

static LIST_HEAD(hr_armed);		/* struct hr, by time */

struct hr {
	struct list_head list;
	struct hrtimer *timer;
	u64 at_ns;
};

static struct hr *hr_find(const struct hrtimer *timer)
{
	struct hr *h;

	list_for_each_entry(h, &hr_armed, list)
		if (h->timer == timer)
			return h;
	return NULL;
}

#ifdef HP_HAVE_HRTIMER_SETUP
void hrtimer_setup(struct hrtimer *timer,
		   enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t clock_id, enum hrtimer_mode mode)
{
	memset(timer, 0, sizeof(*timer));
	ACCESS_PRIVATE(timer, function) = function;
}
#else
void hrtimer_init(struct hrtimer *timer, clockid_t clock_id,
		  enum hrtimer_mode mode)
{
	memset(timer, 0, sizeof(*timer));
}
#endif

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	struct hr *h = hr_find(timer);

	if (!h)
		return 0;
	list_del(&h->list);
	kfree(h);
	return 1;
}

int hrtimer_cancel(struct hrtimer *timer)
{
	return hrtimer_try_to_cancel(timer);
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns,
			    const enum hrtimer_mode mode)
{
	struct hr *h, *pos;

	hrtimer_try_to_cancel(timer);
	h = kzalloc(sizeof(*h), GFP_ATOMIC | __GFP_NOFAIL);
	h->timer = timer;
	h->at_ns = ktime_to_ns(tim) + (mode & HRTIMER_MODE_REL ? now_ns() : 0);
	hrtimer_set_expires(timer, ns_to_ktime(h->at_ns));
	list_for_each_entry_reverse(pos, &hr_armed, list)
		if (pos->at_ns <= h->at_ns)
			break;
	list_add(&h->list, &pos->list);
}

static void hrtimers_run(u64 now)
{
	struct hr *h;

	while ((h = list_first_entry_or_null(&hr_armed, struct hr, list)) &&
	       h->at_ns <= now) {
		struct hrtimer *t = h->timer;

		list_del(&h->list);
		kfree(h);
		if (ACCESS_PRIVATE(t, function)(t) == HRTIMER_RESTART)
			hrtimer_start_range_ns(t, hrtimer_get_expires(t), 0,
					       HRTIMER_MODE_ABS);
	}
}

u64 ktime_get_mono_fast_ns(void)
{
	return now_ns();
}

/* --- what time brings ---------------------------------------------------------- */

static u64 timer_ns(const struct timer_list *t)
{
	return (u64)(t->expires - INITIAL_JIFFIES) * NS_PER_JIFFY;
}

bool hp_time_next(u64 *ns)
{
	bool any = false;

	if (!hlist_empty(&armed)) {
		*ns = timer_ns(hlist_entry(armed.first, struct timer_list, entry));
		any = true;
	}
	if (!list_empty(&hr_armed)) {
		u64 at = list_first_entry(&hr_armed, struct hr, list)->at_ns;

		*ns = any ? min(*ns, at) : at;
		any = true;
	}
	if (!list_empty(&sleepers)) {
		u64 at = list_first_entry(&sleepers, struct sleeper, list)->until_ns;

		*ns = any ? min(*ns, at) : at;
		any = true;
	}
	return any;
}

bool hp_time_idle(u64 ns)
{
	u64 now = now_ns(), until = hp_host->now_ps(hp_host->ctx);
	bool more;

	until = ns == U64_MAX ? U64_MAX : ns > now ? until + (ns - now) * PS_PER_NS : until;
	more = hp_host->idle(hp_host->ctx, until);
	jiffies_update();
	return more;
}

static void sleepers_wake(u64 now)
{
	struct sleeper *s;

	list_for_each_entry(s, &sleepers, list) {
		if (s->until_ns > now)
			break;
		wake_up_process(s->task);
	}
}

static void timer_call(struct timer_list *t)
{
#ifdef CONFIG_LOCKDEP
	struct lockdep_map map;		/* its function may free the timer */

	lockdep_copy_map(&map, &t->lockdep_map);
#endif
	lock_map_acquire(&map);
	t->function(t);
	lock_map_release(&map);
}

static void timers_run(void)
{
	while (!hlist_empty(&armed)) {
		struct timer_list *t =
			hlist_entry(armed.first, struct timer_list, entry);

		if (time_after(t->expires, (unsigned long)jiffies_64))
			break;
		timer_remove(t);
		timer_call(t);
	}
}

void (*hp_take_levels)(void);
void (*hp_take_messages)(void);

/* Runs what is due in the contexts of interrupts and softirqs, which must not sleep. */
void hp_interrupts(void)
{
	static bool inside;

	if (inside)
		return;
	inside = true;
	jiffies_update();
	hp_softirq_enter();
	if (!list_empty(&sleepers))
		sleepers_wake(now_ns());
	timers_run();
	if (!list_empty(&hr_armed))
		hrtimers_run(now_ns());
	while (hp_rcu_run())
		;
	hp_softirq_exit();
	if (hp_take_levels)
		hp_take_levels();
	if (hp_take_messages)
		hp_take_messages();
	inside = false;
}

/*
 * Moves time from timer to timer, so that each one runs at its own time, and no further
 * than to the next message of a device.
 */
int hp_advance(uint64_t until_ps)
{
	u64 next_ns;

	hp_settle();
	for (;;) {
		if (hp_time_next(&next_ns) && next_ns * PS_PER_NS <= until_ps) {
			hp_time_idle(next_ns);
		} else if (hp_host->now_ps(hp_host->ctx) < until_ps) {
			hp_host->idle(hp_host->ctx, until_ps);
			jiffies_update();
		} else {
			break;
		}
		hp_settle();
	}
	jiffies_update();
	hp_settle();
	return 0;
}
