/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lang.h - declarations that the files of sim/lang and their tests share.
 *
 * From the bottom up; a file calls those above it in this list:
 *
 *   error.c char.c lex.c      messages with line and caret; text, lines, tokens
 *   names.c value.c           the names of a file; numbers, BDFs, ACS words
 *   profiles.c offset.c       what is not said; a bus offset from outside
 *   devmap.c reference.c      numbers taken on a bus; which function is meant
 *   verbs.c                   the word after step and expect
 *   when.c step.c uapi.c      what all steps share, and all of processes
 *   parse_*.c                 a group of statements each
 *   parse.c                   a file's statements in turn
 *   print.c                   a machine as text again
 *   format.c                  a file with other white space
 *
 * No kernel, no fabric: only text and struct spec.
 */
#ifndef SIM_LANG_LANG_H
#define SIM_LANG_LANG_H

#include "sim/lang/scenario.h"

#define LANG_MAX_BYTES (16u << 20)
#define LANG_MAX_LINES (1u << 20)
#define LANG_MAX_TOKENS 4096u		/* of one statement */
#define LANG_MAX_NAME 64u
#define LANG_MAX_ERRORS 20u
#define LANG_MAX_BRIDGES 4096u
#define LANG_MAX_FUNCTIONS (1u << 17)
#define LANG_MAX_DRAM (64ull << 40)

/* A word of a statement; @s points into the file's own text. */
struct tok {
	const char *s;
	uint32_t len;
	uint32_t line, col;		/* from 1; columns count bytes */
	bool string;			/* was quoted; @s is between the quotes */
};

enum name_kind {
	NAME_FUNCTION,
	NAME_BRIDGE,			/* a host bridge */
	NAME_BROKEN,			/* its definition was wrong: no further message */
	NAME_MAPPING,			/* "step dma ... as m": index of mapping */
};

struct name {
	const char *s;
	uint32_t len, hash;
	enum name_kind kind;
	uint32_t index;
	uint32_t line, col;
};

struct name_slot {
	uint32_t hash;
	uint32_t index;			/* in names.v, plus 1; 0: free */
};

struct names {
	struct name *v;
	uint32_t n, cap;
	struct name_slot *slots;	/* open addressing */
	uint32_t nslots;
};

/* What the file has stated about a mapping so far. */
struct lang_mapping {
	struct tok name;
	uint64_t bytes;			/* 0: not known */
	uint32_t unmapped;		/* the line that unmaps it; 0: none */
	bool broken;			/* its definition was wrong: no further message */
};

/* Which devfns of a bus are in use. */
struct devmap {
	uint32_t used[8];
};

struct parser {
	const char *path;
	FILE *err;
	struct scenario *scn;
	struct spec *spec;
	char *text;			/* whole file; line ends are NULs */
	size_t len;
	unsigned int nerrors;
	bool stop;			/* too many errors */

	uint32_t line;			/* next line to lex, from 0 */
	struct tok *tok;		/* the statement being read */
	uint32_t ntok, captok, pos;
	uint32_t end_line, end_col;	/* just after its last word */

	struct names names;
	struct devmap *fmaps;		/* by function: its secondary bus */
	uint32_t nfmaps;
	struct devmap *hmaps;		/* by host bridge: its root bus */
	uint32_t nhmaps;
	uint8_t *hb_windows;		/* by host bridge: windows were stated */
	uint32_t cap_steps, cap_requires, cap_xlaws;
	struct lang_mapping *mappings;	/* by scenario's index */

	bool host_seen, iommu_seen, driver_seen, hb0_made;
	struct spec_loc host_loc, host_used, iommu_loc, driver_loc;
	const struct profile *profile;
	uint64_t now_ps, last_ps;	/* of this statement; last stated */
};

/* error.c */

/*
 * Each call that reports a message has a record, so that a test can find messages that
 * no file of tests/malformed provokes.
 */
