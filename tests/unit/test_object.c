// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_object.c - two versions of small C files, compiled and linked as an instance is,
 * and what the comparison says of them: nothing, a few functions, or all.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/judge/object.h"

#define SKIP 4

static char folder[64];

/* Of a folder per version: files have the same names, as in two trees. */
static char *in(char *path, char version, const char *name)
{
	snprintf(path, 128, "%s/%c/%s", folder, version, name);
	return path;
}

static void command(const char *format, char version)
{
	char line[1024];

	snprintf(line, sizeof(line), format, folder, version);
	ck_assert_msg(!system(line), "%s", line);
}

/* The flags are those that decide what is left to the linker. */
static void build(char version, const char *one, const char *two)
{
	const char *const text[] = { one, two };
	char path[128];

	mkdir(in(path, version, ""), 0755);
	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(in(path, version, i ? "two.c" : "one.c"), "w");

		ck_assert_ptr_nonnull(f);
		fputs(text[i], f);
		fclose(f);
	}
	command("cd %s/%c && cc -w -O2 -fPIC -fvisibility=hidden -fno-optimize-sibling-calls"
		" -fno-omit-frame-pointer -c one.c two.c", version);
	command("cd %s/%c && ld -r -o code.o one.o two.o", version);
	command("cd %s/%c && cc -shared -Wl,-z,undefs -o libkernel.so code.o", version);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "all, by NAME", or the functions by name. */
static char *in_words(const struct object_changes *c)
{
	static char text[512];
	const char *names[16];

	*text = '\0';
	if (c->all)
		snprintf(text, sizeof(text), "all, by %s", c->all);
	ck_assert_uint_lt(c->n, 16);
	for (uint32_t i = 0; i < c->n; i++)
		names[i] = c->items[i]->name;
	qsort(names, c->n, sizeof(*names), by_text);
	for (uint32_t i = 0; i < c->n && !c->all; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
			 i ? " " : "", names[i]);
	return text;
}

/* The second file is the same in both. */
static void differs(const char *was, const char *is, const char *two, const char *expected)
{
	struct object_changes changes;
	struct object a, b;
	char path[128];

	build('a', was, two);
	build('b', is, two);
	ck_assert(object_open(&a, in(path, 'a', "code.o")));
	ck_assert(object_open(&b, in(path, 'b', "code.o")));
	object_compare(&changes, &a, &b);
	ck_assert_msg(!strcmp(in_words(&changes), expected), "\"%s\" and not \"%s\":\n%s\n%s",
		      in_words(&changes), expected, was, is);
	object_changes_free(&changes);
	object_close(&a);
	object_close(&b);
}

