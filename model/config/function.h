/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * function.h - a built function and the bus it sits on, with accessors that
 * decode its registers as they are right now.
 *
 *        host bridge ---- struct bus (root) ---- function, function ...
 *                                                  |
 *                                            struct bus (secondary) ---- ...
 *
 * All accessors read the registers, and cache nothing.  Code inside model/ (TLP
 * routing) uses this file; other code uses fabric.h.
 */
#ifndef MODEL_CONFIG_FUNCTION_H
#define MODEL_CONFIG_FUNCTION_H

#include "model/config/fabric.h"
#include "model/spec/bytes.h"
#include "model/spec/pch.h"
#include "model/spec/regs.h"

/* Capabilities that behaviour depends on; function.cap[] holds offsets. */
enum cap {
	CAP_PM, CAP_MSI, CAP_MSIX, CAP_PCIE,
	CAP_AER, CAP_ACS, CAP_ARI, CAP_ATS, CAP_PRI, CAP_PASID, CAP_SRIOV,
	CAP_REBAR, CAP_LTR, CAP_DPC, CAP_DSN,
	CAP_COUNT
};

struct vfset;

struct function {
	struct fabric *fabric;
	const struct spec_function *spec;	/* of the PF for a VF */
	struct function *pf;		/* NULL unless a VF */
	struct bus *bus;		/* the bus it is on; of a VF, its PF's */
	struct bus *below;		/* secondary bus, or NULL */
	struct vfset *vfs;		/* its VFs, or NULL */
	uint8_t *cfg;			/* @len bytes; the rest reads zero */
	uint8_t *wmask;			/* bits software can set; often shared */
	uint8_t *w1c;			/* bits that writing one clears */
	uint8_t *hook;			/* a dword's side effect, enum hook */
	uint32_t index;			/* in spec.functions; of the PF for a VF */
	uint16_t len;
	uint16_t space;			/* 256 or 4096 bytes; requests beyond are UR */
	uint16_t vf;			/* number from 1, or 0 */
	uint16_t cap[CAP_COUNT];	/* config offsets; 0 absent */
	uint8_t devfn;			/* of a PF; a VF's follows from its PF */
	uint8_t port_number;		/* egress vectors count by it */
	bool link_lost;			/* the link below it is down, and no register says why */
};

/* A set of functions that share a bus number. */
struct bus {
	struct domain *domain;
	struct function *bridge;	/* whose secondary bus; NULL: root bus */
	struct function **slot;		/* by devfn, NULL where empty */
	struct function **bridges;	/* those of them with a secondary bus */
	struct function **pfs;		/* those of them with SR-IOV */
	uint32_t host_bridge;		/* index in spec.host_bridges */
	uint16_t nslots, nbridges, npfs;
	uint8_t first, last;		/* root bus: the host bridge's numbers */
	bool link;			/* a PCIe link: one device (7.3.1) */
	bool conventional;		/* PCI: no extended config space */
};

struct vfset {
	struct function *fn;		/* TotalVFs of them; [0] is VF 1 */
	uint8_t *wmask, *w1c, *hook;	/* shared by all */
	uint8_t *power_on;		/* config bytes after reset */
	uint16_t total, len;
	uint16_t active;		/* 0 while VF Enable is clear */
	uint16_t most;			/* highest number ever touched */
};

/* Finds the capabilities in its config space, and sets function.cap[]. */
void function_index_caps(struct function *fn);

/* Return a register of capability @c, or 0 if there is no such capability. */
static inline uint16_t cap16(const struct function *fn, enum cap c, unsigned int reg)
{
	return fn->cap[c] ? get16(fn->cfg + fn->cap[c] + reg) : 0;
}

static inline uint32_t cap32(const struct function *fn, enum cap c, unsigned int reg)
{
	return fn->cap[c] ? get32(fn->cfg + fn->cap[c] + reg) : 0;
}

static inline bool function_is_bridge(const struct function *fn)
{
	return fn->below != NULL;
}

static inline bool function_is_pcie(const struct function *fn)
{
	return fn->cap[CAP_PCIE] != 0;
}

/* Device/Port Type as the function's own register says (7.5.3.2). */
static inline uint8_t function_port_type(const struct function *fn)
{
	return (cap16(fn, CAP_PCIE, EXP_CAP) >> 4) & 0xf;
}

static inline uint16_t function_command(const struct function *fn)
{
	return get16(fn->cfg + R_COMMAND);
}

/* D0 = 0 .. D3hot = 3 (7.5.2.2); a function without the capability is in D0. */
static inline unsigned int function_power_state(const struct function *fn)
{
	return cap16(fn, CAP_PM, PM_CSR) & PM_STATE;
}

/*
 * Returns true if it claims memory requests.  A VF's Memory Space Enable is
 * hardwired to zero; VF MSE in the PF's capability takes its place (9.3.3.3.4).
 */
static inline bool function_memory_enabled(const struct function *fn)
{
	if (function_power_state(fn))
		return false;
	if (fn->vf) {
		uint16_t ctrl = cap16(fn->pf, CAP_SRIOV, IOV_CTRL);

		return (ctrl & IOV_CTRL_VFE) && (ctrl & IOV_CTRL_MSE) &&
		       !function_power_state(fn->pf);
	}
	return function_command(fn) & CMD_MEM;
}

