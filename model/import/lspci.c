// SPDX-License-Identifier: GPL-2.0-only
/*
 * lspci.c - what people paste: lspci output, as mail and bug trackers leave it.
 *
 *   physical lines --clean()--> unquoted --unwrap--> logical lines
 *        logical lines --> headers, hex rows (to hex.c), details (to text.c)
 *
 * Quoting ("> "), non-breaking spaces, carriage returns and wrapped lines are
 * undone here; what a line means is text.c's business.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/import/internal.h"

/* Hand hex rows to libpci in pieces of about this size: memory stays flat. */
#define BATCH_BYTES (4u << 20)

enum line_kind { L_BLANK, L_HEADER, L_HEX, L_DETAIL, L_LOOSE };

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
	size_t n = 0;
	int c;

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
	p->bytes += n + 1;
	if (++p->line > IMPORT_MAX_LINES) {
		too_many_lines(p->m);
		return -1;
	}
	if (p->bytes > IMPORT_MAX_BYTES) {
		fail(p->m, p->line, 1, NULL, "more than %u MiB; one machine's lspci output has less",
		     IMPORT_MAX_BYTES >> 20);
		return -1;
	}
	/* What follows a NUL is not text; the line's start may still be. */
	return 1;
}

/* Non-breaking spaces (UTF-8, Latin-1) become spaces; controls vanish. */
static void plain_spaces(char *s)
{
	unsigned char *from = (unsigned char *)s, *to = from;

	while (*from) {
		if (from[0] == 0xc2 && from[1] == 0xa0) {
			*to++ = ' ';
			from += 2;
		} else if (from[0] == 0xe2 && from[1] == 0x80 &&
			   (from[2] == 0xaf || from[2] == 0x89)) {
			*to++ = ' ';	/* narrow no-break space, thin space */
			from += 3;
		} else if (*from == 0xa0 && (to == (unsigned char *)s ||
					     to[-1] < 0x80)) {
			*to++ = ' ';
			from++;
		} else if (*from == '\r' || *from == 0x7f) {
			from++;
		} else {
			*to++ = *from++;
		}
	}
	while (to > (unsigned char *)s && isspace(to[-1]))
		to--;
	*to = '\0';
}

/* Strip "> ", ">> ", "> > " and what mailers put before them. */
static char *unquote(char *s)
{
	for (;;) {
		char *p = s + strspn(s, " ");

		if (*p != '>')
			return s;
		s = p + 1;
		if (*s == ' ' && s[1] != ' ')
			s++;
	}
}

static bool is_header(const char *s)
{
	uint64_t sbdf;
	const char *p = parse_sbdf(s, &sbdf);

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

static enum line_kind classify(const char *line)
{
	const char *s = line + strspn(line, " \t");

	if (!*s)
		return L_BLANK;
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

static bool header(struct paste *p, const char *s)
{
	uint64_t sbdf;
	const char *rest = parse_sbdf(s, &sbdf);

	if (!flush_hex(p, BATCH_BYTES) || !new_function(p, sbdf, p->pend_line))
		return false;
	text_header(&p->text, rest + strspn(rest, " "), p->pend_line);
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
		return header(p, s);
	if (kind == L_HEX)
		return hex_row(p, s);
	if (!slot_line(p, s, &slot))
		return false;
	if (slot || !p->cur)
		return true;
	return vmm_line(&p->text, s, p->pend_line) ||
	       text_detail(&p->text, s, p->pend_line) || !p->m->failed;
}

/* Does the line at @s continue the pending one, which a mailer wrapped? */
static bool continues(const struct paste *p, const char *s, enum line_kind kind)
{
	if (!p->npend)
		return false;
	if (p->pend_kind == L_HEX)
		return kind == L_LOOSE && p->npend < 4 + 16 * 3 && is_bytes(s);
	return kind == L_LOOSE && p->pend_kind != L_LOOSE;
}

static bool physical(struct paste *p)
{
	char *s = p->buf;
	enum line_kind kind;
	size_t n;

	plain_spaces(s);
	s = unquote(s);
	kind = classify(s);
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
	memcpy(p->pend, s, n + 1);
	p->npend = n;
	p->pend_line = p->line;
	p->pend_kind = kind;
	return true;
}

static bool read_paste(struct paste *p)
{
	int got;

	while ((got = read_physical(p)) > 0)
		if (!physical(p))
			return false;
	if (got < 0 || !logical(p))
		return false;
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

bool lspci_read(struct machine *m, FILE *f)
{
	struct paste *p;
	bool ok = false;
	int fd;

	if (is_too_long(m, f))
		return false;
	p = calloc(1, sizeof(*p));
	fd = memfd_create("hairpin-import", MFD_CLOEXEC);
	if (!p)
		abort();
	p->m = p->text.m = m;
	p->in = f;
	p->clean = fd < 0 ? NULL : fdopen(fd, "w+");
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
	bool header_before = false;
	char line[256];

	for (const char *s = data; s < end;) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((nl ? nl : end) - s);
		char *t;

		n = n < sizeof(line) - 1 ? n : sizeof(line) - 1;
		memcpy(line, s, n);
		line[n] = '\0';
		s = nl ? nl + 1 : end;
		plain_spaces(line);
		t = unquote(line);
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
		header_before = is_header(t);
		if (header_before && strchr(strchr(t, ' '), ':'))
			return true;
	}
	return false;
}
