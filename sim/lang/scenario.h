/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h - a scenario file, parsed and checked, as plain data.
 *
 *   text --lexer--> tokens --parser--> struct scenario --runner--> verdicts
 *
 * The language knows names, units and BDFs; it knows no kernel and no TLP.
 * docs/LANGUAGE.md is the reference; every statement there is a test.
 */
#ifndef SIM_LANG_SCENARIO_H
#define SIM_LANG_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "hairpin/abi.h"
#include "model/spec/caplist.h"
#include "model/spec/spec.h"
#include "sim/base/arena.h"

/* The function that a statement names: by name, as a VF of it, or by BDF. */
struct scn_ref {
	struct spec_loc loc;
	const char *text;		/* as written, for messages */
	int32_t function;		/* index in spec.functions, or -1 */
	uint16_t vf;			/* from 1; 0 the function itself */
	bool by_address;		/* then @sbdf, and function is -1 */
	hp_sbdf sbdf;
};

/* The longest that one step waits. */
#define SCN_LONGEST_PS 1000000000000000ull

enum scn_step_kind {
	SCN_STEP_SRIOV = 1,		/* enable @number VFs through sysfs */
	SCN_STEP_SYSFS_WRITE,		/* write @text to @path (below /sys) */
	SCN_STEP_BIND,			/* bind @a to driver @text */
	SCN_STEP_UNBIND,
	SCN_STEP_SELFTEST,		/* make the kernel misbehave: @text says how */
	SCN_STEP_DMA,			/* map for @a's DMA: @b's BAR, or DRAM, as @mapping */
	SCN_STEP_DMA_WRITE,		/* @mapping's client writes through it */
	SCN_STEP_DMA_READ,
	SCN_STEP_DMA_UNMAP,
	SCN_STEP_ENGINE_START,		/* the engine of mapping or importer @text begins: @engine */
	SCN_STEP_ENGINE_STOP,		/* ... is stopped by its driver */
	SCN_STEP_ENGINE_WAIT,		/* ... has ended */
	SCN_STEP_WAIT_TIME,		/* @number ps pass */
	SCN_STEP_EXEC,			/* a program of the host runs: @text */
	SCN_STEP_LINK,			/* the link below port @a fails (@number 0), or trains again (1) */
	SCN_STEP_INJECT,		/* the @number-th of @inject fails in the next step */
	SCN_STEP_UAPI,			/* a step of a process: @uapi says which */
	SCN_EXPECT_MAP,			/* @a provider, @b client */
	SCN_EXPECT_DISTANCE,
	SCN_EXPECT_GROUP,		/* @refs all in one group, or all in different ones */
	SCN_EXPECT_BAR,
	SCN_EXPECT_LOG,			/* @text: a substring of some kernel log line */
	SCN_EXPECT_PRESENT,		/* @a was enumerated */
	SCN_EXPECT_ACS,			/* @a's ACS control register, bits in @acs_* */
	SCN_EXPECT_SYSFS,		/* reading @path gives @text */
	SCN_EXPECT_DRIVER,
	SCN_EXPECT_UAPI,		/* about a process: @uapi says what */
	SCN_EXPECT_LANDS,		/* @mapping reaches @b's BAR @bar, or DRAM */
	SCN_EXPECT_FAULTS,		/* @mapping's addresses reach nothing */
	SCN_EXPECT_REFUSED,		/* the kernel refused @mapping, with @error; 0: any */
	SCN_EXPECT_TYPE,		/* @mapping's map type is @map_type */
};

/* when.c: returns true if a statement with this "when" applies to machine @s. */
bool scn_when(uint32_t when, const struct spec *s);
/* Writes "only when iommu strict,lazy" to @buf and returns it. */
const char *scn_when_text(uint32_t when, char *buf, size_t size);

static inline bool scn_step_is_expect(enum scn_step_kind k)
{
	return k >= SCN_EXPECT_MAP;
}

