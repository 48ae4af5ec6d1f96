// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapped files: areas of a simulated process's address space, the page-table
 * entries that drivers put into them, and loads and stores through those.
 *
 *   mmap ---> file's own mmap() ---> area          store ---> entry ---> BAR or DRAM
 *                    |                  ^                       |
 *                    +--entries---------+------- fault() <------+ there is none
 *
 * An entry is a stretch of page frames, because drivers map whole BARs.  Accesses to
 * a BAR are TLPs; accesses to DRAM are direct.  It must not know whose memory a
 * frame is.
 */
#include <linux/kernel.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>

#include "core/env.h"
#ifdef HP_HAVE_HUGE_PFN_T
#include <linux/pfn_t.h>
#endif
#include "uapi/process.h"

/* Above the process's own memory (user.c), below task_size. */
#define MMAP_BASE 0x100000000ul

struct entry {
	struct list_head list;
	unsigned long first, last;	/* pages of the area */
	unsigned long pfn;		/* of the first */
	struct page *page;		/* a reference goes along; then it is one page */
};

struct area {
	struct vm_area_struct vma;	/* first */
	struct list_head list;		/* of its process */
	struct list_head everywhere;
	struct list_head entries;
};

static LIST_HEAD(areas);		/* of all processes */

static struct area *area_of(struct vm_area_struct *vma)
{
	return (struct area *)vma;
}

static unsigned long page_in(const struct vm_area_struct *vma, unsigned long addr)
{
	return (addr - vma->vm_start) >> PAGE_SHIFT;
}

/* --- entries ------------------------------------------------------------------- */

static struct entry *entry_at(struct area *a, unsigned long page)
{
	struct entry *e;

	list_for_each_entry(e, &a->entries, list)
		if (page >= e->first && page <= e->last)
			return e;
	return NULL;
}

/* A page table needs memory, so this is a fault point. */
static int entry_add(struct area *a, unsigned long first, unsigned long last,
		     unsigned long pfn, struct page *page)
{
	struct entry *e = kmalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	*e = (struct entry){ .first = first, .last = last, .pfn = pfn,
			     .page = page };
	list_add_tail(&e->list, &a->entries);
	return 0;
}

static void entry_free(struct entry *e)
{
	list_del(&e->list);
	if (e->page)
		put_page(e->page);
	kfree(e);
}

/* Splits @e after @last; the part behind stays mapped. */
static void entry_split(struct entry *e, unsigned long last)
{
	struct entry *rest = kmalloc(sizeof(*rest), GFP_KERNEL | __GFP_NOFAIL);

	*rest = *e;
	rest->first = last + 1;
	rest->pfn += rest->first - e->first;
	list_add(&rest->list, &e->list);
}

static void zap(struct area *a, unsigned long first, unsigned long last)
{
	struct entry *e, *next;

	list_for_each_entry_safe(e, next, &a->entries, list) {
		if (e->last < first || e->first > last)
			continue;
		if (e->last > last)
			entry_split(e, last);
		if (e->first < first)
			e->last = first - 1;
		else
			entry_free(e);
	}
}

/* --- what drivers do with an area -------------------------------------------------- */

static bool holds(const struct vm_area_struct *vma, unsigned long addr)
{
	return addr >= vma->vm_start && addr < vma->vm_end;
}

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr,
			  unsigned long pfn)
{
	struct area *a = area_of(vma);
	unsigned long page = page_in(vma, addr);

	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	if (!holds(vma, addr))
		return VM_FAULT_SIGBUS;
	if (!entry_at(a, page) && entry_add(a, page, page, pfn, NULL))
		return VM_FAULT_OOM;
	return VM_FAULT_NOPAGE;
}

