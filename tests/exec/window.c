// SPDX-License-Identifier: GPL-2.0-only
/*
 * window.c - a program that knows nothing of Hairpin: has a PCI function by VFIO and
 * IOMMUFD, maps BAR 0, and accesses it by instructions of several kinds; maps memory
 * for DMA; forks; loses the BAR.  tests/cli/test-exec.sh runs it.
 *
 *	window /dev/vfio/devices/vfioN WHAT
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/iommufd.h>
#include <linux/vfio.h>

static int device, iommufd;
static uint32_t ioas;
static volatile uint8_t *bar;
static uint64_t bar_bytes, config_offset;

static void need(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "window: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void begin(const char *path)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct vfio_region_info region = { .argsz = sizeof(region) };
	uint16_t command = 0x6;

	device = open(path, O_RDWR);
	need(device >= 0, path);
	iommufd = open("/dev/iommu", O_RDWR);
	need(iommufd >= 0, "/dev/iommu");
	bind.iommufd = iommufd;
	need(!ioctl(device, VFIO_DEVICE_BIND_IOMMUFD, &bind), "bind");
	need(!ioctl(iommufd, IOMMU_IOAS_ALLOC, &alloc), "alloc");
	ioas = attach.pt_id = alloc.out_ioas_id;
	need(!ioctl(device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach), "attach");
	region.index = VFIO_PCI_CONFIG_REGION_INDEX;
	need(!ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region), "config");
	config_offset = region.offset;
	need(pwrite(device, &command, 2, (off_t)config_offset + 4) == 2, "command");
	region.index = 0;
	need(!ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region), "region");
	bar_bytes = region.size;
	bar = mmap(NULL, bar_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, device,
		   (off_t)region.offset);
	need(bar != MAP_FAILED, "mmap");
}

/* However they are aligned: the compiler has one instruction for them. */
typedef long long vector __attribute__((vector_size(16), aligned(1)));

/* Each form of access, checked by another one. */
static void accesses(void)
{
	static const char text[] = "sixteen bytes and more of them";
	char back[sizeof(text)];
	const vector v = { 0x0102030405060708, 0x1112131415161718 };
	uint64_t all = 0x1122334455667788;
	vector w;

	*(volatile uint32_t *)(bar + 0x100) = 0x89abcdef;
	need(*(volatile uint8_t *)(bar + 0x100) == 0xef, "a byte of a dword");
	need(*(volatile uint16_t *)(bar + 0x102) == 0x89ab, "its upper half");
	*(volatile uint16_t *)(bar + 0x101) = 0x5a5a;
	need(*(volatile uint32_t *)(bar + 0x100) == 0x895a5aef, "a word across the middle");
	*(volatile uint64_t *)(bar + 0x108) = all;
	need(*(volatile uint64_t *)(bar + 0x108) == all, "8 bytes");
	*(volatile uint32_t *)(bar + 0x108) |= 0x80000000;
	need(*(volatile uint32_t *)(bar + 0x108) == 0xd5667788, "read, or, write");
	/* Built with string moves for memcpy(): one element a turn. */
	__builtin_memcpy((void *)(bar + 0x200), text, sizeof(text));
	__builtin_memcpy(back, (void *)(bar + 0x200), sizeof(text));
	need(!memcmp(back, text, sizeof(text)), "a string move");
	*(volatile vector *)(bar + 0x301) = v;
	w = *(volatile vector *)(bar + 0x301);
	need(v[0] == w[0] && v[1] == w[1], "a vector that is not aligned");
	__builtin_memcpy((void *)(bar + 0x400), (void *)(bar + 0x200), sizeof(text));
	need(bar[0x40f] == (uint8_t)text[15], "from BAR to BAR");
	memset((void *)(bar + 0x500), 0x3c, 77);
	need(bar[0x500] == 0x3c && bar[0x54c] == 0x3c && !bar[0x54d], "memset()");
}

