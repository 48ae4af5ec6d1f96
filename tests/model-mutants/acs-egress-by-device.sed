# what: egress vectors count ports by device number
# file: wire/traits.c
s/return peer->port_number;/return peer->devfn >> 3;/
