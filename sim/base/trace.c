// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace.c - Chrome trace-event JSON and the running hash (see trace.h).
 *
 * It must not know what the records mean.  Format: "Trace Event Format",
 * JSON object form; times there are microseconds, written here as integers
 * and six digits, so no floating point and no locale takes part.
 */
#include <endian.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/trace.h"

struct trace {
	FILE *out;
	uint64_t hash, records;
	bool written;			/* something is in the JSON: a comma comes before the next */
};

/* Hashes a word at a time, because every TLP has a dozen words to hash. */
static void hash_number(struct trace *t, uint64_t v)
{
	t->hash = (t->hash ^ v) * 0x9e3779b97f4a7c15ull;
	t->hash ^= t->hash >> 29;
}

/* Hashes the length first, so that "ab" "c" and "a" "bc" differ. */
static void hash_string(struct trace *t, const char *s)
{
	size_t n = s ? strlen(s) : 0;

	hash_number(t, n);
	while (n) {
		const size_t part = n < 8 ? n : 8;
		uint64_t v = 0;

		memcpy(&v, s, part);
		hash_number(t, le64toh(v));
		s += part;
		n -= part;
	}
}

static void put_string(FILE *f, const char *s)
{
	fputc('"', f);
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			fprintf(f, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(f, "\\u%04x", c);
		else
			fputc(c, f);
	}
	fputc('"', f);
}

static void put_us(FILE *f, const char *key, uint64_t ps)
{
	fprintf(f, ",\"%s\":%" PRIu64 ".%06" PRIu64, key, ps / 1000000,
		ps % 1000000);
}

static void put_args(FILE *f, const struct trace_arg *args, uint32_t nargs)
{
	fputs(",\"args\":{", f);
	for (uint32_t i = 0; i < nargs; i++) {
		if (i)
			fputc(',', f);
		put_string(f, args[i].key);
		fputc(':', f);
		switch (args[i].kind) {
		case TRACE_UINT:
			fprintf(f, "%" PRIu64, args[i].number);
			break;
		case TRACE_INT:
			fprintf(f, "%" PRId64, (int64_t)args[i].number);
			break;
		case TRACE_HEX:
			fprintf(f, "\"0x%" PRIx64 "\"", args[i].number);
			break;
		case TRACE_STRING:
			put_string(f, args[i].text);
			break;
		}
	}
	fputc('}', f);
}

/* Opens the JSON object of a record. */
static void open_object(struct trace *t, char phase, struct trace_track track,
			const char *category, const char *name, uint64_t time_ps)
{
	FILE *f = t->out;

	fprintf(f, "%s{\"ph\":\"%c\",\"pid\":%" PRIu32 ",\"tid\":%" PRIu32 ",\"name\":",
		t->written ? ",\n" : "", phase, track.process, track.thread);
	t->written = true;
	put_string(f, name);
	if (category) {
		fputs(",\"cat\":", f);
		put_string(f, category);
	}
	if (phase != 'M')
		put_us(f, "ts", time_ps);
}

static void close_object(struct trace *t, const struct trace_arg *args, uint32_t nargs)
{
	put_args(t->out, args, nargs);
	fputc('}', t->out);
}

/* The fixed part of a record; its other numbers and arguments follow. */
static void hash_head(struct trace *t, char phase, struct trace_track track,
		      const char *category, const char *name, uint64_t time_ps)
{
	hash_number(t, (unsigned char)phase);
	hash_number(t, track.process);
	hash_number(t, track.thread);
	hash_string(t, category);
	hash_string(t, name);
	hash_number(t, time_ps);
	t->records++;
}

static void hash_args(struct trace *t, const struct trace_arg *args, uint32_t n)
{
	hash_number(t, n);
	for (uint32_t i = 0; i < n; i++) {
		hash_string(t, args[i].key);
		hash_number(t, args[i].kind);
		if (args[i].kind == TRACE_STRING)
			hash_string(t, args[i].text);
		else
			hash_number(t, args[i].number);
	}
}

struct trace *trace_new(FILE *out)
{
	struct trace *t = calloc(1, sizeof(*t));

	if (!t) {
		fputs("hairpin: out of memory for the trace\n", stderr);
		abort();
	}
	t->out = out;
	t->hash = 0xcbf29ce484222325ull;
	if (out)
		fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", out);
	return t;
}

bool trace_close(struct trace *t)
{
	bool ok = true;

	if (t && t->out) {
		fputs("\n]}\n", t->out);
		ok = !fflush(t->out) && !ferror(t->out);
	}
	free(t);
	return ok;
}

static const char *name_of(struct trace_track track)
{
	return track.thread ? "thread_name" : "process_name";
}

void trace_name(struct trace *t, struct trace_track track, const char *name)
{
	const struct trace_arg arg = TRACE_S("name", name);

	hash_head(t, 'M', track, NULL, name_of(track), 0);
	hash_args(t, &arg, 1);
	trace_show_name(t, track, name);
}

void trace_span(struct trace *t, struct trace_track track, const char *category,
		const char *name, uint64_t start_ps, uint64_t duration_ps,
		const struct trace_arg *args, uint32_t nargs)
{
	hash_head(t, 'X', track, category, name, start_ps);
	hash_number(t, duration_ps);
	hash_args(t, args, nargs);
	trace_show_span(t, track, category, name, start_ps, duration_ps, args, nargs);
}

void trace_instant(struct trace *t, struct trace_track track,
		   const char *category, const char *name, uint64_t time_ps,
		   const struct trace_arg *args, uint32_t nargs)
{
	hash_head(t, 'i', track, category, name, time_ps);
	hash_args(t, args, nargs);
	if (t->out) {
		open_object(t, 'i', track, category, name, time_ps);
		fputs(",\"s\":\"t\"", t->out);
		close_object(t, args, nargs);
	}
}

void trace_show_span(struct trace *t, struct trace_track track, const char *category,
		     const char *name, uint64_t start_ps, uint64_t duration_ps,
		     const struct trace_arg *args, uint32_t nargs)
{
	if (!t->out)
		return;
	open_object(t, 'X', track, category, name, start_ps);
	put_us(t->out, "dur", duration_ps);
	close_object(t, args, nargs);
}

void trace_show_numbers(struct trace *t, struct trace_track track, const char *name,
			uint64_t time_ps, const struct trace_arg *args, uint32_t nargs)
{
	if (!t->out)
		return;
	open_object(t, 'C', track, NULL, name, time_ps);
	close_object(t, args, nargs);
}

void trace_show_name(struct trace *t, struct trace_track track, const char *name)
{
	const struct trace_arg arg = TRACE_S("name", name);

	if (!t->out)
		return;
	open_object(t, 'M', track, NULL, name_of(track), 0);
	close_object(t, &arg, 1);
}

void trace_note(struct trace *t, uint64_t a, uint64_t b, uint64_t c)
{
	hash_number(t, a);
	hash_number(t, b);
	hash_number(t, c);
}

uint64_t trace_hash(const struct trace *t)
{
	return t->hash;
}

uint64_t trace_records(const struct trace *t)
{
	return t->records;
}

bool trace_shows(const struct trace *t)
{
	return t->out;
}
