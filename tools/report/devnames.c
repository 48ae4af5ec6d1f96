// SPDX-License-Identifier: GPL-2.0-only
/*
 * devnames.c - names out of pci.ids, through libpci.
 */
#include <errno.h>
#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/devnames.h"

struct devnames {
	struct pci_access *acc;		/* NULL: no names */
};

/* If the list cannot be read, numbers are shown. */
static void ignore(char *msg, ...)
{
	(void)msg;
}

struct devnames *devnames_open(const char *path)
{
	struct devnames *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	if (path && !*path)
		return d;
	d->acc = pci_alloc();
	/* Only pci_init() would set these; but that looks for this machine's bus. */
	d->acc->warning = ignore;
	d->acc->debug = ignore;
	if (path)
		pci_set_name_list_path(d->acc, strdup(path), 1);
	/* A list that is there and could not be opened once is tried again: names are no luck. */
	errno = 0;
	if (!pci_load_name_list(d->acc) && errno && errno != ENOENT)
		pci_load_name_list(d->acc);
	return d;
}

void devnames_close(struct devnames *d)
{
	if (d->acc)
		pci_cleanup(d->acc);
	free(d);
}

static const char *look_up(struct devnames *d, int what, uint16_t vendor,
			   uint16_t device, char *buf, size_t size)
{
	return d->acc ? pci_lookup_name(d->acc, buf, (int)size,
					what | PCI_LOOKUP_NO_NUMBERS | PCI_LOOKUP_NO_HWDB, vendor, device) :
			NULL;
}

/* "GH100 [H100 PCIe]": what people call it is in the brackets. */
static void keep_brackets(char *s)
{
	char *open = strrchr(s, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close || close == open + 1)
		return;
	*close = '\0';
	memmove(s, open + 1, strlen(open + 1) + 1);
}

/* "Intel Corporation" is Intel. */
static void keep_first_word(char *s)
{
	char *bracket = strchr(s, '[');

	if (bracket && strchr(bracket, ']')) {
		keep_brackets(s);
		s[strcspn(s, "/")] = '\0';
	}
	s[strcspn(s, " ,")] = '\0';
}

const char *devnames_full(struct devnames *d, uint16_t vendor, uint16_t device,
			  char *buf, size_t size)
{
	if (!look_up(d, PCI_LOOKUP_VENDOR | PCI_LOOKUP_DEVICE, vendor, device, buf, size))
		snprintf(buf, size, "%04x:%04x", vendor, device);
	return buf;
}

const char *devnames_short(struct devnames *d, uint16_t vendor, uint16_t device,
			   char *buf, size_t size)
{
	char maker[128], name[160];

	if (!look_up(d, PCI_LOOKUP_DEVICE, vendor, device, name, sizeof(name))) {
		snprintf(buf, size, "%04x:%04x", vendor, device);
		return buf;
	}
	keep_brackets(name);
	if (look_up(d, PCI_LOOKUP_VENDOR, vendor, device, maker, sizeof(maker)))
		keep_first_word(maker);
	else
		*maker = '\0';
	/* Many device names begin with the vendor's. */
	if (!strncasecmp(name, maker, strlen(maker)))
		*maker = '\0';
	if (snprintf(buf, size, "%s%s%s", maker, *maker ? " " : "", name) >= (int)size)
		strcpy(buf + size - 4, "...");
	return buf;
}
