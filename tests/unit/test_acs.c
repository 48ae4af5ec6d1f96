// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_acs.c - the ACS table at every kind of port it applies to: the product
 *
 *   {root port, switch port, nested, nested to outer, sibling, PF to VF, VF to
 *   PF} x {no bit, each bit, each pair, each three} x {untranslated,
 *   translated} x {relaxed ordering or not} x {egress vector bit clear, set, no
 *   egress control} x {write, read} x {upstream forwarding above, or not}
 *
 * What must happen is worked out below, from tables that restate the
 * specification (6.12, table 6-11) and share nothing with model/.
 */
#include "wire_util.h"

/* --- the oracle: nothing of model/ from here ... --- */

enum { SV = 1, TB = 2, RR = 4, CR = 8, UF = 16, EC = 32, DT = 64 };
enum vector { VECTOR_CLEAR, VECTOR_SET, NO_VECTOR };
enum way { DIRECT, UPWARDS, BLOCKED };

/*
 * The first row that fits decides.  A row wants all of @on set and all of @off
 * clear among the controls the function really has.
 */
static const struct row {
	int on, off;
	enum { ANY_AT, ONLY_TRANSLATED } at;
	enum { ANY_BIT, BIT_CLEAR, BIT_SET } bit;
	enum way way;
} request_rows[] = {
	{ TB, 0, ONLY_TRANSLATED, ANY_BIT, BLOCKED },
	{ DT, TB, ONLY_TRANSLATED, ANY_BIT, DIRECT },
	{ EC, 0, ANY_AT, BIT_CLEAR, DIRECT },
	{ EC | RR, 0, ANY_AT, BIT_SET, UPWARDS },
	{ EC, RR, ANY_AT, BIT_SET, BLOCKED },
	{ RR, EC, ANY_AT, ANY_BIT, UPWARDS },
	{ 0, 0, ANY_AT, ANY_BIT, DIRECT },
};

/* SV, TB and UF exist in downstream ports only; EC not without a vector. */
static int real_controls(int bits, bool port, enum vector vector)
{
	if (!port)
		bits &= RR | CR | EC | DT;
	if (vector == NO_VECTOR)
		bits &= ~EC;
	return bits;
}

static enum way request_way(int bits, bool translated, enum vector vector)
{
	for (const struct row *r = request_rows;; r++) {
		if ((bits & r->on) != r->on || (bits & r->off) ||
		    (r->at == ONLY_TRANSLATED && !translated) ||
		    (r->bit == BIT_CLEAR && vector == VECTOR_SET) ||
		    (r->bit == BIT_SET && vector != VECTOR_SET))
			continue;
		return r->way;
	}
}

static enum way completion_way(int bits, bool relaxed)
{
	return (bits & CR) && !relaxed ? UPWARDS : DIRECT;
}

/* --- ... to here. --- */

/* Who asks whom, and which functions' ACS decides about it. */
static const struct kind {
	const char *name;
	enum name from, to;
	int from_vf, to_vf;
	enum name asks, answers;	/* divergence of request and of completion */
	bool port;			/* they are ports, not endpoint functions */
	/* Ports above the divergence that see their own egress on a detour. */
	enum name turn[2];
	int turns;
	enum name above[4];		/* downstream ports passed on a detour */
	int nabove;
} kinds[] = {
	{ "root port", A, E, 0, 0, RP0, RP1, true, { 0 }, 0, { RP0 }, 1 },
	{ "switch port", A, B, 0, 0, DSP0, DSP1, true, { RP0 }, 1, { RP0 }, 1 },
	{ "nested", C, D, 0, 0, IN0, IN1, true, { DSP2, RP0 }, 2, { DSP2, RP0 }, 2 },
	{ "nested to outer", C, A, 0, 0, DSP2, DSP0, true, { RP0 }, 1, { RP0 }, 1 },
	{ "sibling", M0, M1, 0, 0, M0, M1, false, { RP2 }, 1, { RP2 }, 1 },
	{ "PF to VF", PF, PF, 0, 2, PF, PF, false, { RP3 }, 1, { RP3 }, 1 },
	{ "VF to PF", PF, PF, 1, 0, PF, PF, false, { RP3 }, 1, { RP3 }, 1 },
};
#define KINDS ((int)(sizeof(kinds) / sizeof(*kinds)))

