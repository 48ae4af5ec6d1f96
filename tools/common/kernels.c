// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernels.c - finds, describes and loads the kernels a command needs.
 *
 * It must not know how they are built: kernel_find.c does the finding.
 */
#include <dlfcn.h>
#include <errno.h>
#include <gelf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/exit.h"
#include "tools/common/kernel_find.h"
#include "tools/common/kernels.h"


/* The name by which @so asks for the address sanitizer, or NULL. */
static char *needed_in(Elf *elf)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;
	GElf_Dyn dyn;

	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;

		if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_DYNAMIC)
			continue;
		data = elf_getdata(scn, NULL);
		for (int i = 0; data && gelf_getdyn(data, i, &dyn); i++) {
			const char *name;

			if (dyn.d_tag != DT_NEEDED)
				continue;
			name = elf_strptr(elf, sh.sh_link, dyn.d_un.d_val);
			if (name && !strncmp(name, "libasan.so", 10))
				return strdup(name);
		}
	}
	return NULL;
}

static char *needed_sanitizer(const char *so)
{
	int fd = open(so, O_RDONLY | O_CLOEXEC);
	char *name = NULL;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf)
		name = needed_in(elf);
	elf_end(elf);
	close(fd);
	return name;
}

static char **own_argv(void)
{
	static char buf[1 << 20];
	static char *argv[4096];
	FILE *f = fopen("/proc/self/cmdline", "r");
	size_t len = f ? fread(buf, 1, sizeof(buf) - 1, f) : 0, n = 0;

	if (f)
		fclose(f);
	for (char *p = buf; p < buf + len && n < 4095; p += strlen(p) + 1)
		argv[n++] = p;
	return n ? argv : NULL;
}

/*
 * The sanitizer's runtime must be the first library of a process: run this
 * program again with it in front.  Returns only if that cannot be done.
 */
static void load_sanitizer(const char *so)
{
	char *name, **argv;

	if (dlsym(RTLD_DEFAULT, "__asan_init") || getenv(KERNELS_REEXEC_MARK))
		return;
	name = needed_sanitizer(so);
	argv = name ? own_argv() : NULL;
	if (!argv)
		return;
	setenv(KERNELS_REEXEC_MARK, "1", 1);
	setenv("LD_PRELOAD", name, 1);
	/* Children end by _exit(), and leaks of the runner do not matter: no leak check. */
	setenv("ASAN_OPTIONS", "detect_leaks=0:allow_user_segv_handler=1", 0);
	fflush(NULL);
	execv("/proc/self/exe", argv);
}

/* False, after a message: the file beside it cannot be read. */
static bool describe(struct loaded_kernel *k, const char *so)
{
	struct kernel_info info;

	if (kernel_info(so, &info)) {
		k->release = strdup(info.release);
		k->describe = strdup(info.describe);
		k->config = strdup(info.config);
		k->compiler = strdup(info.compiler);
		k->variant = strdup(info.variant);
	} else if (errno) {
		fprintf(stderr, "hairpin: kernel.info beside %s: %s\n", so,
			strerror(errno));
		return false;
	} else {
		k->release = strdup(k->run.kernel->ops->release ?
				    k->run.kernel->ops->release : "?");
		k->describe = strdup("");
		k->config = strdup("");
		k->compiler = strdup("");
		k->variant = strdup("");
	}
	return true;
}

/*
 * A version is taken for the packaged kernel: says so when it is a tree, or was edited.
 */
static void say_what(const struct loaded_kernel *k, const char *so)
{
	struct kernel_info info;

	if ((k->arg && strchr(k->arg, '/')) || !kernel_info(so, &info) ||
	    !info.describe[0])
		return;
	fprintf(stderr, "hairpin: %s%s is %s, %s%s\n",
		k->arg ? "-k " : "the newest kernel", k->arg ? k->arg : "",
		info.release,
		strncmp(info.describe, "edited", 6) &&
		strncmp(info.describe, "tree ", 5) ? "git " : "", info.describe);
}

static bool same_label(const struct kernels *ks, uint32_t i, uint32_t j)
{
	return !strcmp(ks->k[i].label, ks->k[j].label);
}

/* A column's width. */
#define SHORT_LABEL 24

