// SPDX-License-Identifier: GPL-2.0-only
/*
 * leader.c - both ends of the socket between the runner and a leader.
 *
 * It must not know what a scenario does, nor why a copy ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/limit.h"
#include "sim/replay/crash.h"
#include "sim/run/child.h"
#include "sim/run/leader.h"

/* While there is no room for another process. */
#define RETRY_US 20000

struct said {
	int32_t what;			/* enum leader_said */
	int32_t value;			/* a pid, or a wait status */
};

/* --- the leader's side --------------------------------------------------------- */

static struct {
	int socket, pipe, records;	/* records: a file with all that it recorded */
	uint64_t wanted;
	pid_t pid, copy;
	double patience_s;
	struct job job;
	struct child child;
} my;

/* A request is a number, with a pipe.  Returns false when there are no more. */
static bool receive(void)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = { &my.wanted, sizeof(my.wanted) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	const struct cmsghdr *c;
	ssize_t n;

	do
		n = recvmsg(my.socket, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	c = n == sizeof(my.wanted) ? CMSG_FIRSTHDR(&m) : NULL;
	if (!c || c->cmsg_type != SCM_RIGHTS)
		return false;
	memcpy(&my.pipe, CMSG_DATA(c), sizeof(my.pipe));
	return true;
}

static void say(enum leader_said what, int value)
{
	const struct said s = { what, value };

	while (send(my.socket, &s, sizeof(s), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

/* Who reads the pipe gets all that was recorded so far. */
static void repeat_records(void)
{
	off_t from = 0, to = lseek(my.records, 0, SEEK_CUR);

	while (from < to) {
		ssize_t n = sendfile(my.pipe, my.records, &from, (size_t)(to - from));

		if (n == 0 || (n < 0 && errno != EINTR))
			break;
	}
}

/* The pid stays the copy's until the runner has heard of its end: it may signal it. */
static int wait_for_copy(void)
{
	siginfo_t si;

	while (waitid(P_PID, (id_t)my.copy, &si, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	if (si.si_code == CLD_EXITED)
		return W_EXITCODE(si.si_status, 0);
	return si.si_status | (si.si_code == CLD_DUMPED ? WCOREFLAG : 0);
}

static pid_t copy_patiently(struct world *w)
{
	pid_t copy = crash_copy(w->rec);
	char why[200];

	while (copy < 0 && limit_is(errno) && my.patience_s > 0) {
		my.patience_s -= RETRY_US * 1e-6;
		usleep(RETRY_US);
		copy = crash_copy(w->rec);
	}
	if (copy < 0)
		crash_error(w->rec, "no copy of the process: %s",
			    limit_text(errno, why, sizeof(why)));
	return copy;
}

static void be_copy(struct world *w, uint64_t n)
{
	w->rec->fd = my.pipe;
	w->rec->also = -1;
	w->fail_at = n;
	close(my.socket);
	close(my.records);
}

static void await_copy(struct world *w)
{
	w->rec->also = -1;
	close(my.pipe);
	say(LEADER_COPIED, my.copy);
	say(LEADER_COPY_ENDED, wait_for_copy());
	if (!receive())
		crash_exit(w->rec);
	waitpid(my.copy, NULL, 0);
	repeat_records();
	w->rec->also = my.pipe;
	crash_alive();
}

/* A copy may have copies of its own, for which nothing of this holds. */
static bool at_point(struct world *w, uint64_t n)
{
	if (n < my.wanted || getpid() != my.pid)
		return false;
	my.copy = copy_patiently(w);
	if (!my.copy) {
		be_copy(w, n);
		return true;
	}
	await_copy(w);
	return false;
}

_Noreturn void leader_main(const struct job *job, const struct run_options *opt, int sock)
{
	static struct recorder rec;

	/* Copying a large page costs more than most of what follows a fault point. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	my.socket = sock;
	my.pid = getpid();
	my.patience_s = run_timeout_s(opt);
	if (!receive())
		_exit(0);
	my.records = memfd_create("hairpin-records", MFD_CLOEXEC);
	if (my.records < 0) {
		rec_init(&rec, my.pipe);
		crash_error(&rec, "no file for what it records: %s", strerror(errno));
	}
	my.job = *job;
	my.job.chance.fail_at = UINT64_MAX;
	my.child = (struct child) { .fd = my.records, .also = my.pipe, .at_point = at_point };
	child_run(&my.job, opt, &my.child);
}

/* --- the runner's side --------------------------------------------------------- */

/* Not where marks or counters of a process belong to one job. */
bool leader_suits(const struct job *job)
{
	return job->chance.count && job->chance.fail_at && !job->chance.boot &&
	       !job->body && !job->coverage && !job->entries;
}

bool leader_leads(const struct leader *l, const struct job *job)
{
	return l->scn == job->scn && l->kernel == job->kernel->kernel &&
	       l->at < job->chance.fail_at;
}

void leader_init(struct leader *l, const struct job *job, pid_t pid, int sock)
{
	*l = (struct leader) { .scn = job->scn, .kernel = job->kernel->kernel,
			       .pid = pid, .socket = sock };
}

static int send_request(const struct leader *l, uint64_t at, int end)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = "" };
	struct iovec part = { &at, sizeof(at) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
			    .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	ssize_t n;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &end, sizeof(int));
	do
		n = sendmsg(l->socket, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -1 : 0;
}

int leader_send(struct leader *l, const struct job *job)
{
	int fds[2], error;

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	l->copy = 0;
	l->at = job->chance.fail_at;
	if (!send_request(l, l->at, fds[1])) {
		close(fds[1]);
		return fds[0];
	}
	error = errno;
	close(fds[0]);
	close(fds[1]);
	errno = error;
	return -1;
}

enum leader_said leader_hear(struct leader *l, int *status)
{
	struct said s;
	ssize_t n;

	do
		n = recv(l->socket, &s, sizeof(s), MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return LEADER_NOTHING;
	if (n != sizeof(s))
		return LEADER_GONE;
	if (s.what == LEADER_COPIED)
		l->copy = s.value;
	else
		*status = s.value;
	return (enum leader_said)s.what;
}

int leader_stop(struct leader *l, bool by_force)
{
	int status = 0;

	if (!l->scn)
		return 0;
	if (by_force)
		kill(l->pid, SIGKILL);
	close(l->socket);
	while (waitpid(l->pid, &status, 0) < 0 && errno == EINTR)
		;
	l->scn = NULL;
	return status;
}
