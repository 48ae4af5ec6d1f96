/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fabric.h - machines of links alone, for the benchmarks of TLPs under way.
 */
#ifndef BENCH_FABRIC_H
#define BENCH_FABRIC_H

#include "model/config/fabric.h"
#include "model/spec/spec.h"

/*
 * Appends a function at device @device, below @parent or, if that is -1, on the root bus
 * of host bridge @bridge, and returns its index.  @first and @last are the buses below a
 * port.
 */
uint32_t bench_add(struct spec *s, enum spec_type type, int32_t parent, uint32_t bridge,
		   uint32_t device, uint32_t first, uint32_t last);

/*
 * Turns memory and bus mastering of all functions on.  With @mps, sets Max_Payload_Size
 * and Max_Read_Request_Size, too, in bytes; 0 leaves both.
 */
void bench_enable(struct fabric *f, uint32_t nfunctions, unsigned int mps,
		  unsigned int mrrs);

#endif
