// SPDX-License-Identifier: GPL-2.0-only
/*
 * outcome.c - the lines that say why a statement failed (see outcome.h).
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/replay/outcome.h"

static void vdiag(struct outcome *o, const char *fmt, va_list ap)
{
	if (o->ndiag == OUTCOME_MAX_DIAG)
		return;
	if (o->ndiag == OUTCOME_MAX_DIAG - 1) {
		o->diag[o->ndiag++] = strdup("(and more)");
		return;
	}
	if (vasprintf(&o->diag[o->ndiag], fmt, ap) >= 0)
		o->ndiag++;
}

void outcome_diag(struct outcome *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vdiag(o, fmt, ap);
	va_end(ap);
}

void outcome_fail(struct outcome *o, const char *fmt, ...)
{
	va_list ap;

	o->status = VERDICT_FAIL;
	va_start(ap, fmt);
	vdiag(o, fmt, ap);
	va_end(ap);
}
