/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * law.h - rules that must hold in every scenario.
 *
 * Each law is a file.  A law looks at what the kernel claimed and what happened,
 * and knows neither scenario nor kernel.  It sets the status of its check, and
 * adds diagnostics.
 */
#ifndef SIM_LAWS_LAW_H
#define SIM_LAWS_LAW_H

#include "sim/facts/verdict.h"

struct law {
	const char *name;	/* one word, as scenarios write it */
	/* Returns true if there is something to judge; NULL: always. */
	bool (*applies)(const struct verdict *v);
	/* Judges @v into @c, whose status is PASS before.  @v owns what @c points to. */
	void (*judge)(struct verdict *v,
		      struct check *c);
};

extern const struct law law_landing, law_path, law_isolation, law_scatterlist;
extern const struct law law_revoke, law_provisioning, law_migration, law_config;
extern const struct law law_lifetime, law_quiet;

/* All laws, in the order in which they are printed; the last one is NULL. */
extern const struct law *const laws[];

#endif
