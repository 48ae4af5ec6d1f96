// SPDX-License-Identifier: GPL-2.0-only
/*
 * What VFIO's driver for VFs of Intel's GPUs (vfio/pci/xe) asks of the driver of their PF,
 * done by ours: a VF is held and let go, its engine and its VRAM are read and written.
 *
 *   RUNS <--> HELD <--> SAVES, RESTORES        any --> FAILED        a reset of the VF: RUNS
 *
 * A stream is packets, which docs/GPU.md describes.  The PF's engine moves VRAM to and from a
 * stage behind the tables, which the PF's BAR shows.
 */
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/env.h"
#include "pci/gpu.h"

#ifdef HP_HAVE_XE_VFIO
#include <drm/intel/xe_sriov_vfio.h>

#define MAGIC 0x4d475048u		/* "HPGM" */
#define VERSION 1u
#define CHUNK SZ_4K			/* of VRAM, in one packet */

enum packet_type { PACKET_DEVICE = 1, PACKET_ENGINE, PACKET_VRAM, PACKET_END };

struct packet {
	__le32 magic, type;
	__le64 at;			/* VRAM: where in the VF's; END: how many packets came before */
	__le32 bytes;			/* of what follows; a multiple of 4 */
	__le32 sum;			/* of this, without the sum, and of what follows */
};

struct packet_device {
	__le32 id;			/* vendor, and device << 16, of the VF */
	__le32 version;
	__le64 quota;			/* bytes of VRAM */
};

struct packet_engine {
	__le64 src, dst;
	__le32 bytes, control, status, any;
};

enum vf_state { VF_RUNS, VF_HELD, VF_SAVES, VF_RESTORES, VF_FAILED, VF_RESETS };

struct gpu_migration {
	enum vf_state state;		/* with the GPU's lock */
	/*
	 * Of all that follows.  It is taken before the GPU's lock, is kept while user space's
	 * memory is touched, and so is none that a reset may wait for.
	 */
	struct mutex lock;
	void *data;			/* CHUNK bytes */
	struct packet head;		/* the packet that is read or written: this, then @data */
	u32 at;				/* how far */
	u32 npackets;			/* before that one */
	enum packet_type next;		/* what the next one is; 0: none follows */
	u64 vram;			/* the VF's VRAM has been dealt with up to here */
};

/* --- the VF and its engine --------------------------------------------------------------------- */

static struct gpu *gpu_named(struct xe_device *xe)
{
	return (struct gpu *)xe;
}

/* NULL: there is no such VF, or no way to migrate it. */
static struct gpu_migration *vf_named(struct gpu *g, unsigned int vf)
{
	return g->migration && vf && vf <= g->nvfs ? &g->migration[vf] : NULL;
}

static void hold(struct gpu *g, u32 vf, bool on)
{
	if (on && gpu_mistake() == GPU_MISTAKE_HOLD)
		return;
	writel(vf, g->regs + GPU_REG_VF);
	writel(on, g->regs + GPU_REG_HOLD);
	readl(g->regs + GPU_REG_HOLD);
}

/* A register of VF @vf's engine. */
static void __iomem *engine_reg(struct gpu *g, u32 vf, u32 reg)
{
	writel(vf, g->regs + GPU_REG_VF);
	return g->regs + GPU_REG_OF_VF + reg;
}

static void engine_save(struct gpu *g, u32 vf, struct packet_engine *e)
{
	e->src = cpu_to_le64(lo_hi_readq(engine_reg(g, vf, GPU_REG_SRC)));
	e->dst = cpu_to_le64(lo_hi_readq(engine_reg(g, vf, GPU_REG_DST)));
	e->bytes = cpu_to_le32(readl(engine_reg(g, vf, GPU_REG_BYTES)));
	e->control = cpu_to_le32(readl(engine_reg(g, vf, GPU_REG_CONTROL)));
	e->status = cpu_to_le32(readl(engine_reg(g, vf, GPU_REG_STATUS)));
	e->any = cpu_to_le32(readl(engine_reg(g, vf, GPU_REG_ANY)));
}

static void engine_restore(struct gpu *g, u32 vf, const struct packet_engine *e)
{
	if (gpu_mistake() == GPU_MISTAKE_ENGINE)
		return;
	lo_hi_writeq(le64_to_cpu(e->src), engine_reg(g, vf, GPU_REG_SRC));
	lo_hi_writeq(le64_to_cpu(e->dst), engine_reg(g, vf, GPU_REG_DST));
	writel(le32_to_cpu(e->bytes), engine_reg(g, vf, GPU_REG_BYTES));
	writel(le32_to_cpu(e->control), engine_reg(g, vf, GPU_REG_CONTROL));
	writel(le32_to_cpu(e->status), engine_reg(g, vf, GPU_REG_STATUS));
	writel(le32_to_cpu(e->any), engine_reg(g, vf, GPU_REG_ANY));
}

