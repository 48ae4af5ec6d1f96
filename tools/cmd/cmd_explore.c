// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_explore.c - hairpin explore: programs that nobody wrote, and what they find.
 */
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/facts/plural.h"
#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/common/input.h"
#include "tools/common/installed.h"
#include "tools/common/kernels.h"
#include "tools/common/output.h"
#include "tools/common/terminal.h"
#include "tools/explore/explore.h"
#include "tools/explore/toward.h"

struct exploring {
	struct arg_list kernel_names;
	const char *variant, *corpus, *out, *known_path, *from, *where;
	struct toward *toward;
	bool no_guidance, no_schedules, no_failures;
	struct finding_known known;
	struct kernels kernels;
	struct explore x;
	struct progress_line line;
	uint64_t unwritten;
};

static volatile bool stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = true;
}

static int parse(struct exploring *e, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		KERNEL_ARGS(&e->kernel_names, &e->variant),
		{ "seconds", 0, ARG_SECONDS, &e->x.seconds, "S",
		  "how long (default 60, where --programs is not given)" },
		{ "programs", 0, ARG_U64, &e->x.programs, "N", "how many" },
		{ "jobs", 'j', ARG_COUNT, &e->x.jobs, "N",
		  "programs at once (default: as many as CPUs)" },
		{ "seed", 0, ARG_U64, &e->x.seed, "N",
		  "seed of all that is drawn; with one job the same run again (default 1)" },
		{ "corpus", 0, ARG_STRING, &e->corpus, "DIR",
		  "begin with its *.hp, too, and keep there what reaches new code" },
		{ "from", 0, ARG_STRING, &e->from, "FILE",
		  "begin with this scenario alone" },
		{ "toward", 0, ARG_STRING, &e->where, "FILE",
		  "prefer what comes near it: FILE, FILE:LINE or FILE:FIRST-LAST of the kernel's source" },
		{ "known", 0, ARG_STRING, &e->known_path, "FILE",
		  "findings that do not count: lines LAW FUNCTION TEXT" },
		{ "out", 0, ARG_STRING, &e->out, "DIR",
		  "where a file for each finding goes (default: here)" },
		{ "timeout", 0, ARG_SECONDS, &e->x.opt.timeout_s, "S",
		  "CPU seconds after which a statement hangs (default 2)" },
		{ "no-guidance", 0, ARG_FLAG, &e->no_guidance, NULL,
		  "keep nothing that reaches new code" },
		{ "no-schedules", 0, ARG_FLAG, &e->no_schedules, NULL,
		  "the order of tasks is never random" },
		{ "no-failures", 0, ARG_FLAG, &e->no_failures, NULL,
		  "nothing is refused, except where a scenario says so" },
		{ 0 },
	};
	const struct args args = {
		.command = "explore",
		.operands = "[FILE|DIR...]",
		.summary = "Make programs, run them, let the laws judge, and shrink what breaks one.",
		.notes = "Seeds are the scenarios named, or the shipped ones.  The kernel should be of\n"
			 "the variant trace, the default: what it runs guides what is tried next.\n"
			 "Exit status: 0 nothing was found, 1 something was, 2 usage or malformed file,\n"
			 "3 the tool failed.\n",
		.table = table,
		.min = 0,
		.max = SIZE_MAX,
	};

	return args_parse(&args, argc, argv, n);
}

static int wrong(const char *what, const char *why)
{
	fprintf(stderr, "hairpin explore: %s: %s\n", what, why);
	return HP_EXIT_USAGE;
}

