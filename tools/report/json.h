/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.h - helpers for commands that write JSON of their own.
 */
#ifndef TOOLS_REPORT_JSON_H
#define TOOLS_REPORT_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "tools/report/report.h"

/* Returns @s as a JSON string; NULL gives "", and bytes that are no UTF-8 are replaced. */
json_t *json_text(const char *s);
json_t *json_sbdf(hp_sbdf s);

/* Where the kernel put a function: address, bus numbers below it, BARs and windows. */
json_t *json_layout(const struct vfunction *f, const char *name);

/*
 * Writes @root with sorted keys to the file at @path, whole or not at all, and drops the
 * reference.  Returns false after a message.
 */
bool json_to_file(const char *path, json_t *root);

#endif
