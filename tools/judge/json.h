/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.h - what is judged, as JSON values that their caller owns.
 */
#ifndef TOOLS_JUDGE_JSON_H
#define TOOLS_JUDGE_JSON_H

#include <jansson.h>

#include "tools/judge/compare.h"

struct deep;

json_t *comparison_json(const struct comparison *c);
json_t *deep_json(const struct deep *d);
/* @root, which is taken, to @out with a newline.  False when writing failed. */
bool json_put(FILE *out, json_t *root);

#endif
