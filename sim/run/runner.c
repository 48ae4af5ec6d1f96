// SPDX-License-Identifier: GPL-2.0-only
/*
 * runner.c - processes and pipes: one child for each scenario, several at once.
 *
 * It must not know what records say (collect.c does), nor how verdicts are
 * printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/limit.h"
#include "sim/run/child.h"
#include "sim/run/collect.h"
#include "sim/run/leader.h"
#include "sim/run/runner.h"
#include "sim/run/symbol.h"
#include "sim/run/watch.h"

#define RETRY_US 20000

struct slot {
	struct job *job;		/* NULL: free */
	pid_t pid;			/* of a process of the job's own */
	bool led;			/* the job has none: it runs in a copy of the leader */
	struct leader leader;
	int fd;				/* its records; -1: they were read to their end */
	struct watch watch;
	unsigned char *bytes;
	size_t len, room;
};

struct runner {
	struct job *jobs;
	size_t njobs, next, reported;
	size_t ended, failed;		/* of those with a verdict */
	size_t begun;			/* so many have a verdict to fill */
	bool *finished;
	const struct run_options *opt;
	struct slot *slots;
	uint32_t nslots, busy;
	double patience_s;		/* to wait for a process when nothing runs */
	double deaf_s;			/* so long has poll() failed */
	void (*done)(struct job *job, void *arg);
	void *arg;
};

/*
 * The pipe to a child; and two descriptors besides, which it needs itself, are there.
 */
static int make_pipe(int fds[2])
{
	int spare[2], error;

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	if (!pipe2(spare, O_CLOEXEC)) {
		close(spare[0]);
		close(spare[1]);
		return 0;
	}
	error = errno;
	close(fds[0]);
	close(fds[1]);
	errno = error;
	return -1;
}

/* Forks a process that has no descriptors of the others'. */
static pid_t fork_child(struct runner *r, const struct job *job)
{
	int error;
	pid_t pid;

	if (scenario_in_children(job->scn, true))
		return -1;
	pid = fork();
	if (!pid) {
		for (uint32_t i = 0; i < r->nslots; i++) {
			if (r->slots[i].job && r->slots[i].fd >= 0)
				close(r->slots[i].fd);
			if (r->slots[i].leader.scn)
				close(r->slots[i].leader.socket);
		}
		return 0;
	}
	/* If it stays so, children are only slower to start. */
	error = errno;
	(void)scenario_in_children(job->scn, false);
	errno = error;
	return pid;
}

static void close_pair(const int fds[2])
{
	int error = errno;

	close(fds[0]);
	close(fds[1]);
	errno = error;
}

static int start_own(struct runner *r, struct slot *s, const struct job *job)
{
	int fds[2];

	if (make_pipe(fds))
		return -1;
	s->pid = fork_child(r, job);
	if (s->pid < 0) {
		close_pair(fds);
		return -1;
	}
	if (!s->pid) {
		const struct child c = { .fd = fds[1], .also = -1 };

		close(fds[0]);
		child_run(job, r->opt, &c);
	}
	close(fds[1]);
	s->fd = fds[0];
	return 0;
}

static int start_leader(struct runner *r, struct slot *s, const struct job *job)
{
	int fds[2];
	pid_t pid;

	leader_stop(&s->leader, false);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -1;
	pid = fork_child(r, job);
	if (pid < 0) {
		close_pair(fds);
		return -1;
	}
	if (!pid) {
		close(fds[0]);
		leader_main(job, r->opt, fds[1]);
	}
	close(fds[1]);
	leader_init(&s->leader, job, pid, fds[0]);
	return 0;
}

static int start_led(struct runner *r, struct slot *s, const struct job *job)
{
	if (!leader_leads(&s->leader, job) && start_leader(r, s, job))
		return -1;
	s->fd = leader_send(&s->leader, job);
	return s->fd < 0 ? -1 : 0;
}

/* A leader costs a process: it pays where it leads to more than one. */
static bool is_led(const struct runner *r, const struct job *job)
{
	const size_t at = (size_t)(job - r->jobs);

	return leader_suits(job) &&
	       ((at && r->jobs[at - 1].scn == job->scn) ||
		(at + 1 < r->njobs && r->jobs[at + 1].scn == job->scn));
}

static int start(struct runner *r, struct slot *s, struct job *job)
{
	s->led = is_led(r, job);
	if (s->led ? start_led(r, s, job) : start_own(r, s, job))
		return -1;
	s->job = job;
	s->len = 0;
	watch_begin(&s->watch, child_timeout_s(job, r->opt));
	r->busy++;
	return 0;
}

