// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls of a simulated process: files by path, and ioctls, which are laid out
 * by the tree's own headers in the process's memory.  It must not know what a call is
 * for, or read the kernel's own structures.
 */
#include <linux/kernel.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fdtable.h>
#include <linux/iommufd.h>
#include <linux/kernfs.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>
#include <linux/slab.h>
#include <linux/vfio.h>
#include <uapi/linux/iommufd.h>
#include <uapi/linux/vfio.h>

#include "core/env.h"
#include "uapi/process.h"

/* --- device nodes ------------------------------------------------------------------ */

/* A file of /sys holds its kernfs node for as long as it is open. */
static void devfs_evict(struct inode *inode)
{
	clear_inode(inode);
	if (S_ISREG(inode->i_mode))
		kernfs_put(inode->i_private);
}

static const struct super_operations devfs_ops = {
	.statfs = simple_statfs,
	.evict_inode = devfs_evict,
};

static int devfs_init_fs_context(struct fs_context *fc)
{
	struct pseudo_fs_context *ctx = init_pseudo(fc, 0x68705f64);

	if (!ctx)
		return -ENOMEM;
	ctx->ops = &devfs_ops;
	return 0;
}

static struct file_system_type devfs_type = {
	.name = "hairpin-dev",
	.init_fs_context = devfs_init_fs_context,
	.kill_sb = kill_anon_super,
};

/* drivers/base/core.c, fs/dcache.c, fs/kernfs/file.c */
extern const struct file_operations kernfs_file_fops;
extern struct kset *devices_kset;
const char *device_get_devnode(const struct device *dev, umode_t *mode,
			       kuid_t *uid, kgid_t *gid, const char **tmp);
struct dentry *d_alloc_pseudo(struct super_block *sb, const struct qstr *name);

/* A character device by the name that udev would give it. */
static bool is_node(struct device *dev, const char *path)
{
	const char *tmp = NULL, *name;
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	umode_t mode = 0;
	bool same;

	if (!MAJOR(dev->devt) || (dev->class && !strcmp(dev->class->name, "block")))
		return false;
	name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
	same = name && !strcmp(name, path);
	kfree(tmp);
	return same;
}

/* The @n-th device that might have a node, with a reference. */
static struct device *node_nth(u32 n)
{
	struct device *dev = NULL;
	struct kobject *k;

	spin_lock(&devices_kset->list_lock);
	list_for_each_entry(k, &devices_kset->list, entry) {
		if (MAJOR(kobj_to_dev(k)->devt) && !n--) {
			dev = get_device(kobj_to_dev(k));
			break;
		}
	}
	spin_unlock(&devices_kset->list_lock);
	return dev;
}

/* Looks names up without the lock, because that allocates. */
static dev_t node_find(const char *path)
{
	struct device *dev;
	dev_t found = 0;
	u32 i;

	for (i = 0; !found && (dev = node_nth(i)); i++) {
		if (is_node(dev, path))
			found = dev->devt;
		put_device(dev);
	}
	return found;
}

/* As "f", its mode, and its name below /dev. */
static void list_device(struct hp_list *l, struct device *dev)
{
	const char *tmp = NULL, *name;
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	umode_t mode = 0;
	char text[300];

	if (dev->class && !strcmp(dev->class->name, "block"))
		return;
	name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
	if (name) {
		snprintf(text, sizeof(text), "f%o %s", mode ? mode & 0777 : 0600, name);
		hp_list_add(l, text);
	}
	kfree(tmp);
}

void hp_list_nodes(struct hp_list *l)
{
	struct device *dev;
	u32 i;

	for (i = 0; (dev = node_nth(i)); i++) {
		list_device(l, dev);
		put_device(dev);
	}
}

static struct vfsmount *mnt;		/* /dev */

void hp_uapi_init(void)
{
	mnt = kern_mount(&devfs_type);
	if (IS_ERR(mnt))
		panic("cannot mount /dev");
}

