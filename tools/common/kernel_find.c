// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_find.c - finds kernel instances in the cache, or builds them.
 *
 * It must not know how an instance is loaded or used.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/installed.h"
#include "tools/common/kernel_find.h"

static char *format(const char *fmt, const char *a, const char *b)
{
	char *s;

	if (asprintf(&s, fmt, a, b) < 0)
		abort();
	return s;
}

char *kernel_tool(const char *name)
{
	const char *dir = getenv("HAIRPIN_TOOLS");
	char *below, *path;

	if (dir && *dir)
		return format("%s/%s", dir, name);
	below = format("%s/%s", "tools/kbuild", name);
	path = installed_file(below);
	free(below);
	return path;
}

/* As tools/kbuild/common.sh has it; NULL when nothing says where it is. */
char *kernel_cache(void)
{
	const char *s = getenv("HAIRPIN_CACHE");

	if (s && *s)
		return format("%s%s", s, "");
	s = getenv("XDG_CACHE_HOME");
	if (s && *s)
		return format("%s/%s", s, "hairpin");
	s = getenv("HOME");
	return s && *s ? format("%s/%s", s, ".cache/hairpin") : NULL;
}

static void set_key(struct kernel_info *info, const char *key, const char *v)
{
	const struct {
		const char *key;
		char *to;
		size_t size;
	} keys[] = {
		{ "release", info->release, sizeof(info->release) },
		{ "describe", info->describe, sizeof(info->describe) },
		{ "config", info->config, sizeof(info->config) },
		{ "compiler", info->compiler, sizeof(info->compiler) },
		{ "variant", info->variant, sizeof(info->variant) },
		{ "kind", info->kind, sizeof(info->kind) },
		{ "name", info->name, sizeof(info->name) },
		{ "tree", info->tree, sizeof(info->tree) },
		{ "object", info->object, sizeof(info->object) },
		{ "with", info->with, sizeof(info->with) },
	};

	if (!strcmp(key, "traps"))
		info->traps = (unsigned int)strtoul(v, NULL, 10);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(key, keys[i].key))
			snprintf(keys[i].to, keys[i].size, "%s", v);
}

bool kernel_info(const char *so, struct kernel_info *info)
{
	const char *slash = strrchr(so, '/');
	char *dir = strndup(so, slash ? (size_t)(slash - so) : 0);
	char *path = format("%s/%s", slash ? dir : ".", "kernel.info");
	FILE *f = fopen(path, "r");
	char line[8192];

	memset(info, 0, sizeof(*info));
	free(dir);
	free(path);
	if (!f) {
		if (errno == ENOENT || errno == ENOTDIR)
			errno = 0;
		return false;
	}
	errno = 0;
	while (fgets(line, sizeof(line), f)) {
		char *eq = strchr(line, '=');

		line[strcspn(line, "\n")] = '\0';
		if (!eq)
			continue;
		*eq = '\0';
		set_key(info, line, eq + 1);
	}
	if (ferror(f)) {
		const int error = errno;

		fclose(f);
		errno = error;
		return false;
	}
	fclose(f);
	errno = 0;
	return info->release[0] && info->variant[0];
}

/* Newest first: newer release, packaged, then any stable order. */
static int compare(const void *pa, const void *pb)
{
	const struct kernel_info *a = pa, *b = pb;
	int r = strverscmp(b->release, a->release);

	if (!r)
		r = strcmp(a->kind, b->kind);	/* "package" < "tree" */
	if (!r)		/* what was added to comes after what was not */
		r = (a->with[0] != '\0') - (b->with[0] != '\0');
	if (!r)
		r = strcmp(a->name, b->name);
	return r ? r : strcmp(a->variant, b->variant);
}

struct kernel_info *kernel_list(const char *variant, size_t *n)
{
	char *cache = kernel_cache();
	char *build = cache ? format("%s/%s", cache, "build") : NULL;
	struct kernel_info *list = NULL;
	DIR *d = build ? opendir(build) : NULL;
	struct dirent *e;

	*n = 0;
	while (d && (e = readdir(d))) {
		struct kernel_info info;
		char *dir, *so;

		if (e->d_name[0] == '.')
			continue;
		dir = format("%s/%s", build, e->d_name);
		so = format("%s/%s", dir, "libkernel.so");
		free(dir);
		if (access(so, R_OK) || !kernel_info(so, &info) ||
		    (variant && strcmp(variant, info.variant))) {
			free(so);
			continue;
		}
		info.path = so;
		list = reallocarray(list, *n + 1, sizeof(*list));
		if (!list)
			abort();
		list[(*n)++] = info;
	}
	if (d)
		closedir(d);
	free(build);
	free(cache);
	if (*n)
		qsort(list, *n, sizeof(*list), compare);
	return list;
}