/* Before something is printed: the line that shows progress is in the way. */
static void hide_progress(const struct runner *r)
{
	if (r->opt->progress)
		r->opt->progress(NULL, r->opt->progress_arg);
}

static void show_progress(const struct runner *r)
{
	struct run_progress p = {
		.done = r->ended, .total = r->njobs, .failed = r->failed,
		.running = r->busy,
	};

	if (!r->opt->progress)
		return;
	for (uint32_t i = 0; i < r->nslots; i++)
		if (r->slots[i].job && (!p.oldest || r->slots[i].job < p.oldest))
			p.oldest = r->slots[i].job;
	r->opt->progress(&p, r->opt->progress_arg);
}

/* It has its verdict; those that are next in order are passed on. */
static void conclude(struct runner *r, struct job *job)
{
	r->finished[job - r->jobs] = true;
	r->ended++;
	r->failed += verdict_is_failure(job->verdict.status, r->opt->strict);
	if (r->reported < r->njobs && r->finished[r->reported])
		hide_progress(r);
	while (r->reported < r->njobs && r->finished[r->reported]) {
		if (r->done)
			r->done(&r->jobs[r->reported], r->arg);
		r->reported++;
	}
}

static void finish(struct runner *r, struct slot *s, int status)
{
	struct job *job;

	collect(s->job, s->bytes, s->len, status, s->watch.ended, r->opt);
	job = s->job;
	s->job = NULL;
	r->busy--;
	conclude(r, job);
}

/* Its records are complete, or nobody will read them. */
static void reap(struct runner *r, struct slot *s)
{
	int status = 0;

	while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
		;
	finish(r, s, status);
}

/* What the leader says, if it is there to be heard. */
static void hear(struct runner *r, struct slot *s)
{
	int status = 0;

	switch (leader_hear(&s->leader, &status)) {
	case LEADER_NOTHING:
		break;
	case LEADER_COPIED:
		hear(r, s);
		break;
	case LEADER_COPY_ENDED:
		finish(r, s, status);
		break;
	case LEADER_GONE:
		/* Then it was the run itself. */
		finish(r, s, leader_stop(&s->leader, false));
		break;
	}
}

/* The end of its records. */
static void end_of(struct runner *r, struct slot *s)
{
	close(s->fd);
	s->fd = -1;
	if (!s->led)
		reap(r, s);
}

/* Ends the job's process for the reason that is noted. */
static void end_by_force(struct runner *r, struct slot *s)
{
	if (s->fd >= 0)
		close(s->fd);
	if (s->led) {
		finish(r, s, leader_stop(&s->leader, true));
		return;
	}
	kill(s->pid, SIGKILL);
	reap(r, s);
}

static bool make_room(struct slot *s)
{
	size_t room = s->room ? 2 * s->room : 256 * 1024;
	unsigned char *bytes;

	if (s->room - s->len >= 65536)
		return true;
	bytes = realloc(s->bytes, room);
	if (!bytes)
		return false;
	s->bytes = bytes;
	s->room = room;
	return true;
}

static void drain(struct runner *r, struct slot *s)
{
	ssize_t n;

	if (!make_room(s)) {
		s->watch.ended = "no memory for what its process has to say";
		end_by_force(r, s);
		return;
	}
	n = read(s->fd, s->bytes + s->len, s->room - s->len);
	if (n > 0)
		s->len += (size_t)n;
	else if (n == 0 || errno != EINTR)
		end_of(r, s);
}

/*
 * A leader that has made no copy is the process of the job; of what it says, only that
 * can be in the way while records are still to come.
 */
static void watch(struct runner *r, struct slot *s)
{
	const double timeout_s = child_timeout_s(s->job, r->opt);
	pid_t pid = s->pid;
	int status;

	if (watch_now_s() < s->watch.deadline_s)
		return;
	if (s->led) {
		if (s->fd >= 0 && !s->leader.copy)
			leader_hear(&s->leader, &status);
		pid = s->fd >= 0 && s->leader.copy ? s->leader.copy : s->leader.pid;
	}
	watch_look(&s->watch, pid, timeout_s);
}

/* Without poll(), none of them can be heard. */
static void stop_all(struct runner *r, int error)
{
	char why[200];

	limit_text(error, why, sizeof(why));
	for (uint32_t i = 0; i < r->nslots; i++) {
		struct slot *s = &r->slots[i];

		if (!s->job)
			continue;
		s->watch.ended = verdict_printf(&s->job->verdict,
						"its process cannot be waited for: %s",
						why);
		end_by_force(r, s);
	}
}

