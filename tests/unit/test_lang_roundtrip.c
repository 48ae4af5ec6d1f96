// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lang_roundtrip.c - a machine, printed and read again, is that machine:
 * for random machines, and for every example and scenario in the repository.
 */
#include <check.h>
#include <ftw.h>

#include "sim/lang/lang.h"
#include "tests/unit/lang_util.h"

static uint64_t state;

static uint64_t rnd(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state * 0x2545f4914f6cdd1dull >> 11) % n;
}

static bool maybe(unsigned int percent)
{
	return rnd(100) < percent;
}

/* NULL, or what differs, to be freed. */
static char *round_trip(const struct spec *spec)
{
	char *text = lang_print(spec), *messages, *again, *out = NULL;
	struct scenario *s = lang_parse(text, strlen(text), &messages);
	const char *differs = s ? lang_spec_differs(spec, s->spec) : messages;

	if (differs)
		ck_assert_int_gt(asprintf(&out, "%s\n%s", differs, text), 0);
	if (!differs) {
		again = lang_print(s->spec);
		if (strcmp(again, text))
			out = strdup("the second print differs");
		free(again);
	}
	free(messages);
	free(text);
	scenario_free(s);
	return out;
}

static void random_bar(struct spec_bar *b, bool io)
{
	b->kind = io && maybe(20) ? SPEC_BAR_IO :
		  maybe(50) ? SPEC_BAR_MEM64 : SPEC_BAR_MEM32;
	b->prefetchable = b->kind != SPEC_BAR_IO && maybe(50);
	if (b->kind == SPEC_BAR_IO)
		b->size_bytes = 4ull << rnd(7);
	else if (b->kind == SPEC_BAR_MEM32)
		b->size_bytes = 128ull << rnd(25);
	else
		b->size_bytes = 128ull << rnd(36);
	if (maybe(20) && b->kind == SPEC_BAR_MEM64)
		b->address = rnd(1 << 16) * b->size_bytes;
	if (maybe(20) && b->kind == SPEC_BAR_MEM64 && b->size_bytes >= 1 << 20)
		b->rebar_sizes = (rnd(1ull << 43) & ~0ull) | b->size_bytes >> 20;
}

static void random_bars(struct spec_bar *bar, int n, bool io)
{
	for (int i = 0; i < n; i++) {
		if (!maybe(50))
			continue;
		random_bar(&bar[i], io);
		if (bar[i].kind != SPEC_BAR_MEM64)
			continue;
		if (i + 1 == n)
			memset(&bar[i], 0, sizeof(bar[i]));
		i++;
	}
}

static void random_acs(struct spec_acs *a)
{
	if (maybe(40))
		return;
	if (maybe(10)) {
		a->known = SPEC_UNKNOWN;
		return;
	}
	a->known = SPEC_PRESENT;
	a->assumed = maybe(20);
	a->cap = (uint16_t)rnd(maybe(90) ? 0x80 : 0x100);
	a->ctrl = (uint16_t)rnd(0x80) & a->cap;
	if (maybe(10))
		a->ctrl |= (uint16_t)(rnd(0x20) << 8);
	if (!(a->cap & ACS_EC))
		return;
	a->egress_bits = maybe(50) ? 32 : (uint8_t)rnd(256);
	for (unsigned int i = 0; i < (a->egress_bits ? a->egress_bits : 256u); i++)
		if (maybe(30))
			a->egress_vector[i / 64] |= 1ull << i % 64;
}

static void random_sriov(struct spec_sriov *v)
{
	if (maybe(5)) {
		v->known = SPEC_UNKNOWN;
		return;
	}
	v->known = SPEC_PRESENT;
	v->total_vfs = (uint16_t)(1 + rnd(64));
	v->initial_vfs = (uint16_t)(maybe(80) ? v->total_vfs : rnd(v->total_vfs + 1u));
	v->num_vfs = (uint16_t)(maybe(80) ? 0 : rnd(v->total_vfs + 1u));
	v->offset = (uint16_t)(maybe(50) ? 0 : 256 + rnd(64));
	v->stride = (uint16_t)(maybe(50) ? 0 : 1 + rnd(8));
	v->vf_device = (uint16_t)(maybe(50) ? 0 : rnd(0x10000));
	v->page_sizes = maybe(50) ? 0 : (uint32_t)rnd(0x800) | 1;
	random_bars(v->bar, 6, false);
	random_acs(&v->vf_acs);
	v->vf_ats = maybe(30);
	v->vf_msix = maybe(30);
	v->vf_silent = (uint16_t)(maybe(80) ? 0 : 1 + rnd(v->total_vfs));
}

