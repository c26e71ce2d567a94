#include "cli/keys_release.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/keys_write.h"
#include "people/key_files.h"

#define HEX_LENGTH (2 * (size_t)WRAPPING_SEED_SIZE)

static bool add_ending(char out[PATH_MAX], const char *path, const char *ending)
{
    int length = snprintf(out, PATH_MAX, "%s%s", path, ending);

    return (length > 0 && length < PATH_MAX) || keys_fail("the name %s is too long", path);
}

bool keys_release_make(const char *path, bool replace)
{
    char public_path[PATH_MAX], public_hex[2 * CERTIFICATE_KEY_SIZE + 2];
    struct keys_signer release = {0};
    unsigned char *seed = NULL;
    char *hex = NULL;
    bool done = false;

    if (!add_ending(public_path, path, ".pub"))
        return false;
    if (!replace && access(path, F_OK) == 0)
        return keys_fail("%s is there already; --replace puts a new one in its place", path);
    seed = keys_signer_make(&release);
    hex = seed ? sodium_malloc(HEX_LENGTH + 2) : NULL;
    if (seed && !hex)
        (void)keys_fail("out of memory");
    if (!hex)
        goto done;
    (void)sodium_bin2hex(hex, HEX_LENGTH + 1, seed, WRAPPING_SEED_SIZE);
    hex[HEX_LENGTH] = '\n';
    (void)sodium_bin2hex(public_hex, sizeof public_hex, release.public_key, CERTIFICATE_KEY_SIZE);
    public_hex[sizeof public_hex - 2] = '\n';
    done = keys_write(public_path, public_hex, sizeof public_hex - 1, KEYS_FILE_PUBLIC, true) &&
           keys_write(path, hex, HEX_LENGTH + 1, KEYS_FILE_SECRET, replace);
done:
    sodium_free(hex);
    sodium_free(seed);
    keys_signer_finish(&release);
    return done;
}

/* Straight into locked memory. Returns false with errno; EBADMSG: it is no release key. */
static bool read_hex(const char *path, char hex[HEX_LENGTH + 2])
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = -1;
    int error;

    if (fd < 0)
        return false;
    errno = 0;
    if (fstat(fd, &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        errno = EPERM;
    else
        length = read(fd, hex, HEX_LENGTH + 1);
    error = errno != 0 ? errno : EBADMSG;
    (void)close(fd);
    errno = error;
    return length == (ssize_t)HEX_LENGTH ||
           (length == (ssize_t)HEX_LENGTH + 1 && hex[HEX_LENGTH] == '\n');
}

static void explain(const char *path, int error)
{
    if (error == EPERM)
        (void)keys_fail("others can read the release key; chmod 600 %s", path);
    else if (error == EBADMSG)
        (void)keys_fail("%s is not a release key; veer keys release FILE makes one", path);
    else
        (void)keys_fail("cannot read the release key %s (%s); veer keys release FILE makes one",
                        path, strerror(error));
}

bool keys_release_open(const char *path, struct keys_signer *release)
{
    char *hex = sodium_malloc(HEX_LENGTH + 2);
    unsigned char *seed = sodium_malloc(WRAPPING_SEED_SIZE);
    size_t length = 0;
    bool done = false;

    if (!hex || !seed)
        (void)keys_fail("out of memory");
    else if (!read_hex(path, hex))
        explain(path, errno);
    else if (sodium_hex2bin(seed, WRAPPING_SEED_SIZE, hex, HEX_LENGTH, NULL, &length, NULL) != 0 ||
             length != WRAPPING_SEED_SIZE)
        explain(path, EBADMSG);
    else
        done = keys_signer_of(release, seed);
    sodium_free(seed);
    sodium_free(hex);
    return done;
}

bool keys_release_write(const struct keys_signer *release, const char *path, const char *text,
                        size_t length)
{
    char signature_path[PATH_MAX];
    unsigned char signature[crypto_sign_BYTES];

    if (!add_ending(signature_path, path, ".sig"))
        return false;
    (void)crypto_sign_detached(signature, NULL, (const unsigned char *)text, length,
                               release->secret);
    return keys_write(path, text, length, KEYS_FILE_PUBLIC, true) &&
           keys_write_base64(signature_path, signature, sizeof signature, KEYS_FILE_PUBLIC, true);
}

bool keys_release(const struct keys_request *request)
{
    if (!keys_release_make(request->words[0], request->replace))
        return false;
    (void)printf("Keep %s where pages are released and nowhere else; %s.pub goes into the pages.\n",
                 request->words[0], request->words[0]);
    return true;
}
