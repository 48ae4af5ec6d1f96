// SPDX-License-Identifier: GPL-2.0-only
/*
 * boot.c - how fast the real PCI core boots, how that grows, and whose time
 * it is.
 *
 *   bench_boot [-k KERNEL] [--quick] [--check] [--max FUNCTIONS] [--shape 1|2]
 *              [--once N]
 *
 * Every boot is a process of its own: machine built, then timed from the call
 * of boot() to its return.  Beside it, in the same run, a baseline: the very
 * config accesses of such a boot played to the model by a bare loop, and as
 * many fresh pages touched as the boot needed.  --check exits 1 when a budget
 * is missed; --once N boots N functions once, for a profiler from outside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <fcntl.h>
#include <unistd.h>

#include "model/config/state.h"
#include "tests/bench/common/bench.h"
#include "tools/common/args.h"
#include "tools/common/kernels.h"

#define BUDGET_RATE 50000.0		/* functions a second of CPU time, at 256 */
#define BUDGET_STATE 4096		/* bytes of model state a function */
#define GROWS 3.0			/* times as long a function: not linear */
#define SHARE 0.01			/* of all time: worth a line */
#define MOST_ROUNDS 64

/* One config access, as the kernel made it. */
struct access {
	hp_sbdf sbdf;
	uint32_t value;
	uint16_t reg;
	uint8_t size;
	bool write;
};

/* What a child tells; in shared memory. */
struct result {
	int ret;
	int64_t functions;
	struct bench_time boot, baseline;
	uint64_t naccesses, log_bytes, nlog;
	uint64_t model_bytes;		/* all of the model, config space too */
	uint64_t heap_bytes;		/* all that boot made resident */
	uint64_t state_bytes;		/* model state a function */
};

struct task {
	struct kernel *kernel;
	struct scenario *scn;
	struct result *result;
	struct bench_samples *samples;	/* sample the boot */
	bool baseline;			/* play its accesses to the model, too */
};

/* What is known of one size. */
struct row {
	uint32_t functions;
	double ns, wall_ns, system, baseline_ns;	/* a function; medians */
	struct result last;
	uint32_t sampled_boots;
	struct bench_profile *profile;
};

/* --- recording a boot's config accesses ----------------------------------- */

static struct {
	hp_cfg_read_fn read;
	hp_cfg_write_fn write;
	struct access *at;
	uint64_t n, room;
} tape;

static void note(hp_sbdf fn, uint16_t reg, uint8_t size, uint32_t value,
		 bool write)
{
	if (tape.n == tape.room) {
		tape.room = tape.room ? 2 * tape.room : 1 << 16;
		tape.at = realloc(tape.at, tape.room * sizeof(*tape.at));
		if (!tape.at)
			abort();
	}
	tape.at[tape.n++] = (struct access){ fn, value, reg, size, write };
}

static uint32_t noted_read(void *ctx, hp_sbdf fn, uint16_t reg, uint8_t size)
{
	note(fn, reg, size, 0, false);
	return tape.read(ctx, fn, reg, size);
}

static void noted_write(void *ctx, hp_sbdf fn, uint16_t reg, uint8_t size,
			uint32_t value)
{
	note(fn, reg, size, value, true);
	tape.write(ctx, fn, reg, size, value);
}

/* The same accesses from a bare loop, and the same count of fresh pages. */
static struct bench_time play(const struct scenario *scn, uint64_t pages)
{
	struct spec_error err;
	struct fabric *f = fabric_build(scn->spec, &err);
	volatile uint8_t *fresh = mmap(NULL, pages << 12, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS |
				       MAP_NORESERVE, -1, 0);
	struct bench_time start = bench_now();

	for (uint64_t i = 0; i < tape.n; i++) {
		const struct access *a = &tape.at[i];

		if (a->write)
			fabric_cfg_write(f, HP_SBDF_DOMAIN(a->sbdf),
					 HP_SBDF_BUS(a->sbdf),
					 HP_SBDF_DEVFN(a->sbdf), a->reg,
					 a->size, a->value);
		else
			fabric_cfg_read(f, HP_SBDF_DOMAIN(a->sbdf),
					HP_SBDF_BUS(a->sbdf),
					HP_SBDF_DEVFN(a->sbdf), a->reg,
					a->size);
	}
	for (uint64_t i = 0; i < pages; i++)
		fresh[i << 12] = 1;
	return bench_since(start);
}

/* --- one boot, in a child --------------------------------------------------- */

