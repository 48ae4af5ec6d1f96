// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_random_fabric.c - random machines from a seed: each builds, lints, is
 * found whole by a BIOS's walk, and routes like a trivially right router that
 * remembers nothing, whatever is written to its registers.
 *
 * HAIRPIN_SEED=N tries that seed alone.
 */
#include "machine.h"
#include "model/config/state.h"

#define SEEDS 100

struct rng {
	uint64_t state;
};

static uint32_t rnd(struct rng *r, uint32_t n)
{
	r->state = r->state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)((r->state >> 33) % n);
}

static bool one_in(struct rng *r, uint32_t n)
{
	return !rnd(r, n);
}

static void random_bars(struct rng *r, struct spec_bar *bar, unsigned int n, bool io)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		bool wide = i + 1 < n && one_in(r, 2);
		unsigned int bits = 12 + rnd(r, wide ? 28 : 12);

		if (one_in(r, 2))
			continue;
		bar[i] = mem_bar(1ull << bits, wide, one_in(r, 2));
		if (!wide && io && one_in(r, 4))
			bar[i] = (struct spec_bar){ SPEC_BAR_IO, false,
						    4u << rnd(r, 7), 0, 0 };
		else if (bits >= 20 && bits < 31 && one_in(r, 3))
			bar[i].rebar_sizes = 1ull << (bits - 20) | 1;
		i += wide;
	}
}

static bool has_memory(const struct spec_bar *bar)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		if ((bar[i].kind == SPEC_BAR_MEM32 || bar[i].kind == SPEC_BAR_MEM64) &&
		    bar[i].size_bytes >= 4096 && !bar[i].rebar_sizes)
			return true;
	return false;
}

static void random_acs(struct rng *r, struct spec_acs *acs)
{
	if (one_in(r, 2))
		return;
	acs->known = SPEC_PRESENT;
	acs->cap = (uint16_t)rnd(r, 128);
	acs->ctrl = acs->cap & (uint16_t)rnd(r, 128);
	if (acs->cap & ACS_EC) {
		acs->egress_bits = (uint8_t)(1 + rnd(r, 63));
		acs->egress_vector[0] = rnd(r, 1u << 30) &
			((1ull << acs->egress_bits) - 1);
	}
}

static void random_function(struct rng *r, struct spec_function *fn)
{
	bool bridge = spec_type_is_bridge(fn->type);

	random_bars(r, fn->bar, bridge ? 2 : 6, true);
	fn->pm = one_in(r, 2);
	fn->no_soft_reset = one_in(r, 2);
	fn->aer = one_in(r, 2);
	fn->flr = one_in(r, 2);
	fn->serial = one_in(r, 4);
	fn->ltr = one_in(r, 4);
	fn->interrupt_pin = (uint8_t)rnd(r, 5);
	fn->subvendor = (uint16_t)rnd(r, 3);
	if (one_in(r, 2))
		fn->rom_bytes = 2048u << rnd(r, 8);
	if (one_in(r, 3))
		fn->msi_vectors = (uint16_t)(1u << rnd(r, 6));
	if (has_memory(fn->bar) && one_in(r, 2))
		fn->msix_vectors = (uint16_t)(1 + rnd(r, 128));
	if (spec_type_is_pcie(fn->type))
		random_acs(r, &fn->acs);
}

static void random_endpoint(struct rng *r, struct spec_function *fn)
{
	random_function(r, fn);
	fn->ats = one_in(r, 2);
	fn->pri = fn->ats && one_in(r, 2);
	fn->pasid = one_in(r, 2);
	if (one_in(r, 3)) {
		struct spec_sriov *v = &fn->sriov;

		v->known = SPEC_PRESENT;
		v->total_vfs = (uint16_t)(1 + rnd(r, 40));
		random_bars(r, v->bar, 6, false);
		v->vf_ats = one_in(r, 2);
		v->vf_msix = has_memory(v->bar) && one_in(r, 2);
		random_acs(r, &v->vf_acs);
	}
}

