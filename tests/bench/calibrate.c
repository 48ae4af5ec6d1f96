// SPDX-License-Identifier: GPL-2.0-only
/*
 * calibrate.c - published measurements beside the model: the table of docs/CALIBRATION.md.
 *
 *   bench_calibrate          the table; tests/cli/test-calibration.sh compares
 *
 * Time is virtual, so the table is the same on every machine.  "chosen" marks a measurement
 * that a number was chosen by; all others the model predicts.
 *
 * It must not know kernels.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/flight/params_list.h"
#include "model/flight/transfer.h"
#include "model/iommu/iommu.h"
#include "model/spec/spec.h"
#include "tests/bench/common/fabric.h"

#define BASE 0x8000000000ull
#define BAR (1ull << 30)
#define IOVA 0x100000000ull
#define DRAM 0x200000000ull		/* above 4 GiB: headers of 16 bytes */
#define MAPPED (64ull << 20)

/*
 *   rp0 ── a          rp1 ── b          rp2 ── usp ┬ dsp0 ── c
 *                                                  └ dsp1 ── d
 */
enum { RP0, A, RP1, B, RP2, USP, DSP0, C, DSP1, D };

/* The NFP-6000, and the cache that its data were in: four numbers of their own. */
#define NFP_DEVICE_NS 54u		/* instead of device; chosen by the latency of 64 bytes */
#define NFP_READS 34u			/* outstanding; chosen by 64-byte reads */
#define NFP_WRITE_GAP_PS 21100u		/* chosen by 64-byte writes */
#define WARM_DRAM_NS 40u		/* a read of the cache; chosen by 64-byte reads */

struct place {
	struct spec *s;
	struct fabric *f;
	struct wire *w;
	struct flight_numbers n;
};

static void add(struct spec *s, enum spec_type type, int32_t parent, uint8_t device,
		uint8_t first, uint8_t last, uint8_t speed, uint8_t width)
{
	uint32_t i = bench_add(s, type, parent, 0, device, first, last);

	s->functions[i].link_speed = speed;
	s->functions[i].link_width = width;
	if (type == SPEC_ENDPOINT)
		s->functions[i].bar[0] = (struct spec_bar){ SPEC_BAR_MEM64, true, BAR,
							    BASE + i * BAR, 0 };
}

static void describe(struct spec *s, uint8_t speed, uint8_t width)
{
	spec_add_bridge(s);
	s->host_bridges[0] = (struct spec_host_bridge){
		.name = "hb0", .bus_last = 255, .nwindows = 1,
		.windows[0] = { SPEC_WIN_PREF, BASE, 1ull << 36, 0, { 0 } },
	};
	s->host.dram_bytes = 16ull << 30;
	s->host.rc_p2p = SPEC_RC_ALL;
	add(s, SPEC_ROOT_PORT, -1, 1, 1, 1, speed, width);
	add(s, SPEC_ENDPOINT, RP0, 0, 0, 0, speed, width);
	add(s, SPEC_ROOT_PORT, -1, 2, 2, 2, speed, width);
	add(s, SPEC_ENDPOINT, RP1, 0, 0, 0, speed, width);
	add(s, SPEC_ROOT_PORT, -1, 3, 3, 6, speed, width);
	add(s, SPEC_UPSTREAM_PORT, RP2, 0, 4, 6, speed, width);
	add(s, SPEC_DOWNSTREAM_PORT, USP, 0, 5, 5, speed, width);
	add(s, SPEC_ENDPOINT, DSP0, 0, 0, 0, speed, width);
	add(s, SPEC_DOWNSTREAM_PORT, USP, 1, 6, 6, speed, width);
	add(s, SPEC_ENDPOINT, DSP1, 0, 0, 0, speed, width);
}

static struct place place_new(uint8_t speed, uint8_t width, unsigned int mps,
			      unsigned int mrrs)
{
	struct spec_error err = { .text = "" };
	struct place p = { .s = spec_new() };

	describe(p.s, speed, width);
	p.f = fabric_build(p.s, &err);
	if (!p.f) {
		fprintf(stderr, "bench_calibrate: %s\n", err.text);
		exit(1);
	}
	bench_enable(p.f, p.s->nfunctions, mps, mrrs);
	flight_numbers_defaults(&p.n);
	p.w = wire_new(p.f, &p.n.timing);
	return p;
}