/* An inode is made when its file is opened, as on a fresh /dev each time. */
static struct inode *inode_of(dev_t devt, struct kernfs_node *kn)
{
	struct inode *inode = alloc_anon_inode(mnt->mnt_sb);

	if (IS_ERR(inode))
		return inode;
	if (devt) {
		init_special_inode(inode, S_IFCHR | 0600, devt);
		return inode;
	}
	inode->i_mode = S_IFREG | kn->mode;
	inode->i_fop = &kernfs_file_fops;
	inode->i_private = kn;
	kernfs_get(kn);
	return inode;
}

/* @devt: a node of /dev; 0: @kn, of /sys. */
static struct file *node_open(const char *path, dev_t devt,
			      struct kernfs_node *kn, int flags)
{
	struct qstr name = QSTR_INIT(path, strlen(path));
	struct inode *inode = inode_of(devt, kn);
	struct path at;
	struct file *file;

	if (IS_ERR(inode))
		return ERR_CAST(inode);
	at.dentry = d_alloc_pseudo(mnt->mnt_sb, &name);
	if (!at.dentry) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	at.mnt = mntget(mnt);
	d_instantiate(at.dentry, inode);
	file = dentry_open(&at, flags, current_cred());
	path_put(&at);
	return file;
}

static int64_t install(const char *path, dev_t devt, struct kernfs_node *kn, int flags)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	if (fd < 0)
		return fd;
	file = node_open(path, devt, kn, flags);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

static int64_t do_open(struct hp_uapi *u, int flags)
{
	const char *path = u->text;
	struct kernfs_node *kn = NULL;
	dev_t devt = 0;
	int64_t ret;

	hp_inject_leave();	/* looking up names is no fault point: udev did that */
	if (!strncmp(path, "/sys/", 5))
		kn = hp_sysfs_walk(path);
	else
		devt = node_find(strncmp(path, "/dev/", 5) ? path : path + 5);
	hp_inject_enter();
	if (!devt && (!kn || kernfs_type(kn) != KERNFS_FILE))
		ret = -ENOENT;
	else
		ret = install(path, devt, kn, flags);
	kernfs_put(kn);
	if (ret < 0)
		return ret;
	u->out[0] = ret;
	return 0;
}

/* --- files --------------------------------------------------------------------------- */

int64_t hp_ioctl(u64 fd, unsigned int cmd, unsigned long arg)
{
	struct file *file = fget(fd);
	int64_t ret = -ENOTTY;

	if (!file)
		return -EBADF;
	if (file->f_op->unlocked_ioctl)
		ret = file->f_op->unlocked_ioctl(file, cmd, arg);
	if (ret == -ENOIOCTLCMD)
		ret = -ENOTTY;
	fput(file);
	return ret;
}

/*
 * Makes an ioctl whose argument is @bytes of @arg, copied to the process's memory and
 * back.  These two copies never fail.
 */
int64_t hp_ioctl_struct(u64 fd, unsigned int cmd, void *arg, size_t bytes)
{
	unsigned long user = hp_user_alloc(bytes);
	int64_t ret;

	if (!user || !hp_user_write(user, arg, bytes))
		return -ENOMEM;
	ret = hp_ioctl(fd, cmd, user);
	hp_user_read(arg, user, bytes);
	return ret;
}

static int64_t do_dup(struct hp_uapi *u)
{
	struct file *file = fget(u->arg[0]);
	int fd;

	if (!file)
		return -EBADF;
	fd = get_unused_fd_flags(0);
	if (fd < 0) {
		fput(file);
		return fd;
	}
	fd_install(fd, file);
	u->out[0] = fd;
	return 0;
}

/* Receives a descriptor, as by a message over a socket (SCM_RIGHTS). */
static int64_t do_receive(struct hp_uapi *u)
{
	struct task_struct *from = hp_process_task(u->arg[0]);
	struct file *file = from ? fget_task(from, u->arg[1]) : NULL;
	int fd;

	if (!file)
		return -EBADF;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		fput(file);
		return fd;
	}
	fd_install(fd, file);
	u->out[0] = fd;
	return 0;
}

