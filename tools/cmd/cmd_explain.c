// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_explain.c - hairpin explain: what the kernel says of a provider and a
 * client, in its own words, and the way between them, hop by hop; then what
 * the hardware does, and the first hop where the two part.
 *
 * Which port made the kernel say so is read from the kernel's log, not from
 * the registers: this program has no opinion here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/text.h"
#include "sim/facts/acs.h"
#include "sim/facts/path.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/steps.h"
#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/ask/doubt.h"
#include "tools/ask/explain.h"
#include "tools/ask/query.h"
#include "tools/ask/ref.h"
#include "tools/ask/hwstory.h"

#define MAX_NAMED 64

/* The child's answer; what the hardware does follows it. */
struct answer {
	hp_sbdf a, b;
	int32_t found_a, found_b;	/* errno of function(); 0 found */
	struct hp_p2p there, back;
	uint32_t log_from, log_to;
	struct explain_target target;
};

/* What a capture leaves open, and the answer under the other assumption. */
struct doubt {
	bool asked;
	struct answer other;
};

struct question {
	struct scn_ref a, b;
	struct explain_options options;
};

static int32_t locate(struct world *w, const struct scn_ref *ref,
		      hp_sbdf *sbdf)
{
	struct hp_kfunc f;

	if (!world_address(w, ref, sbdf))
		return -6;	/* ENXIO: it has no address */
	return w->kernel->ops->function(*sbdf, &f);
}

static void ask(struct world *w, void *arg)
{
	const struct question *q = arg;
	const struct hp_kernel *ops = w->kernel->ops;
	struct answer r = { .target = { .bar = -1 } };

	if (!steps_prepare(w))
		return;
	r.found_a = locate(w, &q->a, &r.a);
	r.found_b = locate(w, &q->b, &r.b);
	if (!r.found_a && !r.found_b) {
		/* The first question makes the kernel bind the driver and cache its answer. */
		ops->p2p(r.a, -1, r.b, 0, &r.there);
		r.log_from = w->nlog;
		r.there.error = ops->p2p(r.a, -1, r.b, 1, &r.there);
		r.log_to = w->nlog;
		r.back.error = ops->p2p(r.b, -1, r.a, 0, &r.back);
	}
	if (!r.found_a && !r.found_b && !r.there.error)
		explain_map(w, r.a, r.b, &r.there, &r.target);
	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, &r, sizeof(r));
	rec_end(w->rec);
	explain_send(w, r.b, &q->options, &r.target);
	kfunc_record_all(w);
}

static const struct vfunction *find(const struct verdict *v, hp_sbdf sbdf)
{
	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].k.sbdf == sbdf)
			return &v->functions[i];
	return NULL;
}

static const struct vfunction *find_index(const struct verdict *v, int32_t index)
{
	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].function == index && !v->functions[i].vf)
			return &v->functions[i];
	return NULL;
}

static bool is_named(const hp_sbdf *ports, uint32_t n, hp_sbdf port)
{
	for (uint32_t i = 0; i < n; i++)
		if (ports[i] == port)
			return true;
	return false;
}

/* Ports that the kernel's log offers for pci=disable_acs_redir=. */
static uint32_t named_ports(const struct verdict *v, const struct answer *r,
			    hp_sbdf *ports)
{
	uint32_t n = 0;

	for (uint32_t i = r->log_from; i < r->log_to && i < v->nlog; i++) {
		const char *cursor = v->log[i].text;
		hp_sbdf port;

		if (!acs_redirecting_port(cursor, &port))
			continue;
		while (n < MAX_NAMED && acs_next_port(&cursor, &port))
			if (!is_named(ports, n, port))
				ports[n++] = port;
	}
	return n;
}

static void print_answer(const char *what, const struct hp_p2p *p)
{
	char err[24];

	if (p->error)
		printf("%s could not be asked: %s\n", what,
		       errno_text(p->error, err, sizeof(err)));
	else if (p->distance < 0)
		printf("%s %s\n", what, map_type_name(p->map_type));
	else
		printf("%s %s, distance %d\n", what,
		       map_type_name(p->map_type), p->distance);
}

