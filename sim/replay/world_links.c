// SPDX-License-Identifier: GPL-2.0-only
/*
 * world_links.c - the links of a world in flight as tracks of its trace: what each
 * carries, how many TLPs wait before it, and which credits are in use.
 *
 * It writes to the JSON alone: all of it follows from the TLPs, which are in the hash.
 * It must not influence what it watches.
 */
#include <stdio.h>
#include <stdlib.h>

#include "model/flight/flight.h"
#include "sim/base/trace.h"
#include "sim/replay/world_trace.h"

enum process { P_LINKS = 4, P_QUEUES, P_CREDITS };

/* Links in the order of their first TLP; a track each. */
struct world_links {
	struct world *w;
	uint32_t n, room;
	struct link {
		const struct function *port;
		bool up;
	} *link;
};

static void link_name(const struct flight_link *l, const char *what, char *buf, size_t size)
{
	snprintf(buf, size, "%s %s%s", function_spec(l->port)->name, l->up ? "up" : "down",
		 what);
}

static struct trace_track link_track(struct world_links *ls, const struct flight_link *l)
{
	struct trace_track t = { P_LINKS, 0 };
	char name[128];
	uint32_t i;

	for (i = 0; i < ls->n; i++)
		if (ls->link[i].port == l->port && ls->link[i].up == l->up)
			break;
	t.thread = i + 1;
	if (i < ls->n)
		return t;
	if (ls->n == ls->room) {
		ls->room = ls->room ? 2 * ls->room : 32;
		ls->link = realloc(ls->link, ls->room * sizeof(*ls->link));
		if (!ls->link)
			abort();	/* out of memory: nothing sensible is left to do */
	}
	ls->link[ls->n++] = (struct link){ l->port, l->up };
	link_name(l, "", name, sizeof(name));
	trace_show_name(world_trace_of(ls->w), t, name);
	return t;
}

static void carries(void *ctx, const struct flight_link *l, const struct tlp *t,
		    bool completion, uint32_t bytes, uint64_t from_ps, uint64_t ps)
{
	struct world_links *ls = ctx;
	const struct trace_arg args[] = {
		TRACE_X("address", t->address), TRACE_X("requester", t->requester),
		TRACE_U("bytes on the link", bytes),
	};

	trace_show_span(world_trace_of(ls->w), link_track(ls, l), "link",
			completion ? "Cpl" : tlp_type_text(t->type), from_ps, ps, args, 3);
}

static void changed(void *ctx, const struct flight_link *l, uint64_t now_ps)
{
	struct world_links *ls = ctx;
	struct trace *trace = world_trace_of(ls->w);
	const struct trace_arg waiting[] = {
		TRACE_U("posted", l->waiting[FLOW_POSTED]),
		TRACE_U("non-posted", l->waiting[FLOW_NON_POSTED]),
		TRACE_U("completions", l->waiting[FLOW_COMPLETION]),
	};
	const struct trace_arg credits[] = {
		TRACE_U("PH", l->header[FLOW_POSTED]), TRACE_U("PD", l->data[FLOW_POSTED]),
		TRACE_U("NPH", l->header[FLOW_NON_POSTED]),
		TRACE_U("NPD", l->data[FLOW_NON_POSTED]),
		TRACE_U("CplH", l->header[FLOW_COMPLETION]),
		TRACE_U("CplD", l->data[FLOW_COMPLETION]),
	};
	char name[128];

	link_name(l, ": waiting", name, sizeof(name));
	trace_show_numbers(trace, (struct trace_track){ P_QUEUES, 0 }, name, now_ps, waiting,
			   3);
	link_name(l, ": credits in use", name, sizeof(name));
	trace_show_numbers(trace, (struct trace_track){ P_CREDITS, 0 }, name, now_ps,
			   credits, 6);
}

void world_links_watch(struct world *w)
{
	static const struct flight_watch watch = { carries, changed };
	struct trace *trace = world_trace_of(w);

	if (!w->flight || !trace || !trace_shows(trace))
		return;
	if (!w->links) {
		w->links = calloc(1, sizeof(*w->links));
		if (!w->links)
			abort();	/* out of memory: nothing sensible is left to do */
		w->links->w = w;
		trace_show_name(trace, (struct trace_track){ P_LINKS, 0 }, "links");
		trace_show_name(trace, (struct trace_track){ P_QUEUES, 0 },
				"queues before links");
		trace_show_name(trace, (struct trace_track){ P_CREDITS, 0 },
				"credits for what is behind links");
	}
	flight_watch(w->flight, &watch, w->links);
}

void world_links_free(struct world *w)
{
	if (w->links)
		free(w->links->link);
	free(w->links);
	w->links = NULL;
}
