// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - reads a function's properties from the lines of lspci -v, -vv, -vvv and -vmm.
 *
 * Lines arrive unquoted and unwrapped.  Unknown lines are ignored; a known line that
 * cannot be read is an error.  It never looks at another function.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

enum { SEC_NONE, SEC_EXPRESS, SEC_ACS, SEC_SRIOV, SEC_REBAR, SEC_PM, SEC_OTHER };

/* What a detail line may begin with: tells it from the rest of a wrapped one. */
static const char *const keys[] = {
	"Subsystem:", "DeviceName:", "Control:", "Status:", "Latency", "Flags:",
	"Interrupt:", "IOMMU group", "NUMA node:", "Region ", "Memory at ",
	"I/O ports at ", "Expansion ROM at", "Bus: ", "I/O behind bridge",
	"Memory behind bridge", "Prefetchable memory behind bridge",
	"Secondary status:", "BridgeCtl:", "PriDiscTmr", "Capabilities:",
	"Kernel driver", "Kernel modules", "Physical Slot:", "BIST ",
	"DevCap", "DevCtl", "DevSta", "LnkCap", "LnkCtl", "LnkSta", "SltCap",
	"SltCtl", "SltSta", "RootCap", "RootCtl", "RootSta", "RootCmd",
	"ErrorSrc", "AtomicOps", "ACSCap", "ACSCtl", "ARICap", "ARICtl",
	"ATSCap", "ATSCtl", "PASIDCap", "PASIDCtl", "PRICtl", "PRISta",
	"Page Request", "IOVCap", "IOVCtl", "IOVSta", "Initial VFs",
	"VF offset", "Supported Page Size", "VF Migration", "BAR ",
	"Vector table", "PBA:", "Address:", "Masking:", "UESta", "UEMsk",
	"UESvrt", "CESta", "CEMsk", "AERCap", "HeaderLog", "Slot:", "Class:",
	"Vendor:", "Device:", "SVendor:", "SDevice:", "Rev:", "ProgIf:",
	"PhySlot:", "Driver:", "Module:", "NUMANode:", "IOMMUGroup:", "DTNode:",
};

bool text_is_key(const char *s)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strncmp(s, keys[i], strlen(keys[i])))
			return true;
	return false;
}

/* What follows @key in @s, blanks skipped, or NULL. */
static const char *after(const char *s, const char *key)
{
	const char *p = strstr(s, key);

	if (!p)
		return NULL;
	p += strlen(key);
	return p + strspn(p, " \t");
}

static bool starts(const char *s, const char *key)
{
	return !strncmp(s, key, strlen(key));
}

static uint64_t number_after(const char *s, const char *key, int base)
{
	const char *p = after(s, key);

	return p ? strtoull(p, NULL, base) : 0;
}

/* Is the flag @name shown as set, "name+"? */
static bool flag(const char *s, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = s; (p = strstr(p, name)); p += n)
		if ((p == s || !isalnum((unsigned char)p[-1])) && p[n] == '+')
			return true;
	return false;
}

/* "16M", as in [size=16M]; 0 when it is none. */
static uint64_t size_of(const char *s)
{
	char *end;
	uint64_t v = strtoull(s, &end, 10);
	unsigned int shift = *end == 'K' ? 10 : *end == 'M' ? 20 :
			     *end == 'G' ? 30 : *end == 'T' ? 40 : 0;

	return v > UINT64_MAX >> shift ? 0 : v << shift;
}

static bool power_of_two(uint64_t v)
{
	return v && !(v & (v - 1));
}

static bool wrong(struct text_state *t, uint32_t line, const char *s,
		  const char *what)
{
	return fail(t->m, line, 1, s, "%s", what);
}