static void place_free(struct place *p)
{
	wire_free(p->w);
	fabric_free(p->f);
	spec_free(p->s);
}

/* Pages of 4 KiB for a: what the kernel's "nosp" (no super pages) does. */
static void translate(struct place *p)
{
	struct iommu *hw = wire_iommu(p->w);
	uint32_t unit = iommu_hw_add_unit(hw), table = iommu_hw_table_new(hw);
	uint16_t rid = 1 << 8;

	iommu_hw_set_catch_all(hw, unit);
	iommu_hw_enable(hw, unit, true);
	iommu_hw_attach(hw, 0, rid, IOMMU_HW_NO_PASID, IOMMU_HW_TABLE, table);
	iommu_hw_map(hw, table, IOVA, DRAM, 4096, MAPPED / 4096,
		     IOMMU_HW_READ | IOMMU_HW_WRITE);
}

/* --- what is measured --- */

struct load {
	enum tlp_type type;
	unsigned int from;
	uint64_t address, window;
	uint32_t each, outstanding;
	uint64_t gap_ps;
};

static struct transfer transfer_of(struct flight *f, struct place *p, const struct load *l,
				   uint64_t bytes)
{
	return (struct transfer){
		.f = f, .fn = fabric_function(p->f, l->from), .bytes = bytes,
		.window = l->window, .each = l->each, .random = 1,
		.outstanding = l->outstanding, .gap_ps = l->gap_ps,
		.t = { .type = l->type, .address = l->address },
	};
}

static struct flight *flight_here(struct place *p)
{
	const struct flight_options o = { .params = p->n.params };

	wire_set_timing(p->w, &p->n.timing);
	return flight_new(p->w, &o);
}

#define MOST_LOADS 2u

/* Gb/s of each of @n loads at once, the mean of them; the first quarter does not count. */
static double gbps(struct place *p, const struct load *l, unsigned int n, uint64_t bytes)
{
	struct flight *f = flight_here(p);
	static struct transfer t[MOST_LOADS];
	uint64_t before[MOST_LOADS], begin;
	double sum = 0;

	for (unsigned int i = 0; i < n; i++) {
		t[i] = transfer_of(f, p, &l[i], bytes);
		transfer_start(&t[i]);
	}
	while (t[0].arrived < bytes / 4)
		flight_run(f, flight_now_ps(f) + 1000000);
	begin = flight_now_ps(f);
	for (unsigned int i = 0; i < n; i++)
		before[i] = t[i].arrived;
	while (t[0].arrived < bytes / 4 * 3)
		flight_run(f, flight_now_ps(f) + 1000000);
	for (unsigned int i = 0; i < n; i++)
		sum += (double)(t[i].arrived - before[i]) * 8000 /
		       (double)(flight_now_ps(f) - begin);
	flight_free(f);
	return sum / n;
}

/* Mean ns of a transfer of @bytes at a random place, one after the other. */
static double latency_ns(struct place *p, const struct load *l, uint64_t bytes, uint32_t times)
{
	struct flight *f = flight_here(p);
	struct load one = *l;
	static struct transfer t;
	uint64_t sum = 0, state = 1;

	one.each = 0;
	for (uint32_t i = 0; i < times; i++) {
		state = state * 6364136223846793005ull + 1442695040888963407ull;
		t = transfer_of(f, p, &one, bytes);
		t.random = 0;
		t.window = 0;
		t.t.address += (state >> 33) % (l->window / bytes) * bytes;
		transfer_start(&t);
		flight_run(f, UINT64_MAX);
		sum += t.end_ps - t.start_ps;
	}
	flight_free(f);
	return (double)sum / times / 1000;
}

/* --- the table --- */

static double worst, predicted;
static unsigned int rows, within;

