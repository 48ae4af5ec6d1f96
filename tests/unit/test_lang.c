// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang.c - what a scenario says is what is understood: machine, defaults,
 * steps, expectations.  Refusals are test_lang_malformed.c's.
 */
#include <check.h>
#include <errno.h>
#include <locale.h>
#include <time.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

static struct scenario *parsed;

static void drop(void)
{
	scenario_free(parsed);
	parsed = NULL;
}

/* Parse what must be right. */
static const struct scenario *good(const char *text)
{
	char *messages;

	drop();
	parsed = lang_parse(text, strlen(text), &messages);
	ck_assert_msg(parsed != NULL, "%s", messages);
	ck_assert_str_eq(messages, "");
	free(messages);
	return parsed;
}

static const struct spec_function *fn(const char *name)
{
	int32_t i = spec_find_function(parsed->spec, name);

	ck_assert_msg(i >= 0, "no function %s", name);
	return &parsed->spec->functions[i];
}

START_TEST(comments_name_and_reason)
{
	const struct scenario *s;
	static const char text[] = "\n  #   The reason.  \n# from: a list, 2024\n# more\nhost pc\n";
	FILE *err = fopen("/dev/null", "w");

	good(text);
	ck_assert_str_eq(parsed->reason, "The reason.  ");
	ck_assert_str_eq(parsed->from, "a list, 2024");
	ck_assert_str_eq(parsed->path, "t.hp");
	ck_assert_str_eq(parsed->name, "t");
	ck_assert_uint_eq(parsed->nlines, 6);
	ck_assert_str_eq(parsed->lines[4], "host pc");

	good("host pc\n# too late to be a reason\n");
	ck_assert_str_eq(parsed->reason, "");
	ck_assert_ptr_null(parsed->from);

	s = scenario_parse("a/b.c/d.hp", "rp a 01.0", 9, err);
	ck_assert_str_eq(s->name, "d");
	ck_assert_str_eq(s->spec->host.profile, "pc");
	scenario_free((struct scenario *)s);
	fclose(err);

	/* A byte order mark is no part of the first line. */
	good("\xef\xbb\xbfhost pc\n");
	ck_assert_str_eq(parsed->lines[0], "host pc");
}
END_TEST

START_TEST(lines_and_words)
{
	good("host\tserver # profile\r\n\r\nrp rp0 \\\r\n 01.0\\\n acs SV+ \\\n RR-\nep nic under rp0");
	ck_assert_uint_eq(fn("rp0")->acs.cap, ACS_SV | ACS_RR);
	ck_assert_int_eq(fn("nic")->loc.line, 7);
	ck_assert_int_eq(fn("nic")->loc.column, 4);
	/* A '#' ends a word, too; in text it does not. */
	good("host pc#comment\nexpect log \"a # b \\\" c\"#x\n");
	ck_assert_str_eq(parsed->steps[0].text, "a # b \" c");
	good("host pc\nexpect log \"\\t\\x4A\\xc3\\xa4\\\\\\n\"\n");
	ck_assert_str_eq(parsed->steps[0].text, "\tJ\xc3\xa4\\\n");
	/* A statement of several lines is shown as one. */
	good("host pc\nexpect \\\n  log \\ \n\"x  y\" # z\n");
	ck_assert_str_eq(parsed->steps[0].source, "expect log \"x  y\"");
}
END_TEST

START_TEST(cmdline_is_the_rest_of_the_line)
{
	good("host pc\ncmdline pci=disable_acs_redir=0000:00:01.0;pci:8086:2030   a->b # no\ncmdline \"x=\\\"y z\\\"\"\n");
	ck_assert_str_eq(parsed->cmdline,
			 "pci=disable_acs_redir=0000:00:01.0;pci:8086:2030   a->b x=\"y z\"");
	good("host pc\n");
	ck_assert_str_eq(parsed->cmdline, "");
}
END_TEST

