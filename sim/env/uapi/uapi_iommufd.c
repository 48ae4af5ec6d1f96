// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process's calls of IOMMUFD beyond I/O address spaces: page tables, for a guest, too, what
 * a vIOMMU has, and queues of faults.  It must not know what is in a table.
 */
#include <linux/kernel.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/iommufd.h>
#include <linux/slab.h>
#include <uapi/linux/iommufd.h>

#include "core/env.h"
#include "uapi/process.h"

#define MAX_WORDS (2 * 16)

#ifdef HP_HAVE_VIOMMU
/* Puts words, the first of each pair of @u's ranges, to the process's memory. */
static unsigned long put_words(struct hp_uapi *u, unsigned long to)
{
	u32 i;

	for (i = 0; to && i < u->nranges; i++)
		if (!hp_user_write(to + i * 8, &u->ranges[2 * i], 8))
			return 0;
	return to;
}
#endif

/* Puts words to memory that the process keeps: a store of its own, which faults nowhere. */
static int64_t store_words(struct hp_uapi *u)
{
	u32 i;

	for (i = 0; i < u->nranges; i++) {
		u64 phys = hp_user_phys(u->arg[0] + i * 8);

		if (!phys)
			return -EFAULT;
		*(u64 *)__va(phys) = u->ranges[2 * i];
	}
	return 0;
}

static int64_t hwpt(struct hp_uapi *u)
{
	struct iommu_hwpt_alloc a = {
		.size = sizeof(a),
		.flags = u->arg[1] & ~HP_HWPT_GUEST,
		.dev_id = u->arg[2],
		.pt_id = u->arg[3],
	};
	int64_t ret;

#ifdef HP_HAVE_FAULTQ
	a.fault_id = u->arg[4];
#endif
	if (u->arg[1] & HP_HWPT_GUEST) {
#ifdef HP_HAVE_VIOMMU
		a.data_type = IOMMU_HWPT_DATA_ARM_SMMUV3;
		a.data_len = sizeof(struct iommu_hwpt_arm_smmuv3);
		a.data_uptr = hp_user_alloc(a.data_len);
		if (!a.data_uptr || !hp_user_write(a.data_uptr, &u->arg[5], a.data_len))
			return -ENOMEM;
#else
		return -ENOTTY;
#endif
	}
	ret = hp_ioctl_struct(u->arg[0], IOMMU_HWPT_ALLOC, &a, sizeof(a));
	u->out[0] = a.out_hwpt_id;
	return ret;
}

#ifdef IOMMU_HWPT_GET_DIRTY_BITMAP
static int64_t dirty_track(struct hp_uapi *u)
{
	struct iommu_hwpt_set_dirty_tracking a = {
		.size = sizeof(a),
		.flags = u->arg[2] ? IOMMU_HWPT_DIRTY_TRACKING_ENABLE : 0,
		.hwpt_id = u->arg[1],
	};

	return hp_ioctl_struct(u->arg[0], IOMMU_HWPT_SET_DIRTY_TRACKING, &a, sizeof(a));
}

/* Counts in @user's bits, @n of them, those that are set, and says which are first and last. */
static bool count_bits(struct hp_uapi *u, unsigned long user, u64 n)
{
	u64 i, word = 0;

	for (i = 0; i < n; i++) {
		const u64 phys = i % 64 ? 0 : hp_user_phys(user + i / 8);

		if (i % 64 == 0 && !phys)
			return false;
		if (phys)
			word = *(u64 *)__va(phys);
		if (!(word >> (i % 64) & 1))
			continue;
		if (!u->out[0]++)
			u->out[1] = i;
		u->out[2] = i;
	}
	return true;
}

static int64_t dirty_get(struct hp_uapi *u)
{
	struct iommu_hwpt_get_dirty_bitmap a = {
		.size = sizeof(a),
		.hwpt_id = u->arg[1],
		.flags = u->arg[4] ? IOMMU_HWPT_GET_DIRTY_BITMAP_NO_CLEAR : 0,
		.iova = u->arg[2],
		.length = u->arg[3],
		.page_size = PAGE_SIZE,
	};
	const u64 pages = a.length / PAGE_SIZE;
	unsigned long user;
	int64_t ret;

	memset(u->out, 0, sizeof(u->out));
	/* IOMMUFD pins it, as it does what is mapped. */
	user = hp_user_keep(DIV_ROUND_UP(pages, 64) * 8);
	if (!user)
		return -ENOMEM;
	a.data = user;
	ret = hp_ioctl_struct(u->arg[0], IOMMU_HWPT_GET_DIRTY_BITMAP, &a, sizeof(a));
	if (!ret && !count_bits(u, user, pages))
		ret = -EFAULT;
	hp_user_forget(current->mm, user);
	return ret;
}
#endif

/* One record of a queue's file; @bytes of it or none. */
static int64_t queue_read(u64 fd, void *to, size_t bytes)
{
	struct file *file = fget(fd);
	unsigned long user = hp_user_alloc(bytes);
	loff_t at = 0;
	int64_t ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (file->f_op->read && user)
		ret = file->f_op->read(file, (char __user *)user, bytes, &at);
	if (ret > 0)
		hp_user_read(to, user, bytes);
	fput(file);
	return ret;
}

