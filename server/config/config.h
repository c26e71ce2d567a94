#ifndef VEER_CONFIG_CONFIG_H
#define VEER_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/errors.h"

/*
 * The network file: which organisations, desks and people there are, when desks are open, and
 * the vocabulary that visitors choose from. docs/network-file.md describes it for whoever writes
 * one. It is read once, checked wholly, and never changes while the process runs; every pointer
 * below lives as long as the struct config that it came from.
 */

#define CONFIG_ID_SIZE 64 /* "organisation/name": twice 31 characters, a slash, the NUL */
#define CONFIG_LANGUAGES_MAX 8
#define CONFIG_CAPACITY_MAX 6
#define CONFIG_FILE_MAX ((size_t)4 * 1024 * 1024) /* bytes */

struct config;
struct config_desk;
struct config_staff;

/* One text in every language of the network, in the order of config_language_at(). */
struct config_text {
    const char *in[CONFIG_LANGUAGES_MAX];
};

struct config_tag {
    const char *id;
    struct config_text label;
    bool urgent; /* a visitor with this tag belongs to the acute class */
};

struct config_tag_group {
    const char *id;
    struct config_text label;
    bool many; /* more than one tag of the group may be chosen */
    size_t tag_count;
    struct config_tag *tags;
};

struct config_organisation {
    const char *id;
    const char *name;
    struct config_text about;
    const char *phone; /* or NULL */
    const char *site;  /* or NULL */
    size_t desk_count;
    const struct config_desk *desks;
};

/* Part of a week, in minutes since Monday 00:00 on the clock of the network's time zone. */
struct config_span {
    int from;
    int to; /* exclusive */
};

struct config_hours {
    bool always;
    size_t count;
    struct config_span *spans; /* in order, without overlap, touching ones joined */
};

struct config_holiday {
    int day; /* days since 1 January 1970 */
    struct config_text name;
};

struct config_holidays {
    size_t count;
    struct config_holiday *list; /* in order */
};

/* When a desk is open on a holiday. */
enum config_holiday_rule {
    CONFIG_HOLIDAY_USUAL, /* as on any other day */
    CONFIG_HOLIDAY_CLOSED,
    CONFIG_HOLIDAY_ALWAYS,
    CONFIG_HOLIDAY_HOURS, /* at hours of its own */
};

struct config_holiday_hours {
    enum config_holiday_rule rule;
    size_t count;
    struct config_span *spans; /* in minutes since midnight, in order, without overlap */
};

/* Some people at one desk, at the same time of one or more days. */
struct config_shift {
    size_t who_count;
    const struct config_staff **who;
    unsigned weekdays; /* a bit for each, the lowest is Monday; none: on the dates */
    size_t date_count;
    int *dates;               /* days since 1 January 1970, in order */
    struct config_span times; /* minutes since midnight */
    bool on_call; /* at home: asked when nobody else is free, with more time to answer */
};

struct config_desk {
    char id[CONFIG_ID_SIZE]; /* "csg/acute" */
    const struct config_organisation *organisation;
    const char *name_in_organisation; /* "acute" */
    struct config_text name;
    struct config_text about;
    struct config_hours hours;
    const struct config_holidays *holidays; /* of the network; NULL: none */
    struct config_holiday_hours holiday_hours;
    int intake_stop_minutes; /* before it closes no more visitors are let in */
    size_t shift_count;      /* none: its whole roster may staff it at all its hours */
    struct config_shift *shifts;
    size_t language_count;
    const char *languages[CONFIG_LANGUAGES_MAX];
    size_t tag_count;
    const struct config_tag **tags; /* what fits here, for suggestions */
    size_t skilled_count;
    const struct config_tag **skilled; /* tags that need a counsellor with this skill here */
    size_t staffed_by_count;
    const struct config_organisation **staffed_by; /* beside its own organisation */
    size_t fallback_count;
    const struct config_desk **fallbacks; /* to propose instead, the first one first */
    size_t roster_count;
    const struct config_staff **roster; /* the counsellors who may staff it */
    int queue_max;
    bool listed; /* false: for transfers only */
};

struct config_staff {
    char id[CONFIG_ID_SIZE]; /* "csg/anna" */
    const struct config_organisation *organisation;
    const char *name;     /* to sign in with */
    const char *alias;    /* what visitors see */
    const char *password; /* Argon2id line: never leaves the process */
    bool counsellor;
    bool coordinator;
    bool sees_network; /* a coordinator who sees every organisation's desks */
    size_t desk_count;
    const struct config_desk **desks;
    size_t language_count;
    const char *languages[CONFIG_LANGUAGES_MAX];
    size_t skill_count;
    const struct config_tag **skills;
    int capacity; /* conversations at once; 0 for who is no counsellor */
};

struct config_limit {
    const char *name; /* "offer_ms" */
    int64_t value;
};

/*
 * Reads and checks the network file. Returns the whole network, or NULL with every mistake (the
 * first CONFIG_ERRORS_MAX of them) added to errors. The caller frees with config_destroy().
 */
