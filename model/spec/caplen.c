// SPDX-License-Identifier: GPL-2.0-only
/*
 * caplen.c - lengths of capabilities, from the bytes of config space.
 * The bytes may be a capture, so nothing about them can be relied on.
 */
#include <string.h>

#include "model/spec/bytes.h"
#include "model/spec/caplen.h"
#include "model/spec/pch.h"
#include "model/spec/regs.h"

/* 7.7.1: 0Ah bytes, plus upper address, plus mask and pending registers. */
static unsigned int msi_bytes(uint16_t ctl)
{
	unsigned int n = 0x0a;

	if (ctl & MSI_64)
		n += 4;
	if (ctl & MSI_MASKING)
		n += 0x0a;
	return n;
}

/* Version 1 structures end after what their port type needs (1.1, 7.8). */
static unsigned int pcie_bytes(uint16_t reg)
{
	static const uint8_t v1[16] = {
		0x14, 0x14, 0, 0, 0x24, 0x14, 0x1c, 0x14, 0x1c, 0x0c, 0x24,
	};

	if ((reg & 0xf) >= 2)
		return EXP_BYTES;
	return v1[reg >> 4 & 0xf] ? v1[reg >> 4 & 0xf] : 0x14;
}

unsigned int cap_bytes(const uint8_t *cfg, uint8_t off)
{
	switch (cfg[off]) {
	case ID_PM:
		return PM_BYTES;
	case ID_MSI:
		return msi_bytes(get16(cfg + off + MSI_CTL));
	case ID_SSVID:
	case ID_VPD:			/* 7.9.18 */
		return 0x08;
	case ID_AF:			/* Conventional PCI AF ECN */
		return 0x06;
	case ID_PCIE:
		return pcie_bytes(get16(cfg + off + EXP_CAP));
	case ID_MSIX:
		return MSIX_BYTES;
	default:
		return 0;
	}
}

/* A root port or event collector, which have registers of their own. */
static bool is_root(const uint8_t *cfg)
{
	unsigned int off = cfg[R_STATUS] & STS_CAP_LIST ? cfg[R_CAP_PTR] & ~3u : 0;

	for (unsigned int n = 0; off >= 0x40 && n < 48; n++) {
		if (cfg[off] == ID_PCIE) {
			unsigned int type = cfg[off + EXP_CAP] >> 4;

			return type == SPEC_ROOT_PORT || type == SPEC_RCEC;
		}
		off = cfg[off + 1] & ~3u;
	}
	return false;
}

/*
 * Devices may place the next capability right behind it.  The prefix log exists
 * if a bit says so, and root registers exist in root ports (7.8.4).
 */
static unsigned int aer_bytes(const uint8_t *cfg, uint16_t off)
{
	if (get32(cfg + off + AER_CTL) & AER_CTL_PREFIX_LOG)
		return AER_BYTES;
	return is_root(cfg) ? AER_ROOT_BYTES : AER_MIN_BYTES;
}

static unsigned int acs_bytes(uint16_t cap)
{
	unsigned int bits = cap >> 8 ? cap >> 8 : 256;

	return cap & ACS_EC ? 8 + (bits + 31) / 32 * 4 : 8;
}

/* One pair of dwords a resizable BAR; the first says how many (7.8.6.3). */
static unsigned int rebar_bytes(uint32_t ctrl)
{
	unsigned int n = ctrl >> 5 & 7;

	return n >= 1 && n <= 6 ? 4 + 8 * n : 0;
}

/* Root port extensions end with logs of so many dwords (7.9.14.2). */
static unsigned int dpc_bytes(uint16_t cap)
{
	return cap & DPC_CAP_RP ? 0x20 + (cap >> 8 & 0xf) * 4 : DPC_BYTES;
}

/* Reads at most 12 bytes from @off on, which caps_read() has checked. */
unsigned int ext_cap_bytes(const uint8_t *cfg, uint16_t off)
{
	switch (get16(cfg + off)) {
	case XID_NULL:
		return 4;
	case XID_AER:
		return aer_bytes(cfg, off);
	case XID_DSN:
		return DSN_BYTES;
	case XID_ACS:
		return pch_acs_in_dwords(get16(cfg + R_VENDOR_ID), get16(cfg + R_DEVICE_ID)) ?
			ACS_DWORD_BYTES : acs_bytes(get16(cfg + off + ACS_CAP_REG));
	case XID_ARI:
		return ARI_BYTES;
	case XID_ATS:
		return ATS_BYTES;
	case XID_SRIOV:
		return IOV_BYTES;
	case XID_PRI:
		return PRI_BYTES;
	case XID_REBAR:
		return rebar_bytes(get32(cfg + off + REBAR_CTRL_REG));
	case XID_LTR:
		return LTR_BYTES;
	case XID_PASID:
		return PASID_BYTES;
	case XID_DPC:
		return dpc_bytes(get16(cfg + off + DPC_CAP_REG));
	case XID_DVSEC:
		return get16(cfg + off + 6) >> 4;
	default:
		return 0;
	}
}