/* A device of some functions below @port, or nothing. */
static void random_device(struct rng *r, struct machine *m, uint32_t port)
{
	bool ari = one_in(r, 3);
	uint32_t n = rnd(r, 4), i, fn, number = 0;

	fn_at(m, port)->ari_forwarding = ari;
	for (i = 0; i < n; i++) {
		fn = add_fn(m, SPEC_ENDPOINT, (int32_t)port, (uint8_t)number);
		fn_at(m, fn)->ari = ari;
		random_endpoint(r, fn_at(m, fn));
		number += 1 + rnd(r, ari ? 80 : 2);
	}
}

static void random_pci(struct rng *r, struct machine *m, uint32_t port)
{
	uint32_t br = add_fn(m, SPEC_PCIE_TO_PCI, (int32_t)port, 0), i, n = rnd(r, 4);

	random_function(r, fn_at(m, br));
	for (i = 0; i < n; i++) {
		uint32_t fn = add_fn(m, SPEC_PCI_DEVICE, (int32_t)br, (uint8_t)(i << 3));

		random_function(r, fn_at(m, fn));
	}
}

static void random_port(struct rng *r, struct machine *m, uint32_t port, unsigned int depth)
{
	uint32_t up, n, i;

	random_function(r, fn_at(m, port));
	fn_at(m, port)->dpc = one_in(r, 3);
	fn_at(m, port)->slot = one_in(r, 3);
	fn_at(m, port)->hotplug_slot = one_in(r, 3);
	if (!depth || one_in(r, 2)) {
		if (one_in(r, 5))
			random_pci(r, m, port);
		else
			random_device(r, m, port);
		return;
	}
	up = add_fn(m, SPEC_UPSTREAM_PORT, (int32_t)port, 0);
	random_function(r, fn_at(m, up));
	n = 1 + rnd(r, 4);
	for (i = 0; i < n; i++)
		random_port(r, m, add_fn(m, SPEC_DOWNSTREAM_PORT, (int32_t)up,
					 (uint8_t)(i << 3)), depth - 1);
}

static void random_machine(struct rng *r, struct machine *m)
{
	uint32_t nbridges = 1 + rnd(r, 3), b, i, n, fn;

	for (b = 0; b < nbridges; b++) {
		struct spec_host_bridge *hb;
		char name[16];

		if (b)
			spec_add_bridge(m->spec);
		hb = &m->spec->host_bridges[b];
		snprintf(name, sizeof(name), "hb%u", b);
		hb->name = spec_strdup(m->spec, name);
		hb->domain = b / 2;
		hb->bus_first = b % 2 ? 0x80 : 0;
		hb->bus_last = b % 2 ? 0xff : 0x7f;
		n = 1 + rnd(r, 3);
		for (i = 0; i < n; i++) {
			fn = add_fn(m, SPEC_ROOT_PORT, -1, (uint8_t)((i + 1) << 3));
			fn_at(m, fn)->host_bridge = (int32_t)b;
			random_port(r, m, fn, 3);
		}
		fn = add_fn(m, SPEC_RCIEP, -1, 0xf0);
		fn_at(m, fn)->host_bridge = (int32_t)b;
		random_function(r, fn_at(m, fn));
	}
}

/* Is everything about @br such that a type 1 request gets through it? */
static bool open_bridge(const struct function *br)
{
	if (get16(br->cfg + R_BRIDGE_CTL) & 0x40)
		return false;
	if (br->cap[CAP_PM] && br->cfg[br->cap[CAP_PM] + 4] & 3)
		return false;
	if (br->cap[CAP_PCIE] && br->cfg[br->cap[CAP_PCIE] + 0x10] & 0x10 &&
	    function_port_type(br) != SPEC_UPSTREAM_PORT)
		return false;
	return !br->cap[CAP_DPC] || !(br->cfg[br->cap[CAP_DPC] + 8] & 1);
}

