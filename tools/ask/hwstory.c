// SPDX-License-Identifier: GPL-2.0-only
/*
 * hwstory.c - prints the path in the hardware hop by hop, and the first hop where the
 * kernel's answer differs (see hwstory.h).
 */
#include <inttypes.h>
#include <string.h>

#include "sim/facts/acs.h"
#include "sim/facts/verdict.h"
#include "sim/lang/scenario.h"
#include "tools/ask/hwstory.h"

static char arrow(const struct hwhop *h)
{
	switch (h->decision) {
	case TLP_GO_UP:
	case TLP_GO_REDIRECTED:
		return '^';
	case TLP_GO_PEER:
		return '=';
	case TLP_GO_TRANSLATED:
		return '~';
	case TLP_ACCEPTED:
		return '*';
	case TLP_REFUSED:
		return 'x';
	default:
		return 'v';
	}
}

static void print_hop(FILE *out, const struct spec *s, const struct hwhop *h)
{
	char name[128], bits[64];

	fprintf(out, "    %c %-12s %-13s %s", arrow(h),
		hwhop_name(s, h, name, sizeof(name)), tlp_place_text(h->place),
		tlp_decision_text(h->decision));
	if (h->reason != TLP_R_NONE)
		fprintf(out, ": %s", tlp_reason_text(h->reason));
	if (h->decision == TLP_GO_TRANSLATED)
		fprintf(out, " to 0x%" PRIx64, h->address);
	if (h->acs)
		fprintf(out, "  ACS %s", acs_bits_text(h->acs, h->acs, bits,
						      sizeof(bits)));
	fputc('\n', out);
}

static void print_hops(FILE *out, const struct spec *s, const struct hwpath *p,
		       bool completion)
{
	for (uint32_t i = 0; i < p->nhops; i++)
		if (p->hop[i].completion == completion)
			print_hop(out, s, &p->hop[i]);
}

static bool has_completion(const struct hwpath *p)
{
	return p->nhops && p->hop[p->nhops - 1].completion;
}

static void print_landing(FILE *out, const struct spec *s,
			  const struct hwpath *p)
{
	const struct hwhop at = { .function = p->landed_function,
				  .vf = p->landed_vf };
	char name[128];

	switch (p->landed) {
	case TLP_LANDED_BAR:
		fprintf(out, " at %s BAR %u+0x%" PRIx64,
			hwhop_name(s, &at, name, sizeof(name)), p->landed_bar,
			p->landed_offset);
		break;
	case TLP_LANDED_DRAM:
		fprintf(out, " in DRAM at 0x%" PRIx64, p->landed_offset);
		break;
	case TLP_LANDED_COHERENT:
		fprintf(out, " in %s's coherent memory at 0x%" PRIx64,
			hwhop_name(s, &at, name, sizeof(name)), p->landed_offset);
		break;
	case TLP_LANDED_MSI:
		fprintf(out, " as an interrupt");
		break;
	default:
		break;
	}
}

/* "write: arrived at gpu BAR 2+0x0, through the root complex, 1010 ns" */
static void print_end(FILE *out, const struct spec *s, const struct hwpath *p)
{
	fprintf(out, "  %s: %s", p->type == TLP_MRD ? "read" : "write",
		p->status == TLP_OK ? "arrives" : tlp_status_text(p->status));
	print_landing(out, s, p);
	if (p->request_in_rc)
		fprintf(out, ", through the root complex");
	if (p->translated)
		fprintf(out, ", translated");
	if (p->status != TLP_TIMEOUT && p->status != TLP_NOT_SENT)
		fprintf(out, ", %" PRIu64 " ns", p->latency_ps / 1000);
	fputc('\n', out);
}

void hwstory_print(FILE *out, const struct spec *s, const struct hwstory *h)
{
	if (h->write) {
		print_end(out, s, h->write);
		print_hops(out, s, h->write, false);
	}
	if (!h->read)
		return;
	print_end(out, s, h->read);
	if (h->write && hwpath_same_request(h->write, h->read))
		fprintf(out, "    (the request goes the same way)\n");
	else
		print_hops(out, s, h->read, false);
	if (has_completion(h->read)) {
		fprintf(out, "    completion:\n");
		print_hops(out, s, h->read, true);
	}
}

/* --- comparing ------------------------------------------------------------- */

static bool lands(const struct hwstory *h, const struct hwpath *p)
{
	return p && p->status == TLP_OK && p->landed == TLP_LANDED_BAR &&
	       p->landed_function == h->function && p->landed_vf == h->vf &&
	       p->landed_bar == h->bar;
}

static bool works(const struct hwstory *h)
{
	return lands(h, h->write) && lands(h, h->read);
}

/* Neither request nor completion touch the root complex. */
static bool is_direct(const struct hwstory *h)
{
	return works(h) && !h->write->request_in_rc && !h->read->request_in_rc &&
	       !h->read->completion_in_rc;
}

