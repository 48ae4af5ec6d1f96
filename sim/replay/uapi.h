/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uapi.h - what processes of a scenario have: files, buffers, importers.
 *
 *   steps_uapi.c    statements about buffers and importers    uapi_state.c  who has
 *   steps_device.c  ... and about VFIO devices, to calls      what, by name
 *   steps_group.c   ... by way of a group, hot resets         uapi_call.c   the calls
 *   steps_access.c  reading and writing a device, what it     uapi_prove.c  TLPs
 *   steps_memory.c  says; a process's memory for its DMA      uapi_watch.c  what the
 *   steps_mmap.c    mapped files, loads and stores            hardware does meanwhile
 *   steps_irq.c     vectors                                   uapi_held.c   drivers of the
 *                                                             tree that import
 *   steps_gpu.c, steps_vram.c  VRAM                           expect_uapi.c what came
 *   steps_viommu.c  what a VMM's guest has of an IOMMU
 *   steps_vevent.c  ... and the events of that
 *   steps_iommufd.c I/O address spaces, page tables, PASIDs
 *   steps_migrate.c states and streams of migration                         tree that import
 *                                                             expect_uapi.c what came
 *                                                             of calls
 */
#ifndef SIM_REPLAY_UAPI_H
#define SIM_REPLAY_UAPI_H

#include "sim/replay/outcome.h"
#include "sim/replay/proof.h"
#include "sim/replay/world.h"

#define UAPI_MAX_NAME 64
#define UAPI_MAX_SHOWN 32u		/* groups in one hot reset */
#define UAPI_READING "reading through its file"
#define UAPI_LOADING "the load"

struct uapi_process {
	const char *name;
	uint32_t number;		/* the kernel's, from 1 */
	int64_t iommufd, ioas;		/* -1: not opened */
	int64_t container;		/* -1: not opened */
	bool container_ready;		/* its kind of IOMMU was chosen */
	uint32_t nmapped;		/* of its memory, by the container */
	uint64_t shown[2 * UAPI_MAX_SHOWN]; /* groups' fds of a hot reset, in pairs */
	bool started;			/* a call of it is under way */
	char started_call[UAPI_MAX_NAME];
	char *text, *data;		/* of that call, kept for it */
	struct uapi_import *mapping;	/* what that maps, or NULL */
	struct uapi_import *attaching;	/* what that attaches */
	struct uapi_import *unmapping;	/* what that unmaps from an I/O address space */
	struct uapi_buffer *exporting;	/* what that makes */
	hp_sbdf unbinding;		/* whose driver; 0: none's */
	struct {
		/* When that has succeeded; NULL: nothing is to be done. */
		void (*ended)(struct world *w, int32_t step, struct uapi_process *p);
		bool attach;		/* a device, or a PASID of it; else detach it */
		uint32_t device;	/* index */
		uint32_t pasid_1;
		int64_t ioas;
	} switching;
	struct uapi_window *mmapping;	/* what that maps into its memory */
	struct uapi_window *munmapping;	/* ... or unmaps */
	struct uapi_migration *migrating; /* whose state that sets, or whose stream it */
	uint32_t migrating_to;
	struct uapi_stream *saving;	/* ... reads to here, */
	struct uapi_stream *restoring;	/* ... or writes from here */
	uint64_t restoring_at;
	bool exited;
};

#define UAPI_MAX_ATTACHED 16u

/* What a device, or a PASID of it, is attached to. */
struct uapi_attached {
	uint32_t pasid_1;		/* PASID and 1; 0: what is sent without */
	int64_t ioas;			/* whose mappings translate */
	uint32_t owner;			/* the process whose IOMMUFD that is; an index */
};

/* An I/O address space or page table of a process's IOMMUFD, beside its first. */
struct uapi_table {
	const char *name;
	uint32_t process;		/* index */
	int64_t id, ioas;		/* its own, and of the space it is of; -1: was not made */
	int64_t viommu;			/* whose guest's tables it has; 0: it has none */
};

/* An event queue of a vIOMMU. */
struct uapi_queue {
	const char *name;
	uint32_t process;		/* index */
	int64_t viommu, fd;		/* fd -1: was not made */
	uint32_t sequence;		/* of the record that comes next */
	uint64_t seen;			/* events of the hardware that records were compared with */
};