#ifdef HP_HAVE_HUGE_PFNMAP
/* A huge page is one entry, of frames that begin at a multiple of its size. */
static vm_fault_t insert_huge(struct vm_fault *vmf, unsigned long pfn,
			      unsigned int order)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long addr = ALIGN_DOWN(vmf->address, PAGE_SIZE << order);
	unsigned long first = page_in(vma, addr);

	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	if (addr < vma->vm_start || addr >= vma->vm_end)
		return VM_FAULT_SIGBUS;
	if (!IS_ALIGNED(pfn, 1ul << order))
		hp_event(HP_EVENT_MISUSE, "a huge page of order %u from frame 0x%lx on",
			 order, pfn);
	if (!entry_at(area_of(vma), first) &&
	    entry_add(area_of(vma), first, first + (1ul << order) - 1, pfn, NULL))
		return VM_FAULT_OOM;
	return VM_FAULT_NOPAGE;
}

#ifdef HP_HAVE_HUGE_PFN_T
vm_fault_t vmf_insert_pfn_pmd(struct vm_fault *vmf, pfn_t pfn, bool write)
{
	return insert_huge(vmf, pfn_t_to_pfn(pfn), PMD_SHIFT - PAGE_SHIFT);
}

vm_fault_t vmf_insert_pfn_pud(struct vm_fault *vmf, pfn_t pfn, bool write)
{
	return insert_huge(vmf, pfn_t_to_pfn(pfn), PUD_SHIFT - PAGE_SHIFT);
}
#else
vm_fault_t vmf_insert_pfn_pmd(struct vm_fault *vmf, unsigned long pfn, bool write)
{
	return insert_huge(vmf, pfn, PMD_SHIFT - PAGE_SHIFT);
}

vm_fault_t vmf_insert_pfn_pud(struct vm_fault *vmf, unsigned long pfn, bool write)
{
	return insert_huge(vmf, pfn, PUD_SHIFT - PAGE_SHIFT);
}
#endif
#endif

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr,
		   struct page *page)
{
	struct area *a = area_of(vma);
	unsigned long at = page_in(vma, addr);
	int err;

	if (!holds(vma, addr))
		return -EFAULT;
	if (!page_count(page))
		return -EINVAL;
	if (!(vma->vm_flags & VM_MIXEDMAP)) {
		BUG_ON(!rwsem_is_locked(&vma->vm_mm->mmap_lock));
		BUG_ON(vma->vm_flags & VM_PFNMAP);
		vm_flags_set(vma, VM_MIXEDMAP);
	}
	if (entry_at(a, at))
		return -EBUSY;
	err = entry_add(a, at, at, page_to_pfn(page), page);
	if (!err)
		get_page(page);
	return err;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot)
{
	unsigned long first = page_in(vma, addr);

	if (!holds(vma, addr) || !size || size > vma->vm_end - addr)
		return -EINVAL;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	return entry_add(area_of(vma), first,
			 first + (PAGE_ALIGN(size) >> PAGE_SHIFT) - 1, pfn, NULL);
}

/* Unmaps a range of a file in all processes. */
void unmap_mapping_range(struct address_space *mapping, loff_t const holebegin,
			 loff_t const holelen, int even_cows)
{
	unsigned long first = (unsigned long)holebegin >> PAGE_SHIFT;
	unsigned long n = PAGE_ALIGN((unsigned long)holelen) >> PAGE_SHIFT;
	unsigned long last = n ? first + n - 1 : ULONG_MAX;
	struct area *a;

	i_mmap_lock_read(mapping);
	list_for_each_entry(a, &areas, everywhere) {
		unsigned long from = a->vma.vm_pgoff;
		unsigned long to = from + vma_pages(&a->vma) - 1;

		if (a->vma.vm_file->f_mapping == mapping && from <= last &&
		    to >= first)
			zap(a, max(first, from) - from, min(last, to) - from);
	}
	i_mmap_unlock_read(mapping);
}

/* --- mmap, munmap ------------------------------------------------------------------- */

static void area_free(struct area *a)
{
	zap(a, 0, ULONG_MAX);
	fput(a->vma.vm_file);
	kfree(a);
}

/*
 * Where a process that wants huge pages maps @offset of a file: at an address as far from
 * a multiple of a huge page as the offset is.
 */
