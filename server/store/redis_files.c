#include "store/redis_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

/* Redis checks the commands within a function against the user who calls it: so the workers' user
 * needs those too. It has nothing that administers, that blocks, that lists keys, or that runs
 * other code than the loaded functions. */
static const char users[] =
    "user default on nopass resetkeys ~{veer}* resetchannels &{veer}* -@all"
    " +@string +@hash +@list +@set +@sortedset +@stream -@dangerous -@admin -@blocking"
    " +del +unlink +exists +type +expire +pexpire +expireat +pexpireat +persist +ttl +pttl"
    " +fcall +fcall_ro +publish +subscribe +unsubscribe +time +info +ping +auth +hello\n"
    "user loader on #%s resetkeys resetchannels -@all"
    " +function|load +function|delete +function|list +bgrewriteaof +ping +auth\n";

/* What Redis would keep or print of commands it saw is switched off: slow log, ACL log and crash
 * report. */
static const char fixed_part[] = "port 0\n"
                                 "unixsocketperm 700\n"
                                 "maxclients 1000\n"
                                 "daemonize no\n"
                                 "loglevel warning\n"
                                 "save \"\"\n"
                                 "appendonly yes\n"
                                 "maxmemory-policy noeviction\n"
                                 "slowlog-max-len 0\n"
                                 "acllog-max-len 0\n"
                                 "crash-log-enabled no\n"
                                 "crash-memcheck-enabled no\n";

bool redis_files_init(struct redis_files *files, const char *state, char *error, size_t error_size)
{
    size_t socket_room = sizeof((struct sockaddr_un *)NULL)->sun_path + strlen("unix:");

    *files = (struct redis_files){0};
    if (asprintf(&files->folder, "%s/redis", state) < 0 ||
        asprintf(&files->config, "%s/redis/redis.conf", state) < 0 ||
        asprintf(&files->address, "unix:%s/redis/redis.sock", state) < 0 ||
        asprintf(&files->log, "%s/redis/redis.log", state) < 0) {
        snprintf(error, error_size, "Out of memory.");
        return false;
    }
    if (strlen(files->address) >= socket_room) {
        snprintf(error, error_size,
                 "The path of the state folder %s is too long for a socket in it: choose one of "
                 "at most %zu bytes.",
                 state, socket_room - 1 - strlen("unix:/redis/redis.sock"));
        return false;
    }
    if ((mkdir(files->folder, 0700) != 0 && errno != EEXIST) || chmod(files->folder, 0700) != 0) {
        snprintf(error, error_size,
                 "Cannot make %s (%s): give its user the right to, or choose another state folder.",
                 files->folder, strerror(errno));
        return false;
    }
    return true;
}

void redis_files_finish(struct redis_files *files)
{
    free(files->folder);
    free(files->config);
    free(files->address);
    free(files->log);
    *files = (struct redis_files){0};
}

/* Appends `name "value"`, with what its quotes need. */
static void append_setting(struct text *text, const char *name, const char *value)
{
    text_format(text, "%s \"", name);
    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\')
            text_append(text, "\\", 1);
        if ((unsigned char)*value < 0x20)
            text_format(text, "\\x%02x", (unsigned char)*value);
        else
            text_append(text, value, 1);
    }
    text_append_string(text, "\"\n");
}

static void append_users(struct text *text, const char *loader_password)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest + 1];

    crypto_hash_sha256(digest, (const unsigned char *)loader_password, strlen(loader_password));
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    text_format(text, users, hex);
}

static bool write_file(const char *path, const struct text *content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool done;

    if (fd < 0)
        return false;
    done = fchmod(fd, 0600) == 0 &&
           write(fd, content->data, content->length) == (ssize_t)content->length;
    return (close(fd) == 0) && done;
}

bool redis_files_write_config(const struct redis_files *files, const char *loader_password,
                              bool fsync_always, char *error, size_t error_size)
{
    struct text text = {0};
    bool done;

    text_append_string(&text, "# Written anew by veer at each start: changes are lost.\n");
    append_setting(&text, "dir", files->folder);
    append_setting(&text, "unixsocket", files->address + strlen("unix:"));
    append_setting(&text, "logfile", files->log);
    append_setting(&text, "appendfsync", fsync_always ? "always" : "everysec");
    text_append_string(&text, fixed_part);
    append_users(&text, loader_password);
    done = !text.failed && write_file(files->config, &text);
    if (!done)
        snprintf(error, error_size, "Cannot write %s (%s): make room, or give the right to.",
                 files->config, strerror(errno));
    text_finish(&text);
    return done;
}

int redis_files_open_log(const struct redis_files *files)
{
    return open(files->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

void redis_files_last_log_line(const struct redis_files *files, char *line, size_t size)
{
    char end[512];
    ssize_t length = 0;
    off_t whole;
    size_t start, out = 0;
    int fd = open(files->log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd >= 0) {
        whole = lseek(fd, 0, SEEK_END);
        length =
            pread(fd, end, sizeof end, whole > (off_t)sizeof end ? whole - (off_t)sizeof end : 0);
        close(fd);
    }
    while (length > 0 && end[length - 1] == '\n')
        length--;
    start = length > 0 ? (size_t)length : 0;
    while (start > 0 && end[start - 1] != '\n')
        start--;
    for (; length > 0 && start < (size_t)length && out + 1 < size; start++) {
        if (end[start] >= ' ' && end[start] <= '~')
            line[out++] = end[start];
    }
    line[out] = '\0';
}

static char *find_in_path(const char *name)
{
    const char *folders = getenv("PATH");
    char *path = NULL;

    if (strchr(name, '/') != NULL)
        return access(name, X_OK) == 0 ? strdup(name) : NULL;
    if (folders == NULL)
        folders = "/usr/local/bin:/usr/bin:/bin";
    while (*folders != '\0') {
        int length = (int)strcspn(folders, ":");

        if (length > 0 && asprintf(&path, "%.*s/%s", length, folders, name) >= 0) {
            if (access(path, X_OK) == 0)
                return path;
            free(path);
        }
        folders += length;
        folders += *folders == ':';
    }
    return NULL;
}

char *redis_files_find_program(const char *name)
{
    char *path;

    if (name != NULL)
        return find_in_path(name);
    path = find_in_path("redis-server");
    return path != NULL ? path : find_in_path("valkey-server");
}