static bool seed_file(const char *path, void *arg)
{
	struct exploring *e = arg;
	struct scenario *scn = scenario_load(path, stderr);
	size_t len;
	bool ok = false;
	char *text;

	if (!scn)
		return false;
	text = scenario_read(path, &len, stderr);
	if (text) {
		explore_seed(&e->x, scn, text, len);
		ok = true;
	}
	scenario_free(scn);
	free(text);
	return ok;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Makes @path a folder if it is none.  False: errno says why not. */
static bool make_folder(const char *path)
{
	if (is_folder(path) || !mkdir(path, 0777))
		return true;
	if (errno == EEXIST)
		errno = ENOTDIR;
	return false;
}

static bool has_scenario(const char *folder)
{
	glob_t g;
	char *pattern;
	bool any;

	if (asprintf(&pattern, "%s/*.hp", folder) < 0)
		abort();
	any = !glob(pattern, 0, NULL, &g);
	globfree(&g);
	free(pattern);
	return any;
}

/* A corpus folder that is new has no scenario yet. */
static int read_seeds(struct exploring *e, char **operands, size_t n)
{
	char *shipped = installed_file("scenarios");
	const char *from[2] = { e->from, shipped };
	size_t bad = 0;

	if (e->from)
		bad = inputs_each((char **)&from[0], 1, seed_file, e);
	else if (n)
		bad = inputs_each(operands, n, seed_file, e);
	else
		bad = inputs_each((char **)&from[1], 1, seed_file, e);
	free(shipped);
	if (bad)
		return HP_EXIT_USAGE;
	if (e->corpus && !make_folder(e->corpus))
		return wrong(e->corpus, strerror(errno));
	if (e->corpus && has_scenario(e->corpus) &&
	    inputs_each((char **)&e->corpus, 1, seed_file, e))
		return HP_EXIT_USAGE;
	return -1;
}

static void show(const struct explore_state *s, void *arg)
{
	struct exploring *e = arg;
	char text[200];

	if (!progress_due(&e->line))
		return;
	snprintf(text, sizeof(text),
		 "%llu program%s, %.0f a second, %llu kept, %llu edge%s of the kernel's code, %llu finding%s",
		 (unsigned long long)s->programs, plural(s->programs),
		 s->elapsed_s > 0 ? (double)s->programs / s->elapsed_s : 0,
		 (unsigned long long)s->entries, (unsigned long long)s->edges, plural(s->edges),
		 (unsigned long long)s->findings, plural(s->findings));
	progress_draw(&e->line, text);
}

/* The command that shows it, without the file. */
static void command_text(const struct exploring *e, const struct chance *c,
			 char *buf, size_t size)
{
	char order[SCHEDULE_TEXT_BYTES];
	int n = snprintf(buf, size, "hairpin run -k %s --variant %s",
			 e->kernels.k[0].arg ? e->kernels.k[0].arg : e->kernels.k[0].label,
			 e->variant);

	if (c->order.kind != SCHEDULE_FIFO)
		n += snprintf(buf + n, size - (size_t)n, " --schedule %s",
			      schedule_text(&c->order, order, sizeof(order)));
	if (c->fail_at)
		snprintf(buf + n, size - (size_t)n, " --fail-at %llu",
			 (unsigned long long)c->fail_at);
}

static void on_found(const struct explore_found *f, void *arg)
{
	struct exploring *e = arg;
	char command[512 + SCHEDULE_TEXT_BYTES], *path;
	struct output out = { 0 };

	if (e->line.on)
		progress_hide(&e->line);
	command_text(e, &f->chance, command, sizeof(command));
	if (asprintf(&path, "%s/%s.hp", e->out ? e->out : ".", f->what->name) < 0)
		abort();
	printf("finding %s: %s %s %s\n", f->what->name, f->what->law,
	       f->what->function, f->what->text);
	if (!f->repeats)
		printf("# it did not happen again in a run of its own\n");
	if (output_open(&out, path)) {
		fprintf(out.f, "# Breaks law %s: %s\n# %s\n%s", f->what->law, f->what->text,
			command, f->text);
		if (!output_commit(&out))
			e->unwritten++;
		else
			printf("# %s %s\n", command, path);
	} else {
		e->unwritten++;
	}
	fflush(stdout);
	free(path);
}

/* By what it says, so that it has the same name on every machine. */
static void on_kept(const char *text, void *arg)
{
	struct exploring *e = arg;
	struct output out = { 0 };
	char *path;

	if (asprintf(&path, "%s/%016llx.hp", e->corpus, (unsigned long long)hash_text(HASH_BEGIN, text)) < 0)
		abort();
	if (!output_open(&out, path)) {
		e->unwritten++;
	} else {
		fprintf(out.f, "# A generated program.\n%s", text);
		e->unwritten += !output_commit(&out);
	}
	free(path);
}

static void close_words(struct exploring *e)
{
	const struct explore_state *s = &e->x.state;

	if (e->line.on)
		progress_hide(&e->line);
	if (e->known_path)
		finding_known_stale(&e->known, e->known_path, stdout);
	printf("# %llu boot%s, %llu program%s kept of %llu machine%s, %llu edge%s and %llu block%s of the kernel's code, %llu answer%s\n",
	       (unsigned long long)s->boots, plural(s->boots),
	       (unsigned long long)s->entries, plural(s->entries),
	       (unsigned long long)s->machines, plural(s->machines),
	       (unsigned long long)s->edges, plural(s->edges),
	       (unsigned long long)s->blocks, plural(s->blocks),
	       (unsigned long long)s->answers, plural(s->answers));
	if (e->toward)
		printf("# %s: %s\n", e->where, e->x.corpus->nearest >= TOWARD_THERE ?
		       "reached" : "not reached");
	if (s->known || s->unjudged || s->lost)
		printf("# %llu known, %llu that could not be judged, %llu lost\n",
		       (unsigned long long)s->known, (unsigned long long)s->unjudged,
		       (unsigned long long)s->lost);
	printf("%llu program%s, %llu finding%s\n", (unsigned long long)s->programs,
	       plural(s->programs), (unsigned long long)s->findings, plural(s->findings));
}

static uint64_t nearness(const struct cover *cover, void *arg)
{
	struct exploring *e = arg;

	return toward_nearness(e->toward, cover);
}

/* Was anything, or was there nothing to do? */
static bool judged(const struct explore_state *s)
{
	return s->programs > s->unjudged || s->findings || !(s->programs + s->lost);
}

static int run(struct exploring *e)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int ret;

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	e->x.stop = &stopped;
	e->x.kernel = &e->kernels.k[0].run;
	e->x.known = e->known_path ? &e->known : NULL;
	e->x.unguided = e->no_guidance;
	e->x.fifo = e->no_schedules;
	e->x.no_failures = e->no_failures;
	e->x.nearness = e->toward ? nearness : NULL;
	e->x.found = on_found;
	e->x.kept = e->corpus ? on_kept : NULL;
	e->x.progress = e->line.on ? show : NULL;
	e->x.arg = e;
	ret = explore_run(&e->x);
	if (!ret)
		close_words(e);
	if (e->x.limit) {
		fprintf(stderr, "hairpin explore: %s\n", e->x.limit);
		free(e->x.limit);
		return HP_EXIT_TOOL;
	}
	if (ret) {
		fprintf(stderr, "hairpin explore: no process can be started: %s\n",
			strerror(errno));
		return HP_EXIT_TOOL;
	}
	if (!output_standard_ok() || e->unwritten)
		return HP_EXIT_TOOL;
	if (!judged(&e->x.state)) {
		fprintf(stderr, "hairpin explore: no program could be judged\n");
		return HP_EXIT_TOOL;
	}
	return e->x.state.findings ? HP_EXIT_FAIL : HP_EXIT_PASS;
}

