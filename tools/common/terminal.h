/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * terminal.h - what is shown to people only: colours, and a line that shows how far
 * a command is.
 *
 * A file, a pipe, or a terminal that is called "dumb" never gets any of it.
 */
#ifndef TOOLS_COMMON_TERMINAL_H
#define TOOLS_COMMON_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Returns in @on whether @out gets colours: @when is auto, always or never, NULL is
 * auto.  Auto means: on a terminal, unless NO_COLOR is set (https://no-color.org).
 * Returns false if @when is none of these.
 */
bool terminal_colour(const char *when, FILE *out, bool *on);

/* One line on standard error that overwrites itself. */
struct progress_line {
	bool on;		/* standard error is a terminal */
	bool shared;		/* standard output is one, too */
	bool shown;
	double next_s;		/* not drawn again before */
};

void progress_open(struct progress_line *p);
/* Returns true if the line may be drawn now: it is on, and not drawn just before. */
bool progress_due(struct progress_line *p);
/* Draws @text in place of what the line showed, cut to the terminal's width. */
void progress_draw(struct progress_line *p, const char *text);
/* Takes the line away, so that standard output or error can be printed. */
void progress_hide(struct progress_line *p);

#endif
