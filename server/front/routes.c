#include "front/pages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ID_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"
#define ID_MOST 31 /* bytes of an organisation's or a desk's id */

/* "csg/acute": whether there is such a desk the page finds out by itself. */
static bool is_desk(const char *path)
{
    size_t organisation = strspn(path, ID_LETTERS);
    const char *desk = path + organisation + 1;

    if (organisation == 0 || organisation > ID_MOST || path[organisation] != '/')
        return false;
    size_t length = strspn(desk, ID_LETTERS);
    return length > 0 && length <= ID_MOST && desk[length] == '\0';
}

const struct page *pages_route(const struct pages *pages, const char *path)
{
    if (strcmp(path, "/") == 0)
        return pages_find(pages, "visitor/index.html");
    if (strncmp(path, "/c/", 3) == 0 && is_desk(path + 3))
        return pages_find(pages, "visitor/index.html");
    if (strcmp(path, "/console/") == 0)
        return pages_find(pages, "console/index.html");
    if (strcmp(path, "/wallboard/") == 0)
        return pages_find(pages, "wallboard/index.html");
    if (strncmp(path, "/assets/", 8) == 0 || strcmp(path, "/manifest.json") == 0 ||
        strcmp(path, "/manifest.json.sig") == 0)
        return pages_find(pages, path + 1);
    return NULL;
}

/* Whether the parameters of a coding, from its name on, say q=0. */
static bool is_refused(const char *parameters, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if (tolower((unsigned char)parameters[i]) == 'q' && parameters[i + 1] == '=')
            return strtod(parameters + i + 2, NULL) <= 0;
    return false;
}

/* Whether Accept-Encoding names this coding, and not only to refuse it. */
static bool accepts(const char *value, const char *coding)
{
    size_t length = strlen(coding);

    while (*value != '\0') {
        size_t part = strcspn(value, ",");
        size_t lead = strspn(value, " \t");
        size_t name = lead < part ? strcspn(value + lead, " \t;,") : 0;

        if (name == length && strncasecmp(value + lead, coding, length) == 0)
            return !is_refused(value + lead + name, part - lead - name);
        value += part;
        value += *value == ',';
    }
    return false;
}

enum page_coding page_choose(const struct page *page, const char *accept_encoding)
{
    static const char *const names[PAGE_CODINGS] = {NULL, "gzip", "br"};
    enum page_coding best = PAGE_PLAIN;

    for (int coding = PAGE_GZIP; accept_encoding && coding < PAGE_CODINGS; coding++)
        if (page->bodies[coding].bytes && accepts(accept_encoding, names[coding]) &&
            page->bodies[coding].length < page->bodies[best].length)
            best = (enum page_coding)coding;
    return best;
}
