// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_order.c - table 2.4.1: rule by rule, and as litmus tests through a switch: over
 * many random schedules everything is seen that it allows, and nothing that it forbids.
 */
#include "flight_util.h"
#include "model/flight/order.h"
#include "sim/base/rng.h"

/* --- the table, written once more --- */

/*
 * Rows and columns: posted, read, non-posted with data, completion.  n: must not; m:
 * may; Y: must be able to.  r: only with relaxed ordering; i: or with ID-based
 * ordering and another ID; w: or if it answers an I/O write; t: not within one
 * transaction.
 */
static const char *const table[4][4] = {
	{ "nri", "Y", "Y", "m" },
	{ "ni", "m", "m", "m" },
	{ "nri", "m", "m", "m" },
	{ "nriw", "Y", "Y", "mt" },
};

static enum order expected(const struct order_key *x, const struct order_key *y)
{
	const char *rule = table[x->class][y->class];
	bool excused = (strchr(rule, 'r') && x->relaxed) ||
		       (strchr(rule, 'i') && x->ido && x->id != y->id) ||
		       (strchr(rule, 'w') && x->answers_io_write);

	if (rule[0] == 'Y')
		return ORDER_MUST;
	if (rule[0] == 'n')
		return excused ? ORDER_MAY : ORDER_NO;
	if (strchr(rule, 't') && x->transaction == y->transaction)
		return ORDER_NO;
	return ORDER_MAY;
}

static struct order_key key(unsigned int class, unsigned int bits)
{
	return (struct order_key){
		.class = (uint8_t)class, .relaxed = bits & 1, .ido = bits & 2,
		.answers_io_write = bits & 4, .id = bits & 8 ? 7 : 9,
		.transaction = bits & 16 ? 1 : 2,
	};
}

START_TEST(rules)
{
	for (unsigned int x = 0; x < 4 * 32; x++)
		for (unsigned int y = 0; y < 4 * 32; y++) {
			struct order_key later = key(x / 32, x % 32);
			struct order_key earlier = key(y / 32, y % 32);

			ck_assert_msg(order_pass(&later, &earlier) ==
				      expected(&later, &earlier),
				      "%u.%u past %u.%u", x / 32, x % 32, y / 32, y % 32);
		}
}
END_TEST

/* --- what comes by one link --- */

/* A TLP on its way from device b up to the switch: its own, or a completion of it. */
struct shot {
	struct shop *s;
	struct tlp t;
	unsigned int from;		/* who sends; S_A: b answers */
	struct order_key key;
	uint64_t sent_ps, enter_ps, arrive_ps;
	bool known;			/* both times are */
};

#define SHOTS 10u

static const struct tlp_hop *hop_at(const struct tlp_result *r, enum tlp_place place,
				    bool completion)
{
	for (uint32_t i = 0; i < r->nhops; i++)
		if (r->hop[i].place == place && r->hop[i].completion == completion)
			return &r->hop[i];
	return NULL;
}

/* When it came to the link above b, and when to the port at the other end of that. */
static void landed(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct shot *x = ctx;
	bool answer = x->from == S_A;
	const struct tlp_hop *at = hop_at(r, answer ? TLP_AT_TARGET : TLP_AT_SENDER, false);
	const struct tlp_hop *there = hop_at(r, TLP_AT_INGRESS, answer);

	(void)t;
	ck_assert_uint_eq(r->status, TLP_OK);
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(there);
	x->enter_ps = x->sent_ps + at->at_ps + x->s->timing.device_ps;
	x->arrive_ps = x->sent_ps + there->at_ps;
	x->known = true;
}

static void shoot(void *ctx)
{
	const struct flight_notify n = { .done = landed, .ctx = ctx };
	struct shot *x = ctx;

	x->sent_ps = flight_now_ps(x->s->f);
	ck_assert(flight_send(x->s->f, in_shop(x->s, x->from), &x->t, &n));
}

static enum order_class class_of(const struct shot *x)
{
	if (x->from == S_A)
		return ORDER_COMPLETION;
	return x->t.type == TLP_MWR ? ORDER_POSTED :
	       x->t.type == TLP_MRD ? ORDER_READ : ORDER_NON_POSTED_DATA;
}

