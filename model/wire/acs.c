// SPDX-License-Identifier: GPL-2.0-only
/*
 * acs.c - the rules of Access Control Services (see acs.h).
 *
 * Base 6.12 describes the controls, 6.12.3 their combination for peer
 * requests, 7.7.11 the registers.  It must not route, log or time anything.
 */
#include "model/wire/acs.h"

static struct acs_decision decide(enum acs_action action, enum tlp_reason reason,
				  uint16_t bits)
{
	struct acs_decision d = { action, reason, bits };

	return d;
}

/*
 * Controls that a function of a multi-function device has: those for peers.
 * The others exist in downstream ports only (6.12.1.2).
 */
static uint16_t controls(const struct acs *acs)
{
	if (!acs->present)
		return 0;
	if (acs->port)
		return acs->ctrl;
	return acs->ctrl & (ACS_RR | ACS_CR | ACS_EC | ACS_DT);
}

struct acs_decision acs_ingress(const struct acs *acs, const struct tlp *t,
				uint8_t secondary, uint8_t subordinate)
{
	uint16_t ctrl = controls(acs);
	uint8_t bus = (uint8_t)(t->requester >> 8);

	/* Completions are touched by CR and UF alone (6.12.1.1). */
	if (!tlp_is_request(t->type))
		return decide(ACS_ROUTE, TLP_R_NONE, 0);
	/* SV: the requester's bus number must be one of this port's. */
	if ((ctrl & ACS_SV) && (bus < secondary || bus > subordinate))
		return decide(ACS_BLOCK, TLP_R_SOURCE_VALIDATION, ACS_SV);
	/* TB: memory requests with any address type but Untranslated. */
	if ((ctrl & ACS_TB) && tlp_is_memory(t->type) && t->at != TLP_UNTRANSLATED)
		return decide(ACS_BLOCK, TLP_R_TRANSLATION_BLOCKING, ACS_TB);
	if ((ctrl & ACS_CTRL_IO_BLOCK) && tlp_is_io(t->type))
		return decide(ACS_BLOCK, TLP_R_IO_BLOCKING, ACS_CTRL_IO_BLOCK);
	return decide(ACS_ROUTE, TLP_R_NONE, 0);
}

struct acs_decision acs_peer_request(const struct acs *acs, const struct tlp *t,
				     bool egress_bit)
{
	uint16_t ctrl = controls(acs);

	/* DT overrides RR and EC, and is itself ignored while TB is on. */
	if ((ctrl & ACS_DT) && !(ctrl & ACS_TB) && tlp_is_memory(t->type) &&
	    t->at == TLP_TRANSLATED)
		return decide(ACS_ROUTE, TLP_R_DIRECT_TRANSLATED, ACS_DT);
	if (ctrl & ACS_EC) {
		/* A clear bit lets it through whatever RR says (6.12.3). */
		if (!egress_bit)
			return decide(ACS_ROUTE, TLP_R_EGRESS_ALLOWED, ACS_EC);
		if (ctrl & ACS_RR)
			return decide(ACS_UPSTREAM, TLP_R_EGRESS_REDIRECT,
				      ACS_EC | ACS_RR);
		return decide(ACS_BLOCK, TLP_R_EGRESS_CONTROL, ACS_EC);
	}
	if (ctrl & ACS_RR)
		return decide(ACS_UPSTREAM, TLP_R_REQUEST_REDIRECT, ACS_RR);
	return decide(ACS_ROUTE, TLP_R_NONE, 0);
}

struct acs_decision acs_peer_completion(const struct acs *acs, bool relaxed)
{
	if (!(controls(acs) & ACS_CR))
		return decide(ACS_ROUTE, TLP_R_NONE, 0);
	if (relaxed)
		return decide(ACS_ROUTE, TLP_R_RELAXED_ORDERING, ACS_CR);
	return decide(ACS_UPSTREAM, TLP_R_COMPLETION_REDIRECT, ACS_CR);
}

struct acs_decision acs_own_egress(const struct acs *acs)
{
	if (controls(acs) & ACS_UF)
		return decide(ACS_UPSTREAM, TLP_R_UPSTREAM_FORWARDING, ACS_UF);
	return decide(ACS_UNSUPPORTED, TLP_R_OWN_EGRESS, 0);
}

struct acs_decision acs_port_target(const struct acs *acs, bool upstream_port)
{
	uint16_t ctrl = controls(acs);
	unsigned int shift = upstream_port ? 10 : 8;

	switch (upstream_port ? ACS_CTRL_USP_TARGET(ctrl) : ACS_CTRL_DSP_TARGET(ctrl)) {
	case ACS_TARGET_BLOCK:
		return decide(ACS_BLOCK, TLP_R_PORT_TARGET, (uint16_t)(3u << shift));
	case ACS_TARGET_REDIRECT:
		return decide(ACS_UPSTREAM, TLP_R_PORT_TARGET, (uint16_t)(3u << shift));
	default:
		return decide(ACS_ROUTE, TLP_R_NONE, 0);
	}
}

struct acs_decision acs_unclaimed(const struct acs *acs)
{
	if (controls(acs) & ACS_CTRL_UNCLAIMED)
		return decide(ACS_UPSTREAM, TLP_R_UNCLAIMED_REDIRECT, ACS_CTRL_UNCLAIMED);
	return decide(ACS_UNSUPPORTED, TLP_R_UNCLAIMED, 0);
}
