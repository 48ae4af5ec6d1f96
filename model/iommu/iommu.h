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
	IOMMU_HW_FAULT_NO_CONTEXT = 1,	/* the requester, or its PASID, is not attached */
	IOMMU_HW_FAULT_BLOCKED,
	IOMMU_HW_FAULT_UNMAPPED,
	IOMMU_HW_FAULT_PERMISSION,
	IOMMU_HW_FAULT_ATS_DISABLED,	/* a translated request where ATS is not allowed */
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
	IOMMU_HW_REGION_BLOCKED = 1,	/* requests to it fault */
	IOMMU_HW_REGION_DIRECT,		/* firmware needs it mapped one to one */
};

struct iommu *iommu_hw_new(void);
void iommu_hw_free(struct iommu *hw);

/*
 * Adds a unit and returns its number.  A new unit is off: requests pass it
 * untranslated.
 */
uint32_t iommu_hw_add_unit(struct iommu *hw);
/*
 * Makes @unit responsible for requester IDs @first to @last of @domain.  Where
 * scopes overlap, the one that was added first decides.
 */
int iommu_hw_add_scope(struct iommu *hw, uint32_t unit, uint32_t domain,
		       uint16_t first, uint16_t last);
/* Makes @unit responsible for all requester IDs that are in no scope. */
int iommu_hw_set_catch_all(struct iommu *hw, uint32_t unit);
uint32_t iommu_hw_unit_of(const struct iommu *hw, uint32_t domain,
			  uint16_t requester);
int iommu_hw_enable(struct iommu *hw, uint32_t unit, bool on);
/* Sets how many translations the IOTLB can hold; 0 turns it off.  Default 64. */
int iommu_hw_set_iotlb(struct iommu *hw, uint32_t unit, uint32_t entries);

/* Reserved regions of a unit, for all its requesters. */
int iommu_hw_add_region(struct iommu *hw, uint32_t unit, uint64_t base,
			uint64_t bytes, uint32_t kind);
/* Returns the @n-th region of a unit, from 0; IOMMU_HW_ABSENT beyond the last. */
int iommu_hw_region(const struct iommu *hw, uint32_t unit, uint32_t n,
		    uint64_t *base, uint64_t *bytes, uint32_t *kind);

/* Page tables.  Returns a new table's number, from 1; no number is used twice. */
uint32_t iommu_hw_table_new(struct iommu *hw);
int iommu_hw_table_free(struct iommu *hw, uint32_t table);
/*
 * Maps @count pages of @page_bytes, from @iova on, to frames from @frame on.  On
 * failure nothing is mapped.  No invalidation is needed, because the IOTLB does
 * not cache that a page is not mapped.
 */
int iommu_hw_map(struct iommu *hw, uint32_t table, uint64_t iova, uint64_t frame,
		 uint64_t page_bytes, uint64_t count, uint32_t prot);
/*
 * Unmaps what is mapped inside [iova, iova + bytes); a larger page is split first.
 * Returns how many bytes were mapped.  The IOTLB keeps its cached translations.
 */
uint64_t iommu_hw_unmap(struct iommu *hw, uint32_t table, uint64_t iova,
			uint64_t bytes);
/* Looks @iova up in the table itself.  Returns IOMMU_HW_ABSENT if it is not mapped. */
int iommu_hw_walk(const struct iommu *hw, uint32_t table, uint64_t iova,
		  uint64_t *frame, uint64_t *page_bytes, uint32_t *prot);
/* Returns how many bytes are mapped in @table. */
uint64_t iommu_hw_mapped_bytes(const struct iommu *hw, uint32_t table);

/*
 * Sets or removes the context of a requester, with immediate effect.  @table
 * counts only for IOMMU_HW_TABLE.  In an enabled unit, requests of a requester
 * without a context fault.
 */
int iommu_hw_attach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid, uint32_t mode, uint32_t table);
int iommu_hw_detach(struct iommu *hw, uint32_t domain, uint16_t requester,
		    uint32_t pasid);
/* Allows or forbids the requester's translation requests and translated requests. */
int iommu_hw_set_ats(struct iommu *hw, uint32_t domain, uint16_t requester,
		     bool on);

/* Drop cached translations. */
void iommu_hw_invalidate_all(struct iommu *hw);
void iommu_hw_invalidate_table(struct iommu *hw, uint32_t table);
void iommu_hw_invalidate_range(struct iommu *hw, uint32_t table, uint64_t iova,
			       uint64_t bytes);
/*
 * Returns true if the IOTLB holds a translation in [iova, iova + bytes) of @table.
 * It is for checks: real hardware does not tell its driver.
 */
bool iommu_hw_cached(const struct iommu *hw, uint32_t table, uint64_t iova,
		     uint64_t bytes);

/* Takes the oldest fault record out of the log.  Returns false if there is none. */
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

/* --- units of another design --- */

/*
 * Such a unit has tables of its own format in the machine's memory.  tables() looks which
 * its requesters lead to, and returns how many; the numbers are good until the next call.
 */
struct iommu_other {
	void (*translate)(void *unit, const struct iommu_request *q, struct iommu_result *r);
	void (*translation_request)(void *unit, const struct iommu_request *q,
				    struct iommu_result *r);
	uint32_t (*tables)(void *unit);
	uint64_t (*mapped_bytes)(void *unit, uint32_t table);
	int (*walk)(void *unit, uint32_t table, uint64_t iova, uint64_t *frame,
		    uint64_t *page_bytes, uint32_t *prot);
	void (*free)(void *unit);
};

/*
 * Has @unit, which is freed with @hw, in charge of all requests.  From then on
 * iommu_hw_mapped_bytes() and iommu_hw_walk() are about its tables.
 */
void iommu_hw_set_other(struct iommu *hw, const struct iommu_other *ops, void *unit);
/* Returns the highest number of a table. */
uint32_t iommu_hw_last_table(struct iommu *hw);

#endif
