// SPDX-License-Identifier: GPL-2.0-only
/*
 * args.c - parses options by a table, and says what would have been right.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/args.h"
#include "tools/common/exit.h"

#define HELP_COLUMN 26

static void print_option(const struct arg *o)
{
	char left[64];
	int n = 2;

	n += snprintf(left, sizeof(left), "%s%c%s--%s%s%s", o->letter ? "-" : "",
		      o->letter ? o->letter : ' ', o->letter ? ", " : "   ",
		      o->name, o->metavar ? " " : "",
		      o->metavar ? o->metavar : "");
	printf("  %s%*s%s\n", left, n < HELP_COLUMN ? HELP_COLUMN - n : 1, "",
	       o->help);
}

/* What is typed before the command. */
static const char *hairpin(const struct args *a)
{
	return a->own_program ? "" : "hairpin ";
}

static void print_help(const struct args *a)
{
	printf("usage: %s%s [OPTION...]%s%s\n\n%s\n\n", hairpin(a), a->command,
	       *a->operands ? " " : "", a->operands, a->summary);
	for (const struct arg *o = a->table; o->name; o++)
		print_option(o);
	print_option(&(struct arg){ .name = "help", .letter = 'h',
				    .help = "print this" });
	if (a->notes)
		printf("\n%s", a->notes);
	if (a->page)
		printf("\nSee %s(1).\n", a->page);
	else if (!a->own_program)
		printf("\nSee hairpin-%s(1).\n", a->command);
}

static int wrong(const struct args *a)
{
	fprintf(stderr, "usage: %s%s [OPTION...]%s%s (--help says more)\n", hairpin(a),
		a->command, *a->operands ? " " : "", a->operands);
	return HP_EXIT_USAGE;
}

/* How many letters must change: enough to find a typing error. */
static size_t distance(const char *a, const char *b)
{
	size_t row[32], n = strlen(b);

	if (n >= sizeof(row) / sizeof(*row))
		return 99;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

static int unknown(const struct args *a, const char *option, const char *name)
{
	const char *best = NULL;
	size_t best_distance = 3;

	for (const struct arg *o = a->table; o->name; o++) {
		size_t d = distance(name, o->name);

		if (d < best_distance) {
			best = o->name;
			best_distance = d;
		}
	}
	fprintf(stderr, "%s%s: unknown option '%s'", hairpin(a), a->command,
		option);
	if (best)
		fprintf(stderr, "; did you mean '--%s'?\n", best);
	else
		fprintf(stderr, "\n");
	return wrong(a);
}

static int bad_value(const struct args *a, const struct arg *o,
		     const char *value, const char *right)
{
	fprintf(stderr, "%s%s: --%s %s: %s\n", hairpin(a), a->command, o->name, value,
		right);
	return wrong(a);
}

static int set_number(const struct args *a, const struct arg *o,
		      const char *value)
{
	char *end;
	unsigned long long u;

	errno = 0;
	u = strtoull(value, &end, 0);
	if (*value < '0' || *value > '9' || *end || errno)
		return bad_value(a, o, value, "a number is needed, like 42 or 0x2a");
	if (o->kind == ARG_U64) {
		*(uint64_t *)o->value = u;
		return -1;
	}
	if (!u || u > 4096)
		return bad_value(a, o, value, "a number from 1 to 4096 is needed");
	*(uint32_t *)o->value = (uint32_t)u;
	return -1;
}

static int set_seconds(const struct args *a, const struct arg *o,
		       const char *value)
{
	char *end;
	double d = strtod(value, &end);

	if (*end == 's' && !end[1])
		end++;
	if (end == value || *end || !isfinite(d) || d <= 0 || d > 1e6)
		return bad_value(a, o, value, "seconds are needed, like 5 or 0.5");
	*(double *)o->value = d;
	return -1;
}

static int set(const struct args *a, const struct arg *o, const char *value)
{
	struct arg_list *list = o->value;

	switch (o->kind) {
	case ARG_FLAG:
		*(bool *)o->value = true;
		return -1;
	case ARG_STRING:
		*(const char **)o->value = value;
		return -1;
	case ARG_LIST:
		if (list->n == sizeof(list->items) / sizeof(*list->items))
			return bad_value(a, o, value, "too many of these");
		list->items[list->n++] = value;
		return -1;
	case ARG_SECONDS:
		return set_seconds(a, o, value);
	default:
		return set_number(a, o, value);
	}
}

struct cursor {
	int argc, next;
	char **argv;
};

static int take_value(const struct args *a, const struct arg *o,
		      const char *inline_value, struct cursor *c)
{
	if (o->kind == ARG_FLAG) {
		if (!inline_value)
			return set(a, o, NULL);
		fprintf(stderr, "%s%s: --%s takes no value\n", hairpin(a), a->command,
			o->name);
		return wrong(a);
	}
	if (inline_value)
		return set(a, o, inline_value);
	if (c->next < c->argc)
		return set(a, o, c->argv[c->next++]);
	fprintf(stderr, "%s%s: --%s needs a value: --%s %s\n", hairpin(a), a->command,
		o->name, o->name, o->metavar);
	return wrong(a);
}

static int take_long(const struct args *a, char *option, struct cursor *c)
{
	char *name = option + 2, *value = strchr(name, '=');
	size_t len = value ? (size_t)(value - name) : strlen(name);

	if (len == 4 && !strncmp(name, "help", 4)) {
		print_help(a);
		return HP_EXIT_PASS;
	}
	for (const struct arg *o = a->table; o->name; o++)
		if (strlen(o->name) == len && !strncmp(o->name, name, len))
			return take_value(a, o, value ? value + 1 : NULL, c);
	if (value)
		*value = '\0';
	return unknown(a, option, name);
}

static int take_letters(const struct args *a, const char *option,
			struct cursor *c)
{
	for (const char *p = option + 1; *p; p++) {
		const struct arg *o = a->table;
		int ret;

		if (*p == 'h') {
			print_help(a);
			return HP_EXIT_PASS;
		}
		while (o->name && o->letter != *p)
			o++;
		if (!o->name)
			return unknown(a, option, option + 1);
		if (o->kind != ARG_FLAG)
			return take_value(a, o, p[1] ? p + 1 : NULL, c);
		ret = set(a, o, NULL);
		if (ret >= 0)
			return ret;
	}
	return -1;
}

int args_parse(const struct args *a, int argc, char **argv, size_t *n)
{
	struct cursor c = { argc, 1, argv };
	bool options = true;

	*n = 0;
	while (c.next < argc) {
		char *word = argv[c.next++];
		int ret = -1;

		if (options && !strcmp(word, "--"))
			options = false;
		else if (options && !strncmp(word, "--", 2))
			ret = take_long(a, word, &c);
		else if (options && word[0] == '-' && word[1])
			ret = take_letters(a, word, &c);
		else
			argv[++*n] = word;
		if (ret >= 0)
			return ret;
	}
	if (*n >= a->min && *n <= a->max)
		return -1;
	if (*n < a->min)
		fprintf(stderr, "%s%s: something is missing: %s\n", hairpin(a),
			a->command, a->operands);
	else
		fprintf(stderr, "%s%s: '%s' is too much; %s%s\n", hairpin(a), a->command,
			argv[a->max + 1], *a->operands ? "it takes " :
			"it takes options only", a->operands);
	return wrong(a);
}
