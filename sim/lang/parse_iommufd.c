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

bool viommu_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t || !uapi_said(p, SCN_UAPI_VIOMMU, t))
		return lang_err(p, t, "a vIOMMU is missing; write the name after 'as' of a step viommu");
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

static bool memory_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t || !uapi_said(p, SCN_UAPI_MEMORY_MAP, t))
		return lang_err(p, t, "memory is missing; write the name after 'as' of a step import memory");
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

static bool number_of(struct parser *p, const char *what, uint64_t *out)
{
	if (!val_number(p, cur(p), UINT32_MAX, what, out))
		return false;
	p->pos++;
	return true;
}

/* viommu F of PARENT as NAME */
bool step_viommu(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_VIOMMU);

	uapi_need(p, HP_FEAT_VIOMMU);
	if (!parse_reference(p, &s->a, "a function of the IOMMU"))
		return false;
	if (!accept(p, "of"))
		return lang_err(p, cur(p), "'of' is missing; write viommu nic of guests as v");
	return table_name(p, &u->buffer) && uapi_new_name(p, &u->name);
}

/* vdevice F of VIOMMU stream N */
bool step_vdevice(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_VDEVICE);

	uapi_need(p, HP_FEAT_VIOMMU);
	if (!parse_reference(p, &s->a, "the function that the guest has"))
		return false;
	if (!accept(p, "of"))
		return lang_err(p, cur(p), "'of' is missing; write vdevice nic of v stream 8");
	if (!viommu_name(p, &u->buffer))
		return false;
	if (!accept(p, "stream"))
		return lang_err(p, cur(p), "'stream' is missing; write vdevice nic of v stream 8");
	return number_of(p, "stream", &s->number);
}

/* tables M maps ADDRESS to N as G */
bool step_tables(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_GUEST_TABLES);

	uapi_need(p, HP_FEAT_VIOMMU);
	if (!memory_name(p, &u->buffer))
		return false;
	if (!accept(p, "maps"))
		return lang_err(p, cur(p), "'maps' is missing; write tables m maps 0x200000 to n as g");
	if (!val_number(p, cur(p), (1ull << 48) - 1, "address", &s->offset))
		return false;
	if (s->offset & 4095)
		return lang_err(p, cur(p), "a guest's page begins at a multiple of 4K");
	p->pos++;
	if (!accept(p, "to"))
		return lang_err(p, cur(p), "'to' is missing; write tables m maps 0x200000 to n as g");
	return memory_name(p, &s->text) && uapi_new_name(p, &u->name);
}

/* invalidate VIOMMU [stream N] */
bool step_invalidate(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_INVALIDATE);

	uapi_need(p, HP_FEAT_VIOMMU);
	if (!viommu_name(p, &u->buffer))
		return false;
	s->has_range = accept(p, "stream");
	return !s->has_range || number_of(p, "stream", &s->number);
}

/* faults as NAME */
bool step_faults(struct parser *p, struct scn_step *s)
{
	uapi_need(p, HP_FEAT_VIOMMU);
	return uapi_new_name(p, &uapi_new(p, s, SCN_UAPI_FAULTS)->name);
}

/* [pasid] [parent] [dirty] [faults QUEUE]: what a page table is for. */
static bool hwpt_kind(struct parser *p, struct scn_step *s, struct scn_uapi *u)
{
	if (accept(p, "pasid")) {
		u->table |= HP_HWPT_PASID;
		uapi_need(p, HP_FEAT_VFIO_PASID);
	}
	if (accept(p, "parent"))
		u->table |= HP_HWPT_PARENT;
	if (accept(p, "dirty"))
		u->table |= HP_HWPT_DIRTY;
	if (!accept(p, "faults"))
		return true;
	u->table |= HP_HWPT_FAULTS;
	if (!cur(p) || !uapi_said(p, SCN_UAPI_FAULTS, cur(p)))
		return lang_err(p, cur(p), "a queue of faults is missing; write the name after 'as' of a step faults");
	s->text = tok_dup(p, cur(p));
	p->pos++;
	return true;
}

/* hwpt F [pasid] [parent] [dirty] [faults QUEUE] [of IOAS] as NAME; hwpt F of VIOMMU tables M as NAME */
bool step_hwpt(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_HWPT);

	if (!parse_reference(p, &s->a, "the function whose page table it is"))
		return false;
	if (!hwpt_kind(p, s, u))
		return false;
	if (accept(p, "of") && uapi_said(p, SCN_UAPI_VIOMMU, cur(p))) {
		u->table |= HP_HWPT_GUEST;
		if (!viommu_name(p, &u->buffer))
			return false;
		if (!accept(p, "tables"))
			return lang_err(p, cur(p), "'tables' is missing; write hwpt nic of v tables m as h");
		if (!memory_name(p, &s->text))
			return false;
	} else if (p->pos && tok_is(&p->tok[p->pos - 1], "of") && !table_name(p, &u->buffer)) {
		return false;
	}
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

/* track TABLE on|off */
bool step_track(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_TRACK);

	if (!table_name(p, &u->buffer))
		return false;
	u->enable = accept(p, "on");
	if (!u->enable && !accept(p, "off"))
		return lang_err(p, cur(p), "'on' or 'off' is missing; write track t on");
	return true;
}

/* dirty TABLE M [keep] */
bool step_dirty(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_DIRTY);

	if (!table_name(p, &u->buffer) || !memory_name(p, &u->name))
		return false;
	s->has_range = accept(p, "keep");
	return true;
}

/* expect dirty M none|OFFSET+SIZE */
bool expect_dirty(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_IS_DIRTY);
	struct tok first, size;

	s->kind = SCN_EXPECT_UAPI;
	if (!memory_name(p, &u->name))
		return false;
	if (accept(p, "none"))
		return true;
	if (!tok_cut_plus(cur(p), &first, &size))
		return lang_err(p, cur(p), "which pages is missing; write none, or OFFSET+SIZE, like 8K+4K");
	if (!val_size(p, &first, "offset", &s->offset) || !val_size(p, &size, "size", &s->bytes))
		return false;
	if ((s->offset | s->bytes) & 4095 || !s->bytes)
		return lang_err(p, cur(p), "pages have 4K; write multiples of that, like 8K+4K");
	p->pos++;
	return true;
}

void lang_keywords_iommufd(lang_keyword_fn add)
{
	add("word", "parent");
	add("word", "dirty");
	add("word", "keep");
}
