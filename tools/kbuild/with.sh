# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# with.sh - what a user adds to an instance: a Kconfig fragment (--config FILE),
# further objects of the tree (--objects FILE), another compiler (compiler.sh).  Such
# an instance is a build of its own, called NAME+HASH by what all of these say.
#
#	fragment	CONFIG_X=y, CONFIG_X=n, CONFIG_X=NUMBER, CONFIG_X="TEXT", or
#			"# CONFIG_X is not set"; other lines with # are comments
#	objects		[root|pool|omit] PATH, as sim/env/objects.list has them; root
#			is what a PATH alone is
#
# What is wrong in them is said as FILE:LINE:COLUMN, with exit status 2.

WITH_CONFIG=${HAIRPIN_CONFIG:-} WITH_OBJECTS=${HAIRPIN_OBJECTS:-}
WITH=''			# the hash, when there is anything
WITH_LINES=()		# "PLACE CONFIG_X VALUE"
WITH_PATHS=()		# "PLACE KIND PATH"

# with_config FILE: prints WITH_LINES of it; false after messages.
with_config() {
	awk -v file="$1" '
	function bad(column, text) {
		printf "%s:%d:%d: %s\n", file, FNR, column, text >"/dev/stderr"
		wrong = 1
	}
	{
		sub(/\r$/, "")
		line = $0
		match(line, /^[ \t]*/)
		column = RLENGTH + 1
		sub(/^[ \t]+/, "", line)
		sub(/[ \t]+$/, "", line)
	}
	line ~ /^# CONFIG_[A-Z0-9_a-z]+ is not set$/ {
		split(line, w, " ")
		print file ":" FNR ":" column, w[2], "n"
		next
	}
	line == "" || line ~ /^#/ { next }
	line !~ /^CONFIG_[A-Za-z0-9_]+=/ {
		bad(column, "\"" line "\" is no line of a Kconfig fragment; write CONFIG_NAME=y, or # CONFIG_NAME is not set")
		next
	}
	{
		name = value = line
		sub(/=.*/, "", name)
		sub(/^[^=]*=/, "", value)
		if (value == "m")
			bad(column + length(name) + 1, name "=m: there are no modules in an instance; write y")
		else if (value !~ /^(y|n|-?[0-9]+|0[xX][0-9a-fA-F]+|"[^"]*")$/)
			bad(column + length(name) + 1, name ": \"" value "\" is no value; write y, n, a number, or a text in quotation marks")
		else if (name in seen)
			bad(column, name " is in line " seen[name] " already")
		else
			print file ":" FNR ":" column, name, value
		seen[name] = FNR
	}
	END { exit wrong }' "$1"
}

