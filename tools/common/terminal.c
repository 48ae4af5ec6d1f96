// SPDX-License-Identifier: GPL-2.0-only
/*
 * terminal.c - see terminal.h.
 *
 * It must not know what is shown.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "tools/common/terminal.h"

/* Often enough to look alive, and no load on a slow line. */
#define REDRAW_S 0.05
#define DEFAULT_COLUMNS 80

static bool is_terminal(FILE *f)
{
	const char *term = getenv("TERM");

	return isatty(fileno(f)) && term && *term && strcmp(term, "dumb");
}

bool terminal_colour(const char *when, FILE *out, bool *on)
{
	const char *no = getenv("NO_COLOR");

	*on = false;
	if (when && !strcmp(when, "never"))
		return true;
	if (when && !strcmp(when, "always"))
		*on = true;
	else if (!when || !strcmp(when, "auto"))
		*on = is_terminal(out) && (!no || !*no);
	else
		return false;
	return true;
}

static double monotonic_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

void progress_open(struct progress_line *p)
{
	memset(p, 0, sizeof(*p));
	p->on = is_terminal(stderr);
	p->shared = isatty(STDOUT_FILENO);
}

bool progress_due(struct progress_line *p)
{
	double now;

	if (!p->on)
		return false;
	now = monotonic_s();
	if (p->shown && now < p->next_s)
		return false;
	p->next_s = now + REDRAW_S;
	return true;
}

/* One less than there are: some terminals wrap at the last one. */
static size_t columns(void)
{
	struct winsize w;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) || w.ws_col < 2)
		return DEFAULT_COLUMNS - 1;
	return w.ws_col - 1u;
}

/* How many bytes of @text the first @n characters take. */
static int clip(const char *text, size_t n)
{
	const char *p = text;

	for (; *p; p++)
		if (((unsigned char)*p & 0xc0) != 0x80 && !n--)
			break;
	return (int)(p - text);
}

void progress_draw(struct progress_line *p, const char *text)
{
	if (!p->on)
		return;
	fflush(stdout);
	fprintf(stderr, "\r%.*s\033[K", clip(text, columns()), text);
	fflush(stderr);
	p->shown = true;
}

void progress_hide(struct progress_line *p)
{
	if (!p->on || !p->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->shown = false;
}
