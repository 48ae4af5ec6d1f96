// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_tlp_random.c - random transactions under random ACS controls: what
 * holds of every one of them, whatever the rules say.
 */
#include "decode_util.h"
#include "wire_util.h"

static bool is_acs_block(enum tlp_reason r)
{
	return r == TLP_R_SOURCE_VALIDATION || r == TLP_R_TRANSLATION_BLOCKING ||
	       r == TLP_R_EGRESS_CONTROL || r == TLP_R_IO_BLOCKING;
}

static void check_any(struct park *p, const struct tlp *t)
{
	const struct tlp_result *r = &p->r;
	const struct tlp_hop *last = NULL;
	struct fabric_target target;
	bool in_rc = false, back_in_rc = false;

	ck_assert_uint_gt(r->nhops, 0);
	for (uint32_t i = 0; i < r->nhops; i++) {
		const struct tlp_hop *h = &r->hop[i];

		if (!h->completion)
			last = h;
		if (h->place == TLP_AT_ROOT_COMPLEX)
			*(h->completion ? &back_in_rc : &in_rc) = true;
		ck_assert(!i || h->at_ps >= h[-1].at_ps);
		ck_assert(!i || h->completion >= h[-1].completion);
	}
	ck_assert(in_rc == r->request_in_rc && back_in_rc == r->completion_in_rc);
	ck_assert((last->decision == TLP_ACCEPTED) ==
		  (r->landing.kind != TLP_LANDED_NOWHERE));
	/* The way down and the decoder of config space agree. */
	if (r->landing.kind == TLP_LANDED_BAR) {
		ck_assert(fabric_decode(p->m.f, 0, last->address, false, &target));
		ck_assert_ptr_eq(target.fn, r->landing.fn);
		ck_assert_uint_eq(target.bar, r->landing.bar);
		ck_assert_uint_eq(target.offset, r->landing.offset);
	}
	if (r->status == TLP_OK)
		ck_assert(r->landing.kind != TLP_LANDED_NOWHERE);
	if (t->type == TLP_MWR)
		ck_assert_uint_eq(r->ncompletions, 0);
	ck_assert(!r->by || !is_acs_block(r->reason) || !r->by->cap[CAP_AER] ||
		  (uncorrectable(r->by) & 1u << 21));
}

START_TEST(random_traffic)
{
	struct park_options o = { .rc_p2p = (enum spec_rc_p2p)(_i % 3) };
	struct park p = park_new(&o);
	uint64_t x = (uint64_t)_i * 77 + 1;
	uint32_t data = 0;

	if (_i & 1)
		park_passthrough(&p);
	for (int step = 0; step < 20000; step++) {
		struct function *from, *to;
		struct tlp t;

		x = x * 6364136223846793005ull + 1442695040888963407ull;
		from = fn_of(&p, (enum name)((x >> 33) % NAMES));
		to = fn_of(&p, (enum name)((x >> 38) % NAMES));
		set_acs(from, (uint16_t)(x >> 12) & 0x1fff);
		clear_errors(from);
		if (from->cap[CAP_ACS])
			set_egress(from, (x >> 9) & 7, (x >> 8) & 1);
		if (from->spec->type != SPEC_ENDPOINT)
			continue;
		t = request(x >> 63 ? TLP_MRD : TLP_MWR, (x >> 20) & 0x7fffffff, &data, 4);
		if (to->spec->type == SPEC_ENDPOINT && (x >> 62 & 1))
			t.address = bar0(to) + (x >> 40) % BAR_BYTES;
		t.address &= ~3ull;
		t.relaxed = x >> 61 & 1;
		t.forged = (x >> 58 & 7) == 0;
		t.requester = (uint16_t)(x >> 44);
		t.at = t.forged ? (enum tlp_at)((x >> 56) % 3) : TLP_UNTRANSLATED;
		if (t.at == TLP_TRANSLATION_REQUEST)
			t.type = TLP_MRD;
		tlp_send(p.w, from, &t, &p.r);
		if (t.at != TLP_TRANSLATION_REQUEST)
			check_any(&p, &t);
	}
	park_free(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tlp_random");
	TCase *c = tcase_create("tlp_random");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, random_traffic, 0, 6);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