#ifdef HP_HAVE_FAULTQ
static int64_t faultq(struct hp_uapi *u)
{
	struct iommu_fault_alloc a = { .size = sizeof(a) };
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_FAULT_QUEUE_ALLOC, &a, sizeof(a));

	u->out[0] = a.out_fault_id;
	u->out[1] = a.out_fault_fd;
	return ret;
}

static int64_t fault_read(struct hp_uapi *u)
{
	struct iommu_hwpt_pgfault f = { 0 };
	int64_t ret = queue_read(u->arg[0], &f, sizeof(f));

	u->out[0] = f.dev_id;
	u->out[1] = f.flags & IOMMU_PGFAULT_FLAGS_PASID_VALID ? (u64)f.pasid + 1 : 0;
	u->out[2] = f.addr;
	u->out[3] = f.cookie;
	return ret;
}

static int64_t fault_answer(struct hp_uapi *u)
{
	struct iommu_hwpt_page_response r = {
		.cookie = u->arg[1],
		.code = u->arg[2] ? IOMMUFD_PAGE_RESP_INVALID : IOMMUFD_PAGE_RESP_SUCCESS,
	};
	struct file *file = fget(u->arg[0]);
	unsigned long user = hp_user_alloc(sizeof(r));
	loff_t at = 0;
	int64_t ret = -EINVAL;

	if (!file)
		return -EBADF;
	if (file->f_op->write && user && hp_user_write(user, &r, sizeof(r)))
		ret = file->f_op->write(file, (char __user *)user, sizeof(r), &at);
	fput(file);
	return ret;
}
#endif

#ifdef HP_HAVE_VIOMMU
static int64_t viommu(struct hp_uapi *u)
{
	struct iommu_viommu_alloc a = {
		.size = sizeof(a),
		.type = IOMMU_VIOMMU_TYPE_ARM_SMMUV3,
		.dev_id = u->arg[1],
		.hwpt_id = u->arg[2],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_VIOMMU_ALLOC, &a, sizeof(a));

	u->out[0] = a.out_viommu_id;
	return ret;
}

static int64_t vdevice(struct hp_uapi *u)
{
	struct iommu_vdevice_alloc a = {
		.size = sizeof(a),
		.viommu_id = u->arg[1],
		.dev_id = u->arg[2],
		.virt_id = u->arg[3],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_VDEVICE_ALLOC, &a, sizeof(a));

	u->out[0] = a.out_vdevice_id;
	return ret;
}

static int64_t veventq(struct hp_uapi *u)
{
	struct iommu_veventq_alloc a = {
		.size = sizeof(a),
		.viommu_id = u->arg[1],
		.type = u->arg[3],
		.veventq_depth = u->arg[2],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_VEVENTQ_ALLOC, &a, sizeof(a));

	u->out[0] = a.out_veventq_id;
	u->out[1] = a.out_veventq_fd;
	return ret;
}

static int64_t invalidate(struct hp_uapi *u)
{
	struct iommu_hwpt_invalidate a = {
		.size = sizeof(a),
		.hwpt_id = u->arg[1],
		.data_type = IOMMU_VIOMMU_INVALIDATE_DATA_ARM_SMMUV3,
		.entry_len = sizeof(struct iommu_viommu_arm_smmuv3_invalidate),
		.entry_num = u->nranges / 2,
	};
	int64_t ret;

	if (u->nranges > MAX_WORDS)
		return -E2BIG;
	a.data_uptr = put_words(u, hp_user_alloc(MAX_WORDS * 8));
	ret = hp_ioctl_struct(u->arg[0], IOMMU_HWPT_INVALIDATE, &a, sizeof(a));
	u->out[0] = a.entry_num;
	return ret;
}

/* What a normal record takes: two records never come at once. */
static int64_t vevent_read(struct hp_uapi *u)
{
	struct {
		struct iommufd_vevent_header head;
		struct iommu_vevent_arm_smmuv3 e;
	} v = { 0 };
	int64_t ret = queue_read(u->arg[0], &v, sizeof(v));

	memcpy(u->out, v.e.evt, sizeof(v.e.evt));
	if (u->bytes)
		memcpy(u->bytes, &v.head, sizeof(v.head));
	return ret;
}
#endif

int64_t hp_uapi_iommufd(struct hp_uapi *u)
{
	switch (u->op) {
	case HP_UAPI_HWPT:
		return hwpt(u);
	case HP_UAPI_USER_WORDS:
		return store_words(u);
#ifdef IOMMU_HWPT_GET_DIRTY_BITMAP
	case HP_UAPI_DIRTY_TRACK:
		return dirty_track(u);
	case HP_UAPI_DIRTY_GET:
		return dirty_get(u);
#endif
#ifdef HP_HAVE_FAULTQ
	case HP_UAPI_FAULTQ:
		return faultq(u);
	case HP_UAPI_FAULT_READ:
		return fault_read(u);
	case HP_UAPI_FAULT_ANSWER:
		return fault_answer(u);
#endif
#ifdef HP_HAVE_VIOMMU
	case HP_UAPI_VIOMMU:
		return viommu(u);
	case HP_UAPI_VDEVICE:
		return vdevice(u);
	case HP_UAPI_VEVENTQ:
		return veventq(u);
	case HP_UAPI_HWPT_INVALIDATE:
		return invalidate(u);
	case HP_UAPI_VEVENT_READ:
		return vevent_read(u);
#endif
	default:
		return -ENOTTY;
	}
}
