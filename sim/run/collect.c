// SPDX-License-Identifier: GPL-2.0-only
/*
 * collect.c - reads a child's records, resolves its stacks, lets the laws judge, and
 * makes the verdict.
 *
 * It must not trust the child: a crash may have cut its records anywhere.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "sim/laws/law.h"
#include "sim/run/collect.h"
#include "sim/replay/crash.h"
#include "sim/facts/record.h"
#include "sim/run/require.h"
#include "sim/run/stack.h"

struct collector {
	struct job *job;
	struct verdict *v;
	int32_t step;		/* being executed when the records end */
	bool done;
	bool died;		/* an event that ended the child was seen */
};

/* Returns a statement on one line, with single spaces. */
static const char *squeeze(struct verdict *v, const char *source)
{
	char *out = verdict_alloc(v, strlen(source) + 1), *to = out;
	bool quoted = false;

	for (const char *p = source; *p; p++) {
		bool blank = *p == ' ' || *p == '\t';

		if (*p == '"')
			quoted = !quoted;
		if (blank && !quoted && to > out && to[-1] == ' ')
			continue;
		*to++ = blank && !quoted ? ' ' : *p;
	}
	return out;
}

/* Sets what laws and reporters need to know of the scenario. */
static void describe(struct verdict *v, const struct scenario *scn)
{
	struct vstatement *st = verdict_alloc(v, (scn->nsteps + 1) * sizeof(*st));
	struct known_leak *leaks;

	for (uint32_t i = 0; i < scn->nsteps; i++) {
		st[i].text = squeeze(v, scn->steps[i].source);
		st[i].file = scn->steps[i].loc.file;
		st[i].line = scn->steps[i].loc.line;
	}
	v->statements = st;
	v->nstatements = scn->nsteps;
	leaks = verdict_alloc(v, (scn->nleaks + 1) * sizeof(*leaks));
	for (uint32_t i = 0; i < scn->nleaks; i++)
		leaks[i] = (struct known_leak){ scn->leaks[i].function,
						scn->leaks[i].allocator,
						scn->leaks[i].most };
	v->known_leaks = leaks;
	v->nknown_leaks = scn->nleaks;
}

/* Checks for all statements in order, to be filled as results come. */
static void lay_out(struct verdict *v)
{
	struct check *check = verdict_add_check(v);

	check->name = "boot";
	check->step = CHECK_BOOT;
	check->status = VERDICT_SKIP;
	for (uint32_t i = 0; i < v->nstatements; i++) {
		check = verdict_add_check(v);
		check->name = v->statements[i].text;
		check->step = (int32_t)i;
		check->status = VERDICT_SKIP;
	}
}

static struct check *check_of(struct collector *c, int64_t step)
{
	if (step < CHECK_BOOT || step + 1 >= (int64_t)c->v->nchecks)
		return NULL;
	return &c->v->checks[step + 1];
}

static void take_log(struct collector *c, struct rec_reader *r)
{
	int level = (int)rec_get_u64(r);
	const char *text = rec_get_str(r);
	struct vlog *log;

	if (!text)
		return;
	log = verdict_add_log(c->v);
	log->level = level;
	log->step = c->step;
	log->text = stack_log(c->v, c->job->kernel, text);
}

static bool ends_scenario(uint32_t kind)
{
	return !hp_event_goes_on(kind);
}

static bool get_words(struct rec_reader *r, uint64_t *words, uint32_t *n,
		      uint32_t max)
{
	size_t len;
	const void *bytes = rec_get_bytes(r, &len);

	if (r->bad || len > max * sizeof(*words))
		return false;
	memcpy(words, bytes, len);
	*n = (uint32_t)(len / sizeof(*words));
	return true;
}

static bool get_sample(struct rec_reader *r, struct stack_sample *s)
{
	return get_words(r, s->frames, &s->n, CRASH_SAMPLE_DEPTH) &&
	       get_words(r, s->top, &s->ntop, CRASH_TOP_WORDS);
}

