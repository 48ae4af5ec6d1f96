// SPDX-License-Identifier: GPL-2.0-only
/*
 * offset.c - the same scenario on a machine whose host bridges move addresses.
 *
 *   bus  |-- DRAM --|-- mem --|   |---- pref ----|
 *        |          |         \____\______        \______
 *   CPU  |-- DRAM --|            |-- mem --|  |---- pref ----|
 *                     <-OFFSET->
 *
 * It changes where windows are, never what is behind them, and knows no kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/dram.h"
#include "sim/lang/lang.h"

#define CPU_END (1ull << 47)		/* as of default windows (profiles.c) */
#define BUS32_END (1ull << 32)

static bool meet(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes)
{
	return a < b + b_bytes && b < a + a_bytes;
}

static bool meets_dram(const struct spec *s, uint64_t base, uint64_t bytes)
{
	const uint64_t all = s->host.dram_bytes;
	const uint64_t low = all < DRAM_LOW_END ? all : DRAM_LOW_END;

	return meet(base, bytes, 0, low) ||
	       meet(base, bytes, DRAM_HIGH_BASE, all - low);
}

/* [base + by, +bytes) lies below @end, and not below 0. */
static bool fits(uint64_t base, int64_t by, uint64_t bytes, uint64_t end)
{
	if (by < 0 ? (uint64_t)-by > base : (uint64_t)by > end - base)
		return false;
	base += (uint64_t)by;
	return base < end && bytes <= end - base;
}

/*
 * Bus addresses stay where possible: firmware wrote bus addresses into BARs, interrupt
 * messages go to bus addresses, and 32-bit BARs need bus addresses below 4 GiB.
 */
static bool move(const struct spec *s, struct spec_window *w, int64_t offset)
{
	const uint64_t bus = w->cpu_base - (uint64_t)w->offset;
	const uint64_t bus_end = w->kind == SPEC_WIN_MEM ? BUS32_END : CPU_END;

	if (bus < CPU_END && fits(bus, offset, w->size_bytes, CPU_END) &&
	    !meets_dram(s, bus + (uint64_t)offset, w->size_bytes))
		w->cpu_base = bus + (uint64_t)offset;
	else if (w->cpu_base >= bus_end ||
		 !fits(w->cpu_base, -offset, w->size_bytes, bus_end) ||
		 meets_dram(s, w->cpu_base - (uint64_t)offset, w->size_bytes))
		return false;
	w->offset = offset;
	return true;
}

static bool moves(const struct spec *s, struct spec_host_bridge *hb, int64_t offset)
{
	for (uint32_t i = 0; i < hb->nwindows; i++)
		if (hb->windows[i].kind != SPEC_WIN_IO &&
		    !move(s, &hb->windows[i], offset))
			return false;
	return true;
}

/* --- BARs ---------------------------------------------------------------------- */

/*
 * Kernels align a BAR by its CPU address, hardware decodes its bus address: a
 * machine whose offset is not a multiple of every BAR cannot exist.
 */
static uint64_t largest(const struct spec_bar *bar, uint64_t most)
{
	for (int i = 0; i < 6; i++) {
		uint64_t bytes = bar[i].size_bytes;

		if (!bytes || bar[i].kind == SPEC_BAR_IO)
			continue;
		for (int n = 0; n < 44; n++)
			if (bar[i].rebar_sizes >> n & 1 && bytes < 1ull << (20 + n))
				bytes = 1ull << (20 + n);
		if (bytes > most)
			most = bytes;
	}
	return most;
}

static uint64_t alignment(const struct spec *s)
{
	uint64_t most = SCN_OFFSET_UNIT;

	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		most = largest(f->sriov.bar, largest(f->bar, most));
	}
	return most;
}

/* --- statements ----------------------------------------------------------------- */

/* Expectations that name an address are about the machine without the offset: skip them. */
static void unjudge(struct scenario *scn)
{
	for (uint32_t i = 0; i < scn->nsteps; i++) {
		struct scn_step *s = &scn->steps[i];

		if (s->bar_what & (SCN_BAR_CPU | SCN_BAR_BUS | SCN_BAR_OFFSET) ||
		    s->address == SCN_ADDRESS_VALUE)
			s->skip = "names an address, and --bus-offset moves it";
	}
}

/* How many windows are beyond the addresses of the smallest SMMU that is stated. */
static uint32_t windows_beyond(const struct spec *s)
{
	unsigned int bits = 48;
	uint32_t beyond = 0;

	for (uint32_t n = 0; n < SPEC_MAX_SMMUS; n++)
		if (s->host.smmus[n].address_bits && s->host.smmus[n].address_bits < bits)
			bits = s->host.smmus[n].address_bits;
	for (uint32_t i = 0; i < s->nbridges; i++) {
		const struct spec_host_bridge *hb = &s->host_bridges[i];

		for (uint32_t k = 0; k < hb->nwindows; k++) {
			const struct spec_window *w = &hb->windows[k];

			beyond += w->kind != SPEC_WIN_IO &&
				  (w->cpu_base + w->size_bytes - 1) >> bits;
		}
	}
	return beyond;
}

/* Keeps an earlier reason. */
static void skip(struct scenario *scn, const char *why)
{
	if (!scn->skip)
		scn->skip = spec_strdup(scn->spec, why);
}

void scenario_set_bus_offset(struct scenario *scn, int64_t offset)
{
	struct spec *s = scn->spec;
	struct spec_error err = { .text = "" };
	const uint64_t align = alignment(s);
	const uint32_t beyond = windows_beyond(s);
	char why[96];

	if (scn->offset_stated) {
		skip(scn, "states offsets of its own");
		return;
	}
	if (offset % (int64_t)align) {
		snprintf(why, sizeof(why), "has a BAR of 0x%llx bytes, and the bus offset is no multiple of that",
			 (unsigned long long)align);
		skip(scn, why);
		return;
	}
	for (uint32_t i = 0; i < s->nbridges; i++) {
		if (offset > -(int64_t)CPU_END && offset < (int64_t)CPU_END &&
		    moves(s, &s->host_bridges[i], offset))
			continue;
		skip(scn, "has no room for its windows at that bus offset");
		return;
	}
	/* Of bridges whose bus addresses are the same, say. */
	if (!spec_check(s, &err))
		skip(scn, "has no room for its windows at that bus offset");
	if (windows_beyond(s) > beyond)
		skip(scn, "has an SMMU whose addresses do not reach its windows at that bus offset");
	unjudge(scn);
}
