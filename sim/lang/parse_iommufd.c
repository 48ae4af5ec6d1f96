// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_iommufd.c - what a process makes of IOMMUFD: I/O address spaces, page tables, and
 * which of them a device, or a PASID of it, is attached to.
 *
 * It knows names.  What goes together, the kernel judges.
 */
#include "sim/lang/lang.h"

#define PASID_MOST ((1u << 20) - 1)

bool uapi_pasid(struct parser *p, struct scn_uapi *u)
{
	uint64_t v;

	if (!accept(p, "pasid"))
		return true;
	if (!val_number(p, cur(p), PASID_MOST, "PASID", &v))
		return false;
	u->pasid_1 = (uint32_t)v + 1;
	uapi_need(p, HP_FEAT_VFIO_PASID);
	p->pos++;
	return true;
}

/* The name of what a step ioas or a step hwpt made. */
static bool table_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "an I/O address space or page table is missing; write the name after 'as' of a step ioas or a step hwpt");
	if (!uapi_said(p, SCN_UAPI_IOAS, t) && !uapi_said(p, SCN_UAPI_HWPT, t))
		return lang_err(p, t, "no I/O address space and no page table '%.*s'; write the name after 'as' of a step ioas or a step hwpt",
				TOK(t));
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

/* ioas as NAME */
bool step_ioas(struct parser *p, struct scn_step *s)
{
	return uapi_new_name(p, &uapi_new(p, s, SCN_UAPI_IOAS)->name);
}

/* hwpt F [pasid] [parent] [of IOAS] as NAME */
bool step_hwpt(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_HWPT);

	if (!parse_reference(p, &s->a, "the function whose page table it is"))
		return false;
	if (accept(p, "pasid")) {
		u->table |= HP_HWPT_PASID;
		uapi_need(p, HP_FEAT_VFIO_PASID);
	}
	if (accept(p, "parent"))
		u->table |= HP_HWPT_PARENT;
	if (accept(p, "of") && !table_name(p, &u->buffer))
		return false;
	return uapi_new_name(p, &u->name);
}

/* attach F [pasid N] [to NAME] */
bool step_attach(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_ATTACH);

	if (!parse_reference(p, &s->a, "the function to attach") || !uapi_pasid(p, u))
		return false;
	return !accept(p, "to") || table_name(p, &u->buffer);
}

/* detach F [pasid N] */
bool step_detach(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_DETACH);

	return parse_reference(p, &s->a, "the function to detach") && uapi_pasid(p, u);
}

void lang_keywords_iommufd(lang_keyword_fn add)
{
	add("word", "parent");
}
