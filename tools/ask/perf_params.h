/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perf_params.h - the file of parameters that `hairpin perf --params` reads.
 *
 *   # comment
 *   NAME VALUE [UNIT]
 */
#ifndef TOOLS_ASK_PERF_PARAMS_H
#define TOOLS_ASK_PERF_PARAMS_H

#include <stdio.h>

#include "model/flight/params_list.h"

/* Returns false after messages, each with file, line and column; @n is then of no use. */
bool perf_params_read(const char *path, struct flight_numbers *n);
/* Writes @n as such a file, with the source of each default. */
void perf_params_write(FILE *out, const struct flight_numbers *n);

#endif