struct lang_site {
	const char *file;
	int line;
	const char *format;
	bool hit;
};

__attribute__((format(printf, 5, 6)))
bool lang_report(struct parser *p, struct lang_site *site, uint32_t line,
		 uint32_t col, const char *fmt, ...);

#define lang_fmt_(fmt, ...) fmt
/* Reports a message at @line:@col.  The value is false. */
#define lang_err_at(p, line, col, ...) ({ \
	static struct lang_site site_ = { \
		__FILE__, __LINE__, lang_fmt_(__VA_ARGS__, 0), false }; \
	static struct lang_site *site_p_ \
		__attribute__((section("lang_sites"), used)) = &site_; \
	(void)site_p_; \
	lang_report(p, &site_, line, col, __VA_ARGS__); })

/* Reports a message at token @t, or just after the statement if @t is NULL. */
#define lang_err(p, t, ...) ({ \
	const struct tok *t_ = (t); \
	lang_err_at(p, t_ ? t_->line : (p)->end_line, \
		    t_ ? t_->col : (p)->end_col, __VA_ARGS__); })

/* printf arguments for "%.*s", bounded. */
#define TOK(t) (int)((t)->len < 48 ? (t)->len : 48), (t)->s

/* lex.c */
/* A scenario without statements; scenario_free() frees it. */
struct scenario *lang_new(void);
bool lex_text(struct parser *p);	/* checks the bytes, cuts into lines */
bool lex_statement(struct parser *p);	/* false: no more */
const struct tok *cur(const struct parser *p);	/* NULL at the end */
bool tok_is(const struct tok *t, const char *word);
bool accept(struct parser *p, const char *word);
bool expect_end(struct parser *p);
char *lex_string(struct parser *p, const struct tok *t);	/* NULL: reported */
char *tok_dup(struct parser *p, const struct tok *t);
char *statement_source(struct parser *p);
struct spec_loc tok_loc(const struct parser *p, const struct tok *t);

/* names.c */
bool name_valid(const struct tok *t);
bool name_is_mapping(const struct parser *p, const struct tok *t);
const struct name *name_find(const struct parser *p, const char *s, uint32_t len);
/* Checks that @t is a valid, new name.  Returns false after a message. */
bool name_check_new(struct parser *p, const struct tok *t);
void name_add(struct parser *p, const char *s, uint32_t len, enum name_kind kind,
	      uint32_t index, uint32_t line, uint32_t col);
void names_free(struct names *n);
/* Returns a suggestion for an unknown name: "; did you mean 'x'?", or a hint. */
const char *name_hint(const struct parser *p, const struct tok *t, char *buf,
		      size_t size);
/* Returns the nearest of @n words as "; did you mean 'x'?", or "". */
const char *word_hint(const struct tok *t, const char *const *words, size_t n,
		      size_t stride, char *buf, size_t size);
/*
 * Returns up to @n words as "a, b LAST c"; a NULL word ends them, too.  The text lives
 * as long as the spec.
 */
const char *word_list(struct parser *p, const char *const *words, size_t n,
		      size_t stride, const char *last);
/* Returns word_hint(), or "; there are a, b and c" if no word is near. */
const char *word_help(struct parser *p, const struct tok *t,
		      const char *const *words, size_t n, size_t stride);
/* Returns true if a step of kind @op gave the name @t, which may be NULL. */
bool uapi_said(const struct parser *p, enum scn_uapi_op op, const struct tok *t);
bool uapi_is_import(const struct parser *p, const struct tok *t);
bool uapi_is_window(const struct parser *p, const struct tok *t);
/* Returns what a step of a process named @t, like "a buffer"; NULL: nothing. */
const char *uapi_called(const struct parser *p, const struct tok *t);

/* char.c */
int digit_of(char c);		/* hexadecimal; 16 when it is none */

