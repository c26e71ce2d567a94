#include "cli/keys_write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/keys_private.h"

static bool make_one(const char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    return keys_fail("cannot make the folder %s (%s); choose another one with --keys", path,
                     strerror(errno));
}

bool keys_make_folder(const char *dir, const char *organisation)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", dir, organisation);

    if (length < 0 || (size_t)length >= sizeof path)
        return keys_fail("the name of the keys folder is too long");
    return make_one(dir) && make_one(path);
}

static bool write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text += written;
        length -= (size_t)written;
    }
    return true;
}

/* Gives the draft its name. A link fails where a file is, a renaming does not. */
static bool settle(const char *draft, const char *path, bool replace)
{
    if (replace)
        return rename(draft, path) == 0;
    if (link(draft, path) != 0)
        return false;
    (void)unlink(draft);
    return true;
}

/* The new name is on the disk only when its folder is. */
static void sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');

    (void)snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash + 1 - path) : 1,
                   slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

bool keys_write(const char *path, const char *text, size_t length, enum keys_file kind,
                bool replace)
{
    char draft[PATH_MAX];
    int named = snprintf(draft, sizeof draft, "%s.XXXXXX", path);

    if (named < 0 || (size_t)named >= sizeof draft)
        return keys_fail("the name %s is too long", path);
    int fd = mkostemp(draft, O_CLOEXEC); /* for its owner only */
    if (fd < 0)
        return keys_fail("cannot write %s (%s)", path, strerror(errno));
    bool done = write_all(fd, text, length) &&
                (kind == KEYS_FILE_SECRET || fchmod(fd, 0644) == 0) && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && done) {
        done = false;
        error = errno;
    }
    if (done && !settle(draft, path, replace)) {
        done = false;
        error = errno;
    }
    if (done) {
        sync_folder(path);
        return true;
    }
    (void)unlink(draft);
    if (error == EEXIST)
        return keys_fail("%s is there already; --replace puts a new one in its place", path);
    return keys_fail("cannot write %s (%s)", path, strerror(error));
}

bool keys_write_base64(const char *path, const unsigned char *bytes, size_t length,
                       enum keys_file kind, bool replace)
{
    size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(size + 1);

    if (!text)
        return keys_fail("out of memory");
    (void)sodium_bin2base64(text, size, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    text[size - 1] = '\n';
    bool done = keys_write(path, text, size, kind, replace);
    free(text);
    return done;
}