static unsigned long congruent(unsigned long from, u64 offset)
{
	return from + ((offset - from) & (PUD_SIZE - 1));
}

/* @at: where a program of the host has it; 0: where the next goes. */
static struct area *area_new(struct hp_process *p, struct file *file, u64 offset,
			     u64 bytes, bool shared, bool huge, unsigned long at)
{
	unsigned long flags = VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE;
	struct area *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return NULL;
	INIT_LIST_HEAD(&a->entries);
	INIT_LIST_HEAD(&a->vma.anon_vma_chain);
	a->vma.vm_mm = p->mm;
	a->vma.vm_start = at ? at : huge ? congruent(p->mmap_next, offset) : p->mmap_next;
	a->vma.vm_end = a->vma.vm_start + bytes;
	a->vma.vm_pgoff = offset >> PAGE_SHIFT;
	a->vma.vm_page_prot = shared ? PAGE_SHARED : PAGE_COPY;
	vm_flags_init(&a->vma, (shared ? flags | VM_SHARED | VM_MAYSHARE : flags) |
		      (huge ? VM_HUGEPAGE : VM_NOHUGEPAGE));
	a->vma.vm_file = get_file(file);
	/* A page between two areas belongs to neither. */
	if (!at)
		p->mmap_next = a->vma.vm_end + PAGE_SIZE;
	return a;
}

/* The tree's own way to ask a file, or the one it has. */
#ifdef HP_HAVE_VFS_MMAP
#define can_map(file) can_mmap_file(file)
#define ask_file(file, vma) vfs_mmap(file, vma)
#else
#define can_map(file) ((file)->f_op->mmap)
#define ask_file(file, vma) call_mmap(file, vma)
#endif

static void area_link(struct hp_process *p, struct area *a)
{
	struct address_space *mapping = a->vma.vm_file->f_mapping;

	/* The kernel's own look-ups of areas; a failure of this is no fault point. */
	if (mtree_store_range(&p->mm->mm_mt, a->vma.vm_start, a->vma.vm_end - 1, &a->vma,
			      GFP_KERNEL | __GFP_NOFAIL))
		panic("no memory for a process's areas");
	i_mmap_lock_write(mapping);
	list_add_tail(&a->list, &p->areas);
	list_add_tail(&a->everywhere, &areas);
#ifdef HP_HAVE_PFN_FAILURE
	mapping_rmap_tree_insert(&a->vma, mapping);
#endif
	i_mmap_unlock_write(mapping);
}

static int64_t map_file(struct hp_process *p, struct file *file, u64 offset,
			u64 bytes, bool shared, bool huge, unsigned long at)
{
	struct area *a;
	int64_t ret;

	if (!can_map(file))
		return -ENODEV;
	if (shared && !(file->f_mode & FMODE_WRITE))
		return -EACCES;
	a = area_new(p, file, offset, bytes, shared, huge, at);
	if (!a)
		return -ENOMEM;
	mmap_write_lock(p->mm);
	ret = ask_file(file, &a->vma);
	if (ret)
		area_free(a);
	else
		area_link(p, a);
	mmap_write_unlock(p->mm);
	return ret ?: (int64_t)a->vma.vm_start;
}

/* @at: where a program of the host has it; 0: where the next goes.  Returns the address. */
static int64_t map_call(const struct hp_uapi *u, bool huge, unsigned long at)
{
	const u64 offset = u->arg[1], bytes = PAGE_ALIGN(u->arg[2]);
	struct hp_process *p = hp_process_current();
	struct file *file = fget(u->arg[0]);
	int64_t ret;

	if (!file)
		return -EBADF;
	if (!u->arg[2] || offset & ~PAGE_MASK || at & ~PAGE_MASK)
		ret = -EINVAL;
	else if (!bytes || (!at && bytes > TASK_SIZE - p->mmap_next - PAGE_SIZE))
		ret = -ENOMEM;
	else if (offset + bytes < offset)
		ret = -EOVERFLOW;
	else
		ret = map_file(p, file, offset, bytes, u->arg[3], huge, at);
	fput(file);
	return ret;
}

