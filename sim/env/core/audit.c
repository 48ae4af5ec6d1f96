// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the kernel's own counts at the end of a scenario with those at the end
 * of boot.
 *
 *   boot ── baseline ── ... ── all processes exit ── drivers unbound ── hp_audit()
 *
 * It reads the kernel's own structures and reports what differs.  It must not
 * judge, and must not know why a scenario did anything.
 */
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/kernfs.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "core/env.h"
#include "uapi/process.h"

#define MAX_SUPERS 16u

/* The counts of a function that nothing uses. */
struct counts {
	struct pci_dev *pdev;
	hp_sbdf sbdf;
	u64 node;			/* of its folder in sysfs: never used again */
	s64 refs, group_refs, group_users, enabled, usage;
	bool there;			/* at the end, too */
};

struct supers {
	u32 n;
	const char *name[MAX_SUPERS];
	u64 inodes[MAX_SUPERS];
};

/* In memory that leak.c does not search: the baseline must not count as a reference. */
static struct counts *base;
static u64 nbase, base_nodes;
static const struct device_type *pci_type;

static u64 base_files;
static struct supers base_supers;

/* --- counting -------------------------------------------------------------------- */

static u64 files, nodes;

/* The counter of a slab, by its name, which is the same in all trees. */
u64 *hp_audit_counter(const char *name)
{
	static u64 others;

	if (!strcmp(name, "filp"))
		return &files;
	if (!strcmp(name, "kernfs_node_cache"))
		return &nodes;
	return &others;
}

static hp_sbdf sbdf_of(const struct pci_dev *pdev)
{
	return HP_SBDF(pci_domain_nr(pdev->bus), pdev->bus->number,
		       PCI_SLOT(pdev->devfn), PCI_FUNC(pdev->devfn));
}

static u64 node_of(const struct pci_dev *pdev)
{
	return pdev->dev.kobj.sd ? pdev->dev.kobj.sd->id : 0;
}

/*
 * A group is private to drivers/iommu/iommu.c, but its kobject is in sysfs: the
 * link in the function's folder leads there, and "devices" below it counts
 * those who hold the group.
 */
static void count_group(struct pci_dev *pdev, struct counts *c)
{
	struct kernfs_node *link, *users;

	if (!pdev->dev.iommu_group || !pdev->dev.kobj.sd)
		return;
	link = kernfs_find_and_get(pdev->dev.kobj.sd, "iommu_group");
	if (!link)
		return;
	if (kernfs_type(link) == KERNFS_LINK) {
		struct kernfs_node *kn = link->symlink.target_kn;

		c->group_refs = kref_read(&((struct kobject *)kn->priv)->kref);
		users = kernfs_find_and_get(kn, "devices");
		if (users)
			c->group_users = kref_read(&((struct kobject *)users->priv)->kref);
		kernfs_put(users);
	}
	kernfs_put(link);
}

/* The caller's own reference does not count. */
static struct counts count_function(struct pci_dev *pdev)
{
	struct counts c = {
		.pdev = pdev,
		.sbdf = sbdf_of(pdev),
		.node = node_of(pdev),
		.refs = kref_read(&pdev->dev.kobj.kref) - 1,
		.enabled = atomic_read(&pdev->enable_cnt),
		/* Unless user space lets it sleep, the kernel counts as a user. */
		.usage = atomic_read(&pdev->dev.power.usage_count) -
			 !pdev->dev.power.runtime_auto,
	};

	count_group(pdev, &c);
	return c;
}

static void count_super(struct super_block *sb, void *arg)
{
	struct supers *s = arg;
	struct inode *inode;

	if (s->n == MAX_SUPERS)
		return;
	s->name[s->n] = sb->s_type->name;
	s->inodes[s->n] = 0;
	list_for_each_entry(inode, &sb->s_inodes, i_sb_list)
		s->inodes[s->n]++;
	s->n++;
}

/* --- before ---------------------------------------------------------------------- */

/* The end of boot. */
void hp_audit_boot(void)
{
	struct pci_dev *pdev = NULL;
	u64 n = 0;

	for_each_pci_dev(pdev)
		n++;
	base_nodes = nodes;
	base_files = files;
	iterate_supers(count_super, &base_supers);
	base = n ? hp_host->reserve(hp_host->ctx, n * sizeof(*base)) : NULL;
	if (!base)
		return;
	for_each_pci_dev(pdev)
		base[nbase++] = count_function(pdev);
	pci_type = base[0].pdev->dev.type;
}

/* --- after: drivers go ----------------------------------------------------------- */

static bool unbound;

/*
 * Disables VFs before drivers are unbound: unbinding a driver with VFs enabled makes
 * the kernel remove them without a lock (docs/findings/vfs-removed-unlocked.md).
 */
static void vfs_off(struct pci_dev *pdev)
{
	char path[64];

	if (!pci_num_vf(pdev))
		return;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs",
		 pci_name(pdev));
	hp_sysfs_write(path, "0", 1);
}

