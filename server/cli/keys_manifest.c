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

static bool is_entry(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool add_folder(struct files *files, const char *folder, int depth);

/* A link or a device is no page: what it leads to could change. */
static bool add_entry(struct files *files, const char *name, int depth)
{
    char path[PATH_MAX];
    struct stat status;
    int length = snprintf(path, sizeof path, "%s/%s", files->dist, name);

    if (length < 0 || (size_t)length >= sizeof path)
        return keys_fail("the name %s is too long", name);
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
    char path[PATH_MAX], name[PATH_MAX];
    const char *slash = *folder ? "/" : "";
    const struct dirent *entry;
    bool fine = true;
    int length = snprintf(path, sizeof path, "%s/%s", files->dist, folder);
    DIR *dir = length > 0 && (size_t)length < sizeof path ? opendir(path) : NULL;

    if (!dir)
        return keys_fail("cannot read the folder %s/%s (%s)", files->dist, folder, strerror(errno));
    while (fine && (entry = readdir(dir)))
        if (is_entry(entry->d_name)) {
            length = snprintf(name, sizeof name, "%s%s%s", folder, slash, entry->d_name);
            fine = length > 0 && (size_t)length < sizeof name ? add_entry(files, name, depth)
                                                              : keys_fail("a name is too long");
        }
    (void)closedir(dir);
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
