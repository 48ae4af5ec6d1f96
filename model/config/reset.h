/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reset.h - resets as config writes set them off, at once (see fabric_reset_ps()
 * for how long they last).
 */
#ifndef MODEL_CONFIG_RESET_H
#define MODEL_CONFIG_RESET_H

#include "model/config/function.h"

void function_reset(struct function *fn, enum fabric_event kind);
/* Everything on @bus and below; VFs go with their PF's VF Enable. */
void bus_reset(struct bus *bus, enum fabric_event kind);

/* pcie.c: the link below @port went down or came back (7.5.3.8, 7.5.3.11). */
void function_link_changed(struct function *port);

#endif
