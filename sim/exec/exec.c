// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec.c - the program's processes, their connections and their calls.
 *
 * After each call a microsecond of virtual time passes: who asks again and again until
 * something has happened sees it happen.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/exec/internal.h"
#include "sim/replay/backing.h"
#include "sim/replay/crash.h"

#define CALL_PS 1000000ull
#define MOST_SAID 8u

extern char **environ;

/* --- calls ----------------------------------------------------------------------------- */

static int64_t call(struct exec *e, const struct exec_process *p, struct hp_uapi *u)
{
	int err;

	u->process = p->number;
	u->name = "program";
	rec_flush(e->w->rec);
	err = e->w->kernel->ops->uapi(u);
	return err ? err : u->ret;
}

static int64_t plain(struct exec *e, const struct exec_process *p,
		     const struct carry_request *r, uint32_t op)
{
	struct hp_uapi u = { .op = op, .text = r->text };

	for (uint32_t i = 0; i < 6; i++)
		u.arg[i] = r->arg[i];
	e->changed = true;
	return call(e, p, &u);
}

/* A number that the instance gives is a descriptor of the program's, too. */
static int64_t opened(struct exec *e, const struct exec_process *p, int64_t fd)
{
	struct hp_uapi u = { .op = HP_UAPI_CLOSE, .arg = { (uint64_t)fd } };

	if (fd <= CARRY_LAST_FD)
		return fd;
	call(e, p, &u);
	return -EMFILE;
}

static int64_t do_dup(struct exec *e, const struct exec_process *p,
		      const struct carry_request *r)
{
	struct hp_uapi u = { .op = HP_UAPI_DUP, .arg = { r->arg[0] } };
	int64_t ret = call(e, p, &u);

	return ret < 0 ? ret : opened(e, p, (int64_t)u.out[0]);
}

static int64_t do_access(struct exec *e, const struct exec_process *p,
			 const struct carry_request *r, uint64_t *value)
{
	struct hp_uapi u = {
		.op = r->op == CARRY_LOAD ? HP_UAPI_LOAD : HP_UAPI_STORE,
		.arg = { r->arg[0], r->arg[1], r->arg[2] },
	};
	int64_t ret = call(e, p, &u);

	*value = u.out[0];
	return ret == HP_UAPI_SIGBUS ? CARRY_SIGBUS :
	       ret == HP_UAPI_SIGSEGV ? CARRY_SIGSEGV : ret;
}

static int64_t do_sync(struct exec *e)
{
	if (!e->changed)
		return 0;
	e->changed = false;
	return shadow_sync(e->shadow) ? 0 : -errno;
}

static int64_t do_alias(struct exec_process *p, const struct carry_request *r)
{
	const uint64_t fd = r->arg[0];

	if (fd >= CARRY_FIRST_FD)
		return r->op == CARRY_LOOKUP ? (int64_t)fd : -EINVAL;
	if (r->op == CARRY_ALIAS)
		p->alias[fd] = (uint16_t)r->arg[1];
	return p->alias[fd] ? p->alias[fd] : -EBADF;
}

/* What is said here is in the report: the program was not told what a kernel would say. */
static void cannot(struct exec *e, const char *text)
{
	if (e->nsaid++ < MOST_SAID)
		outcome_fail(e->o, "the program made a call that cannot be carried: %s", text);
}

static int64_t serve_call(struct exec *e, struct exec_process *p,
			  const struct carry_request *r, uint64_t *value)
{
	static const uint32_t as_they_are[] = {
		[CARRY_CLOSE] = HP_UAPI_CLOSE, [CARRY_IOCTL] = HP_UAPI_RAW_IOCTL,
		[CARRY_READ] = HP_UAPI_RAW_READ, [CARRY_WRITE] = HP_UAPI_RAW_WRITE,
		[CARRY_POLL] = HP_UAPI_RAW_POLL, [CARRY_MMAP] = HP_UAPI_RAW_MMAP,
		[CARRY_MUNMAP] = HP_UAPI_RAW_MUNMAP,
	};

	if (r->op < sizeof(as_they_are) / sizeof(*as_they_are) && as_they_are[r->op])
		return plain(e, p, r, as_they_are[r->op]);
	switch (r->op) {
	case CARRY_OPEN:
		return opened(e, p, plain(e, p, r, HP_UAPI_RAW_OPEN));
	case CARRY_DUP:
		return do_dup(e, p, r);
	case CARRY_EVENTFD:
		return opened(e, p, plain(e, p, r, HP_UAPI_RAW_EVENTFD));
	case CARRY_LOAD:
	case CARRY_STORE:
		return do_access(e, p, r, value);
	case CARRY_SYNC:
		return do_sync(e);
	case CARRY_SLEEP:
		e->changed = true;
		world_pass(e->w, e->w->clock->now_ps + r->arg[0] * 1000);
		return 0;
	case CARRY_NOW:
		return (int64_t)(e->w->clock->now_ps / 1000);
	case CARRY_ALIAS:
	case CARRY_LOOKUP:
		return do_alias(p, r);
	case CARRY_CANNOT:
		cannot(e, r->text);
		return 0;
	default:
		return -ENOSYS;
	}
}