/* A step of a process, or an expectation of one. */
enum scn_uapi_op {
	SCN_UAPI_PROCESS = 1,		/* process @name does the next steps */
	SCN_UAPI_OPEN,			/* @a's VFIO device, as far as @open */
	SCN_UAPI_EXPORT,		/* @ranges of @a's @bar as @name; with @door: of its VRAM, by the PF's driver */
	SCN_UAPI_IMPORT,		/* @buffer for @a's DMA as @name: an importer of @import's kind */
	SCN_UAPI_IOMMUFD_MAP,		/* @buffer into the IOAS that @a is attached to */
	SCN_UAPI_MAP, SCN_UAPI_UNMAP,	/* importer @name */
	SCN_UAPI_DROP,			/* ... detaches */
	SCN_UAPI_CLOSE,			/* what @close says */
	SCN_UAPI_RESET, SCN_UAPI_RESET_SYSFS, SCN_UAPI_HOT_RESET,
	SCN_UAPI_SUSPEND, SCN_UAPI_RESUME,	/* low power entry, exit */
	SCN_UAPI_MEMORY,		/* memory space @enable, by config write */
	SCN_UAPI_MASTER,		/* bus master @enable, by config write */
	SCN_UAPI_POWER,			/* to @d_state, by config write */
	SCN_UAPI_REMOVE,		/* by sysfs */
	SCN_UAPI_LIMIT,			/* file descriptors from here on: @max_fds */
	SCN_UAPI_PASS,			/* @buffer, or @a's device, to process @name */
	SCN_UAPI_UNBIND,		/* its driver, by sysfs, as a process */
	SCN_UAPI_WAIT,			/* for the end of what process @name started */
	SCN_UAPI_MMAP,			/* the file @mmap as window @name */
	SCN_UAPI_MUNMAP,		/* window @name */
	SCN_UAPI_LOAD, SCN_UAPI_STORE,	/* @bytes at @offset of window @name; @number */
	SCN_UAPI_EXIT,			/* the process exits; all its files are closed */
	SCN_UAPI_ERRNO,			/* the step before failed with one of @errors; 0: did not fail */
	SCN_UAPI_MAPPED, SCN_UAPI_UNMAPPED, SCN_UAPI_REVOKED,	/* importer, window @name */
	SCN_UAPI_GROUP,			/* @a's group */
	SCN_UAPI_PROBE,			/* @feature of @a's device; @number: HP_PROBE_* */
	SCN_UAPI_READ,			/* @bytes at @offset of @a's region @bar */
	SCN_UAPI_WRITE,			/* ... @number there */
	SCN_UAPI_IRQS,			/* eventfds for @number of @a's @irqs */
	SCN_UAPI_INTERRUPT,		/* @a sends its vector @number, or its pin is @on */
	SCN_UAPI_MEMORY_MAP,		/* @bytes of the process's for @a's DMA as @name */
	SCN_UAPI_VALUE,			/* what was read is @number */
	SCN_UAPI_STATUS,		/* of @a's group */
	SCN_UAPI_INFO,			/* of @a's device */
	SCN_UAPI_REGION,		/* of @a's region @bar */
	SCN_UAPI_INTERRUPTS,		/* @a's vector @offset, or its request, was signalled @number times */
	SCN_UAPI_AFFECTED,		/* a hot reset of @a is one of @refs */
	SCN_UAPI_SIGNAL,		/* the eventfd that unmasks @a's INTx */
	SCN_UAPI_MAKE_UP,		/* its VMM adds capability @made to what a guest sees of @a */
	SCN_UAPI_GUEST,			/* guest @name begins on @a, or goes on there */
	SCN_UAPI_SWEEP,			/* write every bit of @a's config space, as VFIO shows it */
	SCN_UAPI_PROVISION,		/* @bytes of VRAM to VF @a, or to each VF of @a */
	SCN_UAPI_COPY,			/* @a's engine: @copy */
	SCN_UAPI_VRAM,			/* @bytes at @offset of @a's VRAM are @number; negated: lead nowhere */
	SCN_UAPI_SAME,			/* @a's VRAM is byte for byte @b's */
	SCN_UAPI_MIGRATE,		/* @a's device to state @number, enum hp_mig_state */
	SCN_UAPI_SAVE,			/* @a's stream, @bytes or to the end, becomes more of @name */
	SCN_UAPI_RESTORE,		/* @bytes at @offset of stream @name, or all, go to @a's */
	SCN_UAPI_SPOIL,			/* the byte at @offset of stream @name becomes another */
	SCN_UAPI_MIG_STATE,		/* @a's device says that its state is @number */
	SCN_UAPI_MIG_CAN,		/* ... that it can do @number, HP_MIG_CAN_*, and nothing else */
	SCN_UAPI_MIG_SIZE,		/* ... that its stream has @bytes */
	SCN_UAPI_FAIL,			/* the page at @offset of @a's region @bar failed; @used: the process used it */
	SCN_UAPI_SIGBUS,		/* window @name's byte @offset is what a SIGBUS was for; no @name: there was none */
	SCN_UAPI_IOAS,			/* a new I/O address space @name */
	SCN_UAPI_HWPT,			/* page table @name for @a, of I/O address space @buffer: @table */
	SCN_UAPI_ATTACH, SCN_UAPI_DETACH, /* @a, or its @pasid_1, and what @buffer is */
	SCN_UAPI_VIOMMU,		/* vIOMMU @name of parent table @buffer, by @a */
	SCN_UAPI_VDEVICE,		/* @a is stream @number of vIOMMU @buffer */
	SCN_UAPI_GUEST_TABLES,		/* in memory @buffer: @offset leads to memory @text, as @name */
	SCN_UAPI_INVALIDATE,		/* a guest's commands to vIOMMU @buffer; @has_range: of stream @number, too */
	SCN_UAPI_VEVENTQ,		/* event queue @name of vIOMMU @buffer: @number deep, of type @offset */
	SCN_UAPI_VEVENT,		/* the next record of event queue @buffer */
	SCN_UAPI_SEND,			/* @a sends a request, with @pasid_1, to @offset */
	SCN_UAPI_EVENT_IS,		/* that record is of stream @number and address @offset, and @bytes were lost before; or as @event says */
	SCN_UAPI_FAULTS,		/* a queue of faults, @name */
	SCN_UAPI_TRACK,			/* page table @buffer says what was written, or no longer: @enable */
	SCN_UAPI_DIRTY,			/* what was written of memory @name, by page table @buffer; @has_range: it is kept */
	SCN_UAPI_IS_DIRTY,		/* of memory @name @bytes at @offset were, and no others; 0: none */
	SCN_UAPI_GIVE,			/* the number of @buffer's descriptor to the step's @path, of sysfs */
};

