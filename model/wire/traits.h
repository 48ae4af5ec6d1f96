/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * traits.h - properties of a function that matter to TLPs, from its registers:
 * access control, sizes, IDs.
 */
#ifndef MODEL_WIRE_TRAITS_H
#define MODEL_WIRE_TRAITS_H

#include "model/config/function.h"
#include "model/wire/acs.h"

struct acs acs_of(const struct function *fn);
/* Returns the bit of @peer in an Egress Control Vector (7.7.11.4). */
unsigned int egress_number(const struct function *peer);
/* Functions of one device, or devices on one conventional bus. */
bool same_device(const struct function *a, const struct function *b);
bool bridge_has_bus(const struct function *bridge, uint8_t bus);
/* Max_Payload_Size and Max_Read_Request_Size, bytes (7.5.3.4). */
unsigned int function_mps(const struct function *fn);
unsigned int function_mrrs(const struct function *fn);
/* Its ID as a requester: bus << 8 | devfn. */
uint16_t function_requester(const struct function *fn);

#endif