void kernel_list_free(struct kernel_info *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i].path);
	free(list);
}

/* "7.3" is any 7.3.x, and the package of that name; "7.3.4" that very one. */
static bool is_version(const struct kernel_info *k, const char *arg)
{
	size_t len = strlen(arg);

	return !strcmp(k->name, arg) ||
	       (!k->with[0] && !strncmp(k->release, arg, len) &&
		(!k->release[len] || k->release[len] == '.' ||
		 k->release[len] == '-'));
}

static void set_or_not(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

int kernel_with(const char *config, const char *objects)
{
	char *c = config ? realpath(config, NULL) : NULL;
	char *o = objects ? realpath(objects, NULL) : NULL;
	const bool ok = (!config || c) && (!objects || o);

	if (!ok)
		fprintf(stderr, "hairpin: %s: %s\n", config && !c ? config : objects,
			strerror(errno));
	set_or_not("HAIRPIN_CONFIG", c);
	set_or_not("HAIRPIN_OBJECTS", o);
	free(c);
	free(o);
	return ok ? -1 : HP_EXIT_USAGE;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static bool has_files(void)
{
	return is_set("HAIRPIN_CONFIG") || is_set("HAIRPIN_OBJECTS");
}

/* Where CC names gcc itself, may_build() has removed it. */
static bool is_with(void)
{
	return has_files() || is_set("CC");
}

/* In the child.  When this program ends, by whatever, so does what it started. */
static void become_tool(char **argv, int out)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	dup2(out, STDOUT_FILENO);
	execv(argv[0], argv);
	fprintf(stderr, "hairpin: %s: %s\n", argv[0], strerror(errno));
	_exit(HP_EXIT_TOOL);
}

/* Standard output of a child, its first line; *@status its exit status. */
static char *run_tool(char **argv, int *status)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t got;
	int pipefd[2], ws;
	pid_t pid;
	FILE *f;

	*status = HP_EXIT_TOOL;
	if (pipe2(pipefd, O_CLOEXEC))
		return NULL;
	fflush(NULL);
	pid = fork();
	if (!pid)
		become_tool(argv, pipefd[1]);
	close(pipefd[1]);
	f = pid < 0 ? NULL : fdopen(pipefd[0], "r");
	if (!f) {
		fprintf(stderr, "hairpin: %s: %s\n", argv[0], strerror(errno));
		close(pipefd[0]);
		return NULL;
	}
	got = getline(&line, &size, f);
	if (got > 0)
		line[strcspn(line, "\n")] = '\0';
	/* To its end: a tool that still writes is not to be ended by that. */
	while (getc(f) != EOF)
		;
	fclose(f);
	while (waitpid(pid, &ws, 0) < 0 && errno == EINTR)
		;
	*status = WIFEXITED(ws) ? WEXITSTATUS(ws) : HP_EXIT_TOOL;
	if (!*status && (got <= 0 || !*line)) {
		fprintf(stderr, "hairpin: %s: it printed no path\n", argv[0]);
		*status = HP_EXIT_TOOL;
	}
	if (*status) {
		free(line);
		return NULL;
	}
	return line;
}

static char *find_tree(const char *arg, const char *variant, int *status)
{
	char *tool = kernel_tool("kernel-build");
	char opt[] = "--variant", dashes[] = "--";
	char *v = strdup(variant), *path = strdup(arg);
	char *argv[] = { tool, opt, v, dashes, path, NULL };
	char *so = run_tool(argv, status);

	free(tool);
	free(v);
	free(path);
	return so;
}

/* The first line of a file, or NULL. */
static char *one_line(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (f && getline(&line, &size, f) > 0)
		line[strcspn(line, "\n")] = '\0';
	if (f)
		fclose(f);
	return line;
}

/* What was added to an instance is kept beside it (with_keep() in with.sh). */
static char *build_again(const struct kernel_info *k, int *status)
{
	size_t len = strlen(k->path) - strlen("libkernel.so");
	char *dir = strndup(k->path, len), *so;
	char *config = format("%s%s", dir, "with/config");
	char *objects = format("%s%s", dir, "with/objects");
	char *file = format("%s%s", dir, "with/compiler");
	char *compiler = k->with[0] ? one_line(file) : NULL;

	if (k->with[0]) {
		set_or_not("CC", compiler);
		kernel_with(access(config, R_OK) ? NULL : config,
			    access(objects, R_OK) ? NULL : objects);
		so = find_tree(k->tree, k->variant, status);
		kernel_with(NULL, NULL);
		unsetenv("CC");
	} else {
		so = find_tree(k->tree, k->variant, status);
	}
	free(compiler);
	free(file);
	free(objects);
	free(config);
	free(dir);
	return so;
}

