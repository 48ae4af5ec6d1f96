# Every output of a run of a machine that has all there is, on a real kernel.
$ { cat tests/golden/tree.hp; printf 'expect map gpu -> nic BUS_ADDR\nexpect map nvme -> gpu NOT_SUPPORTED\nexpect distance gpu -> nic/vf1 3\nxfail expect map gpu -> dev THRU_HOST_BRIDGE\n'; } >$tmp/all.hp; cp scenarios/acs/clear.hp $tmp; cd $tmp; hairpin run -k $kernel --json j.json --junit j.xml --dot dots/ --trace traces/ all.hp clear.hp | sed -n 1,70p
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..2
  KTAP version 1
  1..11
  ok 1 boot
  # expected: BUS_ADDR
  # kernel:   THRU_HOST_BRIDGE, distance 4
  # log: pci 0000:04:00.0: ACS redirect is set between the client and provider (0000:03:00.0)
  # log: pci 0000:04:00.0: to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=0000:02:00.0
  # path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -> sw0 0000:01:00.0 -> sw0.1 0000:02:01.0 -> nic 0000:04:00.0
  # at all.hp:22
  not ok 2 expect map gpu -> nic BUS_ADDR
  # expected: NOT_SUPPORTED
  # kernel:   THRU_HOST_BRIDGE, distance 6
  # path: nvme 0001:01:00.0 -> rp2 0001:00:01.0 [ACS unknown] -> (root complex) -> rp0 0000:00:01.0 [SV+ RR+ CR+ UF+] -> sw0 0000:01:00.0 -> sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -> gpu 0000:03:00.0
  # at all.hp:23
  not ok 3 expect map nvme -> gpu NOT_SUPPORTED
  # all.hp:24: nic/vf1: no such VF is enabled; write a step sriov with at least 1 before
  not ok 4 expect distance gpu -> nic/vf1 3 # ERROR
  ok 5 xfail expect map gpu -> dev THRU_HOST_BRIDGE # XPASS was expected to fail
  ok 6 law landing
  ok 7 law path
  # nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic, as an address translated already (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic (group 5) writes snd bar0 (group 6) at bus address 0x81000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic, as an address translated already (group 5) writes snd bar0 (group 6) at bus address 0x81000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  #   sw0.1 let it pass: a peer port's window claims it
  # nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  #   sw0.1 let it pass: a peer port's window claims it
  # 8 of 72 requests of 7 functions arrived where they must not
  not ok 8 law isolation
  ok 9 law scatterlist
  ok 10 law lifetime
  ok 11 law quiet
# replay: hairpin run --seed 1 -k KERNEL all.hp
not ok 1 all.hp # ERROR
  KTAP version 1
  1..13
  ok 1 boot
  ok 2 expect acs sw0.0 SV- TB- RR- CR- UF- EC- DT- when iommu off
  ok 3 expect acs sw0.0 SV+ TB- RR+ CR+ UF+ EC- DT- when iommu on # SKIP only when iommu passthrough,strict,lazy
  ok 4 expect map gpu -> nic BUS_ADDR distance 4 when iommu off
  ok 5 expect map gpu -> nic THRU_HOST_BRIDGE distance 4 when iommu on # SKIP only when iommu passthrough,strict,lazy
  ok 6 expect map nic -> gpu BUS_ADDR distance 4 when iommu off
  ok 7 expect map nic -> gpu THRU_HOST_BRIDGE distance 4 when iommu on # SKIP only when iommu passthrough,strict,lazy
  ok 8 law landing
  ok 9 law path
  ok 10 law isolation # SKIP no IOMMU
  ok 11 law scatterlist
  ok 12 law lifetime
  ok 13 law quiet
ok 2 clear.hp
# Failed, and what repeats it:
#   ERROR all.hp: expect map gpu -> nic BUS_ADDR; expect map nvme -> gpu NOT_SUPPORTED; expect distance gpu -> nic/vf1 3; 1 more
#     hairpin run --seed 1 -k KERNEL all.hp
# Totals: pass:1 fail:0 skip:0 error:1
[3]
$ cd $tmp; ls dots traces; cat dots/all*.dot
dots:
all.dot
clear.dot

