// SPDX-License-Identifier: GPL-2.0-only
/*
 * windows.c - files of the machine that the program has mapped: each of its accesses
 * there is one of the machine's CPU.
 *
 *   access ──fault──► decoded: address, bytes, read or written
 *                       │ read: a load by the machine
 *                       ▼
 *                     a page with what it gave, and a single step
 *                       │ written: a store by the machine
 *                       ▼
 *                     no page again
 *
 * So any instruction may be used, and the CPU carries it out.  At most 8 bytes are one
 * access of the machine; more are several, in ascending order.
 */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "cpu/carried.h"
#include "cpu/registers.h"
#include "tools/preload/carry.h"

#define MOST_WINDOWS 256u
#define MOST_STAGES 2u

static struct window {
	uint64_t start, end;
	int prot;
} windows[MOST_WINDOWS];
static uint32_t nwindows;

/* What one instruction accesses, while it is carried out; a string move has two. */
static struct stage {
	struct cpu_access access;
	uint64_t page;
	uint32_t pages;
} stages[MOST_STAGES];
static uint32_t nstages;
static uint64_t stepped;		/* the instruction's address */
static sigset_t mask;			/* of the program, meanwhile */

/* The program's own, for SIGSEGV and SIGTRAP. */
static struct sigaction theirs[2];

static int (*libc_sigaction)(int sig, const struct sigaction *new, struct sigaction *old);
static int (*libc_sigmask)(int how, const sigset_t *set, sigset_t *old);

static struct window *window_of(uint64_t at)
{
	for (uint32_t i = 0; i < nwindows; i++)
		if (at >= windows[i].start && at < windows[i].end)
			return &windows[i];
	return NULL;
}

bool window_overlaps(uint64_t start, uint64_t bytes)
{
	for (uint32_t i = 0; i < nwindows; i++)
		if (windows[i].start < start + bytes && start < windows[i].end)
			return true;
	return false;
}

bool window_add(uint64_t start, uint64_t bytes, int prot)
{
	if (nwindows == MOST_WINDOWS)
		return false;
	windows[nwindows++] = (struct window){ start, start + ((bytes + PAGE - 1) & ~(PAGE - 1)),
					       prot };
	return true;
}

void window_drop(uint64_t start, uint64_t bytes)
{
	for (uint32_t i = 0; i < nwindows;) {
		if (windows[i].start >= start && windows[i].end <= start + bytes)
			windows[i] = windows[--nwindows];
		else
			i++;
	}
}

/* --- accesses --------------------------------------------------------------------------- */

/* Fills in what of windows the instruction accesses; returns as cpu_accesses(). */
static uint32_t decode(const ucontext_t *uc)
{
	struct cpu_access access[MOST_STAGES];
	const uint32_t n = cpu_accesses(uc, access, MOST_STAGES, window_overlaps);

	for (uint32_t i = 0; i < n; i++) {
		const uint64_t last = (access[i].at + access[i].bytes - 1) & ~(PAGE - 1);
		struct stage *s = &stages[i];

		s->access = access[i];
		s->page = access[i].at & ~(PAGE - 1);
		s->pages = (uint32_t)((last - s->page) / PAGE) + 1;
	}
	return n;
}

/* As large as it may be, and naturally aligned. */
static uint32_t piece(uint64_t at, uint32_t left)
{
	uint32_t n = 8;

	while (n > left || at % n)
		n /= 2;
	return n;
}

