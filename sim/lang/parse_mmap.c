// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_mmap.c - files that processes map: step mmap, munmap, load, store.
 *
 * It knows the names of windows.  It must not know what a kernel does with them.
 */
#include <string.h>

#include "model/spec/plural.h"
#include "sim/lang/lang.h"

/* A file of a function, and which BAR it is of; p2pmem is of none. */
#define FILE_OF(kind, bar) ((kind) << 3 | (bar))

static const struct word files[] = {
	{ "bar0", FILE_OF(SCN_MMAP_VFIO, 0) }, { "bar1", FILE_OF(SCN_MMAP_VFIO, 1) },
	{ "bar2", FILE_OF(SCN_MMAP_VFIO, 2) }, { "bar3", FILE_OF(SCN_MMAP_VFIO, 3) },
	{ "bar4", FILE_OF(SCN_MMAP_VFIO, 4) }, { "bar5", FILE_OF(SCN_MMAP_VFIO, 5) },
	{ "rom", FILE_OF(SCN_MMAP_VFIO, 6) },
	{ "resource0", FILE_OF(SCN_MMAP_SYSFS, 0) },
	{ "resource1", FILE_OF(SCN_MMAP_SYSFS, 1) },
	{ "resource2", FILE_OF(SCN_MMAP_SYSFS, 2) },
	{ "resource3", FILE_OF(SCN_MMAP_SYSFS, 3) },
	{ "resource4", FILE_OF(SCN_MMAP_SYSFS, 4) },
	{ "resource5", FILE_OF(SCN_MMAP_SYSFS, 5) },
	{ "p2pmem", FILE_OF(SCN_MMAP_P2PMEM, 0) }, { 0 }
};

/* mmap F barN|resourceN|p2pmem RANGE as W, mmap BUF RANGE as W [private] [huge] */
static bool map_file(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_MMAP);
	int w;

	if (uapi_said(p, SCN_UAPI_EXPORT, cur(p))) {
		u->buffer = tok_dup(p, cur(p));
		p->pos++;
		u->mmap = SCN_MMAP_BUFFER;
	} else {
		if (!parse_reference(p, &s->a, "a buffer, or the function whose file is mapped"))
			return false;
		w = val_word(p, cur(p), files, "file of a function");
		if (w < 0)
			return false;
		p->pos++;
		u->mmap = (enum scn_mmap)(w >> 3);
		s->bar = (uint8_t)(w & 7);
	}
	if (!uapi_ranges(p, u))
		return false;
	if (u->nranges != 1)
		return lang_err(p, &p->tok[p->pos - 1], "mmap() takes one range; write OFFSET+SIZE, like 0+64K");
	if (!uapi_new_name(p, &u->name))
		return false;
	u->private = accept(p, "private");
	u->huge = accept(p, "huge");
	if (u->huge)
		uapi_need(p, HP_FEAT_HUGE_PFNMAP);
	return true;
}

static bool window_name(struct parser *p, struct scn_uapi *u)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "a window is missing; write the name after 'as' of a step mmap");
	if (!uapi_is_window(p, t))
		return lang_err(p, t, "no window '%.*s'; write the name after 'as' of a step mmap",
				TOK(t));
	u->name = tok_dup(p, t);
	p->pos++;
	return true;
}

/* munmap W, munmap M: what munmap() takes away is a window, or memory of the process. */
static bool unmap_file(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_MUNMAP);

	if (!uapi_said(p, SCN_UAPI_MEMORY_MAP, cur(p)))
		return window_name(p, u);
	u->name = tok_dup(p, cur(p));
	p->pos++;
	return true;
}

/* OFFSET, four bytes, or OFFSET+SIZE: what one instruction does. */
static bool place(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	struct tok first, size;

	if (!t)
		return lang_err(p, t, "where? write an offset into the window, like 0x10, or 0x10+8 for 8 bytes");
	s->bytes = 4;
	if (!tok_cut_plus(t, &first, &size))
		first = *t;
	else if (!val_size(p, &size, "number of bytes", &s->bytes))
		return false;
	if (!val_size(p, &first, "offset", &s->offset))
		return false;
	p->pos++;
	if ((s->bytes != 1 && s->bytes != 2 && s->bytes != 4 && s->bytes != 8) ||
	    s->offset % s->bytes)
		return lang_err(p, t, "'%.*s' is nothing that one load or store does; 1, 2, 4 or 8 bytes at a multiple of that would be right",
				TOK(t));
	return true;
}

static bool load(struct parser *p, struct scn_step *s)
{
	return window_name(p, uapi_new(p, s, SCN_UAPI_LOAD)) && place(p, s);
}

static bool store(struct parser *p, struct scn_step *s)
{
	const struct tok *t;

	if (!window_name(p, uapi_new(p, s, SCN_UAPI_STORE)) || !place(p, s))
		return false;
	t = cur(p);
	if (!val_number(p, t, UINT64_MAX, "value to store", &s->number))
		return false;
	p->pos++;
	if (s->bytes < 8 && s->number >> (8 * s->bytes))
		return lang_err(p, t, "%.*s does not fit into %u byte%s", TOK(t),
				(unsigned)s->bytes, plural(s->bytes));
	return true;
}

/* fail F barN OFFSET [used]: that page of memory which no BAR shows */
static bool fail(struct parser *p, struct scn_step *s)
{
	static const struct word shown[] = { { "bar2", 2 }, { "bar4", 4 }, { 0 } };
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_FAIL);
	int w;

	uapi_need(p, HP_FEAT_PFN_FAILURE);
	if (!parse_reference(p, &s->a, "whose memory"))
		return false;
	w = val_word(p, cur(p), shown, "region of coherent memory");
	if (w < 0)
		return false;
	s->bar = (uint8_t)w;
	p->pos++;
	if (!val_size(p, cur(p), "offset of the page", &s->offset))
		return false;
	p->pos++;
	u->used = accept(p, "used");
	return true;
}

/* expect sigbus W OFFSET, expect sigbus none */
bool expect_sigbus(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_SIGBUS);

	s->kind = SCN_EXPECT_UAPI;
	if (!uapi_is_window(p, cur(p)) && accept(p, "none"))
		return true;
	if (!window_name(p, u) || !val_size(p, cur(p), "offset", &s->offset))
		return false;
	p->pos++;
	return true;
}

const struct verb lang_verbs_mmap[] = {
	{ "mmap", map_file, map_file }, { "munmap", unmap_file, unmap_file },
	{ "load", load, load }, { "store", store, store },
	{ "fail", fail, NULL }, { 0 }
};

void lang_keywords_mmap(lang_keyword_fn add)
{
	for (const struct word *w = files; w->word; w++)
		add("file", w->word);
	add("word", "private");
	add("word", "huge");
	add("word", "used");
}
