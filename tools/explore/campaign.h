/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * campaign.h - several processes that explore, and tell each other what is new.
 *
 *	rank 5's peers, of 8:	5 +- 1, 5 +- 2, 5 +- 4
 *	a tree among these:	7 -> 6 -> 4 -> 0: the lowest bit that is set is cleared
 *
 * News go from peer to peer.  What is added up (programs, who is done) goes up the tree.
 * A rank that is not heard of for too long counts as done, with those below it; its news
 * of before have gone on, and the others have other ways to each other.
 *
 * It must not know MPI or files.
 */
#ifndef TOOLS_EXPLORE_CAMPAIGN_H
#define TOOLS_EXPLORE_CAMPAIGN_H

#include "tools/common/ranks.h"
#include "tools/explore/news.h"

struct campaign;

struct campaign_options {
	double every_s;			/* between two messages to a peer */
	double patience_s;		/* without a message from one, which is dead then */
	/* Both may be NULL. */
	void (*told)(const struct news_head *sum, const struct explore *x, void *arg);
	void (*wrong)(uint32_t from, const char *why, void *arg);
	struct news_taken taken;
	void *arg;
};

/* @x, its corpus, @r and @o must live as long.  From now on @x talks. */
struct campaign *campaign_new(struct explore *x, const struct ranks *r,
			      const struct campaign_options *o);
/*
 * After explore_run(): waits until all are done, and tells and hears the last.  Sets
 * @sum to what this rank and those below it did.  Returns false if some rank is missing,
 * or @x was stopped.
 */
bool campaign_finish(struct campaign *c, struct news_head *sum);
void campaign_free(struct campaign *c);

#endif