static int map(void *p, uint64_t iova, uint64_t bytes)
{
	struct iommu_ioas_map m = {
		.size = sizeof(m), .ioas_id = ioas, .user_va = (uintptr_t)p, .length = bytes,
		.iova = iova, .flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
				       IOMMU_IOAS_MAP_WRITEABLE,
	};

	return ioctl(iommufd, IOMMU_IOAS_MAP, &m);
}

static int unmap(uint64_t iova, uint64_t bytes)
{
	struct iommu_ioas_unmap u = { .size = sizeof(u), .ioas_id = ioas, .iova = iova,
				      .length = bytes };

	return ioctl(iommufd, IOMMU_IOAS_UNMAP, &u);
}

/* What is pinned stays what it was, for parent and child. */
static void memory(void)
{
	const size_t bytes = 64 * 4096;
	volatile uint8_t stack[3 * 4096];
	uint8_t *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *page = (uint8_t *)(((uintptr_t)stack + 4095) & ~(uintptr_t)4095);
	int status;
	pid_t pid;

	memset(p, 0x11, bytes);
	memset((void *)stack, 0x22, sizeof(stack));
	need(!map(p, 0x100000, bytes), "map");
	need(p[0] == 0x11 && p[bytes - 1] == 0x11, "what was there");
	need(!map(page, 0x200000, 4096), "map a page of the stack");
	need(stack[0] == 0x22 && page[4095] == 0x22, "the stack");
	p[5] = 0x77;
	pid = fork();
	if (!pid) {
		need(p[5] == 0x77, "the child's memory");
		p[5] = 0x99;
		page[0] = 0x99;
		_exit(0);
	}
	need(pid > 0 && waitpid(pid, &status, 0) == pid && !status, "fork");
	need(p[5] == 0x77 && page[0] == 0x22, "the parent's memory after the child wrote to its own");
	need(map((void *)4096, 0x300000, 4096) < 0 && errno == EFAULT, "no memory is EFAULT");
	need(map((void *)bar, 0x300000, 4096) < 0, "a BAR is no memory for IOMMUFD");
	need(!unmap(0x200000, 4096) && !unmap(0x100000, bytes), "unmap");
	need(p[5] == 0x77, "after unmap");
	need(!munmap(p, bytes), "munmap");
}

static sigjmp_buf back;
static volatile int got;

static void on_bus(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	got = sig;
	siglongjmp(back, si->si_addr == (void *)(bar + 0x100) ? 1 : 2);
}

/* Without memory decoding VFIO takes the BAR away. */
static void lost(void)
{
	struct sigaction a = { .sa_flags = SA_SIGINFO };
	uint16_t command = 0;
	int ret;

	a.sa_sigaction = on_bus;
	sigaction(SIGBUS, &a, NULL);
	*(volatile uint32_t *)(bar + 0x100) = 1;
	need(pwrite(device, &command, 2, (off_t)config_offset + 4) == 2, "command");
	ret = sigsetjmp(back, 1);
	if (!ret)
		*(volatile uint32_t *)(bar + 0x100) = 2;
	need(ret == 1 && got == SIGBUS, "a store is SIGBUS at its address");
	got = 0;
	ret = sigsetjmp(back, 1);
	if (!ret)
		(void)*(volatile uint32_t *)(bar + 0x100);
	need(ret == 1 && got == SIGBUS, "a load is SIGBUS at its address");
	command = 2;
	need(pwrite(device, &command, 2, (off_t)config_offset + 4) == 2, "command");
	need(*(volatile uint32_t *)(bar + 0x100) == 1, "the store that failed stored nothing");
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	begin(argv[1]);
	if (!strcmp(argv[2], "accesses"))
		accesses();
	else if (!strcmp(argv[2], "memory"))
		memory();
	else if (!strcmp(argv[2], "lost"))
		lost();
	else if (!strcmp(argv[2], "leak"))
		need(!map(malloc(1 << 16), 0x100000, 4096) || errno, "map");
	else if (!strcmp(argv[2], "killed"))
		raise(SIGKILL);
	else
		return 2;
	return 0;
}
