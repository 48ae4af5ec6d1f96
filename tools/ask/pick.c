// SPDX-License-Identifier: GPL-2.0-only
/*
 * pick.c - a choice of functions on a command line (see pick.h).  It must not know
 * what is asked about them.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "tools/ask/pick.h"
#include "tools/ask/query.h"

/* PCI Code and ID Assignment Specification: a base class, or with its sub-class. */
static const struct {
	const char *word;
	uint32_t class;
	unsigned int digits;
} classes[] = {
	{ "storage", 0x01, 2 }, { "nvme", 0x0108, 4 }, { "network", 0x02, 2 },
	{ "ethernet", 0x0200, 4 }, { "infiniband", 0x0207, 4 }, { "display", 0x03, 2 },
	{ "vga", 0x0300, 4 }, { "3d", 0x0302, 4 }, { "multimedia", 0x04, 2 },
	{ "memory", 0x05, 2 }, { "system", 0x08, 2 }, { "processor", 0x0b, 2 },
	{ "serial", 0x0c, 2 }, { "usb", 0x0c03, 4 }, { "encryption", 0x10, 2 },
	{ "signal", 0x11, 2 }, { "accelerator", 0x12, 2 },
};

#define N_CLASSES (sizeof(classes) / sizeof(classes[0]))

static bool of_class(const struct vfunction *f, uint32_t class, unsigned int digits)
{
	return f->k.class >> (24 - 4 * digits) == class;
}

/* "0x03", "0x0300" or "0x030000". */
static bool of_number(const struct vfunction *f, const char *item)
{
	size_t digits = strlen(item + 2);
	char *end;
	unsigned long v = strtoul(item, &end, 16);

	return !*end && (digits == 2 || digits == 4 || digits == 6) &&
	       of_class(f, (uint32_t)v, (unsigned int)digits);
}

static bool is_meant(const struct scenario *scn, const struct vfunction *f,
		     const char *item)
{
	char name[128], bdf[24];

	if (!strncmp(item, "0x", 2))
		return of_number(f, item);
	sbdf_text(f->k.sbdf, bdf, sizeof(bdf));
	if (!fnmatch(item, query_name(scn, f, name, sizeof(name)), 0) ||
	    !fnmatch(item, bdf, 0) ||
	    (!strncmp(bdf, "0000:", 5) && !fnmatch(item, bdf + 5, 0)))
		return true;
	for (size_t i = 0; i < N_CLASSES; i++)
		if (!strcmp(item, classes[i].word))
			return of_class(f, classes[i].class, classes[i].digits);
	return false;
}

static bool nobody(const char *command, const char *option, const char *item,
		   const struct scenario *scn)
{
	fprintf(stderr, "hairpin %s: --%s %s: no such function of %s; a name, NAME/vfN, an address, a pattern like 'gpu*', a class like 0x0302, or one of",
		command, option, item, scn->path);
	for (size_t i = 0; i < N_CLASSES; i++)
		fprintf(stderr, " %s", classes[i].word);
	fprintf(stderr, " would be right\n");
	return false;
}

bool pick(const char *command, const char *option, const char *list,
	  const struct scenario *scn, const struct vfunction *const *f, uint32_t n,
	  bool *chosen)
{
	char *copy = strdup(list), *save = NULL;
	bool ok = copy != NULL, any = false;

	for (char *item = strtok_r(copy, ",", &save); ok && item;
	     item = strtok_r(NULL, ",", &save)) {
		bool found = false;

		for (uint32_t i = 0; i < n; i++)
			if (is_meant(scn, f[i], item))
				chosen[i] = found = true;
		ok = found || !command || nobody(command, option, item, scn);
		any = true;
	}
	free(copy);
	return ok && (any || !command || nobody(command, option, list, scn));
}

bool pick_usual(const struct vfunction *f)
{
	return of_class(f, 0x01, 2) || of_class(f, 0x02, 2) || of_class(f, 0x03, 2) ||
	       of_class(f, 0x0b, 2) || of_class(f, 0x12, 2);
}
