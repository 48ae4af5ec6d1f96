/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * firmware.h - sets registers as firmware left them before the kernel boots.
 */
#ifndef MODEL_CONFIG_FIRMWARE_H
#define MODEL_CONFIG_FIRMWARE_H

#include "model/config/fabric.h"

void firmware_apply(struct fabric *f);

#endif
