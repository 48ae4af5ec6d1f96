// SPDX-License-Identifier: GPL-2.0-only
/*
 * listed.c - lines of lists of IOMMU groups, as the usual commands and scripts print
 * them; one line at a time.
 *
 *	/sys/kernel/iommu_groups/7/devices/0000:00:1f.0		find -type l
 *	.../0000:00:1f.0/iommu_group -> ../kernel/iommu_groups/7	ls -l
 *	IOMMU Group 7 00:1f.0 ISA bridge [0601]: ...		everybody's script
 *	IOMMU Group 7:						... or so, and
 *		00:1f.0 ISA bridge [0601]: ...
 *	 (7) 00:1f.0 ISA bridge [0601]: ...
 *	Group 7:  [8086:7000] [R] 00:1f.0  ISA bridge   PIIX3	ls-iommu
 *	7: 0000:00:1f.0 0000:00:1f.3				by hand
 *	0000:00:1f.0 7
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/import/internal.h"

size_t listed_number(const char *s, int32_t *group)
{
	char *end;
	long v;

	if (!isdigit((unsigned char)*s))
		return 0;
	errno = 0;
	v = strtol(s, &end, 10);
	if (errno || v > INT32_MAX || isalpha((unsigned char)*end))
		return 0;
	*group = (int32_t)v;
	return (size_t)(end - s);
}

static bool ends(char c)
{
	return !c || isspace((unsigned char)c) || strchr(",;:)/\"'|", c);
}

/* A function's address, and nothing glued to it. */
static const char *address(const char *s, uint64_t *sbdf)
{
	const char *p = parse_sbdf(s, sbdf);

	return p && ends(*p) ? p : NULL;
}

/* "IOMMU group 7", "group 7", "7:", ".../iommu_groups/7/devices/": what follows. */
static const char *heading(const char *s, int32_t *group)
{
	const char *path = strstr(s, "iommu_groups/");
	size_t at = 0, n;

	if (path) {
		path += strlen("iommu_groups/");
		n = listed_number(path, group);
		if (!n)
			return NULL;
		return strncmp(path + n, "/devices/", 9) ? path + n : path + n + 9;
	}
	if (!strncasecmp(s, "iommu", 5)) {
		at = 5;
		at += strspn(s + at, " _-");
	}
	if (!strncasecmp(s + at, "group", 5)) {
		at += 5;
		at += strspn(s + at, " \t:#=");
		n = listed_number(s + at, group);
		if (!n || s[at + n] == '.')
			return NULL;
		at += n;
		return s + at + strspn(s + at, ":;-> \t");
	}
	n = listed_number(s, group);
	return n && s[n] == ':' && !isxdigit((unsigned char)s[n + 1]) ? s + n + 1 : NULL;
}

/* "[8086:7000] ", "[R] ", "(7) ", "- ", "|-- ": what stands before an address. */
static const char *ornaments(const char *s, struct listed *l)
{
	for (;;) {
		uint64_t v, d;
		const char *p;

		s += strspn(s, " \t*-+|\\");
		p = *s == '[' ? parse_hex(s + 1, &v) : NULL;
		if (p == s + 5 && *p == ':' && (p = parse_hex(p + 1, &d)) == s + 10 &&
		    *p == ']') {
			l->vendor = (uint16_t)v;
			l->device = (uint16_t)d;
			l->ids = true;
			s = p + 1;
		} else if (!strncmp(s, "[R]", 3)) {
			s += 3;
		} else if (*s == '(' && isdigit((unsigned char)s[1]) &&
			   s[1 + strspn(s + 1, "0123456789")] == ')') {
			s += 2 + strspn(s + 1, "0123456789");
		} else {
			return s;
		}
	}
}

/* "/sys/bus/pci/devices/ADDRESS/iommu_group -> .../7" */
static bool by_link(const char *s, struct listed *l)
{
	const char *link = strstr(s, "/iommu_group ->");
	const char *p = link;

	if (!link || !heading(link, &l->group))
		return false;
	while (p > s && p[-1] != '/' && p[-1] != ' ')
		p--;
	if (!parse_sbdf(p, &l->sbdf))
		return false;
	l->has_group = l->has_function = true;
	l->rest = "";
	return true;
}

bool listed_line(const char *s, struct listed *l)
{
	const char *p, *rest;

	*l = (struct listed){ .group = -1, .rest = "" };
	s += strspn(s, " \t");
	if (by_link(s, l))
		return true;
	if (!strncasecmp(s, "in no group", 11))
		return l->has_group = true;
	p = heading(s, &l->group);
	l->has_group = p != NULL;
	l->path = p && strstr(s, "iommu_groups/");
	p = ornaments(p ? p : s, l);
	rest = address(p, &l->sbdf);
	if (!rest) {
		l->rest = p;
		return l->has_group;
	}
	l->has_function = true;
	l->rest = rest + strspn(rest, " \t,;:");
	l->indented = p != s;
	/* "0000:00:1f.0 7" */
	if (!l->has_group) {
		size_t n = listed_number(l->rest, &l->group);

		if (n && !l->rest[n + strspn(l->rest + n, " \t")]) {
			l->has_group = l->alone = true;
			l->rest = "";
		}
	}
	return l->has_group || l->ids || p != s;
}

const char *listed_next(const char *s, uint64_t *sbdf)
{
	s += strspn(s, " \t,;");
	return address(s, sbdf);
}
