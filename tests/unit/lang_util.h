/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lang_util.h - for tests of the language: parse a text, compare two machines.
 */
#ifndef TESTS_UNIT_LANG_UTIL_H
#define TESTS_UNIT_LANG_UTIL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/lang/scenario.h"

/* Parse @text; what was reported is in *@messages, to be freed. */
static inline struct scenario *lang_parse(const char *text, size_t len,
					  char **messages)
{
	size_t n;
	FILE *err = open_memstream(messages, &n);
	struct scenario *s = scenario_parse("t.hp", text, len, err);

	fclose(err);
	return s;
}

static inline char *lang_print(const struct spec *s)
{
	char *text;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	scenario_print_spec(out, s);
	fclose(out);
	return text;
}

/*
 * The first field in which @a and @b differ, or NULL.  Places in files do not
 * count.  Written member by member on purpose: memcmp() would see padding.
 */
#define LANG_DIFFER(member) \
	do { \
		if (a->member != b->member) \
			return #member; \
	} while (0)
#define LANG_DIFFER_ALL(call) \
	do { \
		const char *d_ = call; \
		if (d_) \
			return d_; \
	} while (0)

static inline const char *lang_bar_differs(const struct spec_bar *a,
					   const struct spec_bar *b)
{
	LANG_DIFFER(kind);
	LANG_DIFFER(prefetchable);
	LANG_DIFFER(size_bytes);
	LANG_DIFFER(address);
	LANG_DIFFER(rebar_sizes);
	return NULL;
}

static inline const char *lang_acs_differs(const struct spec_acs *a,
					   const struct spec_acs *b)
{
	LANG_DIFFER(known);
	LANG_DIFFER(assumed);
	LANG_DIFFER(cap);
	LANG_DIFFER(ctrl);
	LANG_DIFFER(egress_bits);
	return memcmp(a->egress_vector, b->egress_vector,
		      sizeof(a->egress_vector)) ? "egress_vector" : NULL;
}

static inline const char *lang_sriov_differs(const struct spec_sriov *a,
					     const struct spec_sriov *b)
{
	LANG_DIFFER(known);
	LANG_DIFFER(total_vfs);
	LANG_DIFFER(initial_vfs);
	LANG_DIFFER(num_vfs);
	LANG_DIFFER(offset);
	LANG_DIFFER(stride);
	LANG_DIFFER(vf_device);
	LANG_DIFFER(page_sizes);
	LANG_DIFFER(vf_ats);
	LANG_DIFFER(vf_msix);
	LANG_DIFFER(vf_silent);
	for (int i = 0; i < 6; i++)
		LANG_DIFFER_ALL(lang_bar_differs(&a->bar[i], &b->bar[i]));
	return lang_acs_differs(&a->vf_acs, &b->vf_acs);
}

