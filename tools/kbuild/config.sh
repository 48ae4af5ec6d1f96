# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# config.sh - the configuration of a kernel instance: a Kconfig overlay that
# lifts what ARCH=um cannot have by itself, a fragment of what we want, and the
# compiler flags of each variant.  Needs common.sh, ours.sh, SRC,
# VARIANT, OUT; with.sh for what a user adds.

# What must be =y in the end; anything less and the scenarios would test
# something other than what they say.
CONFIG_MUST="64BIT PCI PCI_QUIRKS PCI_IOV PCI_ATS PCI_PRI PCI_PASID PCI_P2PDMA
	PCI_MSI ZONE_DEVICE DMA_SHARED_BUFFER IOMMU_API IOMMU_DMA IOMMUFD VFIO
	VFIO_PCI VFIO_DEVICE_CDEV SYSFS PRINTK DEBUG_LIST"

# Wanted, but a tree may lack it.
CONFIG_WANT="PREEMPT_VOLUNTARY HOTPLUG_PCI SYNC_FILE IOMMU_SUPPORT VFIO_PCI_DMABUF BUG INIT_STACK_NONE
	MMU EXPERT GENERIC_ALLOCATOR DEBUG_KERNEL DEBUG_SG PM VFIO_GROUP
	IOMMUFD_VFIO_CONTAINER DETECT_HUNG_TASK ARM_SMMU_V3_IOMMUFD
	DETECT_HUNG_TASK_BLOCKER NVGRACE_GPU_VFIO_PCI XE_VFIO_PCI MEMORY_FAILURE"

# The overlay is the tree's own top-level Kconfig with our lines before and after;
# kconfig wants its mainmenu first.  The first of several defaults wins: lock
# debugging wants tracepoints that drag in all of tracing.  The second ZONE_DEVICE
# lifts the dependency on memory hotplug, which ARCH=um does not have.
config_overlay() {
	sed '/^mainmenu/q' "$SRC/Kconfig"
	cat <<-'END'

	config PREEMPTIRQ_TRACEPOINTS
		bool
		default n

	END
	sed '1,/^mainmenu/d' "$SRC/Kconfig"
	cat <<-'END'

	config ZONE_DEVICE
		def_bool y

	config HAIRPIN
		def_bool y
		select IOMMU_API
		select IOMMU_DMA
		select DMA_SHARED_BUFFER
		select SYNC_FILE
		select FORCE_PCI
		select UML_IOMEM_EMULATION
		select UML_DMA_EMULATION
		select PCI_MSI
		select PCI_LOCKLESS_CONFIG
		select PCI_IOV
		select PCI_P2PDMA
		select PCI_DOMAINS_GENERIC
		select PREEMPT_COUNT
	END
	config_overlay_huge
	config_overlay_grace
	config_overlay_smmu
	config_overlay_xe
	config_overlay_type1
}

# Page tables of processes are ours (mmap.c), huge pages included; ARCH=um has none.
config_overlay_huge() {
	grep -q '^config ARCH_SUPPORTS_PMD_PFNMAP' "$SRC/mm/Kconfig" || return 0
	cat <<-'END'

	config ARCH_SUPPORTS_HUGE_PFNMAP
		def_bool y

	config ARCH_SUPPORTS_PMD_PFNMAP
		def_bool y

	config ARCH_SUPPORTS_PUD_PFNMAP
		def_bool y
	END
}

# VFIO's driver for GPUs whose memory is coherent CPU memory wants arm64, and the
# kernel's handling of failed memory an architecture that reports it.  The second
# prompts lift that, in trees that have the driver.
config_overlay_grace() {
	[ -e "$SRC/drivers/vfio/pci/nvgrace-gpu/Kconfig" ] || return 0
	cat <<-'END'

	config NVGRACE_GPU_VFIO_PCI
		tristate "nvgrace-gpu here"
		depends on VFIO_PCI

	END
	grep -q 'register_pfn_address_space' "$SRC/include/linux/memory-failure.h" \
		2>/dev/null || return 0
	cat <<-'END'

	config MEMORY_FAILURE
		bool "Memory failure here"
		depends on NVGRACE_GPU_VFIO_PCI
		select INTERVAL_TREE
	END
}

