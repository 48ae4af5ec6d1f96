/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel.h - a kernel instance that is loaded into this process.
 *
 * It knows hairpin/abi.h, and nothing of scenarios or fabrics.
 */
#ifndef SIM_LOAD_KERNEL_H
#define SIM_LOAD_KERNEL_H

#include "hairpin/abi.h"

struct kernel {
	char *path;			/* of the shared object */
	char *label;			/* its name in tables and replay lines */
	void *handle;
	uint64_t base, end;		/* where it is mapped: [base, end) */
	const struct hp_kernel *ops;
	struct hp_host host;		/* its callbacks; the instance keeps a pointer */
	/*
	 * What the callbacks act on (the replay's struct world).  NULL until a child
	 * process sets it after fork.  An instance has only one world in its life.
	 */
	void *world;
};

/*
 * Loads @path, with the callbacks of @host, whose ctx will be the returned kernel.
 * kernel_unload() frees it.  On failure returns NULL, and sets @reason to one line
 * that the caller frees: the object cannot be loaded, exports no entry, or has
 * another ABI version.
 */
struct kernel *kernel_load(const char *path, const struct hp_host *host,
			   char **reason);
void kernel_unload(struct kernel *k);

/* Returns true if @address is in the instance's mapping. */
static inline bool kernel_contains(const struct kernel *k, uint64_t address)
{
	return address >= k->base && address < k->end;
}

#endif