/* Cut " (rev 01)" or " (prog-if 02 [NVM Express])" off the end of @s. */
static void cut_suffix(char *s, const char *what, struct raw *r)
{
	char *p = strstr(s, what);
	uint64_t v;

	if (!p || !parse_hex(p + strlen(what), &v))
		return;
	if (what[2] == 'r')
		r->f.revision = (uint8_t)v;
	else
		r->f.class = (r->f.class & 0xffff00) | (uint8_t)v;
	*p = '\0';
}

/* "[0604]" or "[8086:2030]" at the end of @s: numbers, cut off. */
static bool cut_numbers(char *s, bool two, uint64_t *a, uint64_t *b)
{
	char *p = strrchr(s, '[');
	const char *q;

	if (!p)
		return false;
	q = parse_hex(p + 1, a);
	if (q != p + 5)
		return false;
	if (two) {
		if (*q != ':')
			return false;
		q = parse_hex(q + 1, b);
		if (q != p + 10)
			return false;
	}
	if (*q != ']' || q[1])
		return false;
	while (p > s && p[-1] == ' ')
		p--;
	*p = '\0';
	return true;
}

static void set_class(struct raw *r, uint64_t class)
{
	r->f.class = (uint32_t)(class & 0xffff) << 8 | (r->f.class & 0xff);
	r->class_known = true;
}

static void set_ids(struct raw *r, uint64_t vendor, uint64_t device)
{
	r->f.vendor = (uint16_t)vendor;
	r->f.device = (uint16_t)device;
	r->ids_known = true;
}

static char *keep_name(const char *s)
{
	char *p = strndup(s, 255);

	if (!p)
		abort();
	return p;
}

static void class_part(struct raw *r, char *s)
{
	uint64_t v, unused;
	const char *p;

	if (cut_numbers(s, false, &v, &unused)) {
		set_class(r, v);
		return;
	}
	p = starts(s, "Class ") ? s + 6 : s;
	p = parse_hex(p, &v);
	if (p && !*p && p - s >= 4) {
		set_class(r, v);
		return;
	}
	free(r->class_name);
	r->class_name = keep_name(s);
}

static void device_part(struct raw *r, char *s)
{
	const char *p = starts(s, "Device ") ? s + 7 : s;
	uint64_t v, d;

	if (cut_numbers(s, true, &v, &d)) {
		set_ids(r, v, d);
		return;
	}
	p = parse_hex(p, &v);
	if (p && *p == ':') {
		p = parse_hex(p + 1, &d);
		if (p && !*p) {
			set_ids(r, v, d);
			return;
		}
	}
	free(r->device_name);
	r->device_name = keep_name(s);
}

void text_name(struct raw *r, const char *s)
{
	char buf[1024];

	snprintf(buf, sizeof(buf), "%s", s);
	if (!r->ids_known)
		device_part(r, buf);
}

/* "PCI bridge [0604]: Intel Corporation Device [8086:02bf] (rev f0) ..." */
void text_header(struct text_state *t, const char *rest, uint32_t line)
{
	struct raw *r = t->r;
	char buf[1024];
	char *colon;

	(void)line;
	t->section = SEC_NONE;
	t->next_region = 0;
	t->verbose = t->caps_lines = t->list_said = false;
	/* Said before: a header may come twice. */
	if ((r->class_known || r->class_name) && (r->ids_known || r->device_name))
		return;
	snprintf(buf, sizeof(buf), "%s", rest);
	cut_suffix(buf, " (prog-if ", r);
	cut_suffix(buf, " (rev ", r);
	foreign_suffixes(buf, r);
	colon = strstr(buf, ": ");
	if (!colon)
		return;
	*colon = '\0';
	if (!r->class_known)
		class_part(r, buf);
	if (!r->ids_known)
		device_part(r, colon + 2);
}

static bool set_group(struct text_state *t, const char *s, uint32_t line,
		      const char *p)
{
	char *end;
	unsigned long v;

	p += strspn(p, ": \t");
	v = strtoul(p, &end, 10);
	if (end == p || v > INT32_MAX)
		return wrong(t, line, s, "the IOMMU group is no number");
	raw_set_group(t->m, t->r, (int32_t)v);
	return true;
}

