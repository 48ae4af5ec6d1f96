// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_laws.c - each law on facts made up for it: what it lets pass, what it
 * does not, and what it says then.
 */
#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "model/wire/tlp.h"
#include "sim/lang/lang.h"
#include "sim/laws/law.h"
#include "sim/run/collect.h"
#include "sim/facts/record.h"
#include "tests/unit/run_util.h"

static struct verdict v;

static void setup(void)
{
	static const struct vstatement st = {
		"step dma nic maps gpu bar0 0+64K as m", "t.hp", 6
	};

	verdict_init(&v);
	v.statements = &st;
	v.nstatements = 1;
}

static void teardown(void)
{
	verdict_free(&v);
}

/* nic maps 64 KiB of gpu's bar0: granted, proven, nothing against it. */
static struct proof *good(void)
{
	struct proof *p = verdict_add_proof(&v);

	strcpy(p->name, "m");
	strcpy(p->client.name, "nic");
	strcpy(p->provider.name, "gpu");
	p->api = HP_DMA_API_SGTABLE;
	p->bytes = 65536;
	p->bar_decodes = true;
	p->bar_bus = 0x80000000;
	p->map.handle = 1;
	p->map.map_type = HP_MAP_BUS_ADDR;
	p->map.cpu_address = 0x90000000;
	p->map.bytes = 65536;
	p->map.nsegments = 2;
	p->map.segment[0] = (struct hp_dma_segment){ 0x80000000, 32768, true };
	p->map.segment[1] = (struct hp_dma_segment){ 0x80008000, 32768, true };
	p->tested = 65536;
	p->requests = 32;
	p->completions = 16;
	return p;
}

static struct check *judge(const struct law *law)
{
	struct check *c = verdict_add_check(&v);

	ck_assert(!law->applies || law->applies(&v));
	law->judge(&v, c);
	return c;
}

static bool says(const struct check *c, const char *text)
{
	for (uint32_t i = 0; i < c->ndiag; i++)
		if (strstr(c->diag[i], text))
			return true;
	for (uint32_t i = 0; i < c->ndiag; i++)
		fprintf(stderr, "  %s\n", c->diag[i]);
	return false;
}

static void fails(const struct law *law, const char *text)
{
	const struct check *c = judge(law);

	ck_assert_int_eq(c->status, VERDICT_FAIL);
	ck_assert_msg(says(c, text), "does not say: %s", text);
}

static void passes(const struct law *law)
{
	const struct check *c = judge(law);

	ck_assert_int_eq(c->status, VERDICT_PASS);
	ck_assert_uint_eq(c->ndiag, 0);
}

START_TEST(nothing_to_judge)
{
	for (const struct law *const *l = laws; *l; l++)
		ck_assert_msg(!(*l)->applies || !(*l)->applies(&v), "%s",
			      (*l)->name);
}
END_TEST

static uint32_t laws_named;

/* A law that the language names is one of laws[]. */
static void law_keyword(const char *kind, const char *word)
{
	const struct law *const *l = laws;

	if (strcmp(kind, "law"))
		return;
	while (*l && strcmp((*l)->name, word))
		l++;
	ck_assert_msg(*l != NULL, "%s", word);
	laws_named++;
}

/* The language names each law once. */
START_TEST(the_language_knows_them)
{
	uint32_t n = 0;

	for (const struct law *const *l = laws; *l; l++)
		n++;
	laws_named = 0;
	lang_keywords(law_keyword);
	ck_assert_uint_eq(laws_named, n);
}
END_TEST

START_TEST(a_good_mapping_passes)
{
	good();
	passes(&law_landing);
	passes(&law_path);
	passes(&law_scatterlist);
}
END_TEST

START_TEST(a_refused_one_lands_nowhere_and_passes)
{
	struct proof *p = good();

	p->map.error = -121;
	p->map.nsegments = 0;
	p->failure.any = true;
	passes(&law_landing);
	ck_assert(!law_scatterlist.applies(&v));
}
END_TEST

/* --- landing --- */

static struct proof_failure *failing(void)
{
	struct proof_failure *f = &good()->failure;

	f->any = true;
	f->write = true;
	f->at = 0x1000;
	f->address = 0x80001000;
	return f;
}

