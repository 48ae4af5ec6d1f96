# hairpin run on kernels that are none: verdicts, statuses, side by side.
$ hairpin run -k $new --seed 7 tests/golden/pair.hp tests/golden/skip.hp
KTAP version 1
# hairpin VERSION, seed 7
# kernel 7.0.0-fake
1..2
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
# replay: hairpin run --seed 7 -k fake_kernel_new.so tests/golden/pair.hp
not ok 1 tests/golden/pair.hp
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 2 tests/golden/skip.hp
# Failed, and what repeats it:
#   FAIL tests/golden/pair.hp: expect map b -> a BUS_ADDR; expect sysfs /sys/value "0"
#     hairpin run --seed 7 -k fake_kernel_new.so tests/golden/pair.hp
# Totals: pass:1 fail:1 skip:0 error:0
[1]
$ hairpin run -k $new -k $old --seed 7 tests/golden/pair.hp tests/golden/skip.hp
KTAP version 1
# hairpin VERSION, seed 7
# kernel 7.0.0-fake
# kernel 6.1.0-fake
1..2
  KTAP version 1
  1..2
    KTAP version 1
    1..2
    # expected: BUS_ADDR
    # kernel:   THRU_HOST_BRIDGE, distance 4
    # log: fake: because I say so
    # path: b 0000:00:02.0 [SV+ RR- CR-] -> (root complex) -> a 0000:00:01.0 [SV+ RR+ CR+ UF-]
    # at tests/golden/pair.hp:7
    not ok 1 expect map b -> a BUS_ADDR
    # expected: "0"
    # kernel:   "7"
    # at tests/golden/pair.hp:12
    not ok 2 expect sysfs /sys/value "0"
  # replay: hairpin run --seed 7 -k fake_kernel_new.so tests/golden/pair.hp
  not ok 1 7.0.0-fake
  # same as 7.0.0-fake
  # replay: hairpin run --seed 7 -k fake_kernel_old.so tests/golden/pair.hp
  not ok 2 6.1.0-fake
not ok 1 tests/golden/pair.hp
  KTAP version 1
  1..2
    KTAP version 1
    1..3
    ok 1 boot
    ok 2 expect present a
    ok 3 law quiet
  ok 1 7.0.0-fake
  ok 2 6.1.0-fake # SKIP needs kernel>=7.0, which kernel 6.1.0-fake is not
ok 2 tests/golden/skip.hp
# scenario              7.0.0-fake          6.1.0-fake
# tests/golden/pair.hp  FAIL                FAIL
# tests/golden/skip.hp  PASS                SKIP
# Failed, and what repeats it:
#   FAIL tests/golden/pair.hp on 7.0.0-fake: expect map b -> a BUS_ADDR; expect sysfs /sys/value "0"
#     hairpin run --seed 7 -k fake_kernel_new.so tests/golden/pair.hp
#   FAIL tests/golden/pair.hp on 6.1.0-fake: expect map b -> a BUS_ADDR; expect sysfs /sys/value "0"
#     hairpin run --seed 7 -k fake_kernel_old.so tests/golden/pair.hp
# Totals: pass:1 fail:1 skip:0 error:0
[1]
$ hairpin run -k $new -k $old --seed 7 --strict -v tests/golden/pair.hp
KTAP version 1
# hairpin VERSION, seed 7
# kernel 7.0.0-fake
# kernel 6.1.0-fake
1..1
  KTAP version 1
  1..2
    KTAP version 1
    1..9
    # <6> fake kernel booting
    # <6> random b358faf74ef9765a
    ok 1 boot
    ok 2 expect map a -> b BUS_ADDR distance 4
    # <6> fake: because I say so
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
    not ok 5 xfail expect present a # XPASS was expected to fail
    ok 6 expect sysfs /sys/value "0"
    ok 7 step write /sys/value "7"
    # expected: "0"
    # kernel:   "7"
    # at tests/golden/pair.hp:12
    not ok 8 expect sysfs /sys/value "0"
    ok 9 law quiet
  # replay: hairpin run --seed 7 --strict -k fake_kernel_new.so tests/golden/pair.hp
  not ok 1 7.0.0-fake
    KTAP version 1
    1..9
    # <6> fake kernel booting
    # <6> random b358faf74ef9765a
    ok 1 boot
    ok 2 expect map a -> b BUS_ADDR distance 4
    # <6> fake: because I say so
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
    not ok 5 xfail expect present a # XPASS was expected to fail
    ok 6 expect sysfs /sys/value "0"
    ok 7 step write /sys/value "7"
    # expected: "0"
    # kernel:   "7"
    # at tests/golden/pair.hp:12
    not ok 8 expect sysfs /sys/value "0"
    ok 9 law quiet
  # replay: hairpin run --seed 7 --strict -k fake_kernel_old.so tests/golden/pair.hp
  not ok 2 6.1.0-fake
