/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_find.h - finds the kernel instance that a user names.
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
	char with[1024];	/* what --config and --objects added; "" if nothing */
	unsigned int traps;	/* symbols that trap */
	char *path;		/* of libkernel.so; set by kernel_list() only */
};

/*
 * Returns the path of the shared object that @arg names; the caller frees it.  @arg
 * is a version that is built ("7.3", "7.3.4"), a tree's path, a shared object, or
 * NULL for the newest that is built.  @variant NULL means "plain".  If the tree or the
 * environment (sim/env/) was edited, what changed is compiled first.
 *
 * Returns NULL after a message on @err; @status is then HP_EXIT_USAGE (no such
 * kernel), HP_EXIT_NO_BUILD (the tree does not compile) or HP_EXIT_TOOL.
 */
char *kernel_find(const char *arg, const char *variant, FILE *err, int *status);

/*
 * From now on kernel_find() finds, or builds, kernels with a Kconfig fragment and
 * further objects of the tree; NULL: without.  For this program and for what it
 * starts (HAIRPIN_CONFIG, HAIRPIN_OBJECTS).  Returns -1, or HP_EXIT_USAGE after a
 * message.
 */
int kernel_with(const char *config, const char *objects);

/*
 * Reads kernel.info beside the object.  Returns false if there is none, with errno 0, or
 * if it cannot be read, with errno.
 */
bool kernel_info(const char *so, struct kernel_info *info);

/*
 * Returns all instances that are built, newest first: by release, packages before
 * trees, then by name and variant.  @variant NULL: all variants.  kernel_list_free()
 * frees the list.
 */
struct kernel_info *kernel_list(const char *variant, size_t *n);
void kernel_list_free(struct kernel_info *list, size_t n);

/*
 * Can what is built be looked up at all?  Returns -1, or HP_EXIT_TOOL after a message
 * on @err: the environment names no folder, or it cannot be read.
 */
int kernel_cache_check(FILE *err);

/* Returns the path of a script of tools/kbuild/ ("kernel-build"); the caller frees it. */
char *kernel_tool(const char *name);
/* The folder of all that is built, malloc()ed; NULL: the environment names none. */
char *kernel_cache(void);

#endif
