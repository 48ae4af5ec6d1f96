// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_flight_host.c - TLPs under way that come to the root complex: where it cuts its
 * completions, what an IOTLB miss costs and what it holds up, translations that endpoints
 * ask for.
 */
#include "flight_util.h"

/* Pages of one function, the one that asks: IOVA page i is DRAM page i, 16 MiB up. */
#define FIRST_IOVA 0x40000000ull
#define FIRST_DRAM 0x1000000ull
#define PAGES 64u
#define PEER_IOVA 0x80000000ull		/* a page of device b's BAR, and one more */

static void send_one(struct shop *s, enum tlp_type type, uint64_t address, uint32_t bytes,
		     struct heard *h)
{
	const struct tlp t = { .type = type, .address = address, .bytes = bytes };
	const struct flight_notify n = { .done = hear, .ctx = h };

	*h = (struct heard){ .f = s->f };
	ck_assert(flight_send(s->f, in_shop(s, S_A), &t, &n));
}

static uint64_t iova(uint32_t page)
{
	return FIRST_IOVA + page * 4096ull;
}

static void translate_for_a(struct shop *s)
{
	struct iommu *hw = wire_iommu(s->w);
	uint32_t unit = iommu_hw_add_unit(hw), table = iommu_hw_table_new(hw);
	uint16_t rid = rid_of(in_shop(s, S_A));

	iommu_hw_set_catch_all(hw, unit);
	iommu_hw_enable(hw, unit, true);
	iommu_hw_attach(hw, 0, rid, IOMMU_HW_NO_PASID, IOMMU_HW_TABLE, table);
	iommu_hw_set_ats(hw, 0, rid, true);
	iommu_hw_map(hw, table, FIRST_IOVA, FIRST_DRAM, 4096, PAGES,
		     IOMMU_HW_READ | IOMMU_HW_WRITE);
	iommu_hw_map(hw, table, PEER_IOVA, shop_address(S_B, 0), 4096, 2,
		     IOMMU_HW_READ | IOMMU_HW_WRITE);
	iommu_hw_map(hw, table, PEER_IOVA + 0x10000, FIRST_DRAM, 4096, 1, IOMMU_HW_READ);
}

static void enable_ats(struct shop *s)
{
	struct function *a = in_shop(s, S_A);

	cfg_set(a, (uint16_t)(a->cap[CAP_ATS] + ATS_CTRL_REG), 2, ATS_CTRL_ENABLE);
}

static struct shop translating(struct flight_options *fo, uint32_t walkers)
{
	const struct shop_options o = { .mps = 256, .mrrs = 512, .flight = fo };
	struct shop s;

	*fo = (struct flight_options){ .hops = false };
	flight_params_defaults(&fo->params);
	fo->params.walkers = walkers;
	s = shop_new(&o);
	translate_for_a(&s);
	return s;
}

static uint64_t walk_ps(const struct shop *s)
{
	return s->timing.iotlb_miss_ps + s->timing.iotlb_walk_reads * s->timing.dram_ps;
}

/* --- completions of the root complex (2.3.1.1) --- */

static uint16_t completions(uint32_t most, bool rcb128, unsigned int mps, uint64_t address,
			    uint32_t bytes)
{
	struct flight_options fo = { .hops = false };
	const struct shop_options o = { .mps = mps, .mrrs = 1024, .flight = &fo };
	struct heard h;
	struct shop s;
	struct function *rp;

	flight_params_defaults(&fo.params);
	fo.params.root_completion_bytes = most;
	s = shop_new(&o);
	rp = in_shop(&s, S_RP);
	put16(rp->cfg + rp->cap[CAP_PCIE] + EXP_LNKCTL, rcb128 ? LNKCTL_RCB : 0);
	send_one(&s, TLP_MRD, address, bytes, &h);
	run_checked(s.f, 100000);
	ck_assert_uint_eq(h.times, 1);
	ck_assert_uint_eq(h.status, TLP_OK);
	shop_free(&s);
	return h.ncompletions;
}

