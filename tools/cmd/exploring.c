// SPDX-License-Identifier: GPL-2.0-only
/*
 * exploring.c - hairpin explore and hairpin campaign: seeds, files, what is printed.
 */
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/facts/plural.h"
#include "tools/cmd/cmd.h"
#include "tools/cmd/exploring.h"
#include "tools/common/input.h"
#include "tools/common/installed.h"
#include "tools/common/output.h"
#include "tools/explore/seed.h"
#include "tools/explore/toward.h"

static volatile bool stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = true;
}

int exploring_wrong(const struct exploring *e, const char *what, const char *why)
{
	fprintf(stderr, "hairpin %s: %s: %s\n", e->command, what, why);
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
bool exploring_folder(const char *path)
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
	if (e->corpus && !exploring_folder(e->corpus))
		return exploring_wrong(e, e->corpus, strerror(errno));
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

/* Returns false if it could not be written, after a message. */
static bool write_finding(struct exploring *e, const struct explore_found *f,
			  const char *path, const char *command)
{
	struct output out = { 0 };
	char *head;

	if (!output_open(&out, path)) {
		e->unwritten++;
		return false;
	}
	fprintf(out.f, "# Breaks law %s: %s\n# %s\n", f->what->law, f->what->text, command);
	/* A campaign that goes on reads what it is. */
	if (e->folder) {
		head = seed_head(&f->chance, 0);
		fprintf(out.f, FINDING_HEAD " %s %s %s\n%s", f->what->law, f->what->function,
			f->what->text, head);
		free(head);
	}
	fputs(f->text, out.f);
	if (output_commit(&out))
		return true;
	e->unwritten++;
	return false;
}

static char *finding_path(const struct exploring *e, const struct explore_found *f)
{
	char *path;

	if (asprintf(&path, "%s/%s.hp", e->out ? e->out : ".", f->what->name) < 0)
		abort();
	return path;
}

static void on_found(const struct explore_found *f, void *arg)
{
	struct exploring *e = arg;
	char command[512 + SCHEDULE_TEXT_BYTES], *path = finding_path(e, f);

	if (e->line.on)
		progress_hide(&e->line);
	command_text(e, &f->chance, command, sizeof(command));
	printf("finding %s: %s %s %s\n", f->what->name, f->what->law,
	       f->what->function, f->what->text);
	if (!f->repeats)
		printf("# it did not happen again in a run of its own\n");
	if (write_finding(e, f, path, command))
		printf("# %s %s\n", command, path);
	fflush(stdout);
	free(path);
}

void exploring_taken_finding(const struct explore_found *f, void *arg)
{
	struct exploring *e = arg;
	char command[512 + SCHEDULE_TEXT_BYTES], *path = finding_path(e, f);

	command_text(e, &f->chance, command, sizeof(command));
	if (access(path, F_OK))
		write_finding(e, f, path, command);
	free(path);
}

/* By what it says, so that it has the same name on every machine. */
void exploring_kept(const struct explore_kept *k, void *arg)
{
	struct exploring *e = arg;
	struct output out = { 0 };
	char *path, *head;

	if (asprintf(&path, "%s/%016llx.hp", e->corpus,
		     (unsigned long long)hash_text(HASH_BEGIN, k->text)) < 0)
		abort();
	if (!output_open(&out, path)) {
		e->unwritten++;
	} else {
		head = seed_head(&k->chance, k->known_laws);
		fprintf(out.f, "# A generated program.\n%s%s", head, k->text);
		e->unwritten += !output_commit(&out);
		free(head);
	}
	free(path);
}

void exploring_close_words(struct exploring *e)
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

static int said_limit(struct exploring *e)
{
	if (e->x.limit)
		fprintf(stderr, "hairpin %s: %s\n", e->command, e->x.limit);
	free(e->x.limit);
	e->x.limit = NULL;
	return HP_EXIT_TOOL;
}

int exploring_run(struct exploring *e)
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
	e->x.kept = e->corpus ? exploring_kept : NULL;
	e->x.progress = e->line.on ? show : NULL;
	e->x.arg = e;
	ret = explore_run(&e->x);
	if (!ret)
		return -1;
	if (!e->x.limit)
		fprintf(stderr, "hairpin %s: no process can be started: %s\n", e->command,
			strerror(errno));
	return said_limit(e);
}

int exploring_status(struct exploring *e)
{
	if (e->x.limit)
		return said_limit(e);
	if (!output_standard_ok() || e->unwritten)
		return HP_EXIT_TOOL;
	if (!judged(&e->x.state)) {
		fprintf(stderr, "hairpin %s: no program could be judged\n", e->command);
		return HP_EXIT_TOOL;
	}
	return e->x.state.findings ? HP_EXIT_FAIL : HP_EXIT_PASS;
}

void exploring_init(struct exploring *e, const char *command)
{
	e->command = command;
	e->variant = "trace";
	e->x.seed = 1;
	e->x.opt.seed = 1;
	e->x.opt.timeout_s = 2;
}

int exploring_open(struct exploring *e, char **operands, size_t n)
{
	const char *why;
	int ret;

	if (e->kernel_names.n > 1)
		return exploring_wrong(e, "-k", "one kernel at a time");
	if (e->x.seconds <= 0 && !e->x.programs)
		e->x.seconds = 60;
	if (e->x.jobs > 64)
		return exploring_wrong(e, "--jobs", "64 at most");
	if (e->known_path && !finding_known_read(&e->known, e->known_path))
		return HP_EXIT_USAGE;
	if (e->out && !exploring_folder(e->out))
		return exploring_wrong(e, e->out, strerror(errno));
	ret = read_seeds(e, operands, n);
	if (ret < 0)
		ret = kernels_open(&e->kernels, &e->kernel_names, e->variant);
	if (ret < 0 && e->where) {
		e->toward = toward_open(e->where, e->kernels.k[0].run.kernel->path, &why);
		if (!e->toward)
			ret = exploring_wrong(e, e->where, why);
	}
	return ret;
}

void exploring_close(struct exploring *e)
{
	toward_close(e->toward);
	kernels_close(&e->kernels);
	explore_free(&e->x);
	finding_known_free(&e->known);
}
