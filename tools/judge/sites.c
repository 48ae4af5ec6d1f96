// SPDX-License-Identifier: GPL-2.0-only
/*
 * sites.c - the places of a file where one small mistake can be planted.
 *
 * It knows no types: what does not compile, or compiles to the same code, is
 * for the caller to throw away.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/judge/sites.h"

static char **enumerators;	/* NULL between two enums */
static int nenumerators;

static void remember(const struct token *t)
{
	if (nenumerators % 1024 == 0) {
		char **more = reallocarray(enumerators,
					   (size_t)nenumerators + 1024,
					   sizeof(*enumerators));

		if (!more)
			abort();
		enumerators = more;
	}
	enumerators[nenumerators++] = t ? strndup(t->text, t->len) : NULL;
}

void enums_learn(const struct source *src)
{
	for (int i = 1; i < src->n; i++) {
		if (!src->t[i].in_enum)
			continue;
		if (!src->t[i - 1].in_enum)
			remember(NULL);
		if (token_is_kind(src, i, TOK_WORD) && token_is_any(src, i - 1, "{ ,"))
			remember(&src->t[i]);
	}
}

/* Another enumerator of the same enum, or NULL. */
static const char *neighbour(const struct token *t)
{
	for (int i = 0; i < nenumerators; i++) {
		const char *e = enumerators[i];

		if (!e || strlen(e) != t->len || memcmp(e, t->text, t->len))
			continue;
		if (i + 1 < nenumerators && enumerators[i + 1])
			return enumerators[i + 1];
		return enumerators[i - 1];
	}
	return NULL;
}

/* Tokens @from to @to, both included, give way to what is formatted. */
__attribute__((format(printf, 6, 7)))
static void add(struct sites *to, const struct source *s, const char *op,
		int from, int last, const char *fmt, ...)
{
	const struct token *a = &s->t[from], *b = &s->t[last];
	struct site *x;
	va_list ap;

	if (to->n % 1024 == 0)
		to->s = reallocarray(to->s, (size_t)to->n + 1024, sizeof(*to->s));
	if (!to->s)
		abort();
	x = &to->s[to->n++];
	*x = (struct site){ .op = op, .path = s->path, .line = a->line,
			    .off = (size_t)(a->text - s->text),
			    .len = (size_t)(b->text + b->len - a->text) };
	if (a->func >= 0)
		snprintf(x->func, sizeof(x->func), "%.*s",
			 (int)s->t[a->func].len, s->t[a->func].text);
	va_start(ap, fmt);
	if (vasprintf(&x->text, fmt, ap) < 0)
		abort();
	va_end(ap);
}

static int text_len(const struct source *s, int from, int last)
{
	return (int)(s->t[last].text + s->t[last].len - s->t[from].text);
}

/* Is there something to the left that an operator at @i can join? */
static bool is_binary(const struct source *s, int i)
{
	return token_is_kind(s, i - 1, TOK_NUMBER) || token_is_kind(s, i - 1, TOK_CHAR) ||
	       token_is_any(s, i - 1, ") ]") || (token_is_kind(s, i - 1, TOK_WORD) &&
					   !token_is_any(s, i - 1, "return case"));
}

static void operators(struct sites *to, const struct source *s, int i)
{
	static const struct { const char *op, *from, *into; } change[] = {
		{ "boundary", "<", "<=" }, { "boundary", "<=", "<" },
		{ "boundary", ">", ">=" }, { "boundary", ">=", ">" },
		{ "equality", "==", "!=" }, { "equality", "!=", "==" },
		{ "logic", "&&", "||" }, { "logic", "||", "&&" },
		{ "arithmetic", "+", "-" }, { "arithmetic", "-", "+" },
		{ "arithmetic", "+=", "-=" }, { "arithmetic", "-=", "+=" },
		{ "arithmetic", "<<", ">>" }, { "arithmetic", ">>", "<<" },
		{ "arithmetic", "&", "|" }, { "arithmetic", "|", "&" },
		{ "arithmetic", "|=", "=" }, { "arithmetic", "&=", "=" },
		{ "arithmetic", "++", "--" }, { "arithmetic", "--", "++" },
	};

	if (s->t[i].kind != TOK_PUNCT)
		return;
	if (token_is(s, i, "!") && s->t[i].func >= 0)
		add(to, s, "negation", i, i, " ");
	if (token_is_any(s, i, "+ - & |") && !is_binary(s, i))
		return;
	for (size_t k = 0; k < sizeof(change) / sizeof(change[0]); k++)
		if (token_is(s, i, change[k].from))
			add(to, s, change[k].op, i, i, "%s", change[k].into);
}