static void setup(void)
{
	strcpy(folder, "/tmp/hairpin-object-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void teardown(void)
{
	char line[128];

	snprintf(line, sizeof(line), "rm -rf %s", folder);
	ck_assert(!system(line));
}

/* What other files have to do with it: two names that one.c uses, and its own. */
static const char two[] =
	"int there = 3; int later; static int twice(int x) { return 2 * x + later; }\n"
	"__attribute__((noinline)) int other(int x) { return twice(x) + there; }\n"
	"__attribute__((noinline)) int another(int x) { return twice(x) * there; }\n";

#define DECLARED "extern int there, later, other(int), another(int), absent(int); int puts(const char *);\n"
#define APART "__attribute__((noinline)) "

START_TEST(functions)
{
	/* Comments and lines are no code. */
	differs(DECLARED "int f(int x) { return other(x); }\n",
		DECLARED "\n\n/* more */\nint f(int x) { return other(x); }\n", two, "");
	differs(DECLARED "int f(int x) { return x + 1; } int g(int x) { return x + 7; }\n",
		DECLARED "int f(int x) { return x + 2; } int g(int x) { return x + 7; }\n",
		two, "f");
	/* The one behind it is further on, and calls and is called over the distance. */
	differs(DECLARED APART "int f(int x) { return other(x); }\n"
		APART "int g(int x) { return f(x) + 7; } int h(int x) { return g(x) + f(x); }\n",
		DECLARED APART "int f(int x) { return other(x) * 77 + other(x + 1) / 5 + other(x + 2) * other(x + 3); }\n"
		APART "int g(int x) { return f(x) + 7; } int h(int x) { return g(x) + f(x); }\n",
		two, "f");
	/* Another function, which the assembler or the linker fills in. */
	differs(DECLARED APART "static int g(int x) { return other(x); } __attribute__((noinline)) static int h(int x) { return other(x) + 1; }\n"
		"int f(int x) { return g(x) + 1; } int e(int x) { return h(x) + g(x); }\n",
		DECLARED APART "static int g(int x) { return other(x); } __attribute__((noinline)) static int h(int x) { return other(x) + 1; }\n"
		"int f(int x) { return h(x) + 1; } int e(int x) { return h(x) + g(x); }\n",
		two, "f");
	differs(DECLARED "int f(int x) { return other(x); }\n",
		DECLARED "int f(int x) { return another(x); }\n", two, "f");
	/* The same bytes but for one that tells a variable or what follows it from another. */
	differs(DECLARED "int f(void) { return there; }\n", DECLARED "int f(void) { return later; }\n",
		two, "f");
}
END_TEST

START_TEST(text_and_constants)
{
	differs(DECLARED "int f(void) { return puts(\"one\"); } int g(void) { return puts(\"two\"); }\n",
		DECLARED "int f(void) { return puts(\"five\"); } int g(void) { return puts(\"two\"); }\n",
		two, "f");
	/* One that goes on differently, and one that ends earlier. */
	differs(DECLARED "int f(void) { return puts(\"a b\"); }\n",
		DECLARED "int f(void) { return puts(\"a c\"); }\n", two, "f");
	differs(DECLARED "int f(void) { return puts(\"a b\"); }\n",
		DECLARED "int f(void) { return puts(\"a \"); }\n", two, "f");
	/* The same one elsewhere in the section: others came before it. */
	differs(DECLARED "int f(void) { return puts(\"my own words\"); } int g(void) { return puts(\"z\"); }\n",
		DECLARED "int f(void) { return puts(\"my own words\"); } int g(void) { return puts(\"a longer one\") + puts(\"z\"); }\n",
		two, "g");
	differs(DECLARED "double f(double x) { return x * 3.5; } double g(double x) { return x * 2.5; }\n",
		DECLARED "double f(double x) { return x * 4.5; } double g(double x) { return x * 2.5; }\n",
		two, "f");
}
END_TEST

#define CASES(first) "int f(int x) { switch (x) { case 0: return other(" first "); case 1: return another(2);" \
	" case 2: return other(3) + 1; case 3: return there; case 4: return later; case 5: return another(9); } return 8; }\n"

#define LABELS(a, b) "int f(int x) { static const void *const places[] = { &&" a ", &&" b " }; goto *places[x & 1];" \
	" one: return other(x); two: return another(x) + 3; }\n"

START_TEST(tables)
{
	/* A table of jumps belongs to its function. */
	differs(DECLARED CASES("1"), DECLARED CASES("1"), two, "");
	differs(DECLARED CASES("1"), DECLARED CASES("x + there * 5"), two, "f");
	/* Another one before it: both its function and its table are further on. */
	differs(DECLARED "int g(int x) { return other(x); }\n" CASES("1") APART "int h(int x) { return f(x); }\n",
		DECLARED "int g(int x) { return other(x) * 77 + other(x + 1) / 5; }\n" CASES("1")
		APART "int h(int x) { return f(x); }\n", two, "g");
	differs(DECLARED CASES("1") "int g(int x) { switch (x) { case 5: return other(1); case 6: return another(2);"
		" case 7: return other(3) + 1; case 8: return there; case 9: return later; } return 8; }\n",
		DECLARED CASES("x + there * 5") "int g(int x) { switch (x) { case 5: return other(1); case 6: return another(2);"
		" case 7: return other(3) + 1; case 8: return there; case 9: return later; } return 8; }\n",
		two, "f");
	/* Two places of a function changed with each other in its table: its bytes are the same. */
	differs(DECLARED LABELS("one", "two"), DECLARED LABELS("two", "one"), two, "all, by places");
	/* A table of functions is everybody's. */
	differs(DECLARED "int (*const table[])(int) = { other, another };\n",
		DECLARED "int (*const table[])(int) = { another, other };\n", two, "all, by table");
	differs(DECLARED "const char *const table[] = { \"a\", \"b\" };\n",
		DECLARED "const char *const table[] = { \"a\", \"c\" };\n", two, "all, by table");
}
END_TEST

START_TEST(data)
{
	differs(DECLARED "int mine = 4; int f(void) { return mine; }\n",
		DECLARED "int mine = 5; int f(void) { return mine; }\n", two, "all, by mine");
	differs(DECLARED "int mine[4] = { 4 }; int f(void) { return mine[0]; }\n",
		DECLARED "int mine[5] = { 4 }; int f(void) { return mine[0]; }\n", two, "all, by mine");
	differs(DECLARED "int f(void) { return there; }\n",
		DECLARED "static int n; int f(void) { return there + n++; }\n", two, "all, by later");
	/* The first section that one of them lacks. */
	differs(DECLARED "int f(void) { return there; }\n",
		DECLARED "int own __attribute__((section(\"mine\"))) = 1; int f(void) { return there; }\n",
		two, "all, by mine");
	differs(DECLARED "int own __attribute__((section(\"mine\"))) = 1; int f(void) { return there; }\n",
		DECLARED "int f(void) { return there; }\n", two, "all, by mine");
}
END_TEST

START_TEST(names)
{
	/* Who is new can only be entered by one that differs, too. */
	differs(DECLARED "int f(int x) { return other(x); }\n",
		DECLARED APART "int g(int x) { return other(x) + 5; } int f(int x) { return g(x); }\n",
		two, "f");
	/* What nobody provided is there now: who did not change means another, too. */
	differs(DECLARED "int f(int x) { return absent(x); }\n",
		DECLARED "int f(int x) { return absent(x); } int absent(int x) { return x; }\n",
		two, "all, by absent");
	differs(DECLARED "int (*p)(int) = absent;\n",
		DECLARED "int (*p)(int) = absent; int absent(int x) { return x; }\n",
		two, "all, by .data.rel.local");
	/* A name in two files: each is its own. */
	differs(DECLARED APART "static int twice(int x) { return other(x); } int f(int x) { return twice(x) + twice(3); }\n",
		DECLARED APART "static int twice(int x) { return other(x) + 1; } int f(int x) { return twice(x) + twice(3); }\n",
		two, "twice");
}
END_TEST

#define RARE(n) DECLARED "__attribute__((cold)) int bad(int); int f(int x) { if (__builtin_expect(x == 12345, 0))" \
	" { bad(" n "); bad(x); return bad(3); } return other(x); }\n"

/* The part that the compiler moved out of a function is told by the function. */
START_TEST(rare_parts)
{
	differs(RARE("1"), RARE("2"), two, "f");
}
END_TEST

START_TEST(places)
{
	static const char one[] = DECLARED "int g(int x) { return other(x) + 7; } int f(int x) { return other(x); }\n";
	const struct object_item *found = NULL;
	struct object a, b;
	char path[128];

	build('a', one, two);
	build('b', DECLARED "int g(int x) { return other(x) + 7; }\n", two);
	ck_assert(object_open(&a, in(path, 'a', "code.o")));
	ck_assert(object_open(&b, in(path, 'b', "code.o")));
	ck_assert(object_place(&a, in(path, 'a', "libkernel.so")));
	for (uint32_t i = 0; i < a.nfunctions; i++) {
		const struct object_item *item = a.by_name[i];
		const uint64_t at = object_offset(&a, item);

		ck_assert_ptr_eq(object_at_offset(&a, at), item);
		ck_assert_ptr_eq(object_at_offset(&a, at + item->size - 1), item);
		ck_assert_ptr_ne(object_at_offset(&a, at - 1), item);
		ck_assert_ptr_ne(object_at_offset(&a, at + item->size), item);
		if (!strcmp(item->name, "f"))
			found = item;
	}
	ck_assert_ptr_nonnull(found);
	ck_assert_ptr_null(object_like(&b, found));
	/* Nothing was placed in this one. */
	ck_assert_uint_eq(object_offset(&b, b.by_name[0]), UINT64_MAX);
	/* The instance of the other, and what is no object. */
	ck_assert(!object_place(&b, in(path, 'a', "one.c")));
	object_close(&a);
	ck_assert(!object_open(&a, in(path, 'a', "absent")));
	object_close(&a);
	ck_assert(!object_open(&a, in(path, 'a', "one.c")));
	object_close(&a);
	object_close(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("object");
	TCase *c = tcase_create("comparison");
	SRunner *r;
	int failed;

	if (system("command -v cc >/dev/null && command -v ld >/dev/null"))
		return SKIP;
	tcase_set_timeout(c, 120);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, functions);
	tcase_add_test(c, text_and_constants);
	tcase_add_test(c, tables);
	tcase_add_test(c, data);
	tcase_add_test(c, names);
	tcase_add_test(c, rare_parts);
	tcase_add_test(c, places);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
