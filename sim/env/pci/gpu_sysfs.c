// SPDX-License-Identifier: GPL-2.0-only
/*
 * sriov_admin of a GPU's PF, where xe has it and as it is said there
 * (Documentation/ABI/testing/sysfs-driver-intel-xe-sriov):
 *
 *   sriov_admin/.bulk_profile/vram_quota	written: of each VF
 *   sriov_admin/vfN/profile/vram_quota		read and written
 */
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "pci/gpu.h"

/* A folder. */
struct gpu_node {
	struct kobject kobj;
	struct gpu *g;
	u32 vf;				/* 0: of all */
	struct list_head list, below;	/* in the one above; those below */
};

static struct gpu_node *node_of(struct kobject *kobj)
{
	return container_of(kobj, struct gpu_node, kobj);
}

static ssize_t show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct gpu_node *n = node_of(kobj);
	ssize_t len;

	gpu_lock();
	len = sysfs_emit(buf, "%llu\n", n->g->vf[n->vf].quota);
	gpu_unlock();
	return len;
}

static ssize_t store(struct kobject *kobj, struct attribute *attr, const char *buf,
		     size_t count)
{
	struct gpu_node *n = node_of(kobj);
	u64 bytes;
	int err = kstrtou64(buf, 0, &bytes);

	if (err)
		return err;
	err = n->vf ? gpu_quota_set(n->g, n->vf, bytes) : gpu_quota_set_all(n->g, bytes);
	return err ?: count;
}

static void release(struct kobject *kobj)
{
	kfree(node_of(kobj));
}

static const struct sysfs_ops ops = { .show = show, .store = store };
static const struct kobj_type folder = { .release = release, .sysfs_ops = &ops };

static struct attribute quota = { .name = "vram_quota", .mode = 0644 };
static struct attribute bulk_quota = { .name = "vram_quota", .mode = 0200 };

/* A new folder in @above, or in the device's own. */
static struct gpu_node *node_new(struct gpu *g, struct gpu_node *above, u32 vf,
				 const char *name)
{
	struct gpu_node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return NULL;
	n->g = g;
	n->vf = vf;
	INIT_LIST_HEAD(&n->list);
	INIT_LIST_HEAD(&n->below);
	if (kobject_init_and_add(&n->kobj, &folder,
				 above ? &above->kobj : &g->pdev->dev.kobj, "%s", name)) {
		kobject_put(&n->kobj);
		return NULL;
	}
	if (above)
		list_add_tail(&n->list, &above->below);
	return n;
}

/* Never deeper than three folders. */
static void node_free(struct gpu_node *n)
{
	struct gpu_node *b, *c, *next, *next2;

	list_for_each_entry_safe(b, next, &n->below, list) {
		list_for_each_entry_safe(c, next2, &b->below, list) {
			kobject_del(&c->kobj);
			kobject_put(&c->kobj);
		}
		kobject_del(&b->kobj);
		kobject_put(&b->kobj);
	}
	kobject_del(&n->kobj);
	kobject_put(&n->kobj);
}

static int fill(struct gpu *g, struct gpu_node *admin)
{
	struct gpu_node *n = node_new(g, admin, 0, ".bulk_profile");
	char name[12];
	u32 vf;

	if (!n || sysfs_create_file(&n->kobj, &bulk_quota))
		return -ENOMEM;
	for (vf = 1; vf <= g->nvfs; vf++) {
		snprintf(name, sizeof(name), "vf%u", vf);
		n = node_new(g, admin, vf, name);
		if (n)
			n = node_new(g, n, vf, "profile");
		if (!n || sysfs_create_file(&n->kobj, &quota))
			return -ENOMEM;
	}
	return 0;
}

int gpu_sysfs_init(struct gpu *g)
{
	struct gpu_node *admin;
	int err;

	if (!g->nvfs)
		return 0;
	admin = node_new(g, NULL, 0, "sriov_admin");
	if (!admin)
		return -ENOMEM;
	err = fill(g, admin);
	if (err)
		node_free(admin);
	else
		g->admin = admin;
	return err;
}

void gpu_sysfs_exit(struct gpu *g)
{
	if (g->admin)
		node_free(g->admin);
	g->admin = NULL;
}
