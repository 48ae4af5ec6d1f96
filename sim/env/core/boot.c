// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot: the order of start_kernel() and do_basic_setup(), for what is here.
 */
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/device.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/maple_tree.h>
#include <linux/kernfs.h>
#include <linux/sysfs.h>
#include <linux/radix-tree.h>
#include <linux/rcupdate.h>

#include "core/env.h"

/* All levels in order, gathered by kernel.lds. */
extern initcall_entry_t hp_initcall_start[], hp_initcall_end[];

static void run_initcalls(void)
{
	initcall_entry_t *p;

	for (p = hp_initcall_start; p < hp_initcall_end; p++) {
		initcall_t fn = initcall_from_entry(p);
		int ret = fn();

		if (ret && ret != -ENODEV)
			pr_warn("initcall %ps returned %d\n", fn, ret);
		hp_settle();
	}
}

/* Returns the highest address that needs a struct page and a virtual address. */
static u64 highest_address(const struct hp_boot *b)
{
	u64 top = 0;
	u32 i, j;

	for (i = 0; i < b->nbridges; i++) {
		const struct hp_host_bridge *hb = &b->bridges[i];

		for (j = 0; j < hb->nwindows; j++) {
			const struct hp_window *w = &hb->windows[j];

			if (w->kind != HP_WIN_IO)
				top = max(top, w->cpu_base + w->size_bytes);
		}
	}
	return top;
}

void driver_init(void);
void seq_file_init(void);
void wait_bit_init(void);
void srcu_init(void);

/* The part of boot in which something may be made to fail. */
static int find_devices(const struct hp_boot *b)
{
	int err;

	if (b->inject_nth)
		hp_inject(HP_INJECT_ALLOC, b->inject_nth);
	hp_inject_enter();
	err = hp_pci_add_host_bridges(b);
	if (!err)
		err = hp_iommu_register(b->nsmmus ? HP_IOMMU_OFF : b->iommu_mode);
	hp_settle();
	hp_inject_leave();
	return err;
}

int hp_boot(const struct hp_boot *b)
{
	int err;

	hp_lockdep_boot();
	hp_mem_init(b, highest_address(b));
	hp_trap_init();
	hp_time_init();
	hp_cpu_set(b->cpu_vendor, b->cpu_family);
	radix_tree_init();
	maple_tree_init();
	wait_bit_init();
	/* Before this nobody waits for SRCU, and its callbacks do not run. */
	srcu_init();
	rcu_scheduler_starting();
	hp_vfs_init();
	kernfs_init();
	seq_file_init();
	hp_process_init();
	err = sysfs_init();
	if (err)
		return err;
	err = hp_parse_cmdline(hp_iommu_parameters(b->iommu_mode), b->cmdline);
	if (err)
		return err;
	err = hp_of_init(b);
	if (err)
		return err;
	/* It is there before the SMMU, whose interrupts it has. */
	err = b->nsmmus ? hp_msi_init(b->iommu_mode, true) : 0;
	if (err)
		return err;
	driver_init();
	/* /sys/kernel, where the groups of the IOMMU are. */
	kernel_kobj = kobject_create_and_add("kernel", NULL);
	if (!kernel_kobj)
		return -ENOMEM;
	hp_iommu_detected(b->nsmmus ? b->iommu_mode : HP_IOMMU_OFF);
	err = hp_mmio_register(b);
	if (err)
		return err;
	run_initcalls();
	err = hp_endpoint_register();
	if (!err)
		err = hp_import_init();
	if (!err)
		err = hp_gpu_register();
	if (err)
		return err;
	if (!b->nsmmus)
		hp_iommu_detected(b->iommu_mode);
	err = hp_intx_init();
	if (err)
		return err;
	err = b->nsmmus ? 0 : hp_msi_init(b->iommu_mode, false);
	if (err)
		return err;
	err = hp_coherent_init(b);
	if (err)
		return err;
	err = find_devices(b);
	hp_audit_boot();
	return err;
}
