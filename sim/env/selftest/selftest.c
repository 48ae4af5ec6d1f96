// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the kernel misbehave on purpose, each way inside kernel code, so that
 * the suite can prove that every kind of misbehaviour is caught and named; and
 * tries what must work (selftest_mmio.c).
 */
#include <linux/kernel.h>
#include <linux/dma-resv.h>
#include <linux/genalloc.h>
#include <linux/ioport.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/env.h"

static int null_dereference(void)
{
	return pci_enable_device(NULL);
}

/* A resource whose sibling is itself: the walk over siblings never ends. */
static int endless_loop(void)
{
	static struct resource root, child;

	root.child = &child;
	child.sibling = &child;
	child.start = 1;
	return lookup_resource(&root, 2) ? 0 : -ENOENT;
}

/* Nobody asks the allocator of what an address is part: that is not provided. */
static int unprovided_symbol(void)
{
	static int object;

	mem_dump_obj(&object);
	return 0;
}

static int warning(void)
{
	static struct kobject never_initialised;

	kobject_get(&never_initialised);
	return 0;
}

static int bug(void)
{
	struct gen_pool *pool = gen_pool_create(PAGE_SHIFT, -1);

	if (!pool || gen_pool_add(pool, PAGE_SIZE, PAGE_SIZE, -1) ||
	    !gen_pool_alloc(pool, PAGE_SIZE))
		return -ENOMEM;
	gen_pool_destroy(pool);		/* with an allocation outstanding */
	return 0;
}

/* A lock taken twice by its only holder. */
static int hang(void)
{
	pci_lock_rescan_remove();
	pci_lock_rescan_remove();
	return 0;
}

static int unlock_mutex(void)
{
	pci_unlock_rescan_remove();
	return 0;
}

/* Held for reading, let go of as a writer would; and by nobody at all. */
static int unlock_rwsem(void)
{
	static DECLARE_RWSEM(sem);

	down_read(&sem);
	up_write(&sem);
	return 0;
}

static int unlock_ww_mutex(void)
{
	static struct dma_resv resv;

	dma_resv_init(&resv);
	dma_resv_unlock(&resv);
	return 0;
}

static int unlock_read(void)
{
	static DECLARE_RWSEM(sem);

	up_read(&sem);
	return 0;
}

static int double_free(void)
{
	void *p = kmalloc(64, GFP_KERNEL);

	kfree(p);
	kfree(p);
	return 0;
}

static int use_after_free(void)
{
	char *p = kstrdup("gone", GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	kfree(p);
	return strcmp(p, "gone");
}

/* Branches on what was never written: memcheck says so. */
static int unwritten(void)
{
	int *p = kmalloc(64, GFP_KERNEL);
	bool odd;

	if (!p)
		return -ENOMEM;
	odd = READ_ONCE(p[3]) == 7;
	kfree(p);
	return odd ? -EIO : 0;
}

/* No reset method has this number: past the end of the table of methods. */
static int bounds(void)
{
	struct pci_dev *dev = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, NULL);

	if (!dev)
		return -ENODEV;
	dev->reset_methods[0] = U8_MAX;
	return pci_reset_function(dev);
}

static const struct {
	const char *name;
	int (*run)(void);
} selftests[] = {
	{ "null", null_dereference },	{ "loop", endless_loop },
	{ "trap", unprovided_symbol },	{ "warn", warning },
	{ "bug", bug },			{ "hang", hang },
	{ "mmio", hp_selftest_mmio },	{ "mmio-reset", hp_selftest_mmio_reset },
	{ "mmio-beyond", hp_selftest_mmio_beyond },
	{ "mmio-unmapped", hp_selftest_mmio_unmapped },
	{ "dma-buf", hp_selftest_dmabuf }, { "p2pmem", hp_selftest_p2pmem },
	{ "unlock-mutex", unlock_mutex },
	{ "unlock-ww-mutex", unlock_ww_mutex },
	{ "unlock-rwsem", unlock_rwsem }, { "unlock-read", unlock_read },
	{ "sleep-spinlock", hp_selftest_sleep_spinlock },
	{ "sleep-alloc", hp_selftest_sleep_alloc },
	{ "sleep-rcu", hp_selftest_sleep_rcu },
	{ "sleep-irq", hp_selftest_sleep_irq },
	{ "unwritten", unwritten },
	{ "storm", hp_selftest_storm },
	{ "storm-message", hp_selftest_storm_message },
	{ "kthread", hp_selftest_kthread },
	{ "lock-order", hp_selftest_lock_order },
	{ "slab", hp_selftest_slab },	{ "slab-zero", hp_selftest_slab_zero },
	{ "slab-destroy", hp_selftest_slab_destroy },
	{ "slab-wrong", hp_selftest_slab_wrong },
	{ "work", hp_selftest_work },
	{ "double-free", double_free },	{ "use-after-free", use_after_free },
	{ "bounds", bounds },
};

int hp_selftest(const char *what)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(selftests); i++) {
		if (!strcmp(what, selftests[i].name)) {
			int ret = selftests[i].run();

			hp_settle();
			return ret;
		}
	}
	return -EINVAL;
}
