/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * last_words.h - a message and an exit status when the program itself cannot go on.
 */
#ifndef TOOLS_CMD_LAST_WORDS_H
#define TOOLS_CMD_LAST_WORDS_H

#include <stdbool.h>

/*
 * From now on abort() and a crash of this process end it with HP_EXIT_TOOL (with
 * @bisect HP_EXIT_UNTESTABLE) after a message on standard error, and with @ktap
 * "Bail out!" on standard output.  Children are not concerned.
 */
void last_words(bool ktap, bool bisect);

#endif
