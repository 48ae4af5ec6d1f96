// SPDX-License-Identifier: GPL-2.0-only
/*
 * pattern.c - the statements of the language that make a machine do something, as
 * patterns, and what may stand in their places.
 *
 * A pattern is words with blanks between:
 *
 *	word		itself		a|b|c	one of these	?word	or not
 *	<f>		a function	<buf> <m> <w> <d> <p> <s>	a name that is there
 *	<+buf> ...	a new name	<bar> <res> <reg>	a region of the function
 *	<range> <access> <ranges>	parts of that region	<size> <n> <value>
 *	<at:FILE>	a sysfs path of the function
 *
 * docs/LANGUAGE.md says what they mean.  tests/unit/test_explore.c draws
 * steps from them, and has the language parse each.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/internal.h"

static const char *const patterns[] = {
	/* drivers and functions */
	"step bind <f> hairpin-endpoint|vfio-pci|hairpin-gpu|xe-vfio-pci",
	"step unbind <f>",
	"step sriov <f> <n>",
	"step remove <f>",
	"step write /sys/bus/pci/rescan \"1\"",
	"step write <at:remove> \"1\"",
	"step write <at:rescan> \"1\"",
	"step write <at:reset> \"1\"",
	"step write <at:reset_method> \"flr\"|\"bus\"|\"pm\"|\"default\"|\"\"",
	"step write <at:sriov_numvfs> \"0\"|\"1\"|\"2\"|\"4\"",
	"step write <at:sriov_drivers_autoprobe> \"0\"|\"1\"",
	"step write <at:sriov_admin/vf1/profile/vram_quota> \"0\"|\"2097152\"|\"4194304\"|\"33554432\"",
	"step write <at:sriov_admin/.bulk_profile/vram_quota> \"0\"|\"2097152\"|\"4194304\"",
	"step write <at:driver_override> \"vfio-pci\"|\"hairpin-endpoint\"|\"\"",
	"step write <at:resource0_resize> <power>",
	"step write <at:resource2_resize> <power>",
	"step write <at:msi_bus> \"0\"|\"1\"",
	"step write <at:d3cold_allowed> \"0\"|\"1\"",
	"step write <at:power/control> \"auto\"|\"on\"",
	"step write /sys/bus/pci/drivers/vfio-pci/bind <bdf>",
	"step write /sys/bus/pci/drivers/vfio-pci/unbind <bdf>",
	"step write /sys/bus/pci/drivers/hairpin-endpoint/unbind <bdf>",
	"step write /sys/bus/pci/drivers_probe <bdf>",
	"step write /sys/kernel/iommu_groups/<n>/type \"DMA\"|\"identity\"|\"DMA-FQ\"|\"auto\"",
	/* DMA by drivers */
	"step dma <f> maps <f> <bar> <range> as <+d> ?via p2p|sgtable|phys|iova|resource ?dir to|from|both",
	"step dma <f> maps dram <size> as <+d> ?via single|coherent",
	"step write <d>",
	"step read <d>",
	"step unmap <d>",
	/* processes */
	"step process <p>",
	"step process <+p>",
	"step open <f> ?unattached|only|group",
	"step export <f> <reg> <ranges> as <+buf>",
	"step export <f> vram <range> as <+buf> by resource|provider|page ?movable",
	"step import <buf> by <f> as <+m> ?at-once|deferred|fenced|pinned|twice|never ?unmapped",
	"step import <buf> by iommufd of <f> as <+m>",
	"step import memory <size> by iommufd of <f> as <+m>",
	"step import memory <size> by iommufd of <f> pasid <n> as <+m>",
	"step attach <f>",
	"step attach <f> pasid <n>",
	"step detach <f>",
	"step detach <f> pasid <n>",
	"step map <m>",
	"step unmap <m>",
	"step drop <m>",
	"step close <buf>",
	"step close <f>",
	"step close iommufd|container",
	"step reset <f> ?sysfs",
	"step hotreset <f>",
	"step suspend <f>",
	"step resume <f>",
	"step memory <f> on|off",
	"step master <f> on|off",
	"step power <f> D0|D3",
	"step mmap <f> <reg> <range> as <+w> ?private ?huge",
	"step fail <f> bar2|bar4 <n> ?used",
	"step mmap <buf> <range> as <+w>",
	"step munmap <w>",
	"step load <w> <access>",
	"step store <w> <access> <value>",
	"step pass <buf> to <p>",
	"step pass <f> to <p>",
	"step wait <p>",
	"step wait 1us|100us|20ms|2s",
	"step exit",
	"step limit <n>",
	"step migrate <f> running|running-p2p|stop|stop-copy|resuming|pre-copy|error",
	"step save <f> as <+s> ?4K",
	"step save <f> as <s> ?100",
	"step restore <f> from <s> ?0+100",
	"step spoil <s> <n>",
	"step close <f> stream",
	"step group open|attach|device|detach|close <f>",
	"step hotreset <f> with <f>|none",
	"step read <f> <reg>|config <access>",
	"step write <f> <reg>|config <access> <value>",
	"step sweep <f>",
	"step probe <f> dma-buf|low-power-entry|low-power-exit|migration ?get ?set",
	"step irqs <f> msi|msix <n>|off",
	"step irqs <f> req 1|off",
	"step irqs <f> intx 1|off|mask|unmask",
	"step irqs <f> intx unmask eventfd|no-eventfd",
	"step start irqs <f> intx off|mask|unmask",
	"step interrupt <f> intx on|off",
	"step signal <f>",
	"step start signal <f>",
	"step interrupt <f> <n>",
};

