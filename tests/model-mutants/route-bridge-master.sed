# what: a bridge forwards upstream with Bus Master Enable clear
# file: wire/route_tlp.c
s/!function_master_enabled(port)/!port/
