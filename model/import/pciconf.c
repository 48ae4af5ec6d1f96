// SPDX-License-Identifier: GPL-2.0-only
/*
 * pciconf.c - what FreeBSD's pciconf -l prints, with -v, -b and -c.
 *
 *	vgapci0@pci0:1:0:0:  class=0x030000 rev=0xa1 hdr=0x00 vendor=0x10de device=0x1c03 ...
 *	    vendor     = 'NVIDIA Corporation'
 *	    bar   [10] = type Memory, range 32, base 0xf7000000, size 16777216, enabled
 *	    cap 10[78] = PCI-Express 2 endpoint max data 256(256) ...
 *	    window[1c] = type I/O Port, range 32, addr 0xe000-0xefff, enabled
 *	    ecap 000d[148] = Access Control Services 1 Source Validation unavailable ...
 *
 * Numbers of a selector are decimal.  It has no bus numbers of bridges.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

struct pciconf {
	struct machine *m;
	struct raw *r;
	char pend[1024];		/* a function's line, whose fields may be wrapped */
	char detail[1024];		/* a line below it, too */
	uint32_t line;
};

/* "NAME@pci0:1:0:0:"; older ones have no domain. */
static const char *selector(const char *s, uint64_t *sbdf)
{
	unsigned int n[4];
	const char *at = strstr(s, "@pci");
	int end = 0;

	if (!at || at == s || strcspn(s, " \t") < (size_t)(at - s))
		return NULL;
	if (sscanf(at, "@pci%u:%u:%u:%u:%n", &n[0], &n[1], &n[2], &n[3], &end) != 4 || !end) {
		n[0] = 0;
		end = 0;
		if (sscanf(at, "@pci%u:%u:%u:%n", &n[1], &n[2], &n[3], &end) != 3 || !end)
			return NULL;
	}
	if (n[0] > 0xffff || n[1] > 255 || n[2] > 31 || n[3] > 7)
		return NULL;
	*sbdf = sbdf_make(n[0], n[1], n[2] << 3 | n[3]);
	return at + end;
}

static bool field(const char *s, const char *key, uint64_t *v)
{
	const char *p = strstr(s, key);

	return p && parse_hex(p + strlen(key), v);
}

static bool identity(struct pciconf *c)
{
	uint64_t sbdf, class, hdr, vendor, device, chip;
	const char *s = c->pend;

	if (!*s || !selector(s, &sbdf))
		return true;
	c->r = raw_get(c->m, sbdf, c->line);
	if (!c->r)
		return false;
	if (field(s, "class=0x", &class)) {
		c->r->f.class = (uint32_t)class & 0xffffff;
		c->r->class_known = true;
	}
	if (field(s, "hdr=0x", &hdr))
		c->r->hdr = (int8_t)(hdr & 0x7f);
	if (field(s, "chip=0x", &chip)) {
		device = chip >> 16;
		vendor = chip;
	} else if (!field(s, " vendor=0x", &vendor) || !field(s, " device=0x", &device)) {
		return true;
	}
	c->r->f.vendor = (uint16_t)vendor;
	c->r->f.device = (uint16_t)device;
	c->r->ids_known = true;
	return true;
}

static void express(struct raw *r, const char *s)
{
	static const struct { const char *name; enum spec_type type; } types[] = {
		{ "legacy endpoint", SPEC_LEGACY_ENDPOINT },
		{ "root endpoint", SPEC_RCIEP }, { "root port", SPEC_ROOT_PORT },
		{ "upstream port", SPEC_UPSTREAM_PORT },
		{ "downstream port", SPEC_DOWNSTREAM_PORT },
		{ "PCI bridge", SPEC_PCIE_TO_PCI }, { "PCI to PCIe bridge", SPEC_PCI_TO_PCIE },
		{ "root event", SPEC_RCEC }, { "endpoint", SPEC_ENDPOINT },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strstr(s, types[i].name)) {
			r->is_pcie = true;
			r->f.type = types[i].type;
			return;
		}
}

