// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generated programs: text taken apart and put together, steps by pattern that the
 * language takes, findings in words without names, what counts as new.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/lang/scenario.h"
#include "sim/load/cover.h"
#include "tests/unit/golden.h"
#include "tools/explore/corpus.h"
#include "tools/explore/finding.h"
#include "tools/explore/internal.h"
#include "tools/explore/machine.h"

static const char machine[] =
	"host server\n"
	"iommu strict\n"
	"rp rp0 01.0 acs SV+ RR+ CR+ UF+\n"
	"rp rp1 02.0 acs SV+ RR+ CR+ UF+\n"
	"ep gpu under rp0 class display bar0 16M bar2 256M pref rom 64K flr pm msix 8 vfs 4 vfbar0 64K\n"
	"ep nic under rp1 class network bar0 1M pm msi 4\n";

static const char steps[] =
	"step bind gpu vfio-pci\n"
	"step process vmm\n"
	"step open gpu\n"
	"step export gpu bar2 0+64K as buf\n"
	"step import buf by nic as m unmapped\n"
	"step mmap gpu bar2 0+64K as win\n"
	"step dma nic maps dram 64K as ring\n";

static struct scenario *parse(const char *text)
{
	char *said = NULL;
	size_t len;
	FILE *err = open_memstream(&said, &len);
	struct scenario *scn = scenario_parse("p", text, strlen(text), err);

	fclose(err);
	free(said);
	return scn;
}

static void program(struct program *p, const char *a, const char *b)
{
	char *text;

	ck_assert_int_ge(asprintf(&text, "%s%s", a, b), 0);
	program_read(p, text, strlen(text));
	free(text);
}

/* --- text ---------------------------------------------------------------------- */

START_TEST(what_judges_is_left_out)
{
	static const char text[] =
		"# Why.\n"
		"host   server\t# a comment\n"
		"rp rp0 01.0\n"
		"ep gpu under rp0 \\\n   bar0 1M\n"
		"xfail law landing\n"
		"step bind gpu hairpin-endpoint\n"
		"expect present gpu\n"
		"at 5us expect present gpu\n"
		"+1us xfail expect present gpu\n"
		"at 6us sriov gpu 2\n"
		"inject nth 3 alloc\n"
		"step write /sys/x \"a  b\"\n"
		"step unbind gpu";
	struct program p;
	char *whole;

	program_read(&p, text, strlen(text));
	whole = program_text(&p);
	ck_assert_str_eq(whole,
			 "host server\n"
			 "rp rp0 01.0\n"
			 "ep gpu under rp0 bar0 1M pm\n"
			 "step bind gpu hairpin-endpoint\n"
			 "at 6us sriov gpu 2\n"
			 "inject nth 3 alloc\n"
			 "step write /sys/x \"a  b\"\n"
			 "step unbind gpu\n");
	ck_assert_uint_eq(p.machine.n, 3);
	ck_assert_uint_eq(p.steps.n, 5);
	free(whole);
	program_free(&p);
}
END_TEST

/* @len counts, and not a NUL: files have none. */
START_TEST(only_so_many_bytes_are_read)
{
	struct program p;

	program_read(&p, "host pc\nrp rp0 01.0\nXX", 20);
	ck_assert_uint_eq(p.machine.n, 2);
	ck_assert_uint_eq(p.steps.n, 0);
	program_free(&p);
}
END_TEST

START_TEST(lines_are_put_in_and_taken_out)
{
	struct lines l = { 0 }, copy;
	char *text;

	for (int i = 0; i < 40; i++)
		lines_add(&l, "x");
	ck_assert_uint_eq(l.n, 40);
	lines_insert(&l, 0, "first");
	lines_insert(&l, 99, "last");
	lines_set(&l, 1, "second");
	ck_assert_str_eq(l.line[0], "first");
	ck_assert_str_eq(l.line[1], "second");
	ck_assert_str_eq(l.line[41], "last");
	while (l.n > 3)
		lines_remove(&l, 2);
	lines_copy(&copy, &l);
	lines_free(&l);
	text = lines_text(&copy);
	ck_assert_str_eq(text, "first\nsecond\nlast\n");
	free(text);
	lines_free(&copy);
}
END_TEST

