// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_flight.c - TLPs under way: bandwidth against a closed form that is written here
 * once more, credits and tags, time-outs, links that go down, against the short cut.
 */
#include "flight_util.h"
#include "model/flight/internal.h"

/* --- the closed form --- */

/*
 * The model of "Understanding PCIe performance for end host networking" (SIGCOMM 2018):
 * a write of n bytes is n + ceil(n / MPS) x 24; a read is ceil(n / MRRS) x 24 one way and
 * n + ceil(n / MPS) x 20 the other.  Of the rate after coding, flow control and
 * acknowledgements take 8.1 %.  In Gb/s.
 */
static double usable_gbps(unsigned int speed, unsigned int width)
{
	static const double lane[] = { 0, 2.5 * 0.8, 5 * 0.8, 8 * 128 / 130.0,
				       16 * 128 / 130.0, 32 * 128 / 130.0,
				       64 * 236 / 256.0 };

	return lane[speed] * width * (1 - 0.081);
}

static double model_gbps(bool read, unsigned int speed, unsigned int width,
			 unsigned int mps, unsigned int transfer)
{
	double header = read ? 20 : 24, parts;

	/* A flit has sequence numbers and CRC of its own. */
	if (speed == 6)
		header -= 8;
	parts = (transfer + mps - 1) / mps;
	return usable_gbps(speed, width) * transfer / (transfer + parts * header);
}

struct point {
	bool read;
	unsigned int speed, width, mps, mrrs;
};

static const struct point points[] = {
	{ false, 1, 1, 128, 512 },	{ false, 1, 4, 256, 512 },
	{ false, 2, 4, 128, 512 },	{ false, 2, 8, 256, 512 },
	{ false, 3, 8, 128, 512 },	{ false, 3, 8, 256, 512 },
	{ false, 3, 8, 512, 512 },	{ false, 3, 16, 256, 512 },
	{ false, 4, 8, 128, 512 },	{ false, 4, 16, 256, 512 },
	{ false, 5, 16, 256, 512 },	{ false, 5, 16, 512, 512 },
	{ false, 6, 16, 256, 512 },	{ true, 1, 1, 128, 512 },
	{ true, 2, 8, 128, 512 },	{ true, 3, 8, 256, 512 },
	{ true, 3, 8, 256, 4096 },	{ true, 4, 16, 256, 512 },
	{ true, 4, 16, 512, 4096 },	{ true, 5, 16, 256, 4096 },
	{ true, 5, 8, 128, 1024 },	{ true, 6, 8, 256, 4096 },
};

/* Steady state: the second half of a long transfer. */
static double measured_gbps(const struct point *p)
{
	const struct shop_options o = { (uint8_t)p->speed, (uint8_t)p->width, p->mps, p->mrrs, 0, NULL };
	struct shop s = shop_new(&o);
	struct transfer t = {
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = 2 << 20,
		.t = { .type = p->read ? TLP_MRD : TLP_MWR, .address = shop_address(S_B, 0) },
	};
	uint64_t half_ps, half;
	double gbps;

	transfer_start(&t);
	while (t.arrived < t.bytes / 2)
		flight_run(s.f, flight_now_ps(s.f) + 100000);
	half = t.arrived;
	half_ps = t.end_ps;
	run_checked(s.f, 1000000);
	ck_assert_uint_eq(t.arrived, t.bytes);
	gbps = (double)(t.bytes - half) * 8000 / (double)(t.end_ps - half_ps);
	shop_free(&s);
	return gbps;
}

START_TEST(closed_form)
{
	const struct point *p = &points[_i];
	double want = model_gbps(p->read, p->speed, p->width, p->mps,
				 p->read ? p->mrrs : p->mps);
	double got = measured_gbps(p);

	printf("%s gen %u x%-2u MPS %3u MRRS %4u: model %7.2f, simulated %7.2f Gb/s, %+.2f %%\n",
	       p->read ? "read " : "write", p->speed, p->width, p->mps, p->mrrs, want, got,
	       100 * (got / want - 1));
	ck_assert_msg(got > 0.98 * want && got < 1.02 * want, "%.3f of the model",
		      got / want);
}
END_TEST

