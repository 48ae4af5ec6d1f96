// SPDX-License-Identifier: GPL-2.0-only
/*
 * json.c - a run as JSON: everything in every verdict, keys sorted.
 *
 * The shape is described in hairpin-run(1); members are added, not changed.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/utf8.h"
#include "tools/common/output.h"
#include "tools/report/json.h"
#include "tools/report/report.h"

json_t *json_text(const char *s)
{
	json_t *j = json_string(s ? s : "");
	char *copy;

	if (j || !s)
		return j;
	copy = strdup(s);
	if (!copy)
		abort();
	utf8_repair(copy);
	j = json_string(copy);
	free(copy);
	return j;
}

static json_t *json_hex(uint64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)v);
	return json_string(text);
}

json_t *json_sbdf(hp_sbdf s)
{
	char text[24];

	snprintf(text, sizeof(text), "%04x:%02x:%02x.%x", HP_SBDF_DOMAIN(s),
		 HP_SBDF_BUS(s), HP_SBDF_DEV(s), HP_SBDF_FN(s));
	return json_string(text);
}

/* With sorted keys; drops the reference.  False: any error. */
static bool json_finish(FILE *out, json_t *root)
{
	bool ok = root && !json_dumpf(root, out,
				      JSON_INDENT(2) | JSON_SORT_KEYS);

	if (ok)
		fputc('\n', out);
	json_decref(root);
	return ok && !ferror(out);
}

bool json_to_file(const char *path, json_t *root)
{
	struct output out;

	if (!output_open(&out, path)) {
		json_decref(root);
		return false;
	}
	if (json_finish(out.f, root) && output_commit(&out))
		return true;
	output_abandon(&out);
	return false;
}

static json_t *lines(const char *const *text, uint32_t n)
{
	json_t *a = json_array();

	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(a, json_text(text[i]));
	return a;
}

static json_t *check_json(const struct check *c, const struct scenario *scn)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", json_text(c->name));
	json_object_set_new(o, "status",
			    json_text(verdict_status_name(c->status)));
	if (c->reason)
		json_object_set_new(o, "reason", json_text(c->reason));
	if (c->brief)
		json_object_set_new(o, "answer", json_text(c->brief));
	if (c->ndiag)
		json_object_set_new(o, "diagnostics", lines(c->diag, c->ndiag));
	if (c->step >= 0)
		json_object_set_new(o, "line",
				    json_integer(scn->steps[c->step].loc.line));
	return o;
}

static json_t *frame_json(const struct vframe *f)
{
	json_t *o = json_object();

	json_object_set_new(o, "function", json_text(f->function));
	if (f->file) {
		json_object_set_new(o, "file", json_text(f->file));
		json_object_set_new(o, "line", json_integer(f->line));
	}
	return o;
}

static json_t *event_json(const struct vevent *e)
{
	json_t *o = json_object(), *frames = json_array();

	json_object_set_new(o, "kind", json_text(event_kind_name(e->kind)));
	json_object_set_new(o, "text", json_text(e->text));
	for (uint32_t i = 0; i < e->nframes; i++)
		json_array_append_new(frames, frame_json(&e->frames[i]));
	json_object_set_new(o, "stack", frames);
	if (e->culprit >= 0)
		json_object_set_new(o, "culprit",
				    frame_json(&e->frames[e->culprit]));
	return o;
}

static json_t *log_json(const struct vlog *l)
{
	json_t *o = json_object();

	json_object_set_new(o, "level", json_integer(l->level));
	json_object_set_new(o, "text", json_text(l->text));
	return o;
}

static json_t *resource_json(const struct hp_kresource *r, int index)
{
	json_t *o = json_object();

	json_object_set_new(o, "index", json_integer(index));
	json_object_set_new(o, "cpu", json_hex(r->cpu_start));
	json_object_set_new(o, "bus", json_hex(r->bus_start));
	json_object_set_new(o, "size", json_hex(r->size_bytes));
	json_object_set_new(o, "assigned",
			    json_boolean(!(r->flags & HP_RES_UNASSIGNED)));
	return o;
}

static json_t *resources_json(const struct hp_kfunc *k)
{
	json_t *res = json_array();

	for (int i = 0; i < HP_NUM_RESOURCES; i++)
		if (k->res[i].size_bytes)
			json_array_append_new(res, resource_json(&k->res[i], i));
	return res;
}

json_t *json_layout(const struct vfunction *f, const char *name)
{
	json_t *o = json_object();
	char buses[16];

	json_object_set_new(o, "name", json_text(name));
	json_object_set_new(o, "address", json_sbdf(f->k.sbdf));
	if (f->k.hdr_type == 1) {
		snprintf(buses, sizeof(buses), "%02x-%02x", f->k.bus_secondary,
			 f->k.bus_subordinate);
		json_object_set_new(o, "buses", json_text(buses));
	}
	json_object_set_new(o, "resources", resources_json(&f->k));
	return o;
}

