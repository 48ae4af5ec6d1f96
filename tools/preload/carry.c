// SPDX-License-Identifier: GPL-2.0-only
/*
 * carry.c - the connection of a process to the process that has the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/preload/carry.h"

static struct {
	char root[512], socket[512];
	size_t root_len;
	int fd, dram;			/* -1: not connected */
	uint32_t number, parent;
	bool on, lost;
	int forked[2];			/* a pipe, while it forks */
} my = { .fd = -1, .dram = -1, .forked = { -1, -1 } };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Out of the way of what the program opens. */
static int move_up(int fd)
{
	int up = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, CARRY_FIRST_FD - 8);

	syscall(SYS_close, fd);
	return up;
}

static bool receive(struct carry_reply *reply, int *brought)
{
	struct iovec part = { reply, sizeof(*reply) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(my.fd, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(*reply))
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (brought && c && c->cmsg_type == SCM_RIGHTS)
		memcpy(brought, CMSG_DATA(c), sizeof(*brought));
	return true;
}

static bool send_request(const struct carry_request *r)
{
	const size_t bytes = offsetof(struct carry_request, text) + r->text_bytes;
	ssize_t n;

	do
		n = send(my.fd, r, bytes, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)bytes;
}

static bool connect_now(void)
{
	static struct carry_request r;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct carry_reply reply;
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	snprintf(at.sun_path, sizeof(at.sun_path), "%.100s", my.socket);
	my.fd = move_up(fd);
	r = (struct carry_request){ .op = CARRY_HELLO, .arg = { my.parent } };
	if (connect(my.fd, (struct sockaddr *)&at, sizeof(at)) || !send_request(&r) ||
	    !receive(&reply, &my.dram))
		return false;
	my.dram = move_up(my.dram);
	my.number = reply.number;
	return true;
}

/* Its machine has ended: what a program has then is no answer of a kernel. */
static void lost(void)
{
	static const char text[] = "hairpin exec: the machine is gone\n";

	if (!my.lost)
		(void)!write(2, text, sizeof(text) - 1);
	my.lost = true;
	_exit(125);
}

static int64_t converse(const struct carry_request *r, uint64_t *value)
{
	static struct carry_request shared;
	struct carry_reply reply;

	if (my.fd < 0 && !connect_now())
		lost();
	if (!send_request(r))
		lost();
	for (;;) {
		if (!receive(&reply, NULL))
			lost();
		if (!reply.share)
			break;
		shared = (struct carry_request){ .op = CARRY_SHARED };
		shared.arg[0] = !memory_share(reply.user, reply.offset);
		if (!send_request(&shared))
			lost();
	}
	if (value)
		*value = reply.value;
	return reply.ret;
}

int64_t carry(uint32_t op, const char *text, uint64_t *value, uint64_t a0, uint64_t a1,
	      uint64_t a2, uint64_t a3, uint64_t a4)
{
	static struct carry_request r;
	const int error = errno;
	sigset_t all, old;
	int64_t ret;
	char was;

	inner_pause(&was);
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	pthread_mutex_lock(&lock);
	r.op = op;
	r.arg[0] = a0;
	r.arg[1] = a1;
	r.arg[2] = a2;
	r.arg[3] = a3;
	r.arg[4] = a4;
	r.text_bytes = 0;
	if (text)
		r.text_bytes = (uint32_t)snprintf(r.text, sizeof(r.text), "%s", text) + 1;
	ret = r.text_bytes > sizeof(r.text) ? -ENAMETOOLONG : converse(&r, value);
	pthread_mutex_unlock(&lock);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	inner_resume(was);
	errno = error;
	return ret;
}

int64_t carry_result(int64_t ret)
{
	if (ret >= 0)
		return ret;
	errno = (int)-ret;
	return -1;
}

int carry_cannot(const char *what)
{
	carry(CARRY_CANNOT, what, NULL, 0, 0, 0, 0, 0);
	errno = ENOSYS;
	return -1;
}

bool carry_on(void)
{
	return my.on;
}

const char *carry_root(void)
{
	return my.root;
}

size_t carry_root_len(void)
{
	return my.root_len;
}

bool carry_is_own(int fd)
{
	return fd >= 0 && (fd == my.fd || fd == my.dram);
}

int carry_dram(void)
{
	return my.dram;
}

/* --- fork ------------------------------------------------------------------------------ */

/* The child has its descriptors before the parent goes on. */
static void before_fork(void)
{
	pthread_mutex_lock(&lock);
	if (my.fd < 0 || pipe2(my.forked, O_CLOEXEC))
		my.forked[0] = my.forked[1] = -1;
}

static void in_parent(void)
{
	char byte;

	pthread_mutex_unlock(&lock);
	inner_again();
	if (my.forked[0] < 0)
		return;
	syscall(SYS_close, my.forked[1]);
	while (syscall(SYS_read, my.forked[0], &byte, 1) < 0 && errno == EINTR)
		;
	syscall(SYS_close, my.forked[0]);
}

static void in_child(void)
{
	pthread_mutex_init(&lock, NULL);
	if (my.forked[0] < 0)
		return;
	memory_forked();
	syscall(SYS_close, my.fd);
	syscall(SYS_close, my.dram);
	my.fd = my.dram = -1;
	my.parent = my.number;
	if (!connect_now())
		lost();
	syscall(SYS_close, my.forked[0]);
	syscall(SYS_close, my.forked[1]);
	inner_again();
}

/*
 * free() gives memory back by system calls that nobody can replace, and the kernel instance
 * would go on with pages that the program has no longer.  So it gives back nothing.
 */
static void keep_heap(void)
{
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, -1);
	mallopt(M_ARENA_MAX, 1);
}

static void __attribute__((constructor)) begin(void)
{
	const char *root = getenv(CARRY_ROOT), *at = getenv(CARRY_SOCKET);

	if (!root || !at || strlen(root) >= sizeof(my.root) - 1)
		return;
	strcpy(my.root, root);
	snprintf(my.socket, sizeof(my.socket), "%s/socket", at);
	my.root_len = strlen(root);
	my.on = true;
	keep_heap();
	pthread_atfork(before_fork, in_parent, in_child);
	start_begin();
	windows_begin();
	carry_fd_begin();
}
