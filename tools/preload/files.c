// SPDX-License-Identifier: GPL-2.0-only
/*
 * files.c - calls that take a descriptor, eventfds, and the machine's time.
 *
 * A call that waits asks again and again; meanwhile the machine's time passes.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tools/preload/carry.h"

#define TURN_NS 100000ull

#define LIBC(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void pass_time(uint64_t ns)
{
	CARRY(CARRY_SLEEP, ns, 0, 0, 0, 0);
}

static short events_of(const struct carry_fd *t, short wanted)
{
	return (short)CARRY(CARRY_POLL, t->target, (unsigned short)wanted, 0, 0, 0);
}

static void wait_for(const struct carry_fd *t, short wanted)
{
	while (!t->nonblock && !(events_of(t, wanted) & (wanted | POLLERR | POLLHUP | POLLNVAL)))
		pass_time(TURN_NS);
}

/* --- transfers ------------------------------------------------------------------------- */

static ssize_t transfer(const struct carry_fd *t, bool writes, const void *buf, size_t n,
			int64_t at)
{
	wait_for(t, writes ? POLLOUT : POLLIN);
	return carry_result(CARRY(writes ? CARRY_WRITE : CARRY_READ, t->target, (uintptr_t)buf, n, at, 0));
}

#define TRANSFER(ret, name, args, writes, at, ...)                      \
	REPLACES ret name args                                          \
	{                                                               \
		const struct carry_fd *t = carry_fd(fd);                \
									\
		if (t)                                                  \
			return transfer(t, writes, buf, n, at);     \
		return (LIBC(name))(__VA_ARGS__);                       \
	}
TRANSFER(ssize_t, read, (int fd, void *buf, size_t n), false, -1, fd, buf, n)
TRANSFER(ssize_t, write, (int fd, const void *buf, size_t n), true, -1, fd, buf, n)
TRANSFER(ssize_t, pread, (int fd, void *buf, size_t n, off_t off), false, off, fd, buf, n, off)
TRANSFER(ssize_t, pread64, (int fd, void *buf, size_t n, off64_t off), false, off, fd, buf, n, off)
TRANSFER(ssize_t, pwrite, (int fd, const void *buf, size_t n, off_t off), true, off, fd, buf, n,
	 off)
TRANSFER(ssize_t, pwrite64, (int fd, const void *buf, size_t n, off64_t off), true, off, fd, buf,
	 n, off)

/* One part after the other, as libc does where the kernel has no such call. */
static ssize_t parts(const struct carry_fd *t, bool writes, const struct iovec *v, int n)
{
	ssize_t sum = 0;

	for (int i = 0; i < n; i++) {
		ssize_t ret = transfer(t, writes, v[i].iov_base, v[i].iov_len, -1);

		if (ret < 0)
			return sum ? sum : ret;
		sum += ret;
		if ((size_t)ret < v[i].iov_len)
			break;
	}
	return sum;
}

REPLACES ssize_t readv(int fd, const struct iovec *v, int n)
{
	const struct carry_fd *t = carry_fd(fd);

	return t ? parts(t, false, v, n) : (LIBC(readv))(fd, v, n);
}

REPLACES ssize_t writev(int fd, const struct iovec *v, int n)
{
	const struct carry_fd *t = carry_fd(fd);

	return t ? parts(t, true, v, n) : (LIBC(writev))(fd, v, n);
}

/* Who asks where it is learns that nothing can be moved, as of a pipe. */
REPLACES off_t lseek(int fd, off_t at, int whence)
{
	if (!carry_fd(fd))
		return (LIBC(lseek))(fd, at, whence);
	if (whence == SEEK_DATA || whence == SEEK_HOLE) {
		errno = EINVAL;
		return -1;
	}
	if (at || whence != SEEK_CUR)
		carry_cannot("lseek() of a file of the machine");
	errno = ESPIPE;
	return -1;
}

REPLACES off64_t lseek64(int fd, off64_t at, int whence) __attribute__((alias("lseek")));

