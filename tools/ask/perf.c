// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.c - how fast DMA is (see perf.h): an address by the kernel's own mapping, and
 * transfers to it by events.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/flight/flight.h"
#include "model/flight/transfer.h"
#include "sim/replay/steps.h"
#include "tools/ask/perf.h"

/* So many requests one by one, when a stream is alone. */
#define ALONE 1000u
#define ALONE_BYTES 64u
/* While TLPs are under way, credits and tags are counted this often. */
#define CHECK_PS 10000000u

struct stream {
	struct function *from;
	uint64_t address, window, handle;
	bool turned;
};

struct perf {
	struct world *w;
	const struct perf_question *q;
	struct stream s[PERF_STREAMS];
	struct transfer t[PERF_STREAMS];
	struct latency latency[PERF_STREAMS];
	struct perf_run run;		/* the one that goes on */
	struct perf_link *link;		/* what its links had carried when a stream ended */
};

static void record(struct world *w, const void *bytes, size_t n)
{
	rec_begin(w->rec, REC_RAW);
	rec_bytes(w->rec, bytes, n);
	rec_end(w->rec);
}

/* --- where to --- */

/* The BAR that starts at @cpu_address, as the kernel has it. */
static int32_t bar_at(const struct hp_kfunc *f, uint64_t cpu_address)
{
	for (int32_t i = 0; i < 6; i++)
		if ((f->res[i].flags & HP_RES_MEM) && f->res[i].size_bytes &&
		    f->res[i].cpu_start == cpu_address)
			return i;
	return -1;
}

static void map(struct perf *p, struct stream *s, struct perf_way *way,
		struct hp_dma_request *req)
{
	const struct hp_kernel *ops = p->w->kernel->ops;
	struct hp_dma_mapping *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		abort();	/* out of memory: nothing sensible is left to do */
	err = ops->dma_map ? ops->dma_map(req, m) : -38;	/* ENOSYS */
	way->error = err ? err : m->error;
	way->refusal = way->error ? PERF_REFUSED : PERF_GOES;
	s->address = m->segment[0].address;
	s->window = m->segment[0].bytes;
	s->handle = m->handle;
	free(m);
}

/* The memory BAR that P2PDMA answers for, and an address of it for the sender. */
static void find_memory(struct perf *p, struct stream *s, hp_sbdf from, hp_sbdf to,
			struct perf_way *way)
{
	struct function *fn = world_function_at(p->w, to);
	struct hp_dma_request req = {
		.client = from, .provider = to, .api = HP_DMA_API_P2P,
		.dir = HP_DMA_BIDIRECTIONAL,
	};
	struct hp_p2p answer = { 0 };
	struct hp_kfunc f;
	uint64_t base, size;

	way->refusal = PERF_NO_BAR;
	if (!fn || p->w->kernel->ops->function(to, &f))
		return;
	p->w->kernel->ops->p2p(to, -1, from, 0, &answer);
	way->map_type = answer.map_type;
	req.bar = bar_at(&f, answer.cpu_address);
	if (req.bar < 0 || !function_bar(fn, (unsigned int)req.bar, &base, &size))
		return;
	req.bytes = size < p->q->window ? size : p->q->window;
	map(p, s, way, &req);
	if (!p->q->bus)
		return;
	way->refusal = PERF_GOES;
	s->address = base;
	s->window = req.bytes;
}

static void find_dram(struct perf *p, struct stream *s, hp_sbdf from, struct perf_way *way)
{
	struct hp_dma_request req = {
		.client = from, .bar = -1, .api = HP_DMA_API_SINGLE,
		.dir = HP_DMA_BIDIRECTIONAL, .bytes = p->q->window,
	};

	map(p, s, way, &req);
}

/* A dry write says which way they go. */
static void ask_way(struct perf *p, const struct stream *s, struct perf_way *way)
{
	struct tlp t = { .type = TLP_MWR, .address = s->address, .bytes = 4, .dry = true,
			 .relaxed = p->q->relaxed };
	struct tlp_result r = { 0 };

	tlp_send(p->w->wire, s->from, &t, &r);
	way->request_in_rc = r.request_in_rc;
	way->translated = r.translated;
	way->lost = r.status != TLP_OK;
	tlp_result_free(&r);
}

static uint32_t field_bytes(uint32_t field)
{
	return 128u << (field & 7);
}

