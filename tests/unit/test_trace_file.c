// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_trace_file.c - a world's trace is JSON that a trace viewer can draw:
 * every track has a name, time on it does not go back, what overlaps is nested.
 */
#include <jansson.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/spec/regs.h"
#include "model/wire/tlp.h"
#include "sim/replay/world_trace.h"
#include "tests/unit/run_util.h"
#include "tools/report/report.h"

#define NIC HP_SBDF(0, 4, 0, 0)
#define GPU_BAR 0x80000000ull

static const char machine[] =
	"host custom dram 1G p2p all\n"
	"window hb0 mem 0x80000000+512M\n"
	"rp rp0 01.0 buses 01-04 acs RR- CR- UF+\n"
	"switch sw under rp0 buses 02-04\n"
	"dsp sw.0 buses 03-03 acs RR- CR-\n"
	"dsp sw.1 buses 04-04 acs RR- CR-\n"
	"ep gpu under sw.0 bar0 1M at 0x80000000 flr\n"
	"ep nic under sw.1 bar0 1M at 0x80100000\n"
	"expect present gpu\n"
	"expect present nic\n";

struct got {
	uint64_t hash, events;
	char *text;
	size_t len;
};

/* What the parent makes of the child's records. */
static void take(struct got *g, int fd)
{
	struct rec_reader r, body;
	size_t size = (size_t)lseek(fd, 0, SEEK_END);
	void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	int type;

	ck_assert_ptr_ne(p, MAP_FAILED);
	r = (struct rec_reader){ p, (unsigned char *)p + size, false };
	while ((type = rec_next(&r, &body))) {
		const void *bytes;
		size_t len;

		if (type != REC_TRACE)
			continue;
		g->hash = rec_get_u64(&body);
		g->events = rec_get_u64(&body);
		bytes = rec_get_bytes(&body, &len);
		g->text = realloc(g->text, g->len + len + 1);
		memcpy(g->text + g->len, bytes, len);
		g->len += len;
	}
	munmap(p, size);
}

static void send(struct world *w, uint64_t address, enum tlp_type type)
{
	struct function *fn = fabric_lookup(w->fabric, 0, 4, 0);
	char data[64] = { 0 };
	struct tlp t = { .type = type, .address = address, .bytes = 64, .data = data };
	struct tlp_result r = { 0 };

	tlp_send(w->wire, fn, &t, &r);
	tlp_result_free(&r);
}

/* Two statements with traffic of every kind, @variant of it. */
static void act(struct world *w, const struct hp_host *host, int variant)
{
	static const struct { uint8_t bus, devfn; } fn[] = {
		{ 0, 8 }, { 1, 0 }, { 2, 0 }, { 2, 8 }, { 3, 0 }, { 4, 0 },
	};

	world_trace_step(w, CHECK_BOOT);
	for (size_t i = 0; i < sizeof(fn) / sizeof(*fn); i++)
		host->cfg_write(host->ctx, HP_SBDF(0, fn[i].bus, fn[i].devfn >> 3, 0),
				R_COMMAND, 2, CMD_MEM | CMD_MASTER);
	host->log(host->ctx, 6, "hello \"there\"\t\x01", 15);
	host->mmio_write(host->ctx, GPU_BAR, 4, 1);
	host->mmio_read(host->ctx, GPU_BAR, 4);
	host->delay_ps(host->ctx, 5000);
	world_trace_step(w, 0);
	send(w, GPU_BAR, TLP_MWR);
	send(w, GPU_BAR + 4096, TLP_MRD);
	send(w, 0x100000, TLP_MRD);
	world_trace_step(w, 1);
	send(w, variant ? 0x7000000000 : 0x8000000000, TLP_MRD);
	host->delay_ps(host->ctx, 1000000000);
	host->log(host->ctx, 6, "bye", 3);
	world_trace_end(w);
}

static struct got run(int variant, bool json, int config)
{
	int fd = memfd_create("records", 0);
	struct scenario *scn = parse_text(machine);
	struct run_kernel k = load_fake(FAKE_NEW);
	static struct recorder rec;
	struct spec_error err;
	struct got g = { 0 };
	struct world w;

	rec_init(&rec, fd);
	ck_assert(world_init(&w, scn, k.kernel, &rec, 1, &err));
	world_trace_start(&w, json);
	for (int i = 0; i < config; i++)
		k.kernel->host.cfg_read(k.kernel->host.ctx, NIC, 0, 4);
	act(&w, &k.kernel->host, variant);
	rec_flush(&rec);
	take(&g, fd);
	close(fd);
	world_free(&w);
	run_kernel_free(&k);
	scenario_free(scn);
	return g;
}

/* Picoseconds out of "12.345678". */
static uint64_t ps(const json_t *event, const char *key)
{
	const json_t *v = json_object_get(event, key);

	ck_assert_msg(json_is_number(v), "no %s", key);
	return (uint64_t)(json_number_value(v) * 1e6 + 0.5);
}

#define MAX_TRACKS 64