#define NPATTERNS (sizeof(patterns) / sizeof(*patterns))

/* What the step that is being written is about. */
struct step {
	const struct program *p;
	uint32_t at;
	const struct surroundings *s;
	struct rng *rng;
	int32_t function;		/* the last that was named */
	uint64_t bytes;			/* of the last region */
};

static char *print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static char *print(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	return text;
}

static char *region(struct step *t, const char *word)
{
	const struct spec_function *f;
	uint32_t bar = (uint32_t)draw(t->rng, 6);

	t->bytes = 65536;
	if (t->function < 0)
		return print("%s%u", word, bar);
	f = &t->s->spec->functions[t->function];
	for (uint32_t i = 0; i < 6 && !draw_chance(t->rng, 10); i++, bar = (bar + 1) % 6)
		if (f->bar[bar].size_bytes)
			break;
	t->bytes = f->bar[bar].size_bytes;
	return print("%s%u", word, bar);
}

static char *some_size(struct rng *rng)
{
	static const char *const odd[] = { "1", "2K", "4095", "12K", "1M", "2M" };

	if (draw_chance(rng, 20))
		return strdup(odd[draw(rng, 6)]);
	return print("%lluK", 4ull << draw(rng, 6));
}

static char *access_text(struct step *t)
{
	uint64_t bytes = 1ull << draw(t->rng, 4), most = t->bytes ? t->bytes : 4096;
	uint64_t offset = draw_chance(t->rng, 50) ? draw(t->rng, 64) :
			  draw(t->rng, most > 65536 ? 65536 : most);

	return print("%llu+%llu", (unsigned long long)(offset / bytes * bytes),
		     (unsigned long long)bytes);
}

static char *some_range(uint64_t bytes, struct rng *rng)
{
	uint64_t pages = (bytes ? bytes : 4096) / 4096 + 1;
	uint64_t most = pages > 512 ? 512 : pages;

	switch (draw(rng, 8)) {
	case 0:
		return print("0+%llu", (unsigned long long)(bytes ? bytes : 4096));
	case 1:
		return print("%llu+4K", (unsigned long long)(draw(rng, pages) * 4096));
	case 2:
		return print("%llu+%llu", (unsigned long long)draw(rng, bytes + 4096),
			     (unsigned long long)draw(rng, 70000));
	default:
		return print("0+%lluK", 4ull * (1 + draw(rng, most)));
	}
}

static char *ranges(struct step *t)
{
	char *text = some_range(t->bytes, t->rng);

	while (draw_chance(t->rng, 25)) {
		char *more = some_range(t->bytes, t->rng);
		char *both = print("%s,%s", text, more);

		free(text);
		free(more);
		text = both;
	}
	return text;
}

static char *some_number(const struct surroundings *s, struct rng *rng)
{
	uint64_t value = 1ull << draw(rng, 64);

	if (s->nvalues && draw_chance(rng, 40))
		value = s->values[draw(rng, s->nvalues)];
	else if (draw_chance(rng, 50))
		value = draw(rng, 256);
	else
		value += draw(rng, 3) - 1;
	return print("0x%llx", (unsigned long long)value);
}

static const char *place_of(struct step *t, char *buf, size_t size)
{
	for (uint32_t i = 0; i < t->s->nplaces; i++) {
		const struct place *at = &t->s->place[draw(t->rng, t->s->nplaces)];

		if (t->function >= 0 && at->function != t->function)
			continue;
		snprintf(buf, size, "%04x:%02x:%02x.%d", HP_SBDF_DOMAIN(at->sbdf),
			 HP_SBDF_BUS(at->sbdf), HP_SBDF_DEVFN(at->sbdf) >> 3,
			 HP_SBDF_DEVFN(at->sbdf) & 7);
		return buf;
	}
	return NULL;
}

