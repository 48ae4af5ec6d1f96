// SPDX-License-Identifier: GPL-2.0-only
/*
 * value.c - parses the value of a word: numbers, units, BDFs, ids, ACS bits.
 */
#include <string.h>

#include "sim/lang/lang.h"

const struct word lang_acs_words[] = {
	{ "SV", ACS_SV }, { "SrcValid", ACS_SV },
	{ "TB", ACS_TB }, { "TransBlk", ACS_TB },
	{ "RR", ACS_RR }, { "ReqRedir", ACS_RR },
	{ "CR", ACS_CR }, { "CmpltRedir", ACS_CR },
	{ "UF", ACS_UF }, { "UpstreamFwd", ACS_UF },
	{ "EC", ACS_EC }, { "EgressCtrl", ACS_EC },
	{ "DT", ACS_DT }, { "DirectTrans", ACS_DT },
	{ 0 }
};

/* PCI Code and ID Assignment Specification, Class Codes. */
const struct word lang_classes[] = {
	{ "accelerator", 0x120000 },
	{ "processing", 0x120000 },
	{ "display", 0x038000 },
	{ "vga", 0x030000 },
	{ "3d", 0x030200 },
	{ "network", 0x020000 },
	{ "ethernet", 0x020000 },
	{ "infiniband", 0x020700 },
	{ "nvme", 0x010802 },
	{ "sata", 0x010601 },
	{ "raid", 0x010400 },
	{ "storage", 0x018000 },
	{ "memory", 0x050000 },
	{ "cxl", 0x050210 },
	{ "audio", 0x040300 },
	{ "usb", 0x0c0330 },
	{ "serial", 0x070002 },
	{ "dma", 0x080100 },
	{ "rcec", 0x080700 },
	{ "system", 0x088000 },
	{ "coprocessor", 0x0b4000 },
	{ "encryption", 0x108000 },
	{ "signal", 0x118000 },
	{ "host", 0x060000 },
	{ "isa", 0x060100 },
	{ "pci-bridge", 0x060400 },
	{ "bridge", 0x068000 },
	{ "none", 0x000000 },
	{ 0 }
};

const struct word lang_tlps_words[] = {
	{ "at-once", 0 }, { "in-flight", 1 }, { 0 }
};

const struct word lang_reset_words[] = {
	{ "ignore", 0 }, { "machine-check", 1 }, { 0 }
};

const struct word lang_p2p_words[] = {
	{ "refuse", SPEC_RC_REFUSE },
	{ "same-bridge", SPEC_RC_SAME_BRIDGE },
	{ "writes", SPEC_RC_WRITES },
	{ "all", SPEC_RC_ALL },
	{ 0 }
};

const struct word lang_cpu_words[] = {
	{ "intel", SPEC_CPU_INTEL },
	{ "amd", SPEC_CPU_AMD },
	{ "other", SPEC_CPU_OTHER },
	{ 0 }
};

const struct word lang_iommu_words[] = {
	{ "off", SPEC_IOMMU_OFF },
	{ "passthrough", SPEC_IOMMU_PASSTHROUGH },
	{ "strict", SPEC_IOMMU_STRICT },
	{ "lazy", SPEC_IOMMU_LAZY },
	{ 0 }
};

const struct word lang_driver_words[] = {
	{ "simple", SPEC_IOMMU_SIMPLE },
	{ "smmuv3", SPEC_IOMMU_SMMUV3 },
	{ 0 }
};

const struct word lang_lack_words[] = {
	{ "stage1", SPEC_SMMU_NO_STAGE1 },
	{ "stage2", SPEC_SMMU_NO_STAGE2 },
	{ "two-level", SPEC_SMMU_NO_TWO_LEVEL },
	{ "range-invalidation", SPEC_SMMU_NO_RANGES },
	{ "messages", SPEC_SMMU_NO_MSI },
	{ "two-wires", SPEC_SMMU_NO_TWO_WIRES },
	{ "ats", SPEC_SMMU_NO_ATS },
	{ "pasid", SPEC_SMMU_NO_PASID },
	{ "snooping", SPEC_SMMU_NO_SNOOP },
	{ "16-bit-ids", SPEC_SMMU_NO_16_BITS },
	{ "dirty-state", SPEC_SMMU_NO_DIRTY },
	{ 0 }
};

const struct word lang_window_words[] = {
	{ "mem", SPEC_WIN_MEM },
	{ "pref", SPEC_WIN_PREF },
	{ "io", SPEC_WIN_IO },
	{ 0 }
};

