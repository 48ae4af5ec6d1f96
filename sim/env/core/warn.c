// SPDX-License-Identifier: GPL-2.0-only
/*
 * WARN, BUG and panic: each becomes an event with the kernel's stack.
 *
 * The stack is walked by frame pointers, with which the kernel's objects are
 * compiled.  Addresses are offsets from this object's load address, so that they
 * are the same in every run.
 */
#include <linux/kernel.h>
#include <linux/bug.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "core/env.h"

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[] __attribute__((visibility("hidden")));

int panic_on_warn;

bool hp_in_text(unsigned long pc)
{
	return pc >= (unsigned long)__ehdr_start && pc < (unsigned long)etext;
}

u64 hp_text_offset(unsigned long pc)
{
	return pc - (unsigned long)__ehdr_start;
}

/* The walk ends at the first frame outside this object, which is the host's. */
static void unwind(struct hp_event *ev, const unsigned long *fp)
{
	while (ev->nframes < HP_MAX_FRAMES) {
		const unsigned long *next = (const unsigned long *)fp[0];
		unsigned long pc = fp[1];

		if (!hp_in_text(pc))
			break;
		ev->frames[ev->nframes++] = pc - (unsigned long)__ehdr_start;
		if (next <= fp || (unsigned long)next - (unsigned long)fp > 1u << 20)
			break;
		fp = next;
	}
}

/* @by: a function to which it belongs as if it were innermost; 0: none. */
static noinline void raise_event(unsigned long by, enum hp_event_kind kind,
				 const char *text)
{
	struct hp_event ev = { .kind = kind, .text = text };

	/* Each is looked up as the address behind a call. */
	if (by)
		ev.frames[ev.nframes++] = hp_text_offset(by) + 1;
	unwind(&ev, __builtin_frame_address(0));
	hp_printk_flush();
	hp_host->event(hp_host->ctx, &ev);
}

void hp_event_stack(enum hp_event_kind kind, bool more, const void *frame,
		    const char *text)
{
	struct hp_event ev = { .kind = kind, .text = text, .more = more };

	unwind(&ev, frame);
	hp_printk_flush();
	hp_host->event(hp_host->ctx, &ev);
}

void hp_event(enum hp_event_kind kind, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	raise_event(0, kind, text);
}

void hp_event_by(unsigned long by, enum hp_event_kind kind, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	raise_event(by, kind, text);
}

void warn_slowpath_fmt(const char *file, int line, unsigned int taint,
		       const char *fmt, ...)
{
	char text[256] = "";
	const char *msg;
	va_list args;
	int n;

	if (fmt) {
		va_start(args, fmt);
		n = vscnprintf(text, sizeof(text), fmt, args);
		va_end(args);
		while (n > 0 && text[n - 1] == '\n')
			text[--n] = '\0';
	}
	msg = printk_skip_level(text);
	printk(KERN_WARNING "WARNING: %s:%d%s%s\n", file, line,
	       msg[0] ? " " : "", msg);
	hp_lockreport_forget();
	raise_event(0, HP_EVENT_WARN, msg);
}

void panic(const char *fmt, ...)
{
	char text[256];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	while (n > 0 && text[n - 1] == '\n')
		text[--n] = '\0';
	printk(KERN_EMERG "Kernel panic - not syncing: %s\n", text);
	/* The generic BUG() ends in panic("BUG!"). */
	raise_event(0, strcmp(text, "BUG!") ? HP_EVENT_PANIC : HP_EVENT_BUG, text);
	__builtin_trap();
}

void add_taint(unsigned int flag, enum lockdep_ok ok)
{
}

int test_taint(unsigned int flag)
{
	return 0;
}

unsigned long get_taint(void)
{
	return 0;
}

const char *print_tainted(void)
{
	return "Not tainted";
}

bool panic_on_this_cpu(void)
{
	return false;
}
