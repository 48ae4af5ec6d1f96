// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel command line, parsed in the order of start_kernel(): early parameters
 * first, then __setup() parameters and module parameters.
 */
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/env.h"

extern const struct obs_kernel_param __setup_start[], __setup_end[];
extern const struct kernel_param __start___param[], __stop___param[];

static int early_param_one(char *param, char *val, const char *unused, void *arg)
{
	const struct obs_kernel_param *p;

	for (p = __setup_start; p < __setup_end; p++) {
		if (p->early && parameq(param, p->str) && p->setup_func(val))
			pr_warn("Malformed early option '%s'\n", param);
	}
	return 0;
}

/* Returns true if a __setup("name=", ...) handler took it. */
static bool setup_param(char *line)
{
	const struct obs_kernel_param *p;
	bool early = false;

	for (p = __setup_start; p < __setup_end; p++) {
		size_t n = strlen(p->str);

		if (!parameqn(line, p->str, n))
			continue;
		if (p->early) {
			early |= line[n] == '\0' || line[n] == '=';
			continue;
		}
		if (p->setup_func(line + n))
			return true;
	}
	return early;
}

static int late_param_one(char *param, char *val, const char *unused, void *arg)
{
	/* Put "name=value" together again, as unknown_bootoption() does. */
	if (val) {
		if (val == param + strlen(param) + 1)
			val[-1] = '=';
		else if (val == param + strlen(param) + 2) {
			val[-2] = '=';
			memmove(val - 1, val, strlen(val) + 1);
		}
	}
	if (!setup_param(param))
		pr_notice("Unknown kernel command line parameter \"%s\"\n",
			  param);
	return 0;
}

int hp_parse_cmdline(const char *ours, const char *users)
{
	char *cmdline = kasprintf(GFP_KERNEL, "%s%s", ours, users ?: "");
	char *early = kstrdup(cmdline, GFP_KERNEL);
	char *late = kstrdup(cmdline, GFP_KERNEL);	/* handlers keep pieces */

	if (!cmdline || !early || !late)
		return -ENOMEM;
	pr_notice("Kernel command line: %s\n", cmdline);
	parse_args("early options", early, NULL, 0, 0, 0, NULL, early_param_one);
	parse_args("Booting kernel", late, __start___param,
		   __stop___param - __start___param, -1, -1, NULL,
		   late_param_one);
	return 0;
}
