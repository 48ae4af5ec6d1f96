// SPDX-License-Identifier: GPL-2.0-only
/*
 * klog.c - what a kernel's log tells of PCI functions: IDs, types, buses, windows, BARs,
 * groups, ports that redirect, and how the IOMMU was used.
 *
 *	pci 0000:65:00.0: [8086:5780] type 01 class 0x060400 PCIe Switch Upstream Port
 *	pci 0000:65:00.0: PCI bridge to [bus 66-bc]
 *	pci 0000:65:00.0:   bridge window [mem 0x8880000000-0x98800fffff 64bit pref]
 *	pci 0000:97:00.0: BAR 0 [mem 0x8880000000-0x888fffffff 64bit pref]: assigned
 *	pci 0000:97:00.0: Adding to iommu group 7
 *
 * Lines that say nothing of this are skipped.
 */
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

struct klog {
	struct machine *m;
	char pend[IMPORT_MAX_LINE];
	size_t n;
	uint32_t line;			/* of what is pending */
};

static bool starts(const char *s, const char *what)
{
	return !strncmp(s, what, strlen(what));
}

/* What follows "NAME ADDRESS: ", and the address; NULL: no such line. */
static const char *message(const char *s, uint64_t *sbdf)
{
	for (const char *p = strchr(s, ' '); p; p = strchr(p + 1, ' ')) {
		const char *end = parse_sbdf(p + 1, sbdf);

		if (end && starts(end, ": "))
			return end + 2 + strspn(end + 2, " ");
	}
	return NULL;
}

static bool is_ours(const char *s)
{
	return starts(s, "[") || starts(s, "PCI bridge to [bus") ||
	       starts(s, "bridge window [") || starts(s, "BAR ") ||
	       starts(s, "reg 0x") || starts(s, "Adding to iommu group ") ||
	       starts(s, "ACS redirect is set") || strstr(s, "disable_acs_redir=");
}

/* "[8086:5780] type 01 class 0x060400 PCIe Switch Upstream Port" */
static void identity(struct raw *r, const char *s)
{
	static const struct { const char *name; enum spec_type type; } types[] = {
		{ "PCIe Root Port", SPEC_ROOT_PORT },
		{ "PCIe Switch Upstream Port", SPEC_UPSTREAM_PORT },
		{ "PCIe Switch Downstream Port", SPEC_DOWNSTREAM_PORT },
		{ "PCIe Endpoint", SPEC_ENDPOINT },
		{ "PCIe Legacy Endpoint", SPEC_LEGACY_ENDPOINT },
		{ "PCIe to PCI/PCI-X bridge", SPEC_PCIE_TO_PCI },
		{ "PCI/PCI-X to PCIe bridge", SPEC_PCI_TO_PCIE },
		{ "PCIe Root Complex Integrated Endpoint", SPEC_RCIEP },
		{ "PCIe Root Complex Event Collector", SPEC_RCEC },
	};
	unsigned int vendor, device, hdr, class;

	if (sscanf(s, "[%x:%x] type %x class 0x%x", &vendor, &device, &hdr, &class) != 4)
		return;
	r->f.vendor = (uint16_t)vendor;
	r->f.device = (uint16_t)device;
	r->f.class = class & 0xffffff;
	r->ids_known = r->class_known = true;
	r->hdr = hdr & 0x7f;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strstr(s, types[i].name)) {
			r->f.type = types[i].type;
			r->is_pcie = true;
		}
	r->caps_known = !r->is_pcie && strstr(s, "conventional PCI");
}

static void buses(struct raw *r, const char *s)
{
	unsigned int first, last;
	int n = sscanf(s, "PCI bridge to [bus %x-%x", &first, &last);

	/* 00: before it was set up. */
	if (n < 1 || !first || first > 0xff)
		return;
	r->f.secondary = (uint8_t)first;
	r->f.subordinate = (uint8_t)(n == 2 && last >= first && last < 256 ? last : first);
	r->buses_known = true;
	if (r->hdr < 0)
		r->hdr = 1;
}

/* "[mem 0x...-0x... 64bit pref]"; false when it has no addresses. */
static bool range(const char *s, uint64_t *base, uint64_t *limit, bool *io)
{
	const char *p = strchr(s, '[');

	if (!p || (!starts(p, "[mem 0x") && !starts(p, "[io ")))
		return false;
	*io = p[1] == 'i';
	p = strstr(p, "0x");
	p = p ? parse_hex(p + 2, base) : NULL;
	return p && starts(p, "-0x") && parse_hex(p + 3, limit) && *base <= *limit;
}

