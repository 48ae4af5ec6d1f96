// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions that safely do nothing; symbols.list has the reason for each.
 *
 * A symbol belongs here only if the kernel cannot notice that it does nothing: there
 * is one CPU, interrupts are simulated elsewhere, and there is no file system to
 * register with.  A symbol that must do something belongs in a file of its own, or
 * stays a trap.
 */
#include <linux/kernel.h>
#include <linux/backing-dev.h>
#include <linux/bottom_half.h>
#include <linux/cpuhotplug.h>
#include <linux/fs.h>
#include <linux/pci.h>
#include <linux/random.h>
#include <linux/sched.h>

#include "core/env.h"

/* Older trees read the variable itself. */
int signals_enabled = 1;

int um_get_signals(void);
int um_set_signals(int enable);
void block_signals(void);
void unblock_signals(void);

int um_get_signals(void)
{
	return signals_enabled;
}

int um_set_signals(int enable)
{
	int was = signals_enabled;

	signals_enabled = enable;
	return was;
}

void block_signals(void)
{
	signals_enabled = 0;
}

void unblock_signals(void)
{
	signals_enabled = 1;
}

#ifndef CONFIG_PROVE_LOCKING
void __local_bh_enable_ip(unsigned long ip, unsigned int cnt)
{
	preempt_count_sub(cnt);
}
#endif

int bdi_init(struct backing_dev_info *bdi)
{
	return 0;
}

int register_filesystem(struct file_system_type *fs)
{
	return 0;
}

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			int (*startup)(unsigned int cpu),
			int (*teardown)(unsigned int cpu), bool multi)
{
	return 0;
}

void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
}

int __cpuhp_state_add_instance(enum cpuhp_state state, struct hlist_node *node,
			       bool invoke)
{
	return 0;
}

int __cpuhp_state_remove_instance(enum cpuhp_state state,
				  struct hlist_node *node, bool invoke)
{
	return 0;
}

/* Functions get their MSI parent one by one (msi.c). */
void *pci_root_bus_fwnode(struct pci_bus *bus)
{
	return NULL;
}

void show_stack(struct task_struct *task, unsigned long *sp, const char *lvl)
{
}

void get_random_bytes(void *buf, size_t len)
{
	u8 *p = buf;

	while (len) {
		u64 r = hp_host->random(hp_host->ctx);
		size_t n = min(len, sizeof(r));

		memcpy(p, &r, n);
		p += n;
		len -= n;
	}
}

u64 get_random_u64(void)
{
	return hp_host->random(hp_host->ctx);
}

u32 get_random_u32(void)
{
	return hp_host->random(hp_host->ctx);
}

u32 __get_random_u32_below(u32 ceil)
{
	return ceil ? get_random_u64() % ceil : get_random_u64();
}

/* Never initialised: %p then prints a constant, the same in every run. */
int execute_with_initialized_rng(struct notifier_block *nb)
{
	return 0;
}

const char *preempt_model_str(void)
{
	return "";
}
