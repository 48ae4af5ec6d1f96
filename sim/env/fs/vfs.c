// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's file layer needs here.  Files, inodes, dentries and super blocks
 * are the kernel's own.  All mounts are internal, of file systems that are not
 * visible, so a mount is a super block, a root and a count.
 */
#include <linux/kernel.h>
#include <linux/backing-dev.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/mount.h>
#include <linux/mnt_idmapping.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

#include "fs/internal.h"
#include "core/env.h"

/* --- mounts ------------------------------------------------------------------ */

struct internal_mount {
	struct vfsmount mnt;
	u32 count;
};

static struct internal_mount *internal(struct vfsmount *mnt)
{
	return container_of(mnt, struct internal_mount, mnt);
}

struct vfsmount *mntget(struct vfsmount *mnt)
{
	if (mnt)
		internal(mnt)->count++;
	return mnt;
}

void mntput(struct vfsmount *mnt)
{
	if (!mnt || --internal(mnt)->count)
		return;
	dput(mnt->mnt_root);
	deactivate_super(mnt->mnt_sb);
	kfree(internal(mnt));
}

struct vfsmount *vfs_create_mount(struct fs_context *fc)
{
	struct internal_mount *m;

	if (!fc->root)
		return ERR_PTR(-EINVAL);
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return ERR_PTR(-ENOMEM);
	m->count = 1;
	m->mnt.mnt_root = dget(fc->root);
	m->mnt.mnt_sb = fc->root->d_sb;
	m->mnt.mnt_idmap = &nop_mnt_idmap;
	atomic_inc(&m->mnt.mnt_sb->s_active);
	return &m->mnt;
}

struct vfsmount *fc_mount(struct fs_context *fc)
{
	int err = vfs_get_tree(fc);

	if (err)
		return ERR_PTR(err);
	up_write(&fc->root->d_sb->s_umount);
	return vfs_create_mount(fc);
}

struct vfsmount *vfs_kern_mount(struct file_system_type *type, int flags,
				const char *name, void *data)
{
	struct fs_context *fc;
	struct vfsmount *mnt;

	if (!type)
		return ERR_PTR(-EINVAL);
	fc = fs_context_for_mount(type, flags);
	if (IS_ERR(fc))
		return ERR_CAST(fc);
	mnt = fc_mount(fc);
	put_fs_context(fc);
	return mnt;
}

struct vfsmount *kern_mount(struct file_system_type *type)
{
	return vfs_kern_mount(type, SB_KERNMOUNT, type->name, NULL);
}

void kern_unmount(struct vfsmount *mnt)
{
	if (IS_ERR(mnt))
		return;
	synchronize_rcu();
	mntput(mnt);
}

/* Nothing is mounted read-only, and nobody may freeze what nobody sees. */
int mnt_get_write_access(struct vfsmount *mnt)
{
	return 0;
}

void mnt_put_write_access(struct vfsmount *mnt)
{
}

/* Its parameter became const on the way. */
bool hp_mnt_is_readonly(const struct vfsmount *mnt) asm("__mnt_is_readonly");
bool hp_mnt_is_readonly(const struct vfsmount *mnt)
{
	return false;
}

/* --- what super blocks and inodes hang on to ------------------------------------ */

void bdi_put(struct backing_dev_info *bdi)
{
}

/* Memory is never short: nobody is asked to shrink. */
struct shrinker *shrinker_alloc(unsigned int flags, const char *fmt, ...)
{
	return kzalloc(sizeof(struct shrinker), GFP_KERNEL);
}

void shrinker_register(struct shrinker *shrinker)
{
}

void shrinker_free(struct shrinker *shrinker)
{
	kfree(shrinker);
}

struct file_system_type *get_filesystem(struct file_system_type *fs)
{
	return fs;
}

void put_filesystem(struct file_system_type *fs)
{
}

/* Files behind which there are no pages have none to drop or write back. */
void truncate_inode_pages_final(struct address_space *mapping)
{
}

void inode_wait_for_writeback(struct inode *inode)
{
}

void inode_io_list_del(struct inode *inode)
{
}

bool sync_lazytime(struct inode *inode)
{
	return false;
}

int sync_filesystem(struct super_block *sb)
{
	return 0;
}

void group_pin_kill(struct hlist_head *p)
{
}

void file_ra_state_init(struct file_ra_state *ra, struct address_space *mapping)
{
}

/* Internal file systems have no errors for anybody to hear of. */
void fserror_mount(struct super_block *sb);
void fserror_unmount(struct super_block *sb);

void fserror_mount(struct super_block *sb)
{
}

void fserror_unmount(struct super_block *sb)
{
}

/* Nobody asked for signals about files.  Weak: --objects may bring fs/fcntl.o. */
void __weak file_f_owner_release(struct file *file)
{
}

/* --- at boot --------------------------------------------------------------------- */

/* Small ones: a scenario opens dozens of files, not millions. */
void *alloc_large_system_hash(const char *tablename, unsigned long bucketsize,
			      unsigned long numentries, int scale, int flags,
			      unsigned int *_hash_shift, unsigned int *_hash_mask,
			      unsigned long low_limit, unsigned long high_limit)
{
	const unsigned int shift = 6;
	void *table = kzalloc(bucketsize << shift, GFP_KERNEL);

	if (!table)
		panic("no memory for %s", tablename);
	if (_hash_shift)
		*_hash_shift = shift;
	if (_hash_mask)
		*_hash_mask = (1u << shift) - 1;
	return table;
}

/* Called by vfs_caches_init() where the kernel mounts its root; we do neither. */
void mnt_init(void)
{
#ifdef HP_HAVE_SUPER_DEV_INIT
	super_dev_init();
#endif
}

void hp_vfs_init(void)
{
	vfs_caches_init_early();
	vfs_caches_init();
}
