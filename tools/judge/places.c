// SPDX-License-Identifier: GPL-2.0-only
/*
 * places.c - changed lines found in the line table of an instance (see places.h).
 *
 * It must not know what becomes of the functions.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run/debuginfo.h"
#include "tools/judge/places.h"

static bool ends_with(const char *s, const char *end)
{
	const size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

bool places_has(const struct places *p, uint64_t offset)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->offset[i] == offset)
			return true;
	return false;
}

static void add(struct places *p, uint64_t offset)
{
	if (places_has(p, offset))
		return;
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 16;
		p->offset = realloc(p->offset, p->room * sizeof(*p->offset));
		if (!p->offset)
			abort();
	}
	p->offset[p->n++] = offset;
}

void places_free(struct places *p)
{
	free(p->offset);
	memset(p, 0, sizeof(*p));
}

static bool is_open(const struct changed_line *l)
{
	return l->code && (!l->runs || l->one_way);
}

/* Where the function begins that @die is: of several ranges, in the first. */
static bool beginning(Dwarf_Die *die, Dwarf_Addr *at)
{
	Dwarf_Addr base, end;

	return dwarf_ranges(die, 0, &base, at, &end) > 0;
}

/* The function with code at @pc that is no inlined one. */
static bool add_function(struct places *p, Dwfl_Module *module, Dwarf_Die *cu,
			 Dwarf_Addr pc, Dwarf_Addr bias)
{
	Dwarf_Die *scopes = NULL;
	const int n = dwarf_getscopes(cu, pc, &scopes);
	Dwarf_Die *in = NULL, *chain = NULL;
	Dwarf_Addr at;
	GElf_Off within;
	GElf_Sym sym;
	int m = 0;
	bool ok;

	/* Past an inlined function, scopes are those of its definition. */
	if (n > 0)
		m = dwarf_getscopes_die(&scopes[0], &chain);
	for (int i = 0; i < m && !in; i++)
		if (dwarf_tag(&chain[i]) == DW_TAG_subprogram)
			in = &chain[i];
	ok = in && beginning(in, &at) &&
	     dwfl_module_addrinfo(module, at + bias, &within, &sym, NULL, NULL, NULL) &&
	     !within && GELF_ST_TYPE(sym.st_info) == STT_FUNC;
	if (ok)
		add(p, at + bias);
	free(chain);
	free(scopes);
	return ok;
}

/* Is it one that is looked for?  @found has a mark for each line of @f. */
static bool is_wanted(const struct changed_file *f, uint32_t number, bool open_only,
		      bool *found)
{
	bool any = false;

	for (uint32_t i = 0; i < f->n; i++) {
		const struct changed_line *l = &f->lines[i];

		if (number != l->line && number != l->head)
			continue;
		found[i] = true;
		any = any || !open_only || is_open(l);
	}
	return any;
}

