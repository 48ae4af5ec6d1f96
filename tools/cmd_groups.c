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

#include "sim/run/steps.h"
#include "tools/args.h"
#include "tools/cmd.h"
#include "tools/output.h"
#include "tools/query.h"
#include "tools/report/json.h"

static void ask(struct world *w, void *arg)
{
	(void)arg;
	if (steps_prepare(w))
		steps_record_functions(w);
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
		printf("in no group: %u function%s\n", n, n == 1 ? "" : "s");
	else
		printf("group %d: %u function%s\n", group, n, n == 1 ? "" : "s");
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
	return o;
}

static int one_kernel(struct query *q, uint32_t kernel, json_t *all)
{
	struct job job = { 0 };
	int ret = query_run(q, kernel, &job, 1, ask);

	if (ret >= 0)
		return ret;
	print_text(q, kernel, &job.verdict);
	if (all)
		json_array_append_new(all, groups_json(q, kernel, &job.verdict));
	job_free(&job);
	return -1;
}

static int write_json(const struct query *q, json_t *all)
{
	json_t *root = json_object();
	struct output out;

	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "path", json_text(q->scn->path));
	json_object_set(root, "partitions", all);
	if (!output_open(&out, q->json)) {
		json_decref(root);
		return HP_EXIT_TOOL;
	}
	if (json_finish(out.f, root) && output_commit(&out))
		return -1;
	output_abandon(&out);
	return HP_EXIT_TOOL;
}

int cmd_groups(int argc, char **argv)
{
	struct query q;
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "json", 0, ARG_STRING, &q.json, "FILE", "write JSON, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "groups",
		.operands = "FILE|DUMP",
		.summary = "Print the IOMMU groups that the kernel forms on a machine.",
		.table = table,
		.min = 1,
		.max = 1,
	};
	json_t *all;
	size_t n;
	int ret;

	query_init(&q);
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0)
		ret = query_open(&q, argv[1]);
	if (ret >= 0)
		return ret;
	all = q.json ? json_array() : NULL;
	for (uint32_t k = 0; k < q.kernels.n && ret < 0; k++)
		ret = one_kernel(&q, k, all);
	if (q.json && ret < 0)
		ret = write_json(&q, all);
	json_decref(all);
	query_close(&q);
	return ret < 0 ? HP_EXIT_PASS : ret;
}