# The driver of Arm's SMMUv3 asks for the CPU it is built with, and knows nothing
# of it.  It finds its hardware by a device tree (sim/env/pci/of.c).
config_overlay_smmu() {
	[ -e "$SRC/drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c" ] || return 0
	cat <<-'END'

	config ARM_SMMU_V3
		tristate
		default y

	config IOMMU_IO_PGTABLE_LPAE
		bool
		default y

	config MMU_NOTIFIER
		def_bool y

	config HAIRPIN_SMMU_V3
		def_bool y
		select OF
		select IRQ_MSI_IOMMU
		select IOMMUFD_DRIVER if IOMMUFD
	END
}

# VFIO's own container selects its type 1 for CPUs that it lists.  It takes the place of
# IOMMUFD's where --config asks for it.
config_overlay_type1() {
	cat <<-'END'

	config HAIRPIN_VFIO_TYPE1
		def_bool y
		depends on VFIO_CONTAINER
		select VFIO_IOMMU_TYPE1
	END
}

# VFIO's driver for VFs of Intel's GPUs wants their driver; what it asks of that,
# sim/env/pci/gpu_migrate.c does.
config_overlay_xe() {
	[ -e "$SRC/drivers/vfio/pci/xe/Kconfig" ] || return 0
	cat <<-'END'

	config XE_VFIO_PCI
		tristate "xe-vfio-pci here"
		depends on VFIO_PCI && PCI_IOV
	END
}

config_fragment() {
	local s
	for s in $CONFIG_MUST $CONFIG_WANT; do
		echo "CONFIG_$s=y"
	done
	# What might sleep in atomic context, with the place; locks that are taken
	# in more than one order.  What memory management asserts of pages.
	if [ "$VARIANT" = asan ]; then
		echo CONFIG_DEBUG_ATOMIC_SLEEP=y
		echo CONFIG_DEBUG_KERNEL=y
		echo CONFIG_DEBUG_VM=y
		echo CONFIG_PROVE_LOCKING=y
		echo CONFIG_LOCKDEP_BITS=13
		echo CONFIG_LOCKDEP_CHAINS_BITS=14
		echo CONFIG_LOCKDEP_STACK_TRACE_BITS=16
		echo CONFIG_LOCKDEP_CIRCULAR_QUEUE_BITS=11
	fi
	# Where the kernel runs on a stack of its own (sim/env/core/stack.c), the
	# host's callbacks and sanitized frames share it.
	if grep -q 'current_thread_info(void)' \
		"$SRC/arch/um/include/asm/thread_info.h" 2>/dev/null; then
		echo CONFIG_KERNEL_STACK_ORDER=5
	fi
	# The last line about a symbol counts.
	with_fragment
}

# What hairpin explore is guided by; the environment is compiled without it.
TRACE_FLAGS=-fsanitize-coverage=trace-pc,trace-cmp

# Each load and store tells access.c of it, so that hairpin run --schedule bound knows
# which tasks touch the same.  What of the environment is compiled without it is in
# env.sh.
ACCESS_FLAGS=-fsanitize=thread

# Flags for the variant, after the tree's own, so that they win.
#
# Frame pointers and no sibling calls: the environment walks the stack by frame,
# and a report must name every caller.  -g1 has functions, inlined ones and lines,
# and compiles in two thirds of the time of -g; HAIRPIN_KERNEL_DEBUG=-g is for a
# debugger.  The prefix maps keep this machine's paths out of the objects.
config_cflags() {
	local f
	f="-fPIC $CPU_CODE_MODEL -fvisibility=hidden -fno-omit-frame-pointer"
	f="$f ${HAIRPIN_KERNEL_DEBUG:--g1}"
	f="$f -fno-optimize-sibling-calls $CPU_PLAIN_CALLS"
	f="$f -fdebug-prefix-map=$SRC/= -fdebug-prefix-map=$OUT/kbuild=."
	f="$f -fdebug-prefix-map=$OURS/=hairpin/ -fmacro-prefix-map=$OURS/="
	case $VARIANT in
	asan)
		# UBSan checks, each chosen because a report is a kernel bug:
		# array bounds, object size known at compile time, division by
		# zero, returns and unreachable code, booleans and enums out of
		# range, vla bounds.  Left out: alignment, null and
		# pointer-overflow (the kernel computes on null and container
		# pointers by design, -fno-delete-null-pointer-checks), shift
		# and signed overflow (defined: -fno-strict-overflow).
		f="$f -fsanitize=address"
		f="$f -fsanitize=bounds,integer-divide-by-zero,unreachable,return,bool,enum,vla-bound"
		f="$f --param asan-stack=1"
		;;
	cov)
		f="$f --coverage -fprofile-update=single"
		;;
	trace)
		f="$f $TRACE_FLAGS"
		;;
	access)
		f="$f $ACCESS_FLAGS -include $OURS_ENV/core/access_prelude.h"
		;;
	esac
	echo "$f"
}