/* What opening a device includes: only the file; binding to IOMMUFD; attaching to an IOAS. */
enum scn_open {
	SCN_OPEN_ATTACHED = 0, SCN_OPEN_BOUND, SCN_OPEN_ONLY,
	SCN_OPEN_GROUP,			/* through its group, VFIO's older interface */
};

enum scn_group {
	SCN_GROUP_OPEN, SCN_GROUP_ATTACH, SCN_GROUP_DEVICE, SCN_GROUP_DETACH,
	SCN_GROUP_CLOSE
};

/* What is closed. */
enum scn_close {
	SCN_CLOSE_DEVICE = 0,		/* @a's */
	SCN_CLOSE_BUFFER,		/* @buffer */
	SCN_CLOSE_IOMMUFD, SCN_CLOSE_CONTAINER,
	SCN_CLOSE_STREAM,		/* of @a's migration */
};

/* Kinds of interrupts, by their numbers in the uapi (VFIO_PCI_MSI_IRQ_INDEX ...). */
enum scn_irqs {
	SCN_IRQS_INTX = 0, SCN_IRQS_MSI, SCN_IRQS_MSIX,
	SCN_IRQS_REQUEST = 4,		/* VFIO's request to release the device */
};

enum scn_irqs_how {
	SCN_IRQS_SET = 0,		/* eventfds for @number of them; 0: off */
	SCN_IRQS_MASK, SCN_IRQS_UNMASK,
	SCN_IRQS_UNMASK_EVENTFD,	/* an eventfd that unmasks them */
	SCN_IRQS_UNMASK_NO_EVENTFD,
};

