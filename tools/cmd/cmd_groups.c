// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_groups.c - hairpin groups: the IOMMU groups that the kernel formed, as
 * a partition with names.
 *
 * Group numbers mean nothing between machines: members do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "sim/facts/text.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/steps.h"
#include "tools/common/args.h"
#include "tools/common/captured.h"
#include "tools/cmd/cmd.h"
#include "tools/ask/doubt.h"
#include "tools/ask/grouping.h"
#include "tools/common/input.h"
#include "tools/ask/query.h"
#include "tools/report/json.h"

/* What other kernels' groups are compared with, and how that went. */
struct against {
	const char *path;		/* NULL: not asked for */
	struct partition groups;	/* then those of the machine's own kernel */
	bool differs;
};

/* A captured machine's own groups, where the scenario has them. */
static void own_groups(const struct spec *s, struct partition *p)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].iommu_group >= 0)
			partition_add(p, captured_spec_address(s, i),
				      s->functions[i].iommu_group);
	p->partial = true;
	partition_settle(p, "the machine");
}

/* As many answers as functions, in their order. */
static void ask_isolation(struct world *w)
{
	int64_t n = w->kernel->ops->functions(NULL, 0);
	struct hp_kfunc *all = calloc((size_t)n + 1, sizeof(*all));
	struct hp_isolation *iso = calloc((size_t)n + 1, sizeof(*iso));

	if (!all || !iso)
		abort();
	n = w->kernel->ops->functions(all, (uint64_t)n);
	for (int64_t i = 0; i < n; i++)
		w->kernel->ops->isolation(all[i].sbdf, &iso[i]);
	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, iso, (size_t)n * sizeof(*iso));
	rec_end(w->rec);
	free(all);
	free(iso);
}

static void ask(struct world *w, void *arg)
{
	const struct against *against = arg;

	if (!steps_prepare(w))
		return;
	kfunc_record_all(w);
	if (against->groups.n)
		ask_isolation(w);
}

static int32_t highest_group(const struct verdict *v)
{
	int32_t highest = -1;

	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].k.iommu_group > highest)
			highest = v->functions[i].k.iommu_group;
	return highest;
}

static void print_member(const struct scenario *scn, const struct vfunction *f)
{
	char name[128], bdf[24];

	printf("  %s  %04x:%04x  class %06x  %s%s%s\n",
	       sbdf_text(f->k.sbdf, bdf, sizeof(bdf)), f->k.vendor,
	       f->k.device, f->k.class, query_name(scn, f, name, sizeof(name)),
	       *f->k.driver ? "  driver " : "", f->k.driver);
}

static void print_group(const struct scenario *scn, const struct verdict *v,
			int32_t group)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->nfunctions; i++)
		n += v->functions[i].k.iommu_group == group;
	if (!n)
		return;
	if (group < 0)
		printf("in no group: %u function%s\n", n, plural(n));
	else
		printf("group %d: %u function%s\n", group, n, plural(n));
	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].k.iommu_group == group)
			print_member(scn, &v->functions[i]);
}

static void print_text(const struct query *q, uint32_t kernel,
		       const struct verdict *v)
{
	int32_t highest = highest_group(v);

	printf("%s on kernel %s\n", q->scn->path, q->kernels.k[kernel].label);
	for (int32_t g = 0; g <= highest; g++)
		print_group(q->scn, v, g);
	print_group(q->scn, v, -1);
	if (highest < 0)
		printf("no groups: has the machine an IOMMU? ('iommu strict' in the scenario)\n");
}

static json_t *group_json(const struct scenario *scn, const struct verdict *v,
			  int32_t group)
{
	json_t *members = json_array();
	char name[128];

	for (uint32_t i = 0; i < v->nfunctions; i++) {
		const struct vfunction *f = &v->functions[i];
		json_t *o;

		if (f->k.iommu_group != group)
			continue;
		o = json_object();
		json_object_set_new(o, "address", json_sbdf(f->k.sbdf));
		json_object_set_new(o, "name",
			json_text(query_name(scn, f, name, sizeof(name))));
		json_array_append_new(members, o);
	}
	return members;
}

