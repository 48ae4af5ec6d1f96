// SPDX-License-Identifier: GPL-2.0-only
/*
 * ats.c - the end of cached translations while requests by them are under way.
 *
 * It must not look into the IOMMU: that has forgotten them before.
 */
#include "model/config/function.h"
#include "model/flight/internal.h"
#include "model/wire/wire.h"

/* Does a request up to number @last of @fn wait for its completion? */
static bool waits(const struct flight *f, const struct function *fn, uint64_t last)
{
	for (const struct request *r = f->oldest; r; r = r->newer)
		if (r->sender->fn == fn && r->serial <= last)
			return true;
	return false;
}

static void arrived(void *ctx, const struct tlp *t, const struct tlp_result *r)
{
	enum tlp_status *status = ctx;

	(void)t;
	*status = r->status;
}

/* The Invalidate Completion is a message to the root complex; it passes no posted write (10.3.2). */
static bool confirm(struct flight *f, struct function *fn)
{
	enum tlp_status status = TLP_TIMEOUT;
	const struct flight_notify n = { NULL, arrived, &status };
	const struct tlp t = { .type = TLP_MSG };

	if (!flight_send(f, fn, &t, &n))
		return false;
	while (status == TLP_TIMEOUT && clock_step(f->c, UINT64_MAX))
		;
	/* In D3hot it is not sent here, and no request of it is under way either. */
	return status == TLP_OK || status == TLP_NOT_SENT;
}

static struct function *who(const struct flight *f, uint32_t domain, uint16_t requester)
{
	return fabric_lookup(f->w->f, domain, (uint8_t)(requester >> 8), (uint8_t)requester);
}

bool flight_ats_invalidate(struct flight *f, uint32_t domain, uint16_t requester,
			   bool has_pasid, uint32_t pasid, uint64_t address,
			   uint64_t bytes)
{
	const uint64_t last = f->serial;
	const struct function *fn = who(f, domain, requester);

	if (!wire_ats_invalidate(f->w, domain, requester, has_pasid, pasid, address, bytes))
		return false;
	while (waits(f, fn, last) && clock_step(f->c, UINT64_MAX))
		;
	/* Answers that came meanwhile may be older than that (10.3.1). */
	return wire_ats_invalidate(f->w, domain, requester, has_pasid, pasid, address, bytes) &&
	       confirm(f, who(f, domain, requester));
}
