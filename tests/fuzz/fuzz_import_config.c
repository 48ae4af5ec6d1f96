// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_import_config.c - any bytes as config space: written as a hex dump of
 * functions whose first byte says how long and whose next three say where.
 */
#include "tests/fuzz/fuzz_import.h"

static void put_function(FILE *out, const uint8_t *head, const uint8_t *cfg,
			 size_t have, size_t len)
{
	fprintf(out, "%04x:%02x:%02x.%x A: B\n", head[1] >> 6, head[1] & 7,
		head[2] & 0x1f, head[3] & 7);
	for (size_t at = 0; at < len; at += 16) {
		fprintf(out, "%02zx:", at);
		for (size_t i = at; i < at + 16; i++)
			fprintf(out, " %02x", i < have ? cfg[i] : 0);
		putc('\n', out);
	}
	putc('\n', out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t lens[] = { 64, 64, 256, 4096 };
	char *text;
	size_t n, at = 0;
	FILE *out = open_memstream(&text, &n);

	for (int i = 0; i < 8 && at + 4 < size; i++) {
		size_t len = lens[data[at] & 3];
		/* Sparse: what follows is as long as the function says. */
		size_t have = (size_t)(data[at] >> 2) * 4;

		if (have > size - at - 4)
			have = size - at - 4;
		put_function(out, data + at, data + at + 4, have, len);
		at += 4 + have;
	}
	fclose(out);
	fuzz_import((const uint8_t *)text, n);
	free(text);
	return 0;
}