START_TEST(places)
{
	good("host server\n"
	     "hb hb0\nhb far domain 1f bus 40-7f\n"
	     "rp a under hb0\nrp b under hb0 05.1\nrp c 001f:40:03.0\nrp d under far\n"
	     "switch s under a up 00.0\ndsp s.0\ndsp s.1 port 9\ndsp x under s 07.0\ndsp s.2\n"
	     "ep e under s.0\nfn f of e 3\nep g under s.0 fn 5\nep h under s.0 00.7\n"
	     "rp ari under hb0 ari-forwarding\nep i under ari ari\nfn j of i 130 ari\n"
	     "hostdev z under hb0 05.0\n");
	ck_assert_uint_eq(fn("a")->devfn, 1 << 3);
	ck_assert_uint_eq(fn("a")->port_number, 1);
	ck_assert_uint_eq(fn("b")->devfn, 5 << 3 | 1);
	ck_assert_int_eq(fn("c")->host_bridge, 1);
	ck_assert_uint_eq(fn("c")->devfn, 3 << 3);
	ck_assert_uint_eq(fn("d")->devfn, 1 << 3);
	ck_assert_int_eq(fn("s.0")->parent, spec_find_function(parsed->spec, "s"));
	ck_assert_uint_eq(fn("s.1")->devfn, 1 << 3);
	ck_assert_uint_eq(fn("s.1")->port_number, 9);
	ck_assert_uint_eq(fn("s.2")->devfn, 2 << 3);
	ck_assert_uint_eq(fn("x")->port_number, 7);
	ck_assert_uint_eq(fn("e")->devfn, 0);
	ck_assert_uint_eq(fn("f")->devfn, 3);
	ck_assert_uint_eq(fn("g")->devfn, 5);
	ck_assert_uint_eq(fn("h")->devfn, 7);
	ck_assert_uint_eq(fn("j")->devfn, 130);
	ck_assert_uint_eq(parsed->spec->host_bridges[1].domain, 0x1f);
	ck_assert_uint_eq(fn("far.host")->device, 0x2020);
}
END_TEST

START_TEST(sockets)
{
	good("host server\nhb a bus 00-7f\nhb b bus 80-ff socket 63\n");
	ck_assert_uint_eq(parsed->spec->host_bridges[0].socket, 0);
	ck_assert_uint_eq(parsed->spec->host_bridges[1].socket, 63);
}
END_TEST

START_TEST(hb0_comes_when_needed)
{
	good("host server\nhb b domain 1\nrp r 0000:00:01.0 \n");
	ck_assert_uint_eq(parsed->spec->nbridges, 1 + 1);
	ck_assert_str_eq(parsed->spec->host_bridges[1].name, "hb0");
	good("host server\nhb b domain 1\nrp r 02.0\n");
	ck_assert_uint_eq(parsed->spec->nbridges, 1);
	good("host power\n");
	ck_assert_uint_eq(parsed->spec->nbridges, 1);
	ck_assert_uint_eq(parsed->spec->nfunctions, 0);
	good("host amd-zen\n");
	ck_assert_uint_eq(fn("hb0.host")->vendor, 0x1022);
	good("host amd-zen\nhb hb0 id none\n");
	ck_assert_uint_eq(parsed->spec->nfunctions, 0);
}
END_TEST

START_TEST(acs_as_lspci_writes_it)
{
	good("host pc\nrp a acs SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-\n"
	     "rp b acs SV+ TB- RR+ CR+ UF+ EC- DT-\nrp c acs none\nrp d acs unknown\nrp e acs empty\n"
	     "rp f acs EC+ egress 40:0,2-4,39\nrp g acs raw 0xff 0x1083 rev 1f\n");
	ck_assert_uint_eq(fn("a")->acs.cap, 0x7f);
	ck_assert_uint_eq(fn("a")->acs.ctrl, ACS_SV | ACS_RR | ACS_CR | ACS_UF);
	ck_assert_ptr_null(lang_acs_differs(&fn("a")->acs, &fn("b")->acs));
	ck_assert_uint_eq(fn("a")->acs.egress_bits, 32);
	ck_assert_int_eq(fn("c")->acs.known, SPEC_ABSENT);
	ck_assert_int_eq(fn("d")->acs.known, SPEC_UNKNOWN);
	ck_assert_int_eq(fn("e")->acs.known, SPEC_PRESENT);
	ck_assert_uint_eq(fn("e")->acs.cap, 0);
	ck_assert_uint_eq(fn("f")->acs.egress_bits, 40);
	ck_assert_uint_eq(fn("f")->acs.egress_vector[0], 0x1dull | 1ull << 39);
	ck_assert_uint_eq(fn("g")->acs.ctrl, 0x1083);
	ck_assert_uint_eq(fn("g")->revision, 0x1f);
}
END_TEST

