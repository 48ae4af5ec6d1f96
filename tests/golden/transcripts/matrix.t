# Matrices of more functions than a table has columns for: letters, and JSON.
$ { echo "# Many."; echo "host pc"; for i in 1 2 3 4 5 6 7 8 9 a b c d e f 10 11 12; do case $i in 3 | 12) bar= ;; *) bar="bar0 64K" ;; esac; echo "rciep e$i $(printf %02x 0x$i).0 $bar"; done; } >$tmp/many.hp; hairpin matrix -k $new $tmp/many.hp
TMP/many.hp on kernel 7.0.0-fake
                         111111111
               0123456789012345678
    0 hb0.host (no memory BAR)
    1 e1 (no memory BAR)
    2 e2 (no memory BAR)
    3 e3 (no memory BAR)
    4 e4 (no memory BAR)
    5 e5 (no memory BAR)
    6 e6 (no memory BAR)
    7 e7 (no memory BAR)
    8 e8 (no memory BAR)
    9 e9 (no memory BAR)
   10 ea (no memory BAR)
   11 eb (no memory BAR)
   12 ec (no memory BAR)
   13 ed (no memory BAR)
   14 ee (no memory BAR)
   15 ef (no memory BAR)
   16 e10 (no memory BAR)
   17 e11 (no memory BAR)
   18 e12 (no memory BAR)
rows: providers; columns: clients, by the rows' numbers
B BUS_ADDR   T THRU_HOST_BRIDGE   - NOT_SUPPORTED   . itself   ? could not be asked
0 providers, 19 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
$ hairpin matrix -k $new -k $old $tmp/many.hp | sed -n 1,40p
TMP/many.hp on kernel 7.0.0-fake
                         111111111
               0123456789012345678
    0 hb0.host (no memory BAR)
    1 e1 (no memory BAR)
    2 e2 (no memory BAR)
    3 e3 (no memory BAR)
    4 e4 (no memory BAR)
    5 e5 (no memory BAR)
    6 e6 (no memory BAR)
    7 e7 (no memory BAR)
    8 e8 (no memory BAR)
    9 e9 (no memory BAR)
   10 ea (no memory BAR)
   11 eb (no memory BAR)
   12 ec (no memory BAR)
   13 ed (no memory BAR)
   14 ee (no memory BAR)
   15 ef (no memory BAR)
   16 e10 (no memory BAR)
   17 e11 (no memory BAR)
   18 e12 (no memory BAR)
rows: providers; columns: clients, by the rows' numbers
B BUS_ADDR   T THRU_HOST_BRIDGE   - NOT_SUPPORTED   . itself   ? could not be asked
0 providers, 19 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/many.hp on kernel 6.1.0-fake
                         111111111
               0123456789012345678
    0 hb0.host (no memory BAR)
    1 e1 (no memory BAR)
    2 e2 (no memory BAR)
    3 e3 (no memory BAR)
    4 e4 (no memory BAR)
    5 e5 (no memory BAR)
    6 e6 (no memory BAR)
    7 e7 (no memory BAR)
    8 e8 (no memory BAR)
    9 e9 (no memory BAR)
   10 ea (no memory BAR)
   11 eb (no memory BAR)
