/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tlp.h - transactions on the wire: what a device sends and what becomes of it.
 *
 *   function ─► its device ─► downstream port ─► ... ─► root complex ─► IOMMU
 *                  │ ACS           │ ACS                     │ windows, DRAM
 *                  ▼ sibling       ▼ peer port               ▼ hairpin
 *
 * A wire is a fabric together with an IOMMU, memory behind DRAM and BARs, the
 * devices' translation caches, and timing parameters.  Everything is synchronous:
 * one call sends one request and its completion, and records every hop with the
 * rule that decided there.  The caller adds the result's latency to virtual time.
 *
 * The rules are those of the PCI Express Base Specification (r6).  It must not
 * know any operating system.
 */
#ifndef MODEL_WIRE_TLP_H
#define MODEL_WIRE_TLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config/fabric.h"
#include "model/spec/at.h"

struct iommu;
struct memory;
struct timing;
struct wire;

enum tlp_type {
	TLP_MRD = 1, TLP_MWR, TLP_IORD, TLP_IOWR, TLP_MSG, TLP_CFGRD, TLP_CFGWR,
	TLP_CPL, TLP_CPLD,
};

static inline bool tlp_is_request(enum tlp_type t)
{
	return t < TLP_CPL;
}

static inline bool tlp_is_memory(enum tlp_type t)
{
	return t == TLP_MRD || t == TLP_MWR;
}

static inline bool tlp_is_io(enum tlp_type t)
{
	return t == TLP_IORD || t == TLP_IOWR;
}

static inline bool tlp_is_config(enum tlp_type t)
{
	return t == TLP_CFGRD || t == TLP_CFGWR;
}

static inline bool tlp_is_posted(enum tlp_type t)
{
	return t == TLP_MWR || t == TLP_MSG;
}

/*
 * One request.  @address is a bus address in the sender's hierarchy domain, or a
 * translated one, as the address type says.  A request crosses no 4 KiB boundary
 * and is no longer than payload or read request size allow (2.2.7, 7.5.3.4);
 * wire_dma() splits longer transfers.
 */
struct tlp {
	enum tlp_type type;
	enum tlp_at at;
	uint64_t address;
	uint32_t bytes;
	uint16_t requester;		/* bus << 8 | devfn; filled in unless @forged */
	uint16_t tag;
	uint16_t completer;		/* of a configuration request: bus << 8 | devfn; @address: the register (2.2.7.1) */
	uint32_t pasid;			/* 20 bits, with @has_pasid (6.20) */
	bool has_pasid;
	bool relaxed, no_snoop;		/* attributes (2.2.6.3) */
	bool ido;			/* ID-based ordering (2.2.6.4); only order looks at it */
	/*
	 * A misbehaving device: @requester is sent unchanged, and the sender's own
	 * enables for translated addresses and PASID are ignored.
	 */
	bool forged;
	/* A dry request only asks: no data moves, and nothing is logged or cached. */
	bool dry;
	void *data;			/* @bytes to write, or room for what is read */
};

/* The result for the sender. */
enum tlp_status {
	TLP_OK = 0,			/* a posted request arrived; otherwise Successful Completion */
	TLP_UR,				/* Unsupported Request (2.3.1) */
	TLP_CA,				/* Completer Abort */
	TLP_TIMEOUT,			/* no completion came (2.8) */
	TLP_LOST,			/* a posted request did not arrive; the sender does not know */
	TLP_NOT_SENT,			/* the sender may not or cannot send it */
};

