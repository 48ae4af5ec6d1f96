/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * audit.h - what a scenario leaves behind.
 */
#ifndef SIM_REPLAY_AUDIT_H
#define SIM_REPLAY_AUDIT_H

struct world;

/*
 * Unbind every driver, have the kernel count, and look for lost memory.  After
 * everything else: the machine is of no use then.
 */
void audit_run(struct world *w);

#endif