static json_t *functions_json(const struct scenario *scn, const struct verdict *v)
{
	json_t *all = json_array();
	char name[128];

	for (uint32_t i = 0; i < v->nfunctions; i++)
		json_array_append_new(all, json_layout(&v->functions[i],
			query_name(scn, &v->functions[i], name, sizeof(name))));
	return all;
}

static json_t *groups_json(const struct query *q, uint32_t kernel,
			   const struct verdict *v)
{
	json_t *o = json_object(), *groups = json_array();
	int32_t highest = highest_group(v);

	for (int32_t g = 0; g <= highest; g++) {
		json_t *members = group_json(q->scn, v, g), *group;

		if (!json_array_size(members)) {
			json_decref(members);
			continue;
		}
		group = json_object();
		json_object_set_new(group, "number", json_integer(g));
		json_object_set_new(group, "members", members);
		json_array_append_new(groups, group);
	}
	json_object_set_new(o, "kernel",
			    json_text(q->kernels.k[kernel].label));
	json_object_set_new(o, "groups", groups);
	json_object_set_new(o, "ungrouped", group_json(q->scn, v, -1));
	json_object_set_new(o, "functions", functions_json(q->scn, v));
	return o;
}

static void print_difference(const struct difference *d)
{
	static const char *const what[] = {
		[DIFF_TOGETHER] = "together here, apart there",
		[DIFF_APART] = "apart here, together there",
		[DIFF_ONLY_HERE] = "in a group here only",
		[DIFF_ONLY_THERE] = "in a group there only",
	};
	char bdf[24];

	printf("  %s:", what[d->kind]);
	for (uint32_t i = 0; i < d->nfunctions; i++)
		printf(" %s", sbdf_text(d->functions[i], bdf, sizeof(bdf)));
	putchar('\n');
	for (uint32_t i = 0; i < d->nreasons; i++)
		printf("    %s: %s\n", grouping_rule_name(d->reasons[i].rule),
		       d->reasons[i].text);
}

static void print_differences(const struct against *a,
			      const struct differences *d)
{
	uint32_t groups = partition_groups(&a->groups);

	if (!d->n)
		printf("against %s: the same, %u function%s in %u group%s\n",
		       a->path, a->groups.n, plural(a->groups.n), groups, plural(groups));
	else
		printf("against %s (%u function%s in %u group%s): %u difference%s\n",
		       a->path, a->groups.n, plural(a->groups.n), groups, plural(groups),
		       d->n, plural(d->n));
	for (uint32_t i = 0; i < d->n; i++)
		print_difference(&d->d[i]);
	if (d->unexplained)
		puts("  (this kernel's own groups are not what the rules known here give: reasons may lack)");
}

static json_t *difference_json(const struct difference *d)
{
	json_t *o = json_object(), *functions = json_array();
	json_t *reasons = json_array();

	for (uint32_t i = 0; i < d->nfunctions; i++)
		json_array_append_new(functions, json_sbdf(d->functions[i]));
	for (uint32_t i = 0; i < d->nreasons; i++) {
		const struct reason *r = &d->reasons[i];
		json_t *reason = json_object();

		json_object_set_new(reason, "rule",
				    json_text(grouping_rule_name(r->rule)));
		json_object_set_new(reason, "function", json_sbdf(r->function));
		json_object_set_new(reason, "text", json_text(r->text));
		json_array_append_new(reasons, reason);
	}
	json_object_set_new(o, "kind", json_text(difference_kind_name(d->kind)));
	json_object_set_new(o, "functions", functions);
	json_object_set_new(o, "reasons", reasons);
	return o;
}

static json_t *against_json(const struct against *a, const struct differences *d)
{
	json_t *o = json_object(), *list = json_array();

	for (uint32_t i = 0; i < d->n; i++)
		json_array_append_new(list, difference_json(&d->d[i]));
	if (a->path)
		json_object_set_new(o, "path", json_text(a->path));
	json_object_set_new(o, "same", json_boolean(!d->n));
	json_object_set_new(o, "differences", list);
	return o;
}

