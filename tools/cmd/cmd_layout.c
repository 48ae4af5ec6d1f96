// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_layout.c - hairpin layout: capabilities as VFIO shows them, gaps between them, places for
 * those that a VMM makes up, and what moved between two kernels, functions or machines.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/regs.h"
#include "sim/facts/plural.h"
#include "sim/replay/steps.h"
#include "sim/laws/layout.h"
#include "tools/ask/query.h"
#include "tools/ask/ref.h"
#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/report/json.h"

#define MOST_VIEWS 64u

struct shown {
	const char *file, *function, *kernel;
	uint32_t captured;		/* bytes of its config space that the file has; 0: places are the model's */
	uint32_t before;		/* the view that a guest saw before this one; itself: none */
	struct job job;
	struct layout l;
};

/* What was asked for, and what came. */
struct layouts {
	const char *made, *dvsec, *json;
	struct made_how how;
	uint32_t n;
	struct shown *shown;
	bool breaks;
};

static void ask(struct world *w, void *arg)
{
	if (steps_prepare(w))
		config_show(w, arg);
}

/* --- text --------------------------------------------------------------------------------- */

static const char *name_of(bool extended, uint16_t id, char *buf, size_t size)
{
	const char *name = cap_name(extended, id);

	if (name)
		snprintf(buf, size, "%s", name);
	else
		snprintf(buf, size, "%scapability 0x%02x", extended ? "extended " : "", id);
	return buf;
}

static void print_cap(const struct capability *c, const char *what)
{
	char name[48], bytes[16] = "?";

	if (c->bytes)
		snprintf(bytes, sizeof(bytes), "%u", c->bytes);
	printf("  0x%03x %5s  %s%s\n", c->off, bytes,
	       c->extended && !c->id ? "holds a place" :
				       name_of(c->extended, c->id, name, sizeof(name)), what);
}

static bool is_shown(const struct layout *l, const struct capability *c)
{
	const struct capability *shown = caps_at(&l->view, c->off);

	return shown && shown->off == c->off && shown->id == c->id;
}

static void print_caps(const struct layout *l)
{
	for (uint32_t at = CAPS_HEADER_BYTES; at < l->c->bytes; at += 4) {
		const struct capability *c = caps_at(&l->view, at), *hidden = caps_at(&l->hw, at);

		if (c && c->off == at)
			print_cap(c, "");
		if (hidden && hidden->off == at && !is_shown(l, hidden))
			print_cap(hidden, ", which is hidden");
	}
	if (l->view.why)
		printf("  0x%03x        %s: the list ends there\n", l->view.where, l->view.why);
}

static void print_gaps(const struct layout *l)
{
	printf(" gaps:\n");
	for (uint32_t i = 0; i < l->ngaps; i++)
		printf("  0x%03x %5u  %s\n", l->gap[i].off, l->gap[i].bytes,
		       l->gap[i].zero ? "zeros" : "not all zeros: registers of the device");
}

static void print_place(const struct layout *l, const struct layout_place *p)
{
	char name[48];

	switch (p->state) {
	case LAYOUT_FREE:
		printf("zeros, in no capability");
		break;
	case LAYOUT_TAKEN:
		printf("taken by %s", name_of(p->by->extended, p->by->id, name, sizeof(name)));
		break;
	case LAYOUT_OVER_HIDDEN:
		printf("over %s, which the function has and is hidden",
		       name_of(p->by->extended, p->by->id, name, sizeof(name)));
		break;
	case LAYOUT_NOT_ZERO:
		printf("in no capability, and not zeros: registers of the device");
		break;
	case LAYOUT_OUTSIDE:
		printf("no place for a capability: %s",
		       l->c->bytes < 4096 ? "there is no extended config space" :
					    "write a multiple of 4 from 0x100 on, with room behind");
		break;
	case LAYOUT_NOWHERE:
		break;
	}
}