static bool bus_line(struct text_state *t, const char *s, uint32_t line)
{
	struct raw *r = t->r;
	const char *names[] = { "primary=", "secondary=", "subordinate=" };
	uint64_t v[3];

	for (int i = 0; i < 3; i++) {
		const char *p = after(s, names[i]);

		if (!p || !parse_hex(p, &v[i]) || v[i] > 0xff)
			return wrong(t, line, s, "'Bus: primary=00, secondary=01, subordinate=02' would be right");
	}
	r->hdr = r->class_known && r->f.class >> 8 == 0x0607 ? 2 : 1;
	r->primary = (uint8_t)v[0];
	r->f.secondary = (uint8_t)v[1];
	r->f.subordinate = (uint8_t)v[2];
	r->buses_known = true;
	return true;
}

/* "Memory behind bridge: f7800000-f7bfffff [size=4M]", "[disabled]", "None" */
static bool window_line(struct text_state *t, const char *s, uint32_t line)
{
	int which = starts(s, "I/O") ? RAW_WIN_IO :
		    starts(s, "Pref") ? RAW_WIN_PREF : RAW_WIN_MEM;
	struct raw_window *w = &t->r->win[which];
	const char *p = after(s, "bridge:");
	uint64_t base, limit;

	w->known = true;
	w->open = false;
	if (!p || *p == '[' || starts(p, "None"))
		return true;
	p = parse_hex(p, &base);
	if (!p || *p != '-' || !parse_hex(p + 1, &limit))
		return wrong(t, line, s, "a window is two hex addresses, 'f7800000-f7bfffff'");
	w->open = base <= limit && !strstr(p, "[disabled]");
	w->base = base;
	w->limit = limit;
	return true;
}

static struct spec_bar *region_bar(struct text_state *t, unsigned int n, bool *vf)
{
	*vf = t->section == SEC_SRIOV;
	if (n > 5)
		return NULL;
	return *vf ? &t->r->f.sriov.bar[n] : &t->r->f.bar[n];
}

/* "Memory at 90000000 (64-bit, non-prefetchable) [size=16M]" */
static bool region(struct text_state *t, unsigned int n, const char *s,
		   uint32_t line)
{
	bool vf, io = strstr(s, "I/O ports") != NULL;
	struct spec_bar *bar = region_bar(t, n, &vf);
	const char *p = after(s, " at "), *size = after(s, "[size=");
	uint64_t v = 0;

	if (!bar)
		return wrong(t, line, s, "a function has regions 0 to 5");
	bar->kind = io ? SPEC_BAR_IO : strstr(s, "64-bit") ? SPEC_BAR_MEM64 :
		    SPEC_BAR_MEM32;
	bar->prefetchable = !io && strstr(s, "prefetchable") &&
			    !strstr(s, "non-prefetchable");
	if (bar->kind == SPEC_BAR_MEM64 && n == 5)
		return wrong(t, line, s, "a 64-bit region takes two registers; region 5 is the last");
	/* <unassigned>, <ignored>, <invalid-64bit-slot> have no number. */
	if (p && *p != '<' && parse_hex(p, &v)) {
		bar->address = v;
		if (!vf) {
			t->r->bar_cpu[n] = v;
			t->r->bar_cpu_known |= (uint8_t)(1u << n);
		}
	}
	if (size) {
		bar->size_bytes = size_of(size);
		if (!power_of_two(bar->size_bytes))
			return wrong(t, line, s, "a region's size is a power of two, like [size=16M]");
		if (vf)
			t->r->vf_size_known |= (uint8_t)(1u << n);
		else
			t->r->size_known |= (uint8_t)(1u << n);
	}
	t->next_region = n + (bar->kind == SPEC_BAR_MEM64 ? 2 : 1);
	return true;
}