not ok 1 tests/golden/pair.hp
# scenario              7.0.0-fake          6.1.0-fake
# tests/golden/pair.hp  FAIL                FAIL
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ m='host pc\nrp a 01.0 id 8086:2030 acs SV+ RR+ CR+\nrp b 02.0 id 8086:2031'; for s in null trap warn bug hang bounds; do printf "# $s\n$m\nstep selftest $s\nexpect present a\n" >$tmp/$s.hp; done
$ for s in null trap warn bug hang bounds; do hairpin run -k $new $tmp/$s.hp; echo "exit $?"; done
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  # oops: NULL pointer dereference, read at offset 0x0 in fake_null() tests/unit/fake_kernel.c:N
  not ok 2 step selftest null
  ok 3 expect present a # SKIP not reached
  # oops: NULL pointer dereference, read at offset 0x0 in fake_null() tests/unit/fake_kernel.c:N
  #   during: step selftest null (TMP/null.hp:5)
  #     fake_null() tests/unit/fake_kernel.c:N
  #     fake_selftest() tests/unit/fake_kernel.c:N
  not ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/null.hp
not ok 1 TMP/null.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  # trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N
  not ok 2 step selftest trap # ERROR
  ok 3 expect present a # SKIP not reached
  # trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N
  #   during: step selftest trap (TMP/trap.hp:5)
  #     fake_call_trap() tests/unit/fake_kernel.c:N
  #     fake_selftest() tests/unit/fake_kernel.c:N
  not ok 4 law quiet # ERROR
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/trap.hp
not ok 1 TMP/trap.hp # ERROR
# Totals: pass:0 fail:0 skip:0 error:1
exit 3
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  ok 2 step selftest warn
  ok 3 expect present a
  # warn: a deliberate warning in fake_warn() tests/unit/fake_kernel.c:N
  #   during: step selftest warn (TMP/warn.hp:5)
  #     fake_warn() tests/unit/fake_kernel.c:N
  not ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/warn.hp
not ok 1 TMP/warn.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  # bug: a deliberate bug in fake_selftest() tests/unit/fake_kernel.c:N
  not ok 2 step selftest bug
  ok 3 expect present a # SKIP not reached
  # bug: a deliberate bug in fake_selftest() tests/unit/fake_kernel.c:N
  #   during: step selftest bug (TMP/bug.hp:5)
  #     fake_selftest() tests/unit/fake_kernel.c:N
  not ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/bug.hp
not ok 1 TMP/bug.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  # selftest hang gave -EINVAL
  # at TMP/hang.hp:5
  not ok 2 step selftest hang
  ok 3 expect present a
  ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/hang.hp
not ok 1 TMP/hang.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  # selftest bounds gave -EINVAL
  # at TMP/bounds.hp:5
  not ok 2 step selftest bounds
  ok 3 expect present a
  ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/bounds.hp
not ok 1 TMP/bounds.hp
# Totals: pass:0 fail:1 skip:0 error:0
exit 1
$ printf 'host pc\ncmdline fake_boot_fails\nrp a 01.0\nexpect present a\n' >$tmp/boot.hp; hairpin run -k $new $tmp/boot.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..3
  # booting gave -ENODEV
  not ok 1 boot
  ok 2 expect present a # SKIP not reached
  ok 3 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/boot.hp