static void take_event(struct collector *c, struct rec_reader *r)
{
	uint32_t kind = (uint32_t)rec_get_u64(r);
	const char *text = rec_get_str(r);
	struct stack_sample sample;
	struct vevent *e;

	if (!get_sample(r, &sample))
		return;
	e = verdict_add_event(c->v);
	e->kind = kind;
	e->step = c->step;
	e->text = verdict_strdup(c->v, text ? text : "");
	stack_resolve(c->v, c->job->kernel, e, &sample);
	c->died = c->died || ends_scenario(kind);
}

static void take_hang(struct collector *c, struct rec_reader *r)
{
	const char *why = rec_get_str(r);
	uint64_t n = rec_get_u64(r);
	struct stack_sample *samples;
	struct vevent *e;
	uint32_t got = 0;

	if (r->bad || n > CRASH_SAMPLES)
		return;
	samples = calloc(n + 1, sizeof(*samples));
	while (samples && got < n && get_sample(r, &samples[got]))
		got++;
	e = verdict_add_event(c->v);
	e->kind = HP_EVENT_HANG;
	e->step = c->step;
	e->text = verdict_strdup(c->v, why ? why : "");
	e->culprit = -1;
	if (samples)
		stack_resolve_hang(c->v, c->job->kernel, e, samples, got);
	free(samples);
	c->died = true;
}

static void take_check(struct collector *c, struct rec_reader *r)
{
	int64_t step = (int64_t)rec_get_u64(r);
	enum verdict_status status = (enum verdict_status)rec_get_u64(r);
	const char *reason = rec_get_str(r);
	const char *brief = rec_get_str(r);
	uint64_t n = rec_get_u64(r);
	struct check *check = check_of(c, step);

	if (r->bad || !check)
		return;
	check->status = status;
	check->reason = verdict_strdup(c->v, reason);
	check->brief = verdict_strdup(c->v, brief);
	for (uint64_t i = 0; i < n && !r->bad; i++) {
		const char *line = rec_get_str(r);

		if (line)
			check_diag(c->v, check, "%s", line);
	}
	if (step < 0 || !c->job->scn->steps[step].xfail)
		return;
	if (status == VERDICT_FAIL)
		check->status = VERDICT_XFAIL;
	else if (status == VERDICT_PASS)
		check->status = VERDICT_XPASS;
}

static void take_pair(struct collector *c, struct rec_reader *r)
{
	struct vpair pair = { 0 };
	const void *answer;
	size_t len;

	pair.step = (int32_t)rec_get_u64(r);
	pair.provider = rec_get_u64(r);
	pair.client = rec_get_u64(r);
	answer = rec_get_bytes(r, &len);
	if (!r->bad && len == sizeof(pair.answer))
		memcpy(&pair.answer, answer, len);
	pair.ok = rec_get_u64(r);
	pair.turned_known = rec_get_u64(r);
	pair.turned = rec_get_u64(r);
	if (!r->bad)
		*verdict_add_pair(c->v) = pair;
}

static void take_function(struct collector *c, struct rec_reader *r)
{
	struct vfunction f = { 0 };
	const void *bytes;
	size_t len;

	f.function = (int32_t)rec_get_u64(r);
	f.vf = (uint16_t)rec_get_u64(r);
	bytes = rec_get_bytes(r, &len);
	if (r->bad || len != sizeof(f.k))
		return;
	memcpy(&f.k, bytes, len);
	*verdict_add_function(c->v) = f;
}

static void take_raw(struct collector *c, struct rec_reader *r)
{
	struct job *job = c->job;
	size_t len;
	const void *bytes = rec_get_bytes(r, &len);
	unsigned char *raw;

	if (r->bad || !len)
		return;
	raw = realloc(job->raw, job->raw_len + len);
	if (!raw)
		abort();
	memcpy(raw + job->raw_len, bytes, len);
	job->raw = raw;
	job->raw_len += len;
}

