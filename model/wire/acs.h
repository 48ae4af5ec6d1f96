/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acs.h - what Access Control Services decide about one TLP (Base 6.12).
 *
 *   checks at the ingress port     SV, TB, I/O blocking     every port passed
 *   where paths diverge            DT, EC, RR / CR          once, at that port
 *   back to where it came from     UF                       the port itself
 *
 * Each function returns a decision from register bits and facts about the TLP.
 * They must not know how the TLP got there, or where it goes next.
 */
#ifndef MODEL_WIRE_ACS_H
#define MODEL_WIRE_ACS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/spec/spec.h"
#include "model/wire/tlp.h"

/* Control bits beyond spec.h's, all of the Enhanced Capability (7.7.11.3). */
#define ACS_CTRL_IO_BLOCK (1u << 7)
#define ACS_CTRL_DSP_TARGET(ctrl) ((ctrl) >> 8 & 3)
#define ACS_CTRL_USP_TARGET(ctrl) ((ctrl) >> 10 & 3)
#define ACS_CTRL_UNCLAIMED (1u << 12)

/* Memory Target Access Control encodings (7.7.11.3). */
enum acs_target_access { ACS_TARGET_DIRECT = 0, ACS_TARGET_BLOCK, ACS_TARGET_REDIRECT };

/* The ACS function that decides, as its registers are now. */
struct acs {
	bool present;
	bool port;			/* downstream or root port; else MFD function */
	uint16_t ctrl;
};

enum acs_action {
	ACS_ROUTE = 0,			/* routed as if there were no ACS */
	ACS_UPSTREAM,			/* redirected to the root complex */
	ACS_BLOCK,			/* blocked: an ACS violation */
	ACS_UNSUPPORTED,		/* an Unsupported Request, no violation */
};

struct acs_decision {
	enum acs_action action;
	enum tlp_reason reason;		/* the rule that decided */
	uint16_t bits;			/* ACS control bits that decided, 0 none */
};

/*
 * On entering a downstream port from below (6.12.1.1).  @secondary and
 * @subordinate are the port's bus numbers now.
 */
struct acs_decision acs_ingress(const struct acs *acs, const struct tlp *t,
				uint8_t secondary, uint8_t subordinate);

/*
 * A request whose target is a peer; @egress_bit is that peer's bit in the
 * Egress Control Vector of the deciding function (6.12.1, 6.12.3).
 */
struct acs_decision acs_peer_request(const struct acs *acs, const struct tlp *t,
				     bool egress_bit);

/* A completion whose requester is a peer (6.12.1.1, CR). */
struct acs_decision acs_peer_completion(const struct acs *acs, bool relaxed);

/* A TLP whose target is the very port it came in through (6.12.1.1, UF). */
struct acs_decision acs_own_egress(const struct acs *acs);

/* A request to a memory BAR of a switch port itself (6.12.1.1). */
struct acs_decision acs_port_target(const struct acs *acs, bool upstream_port);

/* A request inside the upstream port's windows that no port claims. */
struct acs_decision acs_unclaimed(const struct acs *acs);

#endif
