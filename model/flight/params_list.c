// SPDX-License-Identifier: GPL-2.0-only
/*
 * params_list.c - the parameters by name (see params_list.h).
 */
#include <string.h>

#include "model/flight/params_list.h"

#define ONE(group, keyword, field, unit, scale, least, most, source) \
	{ #keyword, unit, source, least, most, scale, \
	  offsetof(struct flight_numbers, group.field), \
	  sizeof(((struct flight_numbers *)0)->group.field) },

static const struct flight_param list[] = {
#define TIMING(keyword, field, unit, scale, value, least, most, source) \
	ONE(timing, keyword, field, unit, scale, least, most, source)
#define FLIGHT(keyword, field, unit, scale, value, least, most, source) \
	ONE(params, keyword, field, unit, scale, least, most, source)
#include "model/wire/params.def"
};

void flight_numbers_defaults(struct flight_numbers *n)
{
	timing_defaults(&n->timing);
	flight_params_defaults(&n->params);
}

const struct flight_param *flight_param_at(uint32_t i)
{
	return i < sizeof(list) / sizeof(list[0]) ? &list[i] : NULL;
}

uint64_t flight_param_get(const struct flight_numbers *n, const struct flight_param *p)
{
	const unsigned char *at = (const unsigned char *)n + p->offset;
	uint64_t wide = 0;
	uint32_t narrow;

	if (p->bytes == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
	} else if (p->bytes == sizeof(narrow)) {
		memcpy(&narrow, at, sizeof(narrow));
		wide = narrow;
	} else {
		wide = *at;
	}
	return wide / p->scale;
}

/*
 * What a range does not say: a payload has to fit (non-posted data are those of an I/O
 * write), completions end at a boundary.
 */
static const char *misfits(const struct flight_param *p, uint64_t value)
{
	if (!strcmp(p->unit, "16 bytes") && !strstr(p->name, "_npd") && value && value < 256)
		return "0 for infinite, or 256 and more: a payload of 4096 bytes has to fit";
	if (!strcmp(p->name, "root_completion") && value % 64)
		return "a multiple of 64";
	return NULL;
}

const char *flight_param_set(struct flight_numbers *n, const struct flight_param *p,
			     uint64_t value)
{
	unsigned char *at = (unsigned char *)n + p->offset;
	const char *why = misfits(p, value);
	uint64_t wide = value * p->scale;
	uint32_t narrow = (uint32_t)wide;

	if (why)
		return why;
	if (p->bytes == sizeof(wide))
		memcpy(at, &wide, sizeof(wide));
	else if (p->bytes == sizeof(narrow))
		memcpy(at, &narrow, sizeof(narrow));
	else
		*at = value != 0;
	return NULL;
}
