/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * law.h - what holds in every scenario, whether it asks for it or not.
 *
 * One file a law.  A law looks at what the kernel claimed and did, never at
 * why; it fills in its own check: status and diagnostics.
 */
#ifndef SIM_LAWS_LAW_H
#define SIM_LAWS_LAW_H

#include "sim/facts/verdict.h"

struct law {
	const char *name;	/* one word, as scenarios write it */
	const char *says;	/* one line */
	/* Is there anything to judge?  NULL: always. */
	bool (*applies)(const struct verdict *v);
	void (*judge)(struct verdict *v,
		      struct check *c);
};

extern const struct law law_landing, law_path, law_isolation, law_scatterlist;
extern const struct law law_revoke, law_lifetime, law_quiet;

/* All of them, in the order they are printed; NULL ends it. */
extern const struct law *const laws[];

#endif
