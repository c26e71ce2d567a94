#include "cli/keys_secret.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/keys_write.h"
#include "cli/password.h"
#include "people/key_files.h"

/* Before it all characters that a composed text can hold are one code point in NFC. */
#define COMBINING_FIRST 0x300

static const char root_magic[WRAPPING_MAGIC_SIZE] = {'H', 'L', 'S', '1'};

void keys_signer_finish(struct keys_signer *signer)
{
    sodium_free(signer->secret);
    *signer = (struct keys_signer){0};
}

static char *ask(const char *prompt)
{
    char *phrase = sodium_malloc(KEYS_PHRASE_SIZE);

    if (phrase && !password_read(STDIN_FILENO, prompt, phrase, KEYS_PHRASE_SIZE)) {
        sodium_free(phrase);
        phrase = NULL;
    }
    return phrase;
}

char *keys_ask(const char *prompt)
{
    char *phrase = ask(prompt);

    if (!phrase)
        (void)keys_fail("nothing was given for \"%s\" (one line of at most %d bytes)", prompt,
                        KEYS_PHRASE_SIZE - 1);
    return phrase;
}

/* Whether every machine makes the same bytes of what somebody types. */
static bool is_unambiguous(const char *phrase)
{
    size_t length = strlen(phrase);

    while (length > 0) {
        uint32_t point;
        size_t size = utf8_decode(phrase, length, &point);
        if (size == 0 || point >= COMBINING_FIRST || utf8_is_invisible(point))
            return false;
        phrase += size;
        length -= size;
    }
    return true;
}

static const char *mistake_of(const char *phrase, size_t least)
{
    if (strlen(phrase) < least)
        return "is too short; take four words or more";
    if (phrase[0] == ' ' || phrase[strlen(phrase) - 1] == ' ' || strstr(phrase, "  "))
        return "has a space at its begin or end, or two together";
    if (!is_unambiguous(phrase))
        return "has characters that not every keyboard writes alike; take Latin letters, digits "
               "and "
               "spaces";
    return NULL;
}

static bool is_repeated(const char *phrase)
{
    char *again;
    bool same;

    if (!isatty(STDIN_FILENO))
        return true;
    again = ask("Once more: ");
    same = again && strcmp(phrase, again) == 0;
    sodium_free(again);
    return same || keys_fail("the two are not the same; nothing was made");
}

char *keys_ask_new(const char *what, size_t least)
{
    char prompt[128];

    (void)snprintf(prompt, sizeof prompt, "New %s: ", what);
    char *phrase = keys_ask(prompt);
    const char *mistake = phrase ? mistake_of(phrase, least) : NULL;
    if (mistake)
        (void)keys_fail("the %s %s", what, mistake);
    if (phrase && (mistake || !is_repeated(phrase))) {
        sodium_free(phrase);
        phrase = NULL;
    }
    return phrase;
}

bool keys_signer_of(struct keys_signer *signer, const unsigned char *seed)
{
    signer->secret = sodium_malloc(CERTIFICATE_SIGNER_SIZE);
    if (!signer->secret)
        return keys_fail("out of memory");
    (void)crypto_sign_seed_keypair(signer->public_key, signer->secret, seed);
    return true;
}

unsigned char *keys_signer_make(struct keys_signer *signer)
{
    unsigned char *seed = sodium_malloc(WRAPPING_SEED_SIZE);

    if (!seed) {
        (void)keys_fail("out of memory");
        return NULL;
    }
    randombytes_buf(seed, WRAPPING_SEED_SIZE);
    if (!keys_signer_of(signer, seed)) {
        sodium_free(seed);
        return NULL;
    }
    return seed;
}

/* The secret first: a public key whose secret is nowhere is worse than the opposite. */
static bool write_root(const char *dir, const char *organisation,
                       const unsigned char wrapped[WRAPPING_SIZE],
                       const unsigned char public_key[CERTIFICATE_KEY_SIZE], bool replace)
{
    char secret_path[PATH_MAX], public_path[PATH_MAX], hex[2 * CERTIFICATE_KEY_SIZE + 2];

    if (!key_files_path(secret_path, dir, organisation, "root", ".secret") ||
        !key_files_path(public_path, dir, organisation, "root", ".pub"))
        return keys_fail("the name of the keys folder is too long");
    if (!replace && access(public_path, F_OK) == 0)
        return keys_fail("%s has a root already; with --replace all that it has signed counts no "
                         "more",
                         organisation);
    (void)sodium_bin2hex(hex, sizeof hex, public_key, CERTIFICATE_KEY_SIZE);
    hex[sizeof hex - 2] = '\n';
    return keys_write_base64(secret_path, wrapped, WRAPPING_SIZE, KEYS_FILE_SECRET, replace) &&
           keys_write(public_path, hex, sizeof hex - 1, KEYS_FILE_PUBLIC, replace);
}

