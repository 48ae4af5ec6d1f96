// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks that a task which unlocks a mutex or rw_semaphore holds it.  The tree checks
 * that only under CONFIG_DEBUG_MUTEXES; otherwise such an unlock goes unnoticed, or
 * takes the lock from another task.
 *
 * The linker leads the calls through here (--wrap, link.sh) to the kernel's own
 * functions.  A random schedule also lets other tasks run here, as a preemptible
 * kernel may.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/ww_mutex.h>

#include "core/env.h"
#include "sched/task.h"

/* The flags in the owner's low bits (kernel/locking/mutex.c). */
#define OWNER_FLAGS 0x7ul
/* The writer bit of a rw_semaphore's count (kernel/locking/rwsem.c). */
#define WRITER 0x1l
#define READERS (~0xffl & LONG_MAX)

void __real_mutex_unlock(struct mutex *lock);
void __wrap_mutex_unlock(struct mutex *lock);
void __real_ww_mutex_unlock(struct ww_mutex *lock);
void __wrap_ww_mutex_unlock(struct ww_mutex *lock);
void __real_up_read(struct rw_semaphore *sem);
void __wrap_up_read(struct rw_semaphore *sem);
void __real_up_write(struct rw_semaphore *sem);
void __wrap_up_write(struct rw_semaphore *sem);

static void must_hold(struct mutex *lock, const char *kind)
{
	unsigned long owner = atomic_long_read(&lock->owner) & ~OWNER_FLAGS;

	if (owner != (unsigned long)current)
		hp_event(HP_EVENT_MISUSE, "unlocks a %s that %s", kind,
			 owner ? "somebody else holds" : "nobody holds");
}

void __wrap_mutex_unlock(struct mutex *lock)
{
	must_hold(lock, "mutex");
	__real_mutex_unlock(lock);
	hp_preempt();
}

void __wrap_ww_mutex_unlock(struct ww_mutex *lock)
{
	must_hold(&lock->base, "ww_mutex");
	__real_ww_mutex_unlock(lock);
	hp_preempt();
}

void __wrap_up_read(struct rw_semaphore *sem)
{
	if (!(atomic_long_read(&sem->count) & READERS))
		hp_event(HP_EVENT_MISUSE,
			 "unlocks a rw_semaphore that no reader holds");
	__real_up_read(sem);
	hp_preempt();
}

void __wrap_up_write(struct rw_semaphore *sem)
{
	unsigned long owner = atomic_long_read(&sem->owner) & ~OWNER_FLAGS;

	if (!(atomic_long_read(&sem->count) & WRITER) ||
	    owner != (unsigned long)current)
		hp_event(HP_EVENT_MISUSE,
			 "unlocks a rw_semaphore that it does not hold for writing");
	__real_up_write(sem);
	hp_preempt();
}
