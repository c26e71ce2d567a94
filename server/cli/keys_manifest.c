/* `veer keys manifest`: the hashes of all files of the pages, signed. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cli/keys_release.h"

#define DEPTH_MAX 16
#define MANIFEST "manifest.json"

/* The paths of all files, within the folder. */
struct files {
    const char *dist;
    char **names;
    size_t count, room;
};

static bool add_name(struct files *files, const char *name)
{
    if (strcmp(name, MANIFEST) == 0 || strcmp(name, MANIFEST ".sig") == 0)
        return true;
    if (files->count == files->room) {
        size_t room = files->room ? 2 * files->room : 64;
        char **names = realloc(files->names, room * sizeof *names);
        if (!names)
            return keys_fail("out of memory");
        files->names = names;
        files->room = room;
    }
    files->names[files->count] = strdup(name);
    if (!files->names[files->count])
        return keys_fail("out of memory");
    files->count++;
    return true;
}

static int is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static bool add_folder(struct files *files, const char *folder, int depth);

/* A link or a device is no page: what it leads to could change. */
static bool add_entry(struct files *files, const char *folder, const char *entry, int depth)
{
    char name[PATH_MAX], path[PATH_MAX];
    struct stat status;
    int length = snprintf(name, sizeof name, "%s%s%s", folder, *folder ? "/" : "", entry);
    int whole = snprintf(path, sizeof path, "%s/%s", files->dist, name);

    if (length < 0 || (size_t)length >= sizeof name || whole < 0 || (size_t)whole >= sizeof path)
        return keys_fail("the name %s is too long", entry);
    if (lstat(path, &status) != 0)
        return keys_fail("cannot read %s (%s)", path, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return depth < DEPTH_MAX ? add_folder(files, name, depth + 1)
                                 : keys_fail("%s lies too deep", path);
    if (!S_ISREG(status.st_mode))
        return keys_fail("%s is neither a file nor a folder", path);
    return add_name(files, name);
}

static bool add_folder(struct files *files, const char *folder, int depth)
{
    char path[PATH_MAX];
    struct dirent **entries;
    bool fine = true;
    int length = snprintf(path, sizeof path, "%s/%s", files->dist, folder);
    int count = length > 0 && (size_t)length < sizeof path
                    ? scandir(path, &entries, is_entry, alphasort)
                    : -1;

    if (count < 0)
        return keys_fail("cannot read the folder %s/%s (%s)", files->dist, folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        fine = fine && add_entry(files, folder, entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

static bool hash_file(const char *dist, const char *name,
                      char hex[2 * crypto_hash_sha256_BYTES + 1])
{
    char path[PATH_MAX];
    unsigned char chunk[16384], hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    size_t got;
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", dist, name);
    file = fopen(path, "rbe");
    if (!file)
        return keys_fail("cannot read %s (%s)", path, strerror(errno));
    (void)crypto_hash_sha256_init(&state);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        (void)crypto_hash_sha256_update(&state, chunk, got);
    bool fine = !ferror(file);
    (void)fclose(file);
    (void)crypto_hash_sha256_final(&state, hash);
    (void)sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return fine || keys_fail("cannot read %s", path);
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool append_all(const struct files *files, struct text *json)
{
    char hex[2 * crypto_hash_sha256_BYTES + 1];

    text_append_string(json, "{\"files\":{");
    for (size_t i = 0; i < files->count; i++) {
        if (!hash_file(files->dist, files->names[i], hex))
            return false;
        text_append_string(json, i > 0 ? ",\n" : "\n");
        text_append_json_string(json, files->names[i], strlen(files->names[i]));
        text_format(json, ":\"%s\"", hex);
    }
    return text_append_string(json, "\n}}\n") || keys_fail("out of memory");
}

bool keys_manifest(const struct keys_request *request)
{
    struct files files = {.dist = request->words[0]};
    struct keys_signer release = {0};
    struct text json = {0};
    char path[PATH_MAX];
    bool done;

    if (!request->release)
        return keys_fail("name the release key with --release FILE");
    (void)snprintf(path, sizeof path, "%s/%s", files.dist, MANIFEST);
    done = add_folder(&files, "", 0) && files.count > 0;
    if (done)
        qsort(files.names, files.count, sizeof *files.names, by_bytes);
    done = done && append_all(&files, &json) && keys_release_open(request->release, &release) &&
           keys_release_write(&release, path, json.data, json.length);
    if (done)
        (void)printf("%s: %zu files\n", path, files.count);
    keys_signer_finish(&release);
    text_finish(&json);
    for (size_t i = 0; i < files.count; i++)
        free(files.names[i]);
    free(files.names);
    return done;
}
