// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reports of the tree's lock debugging, and its stacks.  A report is many
 * lines of log; its headline and the first two locks it names become one event:
 *
 *	WARNING: possible circular locking dependency detected	headline
 *	... is trying to acquire lock:
 *	<object> (&a){+.+.}-{4:4}, at: ...			a lock
 *	...
 *	stack backtrace:					dump_stack(): the end
 *
 * Addresses of objects differ from run to run and are left out.  Code is named by
 * its offset, which the host turns into a name.
 */
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/debug_locks.h>
#include <linux/kallsyms.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "core/env.h"
#include "sched/task.h"

#define MOST_FRAMES 32

/* --- stacks ----------------------------------------------------------------------- */

/* Frames of this object's code from @fp up, without the first @skip. */
static noinline unsigned int walk(const unsigned long *fp, unsigned long *store,
				  unsigned int size, unsigned int skip)
{
	unsigned int n = 0;

	while (n < size && hp_in_text(fp[1])) {
		const unsigned long *next = (const unsigned long *)fp[0];

		if (skip)
			skip--;
		else
			store[n++] = fp[1];
		if (next <= fp || (char *)next - (char *)fp > 1 << 17)
			break;
		fp = next;
	}
	return n;
}

/* lib/dump_stack.c's names the machine, the build and the task, too. */
static noinline void stack_print(const char *level, const unsigned long *fp)
{
	unsigned long frames[MOST_FRAMES];
	unsigned int i, n = walk(fp, frames, ARRAY_SIZE(frames), 0);

	for (i = 0; i < n; i++)
		printk("%s  <+0x%llx>\n", level, hp_text_offset(frames[i]));
}

#ifdef CONFIG_PROVE_LOCKING

unsigned int stack_trace_save(unsigned long *store, unsigned int size,
			      unsigned int skip)
{
	return walk(__builtin_frame_address(0), store, size, skip);
}

void stack_trace_print(const unsigned long *entries, unsigned int n, int spaces)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		printk("%*c%pS\n", 1 + spaces, ' ', (void *)entries[i]);
}

/* --- names of code: offsets, which the host turns into names ------------------------- */

static int name_of(char *buf, unsigned long addr)
{
	return sprintf(buf, "<+0x%llx>", hp_text_offset(addr));
}

int sprint_symbol(char *buf, unsigned long addr)
{
	return name_of(buf, addr);
}

int sprint_symbol_build_id(char *buf, unsigned long addr)
{
	return name_of(buf, addr);
}

int sprint_symbol_no_offset(char *buf, unsigned long addr)
{
	return name_of(buf, addr);
}

int sprint_backtrace(char *buf, unsigned long addr)
{
	return name_of(buf, addr);
}

int sprint_backtrace_build_id(char *buf, unsigned long addr)
{
	return name_of(buf, addr);
}

/* Of a lock class that has no name: where its key is.  The host looks before it. */
const char *kallsyms_lookup(unsigned long addr, unsigned long *size,
			    unsigned long *offset, char **modname, char *buf)
{
	name_of(buf, addr + 1);
	return buf;
}

/* --- reports ------------------------------------------------------------------------ */

static struct {
	bool open;
	unsigned int names;
	char text[224];			/* what the event will say */
} report;

/* "(NAME){...}" and "(NAME) at:", as the tree prints locks. */
static bool lock_name(const char *line, size_t len, const char **name, size_t *n)
{
	const char *p = strnchr(line, len, '('), *end = line + len;
	const char *q;

	for (; p && p < end; p = strnchr(p + 1, end - p - 1, '(')) {
		for (q = p + 1; q + 1 < end; q++) {
			if (*q != ')' || (q[1] != '{' &&
					  strncmp(q, ") at:", 5)))
				continue;
			*name = p + 1;
			*n = q - p - 1;
			return *n;
		}
	}
	return false;
}

static void report_add(const char *joint, const char *text, size_t n)
{
	size_t at = strlen(report.text);

	while (n && strchr(" ]!.", text[n - 1]))
		n--;
	scnprintf(report.text + at, sizeof(report.text) - at, "%s%.*s", joint,
		  (int)n, text);
}

static bool headline(const char *line, size_t len, const char **text)
{
	static const char *const begins[] = {
		"WARNING: ", "BUG: ", "[ BUG: ", "INFO: trying to ",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(begins); i++) {
		size_t n = strlen(begins[i]);

		if (len > n && !strncmp(line, begins[i], n)) {
			*text = strnchr(line, len, ':') + 2;
			return !debug_locks ||
			       strnstr(line, "suspicious RCU usage", len);
		}
	}
	return false;
}

/* A line of the log goes out. */
void hp_lockreport_line(const char *line, size_t len)
{
	const char *text;
	size_t n;

	if (!report.open) {
		if (!headline(line, len, &text))
			return;
		report.open = true;
		report.names = 0;
		report.text[0] = '\0';
		report_add("", text, line + len - text);
		return;
	}
	if (report.names < 2 && lock_name(line, len, &text, &n))
		report_add(report.names++ ? " vs " : ": ", text, n);
	/* Of RCU: the place and what is wrong there. */
	else if (!report.names && len > 6 && !strncmp(line + len - 6, "usage!", 6))
		report_add(": ", line, len);
}

/* A report that WARN() makes an event of by itself. */
void hp_lockreport_forget(void)
{
	report.open = false;
}

void hp_lockreport_end(void)
{
	hp_printk_flush();
	if (!report.open)
		return;
	report.open = false;
	/* A lock that sleeps, where sleeping was complained of already. */
	if (hp_fiber()->told && strstarts(report.text, "Invalid wait context"))
		return;
	hp_event(HP_EVENT_MISUSE, "%s", report.text);
}

/* Objects' addresses, 16 digits, in a piece of a report; its length then. */
int hp_lockreport_scrub(char *text, int len)
{
	char *p = text, *to = text;

	if (!report.open)
		return len;
	while (*p) {
		unsigned int n = 0;

		while (n < 17 && isxdigit(p[n]))
			n++;
		if (n == 16 && !memcmp(p, "0000", 4)) {
			memcpy(to, "object", 6);
			to += 6;
			p += 16;
			continue;
		}
		do
			*to++ = *p++;
		while (n-- > 1);
	}
	*to = '\0';
	return to - text;
}

void console_verbose(void)
{
}

void nbcon_cpu_emergency_enter(void);
void nbcon_cpu_emergency_exit(void);

void nbcon_cpu_emergency_enter(void)
{
}

void nbcon_cpu_emergency_exit(void)
{
}

#endif

void dump_stack_lvl(const char *level)
{
	stack_print(level, __builtin_frame_address(0));
	hp_lockreport_end();
}

void dump_stack(void)
{
	stack_print(KERN_DEFAULT, __builtin_frame_address(0));
	hp_lockreport_end();
}
