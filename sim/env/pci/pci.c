// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host bridges of the simulated machine, and the functions that the PCI core found.
 *
 * Config accesses go to the host, and windows have their bus offset.  The tree's own
 * pci_host_probe() does everything else.
 */
#include <linux/kernel.h>
#include <linux/dma-direct.h>
#include <linux/iommu.h>
#include <linux/ioport.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "core/env.h"

static hp_sbdf sbdf_of(struct pci_bus *bus, unsigned int devfn)
{
	return ((hp_sbdf)(u32)pci_domain_nr(bus) << 16) | (bus->number << 8) | devfn;
}

/* --- config space ------------------------------------------------------- */

static int cfg_read(struct pci_bus *bus, unsigned int devfn, int where,
		    int size, u32 *val)
{
	*val = hp_host->cfg_read(hp_host->ctx, sbdf_of(bus, devfn), where, size);
	return PCIBIOS_SUCCESSFUL;
}

static int cfg_write(struct pci_bus *bus, unsigned int devfn, int where,
		     int size, u32 val)
{
	hp_host->cfg_write(hp_host->ctx, sbdf_of(bus, devfn), where, size, val);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops cfg_ops = { .read = cfg_read, .write = cfg_write };

/* --- MMIO ------------------------------------------------------------------ */

static struct resource mmio_all = {
	.name = "PCI memory windows",
	.flags = IORESOURCE_MEM,
};

int hp_mmio_register(const struct hp_boot *b)
{
	u64 first = ~0ull, last = 0;
	u32 i, j;

	for (i = 0; i < b->nbridges; i++) {
		for (j = 0; j < b->bridges[i].nwindows; j++) {
			const struct hp_window *w = &b->bridges[i].windows[j];

			if (w->kind == HP_WIN_IO)
				continue;
			first = min(first, w->cpu_base);
			last = max(last, w->cpu_base + w->size_bytes - 1);
		}
	}
	if (first > last)
		return 0;
	/* Chipsets have registers below 4 GiB, outside all windows. */
	last = max_t(u64, last, U32_MAX);
	mmio_all.start = 0;
	mmio_all.end = last;
	return request_resource(&iomem_resource, &mmio_all);
}

bool hp_mmio_is(phys_addr_t at, size_t bytes)
{
	return mmio_all.parent && at <= mmio_all.end &&
	       bytes - 1 <= mmio_all.end - at;
}

/* --- host bridges -------------------------------------------------------- */

static int add_window(struct pci_host_bridge *bridge, const struct hp_window *w)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL | __GFP_NOFAIL);
	struct resource *parent = &mmio_all;
	int err;

	res->name = "PCI window";
	res->start = w->cpu_base;
	res->end = w->cpu_base + w->size_bytes - 1;
	res->flags = IORESOURCE_MEM;
	if (w->kind == HP_WIN_IO) {
		res->flags = IORESOURCE_IO;
		parent = &ioport_resource;
	} else if (w->kind == HP_WIN_PREF) {
		res->flags |= IORESOURCE_PREFETCH;
	}
	/* What BARs must hold decides: the bus addresses, not the CPU's. */
	if (w->kind != HP_WIN_IO &&
	    w->cpu_base - w->offset + w->size_bytes > 1ull << 32)
		res->flags |= IORESOURCE_MEM_64;
	err = request_resource(parent, res);
	if (err) {
		pr_err("host bridge window %pR conflicts with another\n",
		       res);
		return err;
	}
	pci_add_resource_offset(&bridge->windows, res, w->offset);
	return 0;
}

/*
 * A tree that releases the number of a bridge's domain with the bridge wants it taken
 * before.  Of two bridges of one domain the first has taken it.
 */
static void take_domain(u32 domain)
{
#ifdef HP_HAVE_EMUL_DOMAIN
	hp_inject_leave();
	if (domain <= INT_MAX)
		pci_bus_find_emul_domain_nr(domain, domain, domain);
	hp_inject_enter();
#endif
}

