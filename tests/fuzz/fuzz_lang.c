// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_lang.c - any bytes are a scenario or a located error; a scenario's
 * machine, printed, is the same machine when it is read again.
 */
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/lang_util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *messages, *text, *again;
	struct scenario *s = lang_parse((const char *)data, size, &messages), *t;
	const char *differ;

	if (!s) {
		/* Refused: then it says where. */
		if (strncmp(messages, "t.hp:", 5))
			abort();
		free(messages);
		return 0;
	}
	if (*messages)
		abort();
	free(messages);

	text = lang_print(s->spec);
	t = lang_parse(text, strlen(text), &messages);
	differ = t ? lang_spec_differs(s->spec, t->spec) : messages;
	if (differ) {
		fprintf(stderr, "printed machine differs: %s\n%s", differ, text);
		abort();
	}
	again = lang_print(t->spec);
	if (strcmp(text, again))
		abort();
	free(again);
	free(text);
	free(messages);
	scenario_free(t);
	scenario_free(s);
	return 0;
}
