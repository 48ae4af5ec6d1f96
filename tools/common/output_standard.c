// SPDX-License-Identifier: GPL-2.0-only
/*
 * output_standard.c - the three descriptors that every program begins with: a
 * caller may have closed them, and what is written may not get there.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/output.h"

void output_guard_standard(void)
{
	/* A file that may not grow is an error of its write, as a full disk is. */
	signal(SIGXFSZ, SIG_IGN);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* Opened so that using it fails, as with a closed descriptor. */
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF ||
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) == fd)
			continue;
		dprintf(STDERR_FILENO, "hairpin: descriptor %d is closed, and /dev/null cannot be opened in its place: %s\n",
			fd, strerror(errno));
		_exit(HP_EXIT_TOOL);
	}
}

bool output_standard_ok(void)
{
	static bool told;
	bool before = ferror(stdout);

	errno = 0;
	if (!fflush(stdout) && !before)
		return true;
	if (!told)
		fprintf(stderr, "hairpin: standard output could not be written completely%s%s\n",
			errno ? ": " : "", errno ? strerror(errno) : "");
	told = true;
	return false;
}
