// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace.c - a scenario's trace as a file that a trace viewer opens.
 *
 * The child wrote the events (sim/replay/world_trace.c).  A crash may have ended them
 * after any statement, so the end of the JSON is added here.  It must not know what
 * the events say.
 */
#include "tools/report/report.h"

bool trace_write(FILE *out, const char *text, size_t len)
{
	if (len)
		fwrite(text, 1, len, out);
	else
		fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", out);
	fputs("\n]}\n", out);
	return !ferror(out);
}
