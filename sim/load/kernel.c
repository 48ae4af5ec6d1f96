// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel.c - loads kernel instances.
 *
 * Several instances may be loaded at once.  RTLD_LOCAL here and hidden visibility
 * in the instance keep their symbols apart.  It must not know what the callbacks
 * do that it passes to the instance.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/load/kernel.h"

struct mapping {
	uint64_t base;
	uint64_t end;
};

static int find_mapping(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct mapping *m = arg;
	uint64_t end = 0;

	(void)size;
	if (info->dlpi_addr != m->base)
		return 0;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD && ph->p_vaddr + ph->p_memsz > end)
			end = ph->p_vaddr + ph->p_memsz;
	}
	m->end = m->base + end;
	return 1;
}

static bool check_ops(const struct kernel *k, char **reason)
{
	if (!k->ops) {
		if (asprintf(reason, "%s: built for another version of this program; build it again with 'hairpin kernel build'",
			     k->path) < 0)
			*reason = NULL;
		return false;
	}
	if (k->ops->abi != HP_ABI_VERSION) {
		if (asprintf(reason,
			     "%s: built for ABI version %u, this program has %u; build it again with 'hairpin kernel build'",
			     k->path, k->ops->abi, HP_ABI_VERSION) < 0)
			*reason = NULL;
		return false;
	}
	return true;
}

static bool enter(struct kernel *k, char **reason)
{
	hp_kernel_entry_fn entry;
	struct link_map *map;
	struct mapping m = { 0 };

	/* POSIX's idiom for converting a data pointer to a function pointer. */
	*(void **)&entry = dlsym(k->handle, HP_KERNEL_ENTRY);
	if (!entry || dlinfo(k->handle, RTLD_DI_LINKMAP, &map)) {
		if (asprintf(reason, "%s: no kernel instance: it has no '%s'",
			     k->path, HP_KERNEL_ENTRY) < 0)
			*reason = NULL;
		return false;
	}
	m.base = map->l_addr;
	dl_iterate_phdr(find_mapping, &m);
	k->base = m.base;
	k->end = m.end;
	k->host.ctx = k;
	k->ops = entry(&k->host);
	return check_ops(k, reason);
}

struct kernel *kernel_load(const char *path, const struct hp_host *host,
			   char **reason)
{
	struct kernel *k = calloc(1, sizeof(*k));

	*reason = NULL;
	if (!k)
		return NULL;
	k->host = *host;
	k->path = strdup(path);
	k->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!k->handle) {
		*reason = strdup(dlerror());
		goto fail;
	}
	if (!enter(k, reason))
		goto fail;
	k->label = strdup(k->ops->release ? k->ops->release : "?");
	return k;
fail:
	kernel_unload(k);
	return NULL;
}

void kernel_unload(struct kernel *k)
{
	if (!k)
		return;
	if (k->handle)
		dlclose(k->handle);
	free(k->label);
	free(k->path);
	free(k);
}
