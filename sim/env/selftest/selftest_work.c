// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work that is cancelled: before its turn, while it runs, and while it runs and would
 * queue itself again, which it then cannot.
 */
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/workqueue.h>

#include "core/env.h"
#include "selftest/selftest.h"

#define ITEM_MS 20

static int runs;
static bool queued_again;

/* Both kinds of items come here; which one it is @again knows. */
static void run(bool (*again)(struct work_struct *), struct work_struct *work)
{
	runs++;
	msleep(ITEM_MS);
	queued_again = again(work);
}

static bool again_work(struct work_struct *work)
{
	return queue_work(system_unbound_wq, work);
}

static bool again_delayed(struct work_struct *work)
{
	return queue_delayed_work(system_unbound_wq, to_delayed_work(work), 1);
}

static void work_run(struct work_struct *work)
{
	run(again_work, work);
}

static void delayed_run(struct work_struct *work)
{
	run(again_delayed, work);
}

static int plain(void)
{
	static DECLARE_WORK(work, work_run);

	runs = 0;
	WANT(queue_work(system_unbound_wq, &work));
	WANT(cancel_work_sync(&work) && !runs);

	/* It runs and is not pending: that is no cancellation. */
	WANT(queue_work(system_unbound_wq, &work));
	msleep(ITEM_MS / 2);
	WANT(runs == 1 && !work_pending(&work));
	WANT(!cancel_work_sync(&work));
	WANT(runs == 1 && !queued_again && !work_pending(&work));

	/* It runs, and is pending besides. */
	WANT(queue_work(system_unbound_wq, &work));
	msleep(ITEM_MS / 2);
	WANT(queue_work(system_unbound_wq, &work));
	WANT(cancel_work_sync(&work));
	WANT(runs == 2 && !queued_again && !work_pending(&work));
	return 0;
}

static int delayed(void)
{
	static DECLARE_DELAYED_WORK(dwork, delayed_run);

	runs = 0;
	WANT(queue_delayed_work(system_unbound_wq, &dwork, 1));
	WANT(cancel_delayed_work_sync(&dwork) && !runs);

	WANT(queue_delayed_work(system_unbound_wq, &dwork, 0));
	msleep(ITEM_MS / 2);
	WANT(runs == 1 && !cancel_delayed_work_sync(&dwork));
	WANT(!queued_again && !delayed_work_pending(&dwork));
	WANT(!cancel_delayed_work_sync(&dwork) && !cancel_delayed_work(&dwork));
	return 0;
}

int hp_selftest_work(void)
{
	int err = plain();

	return err ?: delayed();
}
