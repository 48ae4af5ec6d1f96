// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_exec.c - hairpin exec: an unmodified program on a simulated machine.
 *
 * Standard output is the program's own; the verdict is on standard error.
 */
#include <elf.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/exec/exec.h"
#include "tools/cmd/cmd.h"
#include "tools/common/args.h"
#include "tools/common/input.h"
#include "tools/common/installed.h"
#include "tools/common/kernels.h"
#include "tools/report/report.h"

/* A program may compute for long without a call. */
#define PATIENCE_S 3600.0

struct exec_command {
	struct arg_list kernel_names;
	struct kernel_with_args with;
	const char *variant, *iommu, *iommu_driver, *json;
	bool quiet, verbose;
	struct run_options opt;
	struct kernels kernels;
	struct scenario *scn;
	struct exec_program program;
	char root[PATH_MAX];
};

static int parse(struct exec_command *x, int argc, char **argv, size_t *n)
{
	const struct arg table[] = {
		KERNEL_ARGS(&x->kernel_names, &x->variant),
		KERNEL_WITH_ARGS(&x->with),
		{ "iommu", 0, ARG_STRING, &x->iommu, "MODE",
		  "off, passthrough, strict or lazy, where the machine states none" },
		{ "iommu-driver", 0, ARG_STRING, &x->iommu_driver, "DRIVER",
		  "simple or smmuv3, where the machine states none" },
		{ "seed", 0, ARG_U64, &x->opt.seed, "N",
		  "seed of all random choices (default 1)" },
		{ "timeout", 0, ARG_SECONDS, &x->opt.timeout_s, "S",
		  "CPU seconds that the machine may use (default 3600)" },
		{ "verbose", 'v', ARG_FLAG, &x->verbose, NULL,
		  "print the kernel's log, too" },
		{ 0 },
	};
	const struct args args = {
		.command = "exec",
		.operands = "MACHINE -- PROGRAM ARG...",
		.summary = "Run a program, as it is, against a kernel instance on a simulated machine.",
		.notes = "Steps of MACHINE come first.  What the program opens below /sys, /dev/vfio and\n"
			 "/dev/iommu is the machine's.  Its output is its own; the verdict of the laws\n"
			 "goes to stderr.  Exit status: 0 the program exited with 0 and no law is\n"
			 "broken, 1 not so, 2 usage or malformed file, 3 the tool failed, 4 the program\n"
			 "skips, 5 the kernel does not compile.\n",
		.table = table,
		.min = 1,
		.max = 1,
	};

	return args_parse(&args, argc, argv, n);
}

static int wrong(const char *text)
{
	fprintf(stderr, "hairpin exec: %s\n", text);
	return HP_EXIT_USAGE;
}

/* Sets x->scn.  Returns -1, or an exit status after a message. */
static int load(struct exec_command *x, const char *path)
{
	const char *assumed;

	x->scn = input_machine(path, false, &assumed);
	if (!x->scn)
		return HP_EXIT_USAGE;
	for (uint32_t i = 0; i < x->scn->nsteps; i++) {
		const struct scn_step *s = &x->scn->steps[i];

		if (s->kind != SCN_STEP_UAPI || s->uapi->op != SCN_UAPI_SWEEP)
			continue;
		fprintf(stderr, "%s:%u:%u: step sweep makes a copy of the machine, and a program of the host has only one; leave it out\n",
			s->loc.file, s->loc.line, s->loc.column);
		return HP_EXIT_USAGE;
	}
	if (x->iommu && !scenario_set_iommu(x->scn, x->iommu, false))
		return wrong("--iommu: write off, passthrough, strict or lazy");
	if (x->iommu_driver && !scenario_set_iommu_driver(x->scn, x->iommu_driver))
		return wrong("--iommu-driver: write simple or smmuv3");
	return -1;
}

/* Sets @path to where execvp() would find @name.  Returns false if nowhere. */
static bool find_program(const char *name, char *path, size_t size)
{
	const char *dirs = getenv("PATH");

	if (strchr(name, '/')) {
		snprintf(path, size, "%s", name);
		return !access(path, X_OK);
	}
	for (const char *at = dirs ? dirs : "/usr/bin:/bin"; *at;) {
		const size_t n = strcspn(at, ":");

		snprintf(path, size, "%.*s/%s", (int)n, n ? at : ".", name);
		if (!access(path, X_OK))
			return true;
		at += n + (at[n] == ':');
	}
	return false;
}