/* What is said of a group, a device, a region; several may be set. */
#define SCN_STATUS_VIABLE (1u << 0)
#define SCN_STATUS_UNVIABLE (1u << 1)
#define SCN_STATUS_ATTACHED (1u << 2)
#define SCN_STATUS_DETACHED (1u << 3)

#define SCN_INFO_RESET (1u << 0)
#define SCN_INFO_NO_RESET (1u << 1)
#define SCN_INFO_REGIONS (1u << 2)	/* @offset of them */
#define SCN_INFO_IRQS (1u << 3)		/* @bytes of them */

#define SCN_REGION_READ (1u << 0)	/* as VFIO_REGION_INFO_FLAG_* */
#define SCN_REGION_WRITE (1u << 1)
#define SCN_REGION_MMAP (1u << 2)
#define SCN_REGION_NONE (1u << 3)	/* none of these */
#define SCN_REGION_SIZE (1u << 4)	/* @bytes */

/* Which file is mapped: @a's VFIO device, sysfs resource, p2pmem/allocate; @buffer. */
enum scn_mmap {
	SCN_MMAP_VFIO = 0, SCN_MMAP_SYSFS, SCN_MMAP_P2PMEM, SCN_MMAP_BUFFER
};

/* What a record of a vIOMMU's event queue says. */
enum scn_event {
	SCN_EVENT_STREAM,		/* stream @number faulted at @offset */
	SCN_EVENT_LOST,			/* @number events were lost */
	SCN_EVENT_NONE			/* there was no record */
};

/* One end of a copy by a GPU's engine. */
struct scn_copy_end {
	const char *name;		/* an importer or mapping; NULL: the function's own VRAM */
	int32_t mapping;		/* its index; -1: an importer */
	uint64_t offset;		/* in it */
};

struct scn_copy {
	bool clear;			/* zeros, no source */
	uint64_t bytes;
	struct scn_copy_end from, to;
};

#define SCN_MAX_ERRORS 4u

struct scn_uapi {
	enum scn_uapi_op op;
	const char *name, *buffer;
	/* What else @op says; no other member is set. */
	union {
		enum scn_open open;		/* OPEN */
		struct {
			enum hp_import_kind import;	/* IMPORT */
			enum hp_import_via via;
		};
		const struct scn_copy *copy;	/* COPY */
		struct {
			enum hp_door door;	/* EXPORT; 0: a BAR, by VFIO */
			bool moves;		/* into the BAR's window, if need be */
		};
		enum scn_close close;		/* CLOSE */
		bool enable;			/* MEMORY, MASTER */
		uint32_t d_state;		/* POWER: 0 or 3 */
		uint32_t max_fds;		/* LIMIT */
		struct {
			uint32_t made;		/* MAKE_UP: 0 PASID, 1 PRI */
			struct made_how place;
			bool goes_on;		/* GUEST: it began before */
		};
		enum scn_mmap mmap;		/* MMAP */
		enum scn_group group;		/* GROUP */
		bool with_groups;		/* HOT_RESET: of @refs, which may be none */
		uint32_t feature;		/* PROBE: VFIO_DEVICE_FEATURE_* */
		struct {
			enum scn_irqs irqs;	/* IRQS, INTERRUPT, INTERRUPTS */
			enum scn_irqs_how how;	/* IRQS */
			bool on;		/* INTERRUPT: the pin */
		};
		uint32_t status;		/* STATUS: SCN_STATUS_* */
		uint32_t info;			/* INFO: SCN_INFO_* */
		uint32_t region;		/* REGION: SCN_REGION_* */
		uint32_t table;			/* HWPT: HP_HWPT_* */
		enum scn_event event;		/* EVENT_IS */
		bool reads;			/* SEND: a read, not a write */
	};
	uint32_t pasid_1;		/* PASID and 1; 0: without */
	bool unmapped;			/* import: attach only */
	bool private;			/* mmap: MAP_PRIVATE, not MAP_SHARED */
	bool huge;			/* mmap: where huge pages fit */
	bool used;			/* FAIL */
	bool may_fail;			/* expect errno follows */
	bool start;			/* "step start": the next steps do not wait for it */
	uint32_t nerrors;
	int32_t errors[SCN_MAX_ERRORS];	/* positive errno */
	uint32_t nranges;
	uint64_t *ranges;		/* pairs of offset and bytes */
};

