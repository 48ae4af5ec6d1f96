// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_smmu.c - what an SMMUv3 of the machine lacks: smmu N without ... address-bits N.
 */
#include "sim/lang/lang.h"

static bool twice(struct parser *p, const struct tok *t)
{
	return lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
}

/* Words up to the end, or to what is no lack. */
static bool without(struct parser *p, struct spec_smmu *s)
{
	int w = val_word(p, cur(p), lang_lack_words, "part of an SMMU");

	while (w >= 0) {
		if (s->lacks & (uint32_t)w)
			return twice(p, cur(p));
		s->lacks |= (uint32_t)w;
		p->pos++;
		if (!cur(p) || tok_is(cur(p), "address-bits") || tok_is(cur(p), "without"))
			return true;
		w = val_word(p, cur(p), lang_lack_words, "part of an SMMU");
	}
	return false;
}

/* Those of IDR5.OAS that page tables of 4 KiB granules have (IHI 0070 6.3.6). */
static bool address_bits(struct parser *p, struct spec_smmu *s)
{
	static const uint8_t bits[] = { 32, 36, 40, 42, 44, 48 };
	const struct tok *t = cur(p);
	uint64_t v;

	if (!val_number(p, t, 64, "number of address bits", &v))
		return false;
	for (size_t i = 0; i < sizeof(bits); i++)
		if (v == bits[i]) {
			s->address_bits = bits[i];
			p->pos++;
			return true;
		}
	return lang_err(p, t, "an SMMU has no addresses of %.*s bits; it has 32, 36, 40, 42, 44 or 48", TOK(t));
}

/* Returns true if such an SMMU could exist. */
static bool could_be(struct parser *p, const struct tok *t, const struct spec_smmu *s)
{
	const uint32_t both = SPEC_SMMU_NO_STAGE1 | SPEC_SMMU_NO_STAGE2;

	if (!s->lacks && !s->address_bits)
		return lang_err(p, NULL, "an SMMU lacks nothing unless it is said; write without, or address-bits");
	if ((s->lacks & both) == both)
		return lang_err(p, t, "an SMMU without stage1 and stage2 translates nothing; leave out one of them");
	if (s->lacks & SPEC_SMMU_NO_TWO_WIRES && !(s->lacks & SPEC_SMMU_NO_MSI))
		return lang_err(p, t, "an SMMU that sends messages has no wires; write 'messages' beside 'two-wires'");
	return true;
}

bool stmt_smmu(struct parser *p, int arg)
{
	const struct tok *t = cur(p), *head = &p->tok[p->pos - 1];
	struct spec_smmu *s;
	uint64_t n;

	(void)arg;
	if (!val_number(p, t, SPEC_MAX_SMMUS - 1, "SMMU", &n))
		return false;
	p->pos++;
	s = &p->spec->host.smmus[n];
	if (s->loc.line)
		return lang_err(p, head, "smmu %.*s is stated twice; the first is at %u:%u", TOK(t),
				s->loc.line, s->loc.column);
	s->loc = tok_loc(p, head);
	while (cur(p)) {
		bool is_bits = tok_is(cur(p), "address-bits");

		if (!is_bits && !tok_is(cur(p), "without"))
			return lang_err(p, cur(p), "unknown word '%.*s' in smmu; write without, or address-bits", TOK(cur(p)));
		if (is_bits ? s->address_bits != 0 : s->lacks != 0)
			return twice(p, cur(p));
		p->pos++;
		if (!(is_bits ? address_bits(p, s) : without(p, s)))
			return false;
	}
	return could_be(p, head, s);
}

bool check_smmus(struct parser *p)
{
	for (uint32_t n = 0; n < SPEC_MAX_SMMUS; n++) {
		const struct spec_loc *at = &p->spec->host.smmus[n].loc;
		bool found = !at->line;

		for (uint32_t i = 0; i < p->spec->nbridges; i++)
			found |= p->spec->host_bridges[i].smmu == n ||
				 p->spec->host_bridges[i].said_smmu == n;
		if (!found)
			return lang_err_at(p, at->line, at->column, "smmu %u is behind no host bridge; write hb NAME ... smmu %u", n, n);
	}
	return true;
}