not ok 1 TMP/boot.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ printf 'host pc\ncmdline fake_unbalanced\nrp a 01.0\nexpect present a\n' >$tmp/left.hp; hairpin run -k $new $tmp/left.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..4
  ok 1 boot
  ok 2 expect present a
  # a: 2 things at the end, and 1 before
  not ok 3 law lifetime
  ok 4 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/left.hp
not ok 1 TMP/left.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ printf 'host pc\nrp a 01.0\nrp b 02.0\nexpect absent a\nexpect present 00:03.0\nexpect group a b same\nexpect log "nothing of it"\nexpect no log "booting"\nexpect distance a -> b 7\nexpect distance b -> a unsupported\nexpect map a -> b NOT_SUPPORTED\nexpect map a -> b BUS_ADDR distance 5\nexpect map a -> b BUS_ADDR address 0x5000\nexpect sysfs /sys/value "1"\nexpect sysfs /sys/none "1"\nstep write /sys/none "1"\nexpect sysfs /sys/value "0"\n' >$tmp/wrong.hp; hairpin run -k $new $tmp/wrong.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..16
  ok 1 boot
  # a: the kernel enumerated it at 0000:00:01.0
  # at TMP/wrong.hp:4
  not ok 2 expect absent a
  # 00:03.0: the kernel has no function at 0000:00:03.0 (-ENODEV)
  # at TMP/wrong.hp:5
  not ok 3 expect present 00:03.0
  # expected: all in one group
  # kernel:   a in group 1
  # kernel:   b in group 2
  # at TMP/wrong.hp:6
  not ok 4 expect group a b same
  # none of N kernel log lines so far says so
  # at TMP/wrong.hp:7
  not ok 5 expect log "nothing of it"
  # log: fake kernel booting
  # at TMP/wrong.hp:8
  not ok 6 expect no log "booting"
  # expected: distance 7
  # kernel:   BUS_ADDR, distance 4
  # log: fake: because I say so
  # path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0
  # at TMP/wrong.hp:9
  not ok 7 expect distance a -> b 7
  # expected: distance unsupported
  # kernel:   THRU_HOST_BRIDGE, distance 4
  # log: fake: because I say so
  # path: b 0000:00:02.0 -> (root complex) -> a 0000:00:01.0
  # at TMP/wrong.hp:10
  not ok 8 expect distance b -> a unsupported
  # expected: NOT_SUPPORTED
  # kernel:   BUS_ADDR, distance 4
  # log: fake: because I say so
  # path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0
  # at TMP/wrong.hp:11
  not ok 9 expect map a -> b NOT_SUPPORTED
  # expected: BUS_ADDR, distance 5
  # kernel:   BUS_ADDR, distance 4
  # log: fake: because I say so
  # path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0
  # at TMP/wrong.hp:12
  not ok 10 expect map a -> b BUS_ADDR distance 5
  # expected: address 0x5000
  # kernel:   address 0x80000000 (CPU address of the BAR: 0x80000000)
  # at TMP/wrong.hp:13
  not ok 11 expect map a -> b BUS_ADDR address 0x5000
  # expected: "1"
  # kernel:   "0"
  # at TMP/wrong.hp:14
  not ok 12 expect sysfs /sys/value "1"
  # reading /sys/none gave -ENOENT
  # at TMP/wrong.hp:15
  not ok 13 expect sysfs /sys/none "1"
  # writing "1" to /sys/none gave -ENOENT
  # at TMP/wrong.hp:16
  not ok 14 step write /sys/none "1"
  ok 15 expect sysfs /sys/value "0"
  ok 16 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/wrong.hp
