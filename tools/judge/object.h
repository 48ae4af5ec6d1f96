/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * object.h - the code of two instances compared, function by function.
 *
 *   code.o of each: sections, symbols, relocations ──► functions that differ, or "all"
 *
 * A run that enters none of the functions that differ does on one instance what it does
 * on the other.  It knows nothing of sources, lines and scenarios.
 */
#ifndef TOOLS_JUDGE_OBJECT_H
#define TOOLS_JUDGE_OBJECT_H

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

/* A stretch of a section: what a symbol names, or what is between two of them. */
struct object_item {
	const char *name;	/* without a number that the compiler put behind it; of a
				   stretch between, that of the item before it */
	const char *file;	/* of a static one; else "" */
	uint64_t start, size;
	uint32_t section;
	uint32_t nth;		/* of those of that name and file */
	bool function, between;
};

struct object_reloc {
	uint64_t at;
	int64_t addend;
	uint32_t type, symbol;
};

/* A byte of data that code refers to: a table of jumps begins at one. */
struct object_anchor {
	uint32_t section;
	uint64_t at;
};

struct object_section {
	const char *name;	/* NULL: not in the instance's memory, or not compared */
	const unsigned char *bytes;	/* NULL: zeros */
	uint64_t size;
	uint32_t items, nitems;	/* in object->items, by address */
	uint32_t relocs, nrelocs;	/* in object->relocs, by address */
	bool runs, strings, merged;
	bool placed;		/* object_place() found it, at: */
	uint64_t base;
};

struct object {
	int fd;
	Elf *elf;
	uint32_t nsections, nitems, nrelocs, nsymbols;
	struct object_section *sections;
	struct object_item *items;
	struct object_reloc *relocs;
	struct object_anchor *anchors;	/* by section and address */
	uint32_t nanchors;
	const struct object_item **by_name;	/* functions */
	uint32_t nfunctions;
	GElf_Sym *symbols;
	const char **names;	/* of the symbols */
};

/* Read the object file @path.  False: it cannot be; object_close() frees @c in any case. */
bool object_open(struct object *c, const char *path);
void object_close(struct object *c);
/* Find where the instance @so, linked from @c alone, has its sections of code. */
bool object_place(struct object *c, const char *so);
/* The item with the byte at @at of a section; NULL: none. */
const struct object_item *object_at(const struct object *c, uint32_t section, uint64_t at);
/* The same for an offset in the instance, after object_place(). */
const struct object_item *object_at_offset(const struct object *c, uint64_t offset);
/* Its first byte's offset in the instance; UINT64_MAX: unknown. */
uint64_t object_offset(const struct object *c, const struct object_item *item);
/*
 * The byte that a relocation of @section refers to, in the section of its symbol.  In data
 * a distance counts from the table that it is in, or, where code knows no table there,
 * from itself; in code from the end of the field.
 */
uint64_t object_target(const struct object *c, uint32_t section, const struct object_reloc *r);
/* The function of the same name and file, or NULL. */
const struct object_item *object_like(const struct object *c, const struct object_item *item);

struct object_changes {
	const char *all;	/* all may differ, because of this; NULL: only those below */
	uint32_t n;
	const struct object_item **items;	/* functions of the first that differ in the second */
};

/* What differs between @a and @b.  object_changes_free() frees it, object_close() its items. */
void object_compare(struct object_changes *out, const struct object *a, const struct object *b);
void object_changes_free(struct object_changes *c);

#endif
