/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernels.h - the kernel instances a command was asked to use, loaded.
 */
#ifndef TOOLS_COMMON_KERNELS_H
#define TOOLS_COMMON_KERNELS_H

#include "sim/run/runner.h"
#include "tools/common/args.h"

/* Set in the program that runs with the sanitizer's runtime, to try once. */
#define KERNELS_REEXEC_MARK "HAIRPIN_SANITIZER_LOADED"

struct loaded_kernel {
	struct run_kernel run;
	const char *arg;	/* as given with -k; NULL: the default */
	char *label;		/* short and unlike the others' */
	char *release, *describe, *config, *compiler, *variant;	/* or NULL */
};

struct kernels {
	uint32_t n;
	struct loaded_kernel k[16];
};

/*
 * Find and load all of @names (none: the newest built).  Returns -1, or the
 * exit status after a message.  May run the program anew, with the address
 * sanitizer's runtime, when an instance needs that.
 */
int kernels_open(struct kernels *ks, const struct arg_list *names,
		 const char *variant);
void kernels_close(struct kernels *ks);

/* What several commands have in common. */
#define KERNEL_ARGS(list, variant)                                            \
	{ "kernel", 'k', ARG_LIST, list, "KERNEL",                            \
	  "version, tree or object (default: the newest built)" },            \
	{ "variant", 0, ARG_STRING, variant, "V", "plain, asan or cov" }

#endif