static inline bool function_io_enabled(const struct function *fn)
{
	return !function_power_state(fn) && (function_command(fn) & CMD_IO);
}

/* Returns true if it may issue (of a bridge: forward upstream) memory requests. */
static inline bool function_master_enabled(const struct function *fn)
{
	/* VFs have no power of their own when their PF has none (9.6.2). */
	return !function_power_state(fn) &&
	       !(fn->pf && function_power_state(fn->pf)) &&
	       (function_command(fn) & CMD_MASTER);
}

static inline uint8_t function_secondary(const struct function *fn)
{
	return fn->cfg[R_SECONDARY];
}

static inline uint8_t function_subordinate(const struct function *fn)
{
	return fn->cfg[R_SUBORDINATE];
}

/* A bridge's window: bus addresses, @limit inclusive. */
struct bridge_window {
	uint64_t base, limit;
	bool enabled;			/* decodes something, and is switched on */
};

/* Non-prefetchable memory: 1 MiB granules below 4 GiB (7.5.1.3.8). */
static inline struct bridge_window function_mem_window(const struct function *fn)
{
	struct bridge_window w;

	w.base = (uint64_t)(get16(fn->cfg + R_MEM_BASE) & 0xfff0) << 16;
	w.limit = (uint64_t)(get16(fn->cfg + R_MEM_LIMIT) & 0xfff0) << 16 | 0xfffff;
	w.enabled = w.base <= w.limit && function_memory_enabled(fn);
	return w;
}

/* Prefetchable memory, 64-bit where the low nibble says so (7.5.1.3.9). */
static inline struct bridge_window function_pref_window(const struct function *fn)
{
	uint16_t base = get16(fn->cfg + R_PREF_BASE);
	uint16_t limit = get16(fn->cfg + R_PREF_LIMIT);
	struct bridge_window w;

	w.base = (uint64_t)(base & 0xfff0) << 16;
	w.limit = (uint64_t)(limit & 0xfff0) << 16 | 0xfffff;
	if ((base & 0xf) == PREF_TYPE_64) {
		w.base |= (uint64_t)get32(fn->cfg + R_PREF_BASE_UPPER) << 32;
		w.limit |= (uint64_t)get32(fn->cfg + R_PREF_LIMIT_UPPER) << 32;
	}
	w.enabled = w.base <= w.limit && function_memory_enabled(fn);
	return w;
}

/* I/O: 4 KiB granules, 32-bit where the low nibble says so (7.5.1.3.6). */
static inline struct bridge_window function_io_window(const struct function *fn)
{
	uint8_t base = fn->cfg[R_IO_BASE], limit = fn->cfg[R_IO_LIMIT];
	struct bridge_window w;

	w.base = (uint64_t)(base & 0xf0) << 8;
	w.limit = (uint64_t)(limit & 0xf0) << 8 | 0xfff;
	if ((base & 0xf) == IO_TYPE_32) {
		w.base |= (uint64_t)get16(fn->cfg + R_IO_BASE_UPPER) << 16;
		w.limit |= (uint64_t)get16(fn->cfg + R_IO_LIMIT_UPPER) << 16;
	}
	w.enabled = w.base <= w.limit && function_io_enabled(fn);
	return w;
}

static inline bool window_has(const struct bridge_window *w, uint64_t address)
{
	return w->enabled && address >= w->base && address <= w->limit;
}

/* Returns the offset of the ACS Control register (7.7.11.3; exceptions in pch.h). */
static inline unsigned int function_acs_ctrl_reg(const struct function *fn)
{
	return pch_acs_in_dwords(fn->spec->vendor, fn->spec->device) ?
		ACS_CTRL_DWORD_REG : ACS_CTRL_REG;
}

/* ACS_* supported; bits 15:8 the egress vector's size (7.7.11.2). */
static inline uint16_t function_acs_cap(const struct function *fn)
{
	return cap16(fn, CAP_ACS, ACS_CAP_REG);
}

/* Bit @n of the Egress Control Vector (7.7.11.4); false beyond its size. */
static inline bool function_acs_egress(const struct function *fn, unsigned int n)
{
	unsigned int size = function_acs_cap(fn) >> 8;

	if (!(function_acs_cap(fn) & ACS_EC) || n >= (size ? size : 256))
		return false;
	return fn->cfg[fn->cap[CAP_ACS] + ACS_EGRESS_REG + n / 8] >> n % 8 & 1;
}

/* Returns the bit of @fn in its neighbours' Egress Control Vectors. */
static inline unsigned int function_egress_number(const struct function *fn)
{
	return fn->below ? fn->port_number : fn->devfn;
}

static inline bool function_ats_enabled(const struct function *fn)
{
	return cap16(fn, CAP_ATS, ATS_CTRL_REG) & ATS_CTRL_ENABLE;
}

/* ARI Forwarding Enable, Device Control 2 (7.5.3.16). */
static inline bool function_ari_forwarding(const struct function *fn)
{
	return cap16(fn, CAP_PCIE, EXP_DEVCTL2) & DEVCTL2_ARI;
}

#endif
