// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfs.c - reads the files of a sysfs tree, from a directory (dir.c) or an archive
 * (tar.c).
 *
 * Real devices are nested as the machine is:
 *   .../pci0000:00/0000:00:01.0/0000:01:00.0/config
 * The tree may be cut anywhere above, and files may be missing.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

/* enum ioport flags that "resource" shows, as of Linux's sysfs ABI. */
#define RES_IO 0x100ull
#define RES_MEM 0x200ull
#define RES_PREFETCH 0x2000ull
#define RES_MEM_64 0x100000ull

struct where {
	bool in_function;		/* leaf is directly in one */
	uint64_t sbdf, parent;
	bool nested;			/* the path began at a root bus */
	uint8_t root_bus;
	const char *leaf;
};

/* "pci0000:80": a root bus. */
static bool is_root(const char *s, size_t len, uint64_t *domain, uint64_t *bus)
{
	const char *p;

	if (len < 10 || strncmp(s, "pci", 3))
		return false;
	p = parse_hex(s + 3, domain);
	if (!p || *p != ':' || *domain > UINT32_MAX)
		return false;
	p = parse_hex(p + 1, bus);
	return p == s + len && *bus <= 0xff;
}

static bool is_function(const char *s, size_t len, uint64_t *sbdf)
{
	return len >= 12 && parse_sbdf(s, sbdf) == s + len;
}

/* Take a path apart; false when it leads below or beside functions. */
static bool parse_path(const char *path, struct where *w)
{
	memset(w, 0, sizeof(*w));
	w->parent = NO_FUNCTION;
	for (const char *s = path;; ) {
		size_t len = strcspn(s, "/");
		uint64_t a, b;

		if (!s[len]) {
			w->leaf = s;
			return w->in_function && *s;
		}
		if (is_root(s, len, &a, &b)) {
			w->nested = true;
			w->root_bus = (uint8_t)b;
			w->parent = NO_FUNCTION;
			w->in_function = false;
		} else if (is_function(s, len, &a)) {
			if (w->in_function)
				w->parent = w->sbdf;
			w->sbdf = a;
			w->in_function = true;
		} else if (w->in_function) {
			/* Below a function: a NIC's net/, a VMD's own domain. */
			w->in_function = false;
			if (!strstr(s + len, "/pci"))
				return false;
		}
		s += len + 1;
	}
}

static const struct { const char *name; uint32_t max; } wanted[] = {
	{ "config", 4096 }, { "resource", 8192 }, { "vendor", 64 },
	{ "device", 64 }, { "class", 64 }, { "revision", 64 },
	{ "subsystem_vendor", 64 }, { "subsystem_device", 64 },
	{ "iommu_group", 4096 }, { "driver", 4096 }, { "numa_node", 64 }, { "physfn", 4096 },
	{ "sriov_totalvfs", 64 }, { "sriov_numvfs", 64 }, { "sriov_offset", 64 },
	{ "sriov_stride", 64 }, { "sriov_vf_device", 64 },
	{ "max_link_speed", 64 }, { "max_link_width", 64 },
	{ "secondary_bus_number", 64 }, { "subordinate_bus_number", 64 },
};

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);

	return n >= t && !strcmp(s + n - t, tail) && (n == t || s[n - t - 1] == '/');
}

static const char *const machine_files[] = {
	"iomem", "cmdline", "cpuinfo", "hairpin-capture-version",
};

bool sysfs_wants(const char *path, size_t *max)
{
	struct where w;

	if (strstr(path, ":pcie"))
		return true;
	if (parse_path(path, &w))
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (!strcmp(w.leaf, wanted[i].name)) {
				*max = wanted[i].max;
				return true;
			}
	*max = 1u << 20;
	for (size_t i = 0; i < sizeof(machine_files) / sizeof(machine_files[0]); i++)
		if (ends_with(path, machine_files[i]))
			return true;
	return false;
}

