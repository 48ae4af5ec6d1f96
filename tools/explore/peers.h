/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peers.h - which ranks of a campaign talk to which.  It knows numbers only.
 */
#ifndef TOOLS_EXPLORE_PEERS_H
#define TOOLS_EXPLORE_PEERS_H

#include <stdint.h>

/* The peers of @rank of @n, ascending; returns how many, NEWS_PEERS at most. */
uint32_t campaign_peers(uint32_t rank, uint32_t n, uint32_t *peer);
/* Whom @rank, which is not 0, adds to: one of its peers. */
uint32_t campaign_parent(uint32_t rank);

#endif