START_TEST(words_are_split_and_joined)
{
	struct words w;
	char *text;

	words_split(&w, "step  write /sys/a \"b \\\" c\" # why");
	ck_assert_uint_eq(w.n, 4);
	ck_assert_str_eq(w.word[3], "\"b \\\" c\"");
	w.word[1] = NULL;
	text = words_join(&w);
	ck_assert_str_eq(text, "step /sys/a \"b \\\" c\"");
	free(text);
	words_free(&w);
}
END_TEST

/* --- steps ---------------------------------------------------------------------- */

static struct surroundings around(const struct scenario *scn)
{
	static struct place places[] = { { 0, HP_SBDF(0, 1, 0, 0) }, { 0, HP_SBDF(0, 2, 0, 0) } };

	places[0].function = name_function(scn->spec, "gpu");
	places[1].function = name_function(scn->spec, "nic");
	return (struct surroundings){ .spec = scn->spec, .nplaces = 2, .place = places };
}

/* The words that a step does something by: "open", "group attach", "write /sys". */
static void note_verb(char (*verbs)[32], uint32_t *n, const char *line)
{
	struct words w;
	char verb[32];

	words_split(&w, line);
	ck_assert_str_eq(w.word[0], "step");
	snprintf(verb, sizeof(verb), "%.20s%s", w.word[1],
		 w.word[2] && *w.word[2] == '/' ? " /" : "");
	words_free(&w);
	for (uint32_t i = 0; i < *n; i++)
		if (!strcmp(verbs[i], verb))
			return;
	strcpy(verbs[(*n)++], verb);
}

/*
 * The language takes nearly all of what the patterns give: what it does not are
 * numbers out of its range.
 */
START_TEST(patterns_are_of_the_language)
{
	static char verbs[64][32];
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	uint32_t good = 0, n = 3000, nverbs = 0;
	struct program p;
	struct rng rng;

	ck_assert_ptr_nonnull(scn);
	rng_init(&rng, 7, 1);
	program(&p, machine, steps);
	for (uint32_t i = 0; i < n; i++) {
		char *line = pattern_step(&p, p.steps.n, &s, &rng), *text;
		struct scenario *with;

		ck_assert_ptr_nonnull(line);
		lines_add(&p.steps, line);
		text = program_text(&p);
		with = parse(text);
		if (with) {
			good++;
			note_verb(verbs, &nverbs, line);
		}
		scenario_free(with);
		lines_remove(&p.steps, p.steps.n - 1);
		free(text);
		free(line);
	}
	ck_assert_uint_gt(good * 100, n * 90);
	/* bind, unbind, sriov, ... : each at least once. */
	ck_assert_uint_ge(nverbs, 35);
	program_free(&p);
	scenario_free(scn);
}
END_TEST

START_TEST(names_are_known_by_kind)
{
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	struct program p;

	program(&p, machine, steps);
	ck_assert_int_eq(name_of(&p, 99, &s, "gpu"), NAME_FUNCTION);
	ck_assert_int_eq(name_of(&p, 99, &s, "gpu/vf2"), NAME_FUNCTION);
	ck_assert_int_eq(name_of(&p, 99, &s, "vmm"), NAME_PROCESS);
	ck_assert_int_eq(name_of(&p, 99, &s, "buf"), NAME_BUFFER);
	ck_assert_int_eq(name_of(&p, 99, &s, "m"), NAME_IMPORTER);
	ck_assert_int_eq(name_of(&p, 99, &s, "win"), NAME_WINDOW);
	ck_assert_int_eq(name_of(&p, 99, &s, "ring"), NAME_MAPPING);
	/* Before the step that makes it there is none. */
	ck_assert_int_eq(name_of(&p, 3, &s, "buf"), NAME_NONE);
	ck_assert_int_eq(name_of(&p, 4, &s, "buf"), NAME_BUFFER);
	ck_assert_str_eq(scn->spec->functions[name_function(scn->spec, "nic/vf1")].name, "nic");
	ck_assert_int_eq(name_function(scn->spec, "ni"), -1);
	program_free(&p);
	scenario_free(scn);
}
END_TEST

