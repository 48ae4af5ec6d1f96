/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * carry.h - between a program of the host and the process that has the machine, when
 * the program's calls are carried to a kernel instance (hairpin exec).
 *
 *   program + tools/preload  --carry_request-->  sim/exec + kernel instance
 *                            <---carry_reply---
 *
 * One SOCK_SEQPACKET connection a process; a request at a time.  A reply may ask to
 * share a page first: then comes a request CARRY_SHARED, and another reply.
 */
#ifndef HAIRPIN_CARRY_H
#define HAIRPIN_CARRY_H

#include <stdint.h>

/* Environment: where the socket is; the folder that has /sys and /dev of the machine. */
#define CARRY_SOCKET "HAIRPIN_EXEC_SOCKET"
#define CARRY_ROOT "HAIRPIN_EXEC_ROOT"

/* File descriptors of the machine's files: no others of the program are so high. */
#define CARRY_FIRST_FD 600
#define CARRY_LAST_FD 1023

enum carry_op {
	CARRY_HELLO = 1,	/* arg: parent's number or 0; the reply brings the file that is DRAM */
	CARRY_OPEN,		/* text: path below /sys or /dev; arg: flags; ret: fd */
	CARRY_CLOSE,		/* arg: fd */
	CARRY_DUP,		/* arg: fd; ret: fd */
	CARRY_IOCTL,		/* arg: fd, command, argument */
	CARRY_READ,		/* arg: fd, address, bytes, offset or ~0, 1: it may wait */
	CARRY_WRITE,		/* as CARRY_READ */
	CARRY_POLL,		/* arg: fd, events; ret: those that are there */
	CARRY_MMAP,		/* arg: fd, offset, bytes, 1 shared or 0, address */
	CARRY_MUNMAP,		/* arg: address, bytes */
	CARRY_EVENTFD,		/* arg: count, flags; ret: fd */
	CARRY_LOAD,		/* arg: address, bytes 1, 2, 4, 8; reply.value */
	CARRY_STORE,		/* arg: address, bytes, value */
	CARRY_SYNC,		/* makes the folder what /sys and /dev are now */
	CARRY_SLEEP,		/* arg: nanoseconds */
	CARRY_NOW,		/* ret: nanoseconds since boot */
	CARRY_SHARED,		/* arg: 0, or 1 if there is no memory of that address */
	CARRY_CANNOT,		/* text: what cannot be carried, for the report */
	CARRY_ALIAS,		/* arg: descriptor of the program's, below CARRY_FIRST_FD; fd, or 0: none any more */
	CARRY_LOOKUP,		/* arg: descriptor of the program's, after exec(); ret: fd */
};

/* Values of carry_reply.ret when a load or store ended in a signal. */
#define CARRY_SIGBUS (-4103)
#define CARRY_SIGSEGV (-4107)

struct carry_request {
	uint32_t op;			/* enum carry_op */
	uint32_t text_bytes;		/* with its NUL; that much of text is sent */
	uint64_t arg[6];
	char text[1024];
};

struct carry_reply {
	int64_t ret;			/* or a negative errno */
	uint64_t value;
	uint32_t share;			/* 1: put the page at @user to @offset of DRAM's file first */
	uint32_t number;		/* of the process, after CARRY_HELLO */
	uint64_t user, offset;
};

#endif
