/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aer.h - recording of errors in the registers of the function that found them
 * (Base 6.2, 7.8.4).  It must not know why they happened.
 */
#ifndef MODEL_CONFIG_AER_H
#define MODEL_CONFIG_AER_H

#include "model/config/function.h"
#include "model/wire/tlp.h"

/* Uncorrectable Error Status (7.8.4.2). */
#define AER_UNC_POISONED (1u << 12)
#define AER_UNC_COMPLETION_TIMEOUT (1u << 14)
#define AER_UNC_COMPLETER_ABORT (1u << 15)
#define AER_UNC_UNEXPECTED (1u << 16)
#define AER_UNC_MALFORMED (1u << 18)
#define AER_UNC_UNSUPPORTED (1u << 20)
#define AER_UNC_ACS_VIOLATION (1u << 21)
/* Correctable Error Status (7.8.4.5). */
#define AER_COR_ADVISORY (1u << 13)

/* Status register and Secondary Status (7.5.1.1.4). */
#define STS_SIGNALED_TARGET_ABORT 0x0800
#define STS_RECEIVED_TARGET_ABORT 0x1000
#define STS_RECEIVED_MASTER_ABORT 0x2000

/* Device Status (7.5.3.5). */
#define DEVSTA_CORRECTABLE 0x0001
#define DEVSTA_NON_FATAL 0x0002
#define DEVSTA_FATAL 0x0004
#define DEVSTA_UNSUPPORTED 0x0008

/*
 * @fn found @error (one AER_UNC_* bit) in @t; @advisory: it answers with a
 * completion that says so, and leaves the report to the requester (6.2.3.2.4).
 */
void aer_record(struct function *fn, uint32_t error, const struct tlp *t,
		bool advisory);

/* Set bits of the Status register (a VF's too). */
void aer_status(struct function *fn, uint16_t bits);

#endif
