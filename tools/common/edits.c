// SPDX-License-Identifier: GPL-2.0-only
/*
 * edits.c - see edits.h.
 *
 * Folders are watched and not files: an editor that writes a new file and renames it
 * is seen, too.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common/edits.h"

#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | \
		IN_CREATE | IN_ONLYDIR)

/* What is looked for in one folder. */
struct place {
	struct place *next;		/* in the same folder */
	char *path;			/* of the folder, or of the one file */
	char *name;			/* of the one file; NULL: all that are wanted */
	bool (*wants)(const char *name);
};

struct edits {
	int fd;
	struct place **of;		/* by watch descriptor: small numbers */
	int room;
};

struct edits *edits_open(void)
{
	struct edits *e = calloc(1, sizeof(*e));

	if (!e)
		abort();
	e->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (e->fd >= 0)
		return e;
	free(e);
	return NULL;
}

int edits_fd(const struct edits *e)
{
	return e->fd;
}

const char *edits_why(int error)
{
	switch (error) {
	case ENOSPC:
		return "too many folders are watched (sysctl fs.inotify.max_user_watches)";
	case EMFILE:
		return "too many programs of this user watch files (sysctl fs.inotify.max_user_instances), or too many files are open (ulimit -n)";
	default:
		return strerror(error);
	}
}

static void free_places(struct place *p)
{
	for (struct place *next; p; p = next) {
		next = p->next;
		free(p->path);
		free(p->name);
		free(p);
	}
}

void edits_close(struct edits *e)
{
	if (!e)
		return;
	for (int i = 0; i < e->room; i++)
		free_places(e->of[i]);
	free(e->of);
	close(e->fd);
	free(e);
}

static void make_room(struct edits *e, int wd)
{
	int room = e->room ? e->room : 64;

	if (wd < e->room)
		return;
	while (room <= wd)
		room *= 2;
	e->of = reallocarray(e->of, (size_t)room, sizeof(*e->of));
	if (!e->of)
		abort();
	memset(e->of + e->room, 0, (size_t)(room - e->room) * sizeof(*e->of));
	e->room = room;
}

/* Takes @path and @name, which are malloc()ed. */
static bool add_place(struct edits *e, const char *folder, char *path, char *name,
		      bool (*wants)(const char *name))
{
	int wd = inotify_add_watch(e->fd, folder, EVENTS);
	struct place *p = wd < 0 ? NULL : calloc(1, sizeof(*p));

	if (wd < 0) {
		free(path);
		free(name);
		return false;
	}
	if (!p || !path)
		abort();
	make_room(e, wd);
	*p = (struct place){ e->of[wd], path, name, wants };
	e->of[wd] = p;
	return true;
}

/* What editors and compilers make beside what is edited. */
static bool is_by_product(const char *name)
{
	static const char *const ends[] = { "~", ".o", ".a", ".ko", ".tmp", ".orig",
					    ".rej", ".bak" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t len = strlen(ends[i]);

		if (n > len && !strcmp(name + n - len, ends[i]))
			return true;
	}
	return false;
}

static bool is_wanted(const struct place *p, const char *name)
{
	if (p->name)
		return !strcmp(p->name, name);
	if (*name == '.')
		return false;
	return p->wants ? p->wants(name) : !is_by_product(name);
}

static bool is_folder(const char *path)
{
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode);
}

static char *below(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	char *path;

	while (len > 1 && folder[len - 1] == '/')
		len--;
	if (asprintf(&path, "%.*s/%s", (int)len, folder, name) < 0)
		abort();
	return path;
}

/* @found, if not NULL, is told of the files that are there already. */
static bool add_tree(struct edits *e, const char *folder,
		     bool (*wants)(const char *name),
		     void (*found)(const char *path, void *arg), void *arg)
{
	struct place as = { .wants = wants };
	struct dirent *d;
	bool ok = add_place(e, folder, strdup(folder), NULL, wants);
	DIR *dir = ok ? opendir(folder) : NULL;

	while (ok && dir && (d = readdir(dir))) {
		char *path = *d->d_name == '.' ? NULL : below(folder, d->d_name);

		if (path && is_folder(path))
			/* It may be gone by now. */
			ok = add_tree(e, path, wants, found, arg) ||
			     errno == ENOENT || errno == EACCES;
		else if (path && found && is_wanted(&as, d->d_name))
			found(path, arg);
		free(path);
	}
	if (dir) {
		int error = errno;

		closedir(dir);
		errno = error;
	}
	return ok;
}

bool edits_add_tree(struct edits *e, const char *folder,
		    bool (*wants)(const char *name))
{
	return add_tree(e, folder, wants, NULL, NULL);
}

bool edits_add_file(struct edits *e, const char *file)
{
	char *real = realpath(file, NULL), *slash;
	bool ok;

	if (!real)
		return false;
	slash = strrchr(real, '/');
	*slash = '\0';
	ok = add_place(e, *real ? real : "/", strdup(file), strdup(slash + 1), NULL);
	free(real);
	return ok;
}

static void take(struct edits *e, const struct inotify_event *ev,
		 void (*changed)(const char *path, void *arg), void *arg)
{
	if (ev->mask & IN_Q_OVERFLOW)
		changed(NULL, arg);
	if (ev->wd < 0 || ev->wd >= e->room || !ev->len)
		return;
	for (const struct place *p = e->of[ev->wd]; p; p = p->next) {
		char *path = p->name ? strdup(p->path) : below(p->path, ev->name);

		if (!(ev->mask & IN_ISDIR)) {
			/* A file that is made is written, too, or is a link. */
			if (is_wanted(p, ev->name))
				changed(path, arg);
		} else if (!p->name && *ev->name != '.' &&
			   ev->mask & (IN_CREATE | IN_MOVED_TO) &&
			   !add_tree(e, path, p->wants, changed, arg)) {
			changed(NULL, arg);
		}
		free(path);
	}
}

void edits_read(struct edits *e, void (*changed)(const char *path, void *arg),
		void *arg)
{
	union {
		struct inotify_event ev;
		char bytes[64 * (sizeof(struct inotify_event) + NAME_MAX + 1)];
	} buf;
	ssize_t n;

	while ((n = read(e->fd, &buf, sizeof(buf))) > 0) {
		const struct inotify_event *ev;

		for (char *p = buf.bytes; p < buf.bytes + n; p += sizeof(*ev) + ev->len) {
			ev = (const struct inotify_event *)p;
			take(e, ev, changed, arg);
		}
	}
}