static const char *type_word(enum spec_type t)
{
	switch (t) {
	case SPEC_ROOT_PORT:
		return "root port";
	case SPEC_UPSTREAM_PORT:
		return "switch upstream port";
	case SPEC_DOWNSTREAM_PORT:
		return "switch downstream port";
	case SPEC_PCIE_TO_PCI:
	case SPEC_PCI_TO_PCIE:
	case SPEC_PCI_BRIDGE:
		return "bridge";
	case SPEC_RCIEP:
		return "integrated endpoint";
	default:
		return "endpoint";
	}
}

static void print_acs(const struct spec_function *sf,
		      const struct vfunction *k)
{
	char bits[64];

	if (sf->acs.known == SPEC_UNKNOWN)
		printf("  ACS unknown");
	else if (sf->acs.known == SPEC_PRESENT)
		printf("  ACS %s%s", acs_bits_text(sf->acs.cap |
						 (k ? k->k.acs_ctrl : 0),
						 k ? k->k.acs_ctrl : sf->acs.ctrl,
						 bits, sizeof(bits)),
		       sf->acs.assumed ? " (assumed)" : "");
	else if (sf->type == SPEC_ROOT_PORT || sf->type == SPEC_DOWNSTREAM_PORT)
		printf("  no ACS");
}

static void print_hop(const struct scenario *scn, const struct verdict *v,
		      int32_t index, char arrow, bool named)
{
	const struct spec_function *sf = &scn->spec->functions[index];
	const struct vfunction *k = find_index(v, index);
	char bdf[24] = "(not enumerated)";

	if (k)
		sbdf_text(k->k.sbdf, bdf, sizeof(bdf));
	printf("  %c %-12s %s  %s%s", arrow, sf->name, bdf, type_word(sf->type),
	       sf->assumed ? ", not in the capture" :
	       sf->assumed_place ? ", place assumed" : "");
	print_acs(sf, k);
	printf("%s\n", named ? "   <-- the kernel names this port" : "");
}

/* The provider or the client, which may be a VF. */
static void print_end(const struct scenario *scn, const struct verdict *v,
		      const struct vfunction *end)
{
	char name[128], bdf[24];

	if (!end->vf) {
		print_hop(scn, v, end->function, ' ', false);
		return;
	}
	printf("    %-12s %s  virtual function\n",
	       query_name(scn, end, name, sizeof(name)),
	       sbdf_text(end->k.sbdf, bdf, sizeof(bdf)));
}

static void print_root(const struct scenario *scn, int32_t a, int32_t b)
{
	int32_t ha = path_host_bridge(scn->spec, a);
	int32_t hb = path_host_bridge(scn->spec, b);

	if (ha < 0 || hb < 0)
		return;
	if (ha == hb)
		printf("  | root complex, host bridge %s\n",
		       scn->spec->host_bridges[ha].name);
	else
		printf("  | root complex, host bridges %s and %s\n",
		       scn->spec->host_bridges[ha].name,
		       scn->spec->host_bridges[hb].name);
}

/* Of one device: inside it, or by the port above it, as its functions are made. */
static void print_within(const struct scenario *scn, const struct verdict *v,
			 const struct vfunction *a, const struct vfunction *b,
			 const hp_sbdf *ports, uint32_t n)
{
	int32_t port = scn->spec->functions[a->function].parent;
	const struct vfunction *k = port < 0 ? NULL : find_index(v, port);

	printf("path: within one device, or by the port above it\n");
	print_end(scn, v, a);
	if (port >= 0)
		print_hop(scn, v, port, '=', k && is_named(ports, n, k->k.sbdf));
	if (a != b)
		print_end(scn, v, b);
}