/* What a guest of a vIOMMU calls a device. */
struct uapi_vdevice {
	int64_t viommu;
	uint64_t stream;
	hp_sbdf sbdf;
};

/* A record as it was read last. */
struct uapi_vevent {
	struct uapi_queue *of;		/* NULL: none was */
	int64_t bytes;			/* 0: there was no record */
	bool lost;
	uint32_t sequence;
	uint64_t d[4];
};

struct uapi_device {
	uint32_t process;		/* index */
	struct function *fn;
	hp_sbdf sbdf;
	int64_t fd;			/* -1: closed */
	bool attached;			/* what it sends without PASID, to some I/O address space */
	int64_t id;			/* in its process's IOMMUFD */
	uint32_t nattached;		/* by its node; with a group nothing is here */
	struct uapi_attached attached_to[UAPI_MAX_ATTACHED];
	bool by_group;			/* opened through its group, not its own node */
	struct made_how made[PROOF_MADE]; /* what its process adds to what a guest sees */
};

/* What a guest remembers is what was seen of config space at step @seen. */
struct uapi_guest {
	const char *name;
	int32_t seen;
};

/* A VFIO group that a process has open. */
struct uapi_group {
	uint32_t process;		/* index */
	int32_t number;
	int64_t fd;			/* -1: closed */
	bool attached;			/* to the process's container */
};

/* The eventfds that a process has for a device; each set is apart. */
enum uapi_irq_set { UAPI_IRQS_INTX, UAPI_IRQS_VECTORS, UAPI_IRQS_REQUEST, UAPI_IRQS_UNMASK };
#define UAPI_MAX_IRQS 32u
struct uapi_irqs {
	uint32_t process;		/* index */
	hp_sbdf sbdf;
	enum uapi_irq_set set;
	uint32_t n;
	uint64_t fds[2 * UAPI_MAX_IRQS]; /* in pairs */
};

struct uapi_buffer {
	const char *name;
	uint32_t process;
	int64_t fd;
	struct function *fn;		/* whose BAR */
	hp_sbdf sbdf;
	uint8_t bar;
	uint32_t nranges;
	const uint64_t *ranges;
	uint64_t cpu_base, bar_bytes;	/* the whole BAR */
	uint64_t number;		/* of its file; 0: not known */
	struct uapi_import *held;	/* as a driver of the tree held it last; NULL: none did */
	bool coherent;			/* no BAR's, but coherent memory (coherent.h) */
	bool decodes;			/* when it was last looked at */
	enum hp_door door;		/* of VRAM, by the driver of the PF @fn; 0: VFIO's */
	uint16_t vf;			/* whose VRAM; 0: the PF's own */
	const char *taken;		/* why nobody may have it mapped any more; NULL: he may */
	const struct function *reset;	/* whose FLR took it; while that lasts it is let go of */
};

struct uapi_import {
	const char *name;
	uint32_t process;
	struct uapi_buffer *buffer;
	struct function *fn;		/* whose DMA */
	hp_sbdf sbdf;
	uint64_t handle;		/* the kernel instance's; 0: not attached */
	uint32_t kind;
	uint32_t via;			/* enum hp_import_via */
	uint32_t invalidations;		/* how many it had seen when it was mapped last */
	bool was_mapped;
	uint32_t taken_with;		/* of a buffer that was taken: its mappings then, and 1 */
	bool iommufd;			/* the importer is the tree's own iommufd */
	bool by_group;			/* ... through the container's file */
	int64_t ioas;			/* ... in which that maps, if not by_group */
	uint32_t pasid_1;		/* whose requests have this PASID and 1; 0: none */
	bool unmapped;			/* ... by the process, since */
	bool memory;			/* the process's own memory instead of a buffer */
	bool replaced;			/* a guest's: its tables say something else by now */
	const struct uapi_import *tables, *data; /* ... that memory, and what it leads to */
	uint64_t address, phys;		/* of that memory: in the process, CPU physical */
	uint64_t iova, bytes;
	bool asked;			/* what of it was written: of its pages, how many, first and last */
	uint64_t ndirty, dirty_first, dirty_last;
	struct hp_dma_mapping map;	/* as it was mapped last */
};

