/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exit.h - exit statuses, the same for every command (docs/man/hairpin.1).
 */
#ifndef TOOLS_COMMON_EXIT_H
#define TOOLS_COMMON_EXIT_H

enum {
	HP_EXIT_PASS = 0,
	HP_EXIT_FAIL = 1,	/* a scenario failed */
	HP_EXIT_USAGE = 2,	/* wrong options, or a file that is malformed */
	HP_EXIT_TOOL = 3,	/* Hairpin itself could not do its work */
	HP_EXIT_SKIP = 4,	/* everything was skipped */
	HP_EXIT_NO_BUILD = 5,	/* a kernel tree does not compile */
	HP_EXIT_UNTESTABLE = 125,	/* with --bisect: could not build or judge */
};

#endif
