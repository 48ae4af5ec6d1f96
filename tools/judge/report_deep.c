// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_deep.c - what the deep stages did and found, in words and as JSON.
 */
#include <jansson.h>

#include "sim/facts/plural.h"
#include "tools/judge/json.h"
#include "tools/judge/deep.h"
#include "tools/report/json.h"

static const struct {
	const char *what, *how;
} units[DEEP_STAGES] = {
	[DEEP_SANITIZERS] = { "scenario", " under sanitizers" },
	[DEEP_FAILURES] = { "fault point", " failed" },
	[DEEP_SCHEDULES] = { "random schedule", "" },
	[DEEP_MACHINES] = { "random machine", "" },
	[DEEP_PROGRAMS] = { "generated program", "" },
};

static void put_stage(FILE *out, const struct deep *d, enum deep_stage stage,
		      const char *indent)
{
	const struct deep_result *r = &d->stage[stage];
	uint32_t broken = 0, mended = 0;

	for (uint32_t i = 0; i < d->n; i++) {
		broken += d->items[i].stage == stage && d->items[i].class == DIFF_BROKEN;
		mended += d->items[i].stage == stage && d->items[i].class == DIFF_MENDED;
	}
	fprintf(out, "%sdeep: %llu", indent, (unsigned long long)r->runs);
	if (r->of > r->runs)
		fprintf(out, " of %llu", (unsigned long long)r->of);
	fprintf(out, " %s%s%s: ", units[stage].what, plural(r->of > r->runs ? r->of : r->runs),
		units[stage].how);
	if (broken)
		fprintf(out, "%u new", broken);
	else
		fprintf(out, "nothing new");
	if (mended)
		fprintf(out, ", %u gone", mended);
	if (r->same)
		fprintf(out, "; %llu that the parent shows, too", (unsigned long long)r->same);
	if (r->changed)
		fprintf(out, "; %llu with other answers", (unsigned long long)r->changed);
	fputc('\n', out);
}

static void put_mutants(FILE *out, const struct mutants *m, const char *indent)
{
	fprintf(out, "%smutants: ", indent);
	if (!m->sites) {
		fprintf(out, "none: no changed line that was run has a place for a mistake\n");
		return;
	}
	fprintf(out, "%u of %u mistake%s in %u changed line%s tried, %u noticed", m->tried,
		m->sites, plural(m->sites), m->lines, plural(m->lines), m->noticed);
	if (m->equal || m->invalid)
		fprintf(out, " (%u more give%s the same code, or none)", m->equal + m->invalid,
			plural_verb(m->equal + m->invalid));
	fputc('\n', out);
	for (uint32_t i = 0; i < m->n; i++)
		fprintf(out, "%s  nothing notices: %s:%u: %s: \"%s\" -> \"%s\"\n", indent,
			m->items[i].path, m->items[i].line, m->items[i].op,
			m->items[i].was, m->items[i].is);
}

void deep_put(FILE *out, const struct deep *d, const char *indent)
{
	for (int class = DIFF_BROKEN; class > DIFF_SAME; class--)
		for (uint32_t i = 0; i < d->n; i++) {
			const struct deep_found *f = &d->items[i];

			if ((int)f->class != class)
				continue;
			fprintf(out, "%s%-8s %s: %s\n", indent, diff_class_name(f->class),
				deep_stage_name(f->stage), f->what);
			if (f->again)
				fprintf(out, "%s    again: %s\n", indent, f->again);
		}
	for (int i = 0; i < DEEP_MUTANTS; i++)
		if (d->stage[i].done)
			put_stage(out, d, (enum deep_stage)i, indent);
	if (d->stage[DEEP_MUTANTS].done)
		put_mutants(out, &d->mutants, indent);
}

static json_t *mutants_json(const struct mutants *m)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < m->n; i++)
		json_array_append_new(list, json_pack("{s:o, s:i, s:s, s:s, s:s}",
			"path", json_text(m->items[i].path), "line", (int)m->items[i].line,
			"operator", m->items[i].op, "was", m->items[i].was,
			"is", m->items[i].is));
	return json_pack("{s:i, s:i, s:i, s:o}", "possible", (int)m->sites, "tried",
			 (int)m->tried, "noticed", (int)m->noticed, "unnoticed", list);
}

json_t *deep_json(const struct deep *d)
{
	json_t *o = json_object(), *stages = json_object(), *list = json_array();

	for (int i = 0; i < DEEP_STAGES; i++)
		if (d->stage[i].done)
			json_object_set_new(stages, deep_stage_name((enum deep_stage)i),
				json_pack("{s:I, s:I, s:I, s:I}", "runs",
					  (json_int_t)d->stage[i].runs, "of",
					  (json_int_t)d->stage[i].of, "same",
					  (json_int_t)d->stage[i].same, "changed",
					  (json_int_t)d->stage[i].changed));
	for (uint32_t i = 0; i < d->n; i++) {
		const struct deep_found *f = &d->items[i];
		json_t *item = json_pack("{s:s, s:s, s:o}", "class", diff_class_name(f->class),
					 "stage", deep_stage_name(f->stage),
					 "what", json_text(f->what));

		if (f->again)
			json_object_set_new(item, "again", json_text(f->again));
		json_array_append_new(list, item);
	}
	json_object_set_new(o, "stages", stages);
	json_object_set_new(o, "findings", list);
	if (d->stage[DEEP_MUTANTS].done)
		json_object_set_new(o, "mutants", mutants_json(&d->mutants));
	return o;
}
