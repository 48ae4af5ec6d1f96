/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plural.h - model/spec/plural.h for those who know facts and no machines.
 */
#ifndef SIM_FACTS_PLURAL_H
#define SIM_FACTS_PLURAL_H

#include "model/spec/plural.h"

#endif
