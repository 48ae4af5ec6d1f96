/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_find.h - from what a user calls a kernel to its instance's file.
 *
 *	cache/build/NAME.VARIANT/libkernel.so	the instance
 *	cache/build/NAME.VARIANT/kernel.info	what it is, key=value
 *
 * Written by tools/kbuild/kernel-build; knows nothing of what is inside an instance.
 */
#ifndef TOOLS_COMMON_KERNEL_FIND_H
#define TOOLS_COMMON_KERNEL_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct kernel_info {
	char release[64], describe[128], config[65], compiler[128], variant[16];
	char kind[16];		/* "package" or "tree" */
	char name[256];		/* "7.3", or the tree's last folder and a hash */
	char tree[4096];	/* the source tree's path */
	char object[65];	/* hash of the instance's content */
	unsigned int traps;	/* symbols that trap */
	char *path;		/* of libkernel.so; set by kernel_list() only */
};

/*
 * The shared object that @arg means, malloc()ed: a version that is built
 * ("7.3", "7.3.4"), a tree's path (built first, as far as it changed), a shared
 * object, or NULL: the newest that is built.  @variant NULL means "plain".
 * An instance whose tree or environment (sim/env/) was edited since is built
 * again, as far as it changed.
 * NULL after a message on @err, and then why in @status: HP_EXIT_USAGE (no
 * such kernel), HP_EXIT_FAIL (the tree does not compile), HP_EXIT_TOOL.
 */
char *kernel_find(const char *arg, const char *variant, FILE *err, int *status);

/* What kernel.info beside the object says; false when there is none. */
bool kernel_info(const char *so, struct kernel_info *info);

/*
 * All instances that are built, newest first: by release, packaged before
 * trees, then by name and variant.  @variant NULL: all variants.  malloc()ed,
 * freed by kernel_list_free().
 */
struct kernel_info *kernel_list(const char *variant, size_t *n);
void kernel_list_free(struct kernel_info *list, size_t n);

/* A script of tools/ ("kernel-build"), malloc()ed. */
char *kernel_tool(const char *name);

#endif
