// SPDX-License-Identifier: GPL-2.0-only
/*
 * world.c - ties a kernel instance to a fabric, a clock and a seed.
 *
 * It must not know what a scenario expects, nor what the kernel asks of the machine
 * (world_host.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/spec/dram.h"
#include "model/gpu/gpu.h"
#include "model/iommu/iommu.h"
#include "model/wire/tlp.h"
#include "sim/replay/coherent.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/gpu_look.h"
#include "sim/replay/mappings.h"
#include "sim/replay/world.h"
#include "sim/replay/world_trace.h"

static void cpu_is_due(void *arg)
{
	struct world *w = arg;

	w->cpu_due = true;
}

/* One unit in charge of everything, on when the host has an IOMMU. */
static bool iommu_init(struct world *w)
{
	struct iommu *iommu = wire_iommu(w->wire);
	uint32_t unit;

	if (w->scn->spec->host.iommu == SPEC_IOMMU_OFF)
		return true;
	if (w->scn->spec->host.iommu_driver == SPEC_IOMMU_SMMUV3)
		return world_smmu_init(w);
	unit = iommu_hw_add_unit(iommu);
	return unit != IOMMU_HW_NO_UNIT &&
	       !iommu_hw_set_catch_all(iommu, unit) &&
	       !iommu_hw_enable(iommu, unit, true);
}

bool world_init(struct world *w, const struct scenario *scn, struct kernel *k,
		struct recorder *rec, uint64_t seed, struct spec_error *err)
{
	memset(w, 0, sizeof(*w));
	w->scn = scn;
	w->kernel = k;
	w->rec = rec;
	rng_init(&w->rng, seed, 0);
	w->seed = seed;
	w->mappings = calloc(scn->nmappings + 1, sizeof(*w->mappings));
	k->world = w;
	w->clock = clock_new();
	w->cpu = (struct alarm){ .fn = cpu_is_due, .arg = w };
	w->step = CHECK_BOOT;
	w->unanswered.step = INT32_MIN;
	memset(err, 0, sizeof(*err));
	w->fabric = fabric_build(scn->spec, err);
	if (!w->fabric)
		return false;
	w->wire = wire_new(w->fabric, NULL);
	if (w->wire && w->mappings && iommu_init(w)) {
		w->gpus = gpus_new(w->wire, w->fabric, scn->spec);
		gpus_listen(w->gpus, engine_message_came, w);
		world_watch_resets(w);
		coherent_start(w);
		if (scn->spec->host.in_flight)
			world_fly(w);
		return true;
	}
	snprintf(err->text, sizeof(err->text), "no memory for the wire");
	return false;
}

bool world_take(struct world *w, const struct scenario *scn)
{
	struct world_mapping *mappings = calloc(scn->nmappings + 1, sizeof(*mappings));

	if (!mappings)
		return false;
	free(w->mappings);
	w->mappings = mappings;
	w->scn = scn;
	return true;
}

void world_free(struct world *w)
{
	tlp_result_free(&w->probe);
	world_land(w);
	engines_free(w);
	world_links_free(w);
	gpu_look_free(w);
	gpus_free(w->gpus);
	wire_free(w->wire);
	fabric_free(w->fabric);
	world_forget_resets(w);
	coherent_free(w);
	clock_free(w->clock);
	free(w->mappings);
	free(w->unmapped);
	free(w->off);
	free(w->typed);
	free(w->was_at);
	free(w->log);
	memset(w, 0, sizeof(*w));
}

static void fill_bridge(struct hp_host_bridge *to,
			const struct spec_host_bridge *from,
			struct hp_window *windows)
{
	for (uint32_t i = 0; i < from->nwindows; i++) {
		const struct spec_window *sw = &from->windows[i];

		windows[i].kind = sw->kind == SPEC_WIN_MEM ? HP_WIN_MEM :
				  sw->kind == SPEC_WIN_PREF ? HP_WIN_PREF :
							      HP_WIN_IO;
		windows[i].cpu_base = sw->cpu_base;
		windows[i].size_bytes = sw->size_bytes;
		windows[i].offset = sw->offset;
	}
	to->domain = from->domain;
	to->bus_first = from->bus_first;
	to->bus_last = from->bus_last;
	to->nwindows = from->nwindows;
	to->windows = windows;
	to->native = UINT32_MAX;
}

