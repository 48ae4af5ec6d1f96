// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA-BUF as its documentation says it is, by an exporter of DRAM of ours and
 * what user space and importers do with its buffer: what VFIO's exporter, which
 * has none of the optional operations, never reaches.
 *
 * Runs in a process of its own: descriptors and ioctls need one.  What fails on
 * the way, as an injected failure makes it, gives back what it took.
 */
#include <linux/kernel.h>
#include <linux/anon_inodes.h>
#include <linux/cleanup.h>
#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/dma-mapping.h>
#include <linux/dma-resv.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/scatterlist.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <uapi/linux/dma-buf.h>

#include "core/env.h"
#include "uapi/process.h"
#include "selftest/selftest.h"

DEFINE_FREE(hp_page, void *, if (_T) free_page((unsigned long)_T))
DEFINE_FREE(hp_file, struct file *, if (!IS_ERR_OR_NULL(_T)) fput(_T))
DEFINE_FREE(hp_buf, struct dma_buf *, if (!IS_ERR_OR_NULL(_T)) dma_buf_put(_T))
DEFINE_FREE(hp_detach, struct dma_buf_attachment *,
	    if (!IS_ERR_OR_NULL(_T)) dma_buf_detach(_T->dmabuf, _T))
/* Who still waits for the fence holds the buffer. */
DEFINE_FREE(hp_fence, struct dma_fence *,
	    if (_T) { dma_fence_signal(_T); dma_fence_put(_T); })
DEFINE_GUARD(hp_resv, struct dma_resv *, dma_resv_lock(_T, NULL),
	     dma_resv_unlock(_T))

/* What the exporter was asked for; one buffer at a time. */
static struct {
	void *memory;
	int pins, maps, vmaps, cpu, released, told;
} did;

static int pin(struct dma_buf_attachment *attach)
{
	did.pins++;
	return 0;
}

static void unpin(struct dma_buf_attachment *attach)
{
	did.pins--;
}

static struct sg_table *map(struct dma_buf_attachment *attach,
			    enum dma_data_direction dir)
{
	struct sg_table *sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	int err;

	if (!sgt)
		return ERR_PTR(-ENOMEM);
	err = sg_alloc_table(sgt, 1, GFP_KERNEL);
	if (!err) {
		sg_set_page(sgt->sgl, virt_to_page(did.memory), PAGE_SIZE, 0);
		err = dma_map_sgtable(attach->dev, sgt, dir, 0);
		if (err)
			sg_free_table(sgt);
	}
	if (err) {
		kfree(sgt);
		return ERR_PTR(err);
	}
	did.maps++;
	return sgt;
}

static void unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
		  enum dma_data_direction dir)
{
	dma_unmap_sgtable(attach->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
	did.maps--;
}

static int begin_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	did.cpu++;
	return 0;
}

static int end_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	did.cpu--;
	return 0;
}

static int vmap_buffer(struct dma_buf *buf, struct iosys_map *m)
{
	iosys_map_set_vaddr(m, did.memory);
	did.vmaps++;
	return 0;
}

static void vunmap_buffer(struct dma_buf *buf, struct iosys_map *m)
{
	did.vmaps--;
}

static int mmap_buffer(struct dma_buf *buf, struct vm_area_struct *vma)
{
	return -ENODEV;
}

static void release(struct dma_buf *buf)
{
	did.released++;
}

static const struct dma_buf_ops exporter = {
	.pin = pin, .unpin = unpin, .map_dma_buf = map, .unmap_dma_buf = unmap,
	.begin_cpu_access = begin_cpu, .end_cpu_access = end_cpu,
	.vmap = vmap_buffer, .vunmap = vunmap_buffer, .mmap = mmap_buffer,
	.release = release,
};

static void told(struct dma_buf_attachment *attach)
{
	did.told++;
}

static const struct dma_buf_attach_ops dynamic = {
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
	.invalidate_mappings = told,
#else
	.move_notify = told,
#endif
};

