# what: upstream forwarding is read from the request redirect bit
# file: wire/acs.c
s/controls(acs) & ACS_UF/controls(acs) \& ACS_RR/
