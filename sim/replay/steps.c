// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps.c - boot, then one statement after the other.
 *
 * Actions of a user go through sysfs, as a user's would.  It must not judge:
 * expect.c compares with what a statement expects, and the laws do the rest.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/config/function.h"
#include "model/spec/plural.h"
#include "model/spec/regs.h"
#include "sim/facts/text.h"
#include "sim/replay/audit.h"
#include "sim/replay/crash.h"
#include "sim/replay/engine.h"
#include "sim/replay/gpu_look.h"
#include "sim/replay/group_type.h"
#include "sim/replay/kfunc.h"
#include "sim/replay/mappings.h"
#include "sim/replay/mistake.h"
#include "sim/replay/steps.h"
#include "sim/replay/turns.h"
#include "sim/replay/uapi.h"
#include "sim/replay/world_trace.h"

/* The kernel instance's driver of simulated endpoints (sim/env/pci/endpoint.c). */
#define ENDPOINT_DRIVER "hairpin-endpoint"

static void record_outcome(struct world *w, int32_t step, struct outcome *o)
{
	rec_begin(w->rec, REC_CHECK);
	rec_u64(w->rec, (uint64_t)(int64_t)step);
	rec_u64(w->rec, o->status);
	rec_str(w->rec, o->reason);
	rec_str(w->rec, *o->brief ? o->brief : NULL);
	rec_u64(w->rec, o->ndiag);
	for (uint32_t i = 0; i < o->ndiag; i++) {
		rec_str(w->rec, o->diag[i]);
		free(o->diag[i]);
	}
	rec_end(w->rec);
}

static void record_step(struct world *w, int32_t step)
{
	crash_alive();
	w->step = step;
	world_trace_step(w, step);
	rec_begin(w->rec, REC_STEP);
	rec_u64(w->rec, (uint64_t)(int64_t)step);
	rec_end(w->rec);
}

/* The function whose folder in sysfs @path is in; NULL: none. */
static struct function *folder_of(struct world *w, const char *path, const char *file)
{
	unsigned int domain, bus, dev, fn;
	const char *bdf;

	for (bdf = file - 1; bdf > path && bdf[-1] != '/'; bdf--)
		;
	if (sscanf(bdf, "%x:%x:%x.%x/", &domain, &bus, &dev, &fn) != 4)
		return NULL;
	return world_function_at(w, HP_SBDF(domain, bus, dev, fn));
}

static uint32_t enables(struct world *w, struct function *fn)
{
	uint32_t domain, command;
	uint8_t bus, devfn;

	if (!fn || !function_address(fn, &domain, &bus, &devfn))
		return 0;
	command = fabric_cfg_read(w->fabric, domain, bus, devfn, R_COMMAND, 2);
	return (command & CMD_MASTER ? MISTAKE_MASTER : 0) |
	       (command & CMD_MEM ? MISTAKE_MEMORY : 0);
}

/* What writes to these files turn off, no driver is told of. */
static int64_t noted_write(struct world *w, const char *path, const char *text)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
	struct function *fn = slash ? folder_of(w, path, file) : NULL;
	const uint32_t before = enables(w, fn);
	int64_t ret = w->kernel->ops->sysfs_write(path, text, strlen(text));

	if (ret < 0)
		return ret;
	group_type_written(w, path);
	if (!strcmp(file, "remove"))
		mistake_turned(w, fn, MISTAKE_PRESENT, true);
	else if (!strcmp(file, "rescan"))
		mistake_rescanned(w);
	else if (!strcmp(file, "config") || !strcmp(file, "enable"))
		mistake_turned(w, fn, before & ~enables(w, fn), true);
	return ret;
}

/* A link fails, or a device is pulled out: no software asked for it. */
static void do_link(struct world *w, const struct scn_step *s, struct outcome *o)
{
	struct hp_kfunc f;
	struct function *port;

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	port = world_function_at(w, f.sbdf);
	if (!port || !port->below) {
		mistake(w, &s->loc, o, "%s has no link below it; write a root port or a downstream port",
			s->a.text);
		return;
	}
	if (!s->number)
		world_keep_addresses(w, port);
	fabric_set_link(port, s->number);
	if (!s->number)
		mistake_turned(w, port, MISTAKE_LINK, true);
}

static int64_t sysfs_write(struct world *w, const char *path, const char *text,
			   struct outcome *o)
{
	int64_t ret;
	char err[24];