static int add_bridge(const struct hp_host_bridge *hb, u32 n, u32 flags)
{
	struct pci_host_bridge *bridge = pci_alloc_host_bridge(sizeof(hb));
	struct resource *busn = kzalloc(sizeof(*busn), GFP_KERNEL | __GFP_NOFAIL);
	u32 i;
	int err;

	if (!bridge)
		return -ENOMEM;
	*(const struct hp_host_bridge **)pci_host_bridge_priv(bridge) = hb;
	bridge->dev.parent = hp_of_bridge(n);
	bridge->ops = &cfg_ops;
	take_domain(hb->domain);
	bridge->domain_nr = hb->domain;
	bridge->busnr = hb->bus_first;
	bridge->native_aer = 1;
	bridge->native_pcie_hotplug = 1;
	bridge->native_pme = 1;
	bridge->native_ltr = 1;
	bridge->native_dpc = 1;
	bridge->preserve_config = flags & HP_BOOT_KEEP_FIRMWARE ? 1 : 0;

	busn->name = "PCI busn";
	busn->start = hb->bus_first;
	busn->end = hb->bus_last;
	busn->flags = IORESOURCE_BUS;
	pci_add_resource(&bridge->windows, busn);
	for (i = 0; i < hb->nwindows; i++) {
		err = add_window(bridge, &hb->windows[i]);
		if (err)
			return err;
	}
	err = hp_intx_bridge(bridge);
	if (!err)
		err = pci_host_probe(bridge);
	/* As drivers of host bridges do when they fail to bind. */
	if (err)
		pci_free_host_bridge(bridge);
	return err;
}

/* A bridge that could not be added for want of memory is missing; the machine goes on. */
static int add_or_miss(const struct hp_host_bridge *hb, u32 n, u32 flags)
{
	int err = add_bridge(hb, n, flags);

	if (!err || !hp_inject_happened())
		return err;
	pr_err("host bridge %u could not be added: %d\n", n, err);
	return 0;
}

/* --- DRAM as devices see it ---------------------------------------------- */

static const struct hp_host_bridge *bridge_of(struct pci_dev *dev)
{
	const struct hp_host_bridge **hb;

	hb = pci_host_bridge_priv(pci_find_host_bridge(dev->bus));
	return *hb;
}

/*
 * What firmware would describe (dma-ranges, _DMA): where DRAM appears to the
 * device.  The driver core frees it whenever a driver leaves, or fails to bind;
 * the firmware code of other architectures describes it before each binding.
 */
static void describe_dma(struct pci_dev *dev)
{
	const struct hp_host_bridge *hb = bridge_of(dev);
	struct bus_dma_region *map;
	u32 i;

	if (!hb->ndram || dev->dev.dma_range_map)
		return;
	map = kcalloc(hb->ndram + 1, sizeof(*map), GFP_KERNEL | __GFP_NOFAIL);
	for (i = 0; i < hb->ndram; i++) {
		map[i].cpu_start = hb->dram[i].cpu_base;
		map[i].dma_start = hb->dram[i].cpu_base - hb->dram[i].offset;
		map[i].size = hb->dram[i].size_bytes;
	}
	dev->dev.dma_range_map = map;
}

/* The PCI core's hook for the architecture, before the IOMMU's and drivers' turn. */
int pcibios_device_add(struct pci_dev *dev)
{
	hp_msi_set(dev);
	describe_dma(dev);
	return 0;
}

/* --- functions, by their addresses --------------------------------------- */

/*
 * The kernel finds a function by walking all of them; who asks about every
 * pair would wait for that walk, not for the answer.  An entry holds no
 * reference: it goes when its device does.
 */
static struct pci_dev *found[1 << 16];

static struct pci_dev **found_slot(hp_sbdf fn)
{
	return &found[fn * 0x9e3779b97f4a7c15ull >> 48];
}

static void forget(struct pci_dev *dev)
{
	struct pci_dev **slot;

	slot = found_slot(((u64)pci_domain_nr(dev->bus) << 16) |
			  ((u64)dev->bus->number << 8) | dev->devfn);
	if (*slot == dev)
		*slot = NULL;
}

