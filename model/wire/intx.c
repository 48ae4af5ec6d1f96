// SPDX-License-Identifier: GPL-2.0-only
/*
 * intx.c - interrupt pins and virtual wires (see intx.h).
 *
 * It must not know who listens.
 */
#include "model/config/state.h"
#include "model/wire/intx.h"

bool intx_set(struct function *fn, bool pending)
{
	uint16_t status = get16(fn->cfg + R_STATUS);

	if (!fn->cfg[R_INT_PIN])
		return false;
	status = pending ? status | STS_INTX : status & (uint16_t)~STS_INTX;
	put16(fn->cfg + R_STATUS, status);
	return true;
}

/* With one of them enabled a function must not use its pin (6.1.4.1, 6.1.4.2). */
static bool sends_messages(const struct function *fn)
{
	return (cap16(fn, CAP_MSI, MSI_CTL) & MSI_ENABLE) ||
	       (cap16(fn, CAP_MSIX, MSIX_CTL) & MSIX_ENABLE);
}

/*
 * It has a reason, it is in D0, and neither Interrupt Disable nor an enabled MSI or
 * MSI-X capability forbids it.
 */
static bool asserted(const struct function *fn)
{
	return fn->cfg[R_INT_PIN] && (get16(fn->cfg + R_STATUS) & STS_INTX) &&
	       !(function_command(fn) & CMD_INTX_DISABLE) && !sends_messages(fn) &&
	       !function_power_state(fn);
}

/* The wire of the bridge above for pin @pin of device @device (table 2-20). */
static unsigned int rotated(unsigned int device, unsigned int pin)
{
	return (device + pin - 1) % INTX_INPUTS + 1;
}

unsigned int intx_root_input(unsigned int device, unsigned int pin)
{
	return rotated(device, pin) - 1;
}

/* An ARI device has the device number 0 (2.2.8.1); so has the one below a link. */
static unsigned int device_of(const struct function *fn)
{
	return fn->bus->link ? 0 : fn->devfn >> 3;
}

/* A port in reset, or one that is not in D0, forwards no message. */
static bool forwards(const struct function *bridge)
{
	return !(get16(bridge->cfg + R_BRIDGE_CTL) & BCTL_BUS_RESET) &&
	       !function_power_state(bridge);
}

static unsigned int input_of(const struct function *fn)
{
	unsigned int pin = fn->cfg[R_INT_PIN];

	for (; fn->bus->bridge; fn = fn->bus->bridge) {
		if (!forwards(fn->bus->bridge))
			return 0;
		pin = rotated(device_of(fn), pin);
	}
	return 1u << intx_root_input(device_of(fn), pin);
}

unsigned int intx_inputs(const struct fabric *f, uint32_t index)
{
	unsigned int inputs = 0;

	for (uint32_t i = 0; i < f->spec->nfunctions; i++) {
		const struct function *fn = &f->functions[i];

		if (fn->bus->host_bridge == index && asserted(fn))
			inputs |= input_of(fn);
	}
	return inputs;
}
