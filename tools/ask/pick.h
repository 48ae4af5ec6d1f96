/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pick.h - a choice of functions on a command line: names, patterns of names,
 * addresses and classes, with commas between.
 */
#ifndef TOOLS_ASK_PICK_H
#define TOOLS_ASK_PICK_H

#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"

/*
 * Marks in @chosen those of @n functions that @list names: "gpu0", "nic0/vf*",
 * "0000:03:00.0", "display", "0x0108".  Returns false after a message that
 * names @command and @option when an item of @list means none of them; @command NULL:
 * that is all right.
 */
bool pick(const char *command, const char *option, const char *list,
	  const struct scenario *scn, const struct vfunction *const *f, uint32_t n,
	  bool *chosen);

/*
 * What is worth a look where there are many: processors and
 * accelerators, display, network, storage.
 */
bool pick_usual(const struct vfunction *f);

#endif
