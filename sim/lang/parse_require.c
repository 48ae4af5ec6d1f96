// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_require.c - require: a kernel that lacks it skips the scenario.
 *
 * It knows features and versions by name.  Whether a kernel has them is checked when
 * the scenario runs.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

static const struct feature {
	const char *name;
	uint64_t feature;
} features[] = {
	{ "p2p-provider", HP_FEAT_P2P_PROVIDER },
	{ "vfio-dmabuf", HP_FEAT_VFIO_DMABUF },
	{ "dma-map-phys", HP_FEAT_DMA_MAP_PHYS },
	{ "dma-iova", HP_FEAT_DMA_IOVA },
	{ "invalidate-mappings", HP_FEAT_INVALIDATE_MAPPINGS },
	{ "x86-cpu-rule", HP_FEAT_X86_CPU_RULE },
	{ "config-acs", HP_FEAT_CONFIG_ACS },
	{ "sysfs", HP_FEAT_SYSFS },
	{ "p2p-pages", HP_FEAT_P2P_PAGES },
	{ "vfio-cdev", HP_FEAT_VFIO_CDEV },
	{ "nvidia-listed", HP_FEAT_NVIDIA_LISTED },
	{ "reset-iommu", HP_FEAT_RESET_IOMMU },
	{ "vfio-private", HP_FEAT_VFIO_PRIVATE },
	{ "interconnect", HP_FEAT_INTERCONNECT },
	{ "p2p-sgt", HP_FEAT_P2P_SGT },
	{ "resize-window", HP_FEAT_RESIZE_WINDOW },
	{ "bridge-domain", HP_FEAT_BRIDGE_DOMAIN },
	{ "nvgrace", HP_FEAT_NVGRACE },
	{ "nvgrace-wait", HP_FEAT_NVGRACE_WAIT },
	{ "nvgrace-reset", HP_FEAT_NVGRACE_RESET },
	{ "nvgrace-cxl", HP_FEAT_NVGRACE_CXL },
	{ "xe-vfio", HP_FEAT_XE_VFIO },
	{ "pfn-failure", HP_FEAT_PFN_FAILURE },
	{ "vfio-pasid", HP_FEAT_VFIO_PASID },
	{ "viommu", HP_FEAT_VIOMMU },
	{ "huge-pfnmap", HP_FEAT_HUGE_PFNMAP },
};
#define NFEATURES (sizeof(features) / sizeof(*features))

/* "7.0" or "6.12" or "7". */
static bool kernel_version(struct parser *p, const struct tok *t,
			   struct scn_require *r)
{
	uint32_t *part = &r->major;
	unsigned int digits = 0, dots = 0;

	for (uint32_t i = 0; i < t->len; i++) {
		char c = t->s[i];

		if (c == '.' && digits && !dots++) {
			part = &r->minor;
			digits = 0;
		} else if (c >= '0' && c <= '9' && digits < 4) {
			*part = *part * 10 + (uint32_t)(c - '0');
			digits++;
		} else {
			digits = 0;
			break;
		}
	}
	if (!digits)
		return lang_err(p, t, "'%.*s' is no kernel version; write X.Y, like 7.0",
				TOK(t));
	return true;
}

/* kernel>=7.0, with or without spaces around the sign. */
static bool require_kernel(struct parser *p, struct scn_require *r)
{
	static const struct word ops[] = {
		{ "<=", 'l' }, { ">=", 'g' }, { "==", '=' },
		{ "<", '<' }, { ">", '>' }, { "=", '=' }, { 0 }
	};
	struct tok t = p->tok[p->pos], *next;
	const struct word *w = ops;
	char name[64];

	t.s += 6;
	t.len -= 6;
	t.col += 6;
	if (!t.len && p->pos + 1 < p->ntok)
		t = p->tok[++p->pos];
	while (w->word && (t.string || t.len < strlen(w->word) ||
			   memcmp(t.s, w->word, strlen(w->word))))
		w++;
	if (!w->word)
		return lang_err(p, &t, "a comparison is missing after kernel; write it like kernel>=7.0");
	t.s += strlen(w->word);
	t.len -= (uint32_t)strlen(w->word);
	t.col += (uint32_t)strlen(w->word);
	next = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	if (!t.len && next) {
		t = *next;
		p->pos++;
	}
	r->op = (char)w->value;
	if (!kernel_version(p, &t, r))
		return false;
	snprintf(name, sizeof(name), "kernel%s%.*s", w->word, (int)t.len, t.s);
	r->name = spec_strdup(p->spec, name);
	p->pos++;
	return expect_end(p);
}

/* Room for one more; it counts once nrequires does. */
static struct scn_require *next_require(struct parser *p, const struct tok *t)
{
	struct scenario *s = p->scn;

	if (s->nrequires == p->cap_requires) {
		p->cap_requires = p->cap_requires ? 2 * p->cap_requires : 8;
		s->requires = realloc(s->requires,
				      p->cap_requires * sizeof(*s->requires));
		if (!s->requires)
			abort();
	}
	s->requires[s->nrequires] = (struct scn_require){ .loc = tok_loc(p, t) };
	return &s->requires[s->nrequires];
}

void require_feature(struct parser *p, const struct tok *t, uint64_t feature)
{
	for (size_t i = 0; i < NFEATURES; i++) {
		struct scn_require *r;

		if (features[i].feature != feature)
			continue;
		r = next_require(p, t);
		r->name = features[i].name;
		r->features = feature;
		p->scn->nrequires++;
	}
}

bool stmt_require(struct parser *p, int arg)
{
	struct scenario *s = p->scn;
	const struct tok *t = cur(p);
	struct scn_require *r;
	char hint[96];
	const struct feature *f = features;

	(void)arg;
	if (!t)
		return lang_err(p, t, "a requirement is missing; write a feature like vfio-dmabuf, or kernel>=7.0");
	r = next_require(p, t);
	if (!t->string && t->len >= 6 && !memcmp(t->s, "kernel", 6)) {
		if (!require_kernel(p, r))
			return false;
		s->nrequires++;
		return true;
	}
	while (f < features + NFEATURES && !tok_is(t, f->name))
		f++;
	if (f == features + NFEATURES) {
		if (*word_hint(t, &features[0].name, NFEATURES, sizeof(*features),
			       hint, sizeof(hint)))
			return lang_err(p, t, "unknown feature '%.*s'%s", TOK(t),
					hint);
		return lang_err(p, t, "unknown feature '%.*s'; there are %s, and kernel>=X.Y",
				TOK(t), word_list(p, &features[0].name, NFEATURES,
						  sizeof(*features), "and"));
	}
	r->name = f->name;
	r->features = f->feature;
	s->nrequires++;
	p->pos++;
	return expect_end(p);
}

void lang_keywords_require(lang_keyword_fn add)
{
	add("word", "kernel");
	for (size_t i = 0; i < NFEATURES; i++)
		add("feature", features[i].name);
}
