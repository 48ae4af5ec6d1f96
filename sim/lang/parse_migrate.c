// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_migrate.c - a device's state as a stream: step migrate, save, restore, spoil, close F
 * stream; expect migration.
 *
 * It must not know what a stream has in it.
 */
#include "sim/lang/lang.h"

#define SAVE_MOST_BYTES (64u << 10)	/* with one call */

static const struct word states[] = {
	{ "running", HP_MIG_RUNNING }, { "running-p2p", HP_MIG_RUNNING_P2P },
	{ "stop", HP_MIG_STOP }, { "stop-copy", HP_MIG_STOP_COPY },
	{ "resuming", HP_MIG_RESUMING }, { "pre-copy", HP_MIG_PRE_COPY },
	{ "pre-copy-p2p", HP_MIG_PRE_COPY_P2P }, { "error", HP_MIG_ERROR }, { 0 }
};

static const struct word abilities[] = {
	{ "stop-copy", HP_MIG_CAN_STOP_COPY }, { "p2p", HP_MIG_CAN_P2P },
	{ "pre-copy", HP_MIG_CAN_PRE_COPY }, { 0 }
};

static bool state(struct parser *p, struct scn_step *s)
{
	int w = val_word(p, cur(p), states, "state of migration");

	if (w < 0)
		return false;
	s->number = (uint64_t)w;
	p->pos++;
	return true;
}

/* migrate F STATE */
bool step_migrate(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_MIGRATE);
	return parse_reference(p, &s->a, "the function to migrate") && state(p, s);
}

/* save F as S [SIZE] */
bool step_save(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_SAVE);
	const struct tok *t;

	if (!parse_reference(p, &s->a, "whose state to save"))
		return false;
	t = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	if (tok_is(cur(p), "as") && uapi_said(p, SCN_UAPI_SAVE, t)) {
		u->name = tok_dup(p, t);
		p->pos += 2;
	} else if (!uapi_new_name(p, &u->name)) {
		return false;
	}
	t = cur(p);
	if (!t)
		return true;
	if (!val_size(p, t, "number of bytes", &s->bytes))
		return false;
	if (!s->bytes || s->bytes > SAVE_MOST_BYTES)
		return lang_err(p, t, "one read has 1 byte to 64K; write no size to read to the end");
	p->pos++;
	return true;
}

/* What is started is one call. */
bool step_save_started(struct parser *p, struct scn_step *s)
{
	if (!step_save(p, s))
		return false;
	return s->bytes ? true :
		lang_err(p, cur(p), "only one read can be started; write how many bytes, at most 64K");
}

static bool stream_name(struct parser *p, struct scn_uapi *u)
{
	const struct tok *t = cur(p);

	if (!uapi_said(p, SCN_UAPI_SAVE, t)) {
		if (!t)
			return lang_err(p, t, "a stream is missing; write the name after 'as' of a step save");
		return lang_err(p, t, "no stream '%.*s'; write the name after 'as' of a step save",
				TOK(t));
	}
	u->name = tok_dup(p, t);
	p->pos++;
	return true;
}

/* restore F from S [OFFSET+SIZE] */
bool step_restore(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_RESTORE);
	struct tok first, size;
	const struct tok *t;

	if (!parse_reference(p, &s->a, "whose state to restore"))
		return false;
	if (!accept(p, "from"))
		return lang_err(p, cur(p), "'from' is missing; write restore gpu/vf1 from s");
	if (!stream_name(p, u))
		return false;
	t = cur(p);
	if (!t)
		return true;
	if (!tok_cut_plus(t, &first, &size))
		return lang_err(p, t, "'%.*s' is no part; write OFFSET+SIZE, like 0+64K", TOK(t));
	if (!val_size(p, &first, "offset", &s->offset) || !val_size(p, &size, "size", &s->bytes))
		return false;
	if (!s->bytes)
		return lang_err(p, t, "a part has 1 byte or more");
	p->pos++;
	return true;
}

bool step_restore_started(struct parser *p, struct scn_step *s)
{
	if (!step_restore(p, s))
		return false;
	return s->bytes && s->bytes <= SAVE_MOST_BYTES ? true :
		lang_err(p, cur(p), "only one write can be started; write which part, of at most 64K");
}

/* spoil S OFFSET */
bool step_spoil(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_SPOIL);

	if (!stream_name(p, u))
		return false;
	if (!cur(p))
		return lang_err(p, NULL, "which byte? write an offset");
	if (!val_size(p, cur(p), "offset", &s->offset))
		return false;
	p->pos++;
	return true;
}

static bool can(struct parser *p, struct scn_step *s)
{
	s->uapi->op = SCN_UAPI_MIG_CAN;
	do {
		int w = val_word(p, cur(p), abilities, "ability");

		if (w < 0)
			return false;
		s->number |= (uint64_t)w;
		p->pos++;
	} while (cur(p) && !tok_is(cur(p), "when"));
	return true;
}

/* migration F STATE; migration F can WORD...; migration F size SIZE */
bool expect_migration(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_MIG_STATE);
	s->kind = SCN_EXPECT_UAPI;
	if (!parse_reference(p, &s->a, "whose migration"))
		return false;
	if (accept(p, "can"))
		return can(p, s);
	if (!accept(p, "size"))
		return state(p, s);
	s->uapi->op = SCN_UAPI_MIG_SIZE;
	if (!val_size(p, cur(p), "size of the stream", &s->bytes))
		return false;
	p->pos++;
	return true;
}

void lang_keywords_migrate(lang_keyword_fn add)
{
	add("word", "stream");
	add("word", "can");
	for (const struct word *w = states; w->word; w++)
		add("word", w->word);
}
