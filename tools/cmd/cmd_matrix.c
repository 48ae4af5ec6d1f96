// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_matrix.c - hairpin matrix: P2PDMA's answer for every pair of endpoints.
 *
 * Providers are functions with a memory BAR that the kernel placed; clients
 * are all endpoints.  The rows are dealt out to --jobs processes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/steps.h"
#include "tools/common/args.h"
#include "tools/cmd/cmd.h"
#include "tools/ask/doubt.h"
#include "tools/ask/pick.h"
#include "tools/ask/query.h"
#include "tools/report/json.h"

/* An answer in four bytes: a million of them go through a pipe. */
struct cell {
	uint8_t type;		/* enum hp_map_type */
	uint8_t failed;		/* could not be asked */
	int16_t distance;
};

static bool is_endpoint(const struct hp_kfunc *f)
{
	uint32_t base = f->class >> 16;

	/* Bridges, and what only manages the root complex (0807xx). */
	return f->hdr_type == 0 && base != 0x06 && f->class >> 8 != 0x0807;
}

static bool is_provider(const struct hp_kfunc *f)
{
	if (!is_endpoint(f))
		return false;
	for (int i = 0; i < 6; i++)
		if (f->res[i].size_bytes && f->res[i].flags & HP_RES_MEM &&
		    !(f->res[i].flags & HP_RES_UNASSIGNED))
			return true;
	return false;
}

/* This process's share of the rows. */
struct share {
	uint32_t index, of;
};

static void ask_row(struct world *w, const struct hp_kfunc *provider,
		    const struct hp_kfunc *all, int64_t n, struct cell *row)
{
	size_t cells = 0;

	for (int64_t c = 0; c < n; c++) {
		struct hp_p2p answer = { 0 };
		struct cell *cell = &row[cells];

		if (!is_endpoint(&all[c]))
			continue;
		cells++;
		cell->failed = w->kernel->ops->p2p(provider->sbdf, -1,
						   all[c].sbdf, 0,
						   &answer) != 0;
		cell->type = (uint8_t)answer.map_type;
		cell->distance = (int16_t)answer.distance;
	}
	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, row, cells * sizeof(*row));
	rec_end(w->rec);
}

static void ask(struct world *w, void *arg)
{
	const struct share *share = arg;
	struct hp_kfunc *all;
	struct cell *row;
	uint32_t provider = 0;
	int64_t n;

	if (!steps_prepare(w))
		return;
	if (!share->index)
		kfunc_record_all(w);
	n = w->kernel->ops->functions(NULL, 0);
	all = calloc((size_t)n + 1, sizeof(*all));
	row = calloc((size_t)n + 1, sizeof(*row));
	if (!all || !row)
		abort();
	n = w->kernel->ops->functions(all, (uint64_t)n);
	for (int64_t i = 0; i < n; i++) {
		if (is_provider(&all[i]) &&
		    provider++ % share->of == share->index)
			ask_row(w, &all[i], all, n, row);
	}
}

/* Which rows and columns are wanted. */
struct axes {
	const char *from, *to, *only;
	bool all;
};

struct matrix {
	const struct query *q;
	const struct axes *axes;
	uint32_t kernel;
	/* All that were asked about; then those that are wanted. */
	const struct vfunction **clients, **providers;
	uint32_t nclients, nproviders;
	struct cell **rows;		/* by provider, then by client */
	uint32_t left_out;		/* by default, for their classes */
};

static void name_axes(struct matrix *m, const struct verdict *v)
{
	m->clients = calloc(v->nfunctions + 1, sizeof(*m->clients));
	m->providers = calloc(v->nfunctions + 1, sizeof(*m->providers));
	m->rows = calloc(v->nfunctions + 1, sizeof(*m->rows));
	if (!m->clients || !m->providers || !m->rows)
		abort();
	for (uint32_t i = 0; i < v->nfunctions; i++) {
		if (is_endpoint(&v->functions[i].k))
			m->clients[m->nclients++] = &v->functions[i];
		if (is_provider(&v->functions[i].k))
			m->providers[m->nproviders++] = &v->functions[i];
	}
}

