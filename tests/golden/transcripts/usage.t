# Wrong use: what is said, and exit status 2.
$ hairpin | sed -n 1p
usage: hairpin COMMAND [OPTION...] [FILE...]
       hairpin --version

Runs a Linux tree's own PCI and P2PDMA code on simulated machines.

  run       run scenarios and say pass or fail, as KTAP
  exec      an unmodified program on a simulated machine
  matrix    who may reach whom: map type and distance, every pair
  groups    IOMMU groups as the kernel forms them
  layout    config space as VFIO shows it; what moved, and which guest breaks
  explain   the path from A to B, and what the kernel says of it
  perf      bandwidth and latency of P2P DMA, TLP by TLP
  dot       draw a machine, for Graphviz
  import    a captured real machine as a scenario file
  validate  a patch series, judged commit by commit
  compare   two kernels on the same scenarios: what became different
  explore   programs that nobody wrote: which of them break a law
  campaign  explore with many processes, over MPI
  kernel    list, build or find kernel instances
  check     parse scenario files and run nothing
  fmt       scenario files with canonical spacing
  init      a first scenario, with comments

'hairpin COMMAND --help' says more; so do hairpin(1) and hairpin-COMMAND(1).
[2]
$ hairpin ran 2>&1 | sed "s,are: run.*,are: ...,"
hairpin: 'ran' is no command; these are: ...
[2]
$ hairpin rnu 2>&1 | sed "s,are: run.*,are: ...,"
hairpin: 'rnu' is no command; these are: ...
[2]
$ hairpin help nothing 2>&1 | sed "s,are: run.*,are: ...,"
hairpin: 'nothing' is no command; these are: ...
[2]
$ hairpin run
hairpin run: something is missing: FILE|DIR...
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --job 2 x
hairpin run: unknown option '--job'; did you mean '--jobs'?
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --bla x
hairpin run: unknown option '--bla'
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run -z x
hairpin run: unknown option '-z'
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --jobs 0 x
hairpin run: --jobs 0: a number from 1 to 4096 is needed
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --jobs 4097 x
hairpin run: --jobs 4097: a number from 1 to 4096 is needed
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --jobs x x
hairpin run: --jobs x: a number is needed, like 42 or 0x2a
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --seed x y
hairpin run: --seed x: a number is needed, like 42 or 0x2a
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --seed -1 y
hairpin run: --seed -1: a number is needed, like 42 or 0x2a
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --seed 18446744073709551616 y
hairpin run: --seed 18446744073709551616: a number is needed, like 42 or 0x2a
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --seed
hairpin run: --seed needs a value: --seed N
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run x --seed
hairpin run: --seed needs a value: --seed N
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run -k
hairpin run: --kernel needs a value: --kernel KERNEL
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --timeout -1 y
hairpin run: --timeout -1: seconds are needed, like 5 or 0.5
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --timeout x y
hairpin run: --timeout x: seconds are needed, like 5 or 0.5
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --timeout 1e9 y
hairpin run: --timeout 1e9: seconds are needed, like 5 or 0.5
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --strict=yes x
hairpin run: --strict takes no value
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run -k $new --iommu on tests/golden/pair.hp
hairpin run: --iommu on: write off, passthrough, strict or lazy
[2]
$ hairpin run -k $new --bus-offset 3 tests/golden/pair.hp
hairpin run: --bus-offset 3: write a multiple of 1M, like 1T or -0x10000000
[2]
$ hairpin run --schedule lifo x
hairpin run: --schedule: write fifo, random and a seed like random:17, pct:DEPTH:SEED, switches:TURN:TASK,... or bound:N
[2]
$ hairpin run --schedule random: x
hairpin run: --schedule: write fifo, random and a seed like random:17, pct:DEPTH:SEED, switches:TURN:TASK,... or bound:N
[2]
$ hairpin run --schedules 0 x
hairpin run: --schedules 0: a number from 1 to 4096 is needed
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --schedules 3 --fail-nth x
hairpin run: --schedules goes with neither --fail-nth nor --fail-at
[2]
$ hairpin run --schedules 3 --schedule fifo x
hairpin run: --schedules makes random schedules, or those of --schedule pct:DEPTH:SEED, and no others
[2]
$ hairpin run -k $new --fail-at 0 tests/golden/skip.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 1 tests/golden/skip.hp
# Totals: pass:1 fail:0 skip:0 error:0
$ hairpin run --fail-at x x
hairpin run: --fail-at x: a number is needed, like 42 or 0x2a
usage: hairpin run [OPTION...] FILE|DIR... (--help says more)
[2]
$ hairpin run --known nothing x
hairpin run: --known goes with --fail-nth
[2]
$ hairpin run --fail-nth --known /no/file x
/no/file: No such file or directory
[2]
$ hairpin run --variant quick -k $new tests/golden/skip.hp
hairpin: quick: a variant is plain, asan, cov, trace or access
[2]
$ hairpin run -k $new -k $new tests/golden/skip.hp
hairpin: -k fake_kernel_new.so: the same kernel as -k fake_kernel_new.so
[2]
$ hairpin run -k $new /no/file.hp
/no/file.hp:1:1: cannot be read: No such file or directory; give a scenario file
[2]
$ hairpin run -k /no/kernel.so tests/golden/skip.hp
hairpin: /no/kernel.so: No such file or directory
[2]
$ echo text >$tmp/words; hairpin run -k $tmp/words tests/golden/skip.hp
hairpin: TMP/words: file too short
[3]
$ hairpin run -k $new --dot $tmp/x.dot tests/golden/skip.hp tests/golden/pair.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..2
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 1 tests/golden/skip.hp
  KTAP version 1
  1..9
  ok 1 boot
  ok 2 expect map a -> b BUS_ADDR distance 4
  # expected: BUS_ADDR
  # kernel:   THRU_HOST_BRIDGE, distance 4
  # log: fake: because I say so
  # path: b 0000:00:02.0 [SV+ RR- CR-] -> (root complex) -> a 0000:00:01.0 [SV+ RR+ CR+ UF-]
  # at tests/golden/pair.hp:7
  not ok 3 expect map b -> a BUS_ADDR
  # expected: all in one group
  # kernel:   a in group 1
  # kernel:   b in group 2
  # at tests/golden/pair.hp:8
  ok 4 xfail expect group a b same # XFAIL
  ok 5 xfail expect present a # XPASS was expected to fail
  ok 6 expect sysfs /sys/value "0"
  ok 7 step write /sys/value "7"
  # expected: "0"
  # kernel:   "7"
  # at tests/golden/pair.hp:12
  not ok 8 expect sysfs /sys/value "0"
  ok 9 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so tests/golden/pair.hp
