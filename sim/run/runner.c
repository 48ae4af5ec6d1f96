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
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sim/base/limit.h"
#include "sim/facts/text.h"
#include "sim/run/collect.h"
#include "sim/run/own_stack.h"
#include "sim/replay/backing.h"
#include "sim/replay/crash.h"
#include "sim/run/runner.h"
#include "sim/replay/steps.h"
#include "sim/run/symbol.h"
#include "sim/replay/world_trace.h"

/*
 * The watchdog counts CPU time, so that a loaded machine hangs nobody.  A
 * child that uses none is asked where it is after this much real time.
 */
#define BLOCKED_FACTOR 20

#define RETRY_US 20000

#define MANY_FUNCTIONS 2048

struct slot {
	struct job *job;		/* NULL: free */
	pid_t pid;
	int fd;
	double deadline_s;
	uint32_t nudges;
	uint64_t cpu;			/* it had used, when it was looked at last */
	const char *ended;		/* why the runner ended it; NULL: it did not */
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

static double monotonic_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static double timeout_base(const struct run_options *opt)
{
	return opt->timeout_s > 0 ? opt->timeout_s : RUN_DEFAULT_TIMEOUT_S;
}

/*
 * Of CPU time a statement.  What looks at every pair of functions takes the square
 * of their number; up to some two thousand that is nothing.
 */
static double timeout_of(const struct job *job, const struct run_options *opt)
{
	const struct spec *s = job->scn->spec;
	double n = s->nfunctions;

	for (uint32_t i = 0; i < s->nfunctions; i++)
		if (s->functions[i].sriov.known == SPEC_PRESENT)
			n += s->functions[i].sriov.total_vfs;
	n = (double)(uint64_t)(n / MANY_FUNCTIONS);
	return timeout_base(opt) * (1 + n * n);
}

/* What the child does, on its own stack. */
static struct {
	const struct job *job;
	const struct run_options *opt;
	int fd;
} start_with;

static void child_main(void)
{
	const struct job *job = start_with.job;
	const struct run_options *opt = start_with.opt;
	static struct recorder rec;
	static struct world w;
	struct kernel *k = job->kernel->kernel;
	struct spec_error err;
	char text[24];
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (job->coverage) {
		snprintf(text, sizeof(text), "%u", job->coverage_strip);
		setenv("GCOV_PREFIX", job->coverage, 1);
		setenv("GCOV_PREFIX_STRIP", text, 1);
	}
	rec_init(&rec, start_with.fd);
	crash_arm(k, &rec, timeout_of(job, opt));
	if (job->entries)
		crash_entries(job->entries, job->entered);
	if (opt->exec && !backing_share())
		crash_error(&rec, "no file for the machine's DRAM: %s", strerror(errno));
	if (!world_init(&w, job->scn, k, &rec, opt->seed, &err)) {
		crash_error(&rec, "%s", *err.text ? err.text :
			    "the machine cannot be built");
	}
	w.count = job->chance.count;
	w.fail_at = job->chance.fail_at;
	w.boot_counts = job->chance.boot && w.count;
	w.order = job->chance.order;
	w.exec = opt->exec;
	w.exec_arg = opt->exec_arg;
	if (opt->in_flight)
		world_fly(&w);
	if (!job->body) {
		if (!opt->no_trace)
			world_trace_start(&w, opt->want_trace);
		steps_run(&w, opt->want_functions);
		world_free(&w);
		crash_done(&rec);
	}
	ret = world_boot(&w);
	if (ret) {
		crash_error(&rec, "the kernel did not boot: it gave %s",
			    errno_text(ret, text, sizeof(text)));
	}
	rec_begin(&rec, REC_STEP);
	rec_u64(&rec, (uint64_t)CHECK_QUERY);
	rec_end(&rec);
	job->body(&w, job->arg);
	world_free(&w);
	crash_done(&rec);
}

static _Noreturn void child(const struct job *job,
			    const struct run_options *opt, int fd)
{
	static struct recorder rec;
	char why[200];

	start_with.job = job;
	start_with.opt = opt;
	start_with.fd = fd;
	own_stack_run(child_main);
	rec_init(&rec, fd);
	crash_error(&rec, "no memory for a stack: %s",
		    limit_text(errno, why, sizeof(why)));
}

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

static int start(struct runner *r, struct slot *s, struct job *job)
{
	int fds[2], error;

	if (make_pipe(fds))
		return -1;
	if (scenario_in_children(job->scn, true)) {
		error = errno;
		s->pid = -1;
	} else {
		s->pid = fork();
		error = errno;
	}
	/* If it stays so, children are only slower to start. */
	if (s->pid)
		(void)scenario_in_children(job->scn, false);
	if (s->pid < 0) {
		close(fds[0]);
		close(fds[1]);
		errno = error;
		return -1;
	}
	if (!s->pid) {
		for (uint32_t i = 0; i < r->nslots; i++)
			if (r->slots[i].job)
				close(r->slots[i].fd);
		close(fds[0]);
		child(job, r->opt, fds[1]);
	}
	close(fds[1]);
	s->fd = fds[0];
	s->job = job;
	s->len = 0;
	s->nudges = 0;
	s->cpu = 0;
	s->ended = NULL;
	s->deadline_s = monotonic_s() + BLOCKED_FACTOR * timeout_of(job, r->opt);
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

static void finish(struct runner *r, struct slot *s)
{
	struct job *job;
	int status = 0;

	close(s->fd);
	while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
		;
	collect(s->job, s->bytes, s->len, status, s->ended, r->opt);
	job = s->job;
	s->job = NULL;
	r->busy--;
	conclude(r, job);
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
		s->ended = "no memory for what its process has to say";
		kill(s->pid, SIGKILL);
		finish(r, s);
		return;
	}
	n = read(s->fd, s->bytes + s->len, s->room - s->len);
	if (n > 0)
		s->len += (size_t)n;
	else if (n == 0 || errno != EINTR)
		finish(r, s);
}

/* Its state as proc(5) has it, and its CPU time in clock ticks; 0: it cannot be seen. */
static char look_at(pid_t pid, uint64_t *cpu)
{
	unsigned long long user = 0, system = 0;
	char path[64], line[1024], state = 0, *after;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	after = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	fclose(f);
	if (!after || sscanf(after, ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
			     &state, &user, &system) != 3)
		return 0;
	*cpu = user + system;
	return state;
}

/*
 * First ask it where it is; if it cannot even say that, end it.  One that waits for
 * a CPU, or had some, is slow and no more: its CPU time has a limit of its own.
 */
static void nudge(struct runner *r, struct slot *s, double now)
{
	uint64_t cpu = s->cpu;
	char state;

	if (now < s->deadline_s)
		return;
	state = look_at(s->pid, &cpu);
	if (state == 'T' || state == 't') {
		s->ended = "its process was stopped (by SIGSTOP, or a debugger) and stayed so";
		kill(s->pid, SIGKILL);
	} else if (!s->nudges && (state == 'R' || cpu != s->cpu)) {
		s->cpu = cpu;
		s->deadline_s = now + BLOCKED_FACTOR * timeout_of(s->job, r->opt);
		return;
	} else if (!s->nudges++) {
		kill(s->pid, SIGPROF);
	} else {
		s->ended = "its process used no CPU time and did not answer";
		kill(s->pid, SIGKILL);
	}
	s->deadline_s = now + 2;
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
		s->ended = verdict_printf(&s->job->verdict,
					  "its process cannot be waited for: %s",
					  why);
		kill(s->pid, SIGKILL);
		finish(r, s);
	}
}

