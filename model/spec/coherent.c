// SPDX-License-Identifier: GPL-2.0-only
/*
 * coherent.c - where a device's coherent memory is, and its parts (see coherent.h).
 */
#include <stdlib.h>

#include "model/spec/check.h"
#include "model/spec/coherent.h"
#include "model/spec/dram.h"

#define RESERVED_BYTES (1ull << 30)
#define BLOCK_BYTES (512ull << 20)
#define PAGE 4096ull
#define LEAST_BAR0 (256u << 10)

bool coherent_region(const struct spec_function *f, unsigned int region,
		     uint64_t *offset, uint64_t *size_bytes)
{
	const struct spec_coherent *c = &f->coherent;
	uint64_t usable = c->size_bytes;

	if (!c->stated)
		return false;
	if (!c->whole)
		usable = usable < RESERVED_BYTES ? 0 :
			 (usable - RESERVED_BYTES) / BLOCK_BYTES * BLOCK_BYTES;
	if (!usable || (region != 4 && (region != 2 || usable == c->size_bytes)))
		return false;
	*offset = region == 4 ? 0 : usable;
	*size_bytes = region == 4 ? usable : c->size_bytes - usable;
	return true;
}

static bool overlap(const struct spec_coherent *c, uint64_t base, uint64_t bytes)
{
	return c->base < base + bytes && base < c->base + c->size_bytes;
}

static bool check_windows(const struct spec *s, const struct spec_function *f,
			  struct spec_error *err)
{
	for (uint32_t h = 0; h < s->nbridges; h++)
		for (uint32_t i = 0; i < s->host_bridges[h].nwindows; i++) {
			const struct spec_window *w = &s->host_bridges[h].windows[i];

			if (w->kind != SPEC_WIN_IO &&
			    overlap(&f->coherent, w->cpu_base, w->size_bytes))
				return spec_refuse(err, f->loc, "the coherent memory of %s is in a window of host bridge %s (0x%llx+0x%llx): CPUs reach it by no BAR; choose addresses above all windows",
					f->name, s->host_bridges[h].name,
					(unsigned long long)w->cpu_base,
					(unsigned long long)w->size_bytes);
		}
	return true;
}

static bool check_dram(const struct spec *s, const struct spec_function *f,
		       struct spec_error *err)
{
	struct dram_range *r;
	uint32_t n = dram_ranges(s, &r);
	bool ok = true;

	for (uint32_t i = 0; ok && i < n; i++)
		if (overlap(&f->coherent, r[i].base, r[i].bytes))
			ok = spec_refuse(err, f->loc, "the coherent memory of %s is where DRAM is (0x%llx+0x%llx): choose other addresses",
				f->name, (unsigned long long)r[i].base,
				(unsigned long long)r[i].bytes);
	free(r);
	return ok;
}

static bool check_one(const struct spec *s, uint32_t n, struct spec_error *err)
{
	const struct spec_function *f = &s->functions[n];
	const struct spec_coherent *c = &f->coherent;

	if (c->base % PAGE || c->size_bytes % PAGE)
		return spec_refuse(err, f->loc, "the coherent memory of %s begins or ends within a page: base and size are multiples of 4K",
			f->name);
	if (c->base > SPEC_PHYS_LAST || c->size_bytes > SPEC_PHYS_LAST - c->base)
		return spec_refuse(err, f->loc, "the coherent memory of %s ends above 52 bits, where CPUs have no physical addresses: choose lower ones",
			f->name);
	if (!c->cxl && (f->bar[0].kind == SPEC_BAR_NONE || f->bar[0].kind == SPEC_BAR_IO ||
			f->bar[0].size_bytes < LEAST_BAR0))
		return spec_refuse(err, f->loc, "the coherent memory of %s is ready when registers in its bar0 say so, the last at 0x%x: it needs a bar0 of 256K or more, or coherent-cxl",
			f->name, COHERENT_MEMORY_REG);
	for (uint32_t i = 0; i < n; i++) {
		const struct spec_function *g = &s->functions[i];

		if (g->coherent.stated && overlap(c, g->coherent.base, g->coherent.size_bytes))
			return spec_refuse(err, f->loc, "the coherent memory of %s is that of %s, too: choose other addresses",
				f->name, g->name);
	}
	return check_windows(s, f, err) && check_dram(s, f, err);
}

bool coherent_check(const struct spec *s, struct spec_error *err)
{
	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].coherent.stated && !check_one(s, i, err))
			return false;
	return true;
}
