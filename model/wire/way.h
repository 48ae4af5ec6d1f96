/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * way.h - the parts of a TLP's path: up, through the root complex, down.
 */
#ifndef MODEL_WIRE_WAY_H
#define MODEL_WIRE_WAY_H

#include "model/config/decode.h"
#include "model/wire/walk.h"

/* route_up.c: a request, from a function upwards. */
void route_up(struct walk *k, struct function *fn);
/* The same, from the link below @port on, which it has crossed. */
void route_up_from(struct walk *k, struct function *port);

/* route_down.c: a request, from a bridge downwards, to its target. */
void route_down(struct walk *k, struct function *port);
void route_down_from(struct walk *k, struct function *port);
void route_accept(struct walk *k, const struct fabric_target *target);
/* Return true if a BAR or window claims it; nothing claims a message. */
bool route_claims(const struct walk *k, struct function *fn,
		  struct fabric_target *out);
bool route_window_claims(const struct walk *k, const struct function *bridge);

/* route_config.c: a configuration request of the CPU, by ID, from the root complex. */
void config_down(struct walk *k);
void config_down_from(struct walk *k, struct function *port);

/*
 * rc.c: from a root port (already past its ingress checks), or from a function
 * on the root bus, or from the CPU; and completions.
 */
void rc_from_port(struct walk *k, struct function *port, bool redirected);
void rc_request(struct walk *k);
void rc_from_cpu(struct walk *k);
void rc_completion(struct walk *k);
/* Does the root complex carry requests between peers that are posted, or are not? */
bool rc_carries(const struct walk *k, bool posted);

/* cpl_up.c: a completion, from wherever it starts. */
void route_completion(struct walk *k);
void completion_up_from(struct walk *k, struct function *port);

/* cpl_down.c: by ID from @port, which leads there; ends at the function. */
void completion_down(struct walk *k, struct function *port);
void completion_down_from(struct walk *k, struct function *port);
void completion_arrives(struct walk *k, struct function *fn);
void completion_lost(struct walk *k, struct function *fn, enum tlp_place place,
		     enum tlp_reason reason);
/* The function with the requester's ID, if it sits on @bus. */
struct function *completion_target(const struct walk *k, const struct bus *bus);

/* tlp.c: a translation request, whose answer goes to @answer. */
void tlp_send_ats(struct wire *w, struct function *fn, struct tlp *t,
		  struct ats_answer *answer, struct tlp_result *r);

#endif