/* Six kinds from b and its second function, two that a asks b for. */
static void aim(struct shop *s, struct shot *x, struct rng *r, unsigned int i)
{
	static const enum tlp_type types[] = { TLP_MWR, TLP_MRD, TLP_IOWR };
	uint64_t dice = rng_next(r);
	unsigned int to;

	*x = (struct shot){ .s = s };
	x->from = dice & 1 ? S_A : dice & 2 ? S_B : S_B1;
	to = x->from == S_A ? S_B : dice & 4 ? S_A : S_C;
	x->t.type = types[(dice >> 8) % 3];
	if (x->from == S_A && x->t.type == TLP_MWR)
		x->t.type = TLP_MRD;
	x->t.relaxed = dice & 8;
	x->t.ido = dice & 16;
	x->t.bytes = x->t.type == TLP_IOWR ? 4 : 64;
	x->t.address = x->t.type == TLP_IOWR ? shop_port(to) : shop_address(to, 64 * i);
	x->key = (struct order_key){
		.class = (uint8_t)class_of(x), .relaxed = x->t.relaxed, .ido = x->t.ido,
		.answers_io_write = x->from == S_A && x->t.type == TLP_IOWR,
		.id = rid_of(in_shop(s, x->from == S_A ? S_B : x->from)),
		.transaction = i,
	};
	/* What a asks for needs a while to come to b. */
	flight_after(s->f, (dice >> 16) % (x->from == S_A ? 400000 : 1500000), shoot, x);
}

/* How often a later one of that kind passed an earlier one: row, column, excuse. */
enum { PLAIN, RELAXED, BY_ID, OF_IO, EXCUSES };
static uint64_t passed[4][4][EXCUSES], met[4][4];

static unsigned int excuse(const struct order_key *x, const struct order_key *y)
{
	if (x->relaxed)
		return RELAXED;
	if (x->ido && x->id != y->id)
		return BY_ID;
	return x->answers_io_write ? OF_IO : PLAIN;
}

static void judge(const struct shot *x, const struct shot *y)
{
	bool overtook = x->arrive_ps < y->arrive_ps;

	if (!x->known || !y->known || x->enter_ps <= y->enter_ps)
		return;
	met[x->key.class][y->key.class]++;
	if (overtook)
		passed[x->key.class][y->key.class][excuse(&x->key, &y->key)]++;
	ck_assert_msg(!overtook || expected(&x->key, &y->key) != ORDER_NO,
		      "a TLP of class %u (%s%s) passed one of class %u",
		      x->key.class, x->key.relaxed ? "relaxed " : "",
		      x->key.ido ? "IDO" : "", y->key.class);
}

static void one_schedule(uint64_t seed)
{
	struct flight_options fo = { .shuffle = seed, .hops = true };
	const struct shop_options o = { .speed = 1, .width = 1, .flight = &fo };
	struct shot shot[SHOTS];
	struct shop s;
	struct rng r;

	flight_params_defaults(&fo.params);
	s = shop_new(&o);
	rng_init(&r, seed, 0);
	for (unsigned int i = 0; i < SHOTS; i++)
		aim(&s, &shot[i], &r, i);
	run_checked(s.f, 500000);
	for (unsigned int i = 0; i < SHOTS; i++)
		for (unsigned int j = 0; j < SHOTS; j++)
			judge(&shot[i], &shot[j]);
	shop_free(&s);
}

#define SCHEDULES 10000u

START_TEST(litmus)
{
	static const char *const name[] = { "posted", "read", "I/O write", "completion" };

	memset(passed, 0, sizeof(passed));
	memset(met, 0, sizeof(met));
	for (uint64_t seed = 1; seed <= SCHEDULES; seed++)
		one_schedule(seed);
	for (unsigned int x = 0; x < 4; x++)
		for (unsigned int y = 0; y < 4; y++) {
			const char *rule = table[x][y];
			const uint64_t *n = passed[x][y];

			printf("%-10s past %-10s: met %6ju, passed %6ju plain, %6ju relaxed, %6ju by ID, %5ju of I/O\n",
			       name[x], name[y], (uintmax_t)met[x][y],
			       (uintmax_t)n[PLAIN], (uintmax_t)n[RELAXED],
			       (uintmax_t)n[BY_ID], (uintmax_t)n[OF_IO]);
			ck_assert_uint_gt(met[x][y], 100);
			if (rule[0] != 'n')
				ck_assert_uint_gt(n[PLAIN], 0);
			if (strchr(rule, 'r'))
				ck_assert_uint_gt(n[RELAXED], 0);
			if (strchr(rule, 'i'))
				ck_assert_uint_gt(n[BY_ID], 0);
			if (strchr(rule, 'w'))
				ck_assert_uint_gt(n[OF_IO], 0);
		}
}
END_TEST

/* --- completions of one request, and of two --- */

