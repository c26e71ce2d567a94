/* `veer keys publish`: what pages know of the organisations. */
#include "cli/keys_publish.h"

#include <limits.h>
#include <stdio.h>

#include "cli/keys_release.h"
#include "people/key_files.h"

bool keys_publish_roots(const char *dir, const char *release)
{
    char error[2 * PATH_MAX], path[PATH_MAX];
    struct keys_signer signer = {0};
    struct text json = {0};
    bool done = false;
    int length = snprintf(path, sizeof path, "%s/roots.json", dir);

    if (length < 0 || (size_t)length >= sizeof path)
        return keys_fail("the name of the keys folder is too long");
    if (!key_files_roots(dir, &json, error, sizeof error))
        (void)keys_fail("%s", error);
    else if (keys_release_open(release, &signer))
        done = keys_release_write(&signer, path, json.data, json.length);
    keys_signer_finish(&signer);
    text_finish(&json);
    return done;
}

bool keys_publish(const struct keys_request *request)
{
    if (!request->release)
        return keys_fail("name the release key with --release FILE");
    if (!keys_publish_roots(request->dir, request->release))
        return false;
    (void)printf("Bring %s/roots.json and roots.json.sig to the server, and send it SIGHUP.\n",
                 request->dir);
    return true;
}
