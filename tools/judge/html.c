// SPDX-License-Identifier: GPL-2.0-only
/*
 * html.c - a judged series as one page that needs nothing else: the commits, what
 * is different and why, the path of the TLPs before and after, and the changed
 * lines with what ran them.
 *
 * Words and pictures are those of our own commands (explain, dot), which it calls;
 * without Graphviz there are no pictures, and the page says so.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/facts/plural.h"
#include "tools/common/installed.h"
#include "tools/common/spawn.h"
#include "tools/judge/summary.h"
#include "tools/judge/validation.h"

#define SHORT_SHA 12
/* Findings of a commit that are told with path and picture; the others in words. */
#define MAX_PICTURES 6u
/* So many places of a finding are listed openly. */
#define FEW_PLACES 6u

static const char style[] =
	"body{font:15px/1.45 sans-serif;max-width:72em;margin:2em auto;padding:0 1em}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"th,td{text-align:left;padding:.25em .8em;border-bottom:1px solid #ddd;vertical-align:top}\n"
	"pre{background:#f6f6f6;padding:.6em;white-space:pre-wrap;font-size:13px}\n"
	".BROKEN,.DOES{color:#b00020;font-weight:bold}.MENDED{color:#0b6b2b;font-weight:bold}\n"
	".CHANGED{color:#8a5a00;font-weight:bold}.UNJUDGED{color:#555;font-weight:bold}\n"
	".pair>div{margin:.8em 0}.pair svg{max-width:100%;height:auto}\n"
	".line{font-family:monospace;white-space:pre-wrap;display:block;padding:0 .5em}\n"
	".run{background:#e3f6e6}.not{background:#fbdde0}.way{background:#fff3cd}.none{color:#777}\n"
	".key span{padding:0 .5em;margin-right:.6em}\n"
	".finding{border-left:4px solid #ccc;padding-left:1em;margin:1em 0}\n";

static void put_text(FILE *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break;
		case '"': fputs("&quot;", out); break;
		default: fputc(*s, out);
		}
	}
}

/* The first word, as the name of a style. */
static void put_class(FILE *out, const char *word)
{
	fprintf(out, "<span class=\"%.*s\">", (int)strcspn(word, " "), word);
	put_text(out, word);
	fputs("</span>", out);
}

static void put_row(FILE *out, const struct validation *v, uint32_t i)
{
	const struct judged_commit *c = &v->commits[i];

	fprintf(out, "<tr><td>%u/%u</td><td><a href=\"#c%u\"><code>%.*s</code></a></td><td>",
		i, v->series->n - 1, i, SHORT_SHA, v->series->commits[i].sha);
	put_text(out, v->series->commits[i].subject);
	fputs("</td><td>", out);
	put_class(out, judged_word(c));
	fputs("</td><td>", out);
	if (!c->has_evidence)
		fputs("not looked for", out);
	else if (!c->evidence.code)
		fputs(!c->evidence.lines && c->evidence.gone ? "lines taken away only: not measured" :
		      "gcov counts nothing in its changed lines", out);
	else
		fprintf(out, "%s%u of %u changed line%s of code run",
			judged_not_run(c) ? "<b class=\"BROKEN\">NOT RUN</b>: " : "",
			c->evidence.run, c->evidence.code, plural(c->evidence.code));
	fputs("</td></tr>\n", out);
}

/* The line of the scenario that the finding is about; 0: it names none. */
static uint32_t line_of(const struct difference *d)
{
	const char *file = strrchr(d->scn->path, '/');
	const size_t n = strlen(file = file ? file + 1 : d->scn->path);

	/* A law says "at FILE:LINE". */
	for (uint32_t i = 0; !d->line && i < d->nnotes; i++) {
		const char *at = strstr(d->notes[i], "at ");

		at = at ? strstr(at, file) : NULL;
		if (at && at[n] == ':' && atoi(at + n + 1) > 0)
			return (uint32_t)atoi(at + n + 1);
	}
	return d->line;
}

