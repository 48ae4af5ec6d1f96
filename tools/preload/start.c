// SPDX-License-Identifier: GPL-2.0-only
/*
 * start.c - how other programs are started.  They have the machine, too, though the
 * environment that they are given does not say so; what cannot have it is named in the report.
 */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/preload/carry.h"

#define LIBC(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define MOST_ARGS 4096u
#define MINE 3u

static char mine[MINE][1100];

static const char *const names[MINE] = { CARRY_ROOT, CARRY_SOCKET, "LD_PRELOAD" };

void start_begin(void)
{
	for (uint32_t i = 0; i < MINE; i++) {
		const char *value = getenv(names[i]);

		snprintf(mine[i], sizeof(mine[i]), "%s=%s", names[i], value ? value : "");
	}
}

static bool is_mine(const char *variable, uint32_t i)
{
	const size_t n = strlen(names[i]);

	return !strncmp(variable, names[i], n) && variable[n] == '=';
}

/* Returns @env, or @room with what is missing in it. */
static char *const *with_mine(char *const *env, char **room, size_t most)
{
	bool has[MINE] = { false };
	size_t n = 0;

	if (!carry_on())
		return env;
	for (; env && env[n]; n++)
		for (uint32_t i = 0; i < MINE; i++)
			has[i] = has[i] || is_mine(env[n], i);
	if ((has[0] && has[1] && has[2]) || n + MINE >= most)
		return env;
	for (size_t i = 0; i < n; i++)
		room[i] = env[i];
	for (uint32_t i = 0; i < MINE; i++)
		if (!has[i])
			room[n++] = mine[i];
	room[n] = NULL;
	return room;
}

/* Is @fd an ELF file that asks for no dynamic linker? */
static bool is_static(int fd)
{
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (syscall(SYS_pread64, fd, &head, sizeof(head), 0L) != (long)sizeof(head) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	for (int i = 0; i < head.e_phnum; i++) {
		const long at = (long)head.e_phoff + i * (long)sizeof(part);

		if (syscall(SYS_pread64, fd, &part, sizeof(part), at) != (long)sizeof(part) ||
		    part.p_type == PT_INTERP)
			return false;
	}
	return true;
}

/* Its /sys would be the host's: that is no answer of the machine's. */
static void look(const char *path)
{
	const int error = errno;
	struct stat st;
	char text[900];
	int fd;

	if (!carry_on() || !path)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	    !syscall(SYS_faccessat, AT_FDCWD, path, X_OK)) {
		const bool raised = (st.st_mode & S_ISUID && st.st_uid != geteuid()) ||
				    (st.st_mode & S_ISGID && st.st_gid != getegid());

		if (raised || is_static(fd)) {
			snprintf(text, sizeof(text), "exec() of %.700s, which %s", path, raised ?
				 "has the set-user-ID or set-group-ID bit" : "is statically linked");
			carry_cannot(text);
		}
	}
	if (fd >= 0)
		syscall(SYS_close, fd);
	errno = error;
}

/* Sets @path to where execvp() would find @name. */
static const char *in_path(const char *name, char *path, size_t size)
{
	const char *dirs = getenv("PATH");

	if (!name || strchr(name, '/'))
		return name;
	for (const char *at = dirs ? dirs : "/bin:/usr/bin"; *at;) {
		const size_t n = strcspn(at, ":");

		snprintf(path, size, "%.*s/%s", (int)n, n ? at : ".", name);
		if (!syscall(SYS_faccessat, AT_FDCWD, path, X_OK))
			return path;
		at += n + (at[n] == ':');
	}
	return name;
}

REPLACES int execve(const char *path, char *const argv[], char *const env[])
{
	char *room[MOST_ARGS];

	look(path);
	return (LIBC(execve))(path, argv, with_mine(env, room, MOST_ARGS));
}

REPLACES int execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

REPLACES int execvpe(const char *name, char *const argv[], char *const env[])
{
	char *room[MOST_ARGS], path[1600];

	look(in_path(name, path, sizeof(path)));
	return (LIBC(execvpe))(name, argv, with_mine(env, room, MOST_ARGS));
}

REPLACES int execvp(const char *name, char *const argv[])
{
	return execvpe(name, argv, environ);
}

/* Fills in @argv of what follows @first; the last is NULL. */
static bool gather(char **argv, const char *first, va_list ap)
{
	size_t n = 0;

	argv[n++] = (char *)(uintptr_t)first;
	while (argv[n - 1] && n < MOST_ARGS)
		argv[n++] = va_arg(ap, char *);
	if (!argv[n - 1])
		return true;
	errno = E2BIG;
	return false;
}

#define EXECL(name, call, env)                                          \
	REPLACES int name(const char *path, const char *first, ...)     \
	{                                                               \
		char *argv[MOST_ARGS];                                  \
		va_list ap;                                             \
		int ret = -1;                                           \
									\
		va_start(ap, first);                                    \
		if (gather(argv, first, ap))                            \
			ret = call(path, argv, env);                    \
		va_end(ap);                                             \
		return ret;                                             \
	}
EXECL(execl, execve, environ)
EXECL(execlp, execvpe, environ)
EXECL(execle, execve, va_arg(ap, char **))

REPLACES int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			 const posix_spawnattr_t *attr, char *const argv[], char *const env[])
{
	char *room[MOST_ARGS];

	look(path);
	return (LIBC(posix_spawn))(pid, path, actions, attr, argv,
				   with_mine(env, room, MOST_ARGS));
}

REPLACES int posix_spawnp(pid_t *pid, const char *name, const posix_spawn_file_actions_t *actions,
			  const posix_spawnattr_t *attr, char *const argv[], char *const env[])
{
	char *room[MOST_ARGS], path[1600];

	look(in_path(name, path, sizeof(path)));
	return (LIBC(posix_spawnp))(pid, name, actions, attr, argv,
				    with_mine(env, room, MOST_ARGS));
}

/* Its child would use the connection of its parent. */
REPLACES pid_t vfork(void)
{
	return fork();
}
