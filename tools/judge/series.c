// SPDX-License-Identifier: GPL-2.0-only
/*
 * series.c - calls tools/kbuild/series and reads its answers (see series.h).
 *
 * It must not know git, nor how a kernel is built.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/hash.h"
#include "sim/base/utf8.h"
#include "tools/common/exit.h"
#include "tools/common/installed.h"
#include "tools/common/kernel_find.h"
#include "tools/common/spawn.h"
#include "tools/judge/series.h"

/* What the compiler said, at most so much of it. */
#define MAX_WORDS 4096
#define INPUT_NAME 32

/* What the script prints; NULL after a message when it could not be run. */
static char *call(const char *err_path, int *status, const char *const *words,
		  size_t n)
{
	char **argv = calloc(n + 2, sizeof(*argv));
	char *tool = kernel_tool("series"), *text;

	if (!argv)
		abort();
	argv[0] = tool;
	for (size_t i = 0; i < n; i++)
		argv[1 + i] = (char *)words[i];
	setenv("HP_SELF", "hairpin validate", 1);
	text = spawn_read(argv, err_path, NULL, status);
	unsetenv("HP_SELF");
	if (!text)
		fprintf(stderr, "hairpin: %s: %s\n", tool, strerror(errno));
	free(argv);
	free(tool);
	return text;
}

/* Cut the next line off @text; NULL at the end. */
static char *next_line(char **text)
{
	char *line = *text;

	if (!line || !*line)
		return NULL;
	*text = line + strcspn(line, "\n");
	if (**text)
		*(*text)++ = '\0';
	return line;
}

static void add_commit(struct series *s, char *line)
{
	char *space = strchr(line, ' ');

	s->commits = realloc(s->commits, (s->n + 1) * sizeof(*s->commits));
	if (!s->commits)
		abort();
	s->commits[s->n].subject = strdup(space ? space + 1 : "");
	if (!s->commits[s->n].subject)
		abort();
	utf8_one_line(s->commits[s->n].subject);
	s->commits[s->n++].sha = strndup(line, space ? (size_t)(space - line) :
						      strlen(line));
}

/* Opens cache/series/@name, for flock(); -1: there is nowhere to put it. */
static int lock_file(const char *name)
{
	char *cache = kernel_cache(), *path = NULL, *slash;
	int fd = -1;

	if (cache && asprintf(&path, "%s/series/%s", cache, name) > 0) {
		(void)mkdir(cache, 0777);
		slash = strrchr(path, '/');
		*slash = '\0';
		(void)mkdir(path, 0777);
		*slash = '/';
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	}
	free(path);
	free(cache);
	return fd;
}

/*
 * Those that would share a work tree wait for each other: the packaged kernels' patches,
 * or the commits of one repository.  The locks end with the process or with
 * series_close(), and are of the kind that flock(1) takes, for tools/kbuild/clean.sh.
 */
static void take_locks(struct series *s, const char *tree, char **operands, size_t n)
{
	const bool range = n == 1 && strcmp(operands[0], "-") && access(operands[0], F_OK);
	char *path = tree || range ? realpath(tree ? tree : ".", NULL) : NULL;
	char name[40] = "lock.packages";
	int fd = lock_file("lock");

	s->lock = fd + 1;
	if (fd >= 0)
		(void)flock(fd, LOCK_SH);
	if (path)
		snprintf(name, sizeof(name), "lock.%016llx",
			 (unsigned long long)hash_text(HASH_BEGIN, path));
	free(path);
	fd = lock_file(name);
	s->tree_lock = fd + 1;
	if (fd < 0 || !flock(fd, LOCK_EX | LOCK_NB))
		return;
	fprintf(stderr, "hairpin: waiting for another validation of the same tree to end\n");
	(void)flock(fd, LOCK_EX);
}

/* Standard input by a name that what we call can open, too; its own is empty. */
static const char *input_name(char *name)
{
	if (!*name)
		snprintf(name, INPUT_NAME, "/dev/fd/%d", dup(STDIN_FILENO));
	return name;
}

static void input_close(const char *name)
{
	if (*name)
		close(atoi(strrchr(name, '/') + 1));
}

int series_open(struct series *s, const char *tree, char **operands, size_t n)
{
	const char **words = calloc(n + 4, sizeof(*words));
	char *text, *rest, *line, input[INPUT_NAME] = "";
	size_t m = 0;
	int status;

	memset(s, 0, sizeof(*s));
	if (!words)
		abort();
	take_locks(s, tree, operands, n);
	words[m++] = "open";
	if (tree) {
		words[m++] = "-C";
		words[m++] = tree;
	}
	for (size_t i = 0; i < n; i++)
		words[m++] = strcmp(operands[i], "-") ? operands[i] : input_name(input);
	text = call(NULL, &status, words, m);
	input_close(input);
	free(words);
	if (!text || status) {
		free(text);
		series_close(s);
		return status ? status : HP_EXIT_TOOL;
	}
	rest = text;
	line = next_line(&rest);
	s->dir = strdup(line ? line : "");
	while ((line = next_line(&rest)))
		add_commit(s, line);
	free(text);
	if (s->n > 1)
		return -1;
	fprintf(stderr, "hairpin: there is no commit to judge\n");
	series_close(s);
	return HP_EXIT_USAGE;
}

static _Noreturn void run_ahead(char *const argv[], pid_t parent)
{
	const int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(HP_EXIT_TOOL);
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	execv(argv[0], argv);
	_exit(HP_EXIT_TOOL);
}

