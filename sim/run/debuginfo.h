/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debuginfo.h - the debug information of a kernel instance's own file.
 */
#ifndef SIM_RUN_DEBUGINFO_H
#define SIM_RUN_DEBUGINFO_H

#include <elfutils/libdwfl.h>

/*
 * Opens @path, whose addresses are then its offsets.  Sets @module.  dwfl_end() frees
 * the result.  Returns NULL if it cannot be read.
 */
Dwfl *debuginfo_open(const char *path, Dwfl_Module **module);

#endif
