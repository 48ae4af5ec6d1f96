// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers.c - each rank's peers: those at a distance of a power of two.
 */
#include "tools/explore/news.h"
#include "tools/explore/peers.h"

static void add(uint32_t *peer, uint32_t *n, uint32_t rank)
{
	uint32_t at = *n;

	for (uint32_t i = 0; i < *n; i++)
		if (peer[i] == rank)
			return;
	while (at && peer[at - 1] > rank) {
		peer[at] = peer[at - 1];
		at--;
	}
	peer[at] = rank;
	(*n)++;
}

uint32_t campaign_peers(uint32_t rank, uint32_t n, uint32_t *peer)
{
	uint32_t count = 0;

	for (uint64_t away = 1; away < n && count + 2 <= NEWS_PEERS; away *= 2) {
		add(peer, &count, (uint32_t)((rank + away) % n));
		add(peer, &count, (uint32_t)((rank + n - away) % n));
	}
	return count;
}

uint32_t campaign_parent(uint32_t rank)
{
	return rank & (rank - 1);
}
