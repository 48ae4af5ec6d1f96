// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_plot.c - the plot of `hairpin perf`: bandwidth and latency over the size, drawn by
 * gnuplot.  It must not know how the numbers were found.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/ask/perf_streams.h"
#include "tools/cmd/perf_out.h"
#include "tools/common/exit.h"
#include "tools/common/spawn.h"

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && !strcmp(text + n - m, end);
}

static int no_gnuplot(int status)
{
	fprintf(stderr, "hairpin perf: --plot needs gnuplot, which %s; on Debian: apt-get install gnuplot-nox\n",
		status == HP_EXIT_TOOL ? "cannot be run" : "failed");
	return HP_EXIT_TOOL;
}

int perf_plot_open(struct perf_plot *p, const char *path)
{
	char *const argv[] = { (char *)"gnuplot", (char *)"--version", NULL };
	char *text;
	int status;

	*p = (struct perf_plot){ .path = path };
	if (!ends_in(path, ".svg") && !ends_in(path, ".png")) {
		fprintf(stderr, "hairpin perf: --plot %s: a name that ends in .svg or .png would be right\n",
			path);
		return HP_EXIT_USAGE;
	}
	text = spawn_read(argv, "/dev/null", NULL, &status);
	free(text);
	if (!text || status)
		return no_gnuplot(text ? status : HP_EXIT_TOOL);
	return output_open(&p->out, path) ? -1 : HP_EXIT_TOOL;
}

/* In gnuplot's single quotes, which double themselves. */
static void put_title(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputc('\'', out);
		fputc((unsigned char)*text < ' ' ? '?' : *text, out);
	}
}

static void add_block(FILE *data, const struct perf_table *t, uint32_t i,
		      enum perf_kind kind, uint32_t number)
{
	fprintf(data, "$d%u << EOD\n", number);
	for (uint32_t k = 0; k < t->a.n; k++) {
		const struct perf_result *r = &t->a.result[k];
		const struct perf_row *row = &r->row[i];

		if (r->run.kind == kind && !row->status)
			fprintf(data, "%llu %.6f %.6f %.6f\n",
				(unsigned long long)r->run.bytes,
				perf_gigabytes_a_second(row),
				(double)row->latency.median / 1e6,
				(double)row->latency.most_of_100 / 1e6);
	}
	fprintf(data, "EOD\n");
}

/* What was written, after @old, which is freed. */
static char *append(char *old, char *more)
{
	char *both;

	if (asprintf(&both, "%s%s", old ? old : "", more) < 0)
		abort();	/* out of memory: nothing sensible is left to do */
	free(old);
	free(more);
	return both;
}

void perf_plot_add(struct perf_plot *p, const struct perf_table *t)
{
	static const char *const word[] = { "write", "read" };
	char *text[2] = { NULL }, stream[512];
	size_t n[2];
	FILE *data = open_memstream(&text[0], &n[0]);
	FILE *lines = open_memstream(&text[1], &n[1]);

	if (!data || !lines)
		abort();
	for (uint32_t i = 0; i < t->ask->n; i++)
		for (unsigned int kind = PERF_WRITE; kind <= PERF_READ; kind++) {
			add_block(data, t, i, (enum perf_kind)kind, p->n);
			fprintf(lines, "%u %u ", p->n, kind);
			put_title(lines, perf_stream_text(t->ask, i, stream, sizeof(stream)));
			fprintf(lines, ", %s, ", word[kind]);
			put_title(lines, t->kernel);
			fputc('\n', lines);
			p->n++;
		}
	if (fclose(data) || fclose(lines))
		abort();
	p->data = append(p->data, text[0]);
	p->lines = append(p->lines, text[1]);
}

/* One panel: of each line the column @using, and of the latency the 99 %, too. */
static void put_panel(FILE *out, const char *lines, const char *title, const char *unit,
		      unsigned int column)
{
	const char *sep = "plot ";

	fprintf(out, "set title '%s'\nset ylabel '%s'\n", title, unit);
	for (const char *l = lines; l && *l; l = strchr(l, '\n') + 1) {
		unsigned int number, kind, color;
		int used = 0;
		int len;

		if (sscanf(l, "%u %u %n", &number, &kind, &used) != 2)
			break;
		len = (int)(strchr(l, '\n') - l) - used;
		color = number / 2 % 8 + 1;
		/* Smaller marks on larger ones: streams that are equal all show. */
		fprintf(out, "%s$d%u using 1:%u with linespoints lc %u dt %u pt %u ps 1.%u title '%.*s'",
			sep, number, column, color, kind + 1, kind ? 6u : 7u,
			number / 2 % 8 < 4 ? 9 - number / 2 % 8 * 3 : 0, len, l + used);
		sep = ", \\\n  ";
		if (column == 3)
			fprintf(out, "%s$d%u using 1:4 with lines lc %u dt 3 lw 0.7 notitle",
				sep, number, color);
	}
	fputc('\n', out);
}

static void put_script(FILE *out, const struct perf_plot *p, const char *title)
{
	fprintf(out, "set terminal %s size 1120,%u enhanced font 'Helvetica,12'\n",
		ends_in(p->path, ".svg") ? "svg dynamic" : "pngcairo",
		430 + 14 * p->n);
	fputs(p->data ? p->data : "", out);
	fprintf(out, "set multiplot layout 1,2 title '");
	put_title(out, title);
	fprintf(out, "' noenhanced\nset grid lc rgb '#d0d7de'\nset logscale x 2\n"
		     "set xlabel 'bytes of a transfer'\nset format x '%%.0b%%B'\n"
		     "set key below left maxcols 1 noenhanced samplen 2 height 1.5 font ',9'\n"
		     "set border lc rgb '#5f6b7a'\nset offsets 0,0,graph 0.1,0\n"
		     "set yrange [0:]\n");
	put_panel(out, p->lines, "Bandwidth", "GB/s", 2);
	fprintf(out, "set logscale y\nset yrange [*:*]\n");
	put_panel(out, p->lines, "Latency of a request: median, and 99 % (dotted)", "us", 3);
	fprintf(out, "unset multiplot\n");
}

static char *write_script(const struct perf_plot *p, const char *title)
{
	const char *dir = getenv("TMPDIR");
	char *path;
	FILE *out;
	int fd;

	if (asprintf(&path, "%s/hairpin-plot-XXXXXX", dir && *dir ? dir : "/tmp") < 0)
		abort();
	fd = mkostemp(path, O_CLOEXEC);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (out) {
		put_script(out, p, title);
		if (!ferror(out) && !fclose(out))
			return path;
	}
	fprintf(stderr, "hairpin perf: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		unlink(path);
	free(path);
	return NULL;
}

int perf_plot_write(struct perf_plot *p, const char *title)
{
	char *script = write_script(p, title), *text;
	char *const argv[] = { (char *)"gnuplot", script, NULL };
	size_t len = 0;
	int status;

	if (!script)
		return HP_EXIT_TOOL;
	text = spawn_read(argv, NULL, &len, &status);
	unlink(script);
	free(script);
	if (!text || status || !len) {
		free(text);
		return no_gnuplot(status ? status : HP_EXIT_FAIL);
	}
	fwrite(text, 1, len, p->out.f);
	free(text);
	return output_commit(&p->out) ? -1 : HP_EXIT_TOOL;
}

void perf_plot_free(struct perf_plot *p)
{
	output_abandon(&p->out);
	free(p->data);
	free(p->lines);
}