START_TEST(cut_at_rcb)
{
	/* Each boundary, from an aligned address and from another. */
	ck_assert_uint_eq(completions(64, false, 256, 0x10000, 512), 8);
	ck_assert_uint_eq(completions(64, false, 256, 0x10020, 512), 9);
	/* Within one boundary there is nothing to cut. */
	ck_assert_uint_eq(completions(64, false, 256, 0x10000, 64), 1);
	/* A root port whose boundary is 128 never cuts at 64. */
	ck_assert_uint_eq(completions(64, true, 256, 0x10000, 512), 4);
	ck_assert_uint_eq(completions(192, true, 512, 0x10000, 512), 4);
	ck_assert_uint_eq(completions(192, false, 512, 0x12000, 384), 2);
	/* No limit but the payload size, and an address to align. */
	ck_assert_uint_eq(completions(4096, false, 256, 0x10000, 512), 2);
	ck_assert_uint_eq(completions(4096, false, 256, 0x10040, 512), 3);
	ck_assert_uint_eq(completions(4096, false, 128, 0x10000, 512), 4);
	/* Of an endpoint the parameter says nothing. */
	ck_assert_uint_eq(completions(64, false, 256, shop_address(S_B, 0), 512), 2);
}
END_TEST

/* How the data of one read came: at which addresses completions began. */
struct pieces {
	uint64_t first, last;		/* of the read */
	uint32_t boundary;
	uint64_t seen;			/* bit i: one began at first + 64 x i */
	uint32_t n;
};

static void look_at_pieces(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	struct pieces *p = ctx;
	uint64_t before = 0;

	(void)t;
	ck_assert_uint_eq(r->status, TLP_OK);
	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *h = &r->hop[i];

		if (!h->completion || h->reason != TLP_R_RETURNED)
			continue;
		ck_assert(h->address == p->first || h->address % p->boundary == 0);
		/* In the order of their addresses (2.3.1.1). */
		ck_assert_uint_gt(h->address, before);
		before = h->address;
		p->seen |= 1ull << (h->address - p->first / 64 * 64) / 64;
		p->n++;
	}
	ck_assert_uint_eq(p->n, r->ncompletions);
}

/* Shuffled, all boundaries are seen, and nothing but boundaries. */
START_TEST(cut_anywhere)
{
	uint32_t boundary = _i ? 128 : 64, least = UINT32_MAX, most = 0;
	uint64_t seen = 0;

	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct flight_options fo = { .shuffle = seed, .hops = true };
		const struct shop_options o = { .mps = 512, .mrrs = 512, .flight = &fo };
		const uint64_t at = _i == 2 ? shop_address(S_B, 48) : 0x10030;
		const struct tlp t = { .type = TLP_MRD, .address = at, .bytes = 500 };
		struct pieces p = { .first = at, .boundary = boundary };
		const struct flight_notify n = { .done = look_at_pieces, .ctx = &p };
		struct function *rp;
		struct shop s;

		flight_params_defaults(&fo.params);
		s = shop_new(&o);
		rp = in_shop(&s, S_RP);
		put16(rp->cfg + rp->cap[CAP_PCIE] + EXP_LNKCTL, _i == 1 ? LNKCTL_RCB : 0);
		ck_assert(flight_send(s.f, in_shop(&s, S_A), &t, &n));
		run_checked(s.f, 1000000);
		seen |= p.seen;
		least = p.n < least ? p.n : least;
		most = p.n > most ? p.n : most;
		shop_free(&s);
	}
	/* 48 to 548: eight boundaries of 64 lie inside, four of 128. */
	ck_assert_uint_eq(seen, _i ? 0x155 : 0x1ff);
	ck_assert_uint_eq(least, 2);
	ck_assert_uint_ge(most, _i ? 5 : 6);
}
END_TEST