static void condition(struct sites *to, const struct source *s, int i)
{
	int open = i + 1, end = s->t[open].mate;

	if (token_is_any(s, i, "if while") && token_is(s, open, "(") && end > open + 1)
		add(to, s, "negation", open, end, "(!%.*s)",
		    text_len(s, open, end), s->t[open].text);
}

/* Is the number at @i the length of an array that is being defined? */
static bool is_length(const struct source *s, int i)
{
	return token_is(s, i - 1, "[") && token_is_kind(s, i - 2, TOK_WORD) &&
	       (token_is_kind(s, i - 3, TOK_WORD) || token_is_any(s, i - 3, "* ,")) &&
	       !token_is_any(s, i - 3, "return case else");
}

/* Does the number at @i say how much memory is allocated?  A bit more changes nothing. */
static bool is_room(const struct source *s, int i)
{
	for (int k = i - 1; k > 0 && !token_is_any(s, k, "; { }"); k--) {
		if (s->t[k].mate >= 0 && s->t[k].mate < k)
			k = s->t[k].mate;
		else if (token_is(s, k, "(") &&
			 token_is_any(s, k - 1, "malloc calloc realloc reallocarray"))
			return true;
	}
	return false;
}

static void number(struct sites *to, const struct source *s, int i)
{
	const struct token *t = &s->t[i];
	unsigned long long v;
	char buf[64], *end;
	bool hex;

	if (t->kind != TOK_NUMBER || t->len >= sizeof(buf) || is_length(s, i))
		return;
	snprintf(buf, sizeof(buf), "%.*s", (int)t->len, t->text);
	hex = strchr(buf, 'x') != NULL;
	errno = 0;
	v = strtoull(buf, &end, 0);
	if (errno || *end == '.' || (!hex && strpbrk(end, "eE")))
		return;
	if (v)
		add(to, s, "constant", i, i, hex ? "0x%llx%s" : "%llu%s", v - 1, end);
	if (v + 1 && !is_room(s, i))
		add(to, s, "constant", i, i, hex ? "0x%llx%s" : "%llu%s", v + 1, end);
}

static void name(struct sites *to, const struct source *s, int i)
{
	const struct token *t = &s->t[i];
	const char *other;

	if (t->kind != TOK_WORD || token_is_any(s, i - 1, ". ->"))
		return;
	if (token_is(s, i, "true"))
		add(to, s, "constant", i, i, "false");
	else if (token_is(s, i, "false"))
		add(to, s, "constant", i, i, "true");
	else if (t->text[0] == 'E' && t->len > 3 && token_is(s, i - 1, "-") &&
		 !is_binary(s, i - 1))
		add(to, s, "error status", i, i, "%s",
		    token_is(s, i, "EINVAL") ? "EIO" : "EINVAL");
	else if (isupper((unsigned char)t->text[0]) && !token_is(s, i - 1, "case") &&
		 !token_is(s, i + 1, "]") && (other = neighbour(t)))
		add(to, s, "enumerator", i, i, "%s", other);
}

static void returned(struct sites *to, const struct source *s, int i)
{
	int last = i + 1;

	if (!token_is(s, i, "return") || token_is(s, i + 1, ";"))
		return;
	while (last < s->n && !token_is(s, last, ";")) {
		if (s->t[last].mate > last)
			last = s->t[last].mate;
		last++;
	}
	last--;
	if (last == i + 1 && token_is_any(s, last, "true false"))
		return;			/* a constant already */
	if (last == i + 1 && token_is(s, last, "0"))
		add(to, s, "return", last, last, "-1");
	else if (last == i + 1 && token_is(s, last, "NULL"))
		return;
	else
		add(to, s, "return", i + 1, last, "0");
}

#define NO_EXPRESSION \
	"return break continue goto case default if else while for do switch " \
	"const static struct union enum unsigned signed int char long short " \
	"bool void float double sizeof typedef extern"
/*
 * What only gives memory or files back, which the sanitizers see to; and what ends
 * the program when there is no memory.
 */
#define NO_LOSS \
	"assert static_assert abort free json_decref kernel_unload va_start va_end va_copy fclose close"

static bool gives_back(const struct source *s, int i)
{
	const struct token *t = &s->t[i];

	return token_is_any(s, i, NO_LOSS) ||
	       (token_is(s, i + 1, "(") && t->len > 8 &&
		!memcmp(t->text + t->len - 8, "_destroy", 8)) ||
	       (token_is(s, i + 1, "(") && t->len > 5 &&
		!memcmp(t->text + t->len - 5, "_free", 5));
}

