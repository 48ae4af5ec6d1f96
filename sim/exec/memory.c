// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - memory of programs: copied for the kernel's calls, and shared page by page
 * where the kernel pins it.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cpu/addresses.h"
#include "sim/exec/internal.h"

#define PAGE 4096u

static struct exec *current;

static struct exec_process *process_of(uint32_t number)
{
	for (uint32_t i = 0; current && i < current->nprocesses; i++)
		if (current->process[i].number == number && current->process[i].fd >= 0)
			return &current->process[i];
	return NULL;
}

/* Page by page, so that what lies before a hole is copied. */
static uint64_t user_copy(void *ctx, uint32_t process, void *kernel, uint64_t user,
			  uint64_t bytes, bool to_user)
{
	const struct exec_process *p = process_of(process);

	(void)ctx;
	while (p && bytes) {
		uint64_t part = PAGE - user % PAGE;
		struct iovec ours, theirs;
		ssize_t n;

		if (part > bytes)
			part = bytes;
		ours = (struct iovec){ kernel, part };
		theirs = (struct iovec){ (void *)(uintptr_t)user, part };
		n = to_user ? process_vm_writev(p->pid, &ours, 1, &theirs, 1, 0) :
			      process_vm_readv(p->pid, &ours, 1, &theirs, 1, 0);
		if (n != (ssize_t)part)
			break;
		kernel = (char *)kernel + part;
		user += part;
		bytes -= part;
	}
	return bytes;
}

/*
 * Is the program's page this one now?  What is written here must be read there; its process
 * waits meanwhile.
 */
static bool is_same(uint32_t process, uint64_t user, volatile char *at)
{
	const char was = *at;
	char seen = was;

	*at = (char)~was;
	user_copy(NULL, process, &seen, user, 1, false);
	*at = was;
	if (seen == (char)~was)
		return true;
	outcome_fail(current->o, "a page that the kernel pinned did not become the machine's");
	return false;
}

/* Only who waits for a reply can be asked: else the memory counts as not there. */
static bool user_share(void *ctx, uint32_t process, uint64_t user, uint64_t phys)
{
	struct exec_process *p = process_of(process);
	struct carry_request answer;
	struct carry_reply ask = { .share = 1, .user = user };
	char *at;

	(void)ctx;
	at = p && p->asks ? current->w->kernel->ops->dram(phys, PAGE) : NULL;
	if (!at)
		return false;
	/* The kernel wrote zeros there: the file has the page. */
	ask.offset = (uint64_t)(uintptr_t)at - CPU_FREE_START;
	if (send(p->fd, &ask, sizeof(ask), MSG_NOSIGNAL) != (ssize_t)sizeof(ask))
		return false;
	memset(&answer, 0, sizeof(answer));
	while (recv(p->fd, &answer, sizeof(answer), 0) < 0 && errno == EINTR)
		;
	return answer.op == CARRY_SHARED && !answer.arg[0] && is_same(process, user, at);
}

void exec_memory_begin(struct exec *e)
{
	current = e;
	e->w->kernel->host.user_copy = user_copy;
	e->w->kernel->host.user_share = user_share;
}

void exec_memory_end(struct exec *e)
{
	(void)e;
	current = NULL;
}