static void boot_child(void *arg)
{
	static struct recorder rec;
	static struct world w;
	struct task *t = arg;
	struct result *r = t->result;
	uint64_t before = bench_resident_bytes(), built;
	struct bench_time start;
	struct spec_error err;

	rec_init(&rec, open("/dev/null", O_WRONLY | O_CLOEXEC));
	if (!world_init(&w, t->scn, t->kernel, &rec, 1, &err)) {
		fprintf(stderr, "bench_boot: %s\n", err.text);
		_exit(1);
	}
	built = bench_resident_bytes();
	r->model_bytes = built - before;
	r->state_bytes = fabric_state_bytes(w.fabric);
	if (t->baseline) {
		tape.read = t->kernel->host.cfg_read;
		tape.write = t->kernel->host.cfg_write;
		t->kernel->host.cfg_read = noted_read;
		t->kernel->host.cfg_write = noted_write;
	}
	if (t->samples)
		bench_sample_start(t->samples);
	start = bench_now();
	r->ret = world_boot(&w);
	r->boot = bench_since(start);
	if (t->samples)
		bench_sample_stop();
	r->heap_bytes = bench_resident_bytes() - built;
	r->functions = t->kernel->ops->functions(NULL, 0);
	r->nlog = w.nlog;
	r->naccesses = tape.n;
	if (t->baseline)
		r->baseline = play(t->scn, r->boot.faults);
}

static bool boot(struct task *t)
{
	memset(t->result, 0, sizeof(*t->result));
	if (!bench_fork(boot_child, t))
		return false;
	if (!t->result->ret &&
	    t->result->functions == t->scn->spec->nfunctions)
		return true;
	fprintf(stderr, "bench_boot: boot gave %d and %lld functions of %u\n",
		t->result->ret, (long long)t->result->functions,
		t->scn->spec->nfunctions);
	return false;
}

/* --- one size ----------------------------------------------------------------- */

static double per_function(double s, const struct row *row)
{
	return s * 1e9 / row->functions;
}

static bool measure(struct row *row, struct task *t, uint32_t rounds)
{
	double cpu[MOST_ROUNDS], wall[MOST_ROUNDS], base[MOST_ROUNDS];
	double sys[MOST_ROUNDS];

	row->functions = t->scn->spec->nfunctions;
	for (uint32_t i = 0; i < rounds; i++) {
		t->baseline = true;
		if (!boot(t))
			return false;
		base[i] = per_function(t->result->baseline.cpu_s, row);
		row->last.naccesses = t->result->naccesses;
		t->baseline = false;
		if (!boot(t))
			return false;
		t->result->naccesses = row->last.naccesses;
		row->last = *t->result;
		cpu[i] = per_function(row->last.boot.cpu_s, row);
		wall[i] = per_function(row->last.boot.wall_s, row);
		sys[i] = row->last.boot.system_s / row->last.boot.cpu_s;
	}
	row->ns = bench_median(cpu, rounds);
	row->wall_ns = bench_median(wall, rounds);
	row->baseline_ns = bench_median(base, rounds);
	row->system = bench_median(sys, rounds);
	return true;
}

static bool sample(struct row *row, struct task *t, uint32_t boots)
{
	t->samples = bench_samples_new(t->kernel, 1 << 20);
	for (uint32_t i = 0; i < boots; i++)
		if (!boot(t))
			return false;
	row->sampled_boots = boots;
	row->profile = bench_profile(t->samples);
	t->samples = NULL;
	return true;
}

/* --- saying so ------------------------------------------------------------------ */

static void print_row(const struct row *row, const struct row *first)
{
	printf("%9u %8u %10.0f %9.0f %7.2f %8.0f %5.0f%% %9.0f %6.1f %7.1f\n",
	       row->functions, row->functions / first->functions,
	       1e9 / row->ns, row->ns, row->ns / first->ns, row->wall_ns,
	       100 * row->system, row->baseline_ns,
	       row->ns / row->baseline_ns,
	       (double)row->last.naccesses / row->functions);
	fflush(stdout);
}

static void print_memory(const struct row *row)
{
	const struct result *r = &row->last;

	printf("%9u %14.0f %14.0f %14llu %10.1f %8.2f\n", row->functions,
	       (double)r->heap_bytes / row->functions,
	       (double)r->model_bytes / row->functions,
	       (unsigned long long)r->state_bytes,
	       (double)r->nlog / row->functions,
	       (double)r->boot.faults / row->functions);
}

/* Nanoseconds a function, of samples. */
static double ns_of(const struct row *row, uint32_t samples)
{
	return row->profile->total ?
		row->ns * samples / row->profile->total : 0;
}

static void print_classes(const struct row *a, const struct row *b)
{
	printf("\n# whose time it is: ns a function, %u samples and %u\n",
	       a->profile->total, b->profile->total);
	printf("%-18s %9u %6s %9u %6s %7s\n", "", a->functions, "share",
	       b->functions, "share", "growth");
	for (int c = 0; c < BENCH_CLASSES; c++) {
		double x = ns_of(a, a->profile->classes[c]);
		double y = ns_of(b, b->profile->classes[c]);

		printf("%-18s %9.0f %5.1f%% %9.0f %5.1f%% %7.2f\n",
		       bench_class_name(c), x, 100 * x / a->ns, y,
		       100 * y / b->ns, x > 0 ? y / x : 0);
	}
}

