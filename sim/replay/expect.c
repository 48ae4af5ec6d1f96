// SPDX-License-Identifier: GPL-2.0-only
/*
 * expect.c - asks the kernel what a scenario expects of it, and compares.
 *
 * The answers are the kernel's; the model only provides names and topology.  A failed
 * expectation says what was expected and what the kernel says, and for P2P also what
 * the kernel logs and which ports are on the path.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "sim/facts/acs.h"
#include "sim/facts/path.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mappings.h"
#include "sim/replay/mistake.h"
#include "sim/replay/steps.h"

/* Resolves provider and client, and asks P2PDMA about them. */
struct p2p_query {
	hp_sbdf provider, client;
	int32_t bar;
	struct hp_p2p answer;
};

/* A function that can have no memory for its peers. */
static bool no_provider(struct world *w, const struct scn_step *s, hp_sbdf sbdf,
			struct outcome *o)
{
	const struct function *fn = world_function_at(w, sbdf);
	const struct spec_function *f = fn ? function_spec(fn) : NULL;
	bool memory = false;

	if (!f)
		return false;
	for (int i = 0; i < 6; i++) {
		const struct spec_bar *bar = function_vf_number(fn) ? &f->sriov.bar[i] :
								      &f->bar[i];

		memory = memory || (bar->size_bytes && bar->kind != SPEC_BAR_IO);
	}
	if (spec_type_is_bridge(f->type))
		mistake(w, &s->a.loc, o, "%s is a port or bridge, and no driver offers its memory to peers; name an endpoint",
			s->a.text);
	else if (!memory)
		mistake(w, &s->a.loc, o, "%s has no memory BAR to offer to peers; give it one, or name another",
			s->a.text);
	else
		return false;
	return true;
}

static bool query_p2p(struct world *w, const struct scn_step *s,
		      struct p2p_query *q, struct outcome *o)
{
	struct hp_kfunc f;
	char err[24];
	int ret;

	if (!kfunc_of(w, &s->a, &f, o))
		return false;
	q->provider = f.sbdf;
	if (!kfunc_of(w, &s->b, &f, o))
		return false;
	q->client = f.sbdf;
	q->bar = s->has_bar ? s->bar : -1;
	memset(&q->answer, 0, sizeof(q->answer));
	ret = w->kernel->ops->p2p(q->provider, q->bar, q->client, 0, &q->answer);
	if (!ret)
		ret = q->answer.error;
	if (!ret)
		return true;
	if (no_provider(w, s, q->provider, o))
		return false;
	outcome_fail(o, "%s -> %s: P2PDMA could not be asked: %s", s->a.text,
		     s->b.text, errno_text(ret, err, sizeof(err)));
	if (ret == -19 || ret == -22)	/* ENODEV, EINVAL */
		outcome_diag(o, "a provider needs a memory BAR that the kernel could place");
	return false;
}

static void text_answer(const struct hp_p2p *a, char *buf, size_t size)
{
	if (a->distance >= 0)
		snprintf(buf, size, "%s, distance %d",
			 map_type_name(a->map_type), a->distance);
	else
		snprintf(buf, size, "%s", map_type_name(a->map_type));
}

static void hop_text(struct world *w, int32_t index, FILE *out)
{
	const struct spec_function *sf = &w->scn->spec->functions[index];
	struct function *fn = fabric_function(w->fabric, (uint32_t)index);
	uint32_t domain;
	uint8_t bus, devfn;
	char acs[64];

	fprintf(out, "%s", sf->name);
	if (fn && function_address(fn, &domain, &bus, &devfn))
		fprintf(out, " %04x:%02x:%02x.%x", domain, bus, devfn >> 3,
			devfn & 7);
	if (!spec_type_is_bridge(sf->type))
		return;
	if (fn && world_acs_text(fn, acs, sizeof(acs)))
		fprintf(out, " [%s]", acs);
	else if (sf->acs.known == SPEC_UNKNOWN)
		fprintf(out, " [ACS unknown]");
}

/* "path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR+ CR+] -> ..." */
static void diag_path(struct world *w, const struct scn_step *s,
		      struct outcome *o)
{
	const struct spec *spec = w->scn->spec;
	struct path p;
	char *text = NULL;
	size_t len;
	FILE *out;

