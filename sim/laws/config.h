/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - the parts of law config.
 */
#ifndef SIM_LAWS_CONFIG_H
#define SIM_LAWS_CONFIG_H

#include "sim/laws/law.h"

#define CONFIG_MOST_TOLD 8u

/* What is wrong with one view. */
struct config_told {
	struct verdict *v;
	struct check *c;
	const char *name;		/* of the function */
	uint32_t told;			/* how much so far; the first CONFIG_MOST_TOLD are lines */
};

__attribute__((format(printf, 2, 3)))
void config_wrong(struct config_told *t, const char *fmt, ...);

/* Each judges into @c and says the step. */
void config_judge_made(struct verdict *v, struct check *c, const struct proof_config *config);
void config_judge_guest(struct verdict *v, struct check *c, const struct proof_guest *g);

#endif