/* Functions that reach each other inside have ACS that closes that way, or none. */
static bool may_reach_inside(const struct spec_function *f)
{
	const bool vfs = f->sriov.known == SPEC_PRESENT;
	const unsigned int want = ACS_RR | ACS_CR | (vfs ? ACS_EC : 0);
	const struct spec_acs *a = &f->acs, *v = vfs ? &f->sriov.vf_acs : a;

	return a->known == v->known && a->assumed == v->assumed &&
	       (a->known != SPEC_PRESENT || a->assumed || !(want & ~(a->cap & v->cap)));
}

static void random_flags(struct spec_function *f)
{
	bool port = f->type == SPEC_ROOT_PORT || f->type == SPEC_DOWNSTREAM_PORT;
	bool pcie = spec_type_is_pcie(f->type);
	bool end = f->type == SPEC_ENDPOINT || f->type == SPEC_LEGACY_ENDPOINT ||
		   f->type == SPEC_RCIEP;

	f->multifunction = maybe(20);
	f->pm = maybe(50);
	f->no_soft_reset = maybe(20);
	f->aer = pcie && maybe(50);
	f->ltr = pcie && maybe(20);
	f->serial = pcie && maybe(20);
	f->silent = end && maybe(10);
	f->internal_p2p = pcie && maybe(20);
	f->assumed = maybe(10);
	f->assumed_place = maybe(10);
	f->ari = pcie && maybe(20);
	f->ari_forwarding = port && maybe(50);
	f->no_tlp_prefix = (port || f->type == SPEC_UPSTREAM_PORT) && maybe(20);
	f->dpc = port && maybe(20);
	f->hotplug_slot = port && maybe(20);
	f->slot = f->hotplug_slot || (port && maybe(20));
	f->ats = end && maybe(40);
	f->pri = f->ats && maybe(40);
	f->pasid = end && maybe(40);
	f->pasid_width = f->pasid ? (uint8_t)(maybe(50) ? 20 : rnd(21)) : 0;
	f->flr = end && maybe(40);
	if (end && maybe(30))
		random_sriov(&f->sriov);
	if (pcie)
		random_acs(&f->acs);
	f->internal_p2p = f->internal_p2p && may_reach_inside(f);
	if (pcie && maybe(40)) {
		f->link_speed = (uint8_t)rnd(7);
		f->link_width = (uint8_t)(maybe(20) ? 0 : 1u << rnd(6));
	}
	if (pcie && maybe(30))
		f->port_number = (uint8_t)rnd(256);
}

static void random_config(struct spec *s, struct spec_function *f)
{
	static const uint16_t sizes[] = { 64, 256, 4096 };
	uint8_t *bytes;

	f->config_len = sizes[rnd(3)];
	bytes = spec_alloc(s, f->config_len);
	f->config = bytes;
	for (unsigned int i = 0; i < f->config_len; i++)
		bytes[i] = maybe(20) ? (uint8_t)rnd(256) : 0;
	bytes[0] = 0x36;
	bytes[0xe] = spec_type_is_bridge(f->type);
}

static void random_numbers(struct spec_function *f)
{
	bool bridge = spec_type_is_bridge(f->type);

	if (maybe(40)) {
		f->vendor = (uint16_t)rnd(0xffff);
		f->device = (uint16_t)rnd(0x10000);
	}
	if (maybe(30)) {
		f->subvendor = (uint16_t)rnd(0x10000);
		f->subdevice = (uint16_t)rnd(0x10000);
	}
	if (maybe(40))
		f->class = maybe(50) ? (uint32_t)rnd(1 << 24) :
				       (uint32_t)lang_classes[rnd(27)].value;
	f->revision = (uint8_t)(maybe(50) ? 0 : rnd(256));
	f->interrupt_pin = (uint8_t)rnd(5);
	random_bars(f->bar, bridge ? 2 : 6, true);
	f->rom_bytes = maybe(20) ? 2048ull << rnd(10) : 0;
	f->vram_bytes = maybe(20) ? rnd(1ull << 40) : 0;
	f->msi_vectors = maybe(30) ? (uint16_t)(1u << rnd(6)) : 0;
	if ((f->bar[0].kind == SPEC_BAR_MEM32 || f->bar[0].kind == SPEC_BAR_MEM64) &&
	    f->bar[0].size_bytes >= 4096)
		f->msix_vectors = (uint16_t)rnd(64);
	f->iommu_group = maybe(20) ? (int32_t)rnd(100) : -1;
	f->numa_node = maybe(20) ? (int32_t)rnd(8) : -1;
	if (maybe(20))
		snprintf(f->driver, sizeof(f->driver), maybe(50) ? "d%u_-.X" : "d %u #->x", (unsigned int)rnd(1000));
	if (!bridge)
		return;
	if (maybe(20)) {
		f->window_io = rnd(1 << 16);
		f->window_mem = rnd(1ull << 32);
		f->window_pref = rnd(1ull << 40);
	}
	if (f->parent < 0 && maybe(20)) {
		f->secondary = (uint8_t)(1 + rnd(100));
		f->subordinate = (uint8_t)(f->secondary + rnd(100));
	}
}

