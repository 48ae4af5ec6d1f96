#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-cpu.sh - what depends on the CPU of this machine is in sim/arch alone: the
# lint sees it anywhere else, and a CPU without a folder there is refused by CMake
# and by kernel builds, in words.  On a copy of the tree.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

copy=$tmp/tree
mkdir "$copy"
git ls-files | grep -vE '^(scenarios|tests/(malformed|fixtures|fuzz/corpus))' |
	while read -r f; do [ ! -f "$f" ] || echo "$f"; done |
	xargs -d '\n' cp -p --parents -t "$copy"
git -C "$copy" init -q && git -C "$copy" add -A || exit 3

lint() {
	"$copy/tools/dev/lint" cpu
}
check "no line of the tree depends on the CPU outside sim/arch" lint

# sees FILE LINE: with LINE at its end FILE is named, and not without it.
sees() {
	local file=$copy/$1 said status=0
	cp -p "$file" "$tmp/kept"
	printf '%s\n' "$2" >>"$file"
	said=$(lint) || status=$?
	cp -p "$tmp/kept" "$file"
	echo "$said"
	[ $status = 1 ] && grep -qF "# $1:" <<<"$said"
}
while IFS='|' read -r file line; do
	check "seen in $file: $line" sees "$file" "$line"
done <<'END'
sim/replay/crash.c|uint64_t pc = uc->uc_mcontext.gregs[16];
sim/replay/crash.c|pc = reg[REG_RIP];
sim/env/sched/task.c|asm volatile("nop");
sim/env/sched/task.c|asm("movq %rsp, %rdi");
sim/env/core/stack.c|__asm__ __volatile__("");
sim/run/symbol.c|if (header.e_machine != EM_X86_64)
sim/base/rng.c|#ifdef __x86_64__
sim/base/rng.c|#include <immintrin.h>
model/wire/tlp.c|#if defined(__aarch64__)
tools/kbuild/link.sh|as --64 -o a.o a.S
tools/kbuild/config.sh|f="$f -mcmodel=small"
tools/kbuild/compile.sh|find arch/x86/um
tests/bench/common/bench.c|t = __builtin_ia32_rdtsc();
CMakeLists.txt|if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
END

not_seen() {
	printf '%s\n' 'int other(void) asm("name");' '/* as x86 has it */' >>"$copy/sim/base/rng.c"
	lint
}
check "a symbol's other name and the word x86 are no such lines" not_seen

# --- a CPU that has no folder -------------------------------------------------

cmake_refuses() {
	local status=0
	cmake -S . -B "$tmp/build" -DCMAKE_SYSTEM_NAME=Linux \
		-DCMAKE_SYSTEM_PROCESSOR=z80 >"$tmp/said" 2>&1 || status=$?
	cat "$tmp/said"
	[ $status = 1 ] && grep -q 'for z80 there is no folder in' "$tmp/said" &&
		grep -q "these CPUs only: .*$(uname -m)" "$tmp/said"
}
check "CMake refuses it, and says which there are" cmake_refuses

mkdir "$tmp/bin"
printf '#!/bin/sh\necho z80\n' >"$tmp/bin/uname"
chmod +x "$tmp/bin/uname"
build_refuses() {
	local status=0 path=$PATH
	PATH=$tmp/bin:$path tools/kbuild/kernel-build "$tmp" 2>"$tmp/said" || status=$?
	cat "$tmp/said"
	[ $status = 3 ] && grep -q 'none with the CPU z80' "$tmp/said" &&
		grep -q "sim/arch/ has .*$(uname -m)" "$tmp/said"
}
check "so does a kernel build" build_refuses

echo "1..$n"
