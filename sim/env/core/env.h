/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * env.h - declarations that the files of the environment share.
 *
 * The environment provides the kernel's undefined symbols.  It is compiled with
 * the headers of the tree under test and includes no libc header.  It reaches the
 * outside only through struct hp_host.
 */
#ifndef SIM_ENV_CORE_ENV_H
#define SIM_ENV_CORE_ENV_H

#include "hairpin/abi.h"
#include "hp_probes.h"

extern const struct hp_host *hp_host;

/* warn.c: sends an event to the host, with the stack of the caller. */
void hp_event(enum hp_event_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same about the function at @by, which has returned: as if it were innermost. */
void hp_event_by(unsigned long by, enum hp_event_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same with the stack from @frame up.  @more: another event of the report follows. */
void hp_event_stack(enum hp_event_kind kind, bool more, const void *frame,
		    const char *text);

/* stack.c: makes calls from the host run on a kernel stack, if the tree needs that. */
bool hp_stack_wrap(struct hp_kernel *k);

/* mem.c */
void hp_mem_init(const struct hp_boot *b, u64 max_phys);

u64 hp_mem_granule(const void *p);
u64 hp_mem_bitmap_bytes(void);
u64 hp_mem_bitmap_bytes_most(void);
bool hp_mem_is_dram(u64 phys);
bool hp_mem_find(const void *p, void **start, size_t *size);
void hp_mem_each(void (*fn)(const void *start, size_t size, bool page, void *arg),
		 void *arg);

/* memremap.c: returns true if it was a BAR's, and gives it back to its owner. */
struct folio;
bool hp_device_page_free(struct folio *folio);

/* leak.c: objects that no pointer leads to. */
extern bool hp_leak_watching;
void hp_leak_note(const void *p);
void hp_leak_watch(void);
int64_t hp_leaks(void);

/* audit.c: the kernel's counts, at the end of boot and at the end. */
u64 *hp_audit_counter(const char *slab);
void hp_audit_boot(void);
int64_t hp_audit_unbind(void);
int64_t hp_audit(struct hp_left *out, uint64_t room);
/* pin.c: returns the number of pins on processes' memory that were not released. */
u64 hp_user_pins(void);

/* warn.c */
bool hp_in_text(unsigned long pc);
u64 hp_text_offset(unsigned long pc);

/* printk.c: sends a line that has no newline yet. */
void hp_printk_flush(void);

/* time.c */
void hp_time_init(void);
int hp_advance(uint64_t until_ps);

/* vfs.c */
void hp_vfs_init(void);

/* task.c: runs ready tasks until none is left; every call from the host ends with it. */
void hp_settle(void);
/* From now on the host says who runs next, or it is the task that has been ready longest. */
int hp_schedule(uint32_t asks);
/* Raises an event: code that may sleep runs in atomic context.  Once for each section. */
void hp_must_not_sleep(void);

/*
 * lockdep.c, lockreport.c: needed by the tree's lock debugging, in builds with it.
 * _user, _idle check that a process, or the host's call, holds no lock.  _forget
 * drops a report that WARN() makes an event of.
 */
struct task_struct;
#ifdef CONFIG_PROVE_LOCKING
void hp_lockdep_boot(void);
void hp_lockdep_task(struct task_struct *t);
void hp_lockdep_user(void);
void hp_lockdep_idle(void);
void hp_lockreport_line(const char *line, size_t len);
int hp_lockreport_scrub(char *text, int len);
void hp_lockreport_forget(void);
void hp_lockreport_end(void);
#else
static inline void hp_lockdep_boot(void) { }
static inline void hp_lockdep_task(struct task_struct *t) { }
static inline void hp_lockdep_user(void) { }
static inline void hp_lockdep_idle(void) { }
static inline void hp_lockreport_line(const char *line, size_t len) { }
static inline int hp_lockreport_scrub(char *text, int len) { return len; }
static inline void hp_lockreport_forget(void) { }
static inline void hp_lockreport_end(void) { }
#endif

/*
 * access.c: in instances of the variant "access", the host learns what tasks do with
 * memory while hp_watch is set.  The compiler has the tree's code call it; the
 * environment's allocators do so themselves.
 */
#ifdef HP_ACCESS
extern bool hp_watch;
void hp_access(const void *p, size_t size, enum hp_access what);
#else
static inline void hp_access(const void *p, size_t size, enum hp_access what) { }
#endif

/* inject.c: returns true if this fault point must fail. */
bool hp_inject_alloc(gfp_t gfp);
bool hp_inject_copy(void);
void hp_inject_signal(unsigned int state);
int hp_inject(uint32_t kinds, uint64_t nth);
uint64_t hp_inject_passed(void);
bool hp_inject_happened(void);		/* what was to fail has failed */
/* Fault points count between these two: around what a scenario does. */
void hp_inject_enter(void);
void hp_inject_leave(void);
int64_t hp_step_sysfs_write(const char *path, const char *buf, uint64_t len);
int hp_step_dma_map(const struct hp_dma_request *req, struct hp_dma_mapping *out);
int hp_step_dma_unmap(uint64_t handle);
int hp_step_advance(uint64_t until_ps);

/* trap.c */
void hp_trap_init(void);
const char *hp_trap_name(uint64_t addr);

/* boot.c */
int hp_boot(const struct hp_boot *b);
/* params.c: early and __setup parameters, then module parameters. */
int hp_parse_cmdline(const char *ours, const char *users);

/* of.c: the device tree; hp_of_bridge() is the device of the n-th host bridge, or NULL. */
int hp_of_init(const struct hp_boot *b);
struct device;
struct device *hp_of_bridge(u32 n);
/* The node of the interrupt controller, or NULL: there is no tree. */
struct fwnode_handle;
struct fwnode_handle *hp_of_msi(void);
struct fwnode_handle *hp_of_wires(void);

/* pci.c */
int hp_mmio_register(const struct hp_boot *b);
int hp_pci_add_host_bridges(const struct hp_boot *b);
int64_t hp_pci_functions(struct hp_kfunc *out, uint64_t n);
int hp_pci_function(hp_sbdf fn, struct hp_kfunc *out);
int hp_isolation(hp_sbdf fn, struct hp_isolation *out);
struct pci_dev;
struct pci_dev *hp_pci_get(hp_sbdf fn);

/* pci.c: returns true if the range may be ioremap()ed. */
bool hp_mmio_is(phys_addr_t at, size_t bytes);

/* iomem.c: does ioremap() map this address now? */
bool hp_ioremap_is(const void *addr);
/* coherent.c: devices' own memory, which CPUs reach by addresses of its own. */
int hp_coherent_init(const struct hp_boot *b);
bool hp_coherent_is(u64 phys, u64 bytes);
/*
 * Copies between such memory and other, by requests.  Returns false, and did nothing, if
 * @coherent is no pointer into it.
 */
bool hp_coherent_copy(void *coherent, void *other, unsigned long n, bool store);
/* Forgets a pointer of memremap().  Returns false if it is none. */
bool hp_memremap_undo(const volatile void *addr);

/* p2p.c */
int hp_p2p_query(hp_sbdf provider, int32_t bar, hp_sbdf client,
		 uint32_t verbose, struct hp_p2p *out);

/* dma.c: mapping for the DMA of simulated endpoints. */
int hp_dma_map(const struct hp_dma_request *req, struct hp_dma_mapping *out);
int hp_dma_unmap(uint64_t handle);
uint64_t hp_dma_live(void);
/* Has those stop that send to a BAR of @pdev, or of a VF of it. */
void hp_dma_quiesce(struct pci_dev *pdev);
void hp_dma_forget(struct pci_dev *pdev);
void hp_dma_stop(struct pci_dev *pdev);

/* p2p.c */
int hp_p2p_first_bar(struct pci_dev *pdev);
/* Returns the BAR that contains a CPU physical address, or -EINVAL. */
int hp_p2p_bar_of(struct pci_dev *pdev, phys_addr_t phys);
u32 hp_p2p_map_type(int type);
#define HP_P2P_PAGES_BYTES (2u << 20)
/* P2P pages of those 2 MiB of @bar, and of all others, that [offset, offset + bytes) touches. */
int hp_p2p_pages(struct pci_dev *provider, int bar, u64 offset, u64 bytes);
/* Returns the pair's enum hp_map_type; HP_MAP_UNKNOWN if P2PDMA cannot be asked. */
u32 hp_p2p_type_of(struct pci_dev *provider, int bar, struct pci_dev *client);

/* endpoint.c: the driver of our simulated endpoints. */
int hp_endpoint_register(void);
int hp_endpoint_bind(struct pci_dev *pdev);
/* What each driver of ours does first: enables the device, and its BARs as P2P memory. */
int hp_endpoint_enable(struct pci_dev *pdev);
bool hp_endpoint_is_ours(struct pci_dev *pdev);

/* gpu.c, gpu_provision.c: the driver of our GPUs. */
int hp_gpu_register(void);
bool hp_gpu_is_ours(struct pci_dev *pdev);
/* gpu_import.c: adds to @out->vram what a PF finds behind CPU physical addresses of VFs' BARs. */
int hp_gpu_translate(struct pci_dev *pdev, u64 phys, u64 bytes, struct hp_import *out);
/* The BAR of its VFs that leads to VRAM, if it is a PF; else -ENODEV. */
int hp_gpu_bar(struct pci_dev *pdev);
int64_t hp_gpu_copy(struct hp_uapi *u);
/* gpu_export.c */
int64_t hp_gpu_export(struct hp_uapi *u);
int64_t hp_gpu_claims(struct hp_gpu_claim *out, uint64_t room);

/* iova_count.c */
uint64_t hp_iova_live(void);
/* What this task allocates now stays as long as its domain, and is not counted.  One task at a time. */
void hp_iova_keep(bool yes);

/* msi.c */
/* With @translated the IOMMU translates messages' addresses, too. */
int hp_msi_init(u32 iommu_mode, bool translated);
/* Descriptors of interrupts; whoever needs them first. */
void hp_irq_init(void);
int hp_intx_init(void);
struct pci_host_bridge;
int hp_intx_bridge(struct pci_host_bridge *bridge);
int hp_intx(void);
/* Returns where DRAM is in memory; NULL: it is not all DRAM. */
void *hp_dram(uint64_t phys, uint64_t bytes);
uint32_t hp_page_used(uint64_t phys);
void hp_msi_set(struct pci_dev *pdev);
int hp_interrupt(uint32_t data);

/* ats.c: the IOMMU is in charge of @dev.  Returns 0, or -ENOMEM. */
struct device;
int hp_ats_add(struct device *dev);
void hp_ats_remove(struct device *dev);
/* Around the change of @dev's translations to those of @table; 0: to none. */
void hp_ats_before(struct device *dev, u32 table);
void hp_ats_after(struct device *dev, u32 table);
/* All caches that hold translations of @table forget [@iova, @iova + @bytes). */
void hp_ats_invalidate(u32 table, u64 iova, u64 bytes);

/* iommu.c */
void hp_iommu_detected(u32 mode);
int hp_iommu_register(u32 mode);
/* Has the machine an IOMMU of AMD's? */
bool hp_iommu_is_amd(void);
/* Returns the kernel parameters for a mode; the scenario's own follow them. */
const char *hp_iommu_parameters(u32 mode);
/* cpu.c: is the boot CPU AMD's, of that family or a later one? */
bool hp_cpu_is_amd(u32 from_family);
void hp_cpu_set(u32 vendor, u32 family);

/* sysfs.c: returns the node of a path below /sys, with a reference, or NULL. */
struct kernfs_node;
struct kernfs_node *hp_sysfs_walk(const char *path);
/* sysfs.c: what hp_kernel.list() writes; adds  and its NUL. */
struct hp_list {
	char *buf;
	u64 size, bytes;
};
void hp_list_add(struct hp_list *l, const char *text);
int64_t hp_list_dir(struct hp_list *l, const char *path);
/* native.c */
int64_t hp_list(const char *path, char *buf, uint64_t size);
/* uapi.c: the nodes of /dev. */
void hp_list_nodes(struct hp_list *l);
int64_t hp_sysfs_read(const char *path, char *buf, uint64_t size);
int64_t hp_sysfs_write(const char *path, const char *buf, uint64_t len);

/* process.c, importer.c: user space, and drivers that import what it exports. */
void hp_process_init(void);
int hp_uapi(struct hp_uapi *u);
/* Has importers end with the driver of their function. */
int hp_import_init(void);
int64_t hp_import(int fd, hp_sbdf who, u32 kind, u32 via, u64 *handle);
int64_t hp_import_map(u64 handle);
int64_t hp_import_unmap(u64 handle);
int64_t hp_import_drop(u64 handle);
int hp_import_state(uint64_t handle, struct hp_import *out);

struct dma_buf_attachment;
/* Returns the handle of our importer that has @attach; 0: it is another's. */
u64 hp_import_handle(const struct dma_buf_attachment *attach);

/* held.c */
int64_t hp_held(struct hp_held *out, uint64_t room);
/* Whether the importer has a callback for when what it mapped moves, as this tree calls it. */
bool hp_can_be_notified(const struct dma_buf_attachment *attach);
/* process.c */
uint64_t hp_held_buffer(uint32_t process, int64_t fd);

/* mmap.c */
uint64_t hp_user_pages(uint32_t process, uint64_t phys, uint64_t bytes);

/* selftest.c */
int hp_selftest(const char *what);

/* selftest_mmio.c: returns 0, or -EIO; the log then says what read wrong. */
int hp_selftest_mmio(void);
int hp_selftest_mmio_reset(void);
int hp_selftest_mmio_beyond(void);
int hp_selftest_mmio_unmapped(void);
int hp_selftest_dmabuf(void);
int hp_selftest_p2pmem(void);
int hp_selftest_kthread(void);
/* selftest_slab.c: what caches promise; then what must not be done with them. */
int hp_selftest_slab(void);
int hp_selftest_slab_zero(void);
int hp_selftest_slab_destroy(void);
int hp_selftest_slab_wrong(void);
int hp_selftest_work(void);
/* selftest_locks.c: each sleeps where it must not, or takes locks in the wrong order. */
int hp_selftest_sleep_spinlock(void);
int hp_selftest_sleep_alloc(void);
int hp_selftest_sleep_rcu(void);
int hp_selftest_sleep_irq(void);
int hp_selftest_lock_order(void);
/* What a regular noun ends in behind the number @n. */
static inline const char *hp_plural(u64 n)
{
	return n == 1 ? "" : "s";
}
/*
 * storm.c: a handler that is called so many times, while nothing but handlers runs, is in a
 * storm.  @goes_on: what the device does.  Without a handler it does nothing.
 */
#define HP_STORM 150000u
struct irq_desc;
void hp_storm(const struct irq_desc *desc, const char *goes_on);
/* selftest_storm.c */
int hp_selftest_storm(void);
int hp_selftest_storm_message(void);

#endif