void series_ahead(struct series *s, const char *variant, bool evidence)
{
	char **argv = calloc(s->n + 6, sizeof(*argv)), *tool = kernel_tool("series");
	size_t n = 0;
	const pid_t self = getpid();
	pid_t pid;

	if (!argv)
		abort();
	argv[n++] = tool;
	argv[n++] = (char *)"ahead";
	argv[n++] = s->dir;
	argv[n++] = (char *)variant;
	argv[n++] = (char *)(evidence ? "yes" : "no");
	for (uint32_t i = 0; i < s->n; i++)
		argv[n++] = s->commits[i].sha;
	fflush(NULL);
	pid = fork();
	if (!pid)
		run_ahead(argv, self);
	s->ahead = pid > 0 ? pid : 0;
	free(argv);
	free(tool);
}

void series_ahead_end(struct series *s)
{
	if (!s->ahead)
		return;
	while (waitpid(s->ahead, NULL, 0) < 0 && errno == EINTR)
		;
	s->ahead = 0;
}

void series_close(struct series *s)
{
	if (s->ahead)
		kill(s->ahead, SIGTERM);
	series_ahead_end(s);
	for (uint32_t i = 0; i < s->n; i++) {
		free(s->commits[i].sha);
		free(s->commits[i].subject);
	}
	free(s->commits);
	free(s->dir);
	if (s->tree_lock > 0)
		close(s->tree_lock - 1);
	if (s->lock > 0)
		close(s->lock - 1);
	memset(s, 0, sizeof(*s));
}

static char *first_words(const char *path)
{
	char *text = calloc(1, MAX_WORDS + 1);
	FILE *f = fopen(path, "r");

	if (!text)
		abort();
	if (f) {
		text[fread(text, 1, MAX_WORDS, f)] = '\0';
		fclose(f);
	}
	return text;
}

/* Without the path of the work tree, which says nothing to anybody. */
static void strip(char *text, const char *prefix)
{
	const size_t n = strlen(prefix);
	char *to = text;

	for (const char *p = text; *p;) {
		if (!strncmp(p, prefix, n))
			p += n;
		else
			*to++ = *p++;
	}
	*to = '\0';
}

/* What the log at @path says, but for the script's own last words. */
static char *words_of_compiler(const struct series *s, const char *path)
{
	char *text = first_words(path), *tree, *own;

	if (asprintf(&tree, "%s/tree/", s->dir) < 0)
		abort();
	strip(text, tree);
	free(tree);
	tree = installed_file("");
	strip(text, tree);
	free(tree);
	own = strstr(text, "\nkernel-build: ");
	if (!own)
		own = strstr(text, "\nkernel-replace: ");
	if (!own)
		own = strstr(text, "\nhairpin validate: ");
	if (own)
		own[1] = '\0';
	return text;
}

static char *last_line_of(char *text)
{
	size_t n = strlen(text);

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	return strrchr(text, '\n') ? strrchr(text, '\n') + 1 : text;
}

char *series_build(const struct series *s, uint32_t i, const char *variant,
		   char **why, int *status)
{
	const char *words[] = { "build", s->dir, s->commits[i].sha, variant };
	char *log, *text, *so = NULL;

	*why = NULL;
	if (asprintf(&log, "%s/log", s->dir) < 0)
		abort();
	text = call(log, status, words, 4);
	if (text && !*status)
		so = strdup(last_line_of(text));
	else
		*why = words_of_compiler(s, log);
	free(text);
	free(log);
	return so;
}

bool series_changed(const struct series *s, uint32_t i, uint32_t parent,
		    struct evidence *e)
{
	const char *words[] = { "changed", s->dir, s->commits[i].sha,
				s->commits[parent].sha };
	int status;
	char *text = call(NULL, &status, words, 4);
	bool ok = text && !status;

	evidence_init(e, ok ? text : "");
	free(text);
	return ok;
}

static char *take_cover(char *text, struct evidence *e)
{
	char *line, *so = NULL;

	while ((line = next_line(&text))) {
		char *path = strchr(line, '\t'), *notes;
		struct changed_file *f;

		if (!path)
			continue;
		*path++ = '\0';
		if (!strcmp(line, "so")) {
			so = strdup(path);
			continue;
		}
		notes = strchr(path, '\t');
		if (notes)
			*notes++ = '\0';
		f = evidence_file(e, path);
		if (f && notes && !strcmp(line, "notes"))
			f->notes = strdup(notes);
		if (f && notes && !strcmp(line, "needs"))
			f->needs = strdup(notes);
	}
	return so;
}

char *series_cover(const struct series *s, uint32_t i, uint32_t parent,
		   struct evidence *e)
{
	const char *words[] = { "cover", s->dir, s->commits[i].sha,
				s->commits[parent].sha };
	char *text, *log, *so = NULL;
	int status;

	if (asprintf(&log, "%s/log", s->dir) < 0)
		abort();
	text = call(log, &status, words, 4);
	if (text && !status)
		so = take_cover(text, e);
	free(text);
	free(log);
	return so;
}

char *series_at(const struct series *s, uint32_t i)
{
	const char *words[] = { "at", s->dir, s->commits[i].sha };
	int status;
	char *text = call(NULL, &status, words, 3), *tree = NULL;

	if (text && !status)
		tree = strdup(last_line_of(text));
	free(text);
	return tree;
}

char *series_mutant(const struct series *s, uint32_t i, const char *file,
		    const char *path, int *status)
{
	const char *words[] = { "mutant", s->dir, s->commits[i].sha, file, path };
	char *log, *text, *so = NULL;

	if (asprintf(&log, "%s/log", s->dir) < 0)
		abort();
	text = call(log, status, words, 5);
	if (text && !*status)
		so = strdup(last_line_of(text));
	free(text);
	free(log);
	return so;
}

int series_same_content(const char *a, const char *b)
{
	struct kernel_info x, y;

	if (!kernel_info(a, &x) || !kernel_info(b, &y))
		return errno ? -1 : 0;
	return !strcmp(x.object, y.object);
}
