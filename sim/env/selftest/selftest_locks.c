// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeps in atomic context, and takes locks in the wrong order.  Each goes well this
 * time, and must be reported all the same.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "core/env.h"

static DEFINE_SPINLOCK(spin);

/* A mutex that nobody holds. */
static void may_wait(void)
{
	pci_lock_rescan_remove();
	pci_unlock_rescan_remove();
}

int hp_selftest_sleep_spinlock(void)
{
	spin_lock(&spin);
	may_wait();
	spin_unlock(&spin);
	return 0;
}

int hp_selftest_sleep_alloc(void)
{
	char *p;

	spin_lock(&spin);
	p = kstrdup("might wait for memory", GFP_KERNEL);
	spin_unlock(&spin);
	kfree(p);
	return 0;
}

int hp_selftest_sleep_rcu(void)
{
	rcu_read_lock();
	may_wait();
	rcu_read_unlock();
	return 0;
}

int hp_selftest_sleep_irq(void)
{
	unsigned long flags;

	local_irq_save(flags);
	may_wait();
	local_irq_restore(flags);
	return 0;
}

/* One after the other: nobody waits, and two tasks would wait for each other. */
int hp_selftest_lock_order(void)
{
	static DEFINE_MUTEX(outer);

	mutex_lock(&outer);
	may_wait();
	mutex_unlock(&outer);

	pci_lock_rescan_remove();
	mutex_lock(&outer);
	mutex_unlock(&outer);
	pci_unlock_rescan_remove();
	return 0;
}
