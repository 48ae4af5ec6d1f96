// SPDX-License-Identifier: GPL-2.0-only
/*
 * crash.c - faults, loops and sanitizer reports of one scenario's process.
 *
 * It runs in signal handlers: only the recorder allocates, there are no locks, and
 * any memory may be unreadable.  Stacks are walked by frame pointers, with which
 * kernel objects and this program are compiled.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

#include "cpu/registers.h"
#include "model/spec/plural.h"
#include "sim/base/limit.h"
#include "sim/replay/backing.h"
#include "sim/replay/crash.h"

/* Present only when this program is built for coverage. */
extern void __gcov_dump(void) __attribute__((weak));
extern void __gcov_reset(void) __attribute__((weak));

struct sample {
	uint32_t n, ntop;
	uint64_t frames[CRASH_SAMPLE_DEPTH];
	uint64_t top[CRASH_TOP_WORDS];
};

static struct {
	const struct kernel *kernel;
	struct recorder *rec;
	int probe[2];			/* a pipe: see readable() */
	void (*kernel_dump)(void);	/* writes the counters of a cov instance */
	void (*kernel_forget)(void);	/* sets them to 0 */
	double timeout_s;
	uint64_t work, work_seen;	/* now, and when CPU time ran out last */
	uint32_t ran_out;		/* how often, for this statement */
	const struct spec_loc *idle;	/* where only devices are at work; or NULL */
	const struct spec_loc *idle_seen;
	uint32_t nsamples, nidle;	/* stacks, and how many of them while it was so */
	struct sample samples[CRASH_SAMPLES];
	const struct entries *entries;	/* breakpoints that are ours; or NULL */
	unsigned char *entered;
	uint8_t stack[64 * 1024];
} crash;

/* _exit() runs no destructors, which would write them. */
static void dump_counters(void)
{
	if (__gcov_dump)
		__gcov_dump();
	if (crash.kernel_dump)
		crash.kernel_dump();
}

_Noreturn void crash_exit(struct recorder *rec)
{
	rec_flush(rec);
	dump_counters();
	_exit(CRASH_EXIT_STATUS);
}

_Noreturn void crash_done(struct recorder *rec)
{
	rec_begin(rec, REC_DONE);
	rec_end(rec);
	rec_flush(rec);
	dump_counters();
	_exit(0);
}

_Noreturn void crash_error(struct recorder *rec, const char *fmt, ...)
{
	static char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	rec_begin(rec, REC_ERROR);
	rec_str(rec, text);
	rec_end(rec);
	crash_exit(rec);
}

_Noreturn void crash_no_memory(struct recorder *rec, uint64_t size_bytes)
{
	/* valgrind says EINVAL where there is none of that size. */
	int error = errno == EINVAL ? ENOMEM : errno;
	char why[200];

	crash_error(rec, "no %llu MiB of address space for the machine: %s",
		    (unsigned long long)(size_bytes >> 20),
		    error == EEXIST ? "something else lies at its addresses"
				    : limit_text(error, why, sizeof(why)));
}

/* What the process ran already, it writes itself. */
static void forget_counters(void)
{
	if (__gcov_reset)
		__gcov_reset();
	if (crash.kernel_forget)
		crash.kernel_forget();
}

int crash_copy(struct recorder *rec)
{
	pid_t copy;

	rec_flush(rec);
	copy = fork();
	if (!copy) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		forget_counters();
		crash_alive();
	}
	return copy;
}

static void record(struct recorder *rec, uint32_t kind, const char *text,
		   const struct sample *s)
{
	rec_begin(rec, REC_EVENT);
	rec_u64(rec, kind);
	rec_str(rec, text ? text : "");
	rec_bytes(rec, s->frames, s->n * sizeof(*s->frames));
	rec_bytes(rec, s->top, s->ntop * sizeof(*s->top));
	rec_end(rec);
}

void crash_event(struct recorder *rec, const struct hp_event *ev)
{
	static struct sample s;

	s.n = ev->nframes < HP_MAX_FRAMES ? ev->nframes : HP_MAX_FRAMES;
	memcpy(s.frames, ev->frames, s.n * sizeof(*s.frames));
	record(rec, ev->kind, ev->text, &s);
}