START_TEST(landing_somewhere_else)
{
	struct proof_failure *f = failing();

	f->status = PROOF_OK;
	f->landed.kind = PROOF_BAR;
	strcpy(f->landed.name, "ssd");
	f->landed.bar = 2;
	f->landed.offset = 0x40;
	fails(&law_landing, "byte 0x1000, written to address 0x80001000, lands in ssd bar2 at 0x40, not in gpu bar0 at 0x1000");
}
END_TEST

START_TEST(landing_nowhere)
{
	struct proof_failure *f = failing();

	f->write = false;
	f->status = TLP_UR;
	strcpy(f->by.name, "rp0");
	f->by.reason = TLP_R_OWN_EGRESS;
	fails(&law_landing, "read from address 0x80001000, does not reach gpu bar0 at 0x1000: Unsupported Request at rp0: target is behind");
	ck_assert(says(&v.checks[0], "bus address 0x80000000, CPU address 0x90000000 (window offset 0x10000000)"));
}
END_TEST

START_TEST(landing_nowhere_in_the_root_complex)
{
	struct proof_failure *f = failing();

	f->status = TLP_LOST;
	f->by.reason = TLP_R_RC_REFUSES;
	fails(&law_landing, "lost at the root complex: this root complex does not forward");
}
END_TEST

START_TEST(landing_as_another_byte)
{
	struct proof_failure *f = failing();

	f->data = true;
	f->status = PROOF_OK;
	f->landed.kind = PROOF_DRAM;
	f->landed.offset = 0x2000;
	fails(&law_landing, "gpu bar0 at 0x1000 holds another byte; the address leads to DRAM at 0x2000");
}
END_TEST

START_TEST(landing_in_the_other_direction)
{
	struct proof *p = good();

	p->dir = HP_DMA_TO_DEVICE;
	p->other_tried = p->other_arrived = true;
	fails(&law_landing, "reading by the device, and writes arrive, too");
}
END_TEST

/* --- path --- */

START_TEST(bus_addr_requests_in_the_root_complex)
{
	struct proof *p = good();

	p->requests_in_rc = 3;
	strcpy(p->request_turned.name, "sw0.1");
	p->request_turned.acs = ACS_RR;
	p->request_turned.reason = TLP_R_REQUEST_REDIRECT;
	fails(&law_path, "3 of 32 requests entered the root complex, turned upstream by sw0.1 [RR+]");
}
END_TEST

START_TEST(bus_addr_completions_in_the_root_complex)
{
	good()->completions_in_rc = 16;
	fails(&law_path, "16 of 16 completions entered the root complex");
}
END_TEST

START_TEST(bus_addr_translated)
{
	good()->translated = 1;
	fails(&law_path, "1 of 32 requests went through an IOMMU that translated");
}
END_TEST

START_TEST(thru_host_bridge_past_the_iommu)
{
	struct proof *p = good();

	p->map.map_type = HP_MAP_THRU_HOST_BRIDGE;
	p->iommu_mode = HP_IOMMU_STRICT;
	p->translated = 31;
	fails(&law_path, "1 of 32 requests went past the IOMMU");
}
END_TEST

START_TEST(thru_host_bridge_is_as_it_should_be)
{
	struct proof *p = good();

	p->map.map_type = HP_MAP_THRU_HOST_BRIDGE;
	p->requests_in_rc = 32;
	p->completions_in_rc = 16;
	passes(&law_path);
	p->iommu_mode = HP_IOMMU_LAZY;
	p->translated = 32;
	passes(&law_path);
}
END_TEST

START_TEST(conservative_is_no_failure_but_counted)
{
	struct proof *p = good();
	struct check *c;

	p->map.map_type = HP_MAP_THRU_HOST_BRIDGE;
	p->direct_tried = p->direct_write = p->direct_read = true;
	strcpy(p->blamed.name, "sw1.0");
	strcpy(p->blamed_acs, "RR+");
	c = judge(&law_path);
	ck_assert_int_eq(c->status, VERDICT_PASS);
	ck_assert_uint_eq(c->suspect, 1);
	ck_assert_str_eq(c->brief, "1 conservative");
	ck_assert(says(c, "conservative: gpu -> nic: the kernel says THRU_HOST_BRIDGE, the hardware goes directly; the kernel names sw1.0 [RR+]"));
	/* One way only is not straight. */
	p->direct_read = false;
	passes(&law_path);
}
END_TEST