/* A file in a process's address space. */
struct uapi_window {
	const char *name;
	uint32_t process;
	enum scn_mmap file;
	struct function *fn;		/* whose BAR; NULL: a buffer's */
	hp_sbdf sbdf;
	uint8_t bar;
	uint64_t offset;		/* of its first byte, in the BAR */
	uint64_t address;		/* in the process; 0: not mapped */
	bool gone;			/* it was unmapped again, or the process exited */
	uint64_t cpu_base, bar_bytes;	/* the whole BAR */
	bool coherent;			/* no BAR's, but coherent memory (coherent.h) */
	bool decodes;			/* when it was last looked at */
};

struct uapi {
	int64_t iommufds_closed;	/* so often was one closed */
	uint32_t nprocesses, ndevices, nbuffers, nimports, ngroups, nirqs, nwindows, nguests, ntables;
	uint32_t current;		/* process */
	bool watching;			/* the hardware: uapi_watch_start() */
	bool starting;			/* the step only starts its call */
	struct uapi_process *processes;
	struct uapi_device *devices;
	struct uapi_buffer *buffers;
	struct uapi_import *imports;
	struct uapi_window *windows;
	struct uapi_guest *guests;
	struct uapi_table *tables;
	uint32_t nqueues, nvdevices;
	struct uapi_queue *queues;
	struct uapi_vdevice *vdevices;
	struct uapi_vevent vevent;
	struct uapi_group *groups;
	struct uapi_irqs *irqs;
	struct uapi_migrating *migrating; /* steps_migrate.c; NULL: nobody migrated yet */
	uint32_t ntried, *tried;	/* PASIDs and 1 that were to be attached */
	uint64_t held_proven, held_latest; /* ids of mappings that drivers of the tree hold */
	uint64_t value;			/* what the last call read */
	int64_t last;			/* what the last step returned */
	char last_call[UAPI_MAX_NAME];	/* and which call it was */
};

/* uapi_state.c: returns the state of @w's processes; the first call makes it. */
struct uapi *uapi_state(struct world *w);

/*
 * Return the process that acts now, and make the named one act from now on (a process that
 * does not exist yet begins).  Never NULL.
 */
struct uapi_process *uapi_process(struct world *w);
struct uapi_process *uapi_process_named(struct world *w, const char *name);
/*
 * uapi_call.c: makes the system call @u, or only starts it if the step says so.  Returns
 * what the call returned, which also becomes the step's result.  @what is its name in
 * messages.
 */
int64_t uapi_call(struct world *w, struct hp_uapi *u, const char *what);
#define UAPI_CALL(w, what, ...) \
	uapi_call(w, &(struct hp_uapi){ __VA_ARGS__ }, what)
/* Waits for the call that @p started; what the call returned becomes the step's result. */
void uapi_wait(struct world *w, int32_t step, struct uapi_process *p);

/* Return what has this name or address, or NULL if the acting process has none open. */
struct uapi_device *uapi_device_of(struct world *w, hp_sbdf sbdf);
/* The same for the device of @s; says in @o if it is not open. */
struct uapi_device *uapi_need_device(struct world *w, const struct scn_step *s,
				     hp_sbdf sbdf, struct outcome *o);
/*
 * uapi_attached_to(): NULL if that PASID is attached to nothing; uapi_attach_note(),
 * uapi_detach_note(): to be called when @d has been attached, or detached; false: there is no
 * room.
 */
const struct uapi_attached *uapi_attached_to(const struct uapi_device *d, uint32_t pasid_1);
bool uapi_attach_note(struct uapi_device *d, uint32_t pasid_1, int64_t ioas,
		      uint32_t process);
void uapi_detach_note(struct uapi_device *d, uint32_t pasid_1);
/* The current process has closed its IOMMUFD; what is numbered alike in another is another. */
void uapi_iommufd_closed(struct world *w);

static inline bool uapi_is_closed(int64_t ioas)
{
	return ioas >= 0 && ioas >> 32;
}
struct uapi_buffer *uapi_buffer_named(struct world *w, const char *name);
struct uapi_import *uapi_import_named(struct world *w, const char *name);

