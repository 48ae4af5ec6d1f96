// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_irq.c - interrupt vectors of a VFIO device: a process has them signalled
 * to eventfds, the device sends their messages.
 *
 *   step interrupt --> the device (model/wire/msi.h) --> memory write --> root
 *   complex --> kernel instance --> eventfd --> expect interrupts
 */
#include <stdio.h>

#include "model/wire/msi.h"
#include "model/wire/tlp.h"
#include "sim/replay/uapi.h"

/* --- the device ---------------------------------------------------------------------- */

void uapi_interrupt(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct function *fn = world_function_at(w, sbdf);
	const uint32_t n = (uint32_t)s->number;
	struct msi_message m;

	if (!fn) {
		outcome_fail(o, "%s: it is not there", s->a.text);
		return;
	}
	if (!msi_send(w->wire, fn, n, &m, &w->probe))
		return;
	if (w->probe.status == TLP_NOT_SENT)
		return;		/* nothing was sent; an expectation may say so */
	if (w->probe.landing.kind != TLP_LANDED_MSI) {
		outcome_fail(o, "the message of vector %u, to address 0x%llx, is not taken for an interrupt: %s",
			     n, (unsigned long long)m.address,
			     tlp_reason_text(w->probe.reason));
		return;
	}
	w->kernel->ops->interrupt(m.data);
}

/* --- the process ------------------------------------------------------------------ */

static struct uapi_irqs *irqs_of(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	const bool request = s->uapi->irqs == SCN_IRQS_REQUEST;
	struct uapi_irqs *q;

	for (uint32_t i = 0; i < st->nirqs; i++) {
		q = &st->irqs[i];
		if (q->sbdf == sbdf && q->process == st->current &&
		    q->request == request)
			return q;
	}
	q = &st->irqs[st->nirqs++];
	q->sbdf = sbdf;
	q->process = st->current;
	q->request = request;
	return q;
}

/* One eventfd a vector, made once and kept. */
static bool make_eventfds(struct world *w, struct uapi_irqs *q, uint32_t n)
{
	for (; q->n < n; q->n++) {
		struct hp_uapi u = { .op = HP_UAPI_EVENTFD };

		if (uapi_call(w, &u, "eventfd2") < 0)
			return false;
		q->fds[2 * q->n] = u.out[0];
	}
	return true;
}

void uapi_irqs(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
	       struct outcome *o)
{
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct uapi_irqs *q = irqs_of(w, s, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_VFIO_IRQS, .ranges = q->fds,
			     .nranges = (uint32_t)s->number };

	if (!d)
		return;
	if (!make_eventfds(w, q, u.nranges))
		return;
	u.arg[0] = (uint64_t)d->fd;
	u.arg[1] = s->uapi->irqs;
	uapi_call(w, &u, "VFIO_DEVICE_SET_IRQS");
}

void uapi_expect_interrupts(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			    struct outcome *o)
{
	struct uapi_irqs *q = irqs_of(w, s, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_READ };
	int64_t ret;
	char what[32] = "the request";

	if (!q->request)
		snprintf(what, sizeof(what), "vector %llu",
			 (unsigned long long)s->offset);
	if (s->offset >= q->n) {
		outcome_fail(o, "%s of %s has no eventfd; write step irqs %s before",
			     what, s->a.text, s->a.text);
		return;
	}
	u.arg[0] = q->fds[2 * s->offset];
	u.arg[2] = 8;
	ret = uapi_call(w, &u, "reading an eventfd");
	if (ret == -11)		/* EAGAIN: nothing since it was read last */
		u.out[0] = 0;
	else if (ret < 0)
		outcome_fail(o, "reading its eventfd failed with %lld", (long long)ret);
	if (u.out[0] != s->number)
		outcome_fail(o, "%s was signalled %llu times, not %llu",
			     what, (unsigned long long)u.out[0],
			     (unsigned long long)s->number);
}
