// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wait queues, completions and waits on bits are the tree's own.  The tree compiles
 * these files only as parts of its scheduler; here they use ours (task.c).
 */
#include <linux/kernel.h>
#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/swait.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

#include "kernel/sched/sched.h"

#include "kernel/sched/completion.c"
#include "kernel/sched/swait.c"
#include "kernel/sched/wait.c"
#include "kernel/sched/wait_bit.c"