static int64_t do_transfer(struct hp_uapi *u, bool write)
{
	struct file *file = fget(u->arg[0]);
	unsigned long user = hp_user_alloc(8);
	loff_t at = u->arg[1];
	int64_t ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (u->arg[2] <= 8 && user) {
		if (write) {
			hp_user_write(user, &u->arg[3], 8);
			if (file->f_op->write)
				ret = file->f_op->write(file, (char __user *)user,
							u->arg[2], &at);
		} else {
			if (file->f_op->read)
				ret = file->f_op->read(file, (char __user *)user,
						       u->arg[2], &at);
			else if (file->f_op->read_iter)
				ret = hp_read_iter(file, user, u->arg[2]);
			u->out[0] = 0;
			hp_user_read(&u->out[0], user, u->arg[2]);
		}
	}
	fput(file);
	return ret;
}

/* --- IOMMUFD --------------------------------------------------------------------------- */

static int64_t ioas_alloc(struct hp_uapi *u)
{
	struct iommu_ioas_alloc a = { .size = sizeof(a) };
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_IOAS_ALLOC, &a, sizeof(a));

	u->out[0] = a.out_ioas_id;
	return ret;
}

static int64_t iommu_destroy(struct hp_uapi *u)
{
	struct iommu_destroy d = { .size = sizeof(d), .id = u->arg[1] };

	return hp_ioctl_struct(u->arg[0], IOMMU_DESTROY, &d, sizeof(d));
}

static int64_t iommu_map_file_call(struct hp_uapi *u)
{
#ifdef HP_HAVE_IOAS_MAP_FILE
	struct iommu_ioas_map_file m = {
		.size = sizeof(m),
		.flags = IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE,
		.ioas_id = u->arg[1],
		.fd = u->arg[2],
		.start = u->arg[3],
		.length = u->arg[4],
	};
	int64_t ret;

	if (u->arg[5] != ~0ull) {
		m.flags |= IOMMU_IOAS_MAP_FIXED_IOVA;
		m.iova = u->arg[5];
	}
	ret = hp_ioctl_struct(u->arg[0], IOMMU_IOAS_MAP_FILE, &m, sizeof(m));
	u->out[0] = m.iova;
	return ret;
#else
	return -ENOTTY;
#endif
}

static int64_t iommu_unmap_call(struct hp_uapi *u)
{
	struct iommu_ioas_unmap m = {
		.size = sizeof(m),
		.ioas_id = u->arg[1],
		.iova = u->arg[2],
		.length = u->arg[3],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_IOAS_UNMAP, &m, sizeof(m));

	u->out[0] = m.length;
	return ret;
}

/* --- VFIO --------------------------------------------------------------------------------- */

static int64_t vfio_bind(struct hp_uapi *u)
{
	struct vfio_device_bind_iommufd b = {
		.argsz = sizeof(b),
		.iommufd = u->arg[1],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_BIND_IOMMUFD, &b,
				   sizeof(b));

	u->out[0] = b.out_devid;
	return ret;
}

static int64_t vfio_attach(struct hp_uapi *u)
{
	struct vfio_device_attach_iommufd_pt a = {
		.argsz = sizeof(a),
		.pt_id = u->arg[1],
	};

	if (u->arg[2]) {
#ifdef HP_HAVE_VFIO_PASID
		a.flags = VFIO_DEVICE_ATTACH_PASID;
		a.pasid = u->arg[2] - 1;
#else
		return -ENOTTY;
#endif
	}

	return hp_ioctl_struct(u->arg[0], VFIO_DEVICE_ATTACH_IOMMUFD_PT, &a,
			    sizeof(a));
}

static int64_t vfio_detach(struct hp_uapi *u)
{
	struct vfio_device_detach_iommufd_pt d = { .argsz = sizeof(d) };

	if (u->arg[1]) {
#ifdef HP_HAVE_VFIO_PASID
		d.flags = VFIO_DEVICE_DETACH_PASID;
		d.pasid = u->arg[1] - 1;
#else
		return -ENOTTY;
#endif
	}

	return hp_ioctl_struct(u->arg[0], VFIO_DEVICE_DETACH_IOMMUFD_PT, &d,
			    sizeof(d));
}

