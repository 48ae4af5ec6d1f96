// SPDX-License-Identifier: GPL-2.0-only
/*
 * lspci.c - what people paste: lspci output, as mail and bug trackers leave it.
 *
 *   physical lines --clean()--> unquoted --unwrap--> logical lines
 *        logical lines --> headers, hex rows (to hex.c), details (to text.c)
 *
 * Wrapped lines are undone here, what else was done to a line by clean.c; what one
 * means is text.c's business, and listed.c's where groups are listed.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/import/internal.h"

/* Hand hex rows to libpci in pieces of about this size: memory stays flat. */
#define BATCH_BYTES (4u << 20)

enum line_kind { L_BLANK, L_HEADER, L_HEX, L_DETAIL, L_LOOSE, L_GROUP };

struct paste {
	struct machine *m;
	FILE *in;
	uint64_t bytes;
	uint32_t line;			/* of the physical line in buf */
	char buf[IMPORT_MAX_LINE];

	char pend[IMPORT_MAX_LINE];	/* logical line being put together */
	size_t npend;
	uint32_t pend_line;
	enum line_kind pend_kind;

	struct text_state text;
	struct raw *cur;
	FILE *clean;			/* hex rows for libpci */
	bool hex_begun;			/* of the current function */
	unsigned int hex_next;		/* offset expected */
	bool hex_short;			/* last row was not whole */
	bool any_hex, stray_hex;
	bool begins_cut;		/* a function's lines came before any function */
	struct clean clean_how;

	int32_t group;			/* of the heading above; -1 none */
	bool heading_indented;
	bool group_used, group_indented, group_gap;
	bool listed;			/* the current function is a list's */
};

static void too_many_lines(struct machine *m)
{
	fail(m, IMPORT_MAX_LINES + 1, 1, NULL,
	     "more than %u lines; one machine's lspci output has fewer",
	     IMPORT_MAX_LINES);
}

/* One physical line into p->buf.  0 at the end, -1 when failed. */
static int read_physical(struct paste *p)
{
	size_t n = 0, from = 0;
	int c;

again:
	while ((c = getc_unlocked(p->in)) != EOF && c != '\n') {
		if (n == sizeof(p->buf) - 1) {
			fail(p->m, p->line + 1, 1, NULL,
			     "line of more than %u bytes; lspci writes shorter ones",
			     IMPORT_MAX_LINE);
			return -1;
		}
		p->buf[n++] = (char)c;
	}
	if (c == EOF && !n)
		return 0;
	p->buf[n] = '\0';
	p->bytes += n - from + 1;
	if (++p->line > IMPORT_MAX_LINES) {
		too_many_lines(p->m);
		return -1;
	}
	if (p->bytes > IMPORT_MAX_BYTES) {
		fail(p->m, p->line, 1, NULL, "more than %u MiB; one machine's lspci output has less",
		     IMPORT_MAX_BYTES >> 20);
		return -1;
	}
	/* Quoted-printable: the line goes on in the next. */
	if (c != EOF && clean_soft_break(p->buf, &n)) {
		from = n;
		goto again;
	}
	/* What follows a NUL is not text; the line's start may still be. */
	return 1;
}

/*
 * "00:1c.0/02:00.0" (lspci -PP) and "00:1c.0/00.0" (-P): the bridges on the way, then
 * the function.  What follows, or NULL when no address is there.
 */
static const char *skip_path(const char *s)
{
	uint64_t sbdf;
	uint8_t devfn;
	const char *p = parse_sbdf(s, &sbdf);

	while (p && *p == '/') {
		const char *next = parse_sbdf(p + 1, &sbdf);

		p = next ? next : parse_devfn(p + 1, &devfn);
	}
	return p;
}

static bool is_header(const char *s)
{
	const char *p = skip_path(s);

	return p && *p == ' ' && p[1];
}

/* "c0: 10 00 ...": two or three digits, a colon, bytes. */
static bool is_hex_row(const char *s)
{
	size_t n = strspn(s, "0123456789abcdefABCDEF");

	return (n == 2 || n == 3) && s[n] == ':' && s[n + 1] == ' ' &&
	       isxdigit((unsigned char)s[n + 2]) &&
	       isxdigit((unsigned char)s[n + 3]) &&
	       (!s[n + 4] || s[n + 4] == ' ');
}

