/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * aer.h - recording of errors in the registers of the function that found them
 * (Base 6.2, 7.8.4).  It must not know why they happened.
 */
#ifndef MODEL_WIRE_AER_H
#define MODEL_WIRE_AER_H

#include "model/config/function.h"
#include "model/wire/tlp.h"

/*
 * Records that @fn found @error (one AER_UNC_* bit) in @t.  With @advisory it only
 * answers with an error completion; the requester reports the error (6.2.3.2.4).
 */
void aer_record(struct function *fn, uint32_t error, const struct tlp *t,
		bool advisory);

/* Set bits of the Status register (a VF's too). */
void aer_status(struct function *fn, uint16_t bits);

/* Transactions Pending: requests of @fn wait for completions (7.5.3.5). */
void device_pending(struct function *fn, bool pending);

#endif
