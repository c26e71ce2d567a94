/* `veer keys list` and `veer keys revoke`. */
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/keys_issued.h"
#include "cli/keys_secret.h"
#include "cli/keys_write.h"
#include "people/key_files.h"

#define DAY_S 86400
#define SOON_DAYS 14
#define SERIAL_HEX_SIZE (2 * CERTIFICATE_ID_SIZE + 1)

/* The revocation list of an organisation, with its bytes. */
struct revoked {
    unsigned char root[CERTIFICATE_KEY_SIZE];
    unsigned char *bytes;
    struct revocation list;
};

static bool read_revoked(const char *dir, const char *organisation, struct revoked *revoked)
{
    *revoked = (struct revoked){.bytes = malloc(KEY_FILES_REVOKED_MAX)};
    if (!revoked->bytes)
        return keys_fail("out of memory");
    if (key_files_root(dir, organisation, revoked->root) != KEY_FILE_READ)
        return keys_fail("%s has no root in %s: veer keys root %s", organisation, dir,
                         organisation);
    if (key_files_revoked(dir, organisation, revoked->root, revoked->bytes, &revoked->list) ==
        KEY_FILE_WRONG)
        return keys_fail("%s/%s/revoked cannot be read, or was not signed by this root", dir,
                         organisation);
    return true;
}

static const char *state_of(const struct keys_issued *issued, const struct revoked *revoked,
                            int64_t now_s, char text[64])
{
    int64_t left_s = (int64_t)issued->certificate.until - now_s;

    if (!certificate_is_signed(issued->bytes, revoked->root))
        return "signed by another root";
    if (revocation_has(&revoked->list, issued->certificate.serial))
        return "revoked";
    if (left_s < 0)
        return "expired";
    if (!issued->in_use && strcmp(issued->name, "-") != 0)
        return "replaced";
    if (left_s >= (int64_t)SOON_DAYS * DAY_S)
        return "fine";
    (void)snprintf(text, 64, "ends in %d days", (int)(left_s / DAY_S));
    return text;
}

static void print_one(const char *organisation, const struct keys_issued *issued,
                      const struct revoked *revoked, int64_t now_s)
{
    char who[2 * KEYS_NAME_SIZE], serial[SERIAL_HEX_SIZE], day[32], text[64];
    const time_t until = issued->certificate.until;
    struct tm date;

    (void)snprintf(who, sizeof who, "%s/%s", organisation, issued->name);
    (void)sodium_bin2hex(serial, sizeof serial, issued->certificate.serial, CERTIFICATE_ID_SIZE);
    (void)strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&until, &date));
    (void)printf("%-24s %s  until %s  %s\n", who, serial, day,
                 state_of(issued, revoked, now_s, text));
}

static bool list_one(const struct keys_request *request, const char *organisation)
{
    struct keys_issued *issued = NULL;
    struct revoked revoked;
    char hex[2 * CERTIFICATE_KEY_SIZE + 1];
    size_t count = 0;
    bool done = read_revoked(request->dir, organisation, &revoked) &&
                keys_issued_read(request->dir, organisation, &issued, &count);

    if (done)
        (void)printf("%-24s %s\n", organisation,
                     sodium_bin2hex(hex, sizeof hex, revoked.root, sizeof revoked.root));
    for (size_t i = 0; done && i < count; i++)
        print_one(organisation, &issued[i], &revoked, request->now_s);
    free(issued);
    free(revoked.bytes);
    return done;
}

bool keys_list(const struct keys_request *request)
{
    char **names = NULL;
    bool done = true;
    int count = key_files_organisations(request->dir, &names);

    if (count < 0)
        return keys_fail("cannot read the keys folder %s (%s); name it with --keys", request->dir,
                         strerror(errno));
    if (count == 0)
        (void)printf("There are no roots in %s: veer keys root ORG makes one.\n", request->dir);
    for (int i = 0; i < count; i++) {
        done = done && list_one(request, names[i]);
        free(names[i]);
    }
    free(names);
    return done;
}

