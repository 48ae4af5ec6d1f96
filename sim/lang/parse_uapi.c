// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_uapi.c - the steps of processes (step process, open, export, import ...), and
 * expectations of them: expect errno, mapped, revoked.
 *
 * It knows the names of processes, buffers and importers.  It must not know what a
 * kernel does with them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/lang/lang.h"

static const struct word kinds[] = {
	{ "at-once", HP_IMPORT_AT_ONCE }, { "deferred", HP_IMPORT_DEFERRED },
	{ "fenced", HP_IMPORT_FENCED }, { "pinned", HP_IMPORT_PINNED },
	{ "twice", HP_IMPORT_TWICE }, { "never", HP_IMPORT_NEVER }, { 0 }
};

static const struct word bars[] = {
	{ "bar0", 0 }, { "bar1", 1 }, { "bar2", 2 }, { "bar3", 3 },
	{ "bar4", 4 }, { "bar5", 5 }, { "rom", 6 }, { 0 }
};

#define MEMORY_MOST_BYTES (1u << 20)

static const struct word errnos[] = {
	{ "none", 0 }, { "EPERM", EPERM }, { "ENOENT", ENOENT }, { "EIO", EIO },
	{ "ENXIO", ENXIO }, { "E2BIG", E2BIG }, { "EBADF", EBADF },
	{ "EAGAIN", EAGAIN }, { "ENOMEM", ENOMEM }, { "EACCES", EACCES },
	{ "EFAULT", EFAULT }, { "EBUSY", EBUSY }, { "EEXIST", EEXIST },
	{ "ENODEV", ENODEV }, { "EINVAL", EINVAL }, { "EMFILE", EMFILE },
	{ "ENOTTY", ENOTTY }, { "ERANGE", ERANGE }, { "EDEADLK", EDEADLK },
	{ "EOVERFLOW", EOVERFLOW }, { "EOPNOTSUPP", EOPNOTSUPP },
	{ "EADDRINUSE", EADDRINUSE }, { "ETIMEDOUT", ETIMEDOUT },
	{ "ETIME", ETIME },
	{ "EREMOTEIO", EREMOTEIO }, { "EINTR", EINTR }, { "ENOSPC", ENOSPC },
	{ "SIGBUS", -HP_UAPI_SIGBUS }, { "SIGSEGV", -HP_UAPI_SIGSEGV },
	{ 0 }
};

/* --- names ------------------------------------------------------------------- */

static bool buffer_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "a buffer is missing; write the name after 'as' of a step export");
	if (!uapi_said(p, SCN_UAPI_EXPORT, t))
		return lang_err(p, t, "no buffer '%.*s'; write the name after 'as' of a step export",
				TOK(t));
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

static bool import_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t)
		return lang_err(p, t, "an importer is missing; write the name after 'as' of a step import");
	if (!uapi_is_import(p, t))
		return lang_err(p, t, "no importer '%.*s'; write the name after 'as' of a step import",
				TOK(t));
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

/* --- steps --------------------------------------------------------------------- */

static bool process_name(struct parser *p, const char **out)
{
	const struct tok *t = cur(p);

	if (!t || t->string || !name_valid(t))
		return lang_err(p, t, "a process's name is missing; write it like step process vmm");
	*out = tok_dup(p, t);
	p->pos++;
	return true;
}

static bool process(struct parser *p, struct scn_step *s)
{
	return process_name(p, &uapi_new(p, s, SCN_UAPI_PROCESS)->name);
}

static bool open_device(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_OPEN);

	if (!parse_reference(p, &s->a, "the function to open"))
		return false;
	if (accept(p, "only"))
		u->open = SCN_OPEN_ONLY;
	else if (accept(p, "unattached"))
		u->open = SCN_OPEN_BOUND;
	else if (accept(p, "group"))
		u->open = SCN_OPEN_GROUP;
	return true;
}

/* export GPU barN RANGES as BUF; export GPU vram ... */
static bool export(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_EXPORT);
	int w;

	if (!parse_reference(p, &s->a, "whose BAR"))
		return false;
	if (accept(p, "vram"))
		return export_vram(p, s);
	uapi_need(p, HP_FEAT_VFIO_DMABUF);
	w = val_word(p, cur(p), bars, "BAR");
	if (w < 0)
		return false;
	s->bar = (uint8_t)w;
	p->pos++;
	return uapi_ranges(p, u) && uapi_new_name(p, &u->name);
}