/* False when a process answered less than it should have. */
static bool deal_rows(struct matrix *m, const struct job *jobs, uint32_t n)
{
	size_t row_bytes = m->nclients * sizeof(**m->rows);

	for (uint32_t p = 0; p < m->nproviders; p++) {
		const struct job *job = &jobs[p % n];
		size_t at = p / n * row_bytes;

		if (at + row_bytes > job->raw_len)
			return false;
		m->rows[p] = malloc(row_bytes + 1);
		if (!m->rows[p])
			abort();
		memcpy(m->rows[p], job->raw + at, row_bytes);
	}
	return true;
}

/* Up to so many clients, columns hold words; above, letters. */
#define WIDE_CLIENTS 8

/* Marks those of @f that option @option chooses, or all. */
static bool choose(const struct matrix *m, const char *option, const char *list,
		   const struct vfunction *const *f, uint32_t n, bool *chosen)
{
	const char *only = m->axes->only;

	memset(chosen, list || only ? 0 : 1, n);
	if (list)
		return pick("matrix", option, list, m->q->scn, f, n, chosen);
	/* All endpoints are clients, so what is no client is nothing at all. */
	return !only || pick(f == m->clients ? "matrix" : NULL, "only", only,
			     m->q->scn, f, n, chosen);
}

/* A big machine has dozens of functions that nobody sends data to. */
static void choose_usual(struct matrix *m, const struct vfunction *const *f,
			 uint32_t n, bool *chosen)
{
	uint32_t usual = 0;

	if (m->axes->all || m->axes->from || m->axes->to || m->axes->only ||
	    m->nclients <= WIDE_CLIENTS)
		return;
	for (uint32_t i = 0; i < m->nclients; i++)
		usual += pick_usual(m->clients[i]);
	if (!usual)
		return;
	m->left_out = m->nclients - usual;
	for (uint32_t i = 0; i < n; i++)
		chosen[i] = pick_usual(f[i]);
}

static void keep_columns(struct matrix *m, const bool *chosen)
{
	uint32_t n = 0;

	for (uint32_t c = 0; c < m->nclients; c++) {
		if (!chosen[c])
			continue;
		m->clients[n] = m->clients[c];
		for (uint32_t p = 0; p < m->nproviders; p++)
			m->rows[p][n] = m->rows[p][c];
		n++;
	}
	m->nclients = n;
}

static void keep_rows(struct matrix *m, const bool *chosen)
{
	uint32_t n = 0;

	for (uint32_t p = 0; p < m->nproviders; p++) {
		if (!chosen[p]) {
			free(m->rows[p]);
			continue;
		}
		m->providers[n] = m->providers[p];
		m->rows[n++] = m->rows[p];
	}
	m->nproviders = n;
}

/* Leaves the rows and columns that are wanted; false after a message. */
static bool take_axes(struct matrix *m)
{
	bool *columns = calloc(m->nclients + 1, 1), *rows = calloc(m->nproviders + 1, 1);
	bool ok;

	if (!columns || !rows)
		abort();
	ok = choose(m, "from", m->axes->from, m->clients, m->nclients, columns) &&
	     choose(m, "to", m->axes->to, m->providers, m->nproviders, rows);
	if (ok) {
		choose_usual(m, m->providers, m->nproviders, rows);
		choose_usual(m, m->clients, m->nclients, columns);
		keep_columns(m, columns);
		keep_rows(m, rows);
	}
	free(columns);
	free(rows);
	return ok;
}

static bool is_self(const struct matrix *m, uint32_t p, uint32_t c)
{
	return m->providers[p] == m->clients[c];
}

