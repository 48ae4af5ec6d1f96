// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_files.c - the files that hairpin run writes: JUnit, JSON, pictures, traces.
 *
 * It must not know how scenarios are run.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/cmd/run.h"
#include "tools/report/dot.h"

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static bool ends_in_slash(const char *path)
{
	size_t n = strlen(path);

	return n && path[n - 1] == '/';
}

static bool write_dot(const struct run *run, size_t i, const char *path)
{
	const struct report_result *res = &run->report.results[i];
	struct output out;

	if (!output_open(&out, path))
		return false;
	if (dot_write(out.f, res->scn, res->verdicts[0]))
		return output_commit(&out);
	output_abandon(&out);
	return false;
}

static bool make_folder(const char *path)
{
	if (output_folder(path))
		return true;
	fprintf(stderr, "hairpin run: %s: %s\n", path, strerror(errno));
	return false;
}

static bool write_dots(struct run *run)
{
	struct output_names names = { NULL };
	bool ok = true;

	if (!run->dot)
		return true;
	if (run->in.n == 1 && !is_directory(run->dot) &&
	    !ends_in_slash(run->dot))
		return write_dot(run, 0, run->dot);
	if (!make_folder(run->dot))
		return false;
	for (size_t i = 0; i < run->in.n; i++) {
		char *name = output_name(&names, run->dot,
					 run->in.scn[i]->path, ".dot");

		ok = write_dot(run, i, name) && ok;
		free(name);
	}
	output_names_free(&names);
	return ok;
}

static bool write_trace(const struct job *job, const char *path)
{
	struct output out;

	if (!output_open(&out, path))
		return false;
	if (trace_write(out.f, job->trace, job->trace_len))
		return output_commit(&out);
	output_abandon(&out);
	return false;
}

/* With several kernels, each has its own: NAME.7.3.4.json. */
static bool write_traces(struct run *run)
{
	size_t n = run->in.n * run->kernels.n;
	struct output_names names = { NULL };
	bool ok = true;

	if (!run->trace)
		return true;
	if (n == 1 && !is_directory(run->trace) && !ends_in_slash(run->trace))
		return write_trace(&run->jobs[0], run->trace);
	if (!make_folder(run->trace))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct job *job = &run->jobs[i];
		char *suffix, *name;

		if (asprintf(&suffix, "%s%s.json", run->kernels.n > 1 ? "." : "",
			     run->kernels.n > 1 ?
			     run->kernels.k[i % run->kernels.n].label : "") < 0)
			abort();
		for (char *p = suffix; *p; p++)
			if (*p == '/')
				*p = '-';
		name = output_name(&names, run->trace, job->scn->path, suffix);
		ok = write_trace(job, name) && ok;
		free(suffix);
		free(name);
	}
	output_names_free(&names);
	return ok;
}

bool run_files_open(struct run *run)
{
	if (run->junit && !output_open(&run->junit_out, run->junit))
		return false;
	if (run->json && !output_open(&run->json_out, run->json))
		return false;
	if (!run->junit || !run->json ||
	    !output_same(&run->junit_out, &run->json_out))
		return true;
	fprintf(stderr, "hairpin run: --junit and --json: both would be written to %s\n",
		run->json);
	return false;
}

bool run_files_write(struct run *run)
{
	bool ok = true;

	if (run->junit)
		ok = junit_write(run->junit_out.f, &run->report) &&
		     output_commit(&run->junit_out);
	if (run->json)
		ok = json_write(run->json_out.f, &run->report) &&
		     output_commit(&run->json_out) && ok;
	ok = write_traces(run) && ok;
	return write_dots(run) && ok;
}

void run_files_abandon(struct run *run)
{
	output_abandon(&run->junit_out);
	output_abandon(&run->json_out);
}

void run_files_unbuilt(struct run *run)
{
	if (run->junit && output_open(&run->junit_out, run->junit) &&
	    junit_write_unbuilt(run->junit_out.f, run->kernels.unbuilt))
		output_commit(&run->junit_out);
	if (run->json && output_open(&run->json_out, run->json) &&
	    json_write_unbuilt(run->json_out.f, run->kernels.unbuilt,
			       run->opt.seed))
		output_commit(&run->json_out);
}
