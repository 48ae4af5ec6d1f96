// SPDX-License-Identifier: GPL-2.0-only
/*
 * doubt.c - the other assumption (see doubt.h).  It must not know what is asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static uint32_t unknown_hosts(const struct query *q)
{
	const struct spec *s = q->scn->spec;
	uint32_t n = 0;

	/* Of AMD since Zen the kernel trusts every host. */
	if (q->host.listed || (s->host.cpu_vendor == SPEC_CPU_AMD &&
			       s->host.cpu_family >= 0x17))
		return 0;
	for (uint32_t i = 0; i < s->nbridges; i++)
		n += s->host_bridges[i].id_unknown;
	return n;
}

bool doubt_about(const struct query *q, enum doubt_kind kind)
{
	if (kind == DOUBT_HOST)
		return unknown_hosts(q) > 0;
	return kind == DOUBT_IOMMU ? q->iommu_assumed != NULL : open_ports(q) > 0;
}

char *doubt_text(const struct query *q, enum doubt_kind kind, char *buf, size_t size)
{
	uint32_t n = open_ports(q);

	if (kind == DOUBT_HOST)
		snprintf(buf, size, "unknown: which host this is; taken as one that is not on P2PDMA's list and forwards nothing between root ports");
	else if (kind == DOUBT_IOMMU)
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
	if (kind == DOUBT_HOST)
		return "if it is on the list and forwards";
	if (kind == DOUBT_ACS)
		return "if they have it and it redirects (SV+ RR+ CR+ UF+)";
	return q->scn->spec->host.iommu == SPEC_IOMMU_OFF ?
	       "if it is on (strict)" : "if it is off";
}

const char *doubt_command(enum doubt_kind kind)
{
	return kind == DOUBT_HOST ? "lspci -nn -s 00.0" :
	       kind == DOUBT_ACS ? "sudo lspci -vvv -nn" :
	       "find /sys/kernel/iommu_groups -type l";
}

/* What doubt_turn() changed. */
struct doubt_saved {
	enum spec_iommu_mode iommu;
	enum spec_rc_p2p rc_p2p;
	struct spec_function *functions;	/* the array as it was */
	uint32_t nfunctions;
};

static void turn_ports(struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		struct spec_function *f = &s->functions[i];

		if (!is_open(f))
			continue;
		f->acs.known = SPEC_PRESENT;
		f->acs.cap = ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF;
		f->acs.ctrl = ACS_SV | ACS_RR | ACS_CR | ACS_UF;
	}
}

/* Skylake-E at 00.0, which every kernel lists. */
static void turn_hosts(struct spec *s)
{
	for (uint32_t i = 0; i < s->nbridges; i++) {
		if (!s->host_bridges[i].id_unknown)
			continue;
		s->functions[s->nfunctions++] = (struct spec_function){
			.name = "00.0", .type = SPEC_HOST_DEVICE,
			.host_bridge = (int32_t)i, .parent = -1,
			.vendor = 0x8086, .device = 0x2020, .class = 0x060000,
			.iommu_group = -1, .numa_node = -1,
		};
	}
	s->host.rc_p2p = SPEC_RC_ALL;
}

static void doubt_turn(struct query *q, enum doubt_kind kind, struct doubt_saved *saved)
{
	struct spec *s = q->scn->spec;

	*saved = (struct doubt_saved){ .iommu = s->host.iommu, .rc_p2p = s->host.rc_p2p,
		.functions = s->functions, .nfunctions = s->nfunctions };
	s->functions = calloc(s->nfunctions + s->nbridges + 1, sizeof(*s->functions));
	if (!s->functions)
		abort();
	memcpy(s->functions, saved->functions, s->nfunctions * sizeof(*s->functions));
	if (kind == DOUBT_ACS)
		turn_ports(s);
	else if (kind == DOUBT_HOST)
		turn_hosts(s);
	else
		s->host.iommu = s->host.iommu == SPEC_IOMMU_OFF ?
				SPEC_IOMMU_STRICT : SPEC_IOMMU_OFF;
}

static void doubt_undo(struct query *q, struct doubt_saved *saved)
{
	struct spec *s = q->scn->spec;

	s->host.iommu = saved->iommu;
	s->host.rc_p2p = saved->rc_p2p;
	free(s->functions);
	s->functions = saved->functions;
	s->nfunctions = saved->nfunctions;
}

int doubt_ask(struct query *q, uint32_t k, enum doubt_kind kind, struct job *job,
	      void (*body)(struct world *w, void *arg))
{
	struct doubt_saved saved;
	int ret;

	doubt_turn(q, kind, &saved);
	ret = query_run(q, k, job, 1, body);
	doubt_undo(q, &saved);
	return ret;
}