not ok 2 tests/golden/pair.hp
# Failed, and what repeats it:
#   FAIL tests/golden/pair.hp: expect map b -> a BUS_ADDR; expect sysfs /sys/value "0"
#     hairpin run --seed 1 -k fake_kernel_new.so tests/golden/pair.hp
# Totals: pass:1 fail:1 skip:0 error:0
[1]
$ hairpin run -k $new --json /no/such/dir.json tests/golden/skip.hp
hairpin: /no/such/dir.json: No such file or directory
[3]
$ hairpin run -k $new tests/malformed/acs-twice-one-bit.hp
tests/malformed/acs-twice-one-bit.hp:3:21: ACS control 'ReqRedir' is given twice; say once whether it is on
    rp rp0 01.0 acs RR+ ReqRedir-
                        ^
[2]
$ mkdir $tmp/empty; hairpin run -k $new $tmp/empty
TMP/empty: no scenario files (*.hp) in it
[2]
$ hairpin matrix -k $new
hairpin matrix: something is missing: FILE|DUMP
usage: hairpin matrix [OPTION...] FILE|DUMP (--help says more)
[2]
$ hairpin matrix -k $new a b
hairpin matrix: 'b' is too much; it takes FILE|DUMP
usage: hairpin matrix [OPTION...] FILE|DUMP (--help says more)
[2]
$ hairpin matrix -k $new --iommu quick tests/golden/pair.hp
hairpin matrix: --iommu quick: one of off passthrough strict lazy would be right
[2]
$ hairpin matrix -k $new --profile vax tests/golden/pair.hp
hairpin matrix: --profile vax: one of pc pc-writes server server-same-bridge amd-zen power arm custom would be right
[2]
$ hairpin matrix -k $new --cpu z80 tests/golden/pair.hp
hairpin matrix: --cpu z80: one of intel amd-zen amd other would be right
[2]
$ hairpin matrix -k $new --p2p some tests/golden/pair.hp
hairpin matrix: --p2p some: one of refuse same-bridge writes all would be right
[2]
$ hairpin matrix -k $new --listed maybe tests/golden/pair.hp
hairpin matrix: --listed maybe: one of yes no would be right
[2]
$ hairpin explain -k $new tests/golden/pair.hp a
hairpin explain: something is missing: FILE|DUMP A B
usage: hairpin explain [OPTION...] FILE|DUMP A B (--help says more)
[2]
$ hairpin explain -k $new tests/golden/pair.hp a nobody
hairpin explain: nobody: no function of tests/golden/pair.hp; a name, NAME/vfN or a BDF is needed, like hb0.host
[2]
$ hairpin explain -k $new tests/golden/pair.hp a 00:09.0
hairpin explain: kernel 7.0.0-fake has no 00:09.0
[1]
$ hairpin explain -k $new tests/golden/pair.hp a a
a 0000:00:01.0 (provider) -> a 0000:00:01.0 (client), kernel 7.0.0-fake
kernel: THRU_HOST_BRIDGE, distance 4
  log: fake: because I say so