static void print_made(const struct layout *l, enum made_rule only)
{
	printf(" a VMM that makes PASID and PRI up:\n");
	for (int i = 0; i < LAYOUT_MADE; i++) {
		if (l->made[i].shown)
			printf("  %s is shown\n", cap_name(true, l->made[i].id));
		for (int r = MADE_SAME; r < MADE_RULES; r++) {
			const struct layout_place *p = &l->made[i].at[r];

			if (p->state == LAYOUT_NOWHERE ||
			    (only != MADE_NONE && only != (enum made_rule)r))
				continue;
			printf("  0x%03x %5u  %s by rule %s: ", p->off, l->made[i].bytes,
			       cap_name(true, l->made[i].id), made_rule_name((enum made_rule)r));
			print_place(l, p);
			putchar('\n');
		}
	}
}

static void print_view(const struct layouts *all, const struct shown *s)
{
	const struct layout *l = &s->l;

	printf("%s of %s on kernel %s: %04x:%04x, %u bytes of config space\n", s->function,
	       s->file, s->kernel, get32(l->c->view) & 0xffff, get32(l->c->view) >> 16,
	       l->c->bytes);
	if (s->captured < l->c->bytes)
		printf(" (%s: %s places of capabilities are the model's, and may be others in a device)\n",
		       s->captured ? "the file has only a part of its config space" :
				     "the file has no bytes of its config space",
		       s->captured ? "other" : "the");
	print_caps(l);
	print_gaps(l);
	print_made(l, all->how.rule);
}

static void print_difference(const struct layout_difference *d)
{
	const unsigned long long was = d->was, is = d->is;
	char name[48];

	printf("  ");
	name_of(d->extended, d->id, name, sizeof(name));
	switch (d->change) {
	case LAYOUT_MOVED:
		printf("%s moved from 0x%03llx to 0x%03llx", name, was, is);
		break;
	case LAYOUT_GONE:
		printf("%s is no longer shown; it was at 0x%03llx", name, was);
		break;
	case LAYOUT_CAME:
		printf("%s is shown at 0x%03llx, and was not", name, is);
		break;
	case LAYOUT_OTHER_LENGTH:
		printf("%s at 0x%03x has %llu bytes, and had %llu", name, d->off, is, was);
		break;
	case LAYOUT_OTHER_IDS:
		printf("IDs are %04llx:%04llx, and were %04llx:%04llx", is & 0xffff, is >> 16,
		       was & 0xffff, was >> 16);
		break;
	case LAYOUT_OTHER_BAR:
		printf("%s %u has 0x%llx bytes, and had 0x%llx",
		       d->off == PROOF_CONFIG_BARS - 1 ? "ROM" : "BAR", d->off, is, was);
		break;
	case LAYOUT_MADE_MOVED:
		printf("%s made up by rule %s %s 0x%03llx", name, made_rule_name(d->rule),
		       d->is ? "moves from" : "has no place any more, and was at", was);
		if (d->is)
			printf(" to 0x%03llx", is);
		break;
	}
	printf("%s\n", d->breaks ? ": breaks a guest that remembers it" : "");
}

static void print_compared(const struct shown *a, const struct shown *b,
			   const struct layout_differences *d, bool breaks)
{
	printf("from %s of %s on %s to %s of %s on %s: ", a->function, a->file, a->kernel,
	       b->function, b->file, b->kernel);
	if (!d->n) {
		printf("the same\n");
		return;
	}
	printf("%u difference%s, %s\n", d->n, plural(d->n),
	       breaks ? "a guest breaks" : "no guest breaks");
	for (uint32_t i = 0; i < d->n; i++)
		print_difference(&d->d[i]);
}

/* --- JSON --------------------------------------------------------------------------------- */

static json_t *cap_json(const struct capability *c, bool shown)
{
	json_t *o = json_object();
	const char *name = cap_name(c->extended, c->id);

	json_object_set_new(o, "offset", json_integer(c->off));
	json_object_set_new(o, "bytes", c->bytes ? json_integer(c->bytes) : json_null());
	json_object_set_new(o, "id", json_integer(c->id));
	json_object_set_new(o, "extended", json_boolean(c->extended));
	json_object_set_new(o, "shown", json_boolean(shown));
	json_object_set_new(o, "name", name ? json_text(name) : json_null());
	return o;
}