	if (!(w->kernel->ops->features & HP_FEAT_SYSFS)) {
		o->status = VERDICT_SKIP;
		o->reason = "this kernel instance has no sysfs";
		return -38;	/* ENOSYS */
	}
	ret = noted_write(w, path, text);
	if (ret < 0)
		outcome_fail(o, "writing \"%s\" to %s gave %s", text, path,
			     errno_text(ret, err, sizeof(err)));
	return ret;
}

/* The same; what becomes of it may be for the expectation that follows. */
static void users_write(struct world *w, const struct scn_step *s, const char *path,
			const char *text, struct outcome *o)
{
	struct uapi *st;

	if (!s->may_fail) {
		sysfs_write(w, path, text, o);
		return;
	}
	st = uapi_state(w);
	st->last = noted_write(w, path, text);
	snprintf(st->last_call, sizeof(st->last_call), "writing to sysfs");
}

static void device_path(char *buf, size_t size, hp_sbdf sbdf, const char *file)
{
	char bdf[24];

	snprintf(buf, size, "/sys/bus/pci/devices/%s/%s",
		 sbdf_text(sbdf, bdf, sizeof(bdf)), file);
}

static bool is_driver(struct world *w, const char *driver)
{
	char path[160], byte;

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/bind", driver);
	/* It may only be written: that error is another. */
	return w->kernel->ops->sysfs_read(path, &byte, 1) != -ENOENT;
}

/* Through driver_override and drivers_probe, as an administrator would. */
static void bind(struct world *w, const struct scn_ref *who, const char *driver,
		 struct outcome *o)
{
	struct hp_kfunc f;
	char path[96], bdf[24];

	if (!kfunc_of(w, who, &f, o))
		return;
	if (f.hdr_type &&
	    (!strcmp(driver, ENDPOINT_DRIVER) || strstr(driver, "vfio"))) {
		mistake(w, &who->loc, o, "%s is a port or bridge, for which %s is no driver; name an endpoint",
			who->text, driver);
		return;
	}
	device_path(path, sizeof(path), f.sbdf, "driver_override");
	if (sysfs_write(w, path, driver, o) < 0)
		return;
	sysfs_write(w, "/sys/bus/pci/drivers_probe",
		    sbdf_text(f.sbdf, bdf, sizeof(bdf)), o);
	if (o->status != VERDICT_PASS || !kfunc_of(w, who, &f, o))
		return;
	if (strcmp(f.driver, driver) && !is_driver(w, driver))
		mistake(w, &who->loc, o, "this kernel has no PCI driver '%s'", driver);
	else if (strcmp(f.driver, driver))
		outcome_fail(o, "%s: bound to %s, not to %s", who->text,
			     *f.driver ? f.driver : "no driver", driver);
}

/* Only a driver can enable VFs, so a PF without a driver gets the simulated device's. */
static void do_sriov(struct world *w, const struct scn_step *s,
		     struct outcome *o)
{
	struct hp_kfunc f;
	char path[96], number[24];

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	if (!*f.driver)
		bind(w, &s->a, ENDPOINT_DRIVER, o);
	if (o->status != VERDICT_PASS)
		return;
	device_path(path, sizeof(path), f.sbdf, "sriov_numvfs");
	snprintf(number, sizeof(number), "%llu", (unsigned long long)s->number);
	users_write(w, s, path, number, o);
}

static void do_bind(struct world *w, const struct scn_step *s,
		    struct outcome *o)
{
	bind(w, &s->a, s->text, o);
}

static void do_unbind(struct world *w, int32_t step, const struct scn_step *s,
		      struct outcome *o)
{
	struct hp_kfunc f;
	char path[96], bdf[24];

	if (!kfunc_of(w, &s->a, &f, o))
		return;
	if (!*f.driver) {
		outcome_fail(o, "%s: no driver is bound to it", s->a.text);
		return;
	}
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/unbind",
		 f.driver);
	if (sysfs_write(w, path, sbdf_text(f.sbdf, bdf, sizeof(bdf)), o) >= 0)
		mappings_unbound(w, step, f.sbdf);
}

static void do_selftest(struct world *w, const struct scn_step *s,
			struct outcome *o)
{
	char err[24];
	int ret;

