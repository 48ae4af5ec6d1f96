# what: direct translated P2P lets untranslated requests go direct
# file: wire/acs.c
/t->at == TLP_TRANSLATED)/s/t->at == TLP_TRANSLATED/true/
