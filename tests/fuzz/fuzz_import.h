/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz_import.h - what must hold for any bytes that an importer is given: a
 * machine that could exist, and that reads back as it is printed; or a
 * message; or "no dump" without a word.
 */
#ifndef TESTS_FUZZ_FUZZ_IMPORT_H
#define TESTS_FUZZ_FUZZ_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "model/import/import.h"
#include "tests/unit/lang_util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_round_trip(const struct spec *spec)
{
	char *text = lang_print(spec), *messages;
	struct scenario *scn = lang_parse(text, strlen(text), &messages);
	const char *differ = scn ? lang_spec_differs(spec, scn->spec) : messages;

	if (differ) {
		fprintf(stderr, "printed machine differs: %s\n%s", differ, text);
		abort();
	}
	scenario_free(scn);
	free(messages);
	free(text);
}

static inline void fuzz_import(const uint8_t *data, size_t size)
{
	static const struct import_options opt = { .pci_ids =
		HAIRPIN_SOURCE_DIR "/tests/fixtures/import/pci.ids" };
	struct import_report rep;
	struct spec_error err;
	struct spec *spec;
	char *said;
	size_t n;
	FILE *f = open_memstream(&said, &n);

	spec = import_memory("f", data, size, &opt, &rep, f);
	fclose(f);
	if (!!spec != (rep.kind == IMPORT_OK))
		abort();
	if (rep.kind == IMPORT_BAD && strncmp(said, "f:", 2) && strncmp(said, "f/", 2))
		abort();
	if (rep.kind == IMPORT_NOT_A_DUMP && *said)
		abort();
	if (spec) {
		if (!spec_check(spec, &err))
			abort();
		fuzz_round_trip(spec);
	}
	spec_free(spec);
	import_report_free(&rep);
	free(said);
}

#endif
