// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore.c - the loop: which program next, where it runs, what is made of it.
 *
 * With one job all that is decided depends on the seed and on what programs reach, so
 * that the same seed gives the same run.  It must not print.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sim/base/limit.h"
#include "sim/laws/law.h"
#include "sim/run/collect.h"
#include "sim/run/require.h"
#include "sim/run/server.h"
#include "tools/explore/explore.h"
#include "tools/explore/machine.h"
#include "tools/explore/seed.h"

/* So many programs run on a machine before another one is booted. */
#define BATCH 200u
/* A process that says nothing for so long, though its CPU time has a limit. */
#define SILENT_FACTOR 20
/* poll() that fails is tried again after so long, so often: a second in all. */
#define RETRY_US 20000
#define DEAF_MOST 50u
/* So many boots that end, one after the other: no machine will boot. */
#define DEAD_MOST 30u

struct slot {
	struct server *server;
	uint32_t machine;
	bool booting;
	uint32_t left;			/* of the batch */
	double deadline_s;
	/* The program that runs. */
	struct program program;
	struct scenario *scn;
	char *text;
	struct chance chance;
	bool seed;			/* it is of the corpus, and was not run yet ... */
	uint32_t entry;			/* ... as this */
	uint32_t known_laws;		/* that seeds say are broken which it was made from */
};

struct loop {
	struct explore *x;
	struct rng rng;
	struct slot *slot;
	uint32_t next_seed, nseeds;
	uint64_t submitted;
	uint32_t dead;			/* so many boots have ended, one after the other */
	uint32_t deaf;			/* so often has poll() failed, one time after the other */
	struct finding *akin;		/* known of a seed, by its own words */
	uint32_t nakin;
	double begin_s;
};

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static struct surroundings around(const struct corpus *c, uint32_t machine)
{
	const struct machine *m = &c->machine[machine];

	return (struct surroundings){
		.spec = m->scn->spec, .nplaces = m->nplaces, .place = m->place,
		.nvalues = (uint32_t)c->nvalues, .values = c->values,
	};
}

/* --- machines --- */

/* Goes on to the next seed that is ours to run.  Returns false if there is none left. */
static bool seed_left(struct loop *l)
{
	const struct explore *x = l->x;

	/* What a seed says of itself must be known wherever something is made from it. */
	while (x->ranks > 1 && l->next_seed < l->nseeds &&
	       l->next_seed % x->ranks != x->rank &&
	       !x->corpus->entry[l->next_seed].known_laws)
		l->next_seed++;
	return l->next_seed < l->nseeds;
}

/* A machine to boot next: the one of an entry, or one that is changed. */
static uint32_t choose_machine(struct loop *l)
{
	struct corpus *c = l->x->corpus;
	struct program p = { 0 };
	struct surroundings s;
	uint32_t from;
	int32_t m = -1;
	char *text;

	if (seed_left(l))
		return c->entry[l->next_seed].machine;
	from = c->entry[corpus_choose(c, &l->rng)].machine;
	if (!draw_chance(&l->rng, 50))
		return from;
	s = around(c, from);
	lines_copy(&p.machine, &c->machine[from].lines);
	machine_mutate(&p, &s, &l->rng);
	scenario_free(program_mend(&p, &text));
	free(text);
	if (p.machine.n)
		m = corpus_machine(c, &p.machine);
	program_free(&p);
	return m >= 0 && !c->machine[m].broken ? (uint32_t)m : from;
}

static void retire(struct slot *s)
{
	server_stop(s->server);
	s->server = NULL;
}

static int boot(struct loop *l, struct slot *s)
{
	const struct corpus *c = l->x->corpus;

	s->machine = choose_machine(l);
	s->server = server_start(l->x->kernel, c->machine[s->machine].scn, &l->x->opt);
	if (!s->server)
		return -1;
	s->booting = true;
	s->left = BATCH;
	l->x->state.boots++;
	return 0;
}

/* --- programs --- */

