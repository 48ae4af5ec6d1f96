/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * import.h - a capture of a real machine, read into a machine as data.
 *
 *   lspci -xxx[x]   hex.c (libpci)  --+
 *   lspci -v[v[v]]  text.c          --+--> struct raw functions --> build*.c
 *   sysfs tree/tar  sysfs.c, tar.c  --+         (facts, bytes)        |
 *   rdma_topo dump  rdma.c          --+                               v
 *   kernel log      klog.c          --+
 *   lspci -t        tree.c          --+
 *   NCCL, hwloc     xml.c (libxml2) --+
 *   pciconf -l      pciconf.c       --+
 *   nvidia-smi topo nvsmi.c         --+
 *                                                                struct spec
 *
 * It knows what captures look like and what PCI registers mean; it knows no
 * kernel and no scenario language.
 */
#ifndef MODEL_IMPORT_IMPORT_H
#define MODEL_IMPORT_IMPORT_H

#include <stdio.h>

#include "model/spec/spec.h"

/*
 * What an importer accepts.  More is refused, with the place where it was too
 * much, before it costs memory: a capture is mailed in by strangers.
 */
#define IMPORT_MAX_BYTES (32u << 20)	/* of a text, or a packed archive */
#define IMPORT_MAX_LINES (4u << 20)
#define IMPORT_MAX_LINE 16384u		/* bytes of one line, unwrapped */
#define IMPORT_MAX_UNPACKED (40u << 20)	/* what an archive unpacks to */
#define IMPORT_MAX_ENTRIES 400000u	/* of an archive or a directory tree */
#define IMPORT_MAX_FUNCTIONS 32768u
#define IMPORT_MAX_CONFIG (40u << 20)	/* bytes of config space, all together */

enum import_kind {
	IMPORT_OK = 0,
	IMPORT_NOT_A_DUMP,		/* something else: a scenario, perhaps */
	IMPORT_BAD,			/* a dump, but wrong; said on err */
	IMPORT_UNREADABLE,		/* cannot be opened or read; said on err */
};

enum import_format {
	IMPORT_UNKNOWN = 0,
	IMPORT_LSPCI,			/* text, hex rows or both */
	IMPORT_SYSFS,			/* a directory */
	IMPORT_TAR,
	IMPORT_RDMA_TOPO,
	IMPORT_KLOG,			/* a kernel's log */
	IMPORT_TREE,			/* what lspci -t draws */
	IMPORT_XML,			/* NCCL's, RCCL's or hwloc's topology */
	IMPORT_PCICONF,			/* FreeBSD's pciconf -l */
	IMPORT_NVSMI,			/* nvidia-smi topo -m */
};

/* What to assume instead of what the capture suggests; zero it for nothing. */
struct import_options {
	const char *profile;		/* host profile's name */
	bool has_cpu, has_p2p, has_iommu;
	enum spec_cpu_vendor cpu_vendor;
	uint32_t cpu_family;
	enum spec_rc_p2p rc_p2p;
	enum spec_iommu_mode iommu;
	uint64_t dram_bytes;		/* 0: as found, or 4 GiB */
	const char *pci_ids;		/* pci.ids; NULL: where libpci looks */
	bool quiet;			/* no warnings on err; still in the report */
	bool groups_only;		/* fill in the report's groups; no machine is made */
	const char *const *more;	/* further captures of the same machine; not copied */
	uint32_t nmore;
};

struct import_warning {
	struct spec_loc loc;
	char *text;
	const char *kind;		/* the same pointer in all of one kind */
	uint32_t alike;			/* of the first of a kind: how many follow */
	bool first;
};

/* What its own kernel said: functions with equal @group were together. */
struct import_group {
	uint64_t sbdf;			/* domain << 16 | bus << 8 | devfn */
	int32_t group;
	bool is_vf;			/* folded into its PF: no spec function */
};

struct import_report {
	enum import_kind kind;
	enum import_format format;
	/*
	 * What the capture leaves open and was assumed; NULL: nothing.  Static.  The
	 * mode assumed is in the spec.
	 */
	const char *iommu_assumed;
	/* As captured; VFs count among the functions. */
	uint32_t functions, vfs, left_out;
	uint32_t with_4096, with_256, with_64, without_bytes;
	uint32_t acs_found;		/* functions whose ACS capability was seen */
	/* As imported. */
	uint32_t bridges;		/* functions with a secondary bus */
	uint32_t synthesized;		/* bridges the capture lacks */
	uint32_t host_bridges, domains;
	uint32_t by_type[16];		/* enum spec_type below 16 */
	uint32_t pci_devices, pci_bridges, host_devices;
	uint32_t acs_present, acs_absent, acs_unknown;	/* of PCIe functions */
	uint32_t nwarnings;
	struct import_warning *warnings;
	uint32_t ngroups;		/* sorted by sbdf */
	struct import_group *groups;
};

/*
 * Read the capture at @path: a file, or a directory with a sysfs tree in it.
 * @opt and @rep may be NULL.  Errors and warnings go to @err as
 * "file:line:column: ...", unless it is NULL.  The caller owns what comes
 * back (spec_free(), import_report_free()); NULL unless rep->kind is
 * IMPORT_OK.  For IMPORT_NOT_A_DUMP nothing has been written to @err.
 *
 * spec_loc of the functions points into the capture; file names live as long
 * as the spec.
 */
struct spec *import_load(const char *path, const struct import_options *opt,
			 struct import_report *rep, FILE *err);
/* The same from memory, for tests: @format says how to read it. */
struct spec *import_memory(const char *name, const void *data, size_t size,
			   const struct import_options *opt,
			   struct import_report *rep, FILE *err);
void import_report_free(struct import_report *rep);

/* Host profiles that import_options may name, NULL at the end. */
const char *const *import_profiles(void);

/* Make @s a host of that profile: its CPU, what its root complex forwards. */
void import_use_profile(struct spec *s, const char *name);

/* "lspci", "sysfs", ... for messages. */
const char *import_format_name(enum import_format f);

#endif
