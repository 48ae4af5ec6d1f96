/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * smmuv3_internal.h - what the files of the SMMUv3 share.  For model/iommu/smmuv3*.c
 * alone.  Numbers are those of IHI 0070.
 */
#ifndef MODEL_IOMMU_SMMUV3_INTERNAL_H
#define MODEL_IOMMU_SMMUV3_INTERNAL_H

#include "model/iommu/smmuv3.h"

#define SMMU_TLB 64u
#define SMMU_STEPS 16u
#define SMMU_PENDING 64u
#define SMMU_DOMAINS 256u
#define SMMU_BUCKETS 256u

/* Bits @high to @low of @v. */
static inline uint64_t smmu_bits(uint64_t v, unsigned int high, unsigned int low)
{
	return v >> low & (UINT64_MAX >> (63 - (high - low)));
}

/* An address in bits @high to @low, in its place. */
static inline uint64_t smmu_address(uint64_t v, unsigned int high, unsigned int low)
{
	return smmu_bits(v, high, low) << low;
}

/* Registers, by offset (6.2, 6.3). */
enum smmu_reg {
	R_IDR0 = 0x00, R_IDR1 = 0x04, R_IDR2 = 0x08, R_IDR3 = 0x0c, R_IDR4 = 0x10,
	R_IDR5 = 0x14, R_IIDR = 0x18, R_AIDR = 0x1c, R_CR0 = 0x20, R_CR0ACK = 0x24,
	R_CR1 = 0x28, R_CR2 = 0x2c, R_STATUSR = 0x40, R_GBPA = 0x44, R_AGBPA = 0x48,
	R_IRQ_CTRL = 0x50, R_IRQ_CTRLACK = 0x54, R_GERROR = 0x60, R_GERRORN = 0x64,
	R_GERROR_IRQ = 0x68, R_EVENTQ_IRQ = 0xb0,	/* address; the data is behind it */
	R_STRTAB_BASE = 0x80, R_STRTAB_CFG = 0x88,
	R_CMDQ_BASE = 0x90, R_CMDQ_PROD = 0x98, R_CMDQ_CONS = 0x9c,
	R_EVENTQ_BASE = 0xa0, R_EVENTQ_PROD = 0x100a8, R_EVENTQ_CONS = 0x100ac,
	R_PRIQ_BASE = 0xc0, R_PRIQ_PROD = 0x100c8, R_PRIQ_CONS = 0x100cc,
	R_PAGE0_END = 0x100,
};

/* Of IDR0, IDR1 and IDR3, what an SMMU may lack. */
#define IDR0_ST_LEVEL (1u << 27)
#define IDR0_CD2L (1u << 19)
#define IDR0_VMID16 (1u << 18)
#define IDR0_MSI (1u << 13)
#define IDR0_ASID16 (1u << 12)
#define IDR0_ATS (1u << 10)
#define IDR0_HTTU (2u << 6)		/* updates of the access flag and the dirty state */
#define IDR0_COHACC (1u << 4)
#define IDR0_S1P (1u << 1)
#define IDR0_S2P (1u << 0)
#define IDR1_SSIDSIZE (0x1fu << 6)
#define IDR3_RIL (1u << 10)
#define IDR3_FWB (1u << 8)

#define CR0_SMMUEN (1u << 0)
#define CR0_EVENTQEN (1u << 2)
#define CR0_CMDQEN (1u << 3)
#define CR0_ATSCHK (1u << 4)
#define CR2_RECINVSID (1u << 1)
#define GBPA_UPDATE (1u << 31)
#define GBPA_ABORT (1u << 20)
#define GERROR_CMDQ (1u << 0)
#define GERROR_EVENTQ_ABT (1u << 2)
#define GERROR_MSI_CMDQ_ABT (1u << 4)
#define GERROR_MSI_EVENTQ_ABT (1u << 5)
#define GERROR_MSI_GERROR_ABT (1u << 7)
#define IRQ_GERROR (1u << 0)		/* of R_IRQ_CTRL */
#define IRQ_EVENTQ (1u << 2)
#define Q_OVERFLOW (1u << 31)