/* Nothing but bytes: the rest of a row that was wrapped. */
static bool is_bytes(const char *s)
{
	while (*s) {
		if (!isxdigit((unsigned char)s[0]) ||
		    !isxdigit((unsigned char)s[1]) || (s[2] && s[2] != ' '))
			return false;
		s += 2;
		s += strspn(s, " ");
	}
	return true;
}

/* lspci's own line of a function, and not a list's heading. */
static bool is_detail_group(const struct paste *p, const char *s)
{
	if (!strncmp(s, "IOMMUGroup:", 11))
		return true;
	return !strncmp(s, "IOMMU group: ", 13) && p->cur && !p->listed &&
	       !s[13 + strspn(s + 13, "0123456789")];
}

/* "Flags: ..., IOMMU" was wrapped before "group 5". */
static bool goes_on(const struct paste *p)
{
	return p->npend && p->pend_kind == L_DETAIL &&
	       (p->pend[p->npend - 1] == ',' ||
		(p->npend > 5 && !strcmp(p->pend + p->npend - 5, "IOMMU")));
}

static enum line_kind classify(const struct paste *p, const char *line)
{
	const char *s = line + strspn(line, " \t");
	struct listed l;

	if (!*s)
		return L_BLANK;
	if (!strncmp(s, "USB:", 4))
		return L_GROUP;		/* some lists have these, too */
	if (!is_detail_group(p, s) && !is_hex_row(s) && !goes_on(p) &&
	    listed_line(s, &l) && (l.has_group || l.has_function))
		return L_GROUP;
	if (is_header(s))
		return L_HEADER;
	if (is_hex_row(s))
		return L_HEX;
	if (s != line || text_is_key(s))
		return L_DETAIL;
	return L_LOOSE;
}

static bool new_function(struct paste *p, uint64_t sbdf, uint32_t line)
{
	text_end(&p->text);
	p->cur = p->text.r = raw_get(p->m, sbdf, line);
	p->hex_begun = p->hex_short = false;
	return p->cur;
}

static bool flush_hex(struct paste *p, long at_least)
{
	if (!p->any_hex || ftell(p->clean) < at_least)
		return true;
	if (fflush(p->clean) || !hex_load(p->m, p->clean))
		return false;
	rewind(p->clean);
	if (ftruncate(fileno(p->clean), 0))
		return fail(p->m, 0, 0, NULL, "no temporary space");
	return true;
}

/* The function behind @r at @devfn, on the bus that is below @r; NO_FUNCTION: failed. */
static uint64_t below(struct paste *p, struct raw *r, uint8_t devfn)
{
	uint32_t bus = r->f.secondary;

	/* Paths come in the order of buses: the next free one is the lowest. */
	for (uint32_t b = sbdf_bus(r->sbdf) + 1u; !bus && b < 256; b++) {
		bool taken = false;

		for (uint32_t i = 0; i < p->m->nfn && !taken; i++)
			taken = sbdf_domain(p->m->fn[i]->sbdf) == sbdf_domain(r->sbdf) &&
				(sbdf_bus(p->m->fn[i]->sbdf) == b ||
				 p->m->fn[i]->f.secondary == b);
		if (!taken)
			bus = b;
	}
	if (!bus) {
		fail(p->m, p->pend_line, 1, p->pend, "no bus number is left for what is below %s; a domain has 256",
		     sbdf_name(r->sbdf));
		return NO_FUNCTION;
	}
	if (!r->f.secondary) {
		r->f.secondary = r->f.subordinate = (uint8_t)bus;
		r->buses_guessed = true;
	}
	return sbdf_make(sbdf_domain(r->sbdf), bus, devfn);
}

/* The address that @s begins with; of a path, the last, and what is above it. */
static const char *end_of_path(struct paste *p, const char *s, uint64_t *sbdf,
			       uint64_t *above)
{
	s = parse_sbdf(s, sbdf);
	*above = NO_FUNCTION;
	while (s && *s == '/') {
		struct raw *up = raw_get(p->m, *sbdf, p->pend_line);
		uint64_t next = 0;
		const char *end = parse_sbdf(s + 1, &next);
		uint8_t devfn;

		if (!up)
			return NULL;
		p->m->paths_seen = true;
		if (end)
			next |= (uint64_t)sbdf_domain(*sbdf) << 16;
		else if ((end = parse_devfn(s + 1, &devfn)))
			next = below(p, up, devfn);
		if (next == NO_FUNCTION)
			return NULL;
		*above = *sbdf;
		*sbdf = next;
		s = end;
	}
	return s;
}

