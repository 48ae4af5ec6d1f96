/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import_machine.h - a simulated machine that the importers' tests capture,
 * and what of it every capture must give back.
 */
#ifndef TESTS_UNIT_IMPORT_MACHINE_H
#define TESTS_UNIT_IMPORT_MACHINE_H

#include "tests/unit/import_util.h"

/* Two host bridges, nested switches, PCI below PCIe, SR-IOV, ACS of all kinds. */
static const char machine_text[] =
	"host server\n"
	"iommu strict\n"
	"hb hb0 domain 0000 bus 00-7f id none\n"
	"window hb0 mem 0xc0000000+256M\n"
	"window hb0 pref 0x200000000000+64G\n"
	"hb hb1 domain 0001 bus 00-ff id none\n"
	"window hb1 mem 0x100d0000000+256M offset 0x10000000000\n"
	"hostdev host0 under hb0 00.0 id 8086:2020\n"
	"rp rp0 under hb0 01.0 id 8086:2030 acs SV+ TB- RR+ CR+ UF+ buses 01-06 ari-forwarding aer\n"
	"switch sw0 under rp0 id 10b5:9797 bar0 256K 32 at 0xc0000000 buses 02-06 msi 8\n"
	"dsp sw0.0 under sw0 00.0 id 10b5:9797 acs SV+ TB- RR+ CR- UF+ EC- DT- egress 8:1,3-4 buses 03-04 ari-forwarding hotplug\n"
	"dsp sw0.1 under sw0 01.0 id 10b5:9797 acs none buses 05-06\n"
	"ep gpu under sw0.0 id 1002:7300 class display bar0 256M 64 pref at 0x200000000000 rebar 256M,512M,1G bar2 2M 64 pref at 0x200010000000 "
	"bar5 256K 32 at 0xc1000000 vfs 4 vfoffset 256 vfstride 1 vfenabled 2 vfdevice 7301 vfbar0 64M 64 pref at 0x200020000000 "
	"ari ats pri pasid 16 aer flr msix 64 acs RR- CR- DT- vfacs RR+ CR+ vfats link gen4 x16\n"
	"ep nic under sw0.1 id 15b3:1021 class network bar0 32M 64 pref at 0x200040000000 multifunction rom 1M\n"
	"ep nicb under sw0.1 00.1 id 15b3:1021 class network bar0 32M 64 pref at 0x200042000000 acs RR+ CR+\n"
	"rciep usb under hb0 14.0 id 8086:a36d class usb bar0 64K 64 at 0xc2000000 flr\n"
	"pcidev isa under hb0 1f.0 id 8086:a309 class 0x060100 multifunction\n"
	"pcidev smb under hb0 1f.4 id 8086:a323 class 0x0c0500 bar0 256 64 at 0xc2010000 bar4 32 io at 0xe000\n"
	"rp rp1 under hb1 00.0 id 8086:2031 buses 01-03\n"
	"bridge br0 under rp1 id 10b5:8112 buses 02-02\n"
	"pcidev vga under br0 00.0 id 102b:0522 class display bar0 16M 32 pref at 0xd0000000\n";

/* Does what was imported say the same of each function as the original? */
UNUSED static void check_functions(const struct machine *m, const struct imported *im,
				   bool sizes, bool ext)
{
	const struct spec *a = m->scn->spec, *b = im->spec;

	ck_assert_uint_eq(a->nfunctions, b->nfunctions);
	for (uint32_t i = 0; i < a->nfunctions; i++) {
		const struct spec_function *x = &a->functions[i], *y = NULL;
		struct address at = where(m, i);

		for (uint32_t k = 0; k < b->nfunctions; k++) {
			const struct spec_function *f = &b->functions[k];
			const struct spec_function *up = f->parent >= 0 ?
				&b->functions[f->parent] : NULL;
			const struct spec_function *top = f;

			while (top->parent >= 0)
				top = &b->functions[top->parent];
			if (b->host_bridges[top->host_bridge].domain == at.domain &&
			    f->devfn == at.devfn && at.bus == (up ? up->secondary :
				b->host_bridges[f->host_bridge].bus_first))
				y = f;
		}
		ck_assert_msg(y != NULL, "%s is not there", x->name);
		ck_assert_msg(x->type == y->type, "%s: type %x", x->name, y->type);
		ck_assert_msg(x->vendor == y->vendor && x->device == y->device,
			      "%s: id", x->name);
		ck_assert_msg((x->class ? x->class : y->class) == y->class,
			      "%s: class %x", x->name, y->class);
		ck_assert_msg(x->secondary == y->secondary &&
			      x->subordinate == y->subordinate, "%s: buses", x->name);
		for (int k = 0; k < 6; k++) {
			const struct spec_bar *p = &x->bar[k], *q = &y->bar[k];

			ck_assert_msg(p->kind == q->kind && p->address == q->address &&
				      p->prefetchable == q->prefetchable,
				      "%s: bar%d", x->name, k);
			ck_assert_msg(!sizes || p->size_bytes == q->size_bytes,
				      "%s: bar%d has %llx", x->name, k,
				      (unsigned long long)q->size_bytes);
			ck_assert_msg(p->kind == SPEC_BAR_NONE ||
				      q->size_bytes >= 16, "%s: bar%d", x->name, k);
		}
		for (int k = 0; k < 6 && sizes && ext; k++)
			ck_assert_msg(x->sriov.bar[k].size_bytes == y->sriov.bar[k].size_bytes,
				      "%s: vfbar%d has %llx", x->name, k,
				      (unsigned long long)y->sriov.bar[k].size_bytes);
		if (!ext)
			continue;
		ck_assert_msg(x->acs.known == y->acs.known &&
			      (x->acs.cap & 0x7f) == (y->acs.cap & 0x7f) &&
			      x->acs.ctrl == y->acs.ctrl, "%s: acs %d %x/%x",
			      x->name, y->acs.known, y->acs.cap, y->acs.ctrl);
		ck_assert_msg(x->ari == y->ari && x->ats == y->ats && x->pri == y->pri &&
			      x->pasid == y->pasid && x->aer == y->aer && x->flr == y->flr,
			      "%s: capabilities", x->name);
		ck_assert_msg(x->ari_forwarding == y->ari_forwarding &&
			      x->hotplug_slot == y->hotplug_slot, "%s: port", x->name);
		ck_assert_msg(x->msix_vectors == y->msix_vectors &&
			      x->msi_vectors == y->msi_vectors, "%s: vectors", x->name);
		ck_assert_msg(x->sriov.known == y->sriov.known &&
			      x->sriov.total_vfs == y->sriov.total_vfs &&
			      x->sriov.num_vfs == y->sriov.num_vfs &&
			      x->sriov.offset == y->sriov.offset &&
			      x->sriov.stride == y->sriov.stride, "%s: SR-IOV", x->name);
	}
}

#endif