static void print_path(const struct scenario *scn, const struct verdict *v,
		       const struct answer *r, const hp_sbdf *ports, uint32_t n)
{
	const struct vfunction *a = find(v, r->a), *b = find(v, r->b);
	struct path p;

	if (!a || !b || a->function < 0 || b->function < 0)
		return;
	if (a->function == b->function) {
		print_within(scn, v, a, b, ports, n);
		return;
	}
	if (!path_between(scn->spec, a->function, b->function, &p))
		return;
	printf("path:\n");
	for (uint32_t i = 0; i < p.n; i++) {
		const struct vfunction *k = find_index(v, p.hops[i]);
		bool named = k && is_named(ports, n, k->k.sbdf);
		char arrow = (int32_t)i == p.turn ? '=' : i < p.up ? '^' : 'v';

		if (i == p.up && p.turn < 0)
			print_root(scn, a->function, b->function);
		if (i == 0 || i + 1 == p.n)
			print_end(scn, v, i ? b : a);
		else
			print_hop(scn, v, p.hops[i], arrow, named);
	}
	path_free(&p);
}

static void print_ports_reason(const struct scenario *scn,
			       const struct verdict *v, const char *what,
			       const hp_sbdf *ports, uint32_t n)
{
	char name[128], bits[64];

	printf("%s", what);
	for (uint32_t i = 0; i < n; i++) {
		const struct vfunction *k = find(v, ports[i]);
		uint16_t ctrl = k ? k->k.acs_ctrl : 0;

		/* What the kernel counts as redirecting. */
		ctrl &= ACS_RR | ACS_CR | ACS_EC;
		if (k)
			printf("%s %s (%s)", i ? "," : "",
			       query_name(scn, k, name, sizeof(name)),
			       acs_bits_text(ctrl, ctrl, bits, sizeof(bits)));
		else
			printf("%s %s", i ? "," : "",
			       sbdf_text(ports[i], name, sizeof(name)));
	}
	printf("\n");
}

static bool log_says(const struct verdict *v, const struct answer *r,
		     const char *what)
{
	for (uint32_t i = r->log_from; i < r->log_to && i < v->nlog; i++)
		if (strstr(v->log[i].text, what))
			return true;
	return false;
}

/* The kernel's log has the ID of the host bridge that is not on its list. */
static void print_unlisted(const struct scenario *scn, const struct verdict *v,
			   const struct answer *r, bool more)
{
	const struct vfunction *a = find(v, r->a), *host = NULL;
	int32_t hb = a && a->function >= 0 ?
		     path_host_bridge(scn->spec, a->function) : -1;
	const char *id = NULL;

	for (uint32_t i = r->log_from; i < r->log_to && i < v->nlog && !id; i++) {
		id = strstr(v->log[i].text, "not in P2PDMA whitelist: ");
		if (id)
			id += strlen("not in P2PDMA whitelist: ");
	}
	printf("because: %sthe way goes through a root complex that this kernel does not trust",
	       more ? "beyond that " : "");
	if (id)
		printf(" (host bridge %s is not on its list)", id);
	/* It says so once only, maybe before this was asked. */
	if (!id && hb >= 0)
		host = find(v, HP_SBDF(scn->spec->host_bridges[hb].domain,
				       scn->spec->host_bridges[hb].bus_first, 0, 0));
	if (host)
		printf(" (the function at 00.0 of its root bus is %04x:%04x)",
		       host->k.vendor, host->k.device);
	putchar('\n');
}

/* Ports below the root complex that redirect, and did not keep the kernel from BUS_ADDR. */
static void print_direct(const struct scenario *scn, const struct verdict *v,
			 const struct answer *r)
{
	const struct vfunction *a = find(v, r->a), *b = find(v, r->b);
	hp_sbdf ports[MAX_NAMED];
	uint32_t n = 0;

	for (int side = 0; side < 2; side++) {
		const struct vfunction *end = side ? b : a;
		int32_t port = end && end->function >= 0 ?
			       scn->spec->functions[end->function].parent : -1;
		const struct vfunction *k = port < 0 ? NULL : find_index(v, port);

		if (k && (k->k.acs_ctrl & (ACS_RR | ACS_CR | ACS_EC)) &&
		    !is_named(ports, n, k->k.sbdf))
			ports[n++] = k->k.sbdf;
	}
	if (!n) {
		printf("because: they share an upstream bridge, and the kernel found no port that redirects\n");
		return;
	}
	printf("because: they share an upstream bridge, and the kernel named no port that redirects\n");
	print_ports_reason(scn, v, "all the same, ACS redirect is on at", ports, n);
	if (a && b && a->function == b->function && a->vf != b->vf)
		printf("skipped: the rule that a redirect at the port above a device sends its own functions through the host bridge, too\n");
}

