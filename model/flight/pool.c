// SPDX-License-Identifier: GPL-2.0-only
/*
 * pool.c - memory for what is under way, and tags.  It must not know what becomes of it.
 */
#include <stddef.h>
#include <stdlib.h>

#include "model/config/function.h"
#include "model/flight/internal.h"

/* All memory is one list, freed at the end. */
struct piece {
	struct piece *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

void *pool_alloc(struct flight *f, size_t size)
{
	struct piece *p = calloc(1, sizeof(*p) + size);

	if (!p)
		abort();	/* out of memory: nothing sensible is left to do */
	p->next = f->pieces;
	f->pieces = p;
	f->bytes += sizeof(*p) + size;
	return p->bytes;
}

struct flying *flying_new(struct flight *f)
{
	struct flying *x = f->free_flying;

	if (x) {
		f->free_flying = x->next;
		*x = (struct flying){ 0 };
	} else {
		x = pool_alloc(f, sizeof(*x));
	}
	x->all_next = f->all;
	if (f->all)
		f->all->all_prev = x;
	f->all = x;
	f->live++;
	if (++f->nflying > f->most_flying)
		f->most_flying = f->nflying;
	return x;
}

void flying_free(struct flight *f, struct flying *x)
{
	if (x->all_prev)
		x->all_prev->all_next = x->all_next;
	else
		f->all = x->all_next;
	if (x->all_next)
		x->all_next->all_prev = x->all_prev;
	f->live--;
	f->nflying--;
	if (x->req && !--x->req->refs && x->req->finished)
		request_free(x->req);
	x->next = f->free_flying;
	f->free_flying = x;
}

struct request *request_new(struct flight *f)
{
	struct request *r = f->free_requests;

	if (r) {
		f->free_requests = r->newer;
		*r = (struct request){ 0 };
	} else {
		r = pool_alloc(f, sizeof(*r));
	}
	r->f = f;
	r->r = &r->own;
	r->serial = ++f->serial;
	return r;
}

void request_free(struct request *r)
{
	tlp_result_free(&r->own);
	r->newer = r->f->free_requests;
	r->f->free_requests = r;
}

struct refund *refund_new(struct flight *f)
{
	struct refund *r = f->free_refunds;

	if (!r)
		return pool_alloc(f, sizeof(*r));
	f->free_refunds = r->next;
	return r;
}

void refund_free(struct flight *f, struct refund *r)
{
	r->next = f->free_refunds;
	f->free_refunds = r;
}

void pool_free(struct flight *f)
{
	for (struct flying *x = f->all; x; x = x->all_next)
		tlp_result_free(&x->req->own);
	for (struct request *r = f->oldest; r; r = r->newer)
		tlp_result_free(&r->own);
	while (f->pieces) {
		struct piece *p = f->pieces;

		f->pieces = p->next;
		free(p);
	}
}

struct sender *sender_of(struct flight *f, struct function *fn)
{
	struct sender **at = &f->sender[fn ? fn->index : f->nsenders - 1];

	while (*at && (*at)->fn != fn)
		at = &(*at)->next;
	if (!*at) {
		*at = pool_alloc(f, sizeof(**at));
		(*at)->fn = fn;
	}
	return *at;
}

/* The one after the last that was taken: a late completion finds nobody by its tag. */
uint16_t tag_take(struct flight *f, struct sender *s)
{
	uint32_t n = f->o.params.tags, t = s->next_tag;

	while (s->tag[t / 64] >> t % 64 & 1)
		t = (t + 1) % n;
	s->tag[t / 64] |= 1ull << t % 64;
	s->used++;
	s->next_tag = (t + 1) % n;
	return (uint16_t)t;
}

void tag_give(struct sender *s, uint16_t tag)
{
	s->tag[tag / 64] &= ~(1ull << tag % 64);
	s->used--;
}
