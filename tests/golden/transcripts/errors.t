# Each command where it cannot do its work: a machine that does not boot, a folder in the
# place of a file, an output that is full, an end that comes too early.
$ printf '# It does not boot.\nhost pc\ncmdline fake_boot_fails\nrp a 01.0 id 8086:2030\nrp b 02.0 id 8086:2031\n' >$tmp/dead.hp; printf '# It does.\nhost pc\nrp a 01.0 id 8086:2030\nrp b 02.0 id 8086:2031\n' >$tmp/fine.hp; : >$tmp/empty.hp; mkdir $tmp/d; cp tests/fixtures/import/workstation-vv.txt $tmp/dump
$ for c in run matrix groups "explain a b" "dot --between a,b" "layout --iommu strict hb0.host" "perf --pairs a>b"; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c -k $new $tmp/dead.hp "$@"; echo "exit $?"; done 2>&1 | grep -v '^# replay'
= run
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..2
  # booting gave -ENODEV
  not ok 1 boot
  ok 2 law quiet
not ok 1 TMP/dead.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
= matrix
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
= groups
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
= explain
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
= dot
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
= layout
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
= perf
hairpin: TMP/dead.hp on 7.0.0-fake: no answer: the kernel did not boot: it gave -ENODEV
exit 3
$ for c in matrix groups "explain a b" "dot" "layout a" "perf" "explore"; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c -k $new $tmp/d "$@"; echo "exit $?"; done 2>&1
= matrix
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= groups
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= explain
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= dot
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= layout
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= perf
TMP/d: neither a scenario nor a capture that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= explore
TMP/d: no scenario files (*.hp) in it
exit 2
$ for c in run matrix groups "explain a b" "dot" "layout a" "import" "fmt" "check"; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c $tmp/empty.hp "$@"; echo "exit $?"; done 2>&1 | head -80
= run
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= matrix
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= groups
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= explain
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= dot
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= layout
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= import
TMP/empty.hp: no capture of a machine that can be read; the output of 'sudo lspci -vvv -nn', for one, would be right ('hairpin import --help' lists all)
exit 2
= fmt
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
= check
TMP/empty.hp:1:1: no machine is described; write its host, ports and endpoints, like ep nic under rp0
    
    ^