/* import memory SIZE by iommufd of GPU as M: the process's own */
static bool import_memory(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_MEMORY_MAP);
	const struct tok *t = cur(p);

	if (!val_size(p, t, "size of the memory", &s->bytes))
		return false;
	if (!s->bytes || s->bytes > MEMORY_MOST_BYTES)
		return lang_err(p, t, "one mapping has 1 byte to 1M of memory; write several");
	p->pos++;
	if (!accept(p, "by") || !accept(p, "iommufd") || !accept(p, "of"))
		return lang_err(p, cur(p), "memory is imported by IOMMUFD; write import memory 64K by iommufd of gpu as m");
	return parse_reference(p, &s->a, "whose DMA") && uapi_pasid(p, u) &&
	       uapi_new_name(p, &u->name);
}

/* import BUF by NIC as M [KIND] [unmapped]; import BUF by iommufd of GPU as M */
static bool import(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u;

	if (!uapi_said(p, SCN_UAPI_EXPORT, cur(p)) && accept(p, "memory"))
		return import_memory(p, s);
	u = uapi_new(p, s, SCN_UAPI_IMPORT);
	if (!buffer_name(p, &u->buffer))
		return false;
	if (!accept(p, "by"))
		return lang_err(p, cur(p), "'by' is missing; write import buf by nic as m");
	if (accept(p, "iommufd")) {
		u->op = SCN_UAPI_IOMMUFD_MAP;
		if (!accept(p, "of"))
			return lang_err(p, cur(p), "'of' is missing; write import buf by iommufd of nic as m");
	}
	if (!parse_endpoint(p, &s->a, "who imports") ||
	    (u->op == SCN_UAPI_IOMMUFD_MAP && !uapi_pasid(p, u)) || !uapi_new_name(p, &u->name))
		return false;
	if (u->op == SCN_UAPI_IOMMUFD_MAP)
		return true;
	if (!import_via(p, s, &u->via))
		return false;
	if (cur(p) && !tok_is(cur(p), "unmapped")) {
		int w = val_word(p, cur(p), kinds, "kind of importer");

		if (w < 0)
			return false;
		u->import = (enum hp_import_kind)w;
		p->pos++;
	}
	u->unmapped = accept(p, "unmapped");
	return true;
}

/* Only the mapping can wait, and then it must be a step of its own. */
static bool import_unmapped(struct parser *p, struct scn_step *s)
{
	if (!import(p, s))
		return false;
	if (s->uapi->unmapped)
		return true;
	return lang_err(p, cur(p), "only attaching can be started; write unmapped at the end, and start map after it");
}

static bool of_import(struct parser *p, struct scn_step *s, enum scn_uapi_op op)
{
	return import_name(p, &uapi_new(p, s, op)->name);
}

static bool map(struct parser *p, struct scn_step *s)
{
	return of_import(p, s, SCN_UAPI_MAP);
}

bool step_import_unmap(struct parser *p, struct scn_step *s)
{
	return of_import(p, s, SCN_UAPI_UNMAP);
}

/* write /sys/... BUF: the number of its descriptor */
bool step_give(struct parser *p, struct scn_step *s)
{
	return buffer_name(p, &uapi_new(p, s, SCN_UAPI_GIVE)->buffer);
}

static bool drop(struct parser *p, struct scn_step *s)
{
	return of_import(p, s, SCN_UAPI_DROP);
}

/* close BUF, close GPU [stream], close iommufd, close container */
static bool close_file(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_CLOSE);

	if (uapi_said(p, SCN_UAPI_EXPORT, cur(p))) {
		u->close = SCN_CLOSE_BUFFER;
		return buffer_name(p, &u->buffer);
	}
	if (accept(p, "iommufd")) {
		u->close = SCN_CLOSE_IOMMUFD;
		return true;
	}
	if (accept(p, "container")) {
		u->close = SCN_CLOSE_CONTAINER;
		return true;
	}
	if (!parse_reference(p, &s->a, "a buffer, iommufd, container, or the function whose file is closed"))
		return false;
	if (accept(p, "stream"))
		u->close = SCN_CLOSE_STREAM;
	return true;
}

/* pass BUF to NAME, pass GPU to NAME */
static bool pass(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_PASS);

	if (uapi_said(p, SCN_UAPI_EXPORT, cur(p))) {
		if (!buffer_name(p, &u->buffer))
			return false;
	} else if (!parse_reference(p, &s->a, "a buffer, or the function whose file is passed")) {
		return false;
	}
	if (!accept(p, "to"))
		return lang_err(p, cur(p), "'to' is missing; write pass buf to vmm");
	return process_name(p, &u->name);
}