/* --- the IOTLB --- */

static uint64_t read_latency(struct shop *s, uint64_t address)
{
	struct heard h;

	send_one(s, TLP_MRD, address, 64, &h);
	run_checked(s->f, 100000);
	ck_assert_uint_eq(h.status, TLP_OK);
	return h.latency_ps;
}

/* A miss costs its reads of memory, and a hit nothing. */
START_TEST(miss_reads_memory)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	uint64_t miss = read_latency(&s, iova(0)), hit = read_latency(&s, iova(0)), slow;

	ck_assert_uint_eq(miss - hit, walk_ps(&s));
	ck_assert_uint_eq(walk_ps(&s), 272000);
	s.timing.dram_ps += 1000;
	wire_set_timing(s.w, &s.timing);
	slow = read_latency(&s, iova(1));
	ck_assert_uint_eq(slow - miss, 1000 * (s.timing.iotlb_walk_reads + 1));
	s.timing.iotlb_hit_ps = 5000;
	wire_set_timing(s.w, &s.timing);
	ck_assert_uint_eq(read_latency(&s, iova(1)), hit + 1000 + 5000);
	shop_free(&s);
}
END_TEST

/* Misses wait for a walker. */
START_TEST(walkers)
{
	static const uint32_t n[] = { 0, 1, 2, 3 };
	struct flight_options fo;
	struct shop s = translating(&fo, n[_i]);
	struct heard h[6];

	for (uint32_t i = 0; i < 6; i++)
		send_one(&s, TLP_MRD, iova(i), 4, &h[i]);
	run_checked(s.f, 10000);
	for (uint32_t i = 0; i < 6; i++) {
		uint32_t turns = n[_i] ? i / n[_i] : 0, same = n[_i] ? i % n[_i] : i;

		/* They come one after the other, and take their turns from there. */
		ck_assert_uint_eq(h[i].at_ps, h[same].at_ps + turns * walk_ps(&s));
	}
	/* A second flight begins with walkers that are free. */
	flight_free(s.f);
	iommu_hw_invalidate_all(wire_iommu(s.w));
	s.f = flight_new(s.w, &fo);
	send_one(&s, TLP_MRD, iova(0), 4, &h[1]);
	run_checked(s.f, 10000);
	ck_assert_uint_eq(h[1].latency_ps, h[0].latency_ps);
	shop_free(&s);
}
END_TEST

/* Each of two units has walkers of its own. */
START_TEST(walkers_of_units)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 1);
	struct iommu *hw = wire_iommu(s.w);
	uint16_t c = rid_of(in_shop(&s, S_C));
	uint32_t unit = iommu_hw_add_unit(hw);
	const struct tlp t = { .type = TLP_MRD, .address = iova(1), .bytes = 4 };
	struct heard a, other = { .f = s.f };
	const struct flight_notify n = { .done = hear, .ctx = &other };

	iommu_hw_add_scope(hw, unit, 0, c, c);
	iommu_hw_enable(hw, unit, true);
	iommu_hw_attach(hw, 0, c, IOMMU_HW_NO_PASID, IOMMU_HW_TABLE, 1);
	send_one(&s, TLP_MRD, iova(0), 4, &a);
	ck_assert(flight_send(s.f, in_shop(&s, S_C), &t, &n));
	run_checked(s.f, 10000);
	ck_assert_uint_eq(other.status, TLP_OK);
	ck_assert_uint_lt(other.latency_ps, a.latency_ps + walk_ps(&s) / 2);
	shop_free(&s);
}
END_TEST

/*
 * A miss, then a hit, by one link.  Of writes, and to a peer, the hit comes second, for
 * nothing that is posted is passed (A2a, B2a) and what goes on keeps its order; of reads of
 * memory it comes first.
 */