/* A header below a list's heading is of that group, until the list is over. */
static void group_of_header(struct paste *p, bool indented)
{
	if (p->group < 0)
		return;
	/* What stands deeper than the heading is below it, whatever is between. */
	if (p->group_used && (indented != p->group_indented ||
			      (p->group_gap && (!indented || p->heading_indented)))) {
		p->group = -1;
		p->listed = false;
		return;
	}
	p->group_used = true;
	p->group_indented = indented;
	p->listed = true;
	raw_set_group(p->m, p->cur, p->group);
}

static bool header(struct paste *p, const char *s, bool indented)
{
	uint64_t sbdf, above;
	const char *rest = end_of_path(p, s, &sbdf, &above);

	if (!rest || !flush_hex(p, BATCH_BYTES) ||
	    !new_function(p, sbdf, p->pend_line))
		return false;
	if (above != NO_FUNCTION) {
		p->cur->path_known = true;
		p->cur->path_parent = above;
	}
	group_of_header(p, indented);
	text_header(&p->text, rest + strspn(rest, " "), p->pend_line);
	return true;
}

/* "ISA bridge    PIIX3", two columns; or what lspci prints. */
static void listed_text(struct paste *p, const struct listed *l)
{
	const char *gap = strstr(l->rest, "  ");
	char buf[1024];

	if (!gap)
		gap = l->rest + strlen(l->rest);	/* the name was wrapped off */
	if (!l->ids) {
		text_header(&p->text, l->rest, p->pend_line);
		return;
	}
	snprintf(buf, sizeof(buf), "%.*s: %s [%04x:%04x]", (int)(gap - l->rest),
		 l->rest, gap + strspn(gap, " "), l->vendor, l->device);
	text_header(&p->text, buf, p->pend_line);
}

/* A line of a list of groups: a heading, functions, or both. */
static bool listed(struct paste *p, const char *s)
{
	struct listed l;
	uint64_t sbdf;
	const char *next;

	if (!listed_line(s, &l))
		return true;		/* "USB:" */
	if (l.has_group && !l.alone) {
		p->group = l.group;
		p->group_used = p->group_gap = false;
		p->heading_indented = *p->pend == ' ' || *p->pend == '\t';
		p->listed = true;
	}
	if (!l.has_function) {
		text_end(&p->text);
		p->cur = NULL;
		return !l.path || !*l.rest ||
		       fail(p->m, p->pend_line, (uint32_t)(l.rest - s) + 1, s,
			    "no function's address; 0000:00:1f.0, for one, would be right");
	}
	if (!flush_hex(p, BATCH_BYTES) || !new_function(p, l.sbdf, p->pend_line))
		return false;
	p->listed = l.alone || p->group >= 0;
	if (p->listed)
		raw_set_group(p->m, p->cur, l.alone ? l.group : p->group);
	p->group_used = p->group_indented = true;
	next = listed_next(l.rest, &sbdf);
	if (!next && *l.rest)
		listed_text(p, &l);
	for (; next; next = listed_next(next, &sbdf)) {
		if (!new_function(p, sbdf, p->pend_line))
			return false;
		if (p->group >= 0)
			raw_set_group(p->m, p->cur, p->group);
	}
	return true;
}

static bool hex_place(struct paste *p, uint64_t off, const char *s)
{
	struct machine *m = p->m;

	if (off % 16)
		return fail(m, p->pend_line, 1, s,
			    "row at offset 0x%x; rows begin at multiples of 10",
			    (unsigned int)off);
	if (!p->hex_begun) {
		if (off)
			return fail(m, p->pend_line, 1, s,
				    "%s begins at offset 0x%x; the row '00:' is missing",
				    sbdf_name(p->cur->sbdf), (unsigned int)off);
		fprintf(p->clean, "%s x\n", sbdf_name(p->cur->sbdf));
		p->hex_begun = true;
	} else if (!off) {
		return fail(m, p->pend_line, 1, s,
			    "row 00 again; another function begins with its address, like '00:00.0 Host bridge: ...'");
	} else if (off != p->hex_next || p->hex_short) {
		return fail(m, p->pend_line, 1, s,
			    "row 0x%x follows, but bytes from 0x%x on are missing; lspci prints them all",
			    (unsigned int)off, p->hex_next);
	}
	return true;
}