static void cell_text(const struct cell *cell, char *buf, size_t size)
{
	if (cell->failed)
		snprintf(buf, size, "?");
	else if (cell->distance < 0)
		snprintf(buf, size, "%s", map_type_name(cell->type));
	else
		snprintf(buf, size, "%s %d", map_type_name(cell->type),
			 cell->distance);
}

static int widest_name(const struct matrix *m)
{
	char name[128];
	int width = 8;

	for (uint32_t i = 0; i < m->nclients; i++) {
		int n = (int)strlen(query_name(m->q->scn, m->clients[i], name,
					       sizeof(name)));

		if (n > width)
			width = n;
	}
	return width;
}

static void print_words(const struct matrix *m, int width)
{
	const int column = 20;
	char text[128];

	printf("%-*s", width, "provider");
	for (uint32_t c = 0; c < m->nclients; c++)
		printf("  %-*s", c + 1 < m->nclients ? column : 0,
		       query_name(m->q->scn, m->clients[c], text, sizeof(text)));
	putchar('\n');
	for (uint32_t p = 0; p < m->nproviders; p++) {
		printf("%-*s", width, query_name(m->q->scn, m->providers[p],
						 text, sizeof(text)));
		for (uint32_t c = 0; c < m->nclients; c++) {
			cell_text(&m->rows[p][c], text, sizeof(text));
			printf("  %-*s", c + 1 < m->nclients ? column : 0,
			       is_self(m, p, c) ? "." : text);
		}
		putchar('\n');
	}
}

static char letter(const struct cell *cell)
{
	if (cell->failed)
		return '?';
	switch (cell->type) {
	case HP_MAP_BUS_ADDR:
		return 'B';
	case HP_MAP_THRU_HOST_BRIDGE:
		return 'T';
	case HP_MAP_NOT_SUPPORTED:
		return '-';
	default:
		return '?';
	}
}

/* Column numbers read downwards, one digit a line. */
static void print_column_numbers(const struct matrix *m, int width)
{
	unsigned int digit = 1;

	while (m->nclients > digit * 10)
		digit *= 10;
	for (; digit; digit /= 10) {
		printf("%*s", width + 7, "");
		for (uint32_t c = 0; c < m->nclients; c++) {
			bool blank = digit > 1 && c < digit;

			putchar(blank ? ' ' : (char)('0' + c / digit % 10));
		}
		putchar('\n');
	}
}

/* The column of a function, or the number of columns. */
static uint32_t client_number(const struct matrix *m, const struct vfunction *f)
{
	uint32_t c = 0;

	while (c < m->nclients && m->clients[c] != f)
		c++;
	return c;
}

static bool is_row(const struct matrix *m, const struct vfunction *f)
{
	for (uint32_t p = 0; p < m->nproviders; p++)
		if (m->providers[p] == f)
			return true;
	return false;
}

static void print_letters(const struct matrix *m, int width)
{
	char name[128];

	print_column_numbers(m, width);
	for (uint32_t p = 0; p < m->nproviders; p++) {
		uint32_t number = client_number(m, m->providers[p]);

		if (number < m->nclients)
			printf("%5u ", number);
		else
			printf("%5s ", "");
		printf("%-*s ", width,
		       query_name(m->q->scn, m->providers[p], name,
				  sizeof(name)));
		for (uint32_t c = 0; c < m->nclients; c++)
			putchar(is_self(m, p, c) ? '.' : letter(&m->rows[p][c]));
		putchar('\n');
	}
	/* A client without a row of its own. */
	for (uint32_t c = 0; c < m->nclients; c++) {
		if (is_row(m, m->clients[c]))
			continue;
		printf("%5u %s%s\n", c,
		       query_name(m->q->scn, m->clients[c], name,
				  sizeof(name)),
		       is_provider(&m->clients[c]->k) ? "" : " (no memory BAR)");
	}
	printf("rows: providers; columns: clients, by the rows' numbers\n"
	       "B BUS_ADDR   T THRU_HOST_BRIDGE   - NOT_SUPPORTED   . itself   ? could not be asked\n");
}

