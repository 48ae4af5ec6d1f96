/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * installed.h - where the program's own files are, and which version it is.
 */
#ifndef TOOLS_COMMON_INSTALLED_H
#define TOOLS_COMMON_INSTALLED_H

/*
 * The path of @name, such as "tools/kbuild/kernel-build", among the files that
 * came with the program: below the prefix it is installed in or, for one that
 * was not installed, in the source tree that its build folder links to.  Where
 * it is in neither, the path it should have.  The caller frees it.
 */
char *installed_file(const char *name);

/* The path of library  of the program's own: where it is installed, or beside the program. */
char *installed_library(const char *name);

/* As git describes the source tree that this was built from, such as
 * "0.1.0-12-g0123456789ab"; the project's version where there was no git. */
const char *installed_version(void);

#endif
