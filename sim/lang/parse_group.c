// SPDX-License-Identifier: GPL-2.0-only
/*
 * parse_group.c - VFIO groups, and reading, writing and information of VFIO devices:
 * step group, probe, read, write, irqs, interrupt, signal; expect status, region, info,
 * hotreset, value, interrupts.
 */
#include <string.h>

#include "sim/lang/lang.h"

/* What may be read and written through a device's file. */
static const struct word regions[] = {
	{ "bar0", 0 }, { "bar1", 1 }, { "bar2", 2 }, { "bar3", 3 },
	{ "bar4", 4 }, { "bar5", 5 }, { "rom", 6 }, { "config", 7 }, { 0 }
};

static const struct word group_verbs[] = {
	{ "open", SCN_GROUP_OPEN }, { "attach", SCN_GROUP_ATTACH },
	{ "device", SCN_GROUP_DEVICE }, { "detach", SCN_GROUP_DETACH },
	{ "close", SCN_GROUP_CLOSE }, { 0 }
};

static const struct word irq_kinds[] = {
	{ "intx", SCN_IRQS_INTX }, { "msi", SCN_IRQS_MSI }, { "msix", SCN_IRQS_MSIX },
	{ "req", SCN_IRQS_REQUEST }, { 0 }
};

#define MOST_VECTORS 32u

/* By their numbers in the uapi (enum of VFIO_DEVICE_FEATURE_...). */
static const struct word features[] = {
	{ "vf-token", 0 }, { "migration", 1 }, { "low-power-entry", 3 },
	{ "low-power-wakeup", 4 }, { "low-power-exit", 5 },
	{ "migration-state", 2 }, { "dma-logging", 6 }, { "migration-size", 9 },
	{ "dma-buf", 11 }, { 0 }
};

static const struct word status_words[] = {
	{ "viable", SCN_STATUS_VIABLE }, { "unviable", SCN_STATUS_UNVIABLE },
	{ "attached", SCN_STATUS_ATTACHED }, { "detached", SCN_STATUS_DETACHED },
	{ 0 }
};

static const struct word info_words[] = {
	{ "reset", SCN_INFO_RESET }, { "no-reset", SCN_INFO_NO_RESET },
	{ "regions", SCN_INFO_REGIONS }, { "irqs", SCN_INFO_IRQS }, { 0 }
};

static const struct word region_words[] = {
	{ "size", SCN_REGION_SIZE }, { "read", SCN_REGION_READ },
	{ "write", SCN_REGION_WRITE }, { "mmap", SCN_REGION_MMAP },
	{ "none", SCN_REGION_NONE }, { 0 }
};

/* --- steps ------------------------------------------------------------------- */

/* group VERB F */
bool step_group(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_GROUP);
	int w = val_word(p, cur(p), group_verbs, "thing to do with a group");

	if (w < 0)
		return false;
	u->group = (enum scn_group)w;
	p->pos++;
	return parse_reference(p, &s->a, "a function of the group");
}

/* hotreset F [with A B...|none]: whose groups' files come with the call */
bool step_hotreset(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_HOT_RESET);
	uint32_t n;

	if (!parse_reference(p, &s->a, "the function to reset"))
		return false;
	if (!accept(p, "with"))
		return true;
	u->with_groups = true;
	n = p->ntok - p->pos;
	if (!n)
		return lang_err(p, NULL, "with whose groups? write functions, or none");
	if (accept(p, "none"))
		return true;
	s->refs = spec_alloc(p->spec, n * sizeof(*s->refs));
	while (s->nrefs < n)
		if (!parse_reference(p, &s->refs[s->nrefs++], "a function of a group"))
			return false;
	return true;
}

/* probe F FEATURE [get] [set] */
bool step_probe(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_PROBE);
	int w;

	if (!parse_reference(p, &s->a, "the function"))
		return false;
	w = val_word(p, cur(p), features, "feature");
	if (w < 0)
		return false;
	u->feature = (uint32_t)w;
	p->pos++;
	if (accept(p, "get"))
		s->number |= HP_PROBE_GET;
	if (accept(p, "set"))
		s->number |= HP_PROBE_SET;
	return true;
}

static bool vector(struct parser *p, uint64_t *out)
{
	if (!val_number(p, cur(p), MOST_VECTORS - 1, "vector", out))
		return false;
	p->pos++;
	return true;
}

/* What follows "unmask": now, or by an eventfd from now on. */
static enum scn_irqs_how unmask_how(struct parser *p)
{
	if (accept(p, "eventfd"))
		return SCN_IRQS_UNMASK_EVENTFD;
	return accept(p, "no-eventfd") ? SCN_IRQS_UNMASK_NO_EVENTFD : SCN_IRQS_UNMASK;
}

