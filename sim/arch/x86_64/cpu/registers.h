/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu/registers.h - x86-64: what a signal handler and an unwinder know of the CPU
 * that this program runs on.  Knows nothing of kernels or scenarios.
 *
 * Of every CPU that Hairpin runs on it is assumed that words and addresses have
 * 64 bits, and that a frame pointer points to the caller's frame pointer, with the
 * return address in the word after it.
 */
#ifndef SIM_ARCH_CPU_REGISTERS_H
#define SIM_ARCH_CPU_REGISTERS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>

/* System V ABI for x86-64, figure 3.36: DWARF numbers of registers. */
#define CPU_DWARF_FP 6			/* rbp, the frame pointer */
#define CPU_DWARF_SP 7			/* rsp, the stack pointer */

/* A call pushes its return address: so far below the caller's frame (CFA). */
#define CPU_RETURN_BELOW_CFA 8

static inline uint64_t cpu_pc(const ucontext_t *uc)
{
	return (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
}

static inline uint64_t cpu_sp(const ucontext_t *uc)
{
	return (uint64_t)uc->uc_mcontext.gregs[REG_RSP];
}

static inline uint64_t cpu_fp(const ucontext_t *uc)
{
	return (uint64_t)uc->uc_mcontext.gregs[REG_RBP];
}

/* INT3 (Intel SDM volume 2): one byte, and the trap comes after it. */
#define CPU_BREAK 0xcc

/* Where the breakpoint is that the process met. */
static inline uint64_t cpu_break_address(const ucontext_t *uc)
{
	return cpu_pc(uc) - 1;
}

static inline void cpu_set_pc(ucontext_t *uc, uint64_t pc)
{
	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)pc;
}

/* Where the return address is at the very beginning of a function. */
static inline uint64_t cpu_return_slot(const ucontext_t *uc)
{
	return cpu_sp(uc);
}

/* Was the access that faulted a write?  Bit 1 of the page fault's error code. */
static inline bool cpu_fault_wrote(const ucontext_t *uc)
{
	return uc->uc_mcontext.gregs[REG_ERR] & 2;
}

/*
 * Did an address fault that is none (bits 63 to 47 differ)?  The CPU then raises a
 * general protection fault, of which Linux tells no address.
 */
static inline bool cpu_fault_no_address(const siginfo_t *si)
{
	return si->si_code == SI_KERNEL;
}

#endif
