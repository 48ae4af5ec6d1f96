// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_vmd.c - Intel's Volume Management Devices: which functions are some, and those
 * that a capture of the drives alone does not show.
 *
 * Behind a VMD's BARs is a PCI domain of its own.  Linux numbers these domains from
 * 10000 on, in the order of the VMDs' addresses, and all that is in one sends requests
 * under the VMD's ID.  So without the VMD the IOMMU groups would be wrong.
 */
#include <stdlib.h>

#include "model/import/internal.h"

#define INTEL 0x8086
#define RAID 0x0104
#define SYNTH_VMD 0x467f
#define USUAL_PLACE 0x0e
#define MOST_VMDS 16u			/* more is no machine, but a wrong number */

bool raw_is_vmd(const struct raw *r)
{
	bool ports = false;		/* of an AHCI controller in RAID mode */

	for (int b = 0; b < 6; b++)
		ports |= r->f.bar[b].kind == SPEC_BAR_IO;
	return r->f.vendor == INTEL && r->f.class >> 8 == RAID && !ports &&
	       !r->parent && sbdf_domain(r->sbdf) < VMD_DOMAINS;
}

/* A free device of domain 0's first bus: where most VMDs are, or after it. */
static int free_place(const struct machine *m)
{
	for (unsigned int dev = USUAL_PLACE; dev < 32; dev++) {
		bool taken = false;

		for (unsigned int fn = 0; fn < 8; fn++)
			taken |= raw_find(m, sbdf_make(0, 0, dev << 3 | fn)) != NULL;
		if (!taken)
			return (int)(dev << 3);
	}
	return -1;
}

/* The VMD of @like's domain, which the capture does not show. */
static void add(struct machine *m, const struct raw *like)
{
	int devfn = free_place(m);
	struct raw *r;

	if (devfn < 0 || m->nfn >= IMPORT_MAX_FUNCTIONS)
		return;
	r = raw_synthesize(m, sbdf_make(0, 0, (unsigned int)devfn), like->f.loc);
	r->hdr = 0;
	r->f.type = SPEC_PCI_DEVICE;
	r->f.vendor = INTEL;
	r->f.device = SYNTH_VMD;
	r->f.class = RAID << 8;
	r->f.acs.known = SPEC_ABSENT;
	r->f.iommu_group = like->f.iommu_group;
	warn(m, &like->f.loc, "%s: domain %x is behind a VMD that is not in the dump; one is put there",
	     sbdf_name(r->sbdf), sbdf_domain(like->sbdf));
}

/*
 * A function of a VMD's domain, as far as it shows: of Intel's ports the root bus has
 * some.  sysfs has whole machines, and nests domains below their VMDs.
 */
static bool is_behind(const struct raw *r)
{
	return sbdf_domain(r->sbdf) >= VMD_DOMAINS && !r->path_known &&
	       r->f.vendor == INTEL && r->f.class >> 8 == 0x0604;
}

void build_vmd(struct machine *m)
{
	const struct raw *first[MOST_VMDS] = { NULL };	/* of each VMD's domain */
	uint32_t have = 0, need = 0;

	for (uint32_t i = 0; i < m->nfn; i++) {
		uint32_t n = sbdf_domain(m->fn[i]->sbdf) - VMD_DOMAINS;

		have += raw_is_vmd(m->fn[i]);
		if (!is_behind(m->fn[i]) || n >= MOST_VMDS)
			continue;
		if (!first[n] || m->fn[i]->sbdf < first[n]->sbdf)
			first[n] = m->fn[i];
		if (n >= need)
			need = n + 1;
	}
	for (uint32_t n = have; n < need; n++)
		if (first[n])
			add(m, first[n]);
}