/* A call or an assignment, as a statement of its own, is left out. */
static void deletion(struct sites *to, const struct source *s, int i)
{
	char lines[32] = "";
	bool does = false;
	int k = i, n = 0;

	if (!s->t[i].begins || token_is_any(s, i, NO_EXPRESSION) || gives_back(s, i) ||
	    token_is_kind(s, i + 1, TOK_WORD) || token_is(s, i + 1, ":") ||
	    (token_is(s, i + 1, "*") && token_is_kind(s, i + 2, TOK_WORD)) ||
	    (token_is(s, i, "(") && token_is(s, i + 1, "void")))
		return;
	while (k < s->n && !token_is(s, k, ";")) {
		if (token_is_any(s, k, "= += -= |= &= ^= *= /= <<= >>= ++ --") ||
		    (token_is(s, k, "(") && token_is_kind(s, k - 1, TOK_WORD)))
			does = true;
		if (s->t[k].mate > k)
			k = s->t[k].mate;
		k++;
	}
	if (!does || k >= s->n)
		return;
	/* As many lines as before, so that what tells lines is the same. */
	for (n = s->t[k].line - s->t[i].line; n > 0 && strlen(lines) < 31; n--)
		strcat(lines, "\n");
	add(to, s, "deletion", i, k, "%s(void)0;", lines);
}

/* Are tokens @from to @last what may change places with another argument? */
static bool is_argument(const struct source *s, int from, int last)
{
	if (last < from)
		return false;
	for (int i = from; i <= last; i++)
		if (s->t[i].kind == TOK_STRING || token_is_any(s, i, "= { ; ++ --"))
			return false;
	return true;
}

/*
 * Do arguments @k and @k + 1 of the call at @i mean the same the other way round?  The
 * factors of a size do, and what is compared only for being the same.
 */
static bool commute(const struct source *s, int i, int k)
{
	const int end = s->t[i + 1].mate;

	if (token_is(s, i, "calloc"))
		return true;
	if (token_is(s, i, "reallocarray"))
		return k == 1;
	if (!token_is_any(s, i, "strcmp strncmp strcasecmp strncasecmp memcmp") || k)
		return false;
	return token_is(s, i - 1, "!") ||
	       (token_is_any(s, i - 1, "( && ||") && token_is_any(s, end + 1, ") && || ?"));
}

static void arguments(struct sites *to, const struct source *s, int i)
{
	int open = i + 1, end, from, comma = -1, before = -1, n = 0;

	if (!token_is_kind(s, i, TOK_WORD) || !token_is(s, open, "(") || s->t[i].func < 0 ||
	    token_is_any(s, i, "if while for switch return sizeof offsetof"))
		return;
	end = s->t[open].mate;
	from = open + 1;
	for (int k = from; k <= end; k++) {
		if (k < end && s->t[k].mate > k) {
			k = s->t[k].mate;
			continue;
		}
		if (k < end && !token_is(s, k, ","))
			continue;
		if (comma > 0 && !commute(s, i, n++) &&
		    is_argument(s, before, comma - 1) &&
		    is_argument(s, from, k - 1) &&
		    (text_len(s, before, comma - 1) != text_len(s, from, k - 1) ||
		     memcmp(s->t[before].text, s->t[from].text,
			    (size_t)text_len(s, from, k - 1))))
			add(to, s, "arguments", before, k - 1, "%.*s, %.*s",
			    text_len(s, from, k - 1), s->t[from].text,
			    text_len(s, before, comma - 1), s->t[before].text);
		before = from;
		comma = k;
		from = k + 1;
	}
}

/* Functions that only tell how the program is used. */
static bool is_help(const struct source *s, int i)
{
	const struct token *t = &s->t[i];

	if (t->func < 0)
		return false;
	t = &s->t[t->func];
	return memmem(t->text, t->len, "usage", 5) ||
	       memmem(t->text, t->len, "help", 4);
}

void sites_find(const struct source *s, struct sites *to)
{
	for (int i = 0; i < s->n; i++) {
		if (token_is_any(s, i, "assert static_assert _Static_assert") &&
		    token_is(s, i + 1, "(") && s->t[i + 1].mate > i) {
			i = s->t[i + 1].mate;
			continue;
		}
		if (s->t[i].in_enum || is_help(s, i) ||
		    (s->t[i].func < 0 && !s->t[i].in_init))
			continue;
		operators(to, s, i);
		number(to, s, i);
		name(to, s, i);
		if (s->t[i].func < 0)
			continue;
		condition(to, s, i);
		returned(to, s, i);
		deletion(to, s, i);
		arguments(to, s, i);
	}
}