/* --- one TLP --- */

static bool send_one(struct shop *s, enum tlp_type type, unsigned int from,
		     uint64_t address, uint32_t bytes, void *data, struct heard *h)
{
	const struct tlp t = { .type = type, .address = address, .bytes = bytes,
			       .data = data };
	const struct flight_notify n = { .done = hear, .ctx = h };

	h->f = s->f;
	return flight_send(s->f, in_shop(s, from), &t, &n);
}

/* The latency of a write by hand: two links, a switch between them, the sender. */
START_TEST(write_latency)
{
	static const struct shop_options o = { .speed = 1, .width = 1 };
	struct shop s = shop_new(&o);
	struct flow_rate r;
	struct flight_params p;
	struct heard h = { 0 };
	uint64_t want;

	flight_params_defaults(&p);
	r = flow_rate(&p, 1, 1);
	/* START, sequence, header: then the switch knows where it goes. */
	want = s.timing.device_ps + 2 * s.timing.wire_ps + s.timing.switch_hop_ps +
	       flow_rate_ps(&r, 1 + 2 + 16 + 1) + flow_rate_ps(&r, 24 + 128);
	ck_assert(send_one(&s, TLP_MWR, S_A, shop_address(S_B, 0), 128, NULL, &h));
	flight_run(s.f, want - 1);
	ck_assert_uint_eq(h.times, 0);
	flight_run(s.f, want);
	ck_assert_uint_eq(h.times, 1);
	ck_assert_uint_eq(h.status, TLP_OK);
	ck_assert_uint_eq(h.latency_ps, want);
	ck_assert(!flight_busy(s.f));
	shop_free(&s);
}
END_TEST

/* One TLP at a time fits into the switch: a new one when the credit is back, no sooner. */
START_TEST(credits_bound)
{
	struct flight_options fo = { .hops = false };
	const struct shop_options o = { .speed = 3, .width = 8, .flight = &fo };
	uint32_t headers = _i ? 127 : 1, data = _i ? 8 : 750;
	struct flow_rate r;
	struct transfer t;
	struct shop s;
	uint64_t period;

	flight_params_defaults(&fo.params);
	fo.params.credit_lanes = 0;
	fo.params.at_switch.header[FLOW_POSTED] = headers;
	fo.params.at_switch.data[FLOW_POSTED] = data;	/* 8 units: 128 bytes */
	r = flow_rate(&fo.params, 3, 8);
	s = shop_new(&o);
	t = (struct transfer){
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = 100 * 128,
		.t = { .type = TLP_MWR, .address = shop_address(S_B, 0) },
	};
	transfer_start(&t);
	run_checked(s.f, 50000);
	/* There, its header read, over the switch, all of it out, and the word back. */
	period = s.timing.wire_ps + flow_rate_ps(&r, 20) + s.timing.switch_hop_ps +
		 flow_rate_ps(&r, 24 + 128) + fo.params.update_ps;
	ck_assert_uint_eq(t.end_ps - t.start_ps,
			  99 * period + s.timing.device_ps + 2 * s.timing.wire_ps +
			  s.timing.switch_hop_ps + flow_rate_ps(&r, 20) +
			  flow_rate_ps(&r, 24 + 128));
	ck_assert_uint_ge(flight_load(s.f, in_shop(&s, S_DSP0), true).waits, 99);
	shop_free(&s);
}
END_TEST