/* --- what makes and ends descriptors ------------------------------------------------------ */

REPLACES int close(int fd)
{
	const struct carry_fd *t = carry_fd(fd);
	int64_t ret;

	if (carry_is_own(fd)) {
		errno = EBADF;
		return -1;
	}
	if (!t)
		return (LIBC(close))(fd);
	ret = CARRY(CARRY_CLOSE, t->target, 0, 0, 0, 0);
	carry_fd_gone(fd);
	return (int)carry_result(ret);
}

/* What this library has open stays so. */
REPLACES int close_range(unsigned int first, unsigned int last, int flags)
{
	unsigned int from = first;

	if (!carry_on() || first > last)
		return (LIBC(close_range))(first, last, flags);
	for (unsigned int fd = first; fd <= last && fd <= CARRY_LAST_FD; fd++) {
		if (!carry_is_own((int)fd) && (flags || !carry_fd((int)fd)))
			continue;
		if (fd > from)
			syscall(SYS_close_range, from, fd - 1, flags);
		from = fd + 1;
		if (!carry_is_own((int)fd))
			close((int)fd);
	}
	return from > last ? 0 : (int)syscall(SYS_close_range, from, last, flags);
}

REPLACES void closefrom(int first)
{
	close_range(first > 0 ? (unsigned int)first : 0, ~0u, 0);
}

static int dup_of(int fd, const struct carry_fd *t, int flags)
{
	const int all = flags | (t->nonblock ? O_NONBLOCK : 0);
	int64_t ret = CARRY(CARRY_DUP, t->target, 0, 0, 0, 0);

	if (ret >= 0)
		carry_fd_new((int)ret, fd, all);
	return (int)carry_result(ret);
}

REPLACES int dup(int fd)
{
	const struct carry_fd *t = carry_fd(fd);

	return t ? dup_of(fd, t, 0) : (LIBC(dup))(fd);
}

static int dup_to(int fd, int to, int flags)
{
	const struct carry_fd *t;
	int64_t target;

	if (carry_is_own(to)) {
		errno = EBADF;
		return -1;
	}
	if (carry_fd(to))
		close(to);
	t = carry_fd(fd);
	if (!t)
		return (int)syscall(SYS_dup3, fd, to, flags);
	if (to >= (int)CARRY_FIRST_FD)
		return carry_cannot("dup2() of a file of the machine to a number that high");
	target = CARRY(CARRY_DUP, t->target, 0, 0, 0, 0);
	if (target < 0)
		return (int)carry_result(target);
	syscall(SYS_dup3, fd, to, flags);
	carry_fd_alias(to, (int)target, t->nonblock);
	return to;
}

REPLACES int dup2(int fd, int to)
{
	return fd == to ? (LIBC(dup2))(fd, to) : dup_to(fd, to, 0);
}

REPLACES int dup3(int fd, int to, int flags)
{
	return fd == to ? (LIBC(dup3))(fd, to, flags) : dup_to(fd, to, flags);
}

static int fcntl_of(int fd, struct carry_fd *t, int command, long arg)
{
	int ret;

	switch (command) {
	case F_DUPFD:
		return dup_of(fd, t, 0);
	case F_DUPFD_CLOEXEC:
		return dup_of(fd, t, O_CLOEXEC);
	case F_SETFL:
		t->nonblock = arg & O_NONBLOCK;
		return 0;
	case F_GETFL:
		return O_RDWR | (t->nonblock ? O_NONBLOCK : 0);
	case F_GETFD:
	case F_SETFD:
		/* Of the file in its place; an eventfd has none. */
		ret = (int)syscall(SYS_fcntl, fd, command, arg);
		return ret < 0 ? 0 : ret;
	default:
		return carry_cannot("fcntl()");
	}
}

/* libc's own takes more than one kind of argument: it is the system call's. */
static int host_fcntl(int fd, int command, long arg)
{
	return (int)syscall(SYS_fcntl, fd, command, arg);
}