/* Which address a BUS_ADDR mapping should have. */
enum scn_address {
	SCN_ADDRESS_ANY = 0,
	SCN_ADDRESS_BUS,		/* what the BAR's register decodes */
	SCN_ADDRESS_VALUE,
};

/* What an "expect bar" says; several may be set. */
#define SCN_BAR_ASSIGNED (1u << 0)
#define SCN_BAR_UNASSIGNED (1u << 1)
#define SCN_BAR_CPU (1u << 2)
#define SCN_BAR_BUS (1u << 3)
#define SCN_BAR_SIZE (1u << 4)
#define SCN_BAR_OFFSET (1u << 5)	/* cpu minus bus */

/* What a DMA engine is told. */
struct scn_engine {
	bool reads, again, interrupts;
	uint16_t vector;
	uint64_t every_ps;		/* between requests; 0: as fast as the link */
	const char *ring;		/* the mapping or importer of memory with descriptors; NULL: none */
	int32_t ring_mapping;		/* its index; -1: an importer */
};

struct scn_step {
	enum scn_step_kind kind;
	struct spec_loc loc;
	const char *source;		/* the statement as written, trimmed */
	bool negated;			/* no log; absent; in groups apart */
	bool xfail;			/* known to fail: "xfail expect ..." */
	bool may_fail;			/* a write to sysfs, and expect errno follows */
	uint64_t at_ps;			/* virtual time; 0: right after the step before */

	struct scn_ref a, b;
	uint32_t nrefs;
	struct scn_ref *refs;

	enum hp_map_type map_type;	/* HP_MAP_UNKNOWN: not stated */
	struct scn_engine engine;
	bool has_distance;
	int32_t distance;
	bool has_bar;			/* then @bar; else the first memory BAR */
	enum scn_address address;
	uint64_t address_value;

	uint8_t bar;			/* HP_NUM_RESOURCES index */
	uint32_t bar_what;		/* SCN_BAR_* */
	uint64_t bar_cpu, bar_bus, bar_size;
	int64_t bar_offset;

	uint16_t acs_mask, acs_value;	/* ACS_* stated, and their values */

	/* DMA: which mapping, and of what or which part of it. */
	int32_t mapping;		/* index below scenario.nmappings; -1 none */
	enum hp_dma_api api;
	enum hp_dma_dir dir;
	bool dram;			/* not @b's BAR */
	bool has_range;			/* else all of it */
	uint64_t offset, bytes;		/* @bytes 0: all from @offset on */
	int32_t error;			/* positive errno; 0: any */

	uint32_t when;			/* for scn_when(): 1 << enum spec_iommu_mode ...; 0: always */
	const char *skip;		/* the reason to skip it; NULL: carry it out */

	struct scn_uapi *uapi;		/* SCN_STEP_UAPI, SCN_EXPECT_UAPI; else NULL */

	uint64_t number;
	uint32_t inject;		/* HP_INJECT_* */
	const char *path;
	const char *text;
};

/* "xfail law X": the scenario documents that a law does not hold. */
struct scn_xlaw {
	struct spec_loc loc;
	const char *name;
	uint32_t when;			/* as in a step */
};

/* "require X": a kernel without X skips the scenario, with this as the reason. */
struct scn_require {
	struct spec_loc loc;
	const char *name;		/* as written: "vfio-dmabuf", "kernel>=7.0" */
	uint64_t features;		/* HP_FEAT_* all needed; 0 when a version test */
	char op;			/* 0, '<' '>' '=' 'l'(<=) 'g'(>=) */
	uint32_t major, minor;
};

/* xfail leak: at most @most objects that @allocator() allocates below @function(). */
struct scn_leak {
	const char *function, *allocator;
	uint32_t most;
};

