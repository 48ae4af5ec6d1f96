/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dot_label.h - the text in the boxes of a picture, as Graphviz's HTML-like labels,
 * and the facts for it.
 */
#ifndef TOOLS_REPORT_DOT_LABEL_H
#define TOOLS_REPORT_DOT_LABEL_H

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "tools/report/heat.h"

/* Up to this many VFs of a PF are drawn one by one. */
#define DOT_MAX_VFS 4

/* Colours that also differ in brightness, for readers who do not see colours. */
#define DOT_LINE "#5f6b7a"
#define DOT_GOOD "#1a7f37"	/* BUS_ADDR */
#define DOT_ROUND "#d97706"	/* THRU_HOST_BRIDGE */
#define DOT_BAD "#c0182b"	/* NOT_SUPPORTED, or not as expected */
#define DOT_REDIRECT "#b45309"	/* an ACS bit that redirects */

struct dot_facts {
	const struct scenario *scn;
	const struct spec *spec;
	const struct verdict *v;
	const struct dot_heat *heat;		/* or NULL */
	const struct vfunction **kernel;	/* by spec index: its own entry */
	uint32_t *group_size;			/* by group number */
	int32_t ngroups;
	bool *turned;				/* by spec index: a port at fault */
};

void dot_facts_init(struct dot_facts *f, const struct scenario *scn,
		    const struct verdict *v);
void dot_facts_free(struct dot_facts *f);
const struct vfunction *dot_facts_at(const struct dot_facts *f, hp_sbdf sbdf);
/* Returns how many VFs of @pf to draw: those that are enabled, or were at power on. */
uint16_t dot_facts_vfs(const struct dot_facts *f, uint32_t pf);
/* Returns true if VF @vf of @pf is in a P2P answer. */
bool dot_facts_in_pair(const struct dot_facts *f, uint32_t pf, uint16_t vf);
/* Is a function, or the place of one, not from the capture but assumed? */
bool dot_assumes(const struct spec *s);

/* Return texts that the caller frees. */
char *dot_label_title(const struct dot_facts *f);
char *dot_label_bridge(const struct spec *s, const struct spec_host_bridge *hb);
char *dot_label_function(const struct dot_facts *f, uint32_t index);
char *dot_label_vf(const struct dot_facts *f, uint32_t pf, uint16_t first,
		   uint16_t last);
char *dot_label_pair(const struct scenario *scn, const struct vpair *p);
char *dot_label_legend(const struct dot_facts *f);

#endif
