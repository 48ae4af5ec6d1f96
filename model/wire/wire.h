/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - a TLP on its way: shared by the files that move it, inside model/.
 *
 *   tlp.c        sends, ends, says in words
 *   route_tlp.c  requests by address, up and down
 *   tlp_cpl.c    completions by ID
 *   rc.c         root complex: windows, DRAM, IOMMU, hairpins
 */
#ifndef MODEL_WIRE_WIRE_H
#define MODEL_WIRE_WIRE_H

#include "model/wire/acs.h"
#include "model/config/aer.h"
#include "model/config/bus.h"
#include "model/config/decode.h"
#include "model/config/state.h"
#include "model/spec/dram.h"
#include "model/iommu/iommu.h"
#include "model/wire/memory.h"
#include "model/wire/timing.h"
#include "model/wire/tlp.h"

/* One page that a device's translation cache holds (10.2). */
struct atc_entry {
	struct function *fn;
	uint32_t pasid;			/* IOMMU_HW_NO_PASID: none */
	uint64_t untranslated;
	struct ats_answer answer;
};

struct wire {
	struct fabric *f;
	struct timing t;
	struct iommu *iommu;
	struct memory *memory;
	uint64_t msi_base, msi_bytes;
	struct dram_range *dram;	/* ascending */
	uint32_t ndram;
	struct atc_entry *atc;
	uint32_t natc, atc_room;
	struct function **in_reset;
	uint32_t nin_reset;
	uint16_t tag;
	wire_watch_fn watch;
	void *watch_ctx;
};

/* Where a completion starts. */
enum completer {
	CPL_NONE = 0,			/* nobody answers */
	CPL_FUNCTION,			/* walk.completer, from its own bus up */
	CPL_PORT,			/* walk.completer, a bridge in the middle */
	CPL_ROOT,			/* the root complex */
};

struct walk {
	struct wire *w;
	struct function *src;		/* NULL: the CPU */
	struct tlp t;			/* as it is now: bridges and the RC change it */
	struct tlp_result *r;
	uint64_t now_ps;
	uint16_t host_bridge;		/* whose hierarchy it is in */
	uint16_t home;			/* ... and was in when sent */
	bool on_way_back;
	bool reissued;			/* the RC sent it on as its own */
	uint16_t home_requester;	/* ... then this is whose it was */
	struct function *taken_by;	/* PCI bridge that made it its own (2.2.6.2) */
	enum completer from;
	struct function *completer;
	enum tlp_status status;		/* what the completion says */
	struct ats_answer *ats;		/* a translation request's answer goes here */
};

/* tlp.c */
struct tlp_hop *walk_hop(struct walk *k, struct function *fn, enum tlp_place place,
			 enum tlp_decision decision, enum tlp_reason reason,
			 uint16_t acs);
/*
 * The request ends at @fn (NULL: the root complex) with @status: recorded
 * there as @error (AER_UNC_* or 0), answered from @from.
 */
void walk_refuse(struct walk *k, struct function *fn, enum tlp_place place,
		 enum tlp_reason reason, uint16_t acs, enum tlp_status status,
		 uint32_t error, enum completer from);
/* The time to cross the link that @port is the upper end of. */
void walk_link(struct walk *k, const struct function *port, uint64_t bytes);
uint64_t walk_request_bytes(const struct walk *k);
/* A translation request, whose answer goes to @answer. */
void tlp_send_ats(struct wire *w, struct function *fn, struct tlp *t,
		  struct ats_answer *answer, struct tlp_result *r);
struct acs acs_of(const struct function *fn);
/* The bit that stands for @peer in an Egress Control Vector (7.7.11.4). */
unsigned int egress_number(const struct function *peer);
/* Functions of one device, or devices on one conventional bus. */
bool same_device(const struct function *a, const struct function *b);
bool bridge_has_bus(const struct function *bridge, uint8_t bus);
unsigned int function_mps(const struct function *fn);
unsigned int function_mrrs(const struct function *fn);
uint16_t walk_requester(const struct function *fn);

/* tlp_ats.c: its translation cache is empty after a reset (10.2.4). */
void atc_forget(struct wire *w, const struct function *fn);

/* route_tlp.c */
void route_up(struct walk *k, struct function *fn);
void route_down(struct walk *k, struct function *port);
void route_accept(struct walk *k, const struct fabric_target *target);
/* Move what it carries to or from , unless it only asks. */
void walk_data(struct walk *k, uint64_t space, uint64_t address);

/* rc.c: from a root port (already past its ingress checks), or from a
 * function on the root bus; and completions. */
void rc_from_port(struct walk *k, struct function *port, bool redirected);
void rc_request(struct walk *k);
void rc_from_cpu(struct walk *k);
void rc_completion(struct walk *k);

/* tlp_cpl.c */
void route_completion(struct walk *k);
/* Down by ID from @port, which leads there; ends at the function. */
void completion_down(struct walk *k, struct function *port);
void completion_arrives(struct walk *k, struct function *fn);
void completion_lost(struct walk *k, struct function *fn, enum tlp_place place,
		     enum tlp_reason reason);

#endif