static json_t *made_json(const struct layout *l)
{
	static const char *const states[] = {
		[LAYOUT_FREE] = "free", [LAYOUT_TAKEN] = "taken",
		[LAYOUT_OVER_HIDDEN] = "over-hidden", [LAYOUT_NOT_ZERO] = "not-zero",
		[LAYOUT_OUTSIDE] = "outside",
	};
	json_t *list = json_array();

	for (int i = 0; i < LAYOUT_MADE; i++)
		for (int r = MADE_SAME; r < MADE_RULES; r++) {
			const struct layout_place *p = &l->made[i].at[r];
			json_t *o;

			if (p->state == LAYOUT_NOWHERE)
				continue;
			o = json_object();
			json_object_set_new(o, "id", json_integer(l->made[i].id));
			json_object_set_new(o, "rule",
					    json_text(made_rule_name((enum made_rule)r)));
			json_object_set_new(o, "offset", json_integer(p->off));
			json_object_set_new(o, "bytes", json_integer(l->made[i].bytes));
			json_object_set_new(o, "state", json_text(states[p->state]));
			json_array_append_new(list, o);
		}
	return list;
}

static json_t *view_json(const struct shown *s)
{
	json_t *o = json_object(), *caps = json_array(), *gaps = json_array();
	const struct layout *l = &s->l;

	for (uint32_t i = 0; i < l->view.n; i++)
		json_array_append_new(caps, cap_json(&l->view.cap[i], true));
	for (uint32_t i = 0; i < l->hw.n; i++)
		if (!is_shown(l, &l->hw.cap[i]))
			json_array_append_new(caps, cap_json(&l->hw.cap[i], false));
	for (uint32_t i = 0; i < l->ngaps; i++) {
		json_t *gap = json_object();

		json_object_set_new(gap, "offset", json_integer(l->gap[i].off));
		json_object_set_new(gap, "bytes", json_integer(l->gap[i].bytes));
		json_object_set_new(gap, "zero", json_boolean(l->gap[i].zero));
		json_array_append_new(gaps, gap);
	}
	json_object_set_new(o, "file", json_text(s->file));
	json_object_set_new(o, "function", json_text(s->function));
	json_object_set_new(o, "kernel", json_text(s->kernel));
	json_object_set_new(o, "bytes", json_integer(l->c->bytes));
	json_object_set_new(o, "captured", json_integer(s->captured));
	json_object_set_new(o, "capabilities", caps);
	json_object_set_new(o, "gaps", gaps);
	json_object_set_new(o, "made", made_json(l));
	return o;
}

static json_t *differences_json(const struct layout_differences *d, bool breaks)
{
	static const char *const changes[] = {
		[LAYOUT_MOVED] = "moved", [LAYOUT_GONE] = "gone", [LAYOUT_CAME] = "came",
		[LAYOUT_OTHER_LENGTH] = "length", [LAYOUT_OTHER_IDS] = "ids",
		[LAYOUT_OTHER_BAR] = "bar", [LAYOUT_MADE_MOVED] = "made-moved",
	};
	json_t *o = json_object(), *list = json_array();

	for (uint32_t i = 0; i < d->n; i++) {
		const struct layout_difference *one = &d->d[i];
		json_t *e = json_object();

		json_object_set_new(e, "change", json_text(changes[one->change]));
		json_object_set_new(e, "breaks", json_boolean(one->breaks));
		json_object_set_new(e, "was", json_integer((json_int_t)one->was));
		json_object_set_new(e, "is", json_integer((json_int_t)one->is));
		if (one->change == LAYOUT_OTHER_BAR)
			json_object_set_new(e, "bar", json_integer(one->off));
		else if (one->change != LAYOUT_OTHER_IDS)
			json_object_set_new(e, "id", json_integer(one->id));
		if (one->change == LAYOUT_MADE_MOVED)
			json_object_set_new(e, "rule", json_text(made_rule_name(one->rule)));
		json_array_append_new(list, e);
	}
	json_object_set_new(o, "breaks", json_boolean(breaks));
	json_object_set_new(o, "differences", list);
	return o;
}