because: the way goes through a root complex that this kernel trusts
path: within one device, or by the port above it
    a            0000:00:01.0  root port  ACS SV- RR- CR- UF-
other way round: THRU_HOST_BRIDGE, distance 4
groups: 1 and 1 (the same)
$ hairpin explain -k $new --at sometimes tests/golden/pair.hp a b
hairpin explain: --at sometimes: an address is untranslated or translated
[2]
$ hairpin explain -k $new tests/golden/pair.hp a/vf1 b
hairpin explain: kernel 7.0.0-fake has no a/vf1
[1]
$ hairpin groups -k $new
hairpin groups: something is missing: FILE|DUMP
usage: hairpin groups [OPTION...] FILE|DUMP (--help says more)
[2]
$ hairpin groups -k $new --against /no/file tests/golden/pair.hp
/no/file: No such file or directory
[2]
$ echo "some words: none of a group" >$tmp/words; hairpin groups -k $new --against $tmp/words tests/golden/pair.hp
TMP/words:1:1: neither a group nor a function; 'find /sys/kernel/iommu_groups -type l', for one, prints what would be right
  some words: none of a group
  ^
[2]
$ hairpin dot
hairpin dot: something is missing: FILE|DUMP
usage: hairpin dot [OPTION...] FILE|DUMP (--help says more)
[2]
$ hairpin dot -k $new --between a tests/golden/pair.hp
hairpin dot: --between a: 2 functions are needed, with commas between: A,B
[2]
$ hairpin dot -k $new --between a,nobody tests/golden/pair.hp
hairpin dot: nobody: no function of tests/golden/pair.hp; a name, NAME/vfN or a BDF is needed, like hb0.host
[2]
$ hairpin dot --path a tests/golden/pair.hp
hairpin dot: --path a: 2 functions are needed, with commas between: A,B
[2]
$ hairpin dot --path a,b,a tests/golden/pair.hp
hairpin dot: --path a,b,a: two functions would be right: A,B
[2]
$ hairpin dot --path a,a tests/golden/pair.hp
digraph pair {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/golden/pair.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">3 functions, 2 of them ports and bridges, and 0 VFs</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1d4ed8"><B>from a to a, by topology and ACS: below the root complex</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD><TD>idle port&nbsp; nothing below</TD><TD><FONT COLOR="#1d4ed8"><B>&#8212;&#8212;</B></FONT>&nbsp; the way asked for</TD></TR></TABLE></TD></TR></TABLE>>,
		labeljust=l,
		labelloc=t,
		nodesep=0.06,
		outputorder=edgesfirst,
		rankdir=LR,
		ranksep=0.3,
		tooltip=" "
	];
	node [fontname="Helvetica,Arial,sans-serif",
		fontsize=10,
		ordering=out,
		shape=plain
	];
	edge [arrowhead=none,
		color="#8d99a6",
		headport=w,
		tailport=e
	];
	machine	[shape=point,
		style=invis];
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb0</B></TD></TR><TR><TD ALIGN="LEFT">domain 0000</TD></TR><TR><TD ALIGN="LEFT">bus 00-ff</TD></TR></TABLE>>,
		tooltip="host bridge hb0
