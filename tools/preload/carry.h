/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * carry.h - what the files of the preloaded library share.  It is in a program of
 * somebody else's: nothing of it may be seen but the calls of libc that it replaces,
 * it allocates nothing, and it changes errno only to say what a call gave.
 */
#ifndef TOOLS_PRELOAD_CARRY_H
#define TOOLS_PRELOAD_CARRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "hairpin/carry.h"

#define REPLACES __attribute__((visibility("default")))

#define PAGE 4096ul

/* --- carry.c: the connection ---------------------------------------------------------- */

/* Is there a machine at all?  If not, all calls are libc's own. */
bool carry_on(void);
/*
 * Carries a call.  Returns what it gave, or a negative errno; *@value of a load.  @text may
 * be NULL.
 */
int64_t carry(uint32_t op, const char *text, uint64_t *value, uint64_t a0, uint64_t a1,
	      uint64_t a2, uint64_t a3, uint64_t a4);
#define CARRY(op, a0, a1, a2, a3, a4)                                                   \
	carry(op, NULL, NULL, (uint64_t)(a0), (uint64_t)(a1), (uint64_t)(a2),           \
	      (uint64_t)(a3), (uint64_t)(a4))
/* Says in the report that @what is not carried.  Returns -1, with errno ENOSYS. */
int carry_cannot(const char *what);
/* -1 with errno, or @ret. */
int64_t carry_result(int64_t ret);

/* The folder that stands for / of the machine; its length. */
const char *carry_root(void);
size_t carry_root_len(void);
int carry_dram(void);
/* Is @fd one that this library has open?  For the program there is none. */
bool carry_is_own(int fd);

/* --- descriptors.c -------------------------------------------------------------------- */

struct carry_fd {
	uint8_t known;			/* 1 the machine's, 2 the host's */
	bool nonblock;
	uint16_t target;		/* of the machine: its number there */
};
/* Returns what is known of @fd if it is one of the machine's, or NULL. */
struct carry_fd *carry_fd(int fd);
/* From now on @fd is one, with @like (or -1) as the host's descriptor in its place. */
void carry_fd_new(int fd, int like, int flags);
/* The same, of one below CARRY_FIRST_FD, which is a descriptor of the host's, too. */
void carry_fd_alias(int fd, int target, bool nonblock);
/* After exec(): which of the descriptors are the machine's. */
void carry_fd_begin(void);
void carry_fd_gone(int fd);

/* --- inner.c: system calls of libc's own ----------------------------------------------- */

/* From now on they are looked at; the same in the child of a fork(). */
void inner_begin(void);
bool inner_on(void);
void inner_again(void);
/* Meanwhile they are the host's: for what carries a call. */
void inner_pause(char *was);
void inner_resume(char was);

/* --- memory.c ------------------------------------------------------------------------- */

/* Puts the page at @user to @offset of DRAM.  Returns false if there is no memory. */
bool memory_share(uint64_t user, uint64_t offset);
/* After fork(), in the child: what is shared is its own copy. */
void memory_forked(void);

/* --- start.c --------------------------------------------------------------------------- */

/* What other programs are to have in their environment is as it is now. */
void start_begin(void);

/* --- windows.c: mapped files of the machine ----------------------------------------------- */

bool window_overlaps(uint64_t start, uint64_t bytes);
bool window_add(uint64_t start, uint64_t bytes, int prot);
void window_drop(uint64_t start, uint64_t bytes);
void windows_begin(void);

#endif
