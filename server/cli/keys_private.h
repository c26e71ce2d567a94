/* What the parts of `veer keys` share. */
#ifndef VEER_CLI_KEYS_PRIVATE_H
#define VEER_CLI_KEYS_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sealed/certificate.h"
#include "sealed/wrapping.h"

#define KEYS_WORDS_MAX 2
#define KEYS_NAME_SIZE 32    /* of an organisation or a person, with its NUL */
#define KEYS_PHRASE_SIZE 257 /* bytes of a passphrase, with its NUL */

/* What was asked for. Texts belong to argv. */
struct keys_request {
    const char *words[KEYS_WORDS_MAX]; /* behind the subcommand */
    const char *dir;                   /* the keys folder */
    const char *release;               /* the file of a release key, or NULL */
    int days;                          /* an enrolment lasts */
    bool fast;                         /* less work for Argon2id */
    bool replace;                      /* what must not be written over may be */
    int64_t now_s;                     /* seconds since 1970 */
};

/* The subcommands. Each returns false after it has said what is wrong. */
bool keys_root(const struct keys_request *request);
bool keys_enrol(const struct keys_request *request);
bool keys_sign(const struct keys_request *request);
bool keys_list(const struct keys_request *request);
bool keys_revoke(const struct keys_request *request);
bool keys_release(const struct keys_request *request);
bool keys_publish(const struct keys_request *request);
bool keys_manifest(const struct keys_request *request);
bool keys_demo(const struct keys_request *request);

/* Says a sentence on standard error. Returns false. */
bool keys_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What an organisation is called, and somebody of it: "csg" or "csg/anna". Returns false after it
 * has said what is wrong. */
bool keys_read_organisation(const char *word, char organisation[KEYS_NAME_SIZE]);
bool keys_read_person(const char *word, char organisation[KEYS_NAME_SIZE],
                      char name[KEYS_NAME_SIZE]);

#endif