START_TEST(tags_bound)
{
	struct flight_options fo = { .hops = false };
	const struct shop_options o = { .flight = &fo };
	struct heard h[5] = { { 0 } };
	struct shop s;

	flight_params_defaults(&fo.params);
	fo.params.tags = 4;
	s = shop_new(&o);
	for (int i = 0; i < 4; i++)
		ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL,
				   &h[i]));
	ck_assert(!send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h[4]));
	/* Writes need none, and another function has its own. */
	ck_assert(send_one(&s, TLP_MWR, S_A, shop_address(S_B, 0), 64, NULL, &h[4]));
	ck_assert(send_one(&s, TLP_MRD, S_C, shop_address(S_B, 0), 64, NULL, &h[4]));
	while (!h[0].times)
		flight_run(s.f, flight_now_ps(s.f) + 1000);
	check_all(s.f);
	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h[4]));
	run_checked(s.f, 10000);
	for (int i = 0; i < 4; i++)
		ck_assert_uint_eq(h[i].status, TLP_OK);
	ck_assert_uint_eq(h[4].times, 3);
	shop_free(&s);
}
END_TEST

/* --- time-outs --- */

static uint64_t read_latency(uint64_t timeout_ps, enum tlp_status want, bool late)
{
	const struct shop_options o = { .timeout_ps = timeout_ps };
	struct shop s = shop_new(&o);
	struct heard h = { 0 };

	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h));
	run_checked(s.f, 10000);
	ck_assert_uint_eq(h.times, 1);
	ck_assert_uint_eq(h.status, want);
	/* What comes later is unexpected (2.3.2). */
	ck_assert_uint_eq(!!(uncorrectable(in_shop(&s, S_A)) & AER_UNC_UNEXPECTED), late);
	ck_assert_uint_eq(!!(uncorrectable(in_shop(&s, S_A)) &
			     AER_UNC_COMPLETION_TIMEOUT), late);
	shop_free(&s);
	return h.latency_ps;
}

START_TEST(late_completion)
{
	uint64_t takes = read_latency(0, TLP_OK, false);

	ck_assert_uint_eq(read_latency(takes + 1, TLP_OK, false), takes);
	ck_assert_uint_eq(read_latency(takes, TLP_TIMEOUT, true), takes);
	read_latency(1, TLP_TIMEOUT, true);
}
END_TEST

START_TEST(nobody_answers)
{
	struct shop s = shop_new(&(struct shop_options){ 0 });
	struct heard h = { 0 }, second = { 0 };
	uint64_t limit = s.timing.completion_timeout_ps;

	wire_set_in_reset(s.w, in_shop(&s, S_B), true);
	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h));
	flight_run(s.f, 1000000);
	/* Each waits for its own time. */
	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &second));
	flight_run(s.f, limit - 1);
	ck_assert_uint_eq(h.times, 0);
	flight_run(s.f, limit);
	ck_assert_uint_eq(h.times, 1);
	ck_assert_uint_eq(h.status, TLP_TIMEOUT);
	ck_assert_uint_eq(second.times, 0);
	flight_run(s.f, limit + 1000000);
	ck_assert_uint_eq(second.times, 1);
	check_all(s.f);
	ck_assert(!flight_busy(s.f));
	shop_free(&s);
}
END_TEST

/* --- what happens meanwhile --- */

static void link_disable(struct function *port, bool on)
{
	uint16_t reg = port->cap[CAP_PCIE] + EXP_LNKCTL;

	cfg_set(port, reg, 2, on ? LNKCTL_DISABLE : 0);
}