/* One line of OUT/watch or of OUT/clones: "SECONDS.NANOSECONDS.SIZE PATH" of a file as built. */
static bool is_as_built(const char *line)
{
	long long sec, nsec, size;
	struct stat st;
	int len = 0;

	return sscanf(line, "%lld.%lld.%lld %n", &sec, &nsec, &size, &len) == 3 &&
		!stat(line + len, &st) && st.st_mtim.tv_sec == sec &&
		st.st_mtim.tv_nsec == nsec && st.st_size == size;
}

/*
 * Are all files that @path lists as they were?  Its first line says what the
 * instance was made with; *@origin, if not NULL, must be the same, and is set.
 */
static bool all_as_built(const char *path, char **origin)
{
	FILE *f = fopen(path, "r");
	char line[8192];
	bool same = f && fgets(line, sizeof(line), f) &&
		    (!*origin || !strcmp(*origin, line));

	if (same && !*origin)
		*origin = strdup(line);
	while (same && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		same = is_as_built(line);
	}
	if (f)
		fclose(f);
	return same;
}

/* Where kernel-build remembers what our own sources were (tools/kbuild/ours.sh). */
static char *clone_path(const char *dir)
{
	const char *lists = getenv("HAIRPIN_KERNEL_DIR");
	char *own = kernel_tool("../../sim/env");
	char *path = NULL;
	struct stat st;

	if (!stat(lists && *lists ? lists : own, &st) &&
	    asprintf(&path, "%sclones/%llu-%llu", dir,
		     (unsigned long long)st.st_dev,
		     (unsigned long long)st.st_ino) < 0)
		abort();
	free(own);
	return path;
}

/*
 * Returns true if the tree was edited since the instance was built, or if our
 * environment is not the one it was built with.  It checks what people edit, not
 * every header; kernel-build then checks everything.  An instance whose tree or
 * scripts do not exist any more is used as it is.
 */
static bool is_stale(const struct kernel_info *k)
{
	size_t len = strlen(k->path) - strlen("libkernel.so");
	char *dir = strndup(k->path, len), *watch = format("%s%s", dir, "watch");
	char *tool = kernel_tool("kernel-build");
	char *clone = clone_path(dir), *origin = NULL;
	bool stale = !clone || !all_as_built(watch, &origin) ||
		     !all_as_built(clone, &origin);

	if (access(tool, X_OK) || access(k->tree, R_OK))
		stale = false;
	free(origin);
	free(clone);
	free(tool);
	free(watch);
	free(dir);
	return stale;
}

static char *find_built(const char *arg, const char *variant, FILE *err,
			int *status)
{
	char *so = NULL;
	size_t n;
	struct kernel_info *list = kernel_list(variant, &n);

	for (size_t i = 0; i < n && !so && !*status; i++) {
		if (arg && !is_version(&list[i], arg))
			continue;
		if (!arg && list[i].with[0])
			continue;
		if (is_with())
			so = find_tree(list[i].tree, variant, status);
		else if (is_stale(&list[i]))
			so = build_again(&list[i], status);
		else
			so = strdup(list[i].path);
	}
	if (!so && !*status) {
		*status = HP_EXIT_USAGE;
		fprintf(err, arg ? "hairpin: %s: no such kernel is built" :
			"hairpin: no kernel is built yet", arg);
		if (strcmp(variant, "plain"))
			fprintf(err, " as %s; 'hairpin kernel build --variant %s %s' builds it\n",
				variant, variant, arg ? arg : "newest");
		else
			fprintf(err, "; 'hairpin kernel build %s' builds it\n",
				arg ? arg : "newest");
	}
	kernel_list_free(list, n);
	return so;
}

/*
 * Variables that a kernel's make would take from the environment are honoured or
 * refused by tools/kbuild/compiler.sh.  Whether or not there is something to build,
 * it is asked, so that every command gives the same answer.
 */
static bool may_compile(int *status)
{
	static const char *const names[] = {
		"CC", "LLVM", "HOSTCC", "LD", "ARCH", "CROSS_COMPILE",
		"KCFLAGS", "KCPPFLAGS", "KAFLAGS",
	};
	char *tool = kernel_tool("kernel-build"), *answer;
	char opt[] = "--compiler";
	char *argv[] = { tool, opt, NULL };
	bool any = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		any = any || is_set(names[i]);
	if (!any || access(tool, X_OK)) {
		free(tool);
		return true;
	}
	setenv("HP_SELF", "hairpin", 1);
	answer = run_tool(argv, status);
	unsetenv("HP_SELF");
	free(tool);
	if (!answer)
		return false;
	/* From now on CC is set only if it is another compiler. */
	if (strncmp(answer, "CC=", 3))
		unsetenv("CC");
	free(answer);
	return true;
}

