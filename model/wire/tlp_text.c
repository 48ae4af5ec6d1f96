// SPDX-License-Identifier: GPL-2.0-only
/*
 * tlp_text.c - transactions, places and rules in words, with the section that
 * states the rule.  It must not decide anything.
 */
#include "model/wire/tlp.h"

#define TEXT(table, i) \
	((size_t)(i) < sizeof(table) / sizeof(*(table)) && (table)[i] ? (table)[i] : "?")

const char *tlp_type_text(enum tlp_type t)
{
	static const char *const text[] = {
		[TLP_MRD] = "MRd", [TLP_MWR] = "MWr", [TLP_IORD] = "IORd",
		[TLP_IOWR] = "IOWr", [TLP_MSG] = "Msg", [TLP_CFGRD] = "CfgRd",
		[TLP_CFGWR] = "CfgWr", [TLP_CPL] = "Cpl", [TLP_CPLD] = "CplD",
	};

	return TEXT(text, t);
}

const char *tlp_status_text(enum tlp_status s)
{
	static const char *const text[] = {
		[TLP_OK] = "arrived", [TLP_UR] = "Unsupported Request",
		[TLP_CA] = "Completer Abort", [TLP_TIMEOUT] = "completion timeout",
		[TLP_LOST] = "lost", [TLP_NOT_SENT] = "not sent",
	};

	return TEXT(text, s);
}

const char *tlp_place_text(enum tlp_place p)
{
	static const char *const text[] = {
		[TLP_AT_SENDER] = "sender", [TLP_AT_DEVICE] = "device",
		[TLP_AT_INGRESS] = "ingress port", [TLP_AT_UPSTREAM_PORT] = "upstream port",
		[TLP_AT_EGRESS] = "egress port", [TLP_AT_ROOT_COMPLEX] = "root complex",
		[TLP_AT_IOMMU] = "IOMMU", [TLP_AT_TARGET] = "target",
	};

	return TEXT(text, p);
}

const char *tlp_decision_text(enum tlp_decision d)
{
	static const char *const text[] = {
		[TLP_GO_UP] = "upstream", [TLP_GO_REDIRECTED] = "redirected upstream",
		[TLP_GO_PEER] = "direct to peer", [TLP_GO_DOWN] = "downstream",
		[TLP_GO_TRANSLATED] = "translated", [TLP_ACCEPTED] = "accepted",
		[TLP_REFUSED] = "refused",
	};

	return TEXT(text, d);
}