struct track {
	int64_t pid, tid;
	bool named;
	uint64_t last_ps, stack[16];	/* ends of the spans that are open */
	unsigned int depth, spans;
};

static struct track *track_of(struct track *all, const json_t *event)
{
	int64_t pid = json_integer_value(json_object_get(event, "pid"));
	int64_t tid = json_integer_value(json_object_get(event, "tid"));
	unsigned int i;

	for (i = 0; i < MAX_TRACKS && all[i].pid; i++)
		if (all[i].pid == pid && all[i].tid == tid)
			return &all[i];
	ck_assert_uint_lt(i, MAX_TRACKS);
	all[i].pid = pid;
	all[i].tid = tid;
	return &all[i];
}

/*
 * An event begins when nothing later has begun on its track.  A sender's
 * and a statement's span is written at its end, before what happened in it.
 */
static void check_event(struct track *t, const json_t *event, const char *phase)
{
	uint64_t ts = ps(event, "ts"), end = ts;

	ck_assert_msg(t->named, "track %jd.%jd has no name", (intmax_t)t->pid,
		      (intmax_t)t->tid);
	ck_assert_uint_ge(ts, t->last_ps);
	t->last_ps = ts;
	if (*phase == 'X') {
		end = ts + ps(event, "dur");
		t->spans++;
	}
	while (t->depth && t->stack[t->depth - 1] <= ts)
		t->depth--;
	ck_assert_msg(!t->depth || end <= t->stack[t->depth - 1],
		      "%s overlaps what it is in",
		      json_string_value(json_object_get(event, "name")));
	ck_assert_uint_lt(t->depth, 16);
	t->stack[t->depth++] = end;
}

static json_t *parse(const struct got *g)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	json_error_t err;
	json_t *root;

	ck_assert(trace_write(f, g->text, g->len));
	fclose(f);
	root = json_loads(text, 0, &err);
	ck_assert_msg(root != NULL, "%s in line %d of\n%s", err.text, err.line, text);
	free(text);
	return root;
}

static bool has_name(const json_t *events, const char *what, const char *name)
{
	json_t *e;
	size_t i;

	json_array_foreach(events, i, e) {
		const json_t *args = json_object_get(e, "args");
		const char *s = json_string_value(json_object_get(e, "name"));

		if (!strcmp(s, what) &&
		    (!name || !strcmp(json_string_value(json_object_get(args, "name")), name)))
			return true;
	}
	return false;
}

START_TEST(a_viewer_can_draw_it)
{
	static struct track tracks[MAX_TRACKS];
	struct got g = run(0, true, 0);
	json_t *root = parse(&g), *events = json_object_get(root, "traceEvents"), *e;
	static const char *const names[] = { "kernel", "steps", "log", "CPU", "fabric",
					     "root complex", "gpu", "nic", "sw.0", "sw.1",
					     "sw", "rp0", "memory" };
	size_t i;

	ck_assert_uint_eq(json_array_size(events), g.events);
	json_array_foreach(events, i, e) {
		const char *phase = json_string_value(json_object_get(e, "ph"));
		struct track *t = track_of(tracks, e);

		if (*phase == 'M')
			t->named = true;
		else
			check_event(t, e, phase);
	}
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		ck_assert_msg(has_name(events, "thread_name", names[i]) ||
			      has_name(events, "process_name", names[i]), "no %s", names[i]);
	ck_assert(has_name(events, "boot", NULL));
	ck_assert(has_name(events, "expect present gpu", NULL));
	ck_assert(has_name(events, "expect present nic", NULL));
	ck_assert(has_name(events, "MRd", NULL));
	ck_assert(has_name(events, "ingress port", NULL));
	json_decref(root);
	free(g.text);
}
END_TEST

START_TEST(hash_without_text)
{
	struct got a = run(0, true, 0), b = run(0, false, 0);

	ck_assert_uint_eq(a.hash, b.hash);
	ck_assert_uint_eq(a.events, b.events);
	ck_assert_uint_eq(b.len, 0);
	free(a.text);
	free(b.text);
}
END_TEST

START_TEST(hash_tells_runs_apart)
{
	struct got a = run(0, false, 0), b = run(1, false, 0), c = run(0, false, 1);

	ck_assert_uint_ne(a.hash, b.hash);
	/* A config read more: no event, but another hash. */
	ck_assert_uint_ne(a.hash, c.hash);
	ck_assert_uint_eq(a.events, c.events);
	free(a.text);
	free(b.text);
	free(c.text);
}
END_TEST

START_TEST(nothing_is_a_trace_too)
{
	struct got g = { 0 };
	json_t *root = parse(&g);

	ck_assert_uint_eq(json_array_size(json_object_get(root, "traceEvents")), 0);
	json_decref(root);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("trace_file");
	TCase *c = tcase_create("world");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(c, a_viewer_can_draw_it);
	tcase_add_test(c, hash_without_text);
	tcase_add_test(c, hash_tells_runs_apart);
	tcase_add_test(c, nothing_is_a_trace_too);
	suite_add_tcase(s, c);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