struct config *config_load(const char *path, struct config_errors *errors);

/* The same for a text in memory; name stands for the file in the mistakes. */
struct config *config_load_text(const char *name, const char *text, size_t length,
                                struct config_errors *errors);

/*
 * The bytes of the file as they are, for config_load_text(): one more than it takes if there are
 * more. Returns NULL with the mistake added if it cannot be read. The caller frees.
 */
char *config_read(const char *path, size_t *length, struct config_errors *errors);

/* Takes NULL too. */
void config_destroy(struct config *config);

/*
 * Makes the network's time zone that of this process (TZ). Once, at the start, before other
 * threads run: the hours below count in it. Returns false when out of memory.
 */
bool config_use_time_zone(const struct config *config);

const char *config_name(const struct config *config);
const char *config_time_zone(const struct config *config);
const char *config_neutral_page(const struct config *config);

/* A demo network has well-known passwords: it may be served on the loopback address only. */
bool config_is_demo(const struct config *config);

size_t config_language_count(const struct config *config);
const char *config_language_at(const struct config *config, size_t index);
bool config_is_language(const struct config *config, const char *language);

/* The text in that language; in the network's first one if it has no such language or NULL. */
const char *config_text_in(const struct config *config, const struct config_text *text,
                           const char *language);

/* Origins ("https://www.example.org") that may open a WebSocket beside the server's own. */
size_t config_origin_count(const struct config *config);
const char *config_origin_at(const struct config *config, size_t index);

/* Limits that the file sets; all others keep the defaults of protocol/machine.json. */
size_t config_limit_count(const struct config *config);
const struct config_limit *config_limit_at(const struct config *config, size_t index);

size_t config_tag_group_count(const struct config *config);
const struct config_tag_group *config_tag_group_at(const struct config *config, size_t index);
/* NULL: not in the vocabulary. group may be NULL, else it gets the tag's group. */
const struct config_tag *config_tag_find(const struct config *config, const char *id,
                                         const struct config_tag_group **group);
bool config_tag_is_known(const struct config *config, const char *id);
bool config_tag_is_urgent(const struct config *config, const char *id);

size_t config_organisation_count(const struct config *config);
const struct config_organisation *config_organisation_at(const struct config *config, size_t index);
const struct config_organisation *config_organisation_find(const struct config *config,
                                                           const char *id);

/* All desks of all organisations, in the order of the file. find: by "csg/acute", or NULL. */
size_t config_desk_count(const struct config *config);
const struct config_desk *config_desk_at(const struct config *config, size_t index);
const struct config_desk *config_desk_find(const struct config *config, const char *id);

/* find: by "csg/anna", or NULL. */
size_t config_staff_count(const struct config *config);
const struct config_staff *config_staff_at(const struct config *config, size_t index);
const struct config_staff *config_staff_find(const struct config *config, const char *id);

bool config_staff_serves(const struct config_staff *staff, const struct config_desk *desk);
bool config_staff_speaks(const struct config_staff *staff, const char *language);
bool config_staff_has_skill(const struct config_staff *staff, const struct config_tag *skill);

/*
 * Whether this person may watch the desk: a coordinator of the desk's organisation, of one that
 * staffs it, or of the network.
 */
bool config_staff_watches(const struct config_staff *staff, const struct config_desk *desk);

size_t config_holiday_count(const struct config *config);
const struct config_holiday *config_holiday_at(const struct config *config, size_t index);

/*
 * What follows counts on the clock of the network's time zone: what is written as "09:00" is that
 * time, summer and winter. Moments are milliseconds since 1970. What a coordinator opened or
 * closed by hand is not known here.
 */

/* By hours and holidays, and only while somebody has a shift if the desk has shifts. */
bool config_desk_is_open(const struct config_desk *desk, int64_t wall_ms);

/*
 * The first moment from wall_ms on at which the desk is open (opens_at) or closed (closes_at):
 * wall_ms itself if it is so already, -1 if that does not come within two weeks.
 */
int64_t config_desk_opens_at(const struct config_desk *desk, int64_t wall_ms);
int64_t config_desk_closes_at(const struct config_desk *desk, int64_t wall_ms);

/* Whether it lets visitors in: open, and not about to close. */
bool config_desk_takes_in(const struct config_desk *desk, int64_t wall_ms);

/* How somebody may staff a desk at a moment. */
enum config_post {
    CONFIG_POST_NONE,
    CONFIG_POST_DESK,    /* at work */
    CONFIG_POST_ON_CALL, /* at home, for when it is needed */
};
enum config_post config_staff_post(const struct config_staff *staff, const struct config_desk *desk,
                                   int64_t wall_ms);

/*
 * The first moment after wall_ms, within a day, at which any desk may be another way or anybody
 * may staff another one. Until then all of the above stays as it is.
 */
int64_t config_changes_at(const struct config *config, int64_t wall_ms);

/*
 * What everybody may know of the network, as served at /network.json: built by naming what goes
 * in, so that a new key of the file stays private until it is added here. Owned by config.
 */
const char *config_public_json(const struct config *config, size_t *length);

#endif
