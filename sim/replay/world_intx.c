// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_intx.c - the inputs of the interrupt controller to which interrupt pins lead:
 * four for each host bridge, in the order of the machine's.
 */
#include "model/wire/intx.h"
#include "sim/replay/world.h"

static const struct world *world_of(void *ctx)
{
	const struct kernel *k = ctx;

	return k->world;
}

/* Firmware has no table for a bridge below which no function has a pin. */
static bool has_pins(const struct spec *s, uint32_t bridge)
{
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		if (!f->interrupt_pin)
			continue;
		while (f->parent >= 0)
			f = &s->functions[f->parent];
		if ((uint32_t)f->host_bridge == bridge)
			return true;
	}
	return false;
}

static uint32_t route(void *ctx, uint32_t domain, uint8_t bus, uint8_t device, uint8_t pin)
{
	const struct spec *s = world_of(ctx)->scn->spec;

	for (uint32_t i = 0; i < s->nbridges; i++)
		if (s->host_bridges[i].domain == domain &&
		    s->host_bridges[i].bus_first == bus && has_pins(s, i))
			return i * INTX_INPUTS + intx_root_input(device, pin);
	return HP_INTX_INPUTS;
}

static uint32_t next(void *ctx, uint32_t from)
{
	const struct world *w = world_of(ctx);
	const uint32_t n = w->scn->spec->nbridges;

	if (!w->intx)
		return HP_INTX_INPUTS;
	for (uint32_t i = from / INTX_INPUTS; i < n; i++) {
		unsigned int inputs = intx_inputs(w->fabric, i);

		if (i == from / INTX_INPUTS)
			inputs &= ~0u << from % INTX_INPUTS;
		if (inputs)
			return i * INTX_INPUTS + (uint32_t)__builtin_ctz(inputs);
	}
	return HP_INTX_INPUTS;
}

void world_fill_intx(struct hp_host *host)
{
	host->intx_route = route;
	host->intx_next = next;
}
