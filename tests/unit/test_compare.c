// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_compare.c - two verdicts made up from a few lines each, and all that is
 * said of what differs between them: tests/golden/judge/compare.txt.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/golden.h"
#include "tests/unit/lang_util.h"
#include "tools/judge/compare.h"
#include "tools/judge/summary.h"

static const char machine[] =
	"# Two endpoints.\n"
	"host pc\n"
	"rp r 01.0\n"
	"ep gpu under r bar0 256M pref\n"
	"rp q 02.0\n"
	"ep nic under q bar0 1M\n"
	"step dma nic maps gpu bar0 0+4K as m\n"
	"expect map gpu -> nic BUS_ADDR\n"
	"expect distance gpu -> nic 4\n"
	"xfail law path\n"
	"xfail law landing\n";

/* What one kernel gave, a fact a line: see the functions below. */
struct change {
	const char *title, *mode, *was, *is, *base;
};

#define LAW "check -2 PASS law path\n"
#define LAW_BAD "check -2 FAIL law path\ndiag it went wrong\ndiag at r\n"
#define MAP "proof 0 m 3 0 4 0 0 0 0 0 0 0\n"
#define FN "fn 1 0 0100 1 0 nvme\n"

static const struct change changes[] = {
	{ "nothing", "as written", LAW, LAW, NULL },
	{ "nothing but the trace", "as written", "hash 1\n" LAW, "hash 2\n" LAW, NULL },
	{ "a law breaks", "as written", LAW, LAW_BAD, NULL },
	{ "in a mode", "iommu strict", LAW, LAW_BAD, NULL },
	{ "at an offset", "bus offset 1T", LAW, LAW_BAD, NULL },
	{ "in a mode of no name", "sideways", LAW, LAW_BAD, NULL },
	{ "by an xfail", "as written", LAW, "check -2 XFAIL law path\n", NULL },
	{ "by an error", "as written", LAW, "check -2 ERROR law path\n", NULL },
	{ "as on the base", "as written", LAW, LAW_BAD, LAW_BAD },
	{ "not as on the base", "as written", LAW, LAW_BAD, LAW },
	{ "of which the base knows nothing", "as written", LAW, LAW_BAD, "" },
	{ "a law that judges for the first time, and breaks", "as written", "", LAW_BAD, NULL },
	{ "and holds", "as written", "", LAW, NULL },
	{ "a law is mended", "as written", LAW_BAD, LAW, NULL },
	{ "and an xfail is stale", "as written", "check -2 XFAIL law path\n",
	  "check -2 XPASS law path\n", NULL },
	{ "of another law", "as written", "check -2 XFAIL law order\n",
	  "check -2 XPASS law order\n", NULL },
	{ "a broken law has nothing to judge any more", "as written", LAW_BAD, "", NULL },
	{ "and a law that held", "as written", LAW, "", NULL },
	{ "a law broken in the same way", "as written", LAW_BAD, LAW_BAD, NULL },
	{ "a law broken in another way", "as written", LAW_BAD,
	  "check -2 FAIL law path\ndiag it went wrong\ndiag at q\n", NULL },
	{ "or in more lines", "as written", LAW_BAD, LAW_BAD "diag and more\n", NULL },
	{ "a law is skipped now", "as written", LAW_BAD, "check -2 SKIP law path\n", NULL },
	{ "a law was skipped", "as written", "check -2 SKIP law path\n", LAW_BAD, NULL },
	{ "twelve lines", "as written", LAW, "check -2 FAIL law path\n"
	  "diag 1\ndiag 2\ndiag 3\ndiag 4\ndiag 5\ndiag 6\ndiag 7\ndiag 8\ndiag 9\n"
	  "diag 10\ndiag 11\ndiag 12\n", NULL },
	{ "eleven lines", "as written", LAW, "check -2 FAIL law path\n"
	  "diag 1\ndiag 2\ndiag 3\ndiag 4\ndiag 5\ndiag 6\ndiag 7\ndiag 8\ndiag 9\n"
	  "diag 10\ndiag 11\n", NULL },
	{ "five, six and seven lines", "as written", LAW,
	  "check -2 FAIL law a\ndiag 1\ndiag 2\ndiag 3\ndiag 4\ndiag 5\n"
	  "check -2 FAIL law b\ndiag 1\ndiag 2\ndiag 3\ndiag 4\ndiag 5\ndiag 6\n"
	  "check -2 FAIL law c\ndiag 1\ndiag 2\ndiag 3\ndiag 4\ndiag 5\ndiag 6\ndiag 7\n",
	  NULL },

	{ "a boot fails", "as written", "check -1 PASS boot\n",
	  "check -1 FAIL boot\ndiag it stopped\n", NULL },
	{ "a boot is mended", "as written", "check -1 FAIL boot\ndiag it stopped\n",
	  "check -1 PASS boot\n", NULL },
	{ "a boot fails otherwise", "as written", "check -1 FAIL boot\ndiag it stopped\n",
	  "check -1 FAIL boot\ndiag it hung\n", NULL },

	{ "an answer", "as written", "check 1 PASS expect map\nbrief BUS_ADDR\n",
	  "check 1 FAIL expect map\nbrief NOT_SUPPORTED\ndiag got: NOT_SUPPORTED\n", NULL },
	{ "an answer that passes in both", "as written",
	  "check 2 PASS expect distance\nbrief 4\n", "check 2 PASS expect distance\nbrief 5\n",
	  NULL },
	{ "the same answer, and another status", "as written",
	  "check 1 PASS expect map\nbrief BUS_ADDR\n",
	  "check 1 FAIL expect map\nbrief BUS_ADDR\ndiag got another address\n", NULL },
	{ "other lines", "as written", "check 1 FAIL expect map\ndiag a\n",
	  "check 1 FAIL expect map\ndiag b\n", NULL },
	{ "not reached now", "as written", "check 1 PASS expect map\n",
	  "check 1 SKIP expect map\nreason not reached\n", NULL },
	{ "not reached before", "as written",
	  "check 1 SKIP expect map\nreason not reached\n", "check 1 PASS expect map\n", NULL },
	{ "a law that saw less", "as written", "check 1 PASS expect map\n" LAW_BAD,
	  "check 1 SKIP expect map\nreason not reached\n" LAW, NULL },
	{ "a law that saw no less", "as written",
	  "check 1 SKIP expect map\nreason not reached\n" LAW_BAD,
	  "check 1 SKIP expect map\nreason not reached\n" LAW, NULL },
	{ "an error of a full machine before", "as written",
	  "status ERROR out of memory\nsilent 1\n", LAW, NULL },
	{ "skipped for another reason", "as written",
	  "check 1 SKIP expect map\nreason no IOMMU\n", "check 1 PASS expect map\n", NULL },
	{ "a statement's xfail is stale", "as written", "check 1 XFAIL expect map\n",
	  "check 1 XPASS expect map\n", NULL },
	{ "a statement passes against its xfail on both", "as written",
	  "check 1 XPASS expect map\n", "check 1 XPASS expect map\n", NULL },
	{ "of which the hardware says the same", "as written",
	  "check 0 PASS step dma\nbrief a\n" MAP, "check 0 PASS step dma\nbrief b\n" MAP, NULL },
	{ "and another thing", "as written", "check 0 PASS step dma\nbrief a\n" MAP,
	  "check 0 PASS step dma\nbrief b\nproof 0 m 4 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "and nothing before", "as written", "check 0 PASS step dma\nbrief a\n",
	  "check 0 PASS step dma\nbrief b\n" MAP, NULL },
	{ "and nothing now", "as written", "check 0 PASS step dma\nbrief a\n" MAP,
	  "check 0 PASS step dma\nbrief b\n", NULL },
	{ "checks that the other has not", "as written", "check 0 PASS step dma\n",
	  "check 1 FAIL expect map\n", NULL },
	{ "conservative answers", "as written", "check 1 PASS expect map\nsuspect 2\n" LAW,
	  "check 1 PASS expect map\nsuspect 5\n" LAW, NULL },

	{ "skipped on both", "as written", "status SKIP no p2p\n", "status SKIP no p2p\n", NULL },
	{ "skipped before", "as written", "status SKIP no p2p\n", LAW, NULL },
	{ "and fails now", "as written", "status SKIP no p2p\n",
	  "status FAIL\n" LAW "check 1 FAIL expect map\ndiag got: none\n", NULL },
	{ "skipped now", "as written", LAW, "status SKIP no p2p\n", NULL },
	{ "skipped now, failed before", "as written", "status FAIL\n" LAW_BAD,
	  "status SKIP no p2p\n", NULL },
	{ "skipped with checks", "as written", "status SKIP late\n" LAW,
	  "status SKIP late\n" LAW, NULL },
	{ "an error now", "as written", LAW,
	  "status ERROR trap: x\ncheck 1 ERROR expect map\ndiag trapped\n", NULL },
	{ "an error before", "as written", "status ERROR trap: x\n", LAW, NULL },
	{ "the same error", "as written", "status ERROR trap: x\n",
	  "status ERROR trap: x\n" LAW_BAD, NULL },
	{ "another error", "as written", "status ERROR trap: x\n",
	  "status ERROR trap: y\n", NULL },
	{ "a process that ended without a word on both", "as written",
	  "status ERROR ended\nsilent 1\n", "status ERROR ended\nsilent 1\n", NULL },
	{ "an error without a reason", "as written", "status ERROR\n", "status ERROR\n", NULL },
	{ "an error that has a reason now", "as written", "status ERROR\n",
	  "status ERROR trap: x\n", NULL },

	{ "a mapping as before", "as written", MAP, MAP, NULL },
	{ "a mapping is refused", "as written", MAP, "proof 0 m 0 -95 0 0 0 0 0 0 0 0\n", NULL },
	{ "a direct request arrives", "as written", MAP,
	  "proof 0 m 0 -95 0 0 0 0 0 2 1 1\n", NULL },
	{ "a write alone arrives", "as written", MAP,
	  "proof 0 m 0 -95 0 0 0 0 0 2 1 0\n", NULL },
	{ "a read alone arrives", "as written", MAP,
	  "proof 0 m 0 -95 0 0 0 0 0 2 0 1\n", NULL },
	{ "another error of a mapping", "as written", "proof 0 m 0 -95 0 0 0 0 0 0 0 0\n",
	  "proof 0 m 0 -121 0 0 0 0 0 0 0 0\n", NULL },
	{ "through the root complex", "as written", MAP, "proof 0 m 3 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "some of it", "as written", MAP, "proof 0 m 3 0 4 3 0 0 0 0 0 0\n", NULL },
	{ "translated", "as written", MAP, "proof 0 m 4 0 4 4 4 0 0 0 0 0\n", NULL },
	{ "no request arrives", "as written", MAP, "proof 0 m 3 0 0 0 0 1 0 0 0 0\n", NULL },
	{ "not every request", "as written", MAP, "proof 0 m 3 0 4 0 0 1 0 0 0 0\n", NULL },
	{ "bytes elsewhere", "as written", MAP, "proof 0 m 3 0 4 0 0 1 1 0 0 0\n", NULL },
	{ "a mapping of no type", "as written", MAP, "proof 0 m 0 0 4 0 0 0 0 0 0 0\n", NULL },
	{ "another mapping", "as written", MAP, "proof 0 n 3 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "of another step", "as written", MAP, "proof 2 m 3 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "of which the statement speaks", "as written",
	  "check 0 PASS step dma\nbrief a\n" MAP,
	  "check 0 PASS step dma\nbrief b\nproof 0 m 4 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "of which another speaks", "as written",
	  "check 1 PASS expect map\nbrief a\n" MAP,
	  "check 1 PASS expect map\nbrief b\nproof 0 m 4 0 4 4 0 0 0 0 0 0\n", NULL },
	{ "two mappings", "as written", MAP "proof 1 n 3 0 4 0 0 0 0 0 0 0\n",
	  "proof 1 n 3 0 4 4 0 0 0 0 0 0\n" MAP, NULL },

	{ "P2PDMA's answer", "as written", "pair 1 3 4\n", "pair 1 4 4\n", NULL },
	{ "a distance", "as written", "pair 1 3 4\n", "pair 1 3 5\n", NULL },
	{ "the same", "as written", "pair 1 3 4\n", "pair 1 3 4\n", NULL },
	{ "asked elsewhere", "as written", "pair 1 3 4\n", "pair 2 4 4\n", NULL },
	{ "more pairs now", "as written", "pair 1 3 4\n", "pair 1 3 4\npair 2 3 4\n", NULL },
	{ "fewer pairs now", "as written", "pair 1 3 4\npair 2 3 4\n", "pair 1 4 4\n", NULL },

	{ "a function as before", "as written", FN, FN, NULL },
	{ "a function more", "as written", FN, FN "fn 3 2 0200 2 0 -\n", NULL },
	{ "a function less", "as written", FN "fn -1 0 0208 2 0 -\n", FN, NULL },
	{ "functions in another order", "as written", FN "fn 3 0 0200 2 0 -\n",
	  "fn 3 0 0200 2 0 -\n" FN, NULL },
	{ "no function on one", "as written", FN, "", NULL },
	{ "nor on the other", "as written", "", FN, NULL },
	{ "its driver", "as written", FN, "fn 1 0 0100 1 0 vfio-pci\n", NULL },
	{ "no driver", "as written", FN, "fn 1 0 0100 1 0 -\n", NULL },
	{ "a driver now", "as written", "fn 1 0 0100 1 0 -\n", FN, NULL },
	{ "its ACS control", "as written", FN, "fn 1 0 0100 1 1d nvme\n", NULL },
	{ "its number alone", "as written", FN, "fn 1 0 0100 7 0 nvme\n", NULL },
	{ "its group", "as written", FN "fn 3 0 0200 2 0 -\n", FN "fn 3 0 0200 1 0 -\n", NULL },
	{ "its group is split", "as written", FN "fn 3 0 0200 1 0 -\n", FN "fn 3 0 0200 2 0 -\n", NULL },
	{ "no group now", "as written", FN, "fn 1 0 0100 -1 0 nvme\n", NULL },
	{ "no group before", "as written", "fn 1 0 0100 -1 0 nvme\n", FN, NULL },
	{ "group 0", "as written", "fn 1 0 0100 0 0 nvme\nfn 3 0 0200 0 0 -\n",
	  "fn 1 0 0100 0 0 nvme\nfn 3 0 0200 1 0 -\n", NULL },
	{ "of the first function", "as written", "fn 0 0 0008 1 0 -\n", "fn 0 0 0008 1 0 pcieport\n", NULL },
	{ "of the first function's VF", "as written", "fn 0 1 0010 1 0 -\n", "fn 0 1 0010 1 0 x\n", NULL },
	{ "of one that is none of the machine's", "as written", "fn -1 0 12ff 1 0 -\n",
	  "fn -1 0 12ff 1 0 x\n", NULL },
	{ "of one in another domain", "as written", "fn -1 0 30100 1 0 -\n",
	  "fn -1 0 30100 1 1 -\n", NULL },
	{ "the first group's first function", "as written",
	  "fn 0 0 0008 0 0 -\nfn 1 0 0100 0 0 -\nfn 3 0 0200 0 0 -\n",
	  "fn 0 0 0008 1 0 -\nfn 1 0 0100 0 0 -\nfn 3 0 0200 0 0 -\n", NULL },
	{ "the last resource", "as written", FN "res 0 200 0 0 0\nres 1 200 1 0 0\nres 16 200 2 0 0\n",
	  FN "res 0 200 1 0 0\nres 1 200 0 0 0\nres 16 200 3 0 0\n", NULL },
	{ "no function before", "as written", "", FN, NULL },
	{ "no function now", "as written", FN, "", NULL },
	{ "five lines of the log", "as written", "log a\nlog b\nlog c\nlog d\nlog e\n", "log z\n", NULL },
	{ "six lines of the log", "as written", "log a\nlog b\nlog c\nlog d\nlog e\nlog f\n", "log z\n", NULL },
	{ "one line more often", "as written", "log a\nlog a\n", "log a\nlog a\nlog a\n", NULL },
	{ "lines in another order", "as written", "log a\nlog b\n", "log b\nlog a\n", NULL },
	{ "where code stands", "as written", "log at x.c:12 it\nlog at y.h:3\n",
	  "log at x.c:345 it\nlog at y.h:4\n", NULL },
	{ "what is no place of code", "as written", "log at x.s:12\nlog .c:1\nlog x.c:\n",
	  "log at x.s:13\nlog .c:2\nlog x.c:3\n", NULL },
	{ "of a VF", "as written", "fn 1 3 01a8 4 0 -\n", "fn 1 3 01a8 4 0 virtio\n", NULL },
	{ "a BAR", "as written", FN "res 0 200 1000 80000000 90000000\n",
	  FN "res 0 200 1000 80001000 90001000\n", NULL },
	{ "its CPU address", "as written", FN "res 0 200 1000 80000000 90000000\n",
	  FN "res 0 200 1000 80000000 90001000\n", NULL },
	{ "its size", "as written", FN "res 0 200 1000 80000000 90000000\n",
	  FN "res 0 200 2000 80000000 90000000\n", NULL },
	{ "no room", "as written", FN "res 0 200 1000 80000000 90000000\n",
	  FN "res 0 80000000 1000 0 0\n", NULL },
	{ "a window of one byte", "as written", FN "res 13 200 1 0 0\n", FN, NULL },
	{ "a window of two bytes", "as written", FN, FN "res 13 200 2 0 0\n", NULL },

	{ "the log", "as written", "log a\nlog b\n", "log a\nlog b\n", NULL },
	{ "one line less", "as written", "log a\nlog b\n", "log a\n", NULL },
	{ "one line more", "as written", "log a\n", "log a\nlog b\n", NULL },
	{ "another line", "as written", "log a\nlog b\n", "log a\nlog c\n", NULL },
	{ "the line of a source file", "as written", "log at a.c:5037\nlog b.h:9 x\n",
	  "log at a.c:104\nlog b.h:10 x\n", NULL },
	{ "the line of another source file", "as written", "log at a.c:7\n",
	  "log at b.c:7\n", NULL },
	{ "a number behind no source file", "as written", "log at 0000:7\n",
	  "log at 0000:8\n", NULL },
	{ "a line where there was none", "as written", "log at a.c:\n",
	  "log at a.c:7\n", NULL },
	{ "what follows the line", "as written", "log at a.c:7 b\n",
	  "log at a.c:8 c\n", NULL },
	{ "the same lines in another order", "as written", "log a\nlog b\n",
	  "log b\nlog a\n", NULL },
	{ "more often", "as written", "log a\n", "log a\nlog a\nlog a\n", NULL },
	{ "less often", "as written", "log a\nlog a\nlog a\n", "log a\n", NULL },
	{ "six lines more", "as written", "log a\n",
	  "log a\nlog 1\nlog 2\nlog 3\nlog 4\nlog 5\nlog 6\n", NULL },
};

static enum verdict_status status_of(const char *name)
{
	for (int i = VERDICT_PASS; i <= VERDICT_ERROR; i++)
		if (!strcmp(verdict_status_name((enum verdict_status)i), name))
			return (enum verdict_status)i;
	ck_abort_msg("%s is no status", name);
	return VERDICT_PASS;
}

/* "check STEP STATUS NAME", and after it "brief", "reason", "suspect", "diag" TEXT. */
static void add_check(struct verdict *v, const char *text)
{
	char status[16], name[64];
	struct check *c = verdict_add_check(v);

	ck_assert_int_eq(sscanf(text, "%d %15s %63[^\n]", &c->step, status, name), 3);
	c->name = verdict_strdup(v, name);
	c->status = status_of(status);
}

/*
 * "proof STEP NAME TYPE ERROR REQUESTS IN-RC TRANSLATED FAILED DATA", and of
 * direct requests "TRIED WRITE READ".
 */
static void add_proof(struct verdict *v, const char *text)
{
	struct proof *p = verdict_add_proof(v);

	ck_assert_int_eq(sscanf(text, "%d %79s %u %d %u %u %u %u %u %u %u %u", &p->step,
				p->name, &p->map.map_type, &p->map.error,
				&p->requests, &p->requests_in_rc, &p->translated,
				&p->failure.any, &p->failure.data, &p->direct_tried,
				&p->direct_write, &p->direct_read), 12);
}

/* "fn INDEX VF BDF GROUP ACS DRIVER", numbers in hexadecimal but INDEX, VF, GROUP. */
static void add_function(struct verdict *v, const char *text)
{
	struct vfunction *f = verdict_add_function(v);
	unsigned int vf, bdf, acs;

	ck_assert_int_eq(sscanf(text, "%d %u %x %d %x %31s", &f->function, &vf, &bdf,
				&f->k.iommu_group, &acs, f->k.driver), 6);
	f->vf = (uint16_t)vf;
	f->k.sbdf = bdf;
	f->k.acs_ctrl = (uint16_t)acs;
	if (!strcmp(f->k.driver, "-"))
		*f->k.driver = '\0';
}

/* "res NUMBER FLAGS SIZE BUS CPU", in hexadecimal but NUMBER, of the last function. */
static void add_resource(struct verdict *v, const char *text)
{
	unsigned long long size, bus, cpu, flags;
	struct hp_kresource *r;
	int i;

	ck_assert_int_eq(sscanf(text, "%d %llx %llx %llx %llx", &i, &flags, &size,
				&bus, &cpu), 5);
	r = &v->functions[v->nfunctions - 1].k.res[i];
	r->size_bytes = size;
	r->bus_start = bus;
	r->cpu_start = cpu;
	if (flags & 0x80000000)
		r->flags = HP_RES_UNASSIGNED;
}

static void add_line(struct verdict *v, const char *word, const char *text)
{
	struct check *c = v->nchecks ? &v->checks[v->nchecks - 1] : NULL;

	if (!strcmp(word, "check")) {
		add_check(v, text);
	} else if (!strcmp(word, "brief")) {
		c->brief = verdict_strdup(v, text);
	} else if (!strcmp(word, "reason")) {
		c->reason = verdict_strdup(v, text);
	} else if (!strcmp(word, "suspect")) {
		c->suspect = (uint32_t)atoi(text);
	} else if (!strcmp(word, "diag")) {
		check_diag(v, c, "%s", text);
	} else if (!strcmp(word, "proof")) {
		add_proof(v, text);
	} else if (!strcmp(word, "pair")) {
		struct vpair *p = verdict_add_pair(v);

		ck_assert_int_eq(sscanf(text, "%d %u %d", &p->step,
					&p->answer.map_type, &p->answer.distance), 3);
	} else if (!strcmp(word, "fn")) {
		add_function(v, text);
	} else if (!strcmp(word, "res")) {
		add_resource(v, text);
	} else if (!strcmp(word, "log")) {
		verdict_add_log(v)->text = verdict_strdup(v, text);
	} else if (!strcmp(word, "hash")) {
		v->trace_hash = (uint64_t)atoi(text);
	} else if (!strcmp(word, "silent")) {
		v->silent = true;
	} else if (!strcmp(word, "status")) {
		char status[16] = "";

		sscanf(text, "%15s", status);
		v->status = status_of(status);
		text += strlen(status);
		v->reason = *text ? verdict_strdup(v, text + 1) : NULL;
	} else {
		ck_abort_msg("%s: what is that?", word);
	}
}

static void verdict_of(struct verdict *v, const char *text)
{
	char word[16], line[256];
	int n;

	verdict_init(v);
	for (; *text; text += strcspn(text, "\n") + 1) {
		ck_assert_int_eq(sscanf(text, "%15s%n", word, &n), 1);
		snprintf(line, sizeof(line), "%.*s",
			 (int)strcspn(text + n + 1, "\n"), text + n + 1);
		add_line(v, word, line);
	}
}

static void add(struct comparison *c, const struct scenario *s,
		const struct change *x, FILE *out)
{
	struct verdict was, is, base;
	enum diff_class class;

	verdict_of(&was, x->was);
	verdict_of(&is, x->is);
	verdict_of(&base, x->base ? x->base : "");
	class = comparison_add(c, s, x->mode, &was, &is, x->base ? &base : NULL);
	if (out)
		fprintf(out, "== %s: %s\n", x->title, diff_class_name(class));
	verdict_free(&was);
	verdict_free(&is);
	verdict_free(&base);
}

static void print(FILE *out, const struct comparison *c, const char *kernel,
		  uint32_t most, const char *indent)
{
	const struct summary_options opt = {
		.kernel = kernel, .most = most, .indent = indent,
	};

	summary_counts(out, c);
	fprintf(out, "; worst %s, retraced %u, conservative %u -> %u\n",
		diff_class_name(comparison_worst(c)), (unsigned int)c->retraced,
		(unsigned int)c->conservative_was, (unsigned int)c->conservative_is);
	summary_differences(out, c, &opt);
}

START_TEST(all_differences)
{
	const unsigned int n = sizeof(changes) / sizeof(*changes);
	char *messages, *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct scenario *s = lang_parse(machine, strlen(machine), &messages);
	struct comparison all;

	ck_assert_msg(s != NULL, "%s", messages);
	comparison_init(&all);
	for (unsigned int i = 0; i < n; i++) {
		struct comparison c;

		comparison_init(&c);
		add(&c, s, &changes[i], out);
		print(out, &c, i % 2 ? "7.3" : NULL, i % 3 ? 0 : 9, "  ");
		comparison_free(&c);
		add(&all, s, &changes[i], NULL);
	}
	fprintf(out, "== all of them, at most four of a class\n");
	print(out, &all, "7.3", 4, "");
	fprintf(out, "== all of them\n");
	print(out, &all, NULL, 0, "\t");
	fclose(out);
	golden_is("golden/judge/compare.txt", text, len);
	comparison_free(&all);
	scenario_free(s);
	free(messages);
	free(text);
}
END_TEST

/* The same difference at N places: a few are named, and the others counted. */
START_TEST(places)
{
	char *messages, *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct scenario *s = lang_parse(machine, strlen(machine), &messages);
	static const struct change one = { "", "as written", LAW, LAW_BAD, NULL };
	struct comparison c;

	comparison_init(&c);
	for (int n = 1; n <= 6; n++) {
		add(&c, s, &one, NULL);
		fprintf(out, "== %d\n", n);
		print(out, &c, NULL, 0, "");
	}
	fclose(out);
	golden_is("golden/judge/places.txt", text, len);
	comparison_free(&c);
	scenario_free(s);
	free(messages);
	free(text);
}
END_TEST

START_TEST(expected_classes)
{
	static const struct { const char *list; bool ok; uint32_t set; } lists[] = {
		{ NULL, true, 7 }, { "same", true, 1 }, { "Same,CHANGED", true, 3 },
		{ "mended", true, 4 }, { "unjudged", true, 8 }, { "broken", true, 16 },
		{ "same,changed,mended,unjudged,broken", true, 31 },
		{ "", false, 0 }, { ",", false, 0 }, { "nonsense", false, 0 },
		{ "same,nonsense", false, 1 }, { "nonsense,same", false, 1 },
		{ "same changed", false, 0 },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		uint32_t set;

		ck_assert_msg(diff_classes_of(lists[i].list, &set) == lists[i].ok,
			      "%s", lists[i].list);
		ck_assert_uint_eq(set, lists[i].set);
	}
}
END_TEST

/* Exit status of results in @class alone when @expected may occur. */
static int exit_of(enum diff_class class, uint32_t expected)
{
	struct comparison c;

	comparison_init(&c);
	c.results[class] = 2;
	ck_assert_int_eq(comparison_worst(&c), class);
	return comparison_exit(&c, expected);
}

START_TEST(exit_status)
{
	struct comparison c;

	for (int i = 0; i < DIFF_CLASSES; i++) {
		const enum diff_class class = (enum diff_class)i;

		ck_assert_int_eq(exit_of(class, 1u << i), 0);
		ck_assert_int_eq(exit_of(class, 31u & ~(1u << i)),
				 class == DIFF_UNJUDGED ? 3 : 1);
	}
	comparison_init(&c);
	ck_assert_int_eq(comparison_exit(&c, 1), 0);
	ck_assert_int_eq(comparison_worst(&c), DIFF_SAME);
	c.results[DIFF_UNJUDGED] = c.results[DIFF_BROKEN] = 1;
	ck_assert_int_eq(comparison_exit(&c, 1), 1);
	ck_assert_int_eq(comparison_worst(&c), DIFF_BROKEN);
	ck_assert_str_eq(diff_class_name(DIFF_CLASSES), "?");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("compare");
	TCase *t = tcase_create("compare");
	SRunner *sr;
	int failed;

	tcase_add_test(t, all_differences);
	tcase_add_test(t, places);
	tcase_add_test(t, expected_classes);
	tcase_add_test(t, exit_status);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
