# matrix, groups, explain, dot and import of machines, on a kernel that is none.
$ hairpin matrix -k $new tests/golden/pair.hp
tests/golden/pair.hp on kernel 7.0.0-fake
provider  hb0.host              a                     b
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
$ hairpin matrix -k $new --json $tmp/m.json tests/golden/pair.hp >/dev/null; cat $tmp/m.json
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
          "name": "a"
        },
        {
          "address": "0000:00:02.0",
          "name": "b"
        }
      ],
      "kernel": "7.0.0-fake",
      "rows": []
    }
  ],
  "path": "tests/golden/pair.hp"
}
$ hairpin matrix -k $new tests/golden/tree.hp
unknown: whether 1 port has ACS; taken as absent
tests/golden/tree.hp on kernel 7.0.0-fake
provider  hb0.host              rp0                   rp1
0 providers, 3 clients: BUS_ADDR 0, THRU_HOST_BRIDGE 0, NOT_SUPPORTED 0, other 0
$ hairpin groups -k $new tests/golden/pair.hp
tests/golden/pair.hp on kernel 7.0.0-fake
group 0: 1 function
  0000:00:00.0  8086:9b63  class 000000  hb0.host
group 1: 1 function
  0000:00:01.0  8086:2030  class 000000  a
group 2: 1 function
  0000:00:02.0  8086:2031  class 000000  b
$ hairpin groups -k $new --json $tmp/g.json tests/golden/pair.hp >/dev/null; cat $tmp/g.json
{
  "hairpin": "VERSION",
  "partitions": [
    {
      "functions": [
        {
          "address": "0000:00:00.0",
          "name": "hb0.host",
          "resources": []
        },
        {
          "address": "0000:00:01.0",
          "name": "a",
          "resources": []
        },
        {
          "address": "0000:00:02.0",
          "name": "b",
          "resources": []
        }
      ],
      "groups": [
        {
          "members": [
            {
              "address": "0000:00:00.0",
              "name": "hb0.host"
            }
          ],
          "number": 0
        },
        {
          "members": [
            {
              "address": "0000:00:01.0",
              "name": "a"
            }
          ],
          "number": 1
        },
        {
          "members": [
            {
              "address": "0000:00:02.0",
              "name": "b"
            }
          ],
          "number": 2
        }
      ],
      "kernel": "7.0.0-fake",
      "ungrouped": []
    }
  ],
  "path": "tests/golden/pair.hp"
}
$ printf '/sys/kernel/iommu_groups/0/devices/0000:00:00.0\n/sys/kernel/iommu_groups/1/devices/0000:00:01.0\n/sys/kernel/iommu_groups/1/devices/0000:00:02.0\n' >$tmp/g.txt; hairpin groups -k $new --against $tmp/g.txt --json $tmp/g.json tests/golden/pair.hp; echo "exit $?"; cat $tmp/g.json
hairpin: tests/golden/pair.hp on 7.0.0-fake: no answer: hairpin itself failed, outside the kernel: oops: call through a NULL function pointer
  oops: call through a NULL function pointer
    during: the query
exit 3
{
  "hairpin": "VERSION",
  "partitions": [
    {
      "functions": [
        {
          "address": "0000:00:00.0",
          "name": "hb0.host",
          "resources": []
        },
        {
          "address": "0000:00:01.0",
          "name": "a",
          "resources": []
        },
        {
          "address": "0000:00:02.0",
          "name": "b",
          "resources": []
        }
      ],
      "groups": [
        {
          "members": [
            {
              "address": "0000:00:00.0",
              "name": "hb0.host"
            }
          ],
          "number": 0
        },
        {
          "members": [
            {
              "address": "0000:00:01.0",
              "name": "a"
            }
          ],
          "number": 1
        },
        {
          "members": [
            {
              "address": "0000:00:02.0",
              "name": "b"
            }
          ],
          "number": 2
        }
      ],
      "kernel": "7.0.0-fake",
      "ungrouped": []
    }
  ],
  "path": "tests/golden/pair.hp"
}
$ printf '/sys/kernel/iommu_groups/4/devices/0000:00:00.0\n/sys/kernel/iommu_groups/5/devices/0000:00:01.0\n/sys/kernel/iommu_groups/6/devices/0000:00:02.0\n' >$tmp/g.txt; hairpin groups -k $new --against $tmp/g.txt tests/golden/pair.hp
hairpin: tests/golden/pair.hp on 7.0.0-fake: no answer: hairpin itself failed, outside the kernel: oops: call through a NULL function pointer
  oops: call through a NULL function pointer
    during: the query
[3]
$ printf '/sys/kernel/iommu_groups/4/devices/0000:00:00.0\n/sys/kernel/iommu_groups/6/devices/0000:07:02.0\n' >$tmp/g.txt; hairpin groups -k $new --against $tmp/g.txt tests/golden/pair.hp
hairpin: tests/golden/pair.hp on 7.0.0-fake: no answer: hairpin itself failed, outside the kernel: oops: call through a NULL function pointer
  oops: call through a NULL function pointer
    during: the query
