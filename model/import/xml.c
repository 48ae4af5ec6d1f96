// SPDX-License-Identifier: GPL-2.0-only
/*
 * xml.c - topology in XML: what NCCL and RCCL dump (NCCL_TOPO_DUMP_FILE), and what
 * hwloc exports (lstopo --of xml).
 *
 *	<pci busid="0000:31:00.0" class="0x060400" vendor="0x1000" device="0xc010"
 *	     link_speed="16.0 GT/s PCIe" ...>		NCCL: nested as it is wired
 *	<object type="Bridge" bridge_type="1-1" bridge_pci="0000:[01-02]"
 *	     pci_busid="0000:00:01.0" pci_type="0604 [8086:3c02] ...">	hwloc
 *
 * NCCL leaves out root ports and downstream ports; hwloc, devices that it finds
 * unimportant.  Elements are taken one by one as libxml2 reads them, so a paste that is
 * cut gives what comes before the cut.
 */
#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"
#include "model/import/lazy.h"

#define MOST_DEPTH 64

static struct {
	__typeof__(&xmlReaderForMemory) xmlReaderForMemory;
	__typeof__(&xmlTextReaderRead) xmlTextReaderRead;
	__typeof__(&xmlTextReaderDepth) xmlTextReaderDepth;
	__typeof__(&xmlTextReaderNodeType) xmlTextReaderNodeType;
	__typeof__(&xmlTextReaderConstLocalName) xmlTextReaderConstLocalName;
	__typeof__(&xmlTextReaderGetAttribute) xmlTextReaderGetAttribute;
	__typeof__(&xmlTextReaderGetParserLineNumber) xmlTextReaderGetParserLineNumber;
	__typeof__(&xmlFreeTextReader) xmlFreeTextReader;
} lib;

/* What elements may nest in: the PCI function, and whether only a host bridge is there. */
struct level {
	struct raw *r;
	bool host;
	uint8_t root_bus;
};

struct topo {
	struct machine *m;
	xmlTextReaderPtr x;
	struct level level[MOST_DEPTH];	/* of the element open at each depth */
	uint32_t first_line;		/* of the XML in the paste */
	uint32_t nccl, hwloc;		/* functions told so */
	struct raw *first;
};

static bool load(struct machine *m)
{
	static const struct lazy_function functions[] = {
		LAZY(lib, xmlReaderForMemory), LAZY(lib, xmlTextReaderRead),
		LAZY(lib, xmlTextReaderDepth), LAZY(lib, xmlTextReaderNodeType),
		LAZY(lib, xmlTextReaderConstLocalName), LAZY(lib, xmlTextReaderGetAttribute),
		LAZY(lib, xmlTextReaderGetParserLineNumber), LAZY(lib, xmlFreeTextReader),
	};
	const char *why;

	return lib.xmlReaderForMemory ||
	       lazy_load(LIBXML_SONAME, functions, sizeof(functions) / sizeof(*functions), &why) ||
	       fail(m, 0, 0, NULL, "XML, and libxml2 is not there: %s", why);
}

/* Attribute @name in @buf; false when there is none. */
static bool attribute(const struct topo *t, const char *name, char *buf, size_t size)
{
	xmlChar *v = lib.xmlTextReaderGetAttribute(t->x, (const xmlChar *)name);

	if (!v)
		return false;
	snprintf(buf, size, "%s", (const char *)v);
	free(v);		/* xmlFree() is free() unless a program changes it */
	return true;
}

static bool number(const struct topo *t, const char *name, uint64_t *v)
{
	char buf[32];

	if (!attribute(t, name, buf, sizeof(buf)))
		return false;
	return parse_hex(!strncmp(buf, "0x", 2) ? buf + 2 : buf, v) != NULL;
}

static bool sbdf_of(const struct topo *t, const char *name, uint64_t *sbdf)
{
	char buf[32];
	const char *end;

	if (!attribute(t, name, buf, sizeof(buf)))
		return false;
	end = parse_sbdf(buf, sbdf);
	return end && !*end;
}

/* The nearest element around this one that is a PCI function or a host bridge. */
static const struct level *around(const struct topo *t, int depth)
{
	while (--depth >= 0)
		if (t->level[depth].r || t->level[depth].host)
			return &t->level[depth];
	return NULL;
}

static struct raw *get(struct topo *t, uint64_t sbdf)
{
	int line = lib.xmlTextReaderGetParserLineNumber(t->x);
	struct raw *r = raw_get(t->m, sbdf, t->first_line + (line > 0 ? (uint32_t)line - 1 : 0));

	if (r && !t->first)
		t->first = r;
	return r;
}

/* --- NCCL, RCCL --- */

