// SPDX-License-Identifier: GPL-2.0-only
/*
 * when.c - statements that apply to some machines only: "... when iommu strict offset
 * some".
 *
 * It knows words and struct spec.
 */
#include <string.h>

#include "sim/lang/lang.h"

#define MODES 15u			/* 1 << enum spec_iommu_mode */
#define OFFSET_NONE (1u << 4)
#define OFFSET_SOME (1u << 5)

static bool has_offset(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nbridges; i++)
		for (uint32_t k = 0; k < s->host_bridges[i].nwindows; k++) {
			const struct spec_window *w = &s->host_bridges[i].windows[k];

			if (w->kind != SPEC_WIN_IO && w->offset)
				return true;
		}
	return false;
}

bool scn_when(uint32_t when, const struct spec *s)
{
	const uint32_t offset = when & (OFFSET_NONE | OFFSET_SOME);

	if (when & MODES && !(when >> s->host.iommu & 1))
		return false;
	return !offset || offset & (has_offset(s) ? OFFSET_SOME : OFFSET_NONE);
}

const char *scn_when_text(uint32_t when, char *buf, size_t size)
{
	static const char *const mode[] = { "off", "passthrough", "strict", "lazy" };
	const char *sep = " iommu ";
	size_t n = (size_t)snprintf(buf, size, "only when");

	for (uint32_t i = 0; i < 4; i++)
		if (when >> i & 1) {
			n += (size_t)snprintf(buf + n, size - n, "%s%s", sep, mode[i]);
			sep = ",";
		}
	if (when & (OFFSET_NONE | OFFSET_SOME))
		snprintf(buf + n, size - n, " offset %s",
			 when & OFFSET_NONE ? "none" : "some");
	return buf;
}

/* "on", or one mode; several with commas between. */
static bool modes(struct parser *p, const struct tok *t, uint32_t *out)
{
	static const struct word words[] = {
		{ "off", 1 << SPEC_IOMMU_OFF },
		{ "passthrough", 1 << SPEC_IOMMU_PASSTHROUGH },
		{ "strict", 1 << SPEC_IOMMU_STRICT },
		{ "lazy", 1 << SPEC_IOMMU_LAZY },
		{ "on", 1 << SPEC_IOMMU_PASSTHROUGH | 1 << SPEC_IOMMU_STRICT |
			1 << SPEC_IOMMU_LAZY },
		{ 0 }
	};
	struct tok one = *t;

	for (uint32_t done = 0; done <= t->len; done += one.len + 1) {
		const char *comma;
		int w;

		one.s = t->s + done;
		one.len = t->len - done;
		one.col = t->col + done;
		comma = memchr(one.s, ',', one.len);
		if (comma)
			one.len = (uint32_t)(comma - one.s);
		w = val_word(p, &one, words, "IOMMU mode");
		if (w < 0)
			return false;
		*out |= (uint32_t)w;
	}
	return true;
}

/* One condition from token @at on; @at goes behind it. */
static bool one_condition(struct parser *p, uint32_t *at, uint32_t *when)
{
	static const struct word offsets[] = {
		{ "none", OFFSET_NONE }, { "some", OFFSET_SOME }, { 0 }
	};
	const struct tok *t = &p->tok[*at];
	const bool iommu = tok_is(t, "iommu");
	const struct tok *value = *at + 1 < p->ntok ? t + 1 : NULL;
	int w;

	if (!iommu && !tok_is(t, "offset"))
		return lang_err(p, t, "'%.*s' is too much; a condition is iommu and modes with commas between, like strict,lazy, or offset none or some",
				TOK(t));
	if (*when & (iommu ? MODES : OFFSET_NONE | OFFSET_SOME))
		return lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
	*at += 2;
	if (iommu && !value)
		return lang_err(p, NULL, "an IOMMU mode is missing; write off, on, passthrough, strict or lazy");
	if (iommu)
		return modes(p, value, when);
	w = val_word(p, value, offsets, "bus offset");
	*when |= w < 0 ? 0 : (uint32_t)w;
	return w >= 0;
}

bool when_clause(struct parser *p, uint32_t *when)
{
	uint32_t at = p->ntok, end;

	while (at > p->pos + 1 &&
	       (p->tok[at - 1].string || !tok_is(&p->tok[at - 1], "when")))
		at--;
	if (at <= p->pos + 1)
		return true;
	end = at - 1;
	if (at == p->ntok || (!tok_is(&p->tok[at], "iommu") &&
			      !tok_is(&p->tok[at], "offset")))
		return lang_err(p, at < p->ntok ? &p->tok[at] : NULL,
				"'iommu' or 'offset' is missing after when; write when iommu strict,lazy, or when offset none");
	while (at < p->ntok)
		if (!one_condition(p, &at, when))
			return false;
	p->ntok = end;
	return true;
}
