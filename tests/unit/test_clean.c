// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_clean.c - lines of text as mail, browsers, terminals and forums leave them,
 * and what was meant: each rule at what it takes, and beside what it must leave.
 */
#include <stdlib.h>
#include <string.h>

/* Before check.h, whose fail() is another. */
#include "model/import/internal.h"

#include <check.h>

struct pair {
	const char *from, *to;
};

static void check_pairs(const struct pair *p, size_t n, bool quoted_printable)
{
	struct clean c = { .quoted_printable = quoted_printable };

	for (size_t i = 0; i < n; i++) {
		char *s = strdup(p[i].from), *got = clean_line(&c, s);

		ck_assert_msg(!strcmp(got, p[i].to), "\"%s\" -> \"%s\"", p[i].from, got);
		free(s);
	}
}
#define CHECK(pairs, qp) check_pairs(pairs, sizeof(pairs) / sizeof(*(pairs)), qp)

START_TEST(spaces)
{
	static const struct pair pairs[] = {
		{ "a b", "a b" }, { "", "" },
		{ "a\302\240b", "a b" }, { "a\302\241b", "a\302\241b" },
		{ "a\303\240b", "a\303\240b" }, { "a\302", "a\302" },
		{ "a\342\200\257b", "a b" }, { "a\342\200\211b", "a b" },
		{ "a\342\200\203b", "a b" }, { "a\342\200\204b", "a\342\200\204b" },
		{ "a\342\200\210b", "a\342\200\210b" }, { "a\342\200\260b", "a\342\200\260b" },
		{ "a\342\201\257b", "a\342\201\257b" }, { "a\343\200\257b", "a\343\200\257b" },
		{ "a\342\200\213b", "ab" }, { "a\342\200\214b", "a\342\200\214b" },
		{ "\357\273\277b", "b" }, { "\357\273\276b", "\357\273\276b" },
		{ "\240b", " b" }, { "a\240b", "a b" }, { "a\177b", "ab" },
		{ "\303\240b", "\303\240b" }, { "a\rb\r", "ab" },
		{ "a \t ", "a" }, { " \t", "" }, { "a\302\240\302\240", "a" },
	};

	CHECK(pairs, false);
}
END_TEST

START_TEST(lines)
{
	static const struct pair pairs[] = {
		{ "1\342\200\2235", "1-5" }, { "1\342\200\2205", "1-5" },
		{ "1\342\200\2215", "1-5" }, { "1\342\200\2225", "1\342\200\2225" },
		{ "\342\224\200x", "-x" }, { "\342\224\202x", "|x" },
		{ "\342\224\224x", "\\x" }, { "\342\224\234x", "+x" },
		{ "\342\225\200x", "\342\225\200x" }, { "x\342\224", "x\342\224" },
	};

	CHECK(pairs, false);
}
END_TEST

START_TEST(entities)
{
	static const struct pair pairs[] = {
		{ "&lt;&gt;&amp;&quot;&apos;", "<>&\"'" },
		{ "a&nbsp;b&ensp;c&emsp;d&thinsp;e", "a b c d e" },
		{ "0&colon;0 &lpar;x&rpar; &lsqb;y&rsqb; &Tab;z", "0:0 (x) [y] \tz" },
		{ "&lt", "&lt" }, { "&foo;", "&foo;" }, { "&&lt;", "&<" },
		{ "&#58;", ":" }, { "&#x3a;", ":" }, { "&#X3A;", ":" },
		{ "a&#160;b", "a b" }, { "a&#161;b", "a?b" }, { "&#126;", "~" },
		{ "a&#127;b", "a?b" }, { "&#0;", "&#0;" }, { "&#58", "&#58" },
		{ "&#58x;", "&#58x;" }, { "&#;", "&#;" },
		{ "&#000058;", ":" }, { "&#0000058;", "&#0000058;" },
		{ "&amp;#58;", "&#58;" },
	};

	CHECK(pairs, false);
}
END_TEST

START_TEST(tags)
{
	static const struct pair pairs[] = {
		{ "a<br>b<br/>c<BR />d", "abc<BR />d" },
		{ "<pre>a</pre>", "a" }, { "<code>a</code>", "a" }, { "<p>a</p>", "a" },
		{ "<b>a</b><i>b</i><em>c</em>", "abc" },
		{ "<strong>a</strong><tt>b</tt>", "ab" },
		{ "<div><span class=\"x\">a</span></div>", "a" },
		{ "<font color=red>a</font>", "a" }, { "<td>a</td><tr>", "a" },
		{ "<li>a<blockquote>b<samp>c<html>d<body>e<wbr>f", "abcdef" },
		{ "<a href=\"http://x\">y</a>", "y" }, { "<a b>", "<a b>" },
		{ "<PRE>a</PRE>", "a" }, { "<access denied>", "<access denied>" },
		{ "<MAbort- >TAbort-", "<MAbort- >TAbort-" }, { "<pre", "<pre" },
		{ "<unassigned>", "<unassigned>" }, { "<>", "<>" }, { "< b>", "< b>" },
		{ "<prex>", "<prex>" }, { "<b1>", "<b1>" },
	};
	char longest[400];

	CHECK(pairs, false);
	/* As far as a tag may be long: its ">" is 300 from its "<". */
	for (int n = 299; n <= 302; n++) {
		char want[400];
		struct clean c = { 0 };

		memset(longest, 'x', sizeof(longest));
		memcpy(longest, "<a b=", 5);
		strcpy(longest + n, ">y");
		strcpy(want, n <= 300 ? "y" : longest);
		ck_assert_str_eq(clean_line(&c, longest), want);
	}
}
END_TEST

