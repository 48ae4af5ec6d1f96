/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernels.h - the loaded kernel instances of a command.
 */
#ifndef TOOLS_COMMON_KERNELS_H
#define TOOLS_COMMON_KERNELS_H

#include "sim/run/runner.h"
#include "tools/common/args.h"

/* Set when the program restarts itself with the sanitizer's runtime, so that it tries once. */
#define KERNELS_REEXEC_MARK "HAIRPIN_SANITIZER_LOADED"

struct loaded_kernel {
	struct run_kernel run;
	const char *arg;	/* as given with -k; NULL: the default */
	char *label;		/* short, and different from the others' */
	char *release, *describe, *config, *compiler, *variant;	/* or NULL */
};

/* What a user adds to kernels: files, or NULL (kernel_with()). */
struct kernel_with_args {
	const char *config, *objects;
};

struct kernels {
	uint32_t n;
	struct loaded_kernel k[16];
	const char *unbuilt;	/* the one that did not compile, as given */
};

/*
 * Finds and loads all of @names (none: the newest built).  Returns -1, or an exit
 * status after a message.  If an instance needs the address sanitizer's runtime, it
 * starts the program again with that.
 */
int kernels_open(struct kernels *ks, const struct arg_list *names,
		 const char *variant);
void kernels_close(struct kernels *ks);

/* Takes what the options name (kernel_with()).  Returns -1, or an exit status. */
int kernels_with(const struct kernel_with_args *with);

/*
 * The options by which another command finds the same kernels, with a blank before
 * each, malloc()ed; "" where none is needed.
 */
char *kernels_options(const char *variant, const struct kernel_with_args *with);

/* Options that several commands have. */
#define KERNEL_WITH_ARGS(with)                                                \
	{ "config", 0, ARG_STRING, &(with)->config, "FILE",                   \
	  "a Kconfig fragment for the kernels: a build of its own" },         \
	{ "objects", 0, ARG_STRING, &(with)->objects, "FILE",                 \
	  "a list of further objects of the tree to link" }

#define KERNEL_ARGS(list, variant)                                            \
	{ "kernel", 'k', ARG_LIST, list, "KERNEL",                            \
	  "version, tree or object (default: the newest built)" },            \
	{ "variant", 0, ARG_STRING, variant, "V", "plain, asan, cov, trace or access" }

#endif
