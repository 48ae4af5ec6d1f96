// SPDX-License-Identifier: GPL-2.0-only
/*
 * function.c - the positions of a function's capabilities, and facts about it for code
 * outside model/.  It must not know how the registers were made.
 */
#include <string.h>

#include "model/config/function.h"
#include "model/spec/caplist.h"

static int cap_slot(bool extended, uint16_t id)
{
	static const struct {
		bool extended;
		uint16_t id;
		enum cap slot;
	} known[] = {
		{ false, ID_PM, CAP_PM }, { false, ID_MSI, CAP_MSI },
		{ false, ID_MSIX, CAP_MSIX }, { false, ID_PCIE, CAP_PCIE },
		{ true, XID_AER, CAP_AER }, { true, XID_ACS, CAP_ACS },
		{ true, XID_ARI, CAP_ARI }, { true, XID_ATS, CAP_ATS },
		{ true, XID_PRI, CAP_PRI }, { true, XID_PASID, CAP_PASID },
		{ true, XID_SRIOV, CAP_SRIOV }, { true, XID_REBAR, CAP_REBAR },
		{ true, XID_LTR, CAP_LTR }, { true, XID_DPC, CAP_DPC },
		{ true, XID_DSN, CAP_DSN },
	};
	unsigned int i;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].extended == extended && known[i].id == id)
			return (int)known[i].slot;
	return -1;
}

void function_index_caps(struct function *fn)
{
	struct caps l;

	memset(fn->cap, 0, sizeof(fn->cap));
	caps_read(&l, fn->cfg, fn->len);
	for (uint32_t i = 0; i < l.n; i++) {
		const int slot = cap_slot(l.cap[i].extended, l.cap[i].id);

		if (slot >= 0 && !fn->cap[slot])
			fn->cap[slot] = l.cap[i].off;
	}
}

const struct spec_function *function_spec(const struct function *fn)
{
	return fn->spec;
}

bool function_is_vf(const struct function *fn)
{
	return fn->vf != 0;
}

bool function_is_silent(const struct function *fn)
{
	return fn->spec->silent || (fn->vf && fn->vf == fn->spec->sriov.vf_silent);
}

uint16_t function_vf_number(const struct function *fn)
{
	return fn->vf;
}

struct function *function_parent(const struct function *fn)
{
	return fn->bus->bridge;
}

uint16_t function_acs_ctrl(const struct function *fn, bool *present)
{
	if (present)
		*present = fn->cap[CAP_ACS] != 0;
	return cap16(fn, CAP_ACS, function_acs_ctrl_reg(fn));
}
