// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tree's quirks ask the host (quirks_host.h).  Of ACPI's tables one exists:
 * IVRS, by which firmware describes an AMD IOMMU.  Loads and stores of I/O ports are
 * requests of the host's.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/env.h"
#include "pci/quirks_host.h"

acpi_status hp_acpi_get_table(char *signature, u32 instance,
			      struct acpi_table_header **table)
{
	static struct acpi_table_header ivrs = { .signature = "IVRS" };

	if (instance || strcmp(signature, "IVRS") || !hp_iommu_is_amd())
		return AE_NOT_FOUND;
	*table = &ivrs;
	return AE_OK;
}

#ifdef HP_HAVE_IOPORT
unsigned int hp_port_read(unsigned long port, unsigned int bytes)
{
	return hp_host->port_read(hp_host->ctx, (u16)port, bytes);
}

void hp_port_write(unsigned long port, unsigned int bytes, unsigned int value)
{
	hp_host->port_write(hp_host->ctx, (u16)port, bytes, value);
}
#endif
