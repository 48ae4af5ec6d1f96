/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cfg.h - what config space is made of, inside model/.
 *
 * A function's config space is built in a struct image: for every bit its
 * value, whether software may write it, and whether writing one clears it.
 * Builders put values first; masks are then derived from those values alone,
 * so that synthesised and captured config space obey the same rules.
 */
#ifndef MODEL_CONFIG_CFG_H
#define MODEL_CONFIG_CFG_H

#include "model/config/function.h"

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

#define MASK_BUCKETS 256
struct mask_set;

struct domain {
	uint32_t number;
	uint32_t generation;		/* routes of an older one are stale */
	uint32_t nroots;
	struct bus **roots;		/* root buses of its host bridges */
	struct route {
		uint32_t generation;
		bool beyond;		/* above the secondary number: VFs only */
		struct bus *bus;	/* NULL: nobody claims that number */
	} route[256];
};

struct fabric {
	const struct spec *spec;
	uint32_t ndomains;
	struct domain *domains;		/* sorted by number */
	struct domain *last;		/* the one asked for last */
	struct {			/* who answered last, and to what */
		struct domain *domain;
		struct function *fn;
		uint32_t generation;	/* of the domain then */
		uint8_t bus, devfn;
	} recent;
	struct bus *roots;		/* one a host bridge, same index */
	uint32_t nbelow;
	struct bus *below;		/* all secondary buses */
	struct function *functions;	/* same index as in the spec */
	struct fabric_chunk *chunks;
	size_t state_bytes, cfg_bytes;
	uint32_t nvfs;			/* there is room for */
	struct mask_set *masks[MASK_BUCKETS];
	struct image scratch;
	fabric_watch_fn watch;
	void *watch_ctx;
	struct pch {			/* pch.c */
		bool looked, there;
		uint64_t base;
		uint32_t updcr;
	} pch;
};

/* Zeroed memory that lives as long as the fabric; counted as model state. */
void *fabric_alloc(struct fabric *f, size_t size);

/* cfg.c: images and what a write does. */
void img_clear(struct image *img);
void img_put(struct image *img, unsigned int off, unsigned int size, uint64_t v);
void img_rw(struct image *img, unsigned int off, unsigned int size, uint64_t mask);
void img_w1c(struct image *img, unsigned int off, unsigned int size, uint64_t mask);
void img_hook(struct image *img, unsigned int off, enum hook h);
void img_cap(struct image *img, uint8_t id, uint8_t off, unsigned int bytes);
void img_ext_cap(struct image *img, uint16_t id, uint8_t version, uint16_t off,
		 unsigned int bytes);
void cfg_write(struct function *fn, uint16_t reg, uint8_t size, uint32_t value);

/* caplen.c: how long a capability is, from its own bytes; 0 unknown. */
unsigned int cap_bytes(const uint8_t *cfg, uint8_t off);
unsigned int ext_cap_bytes(const uint8_t *cfg, uint16_t off);
/*
 * Walk the lists of @len bytes of config space.  Stops at the first thing
 * that is not well formed and then returns false.
 */
typedef void (*cap_visit)(void *ctx, bool extended, uint16_t id, uint16_t off);
bool cap_walk(const uint8_t *cfg, unsigned int len, cap_visit visit, void *ctx);

/* header.c, bars.c: type 0 and 1 headers, from the spec. */
void header_put(struct image *img, const struct function *fn);
void header_masks(struct image *img, const struct function *fn);
void bars_put(struct image *img, const struct function *fn);
void bars_masks(struct image *img, const struct function *fn);
uint64_t bar_mask(const struct spec_bar *bar, uint64_t size_bytes);

/* caps.c, extcaps.c: every capability of the spec, and masks from bytes. */
void caps_put(struct image *img, const struct function *fn);
void ext_caps_put(struct image *img, const struct function *fn);
void cap_masks(struct image *img, uint8_t id, uint16_t off);
/* @root: a root port's or event collector's. */
void ext_cap_masks(struct image *img, uint16_t id, uint16_t off, bool root);
void pcie_put(struct image *img, const struct function *fn, uint16_t off);
void msix_put(struct image *img, uint16_t off, const struct spec_bar *bars,
	      unsigned int nbars, unsigned int vectors);
void acs_put(struct image *img, const struct function *fn,
	     const struct spec_acs *acs);
bool msix_place(const struct spec_bar *bars, unsigned int nbars,
		unsigned int vectors, uint32_t *table, uint32_t *pba);
/* Bits of the egress vector when the spec leaves it to us. */
unsigned int acs_egress_bits(const struct function *fn, const struct spec_acs *acs);

/* capture.c: config space from captured bytes. */
void capture_put(struct image *img, const struct function *fn);

/* sriov.c */
void sriov_put(struct image *img, const struct function *fn, uint16_t off);
void sriov_masks(struct image *img, uint16_t off);
void sriov_layout(const struct function *pf, bool ari, uint16_t *offset,
		  uint16_t *stride);
void sriov_control_written(struct function *pf, uint16_t old);
void sriov_page_written(struct function *pf, uint32_t old);
void sriov_refresh(struct function *pf);
void sriov_disable(struct function *pf);
/* Once, when built: a capture may have its VFs enabled. */
void sriov_power_on(struct function *pf);
struct function *sriov_find(const struct bus *bus, uint8_t bus_number,
			    uint8_t devfn);
void sriov_vf_reset(struct function *vf);
uint64_t sriov_vf_aperture(const struct function *pf, unsigned int bar);

/* build.c: config space of a function, first and again after a reset. */
void function_build_image(struct image *img, const struct function *fn, bool fresh);
void function_store(struct function *fn, const struct image *img);
void function_index_caps(struct function *fn);

/* reset.c */
void function_reset(struct function *fn, enum fabric_event kind);
void function_link_changed(struct function *port);
void bus_reset(struct bus *bus, enum fabric_event kind);
void fabric_notify(struct function *fn, enum fabric_event kind);

/* route.c */
void domain_renumbered(struct domain *d);
uint8_t bus_number(const struct bus *bus);	/* 0 below an unnumbered bridge */
struct domain *domain_find(struct fabric *f, uint32_t number);
bool bridge_link_up(const struct function *bridge);
bool bridge_forwards_config(const struct function *bridge);

/* decode.c: does it take that bus address, with a BAR or down a window? */
bool function_claims(struct function *fn, uint64_t address, bool io,
		     struct fabric_target *out);
bool bridge_claims(const struct function *bridge, uint64_t address, bool io);

/* firmware.c: what firmware left in the registers before anyone looks. */
void firmware_apply(struct fabric *f);

#endif