/* The next seed whose machine this is; its steps are as they are. */
static bool take_seed(struct loop *l, struct slot *s)
{
	const struct corpus *c = l->x->corpus;
	const struct entry *e;

	if (!seed_left(l) || c->entry[l->next_seed].machine != s->machine)
		return false;
	e = &c->entry[l->next_seed];
	lines_copy(&s->program.steps, &e->steps);
	s->known_laws = e->known_laws;
	s->chance = e->chance;
	if (!l->x->no_failures)
		s->chance.fail_at = e->failed_at;
	s->entry = l->next_seed;
	l->next_seed++;
	return true;
}

/*
 * Half of them preempt at random, half have priorities, which drop once or twice
 * somewhere; how many turns a program takes is not known.
 */
static void draw_schedule(struct loop *l, struct schedule *s)
{
	*s = (struct schedule){ .kind = SCHEDULE_RANDOM, .seed = draw(&l->rng, 1000000) };
	if (draw_chance(&l->rng, 50))
		return;
	s->kind = SCHEDULE_PCT;
	s->depth = 2 + draw(&l->rng, 2);
	s->turns = 16u << draw(&l->rng, 6);
}

/* Who runs next, and what fails. */
static void draw_chances(struct loop *l, struct slot *s, const struct entry *from)
{
	struct chance *ch = &s->chance;

	*ch = from->chance;
	if (!l->x->fifo && draw_chance(&l->rng, 15))
		draw_schedule(l, &ch->order);
	else if (draw_chance(&l->rng, 10))
		ch->order = (struct schedule){ 0 };
	ch->fail_at = 0;
	if (!l->x->no_failures && from->fault_points && draw_chance(&l->rng, 20))
		ch->fail_at = 1 + draw(&l->rng, from->fault_points);
}

static void make_program(struct loop *l, struct slot *s)
{
	const struct corpus *c = l->x->corpus;
	const struct entry *from = &c->entry[corpus_choose_on(c, s->machine, &l->rng)];
	const struct entry *other = &c->entry[corpus_choose(c, &l->rng)];
	struct program second = { .machine = c->machine[other->machine].lines,
				  .steps = other->steps };
	struct surroundings sur = around(c, s->machine);

	s->chance = (struct chance){ 0 };
	lines_copy(&s->program.machine, &c->machine[s->machine].lines);
	s->seed = take_seed(l, s);
	if (s->seed)
		return;
	lines_copy(&s->program.steps, &from->steps);
	s->known_laws = from->known_laws;
	draw_chances(l, s, from);
	/* Sometimes only who runs, or what fails, is another. */
	if (!(s->chance.fail_at || s->chance.order.kind) || draw_chance(&l->rng, 60)) {
		steps_mutate(&s->program, &sur, &second, &l->rng);
		s->known_laws |= other->known_laws;
	}
}

/* What says itself what fails is not to have something else fail, too. */
static bool injects(const struct program *p)
{
	for (uint32_t i = 0; i < p->steps.n; i++)
		if (strstr(p->steps.line[i], "inject "))
			return true;
	return false;
}

static void drop(struct slot *s)
{
	program_free(&s->program);
	scenario_free(s->scn);
	free(s->text);
	s->scn = NULL;
	s->text = NULL;
}

/* A machine whose lines were at fault is not the one that is booted. */
static bool ready(struct loop *l, struct slot *s)
{
	const struct machine *m = &l->x->corpus->machine[s->machine];

	s->scn = program_mend(&s->program, &s->text);
	s->chance.count = !injects(&s->program) && !l->x->no_failures;
	if (!s->chance.count)
		s->chance.fail_at = 0;
	return s->scn && s->program.machine.n == m->lines.n &&
	       !require_unmet(s->scn, l->x->kernel->kernel->ops);
}

static bool submit(struct loop *l, struct slot *s)
{
	for (int tries = 0; tries < 50; tries++) {
		make_program(l, s);
		if (ready(l, s) &&
		    server_run(s->server, s->text, strlen(s->text), &s->chance,
			       draw_chance(&l->rng, 5))) {
			l->submitted++;
			return true;
		}
		drop(s);
	}
	return false;
}

/* --- answers --- */