traces:
all.json
clear.json
digraph all {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>all.hp</B><BR ALIGN="LEFT"/>A switch, nested bridges, a GPU of two functions, VFs at power on: all shapes.<BR ALIGN="LEFT"/><FONT COLOR="#c0182b"><B>ERROR</B></FONT><BR ALIGN="LEFT"/>>,
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
	subgraph cluster_switch_sw0 {
		graph [color="#9aa5b1",
			fillcolor="#f3f5f7",
			label="switch sw0",
			style="rounded,filled"
		];
		sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0</B><BR/><FONT POINT-SIZE="9">upstream port<BR/>0000:01:00.0</FONT></TD></TR><TR><TD BGCOLOR="#eef1f4"><FONT POINT-SIZE="9">group 3</FONT></TD></TR></TABLE>>];
		"sw0.0"	[label=<<TABLE BORDER="4" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#c0182b" BGCOLOR="#ffffff"><TR><TD><B>sw0.0</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>0000:02:00.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#8a94a0">EC-</FONT> <FONT COLOR="#8a94a0">DT-</FONT><BR/><FONT COLOR="#c0182b"><B>turned here</B></FONT></FONT></TD></TR><TR><TD BGCOLOR="#eef1f4"><FONT POINT-SIZE="9">group 4</FONT></TD></TR></TABLE>>];
		"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0.1</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>0000:02:01.0<BR/><FONT COLOR="#8a94a0">no ACS</FONT></FONT></TD></TR><TR><TD BGCOLOR="#f9d9c0"><FONT POINT-SIZE="9">group 5</FONT></TD></TR></TABLE>>];
	}
	subgraph cluster_device_gpu {
		graph [color="#9aa5b1",
			fillcolor="",
			label="",
			style="rounded,dashed"
		];
		gpu	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>gpu</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>0000:03:00.0<BR/>10de:2235<BR/>bar0 16M 32 at 0x80000000<BR/>bar2 32G 64 pref at 0x4000000000<BR/>VRAM 48G</FONT></TD></TR><TR><TD BGCOLOR="#d6d4f0"><FONT POINT-SIZE="9">group 6</FONT></TD></TR></TABLE>>];
		snd	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>snd</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>0000:03:00.1<BR/>10de:2236<BR/>bar0 16K 32 at 0x81000000</FONT></TD></TR><TR><TD BGCOLOR="#d6d4f0"><FONT POINT-SIZE="9">group 6</FONT></TD></TR></TABLE>>];
	}
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb0</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0000, bus 00-7f<BR/>mem 0x80000000+512M<BR/>pref 0x4000000000+64G</FONT></TD></TR></TABLE>>];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>hb0.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>0000:00:00.0<BR/>8086:2020</FONT></TD></TR><TR><TD BGCOLOR="#eef1f4"><FONT POINT-SIZE="9">group 0</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> "hb0.host";
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp0</B><BR/><FONT POINT-SIZE="9">root port<BR/>0000:00:01.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#1f2933">UF+</FONT></FONT></TD></TR><TR><TD BGCOLOR="#eef1f4"><FONT POINT-SIZE="9">group 1</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> rp0	[color="#c0182b",
		penwidth=3];
	rp1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp1</B><BR/><FONT POINT-SIZE="9">root port<BR/>0000:00:02.0<BR/><FONT COLOR="#8a94a0">no ACS</FONT></FONT></TD></TR><TR><TD BGCOLOR="#cfe8cf"><FONT POINT-SIZE="9">group 2</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> rp1;
	"host bridge hb1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb1</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0001, bus 00-ff<BR/>mem 0xa0000000+512M<BR/>&nbsp;&nbsp;bus = CPU - 0x20000000<BR/>pref 0x8000000000+64G<BR/>&nbsp;&nbsp;bus = CPU + 0x10000000000</FONT></TD></TR></TABLE>>];
	"hb1.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>hb1.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>0001:00:00.0<BR/>8086:2020</FONT></TD></TR><TR><TD BGCOLOR="#eef1f4"><FONT POINT-SIZE="9">group 7</FONT></TD></TR></TABLE>>];
	"host bridge hb1" -> "hb1.host";
	rp2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp2</B><BR/><FONT POINT-SIZE="9">root port<BR/>0001:00:01.0<BR/><I>ACS unknown</I></FONT></TD></TR><TR><TD BGCOLOR="#f7e79c"><FONT POINT-SIZE="9">group 8</FONT></TD></TR></TABLE>>];
	"host bridge hb1" -> rp2	[color="#c0182b",
		penwidth=3];
	rp0 -> sw0	[color="#c0182b",
		penwidth=3];
	old	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ece4f4"><TR><TD><B>old</B><BR/><FONT POINT-SIZE="9">PCIe to PCI bridge<BR/>0000:06:00.0</FONT></TD></TR><TR><TD BGCOLOR="#cfe8cf"><FONT POINT-SIZE="9">group 2</FONT></TD></TR></TABLE>>];
	rp1 -> old;
	nvme	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>nvme</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>0001:01:00.0<BR/>144d:a80a<BR/>bar0 16K 64 at 0xa0000000</FONT></TD></TR><TR><TD BGCOLOR="#f7e79c"><FONT POINT-SIZE="9">group 8</FONT></TD></TR></TABLE>>];
	rp2 -> nvme	[color="#c0182b",
		minlen=3,
		penwidth=3];
	sw0 -> "sw0.0"	[color="#c0182b",
		penwidth=3];
	sw0 -> "sw0.1"	[color="#c0182b",
		penwidth=3];
	"sw0.0" -> gpu	[color="#c0182b",
		minlen=1,
		penwidth=3];
	"sw0.0" -> snd	[minlen=1];
	nic	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>nic</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>0000:04:00.0<BR/>15b3:101d<BR/>bar0 32M 64 pref at 0x4800000000<BR/>SR-IOV, up to 8 VFs</FONT></TD></TR><TR><TD BGCOLOR="#f9d9c0"><FONT POINT-SIZE="9">group 5</FONT></TD></TR></TABLE>>];
	"sw0.1" -> nic	[color="#c0182b",
		minlen=1,
		penwidth=3];
	"p2p 0"	[fontcolor="#d97706",
		label=<<TABLE BORDER="0" CELLPADDING="1"><TR><TD>THRU_HOST_BRIDGE, 4<BR/><FONT COLOR="#c0182b"><B>expected BUS_ADDR</B></FONT></TD></TR></TABLE>>];
	gpu:e -> "p2p 0":w	[color="#d97706",
		penwidth=2,
		style=dashed];
	"p2p 1"	[fontcolor="#d97706",
		label=<<TABLE BORDER="0" CELLPADDING="1"><TR><TD>THRU_HOST_BRIDGE, 6<BR/><FONT COLOR="#c0182b"><B>expected NOT_SUPPORTED</B></FONT></TD></TR></TABLE>>];
	gpu:e -> "p2p 1":w	[arrowtail=normal,
		color="#d97706",
		dir=back,
		penwidth=2,
		style=dashed];
	"p2p 2"	[fontcolor="#d97706",
		label=<<TABLE BORDER="0" CELLPADDING="1"><TR><TD>THRU_HOST_BRIDGE, 7</TD></TR></TABLE>>];
	gpu:e -> "p2p 2":w	[color="#d97706",
		penwidth=2,
		style=solid];
	nic:e -> "p2p 0":w	[arrowtail=normal,
		color="#d97706",
		dir=back,
		penwidth=2,
		style=dashed];
	dev	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>dev</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>0000:07:00.0<BR/>1b36:00f6<BR/>bar0 4K 32 at 0x81100000</FONT></TD></TR><TR><TD BGCOLOR="#cfe8cf"><FONT POINT-SIZE="9">group 2</FONT></TD></TR></TABLE>>];
	old -> dev	[minlen=2];
	dev:e -> "p2p 2":w	[arrowtail=normal,
		color="#d97706",
		dir=back,
		penwidth=2,
		style=solid];
	nvme:e -> "p2p 1":w	[color="#d97706",
		penwidth=2,
		style=dashed];
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#d97706">&#8594; THRU_HOST_BRIDGE</FONT></TD><TD ALIGN="LEFT">up through the host bridge</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#c0182b">&#9644; thick, dashed</FONT></TD><TD ALIGN="LEFT">not as expected, and its path</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#b45309"><B>RR+ CR+</B></FONT></TD><TD ALIGN="LEFT">ACS on, redirecting requests, completions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">SV+ UF+ ...</FONT></TD><TD ALIGN="LEFT">ACS on, not redirecting</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#8a94a0">RR- ...</FONT></TD><TD ALIGN="LEFT">ACS supported, off</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">coloured group</FONT></TD><TD ALIGN="LEFT">IOMMU group of several functions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
$ cd $tmp; sed '/"log"/,/\]/d' j.json
{
  "hairpin": "VERSION",
  "kernels": [
    {
      "compiler": "gcc (Debian 12.2.0-14+deb12u1) 12.2.0",
      "config": "20d828959677",
      "describe": "",
      "label": "RELEASE",
      "release": "RELEASE",
      "variant": "plain"
    }
  ],
  "scenarios": [
    {
      "name": "all",
      "path": "all.hp",
      "reason": "A switch, nested bridges, a GPU of two functions, VFs at power on: all shapes.",
      "status": "ERROR",
      "verdicts": [
        {
          "checks": [
            {
              "name": "boot",
              "status": "PASS"
            },
            {
              "answer": "THRU_HOST_BRIDGE",
              "diagnostics": [
                "expected: BUS_ADDR",
                "kernel:   THRU_HOST_BRIDGE, distance 4",
                "log: pci 0000:04:00.0: ACS redirect is set between the client and provider (0000:03:00.0)",
                "log: pci 0000:04:00.0: to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=0000:02:00.0",
                "path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -> sw0 0000:01:00.0 -> sw0.1 0000:02:01.0 -> nic 0000:04:00.0",
                "at all.hp:22"
              ],
              "line": 22,
              "name": "expect map gpu -> nic BUS_ADDR",
              "status": "FAIL"
            },
            {
              "answer": "THRU_HOST_BRIDGE",
              "diagnostics": [
                "expected: NOT_SUPPORTED",
                "kernel:   THRU_HOST_BRIDGE, distance 6",
                "path: nvme 0001:01:00.0 -> rp2 0001:00:01.0 [ACS unknown] -> (root complex) -> rp0 0000:00:01.0 [SV+ RR+ CR+ UF+] -> sw0 0000:01:00.0 -> sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -> gpu 0000:03:00.0",
                "at all.hp:23"
              ],
              "line": 23,
              "name": "expect map nvme -> gpu NOT_SUPPORTED",
              "status": "FAIL"
            },
            {
              "diagnostics": [
                "all.hp:24: nic/vf1: no such VF is enabled; write a step sriov with at least 1 before"
              ],
              "line": 24,
              "name": "expect distance gpu -> nic/vf1 3",
              "status": "ERROR"
            },
            {
              "answer": "THRU_HOST_BRIDGE",
              "line": 25,
              "name": "xfail expect map gpu -> dev THRU_HOST_BRIDGE",
              "status": "XPASS"
            },
            {
              "name": "law landing",
              "status": "PASS"
            },
            {
              "name": "law path",
              "status": "PASS"
            },
            {
              "diagnostics": [
                "nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic, as an address translated already (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic (group 5) writes snd bar0 (group 6) at bus address 0x81000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic, as an address translated already (group 5) writes snd bar0 (group 6) at bus address 0x81000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000",
                "  sw0.1 let it pass: a peer port's window claims it",
                "8 of 72 requests of 7 functions arrived where they must not"
              ],
              "name": "law isolation",
              "status": "FAIL"
            },
            {
              "name": "law scatterlist",
              "status": "PASS"
            },
            {
              "name": "law lifetime",
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
              "acs_control": "0x1d",
              "address": "0000:00:01.0",
              "iommu_group": 1,
              "name": "rp0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x1100000"
                },
                {
                  "assigned": true,
                  "bus": "0x4000000000",
                  "cpu": "0x4000000000",
                  "index": 15,
                  "size": "0x802800000"
                }
              ]
            },
            {
              "address": "0000:00:02.0",
              "iommu_group": 2,
              "name": "rp1",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x81100000",
                  "cpu": "0x81100000",
                  "index": 14,
                  "size": "0x100000"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 15,
                  "size": "0x1"
                }
              ]
            },
            {
              "address": "0000:01:00.0",
              "iommu_group": 3,
              "name": "sw0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x1100000"
                },
                {
                  "assigned": true,
                  "bus": "0x4000000000",
                  "cpu": "0x4000000000",
                  "index": 15,
                  "size": "0x802800000"
                }
              ]
            },
            {
              "acs_control": "0xd",
              "address": "0000:02:00.0",
              "iommu_group": 4,
              "name": "sw0.0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x1100000"
                },
                {
                  "assigned": true,
                  "bus": "0x4000000000",
                  "cpu": "0x4000000000",
                  "index": 15,
                  "size": "0x800000000"
                }
              ]
            },
            {
              "address": "0000:02:01.0",
              "iommu_group": 5,
              "name": "sw0.1",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 14,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x4800000000",
                  "cpu": "0x4800000000",
                  "index": 15,
                  "size": "0x2800000"
                }
              ]
            },
            {
              "address": "0000:03:00.0",
              "driver": "hairpin-endpoint",
              "iommu_group": 6,
              "name": "gpu",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 0,
                  "size": "0x1000000"
                },
                {
                  "assigned": true,
                  "bus": "0x4000000000",
                  "cpu": "0x4000000000",
                  "index": 2,
                  "size": "0x800000000"
                }
              ]
            },
            {
              "address": "0000:03:00.1",
              "iommu_group": 6,
              "name": "snd",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x81000000",
                  "cpu": "0x81000000",
                  "index": 0,
                  "size": "0x4000"
                }
              ]
            },
            {
              "address": "0000:04:00.0",
              "iommu_group": 5,
              "name": "nic",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x4800000000",
                  "cpu": "0x4800000000",
                  "index": 0,
                  "size": "0x2000000"
                },
                {
                  "assigned": true,
                  "bus": "0x4802000000",
                  "cpu": "0x4802000000",
                  "index": 7,
                  "size": "0x800000"
                }
              ]
            },
            {
              "address": "0000:06:00.0",
              "iommu_group": 2,
              "name": "old",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x81100000",
                  "cpu": "0x81100000",
                  "index": 14,
                  "size": "0x100000"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 15,
                  "size": "0x1"
                }
              ]
            },
            {
              "address": "0000:07:00.0",
              "iommu_group": 2,
              "name": "dev",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x81100000",
                  "cpu": "0x81100000",
                  "index": 0,
                  "size": "0x1000"
                }
              ]
            },
            {
              "address": "0001:00:00.0",
              "iommu_group": 7,
              "name": "hb1.host",
              "resources": []
            },
            {
              "address": "0001:00:01.0",
              "iommu_group": 8,
              "name": "rp2",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0xa0000000",
                  "index": 14,
                  "size": "0x100000"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 15,
                  "size": "0x1"
                }
              ]
            },
            {
              "address": "0001:01:00.0",
              "driver": "hairpin-endpoint",
              "iommu_group": 8,
              "name": "nvme",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0xa0000000",
                  "index": 0,
                  "size": "0x4000"
                }
              ]
            }
          ],
          "kernel": "RELEASE",
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: root bus resource [mem 0x80000000-0x9fffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: root bus resource [mem 0x4000000000-0x4fffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:00.0: [8086:2020] type 00 class 0x060000 conventional PCI endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: [8086:2030] type 01 class 0x060400 PCIe Root Port"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: [8086:2031] type 01 class 0x060400 PCIe Root Port"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: [1b36:00f0] type 01 class 0x060400 PCIe Switch Upstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: [1b36:00f1] type 01 class 0x060400 PCIe Switch Downstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: [1b36:00f1] type 01 class 0x060400 PCIe Switch Downstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: [10de:2235] type 00 class 0x038000 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 0 [mem 0x00000000-0x00ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 2 [mem 0x00000000-0x7ffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: Enabling HDA controller"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: [10de:2236] type 00 class 0x038000 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: BAR 0 [mem 0x00000000-0x00003fff]"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: Enabling HDA controller"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:03: busn_res: [bus 03-7f] end is updated to 03"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: [15b3:101d] type 00 class 0x020000 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: BAR 0 [mem 0x00000000-0x01ffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: VF BAR 0 [mem 0x00000000-0x000fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: VF BAR 0 [mem 0x00000000-0x007fffff 64bit pref]: contains BAR 0 for 8 VFs"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:04: busn_res: [bus 04-7f] end is updated to 05"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: busn_res: [bus 02-7f] end is updated to 05"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: busn_res: [bus 01-7f] end is updated to 05"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: [1b36:000e] type 01 class 0x060400 PCIe to PCI/PCI-X bridge"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:07: extended config space not accessible"
            },
            {
              "level": 6,
              "text": "pci 0000:07:00.0: [1b36:00f6] type 00 class 0x088000 conventional PCI endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:07:00.0: BAR 0 [mem 0x00000000-0x00000fff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:07: busn_res: [bus 07-7f] end is updated to 07"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:06: busn_res: [bus 06-7f] end is updated to 07"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: bridge window [mem 0x02000000-0x03ffffff 64bit pref] to [bus 04-05] add_size 800000 add_align 2000000"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge window [mem 0x800000000-0x1001ffffff 64bit pref] to [bus 02-05] add_size 800000 add_align 800000000"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge window [mem 0x800000000-0x1001ffffff 64bit pref] to [bus 01-05] add_size 800000 add_align 800000000"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge window [mem 0x4000000000-0x48027fffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge window [mem 0x80000000-0x810fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: bridge window [mem 0x81100000-0x811fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge window [mem 0x4000000000-0x48027fffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge window [mem 0x80000000-0x810fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: bridge window [mem 0x4000000000-0x47ffffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: bridge window [mem 0x4800000000-0x48027fffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: bridge window [mem 0x80000000-0x810fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 2 [mem 0x4000000000-0x47ffffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 0 [mem 0x80000000-0x80ffffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: BAR 0 [mem 0x81000000-0x81003fff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: PCI bridge to [bus 03]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0:   bridge window [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0:   bridge window [mem 0x4000000000-0x47ffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: BAR 0 [mem 0x4800000000-0x4801ffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: VF BAR 0 [mem 0x4802000000-0x48027fffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: PCI bridge to [bus 04-05]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0:   bridge window [mem 0x4800000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: PCI bridge to [bus 02-05]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0:   bridge window [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0:   bridge window [mem 0x4000000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: PCI bridge to [bus 01-05]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0:   bridge window [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0:   bridge window [mem 0x4000000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: bridge window [mem 0x81100000-0x811fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:07:00.0: BAR 0 [mem 0x81100000-0x81100fff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: PCI bridge to [bus 07]"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0:   bridge window [mem 0x81100000-0x811fffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: PCI bridge to [bus 06-07]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0:   bridge window [mem 0x81100000-0x811fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: resource 4 [mem 0x80000000-0x9fffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: resource 5 [mem 0x4000000000-0x4fffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: resource 1 [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: resource 2 [mem 0x4000000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: resource 1 [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: resource 2 [mem 0x4000000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:03: resource 1 [mem 0x80000000-0x810fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:03: resource 2 [mem 0x4000000000-0x47ffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:04: resource 2 [mem 0x4800000000-0x48027fffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:06: resource 1 [mem 0x81100000-0x811fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:07: resource 1 [mem 0x81100000-0x811fffff]"
            },
            {
              "level": 6,
              "text": "PCI host bridge to bus 0001:00"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:00: root bus resource [bus 00-ff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:00: root bus resource [mem 0xa0000000-0xbfffffff] (bus address [0x80000000-0x9fffffff])"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:00: root bus resource [mem 0x8000000000-0x8fffffffff 64bit pref] (bus address [0x18000000000-0x18fffffffff])"
            },
            {
              "level": 6,
              "text": "pci 0001:00:00.0: [8086:2020] type 00 class 0x060000 conventional PCI endpoint"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: [8086:2030] type 01 class 0x060400 PCIe Root Port"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0001:01:00.0: [144d:a80a] type 00 class 0x010802 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0001:01:00.0: BAR 0 [mem 0x00000000-0x00003fff 64bit]"
            },
            {
              "level": 6,
              "text": "pci 0001:01:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:01: busn_res: [bus 01-ff] end is updated to 01"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: bridge window [mem 0xa0000000-0xa00fffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0001:01:00.0: BAR 0 [mem 0xa0000000-0xa0003fff 64bit]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: PCI bridge to [bus 01]"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0:   bridge window [mem 0xa0000000-0xa00fffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:00: resource 4 [mem 0xa0000000-0xbfffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:00: resource 5 [mem 0x8000000000-0x8fffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0001:01: resource 1 [mem 0xa0000000-0xa00fffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:00.0: Adding to iommu group 0"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: Adding to iommu group 1"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: Adding to iommu group 2"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: Adding to iommu group 3"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: Adding to iommu group 4"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: Adding to iommu group 5"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: Adding to iommu group 6"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.1: Adding to iommu group 6"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: Adding to iommu group 5"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: Adding to iommu group 2"
            },
            {
              "level": 6,
              "text": "pci 0000:07:00.0: Adding to iommu group 2"
            },
            {
              "level": 6,
              "text": "pci 0001:00:00.0: Adding to iommu group 7"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: Adding to iommu group 8"
            },
            {
              "level": 6,
              "text": "pci 0001:01:00.0: Adding to iommu group 8"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0000:03:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 4,
              "text": "pci 0000:04:00.0: ACS redirect is set between the client and provider (0000:03:00.0)"
            },
            {
              "level": 4,
              "text": "pci 0000:04:00.0: to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=0000:02:00.0"
            },
            {
              "level": 4,
              "text": "pci 0000:04:00.0: ACS redirect is set between the client and provider (0000:03:00.0)"
            },
            {
              "level": 4,
              "text": "pci 0000:04:00.0: to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=0000:02:00.0"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0000:04:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0001:00:01.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0001:01:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:00:02.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:06:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0000:07:00.0: enabling device (0000 -> 0002)"
            }
          ],
          "p2p": [
            {
              "client": "0000:04:00.0",
              "distance": 4,
              "provider": "0000:03:00.0",
              "redirected_at": "0000:02:00.0",
              "type": "THRU_HOST_BRIDGE"
            },
            {
              "client": "0000:03:00.0",
              "distance": 6,
              "provider": "0001:01:00.0",
              "type": "THRU_HOST_BRIDGE"
            },
            {
              "client": "0000:07:00.0",
              "distance": 7,
              "provider": "0000:03:00.0",
              "type": "THRU_HOST_BRIDGE"
            }
          ],
          "replay": "hairpin run --seed 1 -k KERNEL all.hp",
          "status": "ERROR",
          "trace_hash": "0x3a34c9323e213d00"
        }
      ]
    },
    {
      "name": "clear",
      "path": "clear.hp",
      "reason": "Downstream ports that have ACS with every control off behave as if they had none, so the path is direct.",
      "status": "PASS",
      "verdicts": [
        {
          "checks": [
            {
              "name": "boot",
              "status": "PASS"
            },
            {
              "line": 11,
              "name": "expect acs sw0.0 SV- TB- RR- CR- UF- EC- DT- when iommu off",
              "status": "PASS"
            },
            {
              "line": 12,
              "name": "expect acs sw0.0 SV+ TB- RR+ CR+ UF+ EC- DT- when iommu on",
              "reason": "only when iommu passthrough,strict,lazy",
              "status": "SKIP"
            },
            {
              "answer": "BUS_ADDR, distance 4",
              "line": 13,
              "name": "expect map gpu -> nic BUS_ADDR distance 4 when iommu off",
              "status": "PASS"
            },
            {
              "line": 14,
              "name": "expect map gpu -> nic THRU_HOST_BRIDGE distance 4 when iommu on",
              "reason": "only when iommu passthrough,strict,lazy",
              "status": "SKIP"
            },
            {
              "answer": "BUS_ADDR, distance 4",
              "line": 15,
              "name": "expect map nic -> gpu BUS_ADDR distance 4 when iommu off",
              "status": "PASS"
            },
            {
              "line": 16,
              "name": "expect map nic -> gpu THRU_HOST_BRIDGE distance 4 when iommu on",
              "reason": "only when iommu passthrough,strict,lazy",
              "status": "SKIP"
            },
            {
              "name": "law landing",
              "status": "PASS"
            },
            {
              "name": "law path",
              "status": "PASS"
            },
            {
              "name": "law isolation",
              "reason": "no IOMMU",
              "status": "SKIP"
            },
            {
              "name": "law scatterlist",
              "status": "PASS"
            },
            {
              "name": "law lifetime",
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
              "iommu_group": -1,
              "name": "hb0.host",
              "resources": []
            },
            {
              "address": "0000:00:01.0",
              "iommu_group": -1,
              "name": "rp0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x2000000"
                },
                {
                  "assigned": true,
                  "bus": "0x200000000000",
                  "cpu": "0x200000000000",
                  "index": 15,
                  "size": "0x40000000"
                }
              ]
            },
            {
              "address": "0000:01:00.0",
              "iommu_group": -1,
              "name": "sw0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x2000000"
                },
                {
                  "assigned": true,
                  "bus": "0x200000000000",
                  "cpu": "0x200000000000",
                  "index": 15,
                  "size": "0x40000000"
                }
              ]
            },
            {
              "acs_control": "0x0",
              "address": "0000:02:00.0",
              "iommu_group": -1,
              "name": "sw0.0",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 14,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x200000000000",
                  "cpu": "0x200000000000",
                  "index": 15,
                  "size": "0x40000000"
                }
              ]
            },
            {
              "acs_control": "0x0",
              "address": "0000:02:01.0",
              "iommu_group": -1,
              "name": "sw0.1",
              "resources": [
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 13,
                  "size": "0x1"
                },
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 14,
                  "size": "0x2000000"
                },
                {
                  "assigned": false,
                  "bus": "0x0",
                  "cpu": "0x0",
                  "index": 15,
                  "size": "0x1"
                }
              ]
            },
            {
              "address": "0000:03:00.0",
              "driver": "hairpin-endpoint",
              "iommu_group": -1,
              "name": "gpu",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x200000000000",
                  "cpu": "0x200000000000",
                  "index": 2,
                  "size": "0x40000000"
                }
              ]
            },
            {
              "address": "0000:04:00.0",
              "driver": "hairpin-endpoint",
              "iommu_group": -1,
              "name": "nic",
              "resources": [
                {
                  "assigned": true,
                  "bus": "0x80000000",
                  "cpu": "0x80000000",
                  "index": 0,
                  "size": "0x2000000"
                }
              ]
            }
          ],
          "kernel": "RELEASE",
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: root bus resource [mem 0x80000000-0xdfffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: root bus resource [mem 0x200000000000-0x23ffffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: root bus resource [io  0x1000-0xffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:00.0: [8086:2020] type 00 class 0x060000 conventional PCI endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: [1b36:000c] type 01 class 0x060400 PCIe Root Port"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: [1b36:00f0] type 01 class 0x060400 PCIe Switch Upstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: [1b36:00f1] type 01 class 0x060400 PCIe Switch Downstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: [1b36:00f1] type 01 class 0x060400 PCIe Switch Downstream Port"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: PCI bridge to [bus 00]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: bridge configuration invalid ([bus 00-00]), reconfiguring"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: [1b36:00f2] type 00 class 0x038000 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 2 [mem 0x00000000-0x3fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:03: busn_res: [bus 03-ff] end is updated to 03"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: [1b36:00f2] type 00 class 0x020000 PCIe Endpoint"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: BAR 0 [mem 0x00000000-0x01ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: enabling Extended Tags"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:04: busn_res: [bus 04-ff] end is updated to 04"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: busn_res: [bus 02-ff] end is updated to 04"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: busn_res: [bus 01-ff] end is updated to 04"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: bridge window [mem 0x80000000-0x81ffffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: bridge window [mem 0x80000000-0x81ffffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: bridge window [mem 0x80000000-0x81ffffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:03:00.0: BAR 2 [mem 0x200000000000-0x20003fffffff 64bit pref]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: PCI bridge to [bus 03]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0:   bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:04:00.0: BAR 0 [mem 0x80000000-0x81ffffff]: assigned"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: PCI bridge to [bus 04]"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0:   bridge window [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: PCI bridge to [bus 02-04]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0:   bridge window [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0:   bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: PCI bridge to [bus 01-04]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0:   bridge window [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0:   bridge window [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: resource 4 [mem 0x80000000-0xdfffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: resource 5 [mem 0x200000000000-0x23ffffffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:00: resource 6 [io  0x1000-0xffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: resource 1 [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:01: resource 2 [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: resource 1 [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:02: resource 2 [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:03: resource 2 [mem 0x200000000000-0x20003fffffff 64bit pref]"
            },
            {
              "level": 6,
              "text": "pci_bus 0000:04: resource 1 [mem 0x80000000-0x81ffffff]"
            },
            {
              "level": 6,
              "text": "pci 0000:00:01.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:01:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:02:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0000:03:00.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "pci 0000:02:01.0: enabling device (0000 -> 0002)"
            },
            {
              "level": 6,
              "text": "hairpin-endpoint 0000:04:00.0: enabling device (0000 -> 0002)"
            }
          ],
          "p2p": [
            {
              "client": "0000:04:00.0",
              "distance": 4,
              "provider": "0000:03:00.0",
              "type": "BUS_ADDR"
            },
            {
              "client": "0000:03:00.0",
              "distance": 4,
              "provider": "0000:04:00.0",
              "type": "BUS_ADDR"
            }
          ],
          "replay": "hairpin run --seed 1 -k KERNEL clear.hp",
          "status": "PASS",
          "trace_hash": "0x04b0beb2a7db0ee2"
        }
      ]
    }
  ],
  "seed": 1
}
$ cd $tmp; sed 's/ time="[^"]*"//' j.xml | sed -n 1,60p
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hairpin" tests="24" failures="3" errors="1" skipped="4">
  <testsuite name="all.hp" tests="11" failures="3" errors="1" skipped="0">
    <properties>
      <property name="hairpin" value="RELEASE"/>
      <property name="seed" value="1"/>
      <property name="kernel" value="RELEASE"/>
      <property name="kernel.config" value="20d828959677"/>
      <property name="kernel.compiler" value="gcc (Debian 12.2.0-14+deb12u1) 12.2.0"/>
      <property name="kernel.variant" value="plain"/>
      <property name="replay" value="hairpin run --seed 1 -k KERNEL all.hp"/>
    </properties>
    <testcase classname="all.hp" name="boot"/>
    <testcase classname="all.hp" name="expect map gpu -&gt; nic BUS_ADDR">
      <failure message="expected: BUS_ADDR">expected: BUS_ADDR
kernel:   THRU_HOST_BRIDGE, distance 4
log: pci 0000:04:00.0: ACS redirect is set between the client and provider (0000:03:00.0)
log: pci 0000:04:00.0: to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=0000:02:00.0
path: gpu 0000:03:00.0 -&gt; sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -&gt; sw0 0000:01:00.0 -&gt; sw0.1 0000:02:01.0 -&gt; nic 0000:04:00.0
at all.hp:22
</failure>
    </testcase>
    <testcase classname="all.hp" name="expect map nvme -&gt; gpu NOT_SUPPORTED">
      <failure message="expected: NOT_SUPPORTED">expected: NOT_SUPPORTED
kernel:   THRU_HOST_BRIDGE, distance 6
path: nvme 0001:01:00.0 -&gt; rp2 0001:00:01.0 [ACS unknown] -&gt; (root complex) -&gt; rp0 0000:00:01.0 [SV+ RR+ CR+ UF+] -&gt; sw0 0000:01:00.0 -&gt; sw0.0 0000:02:00.0 [SV+ RR+ CR+ EC- DT-] -&gt; gpu 0000:03:00.0
at all.hp:23
</failure>
    </testcase>
    <testcase classname="all.hp" name="expect distance gpu -&gt; nic/vf1 3">
      <error message="all.hp:24: nic/vf1: no such VF is enabled; write a step sriov with at least 1 before">all.hp:24: nic/vf1: no such VF is enabled; write a step sriov with at least 1 before
</error>
    </testcase>
    <testcase classname="all.hp" name="xfail expect map gpu -&gt; dev THRU_HOST_BRIDGE"/>
    <testcase classname="all.hp" name="law landing"/>
    <testcase classname="all.hp" name="law path"/>
    <testcase classname="all.hp" name="law isolation">
      <failure message="nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000">nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  sw0.1 let it pass: a peer port's window claims it
nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  sw0.1 let it pass: a peer port's window claims it
nic (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000
  sw0.1 let it pass: a peer port's window claims it
nic, as an address translated already (group 5) writes gpu bar2 (group 6) at bus address 0x4000000000
  sw0.1 let it pass: a peer port's window claims it
nic (group 5) writes snd bar0 (group 6) at bus address 0x81000000
  sw0.1 let it pass: a peer port's window claims it
nic, as an address translated already (group 5) writes snd bar0 (group 6) at bus address 0x81000000
  sw0.1 let it pass: a peer port's window claims it
nic (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  sw0.1 let it pass: a peer port's window claims it
nic, as an address translated already (group 5) writes gpu bar0 (group 6) at bus address 0x80000000
  sw0.1 let it pass: a peer port's window claims it
8 of 72 requests of 7 functions arrived where they must not
</failure>
    </testcase>
    <testcase classname="all.hp" name="law scatterlist"/>
    <testcase classname="all.hp" name="law lifetime"/>
    <testcase classname="all.hp" name="law quiet"/>
  </testsuite>
$ cd $tmp; hairpin dot -k $kernel all.hp | diff - dots/all.dot; hairpin dot -k $kernel --map $tmp/all.hp; hairpin dot -k $kernel --map --full $tmp/all.hp
digraph all {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>TMP/all.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">14 functions, 7 of them ports and bridges, and 0 VFs; 9 IOMMU groups, as the simulated kernel formed them</TD></TR><TR><TD ALIGN="LEFT"><I>unknown: whether 1 port has ACS; taken as absent</I></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD><TD>frame&nbsp; an IOMMU group</TD></TR></TABLE></TD></TR></TABLE>>,
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
	subgraph cluster_group_2 {
		graph [color="#9aa5b1",
			fillcolor="#e3f1e3",
			fontsize=9,
			label="group 2",
			margin=4,
			style="rounded,filled",
			tooltip="IOMMU group 2: 3 functions"
		];
		rp1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
			tooltip="0000:00:02.0 rp1: Intel Corporation Sky Lake-E PCI Express Root Port B [8086:2031] class 060400
  group 2"];
		old	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#ece4f4"><TR><TD ALIGN="LEFT"><B>old</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">06:00.0</FONT></TD><TD ALIGN="LEFT">1b36:000e</TD></TR></TABLE>>,
			tooltip="0000:06:00.0 old: 1b36:000e [1b36:000e] class 060400
  group 2"];
		dev	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>dev</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">07:00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f6</TD></TR></TABLE>>,
			tooltip="0000:07:00.0 dev: 1b36:00f6 [1b36:00f6] class 088000
  bar0 4K 32 at 0x81100000
  group 2"];
	}
	subgraph cluster_group_8 {
		graph [color="#9aa5b1",
			fillcolor="#faf2c9",
			fontsize=9,
			label="group 8",
			margin=4,
			style="rounded,filled",
			tooltip="IOMMU group 8: 2 functions"
		];
		rp2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp2</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>ACS unknown</I></FONT></TD></TR></TABLE>>,
			tooltip="0001:00:01.0 rp2: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS unknown
  group 8"];
		nvme	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nvme</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">01:00.0</FONT></TD><TD ALIGN="LEFT">Samsung NVMe SSD Controller PM9A...</TD></TR></TABLE>>,
			tooltip="0001:01:00.0 nvme: Samsung Electronics Co Ltd NVMe SSD Controller PM9A1/PM9A3/980PRO [144d:a80a] class 010802
  bar0 16K 64 at 0xa0000000
  \
group 8"];
	}
	subgraph cluster_group_5 {
		graph [color="#9aa5b1",
			fillcolor="#fbe9db",
			fontsize=9,
			label="group 5",
			margin=4,
			style="rounded,filled",
			tooltip="IOMMU group 5: 2 functions"
		];
		"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">02:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
			tooltip="0000:02:01.0 sw0.1: 1b36:00f1 [1b36:00f1] class 060400
  group 5"];
		nic	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nic</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">04:00.0</FONT></TD><TD ALIGN="LEFT">Mellanox ConnectX-6 Dx</TD></TR></TABLE>>,
			tooltip="0000:04:00.0 nic: Mellanox Technologies MT2892 Family [ConnectX-6 Dx] [15b3:101d] class 020000
  bar0 32M 64 pref at 0x4800000000
  \
SR-IOV: 0 of 8 VFs
  group 5"];
	}
	machine	[shape=point,
		style=invis];
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb0</B></TD></TR><TR><TD ALIGN="LEFT">domain 0000</TD></TR><TR><TD ALIGN="LEFT">bus 00-7f</TD></TR></TABLE>>,
		tooltip="host bridge hb0
mem 0x80000000+512M
pref 0x4000000000+64G"];
	machine:e -> "host bridge hb0":w	[style=invis];
	"host bridge hb1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb1</B></TD></TR><TR><TD ALIGN="LEFT">domain 0001</TD></TR><TR><TD ALIGN="LEFT">bus 00-ff</TD></TR></TABLE>>,
		tooltip="host bridge hb1
mem 0xa0000000+512M, on the bus at 0x80000000
pref 0x8000000000+64G, on the bus at 0x18000000000"];
	machine:e -> "host bridge hb1":w	[style=invis];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD><TD>1 group</TD></TR></TABLE>>,
		tooltip="0000:00:00.0 hb0.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000
  group 0"];
	"host bridge hb0":e -> "hb0.host":w;
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT> UF</TD></TR></TABLE>>,
		tooltip="0000:00:01.0 rp0: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS SV+ RR+ CR+ UF+
  group 1"];
	"host bridge hb0":e -> rp0:w;
	"host bridge hb0":e -> rp1:w;
	"hb1.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD><TD>1 group</TD></TR></TABLE>>,
		tooltip="0001:00:00.0 hb1.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000
  group 7"];
	"host bridge hb1":e -> "hb1.host":w;
	"host bridge hb1":e -> rp2:w;
	sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#cfe3df"><TR><TD ALIGN="LEFT"><B>sw0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">01:00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f0</TD></TR></TABLE>>,
		tooltip="0000:01:00.0 sw0: 1b36:00f0 [1b36:00f0] class 060400
  group 3"];
	rp0:e -> sw0:w;
	rp1:e -> old:w;
	rp2:e -> nvme:w;
	"sw0.0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">02:00.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT></TD></TR></TABLE>>,
		tooltip="0000:02:00.0 sw0.0: 1b36:00f1 [1b36:00f1] class 060400
  ACS SV+ RR+ CR+ EC- DT-
  group 4"];
	sw0:e -> "sw0.0":w;
	sw0:e -> "sw0.1":w;
	gpu	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>gpu</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">03:00.0-1</FONT></TD><TD ALIGN="LEFT">NVIDIA A40</TD><TD BGCOLOR="#e7e6f7">group 6</TD></TR></TABLE>>,
		tooltip="0000:03:00.0 gpu: NVIDIA Corporation GA102GL [A40] [10de:2235] class 038000
  bar0 16M 32 at 0x80000000
  bar2 32G 64 pref at 0x4000000000
  \
group 6
0000:03:00.1 snd: NVIDIA Corporation GA102GL [A10] [10de:2236] class 038000
  bar0 16K 32 at 0x81000000
  group 6"];
	"sw0.0":e -> gpu:w;
	"sw0.1":e -> nic:w;
	old:e -> dev:w;
}
hairpin dot: --full does not go with --map, --between or --path
[2]
$ hairpin dot tests/fuzz/corpus-lang/all-options.hp; hairpin dot --map tests/fuzz/corpus-lang/all-options.hp
digraph "all-options" {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>tests/fuzz/corpus-lang/all-options.hp</B><BR ALIGN="LEFT"/>All options<BR ALIGN="LEFT"/>>,
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
	subgraph cluster_device_f0 {
		graph [color="#9aa5b1",
			fillcolor="",
			label="",
			style="rounded,dashed"
		];
		f0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>f0</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>10de:2230<BR/>bar0 16M 32<BR/>bar1 32G 64 pref<BR/>bar3 32M 64 pref<BR/>VRAM 48G<BR/>SR-IOV, up to 8 VFs<BR/><FONT COLOR="#8a94a0">RR-</FONT> <FONT COLOR="#8a94a0">CR-</FONT> <FONT COLOR="#8a94a0">EC-</FONT></FONT></TD></TR></TABLE>>];
		"f0/vf1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>f0/vf1</B><FONT POINT-SIZE="9"><BR/>bar0 1M 32<BR/>bar1 4G 64 pref</FONT></TD></TR></TABLE>>];
		"f0/vf2"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>f0/vf2</B><FONT POINT-SIZE="9"><BR/>bar0 1M 32<BR/>bar1 4G 64 pref</FONT></TD></TR></TABLE>>];
	}
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb0</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0000, bus 00-7f<BR/>mem 0x3fe000000000+2097088K<BR/>&nbsp;&nbsp;bus = CPU - 0x3fdf80000000<BR/>pref 0x200000000000+1T<BR/>&nbsp;&nbsp;bus = CPU - 0x1f0000000000</FONT></TD></TR></TABLE>>];
	r0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>r0</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 02.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">TB-</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <FONT COLOR="#8a94a0">CR-</FONT> <FONT COLOR="#8a94a0">UF-</FONT> <FONT COLOR="#8a94a0">EC-</FONT> <FONT COLOR="#8a94a0">DT-</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> r0;
	"host bridge pci0040"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>pci0040</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 10000, bus 40-ff<BR/>mem 0xe0000000+64M<BR/>&nbsp;&nbsp;bus = CPU - 0x10000000<BR/>I/O 0x0+64K<BR/>&nbsp;&nbsp;bus = CPU + 0x1000</FONT></TD></TR></TABLE>>];
	"pci0040.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>pci0040.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>device 00.0<BR/>1af4:1000</FONT></TD></TR></TABLE>>];
	"host bridge pci0040" -> "pci0040.host";
	r1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>r1</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 01.0<BR/><I>ACS unknown</I></FONT></TD></TR></TABLE>>];
	"host bridge pci0040" -> r1;
	"host bridge e"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>e</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0002, bus 00-ff</FONT></TD></TR></TABLE>>];
	rc	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>rc</B><BR/><FONT POINT-SIZE="9">integrated endpoint<BR/>device 00.0<BR/>1b36:00f3</FONT></TD></TR></TABLE>>];
	"host bridge e" -> rc	[minlen=4];
	ec	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>ec</B><BR/><FONT POINT-SIZE="9">event collector<BR/>device 01.0<BR/>1b36:00f4</FONT></TD></TR></TABLE>>];
	"host bridge e" -> ec;
	r2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>r2</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 02.0<BR/><FONT COLOR="#8a94a0">no ACS</FONT></FONT></TD></TR></TABLE>>];
	"host bridge e" -> r2;
	r0 -> f0	[minlen=3];
	f9	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>f9</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 01.1<BR/>10de:2230<BR/>ACS without controls</FONT></TD></TR></TABLE>>];
	r0 -> f9	[minlen=3];
	r0 -> "f0/vf1"	[minlen=3,
		style=dashed];
	r0 -> "f0/vf2"	[minlen=3,
		style=dashed];
	b0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ece4f4"><TR><TD><B>b0</B><BR/><FONT POINT-SIZE="9">PCIe to PCI bridge<BR/>device 00.0</FONT></TD></TR></TABLE>>];
	r1 -> b0;
	d0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>d0</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>device 00.0<BR/>1b36:00f6<BR/>bar0 1K I/O<BR/>bar1 16 32</FONT></TD></TR></TABLE>>];
	b0 -> d0	[minlen=2];
	pb	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ece4f4"><TR><TD><B>pb</B><BR/><FONT POINT-SIZE="9">PCI bridge<BR/>device 01.0</FONT></TD></TR></TABLE>>];
	b0 -> pb;
	d1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>d1</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>device 1f.0<BR/>1b36:00f6</FONT></TD></TR></TABLE>>];
	pb -> d1	[minlen=1];
	le	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>le</B><BR/><FONT POINT-SIZE="9">legacy endpoint<BR/>device 00.0<BR/>1b36:00f2</FONT></TD></TR></TABLE>>];
	r2 -> le	[minlen=3];
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#b45309"><B>RR+ CR+</B></FONT></TD><TD ALIGN="LEFT">ACS on, redirecting requests, completions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">SV+ UF+ ...</FONT></TD><TD ALIGN="LEFT">ACS on, not redirecting</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#8a94a0">RR- ...</FONT></TD><TD ALIGN="LEFT">ACS supported, off</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
digraph "all-options" {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/fuzz/corpus-lang/all-options.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">13 functions, 5 of them ports and bridges, and 2 VFs; 1 IOMMU group, as its own kernel formed it</TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD></TR></TABLE></TD></TR></TABLE>>,
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
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb0</B></TD></TR><TR><TD ALIGN="LEFT">domain 0000</TD></TR><TR><TD ALIGN="LEFT">bus 00-7f</TD></TR></TABLE>>,
		tooltip="host bridge hb0
mem 0x3fe000000000+2097088K, on the bus at 0x80000000
pref 0x200000000000+1T, on the bus at 0x10000000000"];
	machine:e -> "host bridge hb0":w	[style=invis];
	"host bridge pci0040"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>pci0040</B></TD></TR><TR><TD ALIGN="LEFT">domain 10000</TD></TR><TR><TD ALIGN="LEFT">bus 40-ff</TD></TR></TABLE>>,
		tooltip="host bridge pci0040
mem 0xe0000000+64M, on the bus at 0xd0000000
I/O 0x0+64K, on the bus at 0x1000"];
	machine:e -> "host bridge pci0040":w	[style=invis];
	"host bridge e"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>e</B></TD></TR><TR><TD ALIGN="LEFT">domain 0002</TD></TR><TR><TD ALIGN="LEFT">bus 00-ff</TD></TR></TABLE>>,
		tooltip="host bridge e"];
	machine:e -> "host bridge e":w	[style=invis];
	r0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>r0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT></TD></TR></TABLE>>,
		tooltip="0000:00:02.0 r0: IBM POWER9 Host Bridge (PHB4) [1014:04c1] class 060400
  buses 01-04
  ACS SV+ TB- RR+ CR- UF- EC- DT-
  group \
3"];
	"host bridge hb0":e -> r0:w;
	"pci0040.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">40:00.0</FONT></TD></TR></TABLE>>,
		tooltip="10000:40:00.0 pci0040.host: Red Hat, Inc. Virtio network device [1af4:1000] class 060000"];
	"host bridge pci0040":e -> "pci0040.host":w;
	r1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>r1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">40:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>ACS unknown</I></FONT></TD></TR></TABLE>>,
		tooltip="10000:40:01.0 r1: IBM POWER9 Host Bridge (PHB4) [1014:04c1] class 060400
  ACS unknown"];
	"host bridge pci0040":e -> r1:w;
	rc	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">2 chipset functions</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0 +1</FONT></TD></TR></TABLE>>,
		tooltip="0002:00:00.0 rc: 1b36:00f3 [1b36:00f3] class 080100
0002:00:01.0 ec: 1b36:00f4 [1b36:00f4] class 080700"];
	"host bridge e":e -> rc:w;
	r2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>r2</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
		tooltip="0002:00:02.0 r2: IBM POWER9 Host Bridge (PHB4) [1014:04c1] class 060400"];
	"host bridge e":e -> r2:w;
	f0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>f0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">01:00.0</FONT></TD><TD ALIGN="LEFT">NVIDIA RTX A6000 <FONT COLOR="#6b7683">+ 2 VFs</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">ACS off</FONT></TD></TR></TABLE>>,
		tooltip="0000:01:00.0 f0: NVIDIA Corporation GA102GL [RTX A6000] [10de:2230] class 030200
  bar0 16M 32
  bar1 32G 64 pref
  bar3 32M 64 \
pref
  ACS RR- CR- EC-
  SR-IOV: 2 of 8 VFs"];
	r0:e -> f0:w;
	f9	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>f9</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">01:01.1</FONT></TD><TD ALIGN="LEFT">NVIDIA RTX A6000</TD></TR></TABLE>>,
		tooltip="0000:01:01.1 f9: NVIDIA Corporation GA102GL [RTX A6000] [10de:2230] class 030200
  ACS "];
	r0:e -> f9:w;
	b0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#ece4f4"><TR><TD ALIGN="LEFT"><B>b0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:000e</TD></TR></TABLE>>,
		tooltip="dev 00.0 b0: 1b36:000e [1b36:000e] class 060400"];
	r1:e -> b0:w;
	d0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>d0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f6</TD></TR></TABLE>>,
		tooltip="dev 00.0 d0: 1b36:00f6 [1b36:00f6] class 088000
  bar0 1K I/O
  bar1 16 32"];
	b0:e -> d0:w;
	pb	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#ece4f4"><TR><TD ALIGN="LEFT"><B>pb</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 01.0</FONT></TD><TD ALIGN="LEFT">Red QEMU PCI-PCI bridge</TD></TR></TABLE>>,
		tooltip="dev 01.0 pb: Red Hat, Inc. QEMU PCI-PCI bridge [1b36:0001] class 060400"];
	b0:e -> pb:w;
	d1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>d1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 1f.0</FONT></TD><TD ALIGN="LEFT">1b36:00f6</TD></TR></TABLE>>,
		tooltip="dev 1f.0 d1: 1b36:00f6 [1b36:00f6] class 088000"];
	pb:e -> d1:w;
	le	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>le</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f2</TD></TR></TABLE>>,
		tooltip="dev 00.0 le: 1b36:00f2 [1b36:00f2] class 120000"];
	r2:e -> le:w;
}
$ cd $tmp; hairpin run -k $kernel -k $new --dot two/ --trace two clear.hp | tail -n 1; ls two | grep -v '[0-9]\.json'
# Totals: pass:0 fail:1 skip:0 error:0
clear.7.0.0-fake.json
clear.dot
$ cd $tmp; touch file; hairpin run -k $kernel --dot file/ clear.hp | tail -n 1; hairpin run -k $kernel --trace file/x clear.hp | tail -n 1; hairpin run -k $kernel --junit /no/such.xml clear.hp | tail -n 1; hairpin run -k $kernel --dot /no/such.dot clear.hp | tail -n 1
hairpin run: file/: Not a directory
# Totals: pass:1 fail:0 skip:0 error:0
hairpin: file/x: Not a directory
# Totals: pass:1 fail:0 skip:0 error:0
hairpin: /no/such.xml: No such file or directory
hairpin: /no/such.dot: No such file or directory
# Totals: pass:1 fail:0 skip:0 error:0
[3]
$ cd $tmp; mkdir -p g/3/devices g/4/devices; touch g/3/devices/0000:00:01.0 g/4/devices/0000:00:02.0; hairpin groups -k $kernel --against g all.hp; hairpin groups -k $kernel --against . all.hp
all.hp on kernel RELEASE
group 0: 1 function
  0000:00:00.0  8086:2020  class 060000  hb0.host
