/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * at.h - the Address Type field of a memory request: what senders and the IOMMU
 * both speak of.
 */
#ifndef MODEL_SPEC_AT_H
#define MODEL_SPEC_AT_H

/* Address Type, as the field encodes it (2.2.4.1, 10.2.1). */
enum tlp_at { TLP_UNTRANSLATED = 0, TLP_TRANSLATION_REQUEST = 1, TLP_TRANSLATED = 2 };

#endif
