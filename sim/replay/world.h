/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * world.h - what a scenario acts on: a fabric, a kernel instance and a clock.
 *
 *        scenario's machine --fabric_build--> fabric <--config, MMIO--+
 *                 |                                                   |
 *                 +-------- struct hp_boot --------------------> kernel instance
 *
 * It must not know what a scenario expects, or who reads its records.
 */
#ifndef SIM_REPLAY_WORLD_H
#define SIM_REPLAY_WORLD_H

#include "hairpin/abi.h"
#include "model/config/fabric.h"
#include "model/flight/clock.h"
#include "model/wire/tlp.h"
#include "sim/base/rng.h"
#include "sim/lang/scenario.h"
#include "sim/load/kernel.h"
#include "sim/facts/record.h"
#include "sim/facts/schedule.h"

struct outcome;
struct world;
struct world_mapping;
struct world_trace;
struct gpus;
struct gpu_looks;
struct world_coherent;
struct engine;
struct messages;
struct uapi;

/*
 * When a watcher is notified of an event of a function.  If the event is a reset, the
 * function stops answering; a watcher is called before that or after it.
 */
enum world_moment { WORLD_BEFORE_SILENCE, WORLD_IN_SILENCE };

struct world_watcher {
	enum world_moment when;
	void (*tell)(struct world *w, enum fabric_event event, struct function *fn);
};

#define WORLD_MAX_WATCHERS 8u
#define WORLD_SMMU_EVENTS 64u		/* remembered */

/* A function that does not answer because it is being reset. */
struct world_reset {
	struct world *w;
	struct world_reset *next;
	struct function *fn;
	uint64_t until_ps;
	bool flr;			/* it is one by FLR */
	struct alarm end;
};

/* What a statement turned off in a function (mistake.h). */
struct world_off {
	struct function *fn;
	uint32_t what;			/* one of enum mistake_off */
	uint32_t line;			/* of that statement */
};

struct world_log {
	int level;
	const char *text;
};

