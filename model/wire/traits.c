// SPDX-License-Identifier: GPL-2.0-only
/*
 * traits.c - properties of functions that matter to TLPs (see traits.h).  It must
 * not know any TLP.
 */
#include "model/wire/traits.h"

struct acs acs_of(const struct function *fn)
{
	struct acs acs = {
		.present = fn->cap[CAP_ACS] != 0,
		.port = fn->spec->type == SPEC_ROOT_PORT ||
			fn->spec->type == SPEC_DOWNSTREAM_PORT,
		.ctrl = cap16(fn, CAP_ACS, function_acs_ctrl_reg(fn)),
	};

	return acs;
}

unsigned int egress_number(const struct function *peer)
{
	uint8_t bus, devfn;
	uint32_t domain;

	if (peer->below)
		return peer->port_number;
	if (!peer->vf)
		return peer->bus->link ? peer->devfn : peer->devfn & 7u;
	function_address(peer, &domain, &bus, &devfn);
	return devfn;
}

bool same_device(const struct function *a, const struct function *b)
{
	if (a->bus != b->bus)
		return false;
	return a->bus->link || a->bus->conventional ||
	       a->devfn >> 3 == b->devfn >> 3;
}

bool bridge_has_bus(const struct function *bridge, uint8_t bus)
{
	uint8_t secondary = function_secondary(bridge);

	return secondary && bus >= secondary && bus <= function_subordinate(bridge);
}

/* A VF uses its PF's sizes (9.3.5.4). */
static uint16_t devctl(const struct function *fn)
{
	return cap16(fn->pf ? fn->pf : fn, CAP_PCIE, EXP_DEVCTL);
}

unsigned int function_mps(const struct function *fn)
{
	return 128u << (devctl(fn) >> 5 & 7);
}

unsigned int function_mrrs(const struct function *fn)
{
	return fn->cap[CAP_PCIE] ? 128u << (devctl(fn) >> 12 & 7) : 4096;
}

uint16_t function_requester(const struct function *fn)
{
	uint32_t domain;
	uint8_t bus, devfn;

	function_address(fn, &domain, &bus, &devfn);
	return (uint16_t)(bus << 8 | devfn);
}
