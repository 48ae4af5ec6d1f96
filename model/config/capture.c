// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture.c - config space of an imported function: the captured bytes, made
 * to answer sizing like the BARs that the spec says are there.
 */
#include <string.h>

#include "model/config/build.h"
#include "model/spec/caplist.h"

/* Trailing zeros need no storage. */
static unsigned int useful(const uint8_t *bytes, unsigned int len)
{
	while (len > 0x40 && !bytes[len - 1])
		len--;
	return len;
}

/*
 * A BAR keeps its captured address, cut to its size.  One that the spec does
 * not know cannot be sized, so it is not there.
 */
static void settle_bars(struct image *img, const struct function *fn)
{
	unsigned int i, n = fn->below ? 2 : 6;
	uint8_t was[24];

	memcpy(was, img->val + R_BAR0, 4 * n);
	memset(img->val + R_BAR0, 0, 4 * n);
	bars_put(img, fn);		/* type bits */
	for (i = 0; i < n; i++) {
		const struct spec_bar *b = &fn->spec->bar[i];
		uint64_t mask = bar_mask(b, b->size_bytes);
		uint8_t *reg = img->val + R_BAR0 + 4 * i;

		put32(reg, get32(reg) | (get32(was + 4 * i) & (uint32_t)mask));
		if (b->kind == SPEC_BAR_MEM64 && i + 1 < n) {
			i++;
			put32(reg + 4, get32(was + 4 * i) & (uint32_t)(mask >> 32));
		}
	}
	if (!fn->spec->rom_bytes)
		put32(img->val + (fn->below ? R_ROM1 : R_ROM0), 0);
}

/* A capability's registers are there even where all read zero. */
static void cover(struct image *img, uint32_t len)
{
	struct caps l;

	caps_read(&l, img->val, len);
	for (uint32_t i = 0; i < l.n; i++)
		if (l.cap[i].claimed)
			img_rw(img, l.cap[i].off + l.cap[i].claimed - 1u, 1, 0);
}

void capture_put(struct image *img, const struct function *fn)
{
	const struct spec_function *s = fn->spec;
	unsigned int len = useful(s->config, s->config_len);

	img_put(img, len - 1, 1, 0);	/* claims the length */
	memcpy(img->val, s->config, len);
	cover(img, s->config_len);
	settle_bars(img, fn);
	if (s->config_len <= 64) {
		/* The list is built anew: see function_build_image(). */
		img->val[R_STATUS] &= (uint8_t)~STS_CAP_LIST;
		img->val[R_CAP_PTR] = 0;
	}
}
