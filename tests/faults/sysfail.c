// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfail.c - runs a command and has one of its system calls fail, by ptrace(2).
 *
 *	sysfail --list FILE -- COMMAND...
 *		writes "PROCESS CALL COUNT ERROR..." for each kind of system call
 *		that each process makes, with the errors that it may give
 *	sysfail PROCESS CALL N ERROR once|on -- COMMAND...
 *		the N-th such call of that process (and with "on" every later one)
 *		is not made and gives ERROR
 *
 * Process 0 is the command; the others are numbered as they are forked, whoever runs
 * first.  A process that executes another program is left alone from then on.  Exit
 * status: that of the command, or 128 and the signal that ended it.
 *
 * It must not know what the command is.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PROCESSES 64
#define MAX_CALLS 512
#define EXIT_BROKEN 120

static const struct error {
	const char *name;
	int value;
} errors[] = {
	{ "EIO", EIO }, { "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC },
	{ "EINTR", EINTR }, { "EAGAIN", EAGAIN }, { "EMFILE", EMFILE },
};

#define ANY_ERROR "EIO ENOMEM ENOSPC EINTR EAGAIN EMFILE"

/* What the manual says of each; NULL: it cannot fail. */
static const struct call {
	const char *name;
	long nr;
	const char *errors;
} calls[] = {
	{ "read", SYS_read, "EIO EINTR" },
	{ "pread64", SYS_pread64, "EIO EINTR" },
	{ "write", SYS_write, "EIO ENOSPC EINTR EAGAIN" },
	{ "open", SYS_open, "EIO ENOMEM ENOSPC EINTR EMFILE" },
	{ "openat", SYS_openat, "EIO ENOMEM ENOSPC EINTR EMFILE" },
	{ "close", SYS_close, "EIO ENOSPC EINTR" },
	{ "stat", SYS_stat, "EIO ENOMEM" },
	{ "fstat", SYS_fstat, "EIO ENOMEM" },
	{ "newfstatat", SYS_newfstatat, "EIO ENOMEM" },
	{ "access", SYS_access, "EIO ENOMEM" },
	{ "readlink", SYS_readlink, "EIO ENOMEM" },
	{ "getdents64", SYS_getdents64, "EIO ENOMEM" },
	{ "lseek", SYS_lseek, "EIO" },
	{ "ioctl", SYS_ioctl, "EIO ENOMEM" },
	{ "fcntl", SYS_fcntl, "ENOMEM EMFILE" },
	{ "pipe2", SYS_pipe2, "ENOMEM EMFILE" },
	{ "poll", SYS_poll, "ENOMEM EINTR EAGAIN" },
	{ "mmap", SYS_mmap, "ENOMEM EAGAIN" },
	{ "munmap", SYS_munmap, "ENOMEM" },
	{ "mprotect", SYS_mprotect, "ENOMEM" },
	{ "madvise", SYS_madvise, "ENOMEM EAGAIN" },
	{ "brk", SYS_brk, "ENOMEM" },
	{ "clone", SYS_clone, "ENOMEM EAGAIN" },
	{ "fork", SYS_fork, "ENOMEM EAGAIN" },
	{ "wait4", SYS_wait4, "EINTR" },
	{ "rename", SYS_rename, "EIO ENOMEM ENOSPC" },
	{ "link", SYS_link, "EIO ENOMEM ENOSPC" },
	{ "linkat", SYS_linkat, "EIO ENOMEM ENOSPC" },
	{ "unlink", SYS_unlink, "EIO ENOMEM" },
	{ "mkdir", SYS_mkdir, "EIO ENOMEM ENOSPC" },
	{ "flock", SYS_flock, "ENOMEM EINTR" },
	{ "fchmod", SYS_fchmod, "EIO ENOMEM ENOSPC" },
	{ "sigaction", SYS_rt_sigaction, "ENOMEM" },
	{ "sigprocmask", SYS_rt_sigprocmask, "ENOMEM" },
	{ "sigaltstack", SYS_sigaltstack, "ENOMEM" },
	{ "setitimer", SYS_setitimer, "ENOMEM" },
	{ "getrandom", SYS_getrandom, "EAGAIN EINTR" },
	{ "futex", SYS_futex, NULL },
	{ "nanosleep", SYS_clock_nanosleep, "EINTR" },
	{ "exit", SYS_exit, NULL },
	{ "exit_group", SYS_exit_group, NULL },
	{ "sigreturn", SYS_rt_sigreturn, NULL },
	{ "prctl", SYS_prctl, "ENOMEM" },
	{ "arch_prctl", SYS_arch_prctl, "ENOMEM" },
	{ "prlimit64", SYS_prlimit64, "ENOMEM" },
	{ "sysinfo", SYS_sysinfo, "ENOMEM" },
	{ "set_robust_list", SYS_set_robust_list, "ENOMEM" },
	{ "rseq", SYS_rseq, "ENOMEM" },
	{ "set_tid_address", SYS_set_tid_address, NULL },
	{ "getpid", SYS_getpid, NULL },
	{ "getppid", SYS_getppid, NULL },
	{ "kill", SYS_kill, NULL },
	{ "execve", SYS_execve, ANY_ERROR },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

struct process {
	pid_t pid;
	bool fails;			/* the call that it is in */
	unsigned long long rdi;		/* of that */
	unsigned long counts[MAX_CALLS];
};

static struct {
	struct process p[MAX_PROCESSES];
	unsigned int n;
	const char *list;		/* NULL: something fails */
	long process, nth;
	long nr, error;
	bool on;
} t;

static _Noreturn void broken(const char *what)
{
	fprintf(stderr, "sysfail: %s: %s\n", what, strerror(errno));
	exit(EXIT_BROKEN);
}

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: sysfail --list FILE -- COMMAND...\n"
			"       sysfail PROCESS CALL N ERROR once|on -- COMMAND...\n");
	exit(EXIT_BROKEN);
}