static bool of_function(struct parser *p, struct scn_step *s,
			enum scn_uapi_op op, const char *what)
{
	uapi_new(p, s, op);
	return parse_reference(p, &s->a, what);
}

static bool reset(struct parser *p, struct scn_step *s)
{
	if (!of_function(p, s, SCN_UAPI_RESET, "the function to reset"))
		return false;
	if (accept(p, "sysfs"))
		s->uapi->op = SCN_UAPI_RESET_SYSFS;
	return true;
}

static bool suspend(struct parser *p, struct scn_step *s)
{
	return of_function(p, s, SCN_UAPI_SUSPEND, "the function to suspend");
}

static bool resume(struct parser *p, struct scn_step *s)
{
	return of_function(p, s, SCN_UAPI_RESUME, "the function to resume");
}

static bool command_bit(struct parser *p, struct scn_step *s,
			enum scn_uapi_op op, const char *what)
{
	static const struct word words[] = { { "off", 0 }, { "on", 1 }, { 0 } };
	int w;

	if (!of_function(p, s, op, "the function"))
		return false;
	w = val_word(p, cur(p), words, what);
	if (w < 0)
		return false;
	s->uapi->enable = w;
	p->pos++;
	return true;
}

static bool memory(struct parser *p, struct scn_step *s)
{
	return command_bit(p, s, SCN_UAPI_MEMORY, "state of memory decoding");
}

static bool master(struct parser *p, struct scn_step *s)
{
	return command_bit(p, s, SCN_UAPI_MASTER, "state of bus mastering");
}

static bool power(struct parser *p, struct scn_step *s)
{
	static const struct word words[] = { { "D0", 0 }, { "D3", 3 }, { 0 } };
	int w;

	if (!of_function(p, s, SCN_UAPI_POWER, "the function"))
		return false;
	w = val_word(p, cur(p), words, "power state");
	if (w < 0)
		return false;
	s->uapi->d_state = (uint32_t)w;
	p->pos++;
	return true;
}

static bool remove_function(struct parser *p, struct scn_step *s)
{
	return of_function(p, s, SCN_UAPI_REMOVE, "the function to remove");
}

static bool limit(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_LIMIT);
	uint64_t v;

	if (!val_number(p, cur(p), 4096, "number of file descriptors", &v))
		return false;
	u->max_fds = (uint32_t)v;
	p->pos++;
	return true;
}

static bool exit_process(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_EXIT);
	return true;
}

static bool sweep(struct parser *p, struct scn_step *s)
{
	return of_function(p, s, SCN_UAPI_SWEEP, "the function whose config space to write");
}

const struct verb lang_verbs_uapi[] = {
	{ "process", process, NULL }, { "open", open_device, NULL },
	{ "provision", step_provision, NULL }, { "engine", step_copy, NULL },
	{ "migrate", step_migrate, step_migrate }, { "save", step_save, step_save_started },
	{ "restore", step_restore, step_restore_started }, { "spoil", step_spoil, NULL },
	{ "export", export, export }, { "import", import, import_unmapped },
	{ "map", map, map }, { "drop", drop, NULL },
	{ "close", close_file, close_file }, { "reset", reset, reset },
	{ "hotreset", step_hotreset, step_hotreset },
	{ "suspend", suspend, suspend }, { "resume", resume, resume },
	{ "memory", memory, memory }, { "master", master, NULL },
	{ "power", power, NULL }, { "remove", remove_function, remove_function },
	{ "limit", limit, NULL }, { "exit", exit_process, exit_process },
	{ "pass", pass, NULL }, { "group", step_group, NULL },
	{ "probe", step_probe, NULL }, { "sweep", sweep, NULL },
	{ "ioas", step_ioas, NULL }, { "hwpt", step_hwpt, NULL },
	{ "viommu", step_viommu, NULL }, { "vdevice", step_vdevice, NULL },
	{ "tables", step_tables, NULL }, { "invalidate", step_invalidate, NULL },
	{ "veventq", step_veventq, NULL }, { "vevent", step_vevent, NULL },
	{ "send", step_send, NULL },
	{ "faults", step_faults, NULL }, { "track", step_track, NULL }, { "dirty", step_dirty, NULL },
	{ "attach", step_attach, step_attach }, { "detach", step_detach, step_detach },
	{ "vmm", step_vmm, NULL }, { "guest", step_guest, NULL },
	{ "irqs", step_irqs, step_irqs_started },
	{ "signal", step_signal, step_signal },
	{ "interrupt", step_interrupt, NULL }, { 0 }
};