struct grown {
	const struct bench_symbol *symbol;
	double small, big;
};

static int by_growth(const void *a, const void *b)
{
	const struct grown *x = a, *y = b;
	double dx = x->big - x->small, dy = y->big - y->small;

	return dx > dy ? -1 : dx < dy;
}

static int by_share(const void *a, const void *b)
{
	const struct grown *x = a, *y = b;

	return x->small > y->small ? -1 : x->small < y->small;
}

static void print_top(struct grown *g, uint32_t n, const struct row *a)
{
	qsort(g, n, sizeof(*g), by_share);
	printf("\n# where it goes at %u functions\n", a->functions);
	for (uint32_t i = 0; i < n && i < 20; i++)
		printf("%9.0f ns %5.1f%%  %-18s %s\n", g[i].small,
		       100 * g[i].small / a->ns,
		       bench_class_name(g[i].symbol->class), g[i].symbol->name);
}

/*
 * Functions that take GROWS times as long for each function of the machine.
 * Returns how many of them are ours.
 */
static uint32_t print_grown(struct grown *g, uint32_t n, const struct row *a,
			    const struct row *b)
{
	uint32_t ours = 0, theirs = 0;

	qsort(g, n, sizeof(*g), by_growth);
	printf("\n# not linear: %g times as long a function at %u as at %u, and over %g%% of the time\n",
	       GROWS, b->functions, a->functions, 100 * SHARE);
	for (uint32_t i = 0; i < n; i++) {
		const struct grown *x = &g[i];

		if (x->big < SHARE * b->ns || x->big < GROWS * x->small)
			continue;
		printf("%9.0f -> %9.0f ns  %-18s %s\n", x->small, x->big,
		       bench_class_name(x->symbol->class), x->symbol->name);
		*(x->symbol->class == BENCH_KERNEL ? &theirs : &ours) += 1;
	}
	printf("of the kernel: %u; of ours: %u\n", theirs, ours);
	return ours;
}

static uint32_t print_profile(const struct row *a, const struct row *b)
{
	const struct bench_profile *p = b->profile;
	struct grown *g = calloc(p->n + a->profile->n + 1, sizeof(*g));
	uint32_t n = 0, ours;

	print_classes(a, b);
	for (uint32_t i = 0; i < p->n; i++) {
		uint32_t before = bench_profile_of(a->profile, &p->symbols[i]);

		g[n++] = (struct grown){ &p->symbols[i], ns_of(a, before),
					 ns_of(b, p->symbols[i].samples) };
	}
	print_top(g, n, a);
	ours = print_grown(g, n, a, b);
	free(g);
	return ours;
}

/* --- all sizes --------------------------------------------------------------------- */

static const struct size {
	uint32_t domains, rounds, sampled;
} sizes[] = {
	{ 1, 31, 100 }, { 4, 15, 0 }, { 16, 7, 0 }, { 64, 3, 0 }, { 256, 3, 1 },
};
#define NSIZES (sizeof(sizes) / sizeof(*sizes))

/* 256 functions a domain. */
static const struct {
	const char *name;
	struct bench_shape shape;
} shapes[] = {
	{ "2 switches, 28 devices of 8 functions", { 1, 2, 14, 8 } },
	{ "8 switches, 120 devices of 1 function", { 1, 8, 15, 1 } },
};
#define NSHAPES (sizeof(shapes) / sizeof(*shapes))

static uint32_t chosen;			/* index in shapes[] */

static struct scenario *machine(uint32_t domains)
{
	struct bench_shape shape = shapes[chosen].shape;

	shape.domains = domains;
	return bench_machine(shape);
}

static int budget(const struct row *rows, uint32_t n, uint32_t ours)
{
	double rate = 1e9 / rows[0].ns;
	uint64_t state = rows[n - 1].last.state_bytes;
	int missed = 0;

	printf("\n# budgets\n");
	printf("%-44s %9.0f of %6.0f %s\n", "functions/s at 256, of CPU time",
	       rate, BUDGET_RATE, rate >= BUDGET_RATE ? "met" : "MISSED");
	missed += rate < BUDGET_RATE;
	printf("%-44s %9llu of %6u %s\n", "bytes of model state a function",
	       (unsigned long long)state, (unsigned int)BUDGET_STATE,
	       state <= BUDGET_STATE ? "met" : "MISSED");
	missed += state > BUDGET_STATE;
	printf("%-44s %9u of %6u %s\n", "functions of ours that are not linear",
	       ours, 0u, ours ? "MISSED" : "met");
	return missed + (ours != 0);
}