static const char *fence_name(struct dma_fence *fence)
{
	return "hairpin-selftest";
}

static const struct dma_fence_ops fence_ops = {
	.get_driver_name = fence_name,
	.get_timeline_name = fence_name,
};

static const struct file_operations no_buffer = {};

/* From this process's memory, as user space passes it. */
static long call(struct file *file, unsigned int cmd, void *arg, size_t bytes)
{
	unsigned long user = hp_user_alloc(bytes);
	long ret;

	if (!user || !hp_user_write(user, arg, bytes))
		return -ENOMEM;
	ret = file->f_op->unlocked_ioctl(file, cmd, user);
	hp_user_read(arg, user, bytes);
	return ret;
}

static int descriptor(struct dma_buf *buf, struct file *other)
{
	int fd = get_unused_fd_flags(O_CLOEXEC);

	WANT(fd >= 0);
	WANT(PTR_ERR(dma_buf_get(fd)) == -EBADF);
	fd_install(fd, get_file(other));
	WANT(PTR_ERR(dma_buf_get(fd)) == -EINVAL);
	close_fd(fd);
	WANT(dma_buf_fd(NULL, 0) == -EINVAL);
	WANT(buf->file->f_op->llseek(buf->file, 0, SEEK_END) == PAGE_SIZE);
	WANT(buf->file->f_op->llseek(buf->file, 0, SEEK_SET) == 0);
	WANT(buf->file->f_op->llseek(buf->file, 1, SEEK_SET) == -EINVAL);
	WANT(buf->file->f_op->llseek(buf->file, 0, SEEK_CUR) == -EINVAL);
	return 0;
}

/* The name is in the path and in fdinfo, the latest of several. */
static int naming(struct dma_buf *buf)
{
	char *text __free(kfree) = kzalloc(PAGE_SIZE, GFP_KERNEL);
	struct seq_file m = { .buf = text, .size = PAGE_SIZE };
	char name[DMA_BUF_NAME_LEN] = "first", path[64], *p;

	WANT(text);
	WANT(!call(buf->file, DMA_BUF_SET_NAME_A, name, sizeof(name)));
	strscpy(name, "second");
	WANT(!call(buf->file, DMA_BUF_SET_NAME_B, name, sizeof(name)));
	memset(name, 'x', sizeof(name));
	WANT(call(buf->file, DMA_BUF_SET_NAME_B, name, sizeof(name)) < 0);
	p = d_path(&buf->file->f_path, path, sizeof(path));
	WANT(!IS_ERR(p) && strstr(p, ":second"));
	buf->file->f_op->show_fdinfo(&m, buf->file);
	WANT(strstr(m.buf, "size:\t4096\n") && strstr(m.buf, "name:\tsecond\n"));
	return 0;
}

static long sync(struct dma_buf *buf, u64 flags)
{
	struct dma_buf_sync s = { .flags = flags };

	return call(buf->file, DMA_BUF_IOCTL_SYNC, &s, sizeof(s));
}

static int cpu_access(struct dma_buf *buf)
{
	static const u64 ways[] = {
		DMA_BUF_SYNC_READ, DMA_BUF_SYNC_WRITE, DMA_BUF_SYNC_RW
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		WANT(!sync(buf, ways[i] | DMA_BUF_SYNC_START) && did.cpu == 1);
		WANT(!sync(buf, ways[i] | DMA_BUF_SYNC_END) && did.cpu == 0);
	}
	WANT(sync(buf, DMA_BUF_SYNC_START) == -EINVAL);
	WANT(sync(buf, 1u << 7) == -EINVAL);
	WANT(buf->file->f_op->unlocked_ioctl(buf->file, DMA_BUF_IOCTL_SYNC, 0) == -EFAULT);
	WANT(buf->file->f_op->unlocked_ioctl(buf->file, 0, 0) == -ENOTTY);
	return 0;
}