/* How often each map type is the answer; the last: any other, or none. */
static void count_answers(const struct matrix *m,
			  uint64_t count[HP_MAP_THRU_HOST_BRIDGE + 2])
{
	for (uint32_t p = 0; p < m->nproviders; p++)
		for (uint32_t c = 0; c < m->nclients; c++) {
			const struct cell *cell = &m->rows[p][c];

			if (is_self(m, p, c))
				continue;
			if (cell->failed ||
			    cell->type > HP_MAP_THRU_HOST_BRIDGE)
				count[HP_MAP_THRU_HOST_BRIDGE + 1]++;
			else
				count[cell->type]++;
		}
}

static void print_totals(const struct matrix *m)
{
	uint64_t count[HP_MAP_THRU_HOST_BRIDGE + 2] = { 0 };

	count_answers(m, count);
	printf("%u provider%s, %u client%s: BUS_ADDR %llu, THRU_HOST_BRIDGE %llu, NOT_SUPPORTED %llu, other %llu\n",
	       m->nproviders, plural(m->nproviders), m->nclients, plural(m->nclients),
	       (unsigned long long)count[HP_MAP_BUS_ADDR],
	       (unsigned long long)count[HP_MAP_THRU_HOST_BRIDGE],
	       (unsigned long long)count[HP_MAP_NOT_SUPPORTED],
	       (unsigned long long)(count[HP_MAP_UNKNOWN] +
				    count[HP_MAP_NONE] +
				    count[HP_MAP_THRU_HOST_BRIDGE + 1]));
}

static void print_text(const struct matrix *m)
{
	uint64_t count[HP_MAP_THRU_HOST_BRIDGE + 2] = { 0 };
	int width = widest_name(m);

	count_answers(m, count);
	for (int kind = 0; kind < DOUBT_KINDS; kind++)
		if ((kind != DOUBT_HOST || count[HP_MAP_NOT_SUPPORTED]) &&
		    doubt_about(m->q, (enum doubt_kind)kind))
			doubt_print(m->q, (enum doubt_kind)kind);
	printf("%s on kernel %s\n", m->q->scn->path,
	       m->q->kernels.k[m->kernel].label);
	if (m->nclients <= WIDE_CLIENTS)
		print_words(m, width);
	else
		print_letters(m, width);
	if (m->left_out)
		printf("left out: %u function%s that %s no processor, accelerator, display, network or storage device; --all shows them, --only, --from and --to choose\n",
		       m->left_out, plural(m->left_out), plural_are(m->left_out));
	print_totals(m);
}

static json_t *row_json(const struct matrix *m, uint32_t p)
{
	json_t *row = json_object(), *types = json_array();
	json_t *distances = json_array();
	char name[128];

	for (uint32_t c = 0; c < m->nclients; c++) {
		const struct cell *cell = &m->rows[p][c];

		json_array_append_new(types, cell->failed ? json_null() :
			json_text(map_type_name(cell->type)));
		json_array_append_new(distances, cell->distance < 0 ?
			json_null() : json_integer(cell->distance));
	}
	json_object_set_new(row, "provider",
		json_text(query_name(m->q->scn, m->providers[p], name,
				     sizeof(name))));
	json_object_set_new(row, "address", json_sbdf(m->providers[p]->k.sbdf));
	json_object_set_new(row, "types", types);
	json_object_set_new(row, "distances", distances);
	return row;
}

static json_t *matrix_json(const struct matrix *m)
{
	json_t *o = json_object(), *clients = json_array();
	json_t *rows = json_array();
	char name[128];

	for (uint32_t c = 0; c < m->nclients; c++) {
		json_t *client = json_object();

		json_object_set_new(client, "name",
			json_text(query_name(m->q->scn, m->clients[c], name,
					     sizeof(name))));
		json_object_set_new(client, "address",
				    json_sbdf(m->clients[c]->k.sbdf));
		json_array_append_new(clients, client);
	}
	for (uint32_t p = 0; p < m->nproviders; p++)
		json_array_append_new(rows, row_json(m, p));
	json_object_set_new(o, "kernel",
			    json_text(m->q->kernels.k[m->kernel].label));
	json_object_set_new(o, "clients", clients);
	json_object_set_new(o, "rows", rows);
	return o;
}

