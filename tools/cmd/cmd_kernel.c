// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_kernel.c - `hairpin kernel list|build|path|clean`.
 *
 * It must not know how kernels are built: the scripts of tools/kbuild/ do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/common/kernel_find.h"

static int kernel_list_cmd(int argc, char **argv)
{
	const char *variant = NULL;
	const struct arg table[] = {
		{ "variant", 0, ARG_STRING, &variant, "V",
		  "only plain, asan, cov, trace or access ones" },
		{ 0 },
	};
	const struct args args = {
		.command = "kernel list",
		.page = "hairpin",
		.operands = "",
		.summary = "List the kernel instances that are built, newest first; * marks the default.",
		.notes = "Columns: release, variant, package or tree, content hash, what git or the\n"
			 "package calls it, source tree; after a + what --config and --objects added.\n",
		.table = table,
	};
	bool have_default = false;
	size_t n;
	int ret = args_parse(&args, argc, argv, &n);
	struct kernel_info *list;

	if (ret >= 0)
		return ret;
	ret = kernel_cache_check(stderr);
	if (ret >= 0)
		return ret;
	list = kernel_list(variant, &n);
	for (size_t i = 0; i < n; i++) {
		const struct kernel_info *k = &list[i];
		bool is_default = !have_default && !k->with[0] &&
				  !strcmp(k->variant, "plain");

		have_default |= is_default;
		printf("%c %-12s %-5s %-7s %.12s %s %s%s%s\n",
		       is_default ? '*' : ' ', k->release, k->variant, k->kind,
		       k->object, k->describe[0] && !k->with[0] ? k->describe : k->name,
		       k->tree, k->with[0] ? " + " : "", k->with);
	}
	if (!n)
		fprintf(stderr, "hairpin: no kernel is built yet; 'hairpin kernel build newest' builds the newest packaged one\n");
	kernel_list_free(list, n);
	return HP_EXIT_PASS;
}

/* Becomes a script of tools/kbuild/, which has the same options. */
static int become(const char *name, char **argv)
{
	char *tool = kernel_tool(name);

	argv[0] = tool;
	fflush(NULL);
	execv(tool, argv);
	fprintf(stderr, "hairpin: %s: %s\n", tool, strerror(errno));
	free(tool);
	return HP_EXIT_TOOL;
}

static int kernel_path_cmd(int argc, char **argv)
{
	const char *variant = NULL;
	const struct arg table[] = {
		{ "variant", 0, ARG_STRING, &variant, "V",
		  "plain (default), asan or cov" },
		{ 0 },
	};
	const struct args args = {
		.command = "kernel path",
		.page = "hairpin",
		.operands = "[KERNEL]",
		.summary = "Print the path of a kernel instance; a tree is built first as far as it changed.",
		.notes = "KERNEL is a version that is built (7.3), a tree's path, or an instance;\n"
			 "the default is the newest built.\n",
		.table = table,
		.max = 1,
	};
	size_t n;
	int ret = args_parse(&args, argc, argv, &n);
	char *so;

	if (ret >= 0)
		return ret;
	so = kernel_find(n ? argv[1] : NULL, variant, stderr, &ret);
	if (!so)
		return ret ? ret : HP_EXIT_TOOL;
	puts(so);
	free(so);
	return HP_EXIT_PASS;
}

static void usage(FILE *out)
{
	fputs("usage: hairpin kernel list  [--variant V]\n"
	      "       hairpin kernel build [--variant V] [--config FILE] [--objects FILE]\n"
	      "                             [--bisect] [--quiet] [CC=COMPILER] TREE|VERSION|newest\n"
	      "       hairpin kernel path  [--variant V] [KERNEL]\n"
	      "       hairpin kernel clean [--size SIZE] [--days N] [--dry-run] [--list]\n\n"
	      "Kernel instances are built by a tree's own Kbuild into the cache\n"
	      "($HAIRPIN_CACHE, default ~/.cache/hairpin); a tree is never written into.\n"
	      "A variant is plain, asan (AddressSanitizer and UBSan in the kernel's own\n"
	      "objects), cov (gcov in them), trace (each basic block and comparison is noted,\n"
	      "for hairpin explore) or access (each load and store is, for --schedule bound).\n"
	      "--config has a Kconfig fragment, --objects a list of further objects or folders\n"
	      "of the tree to link.  Such an instance is a build of its own, NAME+HASH; so is\n"
	      "one of another gcc than gcc itself (CC, also from the environment).\n"
	      "clean removes from the cache what has not been used for N days (60), and what has\n"
	      "been used longest ago while all is above SIZE (10G); --list prints what there is.\n"
	      "Exit status of build: 0 built, 5 does not compile (125 with --bisect), 2 no\n"
	      "such tree or version, 3 the tool failed.\n", out);
}

int cmd_kernel(int argc, char **argv)
{
	if (argc >= 2 && !strcmp(argv[1], "list"))
		return kernel_list_cmd(argc - 1, argv + 1);
	if (argc >= 2 && !strcmp(argv[1], "build"))
		return become("kernel-build", argv + 1);
	if (argc >= 2 && !strcmp(argv[1], "clean"))
		return become("kernel-clean", argv + 1);
	if (argc >= 2 && !strcmp(argv[1], "path"))
		return kernel_path_cmd(argc - 1, argv + 1);
	if (argc >= 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		usage(stdout);
		return HP_EXIT_PASS;
	}
	if (argc >= 2)
		fprintf(stderr, "hairpin: kernel %s: list, build, path or clean is meant\n",
			argv[1]);
	usage(stderr);
	return HP_EXIT_USAGE;
}
