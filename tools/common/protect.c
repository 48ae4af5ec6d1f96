// SPDX-License-Identifier: GPL-2.0-only
/*
 * protect.c - the files that are read, by device and inode (see protect.h).
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/protect.h"

struct input {
	dev_t dev;
	ino_t ino;
};

static void *inputs;			/* tree of struct input */

static int by_file(const void *a, const void *b)
{
	const struct input *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	return x->ino < y->ino ? -1 : x->ino > y->ino;
}

void protect_input(const char *path)
{
	struct stat st;
	struct input *new, **at;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return;
	new = malloc(sizeof(*new));
	if (!new)
		abort();
	*new = (struct input){ st.st_dev, st.st_ino };
	at = tsearch(new, &inputs, by_file);
	if (!at)
		abort();
	if (*at != new)
		free(new);
}

bool protect_is_input(const struct stat *st)
{
	struct input wanted = { st->st_dev, st->st_ino };

	return tfind(&wanted, &inputs, by_file) != NULL;
}
