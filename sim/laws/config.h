/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - the parts of law config.
 */
#ifndef SIM_LAWS_CONFIG_H
#define SIM_LAWS_CONFIG_H

#include "sim/laws/law.h"

/* Each judges into @c and says the step. */
void config_judge_made(struct verdict *v, struct check *c, const struct proof_config *config);
void config_judge_guest(struct verdict *v, struct check *c, const struct proof_guest *g);

#endif
