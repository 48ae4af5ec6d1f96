// SPDX-License-Identifier: GPL-2.0-only
/*
 * aer.c - Device Status, Status and the AER capability (see aer.h).
 *
 * It must not send messages: error reporting to the root is not modelled, the
 * registers of the function that detected the error are.
 */
#include "model/wire/aer.h"

void aer_status(struct function *fn, uint16_t bits)
{
	put16(fn->cfg + R_STATUS, get16(fn->cfg + R_STATUS) | bits);
}

static void device_status(struct function *fn, uint16_t bits)
{
	uint16_t off = fn->cap[CAP_PCIE];

	if (off)
		put16(fn->cfg + off + EXP_DEVSTA,
		      get16(fn->cfg + off + EXP_DEVSTA) | bits);
}

void device_pending(struct function *fn, bool pending)
{
	uint16_t off = fn->cap[CAP_PCIE];
	uint16_t status;

	if (!off)
		return;
	status = get16(fn->cfg + off + EXP_DEVSTA) & ~DEVSTA_PENDING;
	put16(fn->cfg + off + EXP_DEVSTA,
	      (uint16_t)(status | (pending ? DEVSTA_PENDING : 0)));
}

/* The first DW of the header says format and type, the rest who and where (2.2.1). */
static void log_header(uint8_t *log, const struct tlp *t)
{
	static const uint8_t fmt_type[] = {
		[TLP_MRD] = 0x20, [TLP_MWR] = 0x60, [TLP_IORD] = 0x02,
		[TLP_IOWR] = 0x42, [TLP_MSG] = 0x30, [TLP_CPL] = 0x0a,
		[TLP_CPLD] = 0x4a,
	};
	uint32_t dws = (t->bytes + 3) / 4;

	put32(log, (uint32_t)fmt_type[t->type] << 24 | (uint32_t)t->relaxed << 13 |
	      (uint32_t)t->no_snoop << 12 | (uint32_t)t->at << 10 | (dws & 0x3ff));
	put32(log + 4, (uint32_t)t->requester << 16 | (uint32_t)(t->tag & 0xff) << 8);
	put32(log + 8, (uint32_t)(t->address >> 32));
	put32(log + 12, (uint32_t)t->address);
}

static unsigned int bit_number(uint32_t error)
{
	return (unsigned int)__builtin_ctz(error);
}

/* The pointer and header stay with the first error until it is cleared (6.2.4.2). */
static void record_in_aer(struct function *fn, uint32_t error, const struct tlp *t,
			  bool advisory)
{
	uint8_t *aer = fn->cfg + fn->cap[CAP_AER];
	uint32_t status = get32(aer + AER_UNCOR_STATUS);
	uint32_t mask = get32(aer + AER_UNCOR_MASK);
	uint32_t ctl = get32(aer + AER_CTL);

	put32(aer + AER_UNCOR_STATUS, status | error);
	if (advisory)
		put32(aer + AER_COR_STATUS, get32(aer + AER_COR_STATUS) | AER_COR_ADVISORY);
	if ((mask & error) || (status & 1u << (ctl & AER_CTL_FIRST)))
		return;
	put32(aer + AER_CTL, (ctl & ~AER_CTL_FIRST) | bit_number(error));
	log_header(aer + AER_HEADER_LOG, t);
}

void aer_record(struct function *fn, uint32_t error, const struct tlp *t,
		bool advisory)
{
	bool fatal = error == AER_UNC_MALFORMED;
	uint16_t bits;

	if (fn->cap[CAP_AER])
		fatal = cap32(fn, CAP_AER, AER_UNCOR_SEVERITY) & error;
	advisory = advisory && !fatal;
	bits = advisory ? DEVSTA_CORRECTABLE : fatal ? DEVSTA_FATAL : DEVSTA_NON_FATAL;
	if (error == AER_UNC_UNSUPPORTED)
		bits |= DEVSTA_UNSUPPORTED;
	device_status(fn, bits);
	if (error == AER_UNC_COMPLETER_ABORT)
		aer_status(fn, STS_SIGNALED_TARGET_ABORT);
	if (fn->cap[CAP_AER])
		record_in_aer(fn, error, t, advisory);
}
