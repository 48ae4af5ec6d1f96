/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * abi_ops.h - a part of abi.h, which includes it: the calls of simulated processes.
 */
#ifndef HAIRPIN_ABI_OPS_H
#define HAIRPIN_ABI_OPS_H

/*
 * User space: one call of a simulated process, through the kernel's own file
 * operations.  The first call of a process creates it.  Only plain numbers are
 * passed here; the environment lays ioctls out by the tree's own headers.
 */
enum hp_uapi_op {
	HP_UAPI_OPEN = 1,	/* text: path below /dev or /sys; out[0]: fd */
	HP_UAPI_CLOSE,		/* arg: fd */
	HP_UAPI_DUP,		/* arg: fd; out[0]: fd */
	HP_UAPI_SYSFS_WRITE,	/* text: path, data: what */
	HP_UAPI_READ,		/* arg: fd, offset, bytes 1..8; out[0]: value */
	HP_UAPI_WRITE,		/* arg: fd, offset, bytes 1..8, value */
	HP_UAPI_EXIT,		/* closes all files; the process exits */
	HP_UAPI_WAIT,		/* waits for the end of a call with HP_UAPI_NOWAIT or _START */
	HP_UAPI_IOMMU_IOAS_ALLOC,	/* arg: fd; out[0]: id */
	HP_UAPI_IOMMU_DESTROY,		/* arg: fd, id */
	HP_UAPI_IOMMU_MAP_FILE,		/* arg: fd, ioas, file fd, start, bytes, iova or ~0; out[0]: iova */
	HP_UAPI_IOMMU_UNMAP,		/* arg: fd, ioas, iova, bytes; out[0]: bytes */
	HP_UAPI_VFIO_BIND,		/* arg: fd, iommufd; out[0]: device id */
	HP_UAPI_VFIO_ATTACH,		/* arg: fd, page table id, PASID and 1 (0: without) */
	HP_UAPI_VFIO_DETACH,		/* arg: fd, PASID and 1 (0: without) */
	HP_UAPI_VFIO_REGION,		/* arg: fd, index; out: size, offset, flags */
	HP_UAPI_VFIO_PROBE,		/* arg: fd, feature, HP_PROBE_* */
	HP_UAPI_VFIO_DMABUF,		/* arg: fd, region, ranges' open flags; ranges; out[0]: fd */
	HP_UAPI_VFIO_RESET,		/* arg: fd */
	HP_UAPI_VFIO_HOT_RESET,		/* arg: fd; ranges: groups' fds, each the first of a pair */
	HP_UAPI_VFIO_POWER,		/* arg: fd, 1 low power entry, 0 exit */
	HP_UAPI_IMPORT,		/* arg: file fd, importer's sbdf, HP_IMPORT_*, HP_VIA_*; out[0]: handle */
	HP_UAPI_IMPORT_MAP,	/* arg: handle */
	HP_UAPI_IMPORT_UNMAP,	/* arg: handle */
	HP_UAPI_IMPORT_DROP,	/* arg: handle, which is detached and freed */
	HP_UAPI_LIMIT,		/* arg: how many file descriptors a process may have from now on */
	HP_UAPI_SELFTEST,	/* a selftest of the environment's, with DMA-BUFs */
	HP_UAPI_RECEIVE,	/* arg: sending process, its fd; out[0]: fd of the same file */
	HP_UAPI_MMAP,		/* arg: fd, offset, bytes, 1 shared or 0, 1 where huge pages fit or 0; out[0]: address */
	HP_UAPI_MUNMAP,		/* arg: address in it; or where memory that was kept begins */
	HP_UAPI_LOAD,		/* arg: address, bytes 1, 2, 4, 8; out[0]: value */
	HP_UAPI_STORE,		/* arg: address, bytes, value */
	HP_UAPI_UNBIND_ALL,	/* unbinds every driver except those of ports; before audit() */
	HP_UAPI_VFIO_API_VERSION,	/* arg: container; returned: the version */
	HP_UAPI_VFIO_CHECK_EXTENSION,	/* arg: container, extension; returned: 1 if it has it */
	HP_UAPI_VFIO_SET_IOMMU,		/* arg: container, type */
	HP_UAPI_VFIO_IOAS,		/* arg: container; out[0]: its IOAS for IOMMUFD's own calls */
	HP_UAPI_VFIO_GROUP_STATUS,	/* arg: group; out[0]: flags */
	HP_UAPI_VFIO_GROUP_SET,		/* arg: group, container */
	HP_UAPI_VFIO_GROUP_UNSET,	/* arg: group */
	HP_UAPI_VFIO_GROUP_DEVICE,	/* arg: group; text: the device's name; out[0]: fd */
	HP_UAPI_VFIO_INFO,		/* arg: fd; out: flags, regions, interrupts */
	HP_UAPI_VFIO_HOT_RESET_INFO,	/* arg: fd, index; out: number of functions, sbdf of that one, group or id, flags */
	HP_UAPI_KEEP,		/* arg: bytes; out[0]: address of memory that stays until exit */
	HP_UAPI_PHYS,		/* arg: address; out[0]: its CPU physical address in DRAM */
	HP_UAPI_IOMMU_MAP,	/* arg: fd, ioas, address, bytes, iova or ~0; out[0]: iova */
	HP_UAPI_VFIO_MAP_DMA,	/* arg: container, address, bytes, iova */
	HP_UAPI_VFIO_UNMAP_DMA,	/* arg: container, iova, bytes; out[0]: bytes */
	HP_UAPI_EVENTFD,	/* out[0]: fd of a non-blocking eventfd */
	HP_UAPI_VFIO_IRQS,	/* arg: fd, index, first, enum hp_irqs_action; nranges: how many; ranges: eventfds, each the first of a pair; none: off, or at once */
	HP_UAPI_GPU_COPY,	/* arg: sbdf, source, destination, bytes, HP_GPU_*: the engine of a GPU, by its driver */
	HP_UAPI_FAILED,		/* arg: CPU physical address, 1: the process used it, 0: found elsewhere; the page there failed */
	HP_UAPI_SIGBUS_INFO,	/* out: address, its pages' bits (0: there was no SIGBUS since), 1: killed */
	HP_UAPI_GPU_EXPORT,	/* arg: PF's sbdf, VF (0: itself), offset, bytes, HP_DOOR_*, 1: may be moved; out: fd, where in VRAM the PF's is now */
	HP_UAPI_MIG_SET,	/* arg: fd, enum hp_mig_state; out[0]: fd of the stream, or -1 */
	HP_UAPI_MIG_GET,	/* arg: fd; out[0]: enum hp_mig_state */
	HP_UAPI_MIG_FLAGS,	/* arg: fd; out[0]: HP_MIG_* */
	HP_UAPI_MIG_SIZE,	/* arg: fd; out[0]: of the stream, bytes */
	HP_UAPI_FILE_READ,	/* arg: fd, bytes; bytes: where to; returned: how many, 0 at the end */
	HP_UAPI_FILE_WRITE,	/* arg: fd, bytes; bytes: which; returned: how many */
	HP_UAPI_HWPT,		/* arg: iommufd, HP_HWPT_*, device id, parent (IOAS, page table or vIOMMU), fault queue, words 0 and 1 of the guest's STE; out[0]: id */
	HP_UAPI_VIOMMU,		/* arg: iommufd, device id, parent page table; out[0]: id */
	HP_UAPI_VDEVICE,	/* arg: iommufd, vIOMMU, device id, the guest's stream; out[0]: id */
	HP_UAPI_VEVENTQ,	/* arg: iommufd, vIOMMU, depth, type (1: of an SMMUv3); out: id, fd */
	HP_UAPI_HWPT_INVALIDATE, /* arg: iommufd, vIOMMU; ranges: commands of two words; out[0]: how many were done */
	HP_UAPI_FAULTQ,		/* arg: iommufd; out: id, fd */
	HP_UAPI_FAULT_READ,	/* arg: fd; out: device id, PASID and 1 (0: none), address, cookie; returned: bytes */
	HP_UAPI_FAULT_ANSWER,	/* arg: fd, cookie, 0 mapped or 1 invalid; returned: bytes */
	HP_UAPI_VEVENT_READ,	/* arg: fd; out: the four words of the event; bytes: two uint32_t, flags (1: events were lost) and sequence number; returned: bytes */
	HP_UAPI_DIRTY_TRACK,	/* arg: iommufd, page table, 1 on or 0 */
	HP_UAPI_DIRTY_GET,	/* arg: iommufd, page table, IOVA, bytes, 1: and keep it; out: how many pages are dirty, the first, the last */
	HP_UAPI_USER_WORDS,	/* arg: address; ranges: words, each the first of a pair, to the process's memory there */
	HP_UAPI_NATIVE,		/* the process is a program of the host: its addresses are hp_host.user_copy()'s; arg: its lowest fd */
	HP_UAPI_RAW_OPEN,	/* text: path below /dev or /sys; arg: flags; returned: fd */
	HP_UAPI_RAW_IOCTL,	/* arg: fd, command, argument; returned: what the file says */
	HP_UAPI_RAW_READ,	/* arg: fd, address, bytes, offset or ~0: the file's own; returned: bytes */
	HP_UAPI_RAW_WRITE,	/* as HP_UAPI_RAW_READ */
	HP_UAPI_RAW_POLL,	/* arg: fd, events; returned: those that are there */
	HP_UAPI_RAW_MMAP,	/* arg: fd, offset, bytes, 1 shared or 0, address; returned: 0 */
	HP_UAPI_RAW_MUNMAP,	/* arg: address, bytes: mapped files, and memory that was shared */
	HP_UAPI_RAW_EVENTFD,	/* arg: count, flags; returned: fd */
	HP_UAPI_INHERIT,	/* arg: process, fd: the same fd of this one is of the same file */
	HP_UAPI_COUNT
};

#endif