START_TEST(one_word_is_exchanged)
{
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	uint32_t changed = 0;
	struct program p;
	struct rng rng;

	rng_init(&rng, 3, 1);
	program(&p, machine, steps);
	for (int i = 0; i < 500; i++) {
		uint32_t at = (uint32_t)draw(&rng, p.steps.n), differ = 0;
		char *line = exchange_word(&p, at, &s, &rng);
		struct words was, is;

		if (!line)
			continue;
		words_split(&was, p.steps.line[at]);
		words_split(&is, line);
		ck_assert_uint_eq(was.n, is.n);
		for (uint32_t w = 0; w < was.n; w++) {
			differ += strcmp(was.word[w], is.word[w]) != 0;
			/* The verb's name and the name that it makes stay. */
			if (w && !strcmp(was.word[w - 1], "as"))
				ck_assert_str_eq(was.word[w], is.word[w]);
		}
		ck_assert_uint_le(differ, 1);
		changed += differ;
		words_free(&was);
		words_free(&is);
		free(line);
	}
	ck_assert_uint_gt(changed, 100);
	program_free(&p);
	scenario_free(scn);
}
END_TEST

START_TEST(another_programs_functions_are_played)
{
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	struct cast cast = { 0 };
	struct program other;
	struct rng rng;
	char *first, *again;

	rng_init(&rng, 1, 1);
	program(&other, "host pc\nrp p 01.0\nep alien under p bar0 1M\n", "");
	first = recast("step open alien", &cast, &other, &s, &rng);
	again = recast("step open alien", &cast, &other, &s, &rng);
	ck_assert_str_eq(first, again);
	ck_assert_ptr_null(strstr(first, "alien"));
	free(again);
	again = recast("step open alien/vf1 group", &cast, &other, &s, &rng);
	ck_assert_int_eq(strncmp(first, again, strlen(first)), 0);
	ck_assert_str_eq(again + strlen(first), "/vf1 group");
	free(first);
	free(again);
	cast_free(&cast);
	program_free(&other);
	scenario_free(scn);
}
END_TEST

/* Steps and machines change, stay within bounds, and the same seed gives the same. */
START_TEST(the_same_seed_gives_the_same)
{
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	char *text[2], *before;
	uint32_t differ = 0;

	for (uint64_t seed = 0; seed < 200; seed++) {
		for (int twice = 0; twice < 2; twice++) {
			struct program p;
			struct rng rng;

			program(&p, machine, steps);
			before = program_text(&p);
			rng_init(&rng, seed, 1);
			steps_mutate(&p, &s, &p, &rng);
			machine_mutate(&p, &s, &rng);
			ck_assert_uint_le(p.steps.n, PROGRAM_MAX_LINES);
			text[twice] = program_text(&p);
			if (twice)
				differ += strcmp(text[0], before) != 0;
			free(before);
			program_free(&p);
		}
		ck_assert_str_eq(text[0], text[1]);
		free(text[0]);
		free(text[1]);
	}
	ck_assert_uint_gt(differ, 150);
	scenario_free(scn);
}
END_TEST

