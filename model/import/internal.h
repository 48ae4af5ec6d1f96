/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - what the importers share: functions as captured, and messages.
 *
 * A struct raw is one function with everything any format may tell about it.
 * Readers fill it in; build.c turns the lot into a spec.
 */
#ifndef MODEL_IMPORT_INTERNAL_H
#define MODEL_IMPORT_INTERNAL_H

#include "model/import/import.h"
#include "model/import/listed.h"

#define NO_FUNCTION UINT64_MAX
#define VMD_DOMAINS 0x10000u		/* where Linux numbers VMDs' domains from */

static inline uint64_t sbdf_make(uint32_t domain, unsigned int bus,
				 unsigned int devfn)
{
	return (uint64_t)domain << 16 | (uint64_t)(bus & 0xff) << 8 |
	       (devfn & 0xff);
}

static inline uint32_t sbdf_domain(uint64_t s)
{
	return (uint32_t)(s >> 16);
}

static inline uint8_t sbdf_bus(uint64_t s)
{
	return (uint8_t)(s >> 8);
}

static inline uint8_t sbdf_devfn(uint64_t s)
{
	return (uint8_t)s;
}

/*
 * A bridge's window, as far as the capture tells: CPU addresses where a kernel
 * showed it, bus addresses where it is from registers.
 */
struct raw_window {
	bool known, open, from_bytes;
	uint64_t base, limit;		/* inclusive */
};

enum { RAW_WIN_IO, RAW_WIN_MEM, RAW_WIN_PREF, RAW_NWIN };

struct raw {
	struct spec_function f;		/* f.loc: where it was first seen */
	uint64_t sbdf;

	bool ids_known, class_known;
	bool is_pcie;			/* then f.type is the port type ... */
	bool caps_known;		/* ... and if not, that is certain */
	bool text_caps;			/* text listed its capabilities */
	bool ext_known;			/* extended capabilities were visible */
	bool ext_cap;			/* has an extended capability: so it is PCIe */
	bool denied;			/* "<access denied>" */
	bool acs_no_ctrl;		/* capability seen, registers not */
	bool broken_ext;		/* list cut short: what follows is unknown */
	bool link_seen;			/* sysfs shows a PCIe link */
	int8_t hdr;			/* header type; -1 unknown */
	uint8_t primary;
	bool buses_known;

	uint8_t *cfg;			/* owned; cfg_len 0, 64, 256 or 4096 */
	uint16_t cfg_len;
	bool has_ea;			/* Enhanced Allocation describes regions */

	/* f.bar[].address is a bus address; what the CPU uses, if told: */
	uint64_t bar_cpu[6];
	uint8_t bar_cpu_known;		/* bit per BAR */
	uint8_t size_known, vf_size_known;	/* bit per BAR */
	bool bars_told;			/* the capture would show its BARs */
	bool vf_sizes_total;		/* VF BARs: of all VFs together so far */
	bool rom_known;
	uint32_t min_size[6];		/* MSI-X structures end there */
	struct raw_window win[RAW_NWIN];

	struct spec_bar vmd_window[6];	/* BARs that are windows of a domain, ... */
	int32_t vmd_root[6];		/* ... of the one that begins at this root */

	bool vf;			/* sysfs says so: physfn link */
	uint64_t physfn;

	/* Where sysfs nests it. */
	bool path_known;
	uint64_t path_parent;		/* NO_FUNCTION: on the root bus */
	uint8_t root_bus;
	bool buses_guessed;		/* which bus is below it follows from order only */
	bool below_guessed;		/* so what is below it is a guess */

	char *class_name, *device_name;	/* where there were no numbers */

	/* build.c */
	bool gone;			/* left out, or folded into its PF */
	bool synthetic;
	bool ext_hidden;		/* extended capabilities were not visible */
	bool placed;			/* parent or root is decided */
	bool port_isolates;		/* synthetic: its kernel's groups say so */
	struct raw *parent;
	struct raw *child, *sibling;	/* by address */
	int32_t root;			/* index in machine.roots, below which */
	uint32_t index;			/* in spec.functions, once emitted */
};

/* A host bridge: a root bus of a domain. */
struct raw_root {
	uint32_t domain;
	uint8_t bus, last;
	bool guessed;
	uint32_t index;			/* in spec.host_bridges */
};

/* A range of CPU addresses that a host bridge forwards, from /proc/iomem. */
struct raw_iomem {
	uint32_t domain;
	uint8_t bus;
	uint64_t base, limit;
	bool io;
};

/* What is known of a domain's bus numbers. */
struct bus_map {
	uint32_t domain;
	struct raw *bridge[256];	/* by secondary bus */
	uint8_t used[32];		/* functions are on it, or a bridge leads there */
};

#define IMPORT_MAX_ROOTS 1024u

struct machine {
	const char *path;
	const struct import_options *opt;
	struct import_report *rep;
	FILE *err;
	const char *member;		/* file inside path, or NULL */
	bool failed;