not ok 1 TMP/wrong.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ printf 'host pc\nrp a 01.0\nrequire kernel>=7.1\n' >$tmp/a.hp; printf 'host pc\nrp a 01.0\nrequire kernel<7.0\n' >$tmp/b.hp; printf 'host pc\nrp a 01.0\nrequire p2p-provider\n' >$tmp/c.hp; printf 'host pc\nrp a 01.0\nrequire kernel>=7.0\nexpect present a\n' >$tmp/d.hp; hairpin run -k $new -k $old $tmp/a.hp $tmp/b.hp $tmp/c.hp $tmp/d.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
# kernel 6.1.0-fake
1..4
  KTAP version 1
  1..2
  ok 1 7.0.0-fake # SKIP needs kernel>=7.1, which kernel 7.0.0-fake is not
  ok 2 6.1.0-fake # SKIP needs kernel>=7.1, which kernel 6.1.0-fake is not
ok 1 TMP/a.hp # SKIP 
  KTAP version 1
  1..2
  ok 1 7.0.0-fake # SKIP needs kernel<7.0, which kernel 7.0.0-fake is not
    KTAP version 1
    1..2
    ok 1 boot
    ok 2 law quiet
  ok 2 6.1.0-fake
ok 2 TMP/b.hp
  KTAP version 1
  1..2
  ok 1 7.0.0-fake # SKIP needs p2p-provider, which kernel 7.0.0-fake lacks
  ok 2 6.1.0-fake # SKIP needs p2p-provider, which kernel 6.1.0-fake lacks
ok 3 TMP/c.hp # SKIP 
  KTAP version 1
  1..2
    KTAP version 1
    1..3
    ok 1 boot
    ok 2 expect present a
    ok 3 law quiet
  ok 1 7.0.0-fake
  ok 2 6.1.0-fake # SKIP needs kernel>=7.0, which kernel 6.1.0-fake is not
ok 4 TMP/d.hp
# scenario                      7.0.0-fake          6.1.0-fake
# TMP/a.hp  SKIP                SKIP
# TMP/b.hp  SKIP                PASS
# TMP/c.hp  SKIP                SKIP
# TMP/d.hp  PASS                SKIP
# Totals: pass:2 fail:0 skip:2 error:0
$ printf 'host pc\nrp a 01.0\nep e 02.0\n' >$tmp/e.hp; hairpin run -k $new $tmp/e.hp
TMP/e.hp:3:4: where is 'e'? write 'under' and the port or bridge above it
    ep e 02.0
       ^
[2]
$ printf 'host pc\nrciep a 01.0\nstep bind a hairpin-endpoint\nexpect driver a none\nexpect bar a 0 assigned\nexpect acs a SV+\n' >$tmp/f.hp; hairpin run -k $new $tmp/f.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..6
  ok 1 boot
  # writing "hairpin-endpoint" to /sys/bus/pci/devices/0000:00:01.0/driver_override gave -ENOENT
  # at TMP/f.hp:3
  not ok 2 step bind a hairpin-endpoint
  ok 3 expect driver a none
  # kernel: there is no such BAR
  # at TMP/f.hp:5
  not ok 4 expect bar a 0 assigned
  # a: the kernel found no ACS capability
  # at TMP/f.hp:6
  not ok 5 expect acs a SV+
  ok 6 law quiet