static void row(const char *what, const char *unit, double measured, double model,
		const char *source, const char *kind)
{
	double off = 100 * (model / measured - 1), size = off < 0 ? -off : off;

	printf("| %s | %.5g %s | %.5g %s | %+.1f %% | %s | %s |\n", what, measured, unit,
	       model, unit, off, kind, source);
	if (strcmp(kind, "predicted"))
		return;
	rows++;
	within += size <= 10;
	predicted += size;
	worst = size > worst ? size : worst;
}

struct sized {
	uint32_t bytes;
	double measured;
	const char *kind;
};

/* --- Neugebauer and others: NFP-6000, Xeon E5-2630 v4, 8 GT/s x8, payload 256 --- */

static struct place nfp(bool warm, bool iommu)
{
	struct place p = place_new(3, 8, 256, 512);

	p.n.timing.device_ps = NFP_DEVICE_NS * 1000;
	if (warm)
		p.n.timing.dram_ps = WARM_DRAM_NS * 1000;
	if (iommu)
		translate(&p);
	return p;
}

static void nfp_sizes(void)
{
	static const struct sized reads[] = {
		{ 64, 31.906, "chosen" }, { 128, 43.766, "predicted" },
		{ 256, 47.670, "predicted" }, { 512, 55.034, "predicted" },
		{ 1024, 55.413, "predicted" }, { 2048, 55.579, "predicted" },
	}, writes[] = {
		{ 64, 24.269, "chosen" }, { 128, 42.355, "predicted" },
		{ 256, 50.488, "predicted" }, { 512, 53.013, "predicted" },
		{ 1024, 53.013, "predicted" }, { 2048, 53.013, "predicted" },
	};
	struct place p = nfp(true, false);
	char what[64];

	for (unsigned int i = 0; i < 6; i++) {
		struct load l = { .type = TLP_MRD, .from = A, .address = DRAM, .window = 8192,
				  .each = reads[i].bytes, .outstanding = NFP_READS };

		snprintf(what, sizeof(what), "DMA reads of %u bytes, from cache", reads[i].bytes);
		row(what, "Gb/s", reads[i].measured, gbps(&p, &l, 1, 4 << 20), "1, bw_dma_sz_sweep",
		    reads[i].kind);
	}
	for (unsigned int i = 0; i < 6; i++) {
		/* The engine's pace is that of what it is told, in payloads. */
		uint32_t parts = (writes[i].bytes + 255) / 256;
		struct load l = { .type = TLP_MWR, .from = A, .address = DRAM, .window = 8192,
				  .each = writes[i].bytes, .gap_ps = NFP_WRITE_GAP_PS / parts };

		snprintf(what, sizeof(what), "DMA writes of %u bytes", writes[i].bytes);
		row(what, "Gb/s", writes[i].measured, gbps(&p, &l, 1, 4 << 20),
		    "1, bw_dma_sz_sweep", writes[i].kind);
	}
	place_free(&p);
}

static void nfp_both_ways(void)
{
	static const struct sized both[] = {
		{ 512, 42.678, "predicted" }, { 2048, 52.000, "predicted" },
	};
	struct place p = nfp(true, false);
	char what[64];

	for (unsigned int i = 0; i < 2; i++) {
		const struct load l[] = {
			{ .type = TLP_MRD, .from = A, .address = DRAM, .window = 8192, .each = both[i].bytes,
			  .outstanding = NFP_READS },
			{ .type = TLP_MWR, .from = A, .address = DRAM, .window = 8192, .each = both[i].bytes },
		};

		snprintf(what, sizeof(what), "reads and writes of %u bytes at once, each way",
			 both[i].bytes);
		row(what, "Gb/s", both[i].measured, gbps(&p, l, 2, 4 << 20),
		    "1, bw_dma_sz_sweep", both[i].kind);
	}
	place_free(&p);
}

