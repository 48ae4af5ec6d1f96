// SPDX-License-Identifier: GPL-2.0-only
/*
 * json.c - differences between two kernels as JSON (see json.h).
 */
#include "tools/judge/json.h"
#include "tools/report/json.h"

static json_t *difference_json(const struct difference *d)
{
	json_t *notes = json_array();

	for (uint32_t i = 0; i < d->nnotes; i++)
		json_array_append_new(notes, json_text(d->notes[i]));
	return json_pack("{s:s, s:o, s:s, s:i, s:o, s:o, s:o, s:o}",
			 "class", diff_class_name(d->class),
			 "scenario", json_text(d->scn->path), "mode", d->mode,
			 "line", (int)d->line, "what", json_text(d->what),
			 "was", json_text(d->was), "is", json_text(d->is), "notes", notes);
}

json_t *comparison_json(const struct comparison *c)
{
	json_t *results = json_object(), *items = json_array();

	for (int i = 0; i < DIFF_CLASSES; i++)
		json_object_set_new(results, diff_class_name((enum diff_class)i),
				    json_integer((json_int_t)c->results[i]));
	for (uint32_t i = 0; i < c->n; i++)
		json_array_append_new(items, difference_json(&c->items[i]));
	return json_pack("{s:o, s:o, s:I, s:I, s:I, s:I}", "results", results,
			 "differences", items, "skipped", (json_int_t)c->skipped,
			 "unjudged_on_both", (json_int_t)c->unjudged_both,
			 "conservative_before", (json_int_t)c->conservative_was,
			 "conservative_now", (json_int_t)c->conservative_is);
}

bool json_put(FILE *out, json_t *root)
{
	const bool ok = !json_dumpf(root, out, JSON_INDENT(2) | JSON_SORT_KEYS) &&
			fputc('\n', out) != EOF;

	json_decref(root);
	return ok && !ferror(out);
}
