/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sriov.h - the SR-IOV capability of a PF, and its VFs (Base chapter 9).
 */
#ifndef MODEL_CONFIG_SRIOV_H
#define MODEL_CONFIG_SRIOV_H

#include "model/config/function.h"
#include "model/config/image.h"

/* sriov.c: registers. */
void sriov_put(struct image *img, const struct function *fn, uint16_t off);
void sriov_masks(struct image *img, uint16_t off);
/* Write masks and layout of all PFs of the device follow the registers. */
void sriov_refresh(struct function *pf);
void sriov_page_written(struct function *pf, uint32_t old);
/* One VF's share of a VF BAR: its size, and no less than a page (9.3.3.14). */
uint64_t sriov_vf_aperture(const struct function *pf, unsigned int bar);

/* vf.c: VFs come and go. */
void vfs_control_written(struct function *pf, uint16_t old);
void vfs_disable(struct function *pf);
/* Once, when built: a capture may have its VFs enabled. */
void vfs_power_on(struct function *pf);
void vf_reset(struct function *vf);
/* The VF of a PF on @bus that has that routing ID; NULL: none. */
struct function *vf_find(const struct bus *bus, uint8_t bus_number, uint8_t devfn);

#endif
