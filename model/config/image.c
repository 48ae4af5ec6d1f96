// SPDX-License-Identifier: GPL-2.0-only
/*
 * image.c - config space under construction, as bytes and masks (see image.h).
 *
 * It knows no capability's layout, only how their lists are linked.
 */
#include <assert.h>
#include <string.h>

#include "model/config/image.h"
#include "model/spec/bytes.h"
#include "model/spec/regs.h"

void img_clear(struct image *img)
{
	memset(img->val, 0, img->len);
	memset(img->wmask, 0, img->len);
	memset(img->w1c, 0, img->len);
	memset(img->hook, 0, (img->len + 3) / 4);
	img->len = 0;
	img->last = 0;
	img->last_ext = 0;
}

/* Storage always covers whole dwords, the unit of side effects. */
static void touch(struct image *img, unsigned int end)
{
	end = (end + 3) & ~3u;
	assert(end <= sizeof(img->val));
	if (end > img->len)
		img->len = (uint16_t)end;
}

static void put_bytes(uint8_t *p, unsigned int size, uint64_t v)
{
	while (size--) {
		*p++ = (uint8_t)v;
		v >>= 8;
	}
}

static void or_bytes(uint8_t *p, unsigned int size, uint64_t v)
{
	while (size--) {
		*p++ |= (uint8_t)v;
		v >>= 8;
	}
}

void img_put(struct image *img, unsigned int off, unsigned int size, uint64_t v)
{
	touch(img, off + size);
	put_bytes(img->val + off, size, v);
}

void img_rw(struct image *img, unsigned int off, unsigned int size, uint64_t mask)
{
	touch(img, off + size);
	or_bytes(img->wmask + off, size, mask);
}

void img_w1c(struct image *img, unsigned int off, unsigned int size, uint64_t mask)
{
	touch(img, off + size);
	or_bytes(img->w1c + off, size, mask);
}

void img_hook(struct image *img, unsigned int off, enum hook h)
{
	touch(img, off + 1);
	img->hook[off / 4] = (uint8_t)h;
}

/* Append to the list that starts at the Capabilities Pointer (7.5.1.1.11). */
void img_cap(struct image *img, uint8_t id, uint8_t off, unsigned int bytes)
{
	touch(img, off + bytes);
	img->val[img->last ? img->last + 1 : R_CAP_PTR] = off;
	img->val[R_STATUS] |= STS_CAP_LIST;
	img->val[off] = id;
	img->val[off + 1] = 0;
	img->last = off;
}

static void ext_header(struct image *img, uint16_t off, uint16_t id, uint8_t version)
{
	img_put(img, off, 4, id | (uint32_t)version << 16);
	if (img->last_ext) {
		uint8_t *prev = img->val + img->last_ext;

		put32(prev, (get32(prev) & 0x000fffff) | (uint32_t)off << 20);
	}
	img->last_ext = off;
}

/*
 * Append to the extended list.  It starts at 100h, always (7.6.3): where the
 * first capability lives elsewhere a Null capability stands there.
 */
void img_ext_cap(struct image *img, uint16_t id, uint8_t version, uint16_t off,
		 unsigned int bytes)
{
	if (!img->last_ext && off != 0x100)
		ext_header(img, 0x100, XID_NULL, 1);
	ext_header(img, off, id, version);
	touch(img, off + bytes);
}