/* Only "step start" unbinds as a process; otherwise the scenario unbinds and nobody waits. */
bool step_unbind_process(struct parser *p, struct scn_step *s)
{
	return of_function(p, s, SCN_UAPI_UNBIND, "the function to unbind");
}

/* wait PROCESS, wait dma M, or wait TIME */
bool step_wait(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	struct scn_uapi *u;

	if (p->pos + 1 < p->ntok && accept(p, "dma"))
		return step_wait_engine(p, s);
	if (t && !t->string && t->s[0] >= '0' && t->s[0] <= '9')
		return step_wait_time(p, s);
	u = uapi_new(p, s, SCN_UAPI_WAIT);
	if (!t)
		return lang_err(p, t, "for whom? write the name of a process that started something, or a time, like 10us");
	if (!uapi_said(p, SCN_UAPI_PROCESS, t) && !tok_is(t, "user"))
		return lang_err(p, t, "no process '%.*s'; write the name after a step process",
				TOK(t));
	u->name = tok_dup(p, t);
	p->pos++;
	return true;
}

/* --- expectations --------------------------------------------------------------- */

/* The step before may fail then: with this. */
bool expect_errno(struct parser *p, struct scn_step *s)
{
	struct scenario *scn = p->scn;
	struct scn_step *before = scn->nsteps ? &scn->steps[scn->nsteps - 1] : NULL;
	struct scn_uapi *u;
	int w;

	if (!before || (before->kind != SCN_STEP_UAPI && before->kind != SCN_STEP_SRIOV &&
			before->kind != SCN_STEP_SYSFS_WRITE))
		return lang_err(p, &p->tok[0], "expect errno goes right after a step of a process, like open or export, or a write to sysfs");
	if (before->uapi && before->uapi->start)
		return lang_err(p, &p->tok[0], "what was started has no result yet; write step wait and the process's name before");
	u = uapi_new(p, s, SCN_UAPI_ERRNO);
	s->kind = SCN_EXPECT_UAPI;
	do {
		w = val_word(p, cur(p), errnos, "error");
		if (w < 0)
			return false;
		if (u->nerrors == SCN_MAX_ERRORS)
			return lang_err(p, cur(p), "too many errors; at most %u are allowed for",
					SCN_MAX_ERRORS);
		u->errors[u->nerrors++] = w;
		p->pos++;
	} while (cur(p));
	if (before->uapi)
		before->uapi->may_fail = true;
	else
		before->may_fail = true;
	return true;
}

static bool expect_import(struct parser *p, struct scn_step *s,
			  enum scn_uapi_op op)
{
	struct scn_uapi *u = uapi_new(p, s, op);

	s->kind = SCN_EXPECT_UAPI;
	if (op != SCN_UAPI_REVOKED && uapi_is_window(p, cur(p))) {
		u->name = tok_dup(p, cur(p));
		p->pos++;
		if (op != SCN_UAPI_MAPPED || !cur(p) || tok_is(cur(p), "when"))
			return true;
		if (!val_number(p, cur(p), UINT64_MAX, "number of pages", &s->number))
			return false;
		p->pos++;
		return true;
	}
	return import_name(p, &u->name);
}

bool expect_mapped(struct parser *p, struct scn_step *s)
{
	return expect_import(p, s, SCN_UAPI_MAPPED);
}

bool expect_unmapped(struct parser *p, struct scn_step *s)
{
	return expect_import(p, s, SCN_UAPI_UNMAPPED);
}

bool expect_revoked(struct parser *p, struct scn_step *s)
{
	return expect_import(p, s, SCN_UAPI_REVOKED);
}

void lang_keywords_uapi(lang_keyword_fn add)
{
	static const char *const more[] = {
		"by", "iommufd", "of", "only", "unattached", "off", "on", "D0",
		"D3", "as", "to", "container"
	};

	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		add("word", more[i]);
	for (const struct word *w = kinds; w->word; w++)
		add("kind of importer", w->word);
	for (const struct word *w = errnos; w->word; w++)
		add("error", w->word);
}