/* The two functions of the statement that the finding is about. */
static bool pair_of(const struct difference *d, const struct scn_ref **a,
		    const struct scn_ref **b)
{
	const struct scenario *s = d->scn;
	const uint32_t line = line_of(d);

	for (uint32_t i = 0; i < s->nsteps; i++) {
		const struct scn_step *st = &s->steps[i];

		if (st->loc.line != line || !st->a.text || !st->b.text ||
		    !strcmp(st->a.text, st->b.text))
			continue;
		*a = &st->a;
		*b = &st->b;
		return true;
	}
	return false;
}

/* What this very program prints; NULL when it fails.  @words end with NULL. */
static char *ask(char *const words[], const char *err)
{
	int status;
	char *text = spawn_read(words, err, NULL, &status);

	if (text && !status)
		return text;
	free(text);
	return NULL;
}

struct question {
	const struct validation *v;
	const struct difference *d;
	const char *sha;
	const char *a, *b;
};

/* argv of "hairpin COMMAND -k SHA ..." for @q, without what follows the scenario. */
static uint32_t command_of(const struct question *q, const char *command,
			   char **argv, char *mode)
{
	const char *options = course_mode_options(q->d->mode);
	uint32_t n = 0;
	char *save;

	argv[n++] = (char *)"/proc/self/exe";
	argv[n++] = (char *)command;
	argv[n++] = (char *)"-q";
	argv[n++] = (char *)"--variant";
	argv[n++] = (char *)q->v->variant;
	argv[n++] = (char *)"-k";
	argv[n++] = (char *)q->sha;
	snprintf(mode, 64, "%s", options);
	for (char *w = strtok_r(mode, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[n++] = w;
	argv[n++] = (char *)q->d->scn->path;
	return n;
}

static void put_explained(FILE *out, const struct question *q)
{
	char *argv[16], mode[64], *text;
	uint32_t n = command_of(q, "explain", argv, mode);

	argv[n++] = (char *)q->a;
	argv[n++] = (char *)q->b;
	argv[n] = NULL;
	text = ask(argv, "/dev/null");
	if (text) {
		fputs("<pre>", out);
		put_text(out, text);
		fputs("</pre>\n", out);
	}
	free(text);
}

/* The path of a write, drawn.  Returns false when there is no picture. */
static bool put_picture(FILE *out, const struct question *q)
{
	char *argv[16], mode[64], *dot, *path, *pair, *svg = NULL, *at = NULL;
	uint32_t n = command_of(q, "dot", argv, mode);
	int status;

	if (asprintf(&path, "%s/picture.dot", q->v->series->dir) < 0 ||
	    asprintf(&pair, "%s,%s", q->b, q->a) < 0)
		abort();
	argv[n++] = (char *)"--path";
	argv[n++] = pair;
	argv[n++] = (char *)"-o";
	argv[n++] = path;
	argv[n] = NULL;
	dot = ask(argv, "/dev/null");
	if (dot)
		svg = spawn_read((char *[]){ (char *)"dot", (char *)"-Tsvg", path, NULL },
				 "/dev/null", NULL, &status);
	if (svg && !status)
		at = strstr(svg, "<svg");
	if (at)
		fputs(at, out);
	unlink(path);
	free(svg);
	free(dot);
	free(pair);
	free(path);
	return at;
}

static void put_side(FILE *out, struct question *q, const char *title,
		     const char *sha, bool *pictures)
{
	char again[SHORT_SHA + 1];

	snprintf(again, sizeof(again), "%s", sha);
	q->sha = again;
	fprintf(out, "<div><h4>%s (%s)</h4>\n", title, again);
	*pictures = put_picture(out, q) && *pictures;
	put_explained(out, q);
	fputs("</div>\n", out);
}

/* Why: what the kernel and the hardware say of the pair, on both commits. */
static void put_both(FILE *out, const struct validation *v, uint32_t i,
		     const struct difference *d)
{
	struct question q = { .v = v, .d = d };
	const struct scn_ref *a, *b;
	bool pictures = true;

	if (!pair_of(d, &a, &b))
		return;
	q.a = a->text;
	q.b = b->text;
	fputs("<div class=\"pair\">\n", out);
	put_side(out, &q, "before", v->series->commits[v->commits[i].parent].sha,
		 &pictures);
	put_side(out, &q, "now", v->series->commits[i].sha, &pictures);
	fputs("</div>\n", out);
	if (!pictures)
		fputs("<p>There is no picture: Graphviz is not installed, or the two have no path.</p>\n", out);
}

/* Where else it is the same; many are folded. */
static void put_places(FILE *out, const struct comparison *c, uint32_t first)
{
	const struct difference *d = &c->items[first];
	uint32_t places = 0;

	for (uint32_t n = first; n < c->n; n++)
		places += summary_alike(d, &c->items[n]);
	if (places > FEW_PLACES)
		fprintf(out, "<details><summary>in %u places</summary>\n", places);
	fputs("<pre>", out);
	for (uint32_t n = first; n < c->n; n++) {
		if (!summary_alike(d, &c->items[n]))
			continue;
		fputs("in ", out);
		put_text(out, c->items[n].scn->path);
		if (c->items[n].line)
			fprintf(out, ":%u", c->items[n].line);
		fprintf(out, " (%s)\n", c->items[n].mode);
	}
	fputs("</pre>\n", out);
	if (places > FEW_PLACES)
		fputs("</details>\n", out);
}

static void put_finding(FILE *out, const struct validation *v, uint32_t i,
			uint32_t first, bool picture)
{
	const struct comparison *c = &v->commits[i].diff;
	const struct difference *d = &c->items[first];

	fputs("<div class=\"finding\"><p>", out);
	put_class(out, diff_class_name(d->class));
	fputs(" <b>", out);
	put_text(out, d->what);
	fputs("</b>: ", out);
	put_text(out, d->was);
	fputs(" &rarr; ", out);
	put_text(out, d->is);
	fputs("</p>\n<pre>", out);
	for (uint32_t n = 0; n < d->nnotes; n++) {
		put_text(out, d->notes[n]);
		fputc('\n', out);
	}
	fputs("</pre>\n", out);
	put_places(out, c, first);
	fprintf(out, "<pre>again: hairpin run%s%s -k %.*s ", v->options,
		course_mode_options(d->mode),
		SHORT_SHA, v->series->commits[i].sha);
	put_text(out, d->scn->path);
	fputs("</pre>\n", out);
	if (picture)
		put_both(out, v, i, d);
	fputs("</div>\n", out);
}

/* The worst first; those that are alike once. */
static void put_findings(FILE *out, const struct validation *v, uint32_t i)
{
	const struct comparison *c = &v->commits[i].diff;
	uint32_t shown = 0;

	for (int class = DIFF_BROKEN; class > DIFF_SAME; class--)
		for (uint32_t n = 0; n < c->n; n++) {
			bool told = (int)c->items[n].class != class;

			for (uint32_t m = 0; m < n && !told; m++)
				told = summary_alike(&c->items[m], &c->items[n]);
			if (!told)
				put_finding(out, v, i, n, shown++ < MAX_PICTURES);
		}
}

static const char *colour_of(const struct changed_line *l)
{
	return !l->code ? "none" : !l->runs ? "not" : l->one_way ? "way" : "run";
}

static void put_lines(FILE *out, const struct changed_file *f)
{
	fputs("<h4><code>", out);
	put_text(out, f->path);
	fputs("</code></h4>\n", out);
	if (f->header || !f->notes) {
		fputs(f->header ? "<p>A header: its lines are not measured." :
		      "<p>Not compiled into an instance", out);
		if (!f->header && f->needs) {
			fputs(": ", out);
			put_text(out, f->needs);
		}
		fputs("</p>\n", out);
	}
	for (uint32_t i = 0; i < f->n; i++) {
		const struct changed_line *l = &f->lines[i];

		if (i && l->line != f->lines[i - 1].line + 1)
			fputs("<span class=\"line none\">&hellip;</span>\n", out);
		fprintf(out, "<span class=\"line %s\" title=\"", colour_of(l));
		if (l->code)
			fprintf(out, "%llu run%s, by %u scenario%s%s%s",
				(unsigned long long)l->runs, plural(l->runs), l->scenarios,
				plural(l->scenarios),
				l->later ? ", in another mode only" : "",
				l->never_true ? ", never true" : "");
		else
			fputs("no code", out);
		fprintf(out, "\">%5u  ", l->line);
		put_text(out, l->text);
		fputs(l->never_true ? "   <b>never true</b></span>\n" : "</span>\n", out);
	}
}

static void put_evidence(FILE *out, const struct judged_commit *c)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	validation_evidence(f, c, "");
	fclose(f);
	fputs("<h3>Evidence</h3>\n<pre>", out);
	put_text(out, text);
	fputs("</pre>\n<p class=\"key\"><span class=\"run\">run</span><span class=\"way\">run, a condition one way only</span>"
	      "<span class=\"not\">not run</span><span class=\"none\">no code</span></p>\n", out);
	free(text);
	for (uint32_t i = 0; i < c->evidence.n; i++)
		put_lines(out, &c->evidence.files[i]);
}

static void put_deep(FILE *out, const struct judged_commit *c)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		abort();
	deep_put(f, &c->deep, "");
	fclose(f);
	if (len) {
		fputs("<h3>Looked at deeper</h3>\n<pre>", out);
		put_text(out, text);
		fputs("</pre>\n", out);
	}
	free(text);
}

