// SPDX-License-Identifier: GPL-2.0-only
/*
 * import.c - finds the kind of a capture, and the importer for it.
 *
 * It knows how captures begin, not what is in them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/import/internal.h"

#define SNIFF_BYTES (256u << 10)

static const char *const format_names[] = {
	[IMPORT_UNKNOWN] = "unknown",
	[IMPORT_LSPCI] = "lspci",
	[IMPORT_SYSFS] = "sysfs",
	[IMPORT_TAR] = "sysfs archive",
	[IMPORT_RDMA_TOPO] = "rdma_topo",
	[IMPORT_KLOG] = "kernel log",
	[IMPORT_TREE] = "lspci tree",
	[IMPORT_XML] = "topology XML",
	[IMPORT_PCICONF] = "pciconf",
	[IMPORT_NVSMI] = "nvidia-smi topo",
};

const char *import_format_name(enum import_format f)
{
	return format_names[f];
}

void import_report_free(struct import_report *rep)
{
	for (uint32_t i = 0; i < rep->nwarnings; i++)
		free(rep->warnings[i].text);
	free(rep->warnings);
	free(rep->groups);
	memset(rep, 0, sizeof(*rep));
}

static void machine_free(struct machine *m)
{
	for (uint32_t i = 0; i < m->nfn; i++) {
		free(m->fn[i]->cfg);
		free(m->fn[i]->class_name);
		free(m->fn[i]->device_name);
		free(m->fn[i]);
	}
	free(m->fn);
	free(m->hash);
	free(m->roots);
	free(m->maps);
	free(m->iomem);
	free(m->cmdline);
	ids_free(m->ids);
}

static enum import_format sniff(FILE *f)
{
	char *buf = malloc(SNIFF_BYTES);
	enum import_format format = IMPORT_UNKNOWN;
	size_t n;

	if (!buf)
		abort();
	n = fread(buf, 1, SNIFF_BYTES, f);
	if (tar_looks_like(buf, n))
		format = IMPORT_TAR;
	else if (rdma_looks_like(buf, n))
		format = IMPORT_RDMA_TOPO;
	else if (xml_looks_like(buf, n))
		format = IMPORT_XML;
	else if (tree_looks_like(buf, n))
		format = IMPORT_TREE;
	else if (pciconf_looks_like(buf, n))
		format = IMPORT_PCICONF;
	else if (lspci_looks_like(buf, n))
		format = IMPORT_LSPCI;
	else if (klog_looks_like(buf, n))
		format = IMPORT_KLOG;
	else if (nvsmi_looks_like(buf, n))
		format = IMPORT_NVSMI;
	free(buf);
	rewind(f);
	return format;
}

static bool read_as(struct machine *m, enum import_format format, FILE *f)
{
	switch (format) {
	case IMPORT_LSPCI:
		return lspci_read(m, f);
	case IMPORT_TAR:
		return tar_read(m, f);
	case IMPORT_KLOG:
		return klog_read(m, f);
	case IMPORT_TREE:
		return tree_read(m, f);
	case IMPORT_XML:
		return xml_read(m, f);
	case IMPORT_PCICONF:
		return pciconf_read(m, f);
	case IMPORT_NVSMI:
		return nvsmi_read(m, f);
	case IMPORT_RDMA_TOPO:
		return rdma_read(m, f);
	case IMPORT_SYSFS:
		return sysfs_read(m, m->path);
	default:
		return false;
	}
}

/* Readers end where nothing more comes; this asks why. */
static bool read_whole(struct machine *m, enum import_format format, FILE *f)
{
	const bool ok = read_as(m, format, f);

	if (f && ferror(f))
		return fail(m, 0, 0, NULL, "cannot be read to its end");
	return ok && !m->failed;
}