/* --- scatterlist --- */

START_TEST(pieces_that_do_not_sum)
{
	good()->map.segment[1].bytes = 28672;
	fails(&law_scatterlist, "its pieces sum to 0xf000 bytes, not 0x10000");
}
END_TEST

START_TEST(pieces_that_overlap)
{
	struct proof *p = good();

	p->map.segment[1].address = 0x80004000;
	fails(&law_scatterlist, "the piece 0x80000000+0x8000 overlaps the one at 0x80004000");
}
END_TEST

START_TEST(pieces_that_are_not_aligned)
{
	struct proof *p = good();

	p->map.segment[0].bytes = 32000;
	p->map.segment[1].bytes = 33536;
	p->map.segment[1].address = 0x80008000;
	fails(&law_scatterlist, "piece 1 is 0x80008000+0x8300, and what it maps begins at 0xd00 of a page");
}
END_TEST

START_TEST(pieces_of_nothing)
{
	good()->map.nsegments = 0;
	fails(&law_scatterlist, "it has 0 pieces");
}
END_TEST

START_TEST(pieces_marked_wrongly)
{
	struct proof *p = good();

	p->map.segment[1].bus_address = false;
	fails(&law_scatterlist, "piece 1 is not marked as a bus address");
	p->map.map_type = HP_MAP_THRU_HOST_BRIDGE;
	fails(&law_scatterlist, "piece 0 is marked as a bus address");
}
END_TEST

/* A DMA-BUF's pieces have no marks, and are of whole pages, each of them. */
START_TEST(pieces_of_a_dma_buf)
{
	struct proof *p = good();

	p->api = HP_DMA_API_DMABUF;
	p->map.segment[0].bus_address = p->map.segment[1].bus_address = false;
	p->map.cpu_address = 0x4000000000;
	p->map.segment[0].address = 0x80000000;
	p->map.segment[1].address = 0x80008000;
	p->map.segment[0].bytes = p->map.segment[1].bytes = 0x8000;
	passes(&law_scatterlist);
	p->map.segment[0].bytes = 0x7fff;
	p->map.segment[1].address = 0x80007fff;
	p->map.segment[1].bytes = 0x8001;
	fails(&law_scatterlist, "piece 0 is 0x80000000+0x7fff, not of whole pages");
}
END_TEST

/* --- lifetime --- */

static struct proof_unmapped *gone(enum hp_iommu_mode mode)
{
	struct proof_unmapped *u = verdict_add_unmapped(&v);

	v.has_left = true;
	v.left.mappings_made = 1;
	strcpy(u->name, "m");
	strcpy(u->client.name, "nic");
	u->iommu_mode = mode;
	u->probes = 4;
	u->address = 0xffff0000;
	return u;
}

START_TEST(what_is_gone_is_gone)
{
	gone(HP_IOMMU_STRICT);
	passes(&law_lifetime);
}
END_TEST

START_TEST(still_reached_at_once)
{
	struct proof_unmapped *u = gone(HP_IOMMU_STRICT);

	u->reached = 2;
	u->landed.kind = PROOF_DRAM;
	u->landed.offset = 0x3000;
	fails(&law_lifetime, "2 of 4 requests to its addresses are still translated");
	ck_assert(says(&v.checks[0], "address 0xffff0000 leads to DRAM at 0x3000"));
}
END_TEST

START_TEST(lazy_promises_nothing_before_the_flush)
{
	struct proof_unmapped *u = gone(HP_IOMMU_LAZY);

	u->reached = 2;
	passes(&law_lifetime);
	u->flushed = true;
	fails(&law_lifetime, "after the flush");
}
END_TEST

START_TEST(unmap_refused)
{
	gone(HP_IOMMU_OFF)->error = -2;
	fails(&law_lifetime, "did not unmap it: error -2");
}
END_TEST

