// SPDX-License-Identifier: GPL-2.0-only
/*
 * firmware.c - registers as firmware left them, where the spec says it did:
 * bus numbers, BAR addresses, the bridge windows that follow from them, ACS
 * controls, VFs.  A reset clears all of it.
 */
#include <stdlib.h>

#include "model/config/bus.h"
#include "model/config/firmware.h"
#include "model/config/state.h"
#include "model/config/write.h"
#include "model/spec/caplen.h"

/* What a bridge has to forward: one span a kind of window. */
struct spans {
	struct { uint64_t lo, hi; } io, mem, pref;
};

/* Without a choice by firmware everything stays at its reset value. */
static bool firmware_placed(const struct spec_function *s)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		if (s->bar[i].kind != SPEC_BAR_NONE && s->bar[i].address)
			return true;
	return false;
}

static void place_bars(struct function *fn)
{
	const struct spec_function *s = fn->spec;
	uint16_t command = function_command(fn);
	unsigned int i;

	if (!firmware_placed(s))
		return;
	for (i = 0; i < 6; i++) {
		const struct spec_bar *b = &s->bar[i];
		uint8_t *reg = fn->cfg + R_BAR0 + 4 * i;

		if (b->kind == SPEC_BAR_NONE || !b->address)
			continue;
		put32(reg, get32(reg) | (uint32_t)b->address);
		if (b->kind == SPEC_BAR_MEM64)
			put32(reg + 4, (uint32_t)(b->address >> 32));
		command |= b->kind == SPEC_BAR_IO ? CMD_IO : CMD_MEM;
	}
	put16(fn->cfg + R_COMMAND, command);
}

static void place_numbers(struct function *fn)
{
	const struct spec_function *s = fn->spec;

	if (!fn->below || !s->secondary)
		return;
	fn->cfg[R_PRIMARY] = bus_number(fn->bus);
	fn->cfg[R_SECONDARY] = s->secondary;
	fn->cfg[R_SUBORDINATE] = s->subordinate;
}

static void place_acs(struct function *fn)
{
	const struct spec_acs *acs = &fn->spec->acs;
	uint16_t off = fn->cap[CAP_ACS];
	unsigned int i, n, ctrl = off + function_acs_ctrl_reg(fn);

	if (!off)
		return;
	put16(fn->cfg + ctrl, acs->ctrl & get16(fn->wmask + ctrl));
	if (function_acs_ctrl_reg(fn) != ACS_CTRL_REG)
		return;
	n = ext_cap_bytes(fn->cfg, off) - ACS_EGRESS_REG;
	for (i = 0; i < n && i < sizeof(acs->egress_vector); i++) {
		unsigned int reg = off + ACS_EGRESS_REG + i;
		uint64_t byte = acs->egress_vector[i / 8] >> i % 8 * 8;

		fn->cfg[reg] = (uint8_t)(byte & fn->wmask[reg]);
	}
}

static void place_vfs(struct function *fn)
{
	const struct spec_sriov *s = &fn->spec->sriov;
	uint16_t off = fn->cap[CAP_SRIOV];
	unsigned int i;

	if (!off || !s->num_vfs)
		return;
	for (i = 0; i < 6; i++) {
		const struct spec_bar *b = &s->bar[i];
		uint8_t *reg = fn->cfg + off + IOV_BAR0 + 4 * i;

		if (b->kind == SPEC_BAR_NONE || !b->address)
			continue;
		put32(reg, get32(reg) | (uint32_t)b->address);
		if (b->kind == SPEC_BAR_MEM64)
			put32(reg + 4, (uint32_t)(b->address >> 32));
	}
	put16(fn->cfg + off + IOV_NUM_VFS, s->num_vfs);
	cfg_write(fn, off + IOV_CTRL, 2, IOV_CTRL_VFE | IOV_CTRL_MSE);
}

static void widen(uint64_t *lo, uint64_t *hi, uint64_t from, uint64_t to)
{
	if (*lo > *hi) {
		*lo = from;
		*hi = to;
		return;
	}
	*lo = from < *lo ? from : *lo;
	*hi = to > *hi ? to : *hi;
}

/*
 * A prefetchable 64-bit BAR, or anything above 4 GiB, needs that window.
 * @n of them stand in a row: a VF BAR's aperture.
 */