const struct word lang_map_words[] = {
	{ "BUS_ADDR", HP_MAP_BUS_ADDR },
	{ "THRU_HOST_BRIDGE", HP_MAP_THRU_HOST_BRIDGE },
	{ "NOT_SUPPORTED", HP_MAP_NOT_SUPPORTED },
	{ "NONE", HP_MAP_NONE },
	{ 0 }
};

const char *word_of(const struct word *table, int value)
{
	for (; table->word; table++)
		if (table->value == value)
			return table->word;
	return NULL;
}

int val_word(struct parser *p, const struct tok *t, const struct word *table,
	     const char *what)
{
	const char *all;

	for (const struct word *w = table; t && w->word; w++)
		if (tok_is(t, w->word))
			return w->value;
	all = word_list(p, &table[0].word, SIZE_MAX, sizeof(*table), "or");
	if (!t)
		lang_err(p, t, "%s is missing; write %s", what, all);
	else
		lang_err(p, t, "'%.*s' is no %s; it is %s", TOK(t), what, all);
	return -1;
}

/*
 * Digits from s[*i] on.  0: a number; 'n': none there; 'o': over 64 bits.
 */
static int digits(const char *s, uint32_t len, uint32_t *i, unsigned int base,
		  uint64_t *out)
{
	uint32_t start = *i;
	uint64_t v = 0;
	bool over = false;

	for (; *i < len && digit_of(s[*i]) < (int)base; (*i)++) {
		unsigned int d = (unsigned int)digit_of(s[*i]);

		if (v > (UINT64_MAX - d) / base)
			over = true;
		else
			v = v * base + d;
	}
	*out = v;
	return *i == start ? 'n' : over ? 'o' : 0;
}

/* Decimal, or hexadecimal after 0x. */
static int any_digits(const char *s, uint32_t len, uint32_t *i, uint64_t *out,
		      bool *hex)
{
	*hex = len - *i > 2 && s[*i] == '0' && (s[*i + 1] | 0x20) == 'x';
	if (*hex)
		*i += 2;
	return digits(s, len, i, *hex ? 16 : 10, out);
}

static bool number_wrong(struct parser *p, const struct tok *t, int why,
			 uint32_t i, const char *what, const char *like)
{
	if (why == 'o')
		return lang_err(p, t, "%s '%.*s' does not fit in 64 bits", what,
				TOK(t));
	return lang_err_at(p, t->line, t->col + i, "'%.*s' is no %s; write it like %s",
			   TOK(t), what, like);
}

static bool too_big(struct parser *p, const struct tok *t, const char *what,
		    uint64_t max, bool hex)
{
	if (hex)
		return lang_err(p, t, "%s '%.*s' is too big; at most 0x%llx", what,
				TOK(t), (unsigned long long)max);
	return lang_err(p, t, "%s '%.*s' is too big; at most %llu", what, TOK(t),
			(unsigned long long)max);
}

bool val_number(struct parser *p, const struct tok *t, uint64_t max,
		const char *what, uint64_t *out)
{
	uint32_t i = 0;
	bool hex;
	int why;

	if (!t)
		return lang_err(p, t, "%s is missing; write a number", what);
	why = t->string ? 'n' : any_digits(t->s, t->len, &i, out, &hex);
	if (why || i != t->len)
		return number_wrong(p, t, why, i, what, "8 or 0x8");
	return *out <= max || too_big(p, t, what, max, hex);
}

/* Hexadecimal with or without 0x, as in BDFs and ids. */
bool val_hex(struct parser *p, const struct tok *t, uint64_t max,
	     const char *what, uint64_t *out)
{
	uint32_t i = 0;
	int why;

	if (!t)
		return lang_err(p, t, "%s is missing; write it in hexadecimal", what);
	if (t->len > 2 && t->s[0] == '0' && (t->s[1] | 0x20) == 'x')
		i = 2;
	why = t->string ? 'n' : digits(t->s, t->len, &i, 16, out);
	if (why || i != t->len)
		return number_wrong(p, t, why, i, what, "1a or 0x1a (hexadecimal)");
	return *out <= max || too_big(p, t, what, max, true);
}

static int unit_shift(char c)
{
	switch (c) {
	case 'K': return 10;
	case 'M': return 20;
	case 'G': return 30;
	case 'T': return 40;
	case 'P': return 50;
	default: return -1;
	}
}

