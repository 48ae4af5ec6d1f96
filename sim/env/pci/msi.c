// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt controller behind an IOMMU that remaps interrupts.  It is a parent
 * for the tree's own MSI domains: it allocates numbers and composes messages.  The
 * host notifies it of each message that a device sent.
 *
 * Without an IOMMU there is none.  Drivers then get no vectors, and VFIO gives no
 * process a device that could forge another device's interrupt.
 */
#include <linux/kernel.h>
#include <linux/bitmap.h>
#include <linux/hardirq.h>
#include <linux/iommu.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqdomain.h>
#include <linux/kernel_stat.h>
#include <linux/msi.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/random.h>

#include "core/env.h"
#include "sched/task.h"

#define ADDRESS 0xfee00000u		/* as the model's root complex has it */
#define VECTORS 4096u			/* a message's data is a vector's number */
#define WIRES 32u			/* two of each SMMU */
#define INTERRUPT_PS 1000000ull		/* what it takes a CPU to enter and leave a handler, at least */

static struct irq_domain *remapped, *wires;
static bool is_translated;
static DECLARE_BITMAP(used, VECTORS);
static DECLARE_BITMAP(masked, VECTORS);		/* for devices that cannot mask, themselves */
static DECLARE_BITMAP(pending, VECTORS);	/* came while masked */
static u32 npending;				/* bits of it that are set */

/* --- vectors --------------------------------------------------------------------- */

/* What a device writes is where its IOMMU domain has the controller. */
static void compose_translated(struct msi_desc *desc, struct msi_msg *msg)
{
#ifdef HP_HAVE_MSI_SET_ADDR
	msi_msg_set_addr(desc, msg, ADDRESS);
#else
	iommu_dma_compose_msi_msg(desc, msg);
#endif
}

static void compose(struct irq_data *d, struct msi_msg *msg)
{
	msg->address_hi = 0;
	msg->address_lo = ADDRESS;
	msg->data = d->hwirq;
	if (is_translated)
		compose_translated(irq_data_get_msi_desc(d), msg);
}

/* An edge is a message: there is nothing to acknowledge. */
static void ack(struct irq_data *d)
{
}

static void mask(struct irq_data *d)
{
	set_bit(d->hwirq, masked);
}

static void unmask(struct irq_data *d)
{
	clear_bit(d->hwirq, masked);
}

static struct irq_chip chip = {
	.name = "hairpin-msi",
	.irq_ack = ack,
	.irq_mask = mask,
	.irq_unmask = unmask,
	.irq_compose_msi_msg = compose,
};

/* Maps the controller's page in the domain of the device, where it stays. */
static int map_doorbell(struct msi_desc *desc)
{
	static DEFINE_MUTEX(one);
	int err;

	mutex_lock(&one);
	hp_iova_keep(true);
	err = iommu_dma_prepare_msi(desc, ADDRESS);
	hp_iova_keep(false);
	mutex_unlock(&one);
	return err;
}

/* Several messages of one MSI capability differ in their lowest bits. */
static int vectors_alloc(struct irq_domain *domain, unsigned int virq,
			 unsigned int n, void *arg)
{
	unsigned long mask = roundup_pow_of_two(n) - 1, at;
	const msi_alloc_info_t *info = arg;
	unsigned int i;
	int err;

	err = is_translated ? map_doorbell(info->desc) : 0;
	if (err)
		return err;
	at = bitmap_find_next_zero_area(used, VECTORS, 1, n, mask);
	if (at >= VECTORS)
		return -ENOSPC;
	bitmap_set(used, at, n);
	for (i = 0; i < n; i++)
		irq_domain_set_info(domain, virq + i, at + i, &chip, NULL,
				    handle_edge_irq, NULL, NULL);
	return 0;
}

static void vectors_free(struct irq_domain *domain, unsigned int virq,
			 unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct irq_data *d = irq_domain_get_irq_data(domain, virq + i);

		bitmap_clear(used, d->hwirq, 1);
		clear_bit(d->hwirq, masked);
		npending -= test_and_clear_bit(d->hwirq, pending);
		irq_domain_reset_irq_data(d);
	}
}

/* By the device tree: it is the parent of whatever has messages. */
static int is_parent_of(struct irq_domain *domain, struct irq_fwspec *fwspec,
			enum irq_domain_bus_token token)
{
	return fwspec->fwnode == domain->fwnode;
}

static const struct irq_domain_ops ops = {
	.select = is_parent_of,
	.alloc = vectors_alloc,
	.free = vectors_free,
};

/* Masking is the device's own, the rest is above. */
static bool child_info(struct device *dev, struct irq_domain *domain,
		       struct irq_domain *parent, struct msi_domain_info *info)
{
	const struct msi_parent_ops *p = parent->msi_parent_ops;

	if (domain != parent || !info->chip->irq_write_msi_msg)
		return false;
	info->flags &= p->supported_flags;
	info->flags |= p->required_flags;
	/* A platform device has no table whose entries are descriptors. */
	if (info->bus_token == DOMAIN_BUS_DEVICE_MSI)
		info->flags |= MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS | MSI_FLAG_FREE_MSI_DESCS;
	info->chip->irq_ack = irq_chip_ack_parent;
	return true;
}

