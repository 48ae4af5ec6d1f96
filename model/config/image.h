/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - config space under construction: for every bit its value, whether
 * software may write it, and whether writing one clears it.
 *
 * Builders put values first; masks are then derived from those values alone,
 * so that synthesised and captured config space obey the same rules.  An image
 * knows no function.
 */
#ifndef MODEL_CONFIG_IMAGE_H
#define MODEL_CONFIG_IMAGE_H

#include <stdint.h>

/* What writing a dword sets off, besides changing its bits. */
enum hook {
	HOOK_NONE = 0,
	HOOK_DECODE,			/* command, BARs, windows */
	HOOK_BUS_NUMBERS,		/* 0x18 of a type 1 header */
	HOOK_BRIDGE_CTL,		/* 0x3c of a type 1 header */
	HOOK_PM,
	HOOK_DEVCTL,
	HOOK_LNKCTL,
	HOOK_IOV_CTRL,
	HOOK_IOV_PAGE,
	HOOK_REBAR,
	HOOK_PRI,
	HOOK_DPC_CTRL,
	HOOK_DPC_STATUS,
};

struct image {
	uint8_t val[4096], wmask[4096], w1c[4096];
	uint8_t hook[1024];
	uint16_t len;			/* bytes that matter; the rest is zero */
	uint8_t last;			/* last capability in the list, 0 none */
	uint16_t last_ext;
};

void img_clear(struct image *img);
void img_put(struct image *img, unsigned int off, unsigned int size, uint64_t v);
void img_rw(struct image *img, unsigned int off, unsigned int size, uint64_t mask);
void img_w1c(struct image *img, unsigned int off, unsigned int size, uint64_t mask);
void img_hook(struct image *img, unsigned int off, enum hook h);
/* Append a capability of @bytes at @off to the list, without its registers. */
void img_cap(struct image *img, uint8_t id, uint8_t off, unsigned int bytes);
void img_ext_cap(struct image *img, uint16_t id, uint8_t version, uint16_t off,
		 unsigned int bytes);

#endif