static bool rom_line(struct text_state *t, const char *s, uint32_t line)
{
	const char *size = after(s, "[size=");

	t->r->rom_known = true;
	t->r->f.rom_bytes = size ? size_of(size) : 64u << 10;
	if (!power_of_two(t->r->f.rom_bytes))
		return wrong(t, line, s, "a ROM's size is a power of two, like [size=128K]");
	return true;
}

static bool express(struct text_state *t, const char *s, uint32_t line)
{
	/* The longer of two names that begin alike comes first. */
	static const struct { const char *name; enum spec_type type; } types[] = {
		{ "Endpoint", SPEC_ENDPOINT },
		{ "Legacy Endpoint", SPEC_LEGACY_ENDPOINT },
		{ "Root Port", SPEC_ROOT_PORT },
		{ "Upstream Port", SPEC_UPSTREAM_PORT },
		{ "Downstream Port", SPEC_DOWNSTREAM_PORT },
		{ "PCI-Express to PCI", SPEC_PCIE_TO_PCI },
		{ "PCI/PCI-X to PCI-Express", SPEC_PCI_TO_PCIE },
		{ "PCI/PCI-X Bridge", SPEC_PCIE_TO_PCI },
		{ "Root Complex Integrated Endpoint", SPEC_RCIEP },
		{ "Root Complex Event Collector", SPEC_RCEC },
	};
	const char *p = after(s, "Express");

	if (*p == '(')
		p += strcspn(p, ")") + 1;
	p += strspn(p, ") \t");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!starts(p, types[i].name))
			continue;
		t->r->f.type = types[i].type;
		t->r->is_pcie = true;
		t->r->f.slot = strstr(p, "(Slot+)") != NULL;
		t->section = SEC_EXPRESS;
		return true;
	}
	return wrong(t, line, s, "this Device/Port Type is unknown; one like 'Express (v2) Root Port' would be right");
}

static void ext_capability(struct text_state *t, const char *p)
{
	struct spec_function *f = &t->r->f;

	t->m->ext_seen = true;
	t->r->ext_cap = true;	/* space from 0x100 on is PCI Express's (7.2.2) */
	if (starts(p, "Access Control Services")) {
		t->r->acs_no_ctrl = true;	/* until its registers show */
		f->acs.known = SPEC_UNKNOWN;
		t->section = SEC_ACS;
	} else if (starts(p, "Single Root I/O Virtualization")) {
		f->sriov.known = SPEC_PRESENT;
		t->section = SEC_SRIOV;
	} else if (starts(p, "Physical Resizable BAR")) {
		t->section = SEC_REBAR;
	} else if (starts(p, "Alternative Routing-ID")) {
		f->ari = true;
	} else if (starts(p, "Address Translation Service")) {
		f->ats = true;
	} else if (starts(p, "Page Request Interface")) {
		f->pri = true;
	} else if (starts(p, "Process Address Space ID")) {
		f->pasid = true;
	} else if (starts(p, "Advanced Error Reporting")) {
		f->aer = true;
	} else if (starts(p, "Device Serial Number")) {
		f->serial = true;
	} else if (starts(p, "Latency Tolerance Reporting")) {
		f->ltr = true;
	} else if (starts(p, "Downstream Port Containment")) {
		f->dpc = true;
	}
}

static bool capability(struct text_state *t, const char *s, uint32_t line)
{
	const char *p = after(s, "Capabilities:");
	struct spec_function *f = &t->r->f;
	uint64_t off;

	t->section = SEC_OTHER;
	if (starts(p, "<access denied>")) {
		t->r->denied = true;
		return true;
	}
	t->caps_lines = true;
	if (*p != '[' || !parse_hex(p + 1, &off) || !(p = strchr(p, ']')))
		return wrong(t, line, s, "'Capabilities: [40] Express (v2) Root Port' would be right");
	p++;
	p += strspn(p, " \t");
	if (off >= 0x100)
		ext_capability(t, p);
	else if (starts(p, "Express"))
		return express(t, p, line);
	else if (starts(p, "Power Management")) {
		f->pm = true;
		t->section = SEC_PM;
	} else if (starts(p, "MSI-X:"))
		f->msix_vectors = (uint16_t)number_after(p, "Count=", 10);
	else if (starts(p, "MSI:")) {
		const char *slash = after(p, "Count=");

		slash = slash ? strchr(slash, '/') : NULL;
		f->msi_vectors = slash ? (uint16_t)strtoul(slash + 1, NULL, 10) : 1;
	} else if (starts(p, "Enhanced Allocation"))
		t->r->has_ea = true;
	return true;
}

