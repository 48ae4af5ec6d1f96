// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_names.c - names functions by their kind and a number, in the order of
 * addresses, so that a capture always gives the same names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

/* By class and subclass; 0xff in the low byte: any subclass. */
static const struct {
	uint16_t class;
	const char *name;
} stems[] = {
	{ 0x0100, "scsi" }, { 0x0104, "raid" }, { 0x0106, "sata" },
	{ 0x0107, "sas" }, { 0x0108, "nvme" }, { 0x01ff, "disk" },
	{ 0x02ff, "nic" }, { 0x03ff, "gpu" }, { 0x04ff, "audio" },
	{ 0x05ff, "mem" }, { 0x0600, "hostbr" }, { 0x0601, "isa" },
	{ 0x0c03, "usb" }, { 0x0c05, "smbus" }, { 0x0c80, "serial" },
	{ 0x0cff, "bus" }, { 0x07ff, "comm" }, { 0x08ff, "sys" },
	{ 0x0bff, "proc" }, { 0x10ff, "crypto" }, { 0x11ff, "signal" },
	{ 0x12ff, "accel" }, { 0x13ff, "instr" },
};

#define NSTEMS (sizeof(stems) / sizeof(stems[0]))
enum { STEM_RP = NSTEMS, STEM_SW, STEM_PCIBR, STEM_BR, STEM_RCEC, STEM_HOST,
       STEM_DEV, STEM_DSP, STEM_COUNT };

static const char *const other_stems[] = {
	"rp", "sw", "pcibr", "br", "rcec", "host", "dev", "dsp",
};

static unsigned int stem_of(const struct spec_function *f)
{
	switch (f->type) {
	case SPEC_ROOT_PORT: return STEM_RP;
	case SPEC_UPSTREAM_PORT: return STEM_SW;
	case SPEC_DOWNSTREAM_PORT: return STEM_DSP;
	case SPEC_PCI_BRIDGE: return STEM_PCIBR;
	case SPEC_PCIE_TO_PCI:
	case SPEC_PCI_TO_PCIE: return STEM_BR;
	case SPEC_RCEC: return STEM_RCEC;
	case SPEC_HOST_DEVICE: return STEM_HOST;
	default: break;
	}
	for (unsigned int i = 0; i < NSTEMS; i++)
		if (stems[i].class == f->class >> 8 ||
		    ((stems[i].class & 0xff) == 0xff &&
		     stems[i].class >> 8 == f->class >> 16))
			return i;
	return STEM_DEV;
}

static const char *stem_name(unsigned int stem)
{
	return stem < NSTEMS ? stems[stem].name : other_stems[stem - NSTEMS];
}

static void name_function(struct spec *s, struct raw *r, uint32_t *next,
			  uint32_t *ports)
{
	struct spec_function *f = &s->functions[r->index];
	unsigned int stem = stem_of(f);
	char name[64];

	if (stem == STEM_DSP && f->parent >= 0)
		snprintf(name, sizeof(name), "%.48s.%u",
			 s->functions[f->parent].name, ports[f->parent]++);
	else
		snprintf(name, sizeof(name), "%s%u", stem_name(stem), next[stem]++);
	f->name = spec_strdup(s, name);
}

void build_names(struct machine *m, struct spec *s, struct raw_list *order)
{
	uint32_t next[STEM_COUNT] = { 0 };
	uint32_t *ports = calloc(order->n + 1, sizeof(*ports));

	(void)m;
	if (!ports)
		abort();
	for (uint32_t i = 0; i < order->n; i++)
		name_function(s, order->v[i], next, ports);
	free(ports);
}
