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

bool kfunc_of(struct world *w, const struct scn_ref *ref, struct hp_kfunc *f,
	      struct outcome *o)
{
	char bdf[24], err[24];
	hp_sbdf sbdf;
	int ret;

	if (!world_address(w, ref, &sbdf)) {
		if (ref->vf)
			outcome_fail(o, "%s: no such VF is enabled", ref->text);
		else
			outcome_fail(o, "%s: the kernel gave its bus no number",
				     ref->text);
		return false;
	}
	ret = w->kernel->ops->function(sbdf, f);
	if (ret) {
		outcome_fail(o, "%s: the kernel has no function at %s (%s)",
			     ref->text, sbdf_text(sbdf, bdf, sizeof(bdf)),
			     errno_text(ret, err, sizeof(err)));
		return false;
	}
	read_acs_ctrl(w, f);
	return true;
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
