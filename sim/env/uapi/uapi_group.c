// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls of VFIO's older interface: a container, groups, a device of a group.
 * Also: information on a device and on what a hot reset of it resets, and a process's
 * own memory for DMA.
 */
#include <linux/kernel.h>
#include <linux/eventfd.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/uio.h>
#include <uapi/linux/iommufd.h>
#include <uapi/linux/vfio.h>

#include "core/env.h"
#include "uapi/process.h"

/* More functions than any bus has here that is reset. */
#define MOST_RESET 256

static int64_t container_ioas(struct hp_uapi *u)
{
	struct iommu_vfio_ioas v = { .size = sizeof(v), .op = IOMMU_VFIO_IOAS_GET };
	int64_t ret = hp_ioctl_struct(u->arg[0], IOMMU_VFIO_IOAS, &v, sizeof(v));

	u->out[0] = v.ioas_id;
	return ret;
}

static int64_t group_status(struct hp_uapi *u)
{
	struct vfio_group_status s = { .argsz = sizeof(s) };
	int64_t ret = hp_ioctl_struct(u->arg[0], VFIO_GROUP_GET_STATUS, &s,
				      sizeof(s));

	u->out[0] = s.flags;
	return ret;
}

static int64_t group_set(struct hp_uapi *u)
{
	s32 fd = u->arg[1];

	return hp_ioctl_struct(u->arg[0], VFIO_GROUP_SET_CONTAINER, &fd, sizeof(fd));
}

static int64_t group_device(struct hp_uapi *u)
{
	size_t bytes = strlen(u->text) + 1;
	unsigned long name = hp_user_alloc(bytes);
	int64_t ret;

	if (!name || !hp_user_write(name, u->text, bytes))
		return -ENOMEM;
	ret = hp_ioctl(u->arg[0], VFIO_GROUP_GET_DEVICE_FD, name);
	if (ret < 0)
		return ret;
	u->out[0] = ret;
	return 0;
}

static int64_t device_info(struct hp_uapi *u)
{
	struct vfio_device_info i = { .argsz = sizeof(i) };
	int64_t ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_GET_INFO, &i, sizeof(i));

	u->out[0] = i.flags;
	u->out[1] = i.num_regions;
	u->out[2] = i.num_irqs;
	return ret;
}

static void reset_entry(struct hp_uapi *u, const struct vfio_pci_hot_reset_info *h)
{
	const struct vfio_pci_dependent_device *d = &h->devices[u->arg[1]];

	u->out[0] = h->count;
	u->out[3] = h->flags;
	if (u->arg[1] >= h->count)
		return;
	u->out[1] = HP_SBDF((u64)d->segment, d->bus, d->devfn >> 3, d->devfn & 7);
	u->out[2] = d->group_id;
}

static int64_t hot_reset_info(struct hp_uapi *u)
{
	struct vfio_pci_hot_reset_info *h;
	size_t bytes = struct_size(h, devices, MOST_RESET);
	int64_t ret;

	if (u->arg[1] >= MOST_RESET)
		return -EINVAL;
	h = kzalloc(bytes, GFP_KERNEL | __GFP_NOFAIL);
	h->argsz = bytes;
	ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, h, bytes);
	if (!ret)
		reset_entry(u, h);
	kfree(h);
	return ret;
}

static int64_t hot_reset(struct hp_uapi *u)
{
	struct vfio_pci_hot_reset *h;
	size_t bytes = struct_size(h, group_fds, u->nranges);
	int64_t ret;
	u32 i;

	h = kzalloc(bytes, GFP_KERNEL | __GFP_NOFAIL);
	h->argsz = bytes;
	h->count = u->nranges;
	for (i = 0; i < u->nranges; i++)
		h->group_fds[i] = u->ranges[2 * i];
	ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_PCI_HOT_RESET, h, bytes);
	kfree(h);
	return ret;
}

/* --- the process's own memory, for DMA ------------------------------------------- */

static int64_t keep(struct hp_uapi *u)
{
	u->out[0] = hp_user_keep(u->arg[0]);
	return u->out[0] ? 0 : -ENOMEM;
}

static int64_t where(struct hp_uapi *u)
{
	u->out[0] = hp_user_phys(u->arg[0]);
	return u->out[0] ? 0 : -EFAULT;
}

static int64_t ioas_map(struct hp_uapi *u)
{
	struct iommu_ioas_map m = {
		.size = sizeof(m),
		.flags = IOMMU_IOAS_MAP_WRITEABLE | IOMMU_IOAS_MAP_READABLE,
		.ioas_id = u->arg[1],
		.user_va = u->arg[2],
		.length = u->arg[3],
	};
	int64_t ret;

	if (u->arg[4] != ~0ull) {
		m.flags |= IOMMU_IOAS_MAP_FIXED_IOVA;
		m.iova = u->arg[4];
	}
	ret = hp_ioctl_struct(u->arg[0], IOMMU_IOAS_MAP, &m, sizeof(m));
	u->out[0] = m.iova;
	return ret;
}