static long call_number(const char *name)
{
	char *end;
	long nr = strtol(name, &end, 10);

	if (*name && !*end && nr >= 0 && nr < MAX_CALLS)
		return nr;
	for (size_t i = 0; i < COUNT(calls); i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].nr;
	usage();
}

static long error_number(const char *name)
{
	for (size_t i = 0; i < COUNT(errors); i++)
		if (!strcmp(errors[i].name, name))
			return errors[i].value;
	usage();
}

static void print_call(FILE *f, unsigned int process, long nr)
{
	const char *may = ANY_ERROR;
	char number[16];

	snprintf(number, sizeof(number), "%ld", nr);
	for (size_t i = 0; i < COUNT(calls); i++) {
		if (calls[i].nr != nr)
			continue;
		snprintf(number, sizeof(number), "%s", calls[i].name);
		may = calls[i].errors;
	}
	if (may)
		fprintf(f, "%u %s %lu %s\n", process, number,
			t.p[process].counts[nr], may);
}

static void write_list(void)
{
	FILE *f = fopen(t.list, "w");

	if (!f)
		broken(t.list);
	for (unsigned int i = 0; i < t.n; i++)
		for (long nr = 0; nr < MAX_CALLS; nr++)
			if (t.p[i].counts[nr])
				print_call(f, i, nr);
	if (fclose(f))
		broken(t.list);
}

static struct process *find(pid_t pid)
{
	for (unsigned int i = 0; i < t.n; i++)
		if (t.p[i].pid == pid)
			return &t.p[i];
	return NULL;
}

static struct process *add(pid_t pid)
{
	if (t.n == MAX_PROCESSES) {
		errno = E2BIG;
		broken("processes");
	}
	t.p[t.n].pid = pid;
	return &t.p[t.n++];
}

/* Is this the call that is to fail? */
static bool chosen(const struct process *p, long nr)
{
	if (t.list || p - t.p != t.process || nr != t.nr)
		return false;
	return t.on ? p->counts[nr] >= (unsigned long)t.nth :
		      p->counts[nr] == (unsigned long)t.nth;
}

