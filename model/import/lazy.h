/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lazy.h - a shared library that is loaded when it is first needed.
 *
 * Some drag in a dozen others, which would take longer to load than most
 * commands, that need none of them, take to run.  It knows no library.
 */
#ifndef MODEL_IMPORT_LAZY_H
#define MODEL_IMPORT_LAZY_H

#include <stdbool.h>
#include <stddef.h>

struct lazy_function {
	const char *name;
	void **at;		/* the pointer to fill in */
};

/* An entry for member @f of @table, a pointer to the library's function @f. */
#define LAZY(table, f) { #f, (void **)&(table).f }

/*
 * Load @soname, for good, and fill in @n pointers.  False with one line in
 * @why, which stays valid, when it or one of the functions is not there.
 */
bool lazy_load(const char *soname, const struct lazy_function *f, size_t n,
	       const char **why);

#endif
