// SPDX-License-Identifier: GPL-2.0-only
/*
 * build.c - one function's config space: made when the machine is built, and
 * made again when the function is reset.
 */
#include <assert.h>
#include <string.h>

#include "model/config/build.h"
#include "model/config/sriov.h"
#include "model/config/state.h"
#include "model/spec/caplist.h"

/* @root: a root port or event collector. */
static void mask_capabilities(struct image *img, bool root)
{
	struct caps l;

	caps_read(&l, img->val, img->len);
	for (uint32_t i = 0; i < l.n; i++) {
		const struct capability *c = &l.cap[i];

		if (!c->extended)
			cap_masks(img, (uint8_t)c->id, c->off);
		else if (c->id == XID_SRIOV)
			sriov_masks(img, c->off);
		else
			ext_cap_masks(img, c->id, c->off, root);
	}
}

/*
 * Captured registers hold what software last wrote; after a reset they hold
 * what the specification says, zero for nearly all (7.5).
 */
static void forget_software(struct image *img, uint16_t pcie)
{
	unsigned int i;

	for (i = 0; i < img->len; i++)
		img->val[i] &= (uint8_t)~(img->wmask[i] | img->w1c[i]);
	if (pcie)
		put16(img->val + pcie + EXP_DEVCTL,
		      DEVCTL_DEFAULT & get16(img->wmask + pcie + EXP_DEVCTL));
}

void function_build_image(struct image *img, const struct function *fn, bool fresh)
{
	const struct spec_function *s = fn->spec;

	img_clear(img);
	if (s->config_len)
		capture_put(img, fn);
	else
		header_put(img, fn);
	/* What a short capture does not cover comes from the spec. */
	if (s->config_len <= 64)
		caps_put(img, fn);
	if (s->config_len <= 256 && fn->space == 4096)
		ext_caps_put(img, fn);
	header_masks(img, fn);
	mask_capabilities(img, s->type == SPEC_ROOT_PORT || s->type == SPEC_RCEC);
	if (fresh && s->config_len)
		forget_software(img, fn->cap[CAP_PCIE]);
}

/* Masks that functions of one shape have in common: wmask, w1c, hook. */
struct mask_set {
	struct mask_set *next;
	uint64_t hash;
	uint16_t len;			/* of config space; bytes follow */
	uint8_t bytes[];
};

static uint64_t hash_bytes(uint64_t h, const uint8_t *p, size_t n)
{
	uint64_t word;

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	while (n--)
		h = (h ^ *p++) * 0x9e3779b97f4a7c15ull;
	return h;
}

static void put_masks(uint8_t *to, const struct image *img)
{
	memcpy(to, img->wmask, img->len);
	memcpy(to + img->len, img->w1c, img->len);
	memcpy(to + 2 * img->len, img->hook, img->len / 4);
}

static bool same_masks(const struct mask_set *m, const struct image *img)
{
	size_t len = img->len;

	return m->len == len && !memcmp(m->bytes, img->wmask, len) &&
	       !memcmp(m->bytes + len, img->w1c, len) &&
	       !memcmp(m->bytes + 2 * len, img->hook, len / 4);
}

/* Registers that change masks: BAR size, System Page Size, VF Enable. */
static bool masks_change(const struct image *img)
{
	return memchr(img->hook, HOOK_REBAR, img->len / 4) ||
	       memchr(img->hook, HOOK_IOV_CTRL, img->len / 4);
}

/*
 * Most functions of a large machine are alike, and masks are twice the size of
 * what they mask: so they are kept once a shape.
 */
static uint8_t *shared_masks(struct fabric *f, const struct image *img)
{
	struct mask_set **head, *m;
	uint64_t hash = hash_bytes(img->len, img->wmask, img->len);

	hash = hash_bytes(hash, img->w1c, img->len);
	hash = hash_bytes(hash, img->hook, img->len / 4);
	head = &f->masks[hash % MASK_BUCKETS];
	for (m = *head; m; m = m->next)
		if (m->hash == hash && same_masks(m, img))
			return m->bytes;
	m = fabric_alloc(f, sizeof(*m) + 2 * (size_t)img->len + img->len / 4);
	m->hash = hash;
	m->len = img->len;
	m->next = *head;
	put_masks(m->bytes, img);
	*head = m;
	return m->bytes;
}

void function_store(struct function *fn, const struct image *img)
{
	struct fabric *f = fn->fabric;
	size_t len = img->len;

	if (!fn->cfg) {
		fn->cfg = fabric_alloc(f, len);
		f->state_bytes -= len;
		f->cfg_bytes += len;
		fn->len = img->len;
		fn->wmask = masks_change(img) ?
			fabric_alloc(f, 2 * len + len / 4) : shared_masks(f, img);
		fn->w1c = fn->wmask + len;
		fn->hook = fn->wmask + 2 * len;
	}
	/* What is there follows from the spec, so a reset cannot change it. */
	assert(fn->len == img->len);
	memcpy(fn->cfg, img->val, len);
	if (masks_change(img))
		put_masks(fn->wmask, img);
}