	/* It may not come back. */
	rec_flush(w->rec);
	ret = w->kernel->ops->selftest(s->text);
	if (ret == -EBUSY)
		mistake(w, &s->loc, o, "selftest %s is for functions that no driver is bound to; write it before what binds one",
			s->text);
	else if (ret)
		outcome_fail(o, "selftest %s gave %s", s->text,
			     errno_text(ret, err, sizeof(err)));
}

/* Arms fault injection for one step; a sweep arms its own. */
static void inject_arm(struct world *w)
{
	if (w->inject_kinds && !w->count)
		w->kernel->ops->inject(w->inject_kinds, w->inject_nth);
}

static void inject_disarm(struct world *w, struct outcome *o)
{
	uint64_t passed;

	if (!w->inject_kinds || w->count)
		return;
	passed = w->kernel->ops->inject_passed();
	if (passed < w->inject_nth)
		outcome_fail(o, "the step passes only %llu such fault point%s, not %llu",
			     (unsigned long long)passed, plural(passed),
			     (unsigned long long)w->inject_nth);
	w->kernel->ops->inject(0, 0);
	w->inject_kinds = 0;
}

void steps_execute(struct world *w, int32_t step, const struct scn_step *s,
		   struct outcome *o)
{
	static char when[80];

	if (w->clock->now_ps < s->at_ps)
		world_pass(w, s->at_ps);
	if (s->skip || !scn_when(s->when, w->scn->spec)) {
		o->status = VERDICT_SKIP;
		o->reason = s->skip ? s->skip :
			    scn_when_text(s->when, when, sizeof(when));
		return;
	}
	if (s->kind == SCN_STEP_INJECT) {
		w->inject_kinds = s->inject;
		w->inject_nth = s->number;
		return;
	}
	inject_arm(w);
	world_quiet(w);
	switch (s->kind) {
	case SCN_STEP_SRIOV:
		do_sriov(w, s, o);
		break;
	case SCN_STEP_SYSFS_WRITE:
		users_write(w, s, s->path, s->text, o);
		break;
	case SCN_STEP_BIND:
		do_bind(w, s, o);
		break;
	case SCN_STEP_UNBIND:
		do_unbind(w, step, s, o);
		break;
	case SCN_STEP_SELFTEST:
		do_selftest(w, s, o);
		break;
	case SCN_STEP_DMA:
	case SCN_STEP_DMA_WRITE:
	case SCN_STEP_DMA_READ:
	case SCN_STEP_DMA_UNMAP:
		steps_dma(w, step, s, o);
		break;
	case SCN_STEP_ENGINE_START:
	case SCN_STEP_ENGINE_STOP:
	case SCN_STEP_ENGINE_WAIT:
		engine_step(w, step, s, o);
		break;
	case SCN_STEP_LINK:
		do_link(w, s, o);
		break;
	case SCN_STEP_WAIT_TIME:
		world_pass(w, w->clock->now_ps + s->number);
		break;
	case SCN_STEP_EXEC:
		w->exec(w, w->exec_arg, o);
		break;
	case SCN_STEP_UAPI:
		uapi_step(w, step, s, o);
		break;
	case SCN_EXPECT_UAPI:
		uapi_expect(w, step, s, o);
		break;
	default:
		expect_evaluate(w, step, s, o);
	}
	uapi_held_prove(w, step);
	gpu_look(w, step);
	uapi_vram_look(w);
	if (s->kind == SCN_STEP_UAPI)
		proof_pasids(w, step);
	inject_disarm(w, o);
	mistake_settle(w, &s->loc, o);
	if (o->ndiag && o->status == VERDICT_FAIL)
		outcome_diag(o, "at %s:%u", s->loc.file, s->loc.line);
}

static void record_points(struct world *w)
{
	rec_begin(w->rec, REC_FAULT_POINTS);
	rec_u64(w->rec, w->kernel->ops->inject_passed());
	rec_end(w->rec);
	w->kernel->ops->inject(0, 0);
}

/* Whether boot had the fault point that was to fail; how many, for who sweeps them. */
static void boot_points(struct world *w, struct outcome *o)
{
	uint64_t passed = w->kernel->ops->inject_passed(), nth = w->scn->boot_fails;

	if (w->boot_counts)
		record_points(w);
	else if (nth && passed < nth)
		outcome_fail(o, "boot has %llu fault point%s, fewer than %llu",
			     (unsigned long long)passed, plural(passed),
			     (unsigned long long)nth);
	w->kernel->ops->inject(0, 0);
}

