// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_import.c - hairpin import: a capture of a real machine as a scenario.
 *
 * Needs no kernel.
 */
#include <stdio.h>
#include <string.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/common/dump.h"
#include "tools/common/input.h"
#include "tools/common/host_args.h"
#include "tools/common/output.h"
#include "tools/common/protect.h"

#define MAX_DUMPS 16

struct words {
	const char *word;
	int value;
};

static const struct words iommu_words[] = {
	{ "off", SPEC_IOMMU_OFF }, { "passthrough", SPEC_IOMMU_PASSTHROUGH },
	{ "strict", SPEC_IOMMU_STRICT }, { "lazy", SPEC_IOMMU_LAZY }, { 0 },
};

/* False after a message that lists what would be right. */
static bool choose(const char *option, const char *given,
		   const struct words *words, int *value)
{
	for (const struct words *w = words; w->word; w++)
		if (!strcmp(w->word, given)) {
			*value = w->value;
			return true;
		}
	fprintf(stderr, "hairpin import: --%s %s: one of", option, given);
	for (const struct words *w = words; w->word; w++)
		fprintf(stderr, " %s", w->word);
	fputs(" would be right\n", stderr);
	return false;
}

static bool options(struct import_options *opt, const char *iommu)
{
	int value = 0;

	if (!iommu)
		return true;
	if (!choose("iommu", iommu, iommu_words, &value))
		return false;
	opt->has_iommu = true;
	opt->iommu = (enum spec_iommu_mode)value;
	return true;
}

/* Without its bytes a machine is what the scenario's own words say. */
static bool drop_bytes(struct spec *spec, const char *path)
{
	struct spec_error err;

	for (uint32_t i = 0; i < spec->nfunctions; i++) {
		spec->functions[i].config = NULL;
		spec->functions[i].config_len = 0;
	}
	if (spec_check(spec, &err))
		return true;
	fprintf(stderr, "%s:%u:%u: without its captured bytes: %s\n", path,
		err.loc.line, err.loc.column, err.text);
	return false;
}

static int print(const char *file, const char *path, const struct spec *spec,
		 const struct import_report *rep)
{
	struct output out;

	if (!file) {
		dump_print(stdout, path, spec, rep);
		return fflush(stdout) || ferror(stdout) ? HP_EXIT_TOOL : HP_EXIT_PASS;
	}
	if (!output_open(&out, file))
		return HP_EXIT_TOOL;
	dump_print(out.f, path, spec, rep);
	return output_commit(&out) ? HP_EXIT_PASS : HP_EXIT_TOOL;
}

static int import(const char *path, const struct import_options *opt,
		  const struct host_args *host, bool facts, const char *file)
{
	struct import_report rep;
	struct spec *spec = import_load(path, opt, &rep, stderr);
	int ret = HP_EXIT_USAGE;

	if (rep.kind == IMPORT_NOT_A_DUMP)
		fprintf(stderr, "%s: no capture of a machine that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)\n",
			path);
	if (spec && host_args_apply(host, "import", spec) && (!facts || drop_bytes(spec, path)))
		ret = print(file, path, spec, &rep);
	spec_free(spec);
	import_report_free(&rep);
	return ret;
}

int cmd_import(int argc, char **argv)
{
	struct import_options opt = { 0 };
	struct host_args host = { 0 };
	const char *file = NULL, *iommu = NULL;
	bool facts = false;
	const struct arg table[] = {
		{ "output", 'o', ARG_STRING, &file, "FILE",
		  "write there (default: stdout)" },
		{ "facts", 'f', ARG_FLAG, &facts, NULL,
		  "leave captured config bytes out: shorter, editable" },
		HOST_ARGS(&host),
		{ "iommu", 0, ARG_STRING, &iommu, "MODE",
		  "off, passthrough, strict or lazy" },
		{ "pci-ids", 0, ARG_STRING, &opt.pci_ids, "FILE",
		  "names to numbers by this list" },
		{ "quiet", 'q', ARG_FLAG, &opt.quiet, NULL,
		  "no warnings on stderr" },
		{ 0 },
	};
	const struct args args = {
		.command = "import",
		.operands = "DUMP [DUMP...]",
		.summary = "Print a captured machine as a scenario file.",
		.notes = "DUMP: lspci -xxxx or -vvv (also pasted from mail), a list of IOMMU groups, a\n"
			 "kernel's log, a sysfs tree or a tar of one (tools/hairpin-capture makes it),\n"
			 "rdma_topo dump, lspci -t, NCCL or hwloc XML, pciconf -l, or nvidia-smi topo -m;\n"
			 "- is stdin.\n"
			 "Of several of one machine, each fills what those before it leave open.\n",
		.table = table,
		.min = 1,
		.max = MAX_DUMPS,
	};
	size_t n;
	int ret = args_parse(&args, argc, argv, &n);

	if (ret >= 0)
		return ret;
	if (!options(&opt, iommu) || !host_args_check(&host, "import"))
		return HP_EXIT_USAGE;
	opt.profile = host.profile;	/* instead of what IDs and cpuinfo say */
	if (!input_stdin_once(NULL, argv + 1, n))
		return HP_EXIT_USAGE;
	for (size_t i = 0; i < n; i++)
		protect_input(argv[1 + i]);
	opt.more = (const char *const *)&argv[2];
	opt.nmore = (uint32_t)(n - 1);
	return import(argv[1], &opt, &host, facts, file);
}
