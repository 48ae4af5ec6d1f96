// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbol.c - names and lines by libdw.
 *
 * It must not know what a frame means; only where it is.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/registers.h"
#include "sim/base/hash.h"
#include "sim/run/debuginfo.h"
#include "sim/run/symbol.h"

/* Where our own side of a kernel instance lives in the source tree. */
#define ENVIRONMENT "sim/env/"

/* A file that every kernel instance has, to find the tree's top by. */
#define LANDMARK "drivers/pci/pci.c"

/*
 * What was found at an offset.  Many stacks have the same frames, and libdw walks all of
 * a compilation unit for each.
 */
struct found {
	uint64_t offset;
	size_t n, max;			/* max: that were asked for; 0: nothing is kept here */
	struct symbol *symbols;
};

#define FOUND 4096u

struct symbols {
	struct found found[FOUND];
	Dwfl *dwfl;
	Dwfl_Module *module;
	char *top;		/* the kernel tree as debug information names it */
	size_t top_len;
};

static bool ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);

	return n >= t && !strcmp(s + n - t, tail);
}

static void find_top(struct symbols *s)
{
	Dwarf_Die *die = NULL;
	Dwarf_Addr bias;

	while ((die = dwfl_module_nextcu(s->module, die, &bias))) {
		const char *name = dwarf_diename(die);

		if (!name || !ends_with(name, LANDMARK))
			continue;
		s->top_len = strlen(name) - strlen(LANDMARK);
		s->top = strndup(name, s->top_len);
		return;
	}
}

struct symbols *symbols_open(const char *path)
{
	struct symbols *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->dwfl = debuginfo_open(path, &s->module);
	if (!s->dwfl) {
		symbols_close(s);
		return NULL;
	}
	find_top(s);
	return s;
}

void symbols_close(struct symbols *s)
{
	if (!s)
		return;
	if (s->dwfl)
		dwfl_end(s->dwfl);
	for (uint32_t i = 0; i < FOUND; i++)
		free(s->found[i].symbols);
	free(s->top);
	free(s);
}

/* The same name wherever tree, build directory and sources are. */
static const char *relative(const struct symbols *s, const char *file,
			    bool *environment)
{
	const char *own;

	*environment = false;
	if (!file)
		return NULL;
	if (s->top && s->top_len && !strncmp(file, s->top, s->top_len))
		return file + s->top_len;
	own = strstr(file, ENVIRONMENT);
	if (own && (own == file || own[-1] == '/')) {
		*environment = true;
		return own;
	}
	while (!strncmp(file, "./", 2))
		file += 2;
	while (!strncmp(file, "../", 3))
		file += 3;
	if (*file == '/')
		file = strrchr(file, '/') + 1;
	return file;
}

static const char *die_file(Dwarf_Die *cu, Dwarf_Word index)
{
	Dwarf_Files *files;
	size_t n;

	if (dwarf_getsrcfiles(cu, &files, &n) || index >= n)
		return NULL;
	return dwarf_filesrc(files, index, NULL, NULL);
}

static void fill_line(struct symbols *s, Dwarf_Die *cu, Dwarf_Addr pc,
		      struct symbol *out)
{
	Dwarf_Line *line = dwarf_getsrc_die(cu, pc);

	if (!line)
		return;
	out->file = relative(s, dwarf_linesrc(line, NULL, NULL),
			     &out->environment);
	dwarf_lineno(line, &out->line);
}

static void fill_function(struct symbol *out, Dwarf_Die *die)
{
	Dwarf_Addr low;

	out->function = dwarf_diename(die);
	if (!out->function)
		out->function = "?";
	dwarf_decl_line(die, &out->decl_line);
	if (!dwarf_entrypc(die, &low))
		out->entry = low;
}

/* The line of the call that an inlined function stands for. */
static void fill_call(struct symbols *s, Dwarf_Die *cu, Dwarf_Die *inlined,
		      struct symbol *outer)
{
	Dwarf_Attribute attr;
	Dwarf_Word word;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &word))
		return;
	outer->file = relative(s, die_file(cu, word), &outer->environment);
	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &word))
		outer->line = (int)word;
}