/* Which rule decided.  tlp_reason_text() says it in words, with its section. */
enum tlp_reason {
	TLP_R_NONE = 0,
	/* at the sender */
	TLP_R_MASTER_DISABLED, TLP_R_POWER, TLP_R_NO_BUS_NUMBER, TLP_R_ATS_DISABLED,
	TLP_R_PASID_DISABLED, TLP_R_PASID_WIDTH, TLP_R_IN_RESET, TLP_R_TOO_LONG, TLP_R_BOUNDARY,
	/* at an ingress port */
	TLP_R_NO_PREFIX,
	/* ACS at an ingress port */
	TLP_R_SOURCE_VALIDATION, TLP_R_TRANSLATION_BLOCKING, TLP_R_IO_BLOCKING,
	/* ACS where paths diverge */
	TLP_R_DIRECT_TRANSLATED, TLP_R_EGRESS_ALLOWED, TLP_R_EGRESS_REDIRECT,
	TLP_R_EGRESS_CONTROL, TLP_R_REQUEST_REDIRECT, TLP_R_COMPLETION_REDIRECT,
	TLP_R_RELAXED_ORDERING, TLP_R_UPSTREAM_FORWARDING, TLP_R_OWN_EGRESS,
	TLP_R_PORT_TARGET, TLP_R_UNCLAIMED_REDIRECT, TLP_R_UNCLAIMED,
	/* routing */
	TLP_R_PEER_WINDOW, TLP_R_SIBLING_BAR, TLP_R_SAME_BUS, TLP_R_NOT_MINE,
	TLP_R_WINDOW, TLP_R_BAR, TLP_R_LINK_DOWN, TLP_R_NOBODY, TLP_R_BRIDGE_MASTER,
	TLP_R_BY_ID, TLP_R_MALFORMED_SIZE, TLP_R_BAR_END, TLP_R_NO_VRAM, TLP_R_AT_AT_ENDPOINT,
	/* root complex and IOMMU */
	TLP_R_RC_TURNS, TLP_R_RC_REFUSES, TLP_R_RC_WRITES_ONLY, TLP_R_RC_PEERS,
	TLP_R_DRAM, TLP_R_COHERENT, TLP_R_COHERENT_CLOSED, TLP_R_COHERENT_NOT_READY, TLP_R_MSI, TLP_R_NO_TARGET, TLP_R_IOMMU_MAPPED, TLP_R_IOMMU_PASSTHROUGH,
	TLP_R_IOMMU_BLOCKED, TLP_R_IOMMU_UNMAPPED, TLP_R_IOMMU_FORBIDDEN,
	TLP_R_IOMMU_NO_CONTEXT, TLP_R_IOMMU_ATS_OFF, TLP_R_IOMMU_RESERVED,
	TLP_R_NO_IOMMU, TLP_R_ATS_ANSWER, TLP_R_REISSUED,
	/* completions */
	TLP_R_UNEXPECTED, TLP_R_RETURNED, TLP_R_NO_COMPLETION,
	TLP_R_COUNT
};

/* Where on its path a TLP was. */
enum tlp_place {
	TLP_AT_SENDER = 1,
	TLP_AT_DEVICE,			/* inside a multi-function device, or on a PCI bus */
	TLP_AT_INGRESS,			/* port that received it from below */
	TLP_AT_UPSTREAM_PORT,		/* switch: on to the link above */
	TLP_AT_EGRESS,			/* port or bridge passing it down */
	TLP_AT_ROOT_COMPLEX,
	TLP_AT_IOMMU,
	TLP_AT_TARGET,			/* BAR, DRAM, interrupt controller */
};

enum tlp_decision {
	TLP_GO_UP = 1,			/* upstream, by address or ID */
	TLP_GO_REDIRECTED,		/* upstream, because ACS redirects it */
	TLP_GO_PEER,			/* directly to a peer */
	TLP_GO_DOWN,
	TLP_GO_TRANSLATED,		/* on, with another address */
	TLP_ACCEPTED,
	TLP_REFUSED,
};

struct tlp_hop {
	struct function *fn;		/* NULL in the root complex */
	uint8_t place, decision;	/* enum tlp_place, enum tlp_decision */
	uint8_t reason;			/* enum tlp_reason */
	bool completion;		/* on the way back */
	uint16_t acs;			/* control bits that decided; 0 none did */
	uint16_t host_bridge;		/* index in spec.host_bridges */
	uint64_t address;		/* as the hop saw it */
	uint64_t at_ps;			/* since it was sent */
};

enum tlp_landing_kind {
	TLP_LANDED_NOWHERE = 0, TLP_LANDED_BAR, TLP_LANDED_DRAM, TLP_LANDED_MSI,
	TLP_LANDED_COHERENT,		/* memory of a device that is the CPU's */
};

