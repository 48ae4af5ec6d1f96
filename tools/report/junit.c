// SPDX-License-Identifier: GPL-2.0-only
/*
 * junit.c - JUnit XML: a testsuite for each scenario and kernel, a testcase for each
 * check.
 *
 * It writes no times: virtual times mean nothing to a CI server, and real ones differ
 * from run to run.
 */
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

#include "model/import/lazy.h"
#include "sim/base/utf8.h"
#include "tools/report/report.h"

/* libxml2, loaded when there is something to write. */
static struct {
	__typeof__(&xmlTextWriterWriteAttribute) xmlTextWriterWriteAttribute;
	__typeof__(&xmlTextWriterWriteFormatAttribute) xmlTextWriterWriteFormatAttribute;
	__typeof__(&xmlTextWriterStartElement) xmlTextWriterStartElement;
	__typeof__(&xmlTextWriterEndElement) xmlTextWriterEndElement;
	__typeof__(&xmlTextWriterWriteString) xmlTextWriterWriteString;
	__typeof__(&xmlBufferCreate) xmlBufferCreate;
	__typeof__(&xmlNewTextWriterMemory) xmlNewTextWriterMemory;
	__typeof__(&xmlBufferFree) xmlBufferFree;
	__typeof__(&xmlTextWriterSetIndent) xmlTextWriterSetIndent;
	__typeof__(&xmlTextWriterSetIndentString) xmlTextWriterSetIndentString;
	__typeof__(&xmlTextWriterStartDocument) xmlTextWriterStartDocument;
	__typeof__(&xmlTextWriterEndDocument) xmlTextWriterEndDocument;
	__typeof__(&xmlFreeTextWriter) xmlFreeTextWriter;
	__typeof__(&xmlBufferContent) xmlBufferContent;
	__typeof__(&xmlBufferLength) xmlBufferLength;
} lib;

#define X(s) ((const xmlChar *)(s))

struct counts {
	uint32_t tests, failures, errors, skipped;
};

static void count(struct counts *c, enum verdict_status s, bool strict)
{
	c->tests++;
	if (s == VERDICT_ERROR)
		c->errors++;
	else if (verdict_is_failure(s, strict))
		c->failures++;
	else if (s == VERDICT_SKIP)
		c->skipped++;
}

/* XML 1.0 has no way to write most control characters. */
static char *clean(const char *s)
{
	char *copy = strdup(s ? s : "");

	if (!copy)
		abort();
	for (unsigned char *p = (unsigned char *)copy; *p; p++)
		if ((*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7f)
			*p = '?';
	utf8_repair(copy);
	return copy;
}

static void attribute(xmlTextWriterPtr w, const char *name, const char *value)
{
	char *text = clean(value);

	lib.xmlTextWriterWriteAttribute(w, X(name), X(text));
	free(text);
}

static void number(xmlTextWriterPtr w, const char *name, uint64_t value)
{
	lib.xmlTextWriterWriteFormatAttribute(w, X(name), "%llu",
					  (unsigned long long)value);
}

static void counts_attributes(xmlTextWriterPtr w, const struct counts *c)
{
	number(w, "tests", c->tests);
	number(w, "failures", c->failures);
	number(w, "errors", c->errors);
	number(w, "skipped", c->skipped);
}

static void property(xmlTextWriterPtr w, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	lib.xmlTextWriterStartElement(w, X("property"));
	attribute(w, "name", name);
	attribute(w, "value", value);
	lib.xmlTextWriterEndElement(w);
}

static void properties(xmlTextWriterPtr w, const struct report *r,
		       const struct report_kernel *k, const char *replay)
{
	char seed[24];

	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)r->seed);
	lib.xmlTextWriterStartElement(w, X("properties"));
	property(w, "hairpin", HAIRPIN_VERSION);
	property(w, "seed", seed);
	property(w, "kernel", k->release);
	property(w, "kernel.describe", k->describe);
	property(w, "kernel.config", k->config);
	property(w, "kernel.compiler", k->compiler);
	property(w, "kernel.variant", k->variant);
	property(w, "replay", replay);
	lib.xmlTextWriterEndElement(w);
}

