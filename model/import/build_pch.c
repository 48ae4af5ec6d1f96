// SPDX-License-Identifier: GPL-2.0-only
/*
 * build_pch.c - root ports of Intel chipsets whose access control registers captures do
 * not show (model/spec/pch.h): reports what is modelled, and what is not.
 */
#include <string.h>

#include "model/import/internal.h"
#include "model/spec/pch.h"

/* Said once, for all ports that share the answer. */
struct ports {
	uint32_t n;
	const struct spec_loc *loc;
	char list[128];
};

static void add(struct ports *p, const struct spec_function *f)
{
	size_t used = strlen(p->list);

	if (!p->n++)
		p->loc = &f->loc;
	if (p->n <= 6)
		snprintf(p->list + used, sizeof(p->list) - used, "%s%s (%04x:%04x)",
			 used ? ", " : "", f->name, f->vendor, f->device);
	else if (p->n == 7)
		snprintf(p->list + used, sizeof(p->list) - used, ", ...");
}

static void say(struct machine *m, const struct ports *p, const char *what)
{
	if (p->n)
		warn(m, p->loc, "%s: %s", p->list, what);
}

/* Text shows offset 6, where these ports have nothing. */
static bool control_unseen(const struct spec_function *f)
{
	return pch_acs_in_dwords(f->vendor, f->device) &&
	       f->acs.known == SPEC_PRESENT && f->config_len < 4096;
}

void build_pch(struct machine *m, struct spec *s)
{
	struct ports unknown = { 0 }, disabled = { 0 }, control = { 0 };
	uint64_t base;

	for (uint32_t i = 0; i < s->nfunctions; i++) {
		struct spec_function *f = &s->functions[i];

		if (control_unseen(f)) {
			f->acs.ctrl = 0;
			add(&control, f);
		}
		switch (pch_find(s, i, &base)) {
		case PCH_UNKNOWN:
			add(&unknown, f);
			break;
		case PCH_DISABLED:
			add(&disabled, f);
			break;
		default:
			break;
		}
	}
	say(m, &unknown, "isolated by chipset registers outside config space, which the LPC bridge at 1f.0 points to with bytes that are not in the capture (lspci -xxx as root has them): not modelled, so kernels cannot switch that on here");
	say(m, &disabled, "isolated by chipset registers outside config space, which firmware left off (register f0h of the LPC bridge at 1f.0)");
	say(m, &control, "their ACS control register is not where lspci reads it (an erratum of this chipset): taken as off, as before a kernel switches it on");
}