int kernel_cache_check(FILE *err)
{
	char *cache = kernel_cache();
	int error = 0;
	DIR *d = NULL;

	if (!cache) {
		fprintf(err, "hairpin: neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set: there is no place to build in\n");
		return HP_EXIT_TOOL;
	}
	d = opendir(cache);
	/* One that does not exist yet has nothing in it. */
	if (!d && errno != ENOENT)
		error = errno;
	if (d)
		closedir(d);
	if (error)
		fprintf(err, "hairpin: %s: %s; set HAIRPIN_CACHE to another place\n",
			cache, strerror(error));
	free(cache);
	return error ? HP_EXIT_TOOL : -1;
}

static bool may_build(FILE *err, int *status)
{
	int bad;

	if (!may_compile(status))
		return false;
	bad = kernel_cache_check(err);
	if (bad >= 0)
		*status = bad;
	return bad < 0;
}

/*
 * The instance of a commit that hairpin validate has built, by the first digits
 * of its hash; NULL: there is none, or more than one.
 */
static char *find_commit(const char *arg, const char *variant)
{
	char *dir, *pattern, *found = NULL;
	glob_t g;

	if (strlen(arg) < 7 || arg[strspn(arg, "0123456789abcdef")])
		return NULL;
	dir = kernel_cache();
	if (asprintf(&pattern, "%s/series/*/instances/%s*.%s/libkernel.so", dir,
		     arg, variant) < 0)
		abort();
	if (!glob(pattern, 0, NULL, &g)) {
		/* Those with something added have a + in the commit's name. */
		for (size_t i = 0, n = 0; i < g.gl_pathc; i++) {
			if (strchr(strstr(g.gl_pathv[i], "/instances/"), '+'))
				continue;
			free(found);
			found = n++ ? NULL : strdup(g.gl_pathv[i]);
		}
		globfree(&g);
	}
	free(pattern);
	free(dir);
	return found;
}

/*
 * Tells tools/kbuild/clean.sh that @so, if it is of the cache, was used now, and is in
 * use until this program ends: names of functions are read from it much later.  Where
 * that cannot be said, it may be cleaned away sooner, and is built again.
 */
static void mark_used(const char *so)
{
	char *cache = kernel_cache(), *dir = realpath(so, NULL), *used, *end;
	const size_t len = strlen(cache);
	int fd;

	end = dir && !strncmp(dir, cache, len) && dir[len] == '/' ?
		strstr(dir + len, "/instances/") : NULL;
	if (!end && dir)
		end = strrchr(dir, '/');
	if (dir && !strncmp(dir, cache, len) && dir[len] == '/') {
		*end = '\0';
		used = format("%s/%s", dir, "used");
		fd = open(used, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
		if (fd < 0)
			fd = open(used, O_RDONLY | O_CLOEXEC);
		/* Never closed: the lock is to last. */
		if (fd >= 0) {
			(void)futimens(fd, NULL);
			(void)flock(fd, LOCK_SH | LOCK_NB);
		}
		free(used);
	}
	free(dir);
	free(cache);
}

static char *find(const char *arg, const char *variant, FILE *err, int *status)
{
	struct kernel_info info;
	struct stat st;
	char *so;

	*status = HP_EXIT_PASS;
	if (!may_build(err, status))
		return NULL;
	if (!variant || !*variant)
		variant = "plain";
	if (strcmp(variant, "plain") && strcmp(variant, "asan") &&
	    strcmp(variant, "cov") && strcmp(variant, "trace") &&
	    strcmp(variant, "access")) {
		fprintf(err, "hairpin: %s: a variant is plain, asan, cov, trace or access\n",
			variant);
		*status = HP_EXIT_USAGE;
		return NULL;
	}
	if (!arg || !strcmp(arg, "newest"))
		return find_built(NULL, variant, err, status);
	so = is_with() ? NULL : find_commit(arg, variant);
	if (so)
		return so;
	if (stat(arg, &st) || (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))) {
		if (!strchr(arg, '/'))
			return find_built(arg, variant, err, status);
		fprintf(err, "hairpin: %s: %s\n", arg, strerror(errno));
		*status = HP_EXIT_USAGE;
		return NULL;
	}
	if (S_ISDIR(st.st_mode))
		return find_tree(arg, variant, status);
	/* One that has something added is what was built for these files. */
	if (has_files() && !(kernel_info(arg, &info) && info.with[0])) {
		fprintf(err, "hairpin: %s: it is built already; --config and --objects want a tree or a version\n",
			arg);
		*status = HP_EXIT_USAGE;
		return NULL;
	}
	so = realpath(arg, NULL);
	if (!so) {
		fprintf(err, "hairpin: %s: %s\n", arg, strerror(errno));
		*status = HP_EXIT_TOOL;
	}
	return so;
}

char *kernel_find(const char *arg, const char *variant, FILE *err, int *status)
{
	char *so = find(arg, variant, err, status);

	if (so)
		mark_used(so);
	return so;
}