static void add_bar(struct spans *s, const struct spec_bar *b, unsigned int n)
{
	uint64_t end = b->address + n * b->size_bytes - 1;

	if (b->kind == SPEC_BAR_NONE || !b->address)
		return;
	if (b->kind == SPEC_BAR_IO)
		widen(&s->io.lo, &s->io.hi, b->address, end);
	else if ((b->kind == SPEC_BAR_MEM64 && b->prefetchable) || end >> 32)
		widen(&s->pref.lo, &s->pref.hi, b->address, end);
	else
		widen(&s->mem.lo, &s->mem.hi, b->address, end);
}

static void add_spans(struct spans *to, const struct spans *from)
{
	if (from->io.lo <= from->io.hi)
		widen(&to->io.lo, &to->io.hi, from->io.lo, from->io.hi);
	if (from->mem.lo <= from->mem.hi)
		widen(&to->mem.lo, &to->mem.hi, from->mem.lo, from->mem.hi);
	if (from->pref.lo <= from->pref.hi)
		widen(&to->pref.lo, &to->pref.hi, from->pref.lo, from->pref.hi);
}

static void place_windows(struct function *fn, const struct spans *s)
{
	uint16_t command = function_command(fn) | CMD_MASTER;
	uint8_t *c = fn->cfg;

	if (s->io.lo <= s->io.hi) {
		c[R_IO_BASE] = (uint8_t)((s->io.lo >> 8 & 0xf0) | IO_TYPE_32);
		c[R_IO_LIMIT] = (uint8_t)((s->io.hi >> 8 & 0xf0) | IO_TYPE_32);
		put16(c + R_IO_BASE_UPPER, (uint16_t)(s->io.lo >> 16));
		put16(c + R_IO_LIMIT_UPPER, (uint16_t)(s->io.hi >> 16));
		command |= CMD_IO;
	}
	if (s->mem.lo <= s->mem.hi) {
		put16(c + R_MEM_BASE, s->mem.lo >> 16 & 0xfff0);
		put16(c + R_MEM_LIMIT, s->mem.hi >> 16 & 0xfff0);
		command |= CMD_MEM;
	}
	if (s->pref.lo <= s->pref.hi) {
		put16(c + R_PREF_BASE, (s->pref.lo >> 16 & 0xfff0) | PREF_TYPE_64);
		put16(c + R_PREF_LIMIT, (s->pref.hi >> 16 & 0xfff0) | PREF_TYPE_64);
		put32(c + R_PREF_BASE_UPPER, (uint32_t)(s->pref.lo >> 32));
		put32(c + R_PREF_LIMIT_UPPER, (uint32_t)(s->pref.hi >> 32));
		command |= CMD_MEM;
	}
	put16(c + R_COMMAND, command);
}

/* Children come after their parents, so backwards is bottom up. */
static void place_all_windows(struct fabric *f)
{
	uint32_t i, n = f->spec->nfunctions;
	struct spans *spans = calloc(n ? n : 1, sizeof(*spans));
	unsigned int b;

	if (!spans)
		abort();
	for (i = 0; i < n; i++)
		spans[i].io.lo = spans[i].mem.lo = spans[i].pref.lo = ~0ull;
	for (i = n; i-- > 0; ) {
		struct function *fn = &f->functions[i];
		const struct spec_function *s = fn->spec;
		struct spans all = spans[i];

		if (fn->below && s->secondary && !s->config_len)
			place_windows(fn, &spans[i]);
		for (b = 0; b < 6; b++) {
			add_bar(&all, &s->bar[b], 1);
			if (s->sriov.total_vfs)
				add_bar(&all, &s->sriov.bar[b],
					s->sriov.total_vfs);
		}
		if (s->parent >= 0)
			add_spans(&spans[s->parent], &all);
	}
	free(spans);
}

void firmware_apply(struct fabric *f)
{
	uint32_t i;

	for (i = 0; i < f->spec->nfunctions; i++) {
		struct function *fn = &f->functions[i];

		/* A capture holds it in its bytes, as far as they go. */
		if (!fn->spec->config_len) {
			place_numbers(fn);
			place_bars(fn);
		}
		if (fn->spec->config_len <= 256) {
			place_acs(fn);
			place_vfs(fn);
		}
	}
	place_all_windows(f);
}
