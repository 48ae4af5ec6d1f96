// SPDX-License-Identifier: GPL-2.0-only
/*
 * own_stack.c - leaves the stack that the process began with.
 */
#include <stddef.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "sim/run/own_stack.h"

#define STACK_BYTES (8ul << 20)
#define GUARD_BYTES 65536ul

/* Present where AddressSanitizer is, in this program or preloaded. */
void __sanitizer_start_switch_fiber(void **fake, const void *bottom,
				    size_t size) __attribute__((weak));
void __sanitizer_finish_switch_fiber(void *fake, const void **bottom,
				     size_t *size) __attribute__((weak));

static void (*run)(void);

static void begin(void)
{
	if (__sanitizer_finish_switch_fiber)
		__sanitizer_finish_switch_fiber(NULL, NULL, NULL);
	run();
}

int own_stack_run(void (*main)(void))
{
	ucontext_t own;
	char *stack = mmap(NULL, STACK_BYTES + GUARD_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
			   -1, 0);

	if (stack == MAP_FAILED || getcontext(&own) ||
	    mprotect(stack, GUARD_BYTES, PROT_NONE))
		return -1;
	run = main;
	own.uc_stack.ss_sp = stack + GUARD_BYTES;
	own.uc_stack.ss_size = STACK_BYTES;
	own.uc_link = NULL;
	makecontext(&own, begin, 0);
	if (__sanitizer_start_switch_fiber)
		__sanitizer_start_switch_fiber(NULL, own.uc_stack.ss_sp,
					       STACK_BYTES);
	return setcontext(&own);
}
