/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - the parts of a wire, for code inside model/; see tlp.h for its use.
 *
 *   tlp.c         one transaction: sends, ends
 *   route_up.c    requests by address, upwards      cpl_up.c    completions by ID
 *   rc.c          root complex: windows, DRAM, IOMMU, hairpins
 *   coherent.c    memory of devices that CPUs reach by no window
 *   route_down.c  requests by address, downwards    cpl_down.c  completions by ID
 *   route_config.c  configuration requests of the CPU, downwards by ID
 *   walk.c        the record of a transaction under way
 *   behind.c      what a BAR leads to
 *   wire.c        the wire itself
 *
 * Each uses only those below it.
 */
#ifndef MODEL_WIRE_WIRE_H
#define MODEL_WIRE_WIRE_H

#include "model/config/state.h"
#include "model/spec/dram.h"
#include "model/wire/atc.h"
#include "model/wire/timing.h"
#include "model/wire/tlp.h"

struct wire {
	struct fabric *f;
	struct timing t;
	struct iommu *iommu;
	struct memory *memory;
	uint64_t msi_base, msi_bytes;
	bool msi_translated;
	struct dram_range *dram;	/* ascending */
	uint32_t ndram;
	struct atc atc;
	struct function **not_ready;	/* whose coherent memory does not answer yet */
	uint32_t nnot_ready;
	struct function **in_reset;
	uint32_t nin_reset;
	uint16_t tag;
	struct tlp_hop unrecorded;	/* what a walk that is silent writes to */
	const struct wire_device *device;	/* NULL: BARs are memory */
	void *device_ctx;
	wire_watch_fn watch;
	void *watch_ctx;
	void (*carry)(void *ctx, struct walk *k);
	void *carry_ctx;
};

#endif
