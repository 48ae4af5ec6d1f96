/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - errors and addresses of the kernel as every output writes them.
 */
#ifndef SIM_FACTS_TEXT_H
#define SIM_FACTS_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "hairpin/abi.h"

/*
 * "-ENODEV" for -19, "SIGBUS" for HP_UAPI_SIGBUS; "-4095" where there is no
 * name.  Written to @buf, which is returned; 24 bytes are enough.
 */
const char *errno_text(int64_t error, char *buf, size_t size);

/* "0000:03:00.0", written to @buf, which is returned; 20 bytes are enough. */
char *sbdf_text(hp_sbdf sbdf, char *buf, size_t size);

#endif
