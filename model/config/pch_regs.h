/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pch_regs.h - accesses by a CPU to the chipset registers that isolate a PCH's
 * root ports (model/spec/pch.h).
 */
#ifndef MODEL_CONFIG_PCH_REGS_H
#define MODEL_CONFIG_PCH_REGS_H

#include "model/config/fabric.h"

/*
 * False when @phys is none of those registers.  Registers that are not modelled
 * read 0.
 */
bool pch_read(struct fabric *f, uint64_t phys, uint8_t size_bytes, uint64_t *value);
bool pch_write(struct fabric *f, uint64_t phys, uint8_t size_bytes, uint64_t value);

#endif
