// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time: virtual, from the host; delays move it, nothing else does.
 *
 * Timers that are due run when the kernel settles or waits (work.c), in order
 * of expiry and, within one jiffy, of arming.
 */
#include <linux/kernel.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/list.h>

#include "env.h"

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

void hp_delay_ns(u64 ns)
{
	hp_host->delay_ps(hp_host->ctx, ns * PS_PER_NS);
	jiffies_update();
}

void __const_udelay(unsigned long xloops)
{
	/* asm-generic: 2^32 / 10^6 a microsecond (UDELAY_CONST_MULT). */
	hp_delay_ns(div_u64((u64)xloops * 1000, 4295));
}

void __udelay(unsigned long usecs)
{
	hp_delay_ns(usecs * NSEC_PER_USEC);
}

void __ndelay(unsigned long nsecs)
{
	hp_delay_ns(nsecs);
}

void msleep(unsigned int msecs)
{
	hp_delay_ns((u64)msecs * NSEC_PER_MSEC);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	msleep(msecs);
	return 0;
}

void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	hp_delay_ns(min * NSEC_PER_USEC);
}

ktime_t ktime_get(void)
{
	return ns_to_ktime(now_ns());
}

ktime_t ktime_get_with_offset(enum tk_offsets offs)
{
	return ns_to_ktime(now_ns());
}

/* The epoch of every scenario: no wall clock gets in. */
void ktime_get_real_ts64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(now_ns());
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

int timer_delete_sync(struct timer_list *timer)
{
	return timer_remove(timer);
}

bool hp_timers_run(void)
{
	bool ran = false;

	while (!hlist_empty(&armed)) {
		struct timer_list *t =
			hlist_entry(armed.first, struct timer_list, entry);

		if (time_after(t->expires, (unsigned long)jiffies_64))
			break;
		timer_remove(t);
		t->function(t);
		ran = true;
	}
	return ran;
}

/* Timer by timer, so that each finds its own time. */
int hp_advance(uint64_t until_ps)
{
	u64 now;

	while (!hlist_empty(&armed)) {
		struct timer_list *t =
			hlist_entry(armed.first, struct timer_list, entry);
		u64 due_ns = (u64)(t->expires - INITIAL_JIFFIES) * NS_PER_JIFFY;

		if (due_ns * PS_PER_NS > until_ps)
			break;
		if (due_ns > now_ns())
			hp_delay_ns(due_ns - now_ns());
		jiffies_update();
		hp_settle();
	}
	now = hp_host->now_ps(hp_host->ctx);
	if (now < until_ps)
		hp_host->delay_ps(hp_host->ctx, until_ps - now);
	jiffies_update();
	hp_settle();
	return 0;
}