/* Where the first byte arrived; the others follow it. */
struct tlp_landing {
	enum tlp_landing_kind kind;
	struct function *fn;		/* BAR, coherent memory */
	uint8_t bar;			/* 0..5, 6 the expansion ROM */
	uint64_t offset;		/* BAR, coherent memory: into it; else CPU physical address */
};

/*
 * Zero it before its first use, use it as often as you like, then
 * tlp_result_free().
 */
struct tlp_result {
	enum tlp_status status;
	enum tlp_reason reason;		/* the rule that ended the request or the completion */
	struct function *by;		/* the function that decided; NULL: the root complex */
	struct tlp_landing landing;	/* kind NOWHERE: the request did not arrive */
	bool request_in_rc;		/* went beyond a root port */
	bool completion_in_rc;
	bool translated;		/* an IOMMU looked its address up */
	uint16_t ncompletions;		/* split at RCB and payload size (2.3.1.1) */
	uint64_t latency_ps;		/* until the sender knows, or it arrived */
	struct tlp_hop *hop;		/* @nhops of them */
	uint32_t nhops, room;
};

/* @timing may be NULL: the defaults.  Both must outlive the wire. */
struct wire *wire_new(struct fabric *f, const struct timing *timing);
void wire_free(struct wire *w);
/* From now on, @timing. */
void wire_set_timing(struct wire *w, const struct timing *timing);

/* Owned by the wire.  A new one translates nothing until a unit is enabled. */
struct iommu *wire_iommu(struct wire *w);
struct memory *wire_memory(struct wire *w);

/*
 * Writes to [base, base + bytes) are interrupts, by CPU address: an IOMMU translates them as it
 * does others, and so it is with Arm's interrupt controllers.
 */
void wire_set_doorbell(struct wire *w, uint64_t base, uint64_t bytes);

/*
 * Sets the only watcher; NULL removes it.  It is notified of every transaction that
 * is not dry, when it has ended.  @src is NULL for the CPU.  It must not send TLPs.
 */
typedef void (*wire_watch_fn)(void *ctx, struct function *src, const struct tlp *t,
			      const struct tlp_result *r);
void wire_watch(struct wire *w, wire_watch_fn watch, void *ctx);

/*
 * What is behind a BAR.  By default each BAR is memory of its own.  A device that has more
 * says so for each access: other memory, registers, or nothing, which is no part of its
 * programming model (2.3.1).
 */
enum wire_behind { WIRE_OWN_MEMORY = 0, WIRE_MEMORY, WIRE_REGISTERS, WIRE_NOTHING };

struct wire_device {
	/*
	 * What byte @offset of @fn's @bar is.  Of WIRE_MEMORY also where: an address of
	 * model/wire/memory.h; what follows in the same 4 KiB follows there, too.  @dry: the
	 * device is only asked, and does not notice.
	 */
	enum wire_behind (*behind)(void *ctx, struct function *fn, uint8_t bar,
				   uint64_t offset, bool dry, uint64_t *space,
				   uint64_t *address);
	/* A request reads or writes @bytes of registers, which cross no 4 KiB. */
	void (*registers)(void *ctx, struct function *fn, uint64_t offset, bool write,
			  void *data, uint32_t bytes);
};
/* @ctx and @device must outlive their use; NULL: all BARs are memory again. */
void wire_set_device(struct wire *w, const struct wire_device *device, void *ctx);
/* What byte @offset of a BAR is; the device does not notice. */
enum wire_behind wire_bar_is(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset);
/*
 * The memory behind a BAR, without any TLP: for who checks what TLPs did.  Nothing reads as
 * zero, and takes no write.
 */
void wire_bar_read(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset,
		   void *data, size_t bytes);
void wire_bar_write(struct wire *w, struct function *fn, uint8_t bar, uint64_t offset,
		    const void *data, size_t bytes);

struct walk;

/*
 * Has @carry bring every TLP that is not dry, and its completion, to the end, in place
 * of the short cut, which crosses all links at once; NULL: the short cut again.  The
 * TLP stands before a link or has ended (walk.h); the result is the walk's.
 */
void wire_set_carrier(struct wire *w, void (*carry)(void *ctx, struct walk *k), void *ctx);

/*
 * Begins or ends a reset of @fn.  During a reset it neither sends nor answers
 * (6.6.2).  The beginning empties its translation cache (10.2.4) and masks its
 * MSI-X table (7.7.2.8), and does the same to its VFs.
 */