/* Returns 0, CARRY_SIGBUS or CARRY_SIGSEGV. */
static int64_t access_all(const struct cpu_access *s, bool write)
{
	unsigned char *memory = (unsigned char *)(uintptr_t)s->at;
	unsigned char bytes[CPU_MOST_BYTES];
	uint32_t done = 0;

	if (write)
		memcpy(bytes, memory, s->bytes);
	while (done < s->bytes) {
		const uint32_t n = piece(s->at + done, s->bytes - done);
		uint64_t value = 0;
		int64_t ret;

		if (write)
			memcpy(&value, bytes + done, n);
		ret = carry(write ? CARRY_STORE : CARRY_LOAD, NULL, write ? NULL : &value,
			    s->at + done, n, value, 0, 0);
		if (ret < 0)
			return ret;
		memcpy(bytes + done, &value, n);
		done += n;
	}
	if (!write)
		memcpy(memory, bytes, s->bytes);
	return 0;
}

static void page_there(const struct stage *s, bool there)
{
	syscall(SYS_mmap, s->page, s->pages * PAGE, there ? PROT_READ | PROT_WRITE : PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0L);
}

/* As the kernel gives it: at the instruction, which has done nothing. */
static void bus_error(uint64_t at)
{
	siginfo_t si = { .si_signo = SIGBUS, .si_code = BUS_ADRERR,
			 .si_addr = (void *)(uintptr_t)at };

	syscall(SYS_rt_tgsigqueueinfo, getpid(), (int)syscall(SYS_gettid), SIGBUS, &si);
}

/* As the kernel would: the program's end, though it is in a handler of ours. */
static void end_by(int sig)
{
	libc_sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), sig);
}

/* The program's own handler, or its end. */
static void pass_on(int sig, siginfo_t *si, void *uc)
{
	struct sigaction *mine = &theirs[sig == SIGTRAP], a = *mine;
	const bool sent = si->si_code <= 0;

	if (!(a.sa_flags & SA_SIGINFO) && a.sa_handler == SIG_IGN && sent)
		return;
	if (!(a.sa_flags & SA_SIGINFO) && (a.sa_handler == SIG_DFL || a.sa_handler == SIG_IGN)) {
		end_by(sig);
		return;
	}
	if (a.sa_flags & SA_RESETHAND)
		*mine = (struct sigaction){ .sa_handler = SIG_DFL };
	if (a.sa_flags & SA_SIGINFO)
		a.sa_sigaction(sig, si, uc);
	else
		a.sa_handler(sig);
}

static void unstage(ucontext_t *uc)
{
	while (nstages)
		page_there(&stages[--nstages], false);
	cpu_single_step(uc, false);
	uc->uc_sigmask = mask;
}

/* Pages for all it accesses, and what is to be read there.  Returns as access_all(). */
static int64_t stage(ucontext_t *uc, uint32_t n)
{
	int64_t ret = 0;

	mask = uc->uc_sigmask;
	stepped = cpu_pc(uc);
	nstages = n;
	for (uint32_t i = 0; i < n; i++)
		page_there(&stages[i], true);
	for (uint32_t i = 0; i < n && !ret; i++)
		if (stages[i].access.reads)
			ret = access_all(&stages[i].access, false);
	cpu_single_step(uc, true);
	/* A handler of the program's must not be stepped into. */
	sigfillset(&uc->uc_sigmask);
	sigdelset(&uc->uc_sigmask, SIGSEGV);
	sigdelset(&uc->uc_sigmask, SIGTRAP);
	sigdelset(&uc->uc_sigmask, SIGBUS);
	return ret;
}

static void on_fault(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	const uint64_t at = (uint64_t)(uintptr_t)si->si_addr;
	const struct window *w = window_of(at);
	const bool wrote = cpu_fault_wrote(uc);
	const int error = errno;
	uint32_t n;
	int64_t ret;

	if (!w || nstages || !(w->prot & (wrote ? PROT_WRITE : PROT_READ))) {
		pass_on(sig, si, context);
		return;
	}
	n = decode(uc);
	if (!n) {
		carry_cannot("an instruction that accesses a mapped file");
		bus_error(at);
		return;
	}
	ret = stage(uc, n);
	errno = error;
	if (!ret)
		return;
	/* Its handler may not come back. */
	unstage(uc);
	if (ret == CARRY_SIGBUS)
		bus_error(at);
	else
		pass_on(sig, si, context);
}

