# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# link.sh - objects to libkernel.so: the pool searched, the symbol list
# checked, traps for what nobody provides, one linker script.

# Each unprovided symbol has a page of its own, never mapped to anything: a
# call, a load or a store through it, also at an offset, faults at an address
# that names it.
TRAP_STRIDE=$CPU_PAGE_BYTES

# Symbols that the linker itself defines, link_traps() makes, or libc has (under
# ASan its interceptors check these three).
LINK_OWN='^(_GLOBAL_OFFSET_TABLE_|_?etext|_?edata|_?end|__bss_start|_DYNAMIC|__dso_handle|__ehdr_start|hp_trap_.*|hp_ntraps|memcpy|memmove|memset)$'
# Left for the host program's own runtime.
LINK_SANITIZER='^(__(asan|ubsan|lsan|sanitizer|tsan)_|__gcov_|__sanitizer)'

# link_inputs: all that a link reads.
# shellcheck disable=SC2154 # key_env is kernel-build's
link_inputs() {
	{
		printf '%s\n' "$key" "$key_env"
		sha <"$OUT/gen/hp_probes.h"
		cd "$OUT/kbuild"
		stat -c '%i %.9Y.%s %n' "${ENV_OBJS[@]}" "${ROOT_OBJS[@]}" "${POOL_OBJS[@]}"
	} | sha
}

# link_known: where all is as it was when an instance was linked last, and the store
# still has that, it is what would be linked: LINKED is set.
# shellcheck disable=SC2034 # kernel-build asks for LINKED
link_known() {
	local inputs='' object='' dir
	read -r inputs object 2>/dev/null <"$OUT/linked" || return 0
	dir=$STORE/$object-$TREE_NAME.$VARIANT
	[ -e "$dir/inputs" ] && [ "$(link_inputs)" = "$inputs" ] || return 0
	ln -f "$dir/libkernel.so" "$OUT/libkernel.so.new" 2>/dev/null ||
		cp "$dir/libkernel.so" "$OUT/libkernel.so.new"
	rm -f "$OUT/code.o"
	[ ! -e "$dir/code.o" ] || cp "$dir/code.o" "$OUT"
	put "$OUT/traps.txt" <"$dir/traps.txt"
	NTRAPS=$(wc -l <"$OUT/traps.txt")
	LINKED=1
}

# link_remember: what the instance that is the product now was linked from.
link_remember() {
	echo "$(link_inputs) $(sed -n 's/^object=//p' "$OUT/kernel.info")" >"$OUT/linked"
}

