// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interrupt storm: whoever handles an interrupt says that it did, and the device goes on.
 * A CPU does nothing else any more.  Here it ends the scenario and names the handler.
 * What no handler takes, the tree's own kernel/irq/spurious.c turns off before, after 100,000.
 */
#include <linux/interrupt.h>
#include <linux/irqdesc.h>

#include "core/env.h"

void hp_storm(const struct irq_desc *desc, const char *goes_on)
{
	const struct irqaction *action = desc ? desc->action : NULL;

	if (action)
		hp_event_by((unsigned long)action->handler, HP_EVENT_HANG,
			    "an interrupt storm: the handler of %s%s returned %u times in a row, and %s",
			    action->name, action->next ? " and others" : "", HP_STORM,
			    goes_on);
}
