/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the selftests share: a selftest returns 0 or a negative errno.
 */
#ifndef SIM_ENV_SELFTEST_SELFTEST_H
#define SIM_ENV_SELFTEST_SELFTEST_H

#include <linux/printk.h>

/* Leave with -EIO, and the reason in the log, unless @what holds. */
#define WANT(what)						\
	do {							\
		if (!(what)) {					\
			pr_err("%s(): not so: %s\n", __func__, #what); \
			return -EIO;				\
		}						\
	} while (0)

#endif