/*
 * The system call returns EFAULT where a load would fault again.  It is not called
 * through libc, because a sanitizer would report reads of a whole stack.
 */
static bool readable(uint64_t address, void *to, size_t len)
{
	if (syscall(SYS_write, crash.probe[1], address, len) != (long)len)
		return false;
	return read(crash.probe[0], to, len) == (ssize_t)len;
}

static uint32_t push_frame(uint64_t *frames, uint32_t n, uint32_t max,
			   uint64_t address)
{
	if (n < max && kernel_contains(crash.kernel, address))
		frames[n++] = address - crash.kernel->base;
	return n;
}

/*
 * Follows frame pointers from @bp.  Skips frames of this program and of libc below the
 * kernel's.  Stops at the first frame above the kernel's.
 */
static uint32_t walk(uint64_t bp, uint64_t *frames, uint32_t n, uint32_t max)
{
	for (int i = 0; i < 512 && n < max; i++) {
		uint64_t pair[2];

		if (bp & 7 || !readable(bp, pair, sizeof(pair)))
			break;
		if (n && !kernel_contains(crash.kernel, pair[1]))
			break;
		n = push_frame(frames, n, max, pair[1]);
		if (pair[0] <= bp)
			break;
		bp = pair[0];
	}
	return n;
}

static _Unwind_Reason_Code find_kernel(struct _Unwind_Context *uc, void *arg)
{
	uint64_t *frame = arg;

	frame[0] = _Unwind_GetIP(uc);
	if (!kernel_contains(crash.kernel, frame[0]))
		return _URC_NO_REASON;
	frame[1] = _Unwind_GetGR(uc, CPU_DWARF_FP);
	return _URC_NORMAL_STOP;
}

/*
 * The fault was in libc or in a sanitizer's library, which the kernel called.  These
 * have no frame pointers, but their unwind tables lead to the kernel's innermost frame.
 * Words found on the stack are no replacement: some are left from calls that ended.
 */
static uint32_t walk_from_library(uint64_t *frames, uint32_t max)
{
	uint64_t frame[2] = { 0, 0 };
	uint32_t n;

	_Unwind_Backtrace(find_kernel, frame);
	if (!frame[1])
		return 0;
	n = push_frame(frames, 0, max, frame[0]);
	return walk(frame[1], frames, n, max);
}

void crash_misuse(struct recorder *rec, const char *fmt, ...)
{
	static struct sample s;
	static char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s.ntop = 0;
	s.n = walk_from_library(s.frames, CRASH_SAMPLE_DEPTH);
	record(rec, HP_EVENT_MISUSE, text, &s);
}

static const char *trap_at(uint64_t address)
{
	const struct hp_kernel *ops = crash.kernel->ops;

	return ops->trap_name ? ops->trap_name(address) : NULL;
}

/*
 * Records return addresses; the address of the fault counts as one, plus 1.  A
 * function that has no frame (yet) has its return address near the stack pointer, and
 * only the unwind tables say where.  So the words there are sent to the runner.
 */
static void unwind(const ucontext_t *uc, struct sample *s)
{
	uint64_t pc = cpu_pc(uc), sp = cpu_sp(uc), word;

	s->ntop = 0;
	s->n = 0;
	/* A trap that was called says nothing: what counts is who called it. */
	if (!trap_at(pc))
		s->n = push_frame(s->frames, 0, CRASH_SAMPLE_DEPTH, pc + 1);
	if (s->n)
		while (s->ntop < CRASH_TOP_WORDS &&
		       readable(sp + 8 * s->ntop, &s->top[s->ntop], 8))
			s->ntop++;
	else if (readable(cpu_return_slot(uc), &word, sizeof(word)))
		/* It was called through a bad pointer, into a trap, or into libc. */
		s->n = push_frame(s->frames, 0, CRASH_SAMPLE_DEPTH, word);
	s->n = walk(cpu_fp(uc), s->frames, s->n, CRASH_SAMPLE_DEPTH);
	if (!s->n)
		s->n = walk_from_library(s->frames, CRASH_SAMPLE_DEPTH);
}

