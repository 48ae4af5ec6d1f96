// SPDX-License-Identifier: GPL-2.0-only
/*
 * world.c - ties a kernel instance to a fabric, a clock and a seed.
 *
 * It implements struct hp_host: it passes accesses to the model, and records to the
 * parent.  It must not know what a scenario expects.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/spec/dram.h"
#include "model/wire/tlp.h"
#include "sim/base/limit.h"
#include "sim/replay/backing.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/proof.h"
#include "sim/replay/world.h"
#include "sim/replay/world_trace.h"

/* Memory for log lines is allocated in large chunks, because page faults cost more. */
#define LOG_FIRST_BYTES 16384
#define LOG_MOST_BYTES (1u << 20)

/* A CPU that waits for nothing but interrupts waits no longer: devices may go on for ever. */
#define IDLE_MOST_PS 3600000000000000ull

static struct world *world_of(void *ctx)
{
	const struct kernel *k = ctx;

	return k->world;
}

static uint32_t host_cfg_read(void *ctx, hp_sbdf fn, uint16_t reg,
			      uint8_t size_bytes)
{
	struct world *w = world_of(ctx);
	uint32_t value;

	crash_work();
	if (!world_config(w, fn, reg, size_bytes, false, &value))
		value = fabric_cfg_read(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
					HP_SBDF_DEVFN(fn), reg, size_bytes);
	world_trace_config(w, fn, reg, value, false);
	return value;
}

static void host_cfg_write(void *ctx, hp_sbdf fn, uint16_t reg,
			   uint8_t size_bytes, uint32_t value)
{
	struct world *w = world_of(ctx);

	crash_work();
	if (!world_config(w, fn, reg, size_bytes, true, &value))
		fabric_cfg_write(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
				 HP_SBDF_DEVFN(fn), reg, size_bytes, value);
	world_trace_config(w, fn, reg, value, true);
}

static uint64_t host_mmio_read(void *ctx, uint64_t phys, uint8_t size_bytes)
{
	return world_mmio_read(world_of(ctx), phys, size_bytes);
}

static void host_mmio_write(void *ctx, uint64_t phys, uint8_t size_bytes,
			    uint64_t value)
{
	world_mmio_write(world_of(ctx), phys, size_bytes, value);
}

static uint32_t host_port_read(void *ctx, uint16_t port, uint8_t size_bytes)
{
	return (uint32_t)world_port_read(world_of(ctx), port, size_bytes);
}

static void host_port_write(void *ctx, uint16_t port, uint8_t size_bytes,
			    uint32_t value)
{
	world_port_write(world_of(ctx), port, size_bytes, value);
}

/* A line that is lost might be one that is expected. */
static _Noreturn void no_log(const struct world *w)
{
	char why[200];

	crash_error(w->rec, "no memory for the kernel's log: %s",
		    limit_text(errno, why, sizeof(why)));
}

/* Log lines are never freed: the process ends with its world. */
static void more_log(struct world *w, uint32_t len)
{
	size_t size = w->log_size ? 2 * w->log_size : LOG_FIRST_BYTES;
	void *p;

	if (size > LOG_MOST_BYTES)
		size = LOG_MOST_BYTES;
	if (size <= len)
		size = ((size_t)len | 4095) + 1;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (p == MAP_FAILED)
		no_log(w);
	w->log_next = p;
	w->log_left = w->log_size = size;
}

static const char *keep_text(struct world *w, const char *text, uint32_t len)
{
	char *kept;

	if (w->log_left <= len)
		more_log(w, len);
	kept = memcpy(w->log_next, text, len);
	kept[len] = '\0';
	w->log_next += len + 1;
	w->log_left -= len + 1;
	return kept;
}

static void host_log(void *ctx, int level, const char *text, uint32_t len)
{
	struct world *w = world_of(ctx);

	crash_work();
	if (w->nlog == w->log_room) {
		uint32_t room = w->log_room ? 2 * w->log_room : 64;
		void *log = realloc(w->log, room * sizeof(*w->log));

		if (!log)
			no_log(w);
		w->log = log;
		w->log_room = room;
	}
	w->log[w->nlog].level = level;
	w->log[w->nlog].text = keep_text(w, text, len);
	w->nlog++;
	if (w->mute)
		return;
	world_trace_log(w, level, text, len);
	rec_begin(w->rec, REC_LOG);
	rec_u64(w->rec, (uint64_t)level);
	rec_strn(w->rec, text, len);
	rec_end(w->rec);
}

static void host_event(void *ctx, const struct hp_event *ev)
{
	struct world *w = world_of(ctx);

	crash_event(w->rec, ev);
	if (!hp_event_goes_on(ev->kind) && !ev->more)
		crash_exit(w->rec);
}

