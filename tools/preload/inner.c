// SPDX-License-Identifier: GPL-2.0-only
/*
 * inner.c - system calls that libc makes itself, behind its own streams: nobody can
 * replace those.  Once a descriptor with a usual number is one of the machine's (dup2(),
 * as a shell does for "echo 1 >/sys/..."), the host's kernel hands over every system call
 * that is not made here (Syscall User Dispatch, Linux 5.11).
 *
 *   libc: write(1) ──► SIGSYS ──► the machine's, or made here for the host
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "cpu/carried.h"
#include "cpu/registers.h"
#include "tools/preload/carry.h"

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_OFF 0
#define PR_SYS_DISPATCH_ON 1
#endif
#define LET 0
#define HAND_OVER 1

static volatile char selector = LET;
static bool wanted;

CPU_OWN_SYSCALLS;

/* A thread or process with a stack of its own begins where it was asked for. */
static bool must_be_there(long nr)
{
	return nr == SYS_clone || nr == SYS_clone3 || nr == SYS_vfork || nr == SYS_fork ||
	       nr == SYS_rt_sigreturn || nr == SYS_execve;
}

/* The machine's, by number; returns false if it is not one of these. */
static bool machines(long nr, const ucontext_t *uc, long *ret)
{
	const int fd = (int)cpu_syscall_arg(uc, 0);
	void *const buf = (void *)cpu_syscall_arg(uc, 1);
	const long n = cpu_syscall_arg(uc, 2);
	const int error = errno;

	switch (nr) {
	case SYS_read:
		*ret = read(fd, buf, (size_t)n);
		break;
	case SYS_write:
		*ret = write(fd, buf, (size_t)n);
		break;
	case SYS_readv:
		*ret = readv(fd, buf, (int)n);
		break;
	case SYS_writev:
		*ret = writev(fd, buf, (int)n);
		break;
	case SYS_close:
		*ret = close(fd);
		break;
	case SYS_dup2:
	case SYS_dup3:
		*ret = dup2(fd, (int)cpu_syscall_arg(uc, 1));
		break;
	default:
		return false;
	}
	if (*ret < 0)
		*ret = -errno;
	errno = error;
	return true;
}

static void on_call(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	const long nr = si->si_syscall;
	long ret;

	(void)sig;
	selector = LET;
	if (must_be_there(nr)) {
		cpu_set_pc(uc, cpu_pc(uc) - CPU_SYSCALL_BYTES);	/* again, and let it */
		return;
	}
	if (!carry_fd((int)cpu_syscall_arg(uc, 0)) || !machines(nr, uc, &ret))
		ret = cpu_own_syscall(nr, cpu_syscall_arg(uc, 0), cpu_syscall_arg(uc, 1),
				      cpu_syscall_arg(uc, 2), cpu_syscall_arg(uc, 3),
				      cpu_syscall_arg(uc, 4), cpu_syscall_arg(uc, 5));
	cpu_syscall_result(uc, ret);
	selector = HAND_OVER;
}

void inner_again(void)
{
	const uintptr_t from = (uintptr_t)cpu_own_begin;

	if (!wanted)
		return;
	syscall(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, from,
		(uintptr_t)cpu_own_end - from, &selector);
	selector = HAND_OVER;
}

void inner_begin(void)
{
	struct cpu_sigaction a = { .handler = on_call, .restorer = cpu_own_restore };

	if (wanted)
		return;
	a.flags = SA_SIGINFO | SA_NODEFER | CPU_SA_RESTORER;
	if (syscall(SYS_rt_sigaction, SIGSYS, &a, NULL, sizeof(a.mask)) ||
	    syscall(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF, 0, 0, 0)) {
		carry_cannot("dup2() of a file of the machine: the host's kernel is older than 5.11");
		return;
	}
	wanted = true;
	inner_again();
}

bool inner_on(void)
{
	return wanted;
}

void inner_pause(char *was)
{
	*was = selector;
	selector = LET;
}

void inner_resume(char was)
{
	selector = was;
}