# replay: hairpin run --seed 1 -k fake_kernel_new.so TMP/f.hp
not ok 1 TMP/f.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $new --json $tmp/j.json --junit $tmp/j.xml $tmp/wrong.hp $tmp/trap.hp tests/golden/skip.hp >/dev/null; cat $tmp/j.json $tmp/j.xml | sed 's/"time[^,]*,//; s/ time="[^"]*"//'
{
  "hairpin": "VERSION",
  "kernels": [
    {
      "compiler": "",
      "config": "",
      "describe": "",
      "label": "7.0.0-fake",
      "release": "7.0.0-fake",
      "variant": ""
    }
  ],
  "scenarios": [
    {
      "name": "wrong",
      "path": "TMP/wrong.hp",
      "reason": "",
      "status": "FAIL",
      "verdicts": [
        {
          "checks": [
            {
              "name": "boot",
              "status": "PASS"
            },
            {
              "diagnostics": [
                "a: the kernel enumerated it at 0000:00:01.0",
                "at TMP/wrong.hp:4"
              ],
              "line": 4,
              "name": "expect absent a",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "00:03.0: the kernel has no function at 0000:00:03.0 (-ENODEV)",
                "at TMP/wrong.hp:5"
              ],
              "line": 5,
              "name": "expect present 00:03.0",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "expected: all in one group",
                "kernel:   a in group 1",
                "kernel:   b in group 2",
                "at TMP/wrong.hp:6"
              ],
              "line": 6,
              "name": "expect group a b same",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "none of N kernel log lines so far says so",
                "at TMP/wrong.hp:7"
              ],
              "line": 7,
              "name": "expect log \"nothing of it\"",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "log: fake kernel booting",
                "at TMP/wrong.hp:8"
              ],
              "line": 8,
              "name": "expect no log \"booting\"",
              "status": "FAIL"
            },
            {
              "answer": "BUS_ADDR, distance 4",
              "diagnostics": [
                "expected: distance 7",
                "kernel:   BUS_ADDR, distance 4",
                "log: fake: because I say so",
                "path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0",
                "at TMP/wrong.hp:9"
              ],
              "line": 9,
              "name": "expect distance a -> b 7",
              "status": "FAIL"
            },
            {
              "answer": "THRU_HOST_BRIDGE, distance 4",
              "diagnostics": [
                "expected: distance unsupported",
                "kernel:   THRU_HOST_BRIDGE, distance 4",
                "log: fake: because I say so",
                "path: b 0000:00:02.0 -> (root complex) -> a 0000:00:01.0",
                "at TMP/wrong.hp:10"
              ],
              "line": 10,
              "name": "expect distance b -> a unsupported",
              "status": "FAIL"
            },
            {
              "answer": "BUS_ADDR",
              "diagnostics": [
                "expected: NOT_SUPPORTED",
                "kernel:   BUS_ADDR, distance 4",
                "log: fake: because I say so",
                "path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0",
                "at TMP/wrong.hp:11"
              ],
              "line": 11,
              "name": "expect map a -> b NOT_SUPPORTED",
              "status": "FAIL"
            },
            {
              "answer": "BUS_ADDR, distance 4",
              "diagnostics": [
                "expected: BUS_ADDR, distance 5",
                "kernel:   BUS_ADDR, distance 4",
                "log: fake: because I say so",
                "path: a 0000:00:01.0 -> (root complex) -> b 0000:00:02.0",
                "at TMP/wrong.hp:12"
              ],
              "line": 12,
              "name": "expect map a -> b BUS_ADDR distance 5",
              "status": "FAIL"
            },
            {
              "answer": "BUS_ADDR",
              "diagnostics": [
                "expected: address 0x5000",
                "kernel:   address 0x80000000 (CPU address of the BAR: 0x80000000)",
                "at TMP/wrong.hp:13"
              ],
              "line": 13,
              "name": "expect map a -> b BUS_ADDR address 0x5000",
              "status": "FAIL"
            },
            {
              "answer": "0",
              "diagnostics": [
                "expected: \"1\"",
                "kernel:   \"0\"",
                "at TMP/wrong.hp:14"
              ],
              "line": 14,
              "name": "expect sysfs /sys/value \"1\"",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "reading /sys/none gave -ENOENT",
                "at TMP/wrong.hp:15"
              ],
              "line": 15,
              "name": "expect sysfs /sys/none \"1\"",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "writing \"1\" to /sys/none gave -ENOENT",
                "at TMP/wrong.hp:16"
              ],
              "line": 16,
              "name": "step write /sys/none \"1\"",
              "status": "FAIL"
            },
            {
              "answer": "0",
              "line": 17,
              "name": "expect sysfs /sys/value \"0\"",
              "status": "PASS"
            },
            {
              "name": "law quiet",
              "status": "PASS"
            }
          ],
          "events": [],
          "functions": [
            {
              "address": "0000:00:00.0",
              "iommu_group": 0,
              "name": "hb0.host",
              "resources": []
            },
            {
              "address": "0000:00:01.0",
              "iommu_group": 1,
              "name": "a",
              "resources": []
            },
            {
              "address": "0000:00:02.0",
              "iommu_group": 2,
              "name": "b",
              "resources": []
            }
          ],
          "kernel": "7.0.0-fake",
          "log": [
            {
              "level": 6,
              "text": "fake kernel booting"
            },
            {
              "level": 6,
              "text": "random b3f2af6d0fc710c5"
            },
            {
              "level": 6,
              "text": "fake: because I say so"
            },
            {
              "level": 6,
              "text": "fake: because I say so"
            },
            {
              "level": 6,
              "text": "fake: because I say so"
            },
            {
              "level": 6,
              "text": "fake: because I say so"
            }
          ],
          "p2p": [
            {
              "client": "0000:00:02.0",
              "distance": 4,
              "provider": "0000:00:01.0",
              "type": "BUS_ADDR"
            },
            {
              "client": "0000:00:01.0",
              "distance": 4,
              "provider": "0000:00:02.0",
              "type": "THRU_HOST_BRIDGE"
            },
            {
              "client": "0000:00:02.0",
              "distance": 4,
              "provider": "0000:00:01.0",
              "type": "BUS_ADDR"
            },
            {
              "client": "0000:00:02.0",
              "distance": 4,
              "provider": "0000:00:01.0",
              "type": "BUS_ADDR"
            },
            {
              "client": "0000:00:02.0",
              "distance": 4,
              "provider": "0000:00:01.0",
              "type": "BUS_ADDR"
            }
          ],
          "replay": "hairpin run --seed 1 -k fake_kernel_new.so TMP/wrong.hp",
          "status": "FAIL",
          "trace_hash": "0xe96802b309db71c2"
        }
      ]
    },
    {
      "name": "trap",
      "path": "TMP/trap.hp",
      "reason": "trap",
      "status": "ERROR",
      "verdicts": [
        {
          "checks": [
            {
              "name": "boot",
              "status": "PASS"
            },
            {
              "diagnostics": [
                "trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N"
              ],
              "line": 5,
              "name": "step selftest trap",
              "status": "ERROR"
            },
            {
              "line": 6,
              "name": "expect present a",
              "reason": "not reached",
              "status": "SKIP"
            },
            {
              "diagnostics": [
                "trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N",
                "  during: step selftest trap (TMP/trap.hp:5)",
                "    fake_call_trap() tests/unit/fake_kernel.c:N",
                "    fake_selftest() tests/unit/fake_kernel.c:N"
              ],
              "name": "law quiet",
              "status": "ERROR"
            }
          ],
          "events": [
            {
              "culprit": {
                "file": "tests/unit/fake_kernel.c",
                "function": "fake_call_trap",
                "line": 214
              },
              "kind": "trap",
              "stack": [
                {
                  "file": "tests/unit/fake_kernel.c",
                  "function": "fake_call_trap",
                  "line": 214
                },
                {
                  "file": "tests/unit/fake_kernel.c",
                  "function": "fake_selftest",
                  "line": 314
                }
              ],
              "text": "never_provided"
            }
          ],
          "functions": [],
          "kernel": "7.0.0-fake",
          "log": [
            {
              "level": 6,
              "text": "fake kernel booting"
            },
            {
              "level": 6,
              "text": "random b3f2af6d0fc710c5"
            }
          ],
          "p2p": [],
          "replay": "hairpin run --seed 1 -k fake_kernel_new.so TMP/trap.hp",
          "status": "ERROR",
          "trace_hash": "0xfca168757476cc06"
        }
      ]
    },
    {
      "name": "skip",
      "path": "tests/golden/skip.hp",
      "reason": "Only newer kernels can be asked this.",
      "status": "PASS",
      "verdicts": [
        {
          "checks": [
            {
              "name": "boot",
              "status": "PASS"
            },
            {
              "line": 5,
              "name": "expect present a",
              "status": "PASS"
            },
            {
              "name": "law quiet",
              "status": "PASS"
            }
          ],
          "events": [],
          "functions": [
            {
              "address": "0000:00:00.0",
              "iommu_group": 0,
              "name": "hb0.host",
              "resources": []
            },
            {
              "address": "0000:00:01.0",
              "iommu_group": 1,
              "name": "a",
              "resources": []
            }
          ],
          "kernel": "7.0.0-fake",
          "log": [
            {
              "level": 6,
              "text": "fake kernel booting"
            },
            {
              "level": 6,
              "text": "random b3f2af6d0fc710c5"
            }
          ],
          "p2p": [],
          "replay": "hairpin run --seed 1 -k fake_kernel_new.so tests/golden/skip.hp",
          "status": "PASS",
          "trace_hash": "0xcaeb4b6bad83ed1a"
        }
      ]
    }
  ],
  "seed": 1
}
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hairpin" tests="23" failures="13" errors="2" skipped="1">
  <testsuite name="TMP/wrong.hp" tests="16" failures="13" errors="0" skipped="0">
    <properties>
      <property name="hairpin" value="RELEASE"/>
      <property name="seed" value="1"/>
      <property name="kernel" value="7.0.0-fake"/>
      <property name="replay" value="hairpin run --seed 1 -k fake_kernel_new.so TMP/wrong.hp"/>
    </properties>
    <testcase classname="TMP/wrong.hp" name="boot"/>
    <testcase classname="TMP/wrong.hp" name="expect absent a">
      <failure message="a: the kernel enumerated it at 0000:00:01.0">a: the kernel enumerated it at 0000:00:01.0
