// SPDX-License-Identifier: GPL-2.0-only
/*
 * refuse.c - messages of spec_check(), and names for types.  It must not know what
 * is wrong.
 */
#include <stdarg.h>
#include <stdio.h>

#include "model/spec/check.h"

bool spec_refuse(struct spec_error *err, struct spec_loc loc, const char *fmt, ...)
{
	va_list ap;

	if (err) {
		err->loc = loc;
		va_start(ap, fmt);
		vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
	}
	return false;
}

const char *spec_type_name(enum spec_type t)
{
	switch (t) {
	case SPEC_ENDPOINT: return "endpoint";
	case SPEC_LEGACY_ENDPOINT: return "legacy endpoint";
	case SPEC_ROOT_PORT: return "root port";
	case SPEC_UPSTREAM_PORT: return "switch upstream port";
	case SPEC_DOWNSTREAM_PORT: return "switch downstream port";
	case SPEC_PCIE_TO_PCI: return "PCIe-to-PCI bridge";
	case SPEC_PCI_TO_PCIE: return "PCI-to-PCIe bridge";
	case SPEC_RCIEP: return "root-complex integrated endpoint";
	case SPEC_RCEC: return "root-complex event collector";
	case SPEC_PCI_DEVICE: return "conventional PCI device";
	case SPEC_PCI_BRIDGE: return "PCI-to-PCI bridge";
	case SPEC_HOST_DEVICE: return "host bridge device";
	}
	return NULL;
}
