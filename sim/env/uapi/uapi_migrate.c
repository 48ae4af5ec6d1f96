// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls by which a process migrates a device: VFIO's features of migration, and reads and
 * writes of the file that has the device's state as a stream.
 */
#include <linux/kernel.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <uapi/linux/vfio.h>

#include "core/env.h"
#include "uapi/process.h"

/* A feature whose argument is @bytes of @data, in and out. */
static int64_t feature(u64 fd, u32 flags, void *data, size_t bytes)
{
	const size_t size = sizeof(struct vfio_device_feature) + bytes;
	struct vfio_device_feature *f = kzalloc(size, GFP_KERNEL | __GFP_NOFAIL);
	int64_t ret;

	f->argsz = size;
	f->flags = flags;
	memcpy(f->data, data, bytes);
	ret = hp_ioctl_struct(fd, VFIO_DEVICE_FEATURE, f, size);
	memcpy(data, f->data, bytes);
	kfree(f);
	return ret;
}

static int64_t state_set(struct hp_uapi *u)
{
	struct vfio_device_feature_mig_state s = { .device_state = u->arg[1], .data_fd = -1 };
	int64_t ret = feature(u->arg[0], VFIO_DEVICE_FEATURE_SET |
			      VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, &s, sizeof(s));

	u->out[0] = s.data_fd;
	return ret;
}

static int64_t get(struct hp_uapi *u, u32 what, void *data, size_t bytes)
{
	return feature(u->arg[0], VFIO_DEVICE_FEATURE_GET | what, data, bytes);
}

static int64_t state_get(struct hp_uapi *u)
{
	struct vfio_device_feature_mig_state s = { .data_fd = -1 };
	int64_t ret = get(u, VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE, &s, sizeof(s));

	u->out[0] = s.device_state;
	return ret;
}

static int64_t flags_get(struct hp_uapi *u)
{
	struct vfio_device_feature_migration m = { 0 };
	int64_t ret = get(u, VFIO_DEVICE_FEATURE_MIGRATION, &m, sizeof(m));

	u->out[0] = m.flags;
	return ret;
}

static int64_t size_get(struct hp_uapi *u)
{
	struct vfio_device_feature_mig_data_size s = { 0 };
	int64_t ret = get(u, VFIO_DEVICE_FEATURE_MIG_DATA_SIZE, &s, sizeof(s));

	u->out[0] = s.stop_copy_length;
	return ret;
}

/* As a file that is a stream: without a position. */
static int64_t transfer(struct hp_uapi *u, bool write)
{
	const u64 bytes = u->arg[1];
	struct file *file = fget(u->arg[0]);
	unsigned long user;
	int64_t ret = -EINVAL;

	if (!file)
		return -EBADF;
	user = hp_user_alloc(bytes);
	if (!user || (write && !hp_user_write(user, u->bytes, bytes))) {
		fput(file);
		return -ENOMEM;
	}
	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		ret = -EBADF;
	else if (write && file->f_op->write)
		ret = file->f_op->write(file, (char __user *)user, bytes, NULL);
	else if (!write && file->f_op->read)
		ret = file->f_op->read(file, (char __user *)user, bytes, NULL);
	if (!write && ret > 0)
		hp_user_read(u->bytes, user, ret);
	fput(file);
	return ret;
}

int64_t hp_uapi_migrate(struct hp_uapi *u)
{
	switch (u->op) {
	case HP_UAPI_MIG_SET:
		return state_set(u);
	case HP_UAPI_MIG_GET:
		return state_get(u);
	case HP_UAPI_MIG_FLAGS:
		return flags_get(u);
	case HP_UAPI_MIG_SIZE:
		return size_get(u);
	default:
		return transfer(u, u->op == HP_UAPI_FILE_WRITE);
	}
}
