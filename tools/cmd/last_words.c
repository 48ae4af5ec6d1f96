// SPDX-License-Identifier: GPL-2.0-only
/*
 * last_words.c - when the program itself cannot go on, it says so, and that no plan
 * is kept, and ends as a tool that failed.
 *
 * It runs in a signal handler: no memory, no stdio.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/cmd/last_words.h"
#include "tools/common/exit.h"

/* What abort() is called for, nearly always: an allocation gave nothing. */
#define NO_MEMORY "out of memory (or a mistake in hairpin itself)"

static struct {
	pid_t pid;
	bool ktap;
	int status;
} last;

static void say(int fd, const char *text)
{
	/* Nothing is left to be done about a failure. */
	if (write(fd, text, strlen(text)) < 0)
		return;
}

static void on_end(int sig)
{
	/* A child's end is its parent's to tell. */
	if (getpid() != last.pid) {
		signal(sig, SIG_DFL);
		raise(sig);
		return;
	}
	say(STDERR_FILENO, sig == SIGABRT ? "hairpin: " NO_MEMORY "\n" :
	    "hairpin: a crash in hairpin itself (or no memory was left)\n");
	if (last.ktap)
		say(STDOUT_FILENO, "\nBail out! hairpin could not go on\n");
	_exit(last.status);
}

void last_words(bool ktap, bool bisect)
{
	static const int signals[] = { SIGABRT, SIGSEGV, SIGBUS };
	struct sigaction sa = { .sa_handler = on_end, .sa_flags = (int)SA_RESETHAND };

	last.pid = getpid();
	last.ktap = ktap;
	last.status = bisect ? HP_EXIT_UNTESTABLE : HP_EXIT_TOOL;
	/* Where a sanitizer is, it says more. */
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct sigaction before;

		if (!sigaction(signals[i], NULL, &before) &&
		    before.sa_handler == SIG_DFL)
			sigaction(signals[i], &sa, NULL);
	}
}
