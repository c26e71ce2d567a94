#include "cli/keys_issued.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/keys_write.h"
#include "config/values.h"
#include "people/key_files.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define ENDING ".enrolment"

struct list {
    struct keys_issued *items;
    size_t count, room;
};

/* Adds a certificate that is not in the list yet; marks it when it is in use. */
static bool add(struct list *list, const char *name, const unsigned char bytes[CERTIFICATE_SIZE],
                bool in_use)
{
    struct keys_issued *item;

    for (size_t i = 0; i < list->count; i++)
        if (memcmp(list->items[i].bytes, bytes, CERTIFICATE_SIZE) == 0) {
            list->items[i].in_use = list->items[i].in_use || in_use;
            return true;
        }
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        struct keys_issued *items = realloc(list->items, room * sizeof *items);
        if (!items)
            return keys_fail("out of memory");
        list->items = items;
        list->room = room;
    }
    item = &list->items[list->count];
    *item = (struct keys_issued){.in_use = in_use};
    (void)snprintf(item->name, sizeof item->name, "%s", name);
    memcpy(item->bytes, bytes, CERTIFICATE_SIZE);
    if (!certificate_read(bytes, &item->certificate))
        return false;
    list->count++;
    return true;
}

/* Takes a line apart: name, space, base64. */
static bool add_line(struct list *list, char *line)
{
    unsigned char bytes[CERTIFICATE_SIZE];
    size_t length = 0;
    char *space = strchr(line, ' ');

    if (!space)
        return false;
    *space = '\0';
    return (strcmp(line, "-") == 0 || values_is_id(line)) &&
           sodium_base642bin(bytes, sizeof bytes, space + 1, strlen(space + 1), NULL, &length, NULL,
                             BASE64) == 0 &&
           length == sizeof bytes && add(list, line, bytes, false);
}

static bool add_issued(struct list *list, const char *dir, const char *organisation)
{
    char path[PATH_MAX];
    size_t length;
    char *rest = NULL;
    bool fine = true;

    if (!key_files_path(path, dir, organisation, "issued", ""))
        return keys_fail("the name of the keys folder is too long");
    char *text = key_files_read(path, &length);
    if (!text)
        return errno == ENOENT || keys_fail("cannot read %s (%s)", path, strerror(errno));
    for (char *line = strtok_r(text, "\n", &rest); line && fine; line = strtok_r(NULL, "\n", &rest))
        fine = add_line(list, line);
    free(text);
    return fine || keys_fail("%s is not as veer keys wrote it", path);
}

static int is_enrolment(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > strlen(ENDING) && length < KEYS_NAME_SIZE + strlen(ENDING) &&
           strcmp(entry->d_name + length - strlen(ENDING), ENDING) == 0;
}

static bool add_enrolment(struct list *list, const char *dir, const char *organisation,
                          const char *file)
{
    char name[KEYS_NAME_SIZE];
    unsigned char bytes[ENROLMENT_SIZE];

    (void)snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - strlen(ENDING)), file);
    if (!values_is_id(name))
        return true;
    if (key_files_enrolment(dir, organisation, name, bytes) != KEY_FILE_READ)
        return keys_fail("%s/%s/%s cannot be read, or is not as veer keys enrol wrote it", dir,
                         organisation, file);
    return add(list, name, bytes + ENROLMENT_AT_CERTIFICATE, true);
}

static bool add_enrolments(struct list *list, const char *dir, const char *organisation)
{
    char path[PATH_MAX];
    struct dirent **entries;
    bool fine = key_files_path(path, dir, organisation, "", "");
    int count = fine ? scandir(path, &entries, is_enrolment, alphasort) : -1;

    if (count < 0)
        return keys_fail("cannot read the folder of %s in %s (%s)", organisation, dir,
                         strerror(errno));
    for (int i = 0; i < count; i++) {
        fine = fine && add_enrolment(list, dir, organisation, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

static int by_name_and_time(const void *left, const void *right)
{
    const struct keys_issued *one = left, *other = right;
    int names = strcmp(one->name, other->name);

    if (names != 0)
        return names;
    return (one->certificate.from > other->certificate.from) -
           (one->certificate.from < other->certificate.from);
}

bool keys_issued_read(const char *dir, const char *organisation, struct keys_issued **list,
                      size_t *count)
{
    struct list found = {0};

    if (!add_issued(&found, dir, organisation) || !add_enrolments(&found, dir, organisation)) {
        free(found.items);
        return false;
    }
    if (found.count > 0)
        qsort(found.items, found.count, sizeof *found.items, by_name_and_time);
    *list = found.items;
    *count = found.count;
    return true;
}

bool keys_issued_add(const char *dir, const char *organisation, const char *name,
                     const unsigned char certificate[CERTIFICATE_SIZE])
{
    char path[PATH_MAX], base64[CERTIFICATE_BASE64_SIZE];
    struct text text = {0};
    size_t length = 0;
    char *before;
    bool done;

    if (!key_files_path(path, dir, organisation, "issued", ""))
        return keys_fail("the name of the keys folder is too long");
    before = key_files_read(path, &length);
    if (!before && errno != ENOENT)
        return keys_fail("cannot read %s (%s)", path, strerror(errno));
    if (before)
        (void)text_append(&text, before, length);
    (void)sodium_bin2base64(base64, sizeof base64, certificate, CERTIFICATE_SIZE, BASE64);
    done = text_format(&text, "%s %s\n", name, base64)
               ? keys_write(path, text.data, text.length, KEYS_FILE_SECRET, true)
               : keys_fail("out of memory");
    text_finish(&text);
    free(before);
    return done;
}