/* The pieces of a read, as they come to the sender. */
struct answer {
	struct shop *s;
	uint64_t first, next;		/* the address that comes next, if in order */
	uint64_t from_ps, to_ps;	/* the first came, and the last */
	uint64_t sent_ps;
	uint32_t pieces;
	bool in_order;
};

static void pieces_came(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct answer *a = ctx;

	ck_assert_uint_eq(r->status, TLP_OK);
	a->in_order = true;
	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *h = &r->hop[i];

		if (!h->completion || h->reason != TLP_R_RETURNED)
			continue;
		a->in_order &= h->address >= a->next;
		a->next = h->address + 1;
		if (!a->pieces++)
			a->from_ps = a->sent_ps + h->at_ps;
		a->to_ps = a->sent_ps + h->at_ps;
	}
	ck_assert_uint_eq(a->pieces, r->ncompletions);
	ck_assert_uint_gt(a->next, t->address);
}

static void ask_for_pieces(void *ctx)
{
	struct answer *a = ctx;
	const struct flight_notify n = { .done = pieces_came, .ctx = a };
	const struct tlp t = { .type = TLP_MRD, .address = a->first, .bytes = 512 };

	a->sent_ps = flight_now_ps(a->s->f);
	ck_assert(flight_send(a->s->f, in_shop(a->s, S_A), &t, &n));
}

/*
 * a reads 512 bytes of b twice, of which each comes in pieces.  Those of one read never
 * pass each other (D5b); of two, the second may come between those of the first, or wholly
 * before it (D5a).
 */
START_TEST(pieces_keep_order)
{
	uint64_t between = 0, before = 0, after = 0, pieces = 0;

	for (uint64_t seed = 1; seed <= SCHEDULES; seed++) {
		struct flight_options fo = { .shuffle = seed, .hops = true };
		const struct shop_options o = { .speed = 1, .width = 1, .flight = &fo };
		const struct tlp plug = { .type = TLP_MWR, .address = shop_address(S_C, 0),
					  .bytes = 128 };
		struct answer a[2];
		struct shop s;

		flight_params_defaults(&fo.params);
		s = shop_new(&o);
		/* All pieces wait for these (D2a), and then for each other. */
		for (unsigned int i = 0; i < 6; i++)
			ck_assert(flight_send(s.f, in_shop(&s, S_B), &plug, NULL));
		for (unsigned int i = 0; i < 2; i++) {
			a[i] = (struct answer){ .s = &s, .first = shop_address(S_B, 4096 * i) };
			flight_after(s.f, i * 1000, ask_for_pieces, &a[i]);
		}
		run_checked(s.f, 2000000);
		ck_assert(a[0].in_order && a[1].in_order);
		pieces += a[0].pieces + a[1].pieces;
		before += a[1].to_ps < a[0].from_ps;
		after += a[0].to_ps < a[1].from_ps;
		between += a[0].from_ps < a[1].from_ps && a[1].from_ps < a[0].to_ps;
		shop_free(&s);
	}
	printf("two reads, %ju pieces: in turn %ju, mixed %ju, the second first %ju\n",
	       (uintmax_t)pieces, (uintmax_t)after, (uintmax_t)between, (uintmax_t)before);
	ck_assert_uint_eq(pieces, SCHEDULES * 8);
	ck_assert_uint_gt(after, 0);
	ck_assert_uint_gt(between, 0);
	ck_assert_uint_gt(before, 0);
}
END_TEST

/* --- message passing --- */

/*
 * a writes data to b, then a flag; c reads the flag, then the data.  With both in order
 * c never sees the flag without the data (2.4.1, A2a; a relaxed flag may pass, A2b).
 */
struct message {
	struct shop s;
	uint32_t data, flag, plug, seen_data, seen_flag;
	struct tlp read_data;
};

#define AT_DATA shop_address(S_B, 0)
#define AT_FLAG shop_address(S_B, 256)

static void flag_read(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct message *m = ctx;

	(void)t;
	ck_assert_uint_eq(r->status, TLP_OK);
	ck_assert(flight_send(m->s.f, in_shop(&m->s, S_C), &m->read_data, NULL));
}

static void look(void *ctx)
{
	struct message *m = ctx;
	const struct flight_notify n = { .done = flag_read, .ctx = m };
	const struct tlp t = { .type = TLP_MRD, .address = AT_FLAG, .bytes = 4,
			       .data = &m->seen_flag };

	ck_assert(flight_send(m->s.f, in_shop(&m->s, S_C), &t, &n));
}

