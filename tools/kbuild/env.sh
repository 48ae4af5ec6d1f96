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

# env_prelude: parts of two files of the tree are under a symbol that ARCH=um does not
# set, and must not for any header: p2pdma.c asks the CPU's vendor and family under
# CONFIG_X86, quirks.c asks for a table of an AMD IOMMU under CONFIG_ACPI.  So we have
# the headers of each read first, and set the symbol for its body alone.
env_prelude() {
	env_prelude_of p2pdma CONFIG_X86 p2pdma_x86.h
	env_prelude_of quirks CONFIG_ACPI quirks_host.h
}

# env_prelude_of NAME SYMBOL OURS: gen/hp_NAME_prelude.h, for drivers/pci/NAME.c, which
# is empty for a tree whose file has no such part.
env_prelude_of() {
	local file=$SRC/drivers/pci/$1.c
	{
		echo "/* Generated: before the body of drivers/pci/$1.c. */"
		if [ -e "$OURS_ENV/pci/$3" ] && grep -q "^#ifdef $2\$" "$file"; then
			# Up to its body; its own #defines go first: headers look for pr_fmt.
			sed -n -e '/^#include/q; /^#define/p' "$file"
			sed -n -e '/^#if/q; s/^#include </&/p' \
				-e "s,^#include \"\(.*\)\",#include \"$SRC/drivers/pci/\1\",p" \
				"$file"
			echo "#include \"$OURS_ENV/pci/$3\""
		fi
	} | put "$OUT/gen/hp_$1_prelude.h"
}

# env_x86_rule: did the branch really compile?  Says so to hp_probes.h.
env_x86_rule() {
	if nm -u "$OUT/kbuild/drivers/pci/p2pdma.o" | grep hp_boot_cpu_x86 >/dev/null; then
		echo yes | put "$OUT/x86-rule"
	else
		rm -f "$OUT/x86-rule"
	fi
}

# Of the variant "access": what of the environment stands for code or data of the kernel
# that several tasks use, so that its accesses count as the tree's do.  The rest carries
# tasks, memory and time; that one task allocates before another is no race.
ENV_WATCHED="dma gpu gpu_import gpu_provision gpu_sysfs held importer intx iommu kthread mmap msi p2p pin sysfs uapi
	uapi_group vfs vmap tree_waits"
