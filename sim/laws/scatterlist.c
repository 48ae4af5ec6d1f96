// SPDX-License-Identifier: GPL-2.0-only
/*
 * scatterlist.c - the law on the pieces of a mapping.  They sum to the size that
 * was asked for, do not overlap, and keep the offset within the page.  They are
 * marked as bus addresses exactly when the map type is BUS_ADDR.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/facts/plural.h"
#include "sim/laws/law.h"
#include "sim/facts/say.h"

#define PAGE 4096u

static bool applies(const struct verdict *v)
{
	for (uint32_t i = 0; i < v->nproofs; i++)
		if (!v->proofs[i].map.error)
			return true;
	return false;
}

__attribute__((format(printf, 4, 5)))
static void wrong(struct verdict *v, struct check *c,
		  const struct proof *p, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->status = VERDICT_FAIL;
	check_diag(v, c, "%s", say_mapping(v, p));
	check_diag(v, c, "  %s", text);
	say_step(v, c, p->step);
}

static int by_address(const void *a, const void *b)
{
	const struct hp_dma_segment *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static void overlaps(struct verdict *v,
		     struct check *c, const struct proof *p)
{
	struct hp_dma_segment s[HP_MAX_SEGMENTS];
	uint32_t n = p->map.nsegments;

	memcpy(s, p->map.segment, n * sizeof(*s));
	qsort(s, n, sizeof(*s), by_address);
	for (uint32_t i = 1; i < n; i++)
		if (s[i].address - s[i - 1].address < s[i - 1].bytes) {
			wrong(v, c, p, "the piece 0x%llx+0x%llx overlaps the one at 0x%llx",
			      (unsigned long long)s[i - 1].address,
			      (unsigned long long)s[i - 1].bytes,
			      (unsigned long long)s[i].address);
			return;
		}
}

/*
 * All pieces except the first begin on a page boundary, and all except the last
 * end on one.
 */
static void alignment(struct verdict *v,
		      struct check *c, const struct proof *p)
{
	uint64_t at = 0;

	for (uint32_t i = 0; i < p->map.nsegments; i++) {
		const struct hp_dma_segment *s = &p->map.segment[i];
		uint64_t want = (p->map.cpu_address + at) % PAGE;

		if (!s->bytes || s->address % PAGE != want ||
		    s->address + s->bytes < s->address) {
			wrong(v, c, p, "piece %u is 0x%llx+0x%llx, and what it maps begins at 0x%llx of a page",
			      i, (unsigned long long)s->address,
			      (unsigned long long)s->bytes,
			      (unsigned long long)want);
			return;
		}
		at += s->bytes;
	}
}

/*
 * dma_buf_map_attachment() promises an importer that every piece is made of
 * whole pages.  Pieces of a DMA-BUF have no marks.
 */
static void whole_pages(struct verdict *v,
			struct check *c, const struct proof *p)
{
	for (uint32_t i = 0; i < p->map.nsegments; i++) {
		const struct hp_dma_segment *s = &p->map.segment[i];

		if (s->address % PAGE || s->bytes % PAGE) {
			wrong(v, c, p, "piece %u is 0x%llx+0x%llx, not of whole pages",
			      i, (unsigned long long)s->address,
			      (unsigned long long)s->bytes);
			return;
		}
	}
}

static void marks(struct verdict *v, struct check *c,
		  const struct proof *p)
{
	bool bus = p->map.map_type == HP_MAP_BUS_ADDR;

	if (!p->map.map_type)
		return;
	for (uint32_t i = 0; i < p->map.nsegments; i++)
		if (!p->map.segment[i].bus_address == bus) {
			wrong(v, c, p, "piece %u is %smarked as a bus address", i,
			      bus ? "not " : "");
			return;
		}
}

static void judge(struct verdict *v, struct check *c)
{
	for (uint32_t i = 0; i < v->nproofs; i++) {
		const struct proof *p = &v->proofs[i];
		uint64_t sum = 0;

		if (p->map.error)
			continue;
		if (!p->map.nsegments || p->map.nsegments > HP_MAX_SEGMENTS) {
			wrong(v, c, p, "it has %u piece%s; 1 to %u can be judged",
			      p->map.nsegments, plural(p->map.nsegments), HP_MAX_SEGMENTS);
			continue;
		}
		for (uint32_t s = 0; s < p->map.nsegments; s++)
			sum += p->map.segment[s].bytes;
		if (sum != p->bytes)
			wrong(v, c, p, "its pieces sum to 0x%llx bytes, not 0x%llx",
			      (unsigned long long)sum,
			      (unsigned long long)p->bytes);
		alignment(v, c, p);
		overlaps(v, c, p);
		if (p->api == HP_DMA_API_DMABUF)
			whole_pages(v, c, p);
		else
			marks(v, c, p);
	}
}

const struct law law_scatterlist = {
	.name = "scatterlist",
	.applies = applies,
	.judge = judge,
};