int64_t hp_mmap(struct hp_uapi *u)
{
	const int64_t ret = map_call(u, u->arg[4], 0);

	if (ret < 0)
		return ret;
	u->out[0] = ret;
	return 0;
}

int64_t hp_mmap_at(struct hp_uapi *u)
{
	const int64_t ret = map_call(u, true, u->arg[4]);

	return ret < 0 ? ret : 0;
}

static void unmap(struct area *a)
{
	struct address_space *mapping = a->vma.vm_file->f_mapping;

	mtree_erase(&a->vma.vm_mm->mm_mt, a->vma.vm_start);
	i_mmap_lock_write(mapping);
	list_del(&a->everywhere);
	list_del(&a->list);
#ifdef HP_HAVE_PFN_FAILURE
	mapping_rmap_tree_remove(&a->vma, mapping);
#endif
	i_mmap_unlock_write(mapping);
	if (a->vma.vm_ops && a->vma.vm_ops->close)
		a->vma.vm_ops->close(&a->vma);
	area_free(a);
}

static struct area *area_at(struct hp_process *p, unsigned long addr)
{
	struct area *a;

	list_for_each_entry(a, &p->areas, list)
		if (holds(&a->vma, addr))
			return a;
	return NULL;
}

/* Unmaps a whole area: a driver's close() is for an area.  Or memory of the process. */
int64_t hp_munmap(struct hp_uapi *u)
{
	struct hp_process *p = hp_process_current();
	struct area *a;
	bool done = true;

	mmap_write_lock(p->mm);
	a = area_at(p, u->arg[0]);
	if (a)
		unmap(a);
	else
		done = hp_user_forget(p->mm, u->arg[0]);
	mmap_write_unlock(p->mm);
	return done ? 0 : -EINVAL;
}

bool hp_mmap_has(struct hp_process *p, unsigned long addr)
{
	return area_at(p, addr);
}

int64_t hp_mmap_drop(struct hp_process *p, unsigned long addr, unsigned long bytes)
{
	struct area *a, *next;
	int64_t ret = 0;

	mmap_write_lock(p->mm);
	list_for_each_entry_safe(a, next, &p->areas, list) {
		if (a->vma.vm_end <= addr || a->vma.vm_start >= addr + bytes)
			continue;
		if (a->vma.vm_start < addr || a->vma.vm_end > addr + bytes)
			ret = -EINVAL;
		else
			unmap(a);
	}
	mmap_write_unlock(p->mm);
	return ret;
}

void hp_mmap_init(struct hp_process *p)
{
	INIT_LIST_HEAD(&p->areas);
	p->mmap_next = MMAP_BASE;
}

/* Unmaps all areas of a process that exits, before its files are closed. */
void hp_mmap_exit(struct hp_process *p)
{
	struct area *a, *next;

	mmap_write_lock(p->mm);
	list_for_each_entry_safe(a, next, &p->areas, list)
		unmap(a);
	mmap_write_unlock(p->mm);
}

/* --- loads and stores ------------------------------------------------------------------ */

/* A page that fault() found itself: its reference becomes the entry's. */
static vm_fault_t found_page(struct vm_fault *vmf, vm_fault_t ret)
{
	unsigned long at = page_in(vmf->vma, vmf->address);

	if (ret & VM_FAULT_LOCKED)
		unlock_page(vmf->page);
	if (!entry_add(area_of(vmf->vma), at, at, page_to_pfn(vmf->page),
		       vmf->page))
		return 0;
	put_page(vmf->page);
	return VM_FAULT_OOM;
}