static uint16_t acs_bits(const char *s)
{
	static const char *const names[] = {
		"SrcValid", "TransBlk", "ReqRedir", "CmpltRedir",
		"UpstreamFwd", "EgressCtrl", "DirectTrans",
	};
	uint16_t bits = 0;

	for (unsigned int i = 0; i < 7; i++)
		if (flag(s, names[i]))
			bits |= (uint16_t)(1u << i);
	return bits;
}

static void acs_line(struct raw *r, const char *s)
{
	if (starts(s, "ACSCap")) {
		r->f.acs.cap = acs_bits(s);
	} else if (starts(s, "ACSCtl")) {
		r->f.acs.ctrl = acs_bits(s);
		r->f.acs.known = SPEC_PRESENT;
		r->acs_no_ctrl = false;
	}
}

static bool sriov_line(struct text_state *t, const char *s, uint32_t line)
{
	struct spec_sriov *v = &t->r->f.sriov;

	if (starts(s, "IOVCtl")) {
		/* Number of VFs counts only while they are enabled. */
		v->num_vfs = flag(s, "Enable") ? 1 : 0;
	} else if (starts(s, "Initial VFs")) {
		v->initial_vfs = (uint16_t)number_after(s, "Initial VFs:", 10);
		v->total_vfs = (uint16_t)number_after(s, "Total VFs:", 10);
		if (v->num_vfs)
			v->num_vfs = (uint16_t)number_after(s, "Number of VFs:", 10);
	} else if (starts(s, "VF offset")) {
		v->offset = (uint16_t)number_after(s, "VF offset:", 10);
		v->stride = (uint16_t)number_after(s, "stride:", 10);
		v->vf_device = (uint16_t)number_after(s, "Device ID:", 16);
	} else if (starts(s, "Supported Page Size")) {
		v->page_sizes = (uint32_t)number_after(s, "Supported Page Size:", 16);
	} else if (starts(s, "Region ")) {
		return region(t, (unsigned int)strtoul(s + 7, NULL, 10), s, line);
	}
	return true;
}

/* "BAR 0: current size: 256MB, supported: 256MB 512MB 1GB 2GB 4GB" */
static void rebar_line(struct raw *r, const char *s)
{
	unsigned long n = strtoul(s + 4, NULL, 10);
	const char *p = after(s, "supported:");
	const char *now = after(s, "current size:");

	if (!p || n > 5)
		return;
	while (isdigit((unsigned char)*p)) {
		uint64_t size = size_of(p) >> 20;

		if (power_of_two(size) && size < 1ull << 44)
			r->f.bar[n].rebar_sizes |= size;
		p += strcspn(p, " ");
		p += strspn(p, " ");
	}
	if (now && power_of_two(size_of(now))) {
		r->f.bar[n].size_bytes = size_of(now);
		r->size_known |= (uint8_t)(1u << n);
	}
}

