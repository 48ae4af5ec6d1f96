/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * iommu.h - translation hardware in the root complex (Base chapter 10's
 * Translation Agent and Address Translation and Protection Table).
 *
 *   (domain, requester ID) ─► unit ─► context (+ PASID) ─► page table ─► frame
 *                                        blocked │ passthrough    └─ IOTLB
 *
 * A design of its own, not any vendor's: what a driver programs are these
 * functions, with integers only, so that a kernel driver can sit behind them.
 * The hardware caches what it translated: an unmap without an invalidation
 * leaves the old translation working.  It must not know any operating system.
 */
#ifndef MODEL_IOMMU_IOMMU_H
#define MODEL_IOMMU_IOMMU_H

#include <stdbool.h>
#include <stdint.h>

struct iommu;

#define IOMMU_HW_NO_PASID UINT32_MAX
#define IOMMU_HW_NO_UNIT UINT32_MAX

/* Permissions. */
#define IOMMU_HW_READ 1u
#define IOMMU_HW_WRITE 2u

/* Page sizes the tables can hold: 4 KiB, 2 MiB, 1 GiB.  48-bit addresses. */
#define IOMMU_HW_PAGE_SIZES ((1ull << 12) | (1ull << 21) | (1ull << 30))
#define IOMMU_HW_IOVA_BITS 48u

/* All commands return 0 or one of these. */
enum iommu_hw_error {
	IOMMU_HW_OK = 0,
	IOMMU_HW_INVALID = -1,		/* no such unit or table, or bad alignment */
	IOMMU_HW_EXISTS = -2,		/* something is mapped there already */
	IOMMU_HW_ABSENT = -3,		/* nothing is there */
};

/* What a requester's untranslated requests go through. */
enum iommu_hw_mode {
	IOMMU_HW_BLOCKED = 1,
	IOMMU_HW_PASSTHROUGH,
	IOMMU_HW_TABLE,
};

enum iommu_hw_fault_reason {
	IOMMU_HW_FAULT_NO_CONTEXT = 1,	/* requester (or PASID) never attached */
	IOMMU_HW_FAULT_BLOCKED,
	IOMMU_HW_FAULT_UNMAPPED,
	IOMMU_HW_FAULT_PERMISSION,
	IOMMU_HW_FAULT_ATS_DISABLED,	/* translated request, ATS not allowed */
	IOMMU_HW_FAULT_RESERVED,	/* inside a reserved region */
};

struct iommu_hw_fault {
	uint32_t unit, domain, pasid;	/* IOMMU_HW_NO_PASID: none */
	uint16_t requester;
	uint8_t write;
	uint8_t address_type;		/* as the TLP's AT field */
	uint32_t reason;		/* enum iommu_hw_fault_reason */
	uint64_t address;
};

enum iommu_hw_region_kind {
	IOMMU_HW_REGION_BLOCKED = 1,	/* never translated: a fault */
	IOMMU_HW_REGION_DIRECT,		/* firmware wants it mapped one to one */
};

struct iommu *iommu_hw_new(void);
void iommu_hw_free(struct iommu *hw);

/* Units and what they are in charge of.  A new unit is off: all passes. */
uint32_t iommu_hw_add_unit(struct iommu *hw);
/* Requester IDs @first..@last of @domain; the first scope that fits counts. */
int iommu_hw_add_scope(struct iommu *hw, uint32_t unit, uint32_t domain,
		       uint16_t first, uint16_t last);
/* Whatever no other unit's scope names. */
int iommu_hw_set_catch_all(struct iommu *hw, uint32_t unit);
uint32_t iommu_hw_unit_of(const struct iommu *hw, uint32_t domain,
			  uint16_t requester);
int iommu_hw_enable(struct iommu *hw, uint32_t unit, bool on);
/* Translations cached at most; 0 turns the IOTLB off.  Default 64. */
int iommu_hw_set_iotlb(struct iommu *hw, uint32_t unit, uint32_t entries);