/* A record that is one struct: false when it is cut short. */
static bool take_struct(struct rec_reader *r, void *to, size_t size)
{
	size_t len;
	const void *bytes = rec_get_bytes(r, &len);

	if (r->bad || len != size)
		return false;
	memcpy(to, bytes, size);
	return true;
}

static void take_proof(struct collector *c, struct rec_reader *r)
{
	struct proof p;

	if (take_struct(r, &p, sizeof(p)))
		*verdict_add_proof(c->v) = p;
}

static void take_unmapped(struct collector *c, struct rec_reader *r)
{
	struct proof_unmapped u;

	if (take_struct(r, &u, sizeof(u)))
		*verdict_add_unmapped(c->v) = u;
}

static void take_trace(struct collector *c, struct rec_reader *r)
{
	struct job *job = c->job;
	uint64_t hash = rec_get_u64(r), events = rec_get_u64(r);
	size_t len;
	const void *text = rec_get_bytes(r, &len);

	if (r->bad)
		return;
	c->v->trace_hash = hash;
	c->v->trace_events = events;
	if (!len)
		return;
	job->trace = realloc(job->trace, job->trace_len + len);
	if (!job->trace)
		abort();
	memcpy(job->trace + job->trace_len, text, len);
	job->trace_len += len;
}

static void take_reach(struct collector *c, struct rec_reader *r)
{
	struct proof_reach reach;

	if (take_struct(r, &reach, sizeof(reach)))
		*verdict_add_reach(c->v) = reach;
}

static void take_revoke(struct collector *c, struct rec_reader *r)
{
	struct proof_revoke revoke;

	if (take_struct(r, &revoke, sizeof(revoke)))
		*verdict_add_revoke(c->v) = revoke;
}

static void take_late(struct collector *c, struct rec_reader *r)
{
	struct proof_late late;

	if (take_struct(r, &late, sizeof(late)))
		*verdict_add_late(c->v) = late;
}

static void take_vram(struct collector *c, struct rec_reader *r)
{
	struct proof_vram vram;

	if (take_struct(r, &vram, sizeof(vram)))
		*verdict_add_vram(c->v) = vram;
}

static void take_config(struct collector *c, struct rec_reader *r)
{
	struct vconfig *config = verdict_add_config(c->v);

	if (!take_struct(r, &config->c, sizeof(config->c)))
		c->v->nconfigs--;
}

/* Of each time that was looked. */
static void take_reach_sum(struct collector *c, struct rec_reader *r)
{
	struct proof_reach_sum *all = &c->v->reach, one;

	if (!take_struct(r, &one, sizeof(one)))
		return;
	one.probes += all->probes;
	one.arrived += all->arrived;
	*all = one;
	c->v->has_reach = true;
}

static void take_guest(struct collector *c, struct rec_reader *r)
{
	struct proof_guest guest;

	if (take_struct(r, &guest, sizeof(guest)))
		*verdict_add_guest(c->v) = guest;
}

static void take_config_write(struct collector *c, struct rec_reader *r)
{
	struct proof_config_write w;

	if (take_struct(r, &w, sizeof(w)) && c->v->nconfigs)
		*verdict_add_config_write(c->v, &c->v->configs[c->v->nconfigs - 1]) = w;
}

static void take_migration(struct collector *c, struct rec_reader *r)
{
	struct proof_migration m;

	if (take_struct(r, &m, sizeof(m)))
		*verdict_add_migration(c->v) = m;
}

static void take_unbalanced(struct collector *c, struct rec_reader *r)
{
	struct proof_unbalanced u;

	if (take_struct(r, &u, sizeof(u)))
		*verdict_add_unbalanced(c->v) = u;
}

static void take_error(struct collector *c, struct rec_reader *r)
{
	const char *text = rec_get_str(r);

	c->v->reason = verdict_strdup(c->v, text ? text : "?");
	c->v->status = VERDICT_ERROR;
	c->died = true;
}