static u64 vram_of(const struct gpu *g, u32 vf, u64 at)
{
	return (u64)g->vf[vf].page[at / GPU_PAGE_BYTES] * GPU_PAGE_BYTES + at % GPU_PAGE_BYTES;
}

/* A stage of CHUNK bytes, in VRAM that nobody but the PF has. */
static u64 stage_of(const struct gpu *g)
{
	return ALIGN(gpu_tables_end(g), CHUNK);
}

/* The window shows the tables, and so the stage. */
static int vram_read(struct gpu *g, u64 vram, void *to)
{
	int err = gpu_copy(g, vram, stage_of(g), CHUNK, 0);

	if (!err)
		memcpy_fromio(to, g->vram + stage_of(g), CHUNK);
	return err;
}

static int vram_write(struct gpu *g, u64 vram, const void *from)
{
	memcpy_toio(g->vram + stage_of(g), from, CHUNK);
	return gpu_copy(g, stage_of(g), vram, CHUNK, 0);
}

/* Returns 1 if a byte there is not 0, 0, or a negative errno. */
static int vram_any(struct gpu *g, u64 vram, u64 bytes)
{
	int err = gpu_copy(g, vram, 0, bytes, GPU_LOOK);

	return err ?: readl(g->regs + GPU_REG_ANY) & 1;
}

/* Moves m->vram on to a chunk that is not all zero, or to the end.  Large parts first. */
static int vram_next(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	static const u64 part[] = { GPU_PAGE_BYTES, SZ_64K, CHUNK };
	u32 i = 0;
	int any;

	while (m->vram < g->vf[vf].quota) {
		for (; i < ARRAY_SIZE(part) && m->vram % part[i]; i++)
			;
		any = vram_any(g, vram_of(g, vf, m->vram), part[i]);
		if (any < 0)
			return any;
		if (any && part[i] == CHUNK)
			return 0;
		if (any) {
			i++;
			continue;
		}
		m->vram += part[i];
		i = 0;
	}
	return 0;
}

/* A VF that is restored has nothing of who had it before. */
static int vram_clear(struct gpu *g, u32 vf)
{
	u64 at;
	int err = 0;

	if (gpu_mistake() == GPU_MISTAKE_STALE)
		return 0;
	for (at = 0; at < g->vf[vf].quota && !err; at += GPU_PAGE_BYTES)
		err = gpu_copy(g, 0, vram_of(g, vf, at), GPU_PAGE_BYTES, GPU_FILL);
	return err;
}

/* --- packets ------------------------------------------------------------------------------------ */

static u32 sum_of(const struct gpu_migration *m)
{
	const struct packet head = { m->head.magic, m->head.type, m->head.at, m->head.bytes, 0 };
	const __le32 *part[2] = { (const __le32 *)&head, m->data };
	const u32 n[2] = { sizeof(head) / 4, le32_to_cpu(m->head.bytes) / 4 };
	u32 a = 1, b = 0, p, i;

	for (p = 0; p < 2; p++)
		for (i = 0; i < n[p]; i++) {
			a += le32_to_cpu(part[p][i]);
			b += a;
		}
	return a ^ (b << 16 | b >> 16);
}

static u32 packet_bytes(const struct gpu_migration *m)
{
	return sizeof(m->head) + le32_to_cpu(m->head.bytes);
}

/* Where the packet goes on, and in @left how much follows there. */
static void *packet_at(struct gpu_migration *m, u32 *left)
{
	if (m->at < sizeof(m->head)) {
		*left = sizeof(m->head) - m->at;
		return (void *)&m->head + m->at;
	}
	*left = packet_bytes(m) - m->at;
	return m->data + (m->at - sizeof(m->head));
}

static void stream_begin(struct gpu_migration *m)
{
	memset(&m->head, 0, sizeof(m->head));
	m->at = m->npackets = 0;
	m->next = PACKET_DEVICE;
	m->vram = 0;
}

/* --- saving --------------------------------------------------------------------------------------- */

