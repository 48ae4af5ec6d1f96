/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world.h - one fabric, one kernel instance, one clock: what a scenario acts on.
 *
 *        scenario's machine --fabric_build--> fabric <--config, MMIO--+
 *                 |                                                   |
 *                 +-------- struct hp_boot --------------------> kernel instance
 *
 * It must not know what a scenario expects, nor who reads its records.
 */
#ifndef SIM_REPLAY_WORLD_H
#define SIM_REPLAY_WORLD_H

#include "hairpin/abi.h"
#include "model/config/fabric.h"
#include "model/wire/tlp.h"
#include "sim/base/rng.h"
#include "sim/lang/scenario.h"
#include "sim/load/kernel.h"
#include "sim/facts/record.h"

struct world;
struct world_mapping;
struct world_trace;
struct uapi;

/*
 * Who is told when something befalls a function of the fabric: before the function
 * falls silent, if it is a reset, or once it is.
 */
enum world_moment { WORLD_BEFORE_SILENCE, WORLD_IN_SILENCE };

struct world_watcher {
	enum world_moment when;
	void (*tell)(struct world *w, enum fabric_event event, struct function *fn);
};

#define WORLD_MAX_WATCHERS 4u

/* A function that is silent because it is being reset. */
struct world_reset {
	struct function *fn;
	uint64_t until_ps;
};

struct world_log {
	int level;
	const char *text;
};

struct world {
	const struct scenario *scn;
	struct kernel *kernel;
	struct fabric *fabric;
	struct wire *wire;		/* what moves on the fabric, and its IOMMU */
	struct recorder *rec;
	struct world_trace *trace;	/* NULL: none is kept */
	uint64_t now_ps;		/* world_advance() changes it */
	uint32_t nresets;
	struct world_reset *resets;	/* going on now */
	uint32_t nwatchers;
	struct world_watcher watchers[WORLD_MAX_WATCHERS];
	struct rng rng;			/* what the kernel draws */
	uint32_t nlog, log_room;
	struct world_log *log;		/* every kernel log line so far */
	char *log_next;			/* where the next line goes, and how much */
	size_t log_left, log_size;	/* room there is; of its chunk */
	bool mute;			/* lines are kept, but not recorded */
	uint64_t seed;
	struct tlp_result probe;	/* of whatever was sent last */
	struct world_mapping *mappings;	/* scn->nmappings of them */
	uint64_t mappings_made;
	struct world_mapping *unmapped;	/* lazy: to be looked at again at the end */
	uint32_t nunmapped, unmapped_room;
	int32_t step;			/* being executed; CHECK_* */
	struct uapi *uapi;		/* what processes have; NULL: none was */
	bool random_schedule;		/* drawn from the seed @schedule */
	uint64_t schedule;
	bool count;			/* fault points, and fail this one */
	uint64_t fail_at;
	uint32_t inject_kinds;		/* armed for the next step: inject nth ... */
	uint64_t inject_nth;
	uint32_t last_table;		/* highest number of an IOMMU table */
};

/* world_iommu.c: its calls, and its hardware switched on. */
void world_fill_iommu(struct hp_host *host);
bool world_iommu_init(struct world *w);
/* The machine's enum spec_iommu_mode as kernels and records have it: HP_IOMMU_*. */
uint32_t world_iommu_mode(const struct world *w);

/* world_mmio.c: CPU loads and stores, by CPU physical address, up to 8 bytes. */
uint64_t world_mmio_read(struct world *w, uint64_t phys, uint8_t size_bytes);
void world_mmio_write(struct world *w, uint64_t phys, uint8_t size_bytes,
		      uint64_t value);

/* world_reset.c: time passes until @to_ps (never back); resets come to an end. */
void world_advance(struct world *w, uint64_t to_ps);
/* What became of @who's request: did it reach a function in reset? */
void world_reset_access(struct world *w, const struct tlp_result *r,
			const char *who, bool write, uint64_t address);
void world_watch_resets(struct world *w);
/* From here on, call @tell at that moment of every event, in the order of asking. */
void world_subscribe(struct world *w, enum world_moment when,
		     void (*tell)(struct world *w, enum fabric_event event,
				  struct function *fn));

/* The callbacks of this room, for kernel_load(); its ctx is left to that. */
const struct hp_host *world_host(void);

/*
 * Tie a fresh world of @scn to @k and build its fabric.  False with one line
 * in @err when the machine cannot be built.  In a child, after fork, once.
 */
bool world_init(struct world *w, const struct scenario *scn, struct kernel *k,
		struct recorder *rec, uint64_t seed, struct spec_error *err);

/* Undo world_init().  The text of kernel log lines stays. */
void world_free(struct world *w);

/* Boot the kernel on it: 0 or a negative errno of the kernel. */
int world_boot(struct world *w);

/* Let virtual time pass, and the kernel's timers with it. */
void world_pass(struct world *w, uint64_t until_ps);

/* world_names.c: where @ref points now; false while nothing answers there. */
bool world_address(const struct world *w, const struct scn_ref *ref,
		   hp_sbdf *sbdf);

/* The function that answers at @sbdf now, or NULL. */
struct function *world_function_at(const struct world *w, hp_sbdf sbdf);

/*
 * What the scenario calls the function at @sbdf ("gpu", "gpu/vf2", or the BDF
 * itself), in @buf.
 */
const char *world_name(const struct world *w, hp_sbdf sbdf, char *buf,
		       size_t size);

/*
 * "SV+ RR- CR+": the ACS bits that @fn supports, as they are set, in @buf; 64 bytes
 * are enough.  False: it has no ACS.
 */
bool world_acs_text(const struct function *fn, char *buf, size_t size);

#endif