static void take(struct collector *c, int type, struct rec_reader *r)
{
	switch (type) {
	case REC_STEP:
		c->step = (int32_t)rec_get_u64(r);
		break;
	case REC_LOG:
		take_log(c, r);
		break;
	case REC_EVENT:
		take_event(c, r);
		break;
	case REC_HANG:
		take_hang(c, r);
		break;
	case REC_CHECK:
		take_check(c, r);
		break;
	case REC_PAIR:
		take_pair(c, r);
		break;
	case REC_FUNCTION:
		take_function(c, r);
		break;
	case REC_RAW:
		take_raw(c, r);
		break;
	case REC_PROOF:
		take_proof(c, r);
		break;
	case REC_UNMAPPED:
		take_unmapped(c, r);
		break;
	case REC_REACH:
		take_reach(c, r);
		break;
	case REC_REVOKE:
		take_revoke(c, r);
		break;
	case REC_LATE:
		take_late(c, r);
		break;
	case REC_VRAM:
		take_vram(c, r);
		break;
	case REC_CONFIG:
		take_config(c, r);
		break;
	case REC_GUEST:
		take_guest(c, r);
		break;
	case REC_CONFIG_WRITE:
		take_config_write(c, r);
		break;
	case REC_MIGRATION:
		take_migration(c, r);
		break;
	case REC_UNBALANCED:
		take_unbalanced(c, r);
		break;
	case REC_REACH_SUM:
		take_reach_sum(c, r);
		break;
	case REC_LEFT:
		c->v->has_left = take_struct(r, &c->v->left, sizeof(c->v->left));
		break;
	case REC_ERROR:
		take_error(c, r);
		break;
	case REC_FAULT_POINTS:
		c->v->fault_points = rec_get_u64(r);
		break;
	case REC_TRACE:
		take_trace(c, r);
		break;
	case REC_DONE:
		c->done = true;
		break;
	}
}

/* The child ended without an event: as far as is known, not because of the kernel. */
static void explain_silence(struct collector *c, int status, const char *ended)
{
	c->v->status = VERDICT_ERROR;
	c->v->silent = true;
	c->v->reason = ended;
	if (ended)
		return;
	if (WIFSIGNALED(status))
		c->v->reason = verdict_printf(c->v, "its process was ended by %s%s",
			strsignal(WTERMSIG(status)),
			WTERMSIG(status) == SIGKILL ? " (out of memory?)" : "");
	else
		c->v->reason = verdict_printf(c->v,
			"its process ended with status %d and without a verdict",
			WEXITSTATUS(status));
}

/* With an injected fault, steps may fail, and expectations need not hold. */
static void unjudge(struct collector *c)
{
	for (uint32_t i = 0; i < c->v->nchecks; i++) {
		struct check *check = &c->v->checks[i];

		/* A boot without memory need not end; where it crashes, law quiet says so. */
		if ((check->step < 0 &&
		     !(check->step == CHECK_BOOT && c->job->chance.boot)) ||
		    (check->status != VERDICT_FAIL &&
					check->status != VERDICT_XFAIL &&
					check->status != VERDICT_XPASS))
			continue;
		check->status = VERDICT_SKIP;
		check->reason = "not judged: something fails on purpose";
	}
}

/* The step that ended the child failed; those after it were not reached. */
static void close_checks(struct collector *c)
{
	const char *why = "not reached";
	struct check *last = check_of(c, c->step);

	/* A boot that returned an error has its own check. */
	for (uint32_t i = 0; i < c->v->nchecks; i++) {
		struct check *check = &c->v->checks[i];

		if (check->status == VERDICT_SKIP && !check->reason)
			check->reason = why;
	}
	if (c->done || !last || last->status != VERDICT_SKIP ||
	    last->reason != why)
		return;
	last->reason = NULL;
	last->status = VERDICT_FAIL;
	for (uint32_t i = 0; i < c->v->nevents; i++)
		if (c->v->events[i].kind == HP_EVENT_TRAP)
			last->status = VERDICT_ERROR;
	if (c->v->reason) {
		last->status = VERDICT_ERROR;
		check_diag(c->v, last, "%s", c->v->reason);
	} else if (c->v->nevents) {
		check_diag(c->v, last, "%s",
			   event_summary(c->v, &c->v->events[c->v->nevents - 1]));
	}
}