/* Does a request for @bus get from the root down to the bus @fn sits on? */
static bool reaches(struct machine *m, struct function *fn, uint8_t bus)
{
	const struct spec_function *s = function_spec(fn);
	struct function *up = function_parent(fn), *above;
	const struct spec_host_bridge *hb;
	uint32_t i;

	if (!up) {
		hb = &m->spec->host_bridges[s->host_bridge];
		return bus >= hb->bus_first && bus <= hb->bus_last;
	}
	if (!reaches(m, up, bus) || !open_bridge(up) || !up->cfg[0x19] ||
	    bus < up->cfg[0x19] || bus > up->cfg[0x1a])
		return false;
	/* It did not stop at the bus that @up sits on ... */
	above = function_parent(up);
	if (bus == (above ? above->cfg[0x19] :
		    m->spec->host_bridges[up->spec->host_bridge].bus_first))
		return false;
	/* ... and no sibling of lower number claimed it first. */
	for (i = 0; i < m->spec->nfunctions; i++) {
		struct function *other = fabric_function(m->f, i);

		if (other != up && function_parent(other) == above &&
		    (above || other->spec->host_bridge == up->spec->host_bridge) &&
		    spec_type_is_bridge(other->spec->type) &&
		    other->devfn < up->devfn && other->cfg[0x19] &&
		    bus >= other->cfg[0x19] && bus <= other->cfg[0x1a])
			return false;
	}
	return true;
}

static uint8_t number_of_bus(struct machine *m, const struct function *fn)
{
	const struct function *up = function_parent(fn);

	return up ? up->cfg[0x19] :
		m->spec->host_bridges[fn->spec->host_bridge].bus_first;
}

/* Was @bus claimed on the bus @fn sits on by some bridge there? */
static bool claimed_beside(struct machine *m, struct function *fn, uint8_t bus)
{
	uint32_t i;

	for (i = 0; i < m->spec->nfunctions; i++) {
		struct function *br = fabric_function(m->f, i);

		if (function_parent(br) == function_parent(fn) &&
		    br->spec->host_bridge == fn->spec->host_bridge &&
		    spec_type_is_bridge(br->spec->type) && br->cfg[0x19] &&
		    bus >= br->cfg[0x19] && bus <= br->cfg[0x1a])
			return true;
	}
	return false;
}

static bool behind_link(const struct function *fn)
{
	const struct function *up = function_parent(fn);

	return up && (up->spec->type == SPEC_ROOT_PORT ||
		      up->spec->type == SPEC_DOWNSTREAM_PORT);
}

/* Would a request for @bus, @devfn be answered by @fn, or VF @n of it? */
static bool answers(struct machine *m, struct function *fn, unsigned int n,
		    uint8_t bus, uint8_t devfn)
{
	unsigned int number = number_of_bus(m, fn), rid = number << 8 | fn->devfn;

	if (n) {
		const uint8_t *iov = fn->cfg + fn->cap[CAP_SRIOV];

		if (!fn->cap[CAP_SRIOV] || !(iov[8] & 1) || n > get16(iov + 0x10) ||
		    n > get16(iov + 0x0e))
			return false;
		rid += get16(iov + 0x14) + (n - 1) * get16(iov + 0x16);
	}
	if (rid != ((unsigned int)bus << 8 | devfn) || !reaches(m, fn, bus))
		return false;
	if (bus != number)
		return !claimed_beside(m, fn, bus);
	return devfn < 8 || !behind_link(fn) ||
	       function_ari_forwarding(function_parent(fn));
}

static void check_routing(struct machine *m, struct rng *r, unsigned int tries)
{
	while (tries--) {
		uint32_t domain = rnd(r, 3), i;
		uint8_t bus = (uint8_t)(rnd(r, 2) ? rnd(r, 30) : rnd(r, 256));
		uint8_t devfn = (uint8_t)(rnd(r, 2) ? rnd(r, 4) << 3 : rnd(r, 256));
		struct function *got = fabric_lookup(m->f, domain, bus, devfn);
		struct function *want = NULL;

		for (i = 0; i < m->spec->nfunctions && !want; i++) {
			struct function *fn = fabric_function(m->f, i);
			unsigned int n;

			if (fn->bus->domain->number != domain)
				continue;
			for (n = 0; n <= fn->spec->sriov.total_vfs && !want; n++)
				if (answers(m, fn, n, bus, devfn))
					want = n ? fabric_vf(fn, (uint16_t)n) : fn;
		}
		ck_assert_msg(got == want, "%04x:%02x:%02x.%x: wrong function",
			      domain, bus, devfn >> 3, devfn & 7);
	}
}