static void window(struct raw *r, const char *s)
{
	struct raw_window *w;
	uint64_t base, limit;
	bool io;

	if (!range(s, &base, &limit, &io))
		return;
	w = &r->win[io ? RAW_WIN_IO : strstr(s, "pref") ? RAW_WIN_PREF : RAW_WIN_MEM];
	*w = (struct raw_window){ .known = true, .open = true, .base = base, .limit = limit };
}

static void bar(struct raw *r, unsigned long n, const char *s)
{
	uint64_t base, limit, size;
	struct spec_bar *b;
	bool io;

	if (n > 5 || !range(s, &base, &limit, &io) || (r->hdr == 1 && n > 1))
		return;
	size = limit - base + 1;
	b = &r->f.bar[n];
	if (!size || (size & (size - 1)) || (strstr(s, "64bit") && n == 5))
		return;
	b->kind = io ? SPEC_BAR_IO : strstr(s, "64bit") ? SPEC_BAR_MEM64 : SPEC_BAR_MEM32;
	b->prefetchable = !io && strstr(s, "pref");
	b->size_bytes = size;
	b->address = base;		/* 0: not assigned yet */
	r->bar_cpu[n] = base;
	r->bar_cpu_known |= (uint8_t)(1u << n);
	r->size_known |= (uint8_t)(1u << n);
}

/* "pci=disable_acs_redir=0000:30:00.0;0000:2e:00.0": ports that redirect. */
static bool redirecting(struct klog *k, const char *s)
{
	uint64_t sbdf;

	s = strstr(s, "disable_acs_redir=") + strlen("disable_acs_redir=");
	for (const char *p; (p = parse_sbdf(s, &sbdf)); s = p + 1) {
		struct raw *r = raw_get(k->m, sbdf, k->line);

		if (!r)
			return false;
		r->f.acs.known = SPEC_PRESENT;
		r->f.acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF;
		r->f.acs.ctrl = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
		r->ext_cap = k->m->ext_seen = true;
		if (!r->is_pcie && sbdf_bus(sbdf)) {
			r->is_pcie = true;	/* a port, and not a root port */
			r->f.type = SPEC_DOWNSTREAM_PORT;
		}
		if (r->hdr < 0)
			r->hdr = 1;
		if (!r->class_known) {
			r->f.class = 0x060400;
			r->class_known = true;
		}
		if (*p != ';')
			break;
	}
	return true;
}

static bool about(struct klog *k, struct raw *r, const char *s)
{
	if (starts(s, "["))
		identity(r, s);
	else if (starts(s, "PCI bridge to [bus"))
		buses(r, s);
	else if (starts(s, "bridge window ["))
		window(r, s);
	else if (starts(s, "BAR "))
		bar(r, strtoul(s + 4, NULL, 10), s);
	else if (starts(s, "reg 0x"))
		bar(r, (strtoul(s + 6, NULL, 16) - 0x10) / 4, s);
	else if (starts(s, "Adding to iommu group "))
		raw_set_group(k->m, r, (int32_t)(strtoul(s + 22, NULL, 10) & INT32_MAX));
	if (strstr(s, "can't assign") || strstr(s, "cannot fit"))
		warn(k->m, &r->f.loc, "%s: its kernel found no room: %s",
		     sbdf_name(r->sbdf), s);
	return !k->m->failed;
}

/* What the kernel says of itself: how it uses its IOMMU, and its command line. */
static bool is_of_host(const char *s)
{
	return strstr(s, "Default domain type: ") || strstr(s, "TLB invalidation policy: ") ||
	       strstr(s, "ommand line: ");
}

static void of_host(struct machine *m, const char *s)
{
	const char *type = strstr(s, "Default domain type: ");
	const char *policy = strstr(s, "TLB invalidation policy: ");
	const char *cmdline = strstr(s, "ommand line: ");

	if (type) {
		m->log_iommu = true;
		m->log_mode = starts(type + 21, "Passthrough") ? SPEC_IOMMU_PASSTHROUGH :
								 SPEC_IOMMU_STRICT;
	}
	/* It is said after the type, and of translated domains only. */
	if (policy && m->log_mode != SPEC_IOMMU_PASSTHROUGH) {
		m->log_iommu = true;
		m->log_mode = starts(policy + 25, "lazy") ? SPEC_IOMMU_LAZY : SPEC_IOMMU_STRICT;
	}
	if (cmdline && !m->cmdline)
		m->cmdline = strdup(cmdline + 13);
}

