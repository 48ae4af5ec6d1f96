// SPDX-License-Identifier: GPL-2.0-only
/*
 * code.c - distances to a target over the calls of a kernel instance.
 *
 *   line table ──► places of the target ──► their functions: 0
 *   E8 rel32 in .text ──► who calls whom ──► callers: 1, 2, ...
 *
 * It must not know what is run, or why.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run/code.h"
#include "sim/run/debuginfo.h"

#define CALL_BYTES 5u
#define SAME_FILE 4u

struct func {
	uint64_t start, end;
	uint32_t unit;			/* functions of one file have the same */
	uint32_t distance;
};

struct call {
	uint32_t from, to;		/* indices of functions */
};

struct range {
	uint64_t start, end;
};

struct code {
	Dwfl *dwfl;
	Dwfl_Module *module;
	size_t nfuncs, ncalls, ntargets;
	size_t func_room, call_room, target_room;
	struct func *func;
	struct call *call;
	struct range *target;
	uint32_t nunits;
};

/* Room for one more element of @size bytes. */
static void *more(void *array, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return array;
	*room = *room ? 2 * *room : 256;
	array = realloc(array, *room * size);
	if (!array)
		abort();
	return array;
}

static int by_start(const void *a, const void *b)
{
	const struct func *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void read_functions(struct code *c)
{
	int n = dwfl_module_getsymtab(c->module);

	for (int i = 0; i < n; i++) {
		GElf_Addr address;
		GElf_Sym sym;

		if (!dwfl_module_getsym_info(c->module, i, &sym, &address, NULL, NULL, NULL) ||
		    GELF_ST_TYPE(sym.st_info) != STT_FUNC || !sym.st_size)
			continue;
		c->func = more(c->func, c->nfuncs, &c->func_room, sizeof(*c->func));
		c->func[c->nfuncs++] = (struct func){ address, address + sym.st_size, 0, CODE_FAR };
	}
	if (c->nfuncs)
		qsort(c->func, c->nfuncs, sizeof(*c->func), by_start);
}

/* The function around @offset; NULL: none. */
static struct func *func_at(const struct code *c, uint64_t offset)
{
	size_t low = 0, high = c->nfuncs;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (c->func[mid].end <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->nfuncs && c->func[low].start <= offset ? &c->func[low] : NULL;
}

static bool is_file(const char *name, const char *file)
{
	size_t n, f = strlen(file);

	if (!name)
		return false;
	n = strlen(name);
	return n >= f && !strcmp(name + n - f, file) && (n == f || name[n - f - 1] == '/');
}

/* What the line table of @cu says of @file, and which functions are in it. */
static void read_unit(struct code *c, Dwarf_Die *cu, Dwarf_Addr bias,
		      const char *file, int first, int last)
{
	Dwarf_Lines *lines;
	size_t n;

	c->nunits++;
	if (dwarf_getsrclines(cu, &lines, &n))
		return;
	for (size_t i = 0; i + 1 < n; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		Dwarf_Addr start, end;
		struct func *f;
		int number;

		if (dwarf_lineaddr(line, &start) || dwarf_lineno(line, &number) ||
		    dwarf_lineaddr(dwarf_onesrcline(lines, i + 1), &end) || end <= start)
			continue;
		f = func_at(c, start + bias);
		if (!f)
			continue;
		f->unit = c->nunits;
		if (!is_file(dwarf_linesrc(line, NULL, NULL), file) ||
		    (last && (number < first || number > last)))
			continue;
		c->target = more(c->target, c->ntargets, &c->target_room, sizeof(*c->target));
		c->target[c->ntargets++] = (struct range){ start + bias, end + bias };
		f->distance = 0;
	}
}

static int by_range(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* A call's displacement leads to the start of a function; hardly anything else does. */
static void read_calls(struct code *c, const unsigned char *text, size_t size,
		       uint64_t address)
{
	for (size_t i = 0; i + CALL_BYTES <= size; i++) {
		struct func *from, *to;
		uint64_t target;
		int32_t displacement;

		if (text[i] != 0xe8)
			continue;
		memcpy(&displacement, text + i + 1, sizeof(displacement));
		target = address + i + CALL_BYTES + (uint64_t)(int64_t)displacement;
		to = func_at(c, target);
		if (!to || to->start != target)
			continue;
		from = func_at(c, address + i);
		if (!from || from == to)
			continue;
		c->call = more(c->call, c->ncalls, &c->call_room, sizeof(*c->call));
		c->call[c->ncalls++] = (struct call){ (uint32_t)(from - c->func),
						      (uint32_t)(to - c->func) };
	}
}

static void read_text(struct code *c)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(c->module, &bias);
	Elf_Scn *section = NULL;

	while (elf && (section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS ||
		    !(header.sh_flags & SHF_EXECINSTR))
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_buf)
			read_calls(c, data->d_buf, data->d_size, header.sh_addr + bias);
	}
}

static bool nearer(struct func *f, uint32_t distance)
{
	if (f->distance <= distance)
		return false;
	f->distance = distance;
	return true;
}

/* Until nothing comes nearer: as many rounds as the longest way has steps. */
static void measure(struct code *c)
{
	uint32_t *nearest = malloc((c->nunits + 1) * sizeof(*nearest));
	bool again = nearest;

	while (again) {
		again = false;
		for (uint32_t u = 0; u <= c->nunits; u++)
			nearest[u] = CODE_FAR;
		for (size_t i = 0; i < c->nfuncs; i++)
			if (c->func[i].distance < nearest[c->func[i].unit])
				nearest[c->func[i].unit] = c->func[i].distance;
		for (size_t i = 0; i < c->nfuncs; i++) {
			uint32_t unit = c->func[i].unit;

			if (unit && nearest[unit] != CODE_FAR)
				again |= nearer(&c->func[i], nearest[unit] + SAME_FILE);
		}
		for (size_t i = 0; i < c->ncalls; i++) {
			uint32_t to = c->func[c->call[i].to].distance;

			if (to != CODE_FAR)
				again |= nearer(&c->func[c->call[i].from], to + 1);
		}
	}
	free(nearest);
}

struct code *code_open(const char *path, const char *file, int first, int last)
{
	struct code *c = calloc(1, sizeof(*c));
	Dwarf_Die *cu = NULL;
	Dwarf_Addr bias;

	if (!c)
		return NULL;
	c->dwfl = debuginfo_open(path, &c->module);
	if (!c->dwfl) {
		code_close(c);
		return NULL;
	}
	read_functions(c);
	while ((cu = dwfl_module_nextcu(c->module, cu, &bias)))
		read_unit(c, cu, bias, file, first, last);
	if (c->ntargets)
		qsort(c->target, c->ntargets, sizeof(*c->target), by_range);
	read_text(c);
	measure(c);
	return c;
}

void code_close(struct code *c)
{
	if (!c)
		return;
	if (c->dwfl)
		dwfl_end(c->dwfl);
	free(c->func);
	free(c->call);
	free(c->target);
	free(c);
}

size_t code_targets(const struct code *c)
{
	return c->ntargets;
}

bool code_is_target(const struct code *c, uint64_t offset)
{
	uint64_t pc = offset - 1;
	size_t low = 0, high = c->ntargets;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (c->target[mid].end <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	return low < c->ntargets && c->target[low].start <= pc;
}

uint32_t code_distance(const struct code *c, uint64_t offset)
{
	const struct func *f = func_at(c, offset - 1);

	return f ? f->distance : CODE_FAR;
}
