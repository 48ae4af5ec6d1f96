/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uapi.h - what processes of a scenario have: files, buffers, importers.
 *
 *   steps_uapi.c    statements about buffers and importers    uapi_call.c   the
 *   steps_device.c  ... and about VFIO devices, to calls      calls themselves
 *   steps_mmap.c    ... and about mapped files                uapi_watch.c  what
 *   expect_uapi.c   what came of them            the hardware does meanwhile
 */
#ifndef SIM_RUN_UAPI_H
#define SIM_RUN_UAPI_H

#include "sim/run/steps.h"
#include "sim/run/world.h"

/* How a VFIO region's file offset holds its index (VFIO_PCI_INDEX_TO_OFFSET). */
#define UAPI_MAX_NAME 64

struct uapi_process {
	const char *name;
	uint32_t number;		/* the kernel's, from 1 */
	int64_t iommufd, ioas;		/* -1: not opened */
	bool started;			/* a call of it is under way */
	char started_call[UAPI_MAX_NAME];
	char *text, *data;		/* of that call, kept for it */
	struct uapi_import *mapping;	/* what that maps, or NULL */
	struct uapi_import *attaching;	/* what that attaches */
	struct uapi_buffer *exporting;	/* what that makes */
	hp_sbdf unbinding;		/* whose driver; 0: none's */
	struct uapi_window *mmapping;	/* what that maps into its memory */
	bool loading;
	bool gone;
};

struct uapi_device {
	uint32_t process;		/* index */
	struct function *fn;
	hp_sbdf sbdf;
	int64_t fd;			/* -1: closed */
	bool attached;			/* to its process's I/O address space */
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
	bool decodes;			/* when it was last looked at */
};

struct uapi_import {
	const char *name;
	uint32_t process;
	struct uapi_buffer *buffer;
	struct function *fn;		/* whose DMA */
	hp_sbdf sbdf;
	uint64_t handle;		/* 0: there is none */
	uint32_t kind;
	uint32_t told;			/* invalidations when it was mapped last */
	bool was_mapped;
	bool iommufd;			/* the tree's own importer */
	uint64_t iova, bytes;
	struct hp_dma_mapping map;	/* as it was mapped last */
};

/* A file in a process's address space. */
struct uapi_window {
	const char *name;
	uint32_t process;
	uint32_t how;			/* enum scn_mmap */
	struct function *fn;		/* whose BAR; NULL: a buffer's */
	hp_sbdf sbdf;
	uint8_t bar;
	uint64_t offset;		/* of its first byte, in the BAR */
	uint64_t address;		/* in the process; 0: not mapped */
	uint64_t cpu_base, bar_bytes;	/* the whole BAR */
	bool decodes;			/* when it was last looked at */
};

struct uapi {
	uint32_t nprocesses, ndevices, nbuffers, nimports, nwindows;
	uint32_t current;		/* process */
	bool starting;			/* the step only starts its call */
	struct uapi_process *processes;
	struct uapi_device *devices;
	struct uapi_buffer *buffers;
	struct uapi_import *imports;
	struct uapi_window *windows;
	uint64_t value;			/* of the last load */
	int64_t last;			/* what the last step returned */
	char last_call[UAPI_MAX_NAME];	/* and which call it was */
};

struct uapi *uapi_state(struct world *w);	/* made when first asked for */

/* uapi_call.c: who acts, and makes what acts next.  Never NULL. */
struct uapi_process *uapi_process(struct world *w);
struct uapi_process *uapi_process_named(struct world *w, const char *name);
/*
 * Make the call, or only start it where the step says so; what it returned, the
 * step's result so far.  @what is its name in reports.
 */
int64_t uapi_call(struct world *w, struct hp_uapi *u, const char *what);
#define UAPI_CALL(w, what, ...) \
	uapi_call(w, &(struct hp_uapi){ __VA_ARGS__ }, what)

/* By name or address; NULL: there is none, or the process has it not open. */
struct function *uapi_function_at(struct world *w, hp_sbdf sbdf);
struct uapi_device *uapi_device_of(struct world *w, hp_sbdf sbdf);
struct uapi_buffer *uapi_buffer_named(struct world *w, const char *name);
struct uapi_import *uapi_import_named(struct world *w, const char *name);

/* steps_device.c */
void uapi_open(struct world *w, const struct scn_step *s, hp_sbdf sbdf);
void uapi_on_device(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o);
int64_t uapi_sysfs(struct world *w, hp_sbdf sbdf, const char *file,
		   const char *text);

struct uapi_window *uapi_window_named(struct world *w, const char *name);

/* steps_mmap.c */
void uapi_mmap_step(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o);
void uapi_mmap_expect(struct world *w, const struct scn_step *s,
		      struct outcome *o);
/* Pages of its BAR that the process has in its page table. */
uint64_t uapi_window_pages(struct world *w, const struct uapi_window *win);

/* steps_uapi.c: the end of a call that was started; its result is the step's. */
void uapi_wait(struct world *w, int32_t step, struct uapi_process *p);

void uapi_step(struct world *w, int32_t step, const struct scn_step *s,
	       struct outcome *o);
void uapi_expect(struct world *w, int32_t step, const struct scn_step *s,
		 struct outcome *o);
/* uapi_watch.c: something befell @fn; who has mappings of its BARs? */
void uapi_watch(struct world *w, enum fabric_event event, struct function *fn);
/* ... and is silent now; does an importer go on sending?  For machine checks. */
void uapi_in_flight(struct world *w, enum fabric_event event, struct function *fn);
/* The end of a scenario: every process exits. */
void uapi_finish(struct world *w);

#endif
