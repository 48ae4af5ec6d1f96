// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - errors and addresses of the kernel in words (see text.h).
 *
 * It must not know who asked, nor what for.
 */
#include <stdio.h>
#include <string.h>

#include "sim/facts/text.h"

const char *errno_text(int64_t error, char *buf, size_t size)
{
	const char *name = error < 0 && error > -4096 ?
				   strerrorname_np((int)-error) : NULL;

	if (error == HP_UAPI_SIGBUS || error == HP_UAPI_SIGSEGV)
		snprintf(buf, size, "%s", error == HP_UAPI_SIGBUS ? "SIGBUS" :
								    "SIGSEGV");
	else if (name)
		snprintf(buf, size, "-%s", name);
	else
		snprintf(buf, size, "%lld", (long long)error);
	return buf;
}

char *sbdf_text(hp_sbdf sbdf, char *buf, size_t size)
{
	snprintf(buf, size, "%04x:%02x:%02x.%x", HP_SBDF_DOMAIN(sbdf),
		 HP_SBDF_BUS(sbdf), HP_SBDF_DEV(sbdf), HP_SBDF_FN(sbdf));
	return buf;
}