/*
 * An event that this program itself detected, without a kernel frame in its stack, is
 * our own fault.
 */
static void blame_ourselves(struct collector *c)
{
	for (uint32_t i = 0; i < c->v->nevents; i++) {
		const struct vevent *e = &c->v->events[i];

		if (e->nframes || e->kind == HP_EVENT_WARN ||
		    (e->kind != HP_EVENT_OOPS && e->kind != HP_EVENT_HANG &&
		     e->kind != HP_EVENT_SANITIZER))
			continue;
		c->v->reason = verdict_printf(c->v,
			"hairpin itself failed, outside the kernel: %s",
			event_summary(c->v, e));
		c->v->status = VERDICT_ERROR;
	}
}

/* "xfail law X" of this scenario, in its IOMMU mode. */
static bool expected_to_fail(const struct scenario *scn, const struct law *law)
{
	for (uint32_t i = 0; i < scn->nxlaws; i++)
		if (!strcmp(scn->xlaws[i].name, law->name) &&
		    scn_when(scn->xlaws[i].when, scn->spec))
			return true;
	return false;
}

/* Laws with nothing to judge are not printed. */
static void judge_laws(struct collector *c)
{
	for (const struct law *const *law = laws; *law; law++) {
		bool xfail = expected_to_fail(c->job->scn, *law);
		struct check *check;

		if (!xfail && (*law)->applies && !(*law)->applies(c->v))
			continue;
		check = verdict_add_check(c->v);
		check->name = verdict_printf(c->v, "law %s", (*law)->name);
		check->step = CHECK_LAW;
		(*law)->judge(c->v, check);
		if (xfail && check->status == VERDICT_FAIL)
			check->status = VERDICT_XFAIL;
		else if (xfail && check->status == VERDICT_PASS &&
			 !c->job->chance.fail_at)
			check->status = VERDICT_XPASS;
	}
}

static void sum_up(struct verdict *v, bool strict)
{
	bool skipped = v->nchecks > 0;

	for (uint32_t i = 0; i < v->nchecks; i++) {
		enum verdict_status s = v->checks[i].status;

		if (strict && v->checks[i].suspect && s == VERDICT_PASS)
			s = v->checks[i].status = VERDICT_FAIL;
		if (verdict_is_failure(s, strict) &&
		    v->status < (s == VERDICT_XPASS ? VERDICT_FAIL : s))
			v->status = s == VERDICT_XPASS ? VERDICT_FAIL : s;
		skipped = skipped && s == VERDICT_SKIP;
	}
	if (v->status == VERDICT_PASS && skipped)
		v->status = VERDICT_SKIP;
}

void collect(struct job *job, const unsigned char *bytes, size_t len,
	     int status, const char *ended, const struct run_options *opt)
{
	struct collector c = { .job = job, .v = &job->verdict,
			       .step = CHECK_BOOT };
	struct rec_reader all = { bytes, bytes + len, false }, body;
	int type;

	describe(c.v, job->scn);
	if (!job->body)
		lay_out(c.v);
	while ((type = rec_next(&all, &body)))
		take(&c, type, &body);
	if (!c.done && !c.died)
		explain_silence(&c, status, ended);
	blame_ourselves(&c);
	if (job->chance.fail_at)
		unjudge(&c);
	if (!job->body)
		close_checks(&c);
	judge_laws(&c);
	sum_up(c.v, opt->strict);
}

bool collect_skip(struct job *job)
{
	const char *why = job->scn->skip;

	if (!why)
		why = require_unmet(job->scn, job->kernel->kernel->ops);

	if (!why || job->body)
		return false;
	job->verdict.status = VERDICT_SKIP;
	job->verdict.reason = verdict_strdup(&job->verdict, why);
	return true;
}
