// SPDX-License-Identifier: GPL-2.0-only
/*
 * reset_time.c - how long each kind of reset may take.
 *
 * The times are the longest that the specification allows: software that waits less is
 * wrong.  It must not know the registers (reset.c).
 */
#include "model/config/fabric.h"

#define MS_PS 1000000000ull

uint64_t fabric_reset_ps(enum fabric_event event)
{
	switch (event) {
	case FABRIC_FLR:		/* done within 100 ms (6.6.2) */
		return 100 * MS_PS;
	case FABRIC_LINK_LOST:
	case FABRIC_HOT_RESET:		/* 100 ms before the first request (6.6.1) */
		return 100 * MS_PS;
	case FABRIC_POWER_RESET:	/* D3hot to D0: 10 ms (5.9) */
		return 10 * MS_PS;
	case FABRIC_POWER_STATE:
	case FABRIC_VF_ENABLE:
	case FABRIC_VF_DISABLE:
	case FABRIC_DECODE:
		break;
	}
	return 0;
}
