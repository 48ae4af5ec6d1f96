/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quirks_acpi.h - what the CONFIG_ACPI branches of drivers/pci/quirks.c use: whether
 * firmware has a table of that name.  Only that file includes it, after all its headers
 * (see tools/kbuild/env.sh), and the environment's file that has the answer.
 */
#ifndef SIM_ENV_PCI_QUIRKS_ACPI_H
#define SIM_ENV_PCI_QUIRKS_ACPI_H

#include <linux/acpi.h>

/* AE_OK with a header, or AE_NOT_FOUND. */
acpi_status hp_acpi_get_table(char *signature, u32 instance,
			      struct acpi_table_header **table);

/* Without ACPI the headers have these fail, or lack them. */
#undef acpi_get_table
#define acpi_get_table hp_acpi_get_table
#undef acpi_put_table
#define acpi_put_table(table) ((void)(table))
#undef acpi_execute_simple_method
#define acpi_execute_simple_method(handle, method, arg) ((void)(handle))

#ifndef CONFIG_ACPI
#define CONFIG_ACPI 1
#endif

#endif
