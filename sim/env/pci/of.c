// SPDX-License-Identifier: GPL-2.0-only
/*
 * of.c - the device tree of a machine with SMMUs, as firmware would hand it over: what
 * the tree's own of_iommu.c and arm-smmu-v3.c look for, and nothing else.
 *
 *	/msi@0		the interrupt controller of msi.c
 *	/wires@0	the same, for SMMUs whose interrupts are wires
 *	/smmu@ADDRESS	"arm,smmu-v3", one or several, whose interrupts are messages or wires
 *	/pcie@N		a host bridge: its requester IDs are streams of an SMMU (iommu-map)
 *
 * The tree makes platform devices of both.  A node is never freed.
 */
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "core/env.h"

#ifdef HP_HAVE_SMMUV3

#define MSI_PHANDLE 1
#define WIRES_PHANDLE 2
#define SMMU_PHANDLE 3			/* of the first */
#define SMMU_BYTES 0x20000		/* IHI 0070 6.1 */

static struct device_node **bridge_node, *msi_node, *wires_node;

static struct device_node *node_new(struct device_node *parent, const char *name, u64 at)
{
	struct device_node *np = kzalloc(sizeof(*np), GFP_KERNEL | __GFP_NOFAIL);

	of_node_init(np);
	np->name = parent ? name : "";
	np->full_name = parent ? kasprintf(GFP_KERNEL | __GFP_NOFAIL, "%s@%llx", name, at) : "";
	np->parent = parent;
	if (parent) {
		np->sibling = parent->child;
		parent->child = np;
	} else {
		of_root = np;
	}
	return np;
}

static void put(struct device_node *np, const char *name, const void *value, int bytes)
{
	struct property *p = kzalloc(sizeof(*p), GFP_KERNEL | __GFP_NOFAIL);

	p->name = kstrdup(name, GFP_KERNEL | __GFP_NOFAIL);
	p->value = kmemdup(value, bytes ? bytes : 1, GFP_KERNEL | __GFP_NOFAIL);
	p->length = bytes;
	p->next = np->properties;
	np->properties = p;
}

/* Cells are big endian. */
static void put_cells(struct device_node *np, const char *name, const u32 *cell, int n)
{
	__be32 be[4];
	int i;

	for (i = 0; i < n; i++)
		be[i] = cpu_to_be32(cell[i]);
	put(np, name, be, n * 4);
}

static void put_cell(struct device_node *np, const char *name, u32 cell)
{
	put_cells(np, name, &cell, 1);
}

static void put_text(struct device_node *np, const char *name, const char *text)
{
	put(np, name, text, strlen(text) + 1);
}

/* Names of wires, one after the other. */
static void put_wires(struct device_node *np, u32 n, bool one)
{
	static const char names[] = "eventq\0gerror";
	const u32 wire[] = { 2 * n, 2 * n + 1 };

	put_cell(np, "interrupt-parent", WIRES_PHANDLE);
	put_cells(np, "interrupts", wire, one ? 1 : 2);
	if (one)
		put_text(np, "interrupt-names", "combined");
	else
		put(np, "interrupt-names", names, sizeof(names));
}

static void put_smmu(u64 base, u32 n, u32 flags)
{
	struct device_node *np = node_new(of_root, "smmu", base);
	const u32 reg[] = { base >> 32, base, 0, SMMU_BYTES }, phandle = SMMU_PHANDLE + n;

	put_text(np, "compatible", "arm,smmu-v3");
	put_cells(np, "reg", reg, 4);
	put_cell(np, "#iommu-cells", 1);
	put_cell(np, "phandle", phandle);
	if (flags & HP_SMMU_WIRES)
		put_wires(np, n, flags & HP_SMMU_ONE_WIRE);
	else
		put_cell(np, "msi-parent", MSI_PHANDLE);
	put(np, flags & HP_SMMU_NO_SNOOP ? "dma-noncoherent" : "dma-coherent", "", 0);
	np->phandle = phandle;
}

static struct device_node *put_bridge(const struct hp_host_bridge *hb, u32 n)
{
	struct device_node *np = node_new(of_root, "pcie", n);
	const u32 map[] = { 0, SMMU_PHANDLE + hb->smmu, hb->first_stream, 0x10000 };

	put_text(np, "compatible", "hairpin,host-bridge");
	put_text(np, "device_type", "pci");
	put_cells(np, "iommu-map", map, 4);
	put(np, "dma-coherent", "", 0);
	put(np, "ats-supported", "", 0);
	return np;
}

/* Before driver_init(), which shows the tree in sysfs. */
int hp_of_init(const struct hp_boot *b)
{
	u32 i;

	if (!b->nsmmus)
		return 0;
	node_new(NULL, "", 0);
	put_cell(of_root, "#address-cells", 2);
	put_cell(of_root, "#size-cells", 2);
	bridge_node = kcalloc(b->nbridges, sizeof(*bridge_node), GFP_KERNEL | __GFP_NOFAIL);
	for (i = 0; i < b->nbridges; i++)
		bridge_node[i] = put_bridge(&b->bridges[i], i);
	for (i = b->nsmmus; i--;)
		put_smmu(b->smmus[i], i, b->smmu_flags[i]);
	msi_node = node_new(of_root, "msi", 0);
	put(msi_node, "msi-controller", "", 0);
	msi_node->phandle = MSI_PHANDLE;
	wires_node = node_new(of_root, "wires", 0);
	put(wires_node, "interrupt-controller", "", 0);
	put_cell(wires_node, "#interrupt-cells", 1);
	put_cell(wires_node, "phandle", WIRES_PHANDLE);
	wires_node->phandle = WIRES_PHANDLE;
	return 0;
}

struct device *hp_of_bridge(u32 n)
{
	struct platform_device *pdev = bridge_node ? of_find_device_by_node(bridge_node[n]) : NULL;

	return pdev ? &pdev->dev : NULL;
}

struct fwnode_handle *hp_of_msi(void)
{
	return msi_node ? of_fwnode_handle(msi_node) : NULL;
}

struct fwnode_handle *hp_of_wires(void)
{
	return wires_node ? of_fwnode_handle(wires_node) : NULL;
}

#else

struct fwnode_handle *hp_of_msi(void)
{
	return NULL;
}

struct fwnode_handle *hp_of_wires(void)
{
	return NULL;
}

int hp_of_init(const struct hp_boot *b)
{
	return b->nsmmus ? -ENODEV : 0;
}

struct device *hp_of_bridge(u32 n)
{
	return NULL;
}

#endif