REPLACES int fcntl(int fd, int command, ...)
{
	struct carry_fd *t = carry_fd(fd);
	va_list ap;
	long arg;

	va_start(ap, command);
	arg = va_arg(ap, long);
	va_end(ap);
	return t ? fcntl_of(fd, t, command, arg) : host_fcntl(fd, command, arg);
}

REPLACES int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));

REPLACES int ioctl(int fd, unsigned long command, ...)
{
	const struct carry_fd *t;
	va_list ap;
	void *arg;
	int64_t ret;

	va_start(ap, command);
	arg = va_arg(ap, void *);
	va_end(ap);
	t = carry_fd(fd);
	if (!t)
		return (int)syscall(SYS_ioctl, fd, command, arg);
	ret = CARRY(CARRY_IOCTL, t->target, (unsigned int)command, (uintptr_t)arg, 0, 0);
	return (int)carry_result(ret);
}

REPLACES int eventfd(unsigned int count, int flags)
{
	int64_t ret;

	if (!carry_on())
		return (LIBC(eventfd))(count, flags);
	ret = CARRY(CARRY_EVENTFD, count, flags | EFD_NONBLOCK, 0, 0, 0);
	if (ret >= 0)
		carry_fd_new((int)ret, -1, flags);
	return (int)carry_result(ret);
}

/* --- waiting ------------------------------------------------------------------------------ */

static bool any_carried(const struct pollfd *fds, nfds_t n)
{
	for (nfds_t i = 0; i < n; i++)
		if (carry_fd(fds[i].fd))
			return true;
	return false;
}

static int look_at(struct pollfd *fds, nfds_t n)
{
	int ready = 0;

	for (nfds_t i = 0; i < n; i++) {
		struct pollfd one = fds[i];

		fds[i].revents = 0;
		if (carry_fd(one.fd))
			fds[i].revents = events_of(carry_fd(one.fd), one.events);
		else if (one.fd >= 0 && syscall(SYS_poll, &one, 1, 0) > 0)
			fds[i].revents = one.revents;
		ready += fds[i].revents != 0;
	}
	return ready;
}

/* @ns: UINT64_MAX, without end. */
static int poll_for(struct pollfd *fds, nfds_t n, uint64_t ns)
{
	uint64_t waited = 0;

	for (;;) {
		int ready = look_at(fds, n);

		if (ready || waited >= ns)
			return ready;
		pass_time(TURN_NS);
		waited += TURN_NS;
	}
}

REPLACES int poll(struct pollfd *fds, nfds_t n, int ms)
{
	if (!any_carried(fds, n))
		return (LIBC(poll))(fds, n, ms);
	return poll_for(fds, n, ms < 0 ? UINT64_MAX : (uint64_t)ms * 1000000);
}