mem 0x80000000+1536M
pref 0x4000000000+256G
I/O 0x1000+60K"];
	machine:e -> "host bridge hb0":w	[style=invis];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:00.0 hb0.host: Intel Corporation 10th Gen Core Processor Host Bridge/DRAM Registers [8086:9b63] class 060000"];
	"host bridge hb0":e -> "hb0.host":w;
	a	[label=<<TABLE BORDER="3" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#c0182b" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>a</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT></TD></TR><TR><TD ALIGN="LEFT" COLSPAN="6"><FONT COLOR="#c0182b"><B>turned here</B>: the first bridge above both</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:01.0 a: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS SV+ RR+ CR+ UF-"];
	"host bridge hb0":e -> a:w;
	b	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 idle port</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT">SV</TD></TR></TABLE>>,
		tooltip="0000:00:02.0 b: Intel Corporation Sky Lake-E PCI Express Root Port B [8086:2031] class 060400
  ACS SV+ RR- CR-"];
	"host bridge hb0":e -> b:w;
}
$ hairpin dot --map --full tests/golden/pair.hp
hairpin dot: --full does not go with --map, --between or --path
[2]
$ hairpin dot -o /no/such/dir.dot tests/golden/pair.hp
hairpin: /no/such/dir.dot: No such file or directory
[3]
$ hairpin dot --pci-ids /no/file tests/golden/pair.hp
digraph pair {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>tests/golden/pair.hp</B><BR ALIGN="LEFT"/>Two ports, &lt;one&gt; of them &quot;redirecting&quot; &amp; the other not: every way to end.<BR ALIGN="LEFT"/>>,
		labeljust=l,
		labelloc=t,
		nodesep=0.25,
		rankdir=LR,
		ranksep=0.6
	];
	node [fontname="Helvetica,Arial,sans-serif",
		fontsize=10,
		shape=plain
	];
	edge [arrowhead=none,
		color="#5f6b7a",
		fontname="Helvetica,Arial,sans-serif",
		fontsize=10
	];
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb0</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0000, bus 00-ff<BR/>mem 0x80000000+1536M<BR/>pref 0x4000000000+256G<BR/>I/O 0x1000+60K</FONT></TD></TR></TABLE>>];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>hb0.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>device 00.0<BR/>8086:9b63</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> "hb0.host";
	a	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>a</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 01.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#8a94a0">UF-</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> a;
	b	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>b</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 02.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">RR-</FONT> <FONT COLOR="#8a94a0">CR-</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> b;
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#b45309"><B>RR+ CR+</B></FONT></TD><TD ALIGN="LEFT">ACS on, redirecting requests, completions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">SV+ UF+ ...</FONT></TD><TD ALIGN="LEFT">ACS on, not redirecting</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#8a94a0">RR- ...</FONT></TD><TD ALIGN="LEFT">ACS supported, off</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
$ hairpin import
hairpin import: something is missing: DUMP [DUMP...]
usage: hairpin import [OPTION...] DUMP [DUMP...] (--help says more)
[2]
$ hairpin import a b
a: cannot be read: No such file or directory
[2]
$ hairpin import --cpu z80 a
hairpin import: --cpu z80: one of intel amd-zen amd other would be right
[2]
$ hairpin import --iommu on tests/fixtures/import/workstation-vv.txt
hairpin import: --iommu on: one of off passthrough strict lazy would be right
[2]
$ hairpin import $tmp/words
TMP/words: no capture of a machine that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
[2]
$ hairpin import /no/file
/no/file: cannot be read: No such file or directory
[2]
$ hairpin import -o /no/such/dir.hp -q tests/fixtures/import/fields-vvv.txt
hairpin: /no/such/dir.hp: No such file or directory
[3]
$ hairpin kernel | sed -n 1p
usage: hairpin kernel list  [--variant V]
       hairpin kernel build [--variant V] [--config FILE] [--objects FILE]
                             [--bisect] [--quiet] [CC=COMPILER] TREE|VERSION|newest
       hairpin kernel path  [--variant V] [KERNEL]
       hairpin kernel clean [--size SIZE] [--days N] [--dry-run] [--list]

Kernel instances are built by a tree's own Kbuild into the cache
($HAIRPIN_CACHE, default ~/.cache/hairpin); a tree is never written into.
A variant is plain, asan (AddressSanitizer and UBSan in the kernel's own
objects), cov (gcov in them), trace (each basic block and comparison is noted,
for hairpin explore) or access (each load and store is, for --schedule bound).
--config has a Kconfig fragment, --objects a list of further objects or folders
of the tree to link.  Such an instance is a build of its own, NAME+HASH; so is
one of another gcc than gcc itself (CC, also from the environment).
clean removes from the cache what has not been used for N days (60), and what has
been used longest ago while all is above SIZE (10G); --list prints what there is.
Exit status of build: 0 built, 5 does not compile (125 with --bisect), 2 no
such tree or version, 3 the tool failed.
[2]
$ hairpin kernel make 2>&1 | sed -n 1p
hairpin: kernel make: list, build, path or clean is meant
[2]
$ hairpin kernel path --variant quick
hairpin: quick: a variant is plain, asan, cov, trace or access
[2]
$ hairpin kernel path 1.2
hairpin: 1.2: no such kernel is built; 'hairpin kernel build 1.2' builds it
[2]
$ hairpin kernel path a b
hairpin kernel path: 'b' is too much; it takes [KERNEL]
usage: hairpin kernel path [OPTION...] [KERNEL] (--help says more)
[2]
$ hairpin kernel build
kernel-build: which tree or version? (usage: kernel-build [--variant plain|asan|cov|trace|access|access] [--bisect] TREE|VERSION)
[2]
