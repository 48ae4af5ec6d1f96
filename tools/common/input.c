// SPDX-License-Identifier: GPL-2.0-only
/*
 * input.c - finds scenario files and parses them.
 *
 * The order never depends on the file system's.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/dump.h"
#include "tools/common/input.h"
#include "tools/common/protect.h"

#define STDIN "/dev/stdin"

static bool is_stdin(const char *name)
{
	static const char *const names[] = { "-", STDIN, "/dev/fd/0", "/proc/self/fd/0" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/*
 * A pipe can be read once, and some files are read again: what kind they are is tried, and
 * comparing parses them for each mode.  So all of it goes to a file without a name, which
 * takes the place of standard input; of more than any reader takes, so much that each
 * refuses it.
 */
static void spool_stdin(void)
{
	static bool spooled;
	char bytes[65536];
	size_t total = 0;
	ssize_t n = 0;
	struct stat st;
	int fd;

	if (spooled || (!fstat(0, &st) && S_ISREG(st.st_mode)))
		return;
	spooled = true;
	fd = memfd_create("stdin", MFD_CLOEXEC);
	while (fd >= 0 && total <= IMPORT_MAX_BYTES &&
	       (n = read(0, bytes, sizeof(bytes))) > 0) {
		if (write(fd, bytes, (size_t)n) != n)
			break;
		total += (size_t)n;
	}
	if (fd >= 0 && (!n || total > IMPORT_MAX_BYTES) && !lseek(fd, 0, SEEK_SET))
		dup2(fd, 0);
	if (fd >= 0)
		close(fd);
}

bool input_stdin_once(const char *option, char **operands, size_t n)
{
	size_t times = option && is_stdin(option);

	for (size_t i = 0; i < n; i++)
		times += is_stdin(operands[i]);
	if (times > 1)
		fputs("hairpin: standard input (-) is named twice, and can be read once; write one of them to a file\n",
		      stderr);
	else if (times)
		spool_stdin();
	return times < 2;
}

/* "-" is standard input, by a name that works again when it is pasted. */
const char *input_file(const char *operand)
{
	return strcmp(operand, "-") ? operand : STDIN;
}

struct walk {
	bool (*file)(const char *path, void *arg);
	void *arg;
	size_t nfiles, nwrong;
};

static void visit(struct walk *w, const char *path)
{
	w->nfiles++;
	w->nwrong += !w->file(path, w->arg);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* A FIFO or a device: whoever names it means it, and in a folder it is no scenario. */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_scenario(const char *name)
{
	size_t n = strlen(name);

	return n > 3 && !strcmp(name + n - 3, ".hp");
}

/* A folder on the way down to where we are. */
struct above {
	const struct above *next;
	dev_t dev;
	ino_t ino;
};

/* A link to a folder above leads to nothing that is not found without it. */
static bool leads_up(const struct above *a, const struct stat *st)
{
	for (; a; a = a->next)
		if (a->dev == st->st_dev && a->ino == st->st_ino)
			return true;
	return false;
}

static void walk_directory(struct walk *w, const char *path,
			   const struct above *above)
{
	struct above here = { .next = above };
	struct dirent **names;
	size_t len = strlen(path);
	struct stat st;
	int n = -1;

	if (!stat(path, &st)) {
		if (leads_up(above, &st))
			return;
		here.dev = st.st_dev;
		here.ino = st.st_ino;
		n = scandir(path, &names, NULL, by_bytes);
	}
	if (n < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		w->nwrong++;
		return;
	}
	while (len > 1 && path[len - 1] == '/')
		len--;
	for (int i = 0; i < n; i++) {
		char *sub = NULL;

		if (names[i]->d_name[0] != '.' &&
		    asprintf(&sub, "%.*s/%s", (int)len, path,
			     names[i]->d_name) < 0)
			abort();
		if (sub && is_directory(sub))
			walk_directory(w, sub, &here);
		else if (sub && is_scenario(names[i]->d_name) && !is_special(sub))
			visit(w, sub);
		free(sub);
		free(names[i]);
	}
	free(names);
}

size_t inputs_each(char **operands, size_t n,
		   bool (*file)(const char *path, void *arg), void *arg)
{
	struct walk w = { .file = file, .arg = arg };

	if (!input_stdin_once(NULL, operands, n))
		return 1;
	for (size_t i = 0; i < n; i++) {
		size_t before = w.nfiles + w.nwrong;

		if (!is_directory(operands[i])) {
			visit(&w, input_file(operands[i]));
			continue;
		}
		walk_directory(&w, operands[i], NULL);
		if (w.nfiles + w.nwrong == before) {
			fprintf(stderr, "%s: no scenario files (*.hp) in it\n",
				operands[i]);
			w.nwrong++;
		}
	}
	return w.nwrong;
}

static bool add(const char *path, void *arg)
{
	struct inputs *in = arg;
	struct scenario *scn = scenario_load(path, stderr);

	protect_input(path);
	if (!scn)
		return false;
	if (in->n == in->room) {
		in->room = in->room ? 2 * in->room : 64;
		in->scn = realloc(in->scn, in->room * sizeof(*in->scn));
		if (!in->scn)
			abort();
	}
	in->scn[in->n++] = scn;
	return true;
}

void inputs_load(struct inputs *in, char **operands, size_t n)
{
	memset(in, 0, sizeof(*in));
	in->nwrong = inputs_each(operands, n, add, in);
}

void inputs_free(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		scenario_free(in->scn[i]);
	free(in->scn);
	memset(in, 0, sizeof(*in));
}

/* Does some line of the file begin as a statement of the language does? */
static bool has_statement(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[512], word[32];
	bool found = !f;	/* what cannot be opened is the loader's to say */

	for (int n = 0; f && !found && n < 2000 && fgets(line, sizeof(line), f); n++)
		found = sscanf(line, "%31[a-z0-9]%*1[ \t]", word) == 1 &&
			lang_is_statement(word);
	if (f)
		fclose(f);
	return found;
}

struct scenario *input_machine(const char *path, bool quiet, const char **assumed)
{
	struct import_options opt = { .quiet = quiet };
	struct import_report rep = { 0 };
	struct scenario *scn;
	bool is_dump = false;

	*assumed = NULL;
	protect_input(path);
	if (is_stdin(path))
		spool_stdin();
	if (is_scenario(path))
		return scenario_load(path, stderr);
	scn = dump_machine(path, &opt, &rep, &is_dump);
	*assumed = rep.iommu_assumed;
	import_report_free(&rep);
	if (scn || is_dump)
		return scn;
	path = input_file(path);
	if (has_statement(path))
		return scenario_load(path, stderr);
	fprintf(stderr, "%s: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)\n",
		path);
	return NULL;
}
