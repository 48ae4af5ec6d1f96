// SPDX-License-Identifier: GPL-2.0-only
/*
 * bus.c - buses, domains and links (see bus.h).  It must not know who asks, nor
 * how a bus is found from above (route.c).
 */
#include "model/config/bus.h"
#include "model/config/state.h"

void domain_renumbered(struct domain *d)
{
	d->generation++;
}

uint8_t bus_number(const struct bus *bus)
{
	return bus->bridge ? function_secondary(bus->bridge) : bus->first;
}

static struct domain *search_domains(struct fabric *f, uint32_t number)
{
	uint32_t lo = 0, hi = f->ndomains;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (f->domains[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == f->ndomains || f->domains[lo].number != number)
		return NULL;
	return f->last = &f->domains[lo];
}

struct domain *domain_find(struct fabric *f, uint32_t number)
{
	if (f->last && f->last->number == number)
		return f->last;
	return search_domains(f, number);
}

bool bridge_link_up(const struct function *bridge)
{
	return !bridge->link_lost &&
	       !(get16(bridge->cfg + R_BRIDGE_CTL) & BCTL_BUS_RESET) &&
	       !(cap16(bridge, CAP_PCIE, EXP_LNKCTL) & LNKCTL_DISABLE) &&
	       !(cap16(bridge, CAP_DPC, DPC_STATUS_REG) & DPC_STATUS_TRIGGERED);
}

bool bridge_forwards_config(const struct function *bridge)
{
	return bridge_link_up(bridge) && !function_power_state(bridge);
}