/* steps_device.c; uapi_opened() is to be called when a process has got @d open. */
void uapi_opened(struct world *w, const struct uapi_device *d);
void uapi_open(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
	       struct outcome *o);
void uapi_on_device(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o);
/* Opens the process's IOMMUFD, with its first I/O address space, if it has none. */
bool uapi_open_iommufd(struct world *w);
int64_t uapi_sysfs(struct world *w, hp_sbdf sbdf, const char *file,
		   const char *text);

/* steps_mmap.c */
struct uapi_window *uapi_window_named(struct world *w, const char *name);
void uapi_mmap_step(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o);
void uapi_mmap_expect(struct world *w, const struct scn_step *s,
		      struct outcome *o);
/* Returns how many pages of the BAR the process has in its page table. */
uint64_t uapi_window_pages(struct world *w, const struct uapi_window *win);
/* steps_gpu.c */
void uapi_gpu(struct world *w, const struct scn_step *s, hp_sbdf sbdf, struct outcome *o);
void uapi_gpu_expect(struct world *w, const struct scn_step *s, struct outcome *o);
/*
 * steps_vram.c: exports of VRAM.  uapi_vram_event(): to be called when @event happens;
 * uapi_vram_look(): after each statement, when gpu_look() has looked.  They record who has
 * what a VF had.
 */
void uapi_export_vram(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf);
void uapi_vram_event(struct world *w, enum fabric_event event, const struct function *fn);
void uapi_vram_look(struct world *w);
/* uapi_watch.c: records that @m, or nobody if it let go, has its buffer when @why happened. */
void uapi_watch_record(struct world *w, const struct uapi_import *m, const char *why,
		       uint32_t mappings, uint32_t heard);
/* steps_migrate.c */
void uapi_migrate(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
		  struct outcome *o);
/* A call that @p started for that has ended; @out: its first result. */
void uapi_migrate_ended(struct world *w, int32_t step, struct uapi_process *p, int64_t out);
void uapi_migrate_expect(struct world *w, int32_t step, const struct scn_step *s,
			 struct outcome *o);
void uapi_same_vram(struct world *w, const struct scn_step *s, struct outcome *o);
/* Returns where the descriptor of the stream of @s's function is kept; -1: there is none. */
int64_t *uapi_stream_fd(struct world *w, const struct scn_step *s, hp_sbdf sbdf);
/* steps_group.c */
void uapi_open_group(struct world *w, hp_sbdf sbdf, struct outcome *o);
void uapi_group(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		struct outcome *o);
int64_t uapi_group_status(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			  uint64_t *flags, struct outcome *o);
void uapi_hot_reset(struct world *w, const struct scn_step *s,
		    struct uapi_device *d, struct outcome *o);
/*
 * Asks which functions are reset with @d: info->out[1] is the @i-th of them, from 0.  Returns
 * false if there is no such one, or after an error.
 */
bool uapi_reset_with(struct world *w, const struct uapi_device *d, uint32_t i,
		     struct hp_uapi *info);
/*
 * Finds the file and the I/O address space in which to map for @m.  Returns false, after
 * saying so, if its PASID is attached to nothing.
 */
bool uapi_space_of(struct world *w, const struct scn_step *s, struct uapi_import *m,
		   int64_t *iommufd, struct outcome *o);
/* Returns the file that maps DMA-BUFs for a device, and in @ioas its I/O address space. */
int64_t uapi_iommufd_of(struct world *w, bool by_group, int64_t *ioas);

/* steps_access.c */
void uapi_access(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		 struct outcome *o);
void uapi_probe(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		struct outcome *o);
/*
 * config_look.c: records what the process that opened @sbdf's device last sees of its config
 * space, unless a call of some process is under way.  Changes nothing.
 */
void uapi_look_at_config(struct world *w, hp_sbdf sbdf);
/* steps_vmm.c: what a VMM adds, and a guest that begins or goes on. */
void uapi_vmm(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
	      struct outcome *o);
/*
 * As uapi_look_at_config(), of @d, with what its VMM adds for a guest.  @made_now: which of
 * that it adds now, or PROOF_SEEN.
 */