static bool all_sizes(struct kernel *k, uint64_t max, bool quick,
		      struct row *rows, uint32_t *n)
{
	struct task t = { .kernel = k, .result = bench_shared(sizeof(struct result)) };

	printf("\n# a domain: %s\n", shapes[chosen].name);
	printf("%9s %8s %10s %9s %7s %8s %6s %9s %6s %7s\n", "functions",
	       "domains", "per s", "ns each", "growth", "wall ns", "system",
	       "baseline", "ratio", "cfg ops");
	for (*n = 0; *n < NSIZES && sizes[*n].domains * 256 <= max; ++*n) {
		const struct size *s = &sizes[*n];
		bool ends = !*n || *n + 1 == NSIZES || s[1].domains * 256 > max;
		uint32_t boots = s->sampled ? s->sampled : 100 / s->domains + 1;
		bool ok;

		t.scn = machine(s->domains);
		ok = measure(&rows[*n], &t, quick ? (s->rounds + 4) / 5 : s->rounds) &&
		     (!ends || sample(&rows[*n], &t, boots));
		bench_machine_free(t.scn);
		if (!ok)
			return false;
		print_row(&rows[*n], rows);
	}
	return *n > 0;
}

/* What the other shapes cost, at their smallest. */
static bool other_shapes(struct kernel *k, bool quick)
{
	struct task t = { .kernel = k, .result = bench_shared(sizeof(struct result)) };
	uint32_t shown = chosen;
	struct row row = { 0 };
	bool ok = true;

	for (chosen = 0; ok && chosen < NSHAPES; chosen++) {
		if (chosen == shown)
			continue;
		t.scn = machine(1);
		ok = measure(&row, &t, quick ? 7 : 31);
		bench_machine_free(t.scn);
		if (ok)
			printf("# %s: %.0f per s, %.0f ns each, ratio %.1f\n",
			       shapes[chosen].name, 1e9 / row.ns, row.ns,
			       row.ns / row.baseline_ns);
	}
	chosen = shown;
	return ok;
}

static int once(struct kernel *k, uint64_t functions)
{
	struct task t = { .kernel = k, .result = bench_shared(sizeof(struct result)),
			  .scn = machine((uint32_t)((functions + 255) / 256)) };
	bool ok = boot(&t);

	if (ok)
		printf("%lld functions, %.0f ns of CPU time each\n",
		       (long long)t.result->functions,
		       t.result->boot.cpu_s * 1e9 / (double)t.result->functions);
	return ok ? 0 : 3;
}

int main(int argc, char **argv)
{
	struct arg_list names = { 0 };
	const char *variant = NULL;
	bool quick = false, check = false;
	uint64_t max = 65536, n_once = 0, shape = 1;
	struct row rows[NSIZES] = { 0 };
	const struct arg table[] = {
		KERNEL_ARGS(&names, &variant),
		{ "quick", 'q', ARG_FLAG, &quick, NULL, "a fifth of the rounds" },
		{ "check", 0, ARG_FLAG, &check, NULL,
		  "exit 1 when a budget is missed" },
		{ "max", 0, ARG_U64, &max, "N", "no machine larger than that" },
		{ "once", 0, ARG_U64, &n_once, "N",
		  "boot N functions once, and no more" },
		{ "shape", 0, ARG_U64, &shape, "1|2",
		  "a domain of few switches or of many (default 1)" },
		{ 0 },
	};
	const struct args args = {
		.command = "bench_boot",
		.own_program = true,
		.operands = "",
		.summary = "How fast the real PCI core boots, and whose time it is.",
		.table = table,
	};
	struct kernels ks;
	size_t operands;
	int ret = args_parse(&args, argc, argv, &operands), missed = 0;
	uint32_t n;

	if (ret < 0)
		ret = kernels_open(&ks, &names, variant);
	if (ret >= 0)
		return ret;
	if (shape - 1 < NSHAPES)
		chosen = (uint32_t)shape - 1;
	if (n_once)
		return once(ks.k[0].run.kernel, n_once);
	printf("# boot by the PCI core of %s; medians; each boot a process of its own\n",
	       ks.k[0].label);
	if (!other_shapes(ks.k[0].run.kernel, quick) ||
	    !all_sizes(ks.k[0].run.kernel, max, quick, rows, &n))
		return 3;
	printf("\n# bytes a function, resident\n%9s %14s %14s %14s %10s %8s\n",
	       "functions", "kernel's", "model's", "of it state", "log lines",
	       "faults");
	for (uint32_t i = 0; i < n; i++)
		print_memory(&rows[i]);
	missed = budget(rows, n, print_profile(&rows[0], &rows[n - 1]));
	for (uint32_t i = 0; i < n; i++)
		bench_profile_free(rows[i].profile);
	kernels_close(&ks);
	return check && missed ? 1 : 0;
}
