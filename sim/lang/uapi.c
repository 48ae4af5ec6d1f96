// SPDX-License-Identifier: GPL-2.0-only
/*
 * uapi.c - what the statements of processes have in common: the record of a
 * system call, the names of buffers, importers and windows, ranges.
 *
 * It knows no single statement.
 */
#include <string.h>

#include "sim/lang/lang.h"

/* Once a file is enough. */
void uapi_need(struct parser *p, uint64_t feature)
{
	for (uint32_t i = 0; i < p->scn->nrequires; i++)
		if (p->scn->requires[i].features == feature)
			return;
	require_feature(p, &p->tok[0], feature);
}

struct scn_uapi *uapi_new(struct parser *p, struct scn_step *s,
			  enum scn_uapi_op op)
{
	s->kind = SCN_STEP_UAPI;
	s->uapi = spec_alloc(p->spec, sizeof(*s->uapi));
	s->uapi->op = op;
	uapi_need(p, HP_FEAT_VFIO_CDEV);
	return s->uapi;
}

/* "as NAME", new. */
bool uapi_new_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!accept(p, "as"))
		return lang_err(p, t, "'as' is missing; name it, like as buf");
	t = cur(p);
	if (!name_check_new(p, t))
		return false;
	if (uapi_called(p, t))
		return lang_err(p, t, "'%.*s' is %s already; choose another name", TOK(t),
				uapi_called(p, t));
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

/* OFFSET+SIZE[,OFFSET+SIZE...]: whatever numbers they are, the kernel judges. */
bool uapi_ranges(struct parser *p, struct scn_uapi *u)
{
	const struct tok *t = cur(p);
	struct tok one;
	uint32_t n = 1, at = 0;

	if (!t)
		return lang_err(p, t, "a range is missing; write OFFSET+SIZE, like 0+64K");
	for (uint32_t i = 0; i < t->len; i++)
		n += t->s[i] == ',';
	u->ranges = spec_alloc(p->spec, 2 * n * sizeof(*u->ranges));
	while (u->nranges < n) {
		const char *end;
		struct tok start, size;

		one = *t;
		one.s += at;
		one.len -= at;
		one.col += at;
		end = memchr(one.s, ',', one.len);
		if (end)
			one.len = (uint32_t)(end - one.s);
		at += one.len + 1;
		if (!tok_cut_plus(&one, &start, &size))
			return lang_err(p, &one, "'%.*s' is no range; write OFFSET+SIZE, like 0+64K",
					TOK(&one));
		if (!val_size(p, &start, "offset", &u->ranges[2 * u->nranges]) ||
		    !val_size(p, &size, "size", &u->ranges[2 * u->nranges + 1]))
			return false;
		u->nranges++;
	}
	p->pos++;
	return true;
}
