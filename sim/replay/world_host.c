// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_host.c - struct hp_host: passes the accesses of a kernel instance to the model,
 * and what it says to the parent.
 *
 * It must not know what a scenario expects.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "model/gpu/gpu.h"
#include "model/spec/dram.h"
#include "sim/base/limit.h"
#include "sim/replay/backing.h"
#include "sim/replay/coherent.h"
#include "sim/replay/memcheck.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/turns.h"
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
	turns_touch_config(w, fn, false);
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
	turns_touch_config(w, fn, true);
	if (!world_config(w, fn, reg, size_bytes, true, &value))
		fabric_cfg_write(w->fabric, HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
				 HP_SBDF_DEVFN(fn), reg, size_bytes, value);
	gpus_run(w->gpus);
	world_trace_config(w, fn, reg, value, true);
}

static uint64_t host_mmio_read(void *ctx, uint64_t phys, uint8_t size_bytes)
{
	turns_touch(world_of(ctx), TURNS_HARDWARE, false);
	turns_touch_memory(world_of(ctx), phys, false);
	return world_mmio_read(world_of(ctx), phys, size_bytes);
}

static void host_mmio_write(void *ctx, uint64_t phys, uint8_t size_bytes,
			    uint64_t value)
{
	turns_touch(world_of(ctx), TURNS_HARDWARE, false);
	turns_touch_memory(world_of(ctx), phys, true);
	world_mmio_write(world_of(ctx), phys, size_bytes, value);
}

static uint32_t host_port_read(void *ctx, uint16_t port, uint8_t size_bytes)
{
	turns_touch(world_of(ctx), TURNS_HARDWARE, true);
	return (uint32_t)world_port_read(world_of(ctx), port, size_bytes);
}

static void host_port_write(void *ctx, uint16_t port, uint8_t size_bytes,
			    uint32_t value)
{
	turns_touch(world_of(ctx), TURNS_HARDWARE, true);
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

static bool host_message(void *ctx, uint32_t *data)
{
	return engine_message(world_of(ctx), data);
}

static bool host_iommu_message(void *ctx, uint32_t *data)
{
	return world_smmu_message(world_of(ctx), data);
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

static bool host_fault_point(void *ctx, uint64_t n)
{
	struct world *w = world_of(ctx);

	return w->at_point(w, n);
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
		.iommu_message = host_iommu_message,
		.dma_stop = host_dma_stop,
		.random = host_random,
		.reserve = host_reserve,
		.guard = host_guard,
		.fault_point = host_fault_point,
		.range = host_range,
		.back = host_back,
		.no_dram = host_no_dram,
	};

	turns_fill(&host);
	world_fill_iommu(&host);
	world_fill_intx(&host);
	coherent_fill(&host);
	memcheck_fill(&host);
	return &host;
}