struct world {
	const struct scenario *scn;
	struct kernel *kernel;
	struct fabric *fabric;
	struct wire *wire;		/* the TLP simulation, with its IOMMU */
	struct gpus *gpus;		/* NULL: it has none with VRAM of its own */
	struct gpu_looks *looks;	/* gpu_look.c */
	uint32_t nsmmus;		/* the IOMMU's; 0: another IOMMU, or none */
	struct smmuv3 *smmu[SPEC_MAX_SMMUS];
	uint64_t smmu_base[SPEC_MAX_SMMUS];
	uint32_t smmu_flags[SPEC_MAX_SMMUS];	/* HP_SMMU_*: what firmware says of each */
	uint32_t smmu_tables[SPEC_MAX_SMMUS];	/* of each, as last counted */
	struct {
		uint32_t data[4 * SPEC_MAX_SMMUS];	/* messages that no CPU has taken; one a kind is enough */
		uint32_t n;
		uint32_t nsaid;		/* what it did wrong, each said once */
		const char *said[8];
	} smmu_told;
	struct {
		uint64_t n;		/* events that it put in its queue; the last are here */
		uint64_t d[WORLD_SMMU_EVENTS][4];
	} smmu_events;
	struct recorder *rec;
	struct world_trace *trace;	/* NULL: no trace */
	struct world_links *links;	/* tracks of it; NULL: nobody reads them */
	struct clock *clock;		/* of all that takes time */
	struct alarm cpu;		/* when the CPU has something to do */
	bool cpu_due;
	struct world_reset *resets;	/* of functions that were ever reset */
	struct world_coherent *coherent; /* coherent.h */
	struct flight *flight;		/* NULL: TLPs take the short cut */
	uint32_t posted;		/* writes of the CPU that are under way */
	struct engine *engines;		/* engine.h */
	struct messages *messages;	/* of theirs, that the CPU has not taken */
	uint32_t nwatchers;
	struct world_watcher watchers[WORLD_MAX_WATCHERS];
	struct rng rng;			/* the kernel's random numbers */
	uint32_t nlog, log_room;
	struct world_log *log;		/* every kernel log line so far */
	char *log_next;			/* where the next line goes, and how much */
	size_t log_left, log_size;	/* room there is; of its chunk */
	bool mute;			/* log lines are kept, but not sent to the parent */
	uint64_t seed;
	struct tlp_result probe;	/* the result of the last TLP */
	struct world_mapping *mappings;	/* scn->nmappings of them */
	uint64_t mappings_made;
	struct world_mapping *unmapped;	/* lazy mode: to be checked again at the end */
	uint32_t nunmapped, unmapped_room;
	int32_t step;			/* the step in progress, or CHECK_* */
	struct uapi *uapi;		/* the state of processes; NULL: there was none */
	struct schedule order;		/* who runs next */
	struct turns *turns;		/* turns.c; NULL: the environment decides alone */
	bool count;			/* fault points, and fail this one */
	uint64_t fail_at;
	/* Instead of fail_at: asked at each; returns whether it fails. */
	bool (*at_point)(struct world *w, uint64_t n);
	bool boot_counts;		/* they are those of boot */
	uint32_t inject_kinds;		/* armed for the next step: inject nth ... */
	uint64_t inject_nth;
	bool intx;			/* a function has asserted its interrupt pin */
	struct {
		hp_sbdf fn;		/* the last whose ATC did not answer, */
		int32_t step;		/* and in which step */
	} unanswered;
	hp_sbdf *was_at;		/* by function: its address before its link was lost; NULL: none was */
	uint32_t noff;
	struct world_off *off;		/* what the scenario turned off: mistake.c */
	uint32_t ntyped;
	int32_t *typed;			/* groups that a user gave a type: group_type.c */
	char mistake[400];		/* of the statement in progress; "" none */
	/* Carries a SCN_STEP_EXEC out: sim/exec; NULL: there is no such step. */
	void (*exec)(struct world *w, void *arg, struct outcome *o);
	void *exec_arg;
};

/* world_iommu.c: sets the IOMMU's callbacks. */
void world_fill_iommu(struct hp_host *host);

/*
 * world_smmu.c: an SMMUv3 in place of the IOMMU behind world_fill_iommu().  The calls of the
 * CPU return false if the address is none of its registers.
 */
bool world_smmu_init(struct world *w);
uint32_t world_smmu_stream(const struct spec *s, uint32_t domain);
bool world_smmu_read(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t *value);
bool world_smmu_write(struct world *w, uint64_t phys, uint8_t size_bytes, uint64_t value);
/* Takes its oldest interrupt message.  Returns false if there is none. */
/*
 * The @i-th event that an SMMU has put in its queue, from 0: its four words (IHI 0070 7.3), or
 * NULL if there was none, or it is too long ago.
 */
const uint64_t *world_smmu_event(const struct world *w, uint64_t i);
bool world_smmu_message(struct world *w, uint32_t *data);
/* Has a function forget translations, and records if it does not answer. */
bool world_ats_invalidate(struct world *w, hp_sbdf requester, uint32_t pasid, uint64_t iova,
			  uint64_t bytes);
/* Returns the machine's IOMMU mode as HP_IOMMU_*. */
static inline uint32_t world_iommu_mode(const struct world *w)
{
	switch (w->scn->spec->host.iommu) {
	case SPEC_IOMMU_PASSTHROUGH:
		return HP_IOMMU_PASSTHROUGH;
	case SPEC_IOMMU_STRICT:
		return HP_IOMMU_STRICT;
	case SPEC_IOMMU_LAZY:
		return HP_IOMMU_LAZY;
	default:
		return HP_IOMMU_OFF;
	}
}

/* world_intx.c: sets the callbacks of interrupt pins. */
void world_fill_intx(struct hp_host *host);

/* world_mmio.c: CPU loads and stores, by CPU physical address, up to 8 bytes. */
uint64_t world_mmio_read(struct world *w, uint64_t phys, uint8_t size_bytes);
void world_mmio_write(struct world *w, uint64_t phys, uint8_t size_bytes,
		      uint64_t value);
