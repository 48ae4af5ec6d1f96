/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * audit.h - what a scenario leaves behind.
 */
#ifndef SIM_REPLAY_AUDIT_H
#define SIM_REPLAY_AUDIT_H

struct world;

/*
 * Unbinds every driver, asks the kernel what it still counts (REC_LEFT), and looks for
 * memory that nothing refers to.  Call it last: the machine cannot be used afterwards.
 */
void audit_run(struct world *w);

#endif