START_TEST(hits_behind_misses)
{
	static const struct {
		enum tlp_type first, second;
		uint64_t at;
		bool in_order;
	} cases[] = {
		{ TLP_MWR, TLP_MWR, FIRST_IOVA, true },
		{ TLP_MWR, TLP_MRD, FIRST_IOVA, true },
		{ TLP_MRD, TLP_MRD, FIRST_IOVA, false },
		{ TLP_MWR, TLP_MWR, PEER_IOVA, true },
	};
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	uint64_t hit, first, second;
	struct heard a, b;

	send_one(&s, cases[_i].second, cases[_i].at + 4096, 4, &b);
	run_checked(s.f, 10000);
	send_one(&s, cases[_i].second, cases[_i].at + 4096, 4, &b);
	run_checked(s.f, 10000);
	hit = b.latency_ps;
	send_one(&s, cases[_i].first, cases[_i].at, 4, &a);
	send_one(&s, cases[_i].second, cases[_i].at + 4096, 4, &b);
	run_checked(s.f, 10000);
	ck_assert_uint_eq(a.status, TLP_OK);
	ck_assert_uint_eq(b.status, TLP_OK);
	first = a.at_ps;
	second = b.at_ps;
	if (cases[_i].in_order) {
		ck_assert_uint_ge(second, first);
		ck_assert_uint_gt(b.latency_ps, hit + walk_ps(&s) / 2);
	} else {
		ck_assert_uint_lt(second, first);
		ck_assert_uint_lt(b.latency_ps, hit + walk_ps(&s) / 2);
	}
	shop_free(&s);
}
END_TEST

/* While the IOMMU holds a write, its credits are not free. */
START_TEST(misses_hold_credits)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 1);
	struct transfer t;

	flight_free(s.f);
	fo.params.credit_lanes = 0;
	fo.params.at_end.header[FLOW_POSTED] = 2;
	s.f = flight_new(s.w, &fo);
	t = (struct transfer){
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = PAGES * 4096ull, .each = 256,
		.t = { .type = TLP_MWR, .address = FIRST_IOVA },
	};
	iommu_hw_set_iotlb(wire_iommu(s.w), 0, 0);
	transfer_start(&t);
	run_checked(s.f, 100000);
	ck_assert_uint_eq(t.arrived, t.bytes);
	ck_assert_uint_ge(t.end_ps, t.bytes / 256 * walk_ps(&s));
	/* Two at a time: nearly each write found none. */
	ck_assert_uint_gt(flight_load(s.f, in_shop(&s, S_RP), true).waits,
			  t.bytes / 256 * 9 / 10);
	shop_free(&s);
}
END_TEST

/* --- translations that the endpoint asks for (10.2) --- */

#define STRETCH (PAGES * 4096u)

static struct transfer ats_transfer(struct shop *s, enum tlp_type type, uint64_t address,
				    uint64_t bytes, void *data)
{
	return (struct transfer){
		.f = s->f, .fn = in_shop(s, S_A), .bytes = bytes, .ats = true,
		.t = { .type = type, .address = address, .data = data },
	};
}

static uint64_t run_transfer(struct shop *s, struct transfer *t)
{
	transfer_start(t);
	run_checked(s->f, 100000);
	ck_assert(transfer_is_done(t));
	return t->end_ps - t->start_ps;
}