/* A path with the function's place in it, or its place alone. */
static char *sysfs(struct step *t, const char *slot)
{
	char bdf[24];

	t->function = some_function(t->s->spec, t->rng);
	if (!place_of(t, bdf, sizeof(bdf)))
		return NULL;
	if (!strncmp(slot, "<at:", 4))
		return print("/sys/bus/pci/devices/%s/%.*s", bdf,
			     (int)strlen(slot) - 5, slot + 4);
	return print("\"%s\"", bdf);
}

static char *function_slot(struct step *t)
{
	char *name = name_some(t->p, t->at, t->s, NAME_FUNCTION, t->rng);

	t->function = name ? name_function(t->s->spec, name) : -1;
	return name;
}

static const struct {
	const char *slot;
	enum name_kind kind;
} named[] = {
	{ "<buf>", NAME_BUFFER }, { "<m>", NAME_IMPORTER }, { "<w>", NAME_WINDOW },
	{ "<d>", NAME_MAPPING }, { "<p>", NAME_PROCESS }, { "<s>", NAME_STREAM },
};

static char *name_slot(struct step *t, const char *slot)
{
	bool fresh = slot[1] == '+';

	t->bytes = 65536;
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		if (strcmp(named[i].slot + 1, slot + 1 + fresh))
			continue;
		return fresh ? name_new(t->p, named[i].kind, t->rng) :
		       name_some(t->p, t->at, t->s, named[i].kind, t->rng);
	}
	return NULL;
}

static char *fill(struct step *t, const char *slot)
{
	if (!strcmp(slot, "<f>"))
		return function_slot(t);
	if (!strcmp(slot, "<bar>"))
		return region(t, "bar");
	if (!strcmp(slot, "<res>"))
		return region(t, "resource");
	if (!strcmp(slot, "<reg>"))
		return draw_chance(t->rng, 5) ? strdup("rom") : region(t, "bar");
	if (!strcmp(slot, "<range>"))
		return some_range(t->bytes, t->rng);
	if (!strcmp(slot, "<ranges>"))
		return ranges(t);
	if (!strcmp(slot, "<access>"))
		return access_text(t);
	if (!strcmp(slot, "<value>"))
		return some_number(t->s, t->rng);
	if (!strcmp(slot, "<size>"))
		return some_size(t->rng);
	if (!strcmp(slot, "<n>"))
		return print("%llu", (unsigned long long)draw(t->rng, 9));
	if (!strcmp(slot, "<power>"))
		return print("\"%llu\"", (unsigned long long)draw(t->rng, 16));
	if (!strncmp(slot, "<at:", 4) || !strcmp(slot, "<bdf>"))
		return sysfs(t, slot);
	return name_slot(t, slot);
}

/* One of the alternatives of @word, with the slots in it filled. */
static char *choose(struct step *t, const char *word)
{
	uint32_t n = 1, which;
	char *one, *filled, *slot, *text;

	for (const char *p = word; *p; p++)
		n += *p == '|';
	which = (uint32_t)draw(t->rng, n);
	while (which--)
		word = strchr(word, '|') + 1;
	one = strndup(word, strcspn(word, "|"));
	slot = strchr(one, '<');
	if (!slot)
		return one;
	text = strndup(slot, strcspn(slot, ">") + 1);
	filled = fill(t, text);
	if (filled) {
		char *whole = print("%.*s%s%s", (int)(slot - one), one, filled,
				    slot + strlen(text));

		free(filled);
		filled = whole;
	}
	free(text);
	free(one);
	return filled;
}

static char *write_out(struct step *t, const char *pattern)
{
	char *text = NULL, *filled;
	struct words w;
	bool ok = true, with = true;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	words_split(&w, pattern);
	for (uint32_t i = 0; i < w.n && ok; i++) {
		/* "?via X": both or none; "?word": it or none. */
		bool pair = i + 1 < w.n && (!strcmp(w.word[i], "?via") || !strcmp(w.word[i], "?dir"));

		if (*w.word[i] == '?') {
			with = draw_chance(t->rng, 40);
			if (!with) {
				i += pair;
				continue;
			}
			w.word[i]++;
		}
		filled = choose(t, w.word[i]);
		ok = filled;
		if (ok)
			fprintf(out, "%s%s", i ? " " : "", filled);
		free(filled);
	}
	words_free(&w);
	fclose(out);
	if (ok)
		return text;
	free(text);
	return NULL;
}

