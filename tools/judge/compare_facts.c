// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare_facts.c - what two kernels decided beside what statements asked:
 * mappings, distances, IOMMU groups, BARs, log lines; and what TLPs did.
 *
 * A fact that a statement's own difference names is not told twice.
 */
#include <stdio.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "tools/judge/internal.h"

/* A difference of this result that names the statement. */
static bool said(const struct pairing *p, int32_t step)
{
	const uint32_t line = step >= 0 ? p->scn->steps[step].loc.line : 0;

	for (uint32_t i = p->c->n; i-- > 0;) {
		const struct difference *d = &p->c->items[i];

		if (d->scn != p->scn || d->mode != p->mode)
			return false;
		if (line && d->line == line)
			return true;
	}
	return false;
}

static const struct proof *proof_like(const struct verdict *v,
				      const struct proof *like)
{
	for (uint32_t i = 0; i < v->nproofs; i++)
		if (v->proofs[i].step == like->step &&
		    !strcmp(v->proofs[i].name, like->name))
			return &v->proofs[i];
	return NULL;
}

static const char *refused_word(struct comparison *c, const struct proof *p)
{
	if (!p->direct_tried)
		return "not asked: the kernel refuses";
	return comparison_printf(c, "the kernel refuses; a direct request %s",
				 p->direct_write && p->direct_read ?
				 "arrives without the root complex" :
				 "does not arrive so");
}

/* Where requests went, and whether they arrived. */
static const char *way_word(struct comparison *c, const struct proof *p)
{
	const char *way = p->requests_in_rc ? "through the root complex" : "direct";
	const char *wrong = "";

	if (p->failure.any)
		wrong = p->failure.data ? ", but bytes land elsewhere" :
					  ", but not every request arrives";
	if (p->translated)
		way = "through the root complex, translated by the IOMMU";
	if (!p->requests)
		return comparison_printf(c, "no request arrives");
	return comparison_printf(c, "%s%s%s", way, p->requests_in_rc &&
				 p->requests_in_rc < p->requests ?
				 " (only some of the requests)" : "", wrong);
}

static const char *proof_word(struct comparison *c, const struct proof *p)
{
	return p->map.error ? refused_word(c, p) : way_word(c, p);
}

const char *hardware_word(struct comparison *c, const struct verdict *v,
			  int32_t step)
{
	for (uint32_t i = 0; step >= 0 && i < v->nproofs; i++)
		if (v->proofs[i].step == step)
			return proof_word(c, &v->proofs[i]);
	return NULL;
}

static const char *claim_word(struct comparison *c, const struct proof *p)
{
	if (p->map.error)
		return comparison_printf(c, "refused (error %d)", p->map.error);
	if (!p->map.map_type)
		return "mapped";
	return map_type_name(p->map.map_type);
}

void compare_mappings(struct pairing *p)
{
	for (uint32_t i = 0; i < p->is->nproofs; i++) {
		const struct proof *is = &p->is->proofs[i];
		const struct proof *was = proof_like(p->was, is);
		const char *a, *b;

		if (!was || said(p, is->step))
			continue;
		a = claim_word(p->c, was);
		b = claim_word(p->c, is);
		if (strcmp(a, b)) {
			difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
				"mapping %s", is->name), is->step, a, b);
			difference_note(p, "hardware, before: %s", proof_word(p->c, was));
			difference_note(p, "hardware, now: %s", proof_word(p->c, is));
			continue;
		}
		a = proof_word(p->c, was);
		b = proof_word(p->c, is);
		if (strcmp(a, b))
			difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
				"the way of mapping %s", is->name), is->step, a, b);
	}
}