struct scenario {
	const char *path;		/* as given, with \xNN for bytes that are no text */
	const char *file;		/* as given */
	const char *name;		/* path without folders above and .hp */
	const char *reason;		/* the first comment line, without "# " */
	const char *from;		/* "# from: ..." or NULL */
	const char *cmdline;		/* kernel command line, "" when none */
	uint64_t boot_fails;		/* this fault point of boot fails, from 1; 0: none */
	struct arena memory;		/* of everything here */
	struct spec *spec;		/* owned */
	uint32_t nsteps, nrequires, nxlaws, nmappings, nleaks;
	struct scn_leak *leaks;		/* of "xfail leak" */
	struct scn_step *steps;
	struct scn_require *requires;
	struct scn_xlaw *xlaws;
	bool driver_stated;		/* else the IOMMU's driver may be overridden */
	bool iommu_stated;		/* else the host's mode may be overridden */
	bool offset_stated;		/* ... and where its windows are */
	const char *skip;		/* the reason to skip it as a whole; NULL: run it */
	const char **lines;		/* the text, line by line, for carets */
	uint32_t nlines;
};

/*
 * Parses @text of @len bytes, which messages call @path.  scenario_free() frees the
 * result.  Returns NULL if the text is wrong; then messages were written to @err
 * (file:line:column: what is wrong and what would be right, the line, a caret).
 * Reads at most 16 MiB and 1 Mi lines, and never recurses on input.
 */
struct scenario *scenario_parse(const char *path, const char *text, size_t len,
				FILE *err);
/* The same from a file; a file that cannot be read is such a message too. */
struct scenario *scenario_load(const char *path, FILE *err);
/* The bytes of @path, for scenario_parse(); the caller frees them.  NULL: reported. */
char *scenario_read(const char *path, size_t *len, FILE *err);
/*
 * The same scenario with canonical white space (format.c); formatting that again
 * changes nothing.  The caller frees it.  NULL: it does not parse, which is reported.
 */
char *scenario_format(const char *path, const char *text, size_t len,
		      size_t *out_len, FILE *err);
void scenario_free(struct scenario *s);
/*
 * Whether children that are forked from now on get a copy; at first they do not.
 * Returns 0, or -1 with errno.
 */
int scenario_in_children(const struct scenario *s, bool copied);

/*
 * Returns true if it has an "inject" of its own, which counts fault points from there on:
 * a sweep over all of them would make others fail.
 */
bool scenario_injects(const struct scenario *s);

/*
 * Sets the IOMMU mode ("off", "strict" ...).  A scenario that states another mode will
 * be skipped, unless @force.  Returns false if there is no such mode.
 */
/* Is @word one that a line of a scenario begins with? */
bool lang_is_statement(const char *word);

/* Appends a step that runs a program of the host, whose words are @text.  Not in files. */
void scenario_add_exec(struct scenario *s, const char *text);
/* The word for part @n, from 0, of what an SMMU lacks (smmu N without ...); NULL: there are no more. */
const char *scenario_smmu_lacks(const struct spec_smmu *s, uint32_t n);
/* As scenario_set_iommu(), without force: has the IOMMU be that of "simple" or "smmuv3". */
bool scenario_set_iommu_driver(struct scenario *s, const char *driver);
bool scenario_set_iommu(struct scenario *s, const char *mode, bool force);

/*
 * Makes CPU physical minus bus address @offset, a multiple of SCN_OFFSET_UNIT, in every
 * memory window (offset.c).  A scenario that states offsets, or has no room for that,
 * will be skipped.
 */
#define SCN_OFFSET_UNIT (1ull << 20)	/* what bridges' windows are made of */
void scenario_set_bus_offset(struct scenario *s, int64_t offset);
/* Parses a signed size, like "-0x10000000" or "1T".  Returns false if it is none. */
bool scenario_signed_size(const char *text, int64_t *out);

/* Writes the machine @spec as a scenario that parses back to the same machine. */
void scenario_print_spec(FILE *out, const struct spec *spec);

#endif
