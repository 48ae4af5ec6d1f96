// SPDX-License-Identifier: GPL-2.0-only
/*
 * fake_kernel.c - a kernel instance without a kernel: enough of the ABI to
 * test the loader, the runner and crash isolation.
 *
 * It enumerates what it finds by plain config reads on bus 0, and misbehaves
 * on demand.  It must not become a second PCI core.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hairpin/abi.h"

/* By the linker: where this object begins. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

static const struct hp_host *host;
static const char *cmdline = "";
static struct hp_kfunc found[256];
static uint64_t nfound;
static char sysfs_value[64] = "0\n";

/* Stands for the trap section of a real instance. */
static char trap_page[4096] __attribute__((aligned(4096)));

static void say(const char *text)
{
	host->log(host->ctx, 6, text, (uint32_t)strlen(text));
}

static void report(uint32_t kind, const char *text)
{
	struct hp_event ev = { .kind = kind, .text = text, .nframes = 1 };

	/* Offsets from the load address, as the ABI wants them. */
	ev.frames[0] = (uint64_t)(uintptr_t)__builtin_return_address(0) -
		       (uint64_t)(uintptr_t)__ehdr_start;
	host->event(host->ctx, &ev);
}

/*
 * Of a range only what is asked for is mapped, and what is touched.  With
 * fake_range_much that becomes too much.
 */
static bool range_works(void)
{
	const uint64_t tib = 1ull << 40, piece = 2ull << 20;
	volatile uint8_t *p = host->range(host->ctx, 32 * tib, false);
	uint64_t at = 31 * tib + 4095, n = 1;

	host->back(host->ctx, (void *)(p + at), 2);
	p[at] = 1;
	p[at + 1] = 2;
	if (p[3 * tib])
		return false;
	p[5 * tib] = 3;
	host->back(host->ctx, (void *)(p + at - piece), 2 * piece);
	if (strstr(cmdline, "fake_range_much")) {
		host->back(host->ctx, (void *)(p + 8 * tib), tib / 2 - (tib >> 8));
		n = (tib >> 8) / piece;
	}
	for (uint64_t i = 0; i < n; i++)
		p[9 * tib + i * piece] = 4;
	return p[at] == 1 && p[at + 1] == 2 && p[5 * tib] == 3 && p[9 * tib] == 4;
}

/* For who wants to know how many there were. */
static void count_boot(void)
{
	const char *path = getenv("FAKE_BOOTS");
	FILE *f = path ? fopen(path, "a") : NULL;

	if (!f)
		return;
	putc('b', f);
	fclose(f);
}

static int fake_boot(const struct hp_boot *b)
{
	char line[64];

	cmdline = b->cmdline;
	count_boot();
	host->guard(host->ctx, trap_page, sizeof(trap_page));
	say("fake kernel booting");
	snprintf(line, sizeof(line), "random %016llx",
		 (unsigned long long)host->random(host->ctx));
	say(line);
	if (strstr(cmdline, "fake_boot_fails"))
		return -19;
	if (strstr(cmdline, "fake_range") && !range_works())
		return -12;
	if (strstr(cmdline, "fake_much") && !host->reserve(host->ctx, 1ull << 40))
		return -12;
	for (uint32_t devfn = 0; devfn < 256; devfn++) {
		hp_sbdf sbdf = HP_SBDF(0, 0, devfn >> 3, devfn & 7);
		uint32_t id = host->cfg_read(host->ctx, sbdf, 0, 4);

		if (id == UINT32_MAX)
			continue;
		memset(&found[nfound], 0, sizeof(found[nfound]));
		found[nfound].sbdf = sbdf;
		found[nfound].upstream = ~0ull;
		found[nfound].vendor = (uint16_t)id;
		found[nfound].device = (uint16_t)(id >> 16);
		found[nfound].iommu_group = (int32_t)nfound;
		nfound++;
	}
	host->delay_ps(host->ctx, 1000000);
	return 0;
}

