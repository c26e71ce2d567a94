#include "people/keys.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "people/key_files.h"
#include "sealed/chain.h"

#define DAY_S 86400
#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* What is there of an organisation. */
struct root {
    bool there;
    unsigned char key[CERTIFICATE_KEY_SIZE];
    unsigned char *list; /* the bytes of the revocation list, or NULL */
    struct revocation revoked;
};

/* What is there of somebody. */
struct enrolled {
    bool there;
    struct certificate certificate;
    char base64[ENROLMENT_BASE64_SIZE];
};

/* Roots and people stand in the order of the network file. */
struct keys {
    const struct config *config;
    char *dir;
    struct root *roots;
    struct enrolled *people;
    char *published, *signature; /* roots.json and roots.json.sig, or NULL */
};

struct listener {
    keys_say_fn say;
    void *context;
    size_t count;
};

__attribute__((format(printf, 2, 3))) static void tell(struct listener *listener,
                                                       const char *format, ...)
{
    char sentence[1024];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    listener->say(listener->context, sentence);
    listener->count++;
}

static struct root *root_of(const struct keys *keys, const struct config_organisation *organisation)
{
    return &keys->roots[organisation - config_organisation_at(keys->config, 0)];
}

static struct enrolled *enrolled_of(const struct keys *keys, const struct config_staff *staff)
{
    return &keys->people[staff - config_staff_at(keys->config, 0)];
}

/* Returns false when memory runs out. */
static bool load_root(struct keys *keys, const struct config_organisation *organisation,
                      struct listener *listener)
{
    struct root *root = root_of(keys, organisation);
    enum key_file found = key_files_root(keys->dir, organisation->id, root->key);

    if (found == KEY_FILE_WRONG)
        tell(listener, "%s/%s/root.pub cannot be read, or is not the public key of a root",
             keys->dir, organisation->id);
    if (found != KEY_FILE_READ)
        return true;
    root->list = malloc(KEY_FILES_REVOKED_MAX);
    if (!root->list)
        return false;
    found = key_files_revoked(keys->dir, organisation->id, root->key, root->list, &root->revoked);
    root->there = found != KEY_FILE_WRONG;
    if (!root->there)
        tell(listener,
             "%s/%s/revoked cannot be read, or was not signed by the root: nobody of \"%s\" can go "
             "on "
             "duty",
             keys->dir, organisation->id, organisation->id);
    return true;
}

static void load_enrolment(struct keys *keys, const struct config_staff *staff,
                           struct listener *listener)
{
    const struct config_organisation *organisation = staff->organisation;
    const struct root *root = root_of(keys, organisation);
    struct enrolled *enrolled = enrolled_of(keys, staff);
    unsigned char bytes[ENROLMENT_SIZE];
    enum key_file found = key_files_enrolment(keys->dir, organisation->id, staff->name, bytes);

    if (found == KEY_FILE_ABSENT)
        return;
    if (found == KEY_FILE_WRONG || !enrolment_read(bytes, &enrolled->certificate)) {
        tell(listener, "%s/%s/%s.enrolment cannot be read, or is not as veer keys enrol wrote it",
             keys->dir, organisation->id, staff->name);
        return;
    }
    if (root->there && !certificate_is_signed(bytes + ENROLMENT_AT_CERTIFICATE, root->key)) {
        tell(listener, "%s/%s/%s.enrolment was not signed by the root in root.pub: enrol again",
             keys->dir, organisation->id, staff->name);
        return;
    }
    enrolled->there = true;
    (void)sodium_bin2base64(enrolled->base64, sizeof enrolled->base64, bytes, sizeof bytes, BASE64);
}

/* The text of a file, NULL when there is none. */
static char *load_published(const struct keys *keys, const char *name, struct listener *listener)
{
    size_t length;
    char *text = NULL, *path;

    if (asprintf(&path, "%s/%s", keys->dir, name) < 0)
        return NULL;
    text = key_files_read(path, &length);
    if (!text && errno != ENOENT)
        tell(listener, "cannot read %s (%s)", path, strerror(errno));
    free(path);
    return text;
}

static bool load_all(struct keys *keys, struct listener *listener)
{
    for (size_t i = 0; i < config_organisation_count(keys->config); i++)
        if (!load_root(keys, config_organisation_at(keys->config, i), listener))
            return false;
    for (size_t i = 0; i < config_staff_count(keys->config); i++)
        load_enrolment(keys, config_staff_at(keys->config, i), listener);
    keys->published = load_published(keys, "roots.json", listener);
    keys->signature = load_published(keys, "roots.json.sig", listener);
    return true;
}

struct keys *keys_load(const char *dir, const struct config *config, keys_say_fn say, void *context)
{
    struct listener listener = {.say = say, .context = context};
    struct keys *keys = calloc(1, sizeof *keys);

    if (!keys)
        return NULL;
    keys->config = config;
    keys->dir = strdup(dir);
    keys->roots = calloc(config_organisation_count(config) + 1, sizeof *keys->roots);
    keys->people = calloc(config_staff_count(config) + 1, sizeof *keys->people);
    if (!keys->dir || !keys->roots || !keys->people || !load_all(keys, &listener)) {
        keys_destroy(keys);
        return NULL;
    }
    return keys;
}

