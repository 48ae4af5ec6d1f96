// SPDX-License-Identifier: GPL-2.0-only
/*
 * acs.c - ACS bits as the field writes them (SV+ RR- CR+), and the ports that
 * a kernel names in its log.  It must not know what any bit does.
 */
#include <stdio.h>
#include <string.h>

#include "sim/facts/acs.h"

static const char names[][3] = { "SV", "TB", "RR", "CR", "UF", "EC", "DT" };

char *acs_bits_text(uint16_t mask, uint16_t ctrl, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(mask & (1u << i)) || len + 5 > size)
			continue;
		len += (size_t)snprintf(buf + len, size - len, "%s%s%c",
					len ? " " : "", names[i],
					ctrl & (1u << i) ? '+' : '-');
	}
	return buf;
}

static const char offer[] = "pci=disable_acs_redir=";

bool acs_next_port(const char **cursor, hp_sbdf *port)
{
	unsigned int domain, bus, dev, fn;
	const char *p = strstr(*cursor, offer);
	int used = 0;

	/* The list ends in ';' after the last port on some kernels. */
	p = p ? p + strlen(offer) : *cursor;
	while (*p == ';' || *p == ' ')
		p++;
	if (sscanf(p, "%x:%x:%x.%x%n", &domain, &bus, &dev, &fn, &used) != 4)
		return false;
	*cursor = p + used;
	*port = HP_SBDF(domain, bus, dev, fn);
	return true;
}

bool acs_redirecting_port(const char *log, hp_sbdf *port)
{
	return strstr(log, offer) && acs_next_port(&log, port);
}
