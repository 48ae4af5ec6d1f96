// SPDX-License-Identifier: GPL-2.0-only
/*
 * System calls of a process that is a program of the host (hairpin exec): as it made
 * them, with its own pointers.  They go through the kernel's own file operations.
 *
 * Its memory is the host's, which copies (hp_host.user_copy()) until somebody pins a
 * page: then the page becomes one of DRAM, for the program, too (hp_host.user_share()).
 */
#include <linux/kernel.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/syscalls.h>
#include <linux/uio.h>
#include <linux/xarray.h>

#include "core/env.h"
#include "uapi/process.h"

static int64_t begin(struct hp_process *p, u32 lowest_fd)
{
	struct files_struct *files = current->files;

	p->native = true;
	/* Its addresses are those of a process of x86-64, not of one of ours. */
	task_size = (1ul << 47) - PAGE_SIZE;
	xa_init(&p->shared);
	/* What the host has open has smaller numbers: none is used twice. */
	spin_lock(&files->file_lock);
	files->next_fd = max(files->next_fd, lowest_fd);
	spin_unlock(&files->file_lock);
	return 0;
}

/* --- memory ------------------------------------------------------------------------ */

unsigned long hp_native_copy(struct hp_process *p, void *kernel, unsigned long user,
			     unsigned long n, bool to_user)
{
	return hp_host->user_copy(hp_host->ctx, p->number, kernel, user, n, to_user);
}

/* Memory for it is the process's own: not to have it is no fault point. */
struct page *hp_native_page(struct hp_process *p, unsigned long addr)
{
	struct page *page = xa_load(&p->shared, addr >> PAGE_SHIFT);

	if (page || p->exiting || hp_mmap_has(p, addr))
		return page;
	page = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NOFAIL);
	if (!hp_host->user_share(hp_host->ctx, p->number, addr & PAGE_MASK,
				 page_to_phys(page))) {
		__free_page(page);
		return NULL;
	}
	if (xa_is_err(xa_store(&p->shared, addr >> PAGE_SHIFT, page,
			       GFP_KERNEL | __GFP_NOFAIL)))
		panic("no memory for the pages of a process");
	return page;
}

static void forget(struct hp_process *p, unsigned long first, unsigned long last)
{
	unsigned long at;
	struct page *page;

	xa_for_each_range(&p->shared, at, page, first, last) {
		xa_erase(&p->shared, at);
		__free_page(page);
	}
}

void hp_native_end(struct hp_process *p)
{
	if (!p->native)
		return;
	forget(p, 0, ULONG_MAX);
	xa_destroy(&p->shared);
}

/* --- files ------------------------------------------------------------------------- */

static ssize_t by_iter(struct file *file, unsigned long user, size_t bytes, loff_t *at,
		       bool write)
{
	struct kiocb kiocb;
	struct iov_iter iter;
	ssize_t ret;

	init_sync_kiocb(&kiocb, file);
	kiocb.ki_pos = *at;
	iov_iter_ubuf(&iter, write ? ITER_SOURCE : ITER_DEST, (void __user *)user, bytes);
	ret = write ? file->f_op->write_iter(&kiocb, &iter) :
		      file->f_op->read_iter(&kiocb, &iter);
	*at = kiocb.ki_pos;
	return ret;
}

static ssize_t transfer(struct file *file, unsigned long user, size_t bytes, loff_t *at,
			bool write)
{
	const struct file_operations *op = file->f_op;

	if (!(file->f_mode & (write ? FMODE_WRITE : FMODE_READ)))
		return -EBADF;
	if (write && op->write)
		return op->write(file, (const char __user *)user, bytes, at);
	if (!write && op->read)
		return op->read(file, (char __user *)user, bytes, at);
	if (write ? !op->write_iter : !op->read_iter)
		return -EINVAL;
	return by_iter(file, user, bytes, at, write);
}

static int64_t raw_transfer(struct hp_uapi *u, bool write)
{
	struct file *file = fget(u->arg[0]);
	const bool own = u->arg[3] == ~0ull;
	loff_t at;
	int64_t ret;

	if (!file)
		return -EBADF;
	at = own ? file->f_pos : (loff_t)u->arg[3];
	ret = at < 0 ? -EINVAL : transfer(file, u->arg[1], u->arg[2], &at, write);
	if (own && ret >= 0)
		file->f_pos = at;
	fput(file);
	return ret;
}

static int64_t raw_poll(struct hp_uapi *u)
{
	struct file *file = fget(u->arg[0]);
	int64_t ret;

	if (!file)
		return EPOLLNVAL;
	ret = vfs_poll(file, NULL) & (u->arg[1] | EPOLLERR | EPOLLHUP);
	fput(file);
	return ret;
}

static int64_t raw_munmap(struct hp_process *p, unsigned long addr, unsigned long bytes)
{
	const int64_t ret = hp_mmap_drop(p, addr, bytes);

	forget(p, addr >> PAGE_SHIFT, (addr + PAGE_ALIGN(bytes) - 1) >> PAGE_SHIFT);
	return ret;
}

/* By fork(): a process begins with the files of another. */
static int64_t inherit(u32 from, unsigned int fd)
{
	struct task_struct *task = hp_process_task(from);
	struct file *file = task ? fget_task(task, fd) : NULL;
	int ret;

	if (!file)
		return -EBADF;
	ret = f_dupfd(fd, file, O_CLOEXEC);
	fput(file);
	return ret;
}

int64_t hp_uapi_native(struct hp_uapi *u)
{
	struct hp_process *p = hp_process_current();

	switch (u->op) {
	case HP_UAPI_NATIVE:
		return begin(p, u->arg[0]);
	case HP_UAPI_RAW_IOCTL:
		return hp_ioctl(u->arg[0], u->arg[1], u->arg[2]);
	case HP_UAPI_RAW_READ:
		return raw_transfer(u, false);
	case HP_UAPI_RAW_WRITE:
		return raw_transfer(u, true);
	case HP_UAPI_RAW_POLL:
		return raw_poll(u);
	case HP_UAPI_RAW_MUNMAP:
		return raw_munmap(p, u->arg[0], u->arg[1]);
	case HP_UAPI_RAW_EVENTFD:
		return sys_eventfd2(u->arg[0], u->arg[1]);
	case HP_UAPI_INHERIT:
		return inherit(u->arg[0], u->arg[1]);
	default:
		return -ENOSYS;
	}
}

int64_t hp_list(const char *path, char *buf, uint64_t size)
{
	struct hp_list l = { .buf = buf, .size = size };

	if (strcmp(path, "/dev"))
		return hp_list_dir(&l, path);
	hp_list_nodes(&l);
	return l.bytes;
}