ENV_WATCHED=${ENV_WATCHED//$'\n\t'/ }

# env_commands: OUT/env/commands, "NAME TAB command" for each source: that which
# Kbuild used for lib/ctype.o, made one for our file (hp_kernel_entry must be
# visible).  To be run in OUT/kbuild.
env_commands() {
	local raw name src obj
	raw=$(sed -n '1s/^savedcmd_[^ ]* := //p' "$OUT/kbuild/lib/.ctype.o.cmd")
	raw=${raw//'$(pound)'/#}
	raw=${raw//'$$'/$}
	raw=${raw// $TRACE_FLAGS/}
	raw=$(printf '%s\n' "$raw" | sed \
		-e 's,-Wp\,-MMD\,lib/\.ctype\.o\.d,-Wp\,-MMD\,@OBJ@.d,' \
		-e "s, -c -o lib/ctype\.o .*, -I$OURS/include -I$OURS_ENV -I$OURS_CPU -I$OUT/gen -I$SRC -fvisibility=default -Wno-missing-prototypes -Wno-missing-declarations -c -o @OBJ@ @SRC@," \
		-e 's,"lib/ctype","hairpin/@NAME@",; s,"ctype","@NAME@",g; s,MODNAME=ctype,MODNAME=@NAME@,')
	[ "$VARIANT" != access ] || raw="$raw -DHP_ACCESS"
	while IFS= read -r src; do
		name=${src##*/} name=${name%.c} obj=$OUT/env/${src##*/}
		case " $ENV_WATCHED " in
		*" $name "*) src=${raw//@SRC@/$src} ;;
		*) src=${raw//@SRC@/$src} src=${src/ $ACCESS_FLAGS/} ;;
		esac
		src=${src//@OBJ@/${obj%.c}.o}
		printf '%s\t%s\n' "$name" "${src//@NAME@/$name}"
	done >"$OUT/env/commands"
}

# env_sources: the environment's C files, in one order, whatever folder each is
# in.
env_sources() {
	local twice
	find "$OURS_ENV" -mindepth 2 -name '*.c' |
		awk -F / '{ print $NF "\t" $0 }' | sort >"$OUT/env/sources"
	[ -s "$OUT/env/sources" ] || broken "$LISTS: no environment there (*.c)"
	twice=$(cut -f1 "$OUT/env/sources" | uniq -d | head -n 1)
	[ -z "$twice" ] ||
		broken "$LISTS: two files are called $twice: give one of them another name"
	cut -f2 "$OUT/env/sources"
}

# An object is kept by what it was made from, so that neither another clone's
# environment nor a tree that goes back and forth has it compiled twice:
#
#	env/NAME.o, NAME.in		in use
#	env/kept/NAME.HASH.{o,in}	all that were; HASH is that of NAME.in
#
# NAME.in has the command in its first line, then "sha256 path" of all that the
# compiler read.
#
# All of it reads autoconf.h, which has every symbol that is set.  One more or less is
# of no concern where no source names it.  So each autoconf.h that was compiled with is
# kept, as env/kept/autoconf.HASH, and is as good as today's when they differ in nothing
# that a source names.

ENV_KEEP=6	# of each, the latest used

# env_autoconf: the hashes of the autoconf.h that are as good as today's, its own first,
# and keeps today's.  Needs env/files, all that the kept ones read.
env_autoconf() {
	local now=$OUT/kbuild/include/generated/autoconf.h was hash named
	hash=$(sha <"$now")
	[ -e "$OUT/env/kept/autoconf.$hash" ] || cp "$now" "$OUT/env/kept/autoconf.$hash"
	echo "$hash"
	for was in "$OUT/env/kept/autoconf."*; do
		[ "${was##*.}" != "$hash" ] || continue
		comm -3 <(sort "$now") <(sort "$was") |
			grep -o 'CONFIG_[A-Za-z0-9_]*' | sort -u >"$OUT/env/differs" || :
		named=$(grep -vxF "$now" "$OUT/env/files" | xargs -d '\n' -r \
			grep -hwF -f "$OUT/env/differs" 2>/dev/null | wc -l || :)
		[ "$named" -gt 0 ] || echo "${was##*.}"
	done
}

# env_known: "NAME HASH" of the kept ones that are what a compilation now would
# give.  Needs env/commands.
env_known() {
	find "$OUT/env/kept" -name '*.in' >"$OUT/env/ins"
	xargs -d '\n' -r -a "$OUT/env/ins" tail -q -n +2 | cut -c66- | sort -u \
		>"$OUT/env/files"
	env_autoconf >"$OUT/env/autoconfs"
	[ -s "$OUT/env/ins" ] || return 0
	hashes_of "$OUT/env/files" "$OUT/env/hashes"
	xargs -d '\n' -a "$OUT/env/ins" awk \
		-v autoconf="$OUT/kbuild/include/generated/autoconf.h" '
	FILENAME ~ /\/env\/commands$/ {
		i = index($0, "\t")
		command[substr($0, 1, i - 1)] = substr($0, i + 1)
		next
	}
	FILENAME ~ /\/env\/autoconfs$/ { as_good[$1]; next }
	FILENAME ~ /\/env\/hashes$/ {
		p = $0
		sub(/^[^ ]* [^ ]* /, "", p)
		is[p] = $1
		next
	}
	FNR == 1 {
		if (good) print good
		good = FILENAME
		sub(/.*\//, "", good)
		sub(/\.in$/, "", good)
		name = good
		sub(/\.[^.]*$/, "", name)
		if ($0 != command[name]) { good = ""; nextfile }
		sub(/\./, " ", good)
		next
	}
	is[substr($0, 66)] == $1 { next }
	substr($0, 66) == autoconf && ($1 in as_good) { next }
	{ good = ""; nextfile }
	END { if (good) print good }' "$OUT/env/commands" "$OUT/env/autoconfs" \
		"$OUT/env/hashes"
}

# env_use NAME HASH: that kept one is in use.
env_use() {
	local e kept=$OUT/env/kept/$1.$2
	for e in o in gcno; do
		if [ -e "$kept.$e" ] && ! [ "$kept.$e" -ef "$OUT/env/$1.$e" ]; then
			ln -f "$kept.$e" "$OUT/env/$1.$e"
		fi
	done
	touch "$kept.in"
}

# env_one NAME: compiles it, and keeps it, unless something that it reads was
# changed meanwhile.
env_one() {
	set -eo pipefail
	local name=$1 obj=$OUT/env/$1.o in=$OUT/env/$1.in command hash e
	rm -f "$OUT/env/$name".*
	: >"$obj.start"
	command=$(awk -v n="$name" '{ i = index($0, "\t") }
		substr($0, 1, i - 1) == n { print substr($0, i + 1) }' "$OUT/env/commands")
	cd "$OUT/kbuild"
	bash -c "$command" || { rm -f "$OUT/env/$name".*; exit 1; }
	sed -e 's/^[^:]*://; s/\\$//' "$obj.d" | tr -s ' ' '\n' |
		sed -e '/^$/d' -e "s,^\./,," -e "s,^[^/],$OUT/kbuild/&," |
		sort -u >"$obj.deps"
	{
		printf '%s\n' "$command"
		xargs -d '\n' -a "$obj.deps" sha256sum | sed 's/  / /'
	} >"$in.new"
	mv "$in.new" "$in"
	if [ -z "$(xargs -d '\n' -a "$obj.deps" sh -c \
		'find "$@" -maxdepth 0 -newercm "$0"' "$obj.start")" ]; then
		hash=$(sha256sum <"$in" | cut -c1-16)
		for e in o gcno in; do
			[ ! -e "$OUT/env/$name.$e" ] ||
				ln -f "$OUT/env/$name.$e" "$OUT/env/kept/$name.$hash.$e"
		done
	fi
	rm -f "$obj.start" "$obj.deps" "$obj.d"
}

# env_prune: of each source the latest used, and nothing of sources that are
# gone for good.  Of autoconf.h, those that a kept one names.
env_prune() {
	find "$OUT/env/kept" -name '*.in' -printf '%T@ %f\n' | sort -rn |
		awk -v keep="$ENV_KEEP" '{
			h = $2
			sub(/\.in$/, "", h)
			n = h
			sub(/\.[^.]*$/, "", n)
			if (++seen[n] > keep) print h ".in\n" h ".o\n" h ".gcno"
		}' | (cd "$OUT/env/kept" && xargs -d '\n' -r rm -f)
	find "$OUT/env/kept" -name '*.in' -exec grep -h '/autoconf\.h$' {} + |
		cut -c1-64 | sort -u >"$OUT/env/differs"
	find "$OUT/env/kept" -name 'autoconf.*' | grep -vF -f "$OUT/env/differs" |
		xargs -d '\n' -r rm -f || :
}

# env_compile: sets ENV_OBJS, the environment's objects as they should be now.
env_compile() {
	local name hash log=$OUT/env.log todo names
	mkdir -p "$OUT/env/kept"
	rm -f "$OUT/env.of"
	env_sources | env_commands
	mapfile -t names < <(sed 's/\t.*//' "$OUT/env/commands")
	env_known | sort -u -k 1,1 >"$OUT/env/known"
	while read -r name hash; do
		env_use "$name" "$hash"
	done <"$OUT/env/known"
	printf '%s\n' "${names[@]}" |
		grep -vxF -f <(cut -d' ' -f1 "$OUT/env/known") >"$OUT/env/todo" || :
	todo=$(wc -l <"$OUT/env/todo")
	if [ "$todo" -gt 0 ]; then
		phase "compile the environment ($todo of ${#names[@]} files)"
		export -f env_one
		export OUT
		if ! xargs -P "$HP_JOBS" -I{} bash -c 'env_one {}' \
			<"$OUT/env/todo" >"$log" 2>&1; then
			ours_messages -i "$log"
			HP_FAIL=${HP_ENV_FAIL:-$HP_FAIL}
			tree_failed "$log" "the environment does not compile against $TREE"
		fi
		[ ! -s "$log" ] || ours_messages "$log" >&2
		env_prune
	fi
	# Nothing of sources that are gone.
	find "$OUT/env" -maxdepth 1 -name '*.o' -printf '%f\n' | sed 's/\.o$//' |
		{ grep -vxF -f <(printf '%s\n' "${names[@]}") || :; } |
		while IFS= read -r name; do rm -f "$OUT/env/$name".*; done
	ENV_OBJS=("${names[@]/#/$OUT/env/}")
	ENV_OBJS=("${ENV_OBJS[@]/%/.o}")
	awk 'FNR > 1 { sub(/\.in$/, ".o", FILENAME); print FILENAME "\t" substr($0, 66) }' \
		"${ENV_OBJS[@]/%.o/.in}" >"$OUT/deps.env"
	origin_now >"$OUT/env.of"
}
