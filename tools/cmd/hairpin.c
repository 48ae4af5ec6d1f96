// SPDX-License-Identifier: GPL-2.0-only
/*
 * hairpin.c - the program: finds the command and hands over.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cmd/cmd.h"
#include "tools/cmd/last_words.h"
#include "tools/common/installed.h"
#include "tools/common/output.h"
#include "tools/common/kernels.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{ "run", cmd_run, "run scenarios and say pass or fail, as KTAP" },
	{ "exec", cmd_exec, "an unmodified program on a simulated machine" },
	{ "matrix", cmd_matrix, "who may reach whom: map type and distance, every pair" },
	{ "groups", cmd_groups, "IOMMU groups as the kernel forms them" },
	{ "layout", cmd_layout, "config space as VFIO shows it; what moved, and which guest breaks" },
	{ "explain", cmd_explain, "the path from A to B, and what the kernel says of it" },
	{ "perf", cmd_perf, "bandwidth and latency of P2P DMA, TLP by TLP" },
	{ "dot", cmd_dot, "draw a machine, for Graphviz" },
	{ "import", cmd_import, "a captured real machine as a scenario file" },
	{ "validate", cmd_validate, "a patch series, judged commit by commit" },
	{ "compare", cmd_compare, "two kernels on the same scenarios: what became different" },
	{ "explore", cmd_explore, "programs that nobody wrote: which of them break a law" },
	{ "campaign", cmd_campaign, "explore with many processes, over MPI" },
	{ "kernel", cmd_kernel, "list, build or find kernel instances" },
	{ "check", cmd_check, "parse scenario files and run nothing" },
	{ "fmt", cmd_fmt, "scenario files with canonical spacing" },
	{ "init", cmd_init, "a first scenario, with comments" },
};

#define NCOMMANDS (sizeof(commands) / sizeof(*commands))

static void print_commands(FILE *out)
{
	fprintf(out, "usage: hairpin COMMAND [OPTION...] [FILE...]\n"
		     "       hairpin --version\n\n"
		     "Runs a Linux tree's own PCI and P2PDMA code on simulated machines.\n\n");
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name,
			commands[i].summary);
	fprintf(out, "\n'hairpin COMMAND --help' says more; so do hairpin(1) and hairpin-COMMAND(1).\n");
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int command_line(int argc, char **argv)
{
	const struct command *c;
	char help[] = "--help";

	if (argc < 2) {
		print_commands(stderr);
		return HP_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		printf("hairpin %s\n", installed_version());
		return HP_EXIT_PASS;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    (!strcmp(argv[1], "help") && argc == 2)) {
		print_commands(stdout);
		return HP_EXIT_PASS;
	}
	if (!strcmp(argv[1], "help")) {
		c = find(argv[2]);
		if (c) {
			char *sub[] = { argv[2], help, NULL };

			return c->run(2, sub);
		}
		argv++;
	}
	c = find(argv[1]);
	if (c)
		return c->run(argc - 1, argv + 1);
	fprintf(stderr, "hairpin: '%s' is no command; these are:", argv[1]);
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(stderr, " %s", commands[i].name);
	fprintf(stderr, "\n");
	return HP_EXIT_USAGE;
}

static bool has_word(int argc, char **argv, const char *word)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], word))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	int status;

	/* The runtime is loaded; scripts that this program runs must not load it. */
	if (getenv(KERNELS_REEXEC_MARK))
		unsetenv("LD_PRELOAD");
	output_guard_standard();
	last_words(argc > 1 && !strcmp(argv[1], "run"), has_word(argc, argv, "--bisect"));
	status = command_line(argc, argv);
	if (!output_standard_ok() && status != HP_EXIT_UNTESTABLE)
		status = HP_EXIT_TOOL;
	return status;
}
