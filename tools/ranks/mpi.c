// SPDX-License-Identifier: GPL-2.0-only
/*
 * mpi.c - ranks.h over MPI: a library of its own, which hairpin campaign loads, so that
 * no other command loads an MPI.
 *
 * A process that is killed must not stop the others.  So nothing is collective, nothing
 * waits, and a message goes in pieces so small that MPI sends them eagerly: a piece that
 * has come is there, while for one that is large the receiver would ask its sender for the
 * rest, who may be gone.
 */
#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/common/ranks.h"

#define TAG 10
/* Below what Open MPI sends eagerly in shared memory: 4096 with its own header. */
#define PIECE 3840
/* MPI_Finalize() does not return when a process is gone. */
#define FINALIZE_SECONDS 20

/* A piece: the length of its message, and bytes of it. */
struct piece {
	uint64_t total;
	char bytes[PIECE];
};

/* What is under way to another, and what came of a message from there. */
struct line {
	uint32_t npieces;
	struct piece *piece;
	MPI_Request *request;
	char *bytes;
	size_t have, total;
};

static struct line *lines;
static int exit_status;

void hairpin_ranks(struct ranks *r);

static void *sure(void *p)
{
	if (!p)
		abort();
	return p;
}

static bool ready(uint32_t to)
{
	struct line *l = &lines[to];
	int done = 1;

	if (l->npieces)
		MPI_Testall((int)l->npieces, l->request, &done, MPI_STATUSES_IGNORE);
	if (!done)
		return false;
	free(l->piece);
	free(l->request);
	l->piece = NULL;
	l->request = NULL;
	l->npieces = 0;
	return true;
}

static void send_bytes(uint32_t to, const void *bytes, size_t len)
{
	struct line *l = &lines[to];
	uint32_t n = (uint32_t)((len + PIECE - 1) / PIECE);

	l->npieces = n;
	l->piece = sure(calloc(n, sizeof(*l->piece)));
	l->request = sure(calloc(n, sizeof(MPI_Request)));
	for (uint32_t i = 0; i < n; i++) {
		size_t at = (size_t)i * PIECE, part = len - at < PIECE ? len - at : PIECE;

		l->piece[i].total = len;
		memcpy(l->piece[i].bytes, (const char *)bytes + at, part);
		MPI_Isend(&l->piece[i], (int)(part + offsetof(struct piece, bytes)),
			  MPI_BYTE, (int)to, TAG, MPI_COMM_WORLD, &l->request[i]);
	}
}

/* Returns true if the message is whole. */
static bool take(struct line *l, const struct piece *p, size_t len)
{
	if (!l->bytes) {
		l->bytes = sure(malloc(p->total + 1));
		l->total = p->total;
		l->have = 0;
	}
	if (len > l->total - l->have)
		len = l->total - l->have;
	memcpy(l->bytes + l->have, p->bytes, len);
	l->have += len;
	return l->have == l->total;
}

static bool receive(uint32_t *from, void **bytes, size_t *len)
{
	static struct piece p;
	MPI_Status s;
	int there, n;

	for (;;) {
		struct line *l;

		if (MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &s) || !there)
			return false;
		if (MPI_Recv(&p, sizeof(p), MPI_BYTE, s.MPI_SOURCE, TAG, MPI_COMM_WORLD, &s) ||
		    MPI_Get_count(&s, MPI_BYTE, &n) || n < (int)offsetof(struct piece, bytes))
			return false;
		l = &lines[s.MPI_SOURCE];
		if (!take(l, &p, (size_t)n - offsetof(struct piece, bytes)))
			continue;
		*from = (uint32_t)s.MPI_SOURCE;
		*bytes = l->bytes;
		*len = l->total;
		l->bytes = NULL;
		return true;
	}
}

static void too_long(int sig)
{
	(void)sig;
	_exit(exit_status);
}

static void close_all(bool all, int status)
{
	struct sigaction sa = { .sa_handler = too_long };

	exit_status = status;
	fflush(NULL);
	if (!all)
		_exit(status);
	sigaction(SIGALRM, &sa, NULL);
	alarm(FINALIZE_SECONDS);
	MPI_Finalize();
	alarm(0);
}

void hairpin_ranks(struct ranks *r)
{
	int rank, n;

	/*
	 * Open MPI's settings, unless the user has others: it is not to patch munmap() and
	 * its like, which children of ours call that have no MPI; nor to copy from the
	 * memory of another process; and without mpirun it starts no daemon.
	 */
	setenv("OMPI_MCA_memory", "^patcher", 0);
	setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0);
	setenv("OMPI_MCA_mpi_warn_on_fork", "0", 0);
	if (!getenv("OMPI_COMM_WORLD_SIZE"))
		setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
	MPI_Init(NULL, NULL);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &n);
	lines = sure(calloc((size_t)n, sizeof(*lines)));
	*r = (struct ranks){ .rank = (uint32_t)rank, .n = (uint32_t)n, .ready = ready,
			     .send = send_bytes, .receive = receive, .close = close_all };
}
