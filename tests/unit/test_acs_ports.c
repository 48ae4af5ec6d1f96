// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_acs_ports.c - the rows of the ACS table that act at a port whoever the
 * target is: source validation, translation blocking, I/O blocking, upstream
 * forwarding, and the enhanced controls (Base 6.12.1.1).
 */
#include "wire_util.h"

#define IO_BLOCK (1u << 7)
#define UNCLAIMED_REDIRECT (1u << 12)

/* A way up to DRAM, and the downstream ports passed on it. */
static const struct climb {
	enum name from, port[3];
	int nports;
} climbs[] = {
	{ E, { RP1 }, 1 },
	{ A, { DSP0, RP0 }, 2 },
	{ C, { IN0, DSP2, RP0 }, 3 },
	{ M0, { RP2 }, 1 },
	{ PF, { RP3 }, 1 },
};
#define CLIMBS ((int)(sizeof(climbs) / sizeof(*climbs)))

static const uint16_t other_bits[] = {
	0, ACS_RR, ACS_CR, ACS_UF, ACS_EC, ACS_DT, ACS_RR | ACS_CR | ACS_UF,
};

static bool same_function_answers(struct park *p, enum name port)
{
	return uncorrectable(fn_of(p, port)) & 1u << 21;
}

/* Send, and say whether @port reported an ACS violation; then forget it. */
static bool violates(struct park *p, enum name from, struct tlp *t, enum name port)
{
	bool yes;

	tlp_send(p->w, fn_of(p, from), t, &p->r);
	yes = same_function_answers(p, port);
	clear_errors(fn_of(p, port));
	return yes;
}

/*
 * SV: at every downstream port on the way, with every other control, reads
 * and writes: stopped exactly when the bus number is outside the port's range.
 */
START_TEST(source_validation)
{
	/* A bus of each part of the park, and one that does not exist. */
	static const uint16_t forged[] = {
		0x000, 0x100, 0x300, 0x400, 0x500, 0x700, 0x800, 0x900, 0xa00, 0xb00,
		0xc00, 0xff00
	};
	struct park p = park_new(NULL);
	uint32_t data = 0;

	for (const struct climb *c = climbs; c < climbs + CLIMBS; c++)
		for (int at = 0; at < c->nports; at++)
			for (unsigned int b = 0; b < 7; b++)
				for (unsigned int f = 0; f < 12 * 4; f++) {
					struct function *port = fn_of(&p, c->port[at]);
					struct tlp t = request(f & 1 ? TLP_MWR : TLP_MRD,
							       0x1000, &data, 4);
					uint8_t bus = (uint8_t)(forged[f / 4] >> 8);
					bool on = f & 2, outside;

					outside = bus < port->spec->secondary ||
						  bus > port->spec->subordinate;
					t.forged = true;
					t.requester = forged[f / 4];
					set_acs(port, other_bits[b] | (on ? ACS_SV : 0));
					ck_assert_msg(violates(&p, c->from, &t, c->port[at]) ==
						      (on && outside), "bus %u at %s%s", bus,
						      port->spec->name, story(&p.r));
					if (f & 1)
						ck_assert_uint_eq(p.r.status, on && outside ?
								  TLP_LOST : TLP_OK);
					ck_assert(p.r.request_in_rc == !(on && outside));
					set_acs(port, 0);
				}
	park_free(&p);
}
END_TEST

/* The answer to a forged read goes to whoever was named, not to the forger. */
START_TEST(forged_read)
{
	struct park p = park_new(NULL);
	uint32_t data = 0x12345678;
	struct tlp t = request(TLP_MRD, 0x1000, &data, 4);

	t.forged = true;
	t.requester = rid_of(fn_of(&p, B));
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_TIMEOUT);
	ck_assert_ptr_eq(p.r.by, fn_of(&p, B));
	ck_assert_uint_eq(uncorrectable(fn_of(&p, B)), 1u << 16);
	ck_assert_uint_eq(uncorrectable(fn_of(&p, A)), 1u << 14);
	/* Its own ID passes. */
	set_acs(fn_of(&p, DSP0), ACS_SV);
	set_acs(fn_of(&p, RP0), ACS_SV);
	t.requester = rid_of(fn_of(&p, A));
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	park_free(&p);
}
END_TEST

/*
 * TB: at every port on the way, every address type but Untranslated, with
 * every other control (DT included) beside it.
 */
