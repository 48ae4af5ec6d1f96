// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - the matrices, the groups and the layouts of two kernels, beside each other.
 *
 * hairpin matrix and hairpin groups ask; it reads what they write as JSON.
 */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hairpin/abi.h"
#include "tools/common/exit.h"
#include "tools/common/spawn.h"
#include "tools/judge/machine.h"
#include "tools/report/json.h"

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

	if (!text)
		fprintf(stderr, "hairpin: %s: %s\n", command, strerror(errno));
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

/* What differs in one respect, and of how much. */
struct table {
	const struct machine_question *q;
	json_t *rows;			/* [{"what", "was", "is"}] */
	uint64_t of;
};

/* Counts one thing, and keeps it if the kernels do not agree on it. */
static void put_row(struct table *t, const char *what, const char *a, const char *b)
{
	json_t *row;

	t->of++;
	if (!strcmp(a, b))
		return;
	row = json_object();
	json_object_set_new(row, "what", json_text(what));
	json_object_set_new(row, "was", json_text(a));
	json_object_set_new(row, "is", json_text(b));
	json_array_append_new(t->rows, row);
}

static int width(json_t *rows, const char *key, const char *head)
{
	size_t widest = strlen(head);

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const size_t n = strlen(text_of(json_array_get(rows, i), key));

		widest = n > widest ? n : widest;
	}
	return (int)(widest > COLUMN ? widest : COLUMN);
}

