// SPDX-License-Identifier: GPL-2.0-only
/*
 * schedulers.cc - the event trace of a saturated fabric (bench_flight --trace FILE), driven
 * through the schedulers of ns-3, SystemC's kernel, and, in the same run, the queue of
 * model/flight and a plain binary heap.  tests/bench/schedulers.sh builds and runs it.
 *
 * Each event is popped, and the pushes that it made in the product are made again, with
 * their times.  All must pop the same times.  It must not know what events mean.
 */
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <queue>
#include <string>
#include <vector>

extern "C" {
#include "model/flight/evq.h"
}
#ifdef HAVE_NS3
#include <ns3/calendar-scheduler.h>
#include <ns3/heap-scheduler.h>
#include <ns3/list-scheduler.h>
#include <ns3/map-scheduler.h>
#include <ns3/priority-queue-scheduler.h>
#endif
#ifdef HAVE_SYSTEMC
#include <systemc>
#endif

namespace {

struct recorded {
	std::vector<uint32_t> pushes;	/* of each event, in order */
	std::vector<uint64_t> time;	/* of each push */
};

bool read_trace(const char *path, recorded &t)
{
	uint64_t n[2];
	FILE *in = fopen(path, "rb");
	bool ok = in && fread(n, sizeof(n[0]), 2, in) == 2;

	if (ok) {
		t.pushes.resize(n[0]);
		t.time.resize(n[1]);
		ok = fread(t.pushes.data(), sizeof(uint32_t), n[0], in) == n[0] &&
		     fread(t.time.data(), sizeof(uint64_t), n[1], in) == n[1];
	}
	if (in)
		fclose(in);
	return ok;
}

double now()
{
	timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* @push(time, number) and @pop() -> time, as the trace has them; returns events a second. */
template <typename Push, typename Pop>
double drive(const recorded &t, Push push, Pop pop, uint64_t &sum)
{
	const uint64_t *time = t.time.data();
	uint64_t number = 0;
	double begin = now();

	sum = 0;
	for (uint32_t n : t.pushes) {
		while (n--)
			push(*time++, number++);
		sum = sum * 31 + pop();
	}
	return (double)t.pushes.size() / (now() - begin);
}

struct entry {
	uint64_t time, number;
	bool operator>(const entry &o) const
	{
		return time > o.time || (time == o.time && number > o.number);
	}
};

double heap(const recorded &t, uint64_t &sum)
{
	std::priority_queue<entry, std::vector<entry>, std::greater<entry>> q;

	return drive(t, [&](uint64_t time, uint64_t n) { q.push({ time, n }); },
		     [&] { uint64_t time = q.top().time; q.pop(); return time; }, sum);
}

void nothing(void *) {}

double product(const recorded &t, uint64_t &sum)
{
	evq *q = evq_new();
	event ev;
	double rate = drive(t, [&](uint64_t time, uint64_t) { evq_push(q, time, nothing, nullptr); },
			    [&] { evq_pop(q, &ev); return ev.time_ps; }, sum);

	evq_free(q);
	return rate;
}

#ifdef HAVE_NS3
template <typename S>
double ns3_with(const recorded &t, uint64_t &sum)
{
	ns3::Ptr<ns3::Scheduler> q = ns3::CreateObject<S>();
	auto push = [&](uint64_t time, uint64_t n) {
		ns3::Scheduler::Event ev;

		/* The key orders by a 32-bit number; the trace is shorter. */
		ev.impl = nullptr;
		ev.key.m_ts = time;
		ev.key.m_uid = (uint32_t)n;
		ev.key.m_context = 0;
		q->Insert(ev);
	};

	return drive(t, push, [&] { return q->RemoveNext().key.m_ts; }, sum);
}
#endif

#ifdef HAVE_SYSTEMC
/* Each notification is an event of the trace; one queue of them, as SystemC has it. */
struct replay : sc_core::sc_module {
	const recorded &t;
	sc_core::sc_event_queue q;
	const uint64_t *time;
	size_t at = 0;
	uint64_t &sum;

	SC_HAS_PROCESS(replay);
	replay(sc_core::sc_module_name name, const recorded &trace_, uint64_t &sum_)
		: sc_module(name), t(trace_), q("q"), time(trace_.time.data()), sum(sum_)
	{
		SC_METHOD(fire);
		sensitive << q;
		dont_initialize();
		push();
	}
	/* What the event @at pushes. */
	void push()
	{
		uint64_t now_ps = sc_core::sc_time_stamp().value();

		for (uint32_t n = t.pushes[at]; n--; time++)
			q.notify(sc_core::sc_time::from_value(*time - now_ps));
	}
	void fire()
	{
		sum = sum * 31 + sc_core::sc_time_stamp().value();
		if (++at == t.pushes.size())
			sc_core::sc_stop();
		else
			push();
	}
};

double systemc(const recorded &t, uint64_t &sum)
{
	double begin;

	sum = 0;
	static replay r("replay", t, sum);
	begin = now();
	sc_core::sc_start();
	return (double)r.at / (now() - begin);
}
#endif

struct row {
	const char *name;
	double (*run)(const recorded &, uint64_t &);
	bool once;			/* it can run once in a process */
};

const row rows[] = {
	{ "binary heap (std::priority_queue)", heap, false },
	{ "model/flight, the ladder queue", product, false },
#ifdef HAVE_NS3
	{ "ns-3 MapScheduler, its default", ns3_with<ns3::MapScheduler>, false },
	{ "ns-3 HeapScheduler", ns3_with<ns3::HeapScheduler>, false },
	{ "ns-3 PriorityQueueScheduler", ns3_with<ns3::PriorityQueueScheduler>, false },
	{ "ns-3 CalendarScheduler", ns3_with<ns3::CalendarScheduler>, false },
#endif
#ifdef HAVE_SYSTEMC
	{ "SystemC, sc_event_queue", systemc, true },
#endif
};

} /* namespace */

static int compare(const recorded &t, int rounds)
{
	std::map<std::string, double> best;
	uint64_t want = 0, sum;

	for (int i = 0; i < rounds; i++)
		for (const row &r : rows) {
			if (r.once && i)
				continue;
			best[r.name] = std::max(best[r.name], r.run(t, sum));
			if (!want)
				want = sum;
			if (sum != want) {
				printf("%s pops other times\n", r.name);
				return 1;
			}
		}
	printf("%zu events, as a saturated fabric of 64 endpoints made them; best of %d rounds\n",
	       t.pushes.size(), rounds);
	for (const row &r : rows)
		printf("  %-36s %6.2f M events/s, %5.2f times the binary heap\n", r.name,
		       best[r.name] / 1e6, best[r.name] / best[rows[0].name]);
	return 0;
}

static int both(int argc, char **argv)
{
	recorded t;

	if (argc != 2 || !read_trace(argv[1], t) || t.pushes.empty()) {
		fprintf(stderr, "usage: schedulers TRACE, which bench_flight --trace wrote\n");
		return 2;
	}
	return compare(t, 5);
}

#ifdef HAVE_SYSTEMC
int sc_main(int argc, char **argv)
{
	return both(argc, argv);
}
#else
int main(int argc, char **argv)
{
	return both(argc, argv);
}
#endif
