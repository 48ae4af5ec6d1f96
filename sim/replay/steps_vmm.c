// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_vmm.c - a VMM that adds capabilities to the config space that its guest sees, and
 * guests that remember where they found some.
 *
 * It only keeps what the scenario says, and has what is seen recorded; sim/laws/config.c judges.
 */
#include <string.h>

#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

static struct uapi_guest *guest_named(struct uapi *st, const char *name)
{
	for (uint32_t i = 0; i < st->nguests; i++)
		if (!strcmp(st->guests[i].name, name))
			return &st->guests[i];
	return NULL;
}

static void guest(struct world *w, int32_t step, const struct scn_step *s,
		  const struct uapi_device *d, struct outcome *o)
{
	struct uapi *st = w->uapi;
	struct uapi_guest *g = guest_named(st, s->uapi->name);
	struct proof_guest fact = { .to = step };

	if (s->uapi->goes_on && !g) {
		mistake(w, &s->loc, o, "%s has not begun: its own step did not work",
			s->uapi->name);
		return;
	}
	uapi_show_guest(w, d, PROOF_SEEN);
	if (!s->uapi->goes_on) {
		st->guests[st->nguests++] = (struct uapi_guest){ s->uapi->name, step };
		return;
	}
	fact.from = g->seen;
	snprintf(fact.name, sizeof(fact.name), "%s", g->name);
	rec_begin(w->rec, REC_GUEST);
	rec_bytes(w->rec, &fact, sizeof(fact));
	rec_end(w->rec);
}

void uapi_vmm(struct world *w, int32_t step, const struct scn_step *s, hp_sbdf sbdf,
	      struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);

	if (!d)
		return;
	if (s->uapi->op == SCN_UAPI_GUEST) {
		guest(w, step, s, d, o);
		return;
	}
	d->made[s->uapi->made] = s->uapi->place;
	uapi_show_guest(w, d, 1u << s->uapi->made);
}
