// A server that swaps keys, replays, reorders, drops, rolls back or adds somebody is noticed by the
// real pages, and what they say stays theirs. (What no page can notice: see docs/threat-model.md.)

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Between, onLines, onPictures } from '../support/between.mjs';
import { chainFor, enrol, nowS, SHIFT_S } from '../support/keys.mjs';
import { Scene } from '../support/pages.mjs';
import { until } from '../support/places.mjs';

const OPTIONS = { timeout: 120_000 };
const REFUSED = 'Dit gesprek is nu niet veilig';
const ALARM = 'Hier klopt iets niet';
const ALTERED = 'Dit bericht is onderweg veranderd. We laten het niet zien.';
const HOUR_S = 3_600;

/** Anna on duty and a visitor whose page hears only what `between` lets through. */
async function visitorBehind(t) {
    const scene = await Scene.open(t);
    const anna = await scene.onDuty('csg/anna');
    const visitor = await scene.visitor();
    const between = await Between.begin(visitor);
    const meet = async () => {
        await visitor.enter();
        await anna.accept();
        await visitor.talksWith('Anna');
    };
    return { scene, anna, visitor, between, meet };
}

/** A counsellor whose page hears only what `between` lets through. */
async function counsellorBehind(scene, id) {
    let between = null;
    const page = await scene.counsellor(id, { before: async (tab) => { between = await Between.begin(tab); } });
    return { page, between };
}

/** Everybody but the visitor shows this chain. */
function withChain(chain) {
    return onPictures((picture) => {
        for (const member of picture.members.filter(({ part }) => part !== 'visitor')) {
            member.chain = chain;
        }
        return picture;
    });
}

const CHAINS = [
    ['a key of the server\'s own', () => chainFor(enrol('somebody-else'))],
    ['the key of another organisation', () => chainFor(enrol('fier'))],
    ['a certificate that is over', () => chainFor(enrol('csg'), { from: nowS() - 24 * HOUR_S, until: nowS() - HOUR_S })],
    ['a certificate of the day after tomorrow', () => chainFor(enrol('csg'), { from: nowS() + 48 * HOUR_S, until: nowS() + 50 * HOUR_S })],
    ['a shift without an end', () => chainFor(enrol('csg'), { from: nowS() - 60, until: nowS() + 3 * SHIFT_S })],
    ['a key with which everybody shares a secret', () => chainFor(enrol('csg'), { key: Buffer.alloc(32) })],
];

for (const [what, chainOf] of CHAINS) {
    test(`the server shows ${what}: nothing is sealed to it, and the page says so`, OPTIONS, async (t) => {
        const { visitor, between, meet } = await visitorBehind(t);
        between.down = withChain(chainOf());
        await meet();
        await visitor.sees(REFUSED);
        assert.equal(await visitor.field.isEditable(), false, 'nothing can be written');
        assert.deepEqual(between.saidIn('keys'), []);
        assert.deepEqual(between.saidIn('talk'), []);
    });
}

test('the server puts another key in Anna\'s place in the middle: nothing goes to it', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    await meet();
    await visitor.say('voor Anna');
    await anna.sees('voor Anna');
    const before = between.saidIn('keys').length;
    between.down = withChain(chainFor(enrol('csg')));
    between.tell(between.down(between.picture)[0]);
    await visitor.sees(REFUSED);
    assert.equal(between.saidIn('keys').length, before);
});

test('the server adds a counsellor in a transfer that nobody agreed to', OPTIONS, async (t) => {
    const { visitor, between, meet } = await visitorBehind(t);
    await meet();
    await visitor.say('voor Anna alleen');
    await visitor.isSigned('Gelezen');
    const before = between.saidIn('keys').length;
    const person = { alias: 'Olga', organisation: 'fier' };
    const chain = chainFor(enrol('fier'));
    between.down = onPictures((picture) => {
        picture.members.push({ member: 'm9', part: 'receiver', person, chain, present: true, delivered: 0, seen: 0 });
        picture.transfer = { transfer: 'ab'.repeat(16), state: 'introduced', desk: 'fier/chat', from_desk: picture.desk,
            from: { alias: 'Anna', organisation: 'csg' }, to: person, tags: [], amount: 'history', receiver: 'm9', chain };
        return picture;
    });
    between.tell(between.down(between.picture)[0]);
    await visitor.sees(REFUSED);
    assert.equal(between.saidIn('keys').length, before, 'no key goes to the added one');
});

test('the server says "everything" where the visitor said "only the note"', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { page: olga, between: overOlga } = await counsellorBehind(scene, 'fier/olga');
    const [anna, visitor] = [await scene.onDuty('csg/anna'), await scene.visitor()];
    await olga.setDuty('In dienst');
    const between = await Between.begin(visitor);
    await visitor.enter();
    await anna.accept();
    await visitor.say('alleen voor Anna');
    await anna.sees('alleen voor Anna');
    between.down = onPictures((picture) => {
        if (picture.transfer?.amount) {
            picture.transfer.amount = 'history';
        }
        return picture;
    });
    await anna.propose({ note: 'een briefje' });
    await visitor.agree('note');
    await olga.accept(/^Warme overdracht/);
    // the server shows Olga's page all there is, from the first line on
    const talk = between.linesOf('talk');
    await until('the keys that she is given', () => overOlga.linesOf('keys').length >= 2);
    overOlga.tell({ type: 'records', conversation: between.picture.conversation, channel: 'talk', lines: talk });
    await olga.sees('een briefje');
    assert.equal(await olga.shows('alleen voor Anna'), false);
});