START_TEST(things_left_over)
{
	v.has_left = true;
	v.left.live_mappings = 1;
	fails(&law_lifetime, "1 mapping is left");
	v.left.live_mappings = 0;
	v.left.table_bytes = 0x1000;
	v.left.table = 3;
	fails(&law_lifetime, "0x1000 bytes are left in IOMMU page tables, the first in table 3");
	v.left.table_bytes = 0;
	v.left.mappings_made = 1;
	v.left.iovas = 2;
	fails(&law_lifetime, "2 ranges of I/O virtual addresses are left");
}
END_TEST

/* What the kernel counted at the end. */
START_TEST(counts_that_differ)
{
	struct proof_unbalanced *u;

	v.has_left = true;
	v.left.processes = 1;
	passes(&law_lifetime);
	u = verdict_add_unbalanced(&v);
	strcpy(u->name, "gpu");
	strcpy(u->what, "references to the device");
	u->is = 4;
	u->was = 3;
	fails(&law_lifetime, "gpu: 4 references to the device at the end, and 3 before");
	u = verdict_add_unbalanced(&v);
	strcpy(u->what, "open files");
	u->was = 2;
	fails(&law_lifetime, "0 open files at the end, and 2 before");
}
END_TEST

/* --- isolation --- */

static struct proof_reach *reached(void)
{
	struct proof_reach *r = verdict_add_reach(&v);

	v.has_reach = true;
	v.reach = (struct proof_reach_sum){ .translates = true, .functions = 2,
					    .probes = 8, .arrived = 1 };
	strcpy(r->from.name, "gpu");
	r->from_group = 1;
	r->write = true;
	r->address = 0x80000000;
	r->landed.kind = PROOF_BAR;
	strcpy(r->landed.name, "nic");
	r->to_group = 2;
	return r;
}

/* A reset of gpu while nic may hold its buffer, or vmm a window of it. */
static struct proof_revoke *reset_of(const char *who, const char *what)
{
	struct proof_revoke *r = verdict_add_revoke(&v);

	strcpy(r->provider, "gpu");
	strcpy(r->importer, who);
	strcpy(r->buffer, what);
	strcpy(r->cause, "a function level reset");
	return r;
}

START_TEST(a_reset_under_nobody)
{
	reset_of("nic", "buf");
	reset_of("vmm", "win");
	passes(&law_revoke);
}
END_TEST

/* A request of nic's engine m that came too late. */
static struct proof_late *late(enum proof_late_kind kind)
{
	struct proof_late *l = verdict_add_late(&v);

	strcpy(l->engine, "m");
	strcpy(l->client, "nic");
	strcpy(l->provider, "gpu");
	strcpy(l->cause, "a hot reset");
	l->kind = kind;
	l->count = 3;
	return l;
}

START_TEST(a_request_after_a_reset)
{
	late(PROOF_LATE_REVOKED);
	fails(&law_revoke, "a request of nic by m reached it after the kernel began a hot reset");
}
END_TEST

START_TEST(a_request_after_the_link_was_lost)
{
	late(PROOF_LATE_RETURNED);
	fails(&law_revoke, "a request of nic by m reached it by a mapping of the time before its link was lost");
}
END_TEST

START_TEST(a_reset_while_requests_wait)
{
	late(PROOF_LATE_WAITS);
	fails(&law_isolation, "a hot reset began while 3 of its requests by m wait");
}
END_TEST

START_TEST(a_reset_of_a_function_that_was_blocked_before)
{
	late(PROOF_LATE_BLOCKED);
	fails(&law_isolation, "the IOMMU blocked it before a hot reset while 3 of its requests by m were under way");
}
END_TEST

START_TEST(translations_that_are_not_forgotten)
{
	late(PROOF_LATE_UNANSWERED);
	strcpy(v.lates[0].cause, "it is being reset");
	fails(&law_isolation, "nic: the IOMMU waits in vain for it to forget translations (ATC): it is being reset");
}
END_TEST

START_TEST(a_request_that_is_lost)
{
	late(PROOF_LATE_LOST)->reason = TLP_R_LINK_DOWN;
	fails(&law_landing, "nic: a request by m is lost, although m is mapped: the link is down");
}
END_TEST

