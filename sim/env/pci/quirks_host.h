/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * quirks_host.h - what drivers/pci/quirks.c asks the host: under CONFIG_ACPI, whether
 * firmware has a table of that name; and I/O ports.  Only that file includes it, after
 * all its headers (see tools/kbuild/env.sh), and the environment's file that answers.
 */
#ifndef SIM_ENV_PCI_QUIRKS_HOST_H
#define SIM_ENV_PCI_QUIRKS_HOST_H

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

/*
 * Where the tree gives ARCH=um I/O ports, its headers take port N for address N, which a
 * NULL pointer with an offset is, too.
 */
unsigned int hp_port_read(unsigned long port, unsigned int bytes);
void hp_port_write(unsigned long port, unsigned int bytes, unsigned int value);

#ifdef CONFIG_HAS_IOPORT
#undef inb
#undef inw
#undef inl
#undef outb
#undef outw
#undef outl
#define inb(port) ((u8)hp_port_read(port, 1))
#define inw(port) ((u16)hp_port_read(port, 2))
#define inl(port) ((u32)hp_port_read(port, 4))
#define outb(value, port) hp_port_write(port, 1, value)
#define outw(value, port) hp_port_write(port, 2, value)
#define outl(value, port) hp_port_write(port, 4, value)
#endif

#ifndef CONFIG_ACPI
#define CONFIG_ACPI 1
#endif

#endif