static void print_reason(const struct scenario *scn, const struct verdict *v,
			 const struct answer *r, const hp_sbdf *ports,
			 uint32_t n)
{
	if (r->there.error)
		return;
	if (n)
		print_ports_reason(scn, v, "because: ACS redirect is on at", ports, n);
	if (log_says(v, r, "whitelisted host bridge"))
		print_unlisted(scn, v, r, n > 0);
	else if (r->there.map_type == HP_MAP_THRU_HOST_BRIDGE && !n)
		printf("because: the way goes through a root complex that this kernel trusts\n");
	else if (r->there.map_type == HP_MAP_BUS_ADDR)
		print_direct(scn, v, r);
}

static void print_groups(const struct verdict *v, const struct answer *r)
{
	const struct vfunction *a = find(v, r->a), *b = find(v, r->b);

	if (!a || !b || a->k.iommu_group < 0 || b->k.iommu_group < 0)
		return;
	printf("groups: %d and %d%s\n", a->k.iommu_group, b->k.iommu_group,
	       a->k.iommu_group == b->k.iommu_group ? " (the same)" : "");
}

static bool is_other(const struct hp_p2p *a, const struct hp_p2p *b)
{
	return a->error != b->error || a->map_type != b->map_type;
}

/* Who reads the first lines alone must not take a guess for a fact. */
static void point_to_doubts(const struct answer *r, const struct doubt *doubts)
{
	for (int kind = 0; kind < DOUBT_KINDS; kind++) {
		const struct hp_p2p *other = &doubts[kind].other.there;

		if (doubts[kind].asked && is_other(other, &r->there))
			printf("  that hangs on what the capture leaves open: otherwise %s, see the end\n",
			       other->error ? "no answer" : map_type_name(other->map_type));
	}
}

static int print_text(const struct query *q, uint32_t kernel,
		      const struct question *ques, const struct verdict *v,
		      const struct answer *r, const struct doubt *doubts,
		      const unsigned char *bytes, size_t left)
{
	hp_sbdf ports[MAX_NAMED];
	char a[24], b[24];
	uint32_t n;

	if (r->found_a || r->found_b) {
		fprintf(stderr, "hairpin explain: kernel %s has no %s\n",
			q->kernels.k[kernel].label,
			r->found_a ? ques->a.text : ques->b.text);
		return HP_EXIT_FAIL;
	}
	n = named_ports(v, r, ports);
	printf("%s %s (provider) -> %s %s (client), kernel %s\n", ques->a.text,
	       sbdf_text(r->a, a, sizeof(a)), ques->b.text,
	       sbdf_text(r->b, b, sizeof(b)), q->kernels.k[kernel].label);
	print_answer("kernel:", &r->there);
	point_to_doubts(r, doubts);
	for (uint32_t i = r->log_from; i < r->log_to && i < v->nlog; i++)
		printf("  log: %s\n", v->log[i].text);
	print_reason(q->scn, v, r, ports, n);
	print_path(q->scn, v, r, ports, n);
	explain_print(stdout, q->scn, &r->target, r->there.map_type, bytes, left);
	print_answer("other way round:", &r->back);
	print_groups(v, r);
	return -1;
}

/* The same question of the machine as it would be under the other assumption. */
static int other_assumption(struct query *q, uint32_t kernel, struct question *question,
			    enum doubt_kind kind, struct doubt *d)
{
	struct job job = { .arg = question };
	int ret;