void compare_pairs(struct pairing *p)
{
	const uint32_t n = p->was->npairs < p->is->npairs ? p->was->npairs :
							   p->is->npairs;

	for (uint32_t i = 0; i < n; i++) {
		const struct vpair *was = &p->was->pairs[i], *is = &p->is->pairs[i];
		char a[64], b[64];

		if (was->step != is->step || said(p, is->step))
			continue;
		snprintf(a, sizeof(a), "%s, distance %d",
			 map_type_name(was->answer.map_type), was->answer.distance);
		snprintf(b, sizeof(b), "%s, distance %d",
			 map_type_name(is->answer.map_type), is->answer.distance);
		if (strcmp(a, b))
			difference_add(p, DIFF_CHANGED, "P2PDMA's answer", is->step, a, b);
	}
}

static const char *function_name(const struct pairing *p,
				 const struct vfunction *f, char *buf, size_t size)
{
	const char *name = f->function >= 0 ?
		p->scn->spec->functions[f->function].name : NULL;

	if (!name)
		snprintf(buf, size, "%04x:%02x:%02x.%x", HP_SBDF_DOMAIN(f->k.sbdf),
			 HP_SBDF_BUS(f->k.sbdf), HP_SBDF_DEV(f->k.sbdf),
			 HP_SBDF_FN(f->k.sbdf));
	else if (f->vf)
		snprintf(buf, size, "%s/vf%u", name, f->vf);
	else
		snprintf(buf, size, "%s", name);
	return buf;
}

static const struct vfunction *function_like(const struct verdict *v,
					     const struct vfunction *like,
					     uint32_t hint)
{
	if (hint < v->nfunctions && v->functions[hint].k.sbdf == like->k.sbdf)
		return &v->functions[hint];
	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].k.sbdf == like->k.sbdf)
			return &v->functions[i];
	return NULL;
}

static void resource_word(const struct hp_kresource *r, char *buf, size_t size)
{
	/* A bridge window that nothing below needs is one byte in some trees. */
	if (r->size_bytes <= 1)
		snprintf(buf, size, "none");
	else if (r->flags & HP_RES_UNASSIGNED)
		snprintf(buf, size, "0x%llx bytes, unassigned",
			 (unsigned long long)r->size_bytes);
	else
		snprintf(buf, size, "0x%llx bytes at bus 0x%llx, CPU 0x%llx",
			 (unsigned long long)r->size_bytes,
			 (unsigned long long)r->bus_start,
			 (unsigned long long)r->cpu_start);
}

static void compare_resources(struct pairing *p, const char *name,
			      const struct hp_kfunc *was, const struct hp_kfunc *is)
{
	for (int i = 0; i < HP_NUM_RESOURCES; i++) {
		char a[96], b[96];

		resource_word(&was->res[i], a, sizeof(a));
		resource_word(&is->res[i], b, sizeof(b));
		if (strcmp(a, b))
			difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
				"%s: resource %d", name, i), -1, a, b);
	}
}

/* The lowest function of its group: numbers of groups mean nothing. */
static hp_sbdf first_of_group(const struct verdict *v, int32_t group, hp_sbdf own)
{
	for (uint32_t i = 0; group >= 0 && i < v->nfunctions; i++)
		if (v->functions[i].k.iommu_group == group)
			return v->functions[i].k.sbdf;
	return own;
}

static void compare_group(struct pairing *p, const char *name,
			  const struct hp_kfunc *was, const struct hp_kfunc *is)
{
	const hp_sbdf a = first_of_group(p->was, was->iommu_group, was->sbdf);
	const hp_sbdf b = first_of_group(p->is, is->iommu_group, is->sbdf);
	char at[24], bt[24];

	if (a == b && (was->iommu_group < 0) == (is->iommu_group < 0))
		return;
	snprintf(at, sizeof(at), was->iommu_group < 0 ? "none" : "%04x:%02x:%02x.%x",
		 HP_SBDF_DOMAIN(a), HP_SBDF_BUS(a), HP_SBDF_DEV(a), HP_SBDF_FN(a));
	snprintf(bt, sizeof(bt), is->iommu_group < 0 ? "none" : "%04x:%02x:%02x.%x",
		 HP_SBDF_DOMAIN(b), HP_SBDF_BUS(b), HP_SBDF_DEV(b), HP_SBDF_FN(b));
	difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
		"%s: its IOMMU group's first function", name), -1, at, bt);
}

