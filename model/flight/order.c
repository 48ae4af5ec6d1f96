// SPDX-License-Identifier: GPL-2.0-only
/*
 * order.c - table 2.4.1 of the Base specification (see order.h).  The letters and
 * numbers are its rows and columns.
 */
#include "model/flight/order.h"

/* ID-based ordering: the two come from different functions (2.4.1, IDO). */
static bool other_id(const struct order_key *later, const struct order_key *earlier)
{
	return later->ido && later->id != earlier->id;
}

static enum order pass_posted(const struct order_key *later,
			      const struct order_key *earlier)
{
	bool may = other_id(later, earlier);

	switch (later->class) {
	case ORDER_POSTED:			/* A2 */
	case ORDER_NON_POSTED_DATA:		/* C2 */
		may |= later->relaxed;
		break;
	case ORDER_COMPLETION:			/* D2 */
		may |= later->relaxed || later->answers_io_write;
		break;
	default:				/* B2: relaxed ordering changes nothing */
		break;
	}
	return may ? ORDER_MAY : ORDER_NO;
}

enum order order_pass(const struct order_key *later, const struct order_key *earlier)
{
	switch (earlier->class) {
	case ORDER_POSTED:
		return pass_posted(later, earlier);
	case ORDER_COMPLETION:
		if (later->class == ORDER_COMPLETION &&
		    later->transaction == earlier->transaction)
			return ORDER_NO;	/* D5b */
		return ORDER_MAY;		/* A5a, B5, C5, D5a */
	default:
		/* A3, A4, D3, D4: or requests that wait would stop what they wait for. */
		if (later->class == ORDER_POSTED || later->class == ORDER_COMPLETION)
			return ORDER_MUST;
		return ORDER_MAY;		/* B3, B4, C3, C4 */
	}
}