static bool open_stream(struct perf *p, uint32_t i)
{
	const struct perf_stream *q = &p->q->stream[i];
	struct perf_way way = { 0 };
	struct stream *s = &p->s[i];
	hp_sbdf from, to;

	s->turned = q->turned;
	if (!world_address(p->w, &q->from, &from) ||
	    !(s->from = world_function_at(p->w, from)))
		way.refusal = PERF_NOBODY_FROM;
	else if (q->to_dram)
		find_dram(p, s, from, &way);
	else if (!world_address(p->w, &q->to, &to))
		way.refusal = PERF_NOBODY_TO;
	else
		find_memory(p, s, from, to, &way);
	if (way.refusal == PERF_GOES) {
		uint16_t ctl = cap16(s->from->pf ? s->from->pf : s->from, CAP_PCIE,
				     EXP_DEVCTL);

		ask_way(p, s, &way);
		way.mps = field_bytes(ctl >> 5);
		way.mrrs = field_bytes(ctl >> 12);
		way.window = s->window;
		if (p->q->ats && !way.translated)
			way.refusal = PERF_NOT_TRANSLATED;
		else if (p->q->ats && !wire_ats_enable(p->w->wire, s->from))
			way.refusal = PERF_NO_ATS;
	}
	record(p->w, &way, sizeof(way));
	return way.refusal == PERF_GOES;
}

/* --- sizes of payloads and read requests --- */

static uint16_t field_of(uint32_t bytes)
{
	return (uint16_t)__builtin_ctz(bytes / 128);
}

static void set_sizes(const struct perf_question *q, struct function *fn)
{
	uint16_t reg = fn->cap[CAP_PCIE] + EXP_DEVCTL;
	uint16_t ctl = cap16(fn, CAP_PCIE, EXP_DEVCTL);
	uint32_t domain;
	uint8_t bus, devfn;

	if (q->mps)
		ctl = (uint16_t)((ctl & ~0xe0) | field_of(q->mps) << 5);
	if (q->mrrs)
		ctl = (uint16_t)((ctl & ~0x7000) | field_of(q->mrrs) << 12);
	if (function_address(fn, &domain, &bus, &devfn))
		fabric_cfg_write(fn->fabric, domain, bus, devfn, reg, 2, ctl);
}

/* All functions, as a BIOS does.  Returns false, with who, if one cannot (7.5.3.3). */
static bool set_all_sizes(struct perf *p)
{
	for (uint32_t i = 0; i < p->w->scn->spec->nfunctions; i++) {
		struct function *fn = fabric_function(p->w->fabric, i);
		uint32_t most = field_bytes(cap32(fn, CAP_PCIE, EXP_DEVCAP));
		const struct perf_way way = {
			.refusal = PERF_PAYLOAD, .function = (int32_t)i,
			.most_bytes = most,
		};

		if (!function_is_pcie(fn))
			continue;
		if (p->q->mps > most) {
			record(p->w, &way, sizeof(way));
			return false;
		}
		set_sizes(p->q, fn);
	}
	return true;
}

/* --- the runs --- */

/* While all streams still send: what comes after the first end is another load. */
static void count_links(struct perf *p, const struct flight *f)
{
	struct perf_run *run = &p->run;

	if (p->link)
		return;
	run->ps = flight_now_ps(f);
	p->link = calloc(2 * (size_t)p->w->scn->spec->nfunctions + 1, sizeof(*p->link));
	if (!p->link)
		abort();	/* out of memory: nothing sensible is left to do */
	for (uint32_t i = 0; i < 2 * p->w->scn->spec->nfunctions; i++) {
		struct function *port = fabric_function(p->w->fabric, i / 2);
		struct flight_load load = flight_load(f, port, i % 2);

		if (!load.tlps)
			continue;
		p->link[run->nlinks++] = (struct perf_link){
			.port = (int32_t)(i / 2), .up = i % 2, .bytes = load.bytes,
			.permille = run->ps ? (uint32_t)(load.busy_ps * 1000 / run->ps) : 0,
			.tlps = load.tlps, .waits = load.waits,
		};
	}
}

static void stream_ended(struct transfer *t)
{
	count_links(t->ctx, t->f);
}

static void count_waits(struct perf *p, const struct flight *f)
{
	for (uint32_t i = 0; i < 2 * p->w->scn->spec->nfunctions; i++)
		p->run.waits += flight_load(f, fabric_function(p->w->fabric, i / 2),
					    i % 2).waits;
}

