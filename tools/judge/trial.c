// SPDX-License-Identifier: GPL-2.0-only
/*
 * trial.c - runs a course of scenarios on a kernel (see trial.h).
 *
 * It must not know what differences mean: that is compare.c's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sim/run/collect.h"
#include "tools/judge/trial.h"

static const struct course_mode course_modes[] = {
	{ "as written", "", NULL, 0 },
	{ "iommu off", " --iommu off", "off", 0 },
	{ "iommu passthrough", " --iommu passthrough", "passthrough", 0 },
	{ "iommu strict", " --iommu strict", "strict", 0 },
	{ "iommu lazy", " --iommu lazy", "lazy", 0 },
	{ "bus offset 1T", " --bus-offset 1T", NULL, (int64_t)1 << 40 },
};

const uint32_t course_nmodes = sizeof(course_modes) / sizeof(*course_modes);

const char *course_mode_options(const char *mode)
{
	for (uint32_t i = 0; i < course_nmodes; i++)
		if (!strcmp(course_modes[i].name, mode))
			return course_modes[i].options;
	return "";
}

/*
 * Put @scn into @mode.  True when that is worth a run: it states nothing that
 * the mode would change, and is not in that mode already.
 */
static bool enter(struct scenario *scn, const struct course_mode *mode)
{
	enum spec_iommu_mode had = scn->spec->host.iommu;

	if (mode->iommu) {
		if (scn->iommu_stated)
			return false;
		scenario_set_iommu(scn, mode->iommu, false);
		return scn->spec->host.iommu != had;
	}
	if (mode->bus_offset) {
		scenario_set_bus_offset(scn, mode->bus_offset);
		return !scn->skip;
	}
	return true;
}

static bool open_set(struct course *c, struct course_set *set, char **operands,
		     size_t n)
{
	inputs_load(&set->in, operands, n);
	if (set->in.nwrong)
		return false;
	set->same = calloc(set->in.n + 1, sizeof(*set->same));
	if (!set->same)
		abort();
	for (size_t i = 0; i < set->in.n; i++) {
		set->same[i] = !enter(set->in.scn[i], set->mode);
		c->nruns += !set->same[i];
	}
	return true;
}

bool course_open(struct course *c, char **operands, size_t n, uint32_t nmodes)
{
	memset(c, 0, sizeof(*c));
	c->sets = calloc(nmodes, sizeof(*c->sets));
	if (!c->sets)
		abort();
	for (uint32_t i = 0; i < nmodes; i++) {
		struct course_set *set = &c->sets[c->nsets++];

		set->mode = &course_modes[i];
		if (!open_set(c, set, operands, n)) {
			course_close(c);
			return false;
		}
	}
	return true;
}

void course_close(struct course *c)
{
	for (uint32_t i = 0; i < c->nsets; i++) {
		inputs_free(&c->sets[i].in);
		free(c->sets[i].same);
	}
	free(c->sets);
	memset(c, 0, sizeof(*c));
}

/*
 * @n modes of @c, from number @first on (fewer where there are not so many).  It is
 * @c's own, and nothing is to be freed.
 */
static struct course course_part(const struct course *c, uint32_t first, uint32_t n)
{
	struct course part = { .sets = c->sets + first };

	while (part.nsets < n && first + part.nsets < c->nsets) {
		const struct course_set *set = &part.sets[part.nsets++];

		for (size_t i = 0; i < set->in.n; i++)
			part.nruns += !set->same[i];
	}
	return part;
}

struct course course_only(const struct course *c, uint32_t first, uint32_t n,
			  const bool *wanted)
{
	struct course part = course_part(c, first, n);
	struct course_set *sets = calloc(part.nsets + 1, sizeof(*sets));

	if (!sets)
		abort();
	part.nruns = 0;
	for (uint32_t s = 0; s < part.nsets; s++) {
		sets[s] = part.sets[s];
		sets[s].same = calloc(sets[s].in.n + 1, sizeof(*sets[s].same));
		if (!sets[s].same)
			abort();
		for (size_t i = 0; i < sets[s].in.n; i++) {
			sets[s].same[i] = part.sets[s].same[i] || (wanted && !wanted[i]);
			part.nruns += !sets[s].same[i];
		}
	}
	part.sets = sets;
	return part;
}

