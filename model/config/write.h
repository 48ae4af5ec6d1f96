/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * write.h - a write to a function's registers, with what it sets off.
 */
#ifndef MODEL_CONFIG_WRITE_H
#define MODEL_CONFIG_WRITE_H

#include "model/config/function.h"

void cfg_write(struct function *fn, uint16_t reg, uint8_t size, uint32_t value);

#endif
