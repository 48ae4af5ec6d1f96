// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_args.c - replaces the host of a machine.  It must not know any kernel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/import.h"
#include "tools/common/host_args.h"

struct word {
	const char *word;
	int value;
	uint32_t family;
};

static const struct word cpus[] = {
	{ "intel", SPEC_CPU_INTEL, 6 }, { "amd-zen", SPEC_CPU_AMD, 0x17 },
	{ "amd", SPEC_CPU_AMD, 0x15 }, { "other", SPEC_CPU_OTHER, 0 }, { 0 },
};

static const struct word p2ps[] = {
	{ "refuse", SPEC_RC_REFUSE, 0 }, { "same-bridge", SPEC_RC_SAME_BRIDGE, 0 },
	{ "writes", SPEC_RC_WRITES, 0 }, { "all", SPEC_RC_ALL, 0 }, { 0 },
};

static const struct word yesno[] = { { "yes", 1, 0 }, { "no", 0, 0 }, { 0 } };

static bool wrong(const char *command, const char *option, const char *given,
		  const struct word *words)
{
	fprintf(stderr, "hairpin %s: --%s %s: one of", command, option, given);
	for (; words->word; words++)
		fprintf(stderr, " %s", words->word);
	fputs(" would be right\n", stderr);
	return false;
}

static const struct word *find(const struct word *words, const char *s, size_t len)
{
	for (; words->word; words++)
		if (strlen(words->word) == len && !strncmp(words->word, s, len))
			return words;
	return NULL;
}

/* "amd:0x19": the vendor's word, and a family. */
static bool parse_cpu(const char *s, enum spec_cpu_vendor *vendor, uint32_t *family)
{
	size_t len = strcspn(s, ":");
	const struct word *w = find(cpus, s, len);
	unsigned long v;
	char *end;

	if (!w)
		return false;
	*vendor = (enum spec_cpu_vendor)w->value;
	*family = w->family;
	if (!s[len])
		return true;
	v = strtoul(s + len + 1, &end, 0);
	*family = (uint32_t)v;
	return s[len + 1] >= '0' && s[len + 1] <= '9' && !*end && v <= 0xff;
}

static bool check_profile(const struct host_args *h, const char *command)
{
	for (const char *const *p = import_profiles(); *p; p++)
		if (!strcmp(*p, h->profile))
			return true;
	fprintf(stderr, "hairpin %s: --profile %s: one of", command, h->profile);
	for (const char *const *p = import_profiles(); *p; p++)
		fprintf(stderr, " %s", *p);
	fputs(" would be right\n", stderr);
	return false;
}

bool host_args_check(const struct host_args *h, const char *command)
{
	enum spec_cpu_vendor vendor;
	uint32_t family;

	if (h->profile && !check_profile(h, command))
		return false;
	if (h->cpu && !parse_cpu(h->cpu, &vendor, &family)) {
		if (strchr(h->cpu, ':') && find(cpus, h->cpu, strcspn(h->cpu, ":"))) {
			fprintf(stderr, "hairpin %s: --cpu %s: a family from 0 to 0xff would be right, as in amd:0x19\n",
				command, h->cpu);
			return false;
		}
		return wrong(command, "cpu", h->cpu, cpus);
	}
	if (h->p2p && !find(p2ps, h->p2p, strlen(h->p2p)))
		return wrong(command, "p2p", h->p2p, p2ps);
	if (h->listed && !find(yesno, h->listed, strlen(h->listed)))
		return wrong(command, "listed", h->listed, yesno);
	return true;
}

/* The function that a root bus is known by: its first. */
static struct spec_function *first_of(struct spec *s, uint32_t bridge)
{
	struct spec_function *first = NULL;

	for (uint32_t i = 0; i < s->nfunctions; i++) {
		struct spec_function *f = &s->functions[i];

		if (f->parent < 0 && f->host_bridge == (int32_t)bridge &&
		    (!first || f->devfn < first->devfn))
			first = f;
	}
	return first;
}

static void identify(struct spec *s, struct spec_function *f, uint16_t vendor,
		     uint16_t device)
{
	f->vendor = vendor;
	f->device = device;
	if (f->config_len >= 4) {
		uint8_t *copy = spec_alloc(s, f->config_len);

		memcpy(copy, f->config, f->config_len);
		copy[0] = (uint8_t)vendor;
		copy[1] = (uint8_t)(vendor >> 8);
		copy[2] = (uint8_t)device;
		copy[3] = (uint8_t)(device >> 8);
		f->config = copy;
	}
}

/* IDs of Skylake-E, which every kernel lists, and of a desktop, which none does. */
static bool list(struct spec *s, bool listed, const char *command)
{
	for (uint32_t b = 0; b < s->nbridges; b++) {
		struct spec_function *f = first_of(s, b);

		if (f && (!f->devfn || f->type == SPEC_ROOT_PORT)) {
			identify(s, f, 0x8086, listed ? 0x2020 : 0x9b63);
			continue;
		}
		if (!listed)
			continue;
		fprintf(stderr, "hairpin %s: --listed yes: host bridge %s has neither a function at 00.0 nor a root port first, which a list could name\n",
			command, s->host_bridges[b].name);
		return false;
	}
	return true;
}

bool host_args_apply(const struct host_args *h, const char *command,
		     struct spec *spec)
{
	if (h->profile)
		import_use_profile(spec, h->profile);
	if (h->cpu)
		parse_cpu(h->cpu, &spec->host.cpu_vendor, &spec->host.cpu_family);
	if (h->p2p)
		spec->host.rc_p2p = (enum spec_rc_p2p)find(p2ps, h->p2p,
							   strlen(h->p2p))->value;
	return !h->listed || list(spec, !strcmp(h->listed, "yes"), command);
}