/* Unbinds all drivers in a process's context, through sysfs, so that it may wait. */
int64_t hp_audit_unbind(void)
{
	static char doing[64];
	struct pci_dev *pdev = NULL;
	int64_t n = 0;

	unbound = true;
	for_each_pci_dev(pdev) {
		/* Ports are bound from boot on and stay bound. */
		if (!pdev->dev.driver || pci_is_bridge(pdev))
			continue;
		snprintf(doing, sizeof(doing), "unbinding %s from %s at the end",
			 pci_name(pdev), pdev->dev.driver->name);
		hp_fiber()->doing = doing;
		vfs_off(pdev);
		device_release_driver(&pdev->dev);
		n++;
	}
	return n;
}

/* --- after: comparing ------------------------------------------------------------ */

struct list {
	struct hp_left *out;
	u64 n, room;
};

static void differs(struct list *l, hp_sbdf fn, s64 was, s64 is, const char *what)
{
	struct hp_left *left = &l->out[l->n];

	if (was == is || l->n++ >= l->room)
		return;
	left->fn = fn;
	left->was = was;
	left->is = is;
	strscpy(left->what, what, sizeof(left->what));
}

/* Searches from the last hit on, because callers ask mostly in the baseline's order. */
static struct counts *base_of(hp_sbdf fn)
{
	static u64 next;
	u64 i;

	for (i = 0; i < nbase; i++) {
		struct counts *c = &base[(next + i) % nbase];

		if (c->sbdf != fn)
			continue;
		next = c - base + 1;
		return c;
	}
	return NULL;
}

/* @same: no function appeared or was removed; that would change others' counts. */
static void compare_function(struct list *l, struct pci_dev *pdev, bool same)
{
	const struct counts now = count_function(pdev), *was = base_of(now.sbdf);

#ifdef CONFIG_PCI_P2PDMA
	differs(l, now.sbdf, 0, !!rcu_access_pointer(pdev->p2pdma), "P2PDMA providers");
#endif
	differs(l, now.sbdf, 0, pci_num_vf(pdev), "VFs that are on");
	if (!was)
		return;
	/* Ports are enabled for the functions below, and stay enabled. */
	if (!pci_is_bridge(pdev))
		differs(l, now.sbdf, was->enabled, now.enabled, "times that it is enabled");
	/* Where others came or went, they may have let go of this one. */
	if (same || (!pci_is_bridge(pdev) && now.refs > was->refs))
		differs(l, now.sbdf, was->refs, now.refs, "references to the device");
	if (same || !pci_is_bridge(pdev))
		differs(l, now.sbdf, was->usage, now.usage, "users of its power");
	if (same) {
		differs(l, now.sbdf, was->group_refs, now.group_refs,
			"references to its IOMMU group");
		differs(l, now.sbdf, was->group_users, now.group_users,
			"holders of its IOMMU group");
	}
}

/* A function that was found after the removal has the memory of one that is gone. */
static bool is_in_use(const struct pci_dev *gone)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		if (pdev == gone) {
			pci_dev_put(pdev);
			return true;
		}
	}
	return false;
}

/* A function that was removed, but whose structure was not freed. */
static void compare_gone(struct list *l, const struct counts *c)
{
	size_t size;
	void *start;

	if (!hp_mem_find(c->pdev, &start, &size) || start != c->pdev ||
	    c->pdev->dev.type != pci_type || is_in_use(c->pdev))
		return;
	differs(l, c->sbdf, 0, kref_read(&c->pdev->dev.kobj.kref),
		"references to the device, which was removed");
}

static void compare_supers(struct list *l)
{
	struct supers now = {};
	char text[48];
	u32 i, k;

	iterate_supers(count_super, &now);
	for (i = 0; i < now.n; i++) {
		u64 was = 0;

		for (k = 0; k < base_supers.n; k++)
			if (base_supers.name[k] == now.name[i])
				was = base_supers.inodes[k];
		snprintf(text, sizeof(text), "inodes of %s", now.name[i]);
		differs(l, HP_NO_FUNCTION, was, now.inodes[i], text);
	}
}

/*
 * Marks the functions of the baseline that are still there; returns how many
 * are, and in @n how many functions there are.  In one walk: the kernel finds a
 * function by its address by a walk of its own.
 */
static u64 mark_there(u64 *n)
{
	struct pci_dev *pdev = NULL;
	u64 there = 0;

	for_each_pci_dev(pdev) {
		struct counts *c = base_of(sbdf_of(pdev));

		(*n)++;
		/* One that was found again may have the memory of the one before. */
		if (!c || c->pdev != pdev || c->node != node_of(pdev))
			continue;
		c->there = true;
		there++;
	}
	return there;
}

int64_t hp_audit(struct hp_left *out, uint64_t room)
{
	struct list l = { .out = out, .room = room };
	struct pci_dev *pdev = NULL;
	u64 n = 0, there, i;
	bool same;

	/* If the scenario has no process, drivers are unbound here. */
	if (!unbound) {
		hp_audit_unbind();
		hp_settle();
	}
	differs(&l, HP_NO_FUNCTION, base_files, files, "open files");
	compare_supers(&l);
	there = mark_there(&n);
	for (i = 0; i < nbase; i++)
		if (!base[i].there)
			compare_gone(&l, &base[i]);
	same = n == nbase && there == nbase;
	for_each_pci_dev(pdev)
		compare_function(&l, pdev, same);
	if (same)
		differs(&l, HP_NO_FUNCTION, base_nodes, nodes, "files and folders of sysfs");
	return l.n;
}