/* value.c: "A+B" as A and B.  False: there is no '+'. */
bool tok_cut_plus(const struct tok *t, struct tok *first, struct tok *second);
struct address {
	bool has_bus, has_domain;
	uint32_t domain;
	uint8_t bus, devfn;
};

bool parse_address(const struct tok *t, struct address *a);	/* silent */
bool val_number(struct parser *p, const struct tok *t, uint64_t max,
		const char *what, uint64_t *out);
bool val_hex(struct parser *p, const struct tok *t, uint64_t max,
	     const char *what, uint64_t *out);
bool val_size(struct parser *p, const struct tok *t, const char *what,
	      uint64_t *out);
bool val_signed_size(struct parser *p, const struct tok *t, const char *what,
		     int64_t *out);
bool val_time(struct parser *p, const struct tok *t, uint64_t *out_ps);
bool val_id(struct parser *p, const struct tok *t, uint16_t *hi, uint16_t *lo);
bool val_class(struct parser *p, const struct tok *t, uint32_t *out);
bool val_range(struct parser *p, const struct tok *t, uint8_t *first,
	       uint8_t *last);
/* Words of the list "SV+ RR- ..." from the current token on. */
bool val_acs_words(struct parser *p, uint16_t *mask, uint16_t *value);

/* A word and its value.  val_word() returns the value, or -1 after a message. */
struct word {
	const char *word;
	int value;
};
int val_word(struct parser *p, const struct tok *t, const struct word *table,
	     const char *what);

extern const struct word lang_acs_words[];	/* value: ACS_* bit */
extern const struct word lang_classes[];	/* value: class code */
extern const struct word lang_reset_words[];
extern const struct word lang_tlps_words[];
extern const struct word lang_p2p_words[], lang_cpu_words[], lang_iommu_words[], lang_driver_words[],
	lang_lack_words[];
extern const struct word lang_window_words[], lang_map_words[];
const char *word_of(const struct word *table, int value);

/* profiles.c */
struct profile {
	const char *name;
	enum spec_cpu_vendor cpu;
	uint32_t family;
	enum spec_rc_p2p p2p;
	uint64_t dram_bytes;
	uint16_t host_vendor, host_device;	/* at 00.0; 0: no such function */
	uint16_t rp_vendor, rp_device;
	uint8_t first_dev;		/* first device number of functions without address */
	uint64_t mem_base, mem_bus, mem_step;	/* step 0: bridges share the space */
	uint64_t mem_bytes;
	uint64_t pref_base, pref_bus, pref_bytes; /* pref_bus 0: same as CPU */
	bool io;
	enum spec_iommu_driver driver;	/* what its IOMMU is, if it is on */
};

struct kind {
	const char *word;		/* the statement */
	const char *called;		/* in messages */
	enum spec_type type;
	uint16_t device;		/* default id, of vendor 1b36 */
	uint32_t class;
};

#define LANG_VENDOR 0x1b36
extern const struct profile lang_profiles[];
const struct profile *profile_find(const char *s, size_t len);
const struct kind *kind_of(enum spec_type type);
const struct kind *kind_named(const struct tok *t);	/* NULL: no statement of these */
/* Fills in the defaults of a function's statement. */
void function_defaults(const struct profile *pr, struct spec_function *f);
/* Makes the windows of host bridges that state none.  Returns false if there is no room. */
bool default_windows(struct parser *p);

/* devmap.c */

/* Marks @f's number on its bus as in use.  Returns false after a message if it was. */
bool devmap_take(struct parser *p, const struct spec_function *f);
/*
 * Gives @f the first free device number from @first_dev on.  Returns false after a
 * message at @t if there is none.
 */
bool devmap_next(struct parser *p, const struct tok *t, struct spec_function *f,
		 uint8_t first_dev);

/* reference.c: parses a name, name/vfN or BDF.  @what says what it is for, in messages. */
bool parse_reference(struct parser *p, struct scn_ref *r, const char *what);
/* The same, of a function that the driver of simulated endpoints can drive. */
bool parse_endpoint(struct parser *p, struct scn_ref *r, const char *what);
bool check_endpoint(struct parser *p, const struct scn_ref *r, const char *driver);

