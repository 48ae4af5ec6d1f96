// SPDX-License-Identifier: GPL-2.0-only
/*
 * laws.c - the list of laws.
 */
#include <stddef.h>

#include "sim/laws/law.h"

const struct law *const laws[] = {
	&law_landing,
	&law_path,
	&law_isolation,
	&law_scatterlist,
	&law_revoke,
	&law_provisioning,
	&law_config,
	&law_migration,
	&law_lifetime,
	&law_quiet,
	NULL,
};