/* The second user of one mapping gets the first's. */
static int kernel_address(struct dma_buf *buf)
{
	struct iosys_map a, b;

	WANT(!dma_buf_vmap_unlocked(buf, &a) && a.vaddr == did.memory);
	WANT(!dma_buf_vmap_unlocked(buf, &b) && b.vaddr == did.memory);
	WANT(did.vmaps == 1);
	dma_buf_vunmap_unlocked(buf, &a);
	WANT(did.vmaps == 1);
	dma_buf_vunmap_unlocked(buf, &b);
	WANT(!did.vmaps);
	return 0;
}

/* What is asked of the exporter's mmap() lies within the buffer. */
static int user_address(struct dma_buf *buf)
{
	struct vm_area_struct *vma __free(kfree) = kzalloc(sizeof(*vma), GFP_KERNEL);

	WANT(vma);
	vma->vm_end = 2 * PAGE_SIZE;
	WANT(dma_buf_mmap(buf, vma, 0) == -EINVAL);
	WANT(dma_buf_mmap(buf, vma, ~0ul) == -EOVERFLOW);
	WANT(buf->file->f_op->mmap(buf->file, vma) == -EINVAL);
	vma->vm_end = PAGE_SIZE;
	WANT(buf->file->f_op->mmap(buf->file, vma) == -ENODEV);
	return 0;
}

static int static_importer(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *a __free(hp_detach) = dma_buf_attach(buf, dev);
	struct sg_table *sgt;

	WANT(!IS_ERR(a));
	sgt = dma_buf_map_attachment_unlocked(a, DMA_BIDIRECTIONAL);
	WANT(!IS_ERR(sgt) && did.maps == 1 && did.pins == 1);
	WANT(sgt->nents == 1 && sg_dma_len(sgt->sgl) == PAGE_SIZE);
	dma_buf_unmap_attachment_unlocked(a, sgt, DMA_BIDIRECTIONAL);
	dma_buf_detach(buf, no_free_ptr(a));
	/* Older trees keep the mapping as long as the attachment. */
	WANT(!did.maps && !did.pins);
	return 0;
}

static int dynamic_importer(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *a __free(hp_detach) =
		dma_buf_dynamic_attach(buf, dev, &dynamic, NULL);

	WANT(!IS_ERR(a));
	guard(hp_resv)(buf->resv);
	WANT(!dma_buf_pin(a) && did.pins == 1);
	dma_buf_unpin(a);
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
	dma_buf_invalidate_mappings(buf);
#else
	dma_buf_move_notify(buf);
#endif
	WANT(!did.pins && did.told == 1);
	return 0;
}

static __poll_t poll(struct dma_buf *buf, __poll_t events)
{
	poll_table table = { ._key = events };

	return buf->file->f_op->poll(buf->file, &table);
}

/* Reading waits for writers, writing for all; a fence's end wakes both. */
static int polling(struct dma_buf *buf, struct dma_fence *fence)
{
	const __poll_t both = EPOLLIN | EPOLLOUT;

	WANT(!poll(buf, 0) && poll(buf, both) == both);
	scoped_guard(hp_resv, buf->resv) {
		WANT(!dma_resv_reserve_fences(buf->resv, 1));
		dma_resv_add_fence(buf->resv, fence, DMA_RESV_USAGE_READ);
	}
	WANT(poll(buf, both) == EPOLLIN);
	WANT(poll(buf, both) == EPOLLIN);
	return 0;
}

