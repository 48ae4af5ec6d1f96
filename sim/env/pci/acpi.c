// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of ACPI that the tree's quirks look for (quirks_acpi.h).  One exists here:
 * IVRS, by which firmware describes an AMD IOMMU.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "core/env.h"
#include "pci/quirks_acpi.h"

acpi_status hp_acpi_get_table(char *signature, u32 instance,
			      struct acpi_table_header **table)
{
	static struct acpi_table_header ivrs = { .signature = "IVRS" };

	if (instance || strcmp(signature, "IVRS") || !hp_iommu_is_amd())
		return AE_NOT_FOUND;
	*table = &ivrs;
	return AE_OK;
}
