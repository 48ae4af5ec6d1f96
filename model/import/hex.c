// SPDX-License-Identifier: GPL-2.0-only
/*
 * hex.c - bytes of an lspci -x, -xxx or -xxxx dump, read by libpci.
 *
 * libpci's dump back end wants its own format exactly; lspci.c has made that
 * of what was pasted.  It must not know what the bytes mean.
 */
#include <pci/pci.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

/* libpci's error() has no argument for us and must not return. */
static _Thread_local jmp_buf escape;
static _Thread_local char message[256];

__attribute__((noreturn, format(printf, 1, 2)))
static void on_error(char *msg, ...)
{
	va_list ap;

	va_start(ap, msg);
	vsnprintf(message, sizeof(message), msg, ap);
	va_end(ap);
	longjmp(escape, 1);
}

static void on_warning(char *msg, ...)
{
	(void)msg;
}

/* All the bytes there are: the back end answers whole blocks or nothing. */
static size_t read_config(struct pci_dev *d, uint8_t *buf)
{
	static const int usual[] = { 4096, 256, 64 };

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		uint8_t more;

		if (pci_read_block(d, 0, buf, usual[i]) &&
		    (usual[i] == 4096 || !pci_read_block(d, usual[i], &more, 1)))
			return (size_t)usual[i];
	}
	for (int n = 4095; n > 0; n--)
		if (pci_read_block(d, 0, buf, n))
			return (size_t)n;
	return 0;
}

static bool take(struct machine *m, struct pci_dev *d)
{
	uint64_t sbdf = sbdf_make((uint32_t)d->domain, d->bus,
				  (unsigned int)d->dev << 3 | d->func);
	struct raw *r = raw_find(m, sbdf);
	uint8_t buf[4096];
	size_t n = read_config(d, buf);

	if (!r)
		return fail(m, 0, 0, NULL, "libpci read %s, which is not in the dump",
			    sbdf_name(sbdf));
	return raw_set_config(m, r, buf, n);
}

bool hex_load(struct machine *m, FILE *clean)
{
	struct pci_access *acc = pci_alloc();
	char name[64];
	bool ok = true;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fileno(clean));
	acc->method = PCI_ACCESS_DUMP;
	acc->error = on_error;
	acc->warning = on_warning;
	pci_set_param(acc, (char *)(uintptr_t)"dump.name", name);
	if (setjmp(escape)) {
		/* Its state is unknown now: leave it, the import ends here. */
		return fail(m, 0, 0, NULL, "libpci: %s", message);
	}
	pci_init(acc);
	pci_scan_bus(acc);
	for (struct pci_dev *d = acc->devices; d && ok; d = d->next)
		ok = take(m, d);
	pci_cleanup(acc);
	return ok;
}