START_TEST(marks)
{
	static const struct pair pairs[] = {
		{ "**a** __b__ `c`", "a b c" }, { "*a* _b_", "*a* _b_" },
		{ "a***b", "a*b" },
		{ "\033[1;31mred\033[0m\033[K", "red" }, { "\033x", "x" },
		{ "\033[?25hx", "x" }, { "\033[1", "" }, { "\033[1-", "-" },
		{ "[31mred[0m", "red" }, { "[mx", "[mx" }, { "[31]", "[31]" },
		{ "[40] Express", "[40] Express" }, { "[1Kx", "[1Kx" },
	};

	CHECK(pairs, false);
}
END_TEST

START_TEST(quotes)
{
	static const struct pair pairs[] = {
		{ "> a", "a" }, { ">a", "a" }, { ">> a", "a" }, { "> > a", "a" },
		{ ">  a", "  a" }, { "  > a", "a" }, { "  a", "  a" }, { ">", "" },
		{ "> >  \ta", "  \ta" }, { "| 00:00.0 x", "00:00.0 x" },
		{ "|00", "|00" }, { "|  00", "|  00" }, { "| x", "| x" },
		{ "> | 0a", "0a" }, { "a > b", "a > b" },
	};

	CHECK(pairs, false);
}
END_TEST

START_TEST(printable)
{
	static const struct pair pairs[] = {
		{ "a=3Db", "a=b" }, { "=41=5A=61", "AZa" }, { "=C2=A0x", " x" },
		{ "=3d", "=3d" }, { "=G0", "=G0" }, { "=0G", "=0G" }, { "=00", "=00" },
		{ "=0", "=0" }, { "=", "=" }, { "a=09b", "a\tb" }, { "==3D", "==" },
		{ "=2F=3A=40", "/:@" }, { "=9F", "\237" }, { "=:0", "=:0" },
		{ "=@0", "=@0" }, { "=/0", "=/0" }, { "=01x", "\001x" },
		{ "=10x", "\020x" }, { "=FF", "\377" },
	};
	static const struct pair plain[] = { { "a=3Db", "a=3Db" }, { "=41", "=41" } };

	CHECK(pairs, true);
	CHECK(plain, false);
}
END_TEST

START_TEST(sniffed)
{
	static const struct { const char *text; bool yes; } texts[] = {
		{ "a=3Db", true }, { "x =C2=A0", true }, { "=3D", true }, { "a=3E=3D", true },
		{ "a=b", false }, { "=3", false }, { "=3d", false }, { "=C3=A0", false },
		{ "", false }, { "==3D", true }, { "=C", false },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct clean c = { .quoted_printable = !texts[i].yes };
		size_t len = strlen(texts[i].text);
		/* Of its very length, so that a sanitizer sees a byte behind it. */
		char *data = malloc(len ? len : 1);

		ck_assert_ptr_nonnull(data);
		memcpy(data, texts[i].text, len);
		clean_sniff(&c, data, len);
		ck_assert_msg(c.quoted_printable == texts[i].yes, "%s", texts[i].text);
		free(data);
	}
}
END_TEST

/* A soft break ends a line that is long enough for one. */
START_TEST(soft_breaks)
{
	for (size_t len = 47; len <= 52; len++) {
		for (int tail = 0; tail < 4; tail++) {
			static const char *const tails[] = { "", " ", "\r", " \r" };
			char s[64];
			size_t n;

			memset(s, 'x', len - 1);
			strcpy(s + len - 1, "=");
			strcat(s, tails[tail]);
			n = strlen(s);
			ck_assert_int_eq(clean_soft_break(s, &n), len >= 50);
			ck_assert_uint_eq(n, len >= 50 ? len - 1 : len + strlen(tails[tail]));
			ck_assert_uint_eq(strlen(s), n);
			memset(s, 'y', 60);
			n = 60;
			ck_assert(!clean_soft_break(s, &n));
			ck_assert_uint_eq(n, 60);
		}
	}
	{
		char none[] = "", space[] = " ";
		size_t zero = 0, one = 1;

		ck_assert(!clean_soft_break(none, &zero));
		ck_assert(!clean_soft_break(space, &one));
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("clean");
	TCase *t = tcase_create("clean");

	tcase_add_test(t, spaces);
	tcase_add_test(t, lines);
	tcase_add_test(t, entities);
	tcase_add_test(t, tags);
	tcase_add_test(t, marks);
	tcase_add_test(t, quotes);
	tcase_add_test(t, printable);
	tcase_add_test(t, sniffed);
	tcase_add_test(t, soft_breaks);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
