#include "people/key_files.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/values.h"

char *key_files_beside(const char *network)
{
    const char *slash = strrchr(network, '/');
    int folder = slash ? (int)(slash + 1 - network) : 0;
    char *path;

    return asprintf(&path, "%.*skeys", folder, network) < 0 ? NULL : path;
}

bool key_files_path(char path[PATH_MAX], const char *dir, const char *organisation,
                    const char *name, const char *ending)
{
    int length = snprintf(path, PATH_MAX, "%s/%s/%s%s", dir, organisation, name, ending);

    return length > 0 && length < PATH_MAX;
}

char *key_files_read(const char *path, size_t *length)
{
    struct stat status;
    char *bytes = NULL;
    int error = 0;
    FILE *file = fopen(path, "rbe");

    if (!file)
        return NULL;
    if (fstat(fileno(file), &status) != 0)
        error = errno;
    else if (!S_ISREG(status.st_mode) || status.st_size > (off_t)KEY_FILES_MAX)
        error = EFBIG;
    else if (!(bytes = malloc((size_t)status.st_size + 1)))
        error = ENOMEM;
    else if (fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
        error = EIO;
    (void)fclose(file);
    if (!bytes || error != 0) {
        free(bytes);
        errno = error;
        return NULL;
    }
    *length = (size_t)status.st_size;
    bytes[*length] = '\0';
    return bytes;
}

/* Reads a text of one line. */
static enum key_file read_line(const char *dir, const char *organisation, const char *name,
                               const char *ending, char **line, size_t *length)
{
    char path[PATH_MAX];

    if (!key_files_path(path, dir, organisation, name, ending))
        return KEY_FILE_WRONG;
    *line = key_files_read(path, length);
    if (!*line)
        return errno == ENOENT ? KEY_FILE_ABSENT : KEY_FILE_WRONG;
    while (*length > 0 && strchr(" \t\r\n", (*line)[*length - 1]))
        (*line)[--*length] = '\0';
    return KEY_FILE_READ;
}

static enum key_file read_base64(const char *dir, const char *organisation, const char *name,
                                 const char *ending, unsigned char *bytes, size_t size,
                                 size_t *length)
{
    size_t characters;
    char *line;
    enum key_file found = read_line(dir, organisation, name, ending, &line, &characters);

    if (found != KEY_FILE_READ)
        return found;
    if (sodium_base642bin(bytes, size, line, characters, NULL, length, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        found = KEY_FILE_WRONG;
    free(line);
    return found;
}

enum key_file key_files_root(const char *dir, const char *organisation,
                             unsigned char root[CERTIFICATE_KEY_SIZE])
{
    size_t characters, length;
    char *line;
    enum key_file found = read_line(dir, organisation, "root", ".pub", &line, &characters);

    if (found != KEY_FILE_READ)
        return found;
    if (characters != 2 * (size_t)CERTIFICATE_KEY_SIZE ||
        sodium_hex2bin(root, CERTIFICATE_KEY_SIZE, line, characters, NULL, &length, NULL) != 0)
        found = KEY_FILE_WRONG;
    free(line);
    return found;
}

enum key_file key_files_enrolment(const char *dir, const char *organisation, const char *name,
                                  unsigned char bytes[ENROLMENT_SIZE])
{
    struct certificate certificate;
    size_t length = 0;
    enum key_file found =
        read_base64(dir, organisation, name, ".enrolment", bytes, ENROLMENT_SIZE, &length);

    if (found == KEY_FILE_READ &&
        (length != ENROLMENT_SIZE || !enrolment_read(bytes, &certificate)))
        found = KEY_FILE_WRONG;
    return found;
}

enum key_file key_files_revoked(const char *dir, const char *organisation,
                                const unsigned char root[CERTIFICATE_KEY_SIZE],
                                unsigned char bytes[KEY_FILES_REVOKED_MAX],
                                struct revocation *revocation)
{
    size_t length = 0;
    enum key_file found =
        read_base64(dir, organisation, "revoked", "", bytes, KEY_FILES_REVOKED_MAX, &length);

    *revocation = (struct revocation){0};
    if (found == KEY_FILE_READ && !revocation_read(bytes, length, root, revocation))
        found = KEY_FILE_WRONG;
    return found;
}

static int is_organisation(const struct dirent *entry)
{
    return values_is_id(entry->d_name);
}

int key_files_organisations(const char *dir, char ***names)
{
    struct dirent **entries;
    char path[PATH_MAX];
    int kept = 0, count = scandir(dir, &entries, is_organisation, alphasort);

    if (count < 0)
        return -1;
    *names = calloc((size_t)count + 1, sizeof **names);
    for (int i = 0; i < count; i++) {
        if (*names && key_files_path(path, dir, entries[i]->d_name, "root", ".pub") &&
            access(path, F_OK) == 0 && ((*names)[kept] = strdup(entries[i]->d_name)))
            kept++;
        free(entries[i]);
    }
    free(entries);
    if (!*names) {
        errno = ENOMEM;
        return -1;
    }
    return kept;
}

/* Appends what roots.json says of one organisation. Returns NULL, or the file that is wrong. */
static const char *append_one(const char *dir, const char *organisation, struct text *json)
{
    static const char revoked_key[] = ",\"revoked\":\"";
    unsigned char root[CERTIFICATE_KEY_SIZE];
    unsigned char *bytes = malloc(KEY_FILES_REVOKED_MAX);
    char hex[2 * CERTIFICATE_KEY_SIZE + 1];
    struct revocation revocation;
    const char *wrong = NULL;
    enum key_file found;
    char *base64 = NULL;

    if (!bytes || key_files_root(dir, organisation, root) != KEY_FILE_READ) {
        wrong = "root.pub";
        goto done;
    }
    found = key_files_revoked(dir, organisation, root, bytes, &revocation);
    if (found == KEY_FILE_WRONG) {
        wrong = "revoked";
        goto done;
    }
    text_format(json, "\"%s\":{\"root\":\"%s\"", organisation,
                sodium_bin2hex(hex, sizeof hex, root, sizeof root));
    if (found == KEY_FILE_READ) {
        size_t length = REVOCATION_SIZE(revocation.count);
        size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
        base64 = malloc(size);
        if (!base64) {
            json->failed = true;
            goto done;
        }
        sodium_bin2base64(base64, size, bytes, length, sodium_base64_VARIANT_ORIGINAL);
        text_append_string(json, revoked_key);
        text_append_string(json, base64);
        text_append_string(json, "\"");
    }
    text_append_string(json, "}");
done:
    free(base64);
    free(bytes);
    return wrong;
}

bool key_files_roots(const char *dir, struct text *json, char *error, size_t error_size)
{
    char **names = NULL;
    const char *wrong = NULL;
    int count = key_files_organisations(dir, &names);

    if (count < 0) {
        (void)snprintf(error, error_size, "cannot read the keys folder %s (%s)", dir,
                       strerror(errno));
        return false;
    }
    text_append_string(json, "{\"organisations\":{");
    for (int i = 0; i < count && !wrong; i++) {
        if (i > 0)
            text_append_string(json, ",");
        wrong = append_one(dir, names[i], json);
        if (wrong)
            (void)snprintf(error, error_size, "%s/%s/%s is not as veer keys wrote it", dir,
                           names[i], wrong);
    }
    text_append_string(json, "}}\n");
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    if (!wrong && json->failed)
        (void)snprintf(error, error_size, "out of memory");
    return !wrong && !json->failed;
}