/* The serials that the word means: a serial itself, or all that was signed for somebody. */
static bool find_serials(const struct keys_request *request, const char *organisation,
                         const char *name, struct text *serials)
{
    struct keys_issued *issued = NULL;
    size_t count = 0, length = 0;
    unsigned char serial[CERTIFICATE_ID_SIZE];
    const char *hex = request->words[1];

    if (hex) {
        if (strlen(hex) != 2 * sizeof serial ||
            sodium_hex2bin(serial, sizeof serial, hex, strlen(hex), NULL, &length, NULL) != 0)
            return keys_fail("\"%s\" is not a serial (16 hex characters, see veer keys list)", hex);
        return text_append(serials, (const char *)serial, sizeof serial) ||
               keys_fail("out of memory");
    }
    if (!keys_issued_read(request->dir, organisation, &issued, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(issued[i].name, name) == 0)
            (void)text_append(serials, (const char *)issued[i].certificate.serial,
                              CERTIFICATE_ID_SIZE);
    free(issued);
    if (serials->failed)
        return keys_fail("out of memory");
    return serials->length > 0 ||
           keys_fail("nothing in %s was signed for %s/%s; veer keys list says for whom, and "
                     "veer keys revoke %s SERIAL takes a serial",
                     request->dir, organisation, name, organisation);
}

/* Those that are in the list already, then the others. Returns how many were added. */
static size_t merge(const struct revoked *revoked, const struct text *serials, struct text *all)
{
    size_t added = 0;

    if (revoked->list.count > 0)
        (void)text_append(all, (const char *)revoked->list.serials,
                          revoked->list.count * CERTIFICATE_ID_SIZE);
    for (size_t at = 0; at < serials->length; at += CERTIFICATE_ID_SIZE)
        if (!revocation_has(&revoked->list, (const unsigned char *)serials->data + at)) {
            (void)text_append(all, serials->data + at, CERTIFICATE_ID_SIZE);
            added++;
        }
    return added;
}

static bool write_revoked(const struct keys_request *request, const char *organisation,
                          const struct text *all)
{
    char path[PATH_MAX];
    const struct revocation list = {.issued = (uint32_t)request->now_s,
                                    .count = all->length / CERTIFICATE_ID_SIZE,
                                    .serials = (const unsigned char *)all->data};
    unsigned char *bytes = malloc(KEY_FILES_REVOKED_MAX);
    struct keys_signer root = {0};
    bool done = false;

    if (!bytes || all->failed)
        (void)keys_fail("out of memory");
    else if (list.count > REVOCATION_MAX)
        (void)keys_fail("a list holds %d serials; make a new root with veer keys root %s --replace",
                        REVOCATION_MAX, organisation);
    else if (key_files_path(path, request->dir, organisation, "revoked", "") &&
             keys_root_open(request->dir, organisation, NULL, &root)) {
        revocation_sign(&list, root.secret, bytes);
        done = keys_write_base64(path, bytes, REVOCATION_SIZE(list.count), KEYS_FILE_PUBLIC, true);
    }
    keys_signer_finish(&root);
    free(bytes);
    return done;
}

bool keys_revoke(const struct keys_request *request)
{
    char organisation[KEYS_NAME_SIZE], name[KEYS_NAME_SIZE] = "";
    struct revoked revoked = {0};
    struct text serials = {0}, all = {0};
    size_t added = 0;
    bool done = request->words[1] ? keys_read_organisation(request->words[0], organisation)
                                  : keys_read_person(request->words[0], organisation, name);

    done = done && read_revoked(request->dir, organisation, &revoked) &&
           find_serials(request, organisation, name, &serials);
    if (done)
        added = merge(&revoked, &serials, &all);
    done = done && (added == 0 || write_revoked(request, organisation, &all));
    if (done && added == 0)
        (void)printf("It was revoked already.\n");
    else if (done)
        (void)printf(
            "%zu revoked. Now publish it (veer keys publish), bring %s/revoked, roots.json "
            "and roots.json.sig to the server, and send it SIGHUP.\n",
            added, organisation);
    text_finish(&all);
    text_finish(&serials);
    free(revoked.bytes);
    return done;
}
