// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_model_golden.c - the hardware as it is, written down: every register of
 * a machine with all capabilities, what of it can be written, what becomes of
 * random TLPs, and of random commands to the IOMMU.
 *
 * The other tests say which of it is right, by the specification; this one that
 * nothing changes unseen.  HAIRPIN_UPDATE_GOLDEN=1 writes tests/golden/model/.
 */
#include "tests/unit/golden.h"
#include "tests/unit/lang_util.h"
#include "wire_util.h"

static const char all_capabilities[] =
	"host server\n"
	"iommu strict\n"
	"window hb0 mem 0x80000000+1G\n"
	"window hb0 pref 0x200000000000+256G offset 0x10000000000\n"
	"window hb0 io 0x1000+60K\n"
	"rp rp0 under hb0 01.0 id 8086:2030 acs raw 0xff 0x1d hotplug ari-forwarding dpc ltr aer pm serial "
	"reserve-io 4K reserve-mem 1M reserve-pref 1G port 7 link gen5 x16 msi 4 intx A numa 1 buses 01-06\n"
	"switch sw0 under rp0 id 10b5:9797 subsys 10b5:0001 rev b0 bar0 256K 32 at 0x80000000 msi 8 buses 02-06\n"
	"dsp sw0.0 under sw0 00.0 acs SV+ TB- RR+ CR- UF+ EC- DT- egress 8:1,3-4 ari-forwarding hotplug buses 03-04\n"
	"dsp sw0.1 under sw0 01.0 acs none slot link gen1 x1 buses 05-06\n"
	"ep gpu under sw0.0 id 1002:7300 subsys 1002:0002 rev a1 class display bar0 256M 64 pref at 0x1f0000000000 rebar 256M,512M,1G "
	"bar2 2M 64 pref bar4 128 io bar5 256K 32 at 0x80100000 rom 128K vfs 3/4 vfoffset 256 vfstride 2 vfenabled 2 vfdevice 7301 "
	"vfpages 0x553 vfbar0 64M 64 pref at 0x1f0020000000 vfbar2 16K 32 vfacs RR+ CR+ EC- vfegress 0:1-3,255 vfats vfmsix "
	"ari ats pri pasid 16 aer flr pm no-soft-reset ltr serial msi 4 msix 64 acs RR- CR- EC+ DT- link gen4 x16 intx B\n"
	"fn snd of gpu 1 id 1002:7310 class audio bar0 16K 32 flr ari pm msi 1\n"
	"ep nic under sw0.1 id 15b3:1021 class network bar0 32M 64 pref multifunction msix 5 pm pasid 20\n"
	"fn nicb of nic 3 id 15b3:1021 class network bar0 8K bar1 4K bar2 4K bar3 4K acs RR+ CR+\n"
	"rp rp1 under hb0 02.0 acs unknown buses 07-09\n"
	"bridge br under rp1 buses 08-09 id 10b5:8112\n"
	"pcidev old under br 03.0 class 0x040100 bar0 1K io bar1 4K 32 pref rom 2K intx D\n"
	"pcibridge pb under br 04.0 buses 09-09\n"
	"rp rp2 under hb0 03.0 buses 0a-0a\n"
	"ep many under rp2 bar0 1M 32 bar1 64K 32 bar2 16K 32 bar3 512K 32 msix 64\n"
	"fn few of many 1 bar0 16K 32 bar2 1M 64 pref rebar 1M,8M bar4 8K 32 bar5 4K 32 msix 300\n"
	"fn one of many 2 bar0 4K 32 msix 100 msi 32\n"
	"fn two of many 3 bar0 64K 32 bar1 4K 32 msix 33\n"
	"fn none of many 4 bar0 256 io bar1 8K 32 bar2 64K 32 msix 512\n";

static FILE *out;
static char *text;
static size_t text_len;

static void begin(void)
{
	out = open_memstream(&text, &text_len);
	ck_assert_ptr_nonnull(out);
}

static void end(const char *name)
{
	fclose(out);
	golden_is(name, text, text_len);
	free(text);
}