group 1: 1 function
  0000:00:01.0  8086:2030  class 060400  rp0
group 2: 3 functions
  0000:00:02.0  8086:2031  class 060400  rp1
  0000:06:00.0  1b36:000e  class 060400  old
  0000:07:00.0  1b36:00f6  class 088000  dev
group 3: 1 function
  0000:01:00.0  1b36:00f0  class 060400  sw0
group 4: 1 function
  0000:02:00.0  1b36:00f1  class 060400  sw0.0
group 5: 2 functions
  0000:02:01.0  1b36:00f1  class 060400  sw0.1
  0000:04:00.0  15b3:101d  class 020000  nic
group 6: 2 functions
  0000:03:00.0  10de:2235  class 038000  gpu
  0000:03:00.1  10de:2236  class 038000  snd
group 7: 1 function
  0001:00:00.0  8086:2020  class 060000  hb1.host
group 8: 2 functions
  0001:00:01.0  8086:2030  class 060400  rp2
  0001:01:00.0  144d:a80a  class 010802  nvme
against g (2 functions in 2 groups): 12 differences
  in a group here only: 0000:00:00.0
    absent: it is in no group there
  in a group here only: 0000:01:00.0
    absent: it is in no group there
  in a group here only: 0000:02:00.0
    absent: it is in no group there
  in a group here only: 0000:02:01.0
    absent: it is in no group there
  in a group here only: 0000:03:00.0
    absent: it is in no group there
  in a group here only: 0000:03:00.1
    absent: it is in no group there
  in a group here only: 0000:04:00.0
    absent: it is in no group there
  in a group here only: 0000:06:00.0
    absent: it is in no group there
  in a group here only: 0000:07:00.0
    absent: it is in no group there
  in a group here only: 0001:00:00.0
    absent: it is in no group there
  in a group here only: 0001:00:01.0
    absent: it is in no group there
  in a group here only: 0001:01:00.0
    absent: it is in no group there
unknown: whether 1 port has ACS; taken as absent
  if they have it and it redirects (SV+ RR+ CR+ UF+): 10 groups
  what tells: sudo lspci -vvv -nn
.: neither a folder like /sys/kernel/iommu_groups nor a sysfs tree
[2]
