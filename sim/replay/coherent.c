// SPDX-License-Identifier: GPL-2.0-only
/*
 * coherent.c - see coherent.h.
 *
 * The kernel instance and the model have the same bytes, because drivers get plain
 * pointers to them (memremap()).
 */
#include <stdlib.h>
#include <string.h>

#include "model/spec/coherent.h"
#include "model/wire/memory.h"
#include "sim/replay/backing.h"
#include "sim/replay/coherent.h"
#include "sim/replay/crash.h"

struct world_coherent {
	struct world *w;
	struct world_coherent *next;
	struct function *fn;
	uint32_t index;			/* in the spec */
	const struct spec_coherent *spec;
	void *bytes;			/* of the kernel instance, too; NULL: not booted */
	struct alarm begins, ready;
};

/* --- regions ---------------------------------------------------------------------- */

/* Returns true if its driver shows such memory in place of BARs 2 and 4. */
static bool shown_by(const struct hp_kfunc *of)
{
	return strstr(of->driver, "nvgrace");
}

bool coherent_shows(const struct function *fn, unsigned int bar, uint64_t *offset,
		    uint64_t *bytes)
{
	return fn && !function_is_vf(fn) &&
	       coherent_region(function_spec(fn), bar, offset, bytes);
}

bool coherent_or_bar(const struct function *fn, unsigned int bar,
		     const struct hp_kfunc *of, uint64_t *cpu_base, uint64_t *bytes)
{
	uint64_t offset;

	if (shown_by(of) && coherent_shows(fn, bar, &offset, bytes)) {
		*cpu_base = function_spec(fn)->coherent.base + offset;
		return true;
	}
	*cpu_base = of->res[bar].cpu_start;
	*bytes = of->res[bar].size_bytes;
	return false;
}

bool coherent_decodes(const struct function *fn, unsigned int bar, bool coherent)
{
	uint64_t base, size;

	return coherent ? function_decodes(fn) : function_bar(fn, bar, &base, &size);
}

/* Sets the space and the address of byte @at of what the region shows. */
static bool place(struct world *w, const struct function *fn, unsigned int bar,
		  uint64_t at, uint64_t *space, uint64_t *address)
{
	uint64_t bytes;

	if (!coherent_shows(fn, bar, address, &bytes))
		return false;
	*address += at;
	*space = memory_coherent_space((uint32_t)(function_spec(fn) -
						  w->scn->spec->functions));
	return true;
}

void coherent_peek(struct world *w, const struct function *fn, unsigned int bar,
		   uint64_t at, void *data, size_t bytes)
{
	uint64_t space, address;

	if (place(w, fn, bar, at, &space, &address))
		memory_read(wire_memory(w->wire), space, address, data, bytes);
}

void coherent_poke(struct world *w, const struct function *fn, unsigned int bar,
		   uint64_t at, const void *data, size_t bytes)
{
	uint64_t space, address;

	if (place(w, fn, bar, at, &space, &address))
		memory_write(wire_memory(w->wire), space, address, data, bytes);
}

/* --- what firmware says ------------------------------------------------------------ */

static void map(const void *at, uint64_t bytes)
{
	if (backing_map(at, bytes))
		abort();	/* out of memory: nothing sensible is left to do */
}

static struct hp_coherent described(const struct world_coherent *c)
{
	return (struct hp_coherent){ c->spec->base, c->spec->size_bytes, c->bytes };
}

void coherent_boot(struct world *w, struct hp_boot *boot)
{
	struct hp_coherent *all;
	uint32_t n = 0;

	for (struct world_coherent *c = w->coherent; c; c = c->next)
		n++;
	/* Not freed, like all of hp_boot. */
	all = calloc(n + 1, sizeof(*all));
	if (!all)
		abort();
	for (struct world_coherent *c = w->coherent; c; c = c->next) {
		if (!c->spec->size_bytes)
			continue;
		c->bytes = backing_range(c->spec->size_bytes, false);
		if (!c->bytes)
			crash_no_memory(w->rec, c->spec->size_bytes);
		memory_at(wire_memory(w->wire), memory_coherent_space(c->index),
			  c->bytes, c->spec->size_bytes, map);
		all[boot->ncoherent++] = described(c);
	}
	boot->coherent = all;
}

static bool host_coherent(void *ctx, hp_sbdf sbdf, struct hp_coherent *out)
{
	struct world *w = ((const struct kernel *)ctx)->world;
	const struct function *fn = world_function_at(w, sbdf);

	for (const struct world_coherent *c = w->coherent; fn && c; c = c->next)
		if (c->fn == fn) {
			*out = described(c);
			return true;
		}
	return false;
}

void coherent_fill(struct hp_host *host)
{
	host->coherent = host_coherent;
}

/* --- ready or not ------------------------------------------------------------------ */

static void is_ready(void *arg)
{
	struct world_coherent *c = arg;

	wire_set_ready(c->w->wire, c->fn, true);
}

/* After power on, or when a reset is over. */
static void begins(void *arg)
{
	struct world_coherent *c = arg;

	wire_set_ready(c->w->wire, c->fn, !c->spec->ready_ps);
	if (c->spec->ready_ps && c->spec->ready_ps != SPEC_NEVER)
		alarm_set(c->w->clock, &c->ready, c->w->clock->now_ps + c->spec->ready_ps);
}

/* The reset of a function, its link's included, makes its memory train again. */
static void on_event(struct world *w, enum fabric_event event, struct function *fn)
{
	if (!fabric_reset_ps(event))
		return;
	for (struct world_coherent *c = w->coherent; c; c = c->next) {
		if (c->fn != fn)
			continue;
		wire_set_ready(w->wire, fn, false);
		alarm_clear(&c->ready);
		alarm_set(w->clock, &c->begins, w->clock->now_ps + fabric_reset_ps(event));
	}
}

void coherent_start(struct world *w)
{
	const struct spec *s = w->scn->spec;

	for (uint32_t i = s->nfunctions; i--;) {
		struct world_coherent *c;

		if (!s->functions[i].coherent.stated)
			continue;
		c = calloc(1, sizeof(*c));
		if (!c)
			abort();	/* out of memory: nothing sensible is left to do */
		*c = (struct world_coherent){
			.w = w, .next = w->coherent,
			.fn = fabric_function(w->fabric, i), .index = i,
			.spec = &s->functions[i].coherent,
			.begins = { .fn = begins, .arg = c },
			.ready = { .fn = is_ready, .arg = c },
		};
		w->coherent = c;
		begins(c);
	}
	if (w->coherent)
		world_subscribe(w, WORLD_BEFORE_SILENCE, on_event);
}

/* The clock must not run any more. */
void coherent_free(struct world *w)
{
	for (struct world_coherent *c = w->coherent, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	w->coherent = NULL;
}
