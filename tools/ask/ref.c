// SPDX-License-Identifier: GPL-2.0-only
/*
 * ref.c - functions named on a command line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/captured.h"
#include "tools/ask/ref.h"

/* "gpu", "gpu/vf2", "0000:03:00.0" or "03:00.0". */
static bool parse(const struct scenario *scn, const char *text,
		      struct scn_ref *ref)
{
	unsigned int domain = 0, bus, dev, fn, vf = 0;
	const char *slash = strstr(text, "/vf");
	char *name = strndup(text, slash ? (size_t)(slash - text) :
					   strlen(text));
	int end = 0;

	memset(ref, 0, sizeof(*ref));
	ref->text = text;
	ref->function = name ? spec_find_function(scn->spec, name) : -1;
	free(name);
	if (ref->function >= 0) {
		if (slash && (sscanf(slash, "/vf%u%n", &vf, &end) != 1 ||
			      slash[end] || !vf || vf > 65535))
			return false;
		ref->vf = (uint16_t)vf;
		return true;
	}
	if ((sscanf(text, "%x:%x:%x.%x%n", &domain, &bus, &dev, &fn, &end) == 4 &&
	     !text[end]) ||
	    (domain = 0, end = 0,
	     sscanf(text, "%x:%x.%x%n", &bus, &dev, &fn, &end) == 3 &&
	     !text[end])) {
		ref->by_address = true;
		ref->sbdf = HP_SBDF(domain, bus & 0xff, dev & 0x1f, fn & 7);
		return bus < 256 && dev < 32 && fn < 8;
	}
	return false;
}

bool ref_want(const char *command, const struct scenario *scn,
	      const char *text, struct scn_ref *ref)
{
	if (parse(scn, text, ref))
		return true;
	fprintf(stderr, "hairpin %s: %s: no function of %s; a name, NAME/vfN or a BDF is needed, like",
		command, text, scn->path);
	for (uint32_t i = 0, n = 0; i < scn->spec->nfunctions && n < 6; i++) {
		if (spec_type_is_bridge(scn->spec->functions[i].type))
			continue;
		fprintf(stderr, " %s", scn->spec->functions[i].name);
		n++;
	}
	fprintf(stderr, "\n");
	return false;
}

bool ref_locate(const struct scenario *scn, struct scn_ref *ref)
{
	if (!ref->by_address)
		return true;
	for (uint32_t i = 0; i < scn->spec->nfunctions; i++)
		if (captured_spec_address(scn->spec, i) == ref->sbdf) {
			ref->function = (int32_t)i;
			ref->by_address = false;
			return true;
		}
	return false;
}