static bool hex_row(struct paste *p, const char *s)
{
	struct machine *m = p->m;
	unsigned int n = 0;
	char row[80];
	size_t len;
	const char *b;
	uint64_t off;

	if (!p->cur) {
		struct spec_loc at = here(m, p->pend_line);

		if (!p->stray_hex)
			warn(m, &at, "bytes before any function's line, like '00:00.0 Host bridge: ...'; skipped");
		p->stray_hex = true;
		return true;
	}
	b = parse_hex(s, &off) + 1;
	if (!hex_place(p, off, s))
		return false;
	len = (size_t)sprintf(row, "%02x:", (unsigned int)off);
	for (b += strspn(b, " "); *b; b += strspn(b, " ")) {
		if (!isxdigit((unsigned char)b[0]) ||
		    !isxdigit((unsigned char)b[1]) || (b[2] && b[2] != ' '))
			return fail(m, p->pend_line, (uint32_t)(b - p->pend) + 1,
				    p->pend, "not a byte; two hex digits would be right");
		if (++n > 16)
			return fail(m, p->pend_line, (uint32_t)(b - p->pend) + 1,
				    p->pend, "more than 16 bytes in a row");
		row[len++] = ' ';
		row[len++] = *b++;
		row[len++] = *b++;
	}
	row[len++] = '\n';
	fwrite(row, 1, len, p->clean);
	p->hex_next = (unsigned int)off + n;
	p->hex_short = n < 16;
	p->any_hex = true;
	return true;
}

/* A function in "lspci -vmm" style begins with its slot. */
static bool slot_line(struct paste *p, const char *s, bool *was)
{
	uint64_t sbdf;

	*was = !strncmp(s, "Slot:", 5) &&
	       parse_sbdf(s + 5 + strspn(s + 5, " \t"), &sbdf);
	return !*was || new_function(p, sbdf, p->pend_line);
}

/* Deal with the logical line in p->pend. */
static bool logical(struct paste *p)
{
	const char *s = p->pend + strspn(p->pend, " \t");
	enum line_kind kind = p->pend_kind;
	bool slot;

	if (!p->npend)
		return true;
	p->npend = 0;
	if (kind == L_HEADER)
		return header(p, s, s != p->pend);
	if (kind == L_GROUP)
		return listed(p, s);
	if (kind == L_HEX)
		return hex_row(p, s);
	if (!slot_line(p, s, &slot))
		return false;
	p->begins_cut |= !p->cur && !p->m->nfn && s != p->pend && text_is_key(s);
	if (slot || !p->cur)
		return true;
	return vmm_line(&p->text, s, p->pend_line) ||
	       text_detail(&p->text, s, p->pend_line) || !p->m->failed;
}

/* "$", "user@host:~$ lspci": a shell asks, or was told. */
static bool is_prompt(const char *s)
{
	size_t n = strcspn(s, " $");

	return s[n] == '$' && (!s[n + 1] || s[n + 1] == ' ');
}

/* Does the line at @s continue the pending one, which a mailer wrapped? */
static bool continues(const struct paste *p, const char *s, enum line_kind kind)
{
	if (!p->npend)
		return false;
	if (p->pend_kind == L_HEX)
		return kind == L_LOOSE && p->npend < 4 + 16 * 3 && is_bytes(s);
	/* Headings and addresses alone have nothing that could be wrapped. */
	return kind == L_LOOSE && p->pend_kind != L_LOOSE &&
	       (p->pend_kind != L_GROUP || strchr(p->pend, '[')) &&
	       !strchr(s, '#') && !is_prompt(s + strspn(s, " \t"));
}

static bool physical(struct paste *p)
{
	char *s = clean_line(&p->clean_how, p->buf);
	enum line_kind kind = classify(p, s);
	size_t n;

	n = strlen(s);
	if (continues(p, s, kind)) {
		if (p->npend + 1 + n >= sizeof(p->pend))
			return fail(p->m, p->line, 1, NULL,
				    "wrapped line of more than %u bytes", IMPORT_MAX_LINE);
		p->pend[p->npend++] = ' ';
		memcpy(p->pend + p->npend, s, n + 1);
		p->npend += n;
		return true;
	}
	if (!logical(p))
		return false;
	if (kind == L_BLANK && p->group_used)
		p->group_gap = true;
	memcpy(p->pend, s, n + 1);
	p->npend = n;
	p->pend_line = p->line;
	p->pend_kind = kind;
	return true;
}

