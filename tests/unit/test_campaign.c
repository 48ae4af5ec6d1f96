// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_campaign.c - who tells whom, and what they tell: without processes and without MPI.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tools/explore/news.h"
#include "tools/explore/peers.h"
#include "tools/explore/seed.h"

static const char text[] = "host pc\nrp p 01.0\nep e under p bar0 1M\nstep bind e vfio-pci\n";

/* One of those who talk, and its news. */
struct one {
	struct explore x;
	struct news *news;
	uint32_t programs, findings;
	char *kept;
};

static void on_program(const struct explore_kept *k, void *arg)
{
	struct one *o = arg;

	o->programs++;
	free(o->kept);
	o->kept = strdup(k->text);
}

static void on_finding(const struct explore_found *f, void *arg)
{
	struct one *o = arg;

	(void)f;
	o->findings++;
}

static void begin(struct one *o, uint32_t npeers)
{
	memset(o, 0, sizeof(*o));
	o->x.corpus = corpus_new();
	o->x.instance = 7;
	o->news = news_new(&o->x, npeers);
}

static void end(struct one *o)
{
	news_free(o->news);
	explore_free(&o->x);
	free(o->kept);
}

/* @from, whose peer @to is number @a, tells it; to @to it is number @b. */
static size_t tell(struct one *from, uint32_t a, struct one *to, uint32_t b)
{
	const struct news_taken taken = { on_program, on_finding, to };
	struct news_head h = { .programs = 5, .alive = 1 }, heard;
	size_t len;
	void *bytes = news_write(from->news, a, &h, false, &len);

	ck_assert_ptr_null(news_read(to->news, b, bytes, len, &heard, &taken));
	ck_assert_uint_eq(heard.programs, 5);
	free(bytes);
	return len;
}

/* @o keeps a program that reached edges @first to @last. */
static struct entry *keep(struct one *o, uint32_t first, uint32_t last)
{
	struct chance chance = { .order = { .kind = SCHEDULE_RANDOM, .seed = 9 }, .fail_at = 3 };
	struct corpus *c = o->x.corpus;
	struct program p;
	struct entry *e;

	program_read(&p, text, strlen(text));
	c->nitems = 0;
	for (uint32_t i = first; i <= last; i++) {
		corpus_item(c, CORPUS_ITEM_EDGE(i, 2));
		corpus_told_edge(c, i, 4);
	}
	e = corpus_add(c, (uint32_t)corpus_machine(c, &p.machine), &p.steps, &chance, 8);
	e->ran = true;
	e->known_laws = 2;
	e->fault_points = 11;
	program_free(&p);
	return e;
}

START_TEST(a_program_goes_on_where_it_is_new)
{
	struct one a, b, c;
	const struct entry *e;

	begin(&a, 1);
	begin(&b, 2);
	begin(&c, 1);
	keep(&a, 100, 120);
	tell(&a, 0, &b, 0);
	ck_assert_uint_eq(b.programs, 1);
	ck_assert_uint_eq(b.x.state.taken, 1);
	ck_assert_uint_eq(b.x.corpus->edges, 21);
	ck_assert_ptr_nonnull(strstr(b.kept, "step bind e vfio-pci"));
	e = &b.x.corpus->entry[0];
	ck_assert_uint_eq(e->chance.order.seed, 9);
	ck_assert_uint_eq(e->chance.fail_at, 0);
	ck_assert_uint_eq(e->failed_at, 3);
	ck_assert_uint_eq(e->known_laws, 2);
	ck_assert_uint_eq(e->fault_points, 11);
	ck_assert_uint_eq(e->fresh, 8);
	ck_assert_uint_eq(e->nitems, 21);
	/* From there it goes on, and not back. */
	tell(&b, 1, &c, 0);
	ck_assert_uint_eq(c.programs, 1);
	tell(&b, 0, &a, 0);
	ck_assert_uint_eq(a.programs, 0);
	/* Once. */
	tell(&a, 0, &b, 0);
	ck_assert_uint_eq(b.programs, 1);
	ck_assert_uint_eq(b.x.corpus->nentries, 1);
	end(&a);
	end(&b);
	end(&c);
}
END_TEST