static bool bad(struct machine *m, uint32_t line, const char *text, const char *what)
{
	return fail(m, line, 1, text, "%s", what);
}

/* Sizes and CPU addresses of one region, from a line of "resource". */
static void resource_region(struct raw *r, unsigned int i, uint64_t start,
			    uint64_t size, uint64_t flags)
{
	struct spec_bar *b = i < 6 ? &r->f.bar[i] : &r->f.sriov.bar[i - 7];
	unsigned int n = i < 6 ? i : i - 7;

	if (!(flags & (RES_IO | RES_MEM)))
		return;
	b->kind = flags & RES_IO ? SPEC_BAR_IO :
		  flags & RES_MEM_64 ? SPEC_BAR_MEM64 : SPEC_BAR_MEM32;
	b->prefetchable = !(flags & RES_IO) && flags & RES_PREFETCH;
	b->size_bytes = size;
	b->address = start;
	if (i < 6) {
		r->size_known |= (uint8_t)(1u << n);
		r->bar_cpu[n] = start;
		r->bar_cpu_known |= (uint8_t)(1u << n);
	} else {
		r->vf_size_known |= (uint8_t)(1u << n);
		r->vf_sizes_total = true;
	}
}

static bool power_of_two(uint64_t v)
{
	return v && !(v & (v - 1));
}

/*
 * Lines 0 to 5 are BARs, 6 the ROM.  A kernel with SR-IOV has 7 to 12 for VF
 * BARs; a bridge's windows come last, four of them: 17 lines, or 11 without.
 */
static bool resource(struct machine *m, struct raw *r, char *s)
{
	unsigned int n = 0, lines = 0, windows;
	char *save = NULL;

	for (const char *p = s; (p = strchr(p, '\n')); p++)
		lines++;
	windows = lines == 17 ? 13 : lines == 11 ? 7 : 99;
	for (char *line = strtok_r(s, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save), n++) {
		unsigned long long start, end, flags;

		if (sscanf(line, "%llx %llx %llx", &start, &end, &flags) != 3)
			return bad(m, n + 1, line, "three hex numbers would be right: start, end, flags");
		if (n >= windows && n < windows + RAW_NWIN) {
			struct raw_window *w = &r->win[n - windows];

			w->known = true;
			w->open = flags && end > start;
			w->base = start;
			w->limit = end;
			continue;
		}
		if (!flags || end < start || (n == 0 && !end && !start))
			continue;
		if (n == 6 && (flags & RES_MEM)) {
			r->rom_known = true;
			r->f.rom_bytes = end - start + 1;
			if (!power_of_two(r->f.rom_bytes))
				r->f.rom_bytes = 0;
		} else if (n < 6) {
			if (power_of_two(end - start + 1))
				resource_region(r, n, start, end - start + 1, flags);
		} else if (n >= 7 && n < 13 && windows != 7) {
			/* All VFs together: divided when their number is known. */
			resource_region(r, n, start, end - start + 1, flags);
		}
	}
	return true;
}

static uint64_t number(const char *s)
{
	return strtoull(s, NULL, 0);
}

/* "../../../kernel/iommu_groups/12", or the number itself. */
static bool group(struct machine *m, struct raw *r, const char *s)
{
	const char *p = strrchr(s, '/');
	char *end;
	unsigned long v;

	p = p ? p + 1 : s;
	v = strtoul(p, &end, 10);
	if (end == p || v > INT32_MAX)
		return bad(m, 1, s, "the IOMMU group is no number");
	raw_set_group(m, r, (int32_t)v);
	return true;
}

/* "../../../../bus/pci/drivers/nvme" */
static void driver(struct raw *r, const char *s)
{
	const char *p = strrchr(s, '/');

	raw_set_driver(r, p ? p + 1 : s);
}

