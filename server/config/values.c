#include "config/values.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* Whether text is made of these characters only and is from least to most bytes long. */
static bool is_made_of(const char *text, const char *characters, size_t least, size_t most)
{
    size_t length = strspn(text, characters);

    return text[length] == '\0' && length >= least && length <= most;
}

bool values_is_id(const char *text)
{
    return is_made_of(text, SMALL DIGITS "-", 1, 31) && text[0] != '-';
}

bool values_is_language(const char *text)
{
    return is_made_of(text, SMALL, 2, 3);
}

/* The length of the host name and port at the start of text, 0 if there is none that is right. */
static size_t host_length(const char *text)
{
    size_t length = strspn(text, SMALL DIGITS ".-");

    if (length == 0 || length > 253 || text[0] == '.' || text[0] == '-' ||
        text[length - 1] == '.' || text[length - 1] == '-') {
        return 0;
    }
    if (text[length] != ':') {
        return length;
    }
    size_t digits = strspn(text + length + 1, DIGITS);
    long port = digits <= 5 ? strtol(text + length + 1, NULL, 10) : 0;
    return port >= 1 && port <= 65535 ? length + 1 + digits : 0;
}

bool values_is_page(const char *text)
{
    if (strncmp(text, "https://", 8) != 0) {
        return false;
    }
    size_t host = host_length(text + 8);
    const char *rest = text + 8 + host;
    return host > 0 && (*rest == '\0' || *rest == '/') && strlen(text) <= 200 &&
           strpbrk(rest, " \"<>\\") == NULL;
}

bool values_is_origin(const char *text)
{
    if (strncmp(text, "https://", 8) == 0) {
        size_t host = host_length(text + 8);
        return host > 0 && text[8 + host] == '\0';
    }
    if (strncmp(text, "http://", 7) != 0) {
        return false;
    }
    const char *host = text + 7;
    size_t length = host_length(host);
    size_t name = strcspn(host, ":");
    return length > 0 && host[length] == '\0' &&
           ((name == 9 && strncmp(host, "localhost", name) == 0) ||
            (name == 9 && strncmp(host, "127.0.0.1", name) == 0));
}

bool values_is_phone(const char *text)
{
    const char *digits = text[0] == '+' ? text + 1 : text;
    size_t length = strlen(digits);

    return is_made_of(digits, DIGITS " -", 3, 20) && digits[0] != ' ' && digits[0] != '-' &&
           digits[length - 1] != ' ' && digits[length - 1] != '-';
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

int values_time_of_day(const char *text)
{
    if (strlen(text) != 5 || strspn(text, DIGITS) != 2 || text[2] != ':' ||
        strspn(text + 3, DIGITS) != 2) {
        return -1;
    }
    int minutes = two_digits(text) * 60 + two_digits(text + 3);
    return two_digits(text + 3) < 60 && minutes <= 24 * 60 ? minutes : -1;
}

bool values_is_time_zone(const char *text)
{
    const char *folder = getenv("TZDIR");
    char path[512];
    char magic[4] = "";

    /* A TZ text may also be a rule or a path of its own: only names below the folder are meant. */
    if (!is_made_of(text, SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "/_+-", 1, 64) ||
        text[0] == '/') {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "/usr/share/zoneinfo",
                   text);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    bool fine = fread(magic, 1, sizeof magic, file) == sizeof magic &&
                memcmp(magic, "TZif", sizeof magic) == 0;
    (void)fclose(file);
    return fine;
}

/* The number behind name in an Argon2id line that libsodium has accepted. */
static unsigned long cost(const char *line, const char *name)
{
    const char *found = strstr(line, name);

    return found != NULL ? strtoul(found + strlen(name), NULL, 10) : 0;
}

const char *values_password_mistake(const char *text)
{
    if (strncmp(text, crypto_pwhash_argon2id_STRPREFIX, strlen(crypto_pwhash_argon2id_STRPREFIX)) !=
            0 ||
        crypto_pwhash_str_needs_rehash(text, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_MEMLIMIT_INTERACTIVE) < 0) {
        return "is not an Argon2id line (make one with: veer staff hash)";
    }
    const unsigned long memory = cost(text, "$m="); /* KiB */
    const unsigned long passes = cost(text, ",t=");
    if (memory < crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024 ||
        passes < crypto_pwhash_OPSLIMIT_INTERACTIVE) {
        return "is hashed too cheaply (make a new line with: veer staff hash)";
    }
    /* Two are checked at once in each process: signing in must not eat the machine. */
    if (memory > 256ul * 1024 || passes > 8) {
        return "costs more to check than 256 MiB or 8 passes";
    }
    return NULL;
}