bool keys_root_make(const char *dir, const char *organisation, const char *passphrase,
                    struct wrapping_limits limits, bool replace)
{
    struct keys_signer root = {0};
    unsigned char wrapped[WRAPPING_SIZE];
    unsigned char *seed = keys_signer_make(&root);
    bool done = false;

    if (seed && !wrapping_close(root_magic, limits, passphrase, strlen(passphrase), seed, wrapped))
        (void)keys_fail("not enough memory for Argon2id (%u MiB); --fast needs less",
                        limits.memory_kib / 1024);
    else if (seed)
        done = keys_make_folder(dir, organisation) &&
               write_root(dir, organisation, wrapped, root.public_key, replace);
    sodium_free(seed);
    keys_signer_finish(&root);
    return done;
}

/* Reads the wrapped secret of the root. Returns false after it has said what is wrong. */
static bool read_wrapped(const char *path, const char *organisation,
                         unsigned char wrapped[WRAPPING_SIZE])
{
    size_t length = 0, decoded = 0;
    char *text = key_files_read(path, &length);

    if (!text && errno == ENOENT)
        return keys_fail("there is no root of %s: %s is missing. Bring the medium on which it is "
                         "kept, or make one: veer keys root %s",
                         organisation, path, organisation);
    if (!text)
        return keys_fail("cannot read %s (%s)", path, strerror(errno));
    bool fine = sodium_base642bin(wrapped, WRAPPING_SIZE, text, length, "\r\n", &decoded, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0 &&
                decoded == WRAPPING_SIZE;
    free(text);
    return fine || keys_fail("%s is not as veer keys root wrote it", path);
}

/* Opens it into `root`. */
static bool unwrap_root(const char *path, const unsigned char wrapped[WRAPPING_SIZE],
                        const char *passphrase, struct keys_signer *root)
{
    unsigned char *seed = sodium_malloc(WRAPPING_SEED_SIZE);
    bool done = false;

    if (!seed)
        return keys_fail("out of memory");
    switch (wrapping_open(root_magic, wrapped, passphrase, strlen(passphrase), seed)) {
    case WRAPPING_OPEN:
        done = keys_signer_of(root, seed);
        break;
    case WRAPPING_WRONG:
        (void)keys_fail("this is not the passphrase of the root in %s", path);
        break;
    case WRAPPING_NO_MEMORY:
        (void)keys_fail("not enough memory for Argon2id");
        break;
    default:
        (void)keys_fail("%s is not as veer keys root wrote it", path);
    }
    sodium_free(seed);
    return done;
}

bool keys_root_open(const char *dir, const char *organisation, const char *passphrase,
                    struct keys_signer *root)
{
    char path[PATH_MAX], prompt[64];
    unsigned char wrapped[WRAPPING_SIZE], shown[CERTIFICATE_KEY_SIZE];
    char *asked = NULL;

    if (!key_files_path(path, dir, organisation, "root", ".secret"))
        return keys_fail("the name of the keys folder is too long");
    if (!read_wrapped(path, organisation, wrapped))
        return false;
    (void)snprintf(prompt, sizeof prompt, "Passphrase of the root of %s: ", organisation);
    if (!passphrase)
        passphrase = asked = keys_ask(prompt);
    bool open = passphrase && unwrap_root(path, wrapped, passphrase, root);
    sodium_free(asked);
    if (!open)
        return false;
    if (key_files_root(dir, organisation, shown) == KEY_FILE_READ &&
        memcmp(shown, root->public_key, sizeof shown) == 0)
        return true;
    keys_signer_finish(root);
    return keys_fail("%s/%s/root.pub does not belong to this root.secret", dir, organisation);
}