	if (!doubt_about(q, kind))
		return -1;
	ret = doubt_ask(q, kernel, kind, &job, ask);
	if (ret >= 0)
		return ret;
	if (job.raw_len >= sizeof(d->other)) {
		memcpy(&d->other, job.raw, sizeof(d->other));
		d->asked = true;
	}
	job_free(&job);
	return -1;
}

static void print_doubts(const struct query *q, const struct answer *r,
			 const struct doubt *doubts)
{
	for (int kind = 0; kind < DOUBT_KINDS; kind++) {
		const struct doubt *d = &doubts[kind];

		/* The host matters to what goes through it. */
		if (!d->asked || (kind == DOUBT_HOST &&
				  d->other.there.map_type == r->there.map_type))
			continue;
		doubt_print(q, (enum doubt_kind)kind);
		printf("  %s, ", doubt_other(q, (enum doubt_kind)kind));
		print_answer("kernel:", &d->other.there);
		printf("  what tells: %s\n", doubt_command((enum doubt_kind)kind));
	}
}

static int one_kernel(struct query *q, uint32_t kernel,
		      struct question *question)
{
	struct doubt doubts[DOUBT_KINDS] = { 0 };
	struct job job = { .arg = question };
	struct answer r;
	int ret = query_run(q, kernel, &job, 1, ask), doubtful = -1;

	if (ret >= 0)
		return ret;
	for (int kind = 0; kind < DOUBT_KINDS && doubtful < 0; kind++)
		doubtful = other_assumption(q, kernel, question, (enum doubt_kind)kind,
					    &doubts[kind]);
	if (job.raw_len < sizeof(r)) {
		fprintf(stderr, "hairpin explain: an answer is incomplete\n");
		ret = HP_EXIT_TOOL;
	} else {
		memcpy(&r, job.raw, sizeof(r));
		ret = print_text(q, kernel, question, &job.verdict, &r, doubts,
				 job.raw + sizeof(r), job.raw_len - sizeof(r));
	}
	job_free(&job);
	if (ret < 0)
		print_doubts(q, &r, doubts);
	return ret < 0 ? doubtful : ret;
}

static bool parse_at(const char *text, struct explain_options *o)
{
	o->at = TLP_UNTRANSLATED;
	if (!text || !strcmp(text, "untranslated"))
		return true;
	o->at = TLP_TRANSLATED;
	if (!strcmp(text, "translated"))
		return true;
	fprintf(stderr, "hairpin explain: --at %s: an address is untranslated or translated\n",
		text);
	return false;
}

int cmd_explain(int argc, char **argv)
{
	struct query q;
	struct question question = { 0 };
	const char *at = NULL;
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "at", 0, ARG_STRING, &at, "TYPE",
		  "address type of the requests: untranslated (default) or translated" },
		{ "relaxed", 0, ARG_FLAG, &question.options.relaxed, NULL,
		  "send them relaxed-ordered" },
		{ 0 },
	};
	const struct args args = {
		.command = "explain",
		.operands = "FILE|DUMP A B",
		.summary = "Say what the kernel thinks of P2P DMA from client B to provider A's memory,\n"
			   "why, what the hardware does, and where the two part.",
		.notes = "A and B are names, NAME/vfN, or BDFs.\n",
		.table = table,
		.min = 3,
		.max = 3,
	};
	size_t n;
	int ret;

	query_init(&q, "explain");
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0 && !parse_at(at, &question.options))
		ret = HP_EXIT_USAGE;
	if (ret < 0)
		ret = query_open(&q, argv[1]);
	if (ret >= 0)
		return ret;
	if (!ref_want("explain", q.scn, argv[2], &question.a) ||
	    !ref_want("explain", q.scn, argv[3], &question.b))
		ret = HP_EXIT_USAGE;
	for (uint32_t k = 0; k < q.kernels.n && ret < 0; k++) {
		if (k)
			printf("\n");
		ret = one_kernel(&q, k, &question);
	}
	query_close(&q);
	return ret < 0 ? HP_EXIT_PASS : ret;
}