static void poll_failed(struct runner *r, int error)
{
	if (error == EINTR)
		return;
	r->deaf_s += RETRY_US * 1e-6;
	usleep(RETRY_US);
	if (r->deaf_s < timeout_base(r->opt))
		return;
	stop_all(r, error);
	r->deaf_s = 0;
}

static void wait_for_some(struct runner *r)
{
	struct pollfd *fds = calloc(r->nslots, sizeof(*fds));
	double now;

	if (!fds)
		abort();
	for (uint32_t i = 0; i < r->nslots; i++) {
		fds[i].fd = r->slots[i].job ? r->slots[i].fd : -1;
		fds[i].events = POLLIN;
	}
	if (poll(fds, r->nslots, 500) < 0) {
		poll_failed(r, errno);
		free(fds);
		return;
	}
	r->deaf_s = 0;
	now = monotonic_s();
	for (uint32_t i = 0; i < r->nslots; i++) {
		if (!r->slots[i].job)
			continue;
		if (fds[i].revents)
			drain(r, &r->slots[i]);
		else
			nudge(r, &r->slots[i], now);
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
					r->patience_s = timeout_base(r->opt);
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
			    .done = done, .arg = arg, .patience_s = timeout_base(opt) };
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
		if (r.slots[i].job) {
			kill(r.slots[i].pid, SIGKILL);
			finish(&r, &r.slots[i]);
		}
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