static void record_run(struct perf *p)
{
	record(p->w, &p->run, sizeof(p->run));
	for (uint32_t i = 0; i < p->q->n; i++) {
		const struct latency *l = &p->latency[i];
		const struct perf_row row = {
			p->t[i].start_ps, p->t[i].end_ps, p->t[i].arrived,
			(uint8_t)p->t[i].status,
			{ l->n, l->least_ps, latency_mean_ps(l),
			  latency_percentile_ps(l, 500), latency_percentile_ps(l, 990),
			  l->most_ps },
		};

		record(p->w, &row, sizeof(row));
	}
	record(p->w, p->link, p->run.nlinks * sizeof(*p->link));
	free(p->link);
	p->link = NULL;
}

static void run_to_end(struct flight *f, struct perf_run *run)
{
	while (flight_busy(f) && !run->lost[0]) {
		flight_run(f, flight_now_ps(f) + CHECK_PS);
		if (!flight_check(f, run->lost, sizeof(run->lost)))
			return;
		run->lost[0] = '\0';
	}
}

static bool is_alone(const struct perf_run *run)
{
	return run->kind == PERF_ALONE_WRITE || run->kind == PERF_ALONE_READ;
}

static void start(struct perf *p, struct flight *f, const struct perf_run *run, uint32_t i)
{
	bool reads = (run->kind == PERF_READ || run->kind == PERF_ALONE_READ) !=
		     p->s[i].turned, alone = is_alone(run);

	memset(&p->latency[i], 0, sizeof(p->latency[i]));
	p->t[i] = (struct transfer){
		.f = f, .fn = p->s[i].from, .window = p->s[i].window,
		.bytes = alone ? ALONE * run->bytes : run->bytes,
		.each = alone ? (uint32_t)run->bytes : p->q->each,
		.random = p->q->random, .outstanding = alone, .ats = p->q->ats,
		.latency = &p->latency[i], .done = stream_ended, .ctx = p,
		.t = { .type = reads ? TLP_MRD : TLP_MWR,
		       .address = p->s[i].address, .relaxed = p->q->relaxed },
	};
	if (alone && i != run->stream)
		return;
	transfer_start(&p->t[i]);
}

static void one_run(struct perf *p, struct perf_run run)
{
	struct flight_options o = {
		.shuffle = p->q->shuffle, .params = p->q->numbers.params,
	};
	struct flight *f = flight_new(p->w->wire, &o);

	p->run = run;
	for (uint32_t i = 0; i < p->q->n; i++)
		start(p, f, &run, i);
	run_to_end(f, &p->run);
	for (uint32_t i = 0; i < p->q->n && !p->run.lost[0]; i++)
		if (!transfer_is_done(&p->t[i]) && !(is_alone(&run) && i != run.stream))
			snprintf(p->run.lost, sizeof(p->run.lost), "stream %u stands still",
				 i);
	p->run.most_tlps = flight_memory(f).tlps;
	count_links(p, f);
	count_waits(p, f);
	record_run(p);
	flight_free(f);
}

static void all_runs(struct perf *p)
{
	uint32_t each = p->q->each ? p->q->each : ALONE_BYTES;

	for (uint32_t i = 0; i < p->q->n; i++)
		for (uint32_t kind = PERF_ALONE_WRITE; kind <= PERF_ALONE_READ; kind++)
			one_run(p, (struct perf_run){ .bytes = each, .kind = kind,
						      .stream = i });
	for (uint64_t n = p->q->first_bytes; n <= p->q->last_bytes; n *= 4)
		for (uint32_t kind = PERF_WRITE; kind <= PERF_READ; kind++)
			one_run(p, (struct perf_run){ .bytes = n, .kind = kind });
}

void perf_defaults(struct perf_question *q)
{
	memset(q, 0, sizeof(*q));
	q->window = 1 << 20;
	flight_numbers_defaults(&q->numbers);
}

void perf_ask(struct world *w, void *arg)
{
	struct perf *p = calloc(1, sizeof(*p));
	bool goes = true;

	if (!p)
		abort();
	p->w = w;
	p->q = arg;
	wire_set_timing(w->wire, &p->q->numbers.timing);
	if (!steps_prepare(w) || ((p->q->mps || p->q->mrrs) && !set_all_sizes(p)))
		goes = false;
	for (uint32_t i = 0; goes && i < p->q->n; i++)
		goes = open_stream(p, i);
	if (goes)
		all_runs(p);
	for (uint32_t i = 0; i < p->q->n; i++)
		if (p->s[i].handle)
			w->kernel->ops->dma_unmap(p->s[i].handle);
	free(p);
}