/* "16.0 GT/s PCIe", and 2 to 6 of NCCL's own: there is a link. */
static void link_of(const struct topo *t, struct raw *r)
{
	char speed[32], width[8];
	double gts;
	long lanes;

	if (!attribute(t, "link_speed", speed, sizeof(speed)) || !*speed)
		return;
	gts = strtod(speed, NULL);
	r->f.link_speed = gts >= 64 ? 6 : gts >= 32 ? 5 : gts >= 16 ? 4 : gts >= 8 ? 3 :
			  gts >= 5 ? 2 : 1;
	r->is_pcie = true;
	if (attribute(t, "link_width", width, sizeof(width))) {
		lanes = strtol(width, NULL, 10);
		if (lanes == 1 || lanes == 2 || lanes == 4 || lanes == 8 || lanes == 12 ||
		    lanes == 16 || lanes == 32)
			r->f.link_width = (uint8_t)lanes;
	}
}

/* Buses that lead to @bus, from the bridges around it. */
static void reach_to(struct topo *t, int depth, uint64_t sbdf)
{
	for (int i = 0; i < depth; i++) {
		struct raw *up = t->level[i].r;

		if (up && sbdf_domain(up->sbdf) == sbdf_domain(sbdf) &&
		    up->f.subordinate < sbdf_bus(sbdf))
			up->f.subordinate = sbdf_bus(sbdf);
	}
}

static bool nccl_pci(struct topo *t, int depth)
{
	uint64_t sbdf, v;
	struct raw *r;

	if (!sbdf_of(t, "busid", &sbdf))
		return true;
	r = get(t, sbdf);
	if (!r)
		return false;
	t->nccl++;
	t->level[depth].r = r;
	if (number(t, "class", &v)) {
		r->f.class = (uint32_t)v & 0xffffff;
		r->class_known = true;
	}
	if (number(t, "vendor", &v) && v <= 0xffff) {
		uint64_t d;

		if (number(t, "device", &d) && d <= 0xffff) {
			r->f.vendor = (uint16_t)v;
			r->f.device = (uint16_t)d;
			r->ids_known = true;
		}
	}
	link_of(t, r);
	r->f.type = SPEC_ENDPOINT;
	reach_to(t, depth, sbdf);
	if (r->f.class >> 8 == 0x0604 && sbdf_bus(sbdf) < 0xff) {
		/* A switch: its ports towards the devices are not told. */
		r->hdr = 1;
		r->f.type = SPEC_UPSTREAM_PORT;
		r->is_pcie = true;
		if (!r->f.secondary)
			r->f.secondary = r->f.subordinate = (uint8_t)(sbdf_bus(sbdf) + 1);
		r->buses_guessed = true;
	}
	return true;
}

static void nccl_cpu(struct topo *t)
{
	char vendor[32], family[16];
	long id;

	if (t->m->cpu_known || !attribute(t, "vendor", vendor, sizeof(vendor)) ||
	    !attribute(t, "familyid", family, sizeof(family)))
		return;
	id = strtol(family, NULL, 10);
	if (id < 1 || id > 0xfff)
		return;
	t->m->cpu_known = true;
	t->m->cpu_vendor = strstr(vendor, "AMD") ? SPEC_CPU_AMD :
			   strstr(vendor, "Intel") ? SPEC_CPU_INTEL : SPEC_CPU_OTHER;
	/* CPUID leaf 1, EAX: extended family << 4 | family. */
	t->m->cpu_family = (uint32_t)((id & 0xf) == 0xf ? 0xf + (id >> 4) : id);
}

/* --- hwloc --- */

/* "0000:[01-02]" */
static bool bridge_buses(const struct topo *t, uint32_t *domain, uint8_t *first, uint8_t *last)
{
	char buf[32];
	unsigned int d, a, b;

	if (!attribute(t, "bridge_pci", buf, sizeof(buf)) ||
	    sscanf(buf, "%x:[%x-%x]", &d, &a, &b) != 3 || a > 0xff || b > 0xff || b < a)
		return false;
	*domain = d;
	*first = (uint8_t)a;
	*last = (uint8_t)b;
	return true;
}

static void place(struct raw *r, const struct level *up)
{
	if (!up || r->path_known)
		return;
	r->path_known = true;
	if (up->r)
		r->path_parent = up->r->sbdf;
	else
		r->root_bus = up->root_bus;
}

/* "0604 [8086:3c02] [0000:0000] 07" */
static void hwloc_ids(const struct topo *t, struct raw *r)
{
	char buf[64];
	unsigned int class, vendor, device;

	if (!attribute(t, "pci_type", buf, sizeof(buf)) ||
	    sscanf(buf, "%4x [%4x:%4x]", &class, &vendor, &device) != 3)
		return;
	r->f.class = class << 8;
	r->f.vendor = (uint16_t)vendor;
	r->f.device = (uint16_t)device;
	r->class_known = r->ids_known = true;
}

