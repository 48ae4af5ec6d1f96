// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_vevent.c - the events of a vIOMMU: its event queue, what is read from it, and the
 * requests that cause events.
 *
 * It knows names.  What a queue may be like, the kernel judges.
 */
#include "sim/lang/lang.h"

#define TYPE_SMMUV3 1u			/* IOMMU_VEVENTQ_TYPE_ARM_SMMUV3 */
#define DEPTH_USUAL 16u

static bool number_of(struct parser *p, const char *what, uint64_t most, uint64_t *out)
{
	if (!val_number(p, cur(p), most, what, out))
		return false;
	p->pos++;
	return true;
}

/* veventq VIOMMU [type N] [depth N] as NAME */
bool step_veventq(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_VEVENTQ);

	uapi_need(p, HP_FEAT_VIOMMU);
	s->offset = TYPE_SMMUV3;
	s->number = DEPTH_USUAL;
	if (!viommu_name(p, &u->buffer))
		return false;
	if (accept(p, "type") && !number_of(p, "type", UINT32_MAX, &s->offset))
		return false;
	if (accept(p, "depth") && !number_of(p, "depth", UINT32_MAX, &s->number))
		return false;
	return uapi_new_name(p, &u->name);
}

/* vevent QUEUE */
bool step_vevent(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_VEVENT);
	const struct tok *t = cur(p);

	if (!t || !uapi_said(p, SCN_UAPI_VEVENTQ, t))
		return lang_err(p, t, "an event queue is missing; write the name after 'as' of a step veventq");
	u->buffer = tok_dup(p, t);
	p->pos++;
	return true;
}

/* send F read|write ADDRESS [pasid N] */
bool step_send(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_SEND);
	static const struct word words[] = { { "write", 0 }, { "read", 1 }, { 0 } };
	int w;

	if (!parse_reference(p, &s->a, "the function that sends"))
		return false;
	w = val_word(p, cur(p), words, "kind of request");
	if (w < 0)
		return false;
	u->reads = w;
	p->pos++;
	return number_of(p, "address", UINT64_MAX, &s->offset) && uapi_pasid(p, u);
}

/* Returns true if a step vevent has just been, or only its errors were expected since. */
static bool is_after_vevent(const struct parser *p)
{
	const struct scenario *scn = p->scn;
	uint32_t n = scn->nsteps;

	while (n && scn->steps[n - 1].kind == SCN_EXPECT_UAPI &&
	       scn->steps[n - 1].uapi->op == SCN_UAPI_ERRNO)
		n--;
	return n && scn->steps[n - 1].kind == SCN_STEP_UAPI &&
	       scn->steps[n - 1].uapi->op == SCN_UAPI_VEVENT;
}

/* vevent stream N ADDRESS [lost N], vevent lost N, vevent none: of the step before */
bool expect_vevent(struct parser *p, struct scn_step *s)
{
	static const struct word words[] = {
		{ "stream", SCN_EVENT_STREAM }, { "lost", SCN_EVENT_LOST },
		{ "none", SCN_EVENT_NONE }, { 0 }
	};
	struct scn_uapi *u;
	int w;

	if (!is_after_vevent(p))
		return lang_err(p, &p->tok[0], "expect vevent goes right after a step vevent");
	u = uapi_new(p, s, SCN_UAPI_EVENT_IS);
	s->kind = SCN_EXPECT_UAPI;
	w = val_word(p, cur(p), words, "kind of record");
	if (w < 0)
		return false;
	p->pos++;
	u->event = (enum scn_event)w;
	if (u->event == SCN_EVENT_LOST)
		return number_of(p, "number of events", INT32_MAX, &s->number);
	if (u->event == SCN_EVENT_NONE)
		return true;
	if (!number_of(p, "stream", UINT32_MAX, &s->number) ||
	    !number_of(p, "address", UINT64_MAX, &s->offset))
		return false;
	return !accept(p, "lost") || number_of(p, "number of events", INT32_MAX, &s->bytes);
}

void lang_keywords_vevent(lang_keyword_fn add)
{
	static const char *const more[] = { "type", "depth", "stream", "lost", "none" };

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
}
