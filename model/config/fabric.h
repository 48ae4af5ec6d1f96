/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fabric.h - a built machine: its functions, their config space, and how config
 * requests are routed.
 *
 * It follows the PCI Express, PCI-to-PCI bridge and SR-IOV specifications, and
 * must not know any operating system.
 */
#ifndef MODEL_CONFIG_FABRIC_H
#define MODEL_CONFIG_FABRIC_H

#include "model/spec/spec.h"

struct fabric;
struct function;			/* a physical or virtual function */

/*
 * Builds the machine.  @spec must live as long as the fabric; fabric_free() frees
 * the fabric.  Returns NULL, with @err set, if the machine cannot be built.
 */
struct fabric *fabric_build(const struct spec *spec, struct spec_error *err);
void fabric_free(struct fabric *f);

/*
 * Config requests as they enter a host bridge by ECAM (Base 7.2.2).  They are
 * routed by the bus numbers that the bridges' registers hold now (7.3.3).  @reg is
 * 0 to 4095, @size 1, 2 or 4, naturally aligned.  A read that no function answers
 * returns all ones, as a CPU reads an Unsupported Request.
 */
uint32_t fabric_cfg_read(struct fabric *f, uint32_t domain, uint8_t bus,
			 uint8_t devfn, uint16_t reg, uint8_t size);
void fabric_cfg_write(struct fabric *f, uint32_t domain, uint8_t bus,
		      uint8_t devfn, uint16_t reg, uint8_t size, uint32_t value);

/* Returns the function that answers there now, or NULL.  VFs answer while enabled. */
struct function *fabric_lookup(struct fabric *f, uint32_t domain, uint8_t bus,
			       uint8_t devfn);
/* By index in the spec; and VF @n (from 1) of a PF, NULL while not enabled. */
struct function *fabric_function(struct fabric *f, uint32_t index);
struct function *fabric_vf(struct function *pf, uint16_t n);

/* Facts about a function. */
const struct spec_function *function_spec(const struct function *fn); /* of the PF for a VF */
bool function_is_vf(const struct function *fn);
/* Nothing ever answers for it: stated of it, or of this VF. */
bool function_is_silent(const struct function *fn);
uint16_t function_vf_number(const struct function *fn);	/* from 1; 0 for a PF */
/* Sets its current address.  Returns false while its bus has no number. */
bool function_address(const struct function *fn, uint32_t *domain, uint8_t *bus,
		      uint8_t *devfn);
struct function *function_parent(const struct function *fn);	/* bridge above, or NULL */
/* Sets what a BAR decodes now.  Returns false if it is disabled or not implemented. */
bool function_bar(const struct function *fn, unsigned int bar, uint64_t *bus_address,
		  uint64_t *size_bytes);
/* Returns true if it claims memory requests: decoding is on, and it is in D0. */
bool function_decodes(const struct function *fn);
/* To be called when @fn's coherent memory is ready, or no longer: sets its CXL DVSEC. */
void coherent_put_ready(struct function *fn, bool ready);
uint16_t function_acs_ctrl(const struct function *fn, bool *present);

/*
 * Events of a function.  The watcher is notified when they happen.  The model
 * resets registers at once; the watcher decides how long the reset lasts.
 */
enum fabric_event {
	FABRIC_FLR = 1,			/* Initiate FLR was written (6.6.2) */
	FABRIC_HOT_RESET,		/* secondary bus reset, link disabled (6.6.1) */
	FABRIC_LINK_LOST,		/* the same by no software: a link failed, a device was pulled out */
	FABRIC_POWER_STATE,		/* D-state changed (5.3) */
	FABRIC_POWER_RESET,		/* D3hot to D0 without No_Soft_Reset */
	FABRIC_VF_ENABLE,		/* a PF's VFs were enabled */
	FABRIC_VF_DISABLE,		/* a PF's VFs were disabled */
	FABRIC_DECODE,			/* command, BAR, window or bus number written */
};
typedef void (*fabric_watch_fn)(void *ctx, enum fabric_event event,
				struct function *fn);
/* Sets the only watcher; NULL removes it.  It must not access config space. */
void fabric_watch(struct fabric *f, fabric_watch_fn watch, void *ctx);
/*
 * The link below @port, which has one, fails, or trains again.  Nobody asked for it: what is
 * below is reset (6.6.1), and answers nothing until then.
 */
void fabric_set_link(struct function *port, bool up);
/* Is the link below a port above @fn down without software's doing? */
bool function_link_lost(const struct function *fn);

/*
 * Returns how long after @event the function neither answers nor sends, in
 * picoseconds; 0 if @event is no reset (5.9, 6.6).
 */
uint64_t fabric_reset_ps(enum fabric_event event);

#endif