static void packet_made(struct gpu_migration *m, enum packet_type type, u64 at, u32 bytes)
{
	m->head.magic = cpu_to_le32(MAGIC);
	m->head.type = cpu_to_le32(type);
	m->head.at = cpu_to_le64(at);
	m->head.bytes = cpu_to_le32(bytes);
	m->head.sum = cpu_to_le32(sum_of(m));
	m->at = 0;
	m->npackets++;
}

static u32 vf_id(struct gpu *g)
{
	u16 device;

	pci_read_config_word(g->pdev, pci_find_ext_capability(g->pdev, PCI_EXT_CAP_ID_SRIOV) +
			     PCI_SRIOV_VF_DID, &device);
	return g->pdev->vendor | (u32)device << 16;
}

static void make_device(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	struct packet_device *d = m->data;

	d->id = cpu_to_le32(vf_id(g));
	d->version = cpu_to_le32(VERSION);
	d->quota = cpu_to_le64(g->vf[vf].quota);
	m->next = PACKET_ENGINE;
	packet_made(m, PACKET_DEVICE, 0, sizeof(*d));
}

static void make_engine(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	engine_save(g, vf, m->data);
	m->next = PACKET_VRAM;
	packet_made(m, PACKET_ENGINE, 0, sizeof(struct packet_engine));
}

/* What is all zero is left out. */
static int make_vram(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	int err = vram_next(g, vf, m);

	if (err)
		return err;
	if (m->vram == g->vf[vf].quota) {
		m->next = 0;
		packet_made(m, PACKET_END, m->npackets, 0);
		return 0;
	}
	err = vram_read(g, vram_of(g, vf, m->vram), m->data);
	if (err)
		return err;
	packet_made(m, PACKET_VRAM, m->vram, CHUNK);
	m->vram += CHUNK;
	return 0;
}

/* Returns 1, 0 if there is no further packet, or a negative errno. */
static int packet_make(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	int err = 0;

	gpu_lock();
	if (m->state != VF_SAVES)
		err = -EIO;
	else if (m->next == PACKET_DEVICE)
		make_device(g, vf, m);
	else if (m->next == PACKET_ENGINE)
		make_engine(g, vf, m);
	else if (m->next)
		err = make_vram(g, vf, m);
	else
		err = -ENODATA;
	gpu_unlock();
	return err == -ENODATA ? 0 : err ?: 1;
}

/* --- restoring ------------------------------------------------------------------------------------- */

static int take_device(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	const struct packet_device *d = m->data;
	const u64 quota = le64_to_cpu(d->quota), has = g->vf[vf].quota;

	if (le32_to_cpu(m->head.bytes) != sizeof(*d) || le32_to_cpu(d->version) != VERSION)
		return -EINVAL;
	if (le32_to_cpu(d->id) != vf_id(g)) {
		pci_err(g->pdev, "VF %u: the stream is of another device\n", vf);
		return -ENODEV;
	}
	if (quota != has) {
		pci_err(g->pdev, "VF %u: the stream is of a VF with 0x%llx of VRAM, this one has 0x%llx\n",
			vf, quota, has);
		return quota > has ? -ENOSPC : -EINVAL;
	}
	m->next = PACKET_ENGINE;
	return vram_clear(g, vf);
}

static int take_engine(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	if (le32_to_cpu(m->head.bytes) != sizeof(struct packet_engine))
		return -EINVAL;
	engine_restore(g, vf, m->data);
	m->next = PACKET_VRAM;
	return 0;
}

static int take_vram(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	const u64 at = le64_to_cpu(m->head.at);

	if (le32_to_cpu(m->head.bytes) != CHUNK || at % CHUNK || at < m->vram ||
	    at >= g->vf[vf].quota)
		return -EINVAL;
	m->vram = at + CHUNK;
	return vram_write(g, vram_of(g, vf, at), m->data);
}

static int take_end(struct gpu_migration *m)
{
	if (le32_to_cpu(m->head.bytes) || le64_to_cpu(m->head.at) != m->npackets)
		return -EINVAL;
	m->next = 0;
	return 0;
}

static int take_locked(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	const u32 type = le32_to_cpu(m->head.type);

	if (m->state != VF_RESTORES)
		return -EIO;
	if (le32_to_cpu(m->head.sum) != sum_of(m) && gpu_mistake() != GPU_MISTAKE_SUM)
		return -EINVAL;
	if (type == PACKET_END && m->next == PACKET_VRAM)
		return take_end(m);
	if (type != m->next)
		return -EINVAL;
	switch (type) {
	case PACKET_DEVICE:
		return take_device(g, vf, m);
	case PACKET_ENGINE:
		return take_engine(g, vf, m);
	case PACKET_VRAM:
		return take_vram(g, vf, m);
	}
	return -EINVAL;
}