/* irqs F intx|msi|msix|req N|off|mask|unmask [eventfd|no-eventfd] */
bool step_irqs(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_IRQS);
	int w;

	if (!parse_reference(p, &s->a, "the function"))
		return false;
	w = val_word(p, cur(p), irq_kinds, "kind of interrupt");
	if (w < 0)
		return false;
	u->irqs = (enum scn_irqs)w;
	p->pos++;
	if (accept(p, "off"))
		return true;
	if (accept(p, "mask")) {
		u->how = SCN_IRQS_MASK;
		return true;
	}
	if (accept(p, "unmask")) {
		u->how = unmask_how(p);
		return true;
	}
	if (!val_number(p, cur(p), MOST_VECTORS, "number of vectors", &s->number))
		return false;
	if (!s->number)
		return lang_err(p, cur(p), "no vector is no set of them; write off");
	p->pos++;
	return true;
}

/* Its eventfds are made before it, by calls that nobody waits with. */
bool step_irqs_started(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);

	if (!step_irqs(p, s))
		return false;
	if (s->number || s->uapi->how == SCN_IRQS_UNMASK_EVENTFD)
		return lang_err(p, t, "what needs eventfds cannot be started; start off, mask or unmask");
	return true;
}

/* interrupt F N: the device sends it; interrupt F intx on|off: it asserts its pin, or not */
bool step_interrupt(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = uapi_new(p, s, SCN_UAPI_INTERRUPT);

	if (!parse_reference(p, &s->a, "the function"))
		return false;
	u->irqs = SCN_IRQS_INTX;
	if (accept(p, "intx")) {
		u->on = accept(p, "on");
		return u->on || accept(p, "off") ||
		       lang_err(p, cur(p), "a pin is on or off");
	}
	u->irqs = SCN_IRQS_MSI;
	return vector(p, &s->number);
}

/* signal F: the process writes to the eventfd that unmasks F's INTx */
bool step_signal(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_SIGNAL);
	return parse_reference(p, &s->a, "the function");
}

static bool region(struct parser *p, struct scn_step *s)
{
	int w;

	if (!parse_reference(p, &s->a, "the function"))
		return false;
	w = val_word(p, cur(p), regions, "region");
	if (w < 0)
		return false;
	s->bar = (uint8_t)w;
	p->pos++;
	return true;
}

/* OFFSET+BYTES, wherever that is: the kernel judges. */
static bool place(struct parser *p, struct scn_step *s)
{
	const struct tok *t = cur(p);
	struct tok first, size;

	if (!tok_cut_plus(t, &first, &size))
		return lang_err(p, t, "where? write OFFSET+BYTES, like 0x10+4");
	if (!val_size(p, &first, "offset", &s->offset) ||
	    !val_size(p, &size, "number of bytes", &s->bytes))
		return false;
	if (!s->bytes || s->bytes > 8)
		return lang_err(p, &size, "one access has 1 to 8 bytes");
	p->pos++;
	return true;
}

static bool value(struct parser *p, uint64_t bytes, uint64_t *out)
{
	const uint64_t most = bytes >= 8 ? UINT64_MAX : (1ull << 8 * bytes) - 1;

	if (!val_number(p, cur(p), most, "value", out))
		return false;
	p->pos++;
	return true;
}

/* read F REGION OFFSET+BYTES */
bool step_read_region(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_READ);
	return region(p, s) && place(p, s);
}

/* write F REGION OFFSET+BYTES VALUE */
bool step_write_region(struct parser *p, struct scn_step *s)
{
	uapi_new(p, s, SCN_UAPI_WRITE);
	return region(p, s) && place(p, s) && value(p, s->bytes, &s->number);
}

/*
 * "read m" and "write m 0+4K" are about mappings.  A statement is about a region, or
 * meant so, if it begins with a function or continues with a word.
 */
bool is_region_access(const struct parser *p)
{
	const struct tok *t = cur(p);
	const struct tok *next = p->pos + 1 < p->ntok ? &p->tok[p->pos + 1] : NULL;
	struct address a;

	if (name_is_mapping(p, t) || uapi_called(p, t))
		return false;
	return parse_address(t, &a) || name_find(p, t->s, t->len) ||
	       (next && !next->string && (next->s[0] < '0' || next->s[0] > '9'));
}

/* --- expectations -------------------------------------------------------------- */

static struct scn_uapi *expected(struct parser *p, struct scn_step *s,
				 enum scn_uapi_op op)
{
	struct scn_uapi *u = uapi_new(p, s, op);

	s->kind = SCN_EXPECT_UAPI;
	return u;
}

/* Returns a word's bit and adds it to *seen; 0 after a message, also for a repeated word. */
static uint32_t fact(struct parser *p, const struct word *table,
		     const char *what, uint32_t *seen)
{
	const struct tok *t = cur(p);
	int w = val_word(p, t, table, what);

	if (w < 0)
		return 0;
	if (*seen & (uint32_t)w) {
		lang_err(p, t, "'%.*s' is given twice; say it once", TOK(t));
		return 0;
	}
	*seen |= (uint32_t)w;
	p->pos++;
	return (uint32_t)w;
}

