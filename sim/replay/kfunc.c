// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfunc.c - asks the kernel for its view of functions (see kfunc.h).
 *
 * It must not judge what the kernel says.
 */
#include <stdlib.h>

#include "model/spec/pch.h"
#include "sim/facts/record.h"
#include "sim/facts/text.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mistake.h"

/* A few ports have that register where PCI Express does not (model/spec/pch.h). */
static void read_acs_ctrl(struct world *w, struct hp_kfunc *f)
{
	const struct function *fn;

	if (!f->acs_cap_offset || !pch_acs_in_dwords(f->vendor, f->device))
		return;
	fn = world_function_at(w, f->sbdf);
	if (fn)
		f->acs_ctrl = function_acs_ctrl(fn, NULL);
}

/* Returns why the kernel has no such function in @why, or false if it has one. */
static bool is_absent(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
		      char *why, size_t size)
{
	char bdf[24], err[24];
	hp_sbdf sbdf;
	int ret;

	if (!world_address(w, ref, &sbdf)) {
		snprintf(why, size, ref->vf ? "no such VF is enabled" :
					      "the kernel gave its bus no number");
		return true;
	}
	ret = w->kernel->ops->function(sbdf, f);
	if (!ret)
		return false;
	snprintf(why, size, "the kernel has no function at %s (%s)",
		 sbdf_text(sbdf, bdf, sizeof(bdf)),
		 errno_text(ret, err, sizeof(err)));
	return true;
}

/* A statement before this one asks for that many VFs, or unbinds or removes something. */
static bool may_have_vf(const struct world *w, const struct scn_ref *ref)
{
	bool may = false;

	for (int32_t i = 0; i < w->step; i++) {
		const struct scn_step *s = &w->scn->steps[i];

		if (s->kind == SCN_STEP_SRIOV && (s->a.by_address ||
						  s->a.function == ref->function))
			may = s->number >= ref->vf;
		else if (s->kind == SCN_STEP_SYSFS_WRITE)
			may = true;
	}
	return may;
}

/* Returns true, and the reason in @why, if the scenario itself is to blame. */
static bool is_mistaken(const struct world *w, const struct scn_ref *ref, char *why,
			size_t size)
{
	const struct function *fn;
	hp_sbdf sbdf;

	if (ref->vf && !may_have_vf(w, ref)) {
		snprintf(why, size, "no such VF is enabled; write a step sriov with at least %u before",
			 ref->vf);
		return true;
	}
	if (ref->function >= 0)
		fn = fabric_function(w->fabric, (uint32_t)ref->function);
	else
		fn = world_address(w, ref, &sbdf) ? world_function_at(w, sbdf) : NULL;
	if (fn)
		return mistake_removed(w, fn, why, size);
	snprintf(why, size, "the machine has no function there");
	return ref->by_address;
}

void kfunc_absent(struct world *w, const struct scn_ref *ref, struct outcome *o)
{
	struct hp_kfunc f;
	char why[160];

	if (is_mistaken(w, ref, why, sizeof(why)))
		mistake(w, &ref->loc, o, "%s: %s", ref->text, why);
	else if (is_absent(w, ref, &f, why, sizeof(why)))
		outcome_fail(o, "%s: %s", ref->text, why);
	else
		outcome_fail(o, "%s: it is not there", ref->text);
}

bool kfunc_find(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
		char *why, size_t size)
{
	if (is_absent(w, ref, f, why, size))
		return false;
	read_acs_ctrl(w, f);
	return true;
}

bool kfunc_of(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
	      struct outcome *o)
{
	char why[160];

	if (kfunc_find(w, ref, f, why, sizeof(why)))
		return true;
	kfunc_absent(w, ref, o);
	return false;
}

/* Returns the spec's function that answers at @sbdf, or -1. */
static int32_t spec_index(const struct world *w, hp_sbdf sbdf, uint16_t *vf)
{
	const struct function *fn = world_function_at(w, sbdf);

	*vf = fn ? function_vf_number(fn) : 0;
	return fn ? (int32_t)(function_spec(fn) - w->scn->spec->functions) : -1;
}

void kfunc_record_all(struct world *w)
{
	int64_t n = w->kernel->ops->functions(NULL, 0);
	struct hp_kfunc *all;

	if (n <= 0)
		return;
	all = calloc((size_t)n, sizeof(*all));
	if (!all)
		return;
	n = w->kernel->ops->functions(all, (uint64_t)n);
	for (int64_t i = 0; i < n; i++) {
		uint16_t vf;
		int32_t index = spec_index(w, all[i].sbdf, &vf);

		read_acs_ctrl(w, &all[i]);
		rec_begin(w->rec, REC_FUNCTION);
		rec_u64(w->rec, (uint64_t)(int64_t)index);
		rec_u64(w->rec, vf);
		rec_bytes(w->rec, &all[i], sizeof(all[i]));
		rec_end(w->rec);
	}
	free(all);
}
