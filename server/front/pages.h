/* The static pages, read once at the start and served from memory: no request ever reaches the
 * file system. */
#ifndef VEER_FRONT_PAGES_H
#define VEER_FRONT_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* One file in one coding. */
struct page_body {
    const char *bytes;
    size_t length;
};

enum page_coding { PAGE_PLAIN, PAGE_GZIP, PAGE_BROTLI, PAGE_CODINGS };

/* A file with its precompressed forms; a form that is not there has NULL bytes. */
struct page {
    const char *name; /* "assets/app-1a2b3c.js" */
    const char *type; /* for Content-Type */
    bool lasting;     /* its name carries a hash of its content: it can be kept for ever */
    struct page_body bodies[PAGE_CODINGS];
};

struct pages;

/* Reads DIR/{visitor,console,wallboard}/index.html, which must be there, every file of DIR/assets,
 * and DIR/manifest.json with its .sig if they are there; each with NAME.br and NAME.gz where those
 * exist. Returns NULL and writes a sentence that says what to do into error when that fails. */
struct pages *pages_load(const char *dir, char *error, size_t error_size);

/* Takes NULL. */
void pages_destroy(struct pages *pages);

/* The page of that exact name, or NULL. */
const struct page *pages_find(const struct pages *pages, const char *name);

/* The page for the path of a request: "/", "/c/ORGANISATION/DESK", "/console/", "/wallboard/",
 * "/assets/NAME", "/manifest.json" and "/manifest.json.sig"; NULL for any other. */
const struct page *pages_route(const struct pages *pages, const char *path);

/* The smallest form that the value of Accept-Encoding (NULL: none) allows. */
enum page_coding page_choose(const struct page *page, const char *accept_encoding);

#endif