/*
 * when.c: parses "... when iommu MODES" at the end of a statement, and removes it, so
 * that the rest is parsed without it.
 */
bool when_clause(struct parser *p, uint32_t *when);

/* verbs.c */

/* Parses what is after the first words of a step or expectation into @s. */
typedef bool (*step_parse_fn)(struct parser *p, struct scn_step *s);
/* Called with every keyword that the parser knows, and its kind. */
typedef void (*lang_keyword_fn)(const char *kind, const char *word);

/* A word after "step" or "expect", and the parser of the rest of the statement. */
struct verb {
	const char *word;
	step_parse_fn parse;
	step_parse_fn start;		/* after "step start"; NULL: not allowed there */
};

#define VERB_TABLES 4u

struct verbs {
	const struct verb *table[VERB_TABLES];	/* each ends with a NULL word */
	bool start;			/* only those that "step start" allows */
};

const struct verb *verb_find(const struct verbs *set, const struct tok *t);
/* Returns all of them as "a, b or c"; the text lives as long as the spec. */
const char *verb_list(struct parser *p, const struct verbs *set);
/* Returns a suggestion for an unknown word: word_help() of the set. */
const char *verb_help(struct parser *p, const struct verbs *set,
		      const struct tok *t);
void verb_keywords(const struct verbs *set, const char *kind,
		   lang_keyword_fn add);

/* step.c */

/*
 * Adds a step.  @p is at the last of the statement's first words; @parse parses the
 * rest.
 */
bool add_step(struct parser *p, step_parse_fn parse, struct scn_step *s);
/* Checks that an inject before @next is allowed; @next is NULL at the end of the file. */
bool inject_followed(struct parser *p, const struct scn_step *next);
bool step_text(struct parser *p, const char *what, const char **out);
bool step_sysfs_path(struct parser *p, struct scn_step *s);
bool step_driver(struct parser *p, struct scn_step *s, const char *like);

/* uapi.c */

/* Adds a feature that the scenario requires implicitly, once for each file. */
void uapi_need(struct parser *p, uint64_t feature);
/* Makes @s a step (or, by its kind, an expectation) of a process. */
struct scn_uapi *uapi_new(struct parser *p, struct scn_step *s,
			  enum scn_uapi_op op);
bool uapi_new_name(struct parser *p, const char **out);	/* "as NAME" */
bool uapi_ranges(struct parser *p, struct scn_uapi *u);

/* parse_smmu.c */
bool stmt_smmu(struct parser *p, int arg);
/* Each SMMU that was stated is behind a host bridge. */
bool check_smmus(struct parser *p);

/* parse_host.c */
bool stmt_host(struct parser *p, int arg);
bool stmt_iommu(struct parser *p, int arg);
bool stmt_iommu_driver(struct parser *p, int arg);
bool stmt_hb(struct parser *p, int arg);
bool stmt_window(struct parser *p, int arg);
bool stmt_dram(struct parser *p, int arg);
void set_profile(struct parser *p, const struct profile *pr);
/* @t needs the profile's defaults, so no host statement may follow. */
void use_profile(struct parser *p, const struct tok *t);
/* Creates the default host bridge hb0 when it is first needed. */
int32_t make_hb0(struct parser *p, const struct tok *t);
/* Returns the host bridge of functions that name none, or -1 after a message. */
int32_t default_bridge(struct parser *p, const struct tok *t);
/* Returns the host bridge that @t names, or -1 after a message. */
int32_t bridge_named(struct parser *p, const struct tok *t);

/* parse_topology.c */
bool stmt_function(struct parser *p, int type);	/* enum spec_type */
bool stmt_fn(struct parser *p, int arg);
bool stmt_config(struct parser *p, int arg);
bool stmt_romdata(struct parser *p, int arg);

