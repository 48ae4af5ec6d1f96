/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpu/carried.h - x86-64: what carries the calls and accesses of a program has to know
 * of the CPU.  Knows nothing of kernels or scenarios.  Include it in one file each.
 */
#ifndef SIM_ARCH_CPU_CARRIED_H
#define SIM_ARCH_CPU_CARRIED_H

#include <Zydis/Zydis.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

/* --- one instruction ------------------------------------------------------------------ */

#define CPU_TRAP_FLAG 0x100		/* Intel SDM volume 1, 3.4.3.3 */
#define CPU_MOST_BYTES 64u		/* that one operand has */

/* After the next instruction a trap comes (SIGTRAP), or none. */
static inline void cpu_single_step(ucontext_t *uc, bool on)
{
	greg_t *flags = &uc->uc_mcontext.gregs[REG_EFL];

	*flags = on ? *flags | CPU_TRAP_FLAG : *flags & ~(greg_t)CPU_TRAP_FLAG;
}

struct cpu_access {
	uint64_t at;
	uint32_t bytes;
	bool reads, writes;
};

static inline void cpu_decoder_registers(ZydisRegisterContext *to, const ucontext_t *uc)
{
	static const struct {
		ZydisRegister name;
		int at;
	} map[] = {
		{ ZYDIS_REGISTER_RAX, REG_RAX }, { ZYDIS_REGISTER_RBX, REG_RBX },
		{ ZYDIS_REGISTER_RCX, REG_RCX }, { ZYDIS_REGISTER_RDX, REG_RDX },
		{ ZYDIS_REGISTER_RSI, REG_RSI }, { ZYDIS_REGISTER_RDI, REG_RDI },
		{ ZYDIS_REGISTER_RBP, REG_RBP }, { ZYDIS_REGISTER_RSP, REG_RSP },
		{ ZYDIS_REGISTER_R8, REG_R8 }, { ZYDIS_REGISTER_R9, REG_R9 },
		{ ZYDIS_REGISTER_R10, REG_R10 }, { ZYDIS_REGISTER_R11, REG_R11 },
		{ ZYDIS_REGISTER_R12, REG_R12 }, { ZYDIS_REGISTER_R13, REG_R13 },
		{ ZYDIS_REGISTER_R14, REG_R14 }, { ZYDIS_REGISTER_R15, REG_R15 },
	};

	*to = (ZydisRegisterContext){ 0 };
	for (unsigned int i = 0; i < sizeof(map) / sizeof(*map); i++)
		to->values[map[i].name] = (uint64_t)uc->uc_mcontext.gregs[map[i].at];
}

/*
 * What memory the next instruction accesses, at most @most of it that @wanted() wants.  Returns
 * how many there are; 0 also if the instruction cannot be decoded.
 */
static inline uint32_t cpu_accesses(const ucontext_t *uc, struct cpu_access *out, uint32_t most,
				    bool (*wanted)(uint64_t at, uint64_t bytes))
{
	const uint64_t pc = (uint64_t)uc->uc_mcontext.gregs[REG_RIP];
	ZydisDecodedOperand op[ZYDIS_MAX_OPERAND_COUNT];
	ZydisDecodedInstruction in;
	ZydisRegisterContext registers;
	ZydisDecoder decoder;
	uint32_t n = 0;

	ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
	if (ZYAN_FAILED(ZydisDecoderDecodeFull(&decoder, (const void *)(uintptr_t)pc, 15, &in,
					       op)))
		return 0;
	cpu_decoder_registers(&registers, uc);
	for (int i = 0; i < in.operand_count && n < most; i++) {
		const uint32_t bytes = op[i].size / 8;
		uint64_t at;

		if (op[i].type != ZYDIS_OPERAND_TYPE_MEMORY || !bytes ||
		    op[i].mem.type != ZYDIS_MEMOP_TYPE_MEM || bytes > CPU_MOST_BYTES ||
		    ZYAN_FAILED(ZydisCalcAbsoluteAddressEx(&in, &op[i], pc, &registers, &at)) ||
		    !wanted(at, bytes))
			continue;
		out[n++] = (struct cpu_access){
			.at = at, .bytes = bytes,
			.reads = op[i].actions & ZYDIS_OPERAND_ACTION_MASK_READ,
			.writes = op[i].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE,
		};
	}
	return n;
}

/* --- memory ------------------------------------------------------------------------------ */

/*
 * Copies the page at @user to @frame, and maps @offset of @file in its place.  The page may be
 * of this stack: between the two nothing may be written there, so they are one piece of code
 * that uses registers only.  Returns what mmap() does, or a negative errno.
 */
static inline long cpu_replace_page(void *frame, uint64_t user, int prot, int file,
				    uint64_t offset)
{
	const void *from = (const void *)(uintptr_t)user;
	uint64_t n = 4096;
	long ret;
	register long flags __asm__("r10") = MAP_SHARED | MAP_FIXED;
	register long fd __asm__("r8") = file;
	register long at __asm__("r9") = (long)offset;

	__asm__ volatile("rep movsb\n\t"
			 "mov %[user], %%rdi\n\t"
			 "mov $4096, %%esi\n\t"
			 "syscall"
			 : "=a"(ret), "+&D"(frame), "+&S"(from), "+&c"(n)
			 : "0"((long)SYS_mmap), "d"((long)prot), "r"(flags), "r"(fd), "r"(at),
			   [user] "r"(user)
			 : "r11", "memory");
	return ret;
}

/* --- system calls that are handed over (Syscall User Dispatch) ------------------------------ */

/* The kernel's own: libc's has no place for the restorer. */
struct cpu_sigaction {
	void (*handler)(int sig, siginfo_t *si, void *context);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};
#define CPU_SA_RESTORER 0x04000000ul
#define CPU_SYSCALL_BYTES 2		/* of the instruction */

static inline long cpu_syscall_arg(const ucontext_t *uc, int i)
{
	static const int at[] = { REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9 };

	return (long)uc->uc_mcontext.gregs[at[i]];
}

static inline void cpu_syscall_result(ucontext_t *uc, long ret)
{
	uc->uc_mcontext.gregs[REG_RAX] = ret;
}

/* Between cpu_own_begin and cpu_own_end a system call is never handed over. */
#define CPU_OWN_SYSCALLS                                                \
	__asm__(".pushsection .text\n"                                  \
		"cpu_own_begin:\n"                                      \
		"cpu_own_syscall:\n"                                    \
		"	mov %rdi, %rax\n"                               \
		"	mov %rsi, %rdi\n"                               \
		"	mov %rdx, %rsi\n"                               \
		"	mov %rcx, %rdx\n"                               \
		"	mov %r8, %r10\n"                                \
		"	mov %r9, %r8\n"                                 \
		"	mov 8(%rsp), %r9\n"                             \
		"	syscall\n"                                      \
		"	ret\n"                                          \
		"cpu_own_restore:\n"                                    \
		"	mov $15, %eax\n" /* rt_sigreturn() */           \
		"	syscall\n"                                      \
		"	nop\n"                                          \
		"cpu_own_end:\n"                                        \
		"	nop\n"                                          \
		".popsection\n")

extern char cpu_own_begin[] __attribute__((visibility("hidden")));
extern char cpu_own_end[] __attribute__((visibility("hidden")));
long cpu_own_syscall(long nr, long a, long b, long c, long d, long e, long f)
	__attribute__((visibility("hidden")));
void cpu_own_restore(void) __attribute__((visibility("hidden")));

#endif
