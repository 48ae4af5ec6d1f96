// SPDX-License-Identifier: GPL-2.0-only
/*
 * server.c - the process that booted a machine, and its copies.
 *
 * It must not know what records say, nor what a program is good for.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/limit.h"
#include "sim/replay/crash.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/steps.h"
#include "sim/run/own_stack.h"
#include "sim/run/server.h"

/* What parent, server and program share. */
struct shared {
	struct cover cover;
	struct chance chance;
	bool values;
	size_t len;
	char text[SERVER_MAX_PROGRAM];
};

struct server {
	struct run_kernel *kernel;
	const struct scenario *machine;
	const struct run_options *opt;
	struct shared *shared;
	pid_t pid;
	int ask, answer;		/* the parent's ends of two pipes */
	int records;			/* a file in memory, which all three write or read */
	unsigned char *bytes;		/* boot_len of the boot, then the last answer's */
	size_t boot_len, len, room;
	bool booted;
};

/* The server's own side. */
static struct {
	struct server *s;
	struct recorder rec;
	struct world world;
	int asked, answers;
} my;

static double timeout(const struct server *s)
{
	return s->opt->timeout_s > 0 ? s->opt->timeout_s : RUN_DEFAULT_TIMEOUT_S;
}

/* The program's process: what is booted is its own copy. */
static _Noreturn void program(void)
{
	struct server *s = my.s;
	struct shared *sh = s->shared;
	struct world *w = &my.world;
	struct scenario *scn;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	crash_arm(s->kernel->kernel, &my.rec, timeout(s));
	scn = scenario_parse("program", sh->text, sh->len, stderr);
	/* The fabric points into the spec that it was built from. */
	if (scn)
		scn->spec = s->machine->spec;
	if (!scn || !world_take(w, scn))
		crash_error(&my.rec, "the program does not parse, or has no memory");
	w->count = sh->chance.count;
	w->fail_at = sh->chance.fail_at;
	w->order = sh->chance.order;
	cover_to(&sh->cover, s->kernel->kernel->base, sh->values);
	steps_after_boot(w, false);
	cover_to(NULL, 0, false);
	crash_done(&my.rec);
}

static void answer(int status)
{
	while (write(my.answers, &status, sizeof(status)) < 0 && errno == EINTR)
		;
}

static void serve(void)
{
	char byte;

	for (;;) {
		ssize_t n = read(my.asked, &byte, 1);
		int status = 0;
		pid_t pid;

		if (n < 0 && errno == EINTR)
			continue;
		if (n != 1)
			_exit(0);
		crash_alive();
		if (ftruncate(my.s->records, 0) ||
		    lseek(my.s->records, 0, SEEK_SET) < 0)
			_exit(CRASH_EXIT_STATUS);
		pid = fork();
		if (!pid)
			program();
		if (pid < 0)
			_exit(CRASH_EXIT_STATUS);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		answer(status);
	}
}

static void server_main(void)
{
	struct server *s = my.s;
	struct kernel *k = s->kernel->kernel;
	struct spec_error err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Copying a large page costs more than all that a program does. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	rec_init(&my.rec, s->records);
	crash_arm(k, &my.rec, timeout(s));
	if (!world_init(&my.world, s->machine, k, &my.rec, s->opt->seed, &err))
		crash_error(&my.rec, "%s", *err.text ? err.text :
			    "the machine cannot be built");
	my.world.mute = true;
	cover_to(&s->shared->cover, k->base, false);
	if (!steps_boot(&my.world))
		crash_done(&my.rec);
	cover_to(NULL, 0, false);
	kfunc_record_all(&my.world);
	rec_flush(&my.rec);
	answer(0);
	serve();
}

static bool make_pipes(struct server *s, int theirs[2])
{
	int ask[2], answers[2];

	if (pipe2(ask, O_CLOEXEC))
		return false;
	if (pipe2(answers, O_CLOEXEC)) {
		close(ask[0]);
		close(ask[1]);
		return false;
	}
	s->ask = ask[1];
	s->answer = answers[0];
	theirs[0] = ask[0];
	theirs[1] = answers[1];
	return true;
}