static void link_speed(struct raw *r, const char *s)
{
	static const char *const speeds[] = { "2.5", "5", "8", "16", "32", "64" };

	/* Only PCI Express functions have the file. */
	r->link_seen = true;
	for (uint8_t i = 0; i < 6; i++) {
		size_t n = strlen(speeds[i]);

		if (!strncmp(s, speeds[i], n) && (s[n] == ' ' || !strncmp(s + n, ".0 ", 3)))
			r->f.link_speed = i + 1;
	}
}

static void physfn(struct raw *r, const char *s)
{
	const char *p = strrchr(s, '/');
	uint64_t sbdf;

	if (parse_sbdf(p ? p + 1 : s, &sbdf))
		r->physfn = sbdf;
}

static void sriov(struct raw *r, const char *leaf, const char *s)
{
	struct spec_sriov *v = &r->f.sriov;
	uint64_t n = number(s);

	if (!strcmp(leaf, "totalvfs"))
		v->total_vfs = v->initial_vfs = (uint16_t)n;
	else if (!strcmp(leaf, "numvfs"))
		v->num_vfs = (uint16_t)n;
	else if (!strcmp(leaf, "offset"))
		v->offset = (uint16_t)n;
	else if (!strcmp(leaf, "stride"))
		v->stride = (uint16_t)n;
	else if (!strcmp(leaf, "vf_device"))
		v->vf_device = (uint16_t)strtoul(s, NULL, 16);
	v->known = SPEC_PRESENT;
}

static bool text_file(struct machine *m, struct raw *r, const char *leaf, char *s)
{
	struct spec_function *f = &r->f;

	if (!strcmp(leaf, "resource"))
		return resource(m, r, s);
	if (!strcmp(leaf, "iommu_group"))
		return group(m, r, s);
	if (!strcmp(leaf, "driver"))
		driver(r, s);
	if (!strcmp(leaf, "physfn"))
		physfn(r, s);
	else if (!strcmp(leaf, "vendor"))
		f->vendor = (uint16_t)number(s);
	else if (!strcmp(leaf, "device")) {
		f->device = (uint16_t)number(s);
		r->ids_known = true;
	} else if (!strcmp(leaf, "class")) {
		f->class = (uint32_t)number(s) & 0xffffff;
		r->class_known = true;
	} else if (!strcmp(leaf, "revision"))
		f->revision = (uint8_t)number(s);
	else if (!strcmp(leaf, "subsystem_vendor"))
		f->subvendor = (uint16_t)number(s);
	else if (!strcmp(leaf, "subsystem_device"))
		f->subdevice = (uint16_t)number(s);
	else if (!strcmp(leaf, "numa_node"))
		f->numa_node = (int32_t)strtol(s, NULL, 10);
	else if (!strncmp(leaf, "sriov_", 6))
		sriov(r, leaf + 6, s);
	else if (!strcmp(leaf, "max_link_speed"))
		link_speed(r, s);
	else if (!strcmp(leaf, "max_link_width"))
		f->link_width = (uint8_t)number(s);
	else if (!strcmp(leaf, "secondary_bus_number"))
		f->secondary = (uint8_t)strtoul(s, NULL, 10);
	else if (!strcmp(leaf, "subordinate_bus_number"))
		f->subordinate = (uint8_t)strtoul(s, NULL, 10);
	return true;
}

/*
 * Port services are devices below their port, "0000:00:01.0:pcie001"; the
 * first of two or three digits is the port type less 4: root 0, upstream 1,
 * downstream 2.  Where config has 64 bytes nothing else tells it.
 */
static void service(struct machine *m, const char *path)
{
	const char *p = strstr(path, ":pcie");
	uint64_t sbdf;
	struct raw *r;
	size_t n;

	for (const char *s = path; s && s < p; s = strchr(s, '/')) {
		s += *s == '/';
		if (parse_sbdf(s, &sbdf) != p)
			continue;
		r = raw_find(m, sbdf);
		n = strspn(p + 5, "0123456789abcdef");
		if (!r || n < 2 || n > 3 || p[5] < '0' || p[5] > '2')
			return;
		r->is_pcie = true;
		r->f.type = SPEC_ROOT_PORT + (enum spec_type)(p[5] - '0');
		return;
	}
}