static bool entered_any(const struct trial *t, size_t job, const bool *wanted)
{
	for (uint32_t i = 0; i < t->nentries; i++)
		if (wanted[i] && t->entered[job * t->nentries + i])
			return true;
	return false;
}

struct course course_entered(const struct course *c, uint32_t first, uint32_t n,
			     const struct trial *whole, const bool *wanted)
{
	struct course part = course_only(c, first, n, NULL);
	size_t job = 0;

	for (uint32_t s = 0; s < c->nsets; s++) {
		for (size_t i = 0; i < c->sets[s].in.n; i++) {
			if (c->sets[s].same[i])
				continue;
			if (s >= first && s - first < part.nsets &&
			    !entered_any(whole, job, wanted)) {
				part.sets[s - first].same[i] = true;
				part.nruns--;
			}
			job++;
		}
	}
	return part;
}

void course_only_free(struct course *c)
{
	for (uint32_t s = 0; s < c->nsets; s++)
		free(c->sets[s].same);
	free(c->sets);
	memset(c, 0, sizeof(*c));
}

struct trial trial_picked(const struct trial *whole, const struct course *c,
			  const struct course *part)
{
	struct trial t = { .jobs = calloc(part->nruns + 1, sizeof(*t.jobs)) };
	size_t at = 0;

	if (!t.jobs)
		abort();
	for (uint32_t s = 0; s < c->nsets; s++) {
		const struct course_set *set = &c->sets[s], *own = NULL;

		for (uint32_t p = 0; p < part->nsets; p++)
			if (part->sets[p].mode == set->mode)
				own = &part->sets[p];
		for (size_t i = 0; i < set->in.n; i++) {
			if (set->same[i])
				continue;
			if (own && !own->same[i])
				t.jobs[t.n++] = whole->jobs[at];
			at++;
		}
	}
	return t;
}

struct progress {
	void (*done)(size_t over, size_t of, void *arg);
	void *arg;
	size_t over, of;
};

static void on_done(struct job *job, void *arg)
{
	struct progress *p = arg;

	(void)job;
	p->over++;
	if (p->done)
		p->done(p->over, p->of, p->arg);
}

/* Modes of a scenario share its folder: gcov adds their counts up. */
static void make_folders(struct trial *t, const struct course *c,
			 const char *coverage)
{
	t->nfolders = c->sets[0].in.n;
	t->folders = calloc(t->nfolders + 1, sizeof(*t->folders));
	if (!t->folders)
		abort();
	for (size_t i = 0; i < t->nfolders; i++)
		if (asprintf(&t->folders[i], "%s/%zu", coverage, i) < 0)
			abort();
}

/* Marks that the processes of all jobs can write. */
static void make_marks(struct trial *t, const struct entries *entries, size_t njobs)
{
	const size_t size = njobs * entries->n;
	void *marks;

	if (!size)
		return;
	marks = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (marks == MAP_FAILED)
		abort();
	t->entered = marks;
	t->nentries = entries->n;
}

/* The marks of a run that is carried: those of the same functions. */
static void carry_marks(struct trial *t, size_t job, const struct carry *carry)
{
	const unsigned char *was = carry->from->entered + job * carry->from->nentries;

	for (uint32_t i = 0; i < t->nentries; i++)
		if (carry->as[i] != UINT32_MAX)
			t->entered[job * t->nentries + i] = was[carry->as[i]];
}

/* All jobs of the course, those that are carried with their results. */
static void make_jobs(struct trial *t, const struct course *c, struct run_kernel *kernel,
		      const struct entries *entries, const struct carry *carry,
		      uint32_t strip)
{
	for (uint32_t s = 0; s < c->nsets; s++) {
		const struct course_set *set = &c->sets[s];

		for (size_t i = 0; i < set->in.n; i++) {
			struct job *job = &t->jobs[t->n];

			if (set->same[i])
				continue;
			if (carry && !entered_any(carry->from, t->n, carry->again)) {
				*job = carry->from->jobs[t->n];
				t->borrowed[t->n] = true;
				t->carried++;
				carry_marks(t, t->n, carry);
			}
			job->scn = set->in.scn[i];
			job->coverage = t->folders ? t->folders[i] : NULL;
			job->coverage_strip = strip;
			job->entries = t->nentries ? entries : NULL;
			job->entered = t->nentries ? t->entered + t->n * t->nentries : NULL;
			job->kernel = kernel;
			t->n++;
		}
	}
}

