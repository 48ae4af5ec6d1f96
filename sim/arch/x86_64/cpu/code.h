/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu/code.h - x86-64: what can be said of machine code without decoding it.  Knows
 * nothing of kernels.
 */
#ifndef SIM_ARCH_CPU_CODE_H
#define SIM_ARCH_CPU_CODE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes that a relocation of that type writes (System V ABI for x86-64, table 4.9); 0: unknown. */
static inline uint32_t cpu_reloc_bytes(uint32_t type)
{
	switch (type) {
	case R_X86_64_64:
	case R_X86_64_PC64:
		return 8;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_32:
	case R_X86_64_32S:
	case R_X86_64_GOTPCREL:
	case R_X86_64_GOTPCRELX:
	case R_X86_64_REX_GOTPCRELX:
		return 4;
	default:
		return 0;
	}
}

/*
 * What it adds to the addend because the CPU counts from the end of the field.  A
 * constant of 1, 2 or 4 bytes may come after the field: then it is as much less.
 */
static inline int64_t cpu_reloc_bias(uint32_t type)
{
	return type == R_X86_64_64 || type == R_X86_64_PC64 || type == R_X86_64_32 ||
	       type == R_X86_64_32S ? 0 : 4;
}

/*
 * Could a branch with a displacement of 32 bits begin here (Intel SDM volume 2: CALL E8,
 * JMP E9, Jcc 0F 80 to 8F)?  Its length, and the displacement from its end; 0: no.
 */
static inline uint32_t cpu_far_branch(const unsigned char *p, size_t left, int32_t *by)
{
	const uint32_t opcode = left >= 5 && (*p == 0xe8 || *p == 0xe9) ? 1 :
		left >= 6 && *p == 0x0f && (p[1] & 0xf0) == 0x80 ? 2 : 0;

	if (!opcode)
		return 0;
	memcpy(by, p + opcode, sizeof(*by));
	return opcode + 4;
}

#endif