	if (s->a.function < 0 || s->b.function < 0 ||
	    !path_between(spec, s->a.function, s->b.function, &p))
		return;
	out = open_memstream(&text, &len);
	for (uint32_t i = 0; out && i < p.n; i++) {
		if (i == p.up && p.turn < 0)
			fputs(" -> (root complex)", out);
		fputs(i ? " -> " : "path: ", out);
		hop_text(w, p.hops[i], out);
	}
	if (out && p.n == p.up && p.turn < 0)
		fputs(" -> (root complex)", out);
	if (out) {
		fclose(out);
		outcome_diag(o, "%s", text);
	}
	free(text);
	path_free(&p);
}

/* Asks again, with the kernel's reasons in its log.  Returns the port that it names, or 0. */
static bool diag_log(struct world *w, const struct p2p_query *q,
		     struct outcome *o, hp_sbdf *turned)
{
	struct hp_p2p again;
	uint32_t from = w->nlog;
	bool found = false;

	w->kernel->ops->p2p(q->provider, q->bar, q->client, 1, &again);
	for (uint32_t i = from; i < w->nlog; i++) {
		outcome_diag(o, "log: %s", w->log[i].text);
		found = found || acs_redirecting_port(w->log[i].text, turned);
	}
	return found;
}

static void record_pair(struct world *w, int32_t step,
			const struct p2p_query *q, bool ok, bool turned_known,
			hp_sbdf turned)
{
	rec_begin(w->rec, REC_PAIR);
	rec_u64(w->rec, (uint64_t)(int64_t)step);
	rec_u64(w->rec, q->provider);
	rec_u64(w->rec, q->client);
	rec_bytes(w->rec, &q->answer, sizeof(q->answer));
	rec_u64(w->rec, ok);
	rec_u64(w->rec, turned_known);
	rec_u64(w->rec, turned);
	rec_end(w->rec);
}

static bool p2p_matches(const struct scn_step *s, const struct hp_p2p *a)
{
	bool ok = true;

	if (s->map_type != HP_MAP_UNKNOWN && s->map_type != a->map_type)
		ok = false;
	if (s->has_distance && s->distance != a->distance)
		ok = false;
	return ok != s->negated;
}

/*
 * Checks that the address that the kernel hands out reaches the BAR.  The kernel names
 * the BAR by its CPU address; its bus address is read from the hardware.
 */
static void judge_address(struct world *w, const struct scn_step *s,
			  const struct p2p_query *q, struct outcome *o)
{
	struct function *fn = world_function_at(w, q->provider);
	uint64_t want = s->address_value, size;
	struct hp_kfunc f;
	int bar = q->bar;

	if (s->address == SCN_ADDRESS_ANY)
		return;
	if (s->address == SCN_ADDRESS_BUS) {
		if (!kfunc_of(w, &s->a, &f, o))
			return;
		for (int i = 0; bar < 0 && i < 6; i++)
			if (f.res[i].size_bytes &&
			    f.res[i].cpu_start == q->answer.cpu_address)
				bar = i;
		if (!fn || bar < 0 || !function_bar(fn, (unsigned int)bar, &want, &size)) {
			outcome_fail(o, "%s: no BAR of it decodes now", s->a.text);
			return;
		}
	}
	if (q->answer.bus_address == want)
		return;
	outcome_fail(o, "expected: address 0x%llx%s", (unsigned long long)want,
		     s->address == SCN_ADDRESS_BUS ? ", the BAR's on the bus" : "");
	outcome_diag(o, "kernel:   address 0x%llx (CPU address of the BAR: 0x%llx)",
		     (unsigned long long)q->answer.bus_address,
		     (unsigned long long)q->answer.cpu_address);
}

static void expect_p2p(struct world *w, int32_t step, const struct scn_step *s,
		       struct outcome *o)
{
	struct p2p_query q;
	struct hp_p2p wanted = {
		.map_type = s->map_type,
		.distance = s->has_distance ? s->distance : -1,
	};
	hp_sbdf turned = 0;
	bool ok, known = false;
	char text[64];