/* Whoever pasted it selected too little, or a bug tracker cut it off. */
static void say_cut(struct paste *p)
{
	const struct raw *r = p->cur;
	struct spec_loc at = here(p->m, p->line);
	unsigned int next = p->hex_next;

	if (p->begins_cut)
		warn(p->m, &(struct spec_loc){ at.file, 1, 1 },
		     "the paste begins in the middle of a function; its first lines are skipped");
	if (!r)
		return;
	if ((p->hex_begun && next != 64 && next != 256 && next != 4096) ||
	    text_is_cut(&p->text))
		warn(p->m, &at, "the paste ends in the middle of %s; what follows, of it and of the machine, is unknown",
		     sbdf_name(r->sbdf));
}

static bool read_paste(struct paste *p)
{
	int got;

	while ((got = read_physical(p)) > 0)
		if (!physical(p))
			return false;
	if (got < 0 || !logical(p))
		return false;
	say_cut(p);
	if (p->text.translated) {
		struct spec_loc at = here(p->m, p->text.translated_line);

		warn(p->m, &at, "%u line%s in words that are not lspci's, as if translated (by a browser?): only numbers are read there; paste the original",
		     p->text.translated, p->text.translated == 1 ? " is" : "s are");
	}
	text_end(&p->text);
	return flush_hex(p, 0);
}

/*
 * Looked at before anything is made of the lines: understanding a million lines
 * that mean nothing takes seconds, counting them does not.  What cannot be read
 * twice is counted as it comes.
 */
static bool is_too_long(struct machine *m, FILE *f)
{
	uint64_t lines = 0;
	off_t from = ftello(f);
	char buf[65536];
	size_t n;

	while (from >= 0 && lines <= IMPORT_MAX_LINES &&
	       (n = fread(buf, 1, sizeof(buf), f)))
		for (const char *p = buf; (p = memchr(p, '\n', (size_t)(buf + n - p))); p++)
			lines++;
	if (from >= 0 && fseeko(f, from, SEEK_SET))
		return fail(m, 0, 0, NULL, "cannot be read twice"), true;
	if (lines > IMPORT_MAX_LINES)
		return too_many_lines(m), true;
	return false;
}

/* How the text was sent shows in its first lines. */
static void sniff_clean(struct paste *p)
{
	off_t at = ftello(p->in);
	char buf[16384];
	size_t n = fread(buf, 1, sizeof(buf), p->in);

	clean_sniff(&p->clean_how, buf, n);
	fseeko(p->in, at, SEEK_SET);
}

bool lspci_read(struct machine *m, FILE *f)
{
	struct paste *p;
	bool ok = false;

	if (is_too_long(m, f))
		return false;
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->m = p->text.m = m;
	p->in = f;
	p->group = -1;
	sniff_clean(p);
	p->clean = memory_file();
	if (!p->clean) {
		fail(m, 0, 0, NULL, "no temporary space");
	} else {
		ok = read_paste(p);
		fclose(p->clean);
	}
	free(p);
	return ok && !m->failed;
}

/* A line that only lspci writes: an address, then a class or hex rows. */
bool lspci_looks_like(const char *data, size_t len)
{
	const char *end = data + len;
	bool header_before = false, heading = false;
	struct listed l;
	struct clean how;
	char line[256];

	clean_sniff(&how, data, len < 16384 ? len : 16384);

	for (const char *s = data; s < end;) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((nl ? nl : end) - s);
		char *t;

		n = n < sizeof(line) - 1 ? n : sizeof(line) - 1;
		memcpy(line, s, n);
		line[n] = '\0';
		s = nl ? nl + 1 : end;
		t = clean_line(&how, line);
		t += strspn(t, " \t");
		if (!*t)
			continue;
		if (!strncmp(t, "Slot:", 5)) {
			uint64_t sbdf;

			if (parse_sbdf(t + 5 + strspn(t + 5, " \t"), &sbdf))
				return true;
		}
		if (header_before && is_hex_row(t))
			return true;
		if (listed_line(t, &l) &&
		    (l.has_group ? l.has_function || l.path : l.has_function && heading))
			return true;
		heading |= l.has_group && !l.has_function;
		header_before = is_header(t);
		if (header_before && strchr(skip_path(t), ':'))
			return true;
	}
	return false;
}