static void compare_function(struct pairing *p, const struct vfunction *was,
			     const struct vfunction *is)
{
	char buf[96], a[32], b[32];
	const char *name = function_name(p, is, buf, sizeof(buf));

	compare_group(p, name, &was->k, &is->k);
	compare_resources(p, name, &was->k, &is->k);
	snprintf(a, sizeof(a), "0x%04x", was->k.acs_ctrl);
	snprintf(b, sizeof(b), "0x%04x", is->k.acs_ctrl);
	if (strcmp(a, b))
		difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
			"%s: ACS control", name), -1, a, b);
	if (strcmp(was->k.driver, is->k.driver))
		difference_add(p, DIFF_CHANGED, comparison_printf(p->c,
			"%s: driver", name), -1,
			*was->k.driver ? was->k.driver : "none",
			*is->k.driver ? is->k.driver : "none");
}

void compare_functions(struct pairing *p)
{
	char buf[96];

	if (!p->was->nfunctions || !p->is->nfunctions)
		return;
	for (uint32_t i = 0; i < p->is->nfunctions; i++) {
		const struct vfunction *is = &p->is->functions[i];
		const struct vfunction *was = function_like(p->was, is, i);

		if (was)
			compare_function(p, was, is);
		else
			difference_add(p, DIFF_CHANGED, function_name(p, is, buf,
				sizeof(buf)), -1, "not enumerated", "enumerated");
	}
	for (uint32_t i = 0; i < p->was->nfunctions; i++) {
		const struct vfunction *was = &p->was->functions[i];

		if (!function_like(p->is, was, i))
			difference_add(p, DIFF_CHANGED, function_name(p, was, buf,
				sizeof(buf)), -1, "enumerated", "not enumerated");
	}
}

/*
 * The same line of the log?  A number behind the name of a source file is where the
 * code stands, which every patch above it changes, and no answer.
 */
static bool same_line(const char *a, const char *b)
{
	const char *start = a;

	for (;; a++, b++) {
		if (a - start > 3 && a[-1] == ':' && a[-3] == '.' &&
		    (a[-2] == 'c' || a[-2] == 'h')) {
			const size_t n = strspn(a, "0123456789");
			const size_t m = strspn(b, "0123456789");

			a += n && m ? n : 0;
			b += n && m ? m : 0;
		}
		if (*a != *b || !*a)
			return *a == *b;
	}
}

/* How often @v's log has this line, up to and with index @upto. */
static uint32_t occurs(const struct verdict *v, const char *text, uint32_t upto)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nlog && i < upto; i++)
		n += same_line(v->log[i].text, text);
	return n;
}

/* Lines of @v's log that @other's has not as often; the first ones are noted. */
static uint32_t note_log(struct pairing *p, const struct verdict *v,
			 const struct verdict *other, char sign, bool note)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nlog; i++) {
		const char *text = v->log[i].text;

		if (occurs(v, text, i + 1) <= occurs(other, text, other->nlog))
			continue;
		n++;
		if (note && n <= 5)
			difference_note(p, "%c %s", sign, text);
	}
	return n;
}

static bool same_log(const struct verdict *a, const struct verdict *b)
{
	if (a->nlog != b->nlog)
		return false;
	for (uint32_t i = 0; i < a->nlog; i++)
		if (!same_line(a->log[i].text, b->log[i].text))
			return false;
	return true;
}

void compare_log(struct pairing *p)
{
	uint32_t less, more;
	char a[48], b[48];

	if (same_log(p->was, p->is))
		return;
	less = note_log(p, p->was, p->is, '-', false);
	more = note_log(p, p->is, p->was, '+', false);
	if (!less && !more)
		return;
	snprintf(a, sizeof(a), "%u line%s", less, plural(less));
	snprintf(b, sizeof(b), "%u other%s", more, plural(more));
	difference_add(p, DIFF_CHANGED, "kernel log", -1, a, b);
	note_log(p, p->was, p->is, '-', true);
	note_log(p, p->is, p->was, '+', true);
}