START_TEST(what_is_known_is_not_taken)
{
	struct one a, b;
	size_t all, rest;

	begin(&a, 1);
	begin(&b, 1);
	keep(&b, 100, 120);
	keep(&a, 100, 119);
	/* Both found it before they talked. */
	tell(&a, 0, &b, 0);
	ck_assert_uint_eq(b.programs, 0);
	ck_assert_uint_eq(b.x.corpus->nentries, 1);
	all = tell(&b, 0, &a, 0);
	ck_assert_uint_eq(a.programs, 1);
	ck_assert_uint_eq(a.x.corpus->edges, 21);
	/* What the peer said that it knows is not sent. */
	corpus_told_edge(a.x.corpus, 500, 1);
	tell(&a, 0, &b, 0);
	keep(&b, 500, 500)->item[0] = CORPUS_ITEM_EDGE(500, 0);
	rest = tell(&b, 0, &a, 0);
	ck_assert_uint_lt(rest + 100, all);
	end(&a);
	end(&b);
}
END_TEST

START_TEST(maps_and_constants_are_told)
{
	struct one a, b;

	begin(&a, 1);
	begin(&b, 1);
	corpus_told_edge(a.x.corpus, 0, 1);
	corpus_told_edge(a.x.corpus, COVER_EDGES - 1, 0x81);
	corpus_told_answer(a.x.corpus, CORPUS_ANSWERS - 1);
	corpus_told_value(a.x.corpus, 0x8086);
	a.x.corpus->blocks[COVER_BLOCKS / 8 - 1] = 0x80;
	tell(&a, 0, &b, 0);
	ck_assert_uint_eq(b.x.corpus->edges, 2);
	ck_assert_uint_eq(b.x.corpus->met[COVER_EDGES - 1], 0x81);
	ck_assert_uint_eq(b.x.corpus->answers, 1);
	ck_assert_uint_eq(b.x.corpus->values[0], 0x8086);
	ck_assert_uint_eq(corpus_blocks(b.x.corpus), 1);
	ck_assert_uint_lt(tell(&a, 0, &b, 0), 40);
	end(&a);
	end(&b);
}
END_TEST

START_TEST(a_finding_is_met_once)
{
	struct finding f = finding_make("quiet", "f", "warn of it");
	struct explore_found found = { .what = &f, .text = text, .repeats = true };
	struct one a, b;

	begin(&a, 1);
	begin(&b, 1);
	ck_assert(explore_told(&a.x, &found));
	ck_assert(!explore_told(&a.x, &found));
	tell(&a, 0, &b, 0);
	ck_assert_uint_eq(b.findings, 1);
	ck_assert_uint_eq(b.x.state.findings, 1);
	ck_assert_str_eq(b.x.met[0].what.name, f.name);
	ck_assert_str_eq(b.x.met[0].text, text);
	tell(&b, 0, &a, 0);
	ck_assert_uint_eq(a.findings, 0);
	ck_assert_uint_eq(a.x.state.findings, 1);
	finding_free(&f);
	end(&a);
	end(&b);
}
END_TEST

/* A seed is not sent: what came of it is. */
START_TEST(a_seed_that_ran)
{
	struct scenario *scn = scenario_parse("t", text, strlen(text), stderr);
	struct one a, b;

	begin(&a, 1);
	begin(&b, 1);
	explore_seed(&a.x, scn, text, strlen(text));
	explore_seed(&b.x, scn, text, strlen(text));
	tell(&a, 0, &b, 0);
	ck_assert(!b.x.corpus->entry[0].ran);
	a.x.corpus->entry[0].ran = true;
	a.x.corpus->entry[0].fault_points = 17;
	tell(&a, 0, &b, 0);
	ck_assert(b.x.corpus->entry[0].ran);
	ck_assert_uint_eq(b.x.corpus->entry[0].fault_points, 17);
	ck_assert_uint_eq(b.x.corpus->nentries, 1);
	scenario_free(scn);
	end(&a);
	end(&b);
}
END_TEST

