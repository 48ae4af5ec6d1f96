# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# env.sh - compiles the environment, sim/env/*/*.c, with the tree's headers
# and flags, and generates what it asks about the tree.

# env_probes: sim/env/probes.list, lines "NAME FILE ERE", becomes
# hp_probes.h: HP_HAVE_NAME is 1 where grep -E finds ERE in FILE.
env_probes() {
	local name file ere n=0
	{
		echo "/* Generated from sim/env/probes.list for this tree. */"
		echo "#define HP_TREE_RELEASE \"$(<"$OUT/kbuild/include/config/kernel.release")\""
		if [ -e "$OUT/x86-rule" ]; then
			echo "#define HP_HAVE_X86_CPU_RULE 1"
		fi
		while read -r name file ere; do
			n=$((n + 1))
			case $name in '' | '#'*) continue ;; esac
			[[ $name =~ ^[A-Z0-9_]+$ && $ere ]] ||
				broken "$LISTS/probes.list:$n: a line is NAME FILE ERE, with NAME in capitals"
			case $file in
			.config | include/generated/*) file=$OUT/kbuild/$file ;;
			*) file=$SRC/$file ;;
			esac
			if [ -e "$file" ] && grep -qE -e "$ere" "$file"; then
				echo "#define HP_HAVE_$name 1"
			fi
		done < <(cat "$LISTS/probes.list" 2>/dev/null)
	} | put "$OUT/gen/hp_probes.h"
}

# env_prelude: drivers/pci/p2pdma.c asks the CPU's vendor and family only under
# CONFIG_X86, which ARCH=um does not set, and must not for any header.  So we
# have its headers read first, and set CONFIG_X86 for its body alone.
env_prelude() {
	local p2p=$SRC/drivers/pci/p2pdma.c
	{
		echo "/* Generated: before the body of drivers/pci/p2pdma.c. */"
		if [ -e "$LISTS/pci/p2pdma_x86.h" ] &&
		   grep -q '^#ifdef CONFIG_X86$' "$p2p"; then
			# its own #defines go first: headers look for pr_fmt
			sed -n -e '/^#include/q; /^#define/p' "$p2p"
			sed -n -e 's/^#include </&/p' \
				-e "s,^#include \"\(.*\)\",#include \"$SRC/drivers/pci/\1\",p" \
				"$p2p"
			echo "#include \"$LISTS/pci/p2pdma_x86.h\""
		fi
	} | put "$OUT/gen/hp_p2pdma_prelude.h"
}

# env_x86_rule: did the branch really compile?  Says so to hp_probes.h.
env_x86_rule() {
	if nm -u "$OUT/kbuild/drivers/pci/p2pdma.o" | grep hp_boot_cpu_x86 >/dev/null; then
		echo yes | put "$OUT/x86-rule"
	else
		rm -f "$OUT/x86-rule"
	fi
}

# env_command NAME SRC OBJ: the command that Kbuild used for lib/ctype.o, made
# one for our file (hp_kernel_entry must be visible).  Run in OUT/kbuild.
env_command() {
	local name=$1 src=$2 obj=$3 raw
	raw=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$OUT/kbuild/lib/.ctype.o.cmd")
	raw=${raw//'$(pound)'/#}
	raw=${raw//'$$'/$}
	printf '%s\n' "$raw" | sed \
		-e "s,-Wp\,-MMD\,lib/\.ctype\.o\.d,-Wp\,-MMD\,$obj.d," \
		-e "s, -c -o lib/ctype\.o .*, -I$HP_ROOT/include -I$LISTS -I$OUT/gen -I$SRC -fvisibility=default -Wno-missing-prototypes -Wno-missing-declarations -c -o $obj $src," \
		-e "s,\"lib/ctype\",\"hairpin/$name\",; s,\"ctype\",\"$name\",g; s,MODNAME=ctype,MODNAME=$name,"
}

# env_compile: objects that are missing, or whose command or sources changed.
env_compile() {
	local c name obj todo=0 log=$OUT/env.log srcs=()
	local -A path=()
	mkdir -p "$OUT/env"
	while IFS= read -r c; do
		name=$(basename "$c" .c)
		[ -z "${path[$name]:-}" ] ||
			broken "$c: its object would be that of ${path[$name]}: give one of them another name"
		path[$name]=$c
	done < <(find "$LISTS" -mindepth 2 -name "*.c")
	# In one order, whatever folder a file is in.
	mapfile -t srcs < <(printf "%s\n" "${!path[@]}" | sort)
	[ ${#path[@]} -gt 0 ] || broken "$LISTS: no environment there (*.c)"
	# Objects of sources that are gone.
	for obj in "$OUT"/env/*.o; do
		[ -e "$obj" ] || continue
		name=$(basename "$obj" .o)
		[ "${path[$name]:-}" ] || rm -f "$OUT/env/$name".*
	done
	# Objects of sources that changed, or headers; and generated ones,
	# the configuration among them.
	{
		awk -F '\t' 'NR == FNR { c[$1]; next } $2 in c { print $1 }' \
			"$OUT/changed" "$OUT/deps.env"
		find "$OUT/env" -name '*.o' \( ! -newer "$OUT/gen/hp_probes.h" -o \
			! -newer "$OUT/kbuild/include/generated/autoconf.h" \)
	} | sort -u | xargs -d '\n' -r rm -f
	: >"$OUT/env.todo"
	for name in "${srcs[@]}"; do
		obj=$OUT/env/$name.o
		env_command "$name" "${path[$name]}" "$obj" >"$obj.cmd.new"
		if [ ! -e "$obj" ] || ! cmp -s "$obj.cmd.new" "$obj.cmd" ||
		   [ ! -e "$obj.d" ]; then
			rm -f "$obj"
			echo "$name" >>"$OUT/env.todo"
		fi
		mv "$obj.cmd.new" "$obj.cmd"
	done
	todo=$(wc -l <"$OUT/env.todo")
	if [ "$todo" -gt 0 ]; then
		phase "compile the environment ($todo of ${#srcs[@]} files)"
		if ! (cd "$OUT/kbuild" && xargs -P "$HP_JOBS" -I{} \
			bash "$OUT/env/{}.o.cmd" <"$OUT/env.todo") >"$log" 2>&1; then
			cat "$log" >&2
			HP_FAIL=${HP_ENV_FAIL:-$HP_FAIL}
			fail "the environment does not compile against $TREE"
		fi
		[ ! -s "$log" ] || cat "$log" >&2
	fi
	ENV_OBJS=()
	for name in "${srcs[@]}"; do
		ENV_OBJS+=("$OUT/env/$name.o")
	done
	for obj in "${ENV_OBJS[@]}"; do
		sed -e 's/^[^:]*://; s/\\$//' "$obj.d" | tr -s ' ' '\n' |
			sed -n "s,^[^ ],$obj\t&,p"
	done >"$OUT/deps.env"
	[ "$todo" -gt 0 ]
}
