// SPDX-License-Identifier: GPL-2.0-only
/*
 * lazy.c - dlopen() and dlsym().
 */
#include <dlfcn.h>

#include "model/import/lazy.h"

bool lazy_load(const char *soname, const struct lazy_function *f, size_t n,
	       const char **why)
{
	void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	*why = NULL;
	for (size_t i = 0; handle && i < n; i++) {
		*f[i].at = dlsym(handle, f[i].name);
		if (!*f[i].at)
			handle = NULL;
	}
	if (!handle)
		*why = dlerror();
	return handle != NULL;
}