static void print_rows(FILE *out, const struct table *t)
{
	const int what = width(t->rows, "what", ""), was = width(t->rows, "was", t->q->label[0]);

	if (json_array_size(t->rows))
		fprintf(out, "  %-*s  %-*s  %s\n", what, "", was, t->q->label[0], t->q->label[1]);
	for (size_t i = 0; i < json_array_size(t->rows); i++) {
		json_t *row = json_array_get(t->rows, i);

		fprintf(out, "  %-*s  %-*s  %s\n", what, text_of(row, "what"), was,
			text_of(row, "was"), text_of(row, "is"));
	}
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
static void compare_pairs(struct table *t, json_t *both, size_t first)
{
	json_t *m = json_array_get(both, first), *other = json_array_get(both, !first);
	json_t *rows = json_object_get(m, "rows"), *clients = json_object_get(m, "clients");

	for (size_t r = 0; r < json_array_size(rows); r++)
		for (size_t c = 0; c < json_array_size(clients); c++) {
			const char *a = text_of(json_array_get(rows, r), "provider");
			const char *b = text_of(json_array_get(clients, c), "name");
			char x[64], y[64], what[160];

			answer(x, sizeof(x), m, a, b);
			answer(y, sizeof(y), other, a, b);
			if (!strcmp(a, b) || (first && strcmp(y, "-")))
				continue;
			snprintf(what, sizeof(what), "%s -> %s", a, b);
			put_row(t, what, first ? y : x, first ? x : y);
		}
}

static void compare_matrix(struct table *t, json_t *both)
{
	compare_pairs(t, both, 0);
	compare_pairs(t, both, 1);
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

static void compare_members(struct table *t, json_t *both, json_t *members)
{
	for (size_t i = 0; i < json_array_size(members); i++) {
		const char *name = text_of(json_array_get(members, i), "name");
		char *a = group_of(json_array_get(both, 0), name);
		char *b = group_of(json_array_get(both, 1), name);

		put_row(t, name, a, b);
		free(a);
		free(b);
	}
}

static void compare_groups(struct table *t, json_t *both)
{
	json_t *is = json_array_get(both, 1), *groups = json_object_get(is, "groups");

	for (size_t g = 0; g < json_array_size(groups); g++)
		compare_members(t, both, json_object_get(json_array_get(groups, g), "members"));
	compare_members(t, both, json_object_get(is, "ungrouped"));
}

/* --- layout: where the kernels put functions, buses, BARs and windows --- */

static json_t *function_of(json_t *partition, const char *name)
{
	json_t *all = json_object_get(partition, "functions");

	for (size_t i = 0; i < json_array_size(all); i++)
		if (!strcmp(text_of(json_array_get(all, i), "name"), name))
			return json_array_get(all, i);
	return NULL;
}

/* By the index of a resource (include/hairpin/abi.h). */
static void resource_name(char *buf, size_t size, const char *function, json_int_t i)
{
	static const char *const windows[] = { "I/O window", "memory window",
					       "prefetchable window", "window 3" };

	if (i < HP_RES_ROM)
		snprintf(buf, size, "%s BAR %lld", function, (long long)i);
	else if (i == HP_RES_ROM)
		snprintf(buf, size, "%s ROM", function);
	else if (i < HP_RES_WIN0)
		snprintf(buf, size, "%s VF BAR %lld", function, (long long)i - HP_RES_VF_BAR0);
	else
		snprintf(buf, size, "%s %s", function, windows[(i - HP_RES_WIN0) & 3]);
}

/* "0x80000000+0x1000000", with the bus address where that is another. */
static void place(char *buf, size_t size, json_t *function, json_int_t index)
{
	json_t *all = json_object_get(function, "resources");

	snprintf(buf, size, "-");
	for (size_t i = 0; i < json_array_size(all); i++) {
		json_t *r = json_array_get(all, i);
		const char *cpu = text_of(r, "cpu"), *bus = text_of(r, "bus");

		if (json_integer_value(json_object_get(r, "index")) != index)
			continue;
		/* Kernels keep a window that is closed as a byte, or not at all. */
		if (!json_is_true(json_object_get(r, "assigned")) &&
		    index >= HP_RES_WIN0 && !strcmp(text_of(r, "size"), "0x1"))
			return;
		if (!json_is_true(json_object_get(r, "assigned")))
			snprintf(buf, size, "not placed, size %s", text_of(r, "size"));
		else if (strcmp(cpu, bus))
			snprintf(buf, size, "%s+%s, bus %s", cpu, text_of(r, "size"), bus);
		else
			snprintf(buf, size, "%s+%s", cpu, text_of(r, "size"));
	}
}

static void compare_function(struct table *t, const char *name, json_t *a, json_t *b)
{
	char what[160], x[80], y[80];

	put_row(t, name, a ? text_of(a, "address") : "absent", b ? text_of(b, "address") : "absent");
	if (!a || !b)
		return;
	snprintf(what, sizeof(what), "%s buses", name);
	if (json_object_get(a, "buses") || json_object_get(b, "buses"))
		put_row(t, what, text_of(a, "buses"), text_of(b, "buses"));
	for (json_int_t i = 0; i < HP_NUM_RESOURCES; i++) {
		place(x, sizeof(x), a, i);
		place(y, sizeof(y), b, i);
		resource_name(what, sizeof(what), name, i);
		if (strcmp(x, "-") || strcmp(y, "-"))
			put_row(t, what, x, y);
	}
}

static void compare_layout(struct table *t, json_t *both)
{
	for (size_t k = 0; k < 2; k++) {
		json_t *all = json_object_get(json_array_get(both, k), "functions");

		for (size_t i = 0; i < json_array_size(all); i++) {
			const char *name = text_of(json_array_get(all, i), "name");
			json_t *a = function_of(json_array_get(both, 0), name);

			if (!k || !a)
				compare_function(t, name, a,
						 function_of(json_array_get(both, 1), name));
		}
	}
}

/* --- all of it --- */

static void put_table(FILE *out, const struct machine_question *q, json_t *both,
		      const char *what, const char *unit,
		      void (*compare)(struct table *t, json_t *both), json_t *machine,
		      uint64_t *n)
{
	struct table t = { .q = q, .rows = json_array() };
	json_t *o = json_object();

	compare(&t, both);
	fprintf(out, "%s: %s: %zu of %llu %s differ\n", q->path, what,
		json_array_size(t.rows), (unsigned long long)t.of, unit);
	print_rows(out, &t);
	*n += json_array_size(t.rows);
	json_object_set_new(o, "compared", json_integer((json_int_t)t.of));
	json_object_set_new(o, "different", t.rows);
	json_object_set_new(machine, what, o);
}

int machine_compare(FILE *out, const struct machine_question *q, json_t *machines,
		    uint64_t *n)
{
	json_t *machine = json_object(), *matrix, *groups;
	int status;

	json_array_append_new(machines, machine);
	json_object_set_new(machine, "path", json_text(q->path));
	json_object_set_new(machine, "kernels",
			    json_pack("[s, s]", q->label[0], q->label[1]));
	matrix = ask(q, "matrix", &status);
	if (!matrix)
		return status;
	put_table(out, q, json_object_get(matrix, "matrices"), "matrix", "pairs",
		  compare_matrix, machine, n);
	json_decref(matrix);
	groups = ask(q, "groups", &status);
	if (!groups)
		return status;
	put_table(out, q, json_object_get(groups, "partitions"), "groups",
		  "functions' groups", compare_groups, machine, n);
	put_table(out, q, json_object_get(groups, "partitions"), "layout",
		  "addresses, bus numbers, BARs and windows", compare_layout, machine, n);
	json_decref(groups);
	return -1;
}