static int64_t vfio_region(struct hp_uapi *u)
{
	struct vfio_region_info r = { .argsz = sizeof(r), .index = u->arg[1] };
	int64_t ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_GET_REGION_INFO, &r,
				   sizeof(r));

	u->out[0] = r.size;
	u->out[1] = r.offset;
	u->out[2] = r.flags;
	return ret;
}

/* @data follows the feature's head. */
static int64_t vfio_feature(u64 fd, u32 flags, const void *data, size_t bytes)
{
	struct vfio_device_feature *f;
	size_t size = sizeof(*f) + bytes;
	int64_t ret;

	f = kzalloc(size, GFP_KERNEL | __GFP_NOFAIL);
	if (!f)
		return -ENOMEM;
	f->argsz = size;
	f->flags = flags;
	if (bytes)
		memcpy(f->data, data, bytes);
	ret = hp_ioctl_struct(fd, VFIO_DEVICE_FEATURE, f, size);
	kfree(f);
	return ret;
}

static int64_t vfio_probe(struct hp_uapi *u)
{
	u32 flags = VFIO_DEVICE_FEATURE_PROBE | (u32)u->arg[1];

	if (u->arg[2] & HP_PROBE_GET)
		flags |= VFIO_DEVICE_FEATURE_GET;
	if (u->arg[2] & HP_PROBE_SET)
		flags |= VFIO_DEVICE_FEATURE_SET;
	return vfio_feature(u->arg[0], flags, NULL, 0);
}

static int64_t vfio_dmabuf(struct hp_uapi *u)
{
#ifdef HP_HAVE_VFIO_DMABUF
	struct vfio_device_feature_dma_buf *b;
	size_t size = sizeof(*b) + u->nranges * sizeof(b->dma_ranges[0]);
	int64_t ret;
	u32 i;

	b = kzalloc(size, GFP_KERNEL | __GFP_NOFAIL);
	if (!b)
		return -ENOMEM;
	b->region_index = u->arg[1];
	b->open_flags = O_RDWR | O_CLOEXEC;
	b->nr_ranges = u->nranges;
	for (i = 0; i < u->nranges; i++) {
		b->dma_ranges[i].offset = u->ranges[2 * i];
		b->dma_ranges[i].length = u->ranges[2 * i + 1];
	}
	ret = vfio_feature(u->arg[0], VFIO_DEVICE_FEATURE_GET |
			   VFIO_DEVICE_FEATURE_DMA_BUF, b, size);
	kfree(b);
	if (ret < 0)
		return ret;
	u->out[0] = ret;
	return 0;
#else
	return -ENOTTY;
#endif
}

static int64_t vfio_power(struct hp_uapi *u)
{
	u32 feature = u->arg[1] ? VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY :
				  VFIO_DEVICE_FEATURE_LOW_POWER_EXIT;

	return vfio_feature(u->arg[0], VFIO_DEVICE_FEATURE_SET | feature, NULL, 0);
}