/* parse_options.c */

/* The position that a function's statement states, and what it leaves open. */
struct position {
	const struct tok *under, *address, *fn;
	struct address addr;
	uint8_t fn_number;
	bool port_stated, vfdevice_stated;
	const struct tok *egress, *vfegress, *vfenabled, *vfsilent, *coherent_more;
	const struct tok *bar[6], *vfbar[6];
};

/*
 * Parses the options of one function, whose type is known, up to the end of the
 * statement.  Returns false after a message.
 */
bool parse_options(struct parser *p, struct spec_function *f,
		   struct position *pos);
void lang_keywords_options(lang_keyword_fn add);

/* parse_require.c */
bool stmt_require(struct parser *p, int arg);
/* Adds a feature that the scenario requires implicitly. */
void require_feature(struct parser *p, const struct tok *t, uint64_t feature);
void lang_keywords_require(lang_keyword_fn add);

/* parse_inject.c */
bool stmt_inject(struct parser *p, int arg);
bool stmt_boot_fails(struct parser *p, int arg);
void lang_keywords_inject(lang_keyword_fn add);

/* parse_mmap.c */
extern const struct verb lang_verbs_mmap[];
void lang_keywords_mmap(lang_keyword_fn add);

/* parse_group.c */
bool step_group(struct parser *p, struct scn_step *s);
bool step_hotreset(struct parser *p, struct scn_step *s);
bool step_probe(struct parser *p, struct scn_step *s);
/* Of a device's region, at the word after the verb. */
bool step_read_region(struct parser *p, struct scn_step *s);
bool step_write_region(struct parser *p, struct scn_step *s);
/* Returns true if it is a region, or may be meant as one. */
bool is_region_access(const struct parser *p);
bool expect_status(struct parser *p, struct scn_step *s);
bool expect_info(struct parser *p, struct scn_step *s);
bool expect_region(struct parser *p, struct scn_step *s);
bool expect_hotreset(struct parser *p, struct scn_step *s);
bool expect_value(struct parser *p, struct scn_step *s);
bool step_irqs(struct parser *p, struct scn_step *s);
bool step_irqs_started(struct parser *p, struct scn_step *s);
bool step_signal(struct parser *p, struct scn_step *s);
bool step_interrupt(struct parser *p, struct scn_step *s);
bool expect_interrupts(struct parser *p, struct scn_step *s);
void lang_keywords_group(lang_keyword_fn add);

/* parse_gpu.c */
bool step_vmm(struct parser *p, struct scn_step *s);
/* parse_iommufd.c; uapi_pasid(): [pasid N] */
bool uapi_pasid(struct parser *p, struct scn_uapi *u);
bool step_ioas(struct parser *p, struct scn_step *s);
bool step_hwpt(struct parser *p, struct scn_step *s);
bool step_attach(struct parser *p, struct scn_step *s);
bool step_detach(struct parser *p, struct scn_step *s);
bool step_viommu(struct parser *p, struct scn_step *s);
bool step_vdevice(struct parser *p, struct scn_step *s);
bool viommu_name(struct parser *p, const char **out);
/* parse_vevent.c */
bool step_veventq(struct parser *p, struct scn_step *s);
bool step_vevent(struct parser *p, struct scn_step *s);
bool step_send(struct parser *p, struct scn_step *s);
bool expect_vevent(struct parser *p, struct scn_step *s);
bool step_tables(struct parser *p, struct scn_step *s);
bool step_invalidate(struct parser *p, struct scn_step *s);
bool step_faults(struct parser *p, struct scn_step *s);
bool step_track(struct parser *p, struct scn_step *s);
bool step_dirty(struct parser *p, struct scn_step *s);
bool expect_dirty(struct parser *p, struct scn_step *s);
void lang_keywords_iommufd(lang_keyword_fn add);
void lang_keywords_vevent(lang_keyword_fn add);
bool step_guest(struct parser *p, struct scn_step *s);
bool step_provision(struct parser *p, struct scn_step *s);
bool step_copy(struct parser *p, struct scn_step *s);
bool expect_vram(struct parser *p, struct scn_step *s);
/* what follows export GPU vram */
bool export_vram(struct parser *p, struct scn_step *s);
/* via address|private, or nothing */
bool import_via(struct parser *p, struct scn_step *s, enum hp_import_via *via);
bool opt_window(struct parser *p, struct spec_function *f, struct position *pos,
		uint32_t arg);