const char *tlp_reason_text(enum tlp_reason r)
{
	static const char *const text[] = {
		[TLP_R_NONE] = "nothing against it",
		[TLP_R_MASTER_DISABLED] = "Bus Master Enable is clear (7.5.1.1.3)",
		[TLP_R_POWER] = "not in D0 (5.3.1)",
		[TLP_R_NO_BUS_NUMBER] = "its bus has no number",
		[TLP_R_ATS_DISABLED] = "ATS is not enabled in the function (10.5.1.3)",
		[TLP_R_PASID_DISABLED] = "PASID is not enabled in the function (7.8.9.3)",
		[TLP_R_PASID_WIDTH] = "the PASID is wider than the function has bits for (7.8.9.2)",
		[TLP_R_NO_PREFIX] = "malformed: the port supports no End-End TLP Prefixes (2.2.10.2)",
		[TLP_R_IN_RESET] = "being reset (6.6)",
		[TLP_R_TOO_LONG] = "longer than Max_Payload_Size or Max_Read_Request_Size (7.5.3.4)",
		[TLP_R_BOUNDARY] = "crosses a 4 KiB boundary (2.2.7)",
		[TLP_R_SOURCE_VALIDATION] = "ACS source validation: requester's bus is not behind this port (6.12.1.1)",
		[TLP_R_TRANSLATION_BLOCKING] = "ACS translation blocking: address type is not untranslated (6.12.1.1)",
		[TLP_R_IO_BLOCKING] = "ACS I/O request blocking (6.12.1.1)",
		[TLP_R_DIRECT_TRANSLATED] = "ACS direct translated P2P: a translated address goes direct (6.12.1.1)",
		[TLP_R_EGRESS_ALLOWED] = "ACS egress control: the peer's bit is clear (6.12.3)",
		[TLP_R_EGRESS_REDIRECT] = "ACS egress control: the peer's bit is set, request redirect is on (6.12.3)",
		[TLP_R_EGRESS_CONTROL] = "ACS egress control: the peer's bit is set (6.12.3)",
		[TLP_R_REQUEST_REDIRECT] = "ACS P2P request redirect (6.12.1.1)",
		[TLP_R_COMPLETION_REDIRECT] = "ACS P2P completion redirect (6.12.1.1)",
		[TLP_R_RELAXED_ORDERING] = "ACS P2P completion redirect leaves relaxed ordering alone (6.12.1.1)",
		[TLP_R_UPSTREAM_FORWARDING] = "ACS upstream forwarding: target is behind this very port (6.12.1.1)",
		[TLP_R_OWN_EGRESS] = "target is behind this very port, upstream forwarding is off (6.12.1.1)",
		[TLP_R_PORT_TARGET] = "ACS memory target access control (6.12.1.1)",
		[TLP_R_UNCLAIMED_REDIRECT] = "ACS unclaimed request redirect (6.12.1.1)",
		[TLP_R_UNCLAIMED] = "in the switch's windows, but no port claims it (2.3.1)",
		[TLP_R_PEER_WINDOW] = "a peer port's window claims it",
		[TLP_R_SIBLING_BAR] = "a function of the same device claims it",
		[TLP_R_SAME_BUS] = "a device on the same conventional bus claims it",
		[TLP_R_NOT_MINE] = "no window here claims it",
		[TLP_R_WINDOW] = "its window claims it",
		[TLP_R_BAR] = "its BAR claims it",
		[TLP_R_LINK_DOWN] = "the link is down",
		[TLP_R_COHERENT] = "in the memory of a device, beside DRAM",
		[TLP_R_COHERENT_CLOSED] = "the device whose memory it is has decoding off, or is not in D0",
		[TLP_R_COHERENT_NOT_READY] = "the device whose memory it is is not ready yet",
		[TLP_R_NOBODY] = "nobody claims it (2.3.1)",
		[TLP_R_BRIDGE_MASTER] = "Bus Master Enable of the bridge is clear (7.5.1.1.3)",
		[TLP_R_BY_ID] = "its bus numbers hold the requester's (2.2.4.2)",
		[TLP_R_MALFORMED_SIZE] = "malformed: longer than this port's Max_Payload_Size (2.2.2)",
		[TLP_R_BAR_END] = "reaches beyond the end of the BAR (2.3.1)",
		[TLP_R_NO_VRAM] = "no VRAM is behind this part of the BAR (2.3.1)",
		[TLP_R_AT_AT_ENDPOINT] = "a translation request, and this is no root complex (10.2)",
		[TLP_R_RC_TURNS] = "the root complex turns it around",
		[TLP_R_RC_REFUSES] = "this root complex does not forward to peers (1.3.1)",
		[TLP_R_RC_WRITES_ONLY] = "this root complex carries peers' writes, not their reads (1.3.1)",
		[TLP_R_RC_PEERS] = "the root complex routes between root ports (1.3.1)",
		[TLP_R_DRAM] = "DRAM",
		[TLP_R_MSI] = "interrupt",
		[TLP_R_NO_TARGET] = "neither DRAM nor any window",
		[TLP_R_IOMMU_MAPPED] = "mapped",
		[TLP_R_IOMMU_PASSTHROUGH] = "passthrough",
		[TLP_R_IOMMU_BLOCKED] = "the requester is blocked",
		[TLP_R_IOMMU_UNMAPPED] = "no such mapping",
		[TLP_R_IOMMU_FORBIDDEN] = "the mapping does not permit it",
		[TLP_R_IOMMU_NO_CONTEXT] = "the requester has no context",
		[TLP_R_IOMMU_ATS_OFF] = "translated, but ATS is not enabled for the requester (10.2)",
		[TLP_R_IOMMU_RESERVED] = "a reserved region",
		[TLP_R_NO_IOMMU] = "address type is not untranslated, and there is no IOMMU here (10.2)",
		[TLP_R_ATS_ANSWER] = "answers the translation request (10.2.3)",
		[TLP_R_REISSUED] = "sent on by the root complex in its own name",
		[TLP_R_UNEXPECTED] = "unexpected completion (2.3.2)",
		[TLP_R_RETURNED] = "back at the requester",
		[TLP_R_NO_COMPLETION] = "no completion",
	};

	return TEXT(text, r);
}
