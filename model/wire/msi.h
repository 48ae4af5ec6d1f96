/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * msi.h - the messages by which a function signals its interrupt vectors: MSI
 * and MSI-X (Base 6.1.4, 7.7.1, 7.7.2).
 *
 *   vector ─► MSI-X table entry, or MSI address and data ─► memory write
 *
 * It must not know what happens to a message: the root complex decides that.
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
 * @fn sends the message of vector @n, as its registers and table are now.  @m is
 * the message, @r the result of sending it.  Returns false if it sends none:
 * neither capability is enabled, it has no vector @n, or the vector is masked.
 */
bool msi_send(struct wire *w, struct function *fn, unsigned int n,
	      struct msi_message *m, struct tlp_result *r);

/* The same, without sending it. */
bool msi_message(const struct wire *w, const struct function *fn, unsigned int n,
		 struct msi_message *m);

#endif
