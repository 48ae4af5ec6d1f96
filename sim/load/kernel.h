/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - a kernel instance in this process: one shared object, loaded.
 *
 * Knows the ABI of hairpin/abi.h only; nothing of scenarios or fabrics.
 */
#ifndef SIM_LOAD_KERNEL_H
#define SIM_LOAD_KERNEL_H

#include "hairpin/abi.h"

struct kernel {
	char *path;			/* of the shared object */
	char *label;			/* how tables and replay lines call it */
	void *handle;
	uint64_t base, end;		/* where it is mapped: [base, end) */
	const struct hp_kernel *ops;
	struct hp_host host;		/* its callbacks; the instance keeps a pointer */
	/*
	 * What the callbacks act on (the runner's struct world).  NULL until a child,
	 * after fork, ties this instance to one; it serves one in its life.
	 */
	void *world;
};

/*
 * Load @path, with the callbacks of @host; their ctx is the kernel that is returned.
 * Returns NULL and a malloc()ed one-line reason in @reason when it cannot be loaded,
 * exports no entry, or speaks another ABI version.
 */
struct kernel *kernel_load(const char *path, const struct hp_host *host,
			   char **reason);
void kernel_unload(struct kernel *k);

/* Whether @address lies in the instance's mapping. */
static inline bool kernel_contains(const struct kernel *k, uint64_t address)
{
	return address >= k->base && address < k->end;
}

#endif