static bool is_met(const struct explore *x, const struct finding *f)
{
	for (uint32_t i = 0; i < x->nmet; i++)
		if (finding_equal(&x->met[i].what, f))
			return true;
	return false;
}

/* Returns NULL if it was met before. */
static struct explore_met *meet(struct explore *x, const struct finding *f)
{
	struct explore_met *m;

	if (is_met(x, f))
		return NULL;
	x->met = realloc(x->met, (x->nmet + 1) * sizeof(*x->met));
	if (!x->met)
		abort();
	m = &x->met[x->nmet++];
	*m = (struct explore_met){ .what = finding_copy(f) };
	return m;
}

static void count(struct explore *x, struct explore_met *m, const struct explore_found *f)
{
	m->chance = f->chance;
	m->repeats = f->repeats;
	m->text = f->text ? strdup(f->text) : NULL;
	x->state.findings++;
}

bool explore_told(struct explore *x, const struct explore_found *f)
{
	struct explore_met *m = meet(x, f->what);

	if (m)
		count(x, m, f);
	return m;
}

void explore_free(struct explore *x)
{
	for (uint32_t i = 0; i < x->nmet; i++) {
		finding_free(&x->met[i].what);
		free(x->met[i].text);
	}
	free(x->met);
	corpus_free(x->corpus);
	x->met = NULL;
	x->corpus = NULL;
	x->nmet = 0;
}

/*
 * Is it what a seed says of itself (xfail law, xfail leak), in that seed, or in what was
 * made from it, on another machine, in another call?
 */
static bool known_of_seed(struct loop *l, const struct slot *s, const struct finding *f)
{
	if (!known_law(s->known_laws, f->law))
		return false;
	for (uint32_t i = 0; i < l->nakin; i++)
		if (finding_akin(&l->akin[i], f))
			return true;
	if (!s->seed)
		return false;
	l->akin = realloc(l->akin, (l->nakin + 1) * sizeof(*l->akin));
	if (!l->akin)
		abort();
	l->akin[l->nakin++] = finding_copy(f);
	return true;
}

/* Something is wrong.  Returns false if it is nothing new. */
static void report(struct loop *l, struct slot *s, const struct finding *f)
{
	struct explore *x = l->x;
	struct explore_found found = { .what = f, .chance = s->chance };
	char *text;

	if (!strcmp(f->law, "hairpin"))
		x->state.unjudged++;
	if (x->known && finding_is_known(x->known, f)) {
		x->state.known++;
		return;
	}
	if (known_of_seed(l, s, f)) {
		x->state.known++;
		meet(x, f);
		return;
	}
	if (!meet(x, f))
		return;
	text = shrink(x, s->text ? s->text : x->corpus->machine[s->machine].text,
		      &found.chance, f);
	/* The machine may have been short of something for a moment. */
	if (!text && !strcmp(f->law, "hairpin")) {
		finding_free(&x->met[--x->nmet].what);
		return;
	}
	found.repeats = text;
	found.text = text ? text : s->text;
	count(x, &x->met[x->nmet - 1], &found);
	if (x->found && found.text)
		x->found(&found, x->arg);
	free(text);
}

/* The verdict of what the server answered with last. */
static void judge(struct loop *l, struct slot *s, const struct scenario *scn,
		  int status, struct job *job)
{
	size_t len;
	const unsigned char *bytes = server_records(s->server, &len);

	memset(job, 0, sizeof(*job));
	job->scn = scn;
	job->kernel = l->x->kernel;
	job->chance = s->chance;
	verdict_init(&job->verdict);
	collect(job, bytes, len, status, bytes ? NULL : "no memory for its records",
		&l->x->opt);
}

/* Where the functions are: for paths in sysfs. */
static void take_places(struct machine *m, const struct verdict *v)
{
	if (m->place)
		return;
	m->place = calloc(v->nfunctions + 1, sizeof(*m->place));
	if (!m->place)
		abort();
	for (uint32_t i = 0; i < v->nfunctions; i++)
		if (v->functions[i].function >= 0)
			m->place[m->nplaces++] = (struct place){ v->functions[i].function,
								 v->functions[i].k.sbdf };
}

