/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * grouping.h - why a kernel put functions into one IOMMU group, or apart, and
 * how that differs from what another kernel reported.
 *
 * The groups are the kernel's.  The reasons follow the rules of pci_device_group(),
 * applied to the kernel's own answers for each function: its aliases, its ACS checks,
 * its quirks.
 */
#ifndef TOOLS_ASK_GROUPING_H
#define TOOLS_ASK_GROUPING_H

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "tools/ask/partition.h"

enum grouping_rule {
	RULE_PORT,	/* a port on the path up does not isolate */
	RULE_BUS,	/* a bridge to conventional PCI replaces requester IDs */
	RULE_SIBLINGS,	/* functions of one device do not isolate */
	RULE_ALIAS,	/* DMA alias quirk: one uses the other's requester ID */
	RULE_ISOLATED,	/* ACS registers, or nothing to isolate */
	RULE_QUIRK,	/* the kernel's ACS quirk for a device ID decides */
	RULE_ROOT,	/* different devices of a root bus */
	RULE_ABSENT,	/* one of the two kernels does not know the function */
	RULE_OTHER,	/* none of these */
};

enum difference_kind {
	DIFF_TOGETHER,	/* one group in this kernel, several in the other */
	DIFF_APART,	/* several groups in this kernel, one in the other */
	DIFF_ONLY_HERE,	/* in a group in this kernel only */
	DIFF_ONLY_THERE,	/* in a group in the other kernel only */
};

struct reason {
	enum grouping_rule rule;
	hp_sbdf function;	/* the function that decided */
	char *text;
};

struct difference {
	enum difference_kind kind;
	uint32_t nfunctions, nreasons;
	hp_sbdf *functions;
	struct reason *reasons;
};

struct differences {
	uint32_t n;
	struct difference *d;
	uint32_t common;	/* functions that both know */
	/* The rules here do not give this kernel's own groups, so a rule is missing. */
	bool unexplained;
};

/*
 * Compares the groups of @v with @p.  @iso has the kernel's answer for each of
 * v->functions.  The caller frees @out with differences_free().
 */
void grouping_compare(const struct scenario *scn, const struct verdict *v,
		      const struct hp_isolation *iso,
		      const struct partition *p, struct differences *out);
void differences_free(struct differences *d);

/* "port", "siblings" ... */
const char *grouping_rule_name(enum grouping_rule r);
const char *difference_kind_name(enum difference_kind k);

#endif