/* A write of which the link goes down at each moment: it arrives, or is lost. */
START_TEST(link_goes_down)
{
	struct heard h = { 0 };
	uint64_t arrives;
	struct shop s = shop_new(&(struct shop_options){ 0 });
	unsigned int port = _i ? S_DSP1 : S_DSP0;

	ck_assert(send_one(&s, TLP_MWR, S_A, shop_address(S_B, 0), 64, NULL, &h));
	run_checked(s.f, 10000);
	arrives = h.at_ps;
	shop_free(&s);
	for (uint64_t down = 0; down <= arrives; down += arrives / 64 + 1) {
		uint32_t value = 0x11223344, seen = 0;

		s = shop_new(&(struct shop_options){ 0 });
		h = (struct heard){ 0 };
		ck_assert(send_one(&s, TLP_MWR, S_A, shop_address(S_B, 0), 4, &value, &h));
		flight_run(s.f, down);
		link_disable(in_shop(&s, port), true);
		run_checked(s.f, 10000);
		memory_read(wire_memory(s.w), memory_bar_space(S_B, 0, 0), 0, &seen, 4);
		ck_assert_uint_eq(h.times, 1);
		ck_assert_uint_eq(h.status == TLP_OK, seen == value);
		/* What was lost on a link came to nobody who could refuse it. */
		ck_assert_uint_eq(uncorrectable(in_shop(&s, S_B)), 0);
		/* The first link matters only until the write has crossed it. */
		if (down < s.timing.device_ps)
			ck_assert_uint_eq(h.status, TLP_LOST);
		if (!_i && down > arrives - s.timing.wire_ps)
			ck_assert_uint_eq(h.status, TLP_OK);
		if (_i && down > s.timing.device_ps && down + arrives / 64 < arrives)
			ck_assert_uint_eq(h.status, TLP_LOST);
		shop_free(&s);
	}
}
END_TEST

/* A completion on a link that goes down is lost, and its requester waits in vain. */
START_TEST(link_goes_down_under_completion)
{
	struct shop s = shop_new(&(struct shop_options){ 0 });
	struct heard h = { 0 };
	uint64_t takes;

	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h));
	run_checked(s.f, 10000);
	takes = h.latency_ps;
	shop_free(&s);
	s = shop_new(&(struct shop_options){ 0 });
	h = (struct heard){ 0 };
	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h));
	/* On its last link, which takes longer than the device after it. */
	flight_run(s.f, takes - s.timing.device_ps - s.timing.wire_ps / 2);
	link_disable(in_shop(&s, S_DSP0), true);
	flight_run(s.f, UINT64_MAX);
	ck_assert_uint_eq(h.status, TLP_TIMEOUT);
	check_all(s.f);
	shop_free(&s);
}
END_TEST

/* A write that is under way when its target is reset, or its decoding goes off. */
START_TEST(target_changes_meanwhile)
{
	struct shop s = shop_new(&(struct shop_options){ 0 });
	uint32_t value = 0x55667788, seen = 0;
	struct heard h = { 0 };

	ck_assert(send_one(&s, TLP_MWR, S_A, shop_address(S_B, 0), 4, &value, &h));
	flight_run(s.f, s.timing.device_ps + s.timing.wire_ps);
	if (_i)
		wire_set_in_reset(s.w, in_shop(&s, S_B), true);
	else
		set_command(in_shop(&s, S_B), CMD_MASTER);
	run_checked(s.f, 10000);
	ck_assert_uint_eq(h.status, TLP_LOST);
	memory_read(wire_memory(s.w), memory_bar_space(S_B, 0, 0), 0, &seen, 4);
	ck_assert_uint_eq(seen, 0);
	shop_free(&s);
}
END_TEST

/* --- data --- */

#define STRETCH 70001u

START_TEST(data_arrive)
{
	struct flight_options fo = { .shuffle = (uint64_t)_i };
	const struct shop_options o = { .mps = 256, .mrrs = 1024, .flight = &fo };
	static uint8_t out[STRETCH], back[STRETCH];
	struct transfer t;
	struct shop s;

	flight_params_defaults(&fo.params);
	s = shop_new(&o);
	for (uint32_t i = 0; i < STRETCH; i++)
		out[i] = (uint8_t)(i * 31 + i / 256);
	memset(back, 0, sizeof(back));
	t = (struct transfer){
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = STRETCH,
		.t = { .type = TLP_MWR, .address = shop_address(S_B, 77), .data = out },
	};
	transfer_start(&t);
	run_checked(s.f, 100000);
	ck_assert_uint_eq(t.arrived, STRETCH);
	t = (struct transfer){
		.f = s.f, .fn = in_shop(&s, S_C), .bytes = STRETCH,
		.t = { .type = TLP_MRD, .address = shop_address(S_B, 77), .data = back },
	};
	transfer_start(&t);
	run_checked(s.f, 100000);
	ck_assert(transfer_is_done(&t));
	ck_assert_uint_eq(t.status, TLP_OK);
	ck_assert_mem_eq(out, back, STRETCH);
	shop_free(&s);
}
END_TEST