int cmd_explore(int argc, char **argv)
{
	struct exploring e = {
		.variant = "trace",
		.x = { .seed = 1, .jobs = runner_default_jobs(), .opt = { .seed = 1, .timeout_s = 2 } },
	};
	const char *why;
	size_t n;
	int ret = parse(&e, argc, argv, &n);

	if (ret >= 0)
		return ret;
	if (e.kernel_names.n > 1)
		return wrong("-k", "one kernel at a time");
	if (e.x.seconds <= 0 && !e.x.programs)
		e.x.seconds = 60;
	if (e.x.jobs > 64)
		return wrong("--jobs", "64 at most");
	if (e.known_path && !finding_known_read(&e.known, e.known_path))
		return HP_EXIT_USAGE;
	if (e.out && !make_folder(e.out))
		return wrong(e.out, strerror(errno));
	ret = read_seeds(&e, argv + 1, n);
	if (ret < 0)
		ret = kernels_open(&e.kernels, &e.kernel_names, e.variant);
	if (ret < 0 && e.where) {
		e.toward = toward_open(e.where, e.kernels.k[0].run.kernel->path, &why);
		if (!e.toward)
			ret = wrong(e.where, why);
	}
	if (ret < 0) {
		progress_open(&e.line);
		ret = run(&e);
	}
	toward_close(e.toward);
	kernels_close(&e.kernels);
	corpus_free(e.x.corpus);
	finding_known_free(&e.known);
	return ret;
}
