/* What a root has signed. The file DIR/ORG/issued has a line for each: the name (`-` for a key made
 * elsewhere) and the certificate in base64. It stays with the root: what is not known cannot be
 * revoked. */
#ifndef VEER_CLI_KEYS_ISSUED_H
#define VEER_CLI_KEYS_ISSUED_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/keys_private.h"

struct keys_issued {
    char name[KEYS_NAME_SIZE];
    bool in_use; /* it stands in the person's enrolment file */
    unsigned char bytes[CERTIFICATE_SIZE];
    struct certificate certificate;
};

/* Reads what was signed, and the enrolments that are there, in order of names and, of one name, of
 * time. The caller frees the list. Returns false after it has said what is wrong. */
bool keys_issued_read(const char *dir, const char *organisation, struct keys_issued **list,
                      size_t *count);

/* Writes it down. `name` may be "-". */
bool keys_issued_add(const char *dir, const char *organisation, const char *name,
                     const unsigned char certificate[CERTIFICATE_SIZE]);

#endif