struct trial {
	const struct kind *kind;
	int bits;
	bool translated, relaxed, write, forwarding;
	enum vector vector;
};

/* What the oracle makes of a trial. */
struct expected {
	enum tlp_status status;
	bool lands;
	enum way request, completion;	/* of the part that takes place */
	bool violation;
};

static struct expected expect(const struct trial *t)
{
	const struct kind *k = t->kind;
	int bits = real_controls(t->bits, k->port, t->vector);
	struct expected e = { .completion = completion_way(bits, t->relaxed) };

	e.request = request_way(bits, t->translated, t->vector);
	if (e.request == BLOCKED) {
		e.violation = true;
		e.status = t->write ? TLP_LOST : TLP_CA;
		return e;
	}
	/* Turned back at a port that will not forward to itself. */
	if (e.request == UPWARDS && k->turns && !t->forwarding) {
		e.status = t->write ? TLP_LOST : TLP_UR;
		return e;
	}
	e.lands = true;
	e.status = TLP_OK;
	if (!t->write && e.completion == UPWARDS && k->turns && !t->forwarding)
		e.status = TLP_TIMEOUT;
	return e;
}

static struct function *party(struct park *p, enum name n, int vf)
{
	return vf ? fabric_vf(fn_of(p, n), (uint16_t)vf) : fn_of(p, n);
}

static struct function *decider(struct park *p, const struct kind *k, bool request)
{
	if (request)
		return k->port || !k->from_vf ? fn_of(p, k->asks) :
		       party(p, k->from, k->from_vf);
	return k->port || !k->to_vf ? fn_of(p, k->answers) : party(p, k->to, k->to_vf);
}

/* The bit by which the deciding function knows its peer. */
static unsigned int peer_bit(struct park *p, const struct kind *k)
{
	static const enum name peers[] = {
		[RP0] = RP1, [DSP0] = DSP1, [IN0] = IN1, [DSP2] = DSP0
	};

	if (k->port)
		return fn_of(p, peers[k->asks])->port_number;
	/* Function number: M1 is 1; PF 0; VF 2 is function 2 of the device. */
	return k->to_vf ? 2 : k->to == M1 ? 1 : 0;
}

static void set_all(struct park *p, const struct trial *t)
{
	const struct kind *k = t->kind;
	struct function *asks = decider(p, k, true), *answers = decider(p, k, false);

	set_acs(asks, (uint16_t)t->bits);
	set_acs(answers, (uint16_t)t->bits);
	if (t->vector != NO_VECTOR) {
		/* Every other bit the other way round: only the peer's may count. */
		for (unsigned int i = 0; i < 8; i++)
			set_egress(asks, i, t->vector == VECTOR_CLEAR);
		set_egress(asks, peer_bit(p, k), t->vector == VECTOR_SET);
	}
	for (int i = 0; i < k->turns; i++)
		set_acs(fn_of(p, k->turn[i]), t->forwarding ? ACS_UF : 0);
}

static void clear_all(struct park *p, const struct kind *k)
{
	set_acs(decider(p, k, true), 0);
	set_acs(decider(p, k, false), 0);
	clear_errors(decider(p, k, true));
	for (int i = 0; i < k->turns; i++)
		set_acs(fn_of(p, k->turn[i]), 0);
}

static const char *describe(const struct trial *t)
{
	static char text[200];

	snprintf(text, sizeof(text), "%s, bits %#x, vector %d, %s, %s, %s, %s above",
		 t->kind->name, (unsigned int)t->bits, t->vector,
		 t->translated ? "translated" : "untranslated",
		 t->relaxed ? "relaxed" : "strict", t->write ? "write" : "read",
		 t->forwarding ? "forwarding" : "none");
	return text;
}