static void compare(const struct query *q, struct against *a, const struct job *job,
		    json_t *o)
{
	struct differences d;

	grouping_compare(q->scn, &job->verdict,
			 (const struct hp_isolation *)(const void *)job->raw,
			 &a->groups, &d);
	if (a->path)
		print_differences(a, &d);
	else if (!d.n)
		puts("as the machine's own kernel formed them");
	else
		puts("not as the machine's own kernel formed them: --against it says where, and why");
	if (o)
		json_object_set_new(o, "against", against_json(a, &d));
	a->differs |= d.n > 0 && a->path;
	differences_free(&d);
}

/* Groups have a number each, from 0; how many there are says whether they differ. */
static int other_assumption(struct query *q, uint32_t kernel, struct against *a,
			    enum doubt_kind kind)
{
	struct job job = { .arg = a };
	int ret = doubt_ask(q, kernel, kind, &job, ask), groups;

	if (ret >= 0)
		return ret;
	groups = highest_group(&job.verdict) + 1;
	doubt_print(q, kind);
	printf("  %s: %d group%s\n  what tells: %s\n", doubt_other(q, kind), groups,
	       plural((uint64_t)groups), doubt_command(kind));
	job_free(&job);
	return -1;
}

static int one_kernel(struct query *q, uint32_t kernel, struct against *a,
		      json_t *all)
{
	struct job job = { .arg = a };
	int ret = query_run(q, kernel, &job, 1, ask);
	json_t *o = NULL;

	if (ret >= 0)
		return ret;
	print_text(q, kernel, &job.verdict);
	if (!strcmp(q->scn->spec->host.profile, "power"))
		puts("these are the groups by ACS and aliases; a POWER kernel groups functions by PE (partitionable endpoint), which no capture shows");
	if (all) {
		o = groups_json(q, kernel, &job.verdict);
		json_array_append_new(all, o);
	}
	if (a->groups.n && job.raw_len == job.verdict.nfunctions *
				      sizeof(struct hp_isolation))
		compare(q, a, &job, o);
	job_free(&job);
	for (int kind = 0; kind < DOUBT_HOST && ret < 0; kind++)
		if (doubt_about(q, (enum doubt_kind)kind))
			ret = other_assumption(q, kernel, a, (enum doubt_kind)kind);
	return ret;
}

static int write_json(const struct query *q, json_t *all)
{
	json_t *root = json_object();

	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "path", json_text(q->scn->path));
	json_object_set(root, "partitions", all);
	return json_to_file(q->json, root) ? -1 : HP_EXIT_TOOL;
}

int cmd_groups(int argc, char **argv)
{
	struct query q;
	struct against against = { 0 };
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "against", 'a', ARG_STRING, &against.path, "FILE",
		  "compare with the groups in FILE; 1 if they differ" },
		{ "json", 0, ARG_STRING, &q.json, "FILE", "write JSON, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "groups",
		.operands = "FILE|DUMP",
		.summary = "Print the IOMMU groups that the kernel forms on a machine.",
		.notes = "FILE of --against: a capture that tells groups, or a list, such as\n"
			 "'find /sys/kernel/iommu_groups -type l' prints.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};
	json_t *all;
	size_t n;
	int ret;

	query_init(&q, "groups");
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0 && !input_stdin_once(against.path, argv + 1, n))
		ret = HP_EXIT_USAGE;
	if (ret < 0 && against.path && !partition_load(&against.groups, against.path))
		ret = HP_EXIT_USAGE;
	if (ret < 0)
		ret = query_open(&q, argv[1]);
	if (ret >= 0) {
		partition_free(&against.groups);
		return ret;
	}
	if (!against.path)
		own_groups(q.scn->spec, &against.groups);
	all = q.json ? json_array() : NULL;
	for (uint32_t k = 0; k < q.kernels.n && ret < 0; k++)
		ret = one_kernel(&q, k, &against, all);
	if (q.json && ret < 0)
		ret = write_json(&q, all);
	json_decref(all);
	query_close(&q);
	partition_free(&against.groups);
	if (ret < 0)
		ret = against.differs ? HP_EXIT_FAIL : HP_EXIT_PASS;
	return ret;
}
