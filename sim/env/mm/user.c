// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory: pages of a simulated process, at addresses of its own, and the
 * kernel's copies to and from them.  A copy in a task that is no process faults.
 */
#include <linux/kernel.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/uaccess.h>

#include "core/env.h"
#include "uapi/process.h"

/* The page behind a user address, or NULL. */
static char *page_at(struct hp_process *p, unsigned long addr)
{
	unsigned long i = (addr - HP_USER_BASE) >> PAGE_SHIFT;

	if (!p || addr < HP_USER_BASE || i >= HP_USER_PAGES)
		return NULL;
	return p->page[i];
}

/* Bytes that could not be copied, as the kernel's own routines say. */
static unsigned long copy(void *kernel, unsigned long user, unsigned long n,
			  bool to_user)
{
	struct hp_process *p = hp_process_current();

	if (p && p->native)
		return hp_native_copy(p, kernel, user, n, to_user);
	while (n) {
		char *page = page_at(p, user);
		unsigned long at = offset_in_page(user);
		unsigned long part = min(n, PAGE_SIZE - at);

		if (!page)
			break;
		if (hp_coherent_copy(kernel, page + at, part, !to_user))
			;
		else if (to_user)
			memcpy(page + at, kernel, part);
		else
			memcpy(kernel, page + at, part);
		kernel += part;
		user += part;
		n -= part;
	}
	return n;
}

unsigned long raw_copy_from_user(void *to, const void __user *from,
				 unsigned long n)
{
	return hp_inject_copy() ? n : copy(to, (unsigned long)from, n, false);
}

unsigned long raw_copy_to_user(void __user *to, const void *from,
			       unsigned long n)
{
	if (hp_inject_copy())
		return n;
	if (unlikely(hp_host->shown))
		hp_host->shown(hp_host->ctx, from, n);
	return copy((void *)from, (unsigned long)to, n, true);
}

unsigned long __clear_user(void __user *mem, unsigned long len)
{
	static const char zeroes[256];

	if (hp_inject_copy())
		return len;
	while (len) {
		unsigned long part = min(len, sizeof(zeroes));
		unsigned long left = copy((void *)zeroes, (unsigned long)mem,
					  part, true);

		mem += part - left;
		len -= part - left;
		if (left)
			break;
	}
	return len;
}

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	long n;

	if (hp_inject_copy())
		return -EFAULT;
	for (n = 0; n < count; n++) {
		if (copy(dst + n, (unsigned long)src + n, 1, false))
			return -EFAULT;
		if (!dst[n])
			return n;
	}
	return n;
}

#if defined(CONFIG_DEBUG_ATOMIC_SLEEP) || defined(CONFIG_PROVE_LOCKING)
void __might_fault(const char *file, int line)
{
	if (pagefault_disabled())
		return;
	__might_sleep(file, line);
	if (current->mm)
		might_lock_read(&current->mm->mmap_lock);
}
#endif

/* With its NUL; 0 where it cannot be read, more than @n where it is longer. */
long strnlen_user(const char __user *s, long n)
{
	long i;
	char c;

	for (i = 0; i < n; i++) {
		if (raw_copy_from_user(&c, s + i, 1))
			return 0;
		if (!c)
			return i + 1;
	}
	return n + 1;
}

/* --- for the environment ---------------------------------------------------------- */

unsigned long hp_user_alloc(size_t bytes)
{
	struct hp_process *p = hp_process_current();
	u32 at = ALIGN(p->used, 16), end = at + bytes, i;

	if (bytes > HP_USER_PAGES * PAGE_SIZE || end > HP_USER_PAGES * PAGE_SIZE)
		return 0;
	for (i = at >> PAGE_SHIFT; i << PAGE_SHIFT < end; i++) {
		if (!p->page[i])
			p->page[i] = (void *)get_zeroed_page(GFP_KERNEL |
							  __GFP_NOFAIL);
		if (!p->page[i])
			return 0;
	}
	p->used = end;
	return HP_USER_BASE + at;
}

bool hp_user_write(unsigned long to, const void *from, size_t n)
{
	return !copy((void *)from, to, n, true);
}

bool hp_user_read(void *to, unsigned long from, size_t n)
{
	return !copy(to, from, n, false);
}

void hp_user_free(struct hp_process *p)
{
	u32 i;

	for (i = 0; i < HP_USER_PAGES; i++) {
		free_page((unsigned long)p->page[i]);
		p->page[i] = NULL;
	}
}
