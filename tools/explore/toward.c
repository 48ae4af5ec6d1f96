// SPDX-License-Identifier: GPL-2.0-only
/*
 * toward.c - the distance of what ran to a target, from the instance's own code.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run/code.h"
#include "tools/explore/toward.h"

/* Of each offset the answer is the same: it is kept. */
#define UNKNOWN 0
#define TARGET 255

struct toward {
	struct code *code;
	uint8_t *near;			/* of each offset: UNKNOWN, 1 + nearness, TARGET */
};

/* "FILE:FIRST-LAST": cuts the numbers off; false: they are none. */
static bool split(char *where, int *first, int *last)
{
	char *at = strrchr(where, ':'), *end;

	*first = *last = 0;
	if (!at)
		return true;
	*first = (int)strtol(at + 1, &end, 10);
	*last = *first;
	if (*end == '-')
		*last = (int)strtol(end + 1, &end, 10);
	*at = '\0';
	return !*end && *first > 0 && *last >= *first;
}

struct toward *toward_open(const char *where, const char *path, const char **why)
{
	struct toward *t = calloc(1, sizeof(*t));
	char *file = strdup(where);
	int first, last;

	*why = "no memory";
	if (!t || !file || !split(file, &first, &last)) {
		if (t && file)
			*why = "write FILE, FILE:LINE or FILE:FIRST-LAST";
		free(t);
		free(file);
		return NULL;
	}
	t->near = calloc(COVER_BLOCKS, 1);
	t->code = code_open(path, file, first, last);
	free(file);
	if (t->near && t->code && code_targets(t->code))
		return t;
	*why = t->code ? "no code of the kernel instance comes from there" :
	       "the kernel instance has no debug information";
	toward_close(t);
	return NULL;
}

void toward_close(struct toward *t)
{
	if (!t)
		return;
	code_close(t->code);
	free(t->near);
	free(t);
}

static uint8_t near_of(struct toward *t, uint32_t offset)
{
	uint8_t *near = &t->near[offset];
	uint32_t distance;

	if (*near != UNKNOWN)
		return *near;
	distance = code_distance(t->code, offset);
	if (code_is_target(t->code, offset))
		*near = TARGET;
	else if (distance < TOWARD_THERE - 1)
		*near = (uint8_t)(TOWARD_THERE - distance);
	else
		*near = 1;
	return *near;
}

uint64_t toward_nearness(struct toward *t, const struct cover *c)
{
	uint64_t best = 0, there = 0;

	for (uint32_t i = 0; i < c->nedges; i++) {
		uint8_t near = near_of(t, c->where[i] & (COVER_BLOCKS - 1));

		if (near == TARGET)
			there++;
		else if (near - 1u > best)
			best = near - 1u;
	}
	return there ? TOWARD_THERE + there : best;
}