/* A fault this near the end of the stack is a stack that is full. */
static bool is_full_stack(const siginfo_t *si, const ucontext_t *uc)
{
	return (uint64_t)(uintptr_t)si->si_addr - cpu_sp(uc) + 65536 < 131072;
}

static const char *fault_text(int sig, const siginfo_t *si,
			      const ucontext_t *uc, char *buf, size_t size)
{
	uint64_t address = (uint64_t)(uintptr_t)si->si_addr;
	bool write_access = cpu_fault_wrote(uc);

	if (sig == SIGFPE)
		return "divide error";
	if (sig == SIGILL || sig == SIGTRAP)
		return "invalid opcode";
	if (cpu_fault_no_address(si))
		return "access to a non-canonical address";
	if (address == cpu_pc(uc)) {
		if (address >= 4096)
			return "call through a bad function pointer";
		return "call through a NULL function pointer";
	}
	if (address < 4096) {
		snprintf(buf, size, "NULL pointer dereference, %s at offset 0x%x",
			 write_access ? "write" : "read", (unsigned int)address);
		return buf;
	}
	if (is_full_stack(si, uc))
		return "stack overflow (recursion without end?)";
	return write_access ? "write to a bad address" :
			      "read from a bad address";
}

/*
 * Memory of the machine is mapped when it is needed.  The environment says what it
 * is going to use; the kernel may look at the struct page of any address.  Returns
 * true if it may go on.
 */
static bool map_more(int sig, const siginfo_t *si)
{
	uint64_t lacking;

	if (sig != SIGSEGV || !backing_lacks(si->si_addr))
		return false;
	lacking = backing_map(si->si_addr, 1);
	if (!lacking)
		return true;
	rec_abort(crash.rec);
	crash_no_memory(crash.rec, lacking);
}

/* By the linker: the text of this program, in which no code of a kernel is. */
extern const char __executable_start[], etext[];

/*
 * Is it this program that failed, in a call of the kernel's?  A stack that overflows here
 * was filled by who called.
 */
static bool failed_ourselves(int sig, const siginfo_t *si, const ucontext_t *uc)
{
	uint64_t pc = cpu_pc(uc);

	if (sig == SIGSEGV && is_full_stack(si, uc))
		return false;
	return pc >= (uint64_t)(uintptr_t)__executable_start &&
	       pc < (uint64_t)(uintptr_t)etext;
}

/* A second fault here ends the process: SIGSEGV is blocked, others have their default. */
static void on_fault(int sig, siginfo_t *si, void *context)
{
	const ucontext_t *uc = context;
	struct sample *s = &crash.samples[0];
	const char *text, *trap = NULL;
	uint32_t kind = HP_EVENT_OOPS;
	char buf[96];

	if (map_more(sig, si))
		return;
	rec_abort(crash.rec);
	/* The kernel has no abort(): it is ours, and an allocation gave nothing. */
	if (sig == SIGABRT)
		crash_error(crash.rec, "hairpin itself could not go on: out of memory, or a mistake of its own");
	unwind(uc, s);
	text = fault_text(sig, si, uc, buf, sizeof(buf));
	if (failed_ourselves(sig, si, uc))
		crash_error(crash.rec, "hairpin itself failed while the kernel called it: %s", text);
	if (sig == SIGSEGV || sig == SIGBUS)
		trap = trap_at((uint64_t)(uintptr_t)si->si_addr);
	if (trap) {
		kind = HP_EVENT_TRAP;
		text = trap;
	} else if (sig == SIGILL || sig == SIGTRAP) {
		kind = HP_EVENT_BUG;
	}
	record(crash.rec, kind, text, s);
	crash_exit(crash.rec);
}

static void set_timer(double seconds)
{
	struct itimerval t = { 0 };

	t.it_value.tv_sec = (time_t)seconds;
	t.it_value.tv_usec = (suseconds_t)((seconds - (double)t.it_value.tv_sec) * 1e6);
	setitimer(ITIMER_PROF, &t, NULL);
}