/* The same of I/O ports, up to 4 bytes. */
uint32_t world_port_read(struct world *w, uint16_t port, uint8_t size_bytes);
void world_port_write(struct world *w, uint16_t port, uint8_t size_bytes,
		      uint32_t value);

/* world_names.c: keeps where what is below @port is, before its link is lost. */
void world_keep_addresses(struct world *w, const struct function *port);
/* Returns true if the link of what had that address is lost. */
bool world_lost(const struct world *w, hp_sbdf sbdf);

/* world_flight.c: from now on TLPs are under way; the short cut again. */
void world_fly(struct world *w);
void world_land(struct world *w);
/* The last TLP took @ps, which passes now; in flight it has. */
void world_took(struct world *w, uint64_t ps);
/* The CPU posts @t, and goes on.  Returns false if that is for the short cut. */
bool world_post(struct world *w, const struct tlp *t);
/* Waits until what the CPU posted has arrived. */
void world_quiet(struct world *w);
/*
 * A configuration request on its way.  Returns false, and nothing was accessed, if there is
 * no link on it.
 */
bool world_config(struct world *w, hp_sbdf fn, uint16_t reg, uint8_t size_bytes,
		  bool write, uint32_t *value);
/* Waits until no request is under way that was translated before. */
void world_drain(struct world *w);

/* world_reset.c: moves virtual time to @to_ps, never back; what is due happens. */
void world_advance(struct world *w, uint64_t to_ps);
/* Raises a machine check if @who's request reached a function in reset, and it is asked for. */
void world_reset_access(struct world *w, const struct tlp_result *r,
			const char *who, bool write, uint64_t address);
void world_watch_resets(struct world *w);
/* Frees what is known of resets: the clock must not run any more. */
void world_forget_resets(struct world *w);
/* Calls @tell at that moment of every later event, in the order of subscription. */
void world_subscribe(struct world *w, enum world_moment when,
		     void (*tell)(struct world *w, enum fabric_event event,
				  struct function *fn));

/* world_host.c: returns the callbacks of this room, for kernel_load(), which sets their ctx. */
const struct hp_host *world_host(void);

/*
 * Makes @w a new world of @scn with kernel @k, and builds its fabric.  Call it once,
 * in a child after fork.  Returns false, with a message in @err, if the machine cannot
 * be built.
 */
bool world_init(struct world *w, const struct scenario *scn, struct kernel *k,
		struct recorder *rec, uint64_t seed, struct spec_error *err);

/*
 * Before any step was done: makes @scn, whose machine is the same, the scenario of @w.
 * Returns false without memory.
 */
bool world_take(struct world *w, const struct scenario *scn);

/* Undoes world_init(), but does not free the text of the kernel's log. */
void world_free(struct world *w);

/* Boots the kernel on it.  Returns 0 or a negative errno of the kernel. */
int world_boot(struct world *w);

/* Lets virtual time pass; the kernel's timers run. */
void world_pass(struct world *w, uint64_t until_ps);

/* world_names.c: sets the current address of @ref.  Returns false if nothing answers there. */
bool world_address(const struct world *w, const struct scn_ref *ref,
		   hp_sbdf *sbdf);

/* Returns the function that answers at @sbdf now, or NULL. */
struct function *world_function_at(const struct world *w, hp_sbdf sbdf);

/*
 * Writes the scenario's name for the function at @sbdf to @buf: "gpu", "gpu/vf2", or
 * the BDF.  Returns @buf.
 */
const char *world_name(const struct world *w, hp_sbdf sbdf, char *buf,
		       size_t size);

/*
 * Writes the ACS controls that @fn supports to @buf, like "SV+ RR- CR+"; 64 bytes are
 * enough.  Returns false if it has no ACS capability.
 */
bool world_acs_text(const struct function *fn, char *buf, size_t size);

#endif