static int64_t fake_functions(struct hp_kfunc *out, uint64_t n)
{
	for (uint64_t i = 0; i < n && i < nfound; i++)
		out[i] = found[i];
	return (int64_t)nfound;
}

static int fake_function(hp_sbdf fn, struct hp_kfunc *out)
{
	for (uint64_t i = 0; i < nfound; i++) {
		if (found[i].sbdf != fn)
			continue;
		*out = found[i];
		return 0;
	}
	return -19;
}

static int fake_p2p(hp_sbdf provider, int32_t bar, hp_sbdf client,
		    uint32_t verbose, struct hp_p2p *out)
{
	(void)bar;
	out->map_type = provider < client ? HP_MAP_BUS_ADDR :
					    HP_MAP_THRU_HOST_BRIDGE;
	out->distance = 4;
	out->error = 0;
	out->cpu_address = 0x80000000;
	out->bus_address = provider < client ? 0x80000000 : 0;
	if (verbose)
		say("fake: because I say so");
	return 0;
}

static int64_t fake_read(const char *path, char *buf, uint64_t size)
{
	if (!strstr(path, "value"))
		return -2;
	return snprintf(buf, size, "%s", sysfs_value);
}

static int64_t fake_write(const char *path, const char *buf, uint64_t len)
{
	if (!strstr(path, "value"))
		return -2;
	snprintf(sysfs_value, sizeof(sysfs_value), "%.*s\n", (int)len, buf);
	return (int64_t)len;
}

static const char *fake_trap_name(uint64_t address)
{
	uint64_t start = (uint64_t)(uintptr_t)trap_page;

	return address >= start && address < start + sizeof(trap_page) ?
		       "never_provided" : NULL;
}

int fake_null(volatile int *p);
__attribute__((noinline)) int fake_null(volatile int *p)
{
	/* cppcheck-suppress nullPointer ; it is to crash */
	return *p + 1;
}

static volatile uint64_t spins;
void fake_spin_helper(void);
__attribute__((noinline)) void fake_spin_helper(void)
{
	spins++;
}

void fake_loop(void);
__attribute__((noinline)) void fake_loop(void)
{
	for (;;) {
		fake_spin_helper();
		for (int i = 0; i < 100; i++)
			spins += (uint64_t)i;
	}
}

int fake_recurse(int n);
__attribute__((noinline)) int fake_recurse(int n)
{
	volatile char pad[512];

	pad[0] = (char)n;
	return n < 0 ? 0 : fake_recurse(n + 1) + pad[0];
}

int fake_call_trap(void);
__attribute__((noinline)) int fake_call_trap(void)
{
	int (*volatile f)(void);

	*(void **)&f = trap_page + 64;
	/* cppcheck-suppress nullPointer ; it is to crash */
	return f() + 1;
}

int fake_call_null(void);
__attribute__((noinline)) int fake_call_null(void)
{
	int (*volatile f)(void) = NULL;

	/* cppcheck-suppress nullPointer ; it is to crash */
	return f() + 1;
}

void fake_block(void);
__attribute__((noinline)) void fake_block(void)
{
	for (;;)
		pause();
}

void fake_warn(void);
__attribute__((noinline)) void fake_warn(void)
{
	report(HP_EVENT_WARN, "a deliberate warning");
}

/* Half of the time that the quickest test gives a statement. */
static void fake_slow(void)
{
	clock_t end = clock() + CLOCKS_PER_SEC / 20;

	while (clock() < end)
		;
}

/* For @s seconds of CPU time, or for ever, with registers read meanwhile. */
__attribute__((noinline)) static void fake_work(double s)
{
	clock_t end = clock() + (clock_t)(s * CLOCKS_PER_SEC);

	while (s < 0 || clock() < end)
		host->cfg_read(host->ctx, 0, 0, 4);
}

/* Calls the host without its context: the host fails. */
__attribute__((noinline)) static int fake_host(void)
{
	return (int)host->cfg_read(NULL, 0, 0, 4);
}

static uint32_t inject_kinds;
static uint64_t passed, fails_at;