/* What may sit below @up, or on a root bus. */
static enum spec_type random_type(const struct spec_function *up)
{
	static const enum spec_type root[] = {
		SPEC_ROOT_PORT, SPEC_ROOT_PORT, SPEC_ROOT_PORT, SPEC_RCIEP,
		SPEC_RCEC, SPEC_HOST_DEVICE, SPEC_PCI_DEVICE, SPEC_PCI_BRIDGE
	}, link[] = {
		SPEC_UPSTREAM_PORT, SPEC_UPSTREAM_PORT, SPEC_ENDPOINT,
		SPEC_ENDPOINT, SPEC_LEGACY_ENDPOINT, SPEC_PCIE_TO_PCI
	}, pci[] = { SPEC_PCI_DEVICE, SPEC_PCI_BRIDGE, SPEC_PCI_TO_PCIE };

	if (!up)
		return root[rnd(8)];
	if (up->type == SPEC_UPSTREAM_PORT)
		return SPEC_DOWNSTREAM_PORT;
	if (up->type == SPEC_PCIE_TO_PCI || up->type == SPEC_PCI_BRIDGE)
		return pci[rnd(3)];
	return link[rnd(6)];
}

/* The next device, or the next function of device 0, below @up or @hb. */
static bool random_place(const struct spec *s, struct spec_function *f)
{
	unsigned int n = 0;
	bool link;

	for (uint32_t i = 0; i < s->nfunctions; i++)
		n += &s->functions[i] != f && s->functions[i].parent == f->parent &&
		     s->functions[i].host_bridge == f->host_bridge;
	link = f->parent >= 0 && (f->type == SPEC_ENDPOINT ||
				  f->type == SPEC_LEGACY_ENDPOINT ||
				  f->type == SPEC_UPSTREAM_PORT ||
				  f->type == SPEC_PCIE_TO_PCI);
	f->devfn = (uint8_t)(link ? n : n << 3);
	return n < (link ? 8u : 32u);
}

static void random_function(struct spec *s)
{
	static const char *const stem[] = { "f", "GPU", "nic_", "a.b-", "_" };
	uint32_t i = spec_add_function(s);
	struct spec_function *f = &s->functions[i];
	const struct spec_function *up = NULL;
	char name[32];

	snprintf(name, sizeof(name), "%s%u", stem[rnd(5)], i);
	f->name = spec_strdup(s, name);
	if (i && maybe(80)) {
		f->parent = (int32_t)rnd(i);
		up = &s->functions[f->parent];
		if (!spec_type_is_bridge(up->type))
			up = NULL;
	}
	if (!up) {
		f->parent = -1;
		f->host_bridge = (int32_t)rnd(s->nbridges);
	}
	f->type = random_type(up);
	if (!random_place(s, f)) {
		s->nfunctions--;
		return;
	}
	function_defaults(profile_find(s->host.profile, strlen(s->host.profile)), f);
	random_flags(f);
	random_numbers(f);
	if (maybe(10))
		random_config(s, f);
}

static void random_bridge(struct spec *s, uint32_t i)
{
	struct spec_host_bridge *hb = &s->host_bridges[i];
	char name[16];

	snprintf(name, sizeof(name), i ? "pci%u" : "hb%u", i);
	hb->name = spec_strdup(s, name);
	hb->domain = i / 2 + (maybe(10) ? 0x10000 : 0);
	hb->bus_first = i % 2 ? 0x80 : 0;
	hb->bus_last = i % 2 ? 0xff : 0x7f;
	hb->dram_offset = maybe(30) ? (int64_t)rnd(1ull << 40) - (1ll << 39) : 0;
	hb->nwindows = (uint32_t)rnd(4);
	for (uint32_t w = 0; w < hb->nwindows; w++) {
		struct spec_window *win = &hb->windows[w];

		win->kind = (enum spec_window_kind)(1 + rnd(2));
		win->cpu_base = ((uint64_t)(i + 1) << 44) + ((uint64_t)w << 40);
		win->size_bytes = 4096 * (1 + rnd(1 << 20));
		win->offset = (int64_t)(rnd(1 << 20) * 4096) - (maybe(50) ? 1ll << 32 : 0);
	}
	hb->ndram_views = maybe(20) ? (uint32_t)(1 + rnd(4)) : 0;
	for (uint32_t v = 0; v < hb->ndram_views; v++) {
		/* Far enough apart that no two are at one bus address. */
		hb->dram_views[v].cpu_base = ((uint64_t)(v + 1) << 41) + rnd(1ull << 39);
		hb->dram_views[v].size_bytes = 1 + rnd(1ull << 33);
		hb->dram_views[v].offset = (int64_t)rnd(1ull << 39) - (1ll << 38);
	}
}