static void put_commit(FILE *out, const struct validation *v, uint32_t i)
{
	const struct judged_commit *c = &v->commits[i];

	fprintf(out, "<h2 id=\"c%u\">%u/%u ", i, i, v->series->n - 1);
	put_text(out, v->series->commits[i].subject);
	fputs("</h2>\n<p>", out);
	put_class(out, judged_word(c));
	if (!c->built) {
		fputs("</p>\n<pre>", out);
		put_text(out, c->why ? c->why : "");
		fputs("</pre>\n", out);
		return;
	}
	fputs(": ", out);
	summary_counts(out, &c->diff);
	if (c->diff.conservative_was != c->diff.conservative_is)
		fprintf(out, "; conservative answers: %llu &rarr; %llu",
			(unsigned long long)c->diff.conservative_was,
			(unsigned long long)c->diff.conservative_is);
	fputs("</p>\n", out);
	put_findings(out, v, i);
	put_deep(out, c);
	if (c->has_evidence)
		put_evidence(out, c);
}

bool validation_html(FILE *out, const struct validation *v)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\n<title>A series judged by hairpin</title>\n<style>\n", out);
	fputs(style, out);
	fprintf(out, "</style></head>\n<body>\n<h1>A series of %u commit%s</h1>\n<p>Judged by hairpin %s on <code>%.*s</code> ",
		v->series->n - 1, plural(v->series->n - 1), installed_version(), SHORT_SHA, v->series->commits[0].sha);
	put_text(out, v->series->commits[0].subject);
	fprintf(out, ": %zu scenario%s, %zu run%s a commit. As a whole: ",
		v->course->sets[0].in.n, plural(v->course->sets[0].in.n), v->course->nruns,
		plural(v->course->nruns));
	summary_counts(out, &v->whole);
	fputs(".</p>\n<table>\n<tr><th></th><th>commit</th><th>subject</th><th>results</th><th>evidence</th></tr>\n", out);
	for (uint32_t i = 1; i < v->series->n; i++)
		put_row(out, v, i);
	fputs("</table>\n", out);
	for (uint32_t i = 1; i < v->series->n; i++)
		put_commit(out, v, i);
	fputs("</body>\n</html>\n", out);
	return !ferror(out);
}