START_TEST(translation_blocking)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;

	park_passthrough(&p);
	for (const struct climb *c = climbs; c < climbs + CLIMBS; c++)
		for (int at = 0; at < c->nports; at++)
			for (unsigned int b = 0; b < 7; b++)
				for (unsigned int i = 0; i < 2 * 2 * 3; i++) {
					struct function *port = fn_of(&p, c->port[at]);
					enum tlp_at type = (enum tlp_at)(i / 4);
					struct tlp t = request(i & 1 ? TLP_MWR : TLP_MRD,
							       0x1000, &data, 4);
					bool on = i & 2;

					if (type == TLP_TRANSLATION_REQUEST && (i & 1))
						continue;	/* always a read */
					t.forged = true;
					t.requester = rid_of(fn_of(&p, c->from));
					t.at = type;
					set_acs(port, other_bits[b] | (on ? ACS_TB : 0));
					ck_assert_msg(violates(&p, c->from, &t, c->port[at]) ==
						      (on && type != TLP_UNTRANSLATED), "%s",
						      story(&p.r));
					ck_assert(p.r.status == TLP_OK ||
						  (on && type != TLP_UNTRANSLATED));
					set_acs(port, 0);
				}
	park_free(&p);
}
END_TEST

START_TEST(io_blocking)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;

	for (const struct climb *c = climbs; c < climbs + CLIMBS; c++)
		for (int at = 0; at < c->nports; at++)
			for (unsigned int i = 0; i < 8; i++) {
				static const enum tlp_type types[] = {
					TLP_IORD, TLP_IOWR, TLP_MRD, TLP_MWR
				};
				struct tlp t = request(types[i / 2], 0x1000, &data, 4);
				bool blocked = (i & 1) && tlp_is_io(t.type);

				set_acs(fn_of(&p, c->port[at]), i & 1 ? IO_BLOCK : 0);
				ck_assert(violates(&p, c->from, &t, c->port[at]) == blocked);
				if (tlp_is_io(t.type))
					ck_assert_uint_eq(p.r.status, blocked ? TLP_CA : TLP_UR);
				else
					ck_assert_uint_eq(p.r.status, TLP_OK);
				set_acs(fn_of(&p, c->port[at]), 0);
			}
	park_free(&p);
}
END_TEST

/* Messages are requests: SV looks at them; TB and I/O blocking do not. */
START_TEST(messages)
{
	struct park p = park_new(NULL);
	struct tlp t = { .type = TLP_MSG, .forged = true };

	t.requester = rid_of(fn_of(&p, A));
	set_acs(fn_of(&p, DSP0), ACS_SV | ACS_TB | IO_BLOCK);
	ck_assert(!violates(&p, A, &t, DSP0));
	ck_assert_uint_eq(p.r.status, TLP_OK);
	ck_assert(p.r.request_in_rc);
	t.requester = rid_of(fn_of(&p, B));
	ck_assert(violates(&p, A, &t, DSP0));
	ck_assert_uint_eq(p.r.status, TLP_LOST);
	park_free(&p);
}
END_TEST

/*
 * UF: siblings without an internal route meet the port above as their own
 * egress, whatever else is on in it: refused, or up and back.
 */
START_TEST(upstream_forwarding)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;

	for (unsigned int b = 0; b < 7; b++)
		for (unsigned int i = 0; i < 4; i++) {
			uint16_t bits = other_bits[b] | (i & 1 ? ACS_UF : 0);
			struct tlp t = request(i & 2 ? TLP_MWR : TLP_MRD,
					       bar0(fn_of(&p, H1)), &data, 4);

			set_acs(fn_of(&p, RP4), bits);
			tlp_send(p.w, fn_of(&p, H0), &t, &p.r);
			ck_assert_msg((p.r.status == TLP_OK) == !!(bits & ACS_UF), "%s",
				      story(&p.r));
			ck_assert(p.r.request_in_rc == !!(bits & ACS_UF));
			if (!(bits & ACS_UF)) {
				ck_assert_uint_eq(p.r.reason, TLP_R_OWN_EGRESS);
				ck_assert_uint_eq(uncorrectable(fn_of(&p, RP4)), 1u << 20);
				ck_assert_uint_eq(p.r.status, i & 2 ? TLP_LOST : TLP_UR);
			} else if (!(i & 2)) {
				ck_assert(p.r.completion_in_rc);
			}
			clear_errors(fn_of(&p, RP4));
		}
	park_free(&p);
}
END_TEST