static inline const char *lang_function_differs(const struct spec_function *a,
						const struct spec_function *b)
{
	if (strcmp(a->name, b->name))
		return "name";
	LANG_DIFFER(type);
	LANG_DIFFER(host_bridge);
	LANG_DIFFER(parent);
	LANG_DIFFER(devfn);
	LANG_DIFFER(multifunction);
	LANG_DIFFER(vendor);
	LANG_DIFFER(device);
	LANG_DIFFER(subvendor);
	LANG_DIFFER(subdevice);
	LANG_DIFFER(class);
	LANG_DIFFER(revision);
	LANG_DIFFER(interrupt_pin);
	for (int i = 0; i < 6; i++)
		LANG_DIFFER_ALL(lang_bar_differs(&a->bar[i], &b->bar[i]));
	LANG_DIFFER(rom_bytes);
	LANG_DIFFER_ALL(lang_acs_differs(&a->acs, &b->acs));
	LANG_DIFFER_ALL(lang_sriov_differs(&a->sriov, &b->sriov));
	LANG_DIFFER(ari);
	LANG_DIFFER(ats);
	LANG_DIFFER(pri);
	LANG_DIFFER(pasid);
	LANG_DIFFER(aer);
	LANG_DIFFER(flr);
	LANG_DIFFER(pm);
	LANG_DIFFER(no_soft_reset);
	LANG_DIFFER(ari_forwarding);
	LANG_DIFFER(ltr);
	LANG_DIFFER(dpc);
	LANG_DIFFER(serial);
	LANG_DIFFER(silent);
	LANG_DIFFER(pasid_width);
	LANG_DIFFER(msi_vectors);
	LANG_DIFFER(msix_vectors);
	LANG_DIFFER(link_speed);
	LANG_DIFFER(link_width);
	LANG_DIFFER(port_number);
	LANG_DIFFER(hotplug_slot);
	LANG_DIFFER(slot);
	LANG_DIFFER(window_io);
	LANG_DIFFER(window_mem);
	LANG_DIFFER(window_pref);
	LANG_DIFFER(internal_p2p);
	LANG_DIFFER(assumed);
	LANG_DIFFER(assumed_place);
	LANG_DIFFER(vram_bytes);
	LANG_DIFFER(vram_bar);
	LANG_DIFFER(coherent.stated);
	LANG_DIFFER(coherent.base);
	LANG_DIFFER(coherent.size_bytes);
	LANG_DIFFER(coherent.ready_ps);
	LANG_DIFFER(coherent.whole);
	LANG_DIFFER(coherent.cxl);
	LANG_DIFFER(secondary);
	LANG_DIFFER(subordinate);
	LANG_DIFFER(config_len);
	if (a->config_len && memcmp(a->config, b->config, a->config_len))
		return "config";
	if (a->rom_len != b->rom_len || (a->rom_len && memcmp(a->rom, b->rom, a->rom_len)))
		return "rom";
	LANG_DIFFER(iommu_group);
	LANG_DIFFER(numa_node);
	if (strcmp(a->driver, b->driver))
		return "driver";
	return NULL;
}

static inline const char *lang_bridge_differs(const struct spec_host_bridge *a,
					      const struct spec_host_bridge *b)
{
	if (strcmp(a->name, b->name))
		return "bridge name";
	LANG_DIFFER(domain);
	LANG_DIFFER(bus_first);
	LANG_DIFFER(bus_last);
	LANG_DIFFER(nwindows);
	for (uint32_t i = 0; i < a->nwindows; i++) {
		LANG_DIFFER(windows[i].kind);
		LANG_DIFFER(windows[i].cpu_base);
		LANG_DIFFER(windows[i].size_bytes);
		LANG_DIFFER(windows[i].offset);
	}
	LANG_DIFFER(id_unknown);
	LANG_DIFFER(dram_offset);
	LANG_DIFFER(ndram_views);
	for (uint32_t i = 0; i < a->ndram_views; i++) {
		LANG_DIFFER(dram_views[i].cpu_base);
		LANG_DIFFER(dram_views[i].size_bytes);
		LANG_DIFFER(dram_views[i].offset);
	}
	return NULL;
}

static inline const char *lang_spec_differs(const struct spec *a,
					    const struct spec *b)
{
	if (strcmp(a->host.profile, b->host.profile))
		return "profile";
	LANG_DIFFER(host.cpu_vendor);
	LANG_DIFFER(host.cpu_family);
	LANG_DIFFER(host.rc_p2p);
	LANG_DIFFER(host.iommu);
	LANG_DIFFER(host.dram_bytes);
	LANG_DIFFER(nbridges);
	LANG_DIFFER(nfunctions);
	for (uint32_t i = 0; i < a->nbridges; i++)
		LANG_DIFFER_ALL(lang_bridge_differs(&a->host_bridges[i],
						    &b->host_bridges[i]));
	for (uint32_t i = 0; i < a->nfunctions; i++)
		LANG_DIFFER_ALL(lang_function_differs(&a->functions[i],
						      &b->functions[i]));
	return NULL;
}

#endif