START_TEST(ats_moves_data)
{
	static uint8_t out[STRETCH], back[STRETCH], seen[STRETCH];
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct ats_answer a;
	struct transfer t;
	uint64_t cold, warm;

	enable_ats(&s);
	for (uint32_t i = 0; i < STRETCH; i++)
		out[i] = (uint8_t)(i * 7 + i / 4096);
	t = ats_transfer(&s, TLP_MWR, FIRST_IOVA, STRETCH, out);
	cold = run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_OK);
	memory_read(wire_memory(s.w), MEMORY_DRAM, FIRST_DRAM, seen, STRETCH);
	ck_assert_mem_eq(out, seen, STRETCH);
	for (uint32_t i = 0; i < PAGES; i++) {
		ck_assert(wire_atc_lookup(s.w, in_shop(&s, S_A), iova(i), false, 0, &a));
		ck_assert_uint_eq(a.address, FIRST_DRAM + i * 4096ull);
	}
	/* All pages are known now: nothing is asked, and the IOTLB not looked at. */
	iommu_hw_invalidate_all(wire_iommu(s.w));
	t = ats_transfer(&s, TLP_MRD, FIRST_IOVA, STRETCH, back);
	warm = run_transfer(&s, &t);
	ck_assert_mem_eq(out, back, STRETCH);
	ck_assert(!iommu_hw_cached(wire_iommu(s.w), 1, FIRST_IOVA, STRETCH));
	t = ats_transfer(&s, TLP_MWR, FIRST_IOVA, STRETCH, out);
	warm = run_transfer(&s, &t);
	/* The first page's answer, at least, had to be waited for. */
	ck_assert_uint_gt(cold, warm + walk_ps(&s));
	shop_free(&s);
}
END_TEST

/* A cache of two pages, a walk over 64 at random: it ends, and the cache has two. */
START_TEST(atc_is_small)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 1);
	struct latency l = { 0 };
	struct transfer t;
	uint32_t has = 0;

	flight_free(s.f);
	fo.params.atc_entries = 2;
	s.f = flight_new(s.w, &fo);
	enable_ats(&s);
	t = ats_transfer(&s, TLP_MRD, FIRST_IOVA, 500 * 64, NULL);
	t.each = 64;
	t.window = STRETCH;
	t.random = 5;
	t.latency = &l;
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.arrived, t.bytes);
	ck_assert_uint_eq(l.n, 500);
	for (uint32_t i = 0; i < PAGES; i++)
		has += wire_atc_lookup(s.w, in_shop(&s, S_A), iova(i), false, 0,
				       &(struct ats_answer){ 0 });
	ck_assert_uint_eq(has, 2);
	shop_free(&s);
}
END_TEST

/* To a peer: the translated address is one that the switch, with DT, takes at once. */
START_TEST(ats_to_peer)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct transfer t;
	uint32_t value = 0x12345678, seen = 0;

	enable_ats(&s);
	t = ats_transfer(&s, TLP_MWR, PEER_IOVA + 16, 4, &value);
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_OK);
	memory_read(wire_memory(s.w), memory_bar_space(S_B, 0, 0), 16, &seen, 4);
	ck_assert_uint_eq(seen, value);
	/* Up: the translation request alone. */
	ck_assert_uint_eq(flight_load(s.f, in_shop(&s, S_RP), true).tlps, 1);
	shop_free(&s);
}
END_TEST

static uint32_t ends;

static void ended(struct transfer *t)
{
	ck_assert_uint_eq(t->nasked, 0);
	ends++;
}

/* Several pages are asked for when the first has no translation: it ends once, and last. */
START_TEST(ats_ends_once)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct transfer t;

	enable_ats(&s);
	ends = 0;
	t = ats_transfer(&s, TLP_MWR, FIRST_IOVA + PAGES * 4096ull, 4 * 4096, NULL);
	t.done = ended;
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_UR);
	ck_assert_uint_eq(ends, 1);
	shop_free(&s);
}
END_TEST

START_TEST(ats_refused)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct transfer t;

	/* Its enable is off: it asks nothing. */
	t = ats_transfer(&s, TLP_MWR, FIRST_IOVA, 4096, NULL);
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_NOT_SENT);
	enable_ats(&s);
	/* There is no translation. */
	t = ats_transfer(&s, TLP_MWR, FIRST_IOVA + PAGES * 4096ull, 4096, NULL);
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_UR);
	ck_assert_uint_eq(t.arrived, 0);
	/* It may read, and does not write. */
	t = ats_transfer(&s, TLP_MRD, PEER_IOVA + 0x10000, 4096, NULL);
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_OK);
	t = ats_transfer(&s, TLP_MWR, PEER_IOVA + 0x10000, 4096, NULL);
	run_transfer(&s, &t);
	ck_assert_uint_eq(t.status, TLP_UR);
	ck_assert_uint_eq(t.arrived, 0);
	shop_free(&s);
}
END_TEST