START_TEST(bars)
{
	const struct spec_bar *b;

	good("host pc\nrp r\nep e under r bar0 32M bar1 2G 32 bar2 4G bar4 1K pref 32 bar5 64 io rom 64KiB\n"
	     "ep f under r fn 1 bar0 16M pref at 0x4000000000 rebar 16M,1G,8G bar2 0x1000 64 vram 48G\n");
	b = fn("e")->bar;
	ck_assert_int_eq(b[0].kind, SPEC_BAR_MEM32);
	ck_assert_int_eq(b[1].kind, SPEC_BAR_MEM32);
	ck_assert_int_eq(b[2].kind, SPEC_BAR_MEM64);
	ck_assert(!b[2].prefetchable);
	ck_assert_int_eq(b[3].kind, SPEC_BAR_NONE);
	ck_assert_int_eq(b[4].kind, SPEC_BAR_MEM32);
	ck_assert(b[4].prefetchable);
	ck_assert_int_eq(b[5].kind, SPEC_BAR_IO);
	ck_assert_uint_eq(fn("e")->rom_bytes, 65536);
	b = fn("f")->bar;
	ck_assert_int_eq(b[0].kind, SPEC_BAR_MEM64);
	ck_assert_uint_eq(b[0].address, 0x4000000000);
	ck_assert_uint_eq(b[0].rebar_sizes, 1u << 4 | 1u << 10 | 1u << 13);
	ck_assert_int_eq(b[2].kind, SPEC_BAR_MEM64);
	ck_assert_uint_eq(fn("f")->vram_bytes, 48ull << 30);
}
END_TEST

START_TEST(vfs)
{
	good("host pc\nrp r\nep e under r id 10de:2230 vfs 8 vfbar0 1M vfbar2 4G pref vfacs RR+ vfats\n"
	     "ep f under r fn 1 vfs 2/4 vfdevice 12ab vfoffset 64 vfstride 2 vfenabled 1 vfpages 553\n");
	ck_assert_int_eq(fn("e")->sriov.known, SPEC_PRESENT);
	ck_assert_uint_eq(fn("e")->sriov.total_vfs, 8);
	ck_assert_uint_eq(fn("e")->sriov.initial_vfs, 8);
	ck_assert_uint_eq(fn("e")->sriov.vf_device, 0x2230);
	ck_assert_uint_eq(fn("e")->sriov.offset, 0);	/* the model's to lay out */
	ck_assert_uint_eq(fn("e")->sriov.vf_acs.ctrl, ACS_RR);
	ck_assert(fn("e")->sriov.vf_ats);
	ck_assert_uint_eq(fn("f")->sriov.initial_vfs, 2);
	ck_assert_uint_eq(fn("f")->sriov.total_vfs, 4);
	ck_assert_uint_eq(fn("f")->sriov.vf_device, 0x12ab);
	ck_assert_uint_eq(fn("f")->sriov.offset, 64);
	ck_assert_uint_eq(fn("f")->sriov.num_vfs, 1);
	ck_assert_uint_eq(fn("f")->sriov.page_sizes, 0x553);
}
END_TEST

/* Default identities are none that a kernel treats apart. */
START_TEST(default_identities_are_neutral)
{
	static const enum spec_type types[] = {
		SPEC_ROOT_PORT, SPEC_UPSTREAM_PORT, SPEC_DOWNSTREAM_PORT,
		SPEC_ENDPOINT, SPEC_LEGACY_ENDPOINT, SPEC_RCIEP, SPEC_RCEC,
		SPEC_PCIE_TO_PCI, SPEC_PCI_TO_PCIE, SPEC_PCI_BRIDGE,
		SPEC_PCI_DEVICE, SPEC_HOST_DEVICE
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct spec_function f = { .type = types[i] };

		function_defaults(profile_find("server", 6), &f);
		ck_assert_uint_eq(f.vendor, 0x1b36);
		ck_assert_uint_ne(f.device, 0x0005);	/* the one with a quirk */
		/* Classless devices get no resources. */
		ck_assert_uint_ne(f.class, 0);
	}
}
END_TEST

static bool meet(uint64_t a, uint64_t na, uint64_t b, uint64_t nb)
{
	return a < b ? b - a < na : a - b < nb;
}

