/* `veer keys demo`: keys that everybody knows, for a network whose passwords everybody knows. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/keys_enrol.h"
#include "cli/keys_publish.h"
#include "cli/keys_release.h"
#include "config/config.h"
#include "people/key_files.h"

#define PASSPHRASE "demo"
#define PHRASE "samen veilig aan de overkant"
#define DAYS 365
#define RENEW_S INT64_C(2592000) /* 30 days before its end it is made anew */

/* Whether somebody's enrolment is by this root and lasts for a while. */
static bool is_enrolled(const struct keys_request *request, const struct config_staff *staff,
                        const struct keys_signer *root)
{
    unsigned char bytes[ENROLMENT_SIZE];
    struct certificate certificate;

    return key_files_enrolment(request->dir, staff->organisation->id, staff->name, bytes) ==
               KEY_FILE_READ &&
           enrolment_read(bytes, &certificate) &&
           certificate_is_signed(bytes + ENROLMENT_AT_CERTIFICATE, root->public_key) &&
           certificate.until >= request->now_s + RENEW_S;
}

/* The root, made unless it is there, and everybody's enrolment. */
static bool make_organisation(const struct keys_request *request, const struct config *config,
                              const struct config_organisation *organisation, size_t *made)
{
    unsigned char key[CERTIFICATE_KEY_SIZE];
    struct keys_signer root = {0};
    bool done = true;

    if (key_files_root(request->dir, organisation->id, key) == KEY_FILE_ABSENT)
        done = keys_root_make(request->dir, organisation->id, PASSPHRASE, wrapping_quick, false);
    done = done && keys_root_open(request->dir, organisation->id, PASSPHRASE, &root);
    for (size_t i = 0; done && i < config_staff_count(config); i++) {
        const struct config_staff *staff = config_staff_at(config, i);
        if (staff->organisation != organisation || is_enrolled(request, staff, &root))
            continue;
        done =
            keys_enrol_one(request, organisation->id, staff->name, &root, PHRASE, wrapping_quick);
        *made += done;
    }
    keys_signer_finish(&root);
    return done;
}

static bool make_all(const struct keys_request *request, const struct config *config)
{
    size_t made = 0;
    bool done = true;

    for (size_t i = 0; done && i < config_organisation_count(config); i++)
        done = make_organisation(request, config, config_organisation_at(config, i), &made);
    if (done && request->release && access(request->release, F_OK) != 0)
        done = keys_release_make(request->release, false);
    if (done && request->release)
        done = keys_publish_roots(request->dir, request->release);
    if (done)
        (void)printf("%zu enrolled under the key phrase \"" PHRASE
                     "\"; the passphrase of each root is \"" PASSPHRASE "\".\n",
                     made);
    return done;
}

bool keys_demo(const struct keys_request *request)
{
    const char *network = request->words[0];
    struct keys_request own = *request;
    struct config_errors *errors = config_errors_create();
    struct config *config = errors ? config_load(network, errors) : NULL;
    bool done = false;

    if (own.days == 0)
        own.days = DAYS;
    if (!config)
        (void)keys_fail("%s cannot be used; veer check %s says why", network, network);
    else if (!config_is_demo(config))
        (void)keys_fail("%s is not marked \"demo\": its people need key phrases that nobody else "
                        "knows (veer keys root, veer keys enrol)",
                        network);
    else if (mkdir(own.dir, 0700) != 0 && errno != EEXIST)
        (void)keys_fail("cannot make the folder %s (%s); choose another one with --keys", own.dir,
                        strerror(errno));
    else
        done = make_all(&own, config);
    config_destroy(config);
    config_errors_destroy(errors);
    return done;
}
