/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memcheck.h - tells valgrind's memcheck what the kernel instance has not written yet.
 *
 * memcheck knows each bit that was never written, and complains where code branches on
 * one.  Of memory that the instance allocates it cannot know: the arena is one mapping.
 */
#ifndef SIM_REPLAY_MEMCHECK_H
#define SIM_REPLAY_MEMCHECK_H

#include "hairpin/abi.h"

/* Sets fresh() and shown(), where this process runs under memcheck. */
void memcheck_fill(struct hp_host *host);

#endif
