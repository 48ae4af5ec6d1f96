// SPDX-License-Identifier: GPL-2.0-only
/*
 * runner.c - processes and pipes: one child a scenario, several at once.
 *
 * It must not know what records say (collect.c does), nor how verdicts are
 * printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "sim/run/collect.h"
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

#define STACK_BYTES (8ul << 20)
#define GUARD_BYTES 65536ul

/* Present where AddressSanitizer is, in this program or preloaded. */
void __sanitizer_start_switch_fiber(void **fake, const void *bottom,
				    size_t size) __attribute__((weak));
void __sanitizer_finish_switch_fiber(void *fake, const void **bottom,
				     size_t *size) __attribute__((weak));

struct slot {
	struct job *job;		/* NULL: free */
	pid_t pid;
	int fd;
	double deadline_s;
	uint32_t nudges;
	unsigned char *bytes;
	size_t len, room;
};

struct runner {
	struct job *jobs;
	size_t njobs, next, reported;
	bool *finished;
	const struct run_options *opt;
	struct slot *slots;
	uint32_t nslots, busy;
	void (*done)(struct job *job, void *arg);
	void *arg;
};

static double monotonic_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static double timeout_of(const struct run_options *opt)
{
	return opt->timeout_s > 0 ? opt->timeout_s : RUN_DEFAULT_TIMEOUT_S;
}

static void record_error(struct recorder *rec, const char *text)
{
	rec_begin(rec, REC_ERROR);
	rec_str(rec, text);
	rec_end(rec);
}

/* What the child does, on its own stack. */
static struct {
	const struct job *job;
	const struct run_options *opt;
	int fd;
	char *stack;
} start_with;

static void child_main(void)
{
	const struct job *job = start_with.job;
	const struct run_options *opt = start_with.opt;
	static struct recorder rec;
	static struct world w;
	struct kernel *k = job->kernel->kernel;
	struct spec_error err;
	int ret;

	if (__sanitizer_finish_switch_fiber)
		__sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rec_init(&rec, start_with.fd);
	crash_arm(k, &rec, timeout_of(opt));
	if (!world_init(&w, job->scn, k, &rec, opt->seed, &err)) {
		record_error(&rec, *err.text ? err.text :
					       "the machine cannot be built");
		crash_exit(&rec);
	}
	w.count = job->chance.count;
	w.fail_at = job->chance.fail_at;
	w.random_schedule = job->chance.random;
	w.schedule = job->chance.seed;
	if (!job->body) {
		world_trace_start(&w, opt->want_trace);
		steps_run(&w, opt->want_functions);
		world_free(&w);
		crash_done(&rec);
	}
	ret = world_boot(&w);
	if (ret) {
		record_error(&rec, "the kernel did not boot");
		crash_exit(&rec);
	}
	rec_begin(&rec, REC_STEP);
	rec_u64(&rec, (uint64_t)CHECK_QUERY);
	rec_end(&rec);
	job->body(&w, job->arg);
	world_free(&w);
	crash_done(&rec);
}

/*
 * The stack that a process begins with holds its environment and starts
 * anywhere; recursion without end is to run out of one at the same place always.
 */
static _Noreturn void child(const struct job *job,
			    const struct run_options *opt, int fd)
{
	ucontext_t own;

	start_with.job = job;
	start_with.opt = opt;
	start_with.fd = fd;
	start_with.stack = mmap(NULL, STACK_BYTES + GUARD_BYTES,
				PROT_READ | PROT_WRITE, MAP_PRIVATE |
				MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (start_with.stack == MAP_FAILED || getcontext(&own) ||
	    mprotect(start_with.stack, GUARD_BYTES, PROT_NONE))
		_exit(CRASH_EXIT_STATUS);
	own.uc_stack.ss_sp = start_with.stack + GUARD_BYTES;
	own.uc_stack.ss_size = STACK_BYTES;
	own.uc_link = NULL;
	makecontext(&own, child_main, 0);
	if (__sanitizer_start_switch_fiber)
		__sanitizer_start_switch_fiber(NULL, own.uc_stack.ss_sp,
					       STACK_BYTES);
	setcontext(&own);
	_exit(CRASH_EXIT_STATUS);
}

static int start(struct runner *r, struct slot *s, struct job *job)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	s->pid = fork();
	if (s->pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return -1;
	}
	if (!s->pid) {
		close(fds[0]);
		child(job, r->opt, fds[1]);
	}
	close(fds[1]);
	s->fd = fds[0];
	s->job = job;
	s->len = 0;
	s->nudges = 0;
	s->deadline_s = monotonic_s() + BLOCKED_FACTOR * timeout_of(r->opt);
	r->busy++;
	return 0;
}

static void report_finished(struct runner *r)
{
	while (r->reported < r->njobs && r->finished[r->reported]) {
		if (r->done)
			r->done(&r->jobs[r->reported], r->arg);
		r->reported++;
	}
}

static void finish(struct runner *r, struct slot *s)
{
	int status = 0;

	close(s->fd);
	while (waitpid(s->pid, &status, 0) < 0 && errno == EINTR)
		;
	collect(s->job, s->bytes, s->len, status, r->opt);
	r->finished[s->job - r->jobs] = true;
	s->job = NULL;
	r->busy--;
	report_finished(r);
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

/* First ask it where it is; if it cannot even say that, end it. */
static void nudge(struct slot *s, double now)
{
	if (now < s->deadline_s)
		return;
	kill(s->pid, s->nudges++ ? SIGKILL : SIGPROF);
	s->deadline_s = now + 2;
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
	poll(fds, r->nslots, 500);
	now = monotonic_s();
	for (uint32_t i = 0; i < r->nslots; i++) {
		if (!r->slots[i].job)
			continue;
		if (fds[i].revents)
			drain(r, &r->slots[i]);
		else
			nudge(&r->slots[i], now);
	}
	free(fds);
}

/* Skips need no process. */
static bool settle(struct runner *r, struct job *job)
{
	verdict_init(&job->verdict);
	if (!collect_skip(job))
		return false;
	r->finished[job - r->jobs] = true;
	report_finished(r);
	return true;
}

static int fill_slots(struct runner *r)
{
	for (uint32_t i = 0; i < r->nslots; i++) {
		while (!r->slots[i].job && r->next < r->njobs) {
			struct job *job = &r->jobs[r->next];

			if (!settle(r, job) && start(r, &r->slots[i], job))
				return -1;
			r->next++;
		}
	}
	return 0;
}

int runner_run(struct job *jobs, size_t n, const struct run_options *opt,
	       void (*done)(struct job *job, void *arg), void *arg)
{
	struct runner r = { .jobs = jobs, .njobs = n, .opt = opt,
			    .done = done, .arg = arg };
	int ret = 0;

	r.nslots = opt->jobs ? opt->jobs : 1;
	r.slots = calloc(r.nslots, sizeof(*r.slots));
	r.finished = calloc(n + 1, sizeof(*r.finished));
	if (!r.slots || !r.finished)
		ret = -1;
	while (!ret && (r.busy || r.next < n)) {
		ret = fill_slots(&r);
		if (!ret && r.busy)
			wait_for_some(&r);
	}
	for (uint32_t i = 0; r.slots && i < r.nslots; i++) {
		if (r.slots[i].job) {
			kill(r.slots[i].pid, SIGKILL);
			finish(&r, &r.slots[i]);
		}
		free(r.slots[i].bytes);
	}
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