static _Noreturn void report_hang(const char *why)
{
	rec_abort(crash.rec);
	rec_begin(crash.rec, REC_HANG);
	rec_str(crash.rec, why);
	rec_u64(crash.rec, crash.nsamples);
	for (uint32_t i = 0; i < crash.nsamples; i++) {
		const struct sample *s = &crash.samples[i];

		rec_bytes(crash.rec, s->frames, s->n * sizeof(*s->frames));
		rec_bytes(crash.rec, s->top, s->ntop * sizeof(*s->top));
	}
	rec_end(crash.rec);
	crash_exit(crash.rec);
}

/* The kernel waits for something that is not over in the time that the statement has. */
static _Noreturn void report_devices(const struct spec_loc *at)
{
	rec_abort(crash.rec);
	crash_error(crash.rec, "%s:%u: too long for the time that a statement has: the CPU waits while devices send; have them send less often (every 10us), wait for less, or give it more (--timeout)",
		    at->file, at->line);
}

void crash_work(void)
{
	crash.work++;
}

void crash_idle(const struct spec_loc *at)
{
	crash.idle = at;
}

/* The machine was used since CPU time ran out last, and may be used some more. */
static bool is_working(void)
{
	bool working = crash.work != crash.work_seen;

	crash.work_seen = crash.work;
	return working && ++crash.ran_out < CRASH_WORKING_FACTOR;
}

/*
 * Out of CPU time.  One stack says where the loop was at that moment.  The frames that
 * many stacks share say which function never ends.
 */
void crash_alive(void)
{
	if (!crash.rec)
		return;
	crash.nsamples = crash.nidle = 0;
	crash.ran_out = 0;
	crash.work_seen = crash.work;
	set_timer(crash.timeout_s);
}

static void on_watchdog(int sig, siginfo_t *si, void *context)
{
	struct sample *s;

	(void)sig;
	if (si->si_code != SI_USER && !crash.nsamples && is_working()) {
		set_timer(crash.timeout_s);
		return;
	}
	s = &crash.samples[crash.nsamples++];
	unwind(context, s);
	/* The runner sent it because no CPU time passes, so one sample is enough. */
	if (si->si_code == SI_USER)
		report_hang("blocked, using no CPU time");
	if (crash.idle) {
		crash.idle_seen = crash.idle;
		crash.nidle++;
	}
	if (crash.nsamples < CRASH_SAMPLES)
		set_timer(0.001);
	else if (crash.nidle > CRASH_SAMPLES / 2)
		report_devices(crash.idle_seen);
	else
		report_hang("a loop for ever");
}

/* "heap-buffer-overflow, write of 8 bytes" */
static void describe_report(char *text, size_t size)
{
	const char *(*describe)(void);
	size_t (*get_size)(void);
	int (*get_type)(void);

	*(void **)&describe = dlsym(RTLD_DEFAULT, "__asan_get_report_description");
	*(void **)&get_size = dlsym(RTLD_DEFAULT, "__asan_get_report_access_size");
	*(void **)&get_type = dlsym(RTLD_DEFAULT, "__asan_get_report_access_type");
	snprintf(text, size, "AddressSanitizer: %s",
		 describe ? describe() : "error");
	if (get_size && get_type && get_size())
		snprintf(text + strlen(text), size - strlen(text),
			 ", %s of %zu byte%s", get_type() ? "write" : "read",
			 get_size(), plural(get_size()));
}

/* The sanitizer's report names its caller, which is also the innermost frame. */
static void drop_repeated(struct sample *s)
{
	if (s->n < 2 || s->frames[0] != s->frames[1])
		return;
	s->n--;
	memmove(s->frames, s->frames + 1, s->n * sizeof(*s->frames));
}

static void report_stack(struct sample *s)
{
	uint64_t (*get_pc)(void), (*get_bp)(void);

	*(void **)&get_pc = dlsym(RTLD_DEFAULT, "__asan_get_report_pc");
	*(void **)&get_bp = dlsym(RTLD_DEFAULT, "__asan_get_report_bp");
	s->n = s->ntop = 0;
	if (get_pc)
		s->n = push_frame(s->frames, 0, CRASH_SAMPLE_DEPTH, get_pc());
	if (get_bp)
		s->n = walk(get_bp(), s->frames, s->n, CRASH_SAMPLE_DEPTH);
	drop_repeated(s);
}