static void write_from_a(struct message *m, uint64_t address, uint32_t bytes, void *data,
			 bool relaxed)
{
	const struct tlp t = { .type = TLP_MWR, .address = address, .bytes = bytes,
			       .data = data, .relaxed = relaxed };

	ck_assert(flight_send(m->s.f, in_shop(&m->s, S_A), &t, NULL));
}

/* Returns bit 0: the data were seen; bit 1: the flag. */
static unsigned int pass_message(uint64_t seed, bool relaxed)
{
	struct flight_options fo = { .shuffle = seed };
	const struct shop_options o = { .speed = 1, .width = 1, .flight = &fo };
	struct message m = { .data = 1, .flag = 1 };
	static uint8_t plug[128];
	struct rng r;

	flight_params_defaults(&fo.params);
	m.s = shop_new(&o);
	rng_init(&r, seed, 1);
	m.read_data = (struct tlp){ .type = TLP_MRD, .address = AT_DATA, .bytes = 4,
				    .data = &m.seen_data };
	/* Something that the data wait for, and that a relaxed flag passes, too. */
	for (int i = 0; i < 6; i++)
		write_from_a(&m, shop_address(S_B, 4096), sizeof(plug), plug, false);
	write_from_a(&m, AT_DATA, 4, &m.data, false);
	write_from_a(&m, AT_FLAG, 4, &m.flag, relaxed);
	flight_after(m.s.f, rng_next(&r) % 6000000, look, &m);
	run_checked(m.s.f, 1000000);
	shop_free(&m.s);
	return m.seen_data | m.seen_flag << 1;
}

START_TEST(message_passing)
{
	uint64_t seen[4] = { 0 };

	for (uint64_t seed = 1; seed <= 2000; seed++)
		seen[pass_message(seed, _i)]++;
	printf("flag %s: nothing %ju, data %ju, flag alone %ju, both %ju\n",
	       _i ? "relaxed" : "in order", (uintmax_t)seen[0], (uintmax_t)seen[1],
	       (uintmax_t)seen[2], (uintmax_t)seen[3]);
	ck_assert_uint_gt(seen[0], 0);
	ck_assert_uint_gt(seen[1], 0);
	ck_assert_uint_gt(seen[3], 0);
	ck_assert_uint_eq(seen[2] > 0, _i);
}
END_TEST

/* --- what must pass --- */

static uint32_t done_count;

static void count(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	(void)ctx;
	(void)t;
	ck_assert_uint_eq(r->status, TLP_OK);
	done_count++;
}

/*
 * The switch has room for one non-posted request, and the word that it is free never
 * comes: the second waits.  Writes and completions of b pass it (A3, A4, D3, D4).
 */
START_TEST(must_pass)
{
	struct flight_options fo = { .shuffle = (uint64_t)_i };
	const struct shop_options o = { .flight = &fo };
	const struct flight_notify n = { .done = count };
	const struct tlp read = { .type = TLP_MRD, .address = shop_address(S_A, 0), .bytes = 4 };
	const struct tlp io = { .type = TLP_IOWR, .address = shop_port(S_A), .bytes = 4 };
	const struct tlp write = { .type = TLP_MWR, .address = shop_address(S_A, 0), .bytes = 4 };
	const struct tlp ask = { .type = TLP_MRD, .address = shop_address(S_B, 0), .bytes = 4 };
	struct shop s;

	flight_params_defaults(&fo.params);
	fo.params.credit_lanes = 0;
	fo.params.at_switch.header[FLOW_NON_POSTED] = 1;
	fo.params.update_ps = 1000000000000ull;
	s = shop_new(&o);
	done_count = 0;
	ck_assert(flight_send(s.f, in_shop(&s, S_B), &read, &n));
	ck_assert(flight_send(s.f, in_shop(&s, S_B), &read, NULL));
	ck_assert(flight_send(s.f, in_shop(&s, S_B), &io, NULL));
	flight_run(s.f, 2000000);
	ck_assert_uint_eq(done_count, 1);
	ck_assert(flight_send(s.f, in_shop(&s, S_B), &write, &n));
	ck_assert(flight_send(s.f, in_shop(&s, S_A), &ask, &n));
	flight_run(s.f, 4000000);
	ck_assert_uint_eq(done_count, 3);
	check_all(s.f);
	shop_free(&s);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("order");
	TCase *tc = tcase_create("order");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, rules);
	tcase_add_test(tc, litmus);
	tcase_add_test(tc, pieces_keep_order);
	tcase_add_loop_test(tc, message_passing, 0, 2);
	tcase_add_loop_test(tc, must_pass, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