static bool start(struct server *s)
{
	int theirs[2];

	if (!make_pipes(s, theirs))
		return false;
	if (!scenario_in_children(s->machine, true))
		s->pid = fork();
	if (s->pid) {
		(void)scenario_in_children(s->machine, false);
		close(theirs[0]);
		close(theirs[1]);
		return s->pid > 0;
	}
	close(s->ask);
	close(s->answer);
	my.s = s;
	my.asked = theirs[0];
	my.answers = theirs[1];
	own_stack_run(server_main);
	_exit(CRASH_EXIT_STATUS);
}

struct server *server_start(struct run_kernel *k, const struct scenario *machine,
			    const struct run_options *opt)
{
	struct server *s = calloc(1, sizeof(*s));
	int error;

	if (!s)
		return NULL;
	s->kernel = k;
	s->machine = machine;
	s->opt = opt;
	s->pid = -1;
	s->ask = s->answer = -1;
	s->records = memfd_create("hairpin-records", MFD_CLOEXEC);
	s->shared = mmap(NULL, sizeof(*s->shared), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->shared != MAP_FAILED && s->records >= 0 && start(s))
		return s;
	error = errno;
	server_stop(s);
	errno = error;
	return NULL;
}

/* A server that has ended meanwhile is no reason to end, too (SIGPIPE). */
static bool ask(struct server *s)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	ssize_t n;

	sigaction(SIGPIPE, &ignore, &before);
	do
		n = write(s->ask, "", 1);
	while (n < 0 && errno == EINTR);
	sigaction(SIGPIPE, &before, NULL);
	return n == 1;
}

bool server_run(struct server *s, const char *text, size_t len,
		const struct chance *chance, bool values)
{
	if (len > SERVER_MAX_PROGRAM)
		return false;
	cover_clear(&s->shared->cover);
	memcpy(s->shared->text, text, len);
	s->shared->len = len;
	s->shared->chance = *chance;
	s->shared->values = values;
	return ask(s);
}

int server_fd(const struct server *s)
{
	return s->answer;
}

/* Appends what is in the file to what is kept; -1 without memory. */
static int take_records(struct server *s)
{
	struct stat st;
	unsigned char *bytes;
	size_t most;

	if (fstat(s->records, &st))
		return -1;
	most = s->boot_len + (size_t)st.st_size;
	if (most > s->room) {
		bytes = realloc(s->bytes, 2 * most);
		if (!bytes)
			return -1;
		s->bytes = bytes;
		s->room = 2 * most;
	}
	s->len = s->boot_len;
	while (s->len < most) {
		ssize_t n = pread(s->records, s->bytes + s->len, most - s->len,
				  (off_t)(s->len - s->boot_len));

		if (n <= 0)
			return -1;
		s->len += (size_t)n;
	}
	if (!s->booted)
		s->boot_len = s->len;
	s->booted = true;
	return 0;
}

bool server_answer(struct server *s, int *status)
{
	ssize_t n;

	do {
		n = read(s->answer, status, sizeof(*status));
	} while (n < 0 && errno == EINTR);
	if (n == sizeof(*status))
		return true;
	/* It has ended, or cannot be heard any more: then it does not end by itself. */
	if (n)
		kill(s->pid, SIGKILL);
	while (waitpid(s->pid, status, 0) < 0 && errno == EINTR)
		;
	s->pid = -1;
	return false;
}

const unsigned char *server_records(struct server *s, size_t *len)
{
	*len = 0;
	if (take_records(s))
		return NULL;
	*len = s->len;
	return s->bytes;
}

struct cover *server_cover(struct server *s)
{
	return &s->shared->cover;
}

void server_stop(struct server *s)
{
	if (!s)
		return;
	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (s->ask >= 0)
		close(s->ask);
	if (s->answer >= 0)
		close(s->answer);
	if (s->records >= 0)
		close(s->records);
	if (s->shared && s->shared != MAP_FAILED)
		munmap(s->shared, sizeof(*s->shared));
	free(s->bytes);
	free(s);
}