bool steps_boot(struct world *w)
{
	struct outcome o = { .status = VERDICT_PASS };
	char err[24];
	int ret;

	record_step(w, CHECK_BOOT);
	ret = world_boot(w);
	if (ret)
		outcome_fail(&o, "booting gave %s",
			     errno_text(ret, err, sizeof(err)));
	else
		boot_points(w, &o);
	record_outcome(w, CHECK_BOOT, &o);
	return !ret;
}

/* After boot: starts the schedule, and fault injection. */
static void chance_begin(struct world *w)
{
	turns_start(w);
	if (!w->count || w->boot_counts)
		return;
	if (w->at_point)
		w->kernel->ops->inject(HP_INJECT_ANY | HP_INJECT_ASK, 0);
	else
		w->kernel->ops->inject(HP_INJECT_ANY, w->fail_at);
}

static void chance_end(struct world *w)
{
	turns_end(w);
	if (w->count && !w->boot_counts)
		record_points(w);
}

void steps_after_boot(struct world *w, bool want_functions)
{
	chance_begin(w);
	for (uint32_t i = 0; i < w->scn->nsteps; i++) {
		struct outcome o = { .status = VERDICT_PASS };

		record_step(w, (int32_t)i);
		/* What is expected is looked up there. */
		turns_touch(w, TURNS_HARDWARE, false);
		turns_touch(w, TURNS_IOMMU, false);
		turns_touch(w, TURNS_SCENARIO, true);
		steps_execute(w, (int32_t)i, &w->scn->steps[i], &o);
		record_outcome(w, (int32_t)i, &o);
	}
	engines_finish(w);
	uapi_finish(w);
	mistake_settle(w, NULL, NULL);
	chance_end(w);
	mappings_finish(w);
	world_trace_end(w);
	if (want_functions)
		kfunc_record_all(w);
	audit_run(w);
}

void steps_run(struct world *w, bool want_functions)
{
	if (steps_boot(w))
		steps_after_boot(w, want_functions);
}

static bool has_sriov_step(const struct world *w, int32_t function)
{
	for (uint32_t i = 0; i < w->scn->nsteps; i++)
		if (w->scn->steps[i].kind == SCN_STEP_SRIOV &&
		    w->scn->steps[i].a.function == function)
			return true;
	return false;
}

/*
 * Enables the VFs that were enabled when the machine was captured: a kernel that boots
 * disables them, but a question about the machine includes them.
 */
static void enable_captured_vfs(struct world *w)
{
	const struct spec *s = w->scn->spec;

	for (uint32_t i = 0; i < s->nfunctions; i++) {
		const struct spec_function *f = &s->functions[i];
		struct outcome o = { .status = VERDICT_PASS };
		struct scn_step step = {
			.kind = SCN_STEP_SRIOV, .number = f->sriov.num_vfs,
			.a = { .text = f->name, .function = (int32_t)i },
		};

		if (f->sriov.known != SPEC_PRESENT || !f->sriov.num_vfs ||
		    has_sriov_step(w, (int32_t)i))
			continue;
		do_sriov(w, &step, &o);
		if (o.status == VERDICT_FAIL)
			dprintf(2, "hairpin: %s: its %u VF%s %s not on here: %s\n",
				w->scn->path, f->sriov.num_vfs, plural(f->sriov.num_vfs),
				plural_are(f->sriov.num_vfs), o.diag[0]);
		while (o.ndiag)
			free(o.diag[--o.ndiag]);
	}
}

bool steps_prepare(struct world *w)
{
	enable_captured_vfs(w);
	for (uint32_t i = 0; i < w->scn->nsteps; i++) {
		const struct scn_step *s = &w->scn->steps[i];
		struct outcome o = { .status = VERDICT_PASS };

		if (scn_step_is_expect(s->kind) || s->kind == SCN_STEP_SELFTEST)
			continue;
		steps_execute(w, (int32_t)i, s, &o);
		if (o.status == VERDICT_FAIL || o.status == VERDICT_ERROR) {
			rec_begin(w->rec, REC_ERROR);
			rec_str(w->rec, o.diag[0]);
			rec_end(w->rec);
			return false;
		}
		while (o.ndiag)
			free(o.diag[--o.ndiag]);
	}
	return true;
}
