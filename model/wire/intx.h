/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * intx.h - interrupt pins and the four virtual wires of a host bridge (Base 2.2.8.1,
 * 6.1.2; PCI 3.0 6.2.2).
 *
 *   pin of a function ─► wire of each bridge above it ─► input of the host bridge
 *
 * A wire is a level: it is asserted while one of the functions that share it asserts
 * its pin.  It must not know who listens to an input, nor what its number is there.
 */
#ifndef MODEL_WIRE_INTX_H
#define MODEL_WIRE_INTX_H

#include <stdbool.h>
#include <stdint.h>

struct function;
struct fabric;

#define INTX_INPUTS 4u			/* of a host bridge */

/*
 * @fn has, or no longer has, a reason to interrupt (Interrupt Status, 7.5.1.1.4).  A
 * reset of the function ends it.  Returns false if @fn has no interrupt pin.
 */
bool intx_set(struct function *fn, bool pending);

/*
 * Returns the input of its host bridge, 0 to 3, to which pin @pin, 1 to 4, of device
 * @device on the root bus leads.  This is how this machine is wired, and what its
 * firmware tells the kernel (PCI 3.0 2.2.6: the rotation of slots).
 */
unsigned int intx_root_input(unsigned int device, unsigned int pin);

/* Returns the inputs of host bridge @index that are asserted now, a bit each. */
unsigned int intx_inputs(const struct fabric *f, uint32_t index);

#endif