static void nfp_latency(void)
{
	static const struct sized sizes[] = {
		{ 64, 552.4, "chosen" }, { 128, 582.0, "predicted" },
		{ 256, 626.0, "predicted" }, { 512, 700.9, "predicted" },
		{ 1024, 847.0, "predicted" }, { 2048, 1129.0, "predicted" },
	};
	struct place p = nfp(true, false);
	struct load l = { .type = TLP_MRD, .from = A, .address = DRAM, .window = 8192 };
	char what[64];

	for (unsigned int i = 0; i < 6; i++) {
		snprintf(what, sizeof(what), "a read of %u bytes, from cache", sizes[i].bytes);
		row(what, "ns", sizes[i].measured, latency_ns(&p, &l, sizes[i].bytes, 10),
		    "1, lat_dma_sizes", sizes[i].kind);
	}
	p.n.timing.dram_ps = 100000;
	row("a read of 64 bytes, from DRAM", "ns", 610.2, latency_ns(&p, &l, 64, 10),
	    "1, lat_dma_sweep_rd_rnd_64", "chosen");
	place_free(&p);
}

/* The memory is that of the other socket, at which the card is not. */
static void nfp_socket(void)
{
	static const struct sized sizes[] = {
		{ 64, 639.1, "chosen" }, { 128, 675.5, "predicted" },
		{ 512, 785.7, "predicted" }, { 2048, 1226.3, "predicted" },
	}, reads[] = {
		{ 64, 25.184, "predicted" }, { 128, 40.938, "predicted" },
		{ 512, 54.975, "predicted" },
	};
	struct place p = nfp(true, false);
	struct load l = { .type = TLP_MRD, .from = A, .address = DRAM, .window = 8192 };
	char what[80];

	p.s->host_bridges[0].socket = 1;
	for (unsigned int i = 0; i < 4; i++) {
		snprintf(what, sizeof(what), "a read of %u bytes, from the other socket's cache",
			 sizes[i].bytes);
		row(what, "ns", sizes[i].measured, latency_ns(&p, &l, sizes[i].bytes, 10),
		    "7, lat_dma_sizes", sizes[i].kind);
	}
	for (unsigned int i = 0; i < 3; i++) {
		l.each = reads[i].bytes;
		l.outstanding = NFP_READS;
		snprintf(what, sizeof(what), "DMA reads of %u bytes, from the other socket's cache",
			 reads[i].bytes);
		row(what, "Gb/s", reads[i].measured, gbps(&p, &l, 1, 4 << 20),
		    "7, bw_dma_sz_sweep", reads[i].kind);
	}
	l = (struct load){ .type = TLP_MWR, .from = A, .address = DRAM, .window = 8192, .each = 64,
			   .gap_ps = NFP_WRITE_GAP_PS };
	row("DMA writes of 64 bytes, to the other socket", "Gb/s", 24.269,
	    gbps(&p, &l, 1, 4 << 20), "7, bw_dma_sz_sweep", "predicted");
	place_free(&p);
}

static void nfp_iommu_latency(void)
{
	static const struct sized windows[] = {
		{ 256, 612.7, "predicted" }, { 512, 637.9, "predicted" },
		{ 1024, 769.6, "predicted" }, { 2048, 835.0, "predicted" },
		{ 8192, 885.1, "chosen" }, { 65536, 901.2, "predicted" },
	};
	struct place p = nfp(false, true);
	char what[64];

	for (unsigned int i = 0; i < 6; i++) {
		struct load l = { .type = TLP_MRD, .from = A, .address = IOVA,
				  .window = windows[i].bytes * 1024ull };

		snprintf(what, sizeof(what), "the same, IOMMU on, in %u KiB of 4 KiB pages",
			 windows[i].bytes);
		row(what, "ns", windows[i].measured, latency_ns(&p, &l, 64, 20000),
		    "1, iommu-nosp", windows[i].kind);
	}
	place_free(&p);
}