/* "  80000000-fdffffff : PCI Bus 0000:00"; zeros when not root. */
static void iomem_line(struct machine *m, const char *s)
{
	unsigned long long base, limit;
	unsigned int domain, bus;
	char what[64];

	if (sscanf(s, " %llx-%llx : %63[^\n]", &base, &limit, what) != 3 ||
	    limit <= base)
		return;
	if (!strcmp(what, "System RAM")) {
		m->ram_bytes += limit - base + 1;
		return;
	}
	if (sscanf(what, "PCI Bus %x:%x", &domain, &bus) != 2 || bus > 0xff ||
	    m->niomem >= 4096)
		return;
	if (!(m->niomem & (m->niomem - 1)))
		m->iomem = realloc(m->iomem, (m->niomem ? 2 * m->niomem : 1) *
				   sizeof(*m->iomem));
	if (!m->iomem)
		abort();
	m->iomem[m->niomem++] = (struct raw_iomem){
		.domain = domain, .bus = (uint8_t)bus, .base = base, .limit = limit };
}

static void cpuinfo_line(struct machine *m, const char *s)
{
	const char *v = strchr(s, ':');

	if (!v || m->cpu_family)
		return;
	if (!strncmp(s, "vendor_id", 9)) {
		m->cpu_known = true;
		m->cpu_vendor = strstr(v, "GenuineIntel") ? SPEC_CPU_INTEL :
				strstr(v, "AuthenticAMD") ? SPEC_CPU_AMD : SPEC_CPU_OTHER;
	} else if (!strncmp(s, "cpu family", 10)) {
		m->cpu_family = (uint32_t)strtoul(v + 1, NULL, 10);
	}
}

static void parse_cmdline(struct machine *m, const char *text)
{
	free(m->cmdline);
	m->cmdline = strndup(text, 4096);
	if (!m->cmdline)
		abort();
	m->cmdline[strcspn(m->cmdline, "\n")] = '\0';
}

static void machine_file(struct machine *m, const char *path, char *text)
{
	char *save = NULL;

	if (ends_with(path, "cmdline")) {
		parse_cmdline(m, text);
		return;
	}
	if (ends_with(path, "hairpin-capture-version")) {
		m->live = true;
		return;
	}
	for (char *line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (ends_with(path, "iomem"))
			iomem_line(m, line);
		else if (ends_with(path, "cpuinfo"))
			cpuinfo_line(m, line);
	}
}

static struct raw *function_at(struct machine *m, const struct where *w)
{
	struct raw *r = raw_get(m, w->sbdf, 0);

	if (r && w->nested) {
		r->path_known = true;
		r->path_parent = w->parent;
		r->root_bus = w->root_bus;
	}
	return r;
}

bool sysfs_file(struct machine *m, const char *path, bool link,
		const uint8_t *data, size_t len)
{
	struct where w;
	struct raw *r;
	char *text;
	bool ok = true;

	if (strstr(path, ":pcie")) {
		service(m, path);
		return true;
	}
	text = malloc(len + 1);
	if (!text)
		abort();
	memcpy(text, data, len);
	text[len] = '\0';
	m->member = path;
	if (!parse_path(path, &w)) {
		if (!link)
			machine_file(m, path, text);
	} else if ((r = function_at(m, &w)) == NULL) {
		ok = false;
	} else if (!strcmp(w.leaf, "config")) {
		/* An empty one was not readable; what else there is must do. */
		if (len && !link)
			ok = raw_set_config(m, r, data, len);
	} else {
		ok = text_file(m, r, w.leaf, text);
	}
	m->member = NULL;
	free(text);
	return ok && !m->failed;
}
