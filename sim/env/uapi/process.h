/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process.h - simulated processes: a task, a table of files, some memory.
 */
#ifndef SIM_ENV_UAPI_PROCESS_H
#define SIM_ENV_UAPI_PROCESS_H

#include <linux/sched/signal.h>
#include <linux/types.h>
#include <linux/xarray.h>

#include "sched/task.h"

#define HP_USER_BASE 0x10000000ul
#define HP_USER_PAGES 256u

struct hp_process {
	struct list_head list;
	u32 number;			/* the host's, from 1 */
	struct hp_fiber *fiber;
	struct mm_struct *mm;
	struct hp_uapi call;		/* being executed, or done */
	bool busy, exiting;
	u32 used;			/* bytes of its memory, of this call */
	struct list_head areas;		/* mapped files (mmap.c) */
	unsigned long mmap_next;	/* where the next goes */
	struct signal_struct signal;	/* its own where pages may fail (failed.c) */
	unsigned long failed_at;	/* the address of its last SIGBUS for a failed page */
	u32 failed_bits;		/* of that page's size; 0: there was none */
	bool killed;
	bool native;			/* a program of the host (native.c) */
	struct xarray shared;		/* its pages that are DRAM, by page of its address */
	void *page[HP_USER_PAGES];	/* kernel addresses; NULL: not mapped */
};

/* The process that runs now; NULL in any other context. */
struct hp_process *hp_process_current(void);

/*
 * Returns the user address of new memory of the current process, which lives until
 * the end of its call; 0 if there is no more.
 */
unsigned long hp_user_alloc(size_t bytes);
/* Copies for the environment, without fault injection.  Returns false if not mapped. */
bool hp_user_write(unsigned long to, const void *from, size_t n);
bool hp_user_read(void *to, unsigned long from, size_t n);
void hp_user_free(struct hp_process *p);

/*
 * pin.c: returns the address of memory that the current process keeps until it exits,
 * or 0; the CPU physical address of a byte of it; unmaps the memory that begins at @addr,
 * or returns false; frees all of an exiting process.  Pages that are pinned stay.
 */
unsigned long hp_user_keep(size_t bytes);
u64 hp_user_phys(unsigned long addr);
bool hp_user_forget(struct mm_struct *mm, unsigned long addr);
void hp_user_drop(struct mm_struct *mm);

int64_t hp_limit_files(u64 n);

/* mmap.c */
void hp_mmap_init(struct hp_process *p);
void hp_mmap_exit(struct hp_process *p);
int64_t hp_mmap(struct hp_uapi *u);
int64_t hp_mmap_at(struct hp_uapi *u);
int64_t hp_munmap(struct hp_uapi *u);
int64_t hp_load(struct hp_uapi *u);
int64_t hp_store(struct hp_uapi *u);

/* Returns true if an area of the process has the address. */
bool hp_mmap_has(struct hp_process *p, unsigned long addr);
/*
 * Unmaps all areas that begin in [addr, addr + bytes).  Returns -EINVAL if one reaches
 * beyond.
 */
int64_t hp_mmap_drop(struct hp_process *p, unsigned long addr, unsigned long bytes);

/*
 * native.c: copies, as raw_copy_to_user(); the page at an address of the process, which
 * becomes one of DRAM if it was none, or NULL; frees those of a process that exits.
 */
unsigned long hp_native_copy(struct hp_process *p, void *kernel, unsigned long user,
			     unsigned long n, bool to_user);
struct page *hp_native_page(struct hp_process *p, unsigned long addr);
void hp_native_end(struct hp_process *p);
/* HP_UAPI_NATIVE and HP_UAPI_RAW_*, but for what is elsewhere. */
int64_t hp_uapi_native(struct hp_uapi *u);

/* failed.c; the process's task is there. */
void hp_failed_begin(struct hp_process *p);
void hp_failed_end(struct hp_process *p);
int64_t hp_failed(struct hp_uapi *u);
int64_t hp_failed_info(struct hp_uapi *u);

/* selftest_dmabuf.c, in a process's own context. */
int64_t hp_selftest_dmabuf_process(void);

/* uapi.c: /dev; needs kernfs and the caches of fs/. */
void hp_uapi_init(void);
/* One call, in the process's own context. */
int64_t hp_uapi_run(struct hp_uapi *u);

int64_t hp_ioctl(u64 fd, unsigned int cmd, unsigned long arg);
/* The same with @bytes of @arg, copied to the process's memory and back. */
int64_t hp_ioctl_struct(u64 fd, unsigned int cmd, void *arg, size_t bytes);
/* uapi_group.c: by a file's newer way to be read. */
int64_t hp_read_iter(struct file *file, unsigned long to, size_t bytes);
/* ... and what uapi.c has not. */
int64_t hp_uapi_group(struct hp_uapi *u);

/* uapi_migrate.c: HP_UAPI_MIG_SET to HP_UAPI_FILE_WRITE. */
int64_t hp_uapi_migrate(struct hp_uapi *u);

/* uapi_iommufd.c: HP_UAPI_HWPT to HP_UAPI_USER_WORDS. */
int64_t hp_uapi_iommufd(struct hp_uapi *u);

/* Returns the task of the process with the host's number, or NULL. */
struct task_struct *hp_process_task(u32 number);
struct mm_struct *hp_process_mm(u32 number);
/* The program of the host whose memory that is, or NULL. */
struct hp_process *hp_process_native(struct mm_struct *mm);

#endif