link_all() {
	local extra
	phase "link"
	rm -f "$OUT/linked"
	while :; do
		link_once
		nm -u "$OUT/all.o" | awk -v own="$LINK_OWN" -v san="$LINK_SANITIZER" '
			$2 !~ own && $2 !~ san { print $1, $2 }' >"$OUT/undefined"
		# What is not in the pool's folders was looked for once.
		! cmp -s "$OUT/undefined" "$OUT/undefined.searched" || break
		cp "$OUT/undefined" "$OUT/undefined.searched"
		mapfile -t extra < <(pool_search)
		[ ${#extra[@]} -gt 0 ] && compile_extra "${extra[@]}" || break
		# shellcheck disable=SC2034 # kernel-build asks
		EXTRA=1
	done
	link_pulled
	link_check
	link_traps
	link_final
}

# link_once: everything that is there into one object.
link_once() {
	local pool copies=()
	[ "$VARIANT" != access ] ||
		copies=(--wrap=memcpy --wrap=memmove --wrap=memset)
	# In one order, whether an object was looked for just now or before.
	mapfile -t pool < <(printf '%s\n' "${POOL_OBJS[@]}" | LC_ALL=C sort -u)
	(
		cd "$OUT/kbuild"
		rm -f "$OUT/pool.a"
		ar cDPrsT "$OUT/pool.a" "${pool[@]/#/$PWD/}" &&
		ld -r -t --wrap=alloc_iova_fast --wrap=free_iova_fast --wrap=put_iova_domain \
			--wrap=get_unused_fd_flags --wrap=ioremap --wrap=mutex_unlock \
			--wrap=dma_buf_map_attachment --wrap=dma_buf_map_attachment_unlocked \
			--wrap=dma_buf_unmap_attachment --wrap=dma_buf_unmap_attachment_unlocked \
			--wrap=dma_buf_map_interconnect --wrap=dma_buf_unmap_interconnect \
			--wrap=dma_buf_invalidate_mappings --wrap=dma_buf_move_notify \
			--wrap=ww_mutex_unlock --wrap=up_read --wrap=up_write "${copies[@]}" \
			-o "$OUT/all.o" "${ENV_OBJS[@]}" "${ROOT_OBJS[@]}" \
			--start-group "$OUT/pool.a" --end-group
	) >"$OUT/link.trace" 2>"$OUT/link.log" || {
		sed -i "s,$OUT/kbuild/,,g; s,$OUT/,,g" "$OUT/link.log"
		if grep 'multiple definition' "$OUT/link.log" >/dev/null; then
			say "a symbol is defined twice: omit the kernel's object in sim/env/objects.list, or take ours away"
		fi
		tree_failed "$OUT/link.log" "$TREE does not link with the environment"
	}
}

# link_pulled: OUT/kobjs := the kernel's objects that are really in.
link_pulled() {
	{
		cat "$OUT/roots"
		sed -n "s,^$OUT/kbuild/,,p" "$OUT/link.trace"
	} | awk '!s[$0]++' >"$OUT/kobjs"
}

# link_check: sim/env/symbols.list says what the environment provides, and
# how.  It is the truth or the build fails.
#
#	KIND SYMBOL [if PROBE|unless PROBE] why
#
# What tree_*.c has is the tree's own code, only compiled elsewhere.
link_check() {
	local bad=0 o ours=()
	for o in "${ENV_OBJS[@]}"; do
		case ${o##*/} in tree_*) ;; *) ours+=("$o") ;; esac
	done
	nm -g --defined-only "${ours[@]}" 2>/dev/null |
		awk 'NF == 3 { print $3 }' | sort -u >"$OUT/env.defined"
	(cd "$OUT/kbuild" && xargs -d '\n' -a "$OUT/kobjs" nm -u) |
		awk 'NF == 2 { print $2 }' | sort -u >"$OUT/kernel.needs"
	comm -12 "$OUT/env.defined" "$OUT/kernel.needs" >"$OUT/env.provides"
	[ -e "$LISTS/symbols.list" ] || {
		warn "$LISTS/symbols.list is missing: what the environment provides is not checked"
		return 0
	}
	awk -v list="sim/env/symbols.list" '
	FILENAME ~ /hp_probes.h$/ { if ($1 == "#define") have[$2]; next }
	FILENAME ~ /env.defined$/ { def[$1]; next }
	FILENAME ~ /env.provides$/ { used[$1]; next }
	/^[[:space:]]*(#|$)/ { next }
	{
		if ($1 !~ /^(custom|stub|duplicate|data)$/) {
			printf "%s:%d: kind \"%s\": only custom, stub, duplicate and data are known\n", list, FNR, $1
			bad = 1
			next
		}
		if ($2 in seen && !cond[$2] && $3 != "if" && $3 != "unless") {
			printf "%s:%d: %s is listed already, at line %d\n", list, FNR, $2, seen[$2]
			bad = 1
		}
		seen[$2] = FNR
		if ($3 == "if" || $3 == "unless")
			cond[$2] = 1
		if ($3 == "if" && !(("HP_HAVE_" $4) in have)) next
		if ($3 == "unless" && (("HP_HAVE_" $4) in have)) next
		if (!($2 in def)) {
			printf "%s:%d: %s is listed, but sim/env/*/*.c does not define it\n", list, FNR, $2
			bad = 1
		}
	}
	END {
		for (s in used)
			if (!(s in seen)) {
				printf "%s: %s is provided by sim/env/*/*.c but not listed: add \"KIND %s why\"\n", list, s, s
				bad = 1
			}
		exit bad
	}' "$OUT/gen/hp_probes.h" "$OUT/env.defined" "$OUT/env.provides" \
		"$LISTS/symbols.list" >"$OUT/check.log" || bad=1
	if [ "$bad" = 1 ]; then
		progress_end
		sort "$OUT/check.log" >&2
		broken "the environment and its list of symbols disagree"
	fi
}

# link_traps: what is still undefined.  Weak ones are null, as the kernel
# expects; tables that no object contributes to are empty; the rest traps.
link_traps() {
	# Symbols that the linker script gives.
	grep -oE '\b[A-Za-z_][A-Za-z0-9_]* *= ' "$LINK_LDS" |
		sed 's/ *= *$//' | sort -u >"$OUT/lds.symbols"
	objdump -h "$OUT/all.o" | awk '$1 ~ /^[0-9]+$/ { print $2 }' \
		>"$OUT/sections"
	awk -v stride="$TRAP_STRIDE" -v out="$OUT/traps.txt" '
	FILENAME ~ /lds.symbols$/ { lds[$1]; next }
	FILENAME ~ /sections$/ { sec[$1]; next }
	$2 in lds { next }
	$1 != "U" { weak[++nw] = $2; next }
	$2 ~ /^__(start|stop)_/ {
		s = $2; sub(/^__(start|stop)_/, "", s)
		if (!(s in sec)) empty[++ne] = $2
		next
	}
	{ trap[++nt] = $2 }
	END {
		print "/* Generated. */"
		print "\t.section .hp_trap, \"aw\", @nobits"
		print "\t.balign " stride
		print "\t.globl hp_trap_start, hp_trap_end\nhp_trap_start:"
		for (i = 1; i <= nt; i++) {
			printf "\t.globl %s\n\t.type %s, @notype\n%s:\n\t.skip %d\n", trap[i], trap[i], trap[i], stride
			print trap[i] >out
		}
		# data may be reached before its symbol, or far behind it
		printf "\t.skip %d\nhp_trap_end:\n", stride * 4
		print "\t.section .data.rel.ro.hp_empty, \"aw\"\n\t.balign 8"
		for (i = 1; i <= ne; i++)
			printf "\t.globl %s\n%s:\n", empty[i], empty[i]
		for (i = 1; i <= nw; i++)
			printf "\t.globl %s\n\t.set %s, 0\n", weak[i], weak[i]
		print "\t.section .data.rel.ro.hp_trap_names, \"aw\"\n\t.balign 8"
		print "\t.globl hp_trap_names\nhp_trap_names:"
		for (i = 1; i <= nt; i++)
			printf "\t.quad .Ln%d\n", i
		print "\t.quad 0\n\t.section .rodata\n\t.balign 8"
		printf "\t.globl hp_ntraps\nhp_ntraps:\n\t.long %d\n\t.balign 8\n", nt
		printf "\t.globl hp_trap_stride\nhp_trap_stride:\n\t.quad %d\n", stride
		for (i = 1; i <= nt; i++)
			printf ".Ln%d:\n\t.asciz \"%s\"\n", i, trap[i]
		print "\t.section .note.GNU-stack, \"\", @progbits"
	}' "$OUT/lds.symbols" "$OUT/sections" "$OUT/undefined" >"$OUT/gen/traps.S"
	[ -e "$OUT/traps.txt" ] || : >"$OUT/traps.txt"
	as "$CPU_AS" -o "$OUT/traps.o" "$OUT/gen/traps.S" ||
		broken "cannot assemble the traps ($OUT/gen/traps.S)"
	NTRAPS=$(wc -l <"$OUT/traps.txt")
}

# link_gcc LIBRARY...: by the compiler, which knows where its libraries are.
link_gcc() {
	# shellcheck disable=SC2046,SC2086 # flags are words
	"${HP_CC[@]}" -shared -nostdlib $(printf -- '-Xlinker %s ' $flags) \
		-o "$OUT/libkernel.so.new" "$OUT/all.o" "$OUT/traps.o" "$@"
}

link_final() {
	local exported how=$VARIANT flags="-Bsymbolic -z noexecstack --build-id=sha1 --hash-style=gnu"
	flags="$flags -T $LINK_LDS --version-script=$OUT/gen/exports"
	exported=hp_kernel_entry
	# kernel-replace --cover: some files of a plain instance count their lines.
	[ "$VARIANT" != plain ] || [ -z "${LINK_GCOV:-}" ] || how=cov
	[ "$how" != cov ] || exported="$exported; __gcov_dump"
	echo "{ global: $exported; local: *; };" | put "$OUT/gen/exports"
	if ! {
		case $how in
		plain | access)
			# Nothing may be left to be found in the host program.
			# shellcheck disable=SC2086 # flags are words
			ld -shared $flags -z defs -o "$OUT/libkernel.so.new" \
				"$("${HP_CC[@]}" -print-file-name=libc.so.6)" \
				"$OUT/all.o" "$OUT/traps.o" ;;
		asan)
			# The host program looks for the runtime's name here.
			link_gcc -lasan -lubsan ;;
		trace)
			# The host program has what the blocks call (sim/load/cover.c).
			# shellcheck disable=SC2086 # flags are words
			ld -shared $flags -o "$OUT/libkernel.so.new" \
				"$(gcc -print-file-name=libc.so.6)" \
				"$OUT/all.o" "$OUT/traps.o" ;;
		cov)
			# Exported: who leaves by _exit() has to ask for it.
			link_gcc -Wl,-u,__gcov_dump -lgcov -lc ;;
		esac
	} >"$OUT/link.log" 2>&1; then
		tree_failed "$OUT/link.log" "$TREE does not link"
	fi
	nm -D --defined-only "$OUT/libkernel.so.new" | grep ' hp_kernel_entry$' >/dev/null ||
		broken "the environment does not define hp_kernel_entry"
	link_code
}

# link_code: code.o, what a plain instance was linked from, for who compares two of them
# function by function (tools/judge/object.c).
link_code() {
	rm -f "$OUT/code.o"
	if [ "$VARIANT" = plain ] && [ -z "${LINK_GCOV:-}" ]; then
		objcopy --strip-debug --keep-file-symbols "$OUT/all.o" "$OUT/code.o"
	fi
}
