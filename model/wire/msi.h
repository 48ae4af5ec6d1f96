/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msi.h - the messages by which a function signals its interrupt vectors: MSI
 * and MSI-X (Base 6.1.4, 7.7.1, 7.7.2).
 *
 *   vector ─► MSI-X table entry, or MSI address and data ─► memory write
 *
 * It must not know what becomes of a message: that is for the root complex.
 */
#ifndef MODEL_WIRE_MSI_H
#define MODEL_WIRE_MSI_H

#include <stdbool.h>
#include <stdint.h>

struct function;
struct tlp_result;
struct wire;

struct msi_message {
	uint64_t address;		/* bus address */
	uint32_t data;
};

/*
 * The message of vector @n, as the function's registers and table are now.
 * False: neither capability is enabled, @n is none of its vectors, or it is
 * masked.
 */
bool msi_message(const struct wire *w, const struct function *fn, unsigned int n,
		 struct msi_message *m);

/*
 * @fn sends the message of vector @n.  False when there is none to send (see
 * msi_message()); else @m is what was sent, and @r what became of it.
 */
bool msi_send(struct wire *w, struct function *fn, unsigned int n,
	      struct msi_message *m, struct tlp_result *r);

#endif