/* Returns true if @path is an ELF file that asks for no dynamic linker. */
static bool is_static(const char *path)
{
	FILE *f = fopen(path, "re");
	Elf64_Ehdr head;
	Elf64_Phdr part;
	bool is = false;

	if (f && fread(&head, sizeof(head), 1, f) == 1 &&
	    !memcmp(head.e_ident, ELFMAG, SELFMAG) && head.e_ident[EI_CLASS] == ELFCLASS64 &&
	    !fseek(f, (long)head.e_phoff, SEEK_SET)) {
		is = true;
		for (int i = 0; i < head.e_phnum && fread(&part, sizeof(part), 1, f) == 1; i++)
			is = is && part.p_type != PT_INTERP;
	}
	if (f)
		fclose(f);
	return is;
}

/* No call of such a program can be carried.  Returns -1, or an exit status after a message. */
static int suits(const char *name)
{
	char path[PATH_MAX];
	struct stat st;
	const char *why = NULL;

	if (!find_program(name, path, sizeof(path)) || stat(path, &st))
		return -1;		/* whoever starts it says so */
	if (is_static(path))
		why = "it is statically linked; link it with shared libraries";
	else if ((st.st_mode & S_ISUID && st.st_uid != geteuid()) ||
		 (st.st_mode & S_ISGID && st.st_gid != getegid()))
		why = "it has the set-user-ID or set-group-ID bit, and loads no library of ours; run a copy without";
	if (!why)
		return -1;
	fprintf(stderr, "hairpin exec: %s: its calls cannot be carried: %s\n", path, why);
	return HP_EXIT_USAGE;
}

/* The scenario passes although its last step, which is the program, skips. */
static int exit_status(const struct verdict *v, const struct scenario *scn)
{
	for (uint32_t i = 0; i < v->nchecks; i++)
		if (v->checks[i].step + 1 == (int32_t)scn->nsteps &&
		    v->checks[i].status == VERDICT_SKIP && v->status == VERDICT_PASS)
			return HP_EXIT_SKIP;
	switch (v->status) {
	case VERDICT_FAIL:
		return HP_EXIT_FAIL;
	case VERDICT_ERROR:
		return HP_EXIT_TOOL;
	case VERDICT_SKIP:
		return HP_EXIT_SKIP;
	default:
		return HP_EXIT_PASS;
	}
}

static int run(struct exec_command *x)
{
	const struct loaded_kernel *k = &x->kernels.k[0];
	struct job job = { .scn = x->scn, .kernel = &x->kernels.k[0].run };
	const struct verdict *verdicts[] = { &job.verdict };
	struct report_kernel rk = {
		.arg = k->arg, .label = k->label, .release = k->release,
		.describe = k->describe, .config = k->config, .compiler = k->compiler,
		.variant = k->variant,
	};
	struct report_result result = { .scn = x->scn };
	struct report r = {
		.seed = x->opt.seed, .verbose = x->verbose, .iommu = x->iommu,
		.iommu_driver = x->iommu_driver, .nkernels = 1, .kernels = &rk,
		.nresults = 1, .results = &result, .order = &job.chance.order,
		.program = x->program.argv,
		.variant = x->variant,
	};
	int status;

	result.verdicts = verdicts;
	fflush(stdout);
	x->opt.exec = exec_run;
	x->opt.exec_arg = &x->program;
	if (runner_run(&job, 1, &x->opt, NULL, NULL)) {
		fprintf(stderr, "hairpin exec: cannot start a process: %s\n", strerror(errno));
		return HP_EXIT_TOOL;
	}
	ktap_header(stderr, &r);
	ktap_result(stderr, &r, 0);
	ktap_end(stderr, &r);
	status = exit_status(&job.verdict, x->scn);
	job_free(&job);
	return status;
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

/* The folder that stands for / of the machine.  Returns false after a message. */
static bool make_root(struct exec_command *x)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.200s/hairpin-exec-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(path) && realpath(path, x->root))
		return true;
	fprintf(stderr, "hairpin exec: %s: %s\n", path, strerror(errno));
	return false;
}

