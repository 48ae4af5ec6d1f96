/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cfg_lint.h - is a function's config space what the specification allows?
 *
 * A second opinion: it walks lists by itself rather than trust the walker that
 * built them.
 */
#ifndef TESTS_UNIT_CFG_LINT_H
#define TESTS_UNIT_CFG_LINT_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/config/function.h"
#include "model/spec/caplen.h"

struct lint {
	const struct function *fn;
	uint8_t owner[1024];		/* a dword's claimant, 0 nobody */
	char *why;
	size_t size;
};

__attribute__((format(printf, 2, 3)))
static bool bad(struct lint *l, const char *fmt, ...)
{
	va_list ap;

	if (l->why && l->size) {
		va_start(ap, fmt);
		vsnprintf(l->why, l->size, fmt, ap);
		va_end(ap);
	}
	return false;
}

/* A list that loops meets itself here, so it needs no counting. */
static bool own(struct lint *l, unsigned int off, unsigned int bytes,
		unsigned int end)
{
	unsigned int i;

	/* A capture may hold what we do not know; we never build such. */
	if (!bytes && l->fn->spec->config_len)
		bytes = 4;
	if (!bytes)
		return bad(l, "capability at %#x is of no known length", off);
	if (off + bytes > end || off + bytes > l->fn->len)
		return bad(l, "capability at %#x ends at %#x, past %#x", off,
			   off + bytes, end < l->fn->len ? end : l->fn->len);
	for (i = off; i < off + bytes; i += 4)
		if (l->owner[i / 4]++)
			return bad(l, "capability at %#x overlaps another at %#x",
				   off, i);
	return true;
}

static bool lint_list(struct lint *l)
{
	const uint8_t *c = l->fn->cfg;
	unsigned int off = c[R_CAP_PTR];

	if (!(c[R_STATUS] & STS_CAP_LIST))
		return off ? bad(l, "capabilities pointer without the status bit") :
			true;
	for (; off; off = c[off + 1]) {
		if (off & 3 || off < 0x40)
			return bad(l, "capability at %#x: not a dword in 40h..fch", off);
		if (!own(l, off, cap_bytes(c, (uint8_t)off), 256))
			return false;
	}
	return true;
}

static bool lint_ext_list(struct lint *l)
{
	const uint8_t *c = l->fn->cfg;
	unsigned int off = 0x100;

	if (l->fn->len <= 0x100)
		return true;
	if (l->fn->space < 4096)
		return bad(l, "%u bytes of config space in a 256 byte one", l->fn->len);
	if (!get32(c + off))
		return bad(l, "extended config space without a list");
	for (; off; off = get32(c + off) >> 20) {
		if (off & 3 || off < 0x100)
			return bad(l, "extended capability at %#x: not a dword in "
				   "100h..ffch", off);
		if (off + 4 > l->fn->len)
			return bad(l, "extended capability at %#x, past %#x", off,
				   l->fn->len);
		if (!own(l, off, ext_cap_bytes(c, (uint16_t)off), 4096))
			return false;
	}
	return true;
}

/* Bits outside the header and any capability must not be writable. */
static bool lint_masks(struct lint *l)
{
	const struct function *fn = l->fn;
	unsigned int i;

	for (i = 0; i < fn->len; i++) {
		if (fn->wmask[i] & fn->w1c[i])
			return bad(l, "byte %#x: bits both writable and W1C", i);
		if (i >= 0x40 && !l->owner[i / 4] && (fn->wmask[i] | fn->w1c[i]))
			return bad(l, "byte %#x: writable outside any capability", i);
	}
	/* IDs, header type, capability pointer: read-only (7.5.1.1). */
	if (get32(fn->wmask) || fn->wmask[R_HEADER_TYPE] || fn->wmask[R_CAP_PTR])
		return bad(l, "an identifying header field is writable");
	return true;
}

/* Headers of capabilities, which nothing may change. */
static bool lint_headers(struct lint *l)
{
	const struct function *fn = l->fn;
	unsigned int i;

	for (i = 0; i < CAP_COUNT; i++) {
		unsigned int off = fn->cap[i];

		if (!off)
			continue;
		if (get16(fn->wmask + off) ||
		    (off >= 0x100 && get32(fn->wmask + off)))
			return bad(l, "capability header at %#x is writable", off);
	}
	return true;
}

static bool lint_type(struct lint *l)
{
	const struct function *fn = l->fn;
	unsigned int type = fn->cfg[R_HEADER_TYPE] & 0x7f;

	if (type != (fn->below ? 1u : 0u))
		return bad(l, "header type %u on a function %s a secondary bus", type,
			   fn->below ? "with" : "without");
	if (!fn->vf && get16(fn->cfg) == 0xffff)
		return bad(l, "vendor ffff reads as an empty slot");
	if (function_is_pcie(fn) && !fn->spec->config_len &&
	    function_port_type(fn) != fn->spec->type)
		return bad(l, "port type %u instead of %u", function_port_type(fn),
			   fn->spec->type);
	return true;
}

/*
 * Are its capability lists and masks what the specification allows?  Fills
 * @why (may be NULL) with the first thing that is not.
 */
__attribute__((unused))
static bool cfg_lint(const struct function *fn, char *why, size_t size)
{
	struct lint l = { .fn = fn, .why = why, .size = size };

	if (fn->len < 0x40 || fn->len % 4)
		return bad(&l, "%u bytes of config space", fn->len);
	return lint_type(&l) && lint_list(&l) && lint_ext_list(&l) &&
	       lint_masks(&l) && lint_headers(&l);
}

#endif
