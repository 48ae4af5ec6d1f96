/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * news.h - what those who explore tell each other, as bytes: programs that reached what
 * was new, findings, and what was reached.
 *
 * Everybody talks to a few others, its peers, and remembers what each of them knows: what
 * was told to it, and what it told itself.  So a message is the difference, the next one
 * has what this one could not, and what came from one goes on to the others.  A program
 * is only taken, and only goes on, where something that it reached is new.
 *
 * It must not know how messages travel.
 */
#ifndef TOOLS_EXPLORE_NEWS_H
#define TOOLS_EXPLORE_NEWS_H

#include "tools/explore/explore.h"

/* In the words of struct entry, told; so no more peers than bits. */
#define NEWS_PEERS 64u

/* What goes before the news: of a rank and those below it (campaign.c). */
struct news_head {
	bool done;			/* it and all below have done what they were to do */
	bool all_done;			/* all have */
	bool lost;			/* somebody was not heard of for too long */
	uint32_t alive;			/* so many it speaks for */
	uint64_t programs, boots, known, unjudged, lost_programs;
};

struct news;

/* @npeers is NEWS_PEERS at most.  @x must live as long. */
struct news *news_new(struct explore *x, uint32_t npeers);
void news_free(struct news *n);

/* Called with what was taken from a peer: a program, a finding.  Both may be NULL. */
struct news_taken {
	void (*program)(const struct explore_kept *k, void *arg);
	void (*finding)(const struct explore_found *f, void *arg);
	void *arg;
};

/*
 * The message for @peer, with all that it does not know yet; then it knows.  @head_only:
 * nothing but the head.  Returns it malloc()ed, and its length.
 */
void *news_write(struct news *n, uint32_t peer, const struct news_head *h,
		 bool head_only, size_t *len);
/*
 * Takes a message of @peer.  Returns NULL, or what is wrong with it; what comes before
 * that is taken.
 */
const char *news_read(struct news *n, uint32_t peer, const void *bytes, size_t len,
		      struct news_head *h, const struct news_taken *taken);

#endif