static size_t resolve_dies(struct symbols *s, Dwarf_Die *cu, Dwarf_Addr pc,
			   struct symbol *out, size_t max)
{
	Dwarf_Die *scopes = NULL, *inner, leaf;
	size_t n = 0;
	int nscopes = dwarf_getscopes(cu, pc, &scopes);

	if (nscopes <= 0)
		return 0;
	/* Past an inlined function these are scopes of its definition ... */
	leaf = scopes[0];
	free(scopes);
	/* ... and these are where it was put. */
	nscopes = dwarf_getscopes_die(&leaf, &scopes);
	if (nscopes <= 0)
		return 0;
	inner = malloc((size_t)nscopes * sizeof(*inner));
	memset(out, 0, max * sizeof(*out));
	fill_line(s, cu, pc, &out[0]);
	for (int i = 0; i < nscopes && n < max && inner; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_subprogram &&
		    tag != DW_TAG_inlined_subroutine)
			continue;
		inner[n] = scopes[i];
		if (n)
			fill_call(s, cu, &inner[n - 1], &out[n]);
		fill_function(&out[n], &scopes[i]);
		out[n].inlined = tag == DW_TAG_inlined_subroutine;
		n++;
		if (tag == DW_TAG_subprogram)
			break;
	}
	free(inner);
	free(scopes);
	return n;
}

static size_t look_up(struct symbols *s, uint64_t offset, struct symbol *out, size_t max)
{
	Dwarf_Addr bias = 0, pc = offset ? offset - 1 : 0;
	Dwarf_Die *cu = NULL;
	const char *name = NULL;
	size_t n = 0;

	if (s) {
		cu = dwfl_module_addrdie(s->module, pc, &bias);
		if (cu)
			n = resolve_dies(s, cu, pc - bias, out, max);
		name = n ? NULL : dwfl_module_addrname(s->module, pc);
	}
	if (n)
		return n;
	memset(out, 0, sizeof(*out));
	out->function = name ? name : "?";
	return 1;
}

/* Without memory nothing is kept. */
static void keep(struct found *f, uint64_t offset, const struct symbol *symbols, size_t n,
		 size_t max)
{
	struct symbol *copy = malloc(n * sizeof(*copy));

	if (!copy)
		return;
	memcpy(copy, symbols, n * sizeof(*copy));
	free(f->symbols);
	*f = (struct found) { .offset = offset, .n = n, .max = max, .symbols = copy };
}

size_t symbols_resolve(struct symbols *s, uint64_t offset, struct symbol *out,
		       size_t max)
{
	struct found *f = s ? &s->found[hash_bytes(HASH_BEGIN, &offset, sizeof(offset)) % FOUND] : NULL;
	size_t n;

	if (f && f->max == max && f->offset == offset) {
		memcpy(out, f->symbols, f->n * sizeof(*out));
		return f->n;
	}
	n = look_up(s, offset, out, max);
	if (f)
		keep(f, offset, out, n, max);
	return n;
}

static int64_t cfa_in(Dwarf_CFI *cfi, Dwarf_Addr pc)
{
	Dwarf_Frame *frame = NULL;
	int64_t above = -1;
	Dwarf_Op *ops;
	size_t n;

	if (!cfi || dwarf_cfi_addrframe(cfi, pc, &frame))
		return -1;
	if (!dwarf_frame_cfa(frame, &ops, &n) && n == 1) {
		if (ops[0].atom == DW_OP_breg0 + CPU_DWARF_SP)
			above = (int64_t)ops[0].number;
		else if (ops[0].atom == DW_OP_bregx &&
			 ops[0].number == CPU_DWARF_SP)
			above = (int64_t)ops[0].number2;
	}
	free(frame);
	return above;
}

int64_t symbols_cfa_above_sp(struct symbols *s, uint64_t offset)
{
	Dwarf_Addr bias = 0, pc = offset ? offset - 1 : 0;
	int64_t above;

	if (!s)
		return -1;
	above = cfa_in(dwfl_module_eh_cfi(s->module, &bias), pc - bias);
	if (above >= 0)
		return above;
	return cfa_in(dwfl_module_dwarf_cfi(s->module, &bias), pc - bias);
}