static void on_step(int sig, siginfo_t *si, void *context)
{
	ucontext_t *uc = context;
	const int error = errno;
	uint64_t at = 0;
	int64_t ret = 0;

	if (!nstages) {
		pass_on(sig, si, context);
		return;
	}
	for (uint32_t i = 0; i < nstages && !ret; i++) {
		at = stages[i].access.at;
		if (stages[i].access.writes)
			ret = access_all(&stages[i].access, true);
	}
	unstage(uc);
	errno = error;
	if (!ret)
		return;
	cpu_set_pc(uc, stepped);
	bus_error(at);
}

/* --- the program's handlers ------------------------------------------------------------- */

/* On a stack of its own only where the program's own handler would be. */
static void put_ours(int sig, int flags)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER |
					   (flags & SA_ONSTACK) };

	a.sa_sigaction = sig == SIGTRAP ? on_step : on_fault;
	libc_sigaction(sig, &a, NULL);
}

static void let_through(sigset_t *set)
{
	sigdelset(set, SIGSEGV);
	sigdelset(set, SIGTRAP);
	sigdelset(set, SIGSYS);
}

void windows_begin(void)
{
	sigset_t ours;

	*(void **)&libc_sigaction = dlsym(RTLD_NEXT, "sigaction");
	*(void **)&libc_sigmask = dlsym(RTLD_NEXT, "pthread_sigmask");
	libc_sigaction(SIGSEGV, NULL, &theirs[0]);
	libc_sigaction(SIGTRAP, NULL, &theirs[1]);
	put_ours(SIGSEGV, 0);
	put_ours(SIGTRAP, 0);
	sigfillset(&ours);
	let_through(&ours);
	/* Of what was before exec() they may be blocked. */
	libc_sigmask(SIG_SETMASK, NULL, &mask);
	sigandset(&ours, &ours, &mask);
	libc_sigmask(SIG_SETMASK, &ours, NULL);
}

/* Accesses and calls go on in handlers of other signals. */
static int other_action(int sig, const struct sigaction *new, struct sigaction *old)
{
	struct sigaction a;

	if (!new || !carry_on())
		return libc_sigaction(sig, new, old);
	if (sig == SIGSYS && inner_on())
		return libc_sigaction(sig, NULL, old);
	a = *new;
	let_through(&a.sa_mask);
	return libc_sigaction(sig, &a, old);
}

REPLACES int sigaction(int sig, const struct sigaction *new, struct sigaction *old)
{
	struct sigaction *mine = &theirs[sig == SIGTRAP];

	if (!libc_sigaction)
		*(void **)&libc_sigaction = dlsym(RTLD_NEXT, "sigaction");
	if (!carry_on() || (sig != SIGSEGV && sig != SIGTRAP))
		return other_action(sig, new, old);
	if (old)
		*old = *mine;
	if (new) {
		*mine = *new;
		put_ours(sig, new->sa_flags);
	}
	return 0;
}

REPLACES sighandler_t signal(int sig, sighandler_t handler)
{
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART }, old;

	return sigaction(sig, &a, &old) ? SIG_ERR : old.sa_handler;
}

/* A fault that is blocked would be the program's end. */
static int set_mask(int how, const sigset_t *set, sigset_t *old)
{
	sigset_t less;

	if (!libc_sigmask)
		*(void **)&libc_sigmask = dlsym(RTLD_NEXT, "pthread_sigmask");
	if (!carry_on() || !set || how == SIG_UNBLOCK)
		return libc_sigmask(how, set, old);
	less = *set;
	let_through(&less);
	return libc_sigmask(how, &less, old);
}

REPLACES int pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
	return set_mask(how, set, old);
}

REPLACES int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	const int err = set_mask(how, set, old);

	if (!err)
		return 0;
	errno = err;
	return -1;
}
