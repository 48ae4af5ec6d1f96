// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_init.c - hairpin init: a scenario to begin with.
 *
 * Needs no kernel.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/common/output.h"

/* tests/cli/test-fmt.sh runs it: it passes, and is as hairpin fmt would have it. */
static const char first[] =
	"# Say here, in a sentence, why the answers expected below are right.\n"
	"# from: where the question came from, if it was a report\n"
	"\n"
	"# The machine.  A profile says what the host is: pc, server, amd-zen, ...\n"
	"# iommu is off, passthrough, strict or lazy.\n"
	"host   server\n"
	"iommu  off\n"
	"\n"
	"# One line a function: what it is, its name, what it is under, its options.\n"
	"# ACS bits are written as lspci writes them: + is on, - is off.\n"
	"rp     rp0   01.0  acs SV+ RR- CR- UF-\n"
	"switch sw0   under rp0\n"
	"dsp    sw0.0 acs SV+ RR- CR-\n"
	"dsp    sw0.1 acs SV+ RR- CR-\n"
	"ep     gpu   under sw0.0  class display  bar0 16M  bar2 1G 64 pref\n"
	"ep     nic   under sw0.1  class network  bar0 1M\n"
	"\n"
	"# What the kernel is to answer: may the NIC read and write the GPU's memory, and\n"
	"# which way?  BUS_ADDR: straight through the switch.\n"
	"expect map gpu -> nic BUS_ADDR distance 4\n"
	"\n"
	"# Map a megabyte of the GPU for the NIC, write it with TLPs, and see where they\n"
	"# arrive.  Laws judge that in any case; an expectation says it in the open.\n"
	"step   dma nic maps gpu bar2 0+1M as m\n"
	"expect m lands gpu bar2 0+1M\n";

static int write_new(const char *path)
{
	struct output out;

	if (!access(path, F_OK)) {
		fprintf(stderr, "hairpin init: %s is there already; name a file that is not\n",
			path);
		return HP_EXIT_USAGE;
	}
	if (!output_open(&out, path))
		return HP_EXIT_TOOL;
	fputs(first, out.f);
	if (!output_commit(&out))
		return HP_EXIT_TOOL;
	fprintf(stderr, "hairpin init: wrote %s; 'hairpin run %s' runs it\n", path, path);
	return HP_EXIT_PASS;
}

int cmd_init(int argc, char **argv)
{
	const struct arg table[] = { { 0 } };
	const struct args args = {
		.command = "init",
		.operands = "[FILE]",
		.summary = "Write a commented scenario to begin with (default: to stdout).",
		.table = table,
		.max = 1,
	};
	size_t n;
	int ret = args_parse(&args, argc, argv, &n);

	if (ret >= 0)
		return ret;
	if (n && strcmp(argv[1], "-"))
		return write_new(argv[1]);
	fputs(first, stdout);
	return HP_EXIT_PASS;
}