/* --- bytes on a link --- */

START_TEST(bytes_on_links)
{
	struct flight_params p;
	struct flow_rate gen1, gen3, gen6;
	struct tlp t = { .type = TLP_MWR, .address = 0xffffffff, .bytes = 1 };

	flight_params_defaults(&p);
	gen1 = flow_rate(&p, 1, 1);
	gen3 = flow_rate(&p, 3, 1);
	gen6 = flow_rate(&p, 6, 1);
	/* 8 of framing, 12 or 16 of header, whole dwords. */
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen3, &t, false, 1), 8 + 12 + 4);
	t.address++;
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen3, &t, false, 1), 8 + 16 + 4);
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen1, &t, false, 4), 8 + 16 + 4);
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen1, &t, false, 5), 8 + 16 + 8);
	t.address++;
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen1, &t, false, 4), 8 + 16 + 8);
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen6, &t, false, 3), 16 + 4);
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen3, &t, true, 0), 8 + 12);
	t.has_pasid = true;
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen3, &t, false, 3), 8 + 16 + 4 + 4);
	p.ecrc = true;
	ck_assert_uint_eq(flow_tlp_bytes(&p, &gen3, &t, true, 0), 8 + 12 + 4);
	ck_assert_uint_eq(units(0), 0);
	ck_assert_uint_eq(units(1), 1);
	ck_assert_uint_eq(units(16), 1);
	ck_assert_uint_eq(units(17), 2);
	t.type = TLP_IOWR;
	t.has_pasid = false;
	ck_assert_uint_eq(flow_head_bytes(&gen3, &t, false), 4 + 12);
}
END_TEST

/* --- who watches --- */

struct seen {
	uint64_t tlps, bytes, busy_ps;	/* of the link above a, up */
	uint32_t most_wait, most_credits;
	struct flight_link last;
};

static bool is_above_a(const struct flight_link *l)
{
	return l->up && l->port->index == S_DSP0;
}

static void link_carries(void *ctx, const struct flight_link *l, const struct tlp *t,
			 bool completion, uint32_t bytes, uint64_t from_ps, uint64_t ps)
{
	struct seen *seen = ctx;

	(void)from_ps;
	if (!is_above_a(l))
		return;
	ck_assert(!completion && t->type == TLP_MWR);
	seen->tlps++;
	seen->bytes += bytes;
	seen->busy_ps += ps;
}

static void link_changed(void *ctx, const struct flight_link *l, uint64_t now_ps)
{
	struct seen *seen = ctx;

	(void)now_ps;
	if (!is_above_a(l))
		return;
	if (seen->most_wait < l->waiting[FLOW_POSTED])
		seen->most_wait = l->waiting[FLOW_POSTED];
	if (seen->most_credits < l->data[FLOW_POSTED])
		seen->most_credits = l->data[FLOW_POSTED];
	seen->last = *l;
}