# kmake ARG...: the tree's Kbuild in our output folder.
kmake() {
	make -C "$SRC" ARCH=um O="$OUT/kbuild" ${COMPILER:+"$COMPILER"} \
		KBUILD_KCONFIG="$OUT/gen/Kconfig" \
		KCONFIG_ALLCONFIG="$OUT/gen/fragment" \
		KCFLAGS="$CFLAGS_VARIANT" LOCALVERSION= \
		CFLAGS_p2pdma.o="-include $OUT/gen/hp_p2pdma_prelude.h" \
		CFLAGS_quirks.o="-include $OUT/gen/hp_quirks_prelude.h" \
		CFLAGS_probe.o="-include $OURS_ENV/pci/probe_buses.h" \
		CFLAGS_iomem.o="-include $OURS_ENV/mm/memremap_wb.h" \
		CFLAGS_arm-smmu-v3.o="-include $OURS_ENV/pci/smmuv3_cpu.h" \
		CFLAGS_arm-smmu-v3-iommufd.o="-include $OURS_ENV/pci/smmuv3_cpu.h" \
		KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' \
		KBUILD_BUILD_USER=hairpin KBUILD_BUILD_HOST=hairpin \
		-j"$HP_JOBS" "$@" </dev/null
}

# config_make: (re)configure.  kconfig leaves .config alone when nothing
# changed, so this never rebuilds anything by itself.
config_make() {
	local s missing= log=$OUT/config.log
	phase "configure"
	if ! kmake allnoconfig >"$log" 2>&1; then
		tree_failed "$log" "$TREE does not configure"
	fi
	for s in $CONFIG_MUST; do
		grep -qx "CONFIG_$s=y" "$OUT/kbuild/.config" || missing="$missing $s"
	done
	[ -z "$missing" ] ||
		fail "$TREE cannot be configured with$missing: see $OUT/kbuild/.config"
}

# config_symbols: what is set: all that Kbuild, Makefiles and C know of a configuration.
config_symbols() {
	grep '^CONFIG_' "$OUT/kbuild/.config" | sort
}

# config_as_built: is what is set what Kbuild compiled with (OUT/config.built)?  And
# are the files that changed Kconfig files name among those that we look at?  Which
# these are Kbuild finds out.
config_as_built() {
	local f
	config_symbols | cmp -s - "$OUT/config.built" || return 1
	while IFS= read -r f; do
		grep -qxF "$SRC/$f" "$OUT/makefiles" || return 1
	done < <(grep '/Kconfig[^/]*$' "$OUT/changed" | xargs -d '\n' -r \
		sed -n 's/^[[:space:]]*source[[:space:]]*"\{0,1\}\([^"]*\).*/\1/p')
	# Kbuild's own say the same.  As new as the Kconfig files, it does not ask again.
	[ "$OUT/kbuild/.config" -nt "$OUT/kbuild/include/generated/autoconf.h" ] ||
		(cd "$OUT/kbuild/include" && touch -c config/auto.conf.cmd \
			generated/autoconf.h generated/rustc_cfg config/auto.conf)
}

# The configuration as the kernel code sees it; what kconfig merely found out
# about this machine's tools is not part of it.
config_hash() {
	grep '^CONFIG_' "$OUT/kbuild/.config" |
		grep -v -e '_VERSION=' -e '_VERSION_TEXT=' -e '^CONFIG_RUSTC_' \
			-e '^CONFIG_PAHOLE_' -e '^CONFIG_BINDGEN_' \
			-e '^CONFIG_CC_HAS_' -e '^CONFIG_AS_' -e '^CONFIG_LD_' |
		sort | sha | cut -c1-12
}
