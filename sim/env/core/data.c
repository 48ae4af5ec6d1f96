// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data the kernel's objects refer to: one CPU, one user namespace.
 */
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/backing-dev.h>
#include <linux/cpumask.h>
#include <linux/cred.h>
#include <linux/jump_label.h>
#include <linux/user_namespace.h>
#include <linux/utsname.h>
#include <linux/vmstat.h>
#include <asm/processor.h>

#include "core/env.h"
#include "cpu/switch.h"

struct cpuinfo_um boot_cpu_data = { .cache_alignment = L1_CACHE_BYTES };

struct cpumask __cpu_possible_mask = { { 1 } };
struct cpumask __cpu_present_mask = { { 1 } };
struct cpumask __cpu_online_mask = { { 1 } };
struct cpumask __cpu_enabled_mask = { { 1 } };
struct cpumask __cpu_active_mask = { { 1 } };
const DECLARE_BITMAP(cpu_all_bits, NR_CPUS) = { 1 };

enum system_states system_state = SYSTEM_RUNNING;
bool static_key_initialized = true;
bool initcall_debug;
struct backing_dev_info noop_backing_dev_info;
struct user_namespace init_user_ns;
struct kobject *kernel_kobj;	/* /sys/kernel: boot.c makes it, as ksysfs.c does */
atomic_long_t vm_zone_stat[NR_VM_ZONE_STAT_ITEMS];
atomic_long_t vm_node_stat[NR_VM_NODE_STAT_ITEMS];
struct pglist_data contig_page_data;
struct uts_namespace init_uts_ns = {
	.name = {
		.sysname = "Linux",
		.nodename = "hairpin",
		.release = HP_TREE_RELEASE,
		.machine = CPU_NAME,
	},
};
