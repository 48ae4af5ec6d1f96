/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verdict.h - the result of one scenario on one kernel, as plain data.
 *
 * The runner and the laws fill it in; the reporters read it.  Nothing in it
 * depends on when or where the scenario ran, or on what ran beside it.
 */
#ifndef SIM_FACTS_VERDICT_H
#define SIM_FACTS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hairpin/abi.h"
#include "sim/base/arena.h"
#include "sim/facts/proof.h"

enum verdict_status {
	VERDICT_PASS = 0,
	VERDICT_SKIP,
	VERDICT_XFAIL,		/* failed, as xfail said */
	VERDICT_XPASS,		/* passed, though xfail said that it fails */
	VERDICT_FAIL,
	VERDICT_ERROR,		/* could not be judged */
};

/* A check that belongs to no step of the scenario. */
#define CHECK_BOOT (-1)
#define CHECK_LAW (-2)
/* Not a check: where an event comes from when a query asks the kernel. */
#define CHECK_QUERY (-3)

struct check {
	const char *name;	/* the statement as written, "boot", a law's name */
	int32_t step;		/* index in @statements, or CHECK_* */
	enum verdict_status status;
	const char *reason;	/* of a SKIP; else NULL */
	const char *brief;	/* the kernel's answer in a word, or NULL */
	uint32_t ndiag;
	const char **diag;	/* lines */
	uint32_t suspect;	/* number of conservative answers: --strict fails on them */
};

/* One function of a stack; inlined ones are frames of their own. */
struct vframe {
	const char *function;	/* "?" when unknown */
	const char *file;	/* relative to the kernel tree; NULL unknown */
	int line;
	bool environment;	/* of sim/env/, not of the kernel tree */
};

struct vevent {
	uint32_t kind;		/* enum hp_event_kind */
	int32_t step;		/* the step in which it happened, or CHECK_BOOT */
	const char *text;
	uint32_t nframes;
	struct vframe *frames;	/* innermost first */
	int32_t culprit;	/* index of the innermost frame of the kernel's own; -1: none */
};

/*
 * A leak that is known: at most @most objects that @allocator() allocated, called by
 * @function() or below it.
 */
struct known_leak {
	const char *function, *allocator;
	uint32_t most;
};

/* Is @e the leak of such an object? */
bool known_leak_is(const struct known_leak *k, const struct vevent *e);

struct vlog {
	int level;
	int32_t step;
	const char *text;
};

/* A function as the kernel enumerated it, and which one of the spec it is. */
struct vfunction {
	int32_t function;	/* index in the machine's functions; -1: not one of them */
	uint16_t vf;
	struct hp_kfunc k;
};

/* An answer of P2PDMA. */
struct vpair {
	int32_t step;
	hp_sbdf provider, client;
	struct hp_p2p answer;
	bool ok;		/* the answer was as expected */
	bool turned_known;	/* @turned is set */
	hp_sbdf turned;		/* the first port that the kernel named as redirecting */
};

/* A statement of the scenario, for diagnostics. */
struct vstatement {
	const char *text;	/* as written, on one line */
	const char *file;
	uint32_t line;
};

/* What a process saw of a function's config space. */
struct vconfig {
	struct proof_config c;
	uint32_t nwrites, room;
	struct proof_config_write *writes;
};

struct verdict {
	enum verdict_status status;
	const char *reason;	/* why SKIP or ERROR; else NULL */
	bool silent;		/* its process ended and told nothing: another time it may */
	/* Of the trace, up to the last statement that ended; 0 events: no trace. */
	uint64_t trace_hash, trace_events;
	uint32_t nchecks, nevents, nlog, nfunctions, npairs;
	struct check *checks;
	struct vevent *events;
	struct vlog *log;
	struct vfunction *functions;
	struct vpair *pairs;
	uint32_t nproofs, nunmapped;
	struct proof *proofs;
	struct proof_unmapped *unmapped;
	uint32_t nunbalanced;
	struct proof_unbalanced *unbalanced;
	uint32_t nlates;
	struct proof_late *lates;
	uint32_t nvrams;
	struct proof_vram *vrams;
	uint32_t nmigrations;
	struct proof_migration *migrations;
	uint32_t nrevokes;
	struct proof_revoke *revokes;
	uint32_t nconfigs;
	struct vconfig *configs;
	uint32_t nguests;
	struct proof_guest *guests;
	uint64_t fault_points;	/* number of fault points passed, if they were counted */
	struct proof_left left;
	bool has_left;
	uint32_t nreached;
	struct proof_reach *reached;
	struct proof_reach_sum reach;
	bool has_reach;
	/* From the scenario; set before laws judge.  The caller owns them. */
	uint32_t nstatements, nknown_leaks;
	const struct vstatement *statements;
	const struct known_leak *known_leaks;	/* of `xfail leak` */
	struct {			/* allocated elements of the arrays above */
		uint32_t checks, events, log, functions, pairs, proofs, unmapped;
		uint32_t reached, revokes, unbalanced, configs, guests, lates;
		uint32_t vrams, migrations;
	} room;
	struct arena arena;	/* of all that it points to */
};

void verdict_init(struct verdict *v);
void verdict_free(struct verdict *v);

/* Append a zeroed element and return it; it may move with the next append. */
struct check *verdict_add_check(struct verdict *v);
struct vevent *verdict_add_event(struct verdict *v);
struct vlog *verdict_add_log(struct verdict *v);
struct vfunction *verdict_add_function(struct verdict *v);
struct vpair *verdict_add_pair(struct verdict *v);
struct proof *verdict_add_proof(struct verdict *v);
struct proof_unmapped *verdict_add_unmapped(struct verdict *v);
struct proof_reach *verdict_add_reach(struct verdict *v);
struct proof_revoke *verdict_add_revoke(struct verdict *v);
struct proof_guest *verdict_add_guest(struct verdict *v);
struct vconfig *verdict_add_config(struct verdict *v);
struct proof_config_write *verdict_add_config_write(struct verdict *v, struct vconfig *c);
struct proof_late *verdict_add_late(struct verdict *v);
struct proof_vram *verdict_add_vram(struct verdict *v);
struct proof_migration *verdict_add_migration(struct verdict *v);
/* Returns true if a request was late in that way. */
bool verdict_is_late(const struct verdict *v, enum proof_late_kind kind);
struct proof_unbalanced *verdict_add_unbalanced(struct verdict *v);

/* Copies that live as long as the verdict.  NULL stays NULL. */
const char *verdict_strdup(struct verdict *v, const char *s);
const char *verdict_printf(struct verdict *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void *verdict_alloc(struct verdict *v, size_t size);

/* Appends a line to @c's diagnostics. */
void check_diag(struct verdict *v, struct check *c, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* "PASS" "FAIL" ...; "warn" "oops" ...; "BUS_ADDR" ... */
const char *verdict_status_name(enum verdict_status s);
const char *event_kind_name(uint32_t kind);
const char *map_type_name(uint32_t type);

/* Returns true if a run with @s has failed; with @strict also for XPASS. */
bool verdict_is_failure(enum verdict_status s, bool strict);

/* Returns the event of the injected fault, or NULL if none was injected. */
const struct vevent *verdict_injected(const struct verdict *v);

/*
 * Returns an event in one line, like "oops: NULL pointer dereference in foo()
 * drivers/pci/foo.c:12".
 */
const char *event_summary(struct verdict *v, const struct vevent *e);

#endif