START_TEST(a_request_into_free_memory)
{
	late(PROOF_LATE_FREED);
	fails(&law_landing, "which nobody has any more");
}
END_TEST

START_TEST(a_request_that_lands_elsewhere)
{
	late(PROOF_LATE_ELSEWHERE);
	fails(&law_landing, "where its address did not lead when it started");
}
END_TEST

START_TEST(a_reset_under_an_importer)
{
	reset_of("nic", "buf")->mappings = 2;
	fails(&law_revoke, "at a function level reset nic still holds 2 mappings of buf");
}
END_TEST

START_TEST(a_reset_under_an_iommu_entry)
{
	struct proof_revoke *r = reset_of("nic", "buf");

	r->entry = true;
	r->iova = 0x1000;
	fails(&law_revoke, "an IOMMU entry of nic, at 0x1000, still points at buf");
}
END_TEST

START_TEST(a_reset_under_a_window)
{
	reset_of("vmm", "win")->pages = 1;
	fails(&law_revoke, "process vmm still has 1 page of it in its page table, by win");
}
END_TEST

START_TEST(isolation_without_translation)
{
	const struct check *c;

	v.has_reach = true;
	c = judge(&law_isolation);
	ck_assert_int_eq(c->status, VERDICT_SKIP);
	ck_assert_str_eq(c->reason, "no IOMMU");
}
END_TEST

START_TEST(isolation_kept)
{
	v.has_reach = true;
	v.reach.translates = true;
	passes(&law_isolation);
}
END_TEST

START_TEST(a_bar_of_another_group)
{
	struct proof_reach *r = reached();

	strcpy(r->let.name, "sw0.0");
	r->reason = TLP_R_DIRECT_TRANSLATED;
	r->acs = ACS_DT;
	r->at = PROOF_TRANSLATED;
	fails(&law_isolation, "gpu, as an address translated already (group 1) writes nic bar0 (group 2) at bus address 0x80000000");
	ck_assert(says(&v.checks[0], "sw0.0 [DT+] let it pass: ACS direct translated"));
	ck_assert(says(&v.checks[0], "1 of 8 requests of 2 functions arrived"));
}
END_TEST

START_TEST(memory_under_another_name)
{
	struct proof_reach *r = reached();

	r->forged = true;
	strcpy(r->as.name, "ssd");
	r->landed.kind = PROOF_DRAM;
	r->landed.offset = 0x5000;
	r->reason = TLP_R_IOMMU_MAPPED;
	fails(&law_isolation, "gpu under the name of ssd (group 1) writes DRAM at 0x5000, which is not mapped for it");
	ck_assert(says(&v.checks[0], "through the root complex: mapped"));
}
END_TEST

/* --- records, and what scenarios say of laws --- */

static unsigned char bytes[1 << 16];

/* A child that booted, made this mapping and came to its end. */
static size_t records(const struct proof *p)
{
	static struct recorder rec;
	int fds[2];
	ssize_t n;

	ck_assert_int_eq(pipe(fds), 0);
	rec_init(&rec, fds[1]);
	rec_begin(&rec, REC_PROOF);
	rec_bytes(&rec, p, sizeof(*p));
	rec_end(&rec);
	rec_begin(&rec, REC_DONE);
	rec_end(&rec);
	rec_flush(&rec);
	close(fds[1]);
	n = read(fds[0], bytes, sizeof(bytes));
	close(fds[0]);
	return (size_t)n;
}

static enum verdict_status law_status(const char *text, const struct proof *p,
				      const char *law, bool strict)
{
	struct run_options opt = { .strict = strict };
	struct job job = { .scn = parse_text(text) };
	enum verdict_status s = VERDICT_SKIP;

	verdict_init(&job.verdict);
	collect(&job, bytes, records(p), 0, NULL, &opt);
	for (uint32_t i = 0; i < job.verdict.nchecks; i++)
		if (!strcmp(job.verdict.checks[i].name, law))
			s = job.verdict.checks[i].status;
	scenario_free((struct scenario *)(uintptr_t)job.scn);
	verdict_free(&job.verdict);
	return s;
}