/*
 * The machine is in a process of its own, so that a signal ends all of it: the program, what
 * that started, and the folder.  Returns its pid, or -1 with errno.
 */
static pid_t run_apart(struct exec_command *x, const sigset_t *before)
{
	const pid_t above = getpid();
	const pid_t pid = fork();
	int status;

	if (pid)
		return pid;
	sigprocmask(SIG_SETMASK, before, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != above)
		_exit(HP_EXIT_TOOL);
	/* The terminal is the program's; the verdict is written there all the same. */
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	status = run(x);
	fflush(NULL);
	_exit(status);
}

/* Returns the exit status of @pid, and the signal that ended it before in @by. */
static int wait_apart(pid_t pid, const sigset_t *heard, int *by)
{
	int sig, status;

	for (;;) {
		if (sigwait(heard, &sig))
			continue;
		if (sig != SIGCHLD) {
			*by = sig;
			kill(pid, SIGKILL);
		}
		if (waitpid(pid, &status, sig == SIGCHLD ? WNOHANG : 0) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : HP_EXIT_TOOL;
	}
}

static void take_terminal(void)
{
	signal(SIGTTOU, SIG_IGN);
	for (int fd = 0; fd < 3; fd++)
		if (tcgetpgrp(fd) > 0 && tcgetpgrp(fd) != getpgrp())
			tcsetpgrp(fd, getpgrp());
}

static int run_all(struct exec_command *x)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD };
	const bool foreground = tcgetpgrp(0) == getpgrp() || tcgetpgrp(1) == getpgrp() ||
				tcgetpgrp(2) == getpgrp();
	int by = 0, status = HP_EXIT_TOOL;
	sigset_t heard, before;
	pid_t pid;

	sigemptyset(&heard);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&heard, signals[i]);
	sigprocmask(SIG_BLOCK, &heard, &before);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	fflush(NULL);
	scenario_in_children(x->scn, true);
	pid = run_apart(x, &before);
	if (pid > 0)
		status = wait_apart(pid, &heard, &by);
	else
		fprintf(stderr, "hairpin exec: cannot start a process: %s\n", strerror(errno));
	exec_end_children();
	if (foreground)
		take_terminal();
	nftw(x->root, drop, 16, FTW_DEPTH | FTW_PHYS);
	if (by) {
		signal(by, SIG_DFL);
		raise(by);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

static int with_files(struct exec_command *x)
{
	char *preload = installed_library("carry.so");
	int status = HP_EXIT_TOOL;

	if (access(preload, R_OK)) {
		fprintf(stderr, "hairpin exec: %s: %s\n", preload, strerror(errno));
	} else if (make_root(x)) {
		x->program.preload = preload;
		x->program.root = x->root;
		scenario_add_exec(x->scn, x->program.argv[0]);
		status = run_all(x);
	}
	free(preload);
	return status;
}

int cmd_exec(int argc, char **argv)
{
	struct exec_command x = { .opt = { .seed = 1, .jobs = 1, .timeout_s = PATIENCE_S } };
	int own = 1, ret;
	size_t n;

	while (own < argc && strcmp(argv[own], "--"))
		own++;
	ret = parse(&x, own, argv, &n);
	if (ret < 0 && own + 1 >= argc)
		ret = wrong("no program; write MACHINE -- PROGRAM ARG...");
	if (ret < 0)
		ret = suits(argv[own + 1]);
	if (ret < 0)
		ret = kernels_with(&x.with);
	if (ret < 0)
		ret = load(&x, argv[1]);
	if (ret < 0)
		ret = kernels_open(&x.kernels, &x.kernel_names, x.variant);
	if (ret < 0 && x.kernels.n != 1)
		ret = wrong("one kernel at a time; give one -k");
	if (ret < 0) {
		x.program.argv = argv + own + 1;
		ret = with_files(&x);
	}
	kernels_close(&x.kernels);
	scenario_free(x.scn);
	return ret;
}