#ifdef HP_HAVE_HUGE_PFNMAP
/* Asks for a huge page where one fits into the area, and nothing of it is mapped yet. */
static vm_fault_t fault_huge(struct area *a, struct vm_fault *vmf, unsigned int order)
{
	const unsigned long size = PAGE_SIZE << order;
	const unsigned long addr = ALIGN_DOWN(vmf->address, size);
	const struct entry *e;

	if (!(a->vma.vm_flags & VM_HUGEPAGE) || !a->vma.vm_ops->huge_fault ||
	    addr < a->vma.vm_start || size > a->vma.vm_end - addr)
		return VM_FAULT_FALLBACK;
	list_for_each_entry(e, &a->entries, list)
		if (e->last >= page_in(&a->vma, addr) &&
		    e->first < page_in(&a->vma, addr) + (1ul << order))
			return VM_FAULT_FALLBACK;
	return a->vma.vm_ops->huge_fault(vmf, order);
}
#endif

static vm_fault_t fault(struct area *a, unsigned long addr, bool write)
{
	struct vm_fault vmf = {
		.vma = &a->vma,
		.gfp_mask = GFP_KERNEL,
		.pgoff = a->vma.vm_pgoff + page_in(&a->vma, addr),
		.address = addr & PAGE_MASK,
		.real_address = addr,
		.flags = FAULT_FLAG_DEFAULT | FAULT_FLAG_USER |
			 (write ? FAULT_FLAG_WRITE : 0),
	};
	vm_fault_t ret;

	if (!a->vma.vm_ops || !a->vma.vm_ops->fault)
		return VM_FAULT_SIGBUS;
#ifdef HP_HAVE_HUGE_PFNMAP
	ret = fault_huge(a, &vmf, PUD_SHIFT - PAGE_SHIFT);
	if (ret & VM_FAULT_FALLBACK)
		ret = fault_huge(a, &vmf, PMD_SHIFT - PAGE_SHIFT);
	if (!(ret & VM_FAULT_FALLBACK))
		return ret;
#endif
	ret = a->vma.vm_ops->fault(&vmf);
	if (!(ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY)) &&
	    vmf.page)
		ret = found_page(&vmf, ret);
	return ret;
}

static void access(u64 phys, u8 bytes, bool write, u64 *value)
{
	if (hp_mem_is_dram(phys)) {
		void *p = (void *)(uml_physmem + phys);

		hp_host->back(hp_host->ctx, p, bytes);
		memcpy(write ? p : value, write ? (void *)value : p, bytes);
	} else if (write) {
		hp_host->mmio_write(hp_host->ctx, phys, bytes, *value);
	} else {
		*value = hp_host->mmio_read(hp_host->ctx, phys, bytes);
	}
}

/* --- what VFIO's type 1 looks up ------------------------------------------------------- */

#ifdef HP_HAVE_PFNMAP_MASK
/* How much of its surroundings one entry of a page table maps with . */
static unsigned long mask_of(const struct entry *e)
{
	const unsigned long n = e->last - e->first + 1;

	if ((n != PMD_SIZE >> PAGE_SHIFT && n != PUD_SIZE >> PAGE_SHIFT) ||
	    !IS_ALIGNED(e->pfn, n))
		return PAGE_MASK;
	return ~((n << PAGE_SHIFT) - 1);
}
#endif

/*
 * Frames between stretches of DRAM have struct pages, which a kernel marks as reserved when
 * it boots.  There are millions: here one is marked when somebody comes to it.
 */
static void mark_hole(unsigned long pfn)
{
	if (pfn_valid(pfn) && !hp_mem_is_dram(PFN_PHYS(pfn)) &&
	    !is_zone_device_page(pfn_to_page(pfn)))
		__SetPageReserved(pfn_to_page(pfn));
}

/* The entry at an address, as follow_pte() of a PFN mapping finds it. */
int follow_pfnmap_start(struct follow_pfnmap_args *args)
{
	struct area *a = area_of(args->vma);
	const unsigned long at = page_in(args->vma, args->address);
	const struct entry *e;

	if (!(args->vma->vm_flags & (VM_IO | VM_PFNMAP)) || !holds(args->vma, args->address))
		return -EINVAL;
	e = entry_at(a, at);
	if (!e)
		return -EINVAL;
	args->pfn = e->pfn + at - e->first;
#ifdef HP_HAVE_PFNMAP_MASK
	args->addr_mask = mask_of(e);
#endif
	args->pgprot = args->vma->vm_page_prot;
	args->writable = true;
	args->special = !e->page;
	mark_hole(args->pfn);
	return 0;
}

