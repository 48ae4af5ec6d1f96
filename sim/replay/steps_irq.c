// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_irq.c - interrupts of a VFIO device: a process has them signalled to
 * eventfds, the device sends their messages or asserts its pin.
 *
 *   step interrupt --> the device (model/wire/msi.h, intx.h) --> root complex -->
 *   kernel instance --> eventfd --> expect interrupts
 */
#include <stdio.h>

#include "model/spec/plural.h"
#include "model/wire/intx.h"
#include "model/wire/msi.h"
#include "model/wire/tlp.h"
#include "sim/replay/mistake.h"
#include "sim/replay/uapi.h"

/* --- the device ---------------------------------------------------------------------- */

static void message(struct world *w, const struct scn_step *s, struct function *fn,
		    struct outcome *o)
{
	const uint32_t n = (uint32_t)s->number;
	struct msi_message m;

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

void uapi_interrupt(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct function *fn = world_function_at(w, sbdf);

	if (!fn) {
		outcome_fail(o, "%s: it is not there", s->a.text);
		return;
	}
	if (s->uapi->irqs != SCN_IRQS_INTX) {
		message(w, s, fn, o);
		return;
	}
	if (!intx_set(fn, s->uapi->on)) {
		mistake(w, &s->loc, o, "%s has no interrupt pin; intx A gives it one", s->a.text);
		return;
	}
	w->intx = true;
	w->kernel->ops->intx();
}

/* --- the process ------------------------------------------------------------------ */

static enum uapi_irq_set set_of(enum scn_irqs irqs)
{
	if (irqs == SCN_IRQS_INTX)
		return UAPI_IRQS_INTX;
	return irqs == SCN_IRQS_REQUEST ? UAPI_IRQS_REQUEST : UAPI_IRQS_VECTORS;
}

static struct uapi_irqs *irqs_of(struct world *w, hp_sbdf sbdf, enum uapi_irq_set set)
{
	struct uapi *st = uapi_state(w);
	struct uapi_irqs *q;

	for (uint32_t i = 0; i < st->nirqs; i++) {
		q = &st->irqs[i];
		if (q->sbdf == sbdf && q->process == st->current && q->set == set)
			return q;
	}
	q = &st->irqs[st->nirqs++];
	q->sbdf = sbdf;
	q->process = st->current;
	q->set = set;
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

static void set_irqs(struct world *w, const struct uapi_device *d,
		     const struct scn_step *s, enum hp_irqs_action action,
		     const uint64_t *fds, uint32_t n)
{
	struct hp_uapi u = {
		.op = HP_UAPI_VFIO_IRQS, .ranges = fds, .nranges = n,
		.arg = { (uint64_t)d->fd, s->uapi->irqs, 0, action },
	};

	uapi_call(w, &u, "VFIO_DEVICE_SET_IRQS");
}

void uapi_irqs(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
	       struct outcome *o)
{
	static const uint64_t none[2] = { UINT64_MAX };
	struct uapi_device *d = uapi_need_device(w, s, sbdf, o);
	struct uapi_irqs *q;

	if (!d)
		return;
	switch (s->uapi->how) {
	case SCN_IRQS_SET:
		q = irqs_of(w, sbdf, set_of(s->uapi->irqs));
		if (make_eventfds(w, q, (uint32_t)s->number))
			set_irqs(w, d, s, HP_IRQS_TRIGGER, q->fds, (uint32_t)s->number);
		break;
	case SCN_IRQS_MASK:
		set_irqs(w, d, s, HP_IRQS_MASK, NULL, 0);
		break;
	case SCN_IRQS_UNMASK:
		set_irqs(w, d, s, HP_IRQS_UNMASK, NULL, 0);
		break;
	case SCN_IRQS_UNMASK_EVENTFD:
		q = irqs_of(w, sbdf, UAPI_IRQS_UNMASK);
		if (make_eventfds(w, q, 1))
			set_irqs(w, d, s, HP_IRQS_UNMASK, q->fds, 1);
		break;
	case SCN_IRQS_UNMASK_NO_EVENTFD:
		set_irqs(w, d, s, HP_IRQS_UNMASK, none, 1);
	}
}

void uapi_signal(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		 struct outcome *o)
{
	const struct uapi_irqs *q = irqs_of(w, sbdf, UAPI_IRQS_UNMASK);
	struct hp_uapi u = { .op = HP_UAPI_WRITE };

	if (!q->n) {
		mistake(w, &s->loc, o, "no eventfd unmasks the INTx of %s; write step irqs %s intx unmask eventfd before",
			     s->a.text, s->a.text);
		return;
	}
	u.arg[0] = q->fds[0];
	u.arg[2] = 8;
	u.arg[3] = 1;
	uapi_call(w, &u, "writing an eventfd");
}

void uapi_expect_interrupts(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			    struct outcome *o)
{
	struct uapi_irqs *q = irqs_of(w, sbdf, set_of(s->uapi->irqs));
	struct hp_uapi u = { .op = HP_UAPI_READ };
	int64_t ret;
	char what[32] = "the request";

	if (q->set == UAPI_IRQS_INTX)
		snprintf(what, sizeof(what), "INTx");
	else if (q->set == UAPI_IRQS_VECTORS)
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
		outcome_fail(o, "%s was signalled %llu time%s, not %llu",
			     what, (unsigned long long)u.out[0], plural(u.out[0]),
			     (unsigned long long)s->number);
}