void keys_destroy(struct keys *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; keys->roots && i < config_organisation_count(keys->config); i++)
        free(keys->roots[i].list);
    free(keys->dir);
    free(keys->roots);
    free(keys->people);
    free(keys->published);
    free(keys->signature);
    free(keys);
}

static bool is_revoked(const struct keys *keys, const struct config_staff *staff)
{
    return revocation_has(&root_of(keys, staff->organisation)->revoked,
                          enrolled_of(keys, staff)->certificate.serial);
}

const char *keys_enrolment(const struct keys *keys, const struct config_staff *staff)
{
    if (!keys || !enrolled_of(keys, staff)->there || is_revoked(keys, staff))
        return NULL;
    return enrolled_of(keys, staff)->base64;
}

/* Whether this enrolment key is on file for somebody else. */
static bool is_others(const struct keys *keys, const struct config_staff *staff,
                      const struct certificate *enrolment)
{
    for (size_t i = 0; i < config_staff_count(keys->config); i++)
        if (keys->people[i].there && config_staff_at(keys->config, i) != staff &&
            memcmp(keys->people[i].certificate.key, enrolment->key, CERTIFICATE_KEY_SIZE) == 0)
            return true;
    return false;
}

const char *keys_chain_fault(const struct keys *keys, const struct config_staff *staff,
                             const char *chain, int64_t wall_ms)
{
    unsigned char bytes[CHAIN_SIZE];
    struct certificate enrolment;
    size_t length = 0;
    const struct root *root = keys ? root_of(keys, staff->organisation) : NULL;

    if (!root || !root->there)
        return "no_root";
    if (sodium_base642bin(bytes, sizeof bytes, chain, strlen(chain), NULL, &length, NULL, BASE64) !=
            0 ||
        length != sizeof bytes)
        return chain_fault_name(CHAIN_NOT_CERTIFICATES);
    enum chain_fault fault = chain_check(bytes, root->key, &root->revoked, wall_ms / 1000,
                                         CHAIN_CLOCK_S, &enrolment, NULL);
    if (fault != CHAIN_HOLDS)
        return chain_fault_name(fault);
    return is_others(keys, staff, &enrolment) ? "other_person" : NULL;
}

const char *keys_roots(const struct keys *keys)
{
    return keys->published;
}

const char *keys_roots_signature(const struct keys *keys)
{
    return keys->signature;
}

static void review_organisation(const struct keys *keys,
                                const struct config_organisation *organisation,
                                struct listener *listener)
{
    char path[PATH_MAX];

    if (!root_of(keys, organisation)->there)
        tell(listener, "%s has no root and its people cannot go on duty: veer keys root %s",
             organisation->id, organisation->id);
    if (!config_is_demo(keys->config) &&
        key_files_path(path, keys->dir, organisation->id, "root", ".secret") &&
        access(path, F_OK) == 0)
        tell(listener, "%s is here: on a server it does not belong", path);
}

static void review_person(const struct keys *keys, const struct config_staff *staff, int64_t now_s,
                          int soon_days, struct listener *listener)
{
    const struct enrolled *enrolled = enrolled_of(keys, staff);
    int64_t left_s = (int64_t)enrolled->certificate.until - now_s;

    if (!staff->counsellor || !root_of(keys, staff->organisation)->there)
        return;
    if (!enrolled->there)
        tell(listener, "%s has no enrolment and cannot go on duty: veer keys enrol %s", staff->id,
             staff->id);
    else if (is_revoked(keys, staff))
        tell(listener, "the enrolment of %s was revoked: veer keys enrol %s", staff->id, staff->id);
    else if (left_s < 0)
        tell(listener, "the enrolment of %s has expired: veer keys enrol %s", staff->id, staff->id);
    else if (left_s < (int64_t)soon_days * DAY_S)
        tell(listener, "the enrolment of %s ends in %d days: veer keys enrol %s", staff->id,
             (int)(left_s / DAY_S), staff->id);
}

/* Pages believe roots.json: what stands in the folder only counts for them once it is published. */
static void review_published(const struct keys *keys, struct listener *listener)
{
    struct text wanted = {0};
    char error[512];

    if (!keys->published || !keys->signature)
        tell(listener,
             "%s/roots.json is missing or not signed, no page will trust anybody: veer "
             "keys publish",
             keys->dir);
    else if (!key_files_roots(keys->dir, &wanted, error, sizeof error))
        tell(listener, "%s", error);
    else if (strcmp(wanted.data, keys->published) != 0)
        tell(listener, "%s/roots.json is not what the folder holds now: veer keys publish",
             keys->dir);
    text_finish(&wanted);
}

size_t keys_review(const struct keys *keys, int64_t wall_ms, int soon_days, keys_say_fn say,
                   void *context)
{
    struct listener listener = {.say = say, .context = context};
    const struct config *config = keys->config;
    size_t roots = 0;

    for (size_t i = 0; i < config_organisation_count(config); i++)
        roots += root_of(keys, config_organisation_at(config, i))->there;
    if (roots == 0) {
        tell(&listener, "there are no keys in %s: nobody can go on duty (docs/keys.md)", keys->dir);
        return listener.count;
    }
    for (size_t i = 0; i < config_organisation_count(config); i++)
        review_organisation(keys, config_organisation_at(config, i), &listener);
    for (size_t i = 0; i < config_staff_count(config); i++)
        review_person(keys, config_staff_at(config, i), wall_ms / 1000, soon_days, &listener);
    review_published(keys, &listener);
    return listener.count;
}