/* Identity, capability headers and masks: what no write may change. */
static void check_constant(struct machine *m, uint8_t *const *was)
{
	uint32_t i;
	unsigned int b;

	for (i = 0; i < m->spec->nfunctions; i++) {
		struct function *fn = fabric_function(m->f, i);

		for (b = 0; b < CAP_COUNT; b++)
			if (fn->cap[b])
				ck_assert_mem_eq(fn->cfg + fn->cap[b],
						 was[i] + fn->cap[b], 2);
		ck_assert_mem_eq(fn->cfg, was[i], 4);
		ck_assert_mem_eq(fn->cfg + 8, was[i] + 8, 4);
		ck_assert_uint_eq(fn->cfg[0xe], was[i][0xe]);
		ck_assert_uint_eq(fn->cfg[0x34], was[i][0x34]);
	}
}

static void random_write(struct machine *m, struct rng *r)
{
	struct function *fn = fabric_function(m->f, rnd(r, m->spec->nfunctions));
	uint8_t size = (uint8_t)(1 << rnd(r, 3)), bus, devfn;
	uint32_t domain, value = rnd(r, 4) ? rnd(r, 1u << 31) * 3 : ~0u;
	uint16_t reg;

	if (!function_address(fn, &domain, &bus, &devfn))
		return;
	reg = (uint16_t)(rnd(r, 2) ? rnd(r, 0x40) : rnd(r, 0x280));
	if (fn->below && one_in(r, 4)) {
		reg = R_SECONDARY - 1;
		size = 4;
		value = rnd(r, 8) << 8 | rnd(r, 30) << 16;
	} else if (fn->cap[CAP_SRIOV] && one_in(r, 3)) {
		reg = (uint16_t)(fn->cap[CAP_SRIOV] + (one_in(r, 2) ? IOV_CTRL :
						       IOV_NUM_VFS));
		size = 2;
		value = rnd(r, 48);
	}
	fabric_cfg_write(m->f, domain, bus, devfn, reg & (uint16_t)~(size - 1), size,
			 value);
}

static void one_seed(uint64_t seed)
{
	struct rng r = { seed * 0x9e3779b97f4a7c15ull + 1 };
	struct machine m = { .spec = spec_new() };
	struct walk_result walk = { 0, 0, 0 };
	uint32_t i, b;
	uint8_t **was;

	spec_add_bridge(m.spec);
	random_machine(&r, &m);
	machine_build(&m);
	lint_all(&m);
	for (b = 0; b < m.spec->nbridges; b++)
		bios_walk(m.f, m.spec->host_bridges[b].domain,
			  m.spec->host_bridges[b].bus_first, &walk);
	was = calloc(m.spec->nfunctions, sizeof(*was));
	for (i = 0; i < m.spec->nfunctions; i++) {
		struct function *fn = fabric_function(m.f, i);
		uint32_t domain;
		uint8_t bus, devfn;

		/* Found, unless only ARI could have. */
		ck_assert(function_address(fn, &domain, &bus, &devfn) ||
			  (behind_link(fn) && fn->devfn > 7));
		walk.functions += behind_link(fn) && fn->devfn > 7;
		was[i] = malloc(fn->len);
		memcpy(was[i], fn->cfg, fn->len);
	}
	ck_assert_uint_eq(walk.functions, m.spec->nfunctions);
	check_routing(&m, &r, 200);
	for (i = 0; i < 300; i++) {
		random_write(&m, &r);
		if (i % 10 == 0)
			check_routing(&m, &r, 20);
	}
	lint_all(&m);
	check_constant(&m, was);
	for (i = 0; i < m.spec->nfunctions; i++)
		free(was[i]);
	free(was);
	machine_free(&m);
}

START_TEST(random_machines)
{
	const char *only = getenv("HAIRPIN_SEED");
	uint64_t seed = only ? strtoull(only, NULL, 0) : (uint64_t)_i;

	one_seed(seed);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("random fabrics");
	TCase *t = tcase_create("seeds");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, random_machines, 0,
			    getenv("HAIRPIN_SEED") ? 1 : SEEDS);
	suite_add_tcase(s, t);
	return s;
}

TEST_MAIN(suite)