static void problem(xmlTextWriterPtr w, const char *element,
		    const struct check *c)
{
	lib.xmlTextWriterStartElement(w, X(element));
	attribute(w, "message", c->ndiag ? c->diag[0] :
				c->reason ? c->reason : "");
	for (uint32_t i = 0; i < c->ndiag; i++) {
		char *line = clean(c->diag[i]);

		lib.xmlTextWriterWriteString(w, X(line));
		lib.xmlTextWriterWriteString(w, X("\n"));
		free(line);
	}
	lib.xmlTextWriterEndElement(w);
}

static void testcase(xmlTextWriterPtr w, const char *classname,
		     const struct check *c, bool strict)
{
	lib.xmlTextWriterStartElement(w, X("testcase"));
	attribute(w, "classname", classname);
	attribute(w, "name", c->name);
	if (c->status == VERDICT_ERROR)
		problem(w, "error", c);
	else if (verdict_is_failure(c->status, strict))
		problem(w, "failure", c);
	else if (c->status == VERDICT_SKIP || c->status == VERDICT_XFAIL) {
		lib.xmlTextWriterStartElement(w, X("skipped"));
		attribute(w, "message", c->status == VERDICT_XFAIL ?
			  "expected failure" : c->reason);
		lib.xmlTextWriterEndElement(w);
	}
	lib.xmlTextWriterEndElement(w);
}

/* A verdict without checks (skipped, or not to be had) is one testcase. */
static const struct check *cases(const struct verdict *v, struct check *whole,
				 uint32_t *n)
{
	*whole = (struct check){ .name = "scenario", .status = v->status,
				 .reason = v->reason };
	*n = v->nchecks ? v->nchecks : 1;
	return v->nchecks ? v->checks : whole;
}

static void count_verdict(struct counts *c, const struct verdict *v, bool strict)
{
	struct check whole;
	uint32_t n;
	const struct check *checks = cases(v, &whole, &n);

	for (uint32_t i = 0; i < n; i++) {
		enum verdict_status s = checks[i].status;

		count(c, s == VERDICT_XFAIL ? VERDICT_SKIP : s, strict);
	}
}

static void testsuite(xmlTextWriterPtr w, const struct report *r,
		      size_t result, uint32_t kernel)
{
	const struct verdict *v = r->results[result].verdicts[kernel];
	const char *path = r->results[result].scn->path;
	struct check whole;
	uint32_t n;
	const struct check *checks = cases(v, &whole, &n);
	struct counts c = { 0 };
	char *replay = report_replay(r, result, kernel);
	char *name;

	count_verdict(&c, v, r->strict);
	if (asprintf(&name, "%s%s%s", path, r->nkernels > 1 ? " on " : "",
		     r->nkernels > 1 ? r->kernels[kernel].label : "") < 0)
		abort();
	lib.xmlTextWriterStartElement(w, X("testsuite"));
	attribute(w, "name", name);
	counts_attributes(w, &c);
	properties(w, r, &r->kernels[kernel], replay);
	for (uint32_t i = 0; i < n; i++)
		testcase(w, name, &checks[i], r->strict);
	lib.xmlTextWriterEndElement(w);
	free(name);
	free(replay);
}

static bool load(void)
{
	static const struct lazy_function functions[] = {
		LAZY(lib, xmlTextWriterWriteAttribute),
		LAZY(lib, xmlTextWriterWriteFormatAttribute),
		LAZY(lib, xmlTextWriterStartElement),
		LAZY(lib, xmlTextWriterEndElement),
		LAZY(lib, xmlTextWriterWriteString),
		LAZY(lib, xmlBufferCreate),
		LAZY(lib, xmlNewTextWriterMemory),
		LAZY(lib, xmlBufferFree),
		LAZY(lib, xmlTextWriterSetIndent),
		LAZY(lib, xmlTextWriterSetIndentString),
		LAZY(lib, xmlTextWriterStartDocument),
		LAZY(lib, xmlTextWriterEndDocument),
		LAZY(lib, xmlFreeTextWriter),
		LAZY(lib, xmlBufferContent),
		LAZY(lib, xmlBufferLength),
	};
	const char *why;

	if (lib.xmlBufferCreate ||
	    lazy_load(LIBXML_SONAME, functions,
		      sizeof(functions) / sizeof(*functions), &why))
		return true;
	fprintf(stderr, "hairpin: no JUnit without libxml2: %s\n", why);
	return false;
}

