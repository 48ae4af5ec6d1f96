// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_watch.c - hairpin run --watch TREE: again after each edit, until a signal ends it.
 *
 * A round is a process of its own, this program with the same options: all
 * scenarios after an edit of the tree that changes the instance, otherwise the
 * scenarios that were edited.  It must not know how scenarios are run.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/cmd/run.h"
#include "tools/common/edits.h"
#include "tools/common/exit.h"
#include "tools/common/kernel_find.h"

/* An editor, or git, writes more than one file. */
#define QUIET_NS 150000000l

/* Exit status of a round that found the instance as it was. */
#define SAME_AS_BEFORE 100

static volatile sig_atomic_t stopped;

struct watch {
	struct run *run;
	char **options;			/* of each round, with room for the operands */
	size_t noptions;
	char **operands;
	size_t noperands;

	struct edits *tree, *scenarios;
	bool all;			/* the next round takes all scenarios */
	char **edited;			/* or these */
	size_t nedited, nchanges;
	char *first;			/* what was edited first, for the message */

	pid_t round;			/* 0: none */
	int report;			/* it writes there which instance it runs */
	char object[65];		/* that of the last one, or "" */
	int status;			/* of the last whole round */
	sigset_t before;		/* signals that are blocked in a round */
};

static void on_signal(int signal)
{
	if (signal != SIGCHLD)
		stopped = 1;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };

static void handle_signals(void (*handler)(int signal))
{
	struct sigaction sa = { .sa_handler = handler };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &sa, NULL);
}

/* They arrive while the loop waits, and at no other time. */
static void catch_signals(struct watch *w)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&set, signals[i]);
	handle_signals(on_signal);
	sigprocmask(SIG_BLOCK, &set, &w->before);
}

static bool is_scenario(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && !strcmp(name + n - 3, ".hp");
}

static bool failed(const char *path)
{
	fprintf(stderr, "hairpin run: --watch: %s: %s\n", path, edits_why(errno));
	return false;
}

static bool add_all(struct watch *w)
{
	const char *tree = w->run->watch;

	w->tree = edits_open();
	w->scenarios = edits_open();
	if (!w->tree || !w->scenarios || !edits_add_tree(w->tree, tree, NULL))
		return failed(tree);
	for (size_t i = 0; i < w->noperands; i++) {
		const char *path = w->operands[i];
		struct stat st;
		bool ok = !stat(path, &st) &&
			  (S_ISDIR(st.st_mode) ?
			   edits_add_tree(w->scenarios, path, is_scenario) :
			   edits_add_file(w->scenarios, path));

		if (!ok)
			return failed(path);
	}
	return true;
}

static void note(struct watch *w, const char *path)
{
	w->nchanges++;
	if (!w->first)
		w->first = strdup(path ? path : w->run->watch);
}

static void tree_changed(const char *path, void *arg)
{
	struct watch *w = arg;

	note(w, path);
	w->all = true;
}

static void scenario_changed(const char *path, void *arg)
{
	struct watch *w = arg;

	if (!path) {
		note(w, path);
		w->all = true;
		return;
	}
	for (size_t i = 0; i < w->nedited; i++)
		if (!strcmp(w->edited[i], path))
			return;
	note(w, path);
	w->edited = reallocarray(w->edited, w->nedited + 1, sizeof(*w->edited));
	if (!w->edited)
		abort();
	w->edited[w->nedited++] = strdup(path);
}

static void forget(struct watch *w)
{
	for (size_t i = 0; i < w->nedited; i++)
		free(w->edited[i]);
	free(w->first);
	w->first = NULL;
	w->nedited = w->nchanges = 0;
	w->all = false;
}

/* Those that are left are run again; a file that was removed is none. */
static void drop_removed(struct watch *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->nedited; i++) {
		if (access(w->edited[i], F_OK))
			free(w->edited[i]);
		else
			w->edited[n++] = w->edited[i];
	}
	w->nedited = n;
}

/* Returns true if the tree's instance is another than in the last round. */
static bool brought_up_to_date(struct watch *w, int report)
{
	struct kernel_info info;
	int status;
	char *so = kernel_find(w->run->watch, w->run->variant, stderr, &status);

	if (!so) {
		w->run->kernels.unbuilt = w->run->watch;
		if (status == HP_EXIT_NO_BUILD)
			run_files_unbuilt(w->run);
		_exit(status);
	}
	if (!kernel_info(so, &info) || !info.object[0])
		return true;
	if (!strcmp(info.object, w->object))
		return false;
	return write(report, info.object, strlen(info.object)) > 0;
}

static _Noreturn void be_round(struct watch *w, int report)
{
	size_t n = w->all ? w->noperands : w->nedited;
	char **argv = calloc(w->noptions + n + 1, sizeof(*argv));

	if (!argv)
		abort();
	handle_signals(SIG_DFL);
	sigprocmask(SIG_SETMASK, &w->before, NULL);
	if (w->all && !brought_up_to_date(w, report))
		_exit(SAME_AS_BEFORE);
	memcpy(argv, w->options, w->noptions * sizeof(*argv));
	memcpy(argv + w->noptions, w->all ? w->operands : w->edited,
	       n * sizeof(*argv));
	execv("/proc/self/exe", argv);
	fprintf(stderr, "hairpin run: --watch: %s\n", strerror(errno));
	_exit(HP_EXIT_TOOL);
}

static void say_why(const struct watch *w)
{
	if (!w->first)
		return;
	fprintf(stderr, "hairpin run: %s changed", w->first);
	if (w->nchanges > 1)
		fprintf(stderr, ", and %zu more", w->nchanges - 1);
	fputc('\n', stderr);
}