/* From AddressSanitizer, with its whole report; the process dies after it. */
static void on_asan_report(const char *report)
{
	struct sample *s = &crash.samples[0];
	char text[160];

	describe_report(text, sizeof(text));
	report_stack(s);
	/* The report is about this program itself: print it here. */
	if (!s->n)
		fputs(report, stderr);
	rec_abort(crash.rec);
	record(crash.rec, HP_EVENT_SANITIZER, text, s);
	crash_exit(crash.rec);
}

/* UBSan calls this for every report when the program exports it. */
void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
	void (*get)(const char **, const char **, const char **, unsigned int *,
		    unsigned int *, char **);
	const char *issue = "", *message = "", *file = "";
	struct sample *s = &crash.samples[0];
	unsigned int line = 0, column = 0;
	char *memory, text[256];

	if (!crash.kernel)
		return;
	/* The kernel brought its own runtime, whose symbols this program cannot see. */
	*(void **)&get = dlsym(crash.kernel->handle,
			       "__ubsan_get_current_report_data");
	if (get)
		get(&issue, &message, &file, &line, &column, &memory);
	snprintf(text, sizeof(text), "UndefinedBehaviorSanitizer: %s: %s", issue,
		 message);
	s->ntop = 0;
	s->n = walk_from_library(s->frames, CRASH_SAMPLE_DEPTH);
	rec_abort(crash.rec);
	record(crash.rec, HP_EVENT_SANITIZER, text, s);
	crash_exit(crash.rec);
}

static void arm_sanitizers(void)
{
	void (*set_callback)(void (*)(const char *));
	void (*set_fd)(void *);

	*(void **)&set_callback =
		dlsym(RTLD_DEFAULT, "__asan_set_error_report_callback");
	*(void **)&set_fd = dlsym(RTLD_DEFAULT, "__sanitizer_set_report_fd");
	if (set_callback)
		set_callback(on_asan_report);
	/* The report is full of addresses; only its summary goes into the verdict. */
	if (set_fd && set_callback)
		set_fd((void *)(intptr_t)open("/dev/null", O_WRONLY | O_CLOEXEC));
}

static void catch(int sig, void (*handler)(int, siginfo_t *, void *), int flags)
{
	struct sigaction sa = { .sa_flags = SA_SIGINFO | SA_ONSTACK | flags };

	sa.sa_sigaction = handler;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

static void on_break(int sig, siginfo_t *si, void *context)
{
	if (entries_hit(crash.entries, crash.entered, context))
		return;
	signal(SIGTRAP, SIG_DFL);
	on_fault(sig, si, context);
}

void crash_entries(const struct entries *e, unsigned char *marks)
{
	crash.entries = e;
	crash.entered = marks;
	catch(SIGTRAP, on_break, 0);
}

void crash_arm(const struct kernel *k, struct recorder *rec, double timeout_s)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT,
				      SIGTRAP };
	stack_t ss = { .ss_sp = crash.stack, .ss_size = sizeof(crash.stack) };
	char why[200];

	crash.kernel = k;
	crash.rec = rec;
	crash.timeout_s = timeout_s;
	crash.nsamples = 0;
	*(void **)&crash.kernel_dump = dlsym(k->handle, "__gcov_dump");
	*(void **)&crash.kernel_forget = dlsym(k->handle, "__gcov_reset");
	if (pipe2(crash.probe, O_CLOEXEC | O_NONBLOCK))
		crash_error(rec, "no pipe to look at memory with: %s",
			    limit_text(errno, why, sizeof(why)));
	sigaltstack(&ss, NULL);
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		catch(faults[i], on_fault,
		      faults[i] == SIGSEGV ? 0 : (int)SA_RESETHAND);
	catch(SIGPROF, on_watchdog, SA_RESTART);
	arm_sanitizers();
	set_timer(timeout_s);
}
