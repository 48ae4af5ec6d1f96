// SPDX-License-Identifier: GPL-2.0-only
/*
 * doubt.c - the other assumption (see doubt.h).  It must not know what is asked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tools/ask/doubt.h"

/* A port whose ACS nobody could read, and where it would matter. */
static bool is_open(const struct spec_function *f)
{
	return f->acs.known == SPEC_UNKNOWN && spec_type_is_downstream(f->type);
}

static uint32_t open_ports(const struct query *q)
{
	const struct spec *s = q->scn->spec;
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->nfunctions; i++)
		n += is_open(&s->functions[i]);
	return n;
}

bool doubt_about(const struct query *q, enum doubt_kind kind)
{
	return kind == DOUBT_IOMMU ? q->iommu_assumed != NULL : open_ports(q) > 0;
}

char *doubt_text(const struct query *q, enum doubt_kind kind, char *buf, size_t size)
{
	uint32_t n = open_ports(q);

	if (kind == DOUBT_IOMMU)
		snprintf(buf, size, "assumed: the IOMMU is %s", q->iommu_assumed);
	else
		snprintf(buf, size, "unknown: whether %u port%s ACS; taken as absent", n,
			 n == 1 ? " has" : "s have");
	return buf;
}

void doubt_print(const struct query *q, enum doubt_kind kind)
{
	char text[DOUBT_TEXT];

	puts(doubt_text(q, kind, text, sizeof(text)));
}

const char *doubt_other(const struct query *q, enum doubt_kind kind)
{
	if (kind == DOUBT_ACS)
		return "if they have it and it redirects (SV+ RR+ CR+ UF+)";
	return q->scn->spec->host.iommu == SPEC_IOMMU_OFF ?
	       "if it is on (strict)" : "if it is off";
}

const char *doubt_command(enum doubt_kind kind)
{
	return kind == DOUBT_ACS ? "sudo lspci -vvv -nn" :
	       "find /sys/kernel/iommu_groups -type l";
}

/* What doubt_turn() changed. */
struct doubt_saved {
	enum spec_iommu_mode iommu;
	struct spec_acs *acs;		/* of each function */
};

static void doubt_turn(struct query *q, enum doubt_kind kind, struct doubt_saved *saved)
{
	struct spec *s = q->scn->spec;

	*saved = (struct doubt_saved){ .iommu = s->host.iommu };
	if (kind == DOUBT_IOMMU) {
		s->host.iommu = s->host.iommu == SPEC_IOMMU_OFF ?
				SPEC_IOMMU_STRICT : SPEC_IOMMU_OFF;
		return;
	}
	saved->acs = calloc(s->nfunctions + 1, sizeof(*saved->acs));
	if (!saved->acs)
		abort();
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		struct spec_function *f = &s->functions[i];

		saved->acs[i] = f->acs;
		if (!is_open(f))
			continue;
		f->acs.known = SPEC_PRESENT;
		f->acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF;
		f->acs.ctrl = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
	}
}

static void doubt_undo(struct query *q, struct doubt_saved *saved)
{
	struct spec *s = q->scn->spec;

	s->host.iommu = saved->iommu;
	for (uint32_t i = 0; saved->acs && i < s->nfunctions; i++)
		s->functions[i].acs = saved->acs[i];
	free(saved->acs);
	saved->acs = NULL;
}

int doubt_ask(struct query *q, uint32_t k, enum doubt_kind kind, struct job *job,
	      void (*body)(struct world *w, void *arg))
{
	struct doubt_saved saved;
	int ret;

	doubt_print(q, kind);
	doubt_turn(q, kind, &saved);
	ret = query_run(q, k, job, 1, body);
	doubt_undo(q, &saved);
	return ret;
}
