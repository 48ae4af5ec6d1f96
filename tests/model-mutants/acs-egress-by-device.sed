# what: egress vectors count ports by device number
# file: wire/tlp.c
s/return peer->port_number;/return peer->devfn >> 3;/