[3]
$ hairpin explain -k $new tests/golden/pair.hp a b
a 0000:00:01.0 (provider) -> b 0000:00:02.0 (client), kernel 7.0.0-fake
kernel: BUS_ADDR, distance 4
  log: fake: because I say so
because: they share an upstream bridge, and the kernel found no port that redirects
path:
    a            0000:00:01.0  root port  ACS SV- RR- CR- UF-
  | root complex, host bridge hb0
    b            0000:00:02.0  root port  ACS SV- RR- CR-
other way round: THRU_HOST_BRIDGE, distance 4
groups: 1 and 2
$ hairpin explain -k $new tests/golden/pair.hp b a
b 0000:00:02.0 (provider) -> a 0000:00:01.0 (client), kernel 7.0.0-fake
kernel: THRU_HOST_BRIDGE, distance 4
  log: fake: because I say so
because: the way goes through a root complex that this kernel trusts
path:
    b            0000:00:02.0  root port  ACS SV- RR- CR-
  | root complex, host bridge hb0
    a            0000:00:01.0  root port  ACS SV- RR- CR- UF-
other way round: BUS_ADDR, distance 4
groups: 2 and 1
$ hairpin explain -k $new --at translated --relaxed --p2p all --iommu strict tests/golden/pair.hp a 00:02.0
a 0000:00:01.0 (provider) -> 00:02.0 0000:00:02.0 (client), kernel 7.0.0-fake
kernel: BUS_ADDR, distance 4
  log: fake: because I say so
because: they share an upstream bridge, and the kernel found no port that redirects
path:
    a            0000:00:01.0  root port  ACS SV- RR- CR- UF-
  | root complex, host bridge hb0
    b            0000:00:02.0  root port  ACS SV- RR- CR-