static void start(struct watch *w)
{
	int fds[2];

	say_why(w);
	if (!w->all)
		drop_removed(w);
	if ((w->all || w->nedited) && !pipe2(fds, O_CLOEXEC)) {
		fflush(NULL);
		w->round = fork();
		if (!w->round)
			be_round(w, fds[1]);
		close(fds[1]);
		w->report = fds[0];
		if (w->round < 0) {
			fprintf(stderr, "hairpin run: --watch: %s\n", strerror(errno));
			close(fds[0]);
			w->round = 0;
		}
	}
	forget(w);
}

static void waits(void)
{
	fputs("hairpin run: waiting for edits\n", stderr);
}

/* Looks whether the round is over. */
static void reap(struct watch *w)
{
	char object[sizeof(w->object)];
	ssize_t n;
	int status;

	if (!w->round || waitpid(w->round, &status, WNOHANG) <= 0)
		return;
	w->round = 0;
	n = read(w->report, object, sizeof(object) - 1);
	close(w->report);
	if (n > 0) {
		memcpy(w->object, object, (size_t)n);
		w->object[n] = '\0';
	}
	if (WIFSIGNALED(status)) {
		fprintf(stderr, "hairpin run: --watch: ended by %s\n",
			strsignal(WTERMSIG(status)));
		/* Nobody reads the results any more. */
		stopped = stopped || WTERMSIG(status) == SIGPIPE;
	} else if (WEXITSTATUS(status) == SAME_AS_BEFORE) {
		fputs("hairpin run: the kernel instance is the same as before\n", stderr);
	} else {
		w->status = WEXITSTATUS(status);
	}
	waits();
}

static void loop(struct watch *w)
{
	const struct timespec quiet = { .tv_nsec = QUIET_NS };
	struct pollfd fds[] = {
		{ .fd = edits_fd(w->tree), .events = POLLIN },
		{ .fd = edits_fd(w->scenarios), .events = POLLIN },
	};

	while (!stopped) {
		bool due = !w->round && (w->all || w->nedited);
		int n = ppoll(fds, 2, due ? &quiet : NULL, &w->before);

		edits_read(w->tree, tree_changed, w);
		edits_read(w->scenarios, scenario_changed, w);
		if (!n && due) {
			start(w);
			if (!w->round)
				waits();
		}
		reap(w);
	}
}

static void end_round(struct watch *w)
{
	if (!w->round)
		return;
	kill(w->round, SIGTERM);
	while (waitpid(w->round, NULL, 0) < 0 && errno == EINTR)
		;
	close(w->report);
}

static bool is_one_of(char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (words[i] == word)
			return true;
	return false;
}

/* @words as they were given, without --watch and operands, and with -k TREE. */
static void make_options(struct watch *w, char **words, int n)
{
	const struct arg_list *kernels = &w->run->kernel_names;
	const char *tree = w->run->watch;
	bool named = false;

	w->options = calloc((size_t)n + 6, sizeof(*w->options));
	if (!w->options)
		abort();
	w->options[w->noptions++] = strdup("hairpin");
	for (int i = 0; i < n; i++) {
		if (i + 1 < n && words[i + 1] == tree)
			i++;
		else if (words[i] + strlen("--watch=") != tree &&
			 strcmp(words[i], "--") &&
			 !is_one_of(w->operands, w->noperands, words[i]))
			w->options[w->noptions++] = strdup(words[i]);
	}
	for (uint32_t i = 0; i < kernels->n; i++)
		named = named || !strcmp(kernels->items[i], tree);
	if (!named) {
		w->options[w->noptions++] = strdup("-k");
		w->options[w->noptions++] = strdup(tree);
	}
	w->options[w->noptions++] = strdup("--");
}

static bool has_pci(const char *tree)
{
	char *path;
	bool has;

	if (asprintf(&path, "%s/drivers/pci", tree) < 0)
		abort();
	has = !access(path, F_OK);
	free(path);
	return has;
}

static bool can_be_watched(const struct watch *w)
{
	struct stat st;

	for (size_t i = 0; i < w->noperands; i++) {
		if (strcmp(w->operands[i], "-"))
			continue;
		fputs("hairpin run: --watch: standard input cannot be read again; name files\n",
		      stderr);
		return false;
	}
	if (w->run->bisect) {
		fputs("hairpin run: --watch: goes on after each edit; --bisect wants one verdict\n",
		      stderr);
		return false;
	}
	if (stat(w->run->watch, &st) || !S_ISDIR(st.st_mode)) {
		fprintf(stderr, "hairpin run: --watch %s: the folder of a kernel tree is needed\n",
			w->run->watch);
		return false;
	}
	if (!has_pci(w->run->watch)) {
		fprintf(stderr, "hairpin run: --watch %s: not the top of a kernel tree: it has no drivers/pci\n",
			w->run->watch);
		return false;
	}
	return true;
}

int run_watch(struct run *run, char **words, int nwords, char **operands, size_t n)
{
	struct watch w = { .run = run, .operands = operands, .noperands = n,
			   .all = true, .status = HP_EXIT_SKIP };

	if (!can_be_watched(&w))
		return HP_EXIT_USAGE;
	make_options(&w, words, nwords);
	if (add_all(&w)) {
		catch_signals(&w);
		start(&w);
		loop(&w);
		end_round(&w);
	} else {
		w.status = HP_EXIT_TOOL;
	}
	forget(&w);
	free(w.edited);
	for (size_t i = 0; i < w.noptions; i++)
		free(w.options[i]);
	free(w.options);
	edits_close(w.tree);
	edits_close(w.scenarios);
	return w.status;
}
