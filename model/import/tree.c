// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree.c - the tree that lspci -t, -tv and -tvnn draw.
 *
 *	-+-[0000:5d]-+-00.0-[5e-60]----00.0-[5f-60]--+-02.0-[60]--
 *	 |           |                               \-03.0  A NIC [8086:1234]
 *	 |           \-05.0  Registers
 *	 \-[0000:00]---00.0  A host bridge
 *
 * What stands below a "+" or "\" is on the bus that was named to the left of the first
 * "+" in that column.  So columns count: where a paste lost the blanks at its lines'
 * beginnings, the tree is lost.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/internal.h"

#define MOST_COLUMNS 1024u

struct branch {
	bool known;
	uint32_t domain;
	uint8_t bus;
};

struct tree {
	struct machine *m;
	struct branch at[MOST_COLUMNS];	/* by column: what hangs below a "+" */
	struct branch bus;		/* that the line has come to */
	struct raw *last;		/* the function named last, for its bus and name */
	struct text_state text;
	uint32_t lost;			/* functions on a bus that the paste does not show */
	struct spec_loc first_lost;
};

/* "[0000:5d]" or "[5d]": the first is a root bus. */
static const char *root_bus(struct tree *t, const char *s)
{
	uint64_t domain, bus;
	const char *p = parse_hex(s + 1, &domain);

	if (!p || *p != ':')
		return NULL;
	p = parse_hex(p + 1, &bus);
	if (!p || bus > 0xff || domain > UINT32_MAX)
		return NULL;
	if (*p == '-')			/* "[0000:00-13]": newer ones say how far */
		p = parse_hex(p + 1, &domain) ? p + 1 + strspn(p + 1, "0123456789abcdef") : NULL;
	if (!p || *p != ']')
		return NULL;
	parse_hex(s + 1, &domain);
	t->bus = (struct branch){ true, (uint32_t)domain, (uint8_t)bus };
	t->last = NULL;
	return p + 1;
}

/* "[5e-60]" behind a bridge: the buses below it. */
static const char *buses(struct tree *t, const char *s)
{
	uint64_t first, last;
	const char *p = parse_hex(s + 1, &first);
	struct raw *r = t->last;

	if (!p || !r || first > 0xff)
		return NULL;
	last = first;
	if (*p == '-')
		p = parse_hex(p + 1, &last);
	if (!p || *p != ']' || last < first || last > 0xff)
		return NULL;
	r->hdr = 1;
	r->f.secondary = (uint8_t)first;
	r->f.subordinate = (uint8_t)last;
	r->buses_known = true;
	if (!r->class_known)
		r->f.class = 0x060400;
	r->class_known = true;
	t->bus = (struct branch){ true, sbdf_domain(r->sbdf), (uint8_t)first };
	t->last = NULL;
	return p + 1;
}

/* "00.0", and with -v "  NAME" or "  NAME [8086:1234]" behind it. */
static const char *function(struct tree *t, const char *s, uint32_t line, bool *ok)
{
	uint8_t devfn;
	const char *p = parse_devfn(s, &devfn);

	if (!p)
		return NULL;
	t->last = NULL;
	if (!t->bus.known) {
		if (!t->lost++)
			t->first_lost = here(t->m, line);
		return p + strlen(p);
	}
	text_end(&t->text);
	t->last = t->text.r = raw_get(t->m, sbdf_make(t->bus.domain, t->bus.bus, devfn), line);
	*ok = t->last != NULL;
	return p;
}

static void name(struct tree *t, const char *s)
{
	s += strspn(s, " ");
	if (*s && t->last)
		text_name(t->last, s);
}

/* The rest of a name that was wrapped. */
static void name_goes_on(struct raw *r, const char *s)
{
	char *old = r->device_name, *both;

	if (!old || r->ids_known || asprintf(&both, "%s %s", old, s) < 0)
		return;
	text_name(r, both);
	free(both);
}

