// What must hold of lanes, classes and pairing after every step.

import assert from 'node:assert/strict';

const CLASSES = { counsellor_lost: 0, came_back: 0, acute: 1, transferred: 2, new: 3 };
const CLASS_STEP = 10_000_000_000_000;
const AGING_MS = 1_800_000;
// A tick comes every two seconds, and a step of the logical clock is three at most.
const LATE_MS = 6_000;

const parse = (text, otherwise) => (text === undefined ? otherwise : JSON.parse(text));
const namesWith = (sets, member) => [...sets].filter(([, set]) => set.has(member)).map(([name]) => name).sort();

function limit(picture, name, otherwise) {
    return Number(picture.all('limits').get('')?.[name] ?? otherwise);
}

function settingsOf(picture, desk) {
    return parse(picture.all('desks').get('')?.[desk], null);
}

function readLane(name) {
    const [desk, first, rest] = name.split('|');
    if (first.startsWith('@')) {
        return { desk, colleague: first.slice(1) };
    }
    return { desk, language: first, skills: rest === '' ? [] : rest.split('+') };
}

function fits(picture, id, lane) {
    const { desks, languages, skills } = picture.staff(id);
    if (!(lane.desk in JSON.parse(desks))) {
        return false;
    }
    if (lane.colleague) {
        return lane.colleague === id;
    }
    const known = Object.values(JSON.parse(skills));
    return Object.values(JSON.parse(languages)).includes(lane.language) &&
        lane.skills.every((skill) => known.includes(skill));
}

function mayBeOffered(picture, conversation, counsellor) {
    const excluded = picture.all('excluded').get(conversation);
    return picture.all('conversation').get(conversation).owner !== counsellor && !excluded?.has(counsellor);
}

/** 13: the class that somebody who waits has at this time, and when it is raised next. */
function classOf(picture, id, now = picture.now) {
    const conversation = picture.all('conversation').get(id);
    const transfer = picture.transferOf(conversation);
    const acute = (transfer ?? conversation).acute === '1';
    const base = Math.min(CLASSES[transfer ? 'transferred' : conversation.why], acute ? 1 : 3);
    const step = limit(picture, 'aging_ms', AGING_MS);
    const raised = Math.max(Math.floor((now - Number(conversation.since)) / step), 0);
    return Math.max(base - raised, 0);
}

/** 13: everybody in a lane stands there by class and arrival, and is raised in time. */
export function checkLanes(picture) {
    for (const [name, queue] of picture.all('queue')) {
        const lane = readLane(name);
        const lanes = picture.all('lanes').get(lane.desk);
        assert.ok(lanes?.has(name), `${name} is not among the lanes of its desk`);
        for (const [id, score] of queue) {
            const conversation = picture.all('conversation').get(id);
            assert.ok(conversation, `${name} holds ${id}, which is gone`);
            const transfer = picture.transferOf(conversation);
            assert.equal(lane.colleague, transfer?.colleague, `${id}: waits for ${lane.colleague}`);
            assert.ok(lane.colleague || lane.language === conversation.language, `${id}: language`);
            if (!lane.colleague) {
                const skilled = Object.values(settingsOf(picture, lane.desk)?.skilled ?? []);
                const wanted = JSON.parse((transfer ?? conversation).tags).filter((tag) => skilled.includes(tag));
                assert.deepEqual(lane.skills, wanted.sort(), `${id}: skills of its lane`);
            }
            const [latest, earliest] = [classOf(picture, id), classOf(picture, id, picture.now - LATE_MS)];
            const found = Math.floor(score / CLASS_STEP);
            assert.ok(found === latest || found === earliest, `${id}: class ${found} instead of ${latest}`);
            assert.equal(score - found * CLASS_STEP, Number(conversation.arrival), `${id}: arrival`);
            assert.ok(found === 0 || picture.due.has(`aging:${id}`), `${id} is never raised`);
        }
    }
    for (const [desk, names] of picture.all('lanes')) {
        for (const name of names) {
            assert.ok(picture.all('queue').has(name), `${desk}: the lane ${name} is empty`);
        }
    }
}