void wire_set_in_reset(struct wire *w, struct function *fn, bool in_reset);
bool wire_in_reset(const struct wire *w, const struct function *fn);

/*
 * @fn's coherent memory answers from now on, or no longer: sets the registers that say so.
 * After power on it does where it needs no time for that.
 */
void wire_set_ready(struct wire *w, struct function *fn, bool ready);
bool wire_ready(const struct wire *w, const struct function *fn);

/* @fn sends @t.  The hops of @r are valid until its next use. */
void tlp_send(struct wire *w, struct function *fn, struct tlp *t,
	      struct tlp_result *r);
void tlp_result_free(struct tlp_result *r);

/*
 * The CPU reads or writes @bytes (1, 2, 4, 8, or any number within 4 KiB) at a
 * CPU physical address inside a host bridge's memory window.  A read that
 * fails fills @t's data with ones.  Only type, address, bytes and data count.
 */
void tlp_from_cpu(struct wire *w, struct tlp *t, struct tlp_result *r);

/*
 * A configuration request of the CPU, to @to, whose ID is @t's completer.  Type, register
 * (@t->address), bytes and data count; data is a uint32_t.  Without success nothing was
 * accessed.
 */
void tlp_config(struct wire *w, struct function *to, struct tlp *t, struct tlp_result *r);

/*
 * A transfer of any length.  It is split at 4 KiB, Max_Payload_Size and
 * Max_Read_Request_Size (2.2.7, 7.5.3.4).  @t gives the address, and the type and
 * attributes of all parts.  Stops at the first part that fails.  Returns how many
 * bytes arrived; @r is the result of the last part, with the latency of all.
 */
uint64_t wire_dma(struct wire *w, struct function *fn, const struct tlp *t,
		  uint64_t bytes, struct tlp_result *r);

/* How many of @left bytes at @address the next of those parts takes. */
uint64_t tlp_part_bytes(const struct function *fn, enum tlp_type type,
			uint64_t address, uint64_t left);

/*
 * ATS: @fn requests the translation of the page of @address, and caches the answer
 * (10.2).  Returns false if there is no translation; @r says why.  @write requests
 * write permission (otherwise the No Write flag is set).
 */
struct ats_answer {
	uint64_t address;		/* of @bytes, translated; naturally aligned */
	uint64_t bytes;
	bool read, write;
};
bool wire_ats_translate(struct wire *w, struct function *fn, uint64_t address,
			bool has_pasid, uint32_t pasid, bool write, bool dry,
			struct ats_answer *out, struct tlp_result *r);
/*
 * The answer @a of the translation request @t has come to @fn, whose cache holds @most
 * pages: the oldest go.
 */
void wire_atc_take(struct wire *w, struct function *fn, const struct tlp *t,
		   const struct ats_answer *a, uint32_t most);
/* Looks @address up in @fn's translation cache only.  Returns false if it is not there. */
bool wire_atc_lookup(struct wire *w, struct function *fn, uint64_t address,
		     bool has_pasid, uint32_t pasid, struct ats_answer *out);
/*
 * Switches ATS on in @fn and allows it in the IOMMU, as a driver of the IOMMU does.
 * Returns false if @fn has none.
 */
bool wire_ats_enable(struct wire *w, struct function *fn);
/*
 * The root complex sends an Invalidate Request to the function that has @requester
 * now (10.3).  Returns false if nobody answers: the time-out of 10.3.1.  That is so for
 * a function in reset.  One whose ATS is off, or that is in D3hot, which takes messages
 * (5.3.1.4.1), is said to answer: that it does not is written nowhere.
 */
bool wire_ats_invalidate(struct wire *w, uint32_t domain, uint16_t requester,
			 bool has_pasid, uint32_t pasid, uint64_t address,
			 uint64_t bytes);

/* Texts for explain and for messages; never NULL. */
const char *tlp_type_text(enum tlp_type t);
const char *tlp_status_text(enum tlp_status s);
const char *tlp_reason_text(enum tlp_reason r);
const char *tlp_place_text(enum tlp_place p);
const char *tlp_decision_text(enum tlp_decision d);

#endif
