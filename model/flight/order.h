/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * order.h - may a TLP pass an earlier one of the same way (Base 2.4.1)?
 *
 * It knows the table, and neither queues nor routes.
 */
#ifndef MODEL_FLIGHT_ORDER_H
#define MODEL_FLIGHT_ORDER_H

#include <stdbool.h>
#include <stdint.h>

enum order_class {
	ORDER_POSTED = 0,
	ORDER_READ,			/* non-posted without data */
	ORDER_NON_POSTED_DATA,		/* I/O writes */
	ORDER_COMPLETION,
	ORDER_CLASSES
};

/* What the table asks for of a TLP. */
struct order_key {
	uint8_t class;			/* enum order_class */
	bool relaxed, ido;		/* attributes (2.2.6.3, 2.2.6.4) */
	bool answers_io_write;		/* a completion without data for one */
	uint16_t id;			/* requester; of a completion, the completer */
	uint64_t transaction;		/* the same for all completions of one request */
};

/* Must not; may, at will; must be able to where the earlier one is blocked. */
enum order { ORDER_NO = 0, ORDER_MAY, ORDER_MUST };

enum order order_pass(const struct order_key *later, const struct order_key *earlier);

#endif