/* "bar   [10] = type Prefetchable Memory, range 64, base 0xe0000000, size 268435456" */
static void bar(struct raw *r, const char *s)
{
	uint64_t at, base;
	const char *p = strchr(s, '['), *size = strstr(s, "size ");
	unsigned long long bytes = size ? strtoull(size + 5, NULL, 0) : 0;
	unsigned int n;
	struct spec_bar *b;

	if (!p || !parse_hex(p + 1, &at) || at < 0x10 || at > 0x24 || at % 4 ||
	    !field(s, "base 0x", &base) || !bytes || (bytes & (bytes - 1)))
		return;
	n = (unsigned int)(at - 0x10) / 4;
	if ((r->hdr == 1 && n > 1) || (strstr(s, "range 64") && n == 5))
		return;
	b = &r->f.bar[n];
	b->kind = strstr(s, "I/O Port") ? SPEC_BAR_IO :
		  strstr(s, "range 64") ? SPEC_BAR_MEM64 : SPEC_BAR_MEM32;
	b->prefetchable = strstr(s, "Prefetchable") && b->kind != SPEC_BAR_IO;
	b->size_bytes = bytes;
	b->address = base;
	r->size_known |= (uint8_t)(1u << n);
}

static void detail(struct machine *m, struct raw *r, const char *s)
{
	if (!strncmp(s, "bar", 3)) {
		r->bars_told = true;
		bar(r, s);
	} else if (!strncmp(s, "cap 10", 6)) {
		express(r, s);
	} else if (!strncmp(s, "ecap ", 5)) {
		r->ext_cap = m->ext_seen = true;
		if (!strncmp(s + 5, "000d", 4) && r->f.acs.known != SPEC_PRESENT) {
			/* It names the capability, and not what is on. */
			r->f.acs.known = SPEC_UNKNOWN;
			r->acs_no_ctrl = true;
		}
	}
}

static void detail_over(struct pciconf *c)
{
	if (c->r && *c->detail)
		detail(c->m, c->r, c->detail);
	*c->detail = '\0';
}

static bool append(char *to, size_t size, const char *s)
{
	size_t n = strlen(to);

	if (n + strlen(s) + 2 < size)
		snprintf(to + n, size - n, " %s", s);
	return true;
}

static bool is_key(const char *s)
{
	static const char *const keys[] = {
		"vendor ", "device ", "class ", "subclass ", "bar ", "window", "cap ", "ecap ",
		"PCI-e errors", "Corrected", "VPD ", "HT ", "DVSEC",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strncmp(s, keys[i], strlen(keys[i])))
			return true;
	return false;
}

static bool pciconf_line(void *arg, char *s, uint32_t line)
{
	struct pciconf *c = arg;
	uint64_t sbdf;

	s += strspn(s, " \t");
	if (selector(s, &sbdf)) {
		detail_over(c);
		snprintf(c->pend, sizeof(c->pend), "%s", s);
		c->line = line;
		return identity(c);
	}
	if (!c->r || !*s)
		return true;
	if (is_key(s)) {
		detail_over(c);
		snprintf(c->detail, sizeof(c->detail), "%s", s);
		return true;
	}
	/* The rest of a line that a mailer broke. */
	if (*c->detail)
		return append(c->detail, sizeof(c->detail), s);
	return append(c->pend, sizeof(c->pend), s) && identity(c);
}

bool pciconf_read(struct machine *m, FILE *f)
{
	struct pciconf c = { .m = m };
	bool ok = lines_read(m, f, true, pciconf_line, &c);

	detail_over(&c);
	return ok;
}

static bool is_pciconf(const char *s)
{
	uint64_t sbdf;

	s += strspn(s, " \t");
	return selector(s, &sbdf) != NULL;
}

bool pciconf_looks_like(const char *data, size_t len)
{
	return lines_sniff(data, len, is_pciconf);
}
