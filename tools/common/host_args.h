/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_args.h - options that say what the host is, where its IDs, or the
 * scenario, suggest otherwise.
 */
#ifndef TOOLS_COMMON_HOST_ARGS_H
#define TOOLS_COMMON_HOST_ARGS_H

#include "model/spec/spec.h"
#include "tools/common/args.h"

struct host_args {
	const char *profile, *cpu, *p2p, *listed;	/* NULL: as it is */
};

#define HOST_ARGS(h)                                                          \
	{ "profile", 0, ARG_STRING, &(h)->profile, "NAME",                    \
	  "host profile: CPU, and what its root complex forwards" },          \
	{ "cpu", 0, ARG_STRING, &(h)->cpu, "CPU",                             \
	  "intel, amd-zen, amd, other, or VENDOR:FAMILY" },                   \
	{ "p2p", 0, ARG_STRING, &(h)->p2p, "WHAT",                            \
	  "root complex forwards: refuse, same-bridge, writes or all" },      \
	{ "listed", 0, ARG_STRING, &(h)->listed, "yes|no",                    \
	  "host bridges with IDs in P2PDMA's list, or not" }

/* Checks the options' values.  Returns false after a message on stderr. */
bool host_args_check(const struct host_args *h, const char *command);
/* Applies the options to @spec.  Returns false after a message if the machine cannot be so. */
bool host_args_apply(const struct host_args *h, const char *command,
		     struct spec *spec);

#endif