/* Windows keep off DRAM and off each other. */
static void check_windows(const char *text)
{
	const struct spec *s = good(text)->spec;
	uint64_t low = s->host.dram_bytes < 2ull << 30 ? s->host.dram_bytes : 2ull << 30;
	uint64_t high = s->host.dram_bytes - low;

	for (uint32_t i = 0; i < s->nbridges; i++) {
		const struct spec_host_bridge *hb = &s->host_bridges[i];

		ck_assert_uint_ge(hb->nwindows, 2);
		for (uint32_t k = 0; k < hb->nwindows; k++) {
			const struct spec_window *w = &hb->windows[k];
			uint64_t bus = w->cpu_base - (uint64_t)w->offset;

			if (w->kind == SPEC_WIN_IO)
				continue;
			ck_assert(!meet(w->cpu_base, w->size_bytes, 0, low));
			ck_assert(!high || !meet(w->cpu_base, w->size_bytes,
						 4ull << 30, high));
			ck_assert_uint_ge(w->size_bytes, 1 << 20);
			if (w->kind == SPEC_WIN_MEM)	/* for 32-bit BARs */
				ck_assert_uint_le(bus + w->size_bytes, 1ull << 32);
			else
				ck_assert_uint_ge(bus, 1ull << 32);
		}
	}
	/* That they are apart from each other is spec_check()'s to say. */
}

START_TEST(default_windows_are_apart)
{
	char text[8192];

	for (const struct profile *p = lang_profiles; p->name; p++) {
		for (unsigned int n = 0; n <= 48; n = n ? 3 * n / 2 + 1 : 1) {
			int len = snprintf(text, sizeof(text), "host %s dram %uG\n",
					   p->name, 1u << n % 12);

			for (unsigned int i = 0; i < n; i++)
				len += snprintf(text + len, sizeof(text) - (size_t)len,
						"hb h%u domain %x\n", i, i);
			check_windows(text);
		}
	}
	check_windows("host server\nhb a\nhb b domain 1\n"
		      "window a mem 0xa0000000+64M\nwindow a pref 0x200000000000+1T\n");
	ck_assert_uint_eq(parsed->spec->host_bridges[0].nwindows, 2);
	check_windows("host server dram 64T\n");
	/* One GPU of 256 GiB fits where a desktop has none bigger. */
	check_windows("host pc\n");
	ck_assert_uint_ge(parsed->spec->host_bridges[0].windows[1].size_bytes, 256ull << 30);
}
END_TEST

START_TEST(window_and_dram_statements)
{
	const struct spec_host_bridge *hb;

	good("host pc\nhb x domain 3 socket 2 dram-offset -0x1000\nwindow x mem 0xc0000000+0x1000 offset -4K\n"
	     "window x io 0+64K\ndram x 0x0+2G offset -16G\nhb y\nwindow y none\n");
	hb = &parsed->spec->host_bridges[0];
	ck_assert_int_eq(hb->dram_offset, -4096);
	ck_assert_uint_eq(hb->nwindows, 2);
	ck_assert_int_eq(hb->windows[0].offset, -4096);
	ck_assert_uint_eq(hb->windows[0].loc.line, 3);
	ck_assert_int_eq(hb->windows[1].kind, SPEC_WIN_IO);
	ck_assert_uint_eq(hb->ndram_views, 1);
	ck_assert_int_eq(hb->dram_views[0].offset, -(16ll << 30));
	ck_assert_uint_eq(parsed->spec->host_bridges[1].nwindows, 0);
}
END_TEST

START_TEST(requirements)
{
	static const struct {
		const char *text, *name;
		char op;
		uint32_t major, minor;
	} v[] = {
		{ "kernel>=7.0", "kernel>=7.0", 'g', 7, 0 },
		{ "kernel <= 6.12", "kernel<=6.12", 'l', 6, 12 },
		{ "kernel <7", "kernel<7", '<', 7, 0 },
		{ "kernel> 6.19", "kernel>6.19", '>', 6, 19 },
		{ "kernel=7.3", "kernel=7.3", '=', 7, 3 },
		{ "kernel==7.3", "kernel==7.3", '=', 7, 3 },
	};
	char text[64];

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		snprintf(text, sizeof(text), "host pc\nrequire %s\n", v[i].text);
		good(text);
		ck_assert_uint_eq(parsed->nrequires, 1);
		ck_assert_str_eq(parsed->requires[0].name, v[i].name);
		ck_assert_int_eq(parsed->requires[0].op, v[i].op);
		ck_assert_uint_eq(parsed->requires[0].major, v[i].major);
		ck_assert_uint_eq(parsed->requires[0].minor, v[i].minor);
		ck_assert_uint_eq(parsed->requires[0].features, 0);
	}
	good("host pc\nrequire vfio-dmabuf\nrequire config-acs\n");
	ck_assert_uint_eq(parsed->requires[0].features, HP_FEAT_VFIO_DMABUF);
	ck_assert_uint_eq(parsed->requires[1].features, HP_FEAT_CONFIG_ACS);
	ck_assert_int_eq(parsed->requires[1].op, 0);
}
END_TEST

