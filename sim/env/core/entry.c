// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entry point of this object, which the host looks up: it returns struct
 * hp_kernel.
 */
#include <linux/kernel.h>

#include "core/env.h"

const struct hp_host *hp_host;

static struct hp_kernel kernel = {
	.abi = HP_ABI_VERSION,
	.release = HP_TREE_RELEASE,
	.features = HP_FEAT_SYSFS | HP_FEAT_P2P_PAGES | HP_FEAT_VFIO_CDEV
#ifdef HP_HAVE_P2P_PROVIDER
		| HP_FEAT_P2P_PROVIDER
#endif
#ifdef HP_HAVE_VFIO_DMABUF
		| HP_FEAT_VFIO_DMABUF
#endif
#ifdef HP_HAVE_DMA_MAP_PHYS
		| HP_FEAT_DMA_MAP_PHYS
#endif
#ifdef HP_HAVE_DMA_IOVA
		| HP_FEAT_DMA_IOVA
#endif
#ifdef HP_HAVE_INVALIDATE_MAPPINGS
		| HP_FEAT_INVALIDATE_MAPPINGS
#endif
#ifdef HP_HAVE_X86_CPU_RULE
		| HP_FEAT_X86_CPU_RULE
#endif
#ifdef HP_HAVE_NVIDIA_LISTED
		| HP_FEAT_NVIDIA_LISTED
#endif
#ifdef HP_HAVE_CONFIG_ACS
		| HP_FEAT_CONFIG_ACS
#endif
#ifdef HP_HAVE_VFIO_PRIVATE
		| HP_FEAT_VFIO_PRIVATE
#endif
#if defined(HP_HAVE_SMMUV3) && defined(HP_HAVE_IOMMU_EARLY)
		| HP_FEAT_SMMUV3
#endif
#ifdef HP_HAVE_VFIO_PASID
		| HP_FEAT_VFIO_PASID
#endif
#ifdef HP_HAVE_VIOMMU
		| HP_FEAT_VIOMMU
#endif
#ifdef HP_HAVE_RESET_IOMMU
		| HP_FEAT_RESET_IOMMU
#endif
#ifdef HP_HAVE_RESIZE_WINDOW
		| HP_FEAT_RESIZE_WINDOW
#endif
#ifdef HP_HAVE_EMUL_DOMAIN
		| HP_FEAT_BRIDGE_DOMAIN
#endif
#ifdef HP_HAVE_INTERCONNECT
		| HP_FEAT_INTERCONNECT
#endif
#ifdef HP_HAVE_P2P_SGT
		| HP_FEAT_P2P_SGT
#endif
#ifdef HP_HAVE_NVGRACE
		| HP_FEAT_NVGRACE
#endif
#ifdef HP_HAVE_NVGRACE_WAIT
		| HP_FEAT_NVGRACE_WAIT
#endif
#ifdef HP_HAVE_NVGRACE_RESET
		| HP_FEAT_NVGRACE_RESET
#endif
#ifdef HP_HAVE_NVGRACE_CXL
		| HP_FEAT_NVGRACE_CXL
#endif
#ifdef HP_HAVE_XE_VFIO
		| HP_FEAT_XE_VFIO
#endif
#ifdef HP_HAVE_HUGE_PFNMAP
		| HP_FEAT_HUGE_PFNMAP
#endif
#ifdef HP_HAVE_PFN_FAILURE
		| HP_FEAT_PFN_FAILURE
#endif
		,
	.boot = hp_boot,
	.functions = hp_pci_functions,
	.function = hp_pci_function,
	.p2p = hp_p2p_query,
	.sysfs_read = hp_sysfs_read,
	.sysfs_write = hp_step_sysfs_write,
	.selftest = hp_selftest,
	.trap_name = hp_trap_name,
	.dma_map = hp_step_dma_map,
	.dma_unmap = hp_step_dma_unmap,
	.live_mappings = hp_dma_live,
	.advance = hp_step_advance,
	.live_iovas = hp_iova_live,
	.isolation = hp_isolation,
	.leaks = hp_leaks,
	.uapi = hp_uapi,
	.import_state = hp_import_state,
	.inject = hp_inject,
	.inject_passed = hp_inject_passed,
	.schedule = hp_schedule,
	.user_pages = hp_user_pages,
	.audit = hp_audit,
	.interrupt = hp_interrupt,
	.intx = hp_intx,
	.held = hp_held,
	.held_buffer = hp_held_buffer,
	.page_used = hp_page_used,
	.gpu_claims = hp_gpu_claims,
	.dram = hp_dram,
	.list = hp_list,
#ifdef HP_ACCESS
	.watches = 1,
#endif
};

extern const u32 hp_ntraps;

__attribute__((visibility("default")))
const struct hp_kernel *hp_kernel_entry(const struct hp_host *host);

const struct hp_kernel *hp_kernel_entry(const struct hp_host *host)
{
	static bool wrapped;

	if (host->abi != HP_ABI_VERSION)
		return NULL;
	hp_host = host;
	kernel.nsymbols_trapped = hp_ntraps;
	if (!wrapped && !hp_stack_wrap(&kernel))
		return NULL;
	wrapped = true;
	return &kernel;
}