void lang_keywords_gpu(lang_keyword_fn add);
/* parse_migrate.c; what is started is one call. */
bool step_migrate(struct parser *p, struct scn_step *s);
bool step_save(struct parser *p, struct scn_step *s);
bool step_save_started(struct parser *p, struct scn_step *s);
bool step_restore(struct parser *p, struct scn_step *s);
bool step_restore_started(struct parser *p, struct scn_step *s);
bool step_spoil(struct parser *p, struct scn_step *s);
bool expect_migration(struct parser *p, struct scn_step *s);
void lang_keywords_migrate(lang_keyword_fn add);
/* parse_vmm.c */
void lang_keywords_vmm(lang_keyword_fn add);
/* parse_coherent.c; the last, at the member of the function that is @offset bytes in it. */
bool opt_coherent(struct parser *p, struct spec_function *f,
		  struct position *pos, uint32_t arg);
bool opt_coherent_ready(struct parser *p, struct spec_function *f,
			struct position *pos, uint32_t arg);
bool opt_coherent_flag(struct parser *p, struct spec_function *f,
		       struct position *pos, uint32_t offset);

/* parse_mmap.c */
bool expect_sigbus(struct parser *p, struct scn_step *s);

/* parse_uapi.c */
extern const struct verb lang_verbs_uapi[];
bool step_unbind_process(struct parser *p, struct scn_step *s);
bool step_wait(struct parser *p, struct scn_step *s);
bool step_import_unmap(struct parser *p, struct scn_step *s);
bool step_give(struct parser *p, struct scn_step *s);
bool expect_errno(struct parser *p, struct scn_step *s);
bool expect_mapped(struct parser *p, struct scn_step *s);
bool expect_unmapped(struct parser *p, struct scn_step *s);
bool expect_revoked(struct parser *p, struct scn_step *s);
void lang_keywords_uapi(lang_keyword_fn add);

/* parse_dma.c */
bool step_dma(struct parser *p, struct scn_step *s);
bool step_dma_write(struct parser *p, struct scn_step *s);
bool step_dma_read(struct parser *p, struct scn_step *s);
bool step_dma_unmap(struct parser *p, struct scn_step *s);
/* "expect m lands ...", once the name is known to be a mapping's. */
bool expect_mapping(struct parser *p, struct scn_step *s);
void lang_keywords_dma(lang_keyword_fn add);
/* parse_engine.c */
void lang_keywords_engine(lang_keyword_fn add);
bool step_engine(struct parser *p, struct scn_step *s);
bool step_wait_engine(struct parser *p, struct scn_step *s);
bool step_wait_time(struct parser *p, struct scn_step *s);

/* parse_expect.c */
bool stmt_expect(struct parser *p, int arg);
bool stmt_xfail(struct parser *p, int arg);
/* Is it a word that goes after "expect"? */
bool is_expectation(const struct tok *t);
void lang_keywords_expect(lang_keyword_fn add);

/* parse_steps.c */
bool stmt_step(struct parser *p, int arg);
bool stmt_at(struct parser *p, int arg);
bool stmt_plus(struct parser *p);	/* "+10us expect ..." */
void lang_keywords_steps(lang_keyword_fn add);

/* parse.c: every keyword, of all files. */
void lang_keywords(lang_keyword_fn add);

#endif
