/* SPDX-License-Identifier: BSD-2-Clause */
/* The parsers that kind_table.h names: each is a kind_parser (kind.h). */
#ifndef TAMIS_INDICATOR_KIND_PARSERS_H
#define TAMIS_INDICATOR_KIND_PARSERS_H

#include "indicator/kind.h"

#define KIND_PARSER(name)                                                      \
    tamis_reason name(tamis_indicator *indicator, tamis_slice text,            \
                      uint32_t flags)

/* endpoint.c */
KIND_PARSER(ip_parse);
KIND_PARSER(ip_port_parse);
/* domain.c */
KIND_PARSER(domain_parse);
/* url.c */
KIND_PARSER(url_parse);
KIND_PARSER(uri_path_parse);
/* email.c */
KIND_PARSER(email_parse);
/* digest.c */
KIND_PARSER(digest_parse);
/* text.c */
KIND_PARSER(text_parse);
KIND_PARSER(word_parse);
KIND_PARSER(named_pipe_parse);
KIND_PARSER(registry_key_parse);
/* pattern.c */
KIND_PARSER(pattern_parse);
/* fingerprint.c */
KIND_PARSER(ja4_parse);
KIND_PARSER(jarm_parse);
KIND_PARSER(ssdeep_parse);
KIND_PARSER(tlsh_parse);
KIND_PARSER(telfhash_parse);
KIND_PARSER(favicon_parse);
KIND_PARSER(community_id_parse);
KIND_PARSER(ssh_fingerprint_parse);
KIND_PARSER(chrome_extension_parse);
/* number_kinds.c */
KIND_PARSER(asn_parse);
KIND_PARSER(mac_parse);
KIND_PARSER(phone_number_parse);
/* account.c */
KIND_PARSER(btc_parse);
KIND_PARSER(xmr_parse);
KIND_PARSER(dash_parse);
KIND_PARSER(iban_parse);
KIND_PARSER(bic_parse);

#endif