/* No process can be started, for the reason in errno. */
static void unstarted(struct explore *x)
{
	char why[200];

	if (limit_is(errno) && !x->limit &&
	    asprintf(&x->limit, "no process can be started: %s",
		     limit_text(errno, why, sizeof(why))) < 0)
		x->limit = NULL;
}

/* What was found says why no machine boots; else it is told. */
static void unbooted(struct explore *x)
{
	if (!x->limit && !x->state.findings &&
	    asprintf(&x->limit, "no machine boots: %u ended in it, one after the other",
		     DEAD_MOST) < 0)
		x->limit = NULL;
}

/* A limit of the user's keeps programs from running: there is nothing to go on with. */
static bool limited(struct explore *x, const struct verdict *v)
{
	if (!limit_said(v->reason))
		return false;
	if (!x->limit)
		x->limit = strdup(v->reason);
	return true;
}

static void booted(struct loop *l, struct slot *s, bool alive, int status)
{
	struct corpus *c = l->x->corpus;
	struct machine *m = &c->machine[s->machine];
	struct finding f;
	struct job job;

	s->booting = false;
	s->chance = (struct chance){ 0 };
	s->known_laws = 0;
	corpus_meet(c, server_cover(s->server));
	judge(l, s, m->scn, status, &job);
	take_places(m, &job.verdict);
	l->dead = alive ? 0 : l->dead + 1;
	if (!alive) {
		m->broken = true;
		if (!limited(l->x, &job.verdict) &&
		    finding_of(&job.verdict, m->scn, &f)) {
			if (strcmp(f.law, "hairpin"))
				report(l, s, &f);
			finding_free(&f);
		}
		retire(s);
	}
	job_free(&job);
}

/* What reached something new is gone on from. */
static void keep(struct loop *l, struct slot *s, const struct verdict *v,
		 uint64_t fresh, uint64_t near)
{
	const struct explore_kept kept = { s->text, s->chance, s->known_laws };
	struct corpus *c = l->x->corpus;
	struct entry *e;

	if (s->seed)
		e = &c->entry[s->entry];
	else
		e = corpus_add(c, s->machine, &s->program.steps, &s->chance, fresh);
	e->fault_points = s->chance.fail_at ? 0 : v->fault_points;
	e->nearness = near;
	e->ran = true;
	if (s->seed)
		return;
	e->known_laws = s->known_laws;
	if (l->x->kept)
		l->x->kept(&kept, l->x->arg);
}

static void ran(struct loop *l, struct slot *s, int status)
{
	struct explore *x = l->x;
	struct cover *cover = server_cover(s->server);
	uint64_t fresh, near = x->nearness ? x->nearness(cover, x->arg) : 0;
	struct finding f;
	struct job job;

	judge(l, s, s->scn, status, &job);
	x->corpus->nitems = 0;
	fresh = corpus_meet(x->corpus, cover);
	fresh += corpus_hear(x->corpus, &job.verdict);
	corpus_learn(x->corpus, cover);
	if (!limited(x, &job.verdict) && finding_of(&job.verdict, s->scn, &f)) {
		report(l, s, &f);
		finding_free(&f);
	}
	if (near > x->corpus->nearest) {
		x->corpus->nearest = near;
		fresh++;
	}
	if (s->seed || (fresh && !x->unguided))
		keep(l, s, &job.verdict, fresh, near);
	job_free(&job);
	x->state.programs++;
}

static void answered(struct loop *l, struct slot *s)
{
	int status = 0;
	bool alive = server_answer(s->server, &status);

	if (s->booting) {
		booted(l, s, alive, status);
		return;
	}
	if (alive)
		ran(l, s, status);
	else
		l->x->state.lost++;
	drop(s);
	if (!alive || !--s->left)
		retire(s);
}

/* --- the loop --- */

static void state_now(struct loop *l)
{
	struct explore_state *st = &l->x->state;
	const struct corpus *c = l->x->corpus;

	st->edges = c->edges;
	st->answers = c->answers;
	st->entries = c->nentries;
	st->machines = c->nmachines;
	st->elapsed_s = now_s() - l->begin_s;
}

