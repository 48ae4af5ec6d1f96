/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * devnames.h - what pci.ids calls a device, cut to what fits in a box.
 */
#ifndef TOOLS_REPORT_DEVNAMES_H
#define TOOLS_REPORT_DEVNAMES_H

#include <stddef.h>
#include <stdint.h>

struct devnames;

/* Opens the list @path; NULL: libpci's own list; "": no names. */
struct devnames *devnames_open(const char *path);
void devnames_close(struct devnames *d);

/* "NVIDIA H100 PCIe", in @buf; "10de:2330" when there is no name. */
const char *devnames_short(struct devnames *d, uint16_t vendor, uint16_t device,
			   char *buf, size_t size);
/* "NVIDIA Corporation GH100 [H100 PCIe]"; the same for lack of a name. */
const char *devnames_full(struct devnames *d, uint16_t vendor, uint16_t device,
			  char *buf, size_t size);

#endif
