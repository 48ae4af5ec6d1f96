// SPDX-License-Identifier: GPL-2.0-only
/*
 * printk: sends the log to the host, one whole line with its level in each call.
 *
 * A message is a line.  As in the kernel, only a message that begins with KERN_CONT
 * continues the line before it.
 */
#include <linux/kernel.h>
#include <linux/hex.h>
#include <linux/printk.h>
#include <linux/kern_levels.h>
#include <linux/minmax.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "core/env.h"

static char line[1024];
static unsigned int line_len;
static int line_level = LOGLEVEL_INFO;

static void line_out(const char *text, size_t len)
{
	hp_host->log(hp_host->ctx, line_level, text, len);
	hp_lockreport_line(text, len);
}

void hp_printk_flush(void)
{
	size_t len = line_len;

	if (!len)
		return;
	line_len = 0;
	line_out(line, len);
}

/* Eight bytes at a time: nearly every message has one newline, at its end. */
static size_t until_newline(const char *p, size_t len)
{
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		u64 x = *(const u64 *)(p + i) ^ 0x0a0a0a0a0a0a0a0aull;

		if ((x - 0x0101010101010101ull) & ~x & 0x8080808080808080ull)
			break;
	}
	while (i < len && p[i] != '\n')
		i++;
	return i;
}

/* Sends a complete line at once; keeps an incomplete one. */
static void line_add(const char *text, size_t len)
{
	while (len) {
		size_t n = until_newline(text, len);
		size_t keep = min(n, sizeof(line) - line_len);

		if (n < len && !line_len && n) {
			line_out(text, n);
		} else {
			memcpy(line + line_len, text, keep);
			line_len += keep;
			if (n < len)
				hp_printk_flush();
		}
		n += n < len;
		text += n;
		len -= n;
	}
}

/*
 * Without symbol names %pS prints an address of code, which differs from run to
 * run.  Replaces it by an offset, which the host turns into a name.  Returns the
 * new length.
 */
static int code_addresses(char *text, int n)
{
	char *p = text, *digit;

	while ((p = strstr(p, "0x0000"))) {
		unsigned long at = 0;
		int len;

		for (digit = p + 2; digit < p + 18 && hex_to_bin(*digit) >= 0; digit++)
			at = at << 4 | hex_to_bin(*digit);
		if (digit < p + 18 || !hp_in_text(at)) {
			p += 2;
			continue;
		}
		len = scnprintf(p, 18, "<+0x%llx>", hp_text_offset(at));
		memmove(p + len, digit, text + n + 1 - digit);
		n -= digit - p - len;
		p += len;
	}
	return n;
}

int vprintk_emit(int facility, int level, const struct dev_printk_info *info,
		 const char *fmt, va_list args)
{
	char text[1024];
	char *p = text;
	int n = vscnprintf(text, sizeof(text), fmt, args);
	bool cont = false;

	n = code_addresses(text, n);
	while (p[0] == KERN_SOH_ASCII && p[1]) {
		if (p[1] == 'c')
			cont = true;
		else if (p[1] >= '0' && p[1] <= '7' && level == LOGLEVEL_DEFAULT)
			level = p[1] - '0';
		p += 2;
	}
	if (!cont) {
		hp_printk_flush();
		line_level = level == LOGLEVEL_DEFAULT ? LOGLEVEL_WARNING : level;
	}
	line_add(p, hp_lockreport_scrub(p, n - (p - text)));
	return n;
}

int vprintk(const char *fmt, va_list args)
{
	return vprintk_emit(0, LOGLEVEL_DEFAULT, NULL, fmt, args);
}

int _printk(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprintk(fmt, args);
	va_end(args);
	return n;
}

int _printk_deferred(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprintk(fmt, args);
	va_end(args);
	return n;
}