static void express_line(struct raw *r, const char *s)
{
	struct spec_function *f = &r->f;

	if (starts(s, "LnkCap:")) {
		uint64_t width = number_after(s, "Width x", 10);
		const char *speed = after(s, "Speed");
		static const char *const speeds[] = {
			"2.5GT", "5GT", "8GT", "16GT", "32GT", "64GT",
		};

		f->port_number = (uint8_t)number_after(s, "Port #", 10);
		f->link_width = width <= 32 ? (uint8_t)width : 0;
		for (uint8_t i = 0; speed && i < 6; i++)
			if (starts(speed, speeds[i]))
				f->link_speed = i + 1;
	}
	if (flag(s, "FLReset") && !starts(s, "RlxdOrd") && !starts(s, "DevCtl"))
		f->flr = true;
	if (starts(s, "SltCap") && flag(s, "HotPlug"))
		f->hotplug_slot = true;
	/* DevCap2's own lines and those below it; DevCtl2 says "Enabled". */
	if (flag(s, "ARIFwd") && !starts(s, "DevCtl2"))
		f->ari_forwarding = true;
}

static bool section_line(struct text_state *t, const char *s, uint32_t line)
{
	switch (t->section) {
	case SEC_EXPRESS:
		express_line(t->r, s);
		return true;
	case SEC_ACS:
		acs_line(t->r, s);
		return true;
	case SEC_SRIOV:
		return sriov_line(t, s, line);
	case SEC_REBAR:
		if (starts(s, "BAR "))
			rebar_line(t->r, s);
		return true;
	case SEC_PM:
		if (starts(s, "Status:") && flag(s, "NoSoftRst"))
			t->r->f.no_soft_reset = true;
		return true;
	default:
		if (starts(s, "PASIDCap"))
			t->r->f.pasid_width = (uint8_t)
				number_after(s, "Max PASID Width:", 16);
		return true;
	}
}

bool text_detail(struct text_state *t, const char *s, uint32_t line)
{
	const char *group = strstr(s, "IOMMU group");
	struct raw *r = t->r;
	bool express = false;
	char own[256];

	if (foreign_line(s, own, sizeof(own))) {
		if (!t->translated++)
			t->translated_line = line;
		return text_detail(t, own, line);
	}
	if (foreign_capability(s, &express)) {
		if (!t->translated++)
			t->translated_line = line;
		r->ext_cap |= express;	/* of a type that place tells */
		t->section = SEC_OTHER;	/* regions there may be those of VFs */
		return true;
	}

	t->verbose |= text_is_key(s) && !starts(s, "Kernel ");
	/* With these, lspci -v prints regions: none shown, none there. */
	r->bars_told |= starts(s, "Control:") || starts(s, "Flags:") ||
			starts(s, "Status:") || starts(s, "Region ") ||
			starts(s, "Memory at ") || starts(s, "I/O ports at ");
	if (starts(s, "Capabilities:"))
		return capability(t, s, line);
	if (group && (group == s || starts(s, "Flags:"))) {
		if (!set_group(t, s, line, group + strlen("IOMMU group")))
			return false;
	}
	if (starts(s, "Kernel driver in use:"))
		raw_set_driver(r, s + strlen("Kernel driver in use:"));
	if (starts(s, "Kernel driver in use:") || starts(s, "Kernel modules:"))
		t->section = SEC_NONE;
	if (t->section != SEC_ACS && (starts(s, "ACSCap") || starts(s, "ACSCtl"))) {
		t->m->ext_seen = r->ext_cap = true;
		if (r->f.acs.known == SPEC_ABSENT) {
			r->acs_no_ctrl = true;	/* until ACSCtl shows */
			r->f.acs.known = SPEC_UNKNOWN;
		}
		acs_line(r, s);
		/* Of lines that somebody picked: without ACSCap, what a port usually can. */
		if (starts(s, "ACSCtl") && !r->f.acs.cap)
			r->f.acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF |
				       r->f.acs.ctrl;
		return true;
	}
	if (t->section != SEC_NONE)
		return section_line(t, s, line);
	if (starts(s, "Bus: primary="))
		return bus_line(t, s, line);
	if (strstr(s, "behind bridge:"))
		return window_line(t, s, line);
	if (starts(s, "Region "))
		return region(t, (unsigned int)strtoul(s + 7, NULL, 10), s, line);
	if (starts(s, "Memory at ") || starts(s, "I/O ports at "))
		return region(t, t->next_region, s, line);
	if (starts(s, "Expansion ROM at"))
		return rom_line(t, s, line);
	if (starts(s, "NUMA node:"))
		r->f.numa_node = (int32_t)number_after(s, "NUMA node:", 10);
	if (starts(s, "Interrupt: pin ") && s[15] >= 'A' && s[15] <= 'D')
		r->f.interrupt_pin = (uint8_t)(s[15] - 'A' + 1);
	t->list_said |= starts(s, "Status:") && strstr(s, "Cap+");
	/* Status says that there is no list, and no list was shown. */
	if (starts(s, "Status:") && strstr(s, "Cap-"))
		t->caps_lines = true;
	return true;
}