/* What comes of each seed, word for word: each way in which a machine or a step changes. */
START_TEST(mutations_are_as_they_were)
{
	struct scenario *scn = parse(machine);
	struct surroundings s = around(scn);
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (uint64_t seed = 0; seed < 150; seed++) {
		struct program p;
		struct rng rng;
		char *now;

		/* Some have no host, or nothing at all. */
		program(&p, seed % 10 == 9 ? "" : seed % 10 == 8 ? strchr(machine, '\n') + 1 :
			machine, steps);
		rng_init(&rng, seed, 2);
		if (seed % 3)
			machine_mutate(&p, &s, &rng);
		else
			steps_mutate(&p, &s, &p, &rng);
		now = program_text(&p);
		fprintf(out, "== %u\n%s", (unsigned int)seed, now);
		free(now);
		program_free(&p);
	}
	fclose(out);
	golden_is("golden/mutations.txt", text, len);
	free(text);
	scenario_free(scn);
}
END_TEST

/* --- findings --------------------------------------------------------------------- */

static void broken(struct verdict *v, const char *law, const char *line)
{
	struct check *c;

	verdict_init(v);
	c = verdict_add_check(v);
	c->name = law;
	c->step = CHECK_LAW;
	c->status = VERDICT_FAIL;
	v->status = VERDICT_FAIL;
	check_diag(v, c, "%s", line);
}

START_TEST(a_finding_has_no_names)
{
	struct scenario *scn = parse(machine);
	struct finding a, b;
	struct verdict v;

	broken(&v, "law landing", "m7: nic maps gpu bar2 0x0+0x1000 via BUS_ADDR");
	ck_assert(finding_of(&v, scn, &a));
	ck_assert_str_eq(a.law, "landing");
	ck_assert_str_eq(a.function, "-");
	ck_assert_str_eq(a.text, "maps via BUS_ADDR");
	verdict_free(&v);
	broken(&v, "law landing", "x: gpu maps nic bar0 0x20+0x1000 via BUS_ADDR");
	ck_assert(finding_of(&v, scn, &b));
	ck_assert(finding_equal(&a, &b));
	ck_assert_str_eq(a.name, b.name);
	ck_assert_int_eq(strncmp(a.name, "landing-", 8), 0);
	finding_free(&b);
	verdict_free(&v);
	broken(&v, "law landing", "x: gpu maps nic bar0 0x20+0x1000 via THRU_HOST_BRIDGE");
	ck_assert(finding_of(&v, scn, &b));
	ck_assert(!finding_equal(&a, &b));
	ck_assert_str_ne(a.name, b.name);
	finding_free(&a);
	finding_free(&b);
	verdict_free(&v);
	scenario_free(scn);
}
END_TEST

/* The finding of a law that says @first, and then @second. */
static struct finding found(struct scenario *scn, const char *law, const char *first,
			    const char *second)
{
	struct verdict v;
	struct finding f;

	broken(&v, law, first);
	check_diag(&v, &v.checks[0], "%s", second);
	ck_assert(finding_of(&v, scn, &f));
	verdict_free(&v);
	return f;
}

START_TEST(another_machine_is_akin)
{
	struct scenario *scn = parse(machine);
	struct finding a = found(scn, "law landing", "maps via resource", "lost at the root");
	struct finding b = found(scn, "law landing", "maps via resource", "lost at a port");
	struct finding c = found(scn, "law landing", "maps via phys", "lost at the root");
	struct finding d = found(scn, "law revoke", "maps via resource", "lost at the root");
	struct finding e = finding_copy(&a);

	ck_assert(!finding_equal(&a, &b));
	ck_assert(finding_akin(&a, &b));
	ck_assert(!finding_akin(&a, &c));
	ck_assert(!finding_akin(&a, &d));
	ck_assert(finding_equal(&a, &e));
	ck_assert(finding_akin(&a, &e));
	ck_assert_ptr_ne(a.kind, e.kind);
	finding_free(&a);
	finding_free(&b);
	finding_free(&c);
	finding_free(&d);
	finding_free(&e);
	scenario_free(scn);
}
END_TEST