static struct spec *random_spec(uint64_t seed)
{
	struct spec *s = spec_new();
	unsigned int n;

	state = seed * 0x9e3779b97f4a7c15ull + 1;
	s->host.profile = spec_strdup(s, lang_profiles[rnd(7)].name);
	s->host.cpu_vendor = (enum spec_cpu_vendor)rnd(3);
	s->host.cpu_family = (uint32_t)rnd(0x100);
	s->host.rc_p2p = (enum spec_rc_p2p)rnd(3);
	s->host.iommu = (enum spec_iommu_mode)rnd(4);
	s->host.dram_bytes = (1 + rnd(1 << 16)) << (20 + rnd(10));
	if (s->host.dram_bytes > LANG_MAX_DRAM)
		s->host.dram_bytes = LANG_MAX_DRAM;
	n = (unsigned int)(1 + rnd(4));
	for (unsigned int i = 0; i < n; i++)
		random_bridge(s, spec_add_bridge(s));
	n = (unsigned int)rnd(40);
	for (unsigned int i = 0; i < n; i++)
		random_function(s);
	return s;
}

START_TEST(random_machines_survive)
{
	unsigned int valid = 0, functions = 0;

	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct spec *s = random_spec(seed);
		struct spec_error err;
		char *differs;

		if (spec_check(s, &err)) {
			differs = round_trip(s);
			ck_assert_msg(!differs, "seed %llu: %.1500s",
				      (unsigned long long)seed, differs);
			valid++;
			functions += s->nfunctions;
		}
		spec_free(s);
	}
	/* Most are machines that could exist, and not the empty ones. */
	ck_assert_uint_gt(valid, 1000);
	ck_assert_uint_gt(functions, 10 * valid);
}
END_TEST

/* The comparison sees a difference in whatever field there is one. */
START_TEST(a_difference_is_seen)
{
	unsigned int seen = 0, differ = 0;
	struct spec *a = random_spec(7), *b = random_spec(7);

	while (!a->nfunctions) {
		spec_free(a);
		spec_free(b);
		a = random_spec(++seen + 7);
		b = random_spec(seen + 7);
	}
	ck_assert_ptr_null(lang_spec_differs(a, b));
	b->functions[0].acs.ctrl ^= 1;
	differ += !!lang_spec_differs(a, b);
	b->functions[0].acs.ctrl ^= 1;
	b->functions[0].sriov.bar[5].address ^= 1;
	differ += !!lang_spec_differs(a, b);
	b->functions[0].sriov.bar[5].address ^= 1;
	b->host_bridges[0].dram_offset++;
	differ += !!lang_spec_differs(a, b);
	ck_assert_uint_eq(differ, 3);
	spec_free(a);
	spec_free(b);
}
END_TEST

static unsigned int files;

static int one_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t n = strlen(path);
	struct scenario *s;
	char *differs;

	(void)st;
	(void)ftw;
	if (type != FTW_F || n < 3 || strcmp(path + n - 3, ".hp"))
		return 0;
	s = scenario_load(path, stderr);
	ck_assert_msg(s != NULL, "%s", path);
	differs = round_trip(s->spec);
	ck_assert_msg(!differs, "%s: %.1500s", path, differs);
	scenario_free(s);
	files++;
	return 0;
}

START_TEST(shipped_scenarios_survive)
{
	files = 0;
	nftw(HAIRPIN_SOURCE_DIR "/scenarios", one_file, 8, FTW_PHYS);
	ck_assert_uint_ge(files, 1);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("lang_roundtrip");
	TCase *t = tcase_create("machines");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, random_machines_survive);
	tcase_add_test(t, a_difference_is_seen);
	tcase_add_test(t, shipped_scenarios_survive);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