# with_objects FILE: prints WITH_PATHS of it; false after messages.
with_objects() {
	awk -v file="$1" '
	function bad(word, text) {
		printf "%s:%d:%d: %s\n", file, FNR, index($0, word), text >"/dev/stderr"
		wrong = 1
	}
	{ sub(/\r$/, ""); line = $0; sub(/#.*/, "", line); n = split(line, w, " ") }
	!n { next }
	{
		kind = "root"
		path = w[1]
		if (n > 1) { kind = w[1]; path = w[2] }
		if (kind !~ /^(root|pool|omit)$/)
			bad(kind, "\"" kind "\": write root, pool or omit before the path, or nothing")
		else if (n > 2)
			bad(w[3], "\"" w[3] "\" after the path: one path a line")
		else if (path ~ /^\// || path ~ /(^|\/)\.\.(\/|$)/ || path !~ /^[A-Za-z0-9_.\/+-]+(\.o|\/)$/)
			bad(path, "\"" path "\": write an object of the tree, like drivers/uio/uio.o, or a folder with / at its end")
		else if (path in seen)
			bad(path, path " is in line " seen[path] " already")
		else
			print file ":" FNR ":" index($0, path), kind, path
		seen[path] = FNR
	}
	END { exit wrong }' "$1"
}

# with_read: both files as written; what the tree makes of them is judged later.
# Sets WITH, and makes it part of TREE_NAME.
with_read() {
	local f lines='' paths=''
	[ -n "$WITH_CONFIG$WITH_OBJECTS$COMPILER" ] || return 0
	for f in "$WITH_CONFIG" "$WITH_OBJECTS"; do
		[ -z "$f" ] || [ -f "$f" ] && [ -r "$f" ] || [ -z "$f" ] ||
			usage_error "$f: no file that can be read"
	done
	[ -z "$WITH_CONFIG" ] || lines=$(with_config "$WITH_CONFIG") || exit 2
	[ -z "$WITH_OBJECTS" ] || paths=$(with_objects "$WITH_OBJECTS") || exit 2
	[ -z "$lines" ] || mapfile -t WITH_LINES <<<"$lines"
	[ -z "$paths" ] || mapfile -t WITH_PATHS <<<"$paths"
	with_must_stay
	WITH=$(with_says | sha)
	[ -n "$lines$paths$COMPILER" ] && WITH=${WITH:0:8} || WITH=''
	[ -z "$WITH" ] || TREE_NAME=$TREE_NAME+$WITH
}

# with_says: what both files say, whatever they are called and commented.
with_says() {
	local place a b
	[ -z "$COMPILER" ] || echo "$COMPILER"
	while read -r place a b; do
		[ -z "$place" ] || echo "$a=$b"
	done <<<"$(printf '%s\n' "${WITH_LINES[@]}")" | sort
	while read -r place a b; do
		[ -z "$place" ] || { [ "$a" = root ] && echo "$b" || echo "$a $b"; }
	done <<<"$(printf '%s\n' "${WITH_PATHS[@]}")"
}

# with_must_stay: what Hairpin cannot do without may not be taken away.
with_must_stay() {
	local place name value
	for name in "${WITH_LINES[@]}"; do
		read -r place name value <<<"$name"
		[[ " ${CONFIG_MUST//[[:space:]]/ } " = *" ${name#CONFIG_} "* ]] || continue
		[ "$value" = y ] || {
			printf '%s: %s is needed by every instance; leave it out\n' "$place" "$name" >&2
			exit 2
		}
	done
}

# with_fragment: the lines that go to the end of kconfig's own fragment.
with_fragment() {
	local place name value
	for name in "${WITH_LINES[@]}"; do
		read -r place name value <<<"$name"
		echo "$name=$value"
	done | sort
}

# with_definitions NAME: the Kconfig files of the tree that define it.
with_definitions() {
	(cd "$SRC" && find . \( -path ./.git -o -path ./Documentation -o -path ./tools \) -prune \
		-o -name 'Kconfig*' -type f -print0 |
		xargs -0 grep -lE "^[[:space:]]*(menu)?config[[:space:]]+$1[[:space:]]*\$" |
		sed 's,^\./,,' | sort)
}

# with_why NAME FILE...: on what its definitions in these depend, and what of that
# is not as it would have to be.
with_why() {
	local name=$1
	shift
	(cd "$SRC" && awk -v name="$name" -v config="$OUT/kbuild/.config" '
	function indent(s,   i, c, n) {
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			if (c == "\t") n += 8 - n % 8
			else if (c == " ") n++
			else break
		}
		return n + 0
	}
	function condition(e,   rest, word, not) {
		all = all (all == "" ? "" : " and ") "(" e ")"
		rest = e
		while (match(rest, /!?[A-Z0-9][A-Za-z0-9_]*/)) {
			word = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			not = sub(/^!/, "", word)
			if (not && word in set) wrong[word] = word " is set"
			if (!not && !(word in set)) wrong[word] = word " is not set"
		}
	}
	BEGIN {
		while ((getline line <config) > 0)
			if (line ~ /^CONFIG_[^=]*=/) {
				sub(/^CONFIG_/, "", line)
				sub(/=.*/, "", line)
				set[line]
			}
	}
	FNR == 1 { depth = on = help = inmenu = 0 }
	help {
		if ($0 ~ /^[ \t]*$/) next
		if (help < 0) help = indent($0) + 1
		if (indent($0) + 1 >= help && help > 1) next
		help = 0
	}
	$1 == "help" || $1 == "---help---" { help = -1; next }
	$1 == "config" || $1 == "menuconfig" {
		inmenu = 0
		on = $2 == name
		if (on) {
			at = at (at == "" ? "" : " and ") FILENAME ":" FNR
			prompt = prompt + 0
			for (i = 1; i <= depth; i++)
				if (outer[i] != "") condition(outer[i])
		}
		next
	}
	$1 == "if" || $1 == "menu" || $1 == "choice" {
		on = 0
		inmenu = $1 != "if"
		outer[++depth] = ""
		if ($1 == "if") { outer[depth] = $0; sub(/^[ \t]*if[ \t]+/, "", outer[depth]) }
		next
	}
	$1 == "endif" || $1 == "endmenu" || $1 == "endchoice" { depth--; on = inmenu = 0; next }
	$1 == "source" || $1 == "comment" { on = inmenu = 0; next }
	$1 == "depends" {
		e = $0
		sub(/^[ \t]*depends[ \t]+on[ \t]+/, "", e)
		if (on) condition(e)
		else if (inmenu) outer[depth] = outer[depth] (outer[depth] == "" ? "" : " && ") e
		next
	}
	on && ($1 == "prompt" || ($1 ~ /^(bool|tristate|int|hex|string)$/ && NF > 1)) { prompt = 1 }
	END {
		printf "%s", at
		if (all != "") printf " has it depend on %s", all
		for (w in wrong) list[++n] = wrong[w]
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
				t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
			}
		for (i = 1; i <= n; i++) printf "%s%s", i == 1 ? "; " : ", ", list[i]
		if (!prompt) printf "%s no user can set it: only a select of another symbol does", all == "" ? ":" : ";"
	}' "$@")
}

# with_value NAME: as configured; n when it is not.
with_value() {
	sed -n "s/^$1=//p" "$OUT/kbuild/.config" | grep . || echo n
}

# with_took_effect: every line of the fragment is true of the configuration.
with_took_effect() {
	local place name value is files here bad=''
	for name in "${WITH_LINES[@]}"; do
		read -r place name value <<<"$name"
		is=$(with_value "$name")
		[ "$is" != "$value" ] || [ "$value" = n ] || continue
		mapfile -t files < <(with_definitions "${name#CONFIG_}")
		mapfile -t here < <(printf '%s\n' "${files[@]}" | grep -vE '^arch/[^u]|^arch/u[^m]')
		if [ ${#files[@]} = 0 ]; then
			is="the tree has no such symbol"
		elif [ "$is" = "$value" ]; then
			continue
		elif [ ${#here[@]} = 0 ] || [ -z "${here[0]}" ]; then
			is="only ${files[*]} has it, and instances are built for ARCH=um"
		else
			is="it did not take effect, it is $is; $(with_why "${name#CONFIG_}" "${here[@]}")"
		fi
		printf '%s: %s=%s: %s\n' "$place" "$name" "$value" "$is" >&2
		bad=1
	done
	[ -z "$bad" ] || exit 2
}

# with_add: what the list names goes to the other roots, pools and omits.
with_add() {
	local place kind path
	for path in "${WITH_PATHS[@]}"; do
		read -r place kind path <<<"$path"
		[ -d "$SRC/${path%/*}" ] || {
			printf '%s: %s: the tree has no folder %s/\n' "$place" "$path" "${path%/*}" >&2
			exit 2
		}
		case $kind in
		root) ROOTS+=("$path") ;;
		pool) POOLS+=("$path") ;;
		omit) OMITS+=("$path") ;;
		esac
	done
}

# with_enabled: what is to be linked is built in this configuration.  Any source can
# be compiled by name; one that its Makefile leaves out may not be meant to.
with_enabled() {
	local place kind path bad=''
	for path in "${WITH_PATHS[@]}"; do
		read -r place kind path <<<"$path"
		[ "$kind" = root ] && [[ $path != */ ]] || continue
		[ -z "$(echo "$path" | objects_enabled)" ] || continue
		if object_exists "$path"; then
			kind="its folder's Makefile does not build it in this configuration$(with_needs "$path"); add that to --config"
		else
			kind="the tree has no source for it"
		fi
		printf '%s: %s: %s\n' "$place" "$path" "$kind" >&2
		bad=1
	done
	[ -z "$bad" ] || exit 2
}

# with_needs PATH: the symbols that a Makefile names in the lines with this object.
with_needs() {
	local mk=$SRC/${1%/*}/Kbuild names
	[ -e "$mk" ] || mk=$SRC/${1%/*}/Makefile
	names=$(grep -F "${1##*/}" "$mk" 2>/dev/null | grep -oE 'CONFIG_[A-Za-z0-9_]+' |
		sort -u | paste -sd ' ')
	[ -z "$names" ] || printf ' (it is under %s)' "$names"
}

# with_missing: symbols that what was added uses, and that nothing provides; OUT/
# with.missing has them, one a line.
with_missing() {
	local place kind path n names
	[ ${#WITH_PATHS[@]} -gt 0 ] || return 0
	for path in "${WITH_PATHS[@]}"; do
		read -r place kind path <<<"$path"
		case $kind:$path in
		root:*/) grep "^$path" "$OUT/roots" || : ;;
		root:*) echo "$path" ;;
		# of the pool, what was linked
		pool:*.o) grep -xF "$path" "$OUT/kobjs" || : ;;
		esac
	done | sort -u >"$OUT/with.objects"
	names=$(cd "$OUT/kbuild" && xargs -d '\n' -r nm -u <"$OUT/with.objects" 2>/dev/null |
		awk 'NF == 2 && $1 == "U" { print $2 }' | sort -u |
		comm -12 - <(sort "$OUT/traps.txt") | tee "$OUT/with.missing")
	[ -n "$names" ] || return 0
	n=$(wc -l <<<"$names")
	say "$HP_SELF: $TREE_NAME $VARIANT: $n symbol$(plural "$n") of the added objects trap when used: $(paste -sd ' ' <<<"$names")"
}

# with_keep: the files as given, and the compiler, for when the tree is edited and nobody names them.
with_keep() {
	[ -n "$WITH" ] || return 0
	mkdir -p "$OUT/with"
	[ -z "$WITH_CONFIG" ] || put "$OUT/with/config" <"$WITH_CONFIG"
	[ -z "$WITH_OBJECTS" ] || put "$OUT/with/objects" <"$WITH_OBJECTS"
	[ -z "$COMPILER" ] || put "$OUT/with/compiler" <<<"${COMPILER#CC=}"
}
