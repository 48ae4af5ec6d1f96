/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dump.h - captures of real machines, where a command takes FILE|DUMP.
 */
#ifndef TOOLS_COMMON_DUMP_H
#define TOOLS_COMMON_DUMP_H

#include <stdio.h>

#include "model/import/import.h"
#include "sim/lang/scenario.h"

/*
 * Writes @spec as a scenario.  Comments at its head say where it is from (the last
 * part of @path), what was counted, and what was warned about.
 */
void dump_print(FILE *out, const char *path, const struct spec *spec,
		const struct import_report *rep);

/*
 * Returns the machine in the capture at @path, as if its scenario had been written and
 * parsed.  Returns NULL after messages on stderr, or, without a message and with
 * *@is_dump false, if @path is no capture.  The caller frees @rep, which may be NULL.
 */
struct scenario *dump_machine(const char *path, const struct import_options *opt,
			      struct import_report *rep, bool *is_dump);

#endif