static void say_at(FILE *out, const struct spec *s, const struct hwhop *h)
{
	char name[128];

	fprintf(out, "%s%s", h->function < 0 ? "the " : "",
		hwhop_name(s, h, name, sizeof(name)));
	if (h->completion)
		fprintf(out, " (on the way back)");
	fprintf(out, ", where the hardware's decision is: %s",
		tlp_decision_text(h->decision));
	if (h->reason != TLP_R_NONE)
		fprintf(out, ": %s", tlp_reason_text(h->reason));
}

/* Prints where the two differ; @hop is NULL if no hop is to name. */
static void first_at(FILE *out, const struct spec *s, const struct hwhop *hop)
{
	if (!hop)
		return;
	fprintf(out, "; first at ");
	say_at(out, s, hop);
}

/* Returns the first hop because of which this is not direct, or does not arrive. */
static const struct hwhop *culprit(const struct hwstory *h)
{
	const struct hwhop *w = h->write ? hwpath_obstacle(h->write) : NULL;

	if (w && (h->write->status != TLP_OK || h->write->request_in_rc))
		return w;
	return h->read ? hwpath_obstacle(h->read) : w;
}

bool hwstory_only_writes(const struct hwstory *h)
{
	return lands(h, h->write) && h->read && !lands(h, h->read);
}

bool hwstory_works(const struct hwstory *h)
{
	return works(h);
}

void hwstory_fault(FILE *out, const struct spec *s, const struct hwstory *h)
{
	const struct hwpath *lost = lands(h, h->write) ? h->read : h->write;

	fprintf(out, ", %s: %s", lost == h->read ? "read" : "write",
		tlp_status_text(lost->status));
	first_at(out, s, hwpath_obstacle(lost));
}

static enum hwstory_parting wrong(FILE *out, const struct spec *s,
				  uint32_t map_type, const struct hwstory *h)
{
	const struct hwhop *at = culprit(h);

	fprintf(out, "they part: the kernel says %s, but ",
		map_type_name(map_type));
	if (!works(h))
		fprintf(out, hwstory_only_writes(h) ? "at the address it hands out only writes reach the memory, reads do not" :
			"the address it hands out does not reach the memory");
	else
		fprintf(out, "the traffic enters the root complex");
	first_at(out, s, at);
	fprintf(out, "\n");
	return HWSTORY_WRONG;
}

static enum hwstory_parting conservative(FILE *out, const struct spec *s,
					 uint32_t map_type,
					 const struct hwstory *h)
{
	const struct hwhop *turn = hwpath_turn(h->write);

	fprintf(out, "they part: the kernel says %s, but the hardware would carry it%s",
		map_type_name(map_type),
		turn ? " directly" : " through the root complex");
	first_at(out, s, turn);
	fprintf(out, "\nthe kernel is conservative here: as long as drivers keep to its answer, that costs speed, not correctness\n");
	return HWSTORY_CONSERVATIVE;
}

static enum hwstory_parting refused(FILE *out, const struct spec *s,
				    uint32_t map_type,
				    const struct hwstory *plain)
{
	const struct hwhop *at = hwpath_end(plain->write);

	if (works(plain))
		return conservative(out, s, map_type, plain);
	fprintf(out, hwstory_only_writes(plain) ?
		"they agree: the hardware carries the writes, and not the reads" :
		"they agree: the hardware does not carry it, either");
	if (!at)
		at = hwpath_end(plain->read);
	if (at) {
		fprintf(out, "; it ends at ");
		say_at(out, s, at);
	}
	fprintf(out, "\n");
	return HWSTORY_AGREE;
}

enum hwstory_parting hwstory_compare(FILE *out, const struct spec *s,
				     uint32_t map_type,
				     const struct hwstory *mapped,
				     const struct hwstory *plain)
{
	const struct hwhop *turn;

	if (map_type != HP_MAP_BUS_ADDR && map_type != HP_MAP_THRU_HOST_BRIDGE)
		return refused(out, s, map_type, plain);
	if (!mapped->write) {
		fprintf(out, "the kernel handed out no address: nothing to compare\n");
		return HWSTORY_AGREE;
	}
	if (!works(mapped))
		return wrong(out, s, map_type, mapped);
	if (map_type == HP_MAP_BUS_ADDR) {
		if (!is_direct(mapped))
			return wrong(out, s, map_type, mapped);
		turn = hwpath_turn(mapped->write);
		fprintf(out, "they agree: direct");
		if (turn) {
			char name[128];

			fprintf(out, ", turning at %s",
				hwhop_name(s, turn, name, sizeof(name)));
		}
		fprintf(out, "\n");
		return HWSTORY_AGREE;
	}
	if (is_direct(plain))
		return conservative(out, s, map_type, plain);
	fprintf(out, "they agree: through the root complex%s\n",
		mapped->write->translated ? ", translated" : "");
	return HWSTORY_AGREE;
}