#define MACHINE \
	"host server\nrp rp0 01.0 acs SV+\nrp rp1 02.0\n" \
	"ep gpu under rp0 bar0 1M vfs 4 vfbar0 64K\nep nic under rp1 bar0 1M\n"

static const struct scn_step *step(uint32_t i)
{
	ck_assert_uint_lt(i, parsed->nsteps);
	return &parsed->steps[i];
}

START_TEST(maps)
{
	const struct scn_step *s;

	good(MACHINE "expect  map gpu->nic   BUS_ADDR distance 4 # c\n"
	     "expect map gpu/vf2 -> 0000:02:00.0 THRU_HOST_BRIDGE\n"
	     "expect distance nic -> gpu unsupported\nxfail expect map gpu -> nic NONE\n"
	     "expect map gpu -> nic BUS_ADDR bar 2 address 0x80000000\n");
	s = step(0);
	ck_assert_int_eq(s->kind, SCN_EXPECT_MAP);
	ck_assert_str_eq(s->source, "expect  map gpu->nic   BUS_ADDR distance 4");
	ck_assert_uint_eq(s->loc.line, 6);
	ck_assert_int_eq(s->a.function, spec_find_function(parsed->spec, "gpu"));
	ck_assert_int_eq(s->b.function, spec_find_function(parsed->spec, "nic"));
	ck_assert_int_eq(s->map_type, HP_MAP_BUS_ADDR);
	ck_assert(s->has_distance && s->distance == 4);
	s = step(1);
	ck_assert_uint_eq(s->a.vf, 2);
	ck_assert_str_eq(s->a.text, "gpu/vf2");
	ck_assert(s->b.by_address);
	ck_assert_int_eq(s->b.function, -1);
	ck_assert_uint_eq(s->b.sbdf, HP_SBDF(0, 2, 0, 0));
	ck_assert(!s->has_distance);
	ck_assert_int_eq(step(2)->kind, SCN_EXPECT_DISTANCE);
	ck_assert_int_eq(step(2)->distance, -1);
	ck_assert(step(3)->xfail && !step(2)->xfail);
	ck_assert_uint_eq(step(4)->bar, 2);
	ck_assert_uint_eq(step(4)->address_value, 0x80000000);
}
END_TEST

START_TEST(other_expectations)
{
	good(MACHINE "expect group gpu nic rp0 apart\nexpect group gpu nic same\n"
	     "expect bar gpu 0 assigned cpu 0x80000000 bus 4096 size 1M offset -4K\n"
	     "expect bar gpu vf3 unassigned\nexpect bar gpu rom size 64K\n"
	     "expect no log \"BUG\"\nexpect present 0001f:02:1f.7\nexpect absent 03.1\n"
	     "expect acs rp0 SrcValid+ RR-\nexpect sysfs /sys/a/b \"1\\n\"\n"
	     "expect driver gpu none\n");
	ck_assert_uint_eq(step(0)->nrefs, 3);
	ck_assert(step(0)->negated && !step(1)->negated);
	ck_assert_uint_eq(step(2)->bar_what, SCN_BAR_ASSIGNED | SCN_BAR_CPU |
			  SCN_BAR_BUS | SCN_BAR_SIZE | SCN_BAR_OFFSET);
	ck_assert_uint_eq(step(2)->bar_bus, 4096);
	ck_assert_int_eq(step(2)->bar_offset, -4096);
	ck_assert_uint_eq(step(3)->bar, HP_RES_VF_BAR0 + 3);
	ck_assert_uint_eq(step(3)->bar_what, SCN_BAR_UNASSIGNED);
	ck_assert_uint_eq(step(4)->bar, HP_RES_ROM);
	ck_assert(step(5)->negated);
	ck_assert_str_eq(step(5)->text, "BUG");
	ck_assert_uint_eq(step(6)->a.sbdf, HP_SBDF(0x1f, 2, 0x1f, 7));
	ck_assert(!step(6)->negated);
	ck_assert(step(7)->negated);
	ck_assert_uint_eq(step(7)->a.sbdf, HP_SBDF(0, 0, 3, 1));
	ck_assert_uint_eq(step(8)->acs_mask, ACS_SV | ACS_RR);
	ck_assert_uint_eq(step(8)->acs_value, ACS_SV);
	ck_assert_str_eq(step(9)->path, "/sys/a/b");
	ck_assert_str_eq(step(9)->text, "1\n");
	ck_assert_int_eq(step(10)->kind, SCN_EXPECT_DRIVER);
	ck_assert_str_eq(step(10)->text, "none");
}
END_TEST

