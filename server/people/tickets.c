#include "people/tickets.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEALED_MAX 8192 /* bytes; more than any message holds */
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define ADDED (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)

struct tickets {
    unsigned char *key; /* crypto_secretbox_KEYBYTES, locked */
};

bool tickets_make_secret(const char *path, char *error, size_t error_size)
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0 && errno == EEXIST)
        return true;
    bool made = fd >= 0;
    if (made) {
        randombytes_buf(key, sizeof key);
        made = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
        sodium_memzero(key, sizeof key);
        made = close(fd) == 0 && made;
    }
    if (!made) {
        snprintf(error, error_size,
                 "cannot make the network's secret %s (%s); name another file with --secret", path,
                 strerror(errno));
        if (fd >= 0)
            unlink(path);
    }
    return made;
}

/* Reads exactly a key; a longer file is none. */
static bool read_key(int fd, unsigned char *key)
{
    unsigned char more;

    return read(fd, key, crypto_secretbox_KEYBYTES) == crypto_secretbox_KEYBYTES &&
           read(fd, &more, 1) == 0;
}

static bool is_private(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

struct tickets *tickets_create(const char *path, char *error, size_t error_size)
{
    struct tickets *tickets = calloc(1, sizeof *tickets);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (tickets)
        tickets->key = sodium_malloc(crypto_secretbox_KEYBYTES);
    if (fd < 0)
        snprintf(error, error_size, "cannot read the network's secret %s (%s)", path,
                 strerror(errno));
    else if (!is_private(fd))
        snprintf(error, error_size, "others can read the network's secret; chmod 600 %s", path);
    else if (!tickets || !tickets->key || !read_key(fd, tickets->key))
        snprintf(error, error_size, "%s is no secret of a network: %d random bytes are", path,
                 (int)crypto_secretbox_KEYBYTES);
    else {
        close(fd);
        sodium_mprotect_readonly(tickets->key);
        return tickets;
    }
    if (fd >= 0)
        close(fd);
    tickets_destroy(tickets);
    return NULL;
}

void tickets_destroy(struct tickets *tickets)
{
    if (!tickets)
        return;
    sodium_free(tickets->key); /* wipes it */
    free(tickets);
}

/* The sealed bytes as text: nonce, then box. */
static char *seal_text(const struct tickets *tickets, const char *text, size_t length)
{
    unsigned char sealed[SEALED_MAX];

    if (length + ADDED > sizeof sealed)
        return NULL;
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const unsigned char *)text, length,
                          sealed, tickets->key);
    size_t size = sodium_base64_encoded_len(length + ADDED, BASE64);
    char *out = malloc(size);
    if (out)
        sodium_bin2base64(out, size, sealed, length + ADDED, BASE64);
    return out;
}

char *tickets_seal(const struct tickets *tickets, json_t *clear, const char *holder,
                   int64_t expires)
{
    json_object_set_new(clear, "holder", json_string(holder));
    json_object_set_new(clear, "expires", json_integer(expires));
    char *text = json_dumps(clear, JSON_COMPACT);
    char *sealed = text ? seal_text(tickets, text, strlen(text)) : NULL;

    free(text);
    return sealed;
}

static json_t *open_text(const struct tickets *tickets, const char *text)
{
    unsigned char sealed[SEALED_MAX];
    size_t length;

    if (sodium_base642bin(sealed, sizeof sealed, text, strlen(text), NULL, &length, NULL, BASE64) !=
            0 ||
        length < ADDED)
        return NULL;
    char *clear = malloc(length - ADDED + 1);
    json_t *said = NULL;
    if (clear &&
        crypto_secretbox_open_easy((unsigned char *)clear, sealed + crypto_secretbox_NONCEBYTES,
                                   length - crypto_secretbox_NONCEBYTES, sealed, tickets->key) == 0)
        said = json_loadb(clear, length - ADDED, 0, NULL);
    free(clear);
    return said;
}

json_t *tickets_open(const struct tickets *tickets, const char *text, const char *holder,
                     int64_t now)
{
    json_t *said = text ? open_text(tickets, text) : NULL;
    const char *named = json_string_value(json_object_get(said, "holder"));

    if (named && (!holder || strcmp(named, holder) == 0) &&
        json_integer_value(json_object_get(said, "expires")) > now)
        return said;
    json_decref(said);
    return NULL;
}