REPLACES int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *t, const sigset_t *mask)
{
	if (!any_carried(fds, n))
		return (LIBC(ppoll))(fds, n, t, mask);
	return poll_for(fds, n, t ? (uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_nsec :
				    UINT64_MAX);
}

#define MOST_SELECTED 1024

static nfds_t selected(int n, fd_set *sets[3], struct pollfd *fds)
{
	static const short events[] = { POLLIN, POLLOUT, POLLPRI };
	nfds_t count = 0;

	for (int fd = 0; fd < n && fd < MOST_SELECTED; fd++) {
		struct pollfd one = { .fd = fd };

		for (int i = 0; i < 3; i++)
			if (sets[i] && FD_ISSET(fd, sets[i]))
				one.events |= events[i];
		if (one.events)
			fds[count++] = one;
	}
	return count;
}

/* By poll().  Returns what select() does. */
static int selected_for(nfds_t count, fd_set *sets[3], struct pollfd *fds, uint64_t ns)
{
	static const short gives[] = { POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI };
	static const short events[] = { POLLIN, POLLOUT, POLLPRI };
	int sum = 0;

	poll_for(fds, count, ns);
	for (int i = 0; i < 3; i++)
		if (sets[i])
			FD_ZERO(sets[i]);
	for (nfds_t k = 0; k < count; k++)
		for (int i = 0; i < 3; i++)
			if (fds[k].events & events[i] && fds[k].revents & gives[i]) {
				FD_SET(fds[k].fd, sets[i]);
				sum++;
			}
	return sum;
}

REPLACES int select(int n, fd_set *in, fd_set *out, fd_set *except, struct timeval *t)
{
	fd_set *sets[3] = { in, out, except };
	struct pollfd fds[MOST_SELECTED];
	const nfds_t count = carry_on() ? selected(n, sets, fds) : 0;

	if (!any_carried(fds, count))
		return (LIBC(select))(n, in, out, except, t);
	return selected_for(count, sets, fds, !t ? UINT64_MAX :
			    (uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_usec * 1000);
}

REPLACES int pselect(int n, fd_set *in, fd_set *out, fd_set *except, const struct timespec *t,
		     const sigset_t *mask)
{
	fd_set *sets[3] = { in, out, except };
	struct pollfd fds[MOST_SELECTED];
	const nfds_t count = carry_on() ? selected(n, sets, fds) : 0;

	if (!any_carried(fds, count))
		return (LIBC(pselect))(n, in, out, except, t, mask);
	return selected_for(count, sets, fds, !t ? UINT64_MAX :
			    (uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_nsec);
}

REPLACES int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
	if (carry_fd(fd))
		return carry_cannot("epoll_ctl() of a file of the machine");
	return (LIBC(epoll_ctl))(epfd, op, fd, event);
}

/* --- time ---------------------------------------------------------------------------------- */

static int sleep_for(const struct timespec *t, struct timespec *left)
{
	if (t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec > 999999999) {
		errno = EINVAL;
		return -1;
	}
	pass_time((uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_nsec);
	if (left)
		*left = (struct timespec){ 0, 0 };
	return 0;
}

REPLACES int nanosleep(const struct timespec *t, struct timespec *left)
{
	return carry_on() ? sleep_for(t, left) : (LIBC(nanosleep))(t, left);
}

REPLACES int usleep(useconds_t us)
{
	const struct timespec t = { us / 1000000, (long)(us % 1000000) * 1000 };

	return carry_on() ? sleep_for(&t, NULL) : (LIBC(usleep))(us);
}

REPLACES unsigned int sleep(unsigned int s)
{
	const struct timespec t = { s, 0 };

	if (!carry_on())
		return (LIBC(sleep))(s);
	sleep_for(&t, NULL);
	return 0;
}

/* The machine's clock begins when it boots; of dates the host knows. */
static bool is_machines(clockid_t id)
{
	return carry_on() && (id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_RAW ||
			      id == CLOCK_MONOTONIC_COARSE || id == CLOCK_BOOTTIME);
}

REPLACES int clock_gettime(clockid_t id, struct timespec *t)
{
	int64_t ns;

	if (!is_machines(id))
		return (int)carry_result(syscall(SYS_clock_gettime, id, t) < 0 ? -errno : 0);
	ns = CARRY(CARRY_NOW, 0, 0, 0, 0, 0);
	*t = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	return 0;
}

REPLACES int clock_nanosleep(clockid_t id, int flags, const struct timespec *t,
			     struct timespec *left)
{
	struct timespec now, by;

	if (!is_machines(id) && !(carry_on() && !(flags & TIMER_ABSTIME)))
		return (LIBC(clock_nanosleep))(id, flags, t, left);
	by = *t;
	if (flags & TIMER_ABSTIME) {
		clock_gettime(id, &now);
		by.tv_sec -= now.tv_sec;
		by.tv_nsec -= now.tv_nsec;
		if (by.tv_nsec < 0) {
			by.tv_nsec += 1000000000;
			by.tv_sec--;
		}
		if (by.tv_sec < 0)
			return 0;
	}
	return sleep_for(&by, left) ? EINVAL : 0;
}
