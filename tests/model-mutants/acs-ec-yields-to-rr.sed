# what: a clear egress bit no longer overrides request redirect
# file: wire/acs.c
s/if (!egress_bit)/if (!egress_bit \&\& !(ctrl \& ACS_RR))/