other way round: THRU_HOST_BRIDGE, distance 4
groups: 1 and 2
$ hairpin dot tests/golden/tree.hp
digraph tree {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>tests/golden/tree.hp</B><BR ALIGN="LEFT"/>A switch, nested bridges, a GPU of two functions, VFs at power on: all shapes.<BR ALIGN="LEFT"/>>,
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
		sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0</B><BR/><FONT POINT-SIZE="9">upstream port<BR/>device 00.0</FONT></TD></TR></TABLE>>];
		"sw0.0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0.0</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>device 00.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">RR-</FONT> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#8a94a0">EC-</FONT> <FONT COLOR="#8a94a0">DT-</FONT></FONT></TD></TR></TABLE>>];
		"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0.1</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>device 01.0<BR/><FONT COLOR="#8a94a0">no ACS</FONT></FONT></TD></TR></TABLE>>];
	}
	subgraph cluster_device_gpu {
		graph [color="#9aa5b1",
			fillcolor="",
			label="",
			style="rounded,dashed"
		];
		gpu	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>gpu</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>10de:2235<BR/>bar0 16M 32<BR/>bar2 32G 64 pref<BR/>VRAM 48G</FONT></TD></TR></TABLE>>];
		snd	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>snd</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.1<BR/>10de:2236<BR/>bar0 16K 32</FONT></TD></TR></TABLE>>];
	}
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb0</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0000, bus 00-7f<BR/>mem 0x80000000+512M<BR/>pref 0x4000000000+64G</FONT></TD></TR></TABLE>>];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>hb0.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>device 00.0<BR/>8086:2020</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> "hb0.host";
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp0</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 01.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#1f2933">UF+</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> rp0;
	rp1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp1</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 02.0<BR/><FONT COLOR="#8a94a0">no ACS</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> rp1;
	"host bridge hb1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb1</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0001, bus 00-ff<BR/>mem 0xa0000000+512M<BR/>&nbsp;&nbsp;bus = CPU - 0x20000000<BR/>pref 0x8000000000+64G<BR/>&nbsp;&nbsp;bus = CPU + 0x10000000000</FONT></TD></TR></TABLE>>];
	"hb1.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>hb1.host</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>device 00.0<BR/>8086:2020</FONT></TD></TR></TABLE>>];
	"host bridge hb1" -> "hb1.host";
	rp2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp2</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 01.0<BR/><I>ACS unknown</I></FONT></TD></TR></TABLE>>];
	"host bridge hb1" -> rp2;
	rp0 -> sw0;
	old	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ece4f4"><TR><TD><B>old</B><BR/><FONT POINT-SIZE="9">PCIe to PCI bridge<BR/>device 00.0</FONT></TD></TR></TABLE>>];
	rp1 -> old;
	nvme	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>nvme</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>144d:a80a<BR/>bar0 16K 64</FONT></TD></TR></TABLE>>];
	rp2 -> nvme	[minlen=3];
	sw0 -> "sw0.0";
	sw0 -> "sw0.1";
	"sw0.0" -> gpu	[minlen=1];
	"sw0.0" -> snd	[minlen=1];
	nic	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>nic</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>15b3:101d<BR/>bar0 32M 64 pref<BR/>SR-IOV, up to 8 VFs</FONT></TD></TR></TABLE>>];
	"sw0.1" -> nic	[minlen=1];
	dev	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>dev</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>device 00.0<BR/>1b36:00f6<BR/>bar0 4K 32</FONT></TD></TR></TABLE>>];
	old -> dev	[minlen=2];
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#b45309"><B>RR+ CR+</B></FONT></TD><TD ALIGN="LEFT">ACS on, redirecting requests, completions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">SV+ UF+ ...</FONT></TD><TD ALIGN="LEFT">ACS on, not redirecting</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#8a94a0">RR- ...</FONT></TD><TD ALIGN="LEFT">ACS supported, off</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
$ hairpin dot --map tests/golden/tree.hp
digraph tree {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/golden/tree.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">14 functions, 7 of them ports and bridges, and 0 VFs</TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD></TR></TABLE></TD></TR></TABLE>>,
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
mem 0x80000000+512M
pref 0x4000000000+64G"];
	machine:e -> "host bridge hb0":w	[style=invis];
	"host bridge hb1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb1</B></TD></TR><TR><TD ALIGN="LEFT">domain 0001</TD></TR><TR><TD ALIGN="LEFT">bus 00-ff</TD></TR></TABLE>>,
		tooltip="host bridge hb1
mem 0xa0000000+512M, on the bus at 0x80000000
pref 0x8000000000+64G, on the bus at 0x18000000000"];
	machine:e -> "host bridge hb1":w	[style=invis];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:00.0 hb0.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000"];
	"host bridge hb0":e -> "hb0.host":w;
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT> UF</TD></TR></TABLE>>,
		tooltip="0000:00:01.0 rp0: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS SV+ RR+ CR+ UF+"];
	"host bridge hb0":e -> rp0:w;
	rp1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
		tooltip="0000:00:02.0 rp1: Intel Corporation Sky Lake-E PCI Express Root Port B [8086:2031] class 060400"];
	"host bridge hb0":e -> rp1:w;
	"hb1.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD></TR></TABLE>>,
		tooltip="0001:00:00.0 hb1.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000"];
	"host bridge hb1":e -> "hb1.host":w;
	rp2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp2</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>ACS unknown</I></FONT></TD></TR></TABLE>>,
		tooltip="0001:00:01.0 rp2: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS unknown"];
	"host bridge hb1":e -> rp2:w;
	sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#cfe3df"><TR><TD ALIGN="LEFT"><B>sw0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f0</TD></TR></TABLE>>,
		tooltip="dev 00.0 sw0: 1b36:00f0 [1b36:00f0] class 060400"];
	rp0:e -> sw0:w;
	old	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#ece4f4"><TR><TD ALIGN="LEFT"><B>old</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:000e</TD></TR></TABLE>>,
		tooltip="dev 00.0 old: 1b36:000e [1b36:000e] class 060400"];
	rp1:e -> old:w;
	nvme	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nvme</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">Samsung NVMe SSD Controller PM9A...</TD></TR></TABLE>>,
		tooltip="dev 00.0 nvme: Samsung Electronics Co Ltd NVMe SSD Controller PM9A1/PM9A3/980PRO [144d:a80a] class 010802
  bar0 16K 64"];
	rp2:e -> nvme:w;
	"sw0.0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>CR</B></FONT></TD></TR></TABLE>>,
		tooltip="dev 00.0 sw0.0: 1b36:00f1 [1b36:00f1] class 060400
  ACS SV+ RR- CR+ EC- DT-"];
	sw0:e -> "sw0.0":w;
	"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
		tooltip="dev 01.0 sw0.1: 1b36:00f1 [1b36:00f1] class 060400"];
	sw0:e -> "sw0.1":w;
	gpu	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>gpu</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0-1</FONT></TD><TD ALIGN="LEFT">NVIDIA A40</TD></TR></TABLE>>,
		tooltip="dev 00.0 gpu: NVIDIA Corporation GA102GL [A40] [10de:2235] class 038000
  bar0 16M 32
  bar2 32G 64 pref