/* @file of its frames, innermost first. */
static void add_event(struct verdict *v, uint32_t kind, const char *text)
{
	static struct vframe frames[] = {
		{ "kmalloc", "mm/slab.c", 1, false }, { "add", "drivers/base/core.c", 2, false },
		{ "who_asked", "drivers/pci/iov.c", 3, false },
	};
	struct vevent *e = verdict_add_event(v);

	e->kind = kind;
	e->text = text;
	e->nframes = 3;
	e->frames = frames;
}

START_TEST(a_finding_names_who_of_the_kernel)
{
	struct scenario *scn = parse(machine);
	struct verdict v;
	struct finding f;

	broken(&v, "law quiet", "said elsewhere");
	add_event(&v, HP_EVENT_INJECTED, "an allocation of 8 bytes");
	add_event(&v, HP_EVENT_OOPS, "NULL pointer dereference, read at 0x18");
	ck_assert(finding_of(&v, scn, &f));
	ck_assert_str_eq(f.function, "kmalloc");
	ck_assert_str_eq(f.text, "NULL pointer dereference, read at");
	ck_assert_str_eq(f.kind, "oops");
	finding_free(&f);
	verdict_free(&v);

	/* What was lost: not the allocator, but who asked. */
	broken(&v, "law lifetime", "nothing points any more to an object of 8 bytes");
	add_event(&v, HP_EVENT_LEAK, "an object");
	ck_assert(finding_of(&v, scn, &f));
	ck_assert_str_eq(f.function, "who_asked");
	ck_assert_str_eq(f.text, "nothing points any more to an object of bytes");
	finding_free(&f);
	verdict_free(&v);

	/* Who waits for a lock is not the cause: who holds it waits for something else. */
	broken(&v, "law quiet", "said elsewhere");
	add_event(&v, HP_EVENT_HANG, "a waits for ever, on a mutex that b holds");
	add_event(&v, HP_EVENT_HANG, "b waits for ever, in exit");
	ck_assert(finding_of(&v, scn, &f));
	ck_assert_str_eq(f.text, "b waits for ever, in exit");
	finding_free(&f);
	verdict_free(&v);

	/* What was said was numbers alone. */
	broken(&v, "law quiet", "");
	add_event(&v, HP_EVENT_WARN, "0x1234");
	ck_assert(finding_of(&v, scn, &f));
	ck_assert_str_eq(f.text, "warn");
	finding_free(&f);
	verdict_free(&v);
	scenario_free(scn);
}
END_TEST

START_TEST(what_is_no_finding)
{
	struct scenario *scn = parse(machine);
	struct verdict v;
	struct finding f;
	struct check *c;

	verdict_init(&v);
	c = verdict_add_check(&v);
	c->name = "step open gpu";
	c->status = VERDICT_FAIL;
	v.status = VERDICT_FAIL;
	ck_assert(!finding_of(&v, scn, &f));
	/* A mistake of the program's is an ERROR of its statement. */
	c->status = v.status = VERDICT_ERROR;
	ck_assert(!finding_of(&v, scn, &f));
	v.reason = "its process was ended by Killed";
	ck_assert(finding_of(&v, scn, &f));
	ck_assert_str_eq(f.law, "hairpin");
	ck_assert_str_eq(f.text, "its process was ended by Killed");
	finding_free(&f);
	verdict_free(&v);
	scenario_free(scn);
}
END_TEST