static void all_suites(xmlTextWriterPtr w, const void *data)
{
	const struct report *r = data;
	struct counts c = { 0 };

	for (size_t i = 0; i < r->nresults; i++)
		for (uint32_t k = 0; k < r->nkernels; k++)
			count_verdict(&c, r->results[i].verdicts[k], r->strict);
	counts_attributes(w, &c);
	for (size_t i = 0; i < r->nresults; i++)
		for (uint32_t k = 0; k < r->nkernels; k++)
			testsuite(w, r, i, k);
}

static void unbuilt_suite(xmlTextWriterPtr w, const void *data)
{
	const struct check c = {
		.name = "the kernel compiles", .status = VERDICT_ERROR,
		.reason = "it does not: the compiler's messages are on standard error",
	};
	struct counts n = { 0 };
	char *name;

	if (asprintf(&name, "kernel %s", (const char *)data) < 0)
		abort();
	count(&n, c.status, false);
	counts_attributes(w, &n);
	lib.xmlTextWriterStartElement(w, X("testsuite"));
	attribute(w, "name", name);
	counts_attributes(w, &n);
	testcase(w, name, &c, false);
	lib.xmlTextWriterEndElement(w);
	free(name);
}

static bool write_suites(FILE *out,
			 void (*suites)(xmlTextWriterPtr w, const void *data),
			 const void *data)
{
	xmlBufferPtr buf;
	xmlTextWriterPtr w;
	bool ok;

	if (!load())
		return false;
	buf = lib.xmlBufferCreate();
	w = buf ? lib.xmlNewTextWriterMemory(buf, 0) : NULL;
	if (!w) {
		lib.xmlBufferFree(buf);
		return false;
	}
	lib.xmlTextWriterSetIndent(w, 1);
	lib.xmlTextWriterSetIndentString(w, X("  "));
	lib.xmlTextWriterStartDocument(w, "1.0", "UTF-8", NULL);
	lib.xmlTextWriterStartElement(w, X("testsuites"));
	attribute(w, "name", "hairpin");
	suites(w, data);
	lib.xmlTextWriterEndElement(w);
	ok = lib.xmlTextWriterEndDocument(w) >= 0;
	lib.xmlFreeTextWriter(w);
	if (ok)
		fwrite(lib.xmlBufferContent(buf), 1, (size_t)lib.xmlBufferLength(buf),
		       out);
	lib.xmlBufferFree(buf);
	return ok && !ferror(out);
}

bool junit_write(FILE *out, const struct report *r)
{
	return write_suites(out, all_suites, r);
}

bool junit_write_unbuilt(FILE *out, const char *kernel)
{
	return write_suites(out, unbuilt_suite, kernel);
}

struct suite_list {
	const struct report_suite *suites;
	uint32_t n;
};

static void given_suites(xmlTextWriterPtr w, const void *data)
{
	const struct suite_list *l = data;
	struct counts all = { 0 };

	for (uint32_t i = 0; i < l->n; i++)
		for (uint32_t j = 0; j < l->suites[i].n; j++)
			count(&all, l->suites[i].checks[j].status, false);
	counts_attributes(w, &all);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct report_suite *s = &l->suites[i];
		struct counts c = { 0 };

		for (uint32_t j = 0; j < s->n; j++)
			count(&c, s->checks[j].status, false);
		lib.xmlTextWriterStartElement(w, X("testsuite"));
		attribute(w, "name", s->name);
		counts_attributes(w, &c);
		for (uint32_t j = 0; j < s->n; j++)
			testcase(w, s->name, &s->checks[j], false);
		lib.xmlTextWriterEndElement(w);
	}
}

bool junit_write_suites(FILE *out, const struct report_suite *suites, uint32_t n)
{
	const struct suite_list l = { suites, n };

	return write_suites(out, given_suites, &l);
}