	if (!query_p2p(w, s, &q, o))
		return;
	snprintf(o->brief, sizeof(o->brief), "%s",
		 map_type_name(q.answer.map_type));
	if (s->has_distance)
		text_answer(&q.answer, o->brief, sizeof(o->brief));
	ok = p2p_matches(s, &q.answer);
	if (!ok) {
		const char *sense = s->negated ? "not " : "";

		if (s->map_type == HP_MAP_UNKNOWN && s->distance < 0) {
			outcome_fail(o, "expected: %sdistance unsupported", sense);
		} else if (s->map_type == HP_MAP_UNKNOWN) {
			outcome_fail(o, "expected: %sdistance %d", sense,
				     s->distance);
		} else {
			text_answer(&wanted, text, sizeof(text));
			outcome_fail(o, "expected: %s%s", sense, text);
		}
		text_answer(&q.answer, text, sizeof(text));
		outcome_diag(o, "kernel:   %s", text);
		known = diag_log(w, &q, o, &turned);
		diag_path(w, s, o);
	} else if (!s->negated) {
		judge_address(w, s, &q, o);
		ok = o->status == VERDICT_PASS;
	}
	record_pair(w, step, &q, ok, known, turned);
	if (s->map_type != HP_MAP_UNKNOWN)
		mappings_prove_pair(w, step, q.provider, q.bar, q.client);
}

static void expect_group(struct world *w, const struct scn_step *s,
			 struct outcome *o)
{
	int32_t *group = calloc(s->nrefs + 1, sizeof(*group));
	bool apart = s->negated, ok = true;

	for (uint32_t i = 0; group && i < s->nrefs; i++) {
		struct hp_kfunc f;

		if (!kfunc_of(w, &s->refs[i], &f, o))
			goto out;
		group[i] = f.iommu_group;
		if (f.iommu_group < 0) {
			outcome_fail(o, "%s: in no IOMMU group", s->refs[i].text);
			goto out;
		}
		for (uint32_t j = 0; j < i; j++)
			if ((group[i] == group[j]) == apart)
				ok = false;
	}
	if (!ok) {
		outcome_fail(o, "expected: %s", apart ? "all in groups of their own" :
							"all in one group");
		for (uint32_t i = 0; i < s->nrefs; i++)
			outcome_diag(o, "kernel:   %s in group %d",
				     s->refs[i].text, group[i]);
	}
out:
	free(group);
}

static void fail_number(struct outcome *o, const char *what, uint64_t expected,
			uint64_t got)
{
	outcome_fail(o, "expected: %s 0x%llx", what,
		     (unsigned long long)expected);
	outcome_diag(o, "kernel:   %s 0x%llx", what, (unsigned long long)got);
}

static void fail_offset(struct outcome *o, int64_t expected, int64_t got)
{
	outcome_fail(o, "expected: CPU minus bus address %lld",
		     (long long)expected);
	outcome_diag(o, "kernel:   CPU minus bus address %lld", (long long)got);
}

static void expect_bar(struct world *w, const struct scn_step *s,
		       struct outcome *o)
{
	const struct hp_kresource *r;
	struct hp_kfunc f;
	bool assigned;
	int64_t offset;

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	r = &f.res[s->bar];
	assigned = r->size_bytes && !(r->flags & HP_RES_UNASSIGNED);
	offset = (int64_t)(r->cpu_start - r->bus_start);
	if (s->bar_what & SCN_BAR_UNASSIGNED && assigned)
		outcome_fail(o, "kernel: placed it at CPU 0x%llx, size 0x%llx",
			     (unsigned long long)r->cpu_start,
			     (unsigned long long)r->size_bytes);
	if (s->bar_what & SCN_BAR_SIZE && r->size_bytes != s->bar_size)
		fail_number(o, "size", s->bar_size, r->size_bytes);
	if (!(s->bar_what & ~(SCN_BAR_UNASSIGNED | SCN_BAR_SIZE)))
		return;
	if (!assigned) {
		outcome_fail(o, "kernel: %s", r->size_bytes ?
			     "could not place it" : "there is no such BAR");
		return;
	}
	if (s->bar_what & SCN_BAR_CPU && r->cpu_start != s->bar_cpu)
		fail_number(o, "CPU address", s->bar_cpu, r->cpu_start);
	if (s->bar_what & SCN_BAR_BUS && r->bus_start != s->bar_bus)
		fail_number(o, "bus address", s->bar_bus, r->bus_start);
	if (s->bar_what & SCN_BAR_OFFSET && offset != s->bar_offset)
		fail_offset(o, s->bar_offset, offset);
}

static void expect_log(struct world *w, const struct scn_step *s,
		       struct outcome *o)
{
	for (uint32_t i = 0; i < w->nlog; i++) {
		if (!strstr(w->log[i].text, s->text))
			continue;
		if (s->negated)
			outcome_fail(o, "log: %s", w->log[i].text);
		return;
	}
	if (!s->negated)
		outcome_fail(o, "none of %u kernel log lines so far says so",
			     w->nlog);
}