START_TEST(known_findings_are_read)
{
	static const char text[] =
		"# why\n\n"
		"landing - maps via BUS_ADDR\t# a page\n"
		"  quiet  some_function   waits for *\n"
		"landing * maps via phys *\n";
	char path[] = "/tmp/hairpin-known-XXXXXX", *stale = NULL;
	struct finding f = { .law = (char *)"landing", .function = (char *)"-",
			     .text = (char *)"maps via BUS_ADDR" };
	int fd = mkstemp(path);
	struct finding_known k;
	size_t len;
	FILE *out;

	ck_assert_int_eq((int)write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
	ck_assert(finding_known_read(&k, path));
	ck_assert_uint_eq(k.n, 3);
	ck_assert(finding_is_known(&k, &f));
	f.text = (char *)"maps via BUS_ADDR and more";
	ck_assert(!finding_is_known(&k, &f));
	f.text = (char *)"maps via phys and more";
	ck_assert(finding_is_known(&k, &f));
	f.function = (char *)"any_function";
	ck_assert(finding_is_known(&k, &f));
	f = (struct finding){ .law = (char *)"quiet", .function = (char *)"some_function",
			      .text = (char *)"waits for ever" };
	out = open_memstream(&stale, &len);
	finding_known_stale(&k, "known", out);
	fclose(out);
	ck_assert_str_eq(stale, "# known:4: not met: quiet some_function waits for *\n");
	free(stale);
	ck_assert(finding_is_known(&k, &f));
	f.law = (char *)"path";
	ck_assert(!finding_is_known(&k, &f));
	finding_known_free(&k);
	unlink(path);
}
END_TEST

/* --- what counts as new ---------------------------------------------------------- */

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_const_cmp4(uint32_t a, uint32_t b);
void __sanitizer_cov_trace_cmp4(uint32_t a, uint32_t b);
void __sanitizer_cov_trace_switch(uint64_t value, void *table);

static void run_some(uint32_t times)
{
	for (uint32_t i = 0; i < times; i++)
		__sanitizer_cov_trace_pc();
}

START_TEST(edges_are_new_once)
{
	struct cover *c = calloc(1, sizeof(*c));
	struct corpus *all = corpus_new();

	run_some(3);			/* to nobody */
	ck_assert_uint_eq(c->nedges, 0);
	cover_to(c, (uint64_t)(uintptr_t)run_some, false);
	run_some(1);
	ck_assert_uint_eq(c->nedges, 1);
	ck_assert_uint_eq(corpus_meet(all, c), 8);
	ck_assert_uint_eq(corpus_meet(all, c), 0);
	ck_assert_uint_eq(all->edges, 1);
	ck_assert_uint_eq(corpus_blocks(all), 1);
	/* The same block after itself is another edge; more often, another order. */
	run_some(300);
	cover_to(NULL, 0, false);
	ck_assert_uint_ge(c->nedges, 2);
	ck_assert_uint_eq(c->edges[c->touched[c->nedges - 1]], 255);
	ck_assert_uint_ge(corpus_meet(all, c), 8);
	cover_clear(c);
	ck_assert_uint_eq(c->nedges, 0);
	c->touched[c->nedges++] = 5;
	c->edges[5] = 1;
	ck_assert_uint_eq(corpus_meet(all, c), 8);
	c->edges[5] = 2;
	ck_assert_uint_eq(corpus_meet(all, c), 1);
	c->edges[5] = 5;
	ck_assert_uint_eq(corpus_meet(all, c), 1);
	c->edges[5] = 7;
	ck_assert_uint_eq(corpus_meet(all, c), 0);
	corpus_free(all);
	free(c);
}
END_TEST

START_TEST(constants_are_learned)
{
	uint64_t table[] = { 2, 32, 0x10de, 7 };
	struct cover *c = calloc(1, sizeof(*c));
	struct corpus *all = corpus_new();

	cover_to(c, 0, true);
	__sanitizer_cov_trace_const_cmp4(0x8086, 1);
	__sanitizer_cov_trace_const_cmp4(0x8086, 0x8086);
	__sanitizer_cov_trace_const_cmp4(3, 4);
	__sanitizer_cov_trace_cmp4(0x1234, 5);
	__sanitizer_cov_trace_switch(9, table);
	cover_to(NULL, 0, false);
	corpus_learn(all, c);
	corpus_learn(all, c);
	ck_assert_uint_eq(all->nvalues, 2);
	ck_assert(all->values[0] == 0x8086 || all->values[1] == 0x8086);
	ck_assert(all->values[0] == 0x10de || all->values[1] == 0x10de);
	cover_clear(c);
	ck_assert_uint_eq(c->nvalues, 0);
	corpus_free(all);
	free(c);
}
END_TEST

START_TEST(answers_are_new_once)
{
	struct corpus *all = corpus_new();
	struct verdict v;
	struct check *c;

	verdict_init(&v);
	c = verdict_add_check(&v);
	c->name = "step open gpu";
	c->status = VERDICT_FAIL;
	check_diag(&v, c, "opening it gave -ENODEV");
	ck_assert_uint_gt(corpus_hear(all, &v), 0);
	ck_assert_uint_eq(corpus_hear(all, &v), 0);
	/* Of another function it is the same answer; another errno is not. */
	c->name = "step open nic";
	ck_assert_uint_eq(corpus_hear(all, &v), 0);
	c->ndiag = 0;
	check_diag(&v, c, "opening it gave -EBUSY");
	ck_assert_uint_gt(corpus_hear(all, &v), 0);
	verdict_free(&v);
	corpus_free(all);
}
END_TEST

START_TEST(machines_and_entries_are_kept)
{
	struct corpus *all = corpus_new();
	struct chance none = { 0 };
	struct program p, q;
	struct rng rng;
	int32_t m, n;

	rng_init(&rng, 1, 1);
	program(&p, machine, steps);
	program(&q, "host pc\nrp p 01.0\nep e under p bar0 1M\n", "step bind e vfio-pci\n");
	m = corpus_machine(all, &p.machine);
	n = corpus_machine(all, &q.machine);
	ck_assert_int_eq(m, 0);
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(corpus_machine(all, &p.machine), 0);
	lines_add(&q.machine, "nonsense");
	ck_assert_int_eq(corpus_machine(all, &q.machine), -1);
	for (int i = 0; i < 200; i++)
		corpus_add(all, i % 3 ? 0 : 1, &p.steps, &none, (uint64_t)i + 1);
	ck_assert_uint_eq(all->nentries, 200);
	ck_assert_uint_eq(all->machine[1].nentries, 67);
	ck_assert_uint_eq(all->machine[1].entry[1], 3);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_lt(corpus_choose(all, &rng), 200);
	program_free(&p);
	program_free(&q);
	corpus_free(all);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("explore");
	TCase *t = tcase_create("text"), *u = tcase_create("steps");
	TCase *f = tcase_create("findings"), *n = tcase_create("new");
	SRunner *r;
	int failed;

	tcase_add_test(t, what_judges_is_left_out);
	tcase_add_test(t, only_so_many_bytes_are_read);
	tcase_add_test(t, lines_are_put_in_and_taken_out);
	tcase_add_test(t, words_are_split_and_joined);
	tcase_add_test(u, patterns_are_of_the_language);
	tcase_add_test(u, names_are_known_by_kind);
	tcase_add_test(u, one_word_is_exchanged);
	tcase_add_test(u, another_programs_functions_are_played);
	tcase_add_test(u, the_same_seed_gives_the_same);
	tcase_add_test(u, mutations_are_as_they_were);
	tcase_add_test(f, a_finding_has_no_names);
	tcase_add_test(f, another_machine_is_akin);
	tcase_add_test(f, a_finding_names_who_of_the_kernel);
	tcase_add_test(f, what_is_no_finding);
	tcase_add_test(f, known_findings_are_read);
	tcase_add_test(n, edges_are_new_once);
	tcase_add_test(n, constants_are_learned);
	tcase_add_test(n, answers_are_new_once);
	tcase_add_test(n, machines_and_entries_are_kept);
	suite_add_tcase(s, t);
	suite_add_tcase(s, u);
	suite_add_tcase(s, f);
	suite_add_tcase(s, n);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