static int write_json(const struct layouts *all, json_t *compared)
{
	json_t *root = json_object(), *views = json_array();

	for (uint32_t i = 0; i < all->n; i++)
		json_array_append_new(views, view_json(&all->shown[i]));
	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "views", views);
	json_object_set(root, "compared", compared);
	return json_to_file(all->json, root) ? -1 : HP_EXIT_TOOL;
}

/* --- asking --------------------------------------------------------------------------------- */

static bool usage(const char *fmt, const char *what)
{
	fprintf(stderr, "hairpin layout: ");
	fprintf(stderr, fmt, what);
	fputc('\n', stderr);
	return false;
}

/* 0x1d0, dvsec:VENDOR:ID+REG, same, end, gap. */
static bool parse_made(struct layouts *all)
{
	static const char form[] =
		"--made %s: write same, end, gap, an offset like 0x1d0, or dvsec:VENDOR:ID+REGISTER like dvsec:8086:23+0xa";
	unsigned int vendor, id, reg;
	char *end, tail;

	all->how.rule = MADE_NONE;
	if (!all->made)
		return true;
	for (int r = MADE_SAME; r <= MADE_GAP; r++)
		if (!strcmp(all->made, made_rule_name((enum made_rule)r)))
			all->how.rule = (enum made_rule)r;
	if (all->how.rule != MADE_NONE)
		return true;
	if (!strncmp(all->made, "dvsec:", 6)) {
		if (sscanf(all->made, "dvsec:%4x:%4x+%i%c", &vendor, &id, (int *)&reg, &tail) != 3 ||
		    reg >= 4096)
			return usage(form, all->made);
		all->how = (struct made_how){ MADE_DVSEC, 0, (uint16_t)vendor,
						 (uint16_t)id, (uint16_t)reg };
		return true;
	}
	all->how.table = (uint32_t)strtoul(all->made, &end, 0);
	all->how.rule = MADE_TABLE;
	return (all->how.table && !*end && *all->made != '-') || usage(form, all->made);
}

/* Returns false after a message where VFIO could have no device. */
static bool could_be_shown(const struct query *q, const struct scn_ref *ref)
{
	const struct spec *s = q->scn->spec;
	struct scn_ref f = *ref;

	if (s->host.iommu == SPEC_IOMMU_OFF) {
		fprintf(stderr, "hairpin layout: %s has no IOMMU, and VFIO shows nothing without one; --iommu strict gives it one\n",
			q->scn->path);
		return false;
	}
	if (!ref_locate(q->scn, &f) || !spec_type_is_bridge(s->functions[f.function].type))
		return true;
	fprintf(stderr, "hairpin layout: %s is a port or bridge, which VFIO has not; name an endpoint\n",
		ref->text);
	return false;
}

/* Of a VF nothing is captured, nor of a BDF that the file gives no function. */
static uint32_t captured_bytes(const struct scenario *scn, const struct scn_ref *ref)
{
	struct scn_ref f = *ref;

	if (f.vf || !ref_locate(scn, &f))
		return 0;
	return scn->spec->functions[f.function].config_len;
}

/* What @text names in @q's machine, as kernel @k shows it; a guest saw view @before. */
static int add_view(struct layouts *all, struct query *q, uint32_t k, const char *text,
		    uint32_t before)
{
	struct shown *s = &all->shown[all->n];
	struct scn_ref ref;
	const struct verdict *v;
	int ret;

	if (!ref_want("layout", q->scn, text, &ref) || !could_be_shown(q, &ref))
		return HP_EXIT_USAGE;
	ref.loc = (struct spec_loc){ .file = q->scn->path };
	*s = (struct shown){ .file = q->scn->path, .function = text,
			     .kernel = q->kernels.k[k].label, .before = before, .job = { .arg = &ref } };
	s->captured = captured_bytes(q->scn, &ref);
	ret = query_run(q, k, &s->job, 1, ask);
	if (ret >= 0)
		return ret;
	all->n++;
	v = &s->job.verdict;
	if (!v->nconfigs) {
		fprintf(stderr, "hairpin layout: %s of %s: kernel %s shows no config space of it\n",
			text, q->scn->path, s->kernel);
		return HP_EXIT_FAIL;
	}
	layout_read(&s->l, &v->configs[v->nconfigs - 1].c, &all->how);
	return -1;
}