/* Blanks and bars up to the first sign: whose column it is. */
static bool draws(const char *s)
{
	s += strspn(s, " |");
	return (*s == '+' || *s == '\\' || *s == '-') && (s[1] == '-' || s[1] == '+');
}

/*
 * Branches are eight columns apart and more, and mail shifts lines by one or two where
 * it quotes them: the nearest branch is meant.
 */
#define SHIFT 3u

static struct branch branch_near(const struct tree *t, size_t column)
{
	for (size_t d = 0; d <= SHIFT; d++) {
		if (column >= d && t->at[column - d].known)
			return t->at[column - d];
		if (column + d < MOST_COLUMNS && t->at[column + d].known)
			return t->at[column + d];
	}
	return (struct branch){ 0 };
}

/* What was to the right of it is over. */
static void branch_set(struct tree *t, size_t column)
{
	size_t from = column > SHIFT ? column - SHIFT : 0;

	memset(t->at + from, 0, (MOST_COLUMNS - from) * sizeof(t->at[0]));
	t->at[column] = t->bus;
}

static bool tree_line(void *arg, char *s, uint32_t line)
{
	struct tree *t = arg;
	const char *p = s;
	bool ok = true, had_bus = false;

	if (!draws(s)) {
		if (t->last && *s)
			name_goes_on(t->last, s + strspn(s, " "));
		return true;
	}
	t->bus.known = false;
	t->last = NULL;
	while (*p && ok) {
		size_t column = (size_t)(p - s);
		const char *next = NULL;

		if (column >= MOST_COLUMNS)
			return fail(t->m, line, 1, NULL, "a line of more than %u columns; lspci -t draws narrower trees",
				    MOST_COLUMNS);
		if (*p == '+' || *p == '\\') {
			if (!had_bus)
				t->bus = branch_near(t, column);
			branch_set(t, column);
			next = p + 1;
		} else if (*p == '[') {
			next = root_bus(t, p);
			if (!next)
				next = buses(t, p);
			had_bus = true;
		} else if (isxdigit((unsigned char)*p)) {
			next = function(t, p, line, &ok);
		} else if (*p == '-' || *p == '|' || (*p == ' ' && !t->last)) {
			next = p + 1;
		}
		if (!next) {
			if (ok)
				name(t, p);
			break;
		}
		p = next;
	}
	return ok;
}

bool tree_read(struct machine *m, FILE *f)
{
	struct tree *t = calloc(1, sizeof(*t));
	bool ok;

	if (!t)
		abort();
	t->m = t->text.m = m;
	ok = lines_read(m, f, true, tree_line, t);
	text_end(&t->text);
	if (ok && t->lost)
		warn(m, &t->first_lost, "%u function%s left out, for the paste does not show on which bus: it begins in the middle of the tree, or lost the blanks at its lines' beginnings (sudo lspci -vvv -nn loses nothing so)",
		     t->lost, t->lost == 1 ? " is" : "s are");
	if (ok && m->nfn)
		warn(m, &m->fn[0]->f.loc, "lspci -t shows no classes, BARs or capabilities (sudo lspci -vvv -nn shows them)");
	free(t);
	return ok;
}

/* "-[0000:00]-+-" or " +-1c.0-[02]--": no other text has these. */
static bool is_tree(const char *s)
{
	uint64_t v;
	uint8_t devfn;
	const char *p;

	if (!draws(s))
		return false;
	s += strspn(s, " |");
	s += strspn(s, "-+\\");
	if (*s == '[' && (p = parse_hex(s + 1, &v)) && *p == ':' &&
	    (p = parse_hex(p + 1, &v)) && (*p == ']' || *p == '-'))
		return true;
	p = parse_devfn(s, &devfn);
	return p && p - s == 4 && !strncmp(p, "-[", 2);
}

bool tree_looks_like(const char *data, size_t len)
{
	return lines_sniff(data, len, is_tree);
}