/* Events (7.3). */
enum smmu_event {
	EV_NONE = 0, EV_UUT = 0x01, EV_BAD_STREAMID = 0x02, EV_STE_FETCH = 0x03,
	EV_BAD_STE = 0x04, EV_BAD_ATS_TREQ = 0x05, EV_STREAM_DISABLED = 0x06,
	EV_TRANSL_FORBIDDEN = 0x07, EV_BAD_SUBSTREAMID = 0x08, EV_CD_FETCH = 0x09,
	EV_BAD_CD = 0x0a, EV_WALK_EABT = 0x0b, EV_TRANSLATION = 0x10,
	EV_ADDR_SIZE = 0x11, EV_ACCESS = 0x12, EV_PERMISSION = 0x13,
	EV_ABORTED = 0x100,		/* none: the STE aborts silently (5.2, Config 0b000) */
};

struct smmu_ste {
	uint64_t d[8];
};

struct smmu_cd {
	uint64_t d[8];
};

/* What the configuration cache holds of a stream: its STE, and CDs. */
struct smmu_cached {
	struct smmu_cached *next;
	uint32_t sid, ssid;
	bool is_cd;
	uint64_t d[8];
};

struct smmu_tlb {
	bool valid;
	uint8_t stage, level;		/* the table that it is from */
	uint16_t asid, vmid;
	bool global;
	uint64_t from, bytes, to;
	uint32_t prot;
	bool clean;			/* nobody wrote: the first write says so in @at (3.13.3) */
	uint64_t at;			/* of its descriptor */
};

/* A stage of translation: whose it is, and where its table begins. */
struct smmu_stage {
	uint8_t stage;			/* 1 or 2 */
	uint16_t asid, vmid;
	uint64_t table;			/* physical address of the first table */
	unsigned int level;		/* 0 to 3: where the walk begins */
	unsigned int bits;		/* of input addresses */
	unsigned int out_bits;
	bool record;			/* faults are events: CD.R, STE.S2R */
	bool accessed, dirty;		/* descriptors are updated: CD.HA, CD.HD */
	const struct smmu_stage *outer;	/* nested: what translates its output and its tables; or NULL */
};

struct smmu_root {
	struct smmu_stage stage;
};

/* A table of the last level that a walk has found: for addresses of @from's 2 MiB. */
struct smmu_step {
	bool valid;
	uint8_t stage;
	uint16_t asid, vmid;
	uint64_t from, table;
	uint32_t limit;
};

struct smmuv3 {
	struct smmuv3_around around;
	uint32_t sid_bits, address_bits;
	uint32_t cr0, cr1, cr2, gbpa, irq_ctrl, gerror, gerrorn, strtab_cfg;
	uint64_t strtab_base, cmdq_base, eventq_base;
	uint32_t cmdq_prod, cmdq_cons, eventq_prod, eventq_cons;
	uint64_t unused[R_PAGE0_END / 8];	/* registers that only hold what was written */
	bool outer_failed;		/* the last event is of stage 2 of a nested translation */
	uint64_t pending[SMMU_PENDING][2];	/* commands that no CMD_SYNC has waited for */
	uint32_t npending;
	bool atc_failed;		/* an ATC_INV since the last CMD_SYNC had no answer */
	struct smmu_cached *cached[SMMU_BUCKETS];
	struct smmu_cached *looked;	/* STEs and CDs as of their last command */
	struct smmu_tlb tlb[SMMU_TLB];
	uint32_t tlb_next;
	struct smmu_step step[SMMU_STEPS];
	uint32_t step_next;
	struct { uint32_t domain, first; } domain[SMMU_DOMAINS];
	uint32_t ndomains;
	uint64_t doorbell, doorbell_bytes;
	struct smmu_root *root;		/* as of the last smmuv3_other.tables() */
	uint32_t nroots;
};

/* Returns true if it has all of @idr0, bits of that register. */
static inline bool smmu_has(const struct smmuv3 *s, uint32_t idr0)
{
	return ((uint32_t)s->unused[R_IDR0 / 8] & idr0) == idr0;
}

/* Without stage 2 nothing is tagged by VMIDs (5.2 S2VMID); @vmid fits, or its STE is illegal. */
static inline uint16_t smmu_vmid(const struct smmuv3 *s, uint64_t vmid)
{
	return smmu_has(s, IDR0_S2P) ? (uint16_t)vmid : 0;
}

/* STE.S1CDMax, which is ignored without SubstreamIDs (5.2). */
static inline uint64_t smmu_cd_max(const struct smmuv3 *s, const uint64_t *ste)
{
	return s->unused[R_IDR1 / 8] >> 32 & IDR1_SSIDSIZE ? smmu_bits(ste[0], 63, 59) : 0;
}

/* --- smmuv3_config.c --- */