/* --- the end of translations (10.3) --- */

static bool forget(struct shop *s, uint64_t address, uint64_t bytes)
{
	return flight_ats_invalidate(s->f, 0, rid_of(in_shop(s, S_A)),
				     false, 0, address, bytes);
}

static bool a_knows(struct shop *s, uint64_t address)
{
	struct ats_answer a;

	return wire_atc_lookup(s->w, in_shop(s, S_A), address, false, 0, &a);
}

static void ask_for(struct shop *s, uint64_t address, struct heard *h)
{
	const struct tlp t = { .type = TLP_MRD, .at = TLP_TRANSLATION_REQUEST, .bytes = 8,
			       .address = address };
	const struct flight_notify n = { .done = hear, .ctx = h };

	*h = (struct heard){ .f = s->f };
	ck_assert(flight_send(s->f, in_shop(s, S_A), &t, &n));
}

/* It is confirmed when older reads have their completions, and behind older writes. */
START_TEST(forgets_behind_its_requests)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	uint32_t value = 0xfeedface, seen = 0;
	struct tlp w = { .type = TLP_MWR, .at = TLP_TRANSLATED, .bytes = 4,
			 .address = FIRST_DRAM + 8, .data = &value };
	struct tlp r = { .type = TLP_MRD, .at = TLP_TRANSLATED, .bytes = 64,
			 .address = FIRST_DRAM };
	struct heard h, asked;
	const struct flight_notify n = { .done = hear, .ctx = &h };
	uint64_t began;

	enable_ats(&s);
	ask_for(&s, iova(0), &asked);
	run_checked(s.f, 100000);
	ck_assert(a_knows(&s, iova(0)));
	h = (struct heard){ .f = s.f };
	ck_assert(flight_send(s.f, in_shop(&s, S_A), &r, &n));
	ck_assert(flight_send(s.f, in_shop(&s, S_A), &w, NULL));
	began = flight_now_ps(s.f);
	ck_assert(forget(&s, iova(0), 4096));
	ck_assert_uint_eq(h.times, 1);
	memory_read(wire_memory(s.w), MEMORY_DRAM, FIRST_DRAM + 8, &seen, 4);
	ck_assert_uint_eq(seen, value);
	ck_assert_uint_gt(flight_now_ps(s.f), began);
	ck_assert(!a_knows(&s, iova(0)));
	shop_free(&s);
}
END_TEST

/* Nothing waits for a completion: the confirmation itself comes behind the write. */
START_TEST(forgets_behind_a_write)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	uint32_t value = 0xfeedface, seen = 0;
	struct tlp w = { .type = TLP_MWR, .at = TLP_TRANSLATED, .bytes = 4,
			 .address = FIRST_DRAM + 8, .data = &value };

	enable_ats(&s);
	ck_assert(flight_send(s.f, in_shop(&s, S_A), &w, NULL));
	ck_assert(forget(&s, iova(0), 4096));
	memory_read(wire_memory(s.w), MEMORY_DRAM, FIRST_DRAM + 8, &seen, 4);
	ck_assert_uint_eq(seen, value);
	shop_free(&s);
}
END_TEST

/* The answer to a request that was made before comes after: it is forgotten, too. */
START_TEST(forgets_answers_under_way)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct iommu *hw = wire_iommu(s.w);
	struct heard h;

	enable_ats(&s);
	ask_for(&s, iova(1), &h);
	while (!iommu_hw_cached(hw, 1, iova(1), 4096))
		ck_assert(flight_run(s.f, flight_now_ps(s.f) + 1000) || flight_busy(s.f));
	ck_assert_uint_eq(h.times, 0);
	iommu_hw_unmap(hw, 1, iova(1), 4096);
	iommu_hw_invalidate_table(hw, 1);
	ck_assert(forget(&s, iova(1), 4096));
	ck_assert_uint_eq(h.times, 1);
	ck_assert(!a_knows(&s, iova(1)));
	shop_free(&s);
}
END_TEST