static bool point(void)
{
	if (!inject_kinds)
		return false;
	passed++;
	if (inject_kinds & HP_INJECT_ASK ? !host->fault_point(host->ctx, passed) :
					   passed != fails_at)
		return false;
	inject_kinds &= ~HP_INJECT_ASK;
	fails_at = passed;
	report(HP_EVENT_INJECTED, "an allocation");
	return true;
}

static int fake_selftest(const char *what);

/* A fault point for each word, and what becomes of it where that one fails. */
static int fake_points(const char *words)
{
	char word[16];
	int n;

	for (; sscanf(words, " %15s%n", word, &n) == 1; words += n)
		if (point())
			return fake_selftest(word);
	return 0;
}

static int fake_selftest(const char *what)
{
	if (!strncmp(what, "points ", 7))
		return fake_points(what + 7);
	/* What only one of the two kernels does. */
	if (!strncmp(what, "new-", 4))
		return FAKE_RELEASE[0] == '7' ? fake_selftest(what + 4) : 0;
	if (!strncmp(what, "old-", 4))
		return FAKE_RELEASE[0] == '6' ? fake_selftest(what + 4) : 0;
	if (!strcmp(what, "host"))
		return fake_host();
	if (!strcmp(what, "null"))
		return fake_null(NULL);
	if (!strcmp(what, "loop"))
		fake_loop();
	else if (!strcmp(what, "block"))
		fake_block();
	else if (!strcmp(what, "recurse"))
		return fake_recurse(1);
	else if (!strcmp(what, "trap"))
		return fake_call_trap();
	else if (!strcmp(what, "trap-data"))
		return trap_page[128];
	else if (!strcmp(what, "call-null"))
		return fake_call_null();
	else if (!strcmp(what, "warn"))
		fake_warn();
	else if (!strcmp(what, "bug"))
		report(HP_EVENT_BUG, "a deliberate bug");
	else if (!strcmp(what, "ud2"))
		__builtin_trap();
	else if (!strcmp(what, "kill"))
		raise(SIGKILL);
	else if (!strcmp(what, "work"))
		fake_work(0.5);
	else if (!strcmp(what, "poll"))
		fake_work(-1);
	else if (!strcmp(what, "slow"))
		fake_slow();
	else if (!strcmp(what, "stop"))
		raise(SIGSTOP);
	else if (!strcmp(what, "exit"))
		_Exit(3);
	else
		return -22;
	return 0;
}

/* Something is left behind where the command line says so. */
static int64_t fake_audit(struct hp_left *out, uint64_t n)
{
	if (!strstr(cmdline, "fake_unbalanced") || !n || !nfound)
		return 0;
	*out = (struct hp_left){ .fn = found[nfound - 1].sbdf, .was = 1, .is = 2,
				 .what = "things" };
	return 1;
}

/* It has one task. */
static int fake_schedule(uint32_t asks)
{
	(void)asks;
	return 0;
}

static int fake_inject(uint32_t kinds, uint64_t nth)
{
	inject_kinds = kinds;
	fails_at = nth;
	passed = 0;
	return 0;
}

static uint64_t fake_inject_passed(void)
{
	return passed;
}

static const struct hp_kernel kernel = {
	.abi = HP_ABI_VERSION,
	.release = FAKE_RELEASE,
	.features = HP_FEAT_SYSFS,
	.boot = fake_boot,
	.functions = fake_functions,
	.function = fake_function,
	.p2p = fake_p2p,
	.sysfs_read = fake_read,
	.sysfs_write = fake_write,
	.selftest = fake_selftest,
	.trap_name = fake_trap_name,
	.audit = fake_audit,
	.schedule = fake_schedule,
	.inject = fake_inject,
	.inject_passed = fake_inject_passed,
};

__attribute__((visibility("default")))
const struct hp_kernel *hp_kernel_entry(const struct hp_host *h);

const struct hp_kernel *hp_kernel_entry(const struct hp_host *h)
{
	host = h;
	return &kernel;
}
