// SPDX-License-Identifier: GPL-2.0-only
/*
 * say.c - facts of a proof in words.  It must not judge.
 */
#include "model/wire/tlp.h"
#include "sim/facts/acs.h"
#include "sim/facts/say.h"

/* Records hold the model's numbers.  Laws know only these names for them. */
_Static_assert((int)PROOF_NOWHERE == (int)TLP_LANDED_NOWHERE &&
	       (int)PROOF_BAR == (int)TLP_LANDED_BAR &&
	       (int)PROOF_DRAM == (int)TLP_LANDED_DRAM &&
	       (int)PROOF_MSI == (int)TLP_LANDED_MSI &&
	       (int)PROOF_COHERENT == (int)TLP_LANDED_COHERENT &&
	       (int)PROOF_OK == (int)TLP_OK &&
	       (int)PROOF_TRANSLATED == (int)TLP_TRANSLATED,
	       "facts and the wire number landings differently");

const char *say_status(uint32_t status)
{
	return tlp_status_text((enum tlp_status)status);
}

const char *say_reason(uint32_t reason)
{
	return tlp_reason_text((enum tlp_reason)reason);
}

static const char *say_api(uint32_t api)
{
	static const char *const names[HP_DMA_API_COUNT] = {
		[HP_DMA_API_P2P] = "p2p", [HP_DMA_API_PHYS] = "phys",
		[HP_DMA_API_IOVA] = "iova", [HP_DMA_API_SGTABLE] = "sgtable",
		[HP_DMA_API_RESOURCE] = "resource", [HP_DMA_API_SINGLE] = "single",
		[HP_DMA_API_COHERENT] = "coherent",
	};

	if (api == HP_DMA_API_DMABUF)
		return "dma-buf";
	return api < HP_DMA_API_COUNT && names[api] ? names[api] : "?";
}

static const char *say_client(struct verdict *v, const struct proof *p)
{
	if (!p->pasid_1)
		return p->client.name;
	return verdict_printf(v, "%s with PASID %u", p->client.name, p->pasid_1 - 1);
}

const char *say_mapping(struct verdict *v, const struct proof *p)
{
	if (p->dram)
		return verdict_printf(v, "%s: %s maps DRAM 0x%llx+0x%llx via %s",
			p->name, say_client(v, p),
			(unsigned long long)p->map.cpu_address,
			(unsigned long long)p->bytes, say_api(p->api));
	return verdict_printf(v, "%s: %s maps %s bar%d 0x%llx+0x%llx via %s%s%s",
			      p->name, say_client(v, p), p->provider.name, p->bar,
			      (unsigned long long)p->offset,
			      (unsigned long long)p->bytes, say_api(p->api),
			      p->map.map_type ? ", " : "",
			      p->map.map_type ? map_type_name(p->map.map_type) : "");
}

const char *say_end(struct verdict *v, const struct proof_end *e)
{
	switch (e->kind) {
	case PROOF_BAR:
		return verdict_printf(v, "%s bar%d at 0x%llx", e->name, e->bar,
				      (unsigned long long)e->offset);
	case PROOF_DRAM:
		return verdict_printf(v, "DRAM at 0x%llx",
				      (unsigned long long)e->offset);
	case PROOF_MSI:
		return verdict_printf(v, "the interrupt controller (0x%llx)",
				      (unsigned long long)e->offset);
	case PROOF_COHERENT:
		return verdict_printf(v, "%s's coherent memory at 0x%llx", e->name,
				      (unsigned long long)e->offset);
	default:
		return "nowhere";
	}
}

const char *say_decision(struct verdict *v, const struct proof_decision *d)
{
	const char *who = *d->name ? d->name : "the root complex";
	char acs[64];

	if (!d->acs)
		return who;
	return verdict_printf(v, "%s [%s]", who,
			      acs_bits_text((uint16_t)d->acs, (uint16_t)d->acs,
					    acs, sizeof(acs)));
}

void say_step(struct verdict *v, struct check *c, int32_t step)
{
	if (step < 0 || (uint32_t)step >= v->nstatements)
		check_diag(v, c, "  at the scenario's end");
	else
		check_diag(v, c, "  at %s:%u", v->statements[step].file,
			   v->statements[step].line);
}

#define MAX_STACK_LINES 12

/* Returns the first frame to show: those of our own reporting code are left out. */
static uint32_t first_shown(const struct vevent *e)
{
	uint32_t i = 0;

	while (i < e->nframes && (int32_t)i < e->culprit &&
	       (e->frames[i].environment || !e->frames[i].file))
		i++;
	return i;
}

void say_event(struct verdict *v, struct check *c, const struct vevent *e)
{
	uint32_t n = 0;

	check_diag(v, c, "%s", event_summary(v, e));
	if (e->step >= 0 && (uint32_t)e->step < v->nstatements)
		check_diag(v, c, "  during: %s (%s:%u)",
			   v->statements[e->step].text,
			   v->statements[e->step].file,
			   v->statements[e->step].line);
	else
		check_diag(v, c, "  during: %s", e->step == CHECK_QUERY ?
			   "the query" : e->step == CHECK_LAW ?
			   "the scenario's end" : "boot");
	for (uint32_t i = first_shown(e); i < e->nframes; i++) {
		const struct vframe *f = &e->frames[i];

		if (n++ == MAX_STACK_LINES) {
			check_diag(v, c, "    ...");
			break;
		}
		if (f->file)
			check_diag(v, c, "    %s() %s:%d", f->function,
				   f->file, f->line);
		else
			check_diag(v, c, "    %s()", f->function);
	}
}