/* Did that leg of the way pass the IOMMU, that is, go all the way up? */
static bool went_up(const struct trial *t, const struct tlp_result *r, bool completion)
{
	if (completion)
		return r->completion_in_rc &&
		       !(t->kind->from == A && t->kind->to == E &&
			 !hop_for(r, TLP_R_COMPLETION_REDIRECT, true));
	return hop_for(r, TLP_R_IOMMU_PASSTHROUGH, false) != NULL;
}

static void check_record(struct park *p, const struct trial *t,
			 const struct expected *e)
{
	const struct tlp_result *r = &p->r;
	struct function *asks = decider(p, t->kind, true);
	const struct tlp_hop *last = NULL;

	for (uint32_t i = 0; i < r->nhops && !r->hop[i].completion; i++)
		last = &r->hop[i];
	/* A VF need not have AER; then only its Device Status tells. */
	ck_assert_msg((e->violation && asks->cap[CAP_AER]) ==
		      !!(uncorrectable(asks) & 1u << 21),
		      "%s: AER %#x%s", describe(t), uncorrectable(asks), story(r));
	if (e->violation) {
		ck_assert_uint_eq(cap16(asks, CAP_PCIE, EXP_DEVSTA) & 0x4, 0);
		ck_assert_uint_ne(cap16(asks, CAP_PCIE, EXP_DEVSTA) & 0x3, 0);
		ck_assert_ptr_eq(last->fn, asks);
		ck_assert_uint_eq(last->decision, TLP_REFUSED);
		ck_assert_uint_ne(last->acs, 0);
	}
	if (!e->lands)
		return;
	ck_assert_msg(went_up(t, r, false) == (e->request == UPWARDS), "%s: request%s",
		      describe(t), story(r));
	if (!t->write && e->status == TLP_OK)
		ck_assert_msg(went_up(t, r, true) == (e->completion == UPWARDS),
			      "%s: completion%s", describe(t), story(r));
}

static void try(struct park *p, const struct trial *t)
{
	static uint32_t serial;
	const struct kind *k = t->kind;
	struct function *from = party(p, k->from, k->from_vf);
	struct function *to = party(p, k->to, k->to_vf);
	struct expected e = expect(t);
	uint32_t offset = (uint32_t)(serial * 64 % BAR_BYTES), value = ++serial, got = 0;
	uint64_t space = memory_bar_space(to->index, to->vf, 0);
	struct tlp tlp = request(t->write ? TLP_MWR : TLP_MRD, bar0(to) + offset,
				 &got, 4);

	tlp.at = t->translated ? TLP_TRANSLATED : TLP_UNTRANSLATED;
	tlp.relaxed = t->relaxed;
	/* The functions' own enable is not what is tested here. */
	tlp.forged = true;
	tlp.requester = rid_of(from);
	if (t->write)
		got = value;
	else
		memory_write(wire_memory(p->w), space, offset, &value, 4);
	set_all(p, t);
	tlp_send(p->w, from, &tlp, &p->r);
	ck_assert_msg(p->r.status == e.status, "%s: %s, not %s%s", describe(t),
		      tlp_status_text(p->r.status), tlp_status_text(e.status),
		      story(&p->r));
	ck_assert_msg((p->r.landing.kind == TLP_LANDED_BAR) == e.lands, "%s%s",
		      describe(t), story(&p->r));
	if (e.lands) {
		ck_assert_ptr_eq(p->r.landing.fn, to);
		ck_assert_uint_eq(p->r.landing.offset, offset);
	}
	if (t->write)
		memory_read(wire_memory(p->w), space, offset, &got, 4);
	if (t->write || e.status == TLP_OK)
		ck_assert_msg((got == value) == e.lands, "%s: %u for %u", describe(t),
			      got, value);
	check_record(p, t, &e);
	clear_all(p, k);
}