void uapi_show_guest(struct world *w, const struct uapi_device *d, uint32_t made_now);
/* Records that of @s's function, and what writing each bit of it does.  Changes nothing. */
void uapi_sweep(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		struct outcome *o);

/* steps_irq.c */
void uapi_signal(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		 struct outcome *o);
void uapi_irqs(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
	       struct outcome *o);
void uapi_interrupt(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o);
void uapi_expect_interrupts(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			    struct outcome *o);

/* steps_iommufd.c */
void uapi_expect_dirty(const struct uapi_import *m, const struct scn_step *s, struct outcome *o);
void uapi_iommufd(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
		  struct outcome *o);

/*
 * steps_viommu.c; @of: what @s names, @made: what it makes, or NULL.  uapi_guest_space(): what
 * stands for the space of a guest whose tables are in @tables.
 */
void uapi_viommu(struct world *w, const struct scn_step *s, struct uapi_device *d,
		 const struct uapi_table *of, struct uapi_table *made, struct outcome *o);
int64_t uapi_guest_space(struct world *w, const struct uapi_import *tables);

/*
 * steps_vevent.c; @of: the vIOMMU.  uapi_vdevice_note(): to be called when a guest has @sbdf's
 * device as @stream of that.
 */
void uapi_veventq(struct world *w, const struct scn_step *s, const struct uapi_table *of);
void uapi_vevent(struct world *w, const struct scn_step *s, struct outcome *o);
void uapi_send(struct world *w, const struct scn_step *s, hp_sbdf sbdf);
void uapi_expect_vevent(struct world *w, const struct scn_step *s, struct outcome *o);
void uapi_vdevice_note(struct world *w, int64_t viommu, uint64_t stream, hp_sbdf sbdf);

/* steps_memory.c */
/* Sends TLPs to all of @m, and records where in memory they end. */
void uapi_prove_memory(struct world *w, int32_t step, struct uapi_import *m);
void uapi_map_memory(struct world *w, int32_t step, const struct scn_step *s,
		     hp_sbdf sbdf, struct outcome *o);
/* Returns false if the container did not map @m. */
bool uapi_unmap_memory(struct world *w, struct uapi_import *m);
bool uapi_memory_reaches(struct world *w, struct uapi_import *m,
			 uint64_t *address);
/*
 * uapi_prove.c: returns true if the device may send requests, and the IOMMU translates them
 * by the I/O address space that @m is mapped in.
 */
bool uapi_prepared(struct world *w, const struct uapi_import *m);
/*
 * Returns true if a proof of @wm, a part of @m, had to fail because of what the scenario did;
 * the statement is then an ERROR.
 */
bool uapi_mistaken(struct world *w, const struct uapi_import *m,
		   const struct world_mapping *wm);
/* Sends TLPs through each range of @m's buffer, and records where in the BAR they end. */
void uapi_prove(struct world *w, int32_t step, const struct uapi_import *m);
/* Stores what mapping the importer holds now, and proves it if there is one. */
void uapi_keep_state(struct world *w, int32_t step, struct uapi_import *m);

/*
 * uapi_held.c: calls @tell for each mapping of a buffer of the scenario that a driver of the
 * tree holds; @m is what an import of the scenario would be.
 */
void uapi_held_each(struct world *w, void (*tell)(struct world *w, void *arg,
						  const struct hp_held *h,
						  const struct uapi_import *m),
		    void *arg);
/* To be called when @b has got its descriptor: finds out its number. */
void uapi_held_number(struct world *w, struct uapi_buffer *b);
/* Proves those that are new since the last call, like any importer's. */
void uapi_held_prove(struct world *w, int32_t step);

/* Evaluates @s into @o.  Returns false if it is no expectation about a device. */
bool uapi_expect_device(struct world *w, const struct scn_step *s,
			struct outcome *o);

void uapi_step(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o);
void uapi_expect(struct world *w, int32_t step, const struct scn_step *s,
		 struct outcome *o);
/*
 * uapi_watch.c: begins to record who holds mappings of a BAR when its function is reset or
 * stops decoding it, and what the importers can still send to it then.
 */
void uapi_watch_start(struct world *w);
/* To be called at the end of a scenario: every process exits. */
void uapi_finish(struct world *w);

#endif
