// SPDX-License-Identifier: GPL-2.0-only
/*
 * hwpath.c - asks the hardware model for the path of a TLP (see hwpath.h).
 *
 * It must not know what the path is for, or how it is shown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ask/hwpath.h"

static int32_t index_of(const struct world *w, const struct function *fn,
			uint16_t *vf)
{
	*vf = fn ? function_vf_number(fn) : 0;
	return fn ? (int32_t)(function_spec(fn) - w->scn->spec->functions) : -1;
}

static struct hwpath *keep(const struct world *w, const struct tlp *t,
			   const struct tlp_result *r, uint64_t address)
{
	struct hwpath *p = calloc(1, sizeof(*p) + r->nhops * sizeof(p->hop[0]));

	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	p->address = address;
	p->type = (uint8_t)t->type;
	p->at = (uint8_t)t->at;
	p->relaxed = t->relaxed;
	p->status = (uint8_t)r->status;
	p->reason = (uint8_t)r->reason;
	p->request_in_rc = r->request_in_rc;
	p->completion_in_rc = r->completion_in_rc;
	p->translated = r->translated;
	p->landed = (uint8_t)r->landing.kind;
	p->landed_bar = r->landing.bar;
	p->landed_offset = r->landing.offset;
	p->landed_function = index_of(w, r->landing.fn, &p->landed_vf);
	p->latency_ps = r->latency_ps;
	p->nhops = r->nhops;
	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *from = &r->hop[i];
		struct hwhop *to = &p->hop[i];

		to->function = index_of(w, from->fn, &to->vf);
		to->place = from->place;
		to->decision = from->decision;
		to->reason = from->reason;
		to->completion = from->completion;
		to->acs = from->acs;
		to->address = from->address;
		to->at_ps = from->at_ps;
	}
	return p;
}

struct hwpath *hwpath_ask(struct world *w, const struct hwpath_question *q)
{
	struct function *fn = fabric_lookup(w->fabric, HP_SBDF_DOMAIN(q->from),
					    HP_SBDF_BUS(q->from),
					    HP_SBDF_DEVFN(q->from));
	struct tlp t = {
		.type = q->type, .at = q->at, .address = q->address,
		.bytes = q->bytes, .relaxed = q->relaxed, .dry = true,
		.forged = q->at == TLP_TRANSLATED,
		.requester = (uint16_t)q->from,
	};
	struct tlp_result r = { 0 };
	struct hwpath *p;

	if (!fn)
		return NULL;
	tlp_send(w->wire, fn, &t, &r);
	p = keep(w, &t, &r, q->address);
	tlp_result_free(&r);
	return p;
}

static size_t bytes_of(uint32_t nhops)
{
	return sizeof(struct hwpath) + nhops * sizeof(struct hwhop);
}

void hwpath_record(struct recorder *rec, const struct hwpath *p)
{
	rec_bytes(rec, p, bytes_of(p->nhops));
}

const struct hwpath *hwpath_take(const unsigned char **bytes, size_t *left)
{
	const struct hwpath *p = (const void *)*bytes;
	size_t need = sizeof(*p);

	if (*left < need)
		return NULL;
	need = bytes_of(p->nhops);
	if (*left < need)
		return NULL;
	*bytes += need;
	*left -= need;
	return p;
}

const struct hwhop *hwpath_turn(const struct hwpath *p)
{
	for (uint32_t i = 0; i < p->nhops && !p->hop[i].completion; i++)
		if (p->hop[i].decision == TLP_GO_PEER)
			return p->request_in_rc ? NULL : &p->hop[i];
	return NULL;
}

const struct hwhop *hwpath_obstacle(const struct hwpath *p)
{
	for (uint32_t i = 0; i < p->nhops; i++)
		if (p->hop[i].decision == TLP_GO_REDIRECTED ||
		    p->hop[i].decision == TLP_REFUSED)
			return &p->hop[i];
	return NULL;
}

const struct hwhop *hwpath_end(const struct hwpath *p)
{
	for (uint32_t i = 0; i < p->nhops; i++)
		if (p->hop[i].decision == TLP_REFUSED)
			return &p->hop[i];
	return NULL;
}

bool hwpath_same_request(const struct hwpath *a, const struct hwpath *b)
{
	uint32_t i;

	for (i = 0; i < a->nhops && i < b->nhops; i++) {
		const struct hwhop *x = &a->hop[i], *y = &b->hop[i];

		if (x->completion || y->completion)
			break;
		if (x->function != y->function || x->vf != y->vf ||
		    x->place != y->place || x->decision != y->decision ||
		    x->reason != y->reason || x->address != y->address)
			return false;
	}
	return (i == a->nhops || a->hop[i].completion) &&
	       (i == b->nhops || b->hop[i].completion);
}

const char *hwhop_name(const struct spec *s, const struct hwhop *h, char *buf,
		       size_t size)
{
	if (h->function < 0)
		snprintf(buf, size, "%s", h->place == TLP_AT_IOMMU ? "IOMMU" :
				    h->place == TLP_AT_TARGET ? "memory" :
								"root complex");
	else if (h->vf)
		snprintf(buf, size, "%s/vf%u", s->functions[h->function].name,
			 h->vf);
	else
		snprintf(buf, size, "%s", s->functions[h->function].name);
	return buf;
}