dev 00.1 snd: NVIDIA Corporation \
GA102GL [A10] [10de:2236] class 038000
  bar0 16K 32"];
	"sw0.0":e -> gpu:w;
	nic	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nic</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">Mellanox ConnectX-6 Dx</TD></TR></TABLE>>,
		tooltip="dev 00.0 nic: Mellanox Technologies MT2892 Family [ConnectX-6 Dx] [15b3:101d] class 020000
  bar0 32M 64 pref
  SR-IOV: 0 of 8 VFs"];
	"sw0.1":e -> nic:w;
	dev	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>dev</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f6</TD></TR></TABLE>>,
		tooltip="dev 00.0 dev: 1b36:00f6 [1b36:00f6] class 088000
  bar0 4K 32"];
	old:e -> dev:w;
}
$ hairpin dot --full --pci-ids tests/fixtures/import/pci.ids tests/fixtures/import/workstation-vvnn.txt
digraph "workstation-vvnn.txt" {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<B>tests/fixtures/import/workstation-vvnn.txt</B><BR ALIGN="LEFT"/>A real machine: 11 functions, 2 VFs among them; ACS of 6 is on record, of 0 unknown.<BR ALIGN="LEFT"/>>,
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
		sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0</B><BR/><FONT POINT-SIZE="9">upstream port<BR/>device 00.0</FONT></TD></TR></TABLE>>];
		"sw0.0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0.0</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>device 00.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">TB-</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#1f2933">UF+</FONT> <FONT COLOR="#8a94a0">EC-</FONT> <FONT COLOR="#8a94a0">DT-</FONT></FONT></TD></TR></TABLE>>];
		"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#ffffff"><TR><TD><B>sw0.1</B><BR/><FONT POINT-SIZE="9">downstream port<BR/>device 01.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">TB-</FONT> <FONT COLOR="#8a94a0">RR-</FONT> <FONT COLOR="#8a94a0">CR-</FONT> <FONT COLOR="#1f2933">UF+</FONT> <FONT COLOR="#8a94a0">EC-</FONT> <FONT COLOR="#8a94a0">DT-</FONT></FONT></TD></TR></TABLE>>];
	}
	subgraph cluster_device_gpu0 {
		graph [color="#9aa5b1",
			fillcolor="",
			label="",
			style="rounded,dashed"
		];
		gpu0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>gpu0</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>1ccc:3000<BR/>bar0 256M 64 pref<BR/>bar2 2M 64 pref<BR/>SR-IOV, up to 4 VFs<BR/><FONT COLOR="#8a94a0">RR-</FONT> <FONT COLOR="#8a94a0">CR-</FONT> <FONT COLOR="#8a94a0">UF-</FONT> <FONT COLOR="#8a94a0">DT-</FONT></FONT></TD></TR></TABLE>>];
		"gpu0/vf1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>gpu0/vf1</B><FONT POINT-SIZE="9"><BR/>bar0 64M 64 pref</FONT></TD></TR></TABLE>>];
		"gpu0/vf2"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>gpu0/vf2</B><FONT POINT-SIZE="9"><BR/>bar0 64M 64 pref</FONT></TD></TR></TABLE>>];
	}
	subgraph cluster_device_isa0 {
		graph [color="#9aa5b1",
			fillcolor="",
			label="",
			style="rounded,dashed"
		];
		isa0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>isa0</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>device 1f.0<BR/>1aaa:0020</FONT></TD></TR></TABLE>>];
		smbus0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>smbus0</B><BR/><FONT POINT-SIZE="9">PCI device<BR/>device 1f.3<BR/>1aaa:0021<BR/>bar0 256 64<BR/>bar4 32 I/O</FONT></TD></TR></TABLE>>];
	}
	"host bridge hb0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#c9d6e6"><TR><TD><B>hb0</B><BR/><FONT POINT-SIZE="9">host bridge<BR/>domain 0000, bus 00-ff<BR/>mem 0xc0000000+2052K<BR/>pref 0x4000000000+1G<BR/>I/O 0x3000+48K</FONT></TD></TR></TABLE>>];
	host0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>host0</B><BR/><FONT POINT-SIZE="9">host bridge function<BR/>device 00.0<BR/>1aaa:0001</FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> host0;
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#dbe7f5"><TR><TD><B>rp0</B><BR/><FONT POINT-SIZE="9">root port<BR/>device 01.0<BR/><FONT COLOR="#1f2933">SV+</FONT> <FONT COLOR="#8a94a0">TB-</FONT> <B><FONT COLOR="#b45309">RR+</FONT></B> <B><FONT COLOR="#b45309">CR+</FONT></B> <FONT COLOR="#1f2933">UF+</FONT></FONT></TD></TR></TABLE>>];
	"host bridge hb0" -> rp0;
	"host bridge hb0" -> isa0	[minlen=4];
	"host bridge hb0" -> smbus0	[minlen=4];
	rp0 -> sw0;
	sw0 -> "sw0.0";
	sw0 -> "sw0.1";
	"sw0.0" -> gpu0	[minlen=1];
	"sw0.0" -> "gpu0/vf1"	[minlen=1,
		style=dashed];
	"sw0.0" -> "gpu0/vf2"	[minlen=1,
		style=dashed];
	nic0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="#5f6b7a" BGCOLOR="#fdfbf3"><TR><TD><B>nic0</B><BR/><FONT POINT-SIZE="9">endpoint<BR/>device 00.0<BR/>1ddd:4000<BR/>bar0 64K 64<BR/>bar2 64 I/O</FONT></TD></TR></TABLE>>];
	"sw0.1" -> nic0	[minlen=1];
	legend	[label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT COLOR="#b45309"><B>RR+ CR+</B></FONT></TD><TD ALIGN="LEFT">ACS on, redirecting requests, completions</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1f2933">SV+ UF+ ...</FONT></TD><TD ALIGN="LEFT">ACS on, not redirecting</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#8a94a0">RR- ...</FONT></TD><TD ALIGN="LEFT">ACS supported, off</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#5f6b7a">&#8212;</FONT></TD><TD ALIGN="LEFT">PCIe link</TD></TR></TABLE>>];
}
$ hairpin dot --map --pci-ids tests/fixtures/import/pci.ids tests/fixtures/import/workstation-vvnn.txt
digraph "workstation-vvnn.txt" {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/fixtures/import/workstation-vvnn.txt</B></FONT></TD></TR><TR><TD ALIGN="LEFT">9 functions, 4 of them ports and bridges, and 2 VFs; 8 IOMMU groups, as its own kernel formed them</TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD></TR></TABLE></TD></TR></TABLE>>,
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
mem 0xc0000000+2052K
pref 0x4000000000+1G
I/O 0x3000+48K"];
	machine:e -> "host bridge hb0":w	[style=invis];
	host0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">3 chipset functions</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0 +2</FONT></TD><TD>2 groups</TD></TR></TABLE>>,
		tooltip="0000:00:00.0 host0: Example Silicon Host Bridge [1aaa:0001] class 060000
  group 0
0000:00:1f.0 isa0: Example Silicon LPC Bridge [\
1aaa:0020] class 060100
  group 2
0000:00:1f.3 smbus0: Example Silicon SMBus [1aaa:0021] class 0c0500
  bar0 256 64 at bus 0xc0200000
  \
bar4 32 I/O at bus 0xefa0
  group 2"];
	"host bridge hb0":e -> host0:w;
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT> UF</TD></TR></TABLE>>,
		tooltip="0000:00:01.0 rp0: Example Silicon PCIe Root Port [1aaa:0010] class 060400
  buses 01-06
  ACS SV+ TB- RR+ CR+ UF+
  group 1"];
	"host bridge hb0":e -> rp0:w;
	sw0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#cfe3df"><TR><TD ALIGN="LEFT"><B>sw0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">01:00.0</FONT></TD><TD ALIGN="LEFT">Example Six-Port Switch</TD></TR></TABLE>>,
		tooltip="0000:01:00.0 sw0: Example Switches Inc. Six-Port Switch [1bbb:8600] class 060400
  buses 02-06
  bar0 256K 32 at bus 0xc0100000
  \
group 3"];
	rp0:e -> sw0:w;
	"sw0.0"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">02:00.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT> UF</TD></TR></TABLE>>,
		tooltip="0000:02:00.0 sw0.0: Example Switches Inc. Six-Port Switch [1bbb:8600] class 060400
  buses 03-05
  ACS SV+ TB- RR+ CR+ UF+ EC- DT-
  \
group 4"];
	sw0:e -> "sw0.0":w;
	"sw0.1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">02:01.0</FONT></TD><TD ALIGN="LEFT">SV UF</TD></TR></TABLE>>,
		tooltip="0000:02:01.0 sw0.1: Example Switches Inc. Six-Port Switch [1bbb:8600] class 060400
  buses 06-06
  ACS SV+ TB- RR- CR- UF+ EC- DT-
  \
group 5"];
	sw0:e -> "sw0.1":w;
	gpu0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>gpu0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">03:00.0</FONT></TD><TD ALIGN="LEFT">Example Accelerator 3000 <FONT COLOR="#6b7683">+ 2 VFs</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">ACS off</FONT></TD></TR></TABLE>>,
		tooltip="0000:03:00.0 gpu0: Example Graphics Accelerator 3000 [1ccc:3000] class 030000
  bar0 256M 64 pref at bus 0x4000000000
  bar2 2M \
64 pref at bus 0x4010000000
  ACS RR- CR- UF- DT-
  SR-IOV: 2 of 4 VFs
  group 6"];
	"sw0.0":e -> gpu0:w;
	nic0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nic0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">06:00.0</FONT></TD><TD ALIGN="LEFT">Example Fast NIC</TD></TR></TABLE>>,
		tooltip="0000:06:00.0 nic0: Example Networks Fast NIC [1ddd:4000] class 020000
  bar0 64K 64 at bus 0xc0000000
  bar2 64 I/O at bus 0x3000
  \
group 9"];
	"sw0.1":e -> nic0:w;
}
$ hairpin dot --path gpu,nic tests/golden/tree.hp
digraph tree {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/golden/tree.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">14 functions, 7 of them ports and bridges, and 0 VFs</TD></TR><TR><TD ALIGN="LEFT"><FONT COLOR="#1d4ed8"><B>from gpu to nic, by topology and ACS: below the root complex</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><I>unknown: whether 1 port has ACS; taken as absent</I></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD><TD><FONT COLOR="#1d4ed8"><B>&#8212;&#8212;</B></FONT>&nbsp; the way asked for</TD></TR></TABLE></TD></TR></TABLE>>,
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
mem 0x80000000+512M
pref 0x4000000000+64G"];
	machine:e -> "host bridge hb0":w	[style=invis];
	"host bridge hb1"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#5f6b7a" BGCOLOR="#b9cbe2"><TR><TD ALIGN="LEFT"><B>hb1</B></TD></TR><TR><TD ALIGN="LEFT">domain 0001</TD></TR><TR><TD ALIGN="LEFT">bus 00-ff</TD></TR></TABLE>>,
		tooltip="host bridge hb1
mem 0xa0000000+512M, on the bus at 0x80000000
pref 0x8000000000+64G, on the bus at 0x18000000000"];
	machine:e -> "host bridge hb1":w	[style=invis];
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:00.0 hb0.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000"];
	"host bridge hb0":e -> "hb0.host":w;
	rp0	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>RR</B></FONT> <FONT COLOR="#b45309"><B>CR</B></FONT> UF</TD></TR></TABLE>>,
		tooltip="0000:00:01.0 rp0: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS SV+ RR+ CR+ UF+"];
	"host bridge hb0":e -> rp0:w;
	rp1	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
		tooltip="0000:00:02.0 rp1: Intel Corporation Sky Lake-E PCI Express Root Port B [8086:2031] class 060400"];
	"host bridge hb0":e -> rp1:w;
	"hb1.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD></TR></TABLE>>,
		tooltip="0001:00:00.0 hb1.host: Intel Corporation Sky Lake-E DMI3 Registers [8086:2020] class 060000"];
	"host bridge hb1":e -> "hb1.host":w;
	rp2	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>rp2</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>ACS unknown</I></FONT></TD></TR></TABLE>>,
		tooltip="0001:00:01.0 rp2: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS unknown"];
	"host bridge hb1":e -> rp2:w;
	sw0	[label=<<TABLE BORDER="3" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#c0182b" BGCOLOR="#cfe3df"><TR><TD ALIGN="LEFT"><B>sw0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f0</TD></TR><TR><TD ALIGN="LEFT" COLSPAN="6"><FONT COLOR="#c0182b"><B>turned here</B>: the first bridge above both</FONT></TD></TR></TABLE>>,
		tooltip="dev 00.0 sw0: 1b36:00f0 [1b36:00f0] class 060400"];
	rp0:e -> sw0:w;
	old	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#ece4f4"><TR><TD ALIGN="LEFT"><B>old</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:000e</TD></TR></TABLE>>,
		tooltip="dev 00.0 old: 1b36:000e [1b36:000e] class 060400"];
	rp1:e -> old:w;
	nvme	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nvme</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">Samsung NVMe SSD Controller PM9A...</TD></TR></TABLE>>,
		tooltip="dev 00.0 nvme: Samsung Electronics Co Ltd NVMe SSD Controller PM9A1/PM9A3/980PRO [144d:a80a] class 010802
  bar0 16K 64"];
	rp2:e -> nvme:w;
	"sw0.0"	[label=<<TABLE BORDER="2" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#1d4ed8" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.0</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">SV <FONT COLOR="#b45309"><B>CR</B></FONT></TD></TR></TABLE>>,
		tooltip="dev 00.0 sw0.0: 1b36:00f1 [1b36:00f1] class 060400
  ACS SV+ RR- CR+ EC- DT-"];
	sw0:e -> "sw0.0":w	[arrowsize=0.6,
		arrowtail=normal,
		color="#1d4ed8",
		dir=back,
		penwidth=2.5];
	"sw0.1"	[label=<<TABLE BORDER="2" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#1d4ed8" BGCOLOR="#e6f1ef"><TR><TD ALIGN="LEFT"><B>sw0.1</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683"><I>no ACS</I></FONT></TD></TR></TABLE>>,
		tooltip="dev 01.0 sw0.1: 1b36:00f1 [1b36:00f1] class 060400"];
	sw0:e -> "sw0.1":w	[arrowhead=normal,
		arrowsize=0.6,
		color="#1d4ed8",
		dir=forward,
		penwidth=2.5];
	gpu	[label=<<TABLE BORDER="2" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#1d4ed8" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>gpu</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">NVIDIA A40</TD></TR></TABLE>>,
		tooltip="dev 00.0 gpu: NVIDIA Corporation GA102GL [A40] [10de:2235] class 038000
  bar0 16M 32
  bar2 32G 64 pref"];
	"sw0.0":e -> gpu:w	[arrowsize=0.6,
		arrowtail=normal,
		color="#1d4ed8",
		dir=back,
		penwidth=2.5];
	snd	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>snd</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.1</FONT></TD><TD ALIGN="LEFT">NVIDIA A10</TD></TR></TABLE>>,
		tooltip="dev 00.1 snd: NVIDIA Corporation GA102GL [A10] [10de:2236] class 038000
  bar0 16K 32"];
	"sw0.0":e -> snd:w;
	nic	[label=<<TABLE BORDER="2" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#1d4ed8" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>nic</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">Mellanox ConnectX-6 Dx</TD></TR></TABLE>>,
		tooltip="dev 00.0 nic: Mellanox Technologies MT2892 Family [ConnectX-6 Dx] [15b3:101d] class 020000
  bar0 32M 64 pref
  SR-IOV: 0 of 8 VFs"];
	"sw0.1":e -> nic:w	[arrowhead=normal,
		arrowsize=0.6,
		color="#1d4ed8",
		dir=forward,
		penwidth=2.5];
	dev	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#fffdf2"><TR><TD ALIGN="LEFT"><B>dev</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">dev 00.0</FONT></TD><TD ALIGN="LEFT">1b36:00f6</TD></TR></TABLE>>,
		tooltip="dev 00.0 dev: 1b36:00f6 [1b36:00f6] class 088000
  bar0 4K 32"];
	old:e -> dev:w;
}
$ hairpin dot -k $new --between a,b tests/golden/pair.hp
digraph pair {
	graph [fontname="Helvetica,Arial,sans-serif",
		fontsize=11,
		label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="14"><B>tests/golden/pair.hp</B></FONT></TD></TR><TR><TD ALIGN="LEFT">3 functions, 2 of them ports and bridges, and 0 VFs; 3 IOMMU groups, as the simulated kernel formed them</TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="1" CELLSPACING="2" CELLPADDING="2" COLOR="#c3ccd6"><TR><TD><B>name</B> <FONT COLOR="#6b7683"><B>01:00.0-3</B></FONT>&nbsp; functions 0 to 3 of one device</TD><TD>SV <FONT COLOR="#b45309"><B>RR CR</B></FONT> UF&nbsp; ACS that is on; RR, CR redirect peers' requests, completions</TD><TD><FONT COLOR="#1a7f37"><B>&#8212;&#8212;</B></FONT>&nbsp; BUS_ADDR: directly</TD><TD><FONT COLOR="#d97706"><B>&#8212;&#8212;</B></FONT>&nbsp; THRU_HOST_BRIDGE: up and down again</TD></TR></TABLE></TD></TR></TABLE>>,
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
	"hb0.host"	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#f4f5f7"><TR><TD ALIGN="LEFT">1 chipset function</TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:00.0</FONT></TD><TD>1 group</TD></TR></TABLE>>,
		tooltip="0000:00:00.0 hb0.host: Intel Corporation 10th Gen Core Processor Host Bridge/DRAM Registers [8086:9b63] class 060000
  group 0"];
	"host bridge hb0":e -> "hb0.host":w;
	a	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>a</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:01.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">ACS off</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:01.0 a: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] class 060400
  ACS SV- RR- CR- UF-
  group 1"];
	"host bridge hb0":e -> a:w;
	b	[label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" COLOR="#9aa5b1" BGCOLOR="#d6e4f5"><TR><TD ALIGN="LEFT"><B>b</B></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">00:02.0</FONT></TD><TD ALIGN="LEFT"><FONT COLOR="#6b7683">ACS off</FONT></TD></TR></TABLE>>,
		tooltip="0000:00:02.0 b: Intel Corporation Sky Lake-E PCI Express Root Port B [8086:2031] class 060400
  ACS SV- RR- CR-
  group 2"];
	"host bridge hb0":e -> b:w;
	a:e -> b:e	[arrowhead=normal,
		arrowsize=0.6,
		arrowtail=none,
		color="#d97706",
		constraint=false,
		dir=forward,
		penwidth=1.6,
		style=solid,
		tooltip="a to b: THRU_HOST_BRIDGE"];
	b:e -> a:e	[arrowhead=normal,
		arrowsize=0.6,
		arrowtail=none,
		color="#1a7f37",
		constraint=false,
		dir=forward,
		penwidth=1.6,
		style=solid,
		tooltip="b to a: BUS_ADDR"];
}
$ hairpin import --pci-ids tests/fixtures/import/pci.ids tests/fixtures/import/workstation-vv.txt
tests/fixtures/import/workstation-vv.txt:158:1: warning: 0000:03:00.0: 'Example Graphics Accelerator 3000' is 1ccc:3000 in this pci.ids, but may be another in the list that named it: 1 more hold that name, as 1ccc:3001 'Accelerator 3000 VF' (lspci -nn prints numbers)
tests/fixtures/import/workstation-vv.txt:256:1: warning: 0000:06:00.0: 'Example Networks Fast NIC' is ambiguous in pci.ids: 1ddd:4000, 1ddd:4001; the first is taken (lspci -nn prints numbers)
# A real machine: 11 functions, 2 VFs among them; ACS of 6 is on record, of 0 unknown.
# from: workstation-vv.txt (lspci)
# note: line 158: 0000:03:00.0: 'Example Graphics Accelerator 3000' is 1ccc:3000 in this pci.ids, but may be another in the list that named it: 1 more hold that name, as 1ccc:3001 'Accelerator 3000 VF' (lspci -nn prints numbers)
# note: line 256: 0000:06:00.0: 'Example Networks Fast NIC' is ambiguous in pci.ids: 1ddd:4000, 1ddd:4001; the first is taken (lspci -nn prints numbers)
host custom dram 4G
iommu strict
hb hb0 domain 0000 bus 00-ff id none
window hb0 mem 0xc0000000+2052K
window hb0 pref 0x4000000000+1G
window hb0 io 0x3000+48K
hostdev host0 under hb0 00.0 id 1aaa:0001 rev 05 numa 0 iommu-group 0
rp rp0 under hb0 01.0 id 1aaa:0010 rev 02 acs SV+ TB- RR+ CR+ UF+ ari-forwarding aer pm no-soft-reset intx A msi 1 link gen4 x16 buses 01-06 numa 0 iommu-group 1
switch sw0 under rp0 00.0 id 1bbb:8600 rev a1 bar0 256K 32 at 0xc0100000 aer pm no-soft-reset intx A msi 8 link gen4 x16 buses 02-06 numa 0 iommu-group 3
dsp sw0.0 under sw0 00.0 id 1bbb:8600 rev a1 acs SV+ TB- RR+ CR+ UF+ EC- DT- ari-forwarding aer pm no-soft-reset hotplug intx A msi 8 link gen4 x16 buses 03-05 numa 0 iommu-group 4
ep gpu0 under sw0.0 00.0 id 1ccc:3000 class vga rev c0 acs RR- CR- UF- DT- bar0 256M 64 pref at 0x4000000000 rebar 256M,512M,1G,2G bar2 2M 64 pref at 0x4010000000 vfs 4 vfoffset 256 vfstride 1 vfenabled 2 vfdevice 3001 vfpages 0x553 vfbar0 64M 64 pref at 0x4020000000 vfacs RR- CR- UF- DT- ari ats pri aer flr pm no-soft-reset pasid 16 rom 128K intx A msi 4 msix 64 link gen4 x16 numa 0 driver exgpu iommu-group 6
dsp sw0.1 under sw0 01.0 id 1bbb:8600 rev a1 acs SV+ TB- RR- CR- UF+ EC- DT- ari-forwarding aer pm no-soft-reset intx A msi 8 link gen4 x8 buses 06-06 numa 0 iommu-group 5
ep nic0 under sw0.1 00.0 id 1ddd:4000 class network bar0 64K 64 at 0xc0000000 bar2 64 io at 0x3000 aer pm no-soft-reset intx A numa 0 driver exnic iommu-group 9
pcidev isa0 under hb0 1f.0 id 1aaa:0020 class isa multifunction numa 0 iommu-group 2
pcidev smbus0 under hb0 1f.3 id 1aaa:0021 class 0x0c0500 bar0 256 64 at 0xc0200000 bar4 32 io at 0xefa0 multifunction intx C numa 0 iommu-group 2
$ hairpin import -q --profile amd-zen --cpu amd:0x19 --p2p same-bridge --iommu lazy --listed yes tests/fixtures/import/fields-vvv.txt
# A real machine: 9 functions, 0 VFs among them; ACS of 6 is on record, of 0 unknown.
# from: fields-vvv.txt (lspci)
# note: line 1: capabilities of 3 functions, 0000:00:00.0 first, were not captured; types are guessed from class, name and place
# note: line 77: sizes of 1 BAR, of 0001:01:00.0 first, are not in the capture: taken from alignment and neighbours (lspci -vv and sysfs tell them)
host amd-zen family 0x19 dram 4G p2p same-bridge
iommu lazy
hb hb0 domain 0000 bus 00-ff id none
window hb0 mem 0x90000000+35M
window hb0 mem 0xfe000000+4K
window hb0 io 0x2000+8K
window hb0 mem 0xfd000000+16M
hb hb1 domain 0001 bus 00-ff id none
window hb1 mem 0xa0000000+1M
window hb1 pref 0x10000000000+32G
window hb1 mem 0xfc000000+16M
hostdev host0 under hb0 00.0 id 8086:2020 rev 04 numa 1
rp rp0 under hb0 02.0 id 8086:2030 class 0x060401 rev 06 acs SV- RR+ EC- bar0 16K 64 pref at 0x90000000 pm dpc slot rom 2K intx B msi 2 port 3 buses 01-04
bridge br0 under rp0 00.0 id 10b5:8112 rev aa link gen1 x1 buses 02-03
pcidev audio0 under br0 04.0 id 1412:1724 class 0x040100 rev 01 bar0 32 io at 0x2000 bar1 128 io at 0x2080 bar2 512 32 pref at 0x91000000 intx C
rciep usb0 under hb0 14.0 id 8086:a1af class usb rev 31 bar0 64K 64 bar4 32 io at 0x2040 flr intx A msix 8
rcec rcec0 under hb0 16.0 id 8086:2036
pcidev isa0 under hb0 1f.0 id 8086:a1c1 class isa rev 09 bar1 8 io bar5 4K 32 at 0xfe000000 intx D
rp rp1 under hb1 00.0 id 8086:2020 acs TB+ CR+ UF+ DT+ ari-forwarding link gen6 x16 port 240 buses 01-01 numa 3
ep nvme0 under rp1 00.0 id 144d:a80a class nvme bar0 16K 64 at 0xa0000000 bar2 16G 64 pref at 0x10000000000 rebar 1G,2G,16G vfs 30/32 vfoffset 2 vfstride 3 vfdevice a824 vfpages 0x55 vfbar0 4K 64 at 0xa0004000 vfbar4 64K 32 ari ats pri aer pm no-soft-reset ltr serial pasid msi 32 msix 130 link gen5 x4 numa 3 iommu-group 40
$ hairpin import -q --cpu intel --listed no tests/fixtures/import/fields-vvv.txt | head -n 6
# A real machine: 9 functions, 0 VFs among them; ACS of 6 is on record, of 0 unknown.
# from: fields-vvv.txt (lspci)
# note: line 1: capabilities of 3 functions, 0000:00:00.0 first, were not captured; types are guessed from class, name and place
# note: line 77: sizes of 1 BAR, of 0001:01:00.0 first, are not in the capture: taken from alignment and neighbours (lspci -vv and sysfs tell them)
host server dram 4G
iommu strict
