/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lang_dump.h - all that the parser made of a scenario, in words.
 */
#ifndef TESTS_UNIT_LANG_DUMP_H
#define TESTS_UNIT_LANG_DUMP_H

#include "tests/unit/lang_util.h"

static void put_u(FILE *out, const char *name, uint64_t v)
{
	if (v)
		fprintf(out, " %s %llx", name, (unsigned long long)v);
}

static void put_s(FILE *out, const char *name, const char *v)
{
	if (v)
		fprintf(out, " %s '%s'", name, v);
}

static void put_ref(FILE *out, const char *name, const struct scn_ref *r)
{
	if (!r->text)
		return;
	fprintf(out, " %s '%s'@%u", name, r->text, r->loc.line);
	fprintf(out, ".%u fn %d vf %u", r->loc.column, r->function, r->vf);
}

static void put_uapi(FILE *out, const struct scn_uapi *u)
{
	fprintf(out, "\n    call %d", u->op);
	put_s(out, "name", u->name);
	put_s(out, "buffer", u->buffer);
	/* All of the union, whichever of it was set. */
	put_u(out, "how", u->status);
	if (u->op == SCN_UAPI_IRQS || u->op == SCN_UAPI_INTERRUPT) {
		put_u(out, "then", u->how);
		put_u(out, "on", u->on);
	}
	put_u(out, "unmapped", u->unmapped);
	put_u(out, "private", u->private);
	put_u(out, "may-fail", u->may_fail);
	put_u(out, "start", u->start);
	for (uint32_t i = 0; i < u->nerrors; i++)
		fprintf(out, " error %d", u->errors[i]);
	for (uint32_t i = 0; i < u->nranges; i++)
		fprintf(out, " range %llx+%llx", (unsigned long long)u->ranges[2 * i],
			(unsigned long long)u->ranges[2 * i + 1]);
}

static void put_numbers(FILE *out, const struct scn_step *s)
{
	put_u(out, "negated", s->negated);
	put_u(out, "xfail", s->xfail);
	put_u(out, "at", s->at_ps);
	put_u(out, "map", s->map_type);
	if (s->has_distance)
		fprintf(out, " distance %d", s->distance);
	put_u(out, "has-bar", s->has_bar);
	put_u(out, "address", s->address);
	put_u(out, "value", s->address_value);
	put_u(out, "bar", s->bar);
	put_u(out, "bar-what", s->bar_what);
	put_u(out, "cpu", s->bar_cpu);
	put_u(out, "bus", s->bar_bus);
	put_u(out, "size", s->bar_size);
	put_u(out, "offset", (uint64_t)s->bar_offset);
	put_u(out, "acs", s->acs_mask);
	put_u(out, "acs-value", s->acs_value);
	put_u(out, "mapping", (uint64_t)(s->mapping + 1));
	put_u(out, "api", s->api);
	put_u(out, "dir", s->dir);
	put_u(out, "dram", s->dram);
	put_u(out, "range", s->has_range);
	put_u(out, "from", s->offset);
	put_u(out, "bytes", s->bytes);
	put_u(out, "error", (uint64_t)s->error);
	put_u(out, "when", s->when);
	put_u(out, "number", s->number);
	put_u(out, "inject", s->inject);
}

static void put_step(FILE *out, const struct scn_step *s)
{
	fprintf(out, "  %u.%u %d", s->loc.line, s->loc.column, s->kind);
	put_s(out, "source", s->source);
	put_ref(out, "a", &s->a);
	put_ref(out, "b", &s->b);
	for (uint32_t i = 0; i < s->nrefs; i++)
		put_ref(out, "ref", &s->refs[i]);
	put_numbers(out, s);
	put_s(out, "skip", s->skip);
	put_s(out, "path", s->path);
	put_s(out, "text", s->text);
	if (s->uapi)
		put_uapi(out, s->uapi);
	putc('\n', out);
}

static void put_scenario(FILE *out, const struct scenario *s)
{
	put_s(out, "name", s->name);
	put_s(out, "reason", s->reason);
	put_s(out, "from", s->from);
	put_s(out, "cmdline", s->cmdline);
	put_s(out, "skip", s->skip);
	fprintf(out, " maps %u, iommu %d, offset %d\n", s->nmappings,
		s->iommu_stated, s->offset_stated);
	for (uint32_t i = 0; i < s->nleaks; i++)
		fprintf(out, "  leak %s %s %u\n", s->leaks[i].function,
			s->leaks[i].allocator, s->leaks[i].most);
	for (uint32_t i = 0; i < s->nrequires; i++)
		fprintf(out, "  %u.%u require %s %llx %d %u.%u\n",
			s->requires[i].loc.line, s->requires[i].loc.column, s->requires[i].name,
			(unsigned long long)s->requires[i].features,
			s->requires[i].op, s->requires[i].major, s->requires[i].minor);
	for (uint32_t i = 0; i < s->nxlaws; i++)
		fprintf(out, "  %u.%u law %s %x\n", s->xlaws[i].loc.line,
			s->xlaws[i].loc.column, s->xlaws[i].name, s->xlaws[i].when);
	for (uint32_t i = 0; i < s->nsteps; i++)
		put_step(out, &s->steps[i]);
	scenario_print_spec(out, s->spec);
}

#endif