static unsigned int try_all_ways(struct park *p, const struct kind *k, int bits,
				 bool with_vector)
{
	unsigned int n = 0;

	for (int v = with_vector ? VECTOR_CLEAR : NO_VECTOR;
	     v <= (with_vector ? VECTOR_SET : NO_VECTOR); v++)
		for (int i = 0; i < 16; i++, n++) {
			struct trial t = {
				.kind = k, .bits = bits, .vector = (enum vector)v,
				.translated = i & 1, .relaxed = i & 2,
				.write = i & 4, .forwarding = i & 8,
			};

			try(p, &t);
		}
	return n;
}

static void product(bool with_vector, uint16_t function_cap)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE,
				  .function_cap = function_cap };
	unsigned int n = 0, want = KINDS * 64 * 16 * (with_vector ? 2 : 1);
	struct park p;

	if (!with_vector) {
		o.port_cap = 0xff & ~ACS_EC;
		o.function_cap = ACS_RR | ACS_CR | ACS_DT;
	}
	p = park_new(&o);
	park_passthrough(&p);
	for (const struct kind *k = kinds; k < kinds + KINDS; k++) {
		n += try_all_ways(&p, k, 0, with_vector);
		for (int bits = 1; bits < 1 << 7; bits++)
			if (__builtin_popcount((unsigned int)bits) <= 3)
				n += try_all_ways(&p, k, bits, with_vector);
	}
	ck_assert_uint_eq(n, want);
	park_free(&p);
}

START_TEST(every_combination_with_vector)
{
	product(true, 0);
}
END_TEST

START_TEST(every_combination_without_vector)
{
	product(false, 0);
}
END_TEST

/*
 * A device whose functions claim the controls of ports as well: they are
 * without effect there (6.12.1.2).
 */
START_TEST(functions_that_claim_too_much)
{
	product(true, 0xff);
}
END_TEST

/* No capability anywhere: peers are reached directly (6.12.1, 6.12.2). */
START_TEST(capability_absent)
{
	struct park_options o = { .rc_p2p = SPEC_RC_SAME_BRIDGE, .no_acs = true };
	struct park p = park_new(&o);

	park_passthrough(&p);
	for (const struct kind *k = kinds; k < kinds + KINDS; k++)
		for (int i = 0; i < 8; i++) {
			struct trial t = {
				.kind = k, .vector = NO_VECTOR, .translated = i & 1,
				.relaxed = i & 2, .write = i & 4,
			};

			try(&p, &t);
		}
	park_free(&p);
}
END_TEST

/*
 * Peer controls matter where paths diverge only: below that, and in ports the
 * TLP comes down through, they change nothing.
 */
START_TEST(no_effect_elsewhere)
{
	static const enum name bystanders[] = { IN0, IN1, DSP1, RP0, RP1 };
	const int peer_bits[] = { RR, CR, EC, DT, RR | CR, RR | EC };
	struct park p = park_new(NULL);

	park_passthrough(&p);
	for (unsigned int b = 0; b < 5; b++)
		for (unsigned int i = 0; i < 6; i++) {
			uint32_t got = 0;
			struct function *by = fn_of(&p, bystanders[b]);
			struct tlp t = request(TLP_MRD, bar0(fn_of(&p, A)), &got, 4);

			for (unsigned int n = 0; n < 8; n++)
				set_egress(by, n, true);
			set_acs(by, (uint16_t)peer_bits[i]);
			tlp_send(p.w, fn_of(&p, C), &t, &p.r);
			ck_assert_msg(p.r.status == TLP_OK && !p.r.request_in_rc &&
				      !p.r.completion_in_rc, "%s", story(&p.r));
			set_acs(by, 0);
		}
	park_free(&p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("acs");
	TCase *c = tcase_create("acs");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_test(c, every_combination_with_vector);
	tcase_add_test(c, every_combination_without_vector);
	tcase_add_test(c, functions_that_claim_too_much);
	tcase_add_test(c, capability_absent);
	tcase_add_test(c, no_effect_elsewhere);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