test('a line of Anna\'s comes again as a new one', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    await meet();
    await anna.say('bel de politie niet');
    await visitor.sees('bel de politie niet');
    const line = between.linesOf('talk').findLast(({ record }) => record);
    const { conversation } = between.picture;
    const again = { ...line, seq: line.seq + 1, number: line.number + 1 };
    between.tell({ type: 'records', conversation, channel: 'talk', lines: [again] });
    await visitor.sees(ALTERED);
    await visitor.sees(ALARM);
    assert.equal(await visitor.page.getByText('bel de politie niet').count(), 1);
});

test('one bit of a line is another', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    between.down = onLines('talk', (lines) => lines.map((line) => {
        if (!line.record || line.member === 'm0') {
            return line;
        }
        const bytes = Buffer.from(line.record, 'base64');
        bytes[200] ^= 1;
        return { ...line, record: bytes.toString('base64') };
    }));
    await meet();
    await anna.say('een gewoon bericht');
    await visitor.sees(ALTERED);
    assert.equal(await visitor.shows('een gewoon bericht'), false);
});

test('what the visitor said comes back as if Anna had said it', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    await meet();
    await visitor.say('mijn eigen woorden');
    await anna.sees('mijn eigen woorden');
    const line = between.linesOf('talk').findLast(({ member }) => member === 'm0');
    between.tell({ type: 'records', conversation: between.picture.conversation, channel: 'talk',
        lines: [{ ...line, seq: line.seq + 1, member: 'm1', number: 1 }] });
    await visitor.sees(ALTERED);
});

test('two lines are exchanged', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    const held = [];
    between.down = onLines('talk', (lines) => {
        held.push(...lines.filter(({ record }) => record));
        if (held.length < 2) {
            return lines.filter(({ record }) => !record);
        }
        between.down = (message) => [message];
        const [one, two] = held;
        return [{ ...two, seq: one.seq }, { ...one, seq: two.seq }];
    });
    await meet();
    await anna.say('niet');
    await anna.say('doen');
    await visitor.sees(ALARM);
});

test('a line is left out and the others close up', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    await meet();
    await anna.say('een');
    await visitor.sees('een');
    between.down = onLines('talk', (lines) => lines.flatMap((line) => {
        const shift = line.record && line.number >= 2 ? 1 : 0;
        return line.number === 2 ? [] : [{ ...line, seq: line.seq - shift }];
    }));
    await anna.say('twee');
    await anna.say('drie');
    await visitor.sees('drie');
    await visitor.sees('Hier ontbreekt een bericht.');
});

test('the end is left out: the conversation broke off', OPTIONS, async (t) => {
    const { anna, visitor, between, meet } = await visitorBehind(t);
    await meet();
    await anna.say('dag');
    await visitor.sees('dag');
    between.down = onLines('talk', (lines) => lines.filter(({ record }) => !record));
    await anna.say('en dit nog');
    await anna.sees('en dit nog');
    await anna.press('Gesprek beëindigen');
    await anna.press('Ja, beëindigen');
    await visitor.heading('Het gesprek is afgebroken').waitFor();
});

test('the server goes back to an older epoch: nothing is said under it', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const [anna, olga, visitor] = await Promise.all([
        scene.onDuty('csg/anna'), scene.onDuty('fier/olga'), scene.visitor(),
    ]);
    const between = await Between.begin(visitor);
    await visitor.enter();
    await anna.accept();
    await visitor.talksWith('Anna');
    await anna.propose({ note: 'een briefje' });
    await visitor.agree('note');
    await olga.accept(/^Warme overdracht/);
    await visitor.isTold('Olga van Fier en Anna overleggen nu kort');
    await anna.press('Voorstellen aan de bezoeker');
    await until('the epoch of the three', () => between.picture.epoch === 1 && between.picture.keyed);
    const before = between.saidIn('talk').length;
    between.down = onPictures((picture) => ({ ...picture, epoch: 0 }));
    between.tell(between.down(between.picture)[0]);
    await visitor.say('dit wacht');
    await visitor.sees('We maken het gesprek veilig. Een ogenblik.');
    assert.equal(between.saidIn('talk').length, before);
});

test('the counsellor\'s page: a line of the visitor is changed, one is given to somebody else', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { page: anna, between } = await counsellorBehind(scene, 'csg/anna');
    await anna.setDuty('In dienst');
    const visitor = await scene.visitor();
    await visitor.enter();
    await anna.accept();
    await visitor.say('eerste');
    await anna.sees('eerste');
    between.down = onLines('talk', (lines) => lines.map((line) => {
        if (!line.record || line.member !== 'm0') {
            return line;
        }
        const bytes = Buffer.from(line.record, 'base64');
        bytes[bytes.length - 1] ^= 1;
        return { ...line, record: bytes.toString('base64') };
    }));
    await visitor.say('tweede');
    await anna.sees(/^Let op: in dit gesprek is onderweg iets veranderd/);
    assert.equal(await anna.shows('tweede'), false);
});

test('the counsellor\'s page: keys that another visitor signed are not taken', OPTIONS, async (t) => {
    const scene = await Scene.open(t);
    const { page: bram, between } = await counsellorBehind(scene, 'csg/bram');
    // his first visitor's keys are told as those of the second
    const opened = [];
    between.down = onLines('keys', (lines) => {
        const own = lines.map((line) => (opened.length > 0 && line.member === 'm0' ? { ...line, record: opened[0].record } : line));
        opened.push(...lines.filter(({ member }) => member === 'm0'));
        return own;
    });
    await bram.setDuty('In dienst');
    const first = await scene.visitor();
    await first.enter();
    await bram.accept();
    await first.say('van de eerste');
    await bram.sees('van de eerste');
    const second = await scene.visitor();
    await second.enter();
    await bram.accept();
    await second.say('van de tweede');
    await bram.sees(/^Let op: in dit gesprek is onderweg iets veranderd/);
    assert.equal(await bram.shows('van de tweede'), false);
});
