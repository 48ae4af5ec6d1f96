// SPDX-License-Identifier: GPL-2.0-only
/*
 * spawn.c - runs a program and reads what it prints (see spawn.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
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

/* Is there such a program?  Its absence is told before anything is started. */
static bool is_there(const char *name)
{
	const char *path = getenv("PATH"), *end;
	bool found = false;

	if (strchr(name, '/'))
		return !access(name, X_OK);
	for (; path && !found; path = *end ? end + 1 : NULL) {
		char *file;

		end = path + strcspn(path, ":");
		if (asprintf(&file, "%.*s/%s", (int)(end - path), path, name) < 0)
			abort();
		found = !access(file, X_OK);
		free(file);
	}
	return found;
}

/*
 * A scenario's memory is not there in a child (scenario_in_children()), and words of
 * argv may be in it: a copy, which the caller frees.
 */
static char **copy_words(char *const argv[])
{
	size_t n = 0, bytes = 0;
	char **copy, *at;

	for (; argv[n]; n++)
		bytes += strlen(argv[n]) + 1;
	copy = malloc((n + 1) * sizeof(*copy) + bytes);
	if (!copy)
		abort();
	at = (char *)(copy + n + 1);
	for (size_t i = 0; i < n; i++) {
		copy[i] = at;
		at = stpcpy(at, argv[i]) + 1;
	}
	copy[n] = NULL;
	return copy;
}

/*
 * What the child does, with the parent's memory: only system calls.  Why it cannot become
 * the program is written to @why, which execve() closes.
 */
static _Noreturn void become(char *const argv[], int out, int err, int why, pid_t parent)
{
	const int null = open("/dev/null", O_RDONLY);
	ssize_t told;

	/* Who runs it may be killed, or is already: it is of no use to anybody else. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent && null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && (err < 0 || dup2(err, STDERR_FILENO) >= 0))
		execvp(argv[0], argv);
	do
		told = write(why, &errno, sizeof(errno));
	while (told < 0 && errno == EINTR);
	_exit(127);
}

/* Starts @argv.  Returns -1, with errno, if there is no child that became the program. */
static pid_t start(char *const argv[], int out, int err)
{
	const pid_t self = getpid();
	int why[2], error = 0, ws;
	char **words;
	ssize_t got;
	pid_t pid;

	if (pipe2(why, O_CLOEXEC))
		return -1;
	fflush(NULL);
	words = copy_words(argv);
	pid = fork();
	if (!pid)
		become(words, out, err, why[1], self);
	error = errno;
	free(words);
	close(why[1]);
	if (pid > 0) {
		do
			got = read(why[0], &error, sizeof(error));
		while (got < 0 && errno == EINTR);
		if (got) {
			error = got < 0 ? errno : error;
			kill(pid, SIGKILL);
			while (waitpid(pid, &ws, 0) < 0 && errno == EINTR)
				;
			pid = -1;
		}
	}
	close(why[0]);
	errno = error;
	return pid;
}

char *spawn_read(char *const argv[], const char *err_path, size_t *len,
		 int *status)
{
	int fds[2], ws, error, err = -1;
	char *text;
	pid_t pid;

	*status = HP_EXIT_TOOL;
	if (!is_there(argv[0])) {
		errno = errno ? errno : ENOENT;
		return NULL;
	}
	if (err_path)
		err = open(err_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if ((err_path && err < 0) || pipe2(fds, O_CLOEXEC)) {
		if (err >= 0)
			close(err);
		return NULL;
	}
	pid = start(argv, fds[1], err);
	error = errno;
	if (err >= 0)
		close(err);
	close(fds[1]);
	if (pid < 0) {
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