START_TEST(a_message_that_is_cut_or_wrong)
{
	struct finding f = finding_make("quiet", "f", "warn of it");
	struct explore_found found = { .what = &f, .text = text };
	const struct news_taken nobody = { 0 };
	struct news_head h = { 0 };
	unsigned char *bytes;
	struct one a, b;
	size_t len;

	begin(&a, 1);
	keep(&a, 7, 9);
	explore_told(&a.x, &found);
	corpus_told_answer(a.x.corpus, 77);
	bytes = news_write(a.news, 0, &h, false, &len);
	for (size_t n = 0; n < len; n++) {
		begin(&b, 1);
		ck_assert_ptr_nonnull(news_read(b.news, 0, bytes, n, &h, &nobody));
		end(&b);
	}
	/* Whatever is in it: no more than a message that is left out. */
	for (size_t n = 0; n < len; n++) {
		unsigned char flip = (unsigned char)(1 << n % 8);

		begin(&b, 1);
		bytes[n] ^= flip;
		news_read(b.news, 0, bytes, len, &h, &nobody);
		bytes[n] ^= flip;
		end(&b);
	}
	begin(&b, 1);
	b.x.instance = 8;
	news_free(b.news);
	b.news = news_new(&b.x, 1);
	ck_assert_ptr_nonnull(strstr(news_read(b.news, 0, bytes, len, &h, &nobody),
				     "another kernel instance"));
	ck_assert_uint_eq(b.x.corpus->nentries, 0);
	free(bytes);
	finding_free(&f);
	end(&a);
	end(&b);
}
END_TEST

static bool has(uint32_t rank, uint32_t n, uint32_t other)
{
	uint32_t peer[NEWS_PEERS], count = campaign_peers(rank, n, peer);

	for (uint32_t i = 0; i < count; i++)
		if (peer[i] == other)
			return true;
	return false;
}

START_TEST(peers_are_peers_of_each_other)
{
	static const uint32_t sizes[] = { 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100, 1000 };
	uint32_t peer[NEWS_PEERS];

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++)
		for (uint32_t n = sizes[s], r = 0; r < n; r++) {
			uint32_t count = campaign_peers(r, n, peer);

			ck_assert_uint_le(count, 20);
			ck_assert_uint_eq(count == 0, n == 1);
			for (uint32_t i = 0; i < count; i++) {
				ck_assert_uint_lt(peer[i], n);
				ck_assert_uint_ne(peer[i], r);
				ck_assert(!i || peer[i - 1] < peer[i]);
				ck_assert(has(peer[i], n, r));
			}
			ck_assert(!r || (campaign_parent(r) < r && has(r, n, campaign_parent(r))));
		}
}
END_TEST

START_TEST(the_head_of_a_file_says_how_it_ran)
{
	struct chance chance = { .order = { .kind = SCHEDULE_RANDOM, .seed = 5 }, .fail_at = 12 };
	struct chance back = { 0 };
	uint32_t known = 0;
	char *head = seed_head(&chance, 5), *file;

	ck_assert_int_gt(asprintf(&file, "# A generated program.\n%s%s", head, text), 0);
	seed_read_head(file, &back, &known);
	ck_assert_uint_eq(known, 5);
	ck_assert_uint_eq(back.fail_at, 12);
	ck_assert_int_eq((int)back.order.kind, SCHEDULE_RANDOM);
	ck_assert_uint_eq(back.order.seed, 5);
	free(file);
	free(head);
	back = (struct chance){ 0 };
	head = seed_head(&back, 0);
	ck_assert_str_eq(head, "");
	free(head);
	/* What somebody wrote there that is none is left out. */
	seed_read_head("# kept: order=odd known=none,quiet x\n", &back, &known);
	ck_assert_int_eq((int)back.order.kind, SCHEDULE_FIFO);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("campaign");
	TCase *t = tcase_create("news"), *u = tcase_create("ranks");
	SRunner *r;
	int failed;

	tcase_add_test(t, a_program_goes_on_where_it_is_new);
	tcase_add_test(t, what_is_known_is_not_taken);
	tcase_add_test(t, maps_and_constants_are_told);
	tcase_add_test(t, a_finding_is_met_once);
	tcase_add_test(t, a_seed_that_ran);
	tcase_add_test(t, a_message_that_is_cut_or_wrong);
	tcase_add_test(u, peers_are_peers_of_each_other);
	tcase_add_test(u, the_head_of_a_file_says_how_it_ran);
	suite_add_tcase(s, t);
	suite_add_tcase(s, u);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