/* A VF that got something wrong, or a part, is good for nothing until it is reset. */
static int failed(struct gpu *g, u32 vf, struct gpu_migration *m, int err)
{
	gpu_lock();
	if (m->state == VF_RESTORES)
		m->state = VF_FAILED;
	gpu_unlock();
	pci_err(g->pdev, "VF %u: it could not be restored from this stream: %d\n", vf, err);
	return err;
}

/* Is the head, which has arrived, one of a packet? */
static bool head_is_good(const struct gpu_migration *m)
{
	const u32 bytes = le32_to_cpu(m->head.bytes);

	return le32_to_cpu(m->head.magic) == MAGIC && bytes <= CHUNK && bytes % 4 == 0 && m->next;
}

/* Some bytes of the packet have arrived. */
static int packet_came(struct gpu *g, u32 vf, struct gpu_migration *m)
{
	int err;

	if (m->at == sizeof(m->head) && !head_is_good(m))
		return failed(g, vf, m, -EINVAL);
	if (m->at < sizeof(m->head) || m->at < packet_bytes(m))
		return 0;
	gpu_lock();
	err = take_locked(g, vf, m);
	gpu_unlock();
	m->npackets++;
	m->at = 0;
	return err ? failed(g, vf, m, err) : 0;
}

/* --- what VFIO's driver asks for --------------------------------------------------------------------- */

struct xe_device *xe_sriov_vfio_get_pf(struct pci_dev *pdev)
{
	return pdev->is_virtfn ? (struct xe_device *)gpu_of(pci_physfn(pdev)) : NULL;
}

bool xe_sriov_vfio_migration_supported(struct xe_device *xe)
{
	return gpu_named(xe)->migration;
}

/* From state @from to @to, which holds the VF or lets it go. */
static int change(struct xe_device *xe, unsigned int vf, enum vf_state from, enum vf_state to)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	int err = 0;

	if (!m)
		return -EINVAL;
	gpu_lock();
	if (m->state != from)
		err = m->state == VF_FAILED ? -EIO : -EBUSY;
	else if ((from == VF_RUNS) != (to == VF_RUNS))
		hold(g, vf, to != VF_RUNS);
	if (!err)
		m->state = to;
	gpu_unlock();
	return err;
}

int xe_sriov_vfio_suspend_device(struct xe_device *xe, unsigned int vf)
{
	return change(xe, vf, VF_RUNS, VF_HELD);
}

int xe_sriov_vfio_resume_device(struct xe_device *xe, unsigned int vf)
{
	return change(xe, vf, VF_HELD, VF_RUNS);
}

/* A stream begins; the memory that it goes through stays for the next one. */
static int stream_enter(struct xe_device *xe, unsigned int vf, enum vf_state to)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	int err = -ENOMEM;

	if (!m)
		return -EINVAL;
	mutex_lock(&m->lock);
	if (!m->data)
		m->data = kmalloc(CHUNK, GFP_KERNEL);
	if (m->data) {
		stream_begin(m);
		m->at = to == VF_SAVES ? sizeof(m->head) : 0;	/* all of no packet was read */
		err = change(xe, vf, VF_HELD, to);
	}
	mutex_unlock(&m->lock);
	return err;
}

int xe_sriov_vfio_stop_copy_enter(struct xe_device *xe, unsigned int vf)
{
	return stream_enter(xe, vf, VF_SAVES);
}

int xe_sriov_vfio_stop_copy_exit(struct xe_device *xe, unsigned int vf)
{
	return change(xe, vf, VF_SAVES, VF_HELD);
}

int xe_sriov_vfio_resume_data_enter(struct xe_device *xe, unsigned int vf)
{
	return stream_enter(xe, vf, VF_RESTORES);
}

int xe_sriov_vfio_resume_data_exit(struct xe_device *xe, unsigned int vf)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	bool whole;

	if (!m)
		return -EINVAL;
	mutex_lock(&m->lock);
	whole = !m->next && !m->at;
	mutex_unlock(&m->lock);
	if (whole || gpu_mistake() == GPU_MISTAKE_CUT)
		return change(xe, vf, VF_RESTORES, VF_HELD);
	pci_err(g->pdev, "VF %u: the stream ended too soon\n", vf);
	return change(xe, vf, VF_RESTORES, VF_FAILED) ?: -EINVAL;
}

