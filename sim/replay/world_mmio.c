// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_mmio.c - sends the CPU's loads and stores as TLPs.
 *
 * A load takes its time and reads ones when nobody answers; a store is posted.
 * It must not know what an access is for.
 */
#include <string.h>

#include "model/config/pch_regs.h"
#include "model/gpu/gpu.h"
#include "model/wire/tlp.h"
#include "sim/replay/crash.h"
#include "sim/replay/world.h"

/* Which way a value's bytes go is the host's business: PCI is little endian. */
static void put_le(unsigned char *to, uint64_t value, uint8_t n)
{
	for (uint8_t i = 0; i < n; i++)
		to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get_le(const unsigned char *from, uint8_t n)
{
	uint64_t v = 0;

	for (uint8_t i = 0; i < n; i++)
		v |= (uint64_t)from[i] << (8 * i);
	return v;
}

/* Returns what was read: all ones if nobody answers. */
static uint64_t load(struct world *w, enum tlp_type type, uint64_t at, uint8_t n)
{
	unsigned char data[8];
	struct tlp_result r = { 0 };
	struct tlp t = { .type = type, .address = at, .bytes = n, .data = data };

	crash_work();
	memset(data, 0xff, sizeof(data));
	tlp_from_cpu(w->wire, &t, &r);
	world_reset_access(w, &r, "the CPU", false, at);
	world_took(w, r.latency_ps);
	tlp_result_free(&r);
	return get_le(data, n);
}

static void store(struct world *w, enum tlp_type type, uint64_t at, uint8_t n,
		  uint64_t value)
{
	unsigned char data[8];
	struct tlp_result r = { 0 };
	struct tlp t = { .type = type, .address = at, .bytes = n, .data = data };

	crash_work();
	put_le(data, value, n);
	if (world_post(w, &t))
		return;
	tlp_from_cpu(w->wire, &t, &r);
	world_reset_access(w, &r, "the CPU", true, at);
	tlp_result_free(&r);
}

/* No request crosses 4 KiB, and no CPU load here is wider than 8 bytes. */
uint64_t world_mmio_read(struct world *w, uint64_t phys, uint8_t size_bytes)
{
	uint64_t value;

	if (!size_bytes || size_bytes > 8)
		return UINT64_MAX;
	if (world_smmu_read(w, phys, size_bytes, &value))
		return value;
	if (pch_read(w->fabric, phys, size_bytes, &value))
		return value;
	value = load(w, TLP_MRD, phys, size_bytes);
	gpus_run(w->gpus);
	return value;
}

void world_mmio_write(struct world *w, uint64_t phys, uint8_t size_bytes,
		      uint64_t value)
{
	if (!size_bytes || size_bytes > 8 ||
	    world_smmu_write(w, phys, size_bytes, value) ||
	    pch_write(w->fabric, phys, size_bytes, value))
		return;
	store(w, TLP_MWR, phys, size_bytes, value);
	gpus_run(w->gpus);
}

uint32_t world_port_read(struct world *w, uint16_t port, uint8_t size_bytes)
{
	if (!size_bytes || size_bytes > 4)
		return UINT32_MAX;
	return (uint32_t)load(w, TLP_IORD, port, size_bytes);
}

void world_port_write(struct world *w, uint16_t port, uint8_t size_bytes,
		      uint32_t value)
{
	if (size_bytes && size_bytes <= 4)
		store(w, TLP_IOWR, port, size_bytes, value);
}