	struct raw **fn;		/* in the order they were met */
	uint32_t nfn, cap_fn;
	uint32_t *hash, nhash;		/* sbdf -> index + 1 */
	size_t config_bytes;

	struct raw_root *roots;
	uint32_t nroots;
	struct bus_map *maps;		/* by domain */
	uint32_t nmaps;
	bool bridges_unnumbered;	/* some bridge's buses were not told */
	uint32_t flat;			/* buses made root buses for that */
	struct raw_iomem *iomem;
	uint32_t niomem;

	bool merging;			/* a further capture of the same machine is read */
	bool paths_seen;		/* lspci -P: no path means on a root bus */
	bool ext_seen;			/* some extended capability was printed */
	bool groups_seen;
	bool live;			/* sysfs: groups would show if there were */
	char *cmdline;
	bool log_iommu;			/* a log says how its kernel used the IOMMU: */
	enum spec_iommu_mode log_mode;
	uint64_t ram_bytes;
	bool cpu_known;
	enum spec_cpu_vendor cpu_vendor;
	uint32_t cpu_family;
	struct ids *ids;		/* pci.ids, once needed */
	uint32_t nnamed;		/* functions told by name so far */
};

/*
 * Messages.  fail() marks the machine as failed; with @text the line is shown
 * with a caret below @column (from 1; 0: no caret).  Both return false.
 */
__attribute__((format(printf, 5, 6)))
bool fail(struct machine *m, uint32_t line, uint32_t column, const char *text,
	  const char *fmt, ...);
__attribute__((format(printf, 3, 4)))
void warn(struct machine *m, const struct spec_loc *loc, const char *fmt, ...);
/* Says how many warnings were like those that were shown. */
void warn_alike(struct machine *m);
struct spec_loc here(const struct machine *m, uint32_t line);
/* "0000:01:00.0", in one of a few static buffers. */
const char *sbdf_name(uint64_t sbdf);

/* The function at @sbdf, made if it is new; NULL (failed) when too many. */
struct raw *raw_get(struct machine *m, uint64_t sbdf, uint32_t line);
struct raw *raw_find(const struct machine *m, uint64_t sbdf);
/* One that the capture lacks, or in place of one that is left out. */
struct raw *raw_synthesize(struct machine *m, uint64_t sbdf, struct spec_loc loc);
/* Give it its bytes (copied, rounded down to 64, 256 or 4096). */
bool raw_set_config(struct machine *m, struct raw *r, const uint8_t *bytes,
		    size_t len);
void raw_set_group(struct machine *m, struct raw *r, int32_t group);
void raw_set_driver(struct raw *r, const char *s);

/* "1a", "0000:01:00.0": parse; NULL when it is not one, else what follows. */
const char *parse_hex(const char *s, uint64_t *v);
const char *parse_sbdf(const char *s, uint64_t *sbdf);
/* Just a device and function, "1c.0". */
const char *parse_devfn(const char *s, uint8_t *devfn);

/* Readers.  @f is read from where it is; false when failed. */
bool lspci_read(struct machine *m, FILE *f);
bool lspci_looks_like(const char *data, size_t len);
bool sysfs_read(struct machine *m, const char *dir);
bool sysfs_looks_like(const char *dir);
bool tar_read(struct machine *m, FILE *f);
bool tar_looks_like(const void *data, size_t len);
bool rdma_read(struct machine *m, FILE *f);
bool klog_read(struct machine *m, FILE *f);
bool klog_looks_like(const char *data, size_t len);
bool tree_read(struct machine *m, FILE *f);
bool tree_looks_like(const char *data, size_t len);
bool xml_read(struct machine *m, FILE *f);
bool xml_looks_like(const char *data, size_t len);
bool pciconf_read(struct machine *m, FILE *f);
bool pciconf_looks_like(const char *data, size_t len);
bool nvsmi_read(struct machine *m, FILE *f);
bool nvsmi_looks_like(const char *data, size_t len);

/*
 * lines.c: calls @line for each line, cleaned, with its number; false from it ends that.
 * @printable: undo quoted-printable where it shows.
 * lines_sniff(): is one of the first lines what @is looks for?
 */
typedef bool pasted_line_fn(void *arg, char *s, uint32_t line);
bool lines_read(struct machine *m, FILE *f, bool printable, pasted_line_fn *line,
		void *arg);
bool lines_sniff(const char *data, size_t len, bool (*is)(const char *s));
bool rdma_looks_like(const char *data, size_t len);

/* sysfs.c: one file (link: its target) of a sysfs tree, by path inside it. */
bool sysfs_wants(const char *path, size_t *max);
bool sysfs_file(struct machine *m, const char *path, bool link,
		const uint8_t *data, size_t len);

/* import.c: a file in memory that has no name, to write and read; NULL: errno says why. */
FILE *memory_file(void);
/* breaks.c:  with lines for HTML's breaks, in memory; NULL: it needs none. */
FILE *breaks_to_lines(FILE *f);