exit 2
$ for c in run matrix groups "explain a b" "dot" ; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c -k $new $tmp/fine.hp "$@" >/dev/full; echo "exit $?"; done 2>&1
= run
hairpin: standard output could not be written completely
exit 3
= matrix
hairpin: standard output could not be written completely: No space left on device
exit 3
= groups
hairpin: standard output could not be written completely: No space left on device
exit 3
= explain
hairpin: standard output could not be written completely: No space left on device
exit 3
= dot
hairpin: standard output could not be written completely
exit 3
$ for c in "dot $tmp/fine.hp" "import -q $tmp/dump" "fmt $tmp/fine.hp" "kernel list" "layout --help" "--version"; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c "$@" >/dev/full; echo "exit $?"; done 2>&1
= dot
hairpin: standard output could not be written completely
exit 3
= import
hairpin: standard output could not be written completely
exit 3
= fmt
hairpin: standard output could not be written completely: No space left on device
exit 3
= kernel
hairpin: standard output could not be written completely: No space left on device
exit 3
= layout
hairpin: standard output could not be written completely: No space left on device
exit 3
= --version
hairpin: standard output could not be written completely: No space left on device
exit 3
$ for c in run matrix groups; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c --json /dev/full -k $new $tmp/fine.hp "$@" >/dev/null; echo "exit $?"; done 2>&1
= run
hairpin: /dev/full: No space left on device
exit 3
= matrix
hairpin: /dev/full: No space left on device
exit 3
= groups
hairpin: /dev/full: No space left on device
exit 3
$ for c in run matrix groups; do set -- $c; c=$1; shift; echo "= $c"; hairpin $c --json $tmp/d -k $new $tmp/fine.hp "$@" >/dev/null; echo "exit $?"; done 2>&1
= run
hairpin: TMP/d: Is a directory
exit 3
= matrix
hairpin: TMP/d: Is a directory
exit 3
= groups
hairpin: TMP/d: Is a directory
exit 3
$ for c in "dot -o $tmp/d $tmp/fine.hp" "dot -o /no/such/folder/x $tmp/fine.hp" "import -q -o $tmp/d $tmp/dump" "import -q -o /no/such/folder/x $tmp/dump" "run --junit $tmp/d -k $new $tmp/fine.hp" "run --junit /dev/full -k $new $tmp/fine.hp"; do echo "= $c"; hairpin $c >/dev/null; echo "exit $?"; done 2>&1
= dot -o TMP/d TMP/fine.hp
hairpin: TMP/d: Is a directory
exit 3
= dot -o /no/such/folder/x TMP/fine.hp
hairpin: /no/such/folder/x: No such file or directory
exit 3
= import -q -o TMP/d TMP/dump
hairpin: TMP/d: Is a directory
exit 3
= import -q -o /no/such/folder/x TMP/dump
hairpin: /no/such/folder/x: No such file or directory
exit 3
= run --junit TMP/d -k fake_kernel_new.so TMP/fine.hp
hairpin: TMP/d: Is a directory
exit 3
= run --junit /dev/full -k fake_kernel_new.so TMP/fine.hp
hairpin: /dev/full: No space left on device
exit 3
$ for c in "matrix a" "dot --between a,zz" "dot --path a" "dot --path a,b,a" "dot --path a,zz" "dot --heat a" "dot --heat a>b --map" "dot --full --path a,b" "dot --full --map" "explain a" "explain a b c"; do set -- $c; c=$1; shift; echo "= $c $*"; hairpin $c -k $new $tmp/fine.hp "$@"; echo "exit $?"; done 2>&1
= matrix a
hairpin matrix: 'a' is too much; it takes FILE|DUMP
usage: hairpin matrix [OPTION...] FILE|DUMP (--help says more)
exit 2
= dot --between a,zz
hairpin dot: zz: no function of TMP/fine.hp; a name, NAME/vfN or a BDF is needed, like hb0.host
exit 2
= dot --path a
hairpin dot: --path a: 2 functions are needed, with commas between: A,B
exit 2
= dot --path a,b,a
hairpin dot: --path a,b,a: two functions would be right: A,B
exit 2
= dot --path a,zz
hairpin dot: zz: no function of TMP/fine.hp; a name, NAME/vfN or a BDF is needed, like hb0.host
exit 2
= dot --heat a
hairpin dot: --heat a: FROM>TO would be right
exit 2
= dot --heat a>b --map
hairpin dot: --heat does not go with --map, --between or --path
exit 2
= dot --full --path a,b
hairpin dot: --full does not go with --map, --between or --path
exit 2
= dot --full --map
hairpin dot: --full does not go with --map, --between or --path
exit 2
= explain a
hairpin explain: something is missing: FILE|DUMP A B
usage: hairpin explain [OPTION...] FILE|DUMP A B (--help says more)
exit 2
= explain a b c
hairpin explain: 'c' is too much; it takes FILE|DUMP A B
usage: hairpin explain [OPTION...] FILE|DUMP A B (--help says more)
exit 2
$ for c in "matrix --iommu off" "matrix --iommu strict" "matrix --bus-offset 3" "matrix --bus-offset 1T" "groups --iommu off" "explain --iommu lazy" "dot --between a,b"; do set -- $c; c=$1; shift; echo "= $c $*"; hairpin $c "$@" -k $new -k $old $tmp/fine.hp; echo "exit $?"; done 2>&1
= matrix --iommu off
TMP/fine.hp on kernel 7.0.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/fine.hp on kernel 6.1.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
exit 0
= matrix --iommu strict
TMP/fine.hp on kernel 7.0.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/fine.hp on kernel 6.1.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
exit 0
= matrix --bus-offset 3
hairpin matrix: --bus-offset 3: write a multiple of 1M, like 1T or -0x10000000
exit 2
= matrix --bus-offset 1T
TMP/fine.hp on kernel 7.0.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
TMP/fine.hp on kernel 6.1.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
exit 0
= groups --iommu off
TMP/fine.hp on kernel 7.0.0-fake
group 0: 1 function
  0000:00:00.0  8086:9b63  class 000000  hb0.host
group 1: 1 function
  0000:00:01.0  8086:2030  class 000000  a
group 2: 1 function
  0000:00:02.0  8086:2031  class 000000  b
TMP/fine.hp on kernel 6.1.0-fake
group 0: 1 function
  0000:00:00.0  8086:9b63  class 000000  hb0.host
group 1: 1 function
  0000:00:01.0  8086:2030  class 000000  a
group 2: 1 function
  0000:00:02.0  8086:2031  class 000000  b
exit 0
= explain --iommu lazy
hairpin explain: something is missing: FILE|DUMP A B
usage: hairpin explain [OPTION...] FILE|DUMP A B (--help says more)
exit 2
= dot --between a,b
hairpin dot: one kernel a picture
exit 2