/* A link with credits for two writes of 128 bytes: what is said of it is what it did. */
START_TEST(links_are_told)
{
	static const struct flight_watch watch = { link_carries, link_changed };
	struct flight_options fo = { .hops = false };
	const struct shop_options o = { .speed = 3, .width = 8, .flight = &fo };
	struct seen seen = { 0 };
	struct flight_load load;
	struct transfer t;
	struct shop s;

	flight_params_defaults(&fo.params);
	fo.params.credit_lanes = 0;
	fo.params.at_switch.data[FLOW_POSTED] = 16;
	fo.clock = clock_new();
	s = shop_new(&o);
	flight_watch(s.f, &watch, &seen);
	t = (struct transfer){
		.f = s.f, .fn = in_shop(&s, S_A), .bytes = 100 * 128,
		.t = { .type = TLP_MWR, .address = shop_address(S_B, 0) },
	};
	transfer_start(&t);
	run_checked(s.f, 50000);
	/* The last credits are still on their way back. */
	clock_run(fo.clock, fo.clock->now_ps + 1000000);
	load = flight_load(s.f, in_shop(&s, S_DSP0), true);
	ck_assert_uint_eq(seen.tlps, 100);
	ck_assert_uint_eq(seen.bytes, load.bytes);
	ck_assert_uint_eq(seen.busy_ps, load.busy_ps);
	ck_assert_uint_ge(seen.most_wait, 1);
	ck_assert_uint_eq(seen.most_credits, 16);
	for (int i = 0; i < FLOW_KINDS; i++) {
		ck_assert_uint_eq(seen.last.waiting[i], 0);
		ck_assert_uint_eq(seen.last.header[i], 0);
		ck_assert_uint_eq(seen.last.data[i], 0);
	}
	flight_watch(s.f, NULL, NULL);
	transfer_start(&t);
	run_checked(s.f, 50000);
	ck_assert_uint_eq(seen.tlps, 100);
	shop_free(&s);
	clock_free(fo.clock);
}
END_TEST

/* --- the check fires --- */

START_TEST(check_fires)
{
	struct shop s = shop_new(&(struct shop_options){ 0 });
	struct heard h = { 0 };
	struct flow *w;
	char why[256];

	ck_assert(send_one(&s, TLP_MRD, S_A, shop_address(S_B, 0), 64, NULL, &h));
	flight_run(s.f, s.timing.device_ps + 1000);
	w = s.f->flow[2 * S_DSP0 + 1];
	ck_assert_ptr_nonnull(w);
	check_all(s.f);
	w->header[FLOW_NON_POSTED].used--;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	ck_assert_str_eq(why, "link below f2, up: non-posted header credits: 0 of 230 given out, 1 held, 0 on their way back");
	w->header[FLOW_NON_POSTED].used++;
	w->data[FLOW_POSTED].used++;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	w->data[FLOW_POSTED].used--;
	w->header[FLOW_COMPLETION].returning++;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	w->header[FLOW_COMPLETION].returning--;
	check_all(s.f);
	s.f->sender[S_A]->used++;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	ck_assert_str_eq(why, "f3: tags given out: 1, counted: 2, requests that wait: 1");
	s.f->sender[S_A]->used--;
	s.f->sender[S_A]->tag[3] |= 2;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	s.f->sender[S_A]->tag[3] = 0;
	w->origins->posted++;
	ck_assert(!flight_check(s.f, why, sizeof(why)));
	ck_assert_str_eq(why, "link below f2, up: 0 posted wait, 1 counted");
	w->origins->posted--;
	run_checked(s.f, 10000);
	shop_free(&s);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("flight");
	TCase *tc = tcase_create("bandwidth");

	tcase_add_loop_test(tc, closed_form, 0, sizeof(points) / sizeof(points[0]));
	suite_add_tcase(s, tc);
	tc = tcase_create("one");
	tcase_add_test(tc, write_latency);
	tcase_add_loop_test(tc, credits_bound, 0, 2);
	tcase_add_test(tc, tags_bound);
	tcase_add_test(tc, late_completion);
	tcase_add_test(tc, nobody_answers);
	tcase_add_loop_test(tc, link_goes_down, 0, 2);
	tcase_add_test(tc, link_goes_down_under_completion);
	tcase_add_loop_test(tc, target_changes_meanwhile, 0, 2);
	tcase_add_loop_test(tc, data_arrive, 0, 3);
	tcase_add_test(tc, bytes_on_links);
	tcase_add_test(tc, links_are_told);
	tcase_add_test(tc, check_fires);
	suite_add_tcase(s, tc);
	return s;
}

TEST_MAIN(suite)
