// SPDX-License-Identifier: GPL-2.0-only
/*
 * spawn.c - runs a program and reads what it prints (see spawn.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/spawn.h"

extern char **environ;

/* NULL: it could not be read to its end, and errno says why. */
static char *read_all(int fd, size_t *len)
{
	size_t room = 4096, n = 0;
	char *text = malloc(room), *more;

	if (!text)
		abort();
	for (;;) {
		ssize_t got;

		got = read(fd, text + n, room - n - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			free(text);
			return NULL;
		}
		if (!got)
			break;
		n += (size_t)got;
		if (n + 1 < room)
			continue;
		more = realloc(text, room *= 2);
		if (!more)
			abort();
		text = more;
	}
	text[n] = '\0';
	if (len)
		*len = n;
	return text;
}

char *spawn_read(char *const argv[], const char *err_path, size_t *len,
		 int *status)
{
	posix_spawn_file_actions_t fa;
	int fds[2], ws, error;
	char *text;
	pid_t pid;

	*status = HP_EXIT_TOOL;
	if (pipe2(fds, O_CLOEXEC))
		return NULL;
	fflush(NULL);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&fa, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (err_path)
		posix_spawn_file_actions_addopen(&fa, STDERR_FILENO, err_path,
						 O_WRONLY | O_CREAT | O_TRUNC, 0666);
	error = posix_spawnp(&pid, argv[0], &fa, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	close(fds[1]);
	if (error) {
		close(fds[0]);
		errno = error;
		return NULL;
	}
	text = read_all(fds[0], len);
	error = text ? 0 : errno;
	close(fds[0]);
	while (waitpid(pid, &ws, 0) < 0 && errno == EINTR)
		;
	if (text && WIFEXITED(ws))
		*status = WEXITSTATUS(ws);
	errno = error;
	return text;
}