static void expect_present(struct world *w, const struct scn_step *s,
			   struct outcome *o)
{
	struct hp_kfunc f;
	char bdf[24], why[160];
	bool present = kfunc_find(w, &s->a, &f, why, sizeof(why));

	if (present && s->negated)
		outcome_fail(o, "%s: the kernel enumerated it at %s", s->a.text,
			     sbdf_text(f.sbdf, bdf, sizeof(bdf)));
	if (!present && !s->negated)
		outcome_fail(o, "%s: %s", s->a.text, why);
}

static void expect_acs(struct world *w, const struct scn_step *s,
		       struct outcome *o)
{
	struct hp_kfunc f;
	char want[64], got[64];

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	if (!f.acs_cap_offset) {
		outcome_fail(o, "%s: the kernel found no ACS capability",
			     s->a.text);
		return;
	}
	if (((f.acs_ctrl & s->acs_mask) == s->acs_value) != s->negated)
		return;
	acs_bits_text(s->acs_mask, s->acs_value, want, sizeof(want));
	acs_bits_text(s->acs_mask, f.acs_ctrl, got, sizeof(got));
	outcome_fail(o, "expected: %s", want);
	outcome_diag(o, "kernel:   %s (control register 0x%04x)", got,
		     f.acs_ctrl);
}

/* Some files hold more than text: what is no ASCII is written as \xNN. */
static const char *shown(const char *bytes, int64_t n, char *buf)
{
	char *to = buf;

	for (int64_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)bytes[i];

		to += sprintf(to, (c < ' ' && c != '\n' && c != '\t') || c > '~' ?
				  "\\x%02x" : "%c", c);
	}
	*to = '\0';
	return buf;
}

static void expect_sysfs(struct world *w, const struct scn_step *s,
			 struct outcome *o)
{
	static char text[4 * 4096 + 1];
	char buf[4097], err[24];
	bool same;
	int64_t n;

	if (!(w->kernel->ops->features & HP_FEAT_SYSFS)) {
		o->status = VERDICT_SKIP;
		o->reason = "this kernel instance has no sysfs";
		return;
	}
	n = w->kernel->ops->sysfs_read(s->path, buf, sizeof(buf) - 1);
	if (n < 0) {
		outcome_fail(o, "reading %s gave %s", s->path,
			     errno_text(n, err, sizeof(err)));
		return;
	}
	while (n && buf[n - 1] == '\n')
		n--;
	same = strlen(s->text) == (size_t)n && !memcmp(buf, s->text, (size_t)n);
	shown(buf, n, text);
	snprintf(o->brief, sizeof(o->brief), "%.60s", text);
	if (same != s->negated)
		return;
	outcome_fail(o, "expected: %s\"%s\"", s->negated ? "not " : "", s->text);
	outcome_diag(o, "kernel:   \"%s\"", text);
}

static void expect_driver(struct world *w, const struct scn_step *s,
			  struct outcome *o)
{
	const char *want = s->text && strcmp(s->text, "none") ? s->text : "";
	struct hp_kfunc f;

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	if (!strcmp(f.driver, want) != s->negated)
		return;
	outcome_fail(o, "expected: %s%s", s->negated ? "not " : "",
		     *want ? want : "no driver");
	outcome_diag(o, "kernel:   %s", *f.driver ? f.driver : "no driver");
}

void expect_evaluate(struct world *w, int32_t step, const struct scn_step *s,
		     struct outcome *o)
{
	switch (s->kind) {
	case SCN_EXPECT_MAP:
	case SCN_EXPECT_DISTANCE:
		expect_p2p(w, step, s, o);
		break;
	case SCN_EXPECT_GROUP:
		expect_group(w, s, o);
		break;
	case SCN_EXPECT_BAR:
		expect_bar(w, s, o);
		break;
	case SCN_EXPECT_LOG:
		expect_log(w, s, o);
		break;
	case SCN_EXPECT_PRESENT:
		expect_present(w, s, o);
		break;
	case SCN_EXPECT_ACS:
		expect_acs(w, s, o);
		break;
	case SCN_EXPECT_SYSFS:
		expect_sysfs(w, s, o);
		break;
	case SCN_EXPECT_DRIVER:
		expect_driver(w, s, o);
		break;
	case SCN_EXPECT_LANDS:
	case SCN_EXPECT_FAULTS:
	case SCN_EXPECT_REFUSED:
	case SCN_EXPECT_TYPE:
		expect_dma(w, step, s, o);
		break;
	default:
		o->status = VERDICT_ERROR;
		o->reason = "this program does not know how to judge it";
	}
}