/* Of @a and @b only one can be. */
static bool either(struct parser *p, uint32_t seen, uint32_t a, uint32_t b)
{
	if ((seen & a) && (seen & b))
		return lang_err(p, &p->tok[p->pos - 1], "'%.*s' and its contrary cannot both be; drop one",
				TOK(&p->tok[p->pos - 1]));
	return true;
}

/* expect status F WORD... */
bool expect_status(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = expected(p, s, SCN_UAPI_STATUS);

	if (!parse_reference(p, &s->a, "a function of the group"))
		return false;
	do {
		if (!fact(p, status_words, "status of a group", &u->status))
			return false;
	} while (cur(p));
	return either(p, u->status, SCN_STATUS_VIABLE, SCN_STATUS_UNVIABLE) &&
	       either(p, u->status, SCN_STATUS_ATTACHED, SCN_STATUS_DETACHED);
}

/* expect info F [reset|no-reset] [regions N] [irqs N] */
bool expect_info(struct parser *p, struct scn_step *s)
{
	struct scn_uapi *u = expected(p, s, SCN_UAPI_INFO);
	uint32_t w;

	if (!parse_reference(p, &s->a, "the function"))
		return false;
	do {
		w = fact(p, info_words, "fact of a device", &u->info);
		if (!w || (w == SCN_INFO_REGIONS && !value(p, 4, &s->offset)) ||
		    (w == SCN_INFO_IRQS && !value(p, 4, &s->bytes)))
			return false;
	} while (cur(p));
	return either(p, u->info, SCN_INFO_RESET, SCN_INFO_NO_RESET);
}

/* expect region F REGION [size SIZE] [read] [write] [mmap] [none] */
bool expect_region(struct parser *p, struct scn_step *s)
{
	const uint32_t flags = SCN_REGION_READ | SCN_REGION_WRITE | SCN_REGION_MMAP;
	struct scn_uapi *u = expected(p, s, SCN_UAPI_REGION);
	uint32_t w;

	if (!region(p, s))
		return false;
	do {
		w = fact(p, region_words, "fact of a region", &u->region);
		if (!w)
			return false;
		if (w != SCN_REGION_SIZE)
			continue;
		if (!val_size(p, cur(p), "size of the region", &s->bytes))
			return false;
		p->pos++;
	} while (cur(p));
	return either(p, u->region, SCN_REGION_NONE, flags);
}

/* expect hotreset F A B...: a hot reset of F is one of these */
bool expect_hotreset(struct parser *p, struct scn_step *s)
{
	uint32_t n;

	expected(p, s, SCN_UAPI_AFFECTED);
	if (!parse_reference(p, &s->a, "the function"))
		return false;
	n = p->ntok - p->pos;
	if (!n)
		return lang_err(p, NULL, "who is reset then? write all functions, with this one");
	s->refs = spec_alloc(p->spec, n * sizeof(*s->refs));
	while (s->nrefs < n)
		if (!parse_reference(p, &s->refs[s->nrefs++], "a function"))
			return false;
	return true;
}

/* expect interrupts F VECTOR|intx|req TIMES: since the last such expectation */
bool expect_interrupts(struct parser *p, struct scn_step *s)
{
	expected(p, s, SCN_UAPI_INTERRUPTS);
	if (!parse_reference(p, &s->a, "the function"))
		return false;
	s->uapi->irqs = SCN_IRQS_MSI;
	if (accept(p, "req"))
		s->uapi->irqs = SCN_IRQS_REQUEST;
	else if (accept(p, "intx"))
		s->uapi->irqs = SCN_IRQS_INTX;
	else if (!vector(p, &s->offset))
		return false;
	if (!val_number(p, cur(p), 1000000, "number of times", &s->number))
		return false;
	p->pos++;
	return true;
}

/* What was read last is this. */
bool expect_value(struct parser *p, struct scn_step *s)
{
	const struct scenario *scn = p->scn;
	uint32_t n = scn->nsteps;

	while (n && scn->steps[n - 1].kind == SCN_EXPECT_UAPI &&
	       scn->steps[n - 1].uapi->op == SCN_UAPI_ERRNO)
		n--;
	if (!n || scn->steps[n - 1].kind != SCN_STEP_UAPI ||
	    scn->steps[n - 1].uapi->start ||
	    (scn->steps[n - 1].uapi->op != SCN_UAPI_READ &&
	     scn->steps[n - 1].uapi->op != SCN_UAPI_LOAD &&
	     scn->steps[n - 1].uapi->op != SCN_UAPI_WAIT))
		return lang_err(p, &p->tok[0], "expect value goes right after a step load, or read of a region, or after the step wait for one that was started");
	expected(p, s, SCN_UAPI_VALUE);
	return value(p, 8, &s->number);
}

void lang_keywords_group(lang_keyword_fn add)
{
	static const struct word *const tables[] = {
		regions, irq_kinds, group_verbs, features, status_words, info_words,
		region_words
	};

	add("word", "with");
	add("word", "get");
	add("word", "set");
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct word *w = tables[i]; w->word; w++)
			add("word", w->word);
}