static void nfp_iommu_bandwidth(void)
{
	static const struct {
		enum tlp_type type;
		uint32_t each;
		struct sized in;
	} all[] = {
		{ TLP_MRD, 64, { 256, 27.580, "predicted" } },
		{ TLP_MRD, 64, { 512, 20.198, "predicted" } },
		{ TLP_MRD, 64, { 1024, 14.330, "predicted" } },
		{ TLP_MRD, 64, { 2048, 11.735, "predicted" } },
		{ TLP_MRD, 64, { 65536, 9.843, "chosen" } },
		{ TLP_MRD, 256, { 256, 46.434, "predicted" } },
		{ TLP_MRD, 256, { 65536, 33.533, "predicted" } },
		{ TLP_MWR, 64, { 512, 24.268, "predicted" } },
		{ TLP_MWR, 64, { 2048, 13.575, "predicted" } },
		{ TLP_MWR, 64, { 65536, 11.212, "predicted" } },
	};
	struct place p = nfp(false, true);
	char what[80];

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		bool reads = all[i].type == TLP_MRD;
		struct load l = {
			.type = all[i].type, .from = A, .address = IOVA, .each = all[i].each,
			.window = all[i].in.bytes * 1024ull,
			.outstanding = reads ? NFP_READS : 0,
			.gap_ps = reads ? 0 : NFP_WRITE_GAP_PS,
		};

		snprintf(what, sizeof(what), "%s of %u bytes, IOMMU on, in %u KiB of 4 KiB pages",
			 reads ? "reads" : "writes", all[i].each, all[i].in.bytes);
		row(what, "Gb/s", all[i].in.measured, gbps(&p, &l, 1, 4 << 20),
		    "1, iommu-nosp", all[i].in.kind);
	}
	place_free(&p);
}

/* --- others: one machine each, payload 256 assumed --- */

static double peers(uint8_t speed, uint8_t width, enum tlp_type type, unsigned int from,
		    unsigned int to, bool both)
{
	struct place p = place_new(speed, width, 256, 512);
	const struct load l[] = {
		{ .type = type, .from = from, .address = BASE + to * BAR, .window = 1 << 20 },
		{ .type = type, .from = to, .address = BASE + from * BAR, .window = 1 << 20 },
	};
	double one = gbps(&p, l, both ? 2 : 1, 8 << 20) / 8;

	place_free(&p);
	return both ? 2 * one : one;
}

static double to_host(uint8_t speed, uint8_t width)
{
	struct place p = place_new(speed, width, 256, 512);
	const struct load l = { .type = TLP_MWR, .from = A, .address = DRAM, .window = 1 << 20 };
	double one = gbps(&p, &l, 1, 8 << 20) / 8;

	place_free(&p);
	return one;
}

static void others(void)
{
	row("16 GT/s x16, peer writes through the root complex", "GB/s", 24.44,
	    peers(4, 16, TLP_MWR, A, B, false), "2", "predicted");
	row("the same, both ways, sum", "GB/s", 50.11, peers(4, 16, TLP_MWR, A, B, true), "2",
	    "predicted");
	row("the same on another board, both ways, sum", "GB/s", 41.38,
	    peers(4, 16, TLP_MWR, A, B, true), "3", "predicted");
	row("32 GT/s x16, peer reads", "GB/s", 54.30, peers(5, 16, TLP_MRD, C, D, false), "4",
	    "predicted");
	row("8 GT/s x16, card to host", "GB/s", 12.164, to_host(3, 16), "5", "predicted");
	row("8 GT/s x16, NIC writes to a GPU", "GB/s", 14.292, peers(3, 16, TLP_MWR, A, B, false),
	    "6", "predicted");
	row("8 GT/s x16, NIC reads from a GPU", "GB/s", 6.113, peers(3, 16, TLP_MRD, A, B, false),
	    "6", "not modelled: how fast a GPU answers");
}

int main(void)
{
	printf("| what | measured | model | off by | | source |\n|---|---|---|---|---|---|\n");
	nfp_sizes();
	nfp_both_ways();
	nfp_latency();
	nfp_socket();
	nfp_iommu_latency();
	nfp_iommu_bandwidth();
	others();
	printf("\n%u measurements are predicted, %u of them within 10 %%; they are off by %.1f %% on average and by %.1f %% at most.\n",
	       rows, within, predicted / rows, worst);
	return 0;
}
