# what: the translation cache of a device survives its reset
# file: wire/tlp.c
s/\tif (in_reset)$/\tif (!fn)/