/* A size in @len bytes at @s; @i is where it stopped making sense. */
static int size_of(const char *s, uint32_t len, uint32_t *i, uint64_t *out)
{
	bool hex;
	int why = any_digits(s, len, i, out, &hex);
	int shift;

	if (why)
		return why;
	if (*i == len)
		return 0;
	shift = hex ? -1 : unit_shift(s[*i]);
	if (shift < 0)
		return 'n';
	(*i)++;
	if (len - *i == 2 && s[*i] == 'i' && s[*i + 1] == 'B')
		*i += 2;
	if (*i != len)
		return 'n';
	if (*out > UINT64_MAX >> shift)
		return 'o';
	*out <<= shift;
	return 0;
}

bool val_size(struct parser *p, const struct tok *t, const char *what,
	      uint64_t *out)
{
	uint32_t i = 0;
	int why;

	if (!t)
		return lang_err(p, t, "%s is missing; write it like 64K, 256M, 32G or 0x1000",
				what);
	why = t->string ? 'n' : size_of(t->s, t->len, &i, out);
	return !why || number_wrong(p, t, why, i, what, "64K, 256M, 32G or 0x1000");
}

static int signed_size_of(const char *s, uint32_t len, uint32_t *i, int64_t *out)
{
	const bool minus = len && s[0] == '-';
	uint64_t v;
	int why;

	*i = minus || (len && s[0] == '+');
	why = size_of(s, len, i, &v);
	if (!why && v > (uint64_t)INT64_MAX + minus)
		why = 'o';
	if (!why)
		*out = (int64_t)(minus ? -v : v);
	return why;
}

bool val_signed_size(struct parser *p, const struct tok *t, const char *what,
		     int64_t *out)
{
	uint32_t i = 0;
	int why;

	if (!t)
		return lang_err(p, t, "%s is missing; write it like 0x80000000 or -2G",
				what);
	why = t->string ? 'n' : signed_size_of(t->s, t->len, &i, out);
	return !why || number_wrong(p, t, why, i, what, "0x80000000 or -2G");
}

bool scenario_signed_size(const char *text, int64_t *out)
{
	uint32_t i;

	return !signed_size_of(text, (uint32_t)strlen(text), &i, out);
}

bool val_time(struct parser *p, const struct tok *t, uint64_t *out_ps)
{
	static const struct {
		const char *unit;
		uint64_t ps;
	} units[] = {
		{ "ps", 1 }, { "ns", 1000 }, { "us", 1000000 },
		{ "ms", 1000000000 }, { "s", 1000000000000 },
	};
	uint32_t i;
	int why;

	if (!t)
		return lang_err(p, t, "a time is missing; write it like 10us");
	i = t->len && t->s[0] == '+';
	why = t->string ? 'n' : digits(t->s, t->len, &i, 10, out_ps);
	for (size_t u = 0; !why && u < sizeof(units) / sizeof(*units); u++) {
		if (strlen(units[u].unit) != t->len - i ||
		    memcmp(units[u].unit, t->s + i, t->len - i))
			continue;
		if (*out_ps > INT64_MAX / units[u].ps)
			return lang_err(p, t, "'%.*s' is later than virtual time goes; at most 106 days",
					TOK(t));
		*out_ps *= units[u].ps;
		return true;
	}
	return number_wrong(p, t, why, i, "time", "500ns, 10us, 3ms or 1s");
}

/* hex digits of a fixed count up to @stop; false when it is not so. */
static bool hex_field(const struct tok *t, uint32_t *i, uint32_t min,
		      uint32_t max, uint64_t *out)
{
	uint32_t start = *i;

	return !digits(t->s, t->len, i, 16, out) && *i - start >= min &&
	       *i - start <= max;
}

/* DD.F, BB:DD.F or DDDD:BB:DD.F, all hexadecimal as lspci writes them. */
bool parse_address(const struct tok *t, struct address *a)
{
	uint64_t v[4];
	unsigned int n = 0, colons = 0;
	uint32_t i = 0;

	if (t->string)
		return false;
	for (uint32_t k = 0; k < t->len; k++)
		colons += t->s[k] == ':';
	if (colons > 2)
		return false;
	if (colons == 2 && (!hex_field(t, &i, 4, 8, &v[n++]) || t->s[i++] != ':'))
		return false;
	if (colons && (!hex_field(t, &i, 2, 2, &v[n++]) || i >= t->len ||
		       t->s[i++] != ':'))
		return false;
	if (!hex_field(t, &i, 2, 2, &v[n++]) || i >= t->len || t->s[i++] != '.' ||
	    !hex_field(t, &i, 1, 1, &v[n++]) || i != t->len)
		return false;
	if (v[n - 1] > 7 || v[n - 2] > 0x1f)
		return false;
	a->devfn = (uint8_t)(v[n - 2] << 3 | v[n - 1]);
	a->has_bus = colons > 0;
	a->bus = colons ? (uint8_t)v[n - 3] : 0;
	a->has_domain = colons > 1;
	a->domain = colons > 1 ? (uint32_t)v[0] : 0;
	return true;
}