int64_t hp_uapi_run(struct hp_uapi *u)
{
	switch (u->op) {
	case HP_UAPI_OPEN:
		return do_open(u, O_RDWR | O_CLOEXEC);
	case HP_UAPI_CLOSE:
		return close_fd(u->arg[0]);
	case HP_UAPI_DUP:
		return do_dup(u);
	case HP_UAPI_RECEIVE:
		return do_receive(u);
	case HP_UAPI_SYSFS_WRITE:
		return hp_sysfs_write(u->text, u->data, strlen(u->data));
	case HP_UAPI_READ:
		return do_transfer(u, false);
	case HP_UAPI_WRITE:
		return do_transfer(u, true);
	case HP_UAPI_EXIT:
		return 0;
	case HP_UAPI_MMAP:
		return hp_mmap(u);
	case HP_UAPI_MUNMAP:
		return hp_munmap(u);
	case HP_UAPI_LOAD:
		return hp_load(u);
	case HP_UAPI_STORE:
		return hp_store(u);
	case HP_UAPI_IOMMU_IOAS_ALLOC:
		return ioas_alloc(u);
	case HP_UAPI_IOMMU_DESTROY:
		return iommu_destroy(u);
	case HP_UAPI_IOMMU_MAP_FILE:
		return iommu_map_file_call(u);
	case HP_UAPI_IOMMU_UNMAP:
		return iommu_unmap_call(u);
	case HP_UAPI_VFIO_BIND:
		return vfio_bind(u);
	case HP_UAPI_VFIO_ATTACH:
		return vfio_attach(u);
	case HP_UAPI_VFIO_DETACH:
		return vfio_detach(u);
	case HP_UAPI_VFIO_REGION:
		return vfio_region(u);
	case HP_UAPI_VFIO_PROBE:
		return vfio_probe(u);
	case HP_UAPI_VFIO_DMABUF:
		return vfio_dmabuf(u);
	case HP_UAPI_VFIO_RESET:
		return hp_ioctl(u->arg[0], VFIO_DEVICE_RESET, 0);
	case HP_UAPI_VFIO_POWER:
		return vfio_power(u);
	case HP_UAPI_LIMIT:
		return hp_limit_files(u->arg[0]);
	case HP_UAPI_SELFTEST:
		return hp_selftest_dmabuf_process();
	case HP_UAPI_UNBIND_ALL:
		return hp_audit_unbind();
	case HP_UAPI_IMPORT:
		return hp_import(u->arg[0], u->arg[1], u->arg[2], u->arg[3], &u->out[0]);
	case HP_UAPI_GPU_COPY:
		return hp_gpu_copy(u);
	case HP_UAPI_GPU_EXPORT:
		return hp_gpu_export(u);
	case HP_UAPI_MIG_SET:
	case HP_UAPI_MIG_GET:
	case HP_UAPI_MIG_FLAGS:
	case HP_UAPI_MIG_SIZE:
	case HP_UAPI_FILE_READ:
	case HP_UAPI_FILE_WRITE:
		return hp_uapi_migrate(u);
	case HP_UAPI_HWPT:
	case HP_UAPI_VIOMMU:
	case HP_UAPI_VDEVICE:
	case HP_UAPI_VEVENTQ:
	case HP_UAPI_HWPT_INVALIDATE:
	case HP_UAPI_FAULTQ:
	case HP_UAPI_FAULT_READ:
	case HP_UAPI_FAULT_ANSWER:
	case HP_UAPI_VEVENT_READ:
	case HP_UAPI_DIRTY_TRACK:
	case HP_UAPI_DIRTY_GET:
	case HP_UAPI_USER_WORDS:
		return hp_uapi_iommufd(u);
	case HP_UAPI_RAW_OPEN:
		return do_open(u, u->arg[0] & (O_ACCMODE | O_NONBLOCK | O_CLOEXEC)) ?: (int64_t)u->out[0];
	case HP_UAPI_RAW_MMAP:
		return hp_mmap_at(u);
	case HP_UAPI_NATIVE:
	case HP_UAPI_RAW_IOCTL:
	case HP_UAPI_RAW_READ:
	case HP_UAPI_RAW_WRITE:
	case HP_UAPI_RAW_POLL:
	case HP_UAPI_RAW_MUNMAP:
	case HP_UAPI_RAW_EVENTFD:
	case HP_UAPI_INHERIT:
		return hp_uapi_native(u);
	case HP_UAPI_IMPORT_MAP:
		return hp_import_map(u->arg[0]);
	case HP_UAPI_IMPORT_UNMAP:
		return hp_import_unmap(u->arg[0]);
	case HP_UAPI_IMPORT_DROP:
		return hp_import_drop(u->arg[0]);
	default:
		return hp_uapi_group(u);
	}
}