/* --- config space --- */

struct place {
	struct fabric *f;
	uint32_t domain;
	uint8_t bus, devfn;
};

static uint32_t get(const struct place *p, uint16_t reg)
{
	return fabric_cfg_read(p->f, p->domain, p->bus, p->devfn, reg, 4);
}

static void set(const struct place *p, uint16_t reg, uint32_t v)
{
	fabric_cfg_write(p->f, p->domain, p->bus, p->devfn, reg, 4, v);
}

static void put_registers(const struct place *p)
{
	for (unsigned int row = 0; row < 4096; row += 16) {
		uint32_t v[4], any = 0;

		for (unsigned int k = 0; k < 4; k++)
			any |= v[k] = get(p, (uint16_t)(row + 4 * k));
		if (any && any != UINT32_MAX)
			fprintf(out, "%03x: %08x %08x %08x %08x\n", row, v[0],
				v[1], v[2], v[3]);
	}
}

/* What each register becomes by ones and by zeros, where that changes it. */
static void put_writable(const struct place *p)
{
	for (unsigned int reg = 0; reg < 4096; reg += 4) {
		uint32_t was = get(p, (uint16_t)reg), ones, zeros;

		set(p, (uint16_t)reg, UINT32_MAX);
		ones = get(p, (uint16_t)reg);
		set(p, (uint16_t)reg, 0);
		zeros = get(p, (uint16_t)reg);
		set(p, (uint16_t)reg, was);
		if (ones != was || zeros != was)
			fprintf(out, "%03x: was %08x ones %08x zeros %08x\n",
				reg, was, ones, zeros);
	}
}

static struct fabric *build(const char *what, struct scenario **scn)
{
	struct spec_error err;
	struct fabric *f;
	char *messages;

	*scn = lang_parse(what, strlen(what), &messages);
	ck_assert_msg(*scn != NULL, "%s", messages);
	free(messages);
	f = fabric_build((*scn)->spec, &err);
	ck_assert_msg(f != NULL, "%s", err.text);
	return f;
}

static void put_function(struct function *fn, const char *name)
{
	struct place p = { .f = fn->fabric };

	if (!function_address(fn, &p.domain, &p.bus, &p.devfn)) {
		fprintf(out, "%s: no bus number\n", name);
		return;
	}
	fprintf(out, "%s %04x:%02x:%02x.%x\n", name, p.domain, p.bus,
		p.devfn >> 3, p.devfn & 7);
	put_registers(&p);
	fputs("writing\n", out);
	put_writable(&p);
	fputs("after\n", out);
	put_registers(&p);
}

/* Anew for each: writing resets what is below. */
static void put_one(uint32_t i)
{
	struct scenario *scn;
	struct fabric *f = build(all_capabilities, &scn);
	struct function *fn = fabric_function(f, i);

	for (uint16_t v = 1; v <= 5; v++)
		if (fabric_vf(fn, v))
			put_function(fabric_vf(fn, v), "virtual function");
	put_function(fn, scn->spec->functions[i].name);
	fabric_free(f);
	scenario_free(scn);
}

START_TEST(config_space)
{
	struct scenario *scn;
	struct fabric *f = build(all_capabilities, &scn);

	begin();
	for (uint32_t i = 0; i < scn->spec->nfunctions; i++)
		put_one(i);
	end("golden/model/config-space.txt");
	fabric_free(f);
	scenario_free(scn);
}
END_TEST

/* --- TLPs --- */

static uint64_t seed;

static uint64_t draw(uint64_t n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 20) % n;
}

static const char *name_of(const struct function *fn)
{
	return fn ? fn->spec->name : "rc";
}

