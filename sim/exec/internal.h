/* SPDX-License-Identifier: GPL-2.0-only */
/* internal.h - what the files of sim/exec share. */
#ifndef SIM_EXEC_INTERNAL_H
#define SIM_EXEC_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hairpin/carry.h"
#include "sim/exec/exec.h"

#define EXEC_MAX_PROCESSES 64u
/* The scenario's own processes have smaller numbers. */
#define EXEC_FIRST_NUMBER 10000u

struct exec_process {
	int fd;				/* of its connection; -1: it has exited */
	pid_t pid;
	uint32_t number;		/* for the kernel instance */
	bool asks;			/* it waits for a reply now */
	bool silent;			/* its connection has ended, and it has not */
	int alive;			/* a pidfd: readable when it has ended */
	uint16_t alias[CARRY_FIRST_FD];	/* what dup2() made of other numbers; 0: nothing */
};

struct exec {
	struct world *w;
	const struct exec_program *program;
	struct shadow *shadow;
	int listening;
	uint32_t nprocesses, nstarted, nsaid;
	struct exec_process process[EXEC_MAX_PROCESSES];
	bool changed;			/* since the folder was made what /sys is */
	struct outcome *o;
};

/* memory.c: has the callbacks of @w's instance use @e.  One of them at a time. */
void exec_memory_begin(struct exec *e);
void exec_memory_end(struct exec *e);

/*
 * shadow.c: keeps the folders @root/sys and @root/dev what the instance's are.
 * shadow_sync() returns false with errno set.  shadow_free() leaves the folders.
 */
struct shadow *shadow_new(struct world *w, const char *root);
bool shadow_sync(struct shadow *s);
void shadow_free(struct shadow *s);

#endif
