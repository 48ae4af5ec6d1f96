// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioremap() and what reads and writes through it: requests to the host, by CPU
 * physical address.
 *
 * ARCH=um's own code (lib/logic_iomem.c) supports 128 mappings of 16 MiB, and reads
 * another mapping beyond that.  Here each mapping has its own range of non-canonical
 * addresses, which is never used again.  So an access after iounmap() is recognised.
 */
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "core/env.h"

#define COOKIES 0xdead000000000000ul	/* not canonical: using it as a pointer faults */
#define COOKIES_BYTES (1ul << 48)

struct mapping {
	struct list_head list;
	unsigned long cookie;
	phys_addr_t phys;
	size_t size;
};

static LIST_HEAD(mappings);
static unsigned long next_cookie = COOKIES + PAGE_SIZE;

static struct mapping *mapping_at(const volatile void __iomem *addr, size_t bytes)
{
	const unsigned long at = (unsigned long)addr;
	struct mapping *m;

	list_for_each_entry(m, &mappings, list)
		if (at >= m->cookie && at - m->cookie < m->size &&
		    bytes <= m->size - (at - m->cookie))
			return m;
	return NULL;
}

bool hp_ioremap_is(const void *addr)
{
	return mapping_at((const void __iomem *)addr, 1);
}

void __iomem *ioremap(phys_addr_t offset, size_t size)
{
	/* Page tables map whole pages: what is beside it can be reached, too. */
	const size_t mapped = PAGE_ALIGN(offset_in_page(offset) + size);
	const size_t room = mapped + PAGE_SIZE;
	struct mapping *m;

	if (!size || (!hp_mmio_is(offset, size) && !hp_coherent_is(offset, size)) ||
	    room > COOKIES + COOKIES_BYTES - next_cookie) {
		WARN(1, "invalid ioremap(0x%llx, 0x%zx)\n",
		     (unsigned long long)offset, size);
		return NULL;
	}
	/* __wrap_ioremap() injects the lack of memory (inject.c), so this must not fail. */
	m = kmalloc(sizeof(*m), GFP_KERNEL | __GFP_NOFAIL);
	m->cookie = next_cookie;
	m->phys = offset - offset_in_page(offset);
	m->size = mapped;
	list_add(&m->list, &mappings);
	next_cookie += room;
	return (void __iomem *)(m->cookie + offset_in_page(offset));
}

void iounmap(volatile void __iomem *addr)
{
	struct mapping *m = mapping_at(addr, 1);

	if (hp_memremap_undo(addr))
		return;
	if (WARN(!m, "invalid iounmap for addr 0x%llx\n",
		 (unsigned long long)(uintptr_t __force)addr))
		return;
	list_del(&m->list);
	kfree(m);
}

static u64 load(const volatile void __iomem *addr, int bytes)
{
	struct mapping *m = mapping_at(addr, bytes);

	if (WARN(!m, "invalid read of %d byte%s at address 0x%llx\n", bytes, hp_plural(bytes),
		 (unsigned long long)(uintptr_t __force)addr))
		return ~0ull;
	return hp_host->mmio_read(hp_host->ctx,
				  m->phys + ((unsigned long)addr - m->cookie), bytes);
}

static void store(u64 value, volatile void __iomem *addr, int bytes)
{
	struct mapping *m = mapping_at(addr, bytes);

	if (WARN(!m, "invalid write of %d byte%s at address 0x%llx\n", bytes, hp_plural(bytes),
		 (unsigned long long)(uintptr_t __force)addr))
		return;
	hp_host->mmio_write(hp_host->ctx,
			    m->phys + ((unsigned long)addr - m->cookie), bytes, value);
}

u8 __raw_readb(const volatile void __iomem *addr)
{
	return load(addr, 1);
}

u16 __raw_readw(const volatile void __iomem *addr)
{
	return load(addr, 2);
}

u32 __raw_readl(const volatile void __iomem *addr)
{
	return load(addr, 4);
}

u64 __raw_readq(const volatile void __iomem *addr)
{
	return load(addr, 8);
}

void __raw_writeb(u8 value, volatile void __iomem *addr)
{
	store(value, addr, 1);
}

void __raw_writew(u16 value, volatile void __iomem *addr)
{
	store(value, addr, 2);
}

void __raw_writel(u32 value, volatile void __iomem *addr)
{
	store(value, addr, 4);
}

void __raw_writeq(u64 value, volatile void __iomem *addr)
{
	store(value, addr, 8);
}

void memset_io(volatile void __iomem *addr, int value, size_t size)
{
	while (size--)
		store((u8)value, addr++, 1);
}

void memcpy_fromio(void *buffer, const volatile void __iomem *addr, size_t size)
{
	u8 *to = buffer;

	while (size--)
		*to++ = load(addr++, 1);
}

void memcpy_toio(volatile void __iomem *addr, const void *buffer, size_t size)
{
	const u8 *from = buffer;

	while (size--)
		store(*from++, addr++, 1);
}
