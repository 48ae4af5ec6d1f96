/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.h - helpers for commands that write JSON of their own.
 */
#ifndef TOOLS_REPORT_JSON_H
#define TOOLS_REPORT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "tools/report/report.h"

json_t *json_text(const char *s);	/* NULL: ""; never fails on bad UTF-8 */
json_t *json_sbdf(hp_sbdf s);

/* Write @root with sorted keys and let go of it.  False on any error. */
bool json_finish(FILE *out, json_t *root);

#endif