/* A switch port too: a redirect below it brings the TLP to its own egress. */
START_TEST(upstream_forwarding_nested)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;

	for (unsigned int i = 0; i < 16; i++) {
		bool request_up = i & 1, completion_up = i & 2;
		bool inner = i & 4, outer = i & 8;
		struct tlp t = request(TLP_MRD, bar0(fn_of(&p, D)), &data, 4);
		enum tlp_status want = TLP_OK;

		set_acs(fn_of(&p, IN0), request_up ? ACS_RR : 0);
		set_acs(fn_of(&p, IN1), completion_up ? ACS_CR : 0);
		set_acs(fn_of(&p, DSP2), inner ? ACS_UF : 0);
		set_acs(fn_of(&p, RP0), outer ? ACS_UF : 0);
		tlp_send(p.w, fn_of(&p, C), &t, &p.r);
		if (request_up && !(inner && outer))
			want = TLP_UR;
		else if (completion_up && !(inner && outer))
			want = TLP_TIMEOUT;
		ck_assert_msg(p.r.status == want, "%u%s", i, story(&p.r));
		if (want == TLP_UR)
			ck_assert_ptr_eq(p.r.by, fn_of(&p, inner ? RP0 : DSP2));
		if (want == TLP_TIMEOUT)
			ck_assert_uint_eq(uncorrectable(fn_of(&p, inner ? RP0 : DSP2)) &
					  1u << 16, 1u << 16);
		clear_errors(fn_of(&p, RP0));
		clear_errors(fn_of(&p, DSP2));
	}
	park_free(&p);
}
END_TEST

/* What a root complex does with peers, with and without ACS at its ports. */
START_TEST(root_ports_by_profile)
{
	uint32_t data = 0;

	for (int acs = 0; acs < 2; acs++)
		for (int profile = SPEC_RC_REFUSE; profile <= SPEC_RC_ALL; profile++) {
			struct park_options o = { .no_acs = !acs,
						  .rc_p2p = (enum spec_rc_p2p)profile };
			struct park p = park_new(&o);
			struct tlp t = request(TLP_MRD, bar0(fn_of(&p, E)), &data, 4);
			bool forwards = profile != SPEC_RC_REFUSE;

			/* To another root port. */
			tlp_send(p.w, fn_of(&p, A), &t, &p.r);
			ck_assert_msg(p.r.status == (forwards ? TLP_OK : TLP_UR), "%s",
				      story(&p.r));
			ck_assert(p.r.request_in_rc);
			ck_assert(!!hop_for(&p.r, TLP_R_RC_PEERS, false) == forwards);
			/* Back down the same one: UF says no where there is ACS. */
			t.address = bar0(fn_of(&p, H1));
			tlp_send(p.w, fn_of(&p, H0), &t, &p.r);
			ck_assert_msg(p.r.status == (forwards && !acs ? TLP_OK : TLP_UR),
				      "%s", story(&p.r));
			park_free(&p);
		}
}
END_TEST

/* A root complex may carry what is posted, and nothing that wants a completion. */
START_TEST(writes_only)
{
	uint32_t data = 0;

	for (int acs = 0; acs < 2; acs++) {
		struct park_options o = { .no_acs = !acs, .rc_p2p = SPEC_RC_WRITES };
		struct park p = park_new(&o);
		struct tlp t = request(TLP_MWR, bar0(fn_of(&p, E)), &data, 4);

		tlp_send(p.w, fn_of(&p, A), &t, &p.r);
		ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
		ck_assert_ptr_eq(p.r.landing.fn, fn_of(&p, E));
		t.type = TLP_MRD;
		tlp_send(p.w, fn_of(&p, A), &t, &p.r);
		ck_assert_msg(p.r.status == TLP_UR, "%s", story(&p.r));
		ck_assert_uint_eq(p.r.reason, TLP_R_RC_WRITES_ONLY);
		/* DRAM is no peer. */
		t.address = 0x1000;
		tlp_send(p.w, fn_of(&p, A), &t, &p.r);
		ck_assert_msg(p.r.status == TLP_OK, "%s", story(&p.r));
		park_free(&p);
	}
}
END_TEST

/* A read across a switch, whose completion ACS sends up: it does not come back down. */
START_TEST(writes_only_carries_no_completion)
{
	struct park_options o = { .rc_p2p = SPEC_RC_WRITES };
	struct park p = park_new(&o);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)), &data, 4);

	set_acs(fn_of(&p, DSP1), ACS_CR);
	set_acs(fn_of(&p, RP0), ACS_UF);
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_msg(p.r.status == TLP_TIMEOUT, "%s", story(&p.r));
	ck_assert_uint_eq(p.r.reason, TLP_R_RC_WRITES_ONLY);
	park_free(&p);
}
END_TEST

