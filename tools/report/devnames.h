/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devnames.h - what pci.ids calls a device, cut to what fits in a box.
 */
#ifndef TOOLS_REPORT_DEVNAMES_H
#define TOOLS_REPORT_DEVNAMES_H

#include <stddef.h>
#include <stdint.h>

struct devnames;

/* Opens the list of names @path; NULL: libpci's own list; "": no names. */
struct devnames *devnames_open(const char *path);
void devnames_close(struct devnames *d);

/*
 * Writes a name like "NVIDIA H100 PCIe" to @buf, or "10de:2330" if there is none.
 * Returns @buf.
 */
const char *devnames_short(struct devnames *d, uint16_t vendor, uint16_t device,
			   char *buf, size_t size);
/* Writes a name like "NVIDIA Corporation GH100 [H100 PCIe]", or the numbers.  Returns @buf. */
const char *devnames_full(struct devnames *d, uint16_t vendor, uint16_t device,
			  char *buf, size_t size);

#endif