at TMP/wrong.hp:4
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect present 00:03.0">
      <failure message="00:03.0: the kernel has no function at 0000:00:03.0 (-ENODEV)">00:03.0: the kernel has no function at 0000:00:03.0 (-ENODEV)
at TMP/wrong.hp:5
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect group a b same">
      <failure message="expected: all in one group">expected: all in one group
kernel:   a in group 1
kernel:   b in group 2
at TMP/wrong.hp:6
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect log &quot;nothing of it&quot;">
      <failure message="none of N kernel log lines so far says so">none of 2 kernel log lines so far says so
at TMP/wrong.hp:7
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect no log &quot;booting&quot;">
      <failure message="log: fake kernel booting">log: fake kernel booting
at TMP/wrong.hp:8
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect distance a -&gt; b 7">
      <failure message="expected: distance 7">expected: distance 7
kernel:   BUS_ADDR, distance 4
log: fake: because I say so
path: a 0000:00:01.0 -&gt; (root complex) -&gt; b 0000:00:02.0
at TMP/wrong.hp:9
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect distance b -&gt; a unsupported">
      <failure message="expected: distance unsupported">expected: distance unsupported
kernel:   THRU_HOST_BRIDGE, distance 4
log: fake: because I say so
path: b 0000:00:02.0 -&gt; (root complex) -&gt; a 0000:00:01.0
at TMP/wrong.hp:10
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect map a -&gt; b NOT_SUPPORTED">
      <failure message="expected: NOT_SUPPORTED">expected: NOT_SUPPORTED
