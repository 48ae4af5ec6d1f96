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
 * Write @spec as a scenario, headed by comments: where it is from (the last
 * part of @path), what was counted, what was warned about.
 */
void dump_print(FILE *out, const char *path, const struct spec *spec,
		const struct import_report *rep);

/*
 * The machine in the capture at @path, as if its scenario had been written and
 * parsed.  NULL after messages on stderr; or, with *@is_dump false and no
 * message, when @path is no capture.  @rep (may be NULL) is the caller's to free.
 */
struct scenario *dump_machine(const char *path, const struct import_options *opt,
			      struct import_report *rep, bool *is_dump);

#endif