/** Each counsellor and each transfer is in the sets where it belongs, and in no other. */
export function checkDeskSets(picture) {
    for (const [id, staff] of picture.all('staff')) {
        const desks = Object.keys(JSON.parse(staff.desks));
        const kinds = JSON.parse(staff.desks);
        const languages = Object.values(JSON.parse(staff.languages));
        const free = picture.isFree(id);
        const expected = free ? desks.flatMap((desk) => languages.map((each) => `${desk}|${each}`)).sort() : [];
        const onDuty = staff.duty === 'off' ? [] : desks.sort();
        assert.deepEqual(namesWith(picture.all('on_duty'), id), onDuty, `${id}: on duty`);
        assert.deepEqual(namesWith(picture.all('free'), id), expected, `${id}: free`);
        assert.equal(staff.free === '1', free, `${id}: free`);
        for (const name of expected) {
            const behind = kinds[name.split('|')[0]] === 'on_call' ? CLASS_STEP : 0;
            assert.equal(picture.all('free').get(name).get(id), Number(staff.idle_since) + behind, `${id}: idle`);
        }
    }
    const live = [...picture.all('conversation').values()].flatMap((each) => {
        const transfer = picture.transferOf(each);
        return transfer ? [[each.transfer, transfer]] : [];
    });
    const named = live.filter(([, { colleague }]) => colleague);
    checkSets(picture.all('seeking'), live.map(([id, { desk }]) => [desk, id]), 'seeking');
    checkSets(picture.all('named'), named.map(([id, { colleague }]) => [colleague, id]), 'named');
    checkSets(picture.all('left'), [...picture.all('conversation')]
        .filter(([, { state, why }]) => why === 'counsellor_lost' && ['waiting', 'offered'].includes(state))
        .map(([id, { last_owner: owner }]) => [owner, id]), 'left');
    for (const [id, { state, declined, ...rest }] of picture.all('conversation')) {
        const seeks = state === 'waiting' || picture.transferOf(rest)?.state === 'seeking';
        assert.ok(!declined || seeks, `${id}: declined while ${state}`);
    }
}

function checkSets(sets, expected, about) {
    const found = [...sets].flatMap(([name, set]) => [...set].map((id) => `${name} ${id}`));
    assert.deepEqual(found.sort(), expected.map((pair) => pair.join(' ')).sort(), about);
}

/** Nobody waits while somebody is free who could take him. */
export function checkMatched(picture) {
    const free = [...picture.all('staff').keys()].filter((id) => picture.isFree(id));
    for (const [name, queue] of picture.all('queue')) {
        const lane = readLane(name);
        const could = free.filter((id) => fits(picture, id, lane));
        for (const id of queue.keys()) {
            const left = could.filter((each) => mayBeOffered(picture, id, each));
            assert.deepEqual(left, [], `${id} waits in ${name}`);
        }
    }
}

/** 13: of those whom a counsellor could have been offered, he got the first; and no other who is
 *  free has been idle for longer, or is there for the desk while he is only on call. */
export function checkFairness(picture, before) {
    const known = new Set(before.openOffers().map(([id]) => id));
    for (const [id, { conversation, counsellor }] of picture.openOffers()) {
        if (!known.has(id)) {
            checkOne(picture, before, conversation, counsellor);
        }
    }
}

function checkOne(picture, before, id, counsellor) {
    const conversation = picture.all('conversation').get(id);
    const transfer = picture.transferOf(conversation);
    const isHis = picture.all('left').get(counsellor)?.has(id);
    if (transfer?.colleague || isHis) {
        return;
    }
    const desk = transfer?.desk ?? conversation.desk;
    const stood = before.queuesOf(id).map((name) => before.all('queue').get(name).get(id));
    const own = Math.min(...stood, classOf(picture, id) * CLASS_STEP + Number(conversation.arrival));
    for (const [name, queue] of picture.all('queue')) {
        if (!fits(picture, counsellor, readLane(name))) {
            continue;
        }
        for (const [other, score] of queue) {
            const waited = before.queuesOf(other).length > 0;
            assert.ok(!waited || score >= own || !mayBeOffered(picture, other, counsellor),
                `${counsellor} was offered ${id} though ${other} comes first`);
        }
    }
    const rank = (each) => Number(picture.staff(each).idle_since) +
        (JSON.parse(picture.staff(each).desks)[desk] === 'on_call' ? CLASS_STEP : 0);
    const lane = transfer ? null : { desk, language: conversation.language, skills: [] };
    for (const each of picture.all('free').get(`${desk}|${conversation.language}`)?.keys() ?? []) {
        const couldToo = lane && fits(picture, each, lane) && mayBeOffered(picture, id, each) &&
            skillsOf(picture, desk, conversation).every((skill) =>
                Object.values(JSON.parse(picture.staff(each).skills)).includes(skill));
        assert.ok(!couldToo || rank(each) >= rank(counsellor), `${each} was idle for longer than ${counsellor}`);
    }
}

function skillsOf(picture, desk, { tags }) {
    const skilled = Object.values(settingsOf(picture, desk)?.skilled ?? []);
    return JSON.parse(tags).filter((tag) => skilled.includes(tag));
}
