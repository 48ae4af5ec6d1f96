// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - the ways in which a machine is changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/internal.h"
#include "tools/explore/machine.h"

static const char *const hosts[] = {
	"pc", "server", "server-same-bridge", "amd-zen", "power", "arm",
};
static const char *const modes[] = { "off", "passthrough", "strict", "lazy" };
static const char *const classes[] = {
	"display", "vga", "3d", "network", "infiniband", "nvme", "storage", "memory",
	"cxl", "audio", "usb", "serial", "system", "accelerator", "isa", "bridge", "none",
};
static const char *const options[] = {
	"flr", "pm", "no-soft-reset", "ats", "pri", "pasid 16", "aer", "ltr", "dpc",
	"serial", "ari", "ari-forwarding", "no-tlp-prefix", "multifunction", "p2p-internal", "intx A",
	"msi 4", "msix 8", "intx A", "intx D no-disable", "rom 64K", "hotplug", "slot", "acs SV+ RR+ CR+ UF+",
	"acs SV- RR- CR- EC-", "acs empty", "vfs 4 vfbar0 64K", "bar0 16K", "bar2 1M pref",
	"bar4 64K 64", "bar0 64K 32", "link gen5 x16", "link none", "id 10de:2230",
	"reserve-mem 2M", "class vga", "bar1 128 io", "bar2 256M pref rebar 256M,512M",
};
static const char *const parameters[] = {
	"pci=realloc", "pci=pcie_bus_perf", "pci=pcie_bus_safe", "pci=noats", "pci=nomsi",
	"pci=noaer", "pci=hpmmiosize=4M", "pci=hpbussize=2", "pci=assign-busses",
	"pci=disable_acs_redir=pci:0:0", "pci=config_acs=xx0x1x0@pci:0:0",
	"pci=resource_alignment=20@pci:0:0", "iommu.strict=0", "pcie_ports=native",
	"pcie_aspm=off", "pci=nobfsort", "pci=big_root_window",
};

#define ONE(list) list[draw(rng, sizeof(list) / sizeof(*list))]

/* The line that begins with @word; -1 none. */
static int32_t line_of(const struct lines *l, const char *word)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (!strncmp(l->line[i], word, strlen(word)) &&
		    l->line[i][strlen(word)] == ' ')
			return (int32_t)i;
	return -1;
}

static void put(struct lines *l, uint32_t at, const char *word, const char *value)
{
	char *line;

	if (asprintf(&line, "%s %s", word, value) < 0)
		abort();
	if (line_of(l, word) >= 0)
		lines_set(l, (uint32_t)line_of(l, word), line);
	else
		lines_insert(l, at, line);
	free(line);
}

/* The host's name alone: what else its line says stays. */
static void other_host(struct lines *l, struct rng *rng)
{
	int32_t at = line_of(l, "host");
	struct words w;
	char *line, *host;

	if (at < 0)
		return;
	words_split(&w, l->line[at]);
	host = strdup(ONE(hosts));
	if (w.n > 1)
		w.word[1] = host;
	line = words_join(&w);
	lines_set(l, (uint32_t)at, line);
	words_free(&w);
	free(host);
	free(line);
}

static bool is_function_line(const char *line)
{
	static const char *const begin[] = { "rp ", "ep ", "fn ", "dsp ", "switch ",
					     "bridge ", "pcidev " };

	for (size_t i = 0; i < sizeof(begin) / sizeof(*begin); i++)
		if (!strncmp(line, begin[i], strlen(begin[i])))
			return true;
	return false;
}

static int32_t some_line(const struct lines *l, struct rng *rng)
{
	for (int i = 0; i < 10 && l->n; i++) {
		uint32_t at = (uint32_t)draw(rng, l->n);

		if (is_function_line(l->line[at]))
			return (int32_t)at;
	}
	return -1;
}

static void more_options(struct lines *l, struct rng *rng)
{
	int32_t at = some_line(l, rng);
	char *line;

	if (at < 0)
		return;
	if (asprintf(&line, "%s %s", l->line[at], ONE(options)) < 0)
		abort();
	lines_set(l, (uint32_t)at, line);
	free(line);
}

/* "RR+" to "RR-"; or what a number, a class or an id may be instead. */
static char *other_option(const char *word, const struct surroundings *s,
			  struct rng *rng)
{
	size_t n = strlen(word);
	uint64_t value = s->nvalues ? s->values[draw(rng, s->nvalues)] : draw(rng, 65536);
	char *text;

	if (n > 1 && strchr("+-", word[n - 1])) {
		text = strdup(word);
		text[n - 1] = word[n - 1] == '+' ? '-' : '+';
		return text;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (!strcmp(word, classes[i]))
			return strdup(ONE(classes));
	if (n == 9 && word[4] == ':') {
		if (asprintf(&text, draw_chance(rng, 50) ? "%04x%.5s" : "%04x:%.4s",
			     (unsigned int)(value & 0xffff), word + 4) < 0)
			abort();
		return text;
	}
	return other_number(word, s, rng);
}

static void other_words(struct lines *l, const struct surroundings *s,
			struct rng *rng)
{
	uint32_t at, i;
	char *other = NULL, *line;
	bool dropped = false;
	struct words w;

	if (!l->n)
		return;
	at = (uint32_t)draw(rng, l->n);
	words_split(&w, l->line[at]);
	for (int tries = 0; tries < 10 && w.n > 1 && !other && !dropped; tries++) {
		i = 1 + (uint32_t)draw(rng, w.n - 1);
		other = other_option(w.word[i], s, rng);
		dropped = !other && i > 3 && draw_chance(rng, 20);
		if (other || dropped)
			w.word[i] = other;
	}
	line = words_join(&w);
	lines_set(l, at, line);
	words_free(&w);
	free(other);
	free(line);
}

/* Once more, under a new name, mostly where it is. */
static void another(struct lines *l, struct rng *rng)
{
	int32_t at = some_line(l, rng);
	char *line, *name;
	struct words w;

	if (at < 0)
		return;
	words_split(&w, l->line[at]);
	if (asprintf(&name, "x%llu", (unsigned long long)draw(rng, 1000)) < 0)
		abort();
	if (w.n > 1)
		w.word[1] = name;
	line = words_join(&w);
	lines_insert(l, (uint32_t)at + 1, line);
	words_free(&w);
	free(name);
	free(line);
}

static void once(struct lines *l, const struct surroundings *s, struct rng *rng)
{
	int32_t at;

	switch (draw(rng, 12)) {
	case 0:
		put(l, 1, "iommu", ONE(modes));
		break;
	case 1:
		other_host(l, rng);
		break;
	case 2:
		put(l, 1, "cmdline", ONE(parameters));
		break;
	case 3:
		at = some_line(l, rng);
		if (at >= 0)
			lines_remove(l, (uint32_t)at);
		break;
	case 4:
	case 5:
		another(l, rng);
		break;
	case 6:
	case 7:
	case 8:
		more_options(l, rng);
		break;
	default:
		other_words(l, s, rng);
	}
}

void machine_mutate(struct program *p, const struct surroundings *s,
		    struct rng *rng)
{
	uint32_t n = 1;

	while (n < 4 && draw_chance(rng, 40))
		n++;
	while (n--)
		once(&p->machine, s, rng);
}
