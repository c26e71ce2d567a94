#include "front/pages.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BODY_MOST 16777216 /* bytes; nothing that a phone should load is near it */
#define NAME_MOST 200

struct pages {
    struct page *list; /* sorted by name */
    size_t count, room;
};

static const char *const suffixes[PAGE_CODINGS] = {"", ".gz", ".br"};

static const char *type_of(const char *name)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".sig", "text/plain"},
        {".webmanifest", "application/manifest+json"},
    };
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        size_t ending = strlen(types[i].ending);
        if (length > ending && strcmp(name + length - ending, types[i].ending) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

/* Returns 0 or an errno value. */
static int read_file(const char *path, struct page_body *body)
{
    struct stat status;
    char *bytes = NULL;
    int error = 0;
    FILE *file = fopen(path, "rbe");

    if (!file)
        return errno;
    if (fstat(fileno(file), &status) < 0) {
        error = errno;
        goto done;
    }
    if (!S_ISREG(status.st_mode) || status.st_size > BODY_MOST) {
        error = EFBIG;
        goto done;
    }
    bytes = malloc((size_t)status.st_size + 1);
    if (!bytes) {
        error = ENOMEM;
        goto done;
    }
    if (fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size) {
        error = EIO;
        goto done;
    }
    *body = (struct page_body){.bytes = bytes, .length = (size_t)status.st_size};
    bytes = NULL;
done:
    free(bytes);
    fclose(file);
    return error;
}

static struct page *add_page(struct pages *pages, const char *name)
{
    if (pages->count == pages->room) {
        size_t room = pages->room ? pages->room * 2 : 16;
        struct page *list = realloc(pages->list, room * sizeof(*list));
        if (!list)
            return NULL;
        pages->list = list;
        pages->room = room;
    }
    struct page *page = &pages->list[pages->count];
    *page = (struct page){.name = strdup(name), .type = type_of(name)};
    if (!page->name)
        return NULL;
    page->lasting = strncmp(name, "assets/", 7) == 0;
    pages->count++;
    return page;
}

/* Reads DIR/NAME and its compressed forms. Returns 0 or an errno value. */
static int load_page(struct pages *pages, const char *dir, const char *name)
{
    struct page *page = add_page(pages, name);

    if (!page)
        return ENOMEM;
    for (int coding = 0; coding < PAGE_CODINGS; coding++) {
        char path[PATH_MAX];
        int length = snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffixes[coding]);
        int error = length < 0 || (size_t)length >= sizeof(path)
                        ? ENAMETOOLONG
                        : read_file(path, &page->bodies[coding]);
        if (error != 0 && (coding == PAGE_PLAIN || error != ENOENT))
            return error;
    }
    return 0;
}

/* Reads DIR/NAME unless there is no such file. Returns 0 or an errno value. */
static int load_page_if_there(struct pages *pages, const char *dir, const char *name)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof(path), "%s/%s", dir, name);

    if (length < 0 || (size_t)length >= sizeof(path))
        return ENAMETOOLONG;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return 0;
    return load_page(pages, dir, name);
}

static bool is_compressed_form(const char *name)
{
    size_t length = strlen(name);

    return length > 3 &&
           (strcmp(name + length - 3, ".gz") == 0 || strcmp(name + length - 3, ".br") == 0);
}

static int is_asset(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && !is_compressed_form(entry->d_name);
}

static int load_assets(struct pages *pages, const char *dir)
{
    char path[PATH_MAX], name[NAME_MOST];
    struct dirent **entries;
    int count, error = 0;

    if ((size_t)snprintf(path, sizeof(path), "%s/assets", dir) >= sizeof(path))
        return ENAMETOOLONG;
    count = scandir(path, &entries, is_asset, alphasort);
    if (count < 0)
        return errno;
    for (int i = 0; i < count; i++) {
        if ((size_t)snprintf(name, sizeof(name), "assets/%s", entries[i]->d_name) >= sizeof(name))
            error = ENAMETOOLONG;
        else if (error == 0)
            error = load_page(pages, dir, name);
        free(entries[i]);
    }
    free(entries);
    return error;
}

static int by_name(const void *left, const void *right)
{
    const struct page *one = left, *other = right;

    return strcmp(one->name, other->name);
}

struct pages *pages_load(const char *dir, char *error, size_t error_size)
{
    static const char *const needed[] = {"visitor/index.html", "console/index.html",
                                         "wallboard/index.html"};
    static const char *const optional[] = {"manifest.json", "manifest.json.sig"};
    struct pages *pages = calloc(1, sizeof(*pages));
    const char *what = "assets";
    int failure = pages ? 0 : ENOMEM;

    for (size_t i = 0; failure == 0 && i < sizeof(needed) / sizeof(needed[0]); i++) {
        failure = load_page(pages, dir, needed[i]);
        if (failure != 0)
            what = needed[i];
    }
    for (size_t i = 0; failure == 0 && i < sizeof(optional) / sizeof(optional[0]); i++) {
        failure = load_page_if_there(pages, dir, optional[i]);
        if (failure != 0)
            what = optional[i];
    }
    if (failure == 0)
        failure = load_assets(pages, dir);
    if (failure != 0) {
        snprintf(error, error_size,
                 "cannot read %s in the pages folder %s (%s); build the pages, or name their "
                 "folder with --pages",
                 what, dir, strerror(failure));
        pages_destroy(pages);
        return NULL;
    }
    qsort(pages->list, pages->count, sizeof(pages->list[0]), by_name);
    return pages;
}

void pages_destroy(struct pages *pages)
{
    if (!pages)
        return;
    for (size_t i = 0; i < pages->count; i++) {
        free((char *)pages->list[i].name);
        for (int coding = 0; coding < PAGE_CODINGS; coding++)
            free((char *)pages->list[i].bodies[coding].bytes);
    }
    free(pages->list);
    free(pages);
}

const struct page *pages_find(const struct pages *pages, const char *name)
{
    const struct page key = {.name = name};

    return bsearch(&key, pages->list, pages->count, sizeof(pages->list[0]), by_name);
}