static bool over(const struct loop *l)
{
	const struct explore *x = l->x;

	return x->limit || l->dead >= DEAD_MOST || (x->stop && *x->stop) ||
	       (x->programs && l->submitted >= x->programs) ||
	       (x->seconds > 0 && now_s() - l->begin_s >= x->seconds);
}

static double patience(const struct explore *x)
{
	double t = x->opt.timeout_s > 0 ? x->opt.timeout_s : RUN_DEFAULT_TIMEOUT_S;

	return SILENT_FACTOR * t;
}

/* Gives an idle slot something to do. */
static int go_on(struct loop *l, struct slot *s)
{
	if (s->booting || s->text)
		return 0;
	if (s->server && seed_left(l) &&
	    l->x->corpus->entry[l->next_seed].machine != s->machine)
		retire(s);
	if (!s->server && boot(l, s))
		return -1;
	if (!s->booting && !submit(l, s))
		retire(s);
	s->deadline_s = now_s() + patience(l->x);
	return 0;
}

static void wait_for_answers(struct loop *l)
{
	struct pollfd fds[64];
	uint32_t n = l->x->jobs;

	for (uint32_t i = 0; i < n; i++) {
		fds[i].fd = l->slot[i].server ? server_fd(l->slot[i].server) : -1;
		fds[i].events = POLLIN;
		fds[i].revents = 0;
	}
	if (poll(fds, n, 200) < 0) {
		if (errno != EINTR && ++l->deaf < DEAF_MOST)
			usleep(RETRY_US);
		return;
	}
	l->deaf = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct slot *s = &l->slot[i];

		if (fds[i].revents)
			answered(l, s);
		else if (s->server && (s->booting || s->text) && now_s() > s->deadline_s) {
			/* A boot that is not heard of is no program: there will be another. */
			l->x->state.lost += s->text != NULL;
			drop(s);
			s->booting = false;
			retire(s);
		}
	}
}

/* No process could be started: what runs may end and make room. */
static bool any_busy(const struct loop *l)
{
	for (uint32_t i = 0; i < l->x->jobs; i++)
		if (l->slot[i].server)
			return true;
	return false;
}

static int loop(struct loop *l)
{
	while (!over(l)) {
		for (uint32_t i = 0; i < l->x->jobs && !over(l); i++)
			if (go_on(l, &l->slot[i]) && !any_busy(l))
				return -1;
		wait_for_answers(l);
		/* errno is poll()'s: nobody can be heard any more. */
		if (l->deaf >= DEAF_MOST)
			return -1;
		state_now(l);
		if (l->x->progress)
			l->x->progress(&l->x->state, l->x->arg);
		if (l->x->talk)
			l->x->talk(false, l->x->talk_arg);
	}
	/* What was begun is waited for, so that the number of programs is what was asked. */
	for (uint32_t i = 0; i < l->x->jobs; i++)
		while (l->slot[i].text && !(l->x->stop && *l->x->stop) && l->deaf < DEAF_MOST)
			wait_for_answers(l);
	return 0;
}

static void findings_free(struct finding *f, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		finding_free(&f[i]);
	free(f);
}

int explore_run(struct explore *x)
{
	struct loop l = { .x = x, .begin_s = now_s() };
	int ret = -1;

	if (!x->corpus || !x->corpus->nentries) {
		errno = ENOENT;
		return -1;
	}
	rng_init(&l.rng, x->seed, 1 + x->rank);
	l.nseeds = x->corpus->nentries;
	l.slot = calloc(x->jobs, sizeof(*l.slot));
	if (l.slot)
		ret = loop(&l);
	if (ret)
		unstarted(x);
	if (l.dead >= DEAD_MOST)
		unbooted(x);
	for (uint32_t i = 0; l.slot && i < x->jobs; i++) {
		drop(&l.slot[i]);
		retire(&l.slot[i]);
	}
	state_now(&l);
	x->state.blocks = corpus_blocks(x->corpus);
	findings_free(l.akin, l.nakin);
	free(l.slot);
	return ret;
}
