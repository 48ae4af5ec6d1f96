// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - reads the object that an instance was linked from (see object.h).
 *
 * It must not know what a difference means.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpu/code.h"
#include "tools/judge/object.h"

/*
 * Tables for unwinding follow from the code; what modules export and what the linker is
 * to keep, nothing reads that runs here.
 */
static bool is_compared(const char *name)
{
	return strcmp(name, ".eh_frame") && strcmp(name, ".discard.addressable") &&
	       strcmp(name, ".export_symbol");
}

static void *array_of(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);

	if (!p)
		abort();
	return p;
}

static bool read_sections(struct object *c)
{
	size_t names, n;

	if (elf_getshdrstrndx(c->elf, &names) || elf_getshdrnum(c->elf, &n))
		return false;
	c->nsections = (uint32_t)n;
	c->sections = array_of(n, sizeof(*c->sections));
	for (uint32_t i = 1; i < n; i++) {
		struct object_section *s = &c->sections[i];
		Elf_Scn *scn = elf_getscn(c->elf, i);
		const char *name;
		Elf_Data *data;
		GElf_Shdr sh;

		if (!gelf_getshdr(scn, &sh) || !(name = elf_strptr(c->elf, names, sh.sh_name)))
			return false;
		if (!(sh.sh_flags & SHF_ALLOC) || !is_compared(name))
			continue;
		data = elf_getdata(scn, NULL);
		s->name = name;
		s->size = sh.sh_size;
		s->bytes = sh.sh_type == SHT_NOBITS || !data ? NULL : data->d_buf;
		s->runs = sh.sh_flags & SHF_EXECINSTR;
		s->strings = sh.sh_flags & SHF_STRINGS;
		s->merged = (sh.sh_flags & SHF_MERGE) && !s->strings && sh.sh_entsize &&
			    !strncmp(name, ".rodata.cst", 11);
	}
	return true;
}