$ printf 'host pc\nrciep long-name-of-a 01.0 bar0 64K\nrciep b 02.0 bar0 64K bar1 32K\nrciep c 03.0\n' >$tmp/few.hp; hairpin matrix -k $new $tmp/few.hp
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
$ hairpin matrix -k $new --json $tmp/m.json $tmp/few.hp >/dev/null; cat $tmp/m.json
{
  "hairpin": "VERSION",
  "matrices": [
    {
      "clients": [
        {
          "address": "0000:00:00.0",
          "name": "hb0.host"
        },
        {
          "address": "0000:00:01.0",
          "name": "long-name-of-a"
        },
        {
          "address": "0000:00:02.0",
          "name": "b"
        },
        {
          "address": "0000:00:03.0",
          "name": "c"
        }
      ],
      "kernel": "7.0.0-fake",
      "rows": []
    }
  ],
  "path": "TMP/few.hp"
}
$ hairpin matrix -k $new --json /no/such/m.json $tmp/few.hp
hairpin: /no/such/m.json: No such file or directory
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
[3]
$ for o in "--iommu strict" "--profile amd-zen" "--cpu amd" "--p2p all" "--listed yes" "--iommu off --p2p refuse"; do hairpin matrix -k $new $o $tmp/few.hp; done
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/few.hp on kernel 7.0.0-fake
provider        hb0.host              long-name-of-a        b                     c
0 providers, 4 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
$ printf 'host pc\ncmdline fake_boot_fails\nrciep a 01.0 bar0 64K\nrciep b 02.0\n' >$tmp/boot.hp; hairpin matrix -k $new $tmp/boot.hp; hairpin groups -k $new $tmp/boot.hp; hairpin explain -k $new $tmp/boot.hp a b; hairpin dot -k $new $tmp/boot.hp
hairpin: TMP/boot.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
hairpin: TMP/boot.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
hairpin: TMP/boot.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
digraph boot {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>TMP/boot.hp</B><BR ALIGN="LEFT"/><BR ALIGN="LEFT"/><FONT COLOR="#c0182b"><B>FAIL</B></FONT><BR ALIGN="LEFT"/>>,
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
	a	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>a</B><BR/><FONT POINT-SIZE="9">integrated endpoint<BR/>device 01.0<BR/>1b36:00f3<BR/>bar0 64K 32</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> a	[minlen=1];
	b	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>b</B><BR/><FONT POINT-SIZE="9">integrated endpoint<BR/>device 02.0<BR/>1b36:00f3</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> b	[minlen=1];
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
$ printf 'law path\n' >$tmp/k1; printf 'quiet\n' >$tmp/k2; printf '  quiet f g\n# a comment\n\nlifetime #none\n' >$tmp/k3; printf 'quiet f # why\r\n\tlifetime g\n' >$tmp/k4; for i in 1 2 3 4; do hairpin run -k $new --fail-nth --known $tmp/k$i tests/golden/skip.hp; echo "exit $?"; done
TMP/k1:1:1: no such law; write a law and a function, like quiet vfio_create_group
  law path
  ^
exit 2
TMP/k2:1:6: a kernel function is missing; write one below which the failure was injected
  quiet
       ^
exit 2
TMP/k3:1:11: no kind of event, such as warn or oops; what explains the line goes after a #
    quiet f g
            ^
TMP/k3:4:10: a kernel function is missing; write one below which the failure was injected
  lifetime #none
           ^
exit 2
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
ok 1 tests/golden/skip.hp: 0 fault points
# Totals: pass:1 fail:0 skip:0, 2 runs, 0 fault points
exit 0
$ hairpin run -k $new --fail-nth tests/golden/skip.hp tests/golden/pair.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..2
ok 1 tests/golden/skip.hp: 0 fault points
# when nothing fails
# expect map b -> a BUS_ADDR: FAIL
#   expected: BUS_ADDR
#   kernel:   THRU_HOST_BRIDGE, distance 4
#   log: fake: because I say so
#   path: b 0000:00:02.0 [SV+ RR- CR-] -> (root complex) -> a 0000:00:01.0 [SV+ RR+ CR+ UF-]
#   at tests/golden/pair.hp:7
# expect sysfs /sys/value "0": FAIL
#   expected: "0"
#   kernel:   "7"
#   at tests/golden/pair.hp:12
# replay: hairpin run --seed 1 -k fake_kernel_new.so tests/golden/pair.hp
not ok 2 tests/golden/pair.hp: 0 fault points, 1 run fails
# Failed, and what repeats it:
#   FAIL tests/golden/pair.hp: expect map b -> a BUS_ADDR
#     hairpin run --seed 1 -k fake_kernel_new.so tests/golden/pair.hp
# Totals: pass:1 fail:1 skip:0, 3 runs, 0 fault points
[1]
$ printf 'host pc\nrciep a 01.0 bar0 64K\nexpect distance a -> a 4\n' >$tmp/x.hp; hairpin check $tmp/x.hp; hairpin fmt $tmp/x.hp; hairpin init | sed -n 1,3p; hairpin init $tmp/i.hp; hairpin init $tmp/i.hp; hairpin init /no/such/i.hp; hairpin check; hairpin fmt; hairpin init a b
host   pc
rciep  a 01.0 bar0 64K
expect distance a -> a 4
# Say here, in a sentence, why the answers expected below are right.
# from: where the question came from, if it was a report

hairpin init: wrote TMP/i.hp; 'hairpin run TMP/i.hp' runs it
hairpin init: TMP/i.hp is there already; name a file that is not
hairpin: /no/such/i.hp: No such file or directory
hairpin check: something is missing: FILE|DIR...
usage: hairpin check [OPTION...] FILE|DIR... (--help says more)
hairpin fmt: something is missing: FILE|DIR...
usage: hairpin fmt [OPTION...] FILE|DIR... (--help says more)
hairpin init: 'b' is too much; it takes [FILE]
usage: hairpin init [OPTION...] [FILE] (--help says more)
[2]