static void poll_failed(struct runner *r, int error)
{
	if (error == EINTR)
		return;
	r->deaf_s += RETRY_US * 1e-6;
	usleep(RETRY_US);
	if (r->deaf_s < run_timeout_s(r->opt))
		return;
	stop_all(r, error);
	r->deaf_s = 0;
}

/* First its records, then how it ended. */
static int heard_at(const struct slot *s)
{
	if (!s->job)
		return -1;
	return s->fd >= 0 ? s->fd : s->leader.socket;
}

static void wait_for_some(struct runner *r)
{
	struct pollfd *fds = calloc(r->nslots, sizeof(*fds));

	if (!fds)
		abort();
	for (uint32_t i = 0; i < r->nslots; i++) {
		fds[i].fd = heard_at(&r->slots[i]);
		fds[i].events = POLLIN;
	}
	if (poll(fds, r->nslots, 500) < 0) {
		poll_failed(r, errno);
		free(fds);
		return;
	}
	r->deaf_s = 0;
	for (uint32_t i = 0; i < r->nslots; i++) {
		if (!r->slots[i].job)
			continue;
		if (!fds[i].revents)
			watch(r, &r->slots[i]);
		else if (r->slots[i].fd >= 0)
			drain(r, &r->slots[i]);
		else
			hear(r, &r->slots[i]);
	}
	free(fds);
}

/* Skips need no process. */
static bool settle(struct runner *r, struct job *job)
{
	if (r->begun == r->next) {
		verdict_init(&job->verdict);
		r->begun++;
	}
	if (!collect_skip(job))
		return false;
	conclude(r, job);
	return true;
}

/*
 * It cannot be started.  As long as others run, one of them may make room; else it
 * is waited for a while, except for descriptors: nobody but us has ours.  True: that was in vain, and the job has its verdict.
 */
static bool give_up(struct runner *r, struct job *job)
{
	char why[200];
	int error = errno;

	if (limit_is(error) && r->busy)
		return false;
	if (limit_is(error) && error != EMFILE && r->patience_s > 0) {
		r->patience_s -= RETRY_US * 1e-6;
		usleep(RETRY_US);
		return false;
	}
	limit_text(error, why, sizeof(why));
	collect(job, NULL, 0, 0,
		verdict_printf(&job->verdict, "its process cannot be started: %s", why),
		r->opt);
	conclude(r, job);
	return true;
}

static void fill_slots(struct runner *r)
{
	for (uint32_t i = 0; i < r->nslots; i++) {
		while (!r->slots[i].job && r->next < r->njobs) {
			struct job *job = &r->jobs[r->next];

			if (!settle(r, job)) {
				if (!start(r, &r->slots[i], job))
					r->patience_s = run_timeout_s(r->opt);
				else if (!give_up(r, job))
					return;
			}
			r->next++;
		}
	}
}

int runner_run(struct job *jobs, size_t n, const struct run_options *opt,
	       void (*done)(struct job *job, void *arg), void *arg)
{
	struct runner r = { .jobs = jobs, .njobs = n, .opt = opt,
			    .done = done, .arg = arg, .patience_s = run_timeout_s(opt) };
	int ret = 0;

	r.nslots = opt->jobs ? opt->jobs : 1;
	r.slots = calloc(r.nslots, sizeof(*r.slots));
	r.finished = calloc(n + 1, sizeof(*r.finished));
	if (!r.slots || !r.finished)
		ret = -1;
	while (!ret && (r.busy || r.next < n)) {
		fill_slots(&r);
		show_progress(&r);
		if (r.busy)
			wait_for_some(&r);
	}
	for (uint32_t i = 0; r.slots && i < r.nslots; i++) {
		if (r.slots[i].job)
			end_by_force(&r, &r.slots[i]);
		leader_stop(&r.slots[i].leader, false);
		free(r.slots[i].bytes);
	}
	hide_progress(&r);
	free(r.slots);
	free(r.finished);
	return ret;
}

void job_free(struct job *job)
{
	verdict_free(&job->verdict);
	free(job->raw);
	free(job->trace);
	job->raw = NULL;
	job->raw_len = 0;
	job->trace = NULL;
	job->trace_len = 0;
}

uint32_t runner_default_jobs(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (uint32_t)n;
}

struct kernel *run_kernel_load(const char *path, char **reason)
{
	return kernel_load(path, world_host(), reason);
}

void run_kernel_free(struct run_kernel *k)
{
	symbols_close(k->symbols);
	kernel_unload(k->kernel);
	k->symbols = NULL;
	k->kernel = NULL;
}