START_TEST(forgets_a_range)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct heard h[3];

	enable_ats(&s);
	for (uint32_t i = 0; i < 3; i++)
		ask_for(&s, iova(i), &h[i]);
	run_checked(s.f, 100000);
	ck_assert(forget(&s, iova(1), 4096));
	ck_assert(a_knows(&s, iova(0)) && !a_knows(&s, iova(1)) && a_knows(&s, iova(2)));
	ck_assert(forget(&s, 0, UINT64_MAX));
	ck_assert(!a_knows(&s, iova(0)) && !a_knows(&s, iova(2)));
	shop_free(&s);
}
END_TEST

START_TEST(who_does_not_answer)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct function *a = in_shop(&s, S_A);

	/* Its ATS is off: it has nothing to forget, and says so. */
	ck_assert(forget(&s, 0, UINT64_MAX));
	enable_ats(&s);
	/* D3hot: it takes messages, and has nothing under way. */
	cfg_set(a, (uint16_t)(a->cap[CAP_PM] + PM_CSR), 2, 3);
	ck_assert(forget(&s, 0, UINT64_MAX));
	cfg_set(a, (uint16_t)(a->cap[CAP_PM] + PM_CSR), 2, 0);
	wire_set_in_reset(s.w, a, true);
	ck_assert(!forget(&s, 0, UINT64_MAX));
	wire_set_in_reset(s.w, a, false);
	ck_assert(forget(&s, 0, UINT64_MAX));
	/* Nobody has that ID; this one has no ATS. */
	ck_assert(!flight_ats_invalidate(s.f, 0, 0xfff8, false, 0, 0, UINT64_MAX));
	ck_assert(!flight_ats_invalidate(s.f, 0, rid_of(in_shop(&s, S_RP)),
					 false, 0, 0, UINT64_MAX));
	shop_free(&s);
}
END_TEST

static void reset_a(void *shop)
{
	struct shop *s = shop;

	wire_set_in_reset(s->w, in_shop(s, S_A), true);
}

/* It is reset while it is waited for. */
START_TEST(reset_before_it_answers)
{
	struct flight_options fo;
	struct shop s = translating(&fo, 0);
	struct heard h;

	enable_ats(&s);
	ask_for(&s, iova(0), &h);
	flight_after(s.f, 10000, reset_a, &s);
	ck_assert(!forget(&s, 0, UINT64_MAX));
	shop_free(&s);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("flight_host");
	TCase *tc = tcase_create("host");

	tcase_add_test(tc, cut_at_rcb);
	tcase_add_loop_test(tc, cut_anywhere, 0, 3);
	tcase_add_test(tc, miss_reads_memory);
	tcase_add_loop_test(tc, walkers, 0, 4);
	tcase_add_test(tc, walkers_of_units);
	tcase_add_loop_test(tc, hits_behind_misses, 0, 4);
	tcase_add_test(tc, misses_hold_credits);
	tcase_add_test(tc, ats_moves_data);
	tcase_add_test(tc, atc_is_small);
	tcase_add_test(tc, ats_to_peer);
	tcase_add_test(tc, ats_refused);
	tcase_add_test(tc, forgets_behind_its_requests);
	tcase_add_test(tc, forgets_behind_a_write);
	tcase_add_test(tc, forgets_answers_under_way);
	tcase_add_test(tc, forgets_a_range);
	tcase_add_test(tc, who_does_not_answer);
	tcase_add_test(tc, reset_before_it_answers);
	tcase_add_test(tc, ats_ends_once);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
