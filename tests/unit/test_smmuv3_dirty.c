// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_smmuv3_dirty.c - flags that the SMMUv3 sets in descriptors: that a page was used, and
 * that it was written (IHI 0070 3.13).
 */
#include "tests/unit/smmuv3_rig.h"

#define CFGI (0x03 | (uint64_t)SID << 32)

#define PTE (ROOT + 0x3000 + 8)
#define DBM (1ull << 51)

/* A CD with HA and HD as @flags has them, and a page that may be written and was not. */
static void clean_page(uint64_t flags)
{
	put(CD, word(CD) | flags << 42);
	page(0x70000, true);
	put(PTE, word(PTE) | DBM);
	command(CFGI, 0);
	command(0x30, 0);
}

/* 3.13.3: a write, and nothing else, has the descriptor say that its page is dirty. */
START_TEST(what_is_written_is_dirty)
{
	const struct iommu_request dry = { .domain = 3, .requester = SID, .write = true,
					   .pasid = IOMMU_HW_NO_PASID, .address = IOVA, .dry = true };
	struct iommu_result r;

	start();
	clean_page(3);
	iommu_translate(hw, &dry, &r);
	ck_assert_int_eq(r.action, IOMMU_MAPPED);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	iommu_translate(hw, &dry, &r);
	ck_assert_int_eq(r.action, IOMMU_MAPPED);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 1);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).action, IOMMU_MAPPED);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 0);
	ck_assert_uint_eq(word(PTE) & DBM, DBM);
	/* What the TLB knows as dirty is not looked at again before it is dropped. */
	put(PTE, word(PTE) | 1u << 7);
	ask(IOVA, true, TLP_UNTRANSLATED);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 1);
	command(0x12 | 7ull << 32 | 5ull << 48, IOVA);
	ask(IOVA, true, TLP_UNTRANSLATED);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 0);
	/* What was read before is walked again to be written: by now it is another page. */
	clean_page(3);
	ck_assert_int_eq(rd(IOVA).action, IOMMU_MAPPED);
	put(PTE, (word(PTE) & ~0xff000ull) | 0x71000);
	ck_assert_uint_eq(ask(IOVA, true, TLP_UNTRANSLATED).address, 0x71000);
	ck_assert_uint_eq(mistakes + refusals, 0);
	stop();
}
END_TEST

START_TEST(what_may_be_written_is_said)
{
	start();
	/* Who asks for a translation may write from then on (3.9.1). */
	ste(5, 1);
	clean_page(3);
	ck_assert_uint_eq(ask(IOVA, false, TLP_TRANSLATION_REQUEST).prot, IOMMU_HW_READ | IOMMU_HW_WRITE);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 0);
	/* A table above forbids it; no DBM: the page is for reads. */
	clean_page(3);
	put(ROOT + 0x2000 + 8, (ROOT + 0x3000) | 3 | 1ull << 62);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 1);
	page(0x70000, true);
	command(0x30, 0);
	ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).reason, IOMMU_HW_FAULT_PERMISSION);
	ck_assert_uint_eq(word(PTE) >> 7 & 1, 1);
	stop();
}
END_TEST

/* CD.HD, CD.HA: neither, HD alone, which is neither, HA alone, and both (5.4). */
START_TEST(flags_are_updated_as_the_context_says)
{
	for (uint64_t flags = 0; flags < 4; flags++) {
		start();
		clean_page(flags);
		ck_assert_int_eq(ask(IOVA, true, TLP_UNTRANSLATED).action == IOMMU_MAPPED, flags == 3);
		put(PTE, word(PTE) & ~(1ull << 10));
		command(0x30, 0);
		ck_assert_int_eq(rd(IOVA).action == IOMMU_MAPPED, flags >> 1);
		ck_assert_uint_eq(word(PTE) >> 10 & 1, flags >> 1);
		stop();
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("smmuv3_dirty");
	TCase *c = tcase_create("smmuv3_dirty");
	SRunner *r;
	int failed;

	tcase_add_test(c, what_is_written_is_dirty);
	tcase_add_test(c, what_may_be_written_is_said);
	tcase_add_test(c, flags_are_updated_as_the_context_says);
	suite_add_tcase(suite, c);
	r = srunner_create(suite);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