void follow_pfnmap_end(struct follow_pfnmap_args *args)
{
}

int fixup_user_fault(struct mm_struct *mm, unsigned long address, unsigned int flags,
		     bool *unlocked)
{
	struct vm_area_struct *vma = vma_lookup(mm, address);
	vm_fault_t ret;

	mmap_assert_locked(mm);
	if (!vma)
		return -EFAULT;
	ret = fault(area_of(vma), address, flags & FAULT_FLAG_WRITE);
	if (ret & VM_FAULT_OOM)
		return -ENOMEM;
	return ret & VM_FAULT_ERROR ? -EFAULT : 0;
}

/* Looks the page frame up once; without an entry, calls the driver's fault handler. */
static vm_fault_t lookup(struct hp_process *p, unsigned long addr, bool write,
			 u64 *phys)
{
	struct area *a = area_at(p, addr);
	struct entry *e;
	unsigned long page;

	if (!a)
		return VM_FAULT_SIGSEGV;
	page = page_in(&a->vma, addr);
	e = entry_at(a, page);
	if (!e)
		return fault(a, addr, write) ?: VM_FAULT_NOPAGE;
	*phys = PFN_PHYS(e->pfn + page - e->first) + offset_in_page(addr);
	return 0;
}

/*
 * A naturally aligned load or store by the process.  Between a fault and the next
 * lookup the entry may be unmapped again, as on any machine.
 */
static int64_t touch(unsigned long addr, u8 bytes, bool write, u64 *value)
{
	struct hp_process *p = hp_process_current();
	vm_fault_t ret;
	u64 phys = 0;

	do {
		mmap_read_lock(p->mm);
		ret = lookup(p, addr, write, &phys);
		if (!ret)
			access(phys, bytes, write, value);
		mmap_read_unlock(p->mm);
		if (ret & VM_FAULT_OOM)
			return -ENOMEM;
		if (ret & VM_FAULT_SIGSEGV)
			return HP_UAPI_SIGSEGV;
		if (ret & VM_FAULT_ERROR)
			return HP_UAPI_SIGBUS;
	} while (ret);
	return 0;
}

static bool aligned(const struct hp_uapi *u)
{
	const u64 bytes = u->arg[1];

	return bytes && bytes <= 8 && is_power_of_2(bytes) &&
	       IS_ALIGNED(u->arg[0], bytes);
}

int64_t hp_load(struct hp_uapi *u)
{
	u->out[0] = 0;
	return aligned(u) ? touch(u->arg[0], u->arg[1], false, &u->out[0]) :
			    -EINVAL;
}

int64_t hp_store(struct hp_uapi *u)
{
	return aligned(u) ? touch(u->arg[0], u->arg[1], true, &u->arg[2]) :
			    -EINVAL;
}

/* --- for the host ------------------------------------------------------------------------ */

uint64_t hp_user_pages(uint32_t process, uint64_t phys, uint64_t bytes)
{
	const u64 first = phys >> PAGE_SHIFT;
	const u64 last = (phys + bytes - 1) >> PAGE_SHIFT;
	struct mm_struct *mm = process ? hp_process_mm(process) : NULL;
	struct area *a;
	struct entry *e;
	u64 n = 0;

	if (!bytes || (process && !mm))
		return 0;
	list_for_each_entry(a, &areas, everywhere) {
		if (mm && a->vma.vm_mm != mm)
			continue;
		list_for_each_entry(e, &a->entries, list) {
			u64 from = e->pfn, to = e->pfn + e->last - e->first;

			if (from <= last && to >= first)
				n += min(to, last) - max(from, first) + 1;
		}
	}
	return n;
}