START_TEST(expected_to_fail)
{
	struct proof p = *good();

	ck_assert_int_eq(law_status("host pc\nxfail law landing\n", &p,
				    "law landing", false), VERDICT_XPASS);
	p.failure.any = true;
	ck_assert_int_eq(law_status("host pc\n", &p, "law landing", false),
			 VERDICT_FAIL);
	ck_assert_int_eq(law_status("host pc\nxfail law landing\n", &p,
				    "law landing", false), VERDICT_XFAIL);
	ck_assert_int_eq(law_status("host pc\nxfail law path\n", &p,
				    "law landing", false), VERDICT_FAIL);
	/* The condition is of the mode that it runs in. */
	ck_assert_int_eq(law_status("host pc\niommu lazy\nxfail law landing when iommu strict\n",
				    &p, "law landing", false), VERDICT_FAIL);
	ck_assert_int_eq(law_status("host pc\niommu lazy\nxfail law landing when iommu on\n",
				    &p, "law landing", false), VERDICT_XFAIL);
}
END_TEST

START_TEST(strict_fails_on_conservative)
{
	struct proof p = *good();

	p.map.map_type = HP_MAP_THRU_HOST_BRIDGE;
	p.map.segment[0].bus_address = p.map.segment[1].bus_address = false;
	p.direct_tried = p.direct_write = p.direct_read = true;
	ck_assert_int_eq(law_status("host pc\n", &p, "law path", false),
			 VERDICT_PASS);
	ck_assert_int_eq(law_status("host pc\n", &p, "law path", true),
			 VERDICT_FAIL);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("laws");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, nothing_to_judge);
	tcase_add_test(t, the_language_knows_them);
	tcase_add_test(t, a_good_mapping_passes);
	tcase_add_test(t, a_refused_one_lands_nowhere_and_passes);
	tcase_add_test(t, landing_somewhere_else);
	tcase_add_test(t, landing_nowhere);
	tcase_add_test(t, landing_nowhere_in_the_root_complex);
	tcase_add_test(t, landing_as_another_byte);
	tcase_add_test(t, landing_in_the_other_direction);
	tcase_add_test(t, bus_addr_requests_in_the_root_complex);
	tcase_add_test(t, bus_addr_completions_in_the_root_complex);
	tcase_add_test(t, bus_addr_translated);
	tcase_add_test(t, thru_host_bridge_past_the_iommu);
	tcase_add_test(t, thru_host_bridge_is_as_it_should_be);
	tcase_add_test(t, conservative_is_no_failure_but_counted);
	tcase_add_test(t, pieces_that_do_not_sum);
	tcase_add_test(t, pieces_that_overlap);
	tcase_add_test(t, pieces_that_are_not_aligned);
	tcase_add_test(t, pieces_of_nothing);
	tcase_add_test(t, pieces_marked_wrongly);
	tcase_add_test(t, pieces_of_a_dma_buf);
	tcase_add_test(t, what_is_gone_is_gone);
	tcase_add_test(t, still_reached_at_once);
	tcase_add_test(t, lazy_promises_nothing_before_the_flush);
	tcase_add_test(t, unmap_refused);
	tcase_add_test(t, things_left_over);
	tcase_add_test(t, a_reset_under_nobody);
	tcase_add_test(t, a_reset_under_an_importer);
	tcase_add_test(t, a_request_after_a_reset);
	tcase_add_test(t, a_request_after_the_link_was_lost);
	tcase_add_test(t, a_reset_while_requests_wait);
	tcase_add_test(t, a_reset_of_a_function_that_was_blocked_before);
	tcase_add_test(t, translations_that_are_not_forgotten);
	tcase_add_test(t, a_request_that_is_lost);
	tcase_add_test(t, a_request_into_free_memory);
	tcase_add_test(t, a_request_that_lands_elsewhere);
	tcase_add_test(t, a_reset_under_an_iommu_entry);
	tcase_add_test(t, a_reset_under_a_window);
	tcase_add_test(t, counts_that_differ);
	tcase_add_test(t, isolation_without_translation);
	tcase_add_test(t, isolation_kept);
	tcase_add_test(t, a_bar_of_another_group);
	tcase_add_test(t, memory_under_another_name);
	tcase_add_test(t, expected_to_fail);
	tcase_add_test(t, strict_fails_on_conservative);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
