// SPDX-License-Identifier: GPL-2.0-only
/*
 * msi.c - the messages of interrupt vectors (see msi.h).
 *
 * It must not know who wrote the registers and the table.
 */
#include "model/wire/msi.h"
#include "model/wire/msix_table.h"
#include "model/wire/wire.h"

/* Multiple Message Enable beyond 32 vectors is reserved (7.7.1.2). */
static unsigned int msi_vectors(uint16_t ctl)
{
	unsigned int exponent = ctl >> 4 & 7;

	return exponent <= 5 ? 1u << exponent : 0;
}

/*
 * The function puts the vector's number into the low bits of the data that
 * software allowed it (7.7.1.5).
 */
static bool from_msi(const struct function *fn, unsigned int n,
		     struct msi_message *m)
{
	uint16_t ctl = cap16(fn, CAP_MSI, MSI_CTL);
	unsigned int data = ctl & MSI_64 ? MSI_DATA_64 : MSI_DATA_32;
	unsigned int count = msi_vectors(ctl);

	if (!(ctl & MSI_ENABLE) || n >= count)
		return false;
	/* Mask Bits follow the data (7.7.1.7). */
	if ((ctl & MSI_MASKING) && cap32(fn, CAP_MSI, data + 4) >> n & 1)
		return false;
	m->address = cap32(fn, CAP_MSI, MSI_ADDRESS);
	if (ctl & MSI_64)
		m->address |= (uint64_t)cap32(fn, CAP_MSI, MSI_ADDRESS_UPPER) << 32;
	m->data = (cap16(fn, CAP_MSI, data) & ~(count - 1)) | n;
	return true;
}

/* Function Mask masks all vectors, whatever their own bit (7.7.2.2). */
static bool from_msix(const struct wire *w, const struct function *fn,
		      unsigned int n, struct msi_message *m)
{
	uint8_t entry[MSIX_ENTRY_BYTES];

	if ((cap16(fn, CAP_MSIX, MSIX_CTL) & MSIX_FUNCTION_MASK) ||
	    n >= msix_table_size(fn))
		return false;
	msix_table_read(w->memory, fn, n, entry);
	m->address = get64(entry);
	m->data = get32(entry + 8);
	return !(get32(entry + MSIX_ENTRY_CTL) & MSIX_ENTRY_MASKED);
}

/* False: none is enabled, @n is none of its vectors, or it is masked. */
bool msi_message(const struct wire *w, const struct function *fn, unsigned int n,
		 struct msi_message *m)
{
	if (cap16(fn, CAP_MSIX, MSIX_CTL) & MSIX_ENABLE)
		return from_msix(w, fn, n, m);
	return from_msi(fn, n, m);
}

bool msi_send(struct wire *w, struct function *fn, unsigned int n,
	      struct msi_message *m, struct tlp_result *r)
{
	struct tlp t = { .type = TLP_MWR, .bytes = 4 };
	uint8_t data[4];

	if (!msi_message(w, fn, n, m))
		return false;
	put32(data, m->data);
	t.address = m->address;
	t.data = data;
	tlp_send(w, fn, &t, r);
	return true;
}