/* clean.c: how a text was sent, and one line of it, cleaned where it is. */
struct clean {
	bool quoted_printable;
};
void clean_sniff(struct clean *c, const char *data, size_t len);
/* Does the line of @n bytes end in a break that is none?  Then it is cut off. */
bool clean_soft_break(char *s, size_t *n);
char *clean_line(const struct clean *c, char *s);

/* hex.c: bytes of an lspci dump that was cleaned, through libpci. */
bool hex_load(struct machine *m, FILE *clean);

/* text.c: what one function's lines tell. */
struct text_state {
	struct machine *m;
	struct raw *r;			/* current function, or NULL */
	int section;
	unsigned int next_region;
	bool verbose;			/* it had detail lines */
	bool caps_lines;
	bool list_said;			/* its status says that it has capabilities */
	uint32_t nverbose;		/* functions before it that had detail lines */
	uint32_t translated, translated_line;	/* lines in another language; the first */
};
void text_header(struct text_state *t, const char *rest, uint32_t line);
void text_name(struct raw *r, const char *s);	/* "Intel Corporation Thing [8086:1234]" */
bool text_detail(struct text_state *t, const char *s, uint32_t line);
void text_end(struct text_state *t);
bool text_is_cut(const struct text_state *t);	/* before text_end() */
bool text_is_key(const char *s);
bool vmm_line(struct text_state *t, const char *s, uint32_t line);

/*
 * foreign.c: lspci in other languages.  The line in lspci's own words, when its numbers tell
 * it; a capability, and whether it is PCI Express's; "(rév 07)" at a heading's end, cut off.
 */
bool foreign_line(const char *s, char *out, size_t size);
bool foreign_capability(const char *s, bool *express);
void foreign_suffixes(char *s, struct raw *r);

/*
 * several.c: a further capture.  Names what @other says otherwise; false when no function
 * is in both.  What was known before it was read, and that again (frees it).
 */
struct several_known {
	struct raw *fn;
	uint32_t n;
};
bool several_compare(struct machine *m, const struct machine *other);
struct several_known several_known(const struct machine *m);
void several_restore(struct machine *m, struct several_known *k);

/* caps.c: everything the bytes tell. */
void raw_decode(struct machine *m, struct raw *r);

/* ids.c: numbers for the names of pci.ids. */
void ids_resolve(struct machine *m);
void ids_free(struct ids *ids);
/* Is @name's device called something with @word (any case)? */
bool ids_device_has(struct machine *m, const struct raw *r, const char *word);

/* build*.c */
struct spec *build(struct machine *m);
void report_groups(struct machine *m);
int raw_cmp(const void *a, const void *b);	/* struct raw **, by sbdf */

/* What is left of m->fn, in one order or another.  Freed by the caller. */
struct raw_list {
	struct raw **v;
	uint32_t n;
};
struct raw_list raw_sorted(const struct machine *m);
/* Parents before children, each followed by what is below it. */
struct raw_list raw_preorder(const struct machine *m);

void build_vfs(struct machine *m);	/* fold VFs into their PFs */
void build_vmd(struct machine *m);	/* VMDs whose domain alone was captured */
bool raw_is_vmd(const struct raw *r);
void build_tree(struct machine *m);	/* roots, parents, missing bridges */
void build_guess(struct machine *m, struct raw_list *l);	/* buses nobody numbered */
void build_reach(struct machine *m);	/* and how far they go */
void build_links(struct machine *m);	/* child and sibling, root, from parent */
void build_functions_0(struct machine *m);	/* where a device lacks one */
void build_types(struct machine *m);	/* spec types by place and header */
void build_sizes(struct machine *m);	/* BARs whose size nobody told */
void build_tidy(struct machine *m);	/* facts that contradict each other */
void build_names(struct machine *m, struct spec *s, struct raw_list *order);
void build_windows(struct machine *m, struct spec *s, struct raw_list *order);
void build_host(struct machine *m, struct spec *s);
void build_pch(struct machine *m, struct spec *s);	/* after build_names() */

/* What a bus without its bridge needs above it. */
enum above { ABOVE_LINK, ABOVE_SWITCH, ABOVE_PCI };

/*
 * build_missing.c: bridges down from @above (NULL: a root bus) to @bus, whose
 * subtree reaches @last.  The lowest of them, or NULL when there is no room.
 */
struct raw *missing_bridge(struct machine *m, uint32_t domain, uint8_t bus,
			   uint8_t last, struct raw *above, enum above want,
			   struct spec_loc loc);

/* build_tree.c, for build_missing.c. */
int32_t root_add(struct machine *m, uint32_t domain, uint8_t bus, bool guessed);
int32_t root_below(const struct machine *m, uint32_t domain, uint8_t bus);
bool bus_in_use(const struct machine *m, uint32_t domain, uint8_t bus);
void bus_claim(struct machine *m, uint32_t domain, uint8_t bus, struct raw *bridge);
void raw_attach(struct raw *r, struct raw *parent);

#endif
