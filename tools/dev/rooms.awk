# SPDX-License-Identifier: GPL-2.0-only
#
# rooms.awk - the rules that rooms.list states, held against what files include
# and what objects call.  Started by tools/dev/rooms, which see.
#
# Reads, each after an assignment to "what":
#
#	rooms	rooms.list
#	files	the C files of the tree, one a line
#	incs	FILE:LINE:#include ...
#	syms	FILE TYPE SYMBOL, of each object, by the source it is built from
#	env	the same, of a kernel instance's environment
#	kernel	SYMBOL, used by a kernel's own objects
#	export	SYMBOL, exported from the program for kernel instances
#
# Writes the headers that are included to the file "included", and lines
# "RULE<tab>what is wrong", in order.

function bad(rule, text) {
	print rule "\t" text
}

# --- rooms.list ---

function read_list(   i) {
	sub(/#.*/, "")
	if (!NF)
		return
	if ($1 == "headers") {
		for (i = 3; i <= NF; i++) {
			pattern[++npatterns] = $i
			class_of_pattern[npatterns] = $2
		}
		class[$2]
	} else if ($1 == "tests-only") {
		for (i = 2; i <= NF; i++)
			tests_only[$i] = FNR
	} else if ($1 == "room") {
		at = $2
		if (at in room_no)
			bad("list", FILENAME ":" FNR ": room " at " is there twice")
		rooms[++nrooms] = at
		room_no[at] = nrooms
	} else if (!at) {
		bad("list", FILENAME ":" FNR ": '" $1 "' is before the first room")
	} else if ($1 == "uses") {
		for (i = 2; i <= NF; i++)
			uses[at, $i] = FNR
	} else if ($1 == "outside") {
		for (i = 2; i <= NF; i++)
			outside[at, $i] = FNR
	} else if ($1 != "holds" && $1 != "not") {
		bad("list", FILENAME ":" FNR ": '" $1 "' is none of headers, tests-only, room, holds, not, uses, outside")
	}
}

# The room with the longest name that @file is below; "" when there is none.
function room_of(file,   dir) {
	if (file in known_room)
		return known_room[file]
	dir = file
	while (sub(/\/[^\/]*$/, "", dir))
		if (dir in room_no)
			return known_room[file] = dir
	return known_room[file] = ""
}

# sim/env/mm and its like are one room to all others.
function outer(r) {
	return r ~ /^sim\/env\// ? "sim/env" : r
}

function may_use(a, b) {
	return a == b || (a SUBSEP b) in uses || (a SUBSEP "*") in uses
}

# --- what files include ---

# The file of the tree that "header" means in @file; "" when it is none.
function resolve(file, header,   dir) {
	if (header in tree)
		return header
	if (("include/" header) in tree)
		return "include/" header
	if (file ~ /^sim\/env\// && ("sim/env/" header) in tree)
		return "sim/env/" header
	for (dir in cpu_dir)
		if ((dir header) in tree)
			return dir header
	dir = file
	sub(/[^\/]*$/, "", dir)
	return (dir header) in tree ? dir header : ""
}

function class_of(header,   i, p) {
	for (i = 1; i <= npatterns; i++) {
		p = pattern[i]
		if (p == header || (p ~ /\*$/ &&
		    substr(header, 1, length(p) - 1) == substr(p, 1, length(p) - 1)))
			return class_of_pattern[i]
	}
	return ""
}

# A line of a C file that includes something.
function read_include(   file, line, header, quoted, to, a, b, c) {
	file = $0
	sub(/:.*/, "", file)
	line = substr($0, length(file) + 2)
	sub(/:.*/, "", line)
	header = $0
	if (!match(header, /[<"][^>"]*[>"]/))
		return
	quoted = substr(header, RSTART, 1) == "\""
	header = substr(header, RSTART + 1, RLENGTH - 2)
	a = outer(room_of(file))
	to = quoted ? resolve(file, header) : ""
	if (to != "") {
		print to >included
		b = outer(room_of(to))
		edge(a, b, file " includes " to)
		if (!may_use(a, b))
			bad("includes", file ":" line ": includes " to " of room " b ", which room " a " may not use")
		if (b == "sim/env" && a == b)
			env_include(file, line, to)
		return
	}
	if ((a, "*") in outside)
		return
	c = class_of(header)
	if (c == "")
		bad("outside", file ":" line ": " header " is neither a file of the tree nor in a class of headers of rooms.list")
	else if (!((a, c) in outside))
		bad("outside", file ":" line ": includes " header ", a header of class '" c "', which room " a " must not know")
	else
		outside_used[a, c]
}

function env_include(file, line, to,   a, b) {
	a = room_of(file)
	b = room_of(to)
	used[a, b]
	if (!may_use(a, b))
		bad("env", file ":" line ": includes " to " of room " b ", which room " a " may not use")
}

function edge(a, b, why) {
	if (a == b)
		return
	used[a, b]
	if (!((a, b) in room_edge))
		room_edge[a, b] = why
}

# --- what objects call ---

function read_symbol(   file, type, s) {
	file = $1; type = $2; s = $3
	if (type == "U" || type == "w" || type == "v") {
		calls[++ncalls] = file
		called[ncalls] = s
	} else if (type ~ /^[TDBRGSVWC]$/) {
		if (is_product(file)) {
			if (!(s in definer))
				defined[++ndefined] = s
			definer[s] = file
		}
	}
}

function is_product(file) {
	return file ~ /^(model|sim|tools)\//
}

function judge_calls(   i, a, b, from, to, s) {
	for (i = 1; i <= ncalls; i++) {
		from = calls[i]
		s = called[i]
		if (!(s in definer) || definer[s] == from)
			continue
		to = definer[s]
		a = outer(room_of(from))
		b = outer(room_of(to))
		if (is_product(from))
			product_uses[s]
		else if (!(s in test_uses))
			test_uses[s] = from
		edge(a, b, from " calls " s " of " to)
		if (!may_use(a, b))
			bad("symbols", from ": uses " s " of " to ", and room " a " may not use room " b)
		if (a == b && is_product(from))
			file_edge(from, to, s)
	}
}

function judge_users(   i, s) {
	for (i = 1; i <= ndefined; i++) {
		s = defined[i]
		if (s in product_uses || s == "main" || s in exported)
			continue
		if (s in test_uses && s in tests_only)
			delete tests_only[s]
		else if (s in test_uses)
			bad("users", definer[s] ": " s " is used by tests alone (" test_uses[s] ")")
		else
			bad("users", definer[s] ": " s " is used by no other file; make it static, or drop it")
	}
	if (ndefined)
		for (s in tests_only)
			bad("users", "rooms.list:" tests_only[s] ": " s " is not used by tests alone; drop it")
}

# --- cycles ---

function file_edge(a, b, why) {
	if (!((a, b) in next_why)) {
		next_why[a, b] = why
		nexts[a] = nexts[a] " " b
		if (!(a in node)) { node[a]; nodes[++nnodes] = a }
		if (!(b in node)) { node[b]; nodes[++nnodes] = b }
	}
}

# All that @from reaches, in reach[from, ...].
function walk(from,   queue, head, tail, at, i, n, to) {
	queue[tail = 1] = from
	for (head = 1; head <= tail; head++) {
		at = queue[head]
		n = split(nexts[at], to, " ")
		for (i = 1; i <= n; i++)
			if (!((from, to[i]) in reach)) {
				reach[from, to[i]]
				queue[++tail] = to[i]
			}
	}
}

# Cycles of more than @most nodes, each once, with one reason for each step.
function judge_cycles(rule, most, what,   i, j, k, n, m, text) {
	for (i = 1; i <= nnodes; i++)
		walk(nodes[i])
	for (i = 1; i <= nnodes; i++) {
		if (nodes[i] in in_cycle)
			continue
		n = 0
		for (j = 1; j <= nnodes; j++)
			if (i == j || ((nodes[i], nodes[j]) in reach &&
				       (nodes[j], nodes[i]) in reach))
				m[++n] = nodes[j]
		if (n < 2)
			continue
		for (j = 1; j <= n; j++)
			in_cycle[m[j]]
		if (n <= most)
			continue
		bad(rule, "a cycle of " n " " what ":")
		for (j = 1; j <= n; j++)
			for (k = 1; k <= n; k++)
				if ((m[j], m[k]) in next_why)
					bad(rule, "  " m[j] " -> " m[k] " (" next_why[m[j], m[k]] ")")
	}
}

function clear_graph() {
	split("", node); split("", nodes); split("", nexts); split("", reach)
	split("", next_why); split("", in_cycle)
	nnodes = 0
}

# What is and what may be: a permission that closes a circle is as wrong.
function judge_rooms(   i, j, a, b) {
	for (i = 1; i <= nrooms; i++)
		for (j = 1; j <= nrooms; j++) {
			a = rooms[i]; b = rooms[j]
			if (a == b || a ~ /^sim\/env\// || b ~ /^sim\/env\//)
				continue
			if ((a, b) in room_edge)
				file_edge(a, b, room_edge[a, b])
			else if ((a, b) in uses)
				file_edge(a, b, "rooms.list lets it")
		}
	judge_cycles("cycle", 1, "rooms")
}

# --- the environment of a kernel instance ---

# Its files define what the kernel calls, so only their own symbols, hp_...,
# have an order.
function read_env(   s) {
	s = $3
	if ($2 == "U") {
		env_calls[++nenv_calls] = $1
		env_called[nenv_calls] = s
	} else if (s ~ /^hp_/ && $2 ~ /^[TDBRGSVWC]$/) {
		if (!(s in env_definer))
			env_defined[++nenv_defined] = s
		env_definer[s] = $1
	}
}

function judge_env(   i, a, b, s, from, to) {
	for (i = 1; i <= nenv_calls; i++) {
		s = env_called[i]
		from = env_calls[i]
		if (!(s in env_definer) || env_definer[s] == from)
			continue
		to = env_definer[s]
		env_used[s]
		a = room_of(from)
		b = room_of(to)
		used[a, b]
		if (!may_use(a, b))
			bad("env", from ": uses " s " of " to ", and room " a " may not use room " b)
	}
	for (i = 1; i <= nenv_defined; i++) {
		s = env_defined[i]
		if (!(s in env_used) && !(s in kernel_uses) && s != "hp_kernel_entry")
			bad("env", env_definer[s] ": " s " is used by no other file; make it static, or drop it")
	}
}

# --- is rooms.list itself right? ---

function judge_list(   i, k, part, a) {
	for (k in uses) {
		split(k, part, SUBSEP)
		if (part[2] == "*")
			continue
		if (!(part[2] in room_no))
			bad("list", "rooms.list:" uses[k] ": there is no room " part[2])
		else if (!((part[1], part[2]) in used) &&
			 (nenv_calls || part[1] !~ /^sim\/env\//))
			bad("list", "rooms.list:" uses[k] ": room " part[1] " does not use room " part[2] "; drop it")
	}
	for (k in outside) {
		split(k, part, SUBSEP)
		if (part[2] == "*")
			continue
		if (!(part[2] in class))
			bad("list", "rooms.list:" outside[k] ": there is no class of headers '" part[2] "'")
		else if (!(k in outside_used))
			bad("list", "rooms.list:" outside[k] ": room " part[1] " includes no header of class '" part[2] "'; drop it")
	}
	for (i = 1; i <= nfiles; i++) {
		a = room_of(files[i])
		room_has[a]
		if (a == "")
			bad("list", files[i] ": is in no room of rooms.list")
	}
	for (i = 1; i <= nrooms; i++)
		if (!(rooms[i] in room_has) && !(rooms[i] in folder))
			bad("list", "room " rooms[i] " has no file")
}

what == "rooms" { read_list(); next }
what == "files" {
	tree[$0]; dir = $0
	if (match($0, /^sim\/arch\/[^\/]*\//))
		cpu_dir[substr($0, 1, RLENGTH)]
	while (sub(/\/[^\/]*$/, "", dir))
		folder[dir]
	if ($0 ~ /\.[ch]$/)
		files[++nfiles] = $0
	next
}
what == "incs" { read_include(); next }
what == "syms" { read_symbol(); next }
what == "env" { read_env(); next }
what == "kernel" { kernel_uses[$1]; next }
what == "export" { exported[$1]; next }

END {
	judge_calls()
	judge_users()
	judge_cycles("files", 4, "files")
	clear_graph()
	judge_rooms()
	if (nenv_calls)
		judge_env()
	judge_list()
}