static uint64_t host_now_ps(void *ctx)
{
	return world_of(ctx)->clock->now_ps;
}

static void host_delay_ps(void *ctx, uint64_t ps)
{
	struct world *w = world_of(ctx);

	world_advance(w, w->clock->now_ps + ps);
}

static void cpu_is_due(void *arg)
{
	struct world *w = arg;

	w->cpu_due = true;
}

static bool host_message(void *ctx, uint32_t *data)
{
	return engine_message(world_of(ctx), data);
}

static void host_dma_stop(void *ctx, hp_sbdf client)
{
	engine_stop(world_of(ctx), client);
}

/* The timer of the CPU is an event like any other. */
static bool host_idle(void *ctx, uint64_t until_ps)
{
	struct world *w = world_of(ctx);

	const uint64_t last = until_ps != UINT64_MAX ? until_ps :
			      w->clock->now_ps + IDLE_MOST_PS;

	w->cpu_due = false;
	if (until_ps != UINT64_MAX)
		alarm_set(w->clock, &w->cpu, until_ps);
	crash_idle(w->step >= 0 ? &w->scn->steps[w->step].loc : NULL);
	while (!w->cpu_due && clock_step(w->clock, last))
		;
	crash_idle(NULL);
	if (!w->cpu_due)
		return false;
	alarm_clear(&w->cpu);
	return true;
}

static uint64_t host_random(void *ctx)
{
	return rng_next(&world_of(ctx)->rng);
}

static void *host_reserve(void *ctx, uint64_t size_bytes)
{
	void *p = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		crash_no_memory(world_of(ctx)->rec, size_bytes);
	return p;
}

static void *host_range(void *ctx, uint64_t size_bytes, bool dense)
{
	void *p = backing_range(size_bytes, dense);

	if (!p)
		crash_no_memory(world_of(ctx)->rec, size_bytes);
	return p;
}

static void host_back(void *ctx, const void *p, uint64_t size_bytes)
{
	uint64_t lacking = backing_map(p, size_bytes);

	if (lacking)
		crash_no_memory(world_of(ctx)->rec, lacking);
}

/* The machine is the scenario's; what else a kernel does without memory is no answer. */
static void host_no_dram(void *ctx, uint64_t size_bytes)
{
	struct world *w = world_of(ctx);
	const struct spec_loc *at = &w->scn->spec->host.loc;
	struct dram_range *range;
	uint64_t sum = 0;
	uint32_t n = dram_ranges(w->scn->spec, &range);

	for (uint32_t i = 0; i < n; i++)
		sum += range[i].bytes;
	crash_error(w->rec, "%s:%u: the machine has %llu KiB of DRAM outside windows, and the kernel needs %llu KiB more; write host with more dram, or move the windows",
		    at->line ? at->file : w->scn->file, at->line ? at->line : 1,
		    (unsigned long long)(sum >> 10),
		    (unsigned long long)(size_bytes >> 10));
}

static void host_guard(void *ctx, void *p, uint64_t size_bytes)
{
	(void)ctx;
	mprotect(p, size_bytes, PROT_NONE);
}

const struct hp_host *world_host(void)
{
	static struct hp_host host = {
		.abi = HP_ABI_VERSION,
		.cfg_read = host_cfg_read,
		.cfg_write = host_cfg_write,
		.mmio_read = host_mmio_read,
		.mmio_write = host_mmio_write,
		.port_read = host_port_read,
		.port_write = host_port_write,
		.log = host_log,
		.event = host_event,
		.now_ps = host_now_ps,
		.delay_ps = host_delay_ps,
		.idle = host_idle,
		.message = host_message,
		.dma_stop = host_dma_stop,
		.random = host_random,
		.reserve = host_reserve,
		.guard = host_guard,
		.range = host_range,
		.back = host_back,
		.no_dram = host_no_dram,
	};

	world_fill_iommu(&host);
	world_fill_intx(&host);
	return &host;
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
	memset(err, 0, sizeof(*err));
	w->fabric = fabric_build(scn->spec, err);
	if (!w->fabric)
		return false;
	w->wire = wire_new(w->fabric, NULL);
	if (w->wire && w->mappings && world_iommu_init(w)) {
		world_watch_resets(w);
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
	wire_free(w->wire);
	fabric_free(w->fabric);
	world_forget_resets(w);
	clock_free(w->clock);
	free(w->mappings);
	free(w->unmapped);
	free(w->off);
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
	}
	return w->kernel->ops->boot(&boot);
}

void world_pass(struct world *w, uint64_t until_ps)
{
	if (w->kernel->ops->advance)
		w->kernel->ops->advance(until_ps);
	if (w->clock->now_ps < until_ps)
		world_advance(w, until_ps);
}