static int on_bus_event(struct notifier_block *nb, unsigned long action,
			void *data)
{
	switch (action) {
	case BUS_NOTIFY_BIND_DRIVER:
		describe_dma(to_pci_dev(data));
		return NOTIFY_OK;
	case BUS_NOTIFY_REMOVED_DEVICE:
		forget(to_pci_dev(data));
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block bus_events = { .notifier_call = on_bus_event };

/* Read by the tree's probe.c: see probe_buses.h. */
int hp_assign_all_busses;

int hp_pci_add_host_bridges(const struct hp_boot *b)
{
	int err;
	u32 i;

	hp_assign_all_busses = !(b->flags & HP_BOOT_KEEP_FIRMWARE);
	err = bus_register_notifier(&pci_bus_type, &bus_events);
	for (i = 0; !err && i < b->nbridges; i++)
		err = add_or_miss(&b->bridges[i], i, b->flags);
	/* A later scan keeps numbers: they are in use, whoever gave them. */
	hp_assign_all_busses = 0;
	return err;
}

/* --- what came of it ------------------------------------------------------ */

struct pci_dev *hp_pci_get(hp_sbdf fn)
{
	struct pci_dev **slot = found_slot(fn), *dev = *slot;

	if (dev && dev->devfn == HP_SBDF_DEVFN(fn) &&
	    dev->bus->number == HP_SBDF_BUS(fn) &&
	    (u32)pci_domain_nr(dev->bus) == HP_SBDF_DOMAIN(fn))
		return pci_dev_get(dev);
	dev = pci_get_domain_bus_and_slot(HP_SBDF_DOMAIN(fn), HP_SBDF_BUS(fn),
					  HP_SBDF_DEVFN(fn));
	if (dev)
		*slot = dev;
	return dev;
}

static void fill_resource(struct pci_dev *dev, const struct resource *r,
			  struct hp_kresource *out)
{
	struct pci_bus_region region;

	if (!r->flags)
		return;
	pcibios_resource_to_bus(dev->bus, &region, (struct resource *)r);
	out->cpu_start = r->start;
	out->bus_start = region.start;
	out->size_bytes = resource_size(r);
	if (r->flags & IORESOURCE_IO)
		out->flags |= HP_RES_IO;
	if (r->flags & IORESOURCE_MEM)
		out->flags |= HP_RES_MEM;
	if (r->flags & IORESOURCE_PREFETCH)
		out->flags |= HP_RES_PREF;
	if (r->flags & IORESOURCE_MEM_64)
		out->flags |= HP_RES_MEM64;
	if (!r->parent)
		out->flags |= HP_RES_UNASSIGNED;
}

static void fill_resources(struct pci_dev *dev, struct hp_kfunc *out)
{
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		fill_resource(dev, &dev->resource[i], &out->res[i]);
	fill_resource(dev, &dev->resource[PCI_ROM_RESOURCE], &out->res[HP_RES_ROM]);
	for (i = 0; i < PCI_SRIOV_NUM_BARS; i++)
		fill_resource(dev, &dev->resource[PCI_IOV_RESOURCES + i],
			      &out->res[HP_RES_VF_BAR0 + i]);
	for (i = 0; i < 3; i++)
		fill_resource(dev, &dev->resource[PCI_BRIDGE_RESOURCES + i],
			      &out->res[HP_RES_WIN0 + i]);
}

static void fill_function(struct pci_dev *dev, struct hp_kfunc *out)
{
	struct pci_dev *up = pci_upstream_bridge(dev);
	struct iommu_group *group = iommu_group_get(&dev->dev);

	memset(out, 0, sizeof(*out));
	out->sbdf = sbdf_of(dev->bus, dev->devfn);
	if (dev->is_virtfn)
		up = pci_upstream_bridge(pci_physfn(dev));
	out->upstream = up ? sbdf_of(up->bus, up->devfn) : ~0ull;
	out->vendor = dev->vendor;
	out->device = dev->device;
	out->class = dev->class;
	out->hdr_type = dev->hdr_type;
	out->is_virtfn = dev->is_virtfn;
#ifdef CONFIG_PCI_ATS
	out->ats_enabled = dev->ats_enabled;
#endif
	out->multifunction = dev->multifunction;
	out->pcie_type = pci_is_pcie(dev) ? pci_pcie_type(dev) : 0xff;
	out->iommu_group = group ? iommu_group_id(group) : -1;
	iommu_group_put(group);
	out->acs_cap_offset = dev->acs_cap;
	if (dev->acs_cap)
		pci_read_config_word(dev, dev->acs_cap + PCI_ACS_CTRL,
				     &out->acs_ctrl);
	if (dev->subordinate) {
		out->bus_secondary = dev->subordinate->busn_res.start;
		out->bus_subordinate = dev->subordinate->busn_res.end;
	}
	fill_resources(dev, out);
	strscpy(out->driver, dev->dev.driver ? dev->dev.driver->name : "",
		sizeof(out->driver));
}

static int by_sbdf(const void *a, const void *b)
{
	const struct hp_kfunc *x = a, *y = b;

	return x->sbdf < y->sbdf ? -1 : x->sbdf > y->sbdf;
}

int64_t hp_pci_functions(struct hp_kfunc *out, uint64_t n)
{
	struct pci_dev *dev = NULL;
	u64 count = 0;

	for_each_pci_dev(dev) {
		if (count < n)
			fill_function(dev, &out[count]);
		count++;
	}
	if (count <= n)
		sort(out, count, sizeof(*out), by_sbdf, NULL);
	return count;
}

int hp_pci_function(hp_sbdf fn, struct hp_kfunc *out)
{
	struct pci_dev *dev = hp_pci_get(fn);

	if (!dev)
		return -ENODEV;
	fill_function(dev, out);
	pci_dev_put(dev);
	return 0;
}
