/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_util.h - running scenario text on the fake kernels, for tests.
 */
#ifndef TESTS_RUN_UTIL_H
#define TESTS_RUN_UTIL_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sim/run/runner.h"

#define FAKE_NEW HAIRPIN_FAKE_DIR "/fake_kernel_new.so"
#define FAKE_OLD HAIRPIN_FAKE_DIR "/fake_kernel_old.so"

/* Two root ports, which the fake kernel finds on bus 0. */
#define TWO_PORTS                                      \
	"host pc\n"                                    \
	"rp a 01.0 id 8086:2030 acs SV+ RR+ CR+\n"     \
	"rp b 02.0 id 8086:2031 acs SV+ RR- CR-\n"

static inline struct scenario *parse_text(const char *text)
{
	struct scenario *s = scenario_parse("t.hp", text, strlen(text), stderr);

	ck_assert_msg(s != NULL, "does not parse:\n%s", text);
	return s;
}

static inline struct run_kernel load_fake(const char *path)
{
	struct run_kernel k = { 0 };
	char *reason;

	k.kernel = run_kernel_load(path, &reason);
	ck_assert_msg(k.kernel != NULL, "%s", reason);
	return k;
}

static inline const struct check *find_check(const struct verdict *v,
					     const char *name)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (!strcmp(v->checks[i].name, name))
			return &v->checks[i];
	ck_abort_msg("no check '%s'", name);
	return NULL;
}

#endif
