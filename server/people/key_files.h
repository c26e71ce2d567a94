/* The files of a keys folder (docs/keys.md), one at a time:
 *
 *   DIR/ORG/root.pub        the root's public key in hex
 *   DIR/ORG/NAME.enrolment  a counsellor's wrapped enrolment in base64
 *   DIR/ORG/revoked         the signed revocation list in base64
 *   DIR/roots.json(.sig)    all roots and revocation lists as the pages get them, and its signature
 */
#ifndef VEER_PEOPLE_KEY_FILES_H
#define VEER_PEOPLE_KEY_FILES_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "sealed/enrolment.h"
#include "sealed/revocation.h"

#define KEY_FILES_MAX ((size_t)1024 * 1024) /* bytes */
#define KEY_FILES_REVOKED_MAX REVOCATION_SIZE(REVOCATION_MAX)

enum key_file { KEY_FILE_READ, KEY_FILE_ABSENT, KEY_FILE_WRONG };

/* The folder `keys` beside the network file; the caller frees. NULL: out of memory. */
char *key_files_beside(const char *network);

/* Writes DIR/ORG/NAMEENDING. Returns false when it is too long. */
bool key_files_path(char path[PATH_MAX], const char *dir, const char *organisation,
                    const char *name, const char *ending);

/* The bytes of a file as they are, with a NUL behind them; the caller frees. NULL with errno when
 * it cannot be read (EFBIG: too long, ENOENT: absent). */
char *key_files_read(const char *path, size_t *length);

enum key_file key_files_root(const char *dir, const char *organisation,
                             unsigned char root[CERTIFICATE_KEY_SIZE]);

/* Says nothing about the signature of the certificate. */
enum key_file key_files_enrolment(const char *dir, const char *organisation, const char *name,
                                  unsigned char bytes[ENROLMENT_SIZE]);

/* Takes the list only if the root has signed it; `revocation` stands in `bytes`, and is empty when
 * the file is absent or wrong. */
enum key_file key_files_revoked(const char *dir, const char *organisation,
                                const unsigned char root[CERTIFICATE_KEY_SIZE],
                                unsigned char bytes[KEY_FILES_REVOKED_MAX],
                                struct revocation *revocation);

/* The names in DIR that hold a root.pub, in order; the caller frees the names and the list. Returns
 * how many, or -1 with errno. */
int key_files_organisations(const char *dir, char ***names);

/* Appends what roots.json should say of this folder. Returns false, and writes a sentence into
 * error, when a root or a list is wrong. */
bool key_files_roots(const char *dir, struct text *json, char *error, size_t error_size);

#endif
