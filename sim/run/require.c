// SPDX-License-Identifier: GPL-2.0-only
/*
 * require.c - "require" statements against a kernel's release and features.
 */
#include <stdio.h>

#include "sim/run/require.h"

static bool version_holds(const struct scn_require *r, const char *release)
{
	unsigned int major = 0, minor = 0;
	int64_t diff;

	if (!release || sscanf(release, "%u.%u", &major, &minor) != 2)
		return false;
	diff = (int64_t)major - r->major;
	if (!diff)
		diff = (int64_t)minor - r->minor;
	switch (r->op) {
	case '<':
		return diff < 0;
	case '>':
		return diff > 0;
	case 'l':
		return diff <= 0;
	case 'g':
		return diff >= 0;
	default:
		return !diff;
	}
}

const char *require_unmet(const struct scenario *scn,
			  const struct hp_kernel *k)
{
	static char why[256];
	const struct spec_host *h = &scn->spec->host;

	for (uint32_t i = 0; i < scn->nrequires; i++) {
		const struct scn_require *r = &scn->requires[i];
		bool ok = r->op ? version_holds(r, k->release) :
				  (k->features & r->features) == r->features;

		if (ok)
			continue;
		snprintf(why, sizeof(why), "needs %s, which kernel %s %s",
			 r->name, k->release ? k->release : "?",
			 r->op ? "is not" : "lacks");
		return why;
	}
	if (h->iommu != SPEC_IOMMU_OFF && h->iommu_driver == SPEC_IOMMU_SMMUV3 &&
	    !(k->features & HP_FEAT_SMMUV3)) {
		snprintf(why, sizeof(why), "needs arm-smmu-v3, and groups that form before drivers bind, which kernel %s lacks",
			 k->release ? k->release : "?");
		return why;
	}
	return NULL;
}