ssize_t xe_sriov_vfio_data_read(struct xe_device *xe, unsigned int vf, char __user *buf,
				size_t len)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	size_t done = 0;
	u32 n, left;
	void *from;
	int err = 1;

	if (!m)
		return -EINVAL;
	mutex_lock(&m->lock);
	while (done < len) {
		if (m->at == packet_bytes(m))
			err = packet_make(g, vf, m);
		if (err <= 0)
			break;
		from = packet_at(m, &left);
		n = min_t(size_t, left, len - done);
		if (copy_to_user(buf + done, from, n)) {
			err = -EFAULT;
			break;
		}
		m->at += n;
		done += n;
	}
	mutex_unlock(&m->lock);
	return done ?: err;
}

ssize_t xe_sriov_vfio_data_write(struct xe_device *xe, unsigned int vf, const char __user *buf,
				 size_t len)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	size_t done = 0;
	u32 n, left;
	void *to;
	int err = 0;

	if (!m)
		return -EINVAL;
	mutex_lock(&m->lock);
	while (done < len && !err) {
		to = packet_at(m, &left);
		n = min_t(size_t, left, len - done);
		if (copy_from_user(to, buf + done, n)) {
			err = done ? 0 : -EFAULT;
			break;
		}
		m->at += n;
		done += n;
		err = packet_came(g, vf, m);
	}
	mutex_unlock(&m->lock);
	return err ?: done;
}

/* At most: with all of its VRAM. */
ssize_t xe_sriov_vfio_stop_copy_size(struct xe_device *xe, unsigned int vf)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	ssize_t n = 3 * sizeof(struct packet) + sizeof(struct packet_device) +
		    sizeof(struct packet_engine);

	if (!m)
		return -EINVAL;
	gpu_lock();
	n += g->vf[vf].quota / CHUNK * (sizeof(struct packet) + CHUNK);
	if (m->state == VF_FAILED)
		n = -EIO;
	gpu_unlock();
	return n;
}

int xe_sriov_vfio_error(struct xe_device *xe, unsigned int vf)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);

	if (!m)
		return -EINVAL;
	gpu_lock();
	hold(g, vf, true);
	m->state = VF_FAILED;
	gpu_unlock();
	return 0;
}

int xe_sriov_vfio_flr_prepare(struct xe_device *xe, unsigned int vf)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);

	if (!m)
		return -EINVAL;
	gpu_lock();
	m->state = VF_RESETS;
	gpu_unlock();
	return 0;
}

/* The device holds no VF that was reset. */
int xe_sriov_vfio_wait_flr_done(struct xe_device *xe, unsigned int vf)
{
	struct gpu *g = gpu_named(xe);
	struct gpu_migration *m = vf_named(g, vf);
	u32 held;

	if (!m)
		return -EINVAL;
	flush_work(&g->flr);		/* what the device told has been done */
	gpu_lock();
	writel(vf, g->regs + GPU_REG_VF);
	held = readl(g->regs + GPU_REG_HOLD);
	m->state = held ? VF_FAILED : VF_RUNS;
	gpu_unlock();
	return held ? -EIO : 0;
}

/* --- for the rest of the driver ------------------------------------------------------------------------ */

int gpu_migrate_init(struct gpu *g)
{
	const u64 end = stage_of(g) + CHUNK;
	u32 vf;

	if (end > g->bar_bytes || end > ALIGN(gpu_tables_end(g), GPU_PAGE_BYTES))
		return 0;	/* no room for a stage: nobody is migrated */
	g->migration = kvcalloc(g->nvfs + 1, sizeof(*g->migration), GFP_KERNEL);
	if (!g->migration)
		return -ENOMEM;
	for (vf = 1; vf <= g->nvfs; vf++)
		mutex_init(&g->migration[vf].lock);
	return 0;
}

void gpu_migrate_exit(struct gpu *g)
{
	u32 vf;

	for (vf = 1; g->migration && vf <= g->nvfs; vf++)
		kfree(g->migration[vf].data);
	kvfree(g->migration);
	g->migration = NULL;
}

/* The device holds nobody any more, and has lost what their engines were told. */
void gpu_migrate_after_reset(struct gpu *g)
{
	u32 vf;

	for (vf = 1; g->migration && vf <= g->nvfs; vf++) {
		if (g->migration[vf].state == VF_RUNS)
			continue;
		hold(g, vf, true);
		g->migration[vf].state = VF_FAILED;
	}
}
#else
int gpu_migrate_init(struct gpu *g)
{
	return 0;
}

void gpu_migrate_exit(struct gpu *g)
{
}

void gpu_migrate_after_reset(struct gpu *g)
{
}
#endif