bool val_id(struct parser *p, const struct tok *t, uint16_t *hi, uint16_t *lo)
{
	uint64_t a, b;
	uint32_t i = 0;

	if (!t)
		return lang_err(p, t, "an id is missing; write vendor:device like 8086:2030");
	if (t->string || !hex_field(t, &i, 4, 4, &a) || i >= t->len ||
	    t->s[i++] != ':' || !hex_field(t, &i, 4, 4, &b) || i != t->len)
		return lang_err(p, t, "'%.*s' is no id; write vendor:device, four hexadecimal digits each, like 8086:2030",
				TOK(t));
	*hi = (uint16_t)a;
	*lo = (uint16_t)b;
	return true;
}

bool val_class(struct parser *p, const struct tok *t, uint32_t *out)
{
	char hint[96];
	uint64_t v;

	if (!t)
		return lang_err(p, t, "a class is missing; write a word like network, or 0x020000");
	if (t->len > 2 && t->s[0] == '0' && t->s[1] == 'x') {
		if (!val_hex(p, t, 0xffffff, "class", &v))
			return false;
		*out = (uint32_t)v;
		return true;
	}
	for (const struct word *w = lang_classes; w->word; w++) {
		if (tok_is(t, w->word)) {
			*out = (uint32_t)w->value;
			return true;
		}
	}
	word_hint(t, &lang_classes[0].word, SIZE_MAX, sizeof(*lang_classes), hint,
		  sizeof(hint));
	return lang_err(p, t, "'%.*s' is no class%s%s", TOK(t), hint,
			*hint ? "" : "; write a word like network, or 0x020000");
}

/* Buses 00-ff. */
bool val_range(struct parser *p, const struct tok *t, uint8_t *first,
	       uint8_t *last)
{
	uint64_t a, b;
	uint32_t i = 0;

	if (!t)
		return lang_err(p, t, "a range of buses is missing; write it like 00-7f");
	if (t->string || !hex_field(t, &i, 1, 2, &a) || i >= t->len ||
	    t->s[i++] != '-' || !hex_field(t, &i, 1, 2, &b) || i != t->len)
		return lang_err(p, t, "'%.*s' is no range of buses; write it in hexadecimal like 00-7f",
				TOK(t));
	if (a > b)
		return lang_err(p, t, "buses %.*s go backwards; write the lower first",
				TOK(t));
	*first = (uint8_t)a;
	*last = (uint8_t)b;
	return true;
}

static bool is_acs_word(const struct tok *t)
{
	return t && !t->string && t->len > 1 &&
	       (t->s[t->len - 1] == '+' || t->s[t->len - 1] == '-') &&
	       ((t->s[0] | 0x20) >= 'a' && (t->s[0] | 0x20) <= 'z');
}

bool val_acs_words(struct parser *p, uint16_t *mask, uint16_t *value)
{
	for (const struct tok *t; is_acs_word(t = cur(p)); p->pos++) {
		struct tok bit = *t;
		const struct word *w = lang_acs_words;
		char hint[96];

		bit.len--;
		while (w->word && !tok_is(&bit, w->word))
			w++;
		if (!w->word) {
			word_hint(&bit, &lang_acs_words[0].word, SIZE_MAX,
				  sizeof(*lang_acs_words), hint, sizeof(hint));
			return lang_err(p, t, "'%.*s' is no ACS control%s", TOK(&bit),
					*hint ? hint : "; known are SV TB RR CR UF EC DT and lspci's words, each with + or -");
		}
		if (*mask & w->value)
			return lang_err(p, t, "ACS control '%.*s' is given twice; say once whether it is on",
					TOK(&bit));
		*mask |= (uint16_t)w->value;
		if (t->s[t->len - 1] == '+')
			*value |= (uint16_t)w->value;
	}
	return true;
}

bool tok_cut_plus(const struct tok *t, struct tok *first, struct tok *second)
{
	const char *plus = t && !t->string ? memchr(t->s, '+', t->len) : NULL;

	if (!plus)
		return false;
	*first = *second = *t;
	first->len = (uint32_t)(plus - t->s);
	second->s = plus + 1;
	second->len = t->len - first->len - 1;
	second->col += first->len + 1;
	return true;
}
