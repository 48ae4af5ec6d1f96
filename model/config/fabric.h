/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fabric.h - a built machine: config space that answers, and where it routes.
 *
 * Follows the PCI Express, PCI-to-PCI bridge and SR-IOV specifications only;
 * it must never learn what any operating system would do.
 */
#ifndef MODEL_CONFIG_FABRIC_H
#define MODEL_CONFIG_FABRIC_H

#include "model/spec/spec.h"

struct fabric;
struct function;			/* a physical or virtual function */

/*
 * Build.  @spec must stay alive as long as the fabric.  NULL with @err filled
 * when the machine cannot be built.
 */
struct fabric *fabric_build(const struct spec *spec, struct spec_error *err);
void fabric_free(struct fabric *f);

/*
 * Config requests as they enter a host bridge, ECAM style (Base 7.2.2): routed
 * by the bus numbers that the bridges' registers hold right now (7.3.3).
 * @reg 0..4095, @size 1, 2 or 4, naturally aligned.  No such function, or one
 * that does not answer: all ones, as an Unsupported Request reads to a CPU.
 */
uint32_t fabric_cfg_read(struct fabric *f, uint32_t domain, uint8_t bus,
			 uint8_t devfn, uint16_t reg, uint8_t size);
void fabric_cfg_write(struct fabric *f, uint32_t domain, uint8_t bus,
		      uint8_t devfn, uint16_t reg, uint8_t size, uint32_t value);

/* The function that answers there now, or NULL.  VFs exist while enabled. */
struct function *fabric_lookup(struct fabric *f, uint32_t domain, uint8_t bus,
			       uint8_t devfn);
/* By index in the spec; and VF @n (from 1) of a PF, NULL while not enabled. */
struct function *fabric_function(struct fabric *f, uint32_t index);
struct function *fabric_vf(struct function *pf, uint16_t n);

/* Facts about a function. */
const struct spec_function *function_spec(const struct function *fn); /* of the PF for a VF */
bool function_is_vf(const struct function *fn);
uint16_t function_vf_number(const struct function *fn);	/* from 1; 0 for a PF */
/* Where it answers now; false while its bus has no number. */
bool function_address(const struct function *fn, uint32_t *domain, uint8_t *bus,
		      uint8_t *devfn);
struct function *function_parent(const struct function *fn);	/* bridge above, or NULL */
/* What a BAR decodes now: false when disabled or not implemented. */
bool function_bar(const struct function *fn, unsigned int bar, uint64_t *bus_address,
		  uint64_t *size_bytes);
uint16_t function_acs_ctrl(const struct function *fn, bool *present);

/*
 * What befalls a function on the wire's side, told as it happens: the model
 * resets at once, whoever keeps time decides how long it takes.
 */
enum fabric_event {
	FABRIC_FLR = 1,			/* Initiate FLR was written (6.6.2) */
	FABRIC_HOT_RESET,		/* secondary bus reset, link down (6.6.1) */
	FABRIC_POWER_STATE,		/* D-state changed (5.3) */
	FABRIC_POWER_RESET,		/* D3hot to D0 without No_Soft_Reset */
	FABRIC_VF_ENABLE,		/* of a PF: its VFs came */
	FABRIC_VF_DISABLE,		/* ... or went */
	FABRIC_DECODE,			/* command, BAR, window or bus number written */
};
typedef void (*fabric_watch_fn)(void *ctx, enum fabric_event event,
				struct function *fn);
/* One watcher; NULL ends it.  It must not touch config space. */
void fabric_watch(struct fabric *f, fabric_watch_fn watch, void *ctx);
/*
 * How long after @event its function may neither answer nor send, in
 * picoseconds; 0: it is no reset (5.9, 6.6).
 */
uint64_t fabric_reset_ps(enum fabric_event event);

#endif