kernel:   BUS_ADDR, distance 4
log: fake: because I say so
path: a 0000:00:01.0 -&gt; (root complex) -&gt; b 0000:00:02.0
at TMP/wrong.hp:11
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect map a -&gt; b BUS_ADDR distance 5">
      <failure message="expected: BUS_ADDR, distance 5">expected: BUS_ADDR, distance 5
kernel:   BUS_ADDR, distance 4
log: fake: because I say so
path: a 0000:00:01.0 -&gt; (root complex) -&gt; b 0000:00:02.0
at TMP/wrong.hp:12
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect map a -&gt; b BUS_ADDR address 0x5000">
      <failure message="expected: address 0x5000">expected: address 0x5000
kernel:   address 0x80000000 (CPU address of the BAR: 0x80000000)
at TMP/wrong.hp:13
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect sysfs /sys/value &quot;1&quot;">
      <failure message="expected: &quot;1&quot;">expected: &quot;1&quot;
kernel:   &quot;0&quot;
at TMP/wrong.hp:14
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect sysfs /sys/none &quot;1&quot;">
      <failure message="reading /sys/none gave -ENOENT">reading /sys/none gave -ENOENT
at TMP/wrong.hp:15
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="step write /sys/none &quot;1&quot;">
      <failure message="writing &quot;1&quot; to /sys/none gave -ENOENT">writing &quot;1&quot; to /sys/none gave -ENOENT