/* Reserved regions of a unit, for all its requesters. */
int iommu_hw_add_region(struct iommu *hw, uint32_t unit, uint64_t base,
			uint64_t bytes, uint32_t kind);
/* The @n-th, from 0. */
int iommu_hw_region(const struct iommu *hw, uint32_t unit, uint32_t n,
		    uint64_t *base, uint64_t *bytes, uint32_t *kind);

/* Page tables.  Numbers start at 1 and are never used twice. */
uint32_t iommu_hw_table_new(struct iommu *hw);
int iommu_hw_table_free(struct iommu *hw, uint32_t table);
/*
 * Map @count pages of @page_bytes from @iova on to frames from @frame on.
 * All or nothing.  No invalidation is needed: absence is not cached.
 */
int iommu_hw_map(struct iommu *hw, uint32_t table, uint64_t iova, uint64_t frame,
		 uint64_t page_bytes, uint64_t count, uint32_t prot);
/*
 * Unmap what lies inside [iova, iova + bytes); a larger page is split first.
 * Returns the bytes that were mapped.  The IOTLB keeps what it has.
 */
uint64_t iommu_hw_unmap(struct iommu *hw, uint32_t table, uint64_t iova,
			uint64_t bytes);
/* What the table says, without any cache. */
int iommu_hw_walk(const struct iommu *hw, uint32_t table, uint64_t iova,
		  uint64_t *frame, uint64_t *page_bytes, uint32_t *prot);
/* Bytes mapped in @table: for whoever counts leftovers. */
uint64_t iommu_hw_mapped_bytes(const struct iommu *hw, uint32_t table);

/*
 * Contexts take effect at once; attaching replaces.  @table only for
 * IOMMU_HW_TABLE.  Without a context an enabled unit faults.
 */
int iommu_hw_attach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid, uint32_t mode, uint32_t table);
int iommu_hw_detach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid);
/* May the requester send translation requests and translated requests? */
int iommu_hw_set_ats(struct iommu *hw, uint32_t domain, uint16_t requester,
		     bool on);

/* Drop cached translations. */
void iommu_hw_invalidate_all(struct iommu *hw);
void iommu_hw_invalidate_table(struct iommu *hw, uint32_t table);
void iommu_hw_invalidate_range(struct iommu *hw, uint32_t table, uint64_t iova,
			       uint64_t bytes);
/*
 * Is anything cached for [iova, iova + bytes) of @table?  No driver can ask
 * that; a checker can.
 */
bool iommu_hw_cached(const struct iommu *hw, uint32_t table, uint64_t iova,
		     uint64_t bytes);

/* Oldest fault record, taken; false when there is none. */
bool iommu_hw_fault_next(struct iommu *hw, struct iommu_hw_fault *out);
/* Faults that found the record queue (256 of them) full. */
uint64_t iommu_hw_faults_lost(const struct iommu *hw);

/* --- the side that faces the wire --- */

struct iommu_request {
	uint32_t domain, pasid;
	uint16_t requester;
	uint8_t address_type;
	bool write;
	bool dry;			/* record no fault, cache nothing */
	uint64_t address;
};

enum iommu_action { IOMMU_PASS = 1, IOMMU_MAPPED, IOMMU_FAULT };

struct iommu_result {
	enum iommu_action action;
	uint32_t unit;			/* IOMMU_HW_NO_UNIT: none in charge, or off */
	uint32_t reason;		/* of a fault */
	uint64_t address;		/* MAPPED: CPU physical */
	uint64_t page_bytes;
	uint32_t prot;
	bool iotlb_hit;
};

void iommu_translate(struct iommu *hw, const struct iommu_request *q,
		     struct iommu_result *r);
/*
 * A translation request: MAPPED with what the table allows, or FAULT for none,
 * which is an answer and recorded nowhere (10.2.3); PASS: identity.
 */
void iommu_translation_request(struct iommu *hw, const struct iommu_request *q,
			       struct iommu_result *r);

#endif