/* --- connections ----------------------------------------------------------------------- */

/* A reply with the file that is DRAM. */
static bool send_dram(int to, const struct carry_reply *reply)
{
	struct iovec part = { (void *)(uintptr_t)reply, sizeof(*reply) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	const int fd = backing_file();

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(to, &m, MSG_NOSIGNAL) == (ssize_t)sizeof(*reply);
}

/* What it was forked from, or what it was before exec(); NULL: there is none. */
static struct exec_process *before(struct exec *e, const struct exec_process *p, uint64_t parent)
{
	for (uint32_t i = 0; i < e->nprocesses; i++) {
		struct exec_process *other = &e->process[i];

		if (other != p && other->fd >= 0 &&
		    (parent ? other->number == parent : other->pid == p->pid))
			return other;
	}
	return NULL;
}

/* A process begins with the descriptors of another. */
static void inherit(struct exec *e, struct exec_process *p, const struct exec_process *from)
{
	memcpy(p->alias, from->alias, sizeof(p->alias));
	for (uint64_t fd = CARRY_FIRST_FD; fd <= CARRY_LAST_FD; fd++) {
		struct hp_uapi u = { .op = HP_UAPI_INHERIT, .arg = { from->number, fd } };

		call(e, p, &u);
	}
}

static void gone(struct exec *e, struct exec_process *p)
{
	struct hp_uapi u = { .op = HP_UAPI_EXIT };

	close(p->fd);
	close(p->alive);
	p->fd = -1;
	e->changed = true;
	call(e, p, &u);
}

static void hello(struct exec *e, struct exec_process *p, const struct carry_request *r)
{
	struct carry_reply reply = { .number = p->number };
	struct hp_uapi u = { .op = HP_UAPI_NATIVE, .arg = { CARRY_FIRST_FD } };
	struct exec_process *from = before(e, p, r->arg[0]);

	reply.ret = call(e, p, &u);
	if (from)
		inherit(e, p, from);
	/* Of a process there is one image. */
	if (from && !r->arg[0])
		gone(e, from);
	send_dram(p->fd, &reply);
}

static void serve_one(struct exec *e, struct exec_process *p)
{
	struct carry_request r;
	struct carry_reply reply = { 0 };
	ssize_t n = recv(p->fd, &r, sizeof(r), 0);

	if (n < 0 && errno == EINTR)
		return;
	if (n < (ssize_t)offsetof(struct carry_request, text)) {
		/* It may have another image now, by exec(); its end is told by p->alive. */
		p->silent = true;
		return;
	}
	r.text[(size_t)n - offsetof(struct carry_request, text) < sizeof(r.text) ?
	       (size_t)n - offsetof(struct carry_request, text) : sizeof(r.text) - 1] = '\0';
	if (r.op == CARRY_HELLO) {
		hello(e, p, &r);
		return;
	}
	p->asks = true;
	reply.ret = serve_call(e, p, &r, &reply.value);
	p->asks = false;
	world_pass(e->w, e->w->clock->now_ps + CALL_PS);
	(void)send(p->fd, &reply, sizeof(reply), MSG_NOSIGNAL);
}

/* Places of processes that have ended are used again; numbers are not. */
static struct exec_process *place(struct exec *e)
{
	for (uint32_t i = 0; i < e->nprocesses; i++)
		if (e->process[i].fd < 0)
			return &e->process[i];
	return e->nprocesses < EXEC_MAX_PROCESSES ? &e->process[e->nprocesses++] : NULL;
}

static void accept_one(struct exec *e)
{
	struct exec_process *p;
	struct ucred who;
	socklen_t len = sizeof(who);
	int fd = accept4(e->listening, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	p = place(e);
	if (!p || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len)) {
		outcome_fail(e->o, "the program has more than %u processes that use the machine",
			     EXEC_MAX_PROCESSES);
		close(fd);
		return;
	}
	*p = (struct exec_process){ .fd = fd, .pid = who.pid,
				    .alive = (int)syscall(SYS_pidfd_open, who.pid, 0),
				    .number = EXEC_FIRST_NUMBER + e->nstarted++ };
}

/* --- the program ----------------------------------------------------------------------- */

static int listen_at(const char *root)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (snprintf(at.sun_path, sizeof(at.sun_path), "%s/socket", root) <
	    (int)sizeof(at.sun_path) &&
	    !bind(fd, (struct sockaddr *)&at, sizeof(at)) && !listen(fd, 64))
		return fd;
	close(fd);
	return -1;
}