static bool read_lines(struct places *p, Dwfl_Module *module, Dwarf_Die *cu,
		       Dwarf_Addr bias, const struct changed_file *f, bool open_only,
		       bool *found)
{
	Dwarf_Lines *lines;
	size_t n;

	if (dwarf_getsrclines(cu, &lines, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		const char *file = dwarf_linesrc(line, NULL, NULL);
		bool past = true;
		Dwarf_Addr pc;
		int number;

		if (!file || !ends_with(file, f->path) || dwarf_lineno(line, &number) ||
		    dwarf_lineaddr(line, &pc) || dwarf_lineendsequence(line, &past) || past)
			continue;
		if (is_wanted(f, (uint32_t)number, open_only, found) &&
		    !add_function(p, module, cu, pc, bias))
			return false;
	}
	return true;
}

struct adding {
	struct places *p;
	Dwfl_Module *module;
	Dwarf_Addr bias;
};

static int add_whole(Dwarf_Die *die, void *arg)
{
	struct adding *a = arg;
	Dwarf_Addr at;
	GElf_Off within;
	GElf_Sym sym;

	if (beginning(die, &at) &&
	    dwfl_module_addrinfo(a->module, at + a->bias, &within, &sym, NULL, NULL, NULL) &&
	    !within && GELF_ST_TYPE(sym.st_info) == STT_FUNC)
		add(a->p, at + a->bias);
	return DWARF_CB_OK;
}

void places_add_files(struct places *p, const char *so, char *const *paths, uint32_t n)
{
	struct adding a = { .p = p };
	Dwfl *dwfl = debuginfo_open(so, &a.module);
	Dwarf_Die *cu = NULL;

	while (dwfl && (cu = dwfl_module_nextcu(a.module, cu, &a.bias))) {
		const char *name = dwarf_diename(cu);

		for (uint32_t i = 0; name && i < n; i++) {
			if (ends_with(name, paths[i])) {
				dwarf_getfuncs(cu, add_whole, &a, 0);
				break;
			}
		}
	}
	if (dwfl)
		dwfl_end(dwfl);
}

/* Of a unit: a function of the source that has a line that is looked for. */
struct source_function {
	Dwarf_Off die;
	int line;
};

/* What is declared last before @line in the unit's own file: the function it is in. */
static void note_source(Dwarf_Die *cu, int line, struct source_function *found)
{
	const char *own = dwarf_diename(cu), *file;
	Dwarf_Die die;
	int at;

	*found = (struct source_function){ 0 };
	if (dwarf_child(cu, &die))
		return;
	do {
		if (dwarf_tag(&die) != DW_TAG_subprogram || dwarf_decl_line(&die, &at) ||
		    dwarf_hasattr(&die, DW_AT_declaration) || at > line || at < found->line)
			continue;
		file = dwarf_decl_file(&die);
		if (file && own && ends_with(own, file + (*file == '.' ? 2 : 0)))
			*found = (struct source_function){ dwarf_dieoffset(&die), at };
	} while (!dwarf_siblingof(&die, &die));
}

/* Is a copy of @source inlined anywhere in @die? */
static bool has_copy(Dwarf_Die *die, Dwarf_Off source)
{
	Dwarf_Attribute attr;
	Dwarf_Die child, origin;

	if (dwarf_child(die, &child))
		return false;
	do {
		if (dwarf_tag(&child) == DW_TAG_inlined_subroutine &&
		    dwarf_attr(&child, DW_AT_abstract_origin, &attr) &&
		    dwarf_formref_die(&attr, &origin) && dwarf_dieoffset(&origin) == source)
			return true;
		if (has_copy(&child, source))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

/*
 * Functions that have a copy of the function that the line is in, whatever the compiler
 * left of the line there.
 */
static void add_copies(struct places *p, Dwfl_Module *module, Dwarf_Die *cu,
		       Dwarf_Addr bias, int line)
{
	struct adding a = { .p = p, .module = module, .bias = bias };
	struct source_function source;
	Dwarf_Die die;

	note_source(cu, line, &source);
	if (!source.die || dwarf_child(cu, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram && has_copy(&die, source.die))
			add_whole(&die, &a);
	} while (!dwarf_siblingof(&die, &die));
}

static bool read_file(struct places *p, Dwfl_Module *module,
		      const struct changed_file *f, bool open_only)
{
	bool *found = calloc(f->n + 1, sizeof(*found)), ok = true;
	Dwarf_Die *cu = NULL;
	Dwarf_Addr bias;

	if (!found)
		abort();
	while (ok && (cu = dwfl_module_nextcu(module, cu, &bias))) {
		const char *name = dwarf_diename(cu);

		if (!name || !ends_with(name, f->path))
			continue;
		ok = read_lines(p, module, cu, bias, f, open_only, found);
		for (uint32_t i = 0; ok && i < f->n; i++)
			if (!open_only || is_open(&f->lines[i]))
				add_copies(p, module, cu, bias, (int)f->lines[i].line);
	}
	for (uint32_t i = 0; open_only && i < f->n; i++)
		ok = ok && (found[i] || !is_open(&f->lines[i]));
	free(found);
	return ok;
}

bool places_find(struct places *p, const char *so, const struct evidence *e,
		 bool open_only)
{
	Dwfl_Module *module;
	Dwfl *dwfl = debuginfo_open(so, &module);
	bool ok = dwfl;

	memset(p, 0, sizeof(*p));
	for (uint32_t i = 0; ok && i < e->n; i++)
		if (!e->files[i].header)
			ok = read_file(p, module, &e->files[i], open_only);
	if (dwfl)
		dwfl_end(dwfl);
	return ok;
}