/* What the user calls it, where that is short, and no other's name, too. */
static const char *short_name(const struct kernels *ks, uint32_t i)
{
	const char *arg = ks->k[i].arg;

	if (!arg || strchr(arg, '/') || strlen(arg) > SHORT_LABEL)
		return NULL;
	for (uint32_t j = 0; j < ks->n; j++)
		if (i != j && ((ks->k[j].arg && !strcmp(ks->k[j].arg, arg)) ||
			       !strcmp(ks->k[j].release, arg)))
			return NULL;
	return arg;
}

/* The release; of two kernels that have the same, what the user calls them, or a number. */
static void make_labels(struct kernels *ks)
{
	bool twice[16] = { false };

	for (uint32_t i = 0; i < ks->n; i++)
		ks->k[i].label = strdup(ks->k[i].release);
	for (uint32_t i = 0; i < ks->n; i++)
		for (uint32_t j = 0; j < ks->n; j++)
			twice[i] = twice[i] || (i != j && same_label(ks, i, j));
	for (uint32_t i = 0; i < ks->n; i++) {
		struct loaded_kernel *k = &ks->k[i];
		const char *name = short_name(ks, i);
		char *label = NULL;

		if (!twice[i])
			continue;
		if ((name ? asprintf(&label, "%s", name) :
		     asprintf(&label, "%s#%u", k->release, i + 1)) < 0)
			abort();
		free(k->label);
		k->label = label;
	}
}

/* The loader knows files by their inodes, whatever they are called. */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !strcmp(a, b) || (!stat(a, &x) && !stat(b, &y) &&
				 x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

static int open_one(struct kernels *ks, const char *arg, const char *variant)
{
	struct loaded_kernel *k = &ks->k[ks->n];
	int status = HP_EXIT_USAGE;
	char *so = kernel_find(arg, variant, stderr, &status);
	char *reason = NULL;

	if (!so) {
		if (status == HP_EXIT_NO_BUILD)
			ks->unbuilt = arg ? arg : "newest";
		return status;
	}
	for (uint32_t i = 0; i < ks->n; i++) {
		if (!same_file(ks->k[i].run.kernel->path, so))
			continue;
		fprintf(stderr, "hairpin: -k %s: the same kernel as -k %s\n",
			arg, ks->k[i].arg);
		free(so);
		return HP_EXIT_USAGE;
	}
	load_sanitizer(so);
	memset(k, 0, sizeof(*k));
	k->run.kernel = run_kernel_load(so, &reason);
	if (!k->run.kernel) {
		fprintf(stderr, "hairpin: %s\n", reason ? reason : "out of memory");
		free(reason);
		free(so);
		return HP_EXIT_TOOL;
	}
	k->arg = arg;
	ks->n++;
	status = describe(k, so) ? -1 : HP_EXIT_TOOL;
	say_what(k, so);
	free(so);
	return status;
}

int kernels_open(struct kernels *ks, const struct arg_list *names,
		 const char *variant)
{
	int ret = -1;

	memset(ks, 0, sizeof(*ks));
	if (!names->n)
		ret = open_one(ks, NULL, variant);
	for (uint32_t i = 0; ret < 0 && i < names->n; i++)
		ret = open_one(ks, names->items[i], variant);
	if (ret < 0)
		make_labels(ks);
	else
		kernels_close(ks);
	return ret;
}

int kernels_with(const struct kernel_with_args *with)
{
	if (!with->config && !with->objects)
		return -1;
	return kernel_with(with->config, with->objects);
}

void kernels_close(struct kernels *ks)
{
	for (uint32_t i = 0; i < ks->n; i++) {
		struct loaded_kernel *k = &ks->k[i];

		run_kernel_free(&k->run);
		free(k->label);
		free(k->release);
		free(k->describe);
		free(k->config);
		free(k->compiler);
		free(k->variant);
	}
	ks->n = 0;
}

char *kernels_options(const char *variant, const struct kernel_with_args *with)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	if (variant && strcmp(variant, "plain"))
		fprintf(f, " --variant %s", variant);
	if (with->config)
		fprintf(f, " --config %s", with->config);
	if (with->objects)
		fprintf(f, " --objects %s", with->objects);
	fclose(f);
	return text;
}
