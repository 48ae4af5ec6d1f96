/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu/addresses.h - x86-64: addresses of a process on Linux that nobody uses unless
 * asked to.  Knows nothing of kernels or scenarios.
 *
 *   0x000000400000  programs that are not PIE, and their heap
 *   0x00007fff8000  AddressSanitizer's shadow, up to 0x10007fff8000
 *   0x100100000000  free
 *   0x5001........  AddressSanitizer's heap from 0x600000000000, in newer ones from
 *                   0x500000000000; PIE from 0x555555554000; mmap() from
 *                   0x7fffffffffff downwards
 */
#ifndef SIM_ARCH_CPU_ADDRESSES_H
#define SIM_ARCH_CPU_ADDRESSES_H

#define CPU_FREE_START 0x100100000000ull
#define CPU_FREE_END 0x555000000000ull

#endif