/* DRAM as devices below see it: stated, or all of it at one offset. */
static void fill_views(struct hp_host_bridge *to,
		       const struct spec_host_bridge *from,
		       const struct hp_boot *boot, struct hp_window *view)
{
	to->dram = view;
	for (uint32_t i = 0; i < from->ndram_views; i++) {
		const struct spec_dram_view *v = &from->dram_views[i];

		view[to->ndram++] = (struct hp_window){ HP_WIN_MEM, v->cpu_base,
							v->size_bytes, v->offset };
	}
	if (from->ndram_views || !from->dram_offset)
		return;
	for (uint32_t i = 0; i < boot->ndram; i++)
		view[to->ndram++] = (struct hp_window){ HP_WIN_MEM,
			boot->dram[i].base, boot->dram[i].size_bytes,
			from->dram_offset };
}

/* Where DRAM is; returns how many stretches.  Not freed, like all of hp_boot. */
static uint32_t fill_dram(const struct spec *s, const struct hp_dram **out)
{
	struct dram_range *range;
	uint32_t n = dram_ranges(s, &range);
	struct hp_dram *dram = calloc(n + 1, sizeof(*dram));

	for (uint32_t i = 0; dram && i < n; i++)
		dram[i] = (struct hp_dram){ range[i].base, range[i].bytes };
	free(range);
	*out = dram;
	return dram ? n : 0;
}

/* Firmware was there when a BAR has an address or a bridge has a bus. */
static bool has_firmware(const struct spec *s)
{
	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];

		if (f->secondary || f->config_len)
			return true;
		for (int b = 0; b < 6; b++)
			if (f->bar[b].address)
				return true;
	}
	return false;
}

static uint32_t cpu_vendor(enum spec_cpu_vendor v)
{
	switch (v) {
	case SPEC_CPU_INTEL:
		return HP_CPU_INTEL;
	case SPEC_CPU_AMD:
		return HP_CPU_AMD;
	default:
		return HP_CPU_OTHER;
	}
}

int world_boot(struct world *w)
{
	const struct spec *s = w->scn->spec;
	struct hp_host_bridge *bridges = calloc(s->nbridges + 1,
						sizeof(*bridges));
	struct hp_window *windows = calloc(SPEC_MAX_WINDOWS,
					   (s->nbridges + 1) * sizeof(*windows));
	struct hp_boot boot = {
		.cmdline = w->scn->cmdline ? w->scn->cmdline : "",
		.dram_bytes = s->host.dram_bytes,
		.cpu_vendor = cpu_vendor(s->host.cpu_vendor),
		.cpu_family = s->host.cpu_family,
		.iommu_mode = world_iommu_mode(w),
		.nbridges = s->nbridges,
		.bridges = bridges,
		.flags = has_firmware(s) ? HP_BOOT_KEEP_FIRMWARE : 0,
	};

	struct hp_window *views;
	size_t most;

	boot.ndram = fill_dram(s, &boot.dram);
	most = boot.ndram > SPEC_MAX_DRAM_VIEWS ? boot.ndram : SPEC_MAX_DRAM_VIEWS;
	views = calloc(most, (s->nbridges + 1) * sizeof(*views));
	/* Nothing is freed, because the instance may keep pointers. */
	if (!bridges || !windows || !views || !boot.dram)
		return -12;	/* ENOMEM */
	for (uint32_t i = 0; i < s->nbridges; i++) {
		fill_bridge(&bridges[i], &s->host_bridges[i],
			    windows + i * SPEC_MAX_WINDOWS);
		fill_views(&bridges[i], &s->host_bridges[i], &boot,
			   views + i * most);
		bridges[i].first_stream = world_smmu_stream(s, s->host_bridges[i].domain);
		bridges[i].smmu = s->host_bridges[i].said_smmu;
	}
	coherent_boot(w, &boot);
	boot.inject_nth = w->scn->boot_fails;
	if (w->boot_counts)
		boot.inject_nth = w->fail_at ? w->fail_at : UINT64_MAX;
	boot.nsmmus = w->nsmmus;
	boot.smmus = w->smmu_base;
	boot.smmu_flags = w->smmu_flags;
	return w->kernel->ops->boot(&boot);
}