char *pattern_step(const struct program *p, uint32_t at,
		   const struct surroundings *s, struct rng *rng)
{
	for (int i = 0; i < 20; i++) {
		struct step t = { .p = p, .at = at, .s = s, .rng = rng, .function = -1 };
		char *line = write_out(&t, patterns[draw(rng, NPATTERNS)]);

		if (line)
			return line;
	}
	return NULL;
}

/* --- one word for another --- */

/* Words that may stand where another of the same line here stands. */
static const char *const kinds[] = {
	" on off ", " D0 D3 ", " msi msix intx req ", " to from both ",
	" at-once deferred fenced pinned twice never ",
	" p2p sgtable phys iova resource ", " single coherent ",
	" unattached only group ", " bar0 bar1 bar2 bar3 bar4 bar5 rom config ",
	" resource0 resource1 resource2 resource3 resource4 resource5 ",
	" map unmap drop ", " running running-p2p stop stop-copy resuming ", " suspend resume ", " open attach device detach close ",
	" reset hotreset ", " hairpin-endpoint vfio-pci ", " get set ",
	" dma-buf low-power-entry low-power-exit migration ",
	" \"0\" \"1\" ", " read write ",
};

/* Another word of @list, which has blanks around each; malloc()ed. */
static char *other_of(const char *list, struct rng *rng)
{
	struct words w;
	char *word;

	words_split(&w, list);
	word = strdup(w.word[draw(rng, w.n)]);
	words_free(&w);
	return word;
}

static char *other_kind(const char *word, struct rng *rng)
{
	char *key = print(" %s ", word), *other = NULL;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !other; i++)
		if (strstr(kinds[i], key))
			other = other_of(kinds[i], rng);
	free(key);
	return other;
}

static char *number_for(uint64_t was, const struct surroundings *s,
			struct rng *rng)
{
	switch (draw(rng, 6)) {
	case 0:
		return some_number(s, rng);
	case 1:
		return print("%llu", (unsigned long long)(was + 1));
	case 2:
		return print("%llu", (unsigned long long)(was ? was - 1 : 1));
	case 3:
		return print("%llu", (unsigned long long)(was * 2));
	case 4:
		return print("0x%llx", (unsigned long long)(was ^ 1ull << draw(rng, 32)));
	default:
		return print("%llu", (unsigned long long)draw(rng, 16));
	}
}

/* A number in front of @end, with a unit or none. */
static bool number(const char *word, const char **end, uint64_t *value)
{
	char *after;

	if (*word < '0' || *word > '9')
		return false;
	*value = strtoull(word, &after, 0);
	if (*after && strchr("KMGT", *after))
		*value <<= 10 * (strchr("KMGT", *after++) - "KMGT" + 1);
	*end = after;
	return true;
}

char *other_number(const char *word, const struct surroundings *s, struct rng *rng)
{
	const char *end, *second;
	uint64_t first, size;
	char *a, *b, *text;

	if (!number(word, &end, &first))
		return NULL;
	if (!*end)
		return number_for(first, s, rng);
	if (*end != '+' || !number(end + 1, &second, &size))
		return NULL;
	if (draw_chance(rng, 30) && !*second)
		return some_range(size * 2, rng);
	a = draw_chance(rng, 50) ? number_for(first, s, rng) :
	    print("%llu", (unsigned long long)first);
	b = draw_chance(rng, 50) ? number_for(size, s, rng) :
	    print("%llu", (unsigned long long)size);
	text = print("%s+%s%s", a, b, second);
	free(a);
	free(b);
	return text;
}

static char *other_word(const struct program *p, uint32_t at, const char *word,
			const struct surroundings *s, struct rng *rng)
{
	enum name_kind kind = name_of(p, at, s, word);
	char *other;

	if (kind != NAME_NONE)
		return name_some(p, at, s, kind, rng);
	other = other_kind(word, rng);
	return other ? other : other_number(word, s, rng);
}

char *exchange_word(const struct program *p, uint32_t at,
		    const struct surroundings *s, struct rng *rng)
{
	char *line = NULL, *other = NULL;
	struct words w;
	uint32_t i = 0;

	words_split(&w, p->steps.line[at]);
	for (int tries = 0; tries < 8 && w.n > 1 && !other; tries++) {
		i = 1 + (uint32_t)draw(rng, w.n - 1);
		/* The name that a step makes stays; "as" stands before it. */
		if (strcmp(w.word[i - 1], "as"))
			other = other_word(p, at, w.word[i], s, rng);
	}
	if (other) {
		w.word[i] = other;
		line = words_join(&w);
	}
	free(other);
	words_free(&w);
	return line;
}