static uint32_t hash_of(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

/* Each hop to the last word, as a number; and how the request ended. */
static void put_result(const struct tlp_result *r)
{
	char *hops;
	size_t len;
	FILE *h = open_memstream(&hops, &len);

	for (uint32_t i = 0; i < r->nhops; i++)
		fprintf(h, "%d %s %s %s %s %x %u %llx %llu\n", r->hop[i].completion,
			name_of(r->hop[i].fn), tlp_place_text(r->hop[i].place),
			tlp_decision_text(r->hop[i].decision),
			tlp_reason_text(r->hop[i].reason), r->hop[i].acs,
			r->hop[i].host_bridge, (unsigned long long)r->hop[i].address,
			(unsigned long long)r->hop[i].at_ps);
	fclose(h);
	fprintf(out, " %s by %s: %s; %s %d.%d+%llx%s%s%s, %u cpl, %llu ps, %u hops %08x\n",
		tlp_status_text(r->status), name_of(r->by), tlp_reason_text(r->reason),
		name_of(r->landing.fn), r->landing.kind, r->landing.bar,
		(unsigned long long)r->landing.offset,
		r->request_in_rc ? " rc" : "", r->completion_in_rc ? " back-rc" : "",
		r->translated ? " iommu" : "", r->ncompletions,
		(unsigned long long)r->latency_ps, r->nhops, hash_of(hops));
	free(hops);
}

/* Where all is in the beginning: registers change on the way. */
static uint64_t first_bar[NAMES];
static uint16_t first_rid[NAMES];

static void remember(struct park *p)
{
	for (unsigned int n = 0; n < NAMES; n++) {
		first_rid[n] = rid_of(fn_of(p, n));
		if (fn_of(p, n)->spec->type == SPEC_ENDPOINT)
			first_bar[n] = bar0(fn_of(p, n));
	}
}

static uint64_t an_address(void)
{
	uint64_t bar = first_bar[draw(NAMES)];

	switch (draw(8)) {
	case 0: return draw(DRAM_BYTES) & ~3ull;
	case 1: return 0xfee00000 + draw(0x100000 / 4) * 4;
	case 2: return WINDOW + draw(0x40000000) / 4 * 4;
	case 3: return draw(1) ? 0 : 0x10000000000ull + draw(1u << 30);
	default:
		if (!bar)
			return draw(0x20) * 0x100000;
		return bar + draw(BAR_BYTES) / 4 * 4;
	}
}

static void change_something(struct park *p)
{
	enum name who = (enum name)draw(NAMES);
	struct function *fn = fn_of(p, who);

	set_acs(fn, (uint16_t)draw(0x80));
	if (fn->cap[CAP_ACS])
		set_egress(fn, (unsigned int)draw(8), draw(2));
	if (draw(20) == 0)
		set_command(fn, (uint16_t)draw(8));
	else if (draw(2) == 0)
		set_command(fn, CMD_MEM | CMD_MASTER);
	if (first_bar[who] && draw(6) == 0) {
		/* Without No_Soft_Reset its BAR is gone after D3hot. */
		cfg_set(fn, fn->cap[CAP_PM] + PM_CSR, 2, draw(2) * 3u);
		cfg_set(fn, R_BAR0, 4, (uint32_t)first_bar[who]);
	}
	if (draw(12) == 0)
		wire_set_in_reset(p->w, fn, !draw(4));
}

static void send_one(struct park *p)
{
	static uint8_t data[8192];
	static const enum tlp_type types[] = { TLP_MRD, TLP_MWR, TLP_MRD, TLP_MWR,
					       TLP_IORD, TLP_IOWR };
	struct function *from = fn_of(p, (enum name)draw(NAMES));
	struct tlp t = request(types[draw(6)], an_address(), data, 4);

	if (from == fn_of(p, PF) && draw(2))
		from = fabric_vf(from, (uint16_t)(1 + draw(2)));
	if (!from)
		return;
	if (!draw(6) && tlp_is_memory(t.type))
		t.bytes = (uint32_t)draw(5000) + 1;
	t.relaxed = draw(2);
	t.no_snoop = draw(2);
	t.forged = !draw(8);
	t.requester = (uint16_t)draw(0xe00);
	t.tag = (uint16_t)draw(256);
	t.dry = !draw(5);
	t.at = draw(6) ? TLP_UNTRANSLATED : TLP_TRANSLATED;
	t.has_pasid = !draw(9);
	t.pasid = (uint32_t)draw(4);
	fprintf(out, "%s %s %llx+%u%s%s:", name_of(from), tlp_type_text(t.type),
		(unsigned long long)t.address, t.bytes, t.forged ? " forged" : "",
		t.dry ? " dry" : "");
	tlp_send(p->w, from, &t, &p->r);
	put_result(&p->r);
}

static void other_traffic(struct park *p)
{
	static uint8_t data[16384];
	enum name who = (enum name)draw(NAMES);
	struct function *from = fn_of(p, who);
	struct tlp t = request(draw(2) ? TLP_MRD : TLP_MWR, an_address(), data, 8);
	struct ats_answer a = { 0 };
	uint64_t n;
	bool is;

	switch (draw(3)) {
	case 0:
		fprintf(out, "cpu %s %llx:", tlp_type_text(t.type),
			(unsigned long long)t.address);
		tlp_from_cpu(p->w, &t, &p->r);
		break;
	case 1:
		n = wire_dma(p->w, from, &t, 1 + draw(sizeof(data)), &p->r);
		fprintf(out, "%s dma %llx: %llu bytes", name_of(from),
			(unsigned long long)t.address, (unsigned long long)n);
		break;
	default:
		t.address &= 0x3ffffff;
		is = wire_ats_translate(p->w, from, t.address, false, 0, draw(2),
					!draw(3), &a, &p->r);
		fprintf(out, "%s ats %llx: %d %llx+%llx %d%d", name_of(from),
			(unsigned long long)t.address, is, (unsigned long long)a.address,
			(unsigned long long)a.bytes, a.read, a.write);
		is = wire_atc_lookup(p->w, from, t.address, false, 0, &a);
		fprintf(out, ", kept %d", is);
		if (!draw(4))
			fprintf(out, ", invalidated %d",
				wire_ats_invalidate(p->w, 0, first_rid[who], false, 0,
						    t.address & ~0xfffull, 0x1000));
		break;
	}
	put_result(&p->r);
}

static void put_faults(struct park *p)
{
	struct iommu_hw_fault f;

	while (iommu_hw_fault_next(wire_iommu(p->w), &f))
		fprintf(out, "fault: unit %u, %x:%x pasid %x, %s, at %u, %u, %llx\n",
			f.unit, f.domain, f.requester, f.pasid,
			f.write ? "write" : "read", f.address_type, f.reason,
			(unsigned long long)f.address);
}

/* Tables of pages of all sizes for some, nothing for others. */
static void translate(struct park *p)
{
	struct iommu *hw = wire_iommu(p->w);
	uint32_t table = iommu_hw_table_new(hw);

	park_passthrough(p);
	iommu_hw_map(hw, table, 0, 0x1000000, 0x1000, 64, IOMMU_HW_READ | IOMMU_HW_WRITE);
	iommu_hw_map(hw, table, 0x200000, WINDOW, 0x200000, 8, IOMMU_HW_READ | IOMMU_HW_WRITE);
	iommu_hw_map(hw, table, 0x2000000, 0x2000000, 0x1000, 512, IOMMU_HW_READ);
	iommu_hw_map(hw, table, 0x40000000, 0x40000000, 0x40000000, 1, IOMMU_HW_WRITE);
	for (unsigned int n = 0; n < NAMES; n += 2)
		iommu_hw_attach(hw, 0, first_rid[n], IOMMU_HW_NO_PASID,
				IOMMU_HW_TABLE, table);
	iommu_hw_attach(hw, 0, first_rid[A], 1, IOMMU_HW_TABLE, table);
	iommu_hw_attach(hw, 0, first_rid[E], IOMMU_HW_NO_PASID, IOMMU_HW_BLOCKED, 0);
	iommu_hw_set_ats(hw, 0, first_rid[B], false);
	iommu_hw_add_region(hw, p->unit, 0x10000000, 0x100000, IOMMU_HW_REGION_BLOCKED);
}

START_TEST(tlps)
{
	char name[64];
	struct park_options o = {
		.rc_p2p = (enum spec_rc_p2p)(_i % 3),
		.dram_offset = _i == 2 ? -0x10000 : _i == 3 ? 0x40000000 : 0,
		.window_offset = _i >= 3 ? 0x20000000 : 0,
	};
	struct park p = park_new(&o);

	remember(&p);
	seed = (uint64_t)_i + 5;
	begin();
	for (unsigned int n = 0; n < NAMES; n++)
		cfg_set(fn_of(&p, n), fn_of(&p, n)->cap[CAP_AER] + AER_UNCOR_MASK, 4, 0);
	if (_i & 1)
		translate(&p);
	for (int i = 0; i < 250; i++) {
		change_something(&p);
		send_one(&p);
		if (i % 5 == 0)
			other_traffic(&p);
		if (i % 10 == 0)
			put_faults(&p);
	}
	for (unsigned int n = 0; n < NAMES; n++)
		if (fn_of(&p, n)->cap[CAP_AER])
			fprintf(out, "%s errors %08x\n", name_of(fn_of(&p, n)),
				uncorrectable(fn_of(&p, n)));
	snprintf(name, sizeof(name), "golden/model/tlps-%d.txt", _i);
	end(name);
	park_free(&p);
}
END_TEST

START_TEST(words)
{
	begin();
	for (int i = 0; i <= TLP_R_COUNT; i++)
		fprintf(out, "%s\n", tlp_reason_text((enum tlp_reason)i));
	for (int i = 0; i < 10; i++)
		fprintf(out, "%s, %s, %s, %s\n", tlp_type_text((enum tlp_type)i),
			tlp_status_text((enum tlp_status)i),
			tlp_place_text((enum tlp_place)i),
			tlp_decision_text((enum tlp_decision)i));
	end("golden/model/words.txt");
}
END_TEST

/* --- the IOMMU --- */

static const uint64_t pages[] = { 0x1000, 0x200000, 0x40000000, 0x2000 };

static uint64_t an_iova(void)
{
	uint64_t page = pages[draw(3)];

	return draw(4) * page + (draw(5) ? 0 : 0x1000 * draw(600)) + (draw(40) ? 0 : 1);
}

static void command(struct iommu *hw)
{
	uint64_t page = pages[draw(30) ? draw(3) : 3], iova = an_iova(), frame = 0;
	uint32_t table = 1 + (uint32_t)draw(3), prot = (uint32_t)draw(4);
	uint16_t rid = (uint16_t)(0x100 + draw(6));
	uint32_t pasid = draw(3) ? IOMMU_HW_NO_PASID : (uint32_t)draw(3);

	switch (draw(9)) {
	case 0: case 1:
		fprintf(out, "map %d", iommu_hw_map(hw, table, iova,
			draw(16) * page + (draw(9) ? 0 : 0x1000), page, draw(5), prot));
		break;
	case 2:
		fprintf(out, "unmap %llx", (unsigned long long)
			iommu_hw_unmap(hw, table, iova, (1 + draw(4)) * page));
		break;
	case 3:
		prot = 0;
		fprintf(out, "walk %d", iommu_hw_walk(hw, table, iova, &frame, &page, &prot));
		fprintf(out, " %llx %llx %u", (unsigned long long)frame,
			(unsigned long long)page, prot);
		break;
	case 4:
		fprintf(out, "attach %d", iommu_hw_attach(hw, (uint32_t)draw(2), rid, pasid,
							  (uint32_t)draw(5), table));
		break;
	case 5:
		fprintf(out, "detach %d", draw(5) ? 9 : iommu_hw_detach(hw, 0, rid, pasid));
		break;
	case 6:
		fprintf(out, "ats %d", iommu_hw_set_ats(hw, (uint32_t)draw(2), rid, draw(2)));
		break;
	case 7:
		if (draw(2))
			iommu_hw_invalidate_range(hw, table, iova, page);
		else if (draw(3))
			iommu_hw_invalidate_table(hw, table);
		else
			iommu_hw_invalidate_all(hw);
		fprintf(out, "invalidate %d", iommu_hw_cached(hw, table, iova, page));
		break;
	default:
		fprintf(out, "unit %u, mapped %llx, cached %d",
			iommu_hw_unit_of(hw, (uint32_t)draw(3), rid),
			(unsigned long long)iommu_hw_mapped_bytes(hw, table),
			iommu_hw_cached(hw, table, iova, page));
		break;
	}
}

static void translation(struct iommu *hw)
{
	struct iommu_request q = {
		.domain = (uint32_t)draw(2), .requester = (uint16_t)(0x100 + draw(6)),
		.pasid = draw(3) ? IOMMU_HW_NO_PASID : (uint32_t)draw(3),
		.write = draw(2), .dry = !draw(4), .address = an_iova(),
	};
	struct iommu_result r = { 0 };

	if (draw(6)) {
		q.address_type = draw(4) ? TLP_UNTRANSLATED : TLP_TRANSLATED;
		iommu_translate(hw, &q, &r);
	} else {
		q.address_type = TLP_TRANSLATION_REQUEST;
		iommu_translation_request(hw, &q, &r);
	}
	fprintf(out, "; %d unit %d reason %u %llx/%llx %u %d", r.action, (int)r.unit,
		r.reason, (unsigned long long)r.address,
		(unsigned long long)r.page_bytes, r.prot, r.iotlb_hit);
}

START_TEST(iommu_commands)
{
	struct iommu *hw = iommu_hw_new();
	struct iommu_hw_fault f;
	uint64_t base, bytes;
	uint32_t kind;

	seed = 9;
	begin();
	for (int i = 0; i < 3; i++) {
		iommu_hw_add_unit(hw);
		iommu_hw_table_new(hw);
	}
	fprintf(out, "scope %d %d %d\n", iommu_hw_add_scope(hw, 0, 0, 0x101, 0x102),
		iommu_hw_add_scope(hw, 1, 0, 0x102, 0x104), iommu_hw_add_scope(hw, 3, 0, 1, 2));
	fprintf(out, "rest %d %d\n", iommu_hw_set_catch_all(hw, 2), iommu_hw_set_catch_all(hw, 3));
	for (uint32_t i = 0; i < 4; i++)
		fprintf(out, "on %d\n", iommu_hw_enable(hw, i, true));
	fprintf(out, "entries %d %d\n", iommu_hw_set_iotlb(hw, 0, 3), iommu_hw_set_iotlb(hw, 1, 0));
	fprintf(out, "region %d %d %d\n",
		iommu_hw_add_region(hw, 1, 0x2000, 0x1000, IOMMU_HW_REGION_BLOCKED),
		iommu_hw_add_region(hw, 1, 0x200000, 0x1000, IOMMU_HW_REGION_DIRECT),
		iommu_hw_add_region(hw, 7, 0x2000, 0x1000, IOMMU_HW_REGION_BLOCKED));
	for (uint32_t i = 0; i < 3; i++)
		if (!iommu_hw_region(hw, 1, i, &base, &bytes, &kind))
			fprintf(out, "region %llx+%llx %u\n", (unsigned long long)base,
				(unsigned long long)bytes, kind);
	for (int i = 0; i < 1500; i++) {
		command(hw);
		translation(hw);
		putc('\n', out);
		if (i % 300 == 299)
			fprintf(out, "free %d\n", iommu_hw_table_free(hw, (uint32_t)i / 300));
		while (i < 1000 && i % 20 == 0 && iommu_hw_fault_next(hw, &f))
			fprintf(out, "fault %u %x:%x %x %d %d %u %llx\n", f.unit, f.domain,
				f.requester, f.pasid, f.write, f.address_type, f.reason,
				(unsigned long long)f.address);
	}
	fprintf(out, "lost %llu\n", (unsigned long long)iommu_hw_faults_lost(hw));
	iommu_hw_free(hw);
	end("golden/model/iommu.txt");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("model_golden");
	TCase *c = tcase_create("model_golden");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 60);
	tcase_add_test(c, config_space);
	tcase_add_loop_test(c, tlps, 0, 6);
	tcase_add_test(c, words);
	tcase_add_test(c, iommu_commands);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