/* So many machines are tried before a kernel is taken to boot on none. */
#define FIRST_BOOTS 16u

/* Of @n jobs some were tried, and the kernel booted in none. */
static bool none_boots(const struct job *jobs, size_t n)
{
	bool tried = false;

	for (size_t i = 0; i < n; i++) {
		const struct verdict *v = &jobs[i].verdict;

		for (uint32_t c = 0; c < v->nchecks; c++) {
			if (v->checks[c].step != CHECK_BOOT)
				continue;
			if (v->checks[c].status != VERDICT_FAIL)
				return false;
			tried = true;
		}
	}
	return tried;
}

static void not_run(struct job *job, const struct run_options *opt)
{
	verdict_init(&job->verdict);
	collect(job, NULL, 0, 0, verdict_printf(&job->verdict,
		"not run: the kernel boots on none of the first %u machines", FIRST_BOOTS), opt);
}

/* A kernel that hangs at boot takes its time on each machine. */
static int run_some_first(struct job *run, size_t n, const struct run_options *opt,
			  struct progress *p)
{
	const size_t first = n < FIRST_BOOTS ? n : FIRST_BOOTS;
	int ret = runner_run(run, first, opt, on_done, p);

	if (ret || first == n)
		return ret;
	if (!none_boots(run, first))
		return runner_run(run + first, n - first, opt, on_done, p);
	for (size_t i = first; i < n; i++) {
		not_run(&run[i], opt);
		on_done(&run[i], p);
	}
	return 0;
}

/* Those that are not carried, one behind the other, and back to their places. */
static int run_jobs(struct trial *t, const struct run_options *opt, struct progress *p)
{
	struct job *run = calloc(t->n + 1, sizeof(*run));
	size_t n = 0;
	int ret;

	if (!run)
		abort();
	for (size_t i = 0; i < t->n; i++)
		if (!t->borrowed[i])
			run[n++] = t->jobs[i];
	p->of = n;
	ret = run_some_first(run, n, opt, p);
	for (size_t i = t->n; i--;)
		if (!t->borrowed[i])
			t->jobs[i] = run[--n];
	free(run);
	return ret;
}

int trial_run(struct trial *t, const struct course *c, struct run_kernel *kernel,
	      const struct entries *entries, const struct carry *carry,
	      const struct run_options *opt, const char *coverage, uint32_t strip,
	      void (*done)(size_t over, size_t of, void *arg), void *arg)
{
	struct progress p = { .done = done, .arg = arg };

	t->n = t->carried = 0;
	t->jobs = calloc(c->nruns + 1, sizeof(*t->jobs));
	t->borrowed = calloc(c->nruns + 1, sizeof(*t->borrowed));
	if (!t->jobs || !t->borrowed)
		abort();
	if (coverage)
		make_folders(t, c, coverage);
	if (entries)
		make_marks(t, entries, c->nruns);
	make_jobs(t, c, kernel, entries, carry, strip);
	return run_jobs(t, opt, &p);
}

void trial_hand_over(struct trial *from, struct trial *to)
{
	for (size_t i = 0; i < to->n && i < from->n; i++) {
		if (!to->borrowed[i] || from->borrowed[i])
			continue;
		from->borrowed[i] = true;
		to->borrowed[i] = false;
	}
}

void trial_free(struct trial *t)
{
	if (t->entered)
		munmap(t->entered, t->n * t->nentries);
	for (size_t i = 0; i < t->n; i++)
		if (!t->borrowed || !t->borrowed[i])
			job_free(&t->jobs[i]);
	free(t->borrowed);
	free(t->jobs);
	for (size_t i = 0; i < t->nfolders; i++)
		free(t->folders[i]);
	free(t->folders);
	memset(t, 0, sizeof(*t));
}

void trial_compare(struct comparison *out, const struct course *c,
		   const struct trial *was, const struct trial *is,
		   const struct trial *base)
{
	size_t n = 0;

	for (uint32_t s = 0; s < c->nsets; s++) {
		const struct course_set *set = &c->sets[s];

		for (size_t i = 0; i < set->in.n; i++) {
			if (set->same[i])
				continue;
			comparison_add(out, set->in.scn[i], set->mode->name,
				       &was->jobs[n].verdict, &is->jobs[n].verdict,
				       base ? &base->jobs[n].verdict : NULL);
			n++;
		}
	}
}
