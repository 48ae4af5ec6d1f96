// SPDX-License-Identifier: GPL-2.0-only
/*
 * output_names.c - names for the files that a run writes, one for each scenario.
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/output.h"

static int by_bytes(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* scenarios/acs/rr.hp as scenarios-acs-rr. */
static char *flat(const char *path)
{
	size_t len;
	char *name;

	while (!strncmp(path, "./", 2) || *path == '/')
		path += *path == '/' ? 1 : 2;
	len = strlen(path);
	if (len > 3 && !strcmp(path + len - 3, ".hp"))
		len -= 3;
	name = strndup(path, len);
	if (!name)
		abort();
	for (char *p = name; *p; p++)
		if (*p == '/')
			*p = '-';
	return name;
}

char *output_name(struct output_names *names, const char *dir,
		  const char *scenario, const char *suffix)
{
	char *base = flat(scenario), *name, *key, number[24] = "";

	for (unsigned int i = 2;; i++) {
		if (asprintf(&name, "%s/%s%s%s", dir, base, number, suffix) < 0)
			abort();
		if (!tfind(name, &names->tree, by_bytes))
			break;
		free(name);
		snprintf(number, sizeof(number), "-%u", i);
	}
	key = strdup(name);
	if (!key || !tsearch(key, &names->tree, by_bytes))
		abort();
	free(base);
	return name;
}

void output_names_free(struct output_names *names)
{
	while (names->tree) {
		char *key = *(char **)names->tree;

		tdelete(key, &names->tree, by_bytes);
		free(key);
	}
}