static void check_size(struct machine *m, uint64_t size)
{
	if (size > IMPORT_MAX_BYTES)
		fail(m, 0, 0, NULL, "%llu MiB; a capture of one machine has at most %u",
		     (unsigned long long)(size >> 20), IMPORT_MAX_BYTES >> 20);
}

FILE *memory_file(void)
{
	int fd = memfd_create("hairpin-import", MFD_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w+");

	if (fd >= 0 && !f)
		close(fd);
	return f;
}

/*
 * A pipe cannot be read twice: keep all of @f in memory, as far as it may be long.
 * NULL after a message.
 */
static FILE *spool(struct machine *m, FILE *f)
{
	static char buf[65536];
	FILE *kept = memory_file();
	size_t n, total = 0;
	bool whole = kept != NULL;

	while (whole && total <= IMPORT_MAX_BYTES && (n = fread(buf, 1, sizeof(buf), f)) > 0) {
		total += n;
		whole = fwrite(buf, 1, n, kept) == n;
	}
	if (!whole || fflush(kept))
		fail(m, 0, 0, NULL, "cannot be kept in memory: %s", strerror(errno));
	else if (ferror(f))
		fail(m, 0, 0, NULL, "cannot be read: %s", strerror(errno));
	else if (total > IMPORT_MAX_BYTES)
		fail(m, 0, 0, NULL, "more than %u MiB; a capture of one machine is smaller",
		     IMPORT_MAX_BYTES >> 20);
	if (!m->failed) {
		rewind(kept);
		return kept;
	}
	if (kept)
		fclose(kept);
	return NULL;
}

/* The file at m->path, or NULL; one that can be read twice. */
static FILE *open_file(struct machine *m, const struct stat *st)
{
	FILE *f = strcmp(m->path, "-") ? fopen(m->path, "re") : stdin, *kept, *lines;

	if (!f)
		fail(m, 0, 0, NULL, "cannot be opened: %s", strerror(errno));
	if (!f)
		return NULL;
	kept = S_ISREG(st->st_mode) ? f : spool(m, f);
	if (kept != f && f != stdin)
		fclose(f);
	lines = kept ? breaks_to_lines(kept) : NULL;
	if (lines && kept != stdin)
		fclose(kept);
	return lines ? lines : kept;
}

static void begin(struct machine *m, const char *path,
		  const struct import_options *opt, struct import_report *rep,
		  FILE *err)
{
	static const struct import_options no_options;

	memset(m, 0, sizeof(*m));
	memset(rep, 0, sizeof(*rep));
	m->path = path;
	m->opt = opt ? opt : &no_options;
	m->rep = rep;
	m->err = err;
}

/* A capture that is read twice. */
struct twice {
	enum import_format format;
	FILE *f;			/* NULL: a folder */
};

static bool twice_open(struct machine *m, struct twice *t)
{
	struct stat st = { .st_mode = S_IFIFO };

	t->f = NULL;
	t->format = IMPORT_SYSFS;
	if (strcmp(m->path, "-") && stat(m->path, &st))
		return fail(m, 0, 0, NULL, "cannot be read: %s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return sysfs_looks_like(m->path) ||
		       fail(m, 0, 0, NULL, "no sys/devices with PCI devices is below it");
	check_size(m, S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0);
	t->f = m->failed ? NULL : open_file(m, &st);
	if (!t->f)
		return false;
	t->format = sniff(t->f);
	return t->format != IMPORT_UNKNOWN ||
	       fail(m, 0, 0, NULL, "no capture of a machine that can be read");
}

static bool twice_read(struct machine *m, struct twice *t)
{
	if (t->f)
		rewind(t->f);
	return read_whole(m, t->format, t->f);
}

static void twice_close(struct twice *t)
{
	if (t->f && t->f != stdin)
		fclose(t->f);
}

/*
 * Further captures of the same machine.  Each is read alone first, to name what it says
 * otherwise; then it fills what those before it leave open.
 */
static bool read_more(struct machine *m)
{
	const char *path = m->path;
	bool ok = true;

	for (uint32_t i = 0; ok && i < m->opt->nmore; i++) {
		struct import_options quiet = *m->opt;
		struct import_report rep;
		struct machine alone;
		struct several_known known;
		struct twice t;

		quiet.quiet = true;
		begin(&alone, m->opt->more[i], &quiet, &rep, m->err);
		ok = twice_open(&alone, &t) && twice_read(&alone, &t) && several_compare(m, &alone);
		m->failed |= alone.failed;
		if (ok) {
			known = several_known(m);
			m->path = m->opt->more[i];
			m->merging = true;
			ok = twice_read(m, &t);
			several_restore(m, &known);
			m->path = path;
		}
		twice_close(&t);
		machine_free(&alone);
		import_report_free(&rep);
	}
	return ok;
}

static struct spec *load(struct machine *m, FILE *f, uint64_t size)
{
	struct spec *s = NULL;

	check_size(m, size);
	if (m->failed || !read_whole(m, m->rep->format, f) || !read_more(m))
		m->rep->kind = IMPORT_BAD;
	else if (!m->nfn) {
		fail(m, 0, 0, NULL, "no PCI function is in it; lspci -xxxx, "
		     "lspci -vvv, a sysfs tree with /sys/devices/pci*, or "
		     "rdma_topo dump would be right");
		m->rep->kind = IMPORT_BAD;
	} else if (m->opt->groups_only) {
		report_groups(m);
		m->rep->kind = IMPORT_OK;
	} else {
		s = build(m);
		m->rep->kind = s ? IMPORT_OK : IMPORT_BAD;
	}
	warn_alike(m);
	return s;
}

static struct spec *load_file(struct machine *m, const struct stat *st)
{
	FILE *f = open_file(m, st);
	struct spec *s = NULL;

	m->rep->kind = IMPORT_UNREADABLE;
	if (!f)
		return NULL;
	m->rep->format = sniff(f);
	if (m->rep->format == IMPORT_UNKNOWN)
		m->rep->kind = IMPORT_NOT_A_DUMP;
	else
		s = load(m, f, S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0);
	if (f != stdin)
		fclose(f);
	return s;
}

struct spec *import_load(const char *path, const struct import_options *opt,
			 struct import_report *rep, FILE *err)
{
	struct import_report own = { 0 };
	struct machine m;
	struct spec *s = NULL;
	struct stat st = { .st_mode = S_IFIFO };

	begin(&m, path, opt, rep ? rep : &own, err);
	if (strcmp(path, "-") && stat(path, &st)) {
		fail(&m, 0, 0, NULL, "cannot be read: %s", strerror(errno));
		m.rep->kind = IMPORT_UNREADABLE;
	} else if (!S_ISDIR(st.st_mode)) {
		s = load_file(&m, &st);
	} else if (sysfs_looks_like(path)) {
		m.rep->format = IMPORT_SYSFS;
		s = load(&m, NULL, 0);
	} else {
		m.rep->kind = IMPORT_NOT_A_DUMP;
	}
	machine_free(&m);
	if (!rep)
		import_report_free(&own);
	return s;
}

struct spec *import_memory(const char *name, const void *data, size_t size,
			   const struct import_options *opt,
			   struct import_report *rep, FILE *err)
{
	struct import_report own = { 0 };
	struct machine m;
	struct spec *s = NULL;
	FILE *f = NULL;

	begin(&m, name, opt, rep ? rep : &own, err);
	m.rep->kind = IMPORT_NOT_A_DUMP;
	if (size)
		f = fmemopen((void *)(uintptr_t)data, size, "rb");
	if (f) {
		m.rep->format = sniff(f);
		if (m.rep->format != IMPORT_UNKNOWN)
			s = load(&m, f, size);
		fclose(f);
	}
	machine_free(&m);
	if (!rep)
		import_report_free(&own);
	return s;
}