/* Read the STE or CD; @dry: from the cache, or memory, and leave the cache as it is. */
enum smmu_event smmu_ste(struct smmuv3 *s, uint32_t sid, bool dry, struct smmu_ste *ste);
enum smmu_event smmu_cd(struct smmuv3 *s, uint32_t sid, uint32_t ssid,
			const struct smmu_ste *ste, const struct smmu_stage *outer, bool dry,
			struct smmu_cd *cd);
enum smmu_event smmu_stage1(struct smmuv3 *s, const struct smmu_ste *ste,
			    const struct smmu_cd *cd, struct smmu_stage *out);
enum smmu_event smmu_stage2(struct smmuv3 *s, const struct smmu_ste *ste,
			    struct smmu_stage *out);
/* Forgets what is cached of streams @first to @last, and tells of those it knew. */
void smmu_forget_streams(struct smmuv3 *s, uint32_t first, uint32_t last);
/* Has the STE of @sid, and its first CD, in the cache where they are valid. */
void smmu_prefetch(struct smmuv3 *s, uint32_t sid);
/* Forgets CDs of @sid; @ssid UINT32_MAX: all. */
void smmu_forget_cds(struct smmuv3 *s, uint32_t sid, uint32_t ssid);
/* Calls @fn for each valid CD of @ste in memory, and those that the cache still holds. */
void smmu_each_cd(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste,
		  void (*fn)(struct smmuv3 *s, const struct smmu_ste *ste,
			     const struct smmu_cd *cd));
/* Calls @fn for each valid STE in memory. */
void smmu_each_stream(struct smmuv3 *s,
		      void (*fn)(struct smmuv3 *s, uint32_t sid, const struct smmu_ste *ste));

/* --- smmuv3_look.c --- */

/*
 * The STE of @sid, or its CD @ssid, was announced by a command: tells what no driver may
 * have an SMMU read, now or since the command before.
 */
void smmu_look(struct smmuv3 *s, uint32_t sid, bool is_cd, uint32_t ssid);

/* --- smmuv3_walk.c --- */

/*
 * Reads @bytes, of one page, that are at @address before @outer; NULL: physical.  Returns
 * EV_NONE, @abort if no memory is there, or the event of stage 2.
 */
enum smmu_event smmu_fetch(struct smmuv3 *s, const struct smmu_stage *outer, uint64_t address,
			   void *to, uint32_t bytes, enum smmu_event abort);

/* @dry: what the walk finds on its way is not kept for the next. */
enum smmu_event smmu_walk(struct smmuv3 *s, const struct smmu_stage *st, uint64_t address,
			  bool dry, struct smmu_tlb *out);
/* A write by what @e says is under way: its descriptor says so from now on (3.13.3). */
enum smmu_event smmu_walk_written(struct smmuv3 *s, const struct smmu_stage *st,
				  uint64_t address, struct smmu_tlb *e);
uint64_t smmu_walk_bytes(struct smmuv3 *s, const struct smmu_stage *st);
const struct smmu_tlb *smmu_tlb_find(const struct smmuv3 *s, const struct smmu_stage *st,
				     uint64_t address);
void smmu_tlb_forget(struct smmuv3 *s, const struct smmu_tlb *e);
void smmu_tlb_add(struct smmuv3 *s, const struct smmu_tlb *e);

/* Which entries a TLB command drops (4.4). */
struct smmu_drop {
	uint8_t stage;			/* 0: both */
	bool any_asid, any_vmid, any_address, spare_global;
	bool leaf;			/* tables that walks have found are kept */
	uint8_t level;			/* of the page tables: no others are; 0: all */
	uint16_t asid, vmid;
	uint64_t from, bytes;
};
void smmu_tlb_drop(struct smmuv3 *s, const struct smmu_drop *d);

/* --- smmuv3_queue.c --- */

void smmu_commands(struct smmuv3 *s);
struct smmu_record {
	enum smmu_event event;
	uint32_t sid, ssid;		/* IOMMU_HW_NO_PASID: none */
	bool write, stage2;
	uint64_t address;
};
void smmu_record(struct smmuv3 *s, const struct smmu_record *r);

static inline void smmu_wrong(struct smmuv3 *s, const char *what)
{
	if (s->around.wrong)
		s->around.wrong(s->around.ctx, what);
}

static inline void smmu_refuse(struct smmuv3 *s, const char *what)
{
	if (s->around.refused)
		s->around.refused(s->around.ctx, what);
}

#endif