/* Lines of the IOMMU's driver; those on interrupts only say nothing of DMA. */
static bool is_of_iommu(const char *s)
{
	static const char *const words[] = {
		"DMAR: IOMMU enabled", "DMAR: Intel-IOMMU: disabled",
		"DMAR: Intel(R) Virtualization Technology for Directed I/O",
		"DMAR: [DMA ", "DMAR:[DMA ", "AMD-Vi: Found IOMMU", "AMD-Vi: Event logged",
		"AMD-Vi: Lazy IO/TLB flushing", "AMD-Vi: IO/TLB flush on unmap",
		"IO_PAGE_FAULT device=",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(s, words[i]))
			return true;
	return false;
}

/* "Request device [65:00.0]", "device=0000:65:00.0": who was refused. */
static bool faulting(const char *s, uint64_t *sbdf)
{
	const char *p = strstr(s, "equest device [");

	if (p)
		return parse_sbdf(p + strlen("equest device ["), sbdf);
	p = strstr(s, "IO_PAGE_FAULT device=");
	return p && parse_sbdf(p + strlen("IO_PAGE_FAULT device="), sbdf);
}

/*
 * A fault is proof that the IOMMU translates; so is what the driver says when it has
 * begun.  What the domain's type is, other lines say, before or after: they count.
 */
static bool of_iommu(struct klog *k, const char *s)
{
	const char *at = strstr(s, "addr");
	uint64_t sbdf;
	struct raw *r;

	if (strstr(s, "Intel-IOMMU: disabled")) {
		k->m->log_iommu = true;
		k->m->log_mode = SPEC_IOMMU_OFF;
		return true;
	}
	if (strstr(s, "Lazy IO/TLB") && k->m->log_mode != SPEC_IOMMU_PASSTHROUGH) {
		k->m->log_iommu = true;
		k->m->log_mode = SPEC_IOMMU_LAZY;
		return true;
	}
	if (!k->m->log_iommu) {
		k->m->log_iommu = true;
		k->m->log_mode = SPEC_IOMMU_STRICT;
	}
	if (!faulting(s, &sbdf))
		return true;
	r = raw_get(k->m, sbdf, k->line);
	if (r)
		warn(k->m, &r->f.loc, "%s: its kernel logged DMA of it that no mapping of the IOMMU allows (%s); a peer's bare BAR address is refused so",
		     sbdf_name(sbdf), at ? at : s);
	return r != NULL;
}

/* Deal with the line that is pending. */
static bool logical(struct klog *k)
{
	uint64_t sbdf, other;
	const char *s, *p;
	struct raw *r;

	if (!k->n)
		return true;
	k->n = 0;
	if (is_of_host(k->pend))
		of_host(k->m, k->pend);
	if (is_of_iommu(k->pend) && !of_iommu(k, k->pend))
		return false;
	s = message(k->pend, &sbdf);
	if (strstr(k->pend, "disable_acs_redir=") && !redirecting(k, k->pend))
		return false;
	if (!s || !is_ours(s))
		return true;
	r = raw_get(k->m, sbdf, k->line);
	if (!r)
		return false;
	p = starts(s, "ACS redirect is set") ? strchr(s, '(') : NULL;
	if (p && parse_sbdf(p + 1, &other) && !raw_get(k->m, other, k->line))
		return false;
	return about(k, r, s);
}

/* A line goes on in the next one where that says nothing of its own. */
static bool is_new(const char *s)
{
	uint64_t sbdf;

	return !*s || message(s, &sbdf) || *s == '-' || *s == '[' ||
	       is_of_host(s) || is_of_iommu(s);
}

static bool physical(void *arg, char *s, uint32_t line)
{
	struct klog *k = arg;
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	if (k->n && !is_new(s) && k->n + n + 2 < sizeof(k->pend)) {
		k->pend[k->n++] = ' ';
		memcpy(k->pend + k->n, s, n + 1);
		k->n += n;
		return true;
	}
	if (!logical(k))
		return false;
	if (n >= sizeof(k->pend))
		return fail(k->m, line, 1, NULL, "line of more than %u bytes; a kernel's are shorter",
			    IMPORT_MAX_LINE);
	memcpy(k->pend, s, n + 1);
	k->n = n;
	k->line = line;
	return true;
}

bool klog_read(struct machine *m, FILE *f)
{
	struct klog *k = calloc(1, sizeof(*k));
	bool ok;

	if (!k)
		abort();
	k->m = m;
	ok = lines_read(m, f, false, physical, k) && logical(k);
	free(k);
	return ok && !m->failed;
}

static bool is_klog(const char *s)
{
	uint64_t sbdf;

	if (strstr(s, "pci=disable_acs_redir=") ||
	    strstr(s, "iommu: Default domain type: ") || is_of_iommu(s))
		return true;
	s = message(s, &sbdf);
	return s && is_ours(s) && (s[0] != '[' || strstr(s, "] type "));
}

bool klog_looks_like(const char *data, size_t len)
{
	return lines_sniff(data, len, is_klog);
}
