// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt controller for interrupt pins: level-triggered inputs, which the
 * host says are asserted or not.  Firmware's table, which the host has, too, says
 * which pin of which slot leads to which input.
 *
 * An input has its number of the kernel's from boot on, as with an architecture that
 * looks at firmware's table once.  Functions share inputs.
 */
#include <linux/kernel.h>
#include <linux/bitmap.h>
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/irqdomain.h>
#include <linux/pci.h>

#include "core/env.h"
#include "sched/task.h"

static struct irq_domain *inputs;
static DECLARE_BITMAP(unmasked, HP_INTX_INPUTS);

static void mask(struct irq_data *d)
{
	__clear_bit(d->hwirq, unmasked);
}

static void unmask(struct irq_data *d)
{
	__set_bit(d->hwirq, unmasked);
}

static struct irq_chip chip = {
	.name = "hairpin-intx",
	.irq_mask = mask,
	.irq_unmask = unmask,
};

static int map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t input)
{
	irq_set_chip_and_handler(irq, &chip, handle_level_irq);
	irq_set_status_flags(irq, IRQ_LEVEL);
	return 0;
}

static const struct irq_domain_ops ops = {
	.map = map,
};

static void take(u32 input)
{
	unsigned long flags;

	local_irq_save(flags);
	preempt_count_add(HARDIRQ_OFFSET);
	generic_handle_domain_irq(inputs, input);
	preempt_count_sub(HARDIRQ_OFFSET);
	local_irq_restore(flags);
}

/* The lowest asserted input that is not masked, as an interrupt controller chooses. */
static u32 next_input(void)
{
	u32 input = 0;

	for (;; input++) {
		input = hp_host->intx_next(hp_host->ctx, input);
		if (input >= HP_INTX_INPUTS || test_bit(input, unmasked))
			return input;
	}
}

/* Takes interrupts while an input that is not masked is asserted. */
static void take_levels(void)
{
	u32 input, last = HP_INTX_INPUTS, times = 0;

	if (irqs_disabled() || in_hardirq())
		return;
	while ((input = next_input()) < HP_INTX_INPUTS) {
		take(input);
		times = input == last ? times + 1 : 1;
		last = input;
		if (times == HP_STORM)
			hp_storm(irq_resolve_mapping(inputs, input), "a pin is asserted still");
	}
}

void hp_irq_init(void)
{
	static bool done;

	if (!done)
		early_irq_init();
	done = true;
}

int hp_intx_init(void)
{
	struct fwnode_handle *fwnode;

	hp_irq_init();
	fwnode = irq_domain_alloc_named_fwnode("hairpin-intx");
	if (!fwnode)
		return -ENOMEM;
	inputs = irq_domain_create_tree(fwnode, &ops, NULL);
	if (!inputs)
		return -ENOMEM;
	hp_take_levels = take_levels;
	return 0;
}

static u32 input_of(const struct pci_host_bridge *bridge, u8 slot, u8 pin)
{
	return hp_host->intx_route(hp_host->ctx, bridge->domain_nr, bridge->busnr,
				   slot, pin);
}

/* What struct pci_host_bridge wants of a platform; 0 is no interrupt. */
static int map_irq(const struct pci_dev *dev, u8 slot, u8 pin)
{
	u32 input = input_of(pci_find_host_bridge(dev->bus), slot, pin);

	return input < HP_INTX_INPUTS ? irq_find_mapping(inputs, input) : 0;
}

int hp_intx_bridge(struct pci_host_bridge *bridge)
{
	u32 input;
	u8 pin;

	/* The pins of one slot lead to all inputs. */
	for (pin = 1; pin <= 4; pin++) {
		input = input_of(bridge, 0, pin);
		if (input >= HP_INTX_INPUTS)
			return 0;	/* firmware has no table for this bridge */
		if (!irq_create_mapping(inputs, input))
			return -ENOMEM;
	}
	bridge->map_irq = map_irq;
	bridge->swizzle_irq = pci_common_swizzle;
	return 0;
}

/* For the host: a level has changed. */
int hp_intx(void)
{
	hp_settle();
	return 0;
}