static bool hwloc_object(struct topo *t, int depth)
{
	uint64_t sbdf;
	uint32_t domain;
	uint8_t first, last;
	char type[16];
	struct raw *r;

	if (!attribute(t, "type", type, sizeof(type)) ||
	    (strcmp(type, "Bridge") && strcmp(type, "PCIDev")))
		return true;
	if (!sbdf_of(t, "pci_busid", &sbdf)) {
		/* Between the CPUs and PCI. */
		if (bridge_buses(t, &domain, &first, &last)) {
			t->level[depth].host = true;
			t->level[depth].root_bus = first;
		}
		return true;
	}
	r = get(t, sbdf);
	if (!r)
		return false;
	t->hwloc++;
	hwloc_ids(t, r);
	place(r, around(t, depth));
	if (!strcmp(type, "Bridge")) {
		t->level[depth].r = r;
		r->hdr = 1;
		if (bridge_buses(t, &domain, &first, &last)) {
			r->f.secondary = first;
			r->f.subordinate = last;
			r->buses_known = true;
		}
	} else {
		r->hdr = 0;
	}
	return true;
}

/* --- both --- */

static bool element(struct topo *t)
{
	const char *name = (const char *)lib.xmlTextReaderConstLocalName(t->x);
	int depth = lib.xmlTextReaderDepth(t->x);

	if (!name || depth < 0)
		return true;
	if (depth >= MOST_DEPTH)
		return fail(t->m, 0, 0, NULL, "elements nest more than %d deep; a topology's do not",
			    MOST_DEPTH);
	t->level[depth] = (struct level){ 0 };
	if (!strcmp(name, "pci"))
		return nccl_pci(t, depth);
	if (!strcmp(name, "cpu"))
		nccl_cpu(t);
	return strcmp(name, "object") || hwloc_object(t, depth);
}

static void say(struct topo *t, bool cut)
{
	if (!t->first)
		return;
	if (t->nccl)
		warn(t->m, &t->first->f.loc, "NCCL's topology shows no root ports, no downstream ports and no host bridges: they are put there, all root ports below one host bridge (sudo lspci -vvv -nn shows them)");
	if (t->hwloc)
		warn(t->m, &t->first->f.loc, "hwloc leaves out functions that it finds unimportant, BARs and ACS (sudo lspci -vvv -nn shows them)");
	if (cut)
		warn(t->m, &t->first->f.loc, "the XML is cut or broken; what comes after that is unknown");
}

/* The lines of a paste, cleaned, from the first that begins with "<". */
struct gather {
	char *text;
	size_t n;
	FILE *to;
	uint32_t first;
	bool over;
	uint64_t bytes;
	struct machine *m;
};

static bool gather_line(void *arg, char *s, uint32_t line)
{
	struct gather *g = arg;

	s += strspn(s, " \t");
	if (g->over || (!g->first && *s != '<'))
		return true;
	if (!g->first)
		g->first = line;
	g->bytes += strlen(s);
	if (g->bytes > IMPORT_MAX_BYTES)
		return fail(g->m, line, 1, NULL, "more than %u MiB; one machine's topology is smaller",
			    IMPORT_MAX_BYTES >> 20);
	fprintf(g->to, "%s\n", s);
	/* What somebody wrote below it is no XML. */
	g->over = !strncmp(s, "</system>", 9) || !strncmp(s, "</topology>", 11);
	return true;
}

bool xml_read(struct machine *m, FILE *f)
{
	struct gather g = { .m = m };
	struct topo *t = calloc(1, sizeof(*t));
	bool ok;
	int got = 1;

	if (!t || !(g.to = open_memstream(&g.text, &g.n)))
		abort();
	t->m = m;
	ok = load(m) && lines_read(m, f, true, gather_line, &g);
	fclose(g.to);
	t->first_line = g.first;
	t->x = ok && g.n ? lib.xmlReaderForMemory(g.text, (int)g.n, NULL, NULL,
						  XML_PARSE_RECOVER | XML_PARSE_NOERROR |
						  XML_PARSE_NOWARNING | XML_PARSE_NONET) : NULL;
	while (ok && t->x && (got = lib.xmlTextReaderRead(t->x)) == 1)
		if (lib.xmlTextReaderNodeType(t->x) == XML_READER_TYPE_ELEMENT)
			ok = element(t);
	if (ok)
		say(t, got < 0);
	if (t->x)
		lib.xmlFreeTextReader(t->x);
	free(g.text);
	free(t);
	return ok && !m->failed;
}

static bool is_xml(const char *s)
{
	s += strspn(s, " \t");
	return !strncmp(s, "<pci busid=", 11) ||
	       (!strncmp(s, "<object type=\"", 14) && strstr(s, "pci_busid=")) ||
	       !strncmp(s, "<system version=", 16) || !strncmp(s, "<topology version=", 18) ||
	       !strncmp(s, "<topology>", 10);
}

bool xml_looks_like(const char *data, size_t len)
{
	return lines_sniff(data, len, is_xml);
}
