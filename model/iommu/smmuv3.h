/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * smmuv3.h - an Arm System MMU, architecture version 3 (IHI 0070; sections are its own).
 *
 *   StreamID ─► stream table ─► STE ─► context descriptors ─► page table ─► frame
 *               └ configuration cache ┘                       └─ TLB ─┘
 *
 * A driver programs it by registers and by what it writes in memory.  The SMMU keeps
 * what it has read until the command that says otherwise: a driver that forgets one
 * works on with the old.  What it does not have is told, and never passed over.
 */
#ifndef MODEL_IOMMU_SMMUV3_H
#define MODEL_IOMMU_SMMUV3_H

#include "model/iommu/iommu.h"

#define SMMUV3_BYTES 0x20000u		/* two pages of registers of 64 KiB (6.1) */

struct smmuv3;

/* What surrounds an SMMU.  Addresses are CPU physical; calls return false on an abort. */
struct smmuv3_around {
	void *ctx;
	bool (*read)(void *ctx, uint64_t address, void *to, uint32_t bytes);
	bool (*write)(void *ctx, uint64_t address, const void *from, uint32_t bytes);
	/* What was translated before has gone out, or goes out now (4.7.3). */
	void (*drain)(void *ctx);
	/*
	 * Has the device forget [address, address + bytes), of @pasid or of requests without
	 * one (IOMMU_HW_NO_PASID); false: it did not answer.
	 */
	bool (*atc_invalidate)(void *ctx, uint32_t sid, uint32_t pasid, uint64_t address,
			       uint64_t bytes);
	/* Writes @data at @address: an interrupt controller's doorbell, or memory (3.18). */
	bool (*message)(void *ctx, uint64_t address, uint32_t data);
	/* What the SMMU knows of a stream was dropped; @blocked: its STE aborts it now. */
	void (*stream)(void *ctx, uint32_t sid, bool blocked);
	/* The SMMU was asked for something that it does not have; @what is a sentence. */
	void (*refused)(void *ctx, const char *what);
	/* What no driver may have it do, whatever devices send; @what is what the SMMU does. */
	void (*wrong)(void *ctx, const char *what);
	/* An edge on a wire (3.18.1): of the event queue, and of global errors. */
	void (*wire)(void *ctx, uint32_t wire);
	uint32_t event_wire, error_wire;
	/* The four words @d of an event are in the event queue now (7.2). */
	void (*event)(void *ctx, const uint64_t *d);
};

/*
 * A new SMMU with StreamIDs of @sid_bits (1 to 24), disabled: requests are bypassed (6.3.11).
 * @around is copied.  Whoever iommu_hw_set_other() gives it to frees it.
 */
struct smmuv3 *smmuv3_new(const struct smmuv3_around *around, uint32_t sid_bits);

/* Takes away what @lacks says, before anything else is done with it; @address_bits 0: 48. */
void smmuv3_set_kind(struct smmuv3 *s, uint32_t lacks, uint32_t address_bits);

/* Accesses of the CPU to its registers, 4 or 8 bytes; @offset is below SMMUV3_BYTES. */
uint64_t smmuv3_read(struct smmuv3 *s, uint32_t offset, uint32_t bytes);
void smmuv3_write(struct smmuv3 *s, uint32_t offset, uint32_t bytes, uint64_t value);

/* Streams of @domain are those from @first on, one a requester ID. */
void smmuv3_add_domain(struct smmuv3 *s, uint32_t domain, uint32_t first);
/* Frames in [base, base + bytes) are no memory: smmuv3_ops.mapped_bytes() leaves them out. */
void smmuv3_set_doorbell(struct smmuv3 *s, uint64_t base, uint64_t bytes);

/* For iommu_hw_set_other(); the unit is a struct smmuv3. */
extern const struct iommu_other smmuv3_other;

#endif
