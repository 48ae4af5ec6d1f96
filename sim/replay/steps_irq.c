// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps_irq.c - interrupt vectors of a VFIO device: a process has them signalled
 * to eventfds, the device sends their messages.
 *
 *   step interrupt --> the device looks into its capability or table --> memory
 *   write --> root complex --> kernel instance --> eventfd --> expect interrupts
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/wire/memory.h"
#include "model/wire/tlp.h"
#include "sim/replay/uapi.h"

#define ID_MSI 0x05			/* PCI 3.0, 6.8.1 */
#define MSI_ENABLE 0x0001
#define MSI_64BIT 0x0080
#define MSI_MASKABLE 0x0100
#define ID_MSIX 0x11			/* PCI 3.0, 6.8.2 */
#define MSIX_ENABLE 0x8000
#define MSIX_FUNCTION_MASK 0x4000
#define MSIX_ENTRY 16u
#define ENTRY_MASKED 1u

/* --- the device ---------------------------------------------------------------------- */

struct message {
	uint64_t address;
	uint32_t data;
};

static uint32_t cfg(struct world *w, hp_sbdf fn, uint32_t at, uint8_t bytes)
{
	return fabric_cfg_read(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
			       HP_SBDF_DEVFN(fn), (uint16_t)at, bytes);
}

static uint32_t capability(struct world *w, hp_sbdf fn, uint32_t id)
{
	uint32_t at = cfg(w, fn, 0x34, 1) & 0xfc, limit = 48;

	while (at && limit-- && cfg(w, fn, at, 1) != id)
		at = cfg(w, fn, at + 1, 1) & 0xfc;
	return limit == UINT32_MAX ? 0 : at;
}

static uint64_t bar_space(const struct world *w, const struct function *fn,
			  uint32_t bar)
{
	const struct spec_function *f = function_spec(fn);

	return memory_bar_space((uint32_t)(f - w->scn->spec->functions),
				function_vf_number(fn), (uint8_t)bar);
}

/* What MSI says is vector @n's; false: nothing is sent. */
static bool msi_message(struct world *w, hp_sbdf sbdf, uint32_t n, struct message *m)
{
	const uint32_t at = capability(w, sbdf, ID_MSI);
	const uint32_t ctl = at ? cfg(w, sbdf, at + 2, 2) : 0;
	const uint32_t data = at + (ctl & MSI_64BIT ? 12 : 8);
	const uint32_t count = 1u << (ctl >> 4 & 7);

	if (!(ctl & MSI_ENABLE) || n >= count)
		return false;
	if (ctl & MSI_MASKABLE && cfg(w, sbdf, data + 4, 4) >> n & 1)
		return false;
	m->address = cfg(w, sbdf, at + 4, 4);
	if (ctl & MSI_64BIT)
		m->address |= (uint64_t)cfg(w, sbdf, at + 8, 4) << 32;
	m->data = (cfg(w, sbdf, data, 2) & ~(count - 1)) | n;
	return true;
}

static bool msix_message(struct world *w, hp_sbdf sbdf, const struct function *fn,
			 uint32_t n, struct message *m)
{
	const uint32_t at = capability(w, sbdf, ID_MSIX);
	const uint32_t ctl = at ? cfg(w, sbdf, at + 2, 2) : 0;
	uint32_t entry[4], table;

	if (!(ctl & MSIX_ENABLE) || ctl & MSIX_FUNCTION_MASK || n > (ctl & 0x7ff))
		return false;
	table = cfg(w, sbdf, at + 4, 4);
	memory_read(wire_memory(w->wire), bar_space(w, fn, table & 7),
		    (table & ~7u) + n * MSIX_ENTRY, entry, sizeof(entry));
	m->address = (uint64_t)entry[1] << 32 | entry[0];
	m->data = entry[2];
	return !(entry[3] & ENTRY_MASKED);
}

/* For a reset, which happens to the table, too. */
static void find_table(struct world *w, struct uapi_irqs *q)
{
	const uint32_t at = capability(w, q->sbdf, ID_MSIX);
	uint32_t table;

	q->fn = uapi_function_at(w, q->sbdf);
	if (!at || !q->fn)
		return;
	table = cfg(w, q->sbdf, at + 4, 4);
	q->table_space = bar_space(w, q->fn, table & 7);
	q->table_at = table & ~7u;
	q->entries = (cfg(w, q->sbdf, at + 2, 2) & 0x7ff) + 1;
}

void uapi_interrupt(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
		    struct outcome *o)
{
	struct function *fn = uapi_function_at(w, sbdf);
	const uint32_t n = (uint32_t)s->number;
	struct message m;
	struct tlp t = { .type = TLP_MWR, .bytes = 4, .data = &m.data };

	if (!fn) {
		outcome_fail(o, "%s: it is not there", s->a.text);
		return;
	}
	if (!msix_message(w, sbdf, fn, n, &m) && !msi_message(w, sbdf, n, &m))
		return;
	t.address = m.address;
	tlp_send(w->wire, fn, &t, &w->probe);
	if (w->probe.status == TLP_NOT_SENT)
		return;		/* it may not: what is expected of it is said */
	if (w->probe.landing.kind != TLP_LANDED_MSI) {
		outcome_fail(o, "the message of vector %u, to address 0x%llx, is not taken for an interrupt: %s",
			     n, (unsigned long long)m.address,
			     tlp_reason_text(w->probe.reason));
		return;
	}
	w->kernel->ops->interrupt(m.data);
}

/*
 * A reset leaves every entry of the table masked (PCI 3.0, 6.8.2.9).  Where it
 * is was looked up before: this is no moment for config accesses.
 */
void uapi_irq_reset(struct world *w, enum fabric_event event, struct function *fn)
{
	static const uint32_t fresh[4] = { 0, 0, 0, ENTRY_MASKED };
	const struct uapi *st = w->uapi;

	if (!st || (event != FABRIC_FLR && event != FABRIC_HOT_RESET &&
		    event != FABRIC_POWER_RESET))
		return;
	for (uint32_t q = 0; q < st->nirqs; q++)
		for (uint32_t i = 0; st->irqs[q].fn == fn && i < st->irqs[q].entries; i++)
			memory_write(wire_memory(w->wire), st->irqs[q].table_space,
				     st->irqs[q].table_at + i * MSIX_ENTRY, fresh,
				     sizeof(fresh));
}

/* --- the process ------------------------------------------------------------------ */

static struct uapi_irqs *irqs_of(struct world *w, const struct scn_step *s, hp_sbdf sbdf)
{
	struct uapi *st = uapi_state(w);
	const bool request = s->uapi->how == SCN_IRQS_REQUEST;
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
	struct uapi_device *d = uapi_device_of(w, sbdf);
	struct uapi_irqs *q = irqs_of(w, s, sbdf);
	struct hp_uapi u = { .op = HP_UAPI_VFIO_IRQS, .ranges = q->fds,
			     .nranges = (uint32_t)s->number };

	if (!d) {
		outcome_fail(o, "%s is not open; write step open %s before",
			     s->a.text, s->a.text);
		return;
	}
	if (!q->request)
		find_table(w, q);
	if (!make_eventfds(w, q, u.nranges))
		return;
	u.arg[0] = (uint64_t)d->fd;
	u.arg[1] = s->uapi->how;
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