/*
 * Functions of one kernel and machine follow the first of them; on another kernel or machine
 * each follows itself.
 */
static int add_machine(struct layouts *all, struct query *q, char **functions, size_t n)
{
	const bool first = !all->n;
	int ret = -1;

	for (uint32_t k = 0; k < q->kernels.n && ret < 0; k++)
		for (size_t i = 0; i < n && ret < 0; i++) {
			if (all->n == MOST_VIEWS) {
				usage("more than %s views", "64");
				return HP_EXIT_USAGE;
			}
			ret = add_view(all, q, k, functions[i],
				       first && !k ? 0 : (uint32_t)i);
		}
	return ret;
}

static int say(struct layouts *all)
{
	json_t *compared = json_array();
	static struct layout_differences d;
	int ret = -1;

	for (uint32_t i = 0; i < all->n; i++) {
		print_view(all, &all->shown[i]);
		all->breaks |= all->how.rule != MADE_NONE &&
			       !layout_fits(&all->shown[i].l, all->how.rule);
	}
	for (uint32_t i = 1; i < all->n; i++) {
		const struct shown *is = &all->shown[i], *was = &all->shown[is->before];
		const bool breaks = layout_compare(&was->l, &is->l, all->how.rule, &d);

		print_compared(was, is, &d, breaks);
		json_array_append_new(compared, differences_json(&d, breaks));
		all->breaks |= breaks;
	}
	if (all->json)
		ret = write_json(all, compared);
	json_decref(compared);
	return ret;
}

/* The machine that the guest goes to, with the options of the one that it comes from. */
static int target(struct layouts *all, struct query *q, const char *path, char **functions,
		  size_t n)
{
	int ret;

	q->scn = NULL;
	ret = query_open(q, path);
	if (ret >= 0)
		return ret;
	return add_machine(all, q, functions, n);
}

int cmd_layout(int argc, char **argv)
{
	struct query q, q2;
	struct layouts all = { .n = 0 };
	const char *to = NULL;
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "to", 't', ARG_STRING, &to, "FILE",
		  "a machine that a guest goes to, with functions of the same names" },
		{ "made", 0, ARG_STRING, &all.made, "RULE",
		  "how the VMM places PASID and PRI: same, end, gap, OFFSET or dvsec:VENDOR:ID+REGISTER" },
		{ "json", 0, ARG_STRING, &all.json, "FILE", "write JSON, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "layout",
		.operands = "FILE|DUMP F...",
		.summary = "Show where capabilities are in the config space of F as VFIO shows it, and where a\n"
			   "VMM could put PASID and PRI. Other functions are compared with the first, and each\n"
			   "on another kernel or machine with itself: what breaks a guest that remembers it?",
		.notes = "F is a name, NAME/vfN, or a BDF. Exit status: 0, or 1 if a guest breaks or the rule of\n"
			 "--made gives no free place.\n",
		.table = table,
		.min = 2,
		.max = MOST_VIEWS,
	};
	size_t n;
	int ret;

	query_init(&q, "layout");
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0 && !parse_made(&all))
		ret = HP_EXIT_USAGE;
	q2 = q;
	if (ret < 0)
		ret = query_open(&q, argv[1]);
	if (ret >= 0)
		return ret;
	all.shown = calloc(MOST_VIEWS, sizeof(*all.shown));
	if (!all.shown)
		abort();
	ret = add_machine(&all, &q, argv + 2, n - 1);
	if (ret < 0 && to)
		ret = target(&all, &q2, to, argv + 2, n - 1);
	if (ret < 0)
		ret = say(&all);
	for (uint32_t i = 0; i < all.n; i++)
		job_free(&all.shown[i].job);
	free(all.shown);
	if (to && q2.scn)
		query_close(&q2);
	query_close(&q);
	if (ret < 0)
		ret = all.breaks ? HP_EXIT_FAIL : HP_EXIT_PASS;
	return ret;
}