/* "Class:\tHost bridge [0600]" and its like; false when it is not one. */
bool vmm_line(struct text_state *t, const char *s, uint32_t line)
{
	const char *v = strchr(s, ':');
	struct raw *r = t->r;
	char buf[1024];
	size_t n;

	static const char *const others[] = {
		"SVendor", "SDevice", "Module", "PhySlot", "DTNode",
	};

	if (!v || (v[1] != '\t' && v[1] != ' ') || t->verbose)
		return false;
	n = (size_t)(v - s);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (n == strlen(others[i]) && starts(s, others[i]))
			return true;
	v += 1 + strspn(v + 1, " \t");
	snprintf(buf, sizeof(buf), "%s", v);
	if (n == 5 && starts(s, "Class")) {
		if (!r->class_known)
			class_part(r, buf);
	} else if (n == 6 && (starts(s, "Vendor") || starts(s, "Device"))) {
		bool vendor = *s == 'V';
		uint64_t id, unused;

		/* Vendor comes first; by names, "Vendor Device" as in a header. */
		if (cut_numbers(buf, false, &id, &unused)) {
			if (vendor)
				r->f.vendor = (uint16_t)id;
			else
				set_ids(r, r->f.vendor, id);
		} else if (vendor || r->device_name) {
			char *both;

			if (asprintf(&both, "%s%s%s", vendor ? "" : r->device_name,
				     vendor ? "" : " ", buf) < 0)
				abort();
			free(r->device_name);
			r->device_name = keep_name(both);
			free(both);
		}
	} else if (n == 3 && starts(s, "Rev")) {
		r->f.revision = (uint8_t)strtoul(buf, NULL, 16);
	} else if (n == 6 && starts(s, "ProgIf")) {
		r->f.class = (r->f.class & 0xffff00) |
			     (uint8_t)strtoul(buf, NULL, 16);
	} else if (n == 8 && starts(s, "NUMANode")) {
		r->f.numa_node = (int32_t)strtol(buf, NULL, 10);
	} else if (n == 6 && starts(s, "Driver")) {
		raw_set_driver(r, buf);
	} else if (n == 10 && starts(s, "IOMMUGroup")) {
		return set_group(t, s, line, v);
	} else {
		return false;
	}
	return true;
}

/*
 * Do the lines of the last function stop before its end?  Its status says that it has
 * capabilities, and none is there; of ACS the controls are missing; or it has a heading
 * only, and all others have more.
 */
bool text_is_cut(const struct text_state *t)
{
	const struct raw *r = t->r;

	if (!r || r->denied || t->translated)
		return false;
	return (t->list_said && !t->caps_lines) ||
	       (t->section == SEC_ACS && r->acs_no_ctrl && r->f.acs.cap) ||
	       (!t->verbose && t->nverbose && t->nverbose + 1 == t->m->nfn);
}

/* The function's lines are over: what was not shown is absent, or unknown. */
void text_end(struct text_state *t)
{
	struct raw *r = t->r;

	if (!r)
		return;
	t->nverbose += t->verbose;
	if (t->caps_lines && !r->denied)
		r->caps_known = r->text_caps = true;
	t->r = NULL;
}