/*
 * A completion that ACS sends up to a root complex which forwards nothing is
 * lost, though the request went straight across the switch.
 */
START_TEST(completion_redirect_without_a_way_back)
{
	struct park_options o = { .rc_p2p = SPEC_RC_REFUSE };
	struct park p = park_new(&o);
	uint32_t data = 0;
	struct tlp t = request(TLP_MRD, bar0(fn_of(&p, B)), &data, 4);

	set_acs(fn_of(&p, DSP1), ACS_CR);
	set_acs(fn_of(&p, RP0), ACS_UF);
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_TIMEOUT);
	ck_assert_uint_eq(p.r.landing.kind, TLP_LANDED_BAR);
	ck_assert_uint_eq(p.r.reason, TLP_R_RC_REFUSES);
	t.type = TLP_MWR;
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_OK);
	park_free(&p);
}
END_TEST

/* --- enhanced controls: BARs of the ports themselves, unclaimed requests --- */

static struct park park_with_port_bars(void)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE };
	static const enum name with_bar[] = { USP, DSP1 };
	struct park p;

	park_describe(&p, &o);
	for (int i = 0; i < 2; i++) {
		struct spec_function *fn = fn_at(&p.m, with_bar[i]);

		fn->bar[0] = mem_bar(BAR_BYTES, false, false);
		fn->bar[0].address = WINDOW + 0x3000000 + with_bar[i] * 0x100000ull;
	}
	park_build(&p);
	return p;
}

START_TEST(memory_target_access)
{
	struct park p = park_with_port_bars();
	uint32_t data = 0;

	set_acs(fn_of(&p, RP0), ACS_UF);
	for (unsigned int access = 0; access < 3; access++)
		for (int usp = 0; usp < 2; usp++) {
			enum name owner = usp ? USP : DSP1;
			struct tlp t = request(TLP_MRD, bar0(fn_of(&p, owner)), &data, 4);
			/* The other field says the opposite. */
			uint16_t ctrl = (uint16_t)(access << (usp ? 10 : 8) |
						   (access ? 0u : 1u) << (usp ? 8 : 10));

			set_acs(fn_of(&p, DSP0), ctrl);
			tlp_send(p.w, fn_of(&p, A), &t, &p.r);
			ck_assert_msg(p.r.status == (access == 1 ? TLP_CA : TLP_OK),
				      "%u%s", access, story(&p.r));
			ck_assert(p.r.request_in_rc == (access == 2));
			ck_assert(same_function_answers(&p, DSP0) == (access == 1));
			clear_errors(fn_of(&p, DSP0));
		}
	park_free(&p);
}
END_TEST

START_TEST(unclaimed_request_redirect)
{
	struct park p = park_new(NULL);
	uint32_t data = 0;
	/* Between DSP0's window and DSP1's, inside the upstream port's. */
	struct tlp t = request(TLP_MRD, WINDOW + DSP1 * 0x100000ull, &data, 4);

	set_acs(fn_of(&p, RP0), ACS_UF);
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	ck_assert_uint_eq(p.r.status, TLP_UR);
	ck_assert_uint_eq(p.r.reason, TLP_R_UNCLAIMED);
	ck_assert_ptr_eq(p.r.by, fn_of(&p, DSP0));
	set_acs(fn_of(&p, DSP0), UNCLAIMED_REDIRECT);
	tlp_send(p.w, fn_of(&p, A), &t, &p.r);
	/* Turned around, and nobody's there either. */
	ck_assert_uint_eq(p.r.status, TLP_UR);
	ck_assert_ptr_nonnull(hop_for(&p.r, TLP_R_UNCLAIMED_REDIRECT, false));
	ck_assert(p.r.request_in_rc);
	park_free(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("acs_ports");
	TCase *c = tcase_create("acs_ports");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_test(c, source_validation);
	tcase_add_test(c, forged_read);
	tcase_add_test(c, translation_blocking);
	tcase_add_test(c, io_blocking);
	tcase_add_test(c, messages);
	tcase_add_test(c, upstream_forwarding);
	tcase_add_test(c, upstream_forwarding_nested);
	tcase_add_test(c, root_ports_by_profile);
	tcase_add_test(c, writes_only);
	tcase_add_test(c, writes_only_carries_no_completion);
	tcase_add_test(c, completion_redirect_without_a_way_back);
	tcase_add_test(c, memory_target_access);
	tcase_add_test(c, unclaimed_request_redirect);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