static const struct msi_parent_ops parent_ops = {
	.supported_flags = MSI_GENERIC_FLAGS_MASK | MSI_FLAG_PCI_MSIX |
			   MSI_FLAG_MULTI_PCI_MSI | MSI_FLAG_PCI_MSIX_ALLOC_DYN,
	.required_flags = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS |
			  MSI_FLAG_NO_AFFINITY,
	.prefix = "hairpin-",
	.init_dev_msi_info = child_info,
};

/* --- wires of IOMMUs: edges, too ------------------------------------------------------ */

static void nothing(struct irq_data *d)
{
}

static struct irq_chip wire_chip = {
	.name = "hairpin-wires",
	.irq_ack = nothing,
	.irq_mask = nothing,
	.irq_unmask = nothing,
};

static int wire_map(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw)
{
	irq_set_chip_and_handler(virq, &wire_chip, handle_edge_irq);
	return 0;
}

static const struct irq_domain_ops wire_ops = {
	.map = wire_map,
	.xlate = irq_domain_xlate_onecell,
};

/* --- for the environment ----------------------------------------------------------- */

/* What is nobody's is dropped, as by remapping hardware. */
static int handle(uint32_t data)
{
	unsigned long flags;
	int ret;

	if (data < VECTORS && test_bit(data, masked)) {
		npending += !test_and_set_bit(data, pending);
		return 0;
	}
	local_irq_save(flags);
	preempt_count_add(HARDIRQ_OFFSET);
	if (data >= HP_SMMU_WIRE && wires)
		ret = generic_handle_domain_irq(wires, data - HP_SMMU_WIRE);
	else
		ret = generic_handle_domain_irq(remapped, data);
	preempt_count_sub(HARDIRQ_OFFSET);
	local_irq_restore(flags);
	return ret;
}

/*
 * Is the message of @data part of a storm?  Then so many came that nothing but handlers ran
 * between them, or that a CPU would have had no time for anything else.
 */
static void watch(uint32_t data, uint32_t in_a_row)
{
	static uint64_t since_ps;
	static uint32_t times;
	const uint64_t now_ps = hp_host->now_ps(hp_host->ctx);

	if (!times++)
		since_ps = now_ps;
	if (in_a_row == HP_STORM ||
	    (times == HP_STORM && now_ps - since_ps < HP_STORM * INTERRUPT_PS))
		hp_storm(irq_resolve_mapping(remapped, data), "its device sends messages still");
	if (times == HP_STORM)
		times = 0;
}

/*
 * Servers have more CPUs than this one, which take an IOMMU's interrupts while a driver
 * here has them off and polls its command queue.  Their handlers take no lock that such a
 * driver holds: errors are handled by registers, and events by a thread.
 */
static void take_iommus(void)
{
	unsigned int vector;
	uint32_t data;

	if (in_hardirq())
		return;
	while (hp_host->iommu_message(hp_host->ctx, &data))
		handle(data);
	if (!npending)
		return;
	for_each_set_bit(vector, pending, VECTORS)
		if (!test_bit(vector, masked) && test_and_clear_bit(vector, pending)) {
			npending--;
			handle(vector);
		}
}

/* Messages that came while time passed; handlers that access their device let it pass. */
static void take_messages(void)
{
	uint32_t data, times = 0;

	take_iommus();
	if (irqs_disabled() || in_hardirq())
		return;
	while (hp_host->message(hp_host->ctx, &data)) {
		handle(data);
		watch(data, ++times);
	}
}

int hp_msi_init(u32 iommu_mode, bool translated)
{
	struct fwnode_handle *fwnode;

	if (iommu_mode == HP_IOMMU_OFF)
		return 0;
	hp_irq_init();
	is_translated = translated;
	fwnode = hp_of_msi();
	if (!fwnode)
		fwnode = irq_domain_alloc_named_fwnode("hairpin-remapping");
	if (!fwnode)
		return -ENOMEM;
	/* As drivers of real remapping hardware have it: finding a vector needs no memory. */
	remapped = irq_domain_create_linear(fwnode, VECTORS, &ops, NULL);
	if (!remapped)
		return -ENOMEM;
	remapped->flags |= IRQ_DOMAIN_FLAG_ISOLATED_MSI | IRQ_DOMAIN_FLAG_MSI_PARENT;
	remapped->msi_parent_ops = &parent_ops;
	if (hp_of_wires())
		wires = irq_domain_create_linear(hp_of_wires(), WIRES, &wire_ops, NULL);
	hp_take_messages = take_messages;
	if (translated)
		hp_take_iommus = take_iommus;
	return 0;
}

void hp_msi_set(struct pci_dev *pdev)
{
	if (remapped)
		dev_set_msi_domain(&pdev->dev, remapped);
}

/* A message arrived. */
int hp_interrupt(uint32_t data)
{
	int ret;

	if (!remapped)
		return -ENODEV;
	ret = handle(data);
	hp_settle();
	return ret;
}

/* --- what the tree's interrupt code wants of its surroundings ------------------------- */

DEFINE_PER_CPU(struct kernel_stat, kstat);

int arch_probe_nr_irqs(void)
{
	return NR_IRQS_LEGACY;
}

int arch_early_irq_init(void)
{
	return 0;
}

unsigned int arch_dynirq_lower_bound(unsigned int from)
{
	return from;
}

void add_interrupt_randomness(int irq)
{
}