at TMP/wrong.hp:16
</failure>
    </testcase>
    <testcase classname="TMP/wrong.hp" name="expect sysfs /sys/value &quot;0&quot;"/>
    <testcase classname="TMP/wrong.hp" name="law quiet"/>
  </testsuite>
  <testsuite name="TMP/trap.hp" tests="4" failures="0" errors="2" skipped="1">
    <properties>
      <property name="hairpin" value="RELEASE"/>
      <property name="seed" value="1"/>
      <property name="kernel" value="7.0.0-fake"/>
      <property name="replay" value="hairpin run --seed 1 -k fake_kernel_new.so TMP/trap.hp"/>
    </properties>
    <testcase classname="TMP/trap.hp" name="boot"/>
    <testcase classname="TMP/trap.hp" name="step selftest trap">
      <error message="trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N">trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:214
</error>
    </testcase>
    <testcase classname="TMP/trap.hp" name="expect present a">
      <skipped message="not reached"/>
    </testcase>
    <testcase classname="TMP/trap.hp" name="law quiet">
      <error message="trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:N">trap: 'never_provided' is not provided in fake_call_trap() tests/unit/fake_kernel.c:214
  during: step selftest trap (TMP/trap.hp:5)
    fake_call_trap() tests/unit/fake_kernel.c:N
    fake_selftest() tests/unit/fake_kernel.c:N
</error>
    </testcase>
  </testsuite>
  <testsuite name="tests/golden/skip.hp" tests="3" failures="0" errors="0" skipped="0">
    <properties>
      <property name="hairpin" value="RELEASE"/>
      <property name="seed" value="1"/>
      <property name="kernel" value="7.0.0-fake"/>
      <property name="replay" value="hairpin run --seed 1 -k fake_kernel_new.so tests/golden/skip.hp"/>
    </properties>
    <testcase classname="tests/golden/skip.hp" name="boot"/>
    <testcase classname="tests/golden/skip.hp" name="expect present a"/>
    <testcase classname="tests/golden/skip.hp" name="law quiet"/>
  </testsuite>
</testsuites>
$ hairpin run -k $new --schedules 2 --seed 3 tests/golden/pair.hp
KTAP version 1
# hairpin VERSION, seed 3
# kernel 7.0.0-fake
1..1
# schedule random:3
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
# replay: hairpin run --seed 3 -k fake_kernel_new.so tests/golden/pair.hp
not ok 1 tests/golden/pair.hp: 2 schedules, 2 runs fail
# Totals: pass:0 fail:1 skip:0, 2 runs
[1]
$ hairpin run -k $new --schedule random:5 tests/golden/skip.hp
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
$ hairpin run -k $new --bisect $tmp/trap.hp | tail -n 2
not ok 1 TMP/trap.hp # ERROR
# Totals: pass:0 fail:0 skip:0 error:1
[125]
$ hairpin run -k $new --iommu-driver simple scenarios/iommu/smmuv3-said-wrong.hp scenarios/iommu/smmuv3-sizes.hp scenarios/iommu/smmuv3-stage2.hp | grep SKIP
ok 1 scenarios/iommu/smmuv3-said-wrong.hp # SKIP states said-smmu
ok 2 scenarios/iommu/smmuv3-sizes.hp # SKIP states smmu
ok 3 scenarios/iommu/smmuv3-stage2.hp # SKIP states iommu-driver smmuv3
[4]
$ hairpin run -k $new --iommu strict $tmp/d.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 1 TMP/d.hp
# Totals: pass:1 fail:0 skip:0 error:0
