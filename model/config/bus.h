/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bus.h - buses, domains and the links below bridges, as registers are now.
 */
#ifndef MODEL_CONFIG_BUS_H
#define MODEL_CONFIG_BUS_H

#include "model/config/function.h"

/* Call it after a write to a register that routes depend on. */
void domain_renumbered(struct domain *d);
/* Returns NULL if the machine has no such domain. */
struct domain *domain_find(struct fabric *f, uint32_t number);

uint8_t bus_number(const struct bus *bus);	/* 0 below an unnumbered bridge */

/* False in secondary bus reset, link disable or DPC containment (7.5.1.3.13, 7.5.3.7). */
bool bridge_link_up(const struct function *bridge);
/* False in D3hot: the port then takes only its own config requests (5.3.1.4). */
bool bridge_forwards_config(const struct function *bridge);

#endif
