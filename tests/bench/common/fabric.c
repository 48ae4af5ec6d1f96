// SPDX-License-Identifier: GPL-2.0-only
/*
 * fabric.c - see fabric.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/config/function.h"
#include "model/config/state.h"
#include "model/spec/regs.h"
#include "tests/bench/common/fabric.h"

uint32_t bench_add(struct spec *s, enum spec_type type, int32_t parent, uint32_t bridge,
		   uint32_t device, uint32_t first, uint32_t last)
{
	uint32_t i = spec_add_function(s);
	struct spec_function *fn = &s->functions[i];
	char name[16];

	snprintf(name, sizeof(name), "f%u", i);
	fn->name = spec_strdup(s, name);
	fn->type = type;
	fn->parent = parent;
	fn->host_bridge = parent < 0 ? (int32_t)bridge : -1;
	fn->devfn = (uint8_t)(device << 3);
	fn->vendor = 0x1af4;
	fn->device = 0x1000;
	fn->secondary = (uint8_t)first;
	fn->subordinate = (uint8_t)last;
	fn->link_speed = 4;
	fn->link_width = 16;
	return i;
}

void bench_enable(struct fabric *f, uint32_t nfunctions, unsigned int mps,
		  unsigned int mrrs)
{
	unsigned int ctl = mps ? (unsigned int)__builtin_ctz(mps / 128) << 5 |
				 (unsigned int)__builtin_ctz(mrrs / 128) << 12 : 0;

	for (uint32_t i = 0; i < nfunctions; i++) {
		struct function *fn = fabric_function(f, i);
		uint32_t domain;
		uint8_t bus, devfn;

		if (!function_address(fn, &domain, &bus, &devfn))
			abort();
		fabric_cfg_write(f, domain, bus, devfn, R_COMMAND, 2,
				 CMD_MEM | CMD_MASTER);
		if (mps)
			fabric_cfg_write(f, domain, bus, devfn,
					 (uint16_t)(fn->cap[CAP_PCIE] + EXP_DEVCTL), 2, ctl);
	}
}
