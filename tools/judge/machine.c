// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - the matrices and the groups of two kernels, beside each other.
 *
 * hairpin matrix and hairpin groups ask; it reads what they write as JSON.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/exit.h"
#include "tools/common/spawn.h"
#include "tools/judge/machine.h"

#define COLUMN 26

/* What @command says of the machine on both; NULL: it failed, with @status. */
static json_t *ask(const struct machine_question *q, const char *command, int *status)
{
	char *argv[] = { (char *)"/proc/self/exe", (char *)command, (char *)"-q",
			 (char *)"--variant",
			 (char *)(q->variant ? q->variant : "plain"), (char *)"-k",
			 (char *)q->kernel[0], (char *)"-k", (char *)q->kernel[1],
			 (char *)"--json", (char *)q->scratch, (char *)q->path, NULL };
	char *text = spawn_read(argv, NULL, NULL, status);
	json_t *root = text && !*status ? json_load_file(q->scratch, 0, NULL) : NULL;

	free(text);
	if (!root && !*status)
		*status = HP_EXIT_TOOL;
	return root;
}

static const char *text_of(json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "-";
}

static void put_row(FILE *out, const struct machine_question *q, bool *any,
		    const char *what, const char *a, const char *b)
{
	if (!*any)
		fprintf(out, "  %-*s  %-*s  %s\n", COLUMN, "", COLUMN, q->label[0], q->label[1]);
	*any = true;
	fprintf(out, "  %-*s  %-*s  %s\n", COLUMN, what, COLUMN, a, b);
}

/* --- matrix --- */

static json_t *row_of(json_t *matrix, const char *provider)
{
	json_t *rows = json_object_get(matrix, "rows");

	for (size_t i = 0; i < json_array_size(rows); i++)
		if (!strcmp(text_of(json_array_get(rows, i), "provider"), provider))
			return json_array_get(rows, i);
	return NULL;
}

/* "BUS_ADDR 4"; "-" where this kernel does not know the pair. */
static void answer(char *buf, size_t size, json_t *matrix, const char *provider,
		   const char *client)
{
	json_t *row = row_of(matrix, provider), *clients = json_object_get(matrix, "clients");

	snprintf(buf, size, "-");
	for (size_t i = 0; row && i < json_array_size(clients); i++) {
		json_t *type = json_array_get(json_object_get(row, "types"), i);
		json_t *distance = json_array_get(json_object_get(row, "distances"), i);

		if (strcmp(text_of(json_array_get(clients, i), "name"), client))
			continue;
		if (json_is_integer(distance))
			snprintf(buf, size, "%s %lld", json_string_value(type) ? json_string_value(type) : "?",
				 (long long)json_integer_value(distance));
		else
			snprintf(buf, size, "%s", json_string_value(type) ? json_string_value(type) : "?");
	}
}

/* Pairs that @first, one of the two, knows; those of both only for kernel 0. */
static uint64_t compare_pairs(FILE *out, const struct machine_question *q, json_t *both,
			      size_t first, bool *any, uint64_t *pairs)
{
	json_t *m = json_array_get(both, first), *other = json_array_get(both, !first);
	json_t *rows = json_object_get(m, "rows"), *clients = json_object_get(m, "clients");
	uint64_t n = 0;

	for (size_t r = 0; r < json_array_size(rows); r++)
		for (size_t c = 0; c < json_array_size(clients); c++) {
			const char *a = text_of(json_array_get(rows, r), "provider");
			const char *b = text_of(json_array_get(clients, c), "name");
			char x[64], y[64], what[160];

			answer(x, sizeof(x), m, a, b);
			answer(y, sizeof(y), other, a, b);
			if (!strcmp(a, b) || (first && strcmp(y, "-")))
				continue;
			++*pairs;
			if (!strcmp(x, y))
				continue;
			n++;
			snprintf(what, sizeof(what), "%s -> %s", a, b);
			put_row(out, q, any, what, first ? y : x, first ? x : y);
		}
	return n;
}

/* --- groups --- */

/* The members of the group that @name is in, "gpu nic", malloc()ed. */
static char *group_of(json_t *partition, const char *name)
{
	json_t *groups = json_object_get(partition, "groups");
	char *text = NULL;
	size_t len;

	for (size_t g = 0; g < json_array_size(groups); g++) {
		json_t *members = json_object_get(json_array_get(groups, g), "members");
		bool in = false;
		FILE *f;

		for (size_t i = 0; i < json_array_size(members); i++)
			in = in || !strcmp(text_of(json_array_get(members, i), "name"), name);
		if (!in)
			continue;
		f = open_memstream(&text, &len);
		if (!f)
			abort();
		for (size_t i = 0; i < json_array_size(members); i++)
			fprintf(f, "%s%s", i ? " " : "", text_of(json_array_get(members, i), "name"));
		fclose(f);
		return text;
	}
	return strdup("no group");
}

static uint64_t compare_members(FILE *out, const struct machine_question *q, json_t *both,
				json_t *members, bool *any, uint64_t *functions)
{
	uint64_t n = 0;

	for (size_t i = 0; i < json_array_size(members); i++) {
		const char *name = text_of(json_array_get(members, i), "name");
		char *a = group_of(json_array_get(both, 0), name);
		char *b = group_of(json_array_get(both, 1), name);

		++*functions;
		if (strcmp(a, b)) {
			n++;
			put_row(out, q, any, name, a, b);
		}
		free(a);
		free(b);
	}
	return n;
}

static uint64_t compare_groups(FILE *out, const struct machine_question *q, json_t *both,
			       bool *any, uint64_t *functions)
{
	json_t *is = json_array_get(both, 1), *groups = json_object_get(is, "groups");
	uint64_t n = 0;

	for (size_t g = 0; g < json_array_size(groups); g++)
		n += compare_members(out, q, both,
				     json_object_get(json_array_get(groups, g), "members"),
				     any, functions);
	return n + compare_members(out, q, both, json_object_get(is, "ungrouped"), any,
				   functions);
}

static int compare(FILE *out, const struct machine_question *q, const char *command,
		   const char *key, uint64_t *n)
{
	char *text = NULL;
	size_t len;
	FILE *rows = open_memstream(&text, &len);
	int status;
	json_t *root = ask(q, command, &status), *both = json_object_get(root, key);
	uint64_t of = 0, different;
	bool any = false;

	if (!rows)
		abort();
	if (!root) {
		fclose(rows);
		free(text);
		return status;
	}
	if (!strcmp(command, "matrix"))
		different = compare_pairs(rows, q, both, 0, &any, &of) +
			    compare_pairs(rows, q, both, 1, &any, &of);
	else
		different = compare_groups(rows, q, both, &any, &of);
	fclose(rows);
	fprintf(out, "%s: %s: %llu of %llu %s differ\n%s", q->path, command,
		(unsigned long long)different, (unsigned long long)of,
		strcmp(command, "matrix") ? "functions' groups" : "pairs", text);
	*n += different;
	json_decref(root);
	free(text);
	return -1;
}

int machine_compare(FILE *out, const struct machine_question *q, uint64_t *n)
{
	int ret = compare(out, q, "matrix", "matrices", n);

	return ret < 0 ? compare(out, q, "groups", "partitions", n) : ret;
}