static json_t *function_json(const struct vfunction *f,
			     const struct scenario *scn)
{
	json_t *o = json_object();

	json_object_set_new(o, "address", json_sbdf(f->k.sbdf));
	if (f->function >= 0)
		json_object_set_new(o, "name",
			json_text(scn->spec->functions[f->function].name));
	if (f->vf)
		json_object_set_new(o, "vf", json_integer(f->vf));
	json_object_set_new(o, "iommu_group", json_integer(f->k.iommu_group));
	if (f->k.acs_cap_offset)
		json_object_set_new(o, "acs_control", json_hex(f->k.acs_ctrl));
	if (*f->k.driver)
		json_object_set_new(o, "driver", json_text(f->k.driver));
	json_object_set_new(o, "resources", resources_json(&f->k));
	return o;
}

static json_t *pair_json(const struct vpair *p)
{
	json_t *o = json_object();

	json_object_set_new(o, "provider", json_sbdf(p->provider));
	json_object_set_new(o, "client", json_sbdf(p->client));
	json_object_set_new(o, "type",
			    json_text(map_type_name(p->answer.map_type)));
	json_object_set_new(o, "distance", json_integer(p->answer.distance));
	if (p->turned_known)
		json_object_set_new(o, "redirected_at", json_sbdf(p->turned));
	return o;
}

static json_t *verdict_json(const struct report *r, size_t result,
			    uint32_t kernel)
{
	const struct verdict *v = r->results[result].verdicts[kernel];
	const struct scenario *scn = r->results[result].scn;
	json_t *o = json_object(), *checks = json_array();
	json_t *events = json_array(), *log = json_array();
	json_t *functions = json_array(), *pairs = json_array();
	char *replay = report_replay(r, result, kernel);
	char hash[24];

	for (uint32_t i = 0; i < v->nchecks; i++)
		json_array_append_new(checks, check_json(&v->checks[i], scn));
	for (uint32_t i = 0; i < v->nevents; i++)
		json_array_append_new(events, event_json(&v->events[i]));
	for (uint32_t i = 0; i < v->nlog; i++)
		json_array_append_new(log, log_json(&v->log[i]));
	for (uint32_t i = 0; i < v->nfunctions; i++)
		json_array_append_new(functions,
				      function_json(&v->functions[i], scn));
	for (uint32_t i = 0; i < v->npairs; i++)
		json_array_append_new(pairs, pair_json(&v->pairs[i]));
	json_object_set_new(o, "kernel", json_text(r->kernels[kernel].label));
	json_object_set_new(o, "status",
			    json_text(verdict_status_name(v->status)));
	if (v->reason)
		json_object_set_new(o, "reason", json_text(v->reason));
	json_object_set_new(o, "checks", checks);
	json_object_set_new(o, "events", events);
	json_object_set_new(o, "log", log);
	json_object_set_new(o, "functions", functions);
	json_object_set_new(o, "p2p", pairs);
	snprintf(hash, sizeof(hash), "0x%016llx",
		 (unsigned long long)v->trace_hash);
	if (v->trace_events)
		json_object_set_new(o, "trace_hash", json_text(hash));
	json_object_set_new(o, "replay", json_text(replay));
	free(replay);
	return o;
}

static json_t *json_kernel(const struct report_kernel *k)
{
	json_t *o = json_object();

	json_object_set_new(o, "label", json_text(k->label));
	json_object_set_new(o, "release", json_text(k->release));
	json_object_set_new(o, "describe", json_text(k->describe));
	json_object_set_new(o, "config", json_text(k->config));
	json_object_set_new(o, "compiler", json_text(k->compiler));
	json_object_set_new(o, "variant", json_text(k->variant));
	return o;
}

static json_t *result_json(const struct report *r, size_t i)
{
	const struct scenario *scn = r->results[i].scn;
	json_t *o = json_object(), *verdicts = json_array();

	json_object_set_new(o, "path", json_text(scn->path));
	json_object_set_new(o, "name", json_text(scn->name));
	if (scn->reason)
		json_object_set_new(o, "reason", json_text(scn->reason));
	json_object_set_new(o, "status",
			    json_text(verdict_status_name(report_status(r, i))));
	for (uint32_t k = 0; k < r->nkernels; k++)
		json_array_append_new(verdicts, verdict_json(r, i, k));
	json_object_set_new(o, "verdicts", verdicts);
	return o;
}

bool json_write_unbuilt(FILE *out, const char *kernel, uint64_t seed)
{
	json_t *root = json_object();

	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "seed", json_integer((json_int_t)seed));
	json_object_set_new(root, "unbuilt", json_text(kernel));
	json_object_set_new(root, "kernels", json_array());
	json_object_set_new(root, "scenarios", json_array());
	return json_finish(out, root);
}

bool json_write(FILE *out, const struct report *r)
{
	json_t *root = json_object(), *kernels = json_array();
	json_t *scenarios = json_array();

	for (uint32_t k = 0; k < r->nkernels; k++)
		json_array_append_new(kernels, json_kernel(&r->kernels[k]));
	for (size_t i = 0; i < r->nresults; i++)
		json_array_append_new(scenarios, result_json(r, i));
	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "seed", json_integer((json_int_t)r->seed));
	if (r->iommu_driver)
		json_object_set_new(root, "iommu_driver", json_text(r->iommu_driver));
	if (r->bus_offset)
		json_object_set_new(root, "bus_offset", json_text(r->bus_offset));
	json_object_set_new(root, "kernels", kernels);
	json_object_set_new(root, "scenarios", scenarios);
	return json_finish(out, root);
}
