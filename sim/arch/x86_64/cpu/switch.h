/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu/switch.h - x86-64: what the environment of a kernel's code needs of the CPU:
 * another stack.  It is compiled with a kernel's headers, and includes none.
 */
#ifndef SIM_ARCH_CPU_SWITCH_H
#define SIM_ARCH_CPU_SWITCH_H

/* As `uname -m` has it. */
#define CPU_NAME "x86_64"

/*
 * cpu_switch(save, to): pushes the registers that a call preserves, stores the stack
 * pointer in *save, and continues on the other stack.  Defined by the one file that
 * says CPU_DEFINE_SWITCH.
 */
void cpu_switch(void **save, void *to);

#define CPU_DEFINE_SWITCH \
asm(".pushsection .text\n" \
    ".type cpu_switch, @function\n" \
    "cpu_switch:\n" \
    "	pushq %rbp\n	pushq %rbx\n	pushq %r12\n" \
    "	pushq %r13\n	pushq %r14\n	pushq %r15\n" \
    "	movq %rsp, (%rdi)\n" \
    "	movq %rsi, %rsp\n" \
    "	popq %r15\n	popq %r14\n	popq %r13\n" \
    "	popq %r12\n	popq %rbx\n	popq %rbp\n" \
    "	ret\n" \
    ".size cpu_switch, .-cpu_switch\n" \
    ".popsection\n")

#define CPU_SAVED_WORDS 7		/* six registers, the return address */

/*
 * Prepares a stack that ends at @top, a multiple of 16, so that cpu_switch() to what
 * is returned calls @entry, which must not return.
 *
 * At a function's entry the stack is 8 off a multiple of 16 (the ABI); the host's
 * code relies on that for 16-byte moves.  An rbp of 0 ends the frames.
 */
static inline void *cpu_stack_prepare(void *top, void (*entry)(void))
{
	unsigned long *sp = (unsigned long *)top - 3 - CPU_SAVED_WORDS;
	int i;

	for (i = 0; i < CPU_SAVED_WORDS - 1; i++)
		sp[i] = 0;
	sp[CPU_SAVED_WORDS - 1] = (unsigned long)entry;
	return sp;
}

/* The frame pointer of what was switched away from, with @sp saved. */
static inline const void *cpu_saved_fp(const void *sp)
{
	return ((const void *const *)sp)[5];
}

/* Calls @fn(@arg) on the stack that ends at @top, a multiple of 16. */
static inline void cpu_call_on(void *top, void (*fn)(void *arg), void *arg)
{
	asm volatile("movq %%rsp, %%rbx\n\t"
		     "movq %[top], %%rsp\n\t"
		     "callq *%[fn]\n\t"
		     "movq %%rbx, %%rsp"
		     : "+D" (arg)
		     : [top] "r" (top), [fn] "r" (fn)
		     : "rbx", "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10",
		       "r11", "memory", "cc");
}

#endif
