// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files below /sys, used as a process would: path walk with symbolic links, open, one
 * read or write, close.  All of it goes through the kernel's own kernfs.
 */
#include <linux/kernel.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/kernfs.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/uio.h>

#include "core/env.h"

extern const struct file_operations kernfs_file_fops;
extern struct kernfs_node *sysfs_root_kn;	/* fs/sysfs/mount.c */

#define MAX_DEPTH 64

/* Follows links; "..", as in links' targets, does not occur: kernfs links
 * point at nodes.  Returns with a reference. */
struct kernfs_node *hp_sysfs_walk(const char *path)
{
	struct kernfs_node *kn = sysfs_root_kn, *next;
	char name[256];
	int depth = 0;

	if (!strncmp(path, "/sys", 4) && (path[4] == '/' || !path[4]))
		path += 4;
	kernfs_get(kn);
	for (;;) {
		size_t n;

		while (*path == '/')
			path++;
		n = strcspn(path, "/");
		if (!n)
			return kn;
		if (n >= sizeof(name) || ++depth > MAX_DEPTH)
			break;
		memcpy(name, path, n);
		name[n] = '\0';
		path += n;
		if (kernfs_type(kn) != KERNFS_DIR)
			break;
		next = kernfs_find_and_get(kn, name);
		if (!next)
			break;
		if (kernfs_type(next) == KERNFS_LINK) {
			struct kernfs_node *target = next->symlink.target_kn;

			kernfs_get(target);
			kernfs_put(next);
			next = target;
		}
		kernfs_put(kn);
		kn = next;
	}
	kernfs_put(kn);
	return NULL;
}

struct handle {
	struct kernfs_node *kn;
	struct inode inode;
	struct file file;
};

static int handle_open(struct handle *h, const char *path, fmode_t mode)
{
	int err;

	h->kn = hp_sysfs_walk(path);
	if (!h->kn)
		return -ENOENT;
	err = -EISDIR;
	if (kernfs_type(h->kn) != KERNFS_FILE)
		goto put;
	err = -EACCES;
	if (!(h->kn->mode & (mode & FMODE_WRITE ? S_IWUGO : S_IRUGO)))
		goto put;
	h->inode.i_private = h->kn;
	h->inode.i_mode = h->kn->mode | S_IFREG;
	h->file.f_inode = &h->inode;
	h->file.f_mode = mode;
	h->file.f_cred = current_cred();
	h->file.f_op = &kernfs_file_fops;
	err = kernfs_file_fops.open(&h->inode, &h->file);
	if (!err)
		return 0;
put:
	kernfs_put(h->kn);
	return err;
}

static void handle_close(struct handle *h)
{
	kernfs_file_fops.release(&h->inode, &h->file);
	kernfs_put(h->kn);
}

static int64_t transfer(const char *path, char *buf, uint64_t len, bool write)
{
	struct handle *h = kzalloc(sizeof(*h), GFP_KERNEL | __GFP_NOFAIL);
	struct kvec vec = { .iov_base = buf, .iov_len = len };
	struct iov_iter iter;
	struct kiocb iocb = {};
	int64_t ret;

	if (!h)
		return -ENOMEM;
	ret = handle_open(h, path, write ? FMODE_WRITE : FMODE_READ);
	if (ret)
		goto out;
	iov_iter_kvec(&iter, write ? ITER_SOURCE : ITER_DEST, &vec, 1, len);
	iocb.ki_filp = &h->file;
	ret = write ? kernfs_file_fops.write_iter(&iocb, &iter) :
		      kernfs_file_fops.read_iter(&iocb, &iter);
	handle_close(h);
out:
	kfree(h);
	hp_settle();
	return ret;
}

int64_t hp_sysfs_read(const char *path, char *buf, uint64_t size)
{
	return transfer(path, buf, size, false);
}

int64_t hp_sysfs_write(const char *path, const char *buf, uint64_t len)
{
	return transfer(path, (char *)buf, len, true);
}

/* --- lists ------------------------------------------------------------------------- */

void hp_list_add(struct hp_list *l, const char *text)
{
	const u64 n = strlen(text) + 1;

	if (l->bytes + n <= l->size)
		memcpy(l->buf + l->bytes, text, n);
	l->bytes += n;
}

static void list_node(struct hp_list *l, struct kernfs_node *kn)
{
	const char letter = kernfs_type(kn) == KERNFS_DIR ? 'd' :
			    kernfs_type(kn) == KERNFS_LINK ? 'l' : 'f';
	char text[300];

	/* One that is on its way out. */
	if (atomic_read(&kn->active) < 0)
		return;
	snprintf(text, sizeof(text), "%c%o %s", letter, kn->mode & 0777,
		 (const char *)kn->name);
	hp_list_add(l, text);
	if (letter != 'l')
		return;
	kernfs_path(kn->symlink.target_kn, text, sizeof(text));
	hp_list_add(l, text);
}

/* Nothing else runs meanwhile. */
int64_t hp_list_dir(struct hp_list *l, const char *path)
{
	struct kernfs_node *dir = hp_sysfs_walk(path);
	struct rb_node *at;

	if (!dir || kernfs_type(dir) != KERNFS_DIR) {
		kernfs_put(dir);
		return -ENOENT;
	}
	for (at = rb_first(&dir->dir.children); at; at = rb_next(at))
		list_node(l, rb_entry(at, struct kernfs_node, rb));
	kernfs_put(dir);
	return l->bytes;
}
