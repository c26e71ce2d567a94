#include "cli/keys_enrol.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli/keys_issued.h"
#include "cli/keys_write.h"
#include "people/key_files.h"

#define DAY_S 86400
#define DAYS_DEFAULT 90
#define PASSPHRASE_LEAST 12 /* bytes, of a root: it is kept offline */
#define PHRASE_LEAST 20     /* bytes, of a counsellor: the server holds what it opens */

static struct wrapping_limits limits_of(const struct keys_request *request)
{
    return request->fast ? wrapping_interactive : wrapping_moderate;
}

bool keys_root(const struct keys_request *request)
{
    char organisation[KEYS_NAME_SIZE], path[PATH_MAX];
    unsigned char public_key[CERTIFICATE_KEY_SIZE];

    if (!keys_read_organisation(request->words[0], organisation))
        return false;
    if (!request->replace &&
        key_files_root(request->dir, organisation, public_key) != KEY_FILE_ABSENT)
        return keys_fail("%s has a root already; with --replace all that it has signed counts no "
                         "more",
                         organisation);
    char *passphrase = keys_ask_new("passphrase of the root", PASSPHRASE_LEAST);
    bool done = passphrase && keys_root_make(request->dir, organisation, passphrase,
                                             limits_of(request), request->replace);
    sodium_free(passphrase);
    if (!done || !key_files_path(path, request->dir, organisation, "root", ".secret"))
        return false;
    (void)printf("%s has a root. Keep %s and its passphrase apart from the server, and a copy of "
                 "both in another place.\n",
                 organisation, path);
    return true;
}

/* The certificate of an enrolment key from now on. */
static void certify(const struct keys_request *request, const struct keys_signer *root,
                    const unsigned char key[CERTIFICATE_KEY_SIZE],
                    unsigned char bytes[CERTIFICATE_SIZE])
{
    const int days = request->days ? request->days : DAYS_DEFAULT;
    struct certificate certificate = {.type = CERTIFICATE_ENROLMENT,
                                      .from = (uint32_t)request->now_s,
                                      .until = (uint32_t)(request->now_s + (int64_t)days * DAY_S)};

    certificate_organisation(root->public_key, certificate.organisation);
    memcpy(certificate.key, key, CERTIFICATE_KEY_SIZE);
    randombytes_buf(certificate.subject, sizeof certificate.subject);
    do
        randombytes_buf(certificate.serial, sizeof certificate.serial);
    while (sodium_is_zero(certificate.serial, sizeof certificate.serial));
    certificate_sign(&certificate, root->secret, bytes);
}

bool keys_enrol_one(const struct keys_request *request, const char *organisation, const char *name,
                    const struct keys_signer *root, const char *phrase,
                    struct wrapping_limits limits)
{
    char path[PATH_MAX];
    unsigned char certificate[CERTIFICATE_SIZE], enrolment[ENROLMENT_SIZE];
    struct keys_signer key = {0};
    unsigned char *seed = keys_signer_make(&key);
    bool done = false;

    if (!seed)
        return false;
    certify(request, root, key.public_key, certificate);
    if (!key_files_path(path, request->dir, organisation, name, ".enrolment"))
        (void)keys_fail("the name of the keys folder is too long");
    else if (!enrolment_wrap(seed, certificate, phrase, strlen(phrase), limits, enrolment))
        (void)keys_fail("not enough memory for Argon2id (%u MiB); --fast needs less",
                        limits.memory_kib / 1024);
    else /* written down before it can be used: then it can be revoked, too */
        done = keys_issued_add(request->dir, organisation, name, certificate) &&
               keys_write_base64(path, enrolment, sizeof enrolment, KEYS_FILE_SECRET, true);
    keys_signer_finish(&key);
    sodium_free(seed);
    return done;
}

bool keys_enrol(const struct keys_request *request)
{
    char organisation[KEYS_NAME_SIZE], name[KEYS_NAME_SIZE], what[64 + KEYS_NAME_SIZE];
    struct keys_signer root = {0};
    bool done = false;

    if (!keys_read_person(request->words[0], organisation, name) ||
        !keys_root_open(request->dir, organisation, NULL, &root))
        return false;
    (void)snprintf(what, sizeof what, "key phrase of %s", name);
    char *phrase = keys_ask_new(what, PHRASE_LEAST);
    if (phrase)
        done = keys_enrol_one(request, organisation, name, &root, phrase, limits_of(request));
    sodium_free(phrase);
    keys_signer_finish(&root);
    if (done)
        (void)printf("%s/%s is enrolled for %d days. Bring %s/%s/%s.enrolment to the server.\n",
                     organisation, name, request->days ? request->days : DAYS_DEFAULT, request->dir,
                     organisation, name);
    return done;
}

bool keys_sign(const struct keys_request *request)
{
    char organisation[KEYS_NAME_SIZE], base64[CERTIFICATE_BASE64_SIZE];
    unsigned char key[CERTIFICATE_KEY_SIZE], certificate[CERTIFICATE_SIZE];
    const char *hex = request->words[1];
    struct keys_signer root = {0};
    size_t length = 0;

    if (!keys_read_organisation(request->words[0], organisation))
        return false;
    if (strlen(hex) != 2 * sizeof key ||
        sodium_hex2bin(key, sizeof key, hex, strlen(hex), NULL, &length, NULL) != 0 ||
        !crypto_core_ed25519_is_valid_point(key))
        return keys_fail("\"%s\" is not an Ed25519 public key (64 hex characters)", hex);
    if (!keys_root_open(request->dir, organisation, NULL, &root))
        return false;
    certify(request, &root, key, certificate);
    keys_signer_finish(&root);
    if (!keys_issued_add(request->dir, organisation, "-", certificate))
        return false;
    (void)printf("%s\n", sodium_bin2base64(base64, sizeof base64, certificate, sizeof certificate,
                                           sodium_base64_VARIANT_ORIGINAL));
    return true;
}