static bool read_symbols(struct object *c)
{
	Elf_Scn *scn = NULL;
	Elf_Data *data;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(c->elf, scn)))
		if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_SYMTAB)
			break;
	data = scn ? elf_getdata(scn, NULL) : NULL;
	if (!data)
		return false;
	c->nsymbols = (uint32_t)(sh.sh_size / sh.sh_entsize);
	c->symbols = array_of(c->nsymbols, sizeof(*c->symbols));
	c->names = array_of(c->nsymbols, sizeof(*c->names));
	for (uint32_t i = 0; i < c->nsymbols; i++) {
		if (!gelf_getsym(data, (int)i, &c->symbols[i]))
			return false;
		c->names[i] = elf_strptr(c->elf, sh.sh_link, c->symbols[i].st_name);
		if (!c->names[i])
			return false;
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct object_item *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	if (!*x->file != !*y->file)
		return *x->file ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Names with a number in the middle that counts, too, or is a line. */
static bool is_counted(const char *name)
{
	return !strncmp(name, "__initcall__", 12) || !strncmp(name, "__UNIQUE_ID_", 12) ||
	       !strncmp(name, "__pci_fixup_", 12);
}

/*
 * "__func__.12" is "__func__": the number counts what is declared before it.  Names only
 * say which item is which; of several with one name the order does.
 */
static const char *without_number(const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t n = strlen(name), to = 0;
	char *cut;

	if (dot && dot > name && dot[1] && !dot[1 + strspn(dot + 1, "0123456789")])
		n = (size_t)(dot - name);
	cut = strndup(name, n);
	if (!cut)
		abort();
	for (size_t i = 0; i < n && is_counted(name); i++)
		if (!strchr("0123456789", name[i]))
			cut[to++] = name[i];
	cut[is_counted(name) ? to : n] = '\0';
	return cut;
}

static uint32_t named_items(const struct object *c, struct object_item *out)
{
	const char *file = "";
	uint32_t n = 0;

	for (uint32_t i = 1; i < c->nsymbols; i++) {
		const GElf_Sym *s = &c->symbols[i];
		const uint32_t type = GELF_ST_TYPE(s->st_info);

		if (type == STT_FILE)
			file = c->names[i];
		if ((type != STT_FUNC && type != STT_OBJECT) || !s->st_size ||
		    s->st_shndx >= c->nsections || !c->sections[s->st_shndx].name)
			continue;
		out[n++] = (struct object_item){
			.name = c->names[i], .start = s->st_value, .size = s->st_size,
			.file = GELF_ST_BIND(s->st_info) == STB_LOCAL ? file : "",
			.section = s->st_shndx, .function = type == STT_FUNC,
		};
	}
	qsort(out, n, sizeof(*out), by_place);
	return n;
}

static void add_item(struct object *c, const struct object_item *item)
{
	struct object_section *s = &c->sections[item->section];

	if (!s->nitems)
		s->items = c->nitems;
	s->nitems++;
	c->items[c->nitems++] = *item;
}

/* What no symbol names, up to @end. */
static void add_between(struct object *c, uint32_t section, uint64_t from, uint64_t end)
{
	const struct object_section *s = &c->sections[section];

	if (from >= end)
		return;
	add_item(c, &(struct object_item){
		.name = strdup(s->nitems ? c->items[c->nitems - 1].name : ""),
		.file = s->nitems ? c->items[c->nitems - 1].file : "",
		.start = from, .size = end - from, .section = section, .between = true,
	});
}

/* Of two symbols for the same bytes the first stays. */
static void read_items(struct object *c)
{
	struct object_item *named = array_of(c->nsymbols, sizeof(*named));
	const uint32_t n = named_items(c, named);

	c->items = array_of(2 * (size_t)n + c->nsections, sizeof(*c->items));
	for (uint32_t sec = 1, i = 0; sec < c->nsections; sec++) {
		uint64_t end = 0;

		if (!c->sections[sec].name)
			continue;
		for (; i < n && named[i].section <= sec; i++) {
			if (named[i].section < sec || named[i].start < end)
				continue;
			add_between(c, sec, end, named[i].start);
			named[i].name = without_number(named[i].name);
			add_item(c, &named[i]);
			end = named[i].start + named[i].size;
		}
		add_between(c, sec, end, c->sections[sec].size);
	}
	free(named);
}

static int by_symbol(const struct object_item *x, const struct object_item *y)
{
	const int name = strcmp(x->name, y->name);

	return name ? name : strcmp(x->file, y->file);
}

static int by_name(const void *a, const void *b)
{
	const struct object_item *x = *(const struct object_item *const *)a;
	const struct object_item *y = *(const struct object_item *const *)b;
	const int name = by_symbol(x, y);

	if (name)
		return name;
	return x->nth != y->nth ? (x->nth < y->nth ? -1 : 1) : x < y ? -1 : x > y;
}

/* Numbers those of one name and file by where they are. */
static void number_items(struct object *c)
{
	const struct object_item **all = array_of(c->nitems, sizeof(*all));

	for (uint32_t i = 0; i < c->nitems; i++)
		all[i] = &c->items[i];
	qsort(all, c->nitems, sizeof(*all), by_name);
	for (uint32_t i = 1; i < c->nitems; i++)
		if (!by_symbol(all[i - 1], all[i]))
			c->items[all[i] - c->items].nth = all[i - 1]->nth + 1;
	c->by_name = all;
	for (uint32_t i = 0; i < c->nitems; i++)
		if (all[i]->function)
			all[c->nfunctions++] = all[i];
}

static int by_address(const void *a, const void *b)
{
	const struct object_reloc *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static bool add_relocs(struct object *c, Elf_Scn *scn, const GElf_Shdr *sh)
{
	struct object_section *s = &c->sections[sh->sh_info];
	Elf_Data *data = elf_getdata(scn, NULL);
	const uint32_t n = (uint32_t)(sh->sh_size / sh->sh_entsize);
	GElf_Rela r;

	c->relocs = realloc(c->relocs, (c->nrelocs + n + 1) * sizeof(*c->relocs));
	if (!c->relocs)
		abort();
	s->relocs = c->nrelocs;
	s->nrelocs = n;
	for (uint32_t i = 0; i < n; i++) {
		if (!data || !gelf_getrela(data, (int)i, &r) ||
		    GELF_R_SYM(r.r_info) >= c->nsymbols)
			return false;
		c->relocs[c->nrelocs++] = (struct object_reloc){
			.at = r.r_offset, .addend = r.r_addend,
			.type = (uint32_t)GELF_R_TYPE(r.r_info),
			.symbol = (uint32_t)GELF_R_SYM(r.r_info),
		};
	}
	qsort(c->relocs + s->relocs, n, sizeof(*c->relocs), by_address);
	return true;
}

static int by_anchor(const void *a, const void *b)
{
	const struct object_anchor *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* What the relocations of code refer to that is no code. */
static void read_anchors(struct object *c)
{
	c->anchors = array_of(c->nrelocs, sizeof(*c->anchors));
	for (uint32_t sec = 1; sec < c->nsections; sec++) {
		const struct object_section *s = &c->sections[sec];

		for (uint32_t i = s->relocs; s->runs && i < s->relocs + s->nrelocs; i++) {
			const struct object_reloc *r = &c->relocs[i];
			const uint32_t to = c->symbols[r->symbol].st_shndx;

			if (to != SHN_UNDEF && to < c->nsections && !c->sections[to].runs)
				c->anchors[c->nanchors++] = (struct object_anchor){
					.section = to, .at = object_target(c, sec, r),
				};
		}
	}
	qsort(c->anchors, c->nanchors, sizeof(*c->anchors), by_anchor);
}

/* Where the table with the byte at @at of @section begins; @at itself: in none. */
static uint64_t table_of(const struct object *c, uint32_t section, uint64_t at)
{
	const struct object_anchor key = { .section = section, .at = at };
	uint32_t low = 0, high = c->nanchors;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (by_anchor(&c->anchors[middle], &key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && c->anchors[low - 1].section == section ? c->anchors[low - 1].at : at;
}

uint64_t object_target(const struct object *c, uint32_t section, const struct object_reloc *r)
{
	const uint64_t to = c->symbols[r->symbol].st_value + (uint64_t)r->addend;
	const int64_t bias = cpu_reloc_bias(r->type);

	if (!bias || c->sections[section].runs)
		return to + (uint64_t)bias;
	return to - (r->at - table_of(c, section, r->at));
}

static bool read_relocs(struct object *c)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(c->elf, scn))) {
		if (!gelf_getshdr(scn, &sh))
			return false;
		if (sh.sh_type == SHT_RELA && sh.sh_info < c->nsections &&
		    c->sections[sh.sh_info].name && !add_relocs(c, scn, &sh))
			return false;
	}
	read_anchors(c);
	return true;
}

bool object_open(struct object *c, const char *path)
{
	memset(c, 0, sizeof(*c));
	c->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (c->fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return false;
	c->elf = elf_begin(c->fd, ELF_C_READ, NULL);
	if (!c->elf || !read_sections(c) || !read_symbols(c))
		return false;
	read_items(c);
	number_items(c);
	return read_relocs(c);
}

void object_close(struct object *c)
{
	for (uint32_t i = 0; i < c->nitems; i++)
		free((char *)c->items[i].name);
	free(c->items);
	free(c->relocs);
	free(c->anchors);
	free(c->by_name);
	free(c->names);
	free(c->symbols);
	free(c->sections);
	if (c->elf)
		elf_end(c->elf);
	if (c->fd > 0)
		close(c->fd);
	memset(c, 0, sizeof(*c));
}

const struct object_item *object_at(const struct object *c, uint32_t section, uint64_t at)
{
	const struct object_section *s = &c->sections[section];
	uint32_t low = s->items, high = s->items + s->nitems;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const struct object_item *item = &c->items[middle];

		if (at < item->start)
			high = middle;
		else if (at >= item->start + item->size)
			low = middle + 1;
		else
			return item;
	}
	return NULL;
}

const struct object_item *object_like(const struct object *c, const struct object_item *item)
{
	uint32_t low = 0, high = c->nfunctions;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		const struct object_item *at = c->by_name[middle];
		const int name = by_symbol(item, at);

		if (name < 0 || (!name && item->nth < at->nth))
			high = middle;
		else if (name || item->nth > at->nth)
			low = middle + 1;
		else
			return at;
	}
	return NULL;
}

/* The only function of that name; NULL: none, or several. */
static const struct object_item *only_function(const struct object *c, const char *name)
{
	const struct object_item *found = NULL;
	uint32_t low = 0, high = c->nfunctions;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (strcmp(c->by_name[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < c->nfunctions && !strcmp(c->by_name[low]->name, name); low++) {
		if (found)
			return NULL;
		found = c->by_name[low];
	}
	return found;
}

/* All functions with one name on both sides must agree on where their section is. */
bool object_place(struct object *c, const char *so)
{
	struct object linked;
	bool ok = object_open(&linked, so), any = false;

	for (uint32_t i = 0; ok && i < linked.nfunctions; i++) {
		const struct object_item *there = linked.by_name[i], *here;
		struct object_section *s;

		if (only_function(&linked, there->name) != there)
			continue;
		here = only_function(c, there->name);
		if (!here)
			continue;
		s = &c->sections[here->section];
		if (!s->placed)
			s->base = there->start - here->start;
		s->placed = any = true;
		ok = s->base == there->start - here->start && here->size == there->size;
	}
	object_close(&linked);
	return ok && any;
}

const struct object_item *object_at_offset(const struct object *c, uint64_t offset)
{
	for (uint32_t i = 1; i < c->nsections; i++) {
		const struct object_section *s = &c->sections[i];

		if (s->placed && offset >= s->base && offset < s->base + s->size)
			return object_at(c, i, offset - s->base);
	}
	return NULL;
}

uint64_t object_offset(const struct object *c, const struct object_item *item)
{
	const struct object_section *s = &c->sections[item->section];

	return s->placed ? s->base + item->start : UINT64_MAX;
}
