// SPDX-License-Identifier: GPL-2.0-only
/*
 * record.c - the pipe between a scenario's process and the runner.
 *
 * A signal handler may call everything on the writing side, also when it
 * interrupted another such call: one store in rec_end() makes a record visible.
 * It must not know what records mean.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/facts/record.h"

/* A record is 4 bytes length of what follows, 4 bytes type, and its fields. */
#define HEADER_BYTES 8

#define NULL_STRING UINT64_MAX

void rec_init(struct recorder *r, int fd)
{
	r->fd = fd;
	r->also = -1;
	r->broken = false;
	r->used = 0;
	r->open = 0;
	r->big = NULL;
	r->big_size = 0;
}

static bool write_to(int fd, const unsigned char *p, size_t len)
{
	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return false;
		if (n < 0)
			continue;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static void write_all(struct recorder *r, const unsigned char *p, size_t len)
{
	if (!r->broken && !write_to(r->fd, p, len))
		r->broken = true;
	if (r->also >= 0 && !write_to(r->also, p, len))
		r->also = -1;
}

void rec_flush(struct recorder *r)
{
	if (r->open)
		return;
	write_all(r, r->buffer, r->used);
	r->used = 0;
}

void rec_abort(struct recorder *r)
{
	r->open = 0;
	/* @big leaks: free() is not safe here, and the process will end soon. */
	r->big = NULL;
}

static void put(struct recorder *r, const void *p, size_t len)
{
	if (!r->big && r->used + r->open + len <= sizeof(r->buffer)) {
		memcpy(r->buffer + r->used + r->open, p, len);
		r->open += len;
		return;
	}
	if (!r->big || r->open + len > r->big_size) {
		size_t size = 2 * (r->open + len) + REC_BUFFER_BYTES;
		unsigned char *big = realloc(r->big, size);

		if (!big) {
			r->broken = true;
			return;
		}
		if (!r->big)
			memcpy(big, r->buffer + r->used, r->open);
		r->big = big;
		r->big_size = size;
	}
	memcpy(r->big + r->open, p, len);
	r->open += len;
}

void rec_begin(struct recorder *r, enum rec_type type)
{
	uint32_t head[2] = { 0, type };

	/* Leave room for an ordinary record, so that few need @big. */
	if (r->used > sizeof(r->buffer) / 2) {
		write_all(r, r->buffer, r->used);
		r->used = 0;
	}
	put(r, head, sizeof(head));
}

void rec_u64(struct recorder *r, uint64_t v)
{
	put(r, &v, sizeof(v));
}

void rec_bytes(struct recorder *r, const void *p, size_t len)
{
	rec_u64(r, len);
	put(r, p, len);
}

void rec_strn(struct recorder *r, const char *s, size_t len)
{
	rec_u64(r, len);
	put(r, s, len);
	put(r, "", 1);
}

void rec_str(struct recorder *r, const char *s)
{
	if (s)
		rec_strn(r, s, strlen(s));
	else
		rec_u64(r, NULL_STRING);
}

void rec_end(struct recorder *r)
{
	uint32_t len = (uint32_t)(r->open - 4);

	if (r->big) {
		memcpy(r->big, &len, sizeof(len));
		write_all(r, r->buffer, r->used);
		r->used = 0;
		write_all(r, r->big, r->open);
		free(r->big);
		r->big = NULL;
		r->open = 0;
		return;
	}
	memcpy(r->buffer + r->used, &len, sizeof(len));
	len = (uint32_t)r->open;
	r->open = 0;
	r->used += len;
}

int rec_next(struct rec_reader *r, struct rec_reader *body)
{
	uint32_t head[2];

	if ((size_t)(r->end - r->p) < HEADER_BYTES)
		return 0;
	memcpy(head, r->p, sizeof(head));
	if (head[0] < 4 || head[0] > (size_t)(r->end - r->p) - 4)
		return 0;
	body->p = r->p + HEADER_BYTES;
	body->end = r->p + 4 + head[0];
	body->bad = false;
	r->p = body->end;
	return (int)head[1];
}

uint64_t rec_get_u64(struct rec_reader *r)
{
	uint64_t v;

	if (r->bad || (size_t)(r->end - r->p) < sizeof(v)) {
		r->bad = true;
		return 0;
	}
	memcpy(&v, r->p, sizeof(v));
	r->p += sizeof(v);
	return v;
}

const void *rec_get_bytes(struct rec_reader *r, size_t *len)
{
	uint64_t n = rec_get_u64(r);
	const void *p = r->p;

	if (r->bad || n > (size_t)(r->end - r->p)) {
		r->bad = true;
		*len = 0;
		return NULL;
	}
	r->p += n;
	*len = (size_t)n;
	return p;
}

const char *rec_get_str(struct rec_reader *r)
{
	uint64_t n = rec_get_u64(r);
	const char *s = (const char *)r->p;

	if (r->bad || n == NULL_STRING)
		return NULL;
	if (n >= (size_t)(r->end - r->p) || s[n]) {
		r->bad = true;
		return NULL;
	}
	r->p += n + 1;
	return s;
}