/* Addresses are the same in every run: kernels sort and hash by them. */
static pid_t start(struct exec *e)
{
	posix_spawnattr_t attr;
	sigset_t none, all;
	pid_t pid = -1;
	int err;

	setenv(CARRY_ROOT, e->program->root, 1);
	setenv(CARRY_SOCKET, e->program->root, 1);
	setenv("LD_PRELOAD", e->program->preload, 1);
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
				 POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0);
	(void)personality(ADDR_NO_RANDOMIZE);
	err = posix_spawnp(&pid, e->program->argv[0], NULL, &attr, e->program->argv, environ);
	posix_spawnattr_destroy(&attr);
	unsetenv("LD_PRELOAD");
	errno = err;
	return err ? -1 : pid;
}

/* Until the program has ended; what it started may go on till then. */
static void serve(struct exec *e, int ended)
{
	for (;;) {
		struct pollfd fds[2 * EXEC_MAX_PROCESSES + 2] = {
			{ .fd = e->listening, .events = POLLIN },
			{ .fd = ended, .events = POLLIN },
		};
		const uint32_t n = e->nprocesses;

		for (uint32_t i = 0; i < n; i++) {
			struct exec_process *p = &e->process[i];

			fds[2 * i + 2] = (struct pollfd){ .fd = p->silent ? -1 : p->fd,
							  .events = POLLIN };
			fds[2 * i + 3] = (struct pollfd){ .fd = p->fd < 0 ? -1 : p->alive,
							  .events = POLLIN };
		}
		crash_idle(NULL);
		if (poll(fds, 2 * n + 2, -1) < 0)
			continue;
		crash_work();
		if (fds[0].revents)
			accept_one(e);
		for (uint32_t i = 0; i < n; i++) {
			if (fds[2 * i + 2].revents)
				serve_one(e, &e->process[i]);
			else if (fds[2 * i + 3].revents)
				gone(e, &e->process[i]);
		}
		if (fds[1].revents && !fds[0].revents)
			return;
	}
}

/* The first child that is listed; 0: none. */
static pid_t a_child(void)
{
	char path[64], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return (pid_t)strtol(text, NULL, 10);
}

void exec_end_children(void)
{
	pid_t pid;

	/* Children of one that has ended are ours then. */
	while ((pid = a_child()) > 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
}

static void say_end(struct outcome *o, int status)
{
	if (WIFSIGNALED(status)) {
		outcome_fail(o, "the program was ended by %s", strsignal(WTERMSIG(status)));
	} else if (WEXITSTATUS(status) == 4) {
		if (o->status == VERDICT_PASS) {
			o->status = VERDICT_SKIP;
			o->reason = "the program skips: exit status 4";
		}
	} else if (WEXITSTATUS(status)) {
		outcome_fail(o, "the program exited with status %d", WEXITSTATUS(status));
	}
}

static void could_not(struct outcome *o, const char *what)
{
	outcome_fail(o, "%s: %s", what, strerror(errno));
	o->status = VERDICT_ERROR;
	o->reason = "the program could not be started";
}

/* What is typed is the program's, Ctrl-C as well; whoever started Hairpin takes it back. */
static void give_terminal(pid_t to)
{
	for (int fd = 0; fd < 3; fd++) {
		if (tcgetpgrp(fd) != getpgrp())
			continue;
		tcsetpgrp(fd, to);
		/* It may have asked for input before. */
		kill(-to, SIGCONT);
		return;
	}
}

static void run(struct exec *e)
{
	int status = 0, ended;
	pid_t pid;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = start(e);
	if (pid < 0) {
		could_not(e->o, e->program->argv[0]);
		return;
	}
	give_terminal(pid);
	ended = (int)syscall(SYS_pidfd_open, pid, 0);
	if (ended >= 0)
		serve(e, ended);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	close(ended);
	exec_end_children();
	for (uint32_t i = 0; i < e->nprocesses; i++)
		if (e->process[i].fd >= 0)
			gone(e, &e->process[i]);
	say_end(e->o, status);
}

void exec_run(struct world *w, void *arg, struct outcome *o)
{
	static struct exec e;

	e = (struct exec){ .w = w, .program = arg, .o = o, .changed = true };
	e.listening = listen_at(e.program->root);
	e.shadow = shadow_new(w, e.program->root);
	exec_memory_begin(&e);
	if (e.listening < 0 || !e.shadow || do_sync(&e))
		could_not(o, e.program->root);
	else
		run(&e);
	exec_memory_end(&e);
	shadow_free(e.shadow);
	if (e.listening >= 0)
		close(e.listening);
}
