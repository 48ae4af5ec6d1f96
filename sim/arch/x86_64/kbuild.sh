# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
#
# kbuild.sh - x86-64: what the scripts of tools/kbuild know of the machine that
# compiles kernels and runs them.

# The tree's folder of this CPU: ARCH=um takes headers and Makefiles from it.
CPU_TREE=x86

# ARCH=um asks for -mcmodel=large, which is not for shared objects.
CPU_CODE_MODEL=-mcmodel=small
# Instances are called directly: marks of indirect calls' targets only cost time.
CPU_PLAIN_CALLS=-fcf-protection=none

CPU_AS=--64
# The smallest stretch that can be protected: a trap's.
CPU_PAGE_BYTES=4096
