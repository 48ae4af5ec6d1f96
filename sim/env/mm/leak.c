// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searches for lost memory: live objects that no pointer leads to, from the kernel's
 * data, its tasks' stacks, or pages.  Like the kernel's own kmemleak it is
 * conservative: every word that looks like a pointer into an object counts as one.
 *
 *   roots: .data, .bss, stacks, pages --> objects --> objects ...
 *
 * Objects that were unreachable before the first process started are not reported,
 * because boot does not free everything.  From then on allocations remember their
 * callers.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "core/env.h"
#include "sched/task.h"

extern unsigned long hp_data_start[], _end[];	/* kernel.lds, the linker */

extern char hp_trap_start[], hp_trap_end[];

#define TRACE_DEPTH 12
#define TRACES (1u << 16)

struct trace {
	const void *object;
	unsigned long frame[TRACE_DEPTH];
};

static struct trace *traces;		/* by address; the last one wins */
bool hp_leak_watching;

/* One bit for each granule of so many bytes, like mem.c's. */
#define GRANULE 16
static u8 *reached, *excused;
static const void **todo;
static u64 ntodo, max_todo;
static unsigned long arena_bytes;	/* from uml_physmem on, with all objects */

static struct trace *trace_of(const void *p)
{
	return &traces[((unsigned long)p >> 4) * 0x9e3779b97f4a7c15ull >> 48];
}

/* Remembers the caller's frames, without those of the allocator. */
void hp_leak_note(const void *p)
{
	const unsigned long *fp = __builtin_frame_address(0);
	struct trace *t;
	u32 n = 0;

	t = trace_of(p);
	memset(t, 0, sizeof(*t));
	t->object = p;
	while (n < TRACE_DEPTH && hp_in_text(fp[1])) {
		const unsigned long *next = (const unsigned long *)fp[0];

		t->frame[n++] = fp[1];
		if (next <= fp || (char *)next - (char *)fp > 1 << 17)
			break;
		fp = next;
	}
}

static bool test_set(u8 *bits, const void *p)
{
	u64 g = hp_mem_granule(p);
	u8 bit = 1u << (g & 7), was = bits[g >> 3] & bit;

	bits[g >> 3] |= bit;
	return was;
}

static void reach(unsigned long word)
{
	void *start;
	size_t size;

	if (!hp_mem_find((const void *)word, &start, &size) ||
	    test_set(reached, start) || ntodo == max_todo)
		return;
	todo[ntodo++] = start;
}

/* Reads memory that ASan has poisoned, too; freed memory has no roots. */
__attribute__((no_sanitize_address))
static noinline void leak_scan(const void *from, const void *to)
{
	const unsigned long *p = PTR_ALIGN(from, sizeof(long));

	/* Most words are no pointers. */
	for (; (const void *)(p + 1) <= to; p++)
		if (*p - uml_physmem < arena_bytes)
			reach(*p);
}

static void scan_todo(void)
{
	while (ntodo) {
		const void *p = todo[--ntodo];
		void *start;
		size_t size;

		if (hp_mem_find(p, &start, &size))
			leak_scan(start, start + size);
	}
}

static void scan_tasks(void)
{
	struct hp_fiber *f = &hp_main;

	do {
		leak_scan(f, f + 1);
		if (f->stack && !f->dead)
			leak_scan(f->sp, f->bottom + f->bytes);
		scan_todo();
		f = list_next_entry(f, all);
	} while (f != &hp_main);
}

static void scan_run(const void *start, size_t size, bool page, void *arg)
{
	if (page && !test_set(reached, start)) {
		leak_scan(start, start + size);
		scan_todo();
	}
}

static void mark(void)
{
	memset(reached, 0, hp_mem_bitmap_bytes());
	ntodo = 0;
	arena_bytes = hp_mem_bitmap_bytes() * 8 * GRANULE;
	/* Skip the traps between them, which cannot be read (trap.c). */
	leak_scan(hp_data_start, min_t(void *, hp_trap_start, _end));
	leak_scan(max_t(void *, hp_trap_end, hp_data_start), _end);
	scan_todo();
	scan_tasks();
	hp_mem_each(scan_run, NULL);
}

static void excuse(const void *start, size_t size, bool page, void *arg)
{
	if (!test_set(reached, start))
		test_set(excused, start);
}

/* Called before the first process starts. */
void hp_leak_watch(void)
{
	u64 bytes = hp_mem_bitmap_bytes_most();

	if (hp_leak_watching)
		return;
	max_todo = 1u << 20;
	reached = hp_host->reserve(hp_host->ctx, bytes);
	excused = hp_host->reserve(hp_host->ctx, bytes);
	todo = hp_host->reserve(hp_host->ctx, max_todo * sizeof(*todo));
	traces = hp_host->reserve(hp_host->ctx, TRACES * sizeof(*traces));
	if (!reached || !excused || !todo || !traces)
		return;
	mark();
	hp_mem_each(excuse, NULL);
	hp_leak_watching = true;
}

static void report(const void *start, size_t size, bool page, void *arg)
{
	const struct trace *t = trace_of(start);
	struct hp_event ev = { .kind = HP_EVENT_LEAK };
	char text[96];
	u32 *n = arg;

	if (test_set(reached, start) || test_set(excused, start))
		return;
	snprintf(text, sizeof(text),
		 "nothing points any more to an object of %zu bytes made", size);
	ev.text = text;
	if (t->object == start)
		while (ev.nframes < TRACE_DEPTH && t->frame[ev.nframes]) {
			ev.frames[ev.nframes] = hp_text_offset(t->frame[ev.nframes]);
			ev.nframes++;
		}
	if ((*n)++ < 8)
		hp_host->event(hp_host->ctx, &ev);
}

int64_t hp_leaks(void)
{
	u32 n = 0;

	if (!hp_leak_watching)
		return 0;
	hp_leak_watching = false;
	mark();
	hp_mem_each(report, &n);
	if (hp_user_pins()) {
		hp_event(HP_EVENT_LEAK, "%llu pin%s on pages of processes left, which nobody will take back",
			 hp_user_pins(), hp_plural(hp_user_pins()));
		n++;
	}
	hp_leak_watching = true;
	return n;
}