static void on_entry(struct process *p)
{
	struct user_regs_struct regs;
	long nr;

	p->fails = false;
	if (ptrace(PTRACE_GETREGS, p->pid, NULL, &regs))
		return;
	nr = (long)regs.orig_rax;
	if (nr < 0 || nr >= MAX_CALLS)
		return;
	p->counts[nr]++;
	p->fails = chosen(p, nr);
	if (!p->fails)
		return;
	/* Linux gives the break as it is where it cannot be moved. */
	p->rdi = regs.rdi;
	if (nr == SYS_brk)
		regs.rdi = 0;
	/* It closes the descriptor, whatever it gives. */
	else if (nr != SYS_close)
		regs.orig_rax = (unsigned long long)-1;
	if (ptrace(PTRACE_SETREGS, p->pid, NULL, &regs))
		broken("registers");
}

static void on_exit_of(struct process *p)
{
	struct user_regs_struct regs;

	if (!p->fails)
		return;
	p->fails = false;
	if (ptrace(PTRACE_GETREGS, p->pid, NULL, &regs))
		return;
	/* The program sees its registers as they were. */
	if (t.nr == SYS_brk)
		regs.rdi = p->rdi;
	else
		regs.rax = (unsigned long long)-t.error;
	if (ptrace(PTRACE_SETREGS, p->pid, NULL, &regs))
		broken("registers");
}

static void on_call(struct process *p)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof(info), &info) < 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		on_entry(p);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		on_exit_of(p);
}

/* A stop of @pid with @status of waitpid(); the process goes on. */
static void stopped(pid_t pid, int status)
{
	struct process *p = find(pid);
	const int event = status >> 16;
	unsigned long forked;
	int sig = WSTOPSIG(status);

	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK ||
	    event == PTRACE_EVENT_CLONE) {
		ptrace(PTRACE_GETEVENTMSG, pid, NULL, &forked);
		if (p && !find((pid_t)forked))
			add((pid_t)forked);
	} else if (event == PTRACE_EVENT_EXEC && p && p != t.p) {
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
		return;
	} else if (!event && sig == (SIGTRAP | 0x80) && p) {
		on_call(p);
	}
	if (event || sig == (SIGTRAP | 0x80))
		sig = 0;
	/* One that is killed meanwhile is waited for like others. */
	ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig);
}

static int trace(void)
{
	int status, result = EXIT_BROKEN;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (WIFSTOPPED(status)) {
			stopped(pid, status);
		} else if (pid == t.p[0].pid) {
			result = WIFEXITED(status) ? WEXITSTATUS(status) :
						     128 + WTERMSIG(status);
		}
	}
	return result;
}

static void start(char **argv)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
		PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
		PTRACE_O_EXITKILL;
	int gate[2];
	char go = 0;
	pid_t pid;

	if (pipe(gate))
		broken("pipe");
	pid = fork();
	if (pid < 0)
		broken("fork");
	if (!pid) {
		close(gate[1]);
		if (read(gate[0], &go, 1) != 1)
			_exit(EXIT_BROKEN);
		close(gate[0]);
		execvp(argv[0], argv);
		broken(argv[0]);
	}
	/* Until it executes the command, it runs untraced. */
	if (ptrace(PTRACE_SEIZE, pid, NULL, options))
		broken("ptrace");
	add(pid);
	close(gate[0]);
	if (write(gate[1], &go, 1) != 1)
		broken("pipe");
	close(gate[1]);
}

int main(int argc, char **argv)
{
	int status;

	if (argc > 4 && !strcmp(argv[1], "--list") && !strcmp(argv[3], "--")) {
		t.list = argv[2];
		argv += 4;
	} else if (argc > 7 && !strcmp(argv[6], "--")) {
		t.process = strtol(argv[1], NULL, 10);
		t.nr = call_number(argv[2]);
		t.nth = strtol(argv[3], NULL, 10);
		t.error = error_number(argv[4]);
		t.on = !strcmp(argv[5], "on");
		argv += 7;
	} else {
		usage();
	}
	start(argv);
	status = trace();
	if (t.list)
		write_list();
	return status;
}
