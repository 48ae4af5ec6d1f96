/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firmware.h - what firmware left in the registers before anyone looks.
 */
#ifndef MODEL_CONFIG_FIRMWARE_H
#define MODEL_CONFIG_FIRMWARE_H

#include "model/config/fabric.h"

void firmware_apply(struct fabric *f);

#endif