/* A fence goes out as a file and comes back in as what writers wait for. */
static int sync_files(struct dma_buf *buf, struct dma_fence *fence)
{
	struct dma_buf_export_sync_file out = { .flags = DMA_BUF_SYNC_RW };
	struct dma_buf_import_sync_file in = { .flags = DMA_BUF_SYNC_WRITE };

	WANT(!call(buf->file, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &out, sizeof(out)));
	in.fd = out.fd;
	WANT(!call(buf->file, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &in, sizeof(in)));
	WANT(!poll(buf, EPOLLIN));
	dma_fence_signal(fence);
	WANT(poll(buf, EPOLLIN | EPOLLOUT) == (EPOLLIN | EPOLLOUT));
	close_fd(out.fd);
	WANT(call(buf->file, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &in, sizeof(in)) == -EINVAL);
	in.flags = 0;
	WANT(call(buf->file, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &in, sizeof(in)) == -EINVAL);
	in.flags = 1u << 7;
	WANT(call(buf->file, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &in, sizeof(in)) == -EINVAL);
	out.flags = 0;
	WANT(call(buf->file, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &out, sizeof(out)) == -EINVAL);
	out.flags = 1u << 7;
	WANT(call(buf->file, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &out, sizeof(out)) == -EINVAL);
	/* Nobody is waited for now. */
	out.flags = DMA_BUF_SYNC_READ;
	WANT(!call(buf->file, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &out, sizeof(out)));
	close_fd(out.fd);
	return 0;
}

/* In the order of the list, each with a reference of its own. */
static int all_buffers(struct dma_buf *buf)
{
#ifdef HP_HAVE_DMA_BUF_ITER
	struct dma_buf *b;
	int found = 0;

	for (b = dma_buf_iter_begin(); b; b = dma_buf_iter_next(b))
		found += b == buf;
	WANT(found == 1);
#endif
	return 0;
}

static int whole_buffer(struct dma_buf *buf, struct device *dev,
			struct dma_fence *fence, struct file *other)
{
	return descriptor(buf, other) ?: naming(buf) ?: cpu_access(buf) ?:
	       kernel_address(buf) ?: user_address(buf) ?:
	       static_importer(buf, dev) ?: dynamic_importer(buf, dev) ?:
	       all_buffers(buf) ?:
	       polling(buf, fence) ?: sync_files(buf, fence);
}

/* In the process. */
int64_t hp_selftest_dmabuf_process(void)
{
	static DEFINE_SPINLOCK(lock);
	struct dma_buf_export_info info = {
		.exp_name = "hairpin", .ops = &exporter, .size = PAGE_SIZE,
		.flags = O_RDWR, .priv = &did,
	};
	void *memory __free(hp_page) = (void *)get_zeroed_page(GFP_KERNEL);
	struct dma_fence *fence __free(hp_fence) = NULL;
	struct pci_dev *pdev __free(pci_dev_put) = NULL;
	struct file *other __free(hp_file) = NULL;
	struct dma_buf *buf __free(hp_buf) = NULL;

	memset(&did, 0, sizeof(did));
	did.memory = memory;
	WANT(memory);
	fence = kzalloc(sizeof(*fence), GFP_KERNEL);
	WANT(fence);
	dma_fence_init(fence, &fence_ops, &lock, dma_fence_context_alloc(1), 1);
	for_each_pci_dev(pdev)
		if (pdev->hdr_type == PCI_HEADER_TYPE_NORMAL && !hp_endpoint_bind(pdev))
			break;
	WANT(pdev);
	other = anon_inode_getfile("other", &no_buffer, NULL, O_RDONLY);
	WANT(!IS_ERR(other));
	buf = dma_buf_export(&info);
	WANT(!IS_ERR(buf));
	return whole_buffer(buf, &pdev->dev, fence, other);
}

int hp_selftest_dmabuf(void)
{
	struct hp_uapi u = { .op = HP_UAPI_SELFTEST, .process = ~0u, .name = "selftest" };
	int ret = hp_uapi(&u) ?: (int)u.ret;

	u.op = HP_UAPI_EXIT;
	hp_uapi(&u);
	/* The last reference goes on the way to user space. */
	if (!ret && did.released != 1)
		ret = -EBUSY;
	return ret;
}