/* One kernel's matrix, printed, and added to @all when JSON is wanted. */
static int one_kernel(struct query *q, uint32_t kernel, const struct axes *axes,
		      json_t *all)
{
	uint32_t n = q->opt.jobs;
	struct job *jobs = calloc(n, sizeof(*jobs));
	struct share *shares = calloc(n, sizeof(*shares));
	struct matrix m = { .q = q, .axes = axes, .kernel = kernel };
	int ret;

	if (!jobs || !shares)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		shares[i] = (struct share){ i, n };
		jobs[i].arg = &shares[i];
	}
	ret = query_run(q, kernel, jobs, n, ask);
	if (ret < 0) {
		name_axes(&m, &jobs[0].verdict);
		if (!deal_rows(&m, jobs, n)) {
			fprintf(stderr, "hairpin matrix: an answer is incomplete\n");
			ret = HP_EXIT_TOOL;
		} else if (!take_axes(&m)) {
			ret = HP_EXIT_USAGE;
		} else {
			print_text(&m);
			if (all)
				json_array_append_new(all, matrix_json(&m));
		}
		for (uint32_t i = 0; i < n; i++)
			job_free(&jobs[i]);
	}
	for (uint32_t p = 0; p < m.nproviders; p++)
		free(m.rows[p]);
	free(m.clients);
	free(m.providers);
	free(m.rows);
	free(jobs);
	free(shares);
	return ret;
}

static int write_json(const struct query *q, json_t *all)
{
	json_t *root = json_object();

	json_object_set_new(root, "hairpin", json_text(HAIRPIN_VERSION));
	json_object_set_new(root, "path", json_text(q->scn->path));
	json_object_set(root, "matrices", all);
	return json_to_file(q->json, root) ? -1 : HP_EXIT_TOOL;
}

int cmd_matrix(int argc, char **argv)
{
	struct axes axes = { 0 };
	struct query q;
	const struct arg table[] = {
		QUERY_ARGS(&q),
		{ "jobs", 'j', ARG_COUNT, &q.opt.jobs, "N",
		  "processes to share the work (default: as many as CPUs)" },
		{ "from", 0, ARG_STRING, &axes.from, "LIST",
		  "columns: clients that are in LIST of names, addresses, patterns and classes" },
		{ "to", 0, ARG_STRING, &axes.to, "LIST", "rows: providers that are in LIST" },
		{ "only", 0, ARG_STRING, &axes.only, "LIST", "both" },
		{ "all", 0, ARG_FLAG, &axes.all, NULL,
		  "leave out nothing where there are more than 8 clients" },
		{ "json", 0, ARG_STRING, &q.json, "FILE", "write JSON, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "matrix",
		.operands = "FILE|DUMP",
		.summary = "Ask the kernel who may reach whom: map type and distance of every pair.",
		.notes = "Rows are providers (functions with a memory BAR), columns clients.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};
	json_t *all;
	size_t n;
	int ret;

	query_init(&q, "matrix");
	q.opt.jobs = runner_default_jobs();
	ret = args_parse(&args, argc, argv, &n);
	if (ret < 0)
		ret = query_open(&q, argv[1]);
	if (ret >= 0)
		return ret;
	all = q.json ? json_array() : NULL;
	for (uint32_t k = 0; k < q.kernels.n && ret < 0; k++)
		ret = one_kernel(&q, k, &axes, all);
	if (q.json && ret < 0)
		ret = write_json(&q, all);
	json_decref(all);
	query_close(&q);
	return ret < 0 ? HP_EXIT_PASS : ret;
}
