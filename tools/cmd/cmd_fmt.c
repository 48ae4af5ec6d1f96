// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_fmt.c - hairpin fmt: scenario files with canonical spacing.
 *
 * It must not know what that is: sim/lang/format.c does.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/common/input.h"
#include "tools/common/output.h"

struct fmt {
	bool check, write;
	size_t ndiffer, nfailed;
};

static void write_back(struct fmt *fmt, const char *path, const char *text,
		       size_t len)
{
	struct output out;

	if (!output_open(&out, path)) {
		fmt->nfailed++;
		return;
	}
	fwrite(text, 1, len, out.f);
	fmt->nfailed += !output_commit(&out);
}

static bool format(const char *path, void *arg)
{
	struct fmt *fmt = arg;
	size_t len, out_len = 0;
	char *text = scenario_read(path, &len, stderr), *out;
	bool differs;

	if (!text)
		return false;
	out = scenario_format(path, text, len, &out_len, stderr);
	if (!out) {
		free(text);
		return false;
	}
	differs = out_len != len || memcmp(text, out, len);
	fmt->ndiffer += differs;
	if (fmt->check && differs)
		printf("%s\n", path);
	else if (fmt->write && differs)
		write_back(fmt, path, out, out_len);
	else if (!fmt->check && !fmt->write)
		fwrite(out, 1, out_len, stdout);
	free(out);
	free(text);
	return true;
}

int cmd_fmt(int argc, char **argv)
{
	struct fmt fmt = { .ndiffer = 0 };
	const struct arg table[] = {
		{ "write", 'w', ARG_FLAG, &fmt.write, NULL,
		  "write the files instead of printing them" },
		{ "check", 'c', ARG_FLAG, &fmt.check, NULL,
		  "print the names of files that would change" },
		{ 0 },
	};
	const struct args args = {
		.command = "fmt",
		.operands = "FILE|DIR...",
		.summary = "Print scenario files with canonical spacing; words and comments stay as they are.",
		.notes = "Exit status: 0 done, 1 with --check when a file would change, 2 a file is\n"
			 "malformed, 3 one could not be written.\n",
		.table = table,
		.min = 1,
		.max = SIZE_MAX,
	};
	size_t n, nwrong;
	int ret = args_parse(&args, argc, argv, &n);

	if (ret >= 0)
		return ret;
	if (fmt.check && fmt.write) {
		fprintf(stderr, "hairpin fmt: --check only looks, --write writes: give one of the two\n");
		return HP_EXIT_USAGE;
	}
	for (size_t i = 0; fmt.write && i < n; i++)
		if (strcmp(input_file(argv[i + 1]), argv[i + 1])) {
			fprintf(stderr, "hairpin fmt: standard input (-) cannot be written back; leave --write out\n");
			return HP_EXIT_USAGE;
		}
	nwrong = inputs_each(argv + 1, n, format, &fmt);
	if (fmt.nfailed)
		return HP_EXIT_TOOL;
	if (nwrong)
		return HP_EXIT_USAGE;
	return fmt.check && fmt.ndiffer ? HP_EXIT_FAIL : HP_EXIT_PASS;
}