START_TEST(steps_and_times)
{
	good(MACHINE "step sriov gpu 2\nstep bind gpu/vf1 vfio-pci\nstep unbind nic\n"
	     "step write /sys/bus/pci/rescan \"1\"\nstep selftest warn\n"
	     "at 10us expect present gpu\n+5ns step unbind gpu\n+1ps unbind gpu\nexpect present nic\n"
	     "at 1s xfail expect absent nic\n");
	ck_assert_int_eq(step(0)->kind, SCN_STEP_SRIOV);
	ck_assert_uint_eq(step(0)->number, 2);
	ck_assert_uint_eq(step(1)->a.vf, 1);
	ck_assert_str_eq(step(1)->text, "vfio-pci");
	ck_assert_int_eq(step(2)->kind, SCN_STEP_UNBIND);
	ck_assert_str_eq(step(3)->path, "/sys/bus/pci/rescan");
	ck_assert_str_eq(step(4)->text, "warn");
	ck_assert_uint_eq(step(4)->at_ps, 0);
	ck_assert_uint_eq(step(5)->at_ps, 10000000);
	ck_assert_uint_eq(step(6)->at_ps, 10005000);
	ck_assert_uint_eq(step(7)->at_ps, 10005001);
	ck_assert_str_eq(step(7)->source, "+1ps unbind gpu");
	ck_assert_uint_eq(step(8)->at_ps, 0);
	ck_assert_uint_eq(step(9)->at_ps, 1000000000000);
	ck_assert(step(9)->xfail && step(9)->negated);
}
END_TEST

START_TEST(dma_mappings)
{
	good(MACHINE "step dma nic maps gpu bar0 4K+64K as m via resource dir to\n"
	     "step dma gpu/vf1 maps dram 64K as buf via coherent\n"
	     "step dma nic maps gpu bar0 as all\n"
	     "step write m 0+4K\nstep read buf\nstep unmap m\nexpect m faults\n"
	     "expect all lands gpu bar0 0+4K\nexpect buf lands dram\n"
	     "xfail expect all refused EREMOTEIO\n+1us expect all type BUS_ADDR\n");
	ck_assert_uint_eq(parsed->nmappings, 3);
	ck_assert_int_eq(step(0)->kind, SCN_STEP_DMA);
	ck_assert_str_eq(step(0)->text, "m");
	ck_assert_int_eq(step(0)->api, HP_DMA_API_RESOURCE);
	ck_assert_int_eq(step(0)->dir, HP_DMA_TO_DEVICE);
	ck_assert_uint_eq(step(0)->offset, 4096);
	ck_assert_uint_eq(step(0)->bytes, 65536);
	ck_assert(step(0)->has_bar && !step(0)->bar && !step(0)->dram);
	ck_assert(step(1)->dram && step(1)->a.vf == 1);
	ck_assert_int_eq(step(1)->api, HP_DMA_API_COHERENT);
	ck_assert_int_eq(step(1)->mapping, 1);
	ck_assert_int_eq(step(2)->api, HP_DMA_API_P2P);
	ck_assert(!step(2)->has_range && !step(2)->bytes);
	ck_assert_int_eq(step(3)->kind, SCN_STEP_DMA_WRITE);
	ck_assert(step(3)->has_range && step(3)->bytes == 4096);
	ck_assert_int_eq(step(4)->kind, SCN_STEP_DMA_READ);
	ck_assert_int_eq(step(5)->kind, SCN_STEP_DMA_UNMAP);
	ck_assert_int_eq(step(5)->mapping, 0);
	ck_assert_int_eq(step(6)->kind, SCN_EXPECT_FAULTS);
	ck_assert_int_eq(step(7)->kind, SCN_EXPECT_LANDS);
	ck_assert(step(8)->dram && scn_step_is_expect(step(8)->kind));
	ck_assert_int_eq(step(9)->error, EREMOTEIO);
	ck_assert(step(9)->xfail);
	ck_assert_int_eq(step(10)->map_type, HP_MAP_BUS_ADDR);
	ck_assert_uint_eq(step(10)->at_ps, 1000000);
	/* A function that not every kernel has is required. */
	good(MACHINE "step dma nic maps gpu bar0 as m via phys\n");
	ck_assert_uint_eq(parsed->nrequires, 1);
	ck_assert_uint_eq(parsed->requires[0].features, HP_FEAT_DMA_MAP_PHYS);
}
END_TEST