static int64_t container_map(struct hp_uapi *u)
{
	struct vfio_iommu_type1_dma_map m = {
		.argsz = sizeof(m),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = u->arg[1],
		.size = u->arg[2],
		.iova = u->arg[3],
	};

	return hp_ioctl_struct(u->arg[0], VFIO_IOMMU_MAP_DMA, &m, sizeof(m));
}

static int64_t container_unmap(struct hp_uapi *u)
{
	struct vfio_iommu_type1_dma_unmap m = {
		.argsz = sizeof(m),
		.iova = u->arg[1],
		.size = u->arg[2],
	};
	int64_t ret = hp_ioctl_struct(u->arg[0], VFIO_IOMMU_UNMAP_DMA, &m,
				      sizeof(m));

	u->out[0] = m.size;
	return ret;
}

/* --- interrupts ---------------------------------------------------------------------- */

static int64_t eventfd(struct hp_uapi *u)
{
	long fd = sys_eventfd2(0, EFD_NONBLOCK | EFD_CLOEXEC);

	if (fd < 0)
		return fd;
	u->out[0] = fd;
	return 0;
}

int64_t hp_read_iter(struct file *file, unsigned long to, size_t bytes)
{
	struct kiocb kiocb;
	struct iov_iter iter;

	init_sync_kiocb(&kiocb, file);
	iov_iter_ubuf(&iter, ITER_DEST, (void __user *)to, bytes);
	return file->f_op->read_iter(&kiocb, &iter);
}

static int64_t irqs(struct hp_uapi *u)
{
	static const u32 actions[] = {
		[HP_IRQS_TRIGGER] = VFIO_IRQ_SET_ACTION_TRIGGER,
		[HP_IRQS_MASK] = VFIO_IRQ_SET_ACTION_MASK,
		[HP_IRQS_UNMASK] = VFIO_IRQ_SET_ACTION_UNMASK,
	};
	struct vfio_irq_set *s;
	size_t bytes = sizeof(*s) + u->nranges * sizeof(s32);
	int64_t ret;
	u32 i;

	s = kzalloc(bytes, GFP_KERNEL | __GFP_NOFAIL);
	s->argsz = bytes;
	s->flags = actions[u->arg[3]] | (u->nranges ?
		   VFIO_IRQ_SET_DATA_EVENTFD : VFIO_IRQ_SET_DATA_NONE);
	s->index = u->arg[1];
	s->start = u->arg[2];
	/* Masked or unmasked at once is one vector; no trigger is all of them off. */
	s->count = u->arg[3] != HP_IRQS_TRIGGER && !u->nranges ? 1 : u->nranges;
	for (i = 0; i < u->nranges; i++)
		((s32 *)s->data)[i] = u->ranges[2 * i];
	ret = hp_ioctl_struct(u->arg[0], VFIO_DEVICE_SET_IRQS, s, bytes);
	kfree(s);
	return ret;
}

int64_t hp_uapi_group(struct hp_uapi *u)
{
	switch (u->op) {
	case HP_UAPI_VFIO_API_VERSION:
		return hp_ioctl(u->arg[0], VFIO_GET_API_VERSION, 0);
	case HP_UAPI_VFIO_CHECK_EXTENSION:
		return hp_ioctl(u->arg[0], VFIO_CHECK_EXTENSION, u->arg[1]);
	case HP_UAPI_VFIO_SET_IOMMU:
		return hp_ioctl(u->arg[0], VFIO_SET_IOMMU, u->arg[1]);
	case HP_UAPI_VFIO_IOAS:
		return container_ioas(u);
	case HP_UAPI_VFIO_GROUP_STATUS:
		return group_status(u);
	case HP_UAPI_VFIO_GROUP_SET:
		return group_set(u);
	case HP_UAPI_VFIO_GROUP_UNSET:
		return hp_ioctl(u->arg[0], VFIO_GROUP_UNSET_CONTAINER, 0);
	case HP_UAPI_VFIO_GROUP_DEVICE:
		return group_device(u);
	case HP_UAPI_VFIO_INFO:
		return device_info(u);
	case HP_UAPI_VFIO_HOT_RESET_INFO:
		return hot_reset_info(u);
	case HP_UAPI_VFIO_HOT_RESET:
		return hot_reset(u);
	case HP_UAPI_EVENTFD:
		return eventfd(u);
	case HP_UAPI_VFIO_IRQS:
		return irqs(u);
	case HP_UAPI_FAILED:
		return hp_failed(u);
	case HP_UAPI_SIGBUS_INFO:
		return hp_failed_info(u);
	case HP_UAPI_KEEP:
		return keep(u);
	case HP_UAPI_PHYS:
		return where(u);
	case HP_UAPI_IOMMU_MAP:
		return ioas_map(u);
	case HP_UAPI_VFIO_MAP_DMA:
		return container_map(u);
	case HP_UAPI_VFIO_UNMAP_DMA:
		return container_unmap(u);
	default:
		return -ENOSYS;
	}
}
