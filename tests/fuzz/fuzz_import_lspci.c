// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_import_lspci.c - any bytes as what people paste: lspci as text, hex, both, mailed;
 * trees, lists of groups, logs, XML, pciconf, nvidia-smi topo: whatever sniffing finds.
 */
#include "tests/fuzz/fuzz_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 << 16)
		fuzz_import(data, size);
	return 0;
}