START_TEST(on_another_bus_offset)
{
	const struct spec_window *w;
	int64_t v;

	ck_assert(scenario_signed_size("-0x10000000", &v));
	ck_assert_int_eq(v, -0x10000000);
	ck_assert(scenario_signed_size("1T", &v));
	ck_assert(!scenario_signed_size("1X", &v));
	ck_assert(!scenario_signed_size("", &v));

	/* The bus stays, the CPU moves. */
	good(MACHINE "expect bar gpu 0 offset 0\nexpect present gpu when offset some\n"
	     "expect present gpu when offset none iommu off\n");
	ck_assert(!scn_when(step(1)->when, parsed->spec));
	ck_assert(scn_when(step(2)->when, parsed->spec));
	scenario_set_bus_offset(parsed, 1ll << 40);
	ck_assert_ptr_null(parsed->skip);
	w = parsed->spec->host_bridges[0].windows;
	ck_assert_int_eq(w[0].offset, 1ll << 40);
	ck_assert_uint_eq(w[0].cpu_base, (1ull << 40) + 0x80000000);
	ck_assert_int_eq(w[1].offset, 1ll << 40);
	ck_assert_int_eq(w[2].offset, 0);	/* I/O ports */
	ck_assert_str_eq(step(0)->skip, "names an address, and --bus-offset moves it");
	ck_assert(scn_when(step(1)->when, parsed->spec));
	ck_assert(!scn_when(step(2)->when, parsed->spec));

	/* Below is DRAM: then the bus moves. */
	good("host server\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, -0x10000000);
	ck_assert_ptr_null(parsed->skip);
	w = parsed->spec->host_bridges[0].windows;
	ck_assert_uint_eq(w[0].cpu_base, 0x80000000);
	ck_assert_int_eq(w[0].offset, -0x10000000);

	good("host server\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, -(1ll << 40));
	ck_assert_str_eq(parsed->skip, "has no room for its windows at that bus offset");
	good("host server\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, INT64_MIN);
	ck_assert_str_eq(parsed->skip, "has no room for its windows at that bus offset");
	good("host arm-server\niommu strict\nsmmu 0 address-bits 40\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, 1ll << 40);
	ck_assert_str_eq(parsed->skip,
			 "has an SMMU whose addresses do not reach its windows at that bus offset");
	good("host arm-server\niommu strict\nsmmu 0 address-bits 40\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, 64ll << 30);
	ck_assert_ptr_null(parsed->skip);
	good("host arm-server\niommu strict\nsmmu 0 address-bits 48\nrp rp0 01.0\nep nic under rp0 bar0 1M\n");
	scenario_set_bus_offset(parsed, 1ll << 40);
	ck_assert_ptr_null(parsed->skip);
	good("host server\nhb hb0 dram-offset 1G\n");
	scenario_set_bus_offset(parsed, 1ll << 40);
	ck_assert_str_eq(parsed->skip, "states offsets of its own");
	good("host server\nrp rp0 01.0\nep gpu under rp0 bar0 8G rebar 8G,16G\n");
	scenario_set_bus_offset(parsed, 8ll << 30);
	ck_assert_str_eq(parsed->skip, "has a BAR of 0x400000000 bytes, and the bus offset is no multiple of that");
}
END_TEST

START_TEST(in_which_mode)
{
	good(MACHINE "expect present gpu when iommu strict,lazy\n"
	     "expect group gpu nic same when iommu on\n"
	     "xfail law landing when iommu off\nxfail law path\n");
	ck_assert_uint_eq(step(0)->when, 1u << SPEC_IOMMU_STRICT | 1u << SPEC_IOMMU_LAZY);
	ck_assert_str_eq(step(0)->source, "expect present gpu when iommu strict,lazy");
	ck_assert_uint_eq(step(1)->nrefs, 2);
	ck_assert(!scn_when(step(1)->when, parsed->spec));
	ck_assert(scenario_set_iommu(parsed, "passthrough", false));
	ck_assert(scn_when(step(1)->when, parsed->spec));
	ck_assert_uint_eq(parsed->nxlaws, 2);
	ck_assert_str_eq(parsed->xlaws[0].name, "landing");
	ck_assert_uint_eq(parsed->xlaws[0].when, 1u << SPEC_IOMMU_OFF);
	ck_assert(scn_when(parsed->xlaws[1].when, parsed->spec));
	/* Another mode from outside: where none is stated, or by force. */
	ck_assert(!parsed->iommu_stated);
	ck_assert(scenario_set_iommu(parsed, "lazy", false));
	ck_assert_int_eq(parsed->spec->host.iommu, SPEC_IOMMU_LAZY);
	ck_assert(!scenario_set_iommu(parsed, "quick", false));
	good("host pc\niommu strict\n");
	ck_assert(scenario_set_iommu(parsed, "strict", false));
	ck_assert_ptr_null(parsed->skip);
	ck_assert(scenario_set_iommu(parsed, "off", false));
	ck_assert_str_eq(parsed->skip, "states iommu strict");
	ck_assert_int_eq(parsed->spec->host.iommu, SPEC_IOMMU_STRICT);
	ck_assert(scenario_set_iommu(parsed, "off", true));
	ck_assert_int_eq(parsed->spec->host.iommu, SPEC_IOMMU_OFF);
}
END_TEST

START_TEST(captured_bytes)
{
	const struct spec_function *f;

	good("host pc\nrp r\nep e under r\nconfig e 256\nconfig e 00: 36 1b f2 00\nconfig e fe: aa bb\n");
	f = fn("e");
	ck_assert_uint_eq(f->config_len, 256);
	ck_assert_uint_eq(f->config[1], 0x1b);
	ck_assert_uint_eq(f->config[0xff], 0xbb);
	ck_assert_uint_eq(f->config[0x80], 0);
}
END_TEST

/* The names of 65,536 functions are found in time that grows with them only. */
static double seconds(unsigned int n)
{
	struct timespec a, b;
	char *text, *messages;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct scenario *s;

	fputs("host pc\npcibridge b0 under hb0\n", f);
	for (unsigned int i = 0; i < n; i++) {
		if (i % 256 == 255)
			fprintf(f, "pcibridge b%u under b%u 1f.7\n", i / 256 + 1, i / 256);
		else
			fprintf(f, "pcidev d%u under b%u %02x.%x bar0 64K\n", i,
				i / 256, i % 256 >> 3, i % 8);
	}
	fclose(f);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
	s = lang_parse(text, len, &messages);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	ck_assert_msg(s != NULL, "%.300s", messages);
	ck_assert_uint_eq(s->spec->nfunctions, n + 2);
	scenario_free(s);
	free(messages);
	free(text);
	return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9;
}

START_TEST(parsing_is_linear)
{
	double small = seconds(4096), big = seconds(65536);

	/* 16 times as much; a quadratic parser would take 256 times. */
	ck_assert_msg(big < 64 * small, "%g s, %g s", small, big);
}
END_TEST

/* Neither locale nor time zone nor where it is read changes anything. */
START_TEST(nothing_around_matters)
{
	static const char text[] = MACHINE "expect bar gpu 0 size 1M\n";
	char *a, *b;

	a = lang_print(good(text)->spec);
	setlocale(LC_ALL, "");
	setenv("TZ", "Asia/Kathmandu", 1);
	b = lang_print(good(text)->spec);
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang");
	TCase *t = tcase_create("language");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, NULL, drop);
	tcase_add_test(t, comments_name_and_reason);
	tcase_add_test(t, lines_and_words);
	tcase_add_test(t, cmdline_is_the_rest_of_the_line);
	tcase_add_test(t, places);
	tcase_add_test(t, sockets);
	tcase_add_test(t, hb0_comes_when_needed);
	tcase_add_test(t, acs_as_lspci_writes_it);
	tcase_add_test(t, bars);
	tcase_add_test(t, vfs);
	tcase_add_test(t, default_identities_are_neutral);
	tcase_add_test(t, default_windows_are_apart);
	tcase_add_test(t, window_and_dram_statements);
	tcase_add_test(t, requirements);
	tcase_add_test(t, maps);
	tcase_add_test(t, other_expectations);
	tcase_add_test(t, steps_and_times);
	tcase_add_test(t, dma_mappings);
	tcase_add_test(t, in_which_mode);
	tcase_add_test(t, on_another_bus_offset);
	tcase_add_test(t, captured_bytes);
	tcase_add_test(t, parsing_is_linear);
	tcase_add_test(t, nothing_around_matters);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
