import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
    Channel,
    ChannelPlace,
    ConversationEvent,
    Line,
    Member,
    Staff,
    Transfer,
} from '../protocol/generated';
import {
    enrol,
    ORGANISATIONS,
    PHRASE,
    SamplePlace,
    sampleStaff,
    TRUSTED,
} from '../testing/staff_samples';
import type { SampleSlug } from '../testing/staff_samples';
import { settled } from '../testing/fake_clock';
import { NOON } from '../testing/sealed_samples';
import { fromBase64, fromUtf8, toBase64, utf8 } from './bytes';
import type { Certificate } from './certificate';
import { readChain } from './certificate';
import type { Granted } from './grant';
import { makeEpochOpen, makeGrant } from './grant';
import { readKeyAck, readVouch, writeAgreed, writeClose } from './payload';
import { makeSigningKey, randomBytes } from './primitives';
import type { Header } from './record';
import {
    NO_PREV,
    NOTE_EPOCH,
    openRecord,
    readHeader,
    recordHash,
    ROLE,
    sealRecord,
    TYPE,
} from './record';
import { OWN } from './staff_view';
import { StaffKeys } from './staff_keys';
import { beginTranscript, NO_TRANSFER } from './transcript';

const CONVERSATION = 'c0'.repeat(16);
const TRANSFER = 'd1'.repeat(16);
const WRAP = 'w'.repeat(42) + 'A';
const NOW_S = NOON;
const DAY_S = 86_400;

/** A counsellor's tab, and what it has said. */
class Tab {
    readonly keys: StaffKeys;
    readonly said: { channel: Channel; word: string }[] = [];
    readonly staff: Staff;
    readonly place: SamplePlace;
    nowS = NOW_S;

    constructor(staff: Staff, place = new SamplePlace()) {
        this.staff = staff;
        this.place = place;
        this.keys = new StaffKeys({ place, now: () => this.nowS * 1_000 });
        this.keys.onSay = (_conversation, channel, word) => this.said.push({ channel, word });
        this.keys.enter(staff, WRAP);
        this.keys.trust(TRUSTED);
    }

    static async open(organisation: SampleSlug): Promise<Tab> {
        const tab = new Tab(sampleStaff(organisation, enrol(organisation)));
        assert.equal(await tab.keys.unlock(PHRASE), null);
        return tab;
    }

    /** The same tab after a reload. */
    async reload(): Promise<Tab> {
        const again = new Tab(this.staff, this.place);
        return again;
    }

    get chain() {
        const bytes = fromBase64(this.keys.chain ?? '');
        const chain = bytes && readChain(bytes);
        assert.ok(chain);
        return chain;
    }

    open(channel: Channel, line: Line) {
        return this.keys.open({ conversation: CONVERSATION, channel }, line);
    }

    seal(channel: Channel, number: number, text: string): string | null {
        return this.keys.seal({ conversation: CONVERSATION, channel }, number, text);
    }

    get view() {
        const view = this.keys.viewOf(CONVERSATION);
        assert.ok(view);
        return view;
    }
}

/** The visitor's page, as far as a counsellor's has to do with it. */
class Visitor {
    readonly signing = makeSigningKey();
    readonly epochs: { key: Uint8Array; transcript: Uint8Array }[] = [];
    readonly opened: Line[] = [];
    private readonly said = new Map<string, { number: number; prev: Uint8Array }>();
    private seq = 0;

    openEpoch(readers: readonly { tab: Tab; member: string }[]): Line {
        const key = randomBytes(32);
        const epoch = this.epochs.length;
        const before =
            this.epochs.at(-1)?.transcript ??
            beginTranscript(CONVERSATION, this.signing.publicKey);
        assert.ok(before);
        const recipients = readers.map(({ tab, member }) => ({
            member,
            serial: tab.chain.shift.serial,
            shiftKey: tab.chain.shift.key,
            firstEpoch: epoch,
        }));
        const place = this.next('keys');
        const made = makeEpochOpen(place, epoch, key, before, recipients, this.signing);
        assert.ok(made);
        this.epochs.push({ key, transcript: made.transcript });
        const line = this.line('keys', made.record);
        this.opened.push(line);
        return line;
    }

    get firstEpoch(): Line {
        const [first] = this.opened;
        assert.ok(first);
        return first;
    }

    grant(
        tab: Tab,
        member: string,
        keys: readonly { epoch: number; key: Uint8Array }[],
        transfer = NO_TRANSFER,
    ): Line {
        const granted: Granted[] = keys.map(({ epoch, key }) => ({
            member,
            serial: tab.chain.shift.serial,
            shiftKey: tab.chain.shift.key,
            firstEpoch: 0,
            epoch,
            key,
            transfer,
        }));
        const record = makeGrant(this.next('keys'), granted, this.signing);
        assert.ok(record);
        return this.line('keys', record);
    }

    say(text: string, change: Partial<Header> = {}, epoch = this.epochs.length - 1): Line {
        return this.record('talk', { type: TYPE.message, epoch, ...change }, utf8(text));
    }

    end(owner: number): Line {
        const epoch = this.epochs.length - 1;
        const visitor = (this.said.get('talk')?.number ?? 0) + 1;
        const clear = writeClose({ visitor, owner });
        assert.ok(clear);
        return this.record('talk', { type: TYPE.close, epoch }, clear);
    }

    private record(channel: Channel, header: Partial<Header>, clear: Uint8Array): Line {
        const key = this.epochs[header.epoch ?? 0]?.key;
        const whole: Header = {
            type: TYPE.message,
            role: ROLE.visitor,
            epoch: 0,
            member: 'm0',
            peerAck: 0,
            ...this.next(channel),
            ...header,
        };
        const record = key && sealRecord(whole, key, clear);
        assert.ok(record);
        return this.line(channel, record);
    }

    private next(channel: Channel) {
        const { number, prev } = this.said.get(channel) ?? { number: 0, prev: NO_PREV };
        return { conversation: CONVERSATION, seq: number + 1, prev };
    }

    private line(channel: Channel, record: Uint8Array): Line {
        const number = readHeader(record)?.seq ?? 0;
        this.said.set(channel, { number, prev: recordHash(record) });
        this.seq += 1;
        return { seq: this.seq, at: 0, member: 'm0', number, record: toBase64(record) };
    }
}

function lineOf(member: string, number: number, record: string | null, seq = 50 + number): Line {
    assert.ok(record);
    return { seq, at: 0, member, number, record };
}

function places(last = 0): ChannelPlace[] {
    const channels: Channel[] = ['talk', 'keys', 'notes', 'briefing'];
    return channels.map((channel) => ({ channel, first: 1, last, number: 0, open: true }));
}

function member(name: string, part: Member['part'], tab?: Tab): Member {
    const given =
        tab === undefined
            ? {}
            : {
                  person: { alias: 'One', organisation: tab.staff.organisation },
                  ...(tab.keys.chain !== null && { chain: tab.keys.chain }),
              };
    return { member: name, part, present: true, delivered: 0, seen: 0, ...given };
}

function picture(me: string, change: Partial<ConversationEvent> = {}): ConversationEvent {
    return {
        type: 'conversation',
        conversation: CONVERSATION,
        revision: 1,
        state: 'active',
        part: 'owner',
        desk: 'csg/acute',
        language: 'nl',
        tags: [],
        members: [member('m0', 'visitor')],
        me,
        channels: places(),
        keyed: false,
        ...change,
    };
}

function transferOf(state: Transfer['state'], change: Partial<Transfer> = {}): Transfer {
    return {
        transfer: TRANSFER,
        state,
        desk: 'fier/chat',
        from_desk: 'csg/acute',
        from: { alias: 'One', organisation: 'csg' },
        tags: ['urgent'],
        ...change,
    };
}

/** An owner who was given the first epoch. */
async function owned() {
    const anna = await Tab.open('csg');
    const visitor = new Visitor();
    anna.keys.picture(picture('m1'));
    const opened = anna.open('keys', visitor.openEpoch([{ tab: anna, member: 'm1' }]));
    assert.deepEqual(opened, { kind: 'silent' });
    anna.keys.picture(picture('m1', { keyed: true, epoch: 0 }));
    return { anna, visitor };
}

/** What a counsellor's record says, with the key of an epoch. */
function read(record: string | null, key: Uint8Array | undefined) {
    const bytes = record === null ? null : fromBase64(record);
    const opened = bytes && key ? openRecord(bytes, key) : null;
    assert.ok(opened);
    return { ...opened, text: fromUtf8(opened.clear) };
}

test('the phrase makes a shift key whose chain holds', async () => {
    const tab = new Tab(sampleStaff('csg', enrol('csg')));
    assert.equal(tab.keys.chain, null);
    assert.equal(await tab.keys.unlock('iets anders'), 'wrong_phrase');
    assert.equal(tab.keys.chain, null);
    assert.equal(await tab.keys.unlock(PHRASE), null);
    const { shift, enrolment } = tab.chain;
    assert.equal(shift.subject, enrolment.subject);
    assert.ok(shift.from <= NOW_S && shift.until > NOW_S && shift.until - shift.from <= 43_200);
});

test('a key that does not count says why', async () => {
    const fault = (organisation: SampleSlug, change: Partial<Certificate>, own = organisation) => {
        const tab = new Tab(sampleStaff(own, enrol(organisation, change)));
        return tab.keys.unlock(PHRASE);
    };
    assert.equal(await fault('csg', { until: NOW_S - DAY_S }), 'expired');
    assert.equal(await fault('csg', { from: NOW_S + DAY_S }), 'too_early');
    assert.equal(await fault('csg', {}, 'fier'), 'not_trusted', 'another organisation');
    const tab = new Tab(sampleStaff('csg', enrol('csg', { serial: '0102030405060708' })));
    const revoked = new Set(['0102030405060708']);
    tab.keys.trust(new Map([['csg', { root: ORGANISATIONS.csg.publicKey, revoked }]]));
    assert.equal(await tab.keys.unlock(PHRASE), 'revoked');
    assert.equal(tab.keys.chain, null);
    assert.equal(new Tab(sampleStaff('csg')).keys.enrolmentEndsAt, null, 'without an enrolment');
});

test('a shift key is renewed an hour before its end, and when the clock says that it is over', async () => {
    const tab = await Tab.open('csg');
    const first = tab.keys.chain;
    tab.nowS += 10 * 3_600;
    assert.equal(tab.keys.renewShift(), false);
    tab.nowS += 3_600;
    assert.equal(tab.keys.renewShift(), true);
    assert.notEqual(tab.keys.chain, first);
    tab.nowS += 3 * DAY_S;
    assert.equal(tab.keys.renewShift(), true);
    tab.nowS -= 5 * DAY_S;
    assert.equal(tab.keys.renewShift(), true, 'the clock was put back');
});

test('an owner reads and writes under the epoch that he was given, and shows that he has it', async () => {
    const { anna, visitor } = await owned();
    assert.deepEqual(anna.said, [{ channel: 'keys', word: OWN.key_ack }]);
    const key = visitor.epochs[0]?.key;
    const ack = read(anna.seal('keys', 1, OWN.key_ack), key);
    assert.equal(ack.header.type, TYPE.key_ack);
    assert.deepEqual(readKeyAck(ack.clear), {
        transfer: NO_TRANSFER,
        epoch: 0,
        serial: anna.chain.shift.serial,
        transcript: visitor.epochs[0]?.transcript,
    });
    assert.deepEqual(anna.open('talk', visitor.say('hallo')), { kind: 'text', text: 'hallo' });
    assert.deepEqual(anna.open('talk', visitor.say('nog iets')), { kind: 'text', text: 'nog iets' });
    const first = anna.seal('talk', 1, 'dag');
    assert.equal(anna.seal('talk', 1, 'dag'), first, 'the same bytes again');
    const said = read(first, key);
    assert.deepEqual(
        [said.text, said.header.role, said.header.seq, said.header.peerAck],
        ['dag', ROLE.owner, 1, 2],
    );
    const second = read(anna.seal('talk', 2, 'en'), key);
    assert.deepEqual(second.header.prev, recordHash(fromBase64(first ?? '') ?? NO_PREV));
    assert.deepEqual(anna.view.transcript, visitor.epochs[0]?.transcript);
    assert.equal(anna.view.alarm, false);
});

test('nothing is sealed before the key of those who are present is there', async () => {
    const anna = await Tab.open('csg');
    const visitor = new Visitor();
    anna.keys.picture(picture('m1'));
    assert.equal(anna.seal('talk', 1, 'dag'), null);
    anna.open('keys', visitor.openEpoch([{ tab: anna, member: 'm1' }]));
    assert.equal(anna.seal('talk', 1, 'dag'), null, 'the server has not said so');
    anna.keys.picture(picture('m1', { keyed: true, epoch: 0 }));
    assert.ok(anna.seal('talk', 1, 'dag'));
    anna.keys.picture(picture('m1', { keyed: false, epoch: 0 }));
    assert.equal(anna.seal('talk', 2, 'dag'), null, 'somebody has come or gone');
});

test('after a new epoch what was refused is sealed anew, and follows what was taken', async () => {
    const { anna, visitor } = await owned();
    const first = anna.seal('talk', 1, 'een');
    anna.seal('talk', 2, 'twee');
    anna.open('keys', visitor.openEpoch([{ tab: anna, member: 'm1' }]));
    anna.keys.picture(picture('m1', { keyed: true, epoch: 1 }));
    anna.keys.reseal({ conversation: CONVERSATION, channel: 'talk' }, 2);
    const again = read(anna.seal('talk', 2, 'twee'), visitor.epochs[1]?.key);
    assert.equal(again.header.epoch, 1);
    assert.deepEqual(again.header.prev, recordHash(fromBase64(first ?? '') ?? NO_PREV));
    assert.equal(anna.said.length, 2, 'and the new key is acknowledged, too');
});

test('a changed, foreign or unsigned record is an alarm, and stays one', async () => {
    const flips = [4, 5, 8, 28, 43, 44, 83, 100, 200];
    for (const at of flips) {
        const { anna, visitor } = await owned();
        const line = visitor.say('hallo');
        const bytes = fromBase64(line.record ?? '') ?? NO_PREV;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        const opened = anna.open('talk', { ...line, record: toBase64(bytes) });
        assert.deepEqual([at, opened.kind, anna.view.alarm], [at, 'altered', true]);
    }
    const { anna } = await owned();
    const stranger = new Visitor();
    const swapped = stranger.openEpoch([{ tab: anna, member: 'm1' }]);
    assert.equal(anna.open('keys', swapped).kind, 'altered', 'the same epoch of somebody else');
});

test('an epoch that is left out, or another visitor, is not taken', async () => {
    const { anna, visitor } = await owned();
    visitor.openEpoch([{ tab: anna, member: 'm1' }]);
    const third = visitor.openEpoch([{ tab: anna, member: 'm1' }]);
    assert.equal(anna.open('keys', third).kind, 'altered');
    assert.equal(anna.view.alarm, true);
});


/** Anna has a visitor, and olga is brought in; `amount`: what the visitor shares. */
async function introduced(amount: Transfer['amount'] = 'note') {
    const { anna, visitor } = await owned();
    const olga = await Tab.open('fier');
    const before = visitor.say('vertrouwelijk');
    anna.open('talk', before);
    const shown = transferOf('introduced', {
        amount: amount ?? 'note',
        receiver: 'm2',
        ...(olga.keys.chain !== null && { chain: olga.keys.chain }),
        to: { alias: 'One', organisation: 'fier' },
    });
    const members = [
        member('m0', 'visitor'),
        member('m1', 'owner', anna),
        member('m2', 'receiver', olga),
    ];
    const change = { transfer: shown, members, keyed: true, epoch: 1 };
    const first = visitor.epochs[0];
    assert.ok(first);
    olga.keys.picture(picture('m2', { ...change, part: 'receiver' }));
    anna.keys.picture(picture('m1', change));
    return { anna, olga, visitor, before, change, first };
}

test('what the visitor does not share is shown as that', async () => {
    const { anna, olga, visitor, before } = await introduced();
    const both = [
        { tab: anna, member: 'm1' },
        { tab: olga, member: 'm2' },
    ];
    assert.equal(olga.open('talk', before).kind, 'waiting', 'nothing is known yet');
    assert.equal(olga.open('keys', visitor.firstEpoch).kind, 'silent');
    assert.equal(olga.open('talk', before).kind, 'withheld');
    assert.equal(olga.open('keys', visitor.openEpoch(both)).kind, 'silent');
    assert.deepEqual(olga.open('talk', visitor.say('welkom')), { kind: 'text', text: 'welkom' });
    assert.equal(olga.open('talk', before).kind, 'withheld');
    assert.ok(olga.said.some(({ word }) => word === OWN.key_ack));
    const ack = read(olga.seal('keys', 1, OWN.key_ack), visitor.epochs[1]?.key);
    assert.deepEqual([readKeyAck(ack.clear)?.transfer, ack.header.role], [TRANSFER, ROLE.receiver]);
});

test('what she shares waits, and is read once it is granted for this transfer', async () => {
    const { anna, olga, visitor, before, first } = await introduced('history');
    const both = [
        { tab: anna, member: 'm1' },
        { tab: olga, member: 'm2' },
    ];
    olga.open('keys', visitor.firstEpoch);
    olga.open('keys', visitor.openEpoch(both));
    assert.equal(olga.open('talk', before).kind, 'waiting');
    const { changed } = olga.keys;
    const count = changed.get();
    const granted = visitor.grant(olga, 'm2', [{ epoch: 0, key: first.key }], TRANSFER);
    assert.equal(olga.open('keys', granted).kind, 'silent');
    await settled();
    assert.ok(changed.get() > count, 'the session opens again what waited');
    assert.deepEqual(olga.open('talk', before), { kind: 'text', text: 'vertrouwelijk' });
    const told = changed.get();
    olga.open('talk', before);
    await settled();
    assert.equal(changed.get(), told, 'and does not go round in circles');
});

test('a grant of another key is an alarm; one for an unknown transfer gives nothing', async () => {
    const { olga, visitor, before, first, change } = await introduced('history');
    olga.open('keys', visitor.firstEpoch);
    const other = 'ee'.repeat(16);
    const strange = visitor.grant(olga, 'm2', [{ epoch: 0, key: first.key }], other);
    assert.equal(olga.open('keys', strange).kind, 'silent');
    assert.equal(olga.open('talk', before).kind, 'waiting');
    assert.equal(olga.view.alarm, false);
    const transfer = { ...change.transfer, transfer: other };
    olga.keys.picture(picture('m2', { ...change, part: 'receiver', transfer }));
    assert.equal(olga.open('talk', before).kind, 'text', 'until the transfer is known');
    const again = await introduced('history');
    again.olga.open('keys', again.visitor.firstEpoch);
    const wrong = again.visitor.grant(again.olga, 'm2', [{ epoch: 0, key: randomBytes(32) }]);
    assert.equal(again.olga.open('keys', wrong).kind, 'altered');
});

test('two counsellors brief each other, and the owner vouches for the visitor', async () => {
    const { anna, olga, visitor } = await introduced();
    olga.open('keys', visitor.firstEpoch);
    assert.ok(anna.said.some(({ channel, word }) => channel === 'briefing' && word === OWN.vouch));
    assert.deepEqual([anna.view.briefing, olga.view.briefing], ['open', 'open']);
    const vouch = anna.seal('briefing', 1, OWN.vouch);
    const said = anna.seal('briefing', 2, 'zij is bang');
    assert.equal(olga.open('briefing', lineOf('m1', 1, vouch)).kind, 'silent');
    assert.deepEqual(olga.open('briefing', lineOf('m1', 2, said)), {
        kind: 'text',
        text: 'zij is bang',
    });
    assert.equal(olga.view.otherVisitor, false);
    const answer = olga.seal('briefing', 1, 'ik ben er');
    assert.deepEqual(anna.open('briefing', lineOf('m2', 1, answer)), {
        kind: 'text',
        text: 'ik ben er',
    });
});

test('a page that opens again what waited, whenever something has changed, comes to rest', async () => {
    const { anna, olga, visitor } = await introduced();
    olga.open('keys', visitor.firstEpoch);
    const vouch = lineOf('m1', 1, anna.seal('briefing', 1, OWN.vouch));
    let times = 0;
    olga.keys.changed.subscribe(() => {
        times += 1;
        olga.open('briefing', vouch);
    });
    olga.open('briefing', vouch);
    await settled();
    await settled();
    assert.equal(times, 1);
});

test('a server that plays another visitor towards the colleague is found out by the vouch', async () => {
    const { anna, olga } = await introduced();
    const impostor = new Visitor();
    olga.open('keys', impostor.openEpoch([{ tab: olga, member: 'm2' }]));
    olga.open('briefing', lineOf('m1', 1, anna.seal('briefing', 1, OWN.vouch)));
    assert.equal(olga.view.otherVisitor, true);
});

test('a colleague whose chain does not hold is given no briefing', async () => {
    const { anna, olga, change } = await introduced();
    const to = { alias: 'One', organisation: 'csg' };
    anna.keys.picture(picture('m1', { ...change, transfer: { ...change.transfer, to } }));
    assert.equal(anna.view.briefing, 'not_trusted');
    assert.equal(anna.seal('briefing', 1, 'hallo'), null);
    const { chain: _, ...without } = change.transfer;
    anna.keys.picture(picture('m1', { ...change, transfer: without }));
    assert.equal(anna.view.briefing, 'waiting');
    assert.ok(olga.keys.chain);
});

test('notes and briefings are there after a reload, the talk is once its key is given again', async () => {
    const { anna, olga, visitor, before, change, first } = await introduced();
    const vouch = lineOf('m1', 1, anna.seal('briefing', 1, OWN.vouch));
    const said = lineOf('m1', 2, anna.seal('briefing', 2, 'zij is bang'));
    const note = lineOf('m1', 1, anna.seal('notes', 1, 'mijn notitie'));
    const after = await anna.reload();
    const channels = places(60);
    after.keys.picture(picture('m1', { ...change, channels }));
    assert.deepEqual(after.open('notes', note), { kind: 'text', text: 'mijn notitie' });
    assert.equal(after.open('briefing', vouch).kind, 'silent');
    assert.deepEqual(after.open('briefing', said), { kind: 'text', text: 'zij is bang' });
    after.open('keys', visitor.firstEpoch);
    assert.equal(after.open('talk', before).kind, 'waiting');
    assert.equal(await after.keys.unlock(PHRASE), null);
    assert.notEqual(after.chain.shift.serial, anna.chain.shift.serial);
    after.open('keys', visitor.grant(after, 'm1', [{ epoch: 0, key: first.key }]));
    assert.deepEqual(after.open('talk', before), { kind: 'text', text: 'vertrouwelijk' });
    assert.equal(after.view.alarm, false);
    assert.ok(olga.keys.chain);
});

test('a tab without the tab secret says that notes are lost, and raises no alarm', async () => {
    const { anna } = await owned();
    const note = lineOf('m1', 1, anna.seal('notes', 1, 'mijn notitie'));
    const other = new Tab(anna.staff);
    other.keys.picture(picture('m1', { channels: places(60) }));
    assert.equal(other.open('notes', note).kind, 'withheld');
    assert.ok(other.seal('notes', 2, 'een nieuwe'));
    assert.equal(other.open('notes', note).kind, 'withheld');
    assert.equal(other.view.alarm, false);
});

test('after a reload the next record still follows the last one that was taken', async () => {
    const { anna, visitor } = await owned();
    const taken = anna.seal('talk', 1, 'een') ?? '';
    const after = await anna.reload();
    assert.equal(await after.keys.unlock(PHRASE), null);
    after.keys.picture(picture('m1', { keyed: true, epoch: 0, channels: places(60) }));
    after.open('keys', visitor.firstEpoch);
    const first = visitor.epochs[0];
    assert.ok(first);
    after.open('keys', visitor.grant(after, 'm1', [{ epoch: 0, key: first.key }]));
    const next = read(after.seal('talk', 2, 'twee'), first.key);
    assert.deepEqual(next.header.prev, recordHash(fromBase64(taken) ?? NO_PREV));
});

test('the hand-over is read with its key, and compared with what the server shows', async () => {
    const { anna, olga, visitor, change } = await introduced();
    olga.open('keys', visitor.firstEpoch);
    const draft = anna.keys.sealNote(CONVERSATION, 'zij belde zelf') ?? '';
    assert.deepEqual(anna.keys.readNote(CONVERSATION, draft, null), {
        kind: 'text',
        text: 'zij belde zelf',
        differs: false,
    });
    const key = randomBytes(32);
    const agreed = {
        transfer: TRANSFER,
        desk: 'fier/chat',
        tags: ['urgent'],
        amount: 'note',
        note: 'ik belde',
    };
    const header: Header = {
        type: TYPE.hand_over,
        role: ROLE.visitor,
        conversation: CONVERSATION,
        epoch: NOTE_EPOCH,
        member: 'm0',
        seq: 0,
        prev: NO_PREV,
        peerAck: 0,
    };
    const record = sealRecord(header, key, writeAgreed(agreed));
    assert.ok(record);
    const note = toBase64(record);
    const shown = { transfer: TRANSFER, desk: 'fier/chat', tags: ['urgent'], amount: 'note' };
    const { readNote } = {
        readNote: (other: Partial<typeof shown> = {}) =>
            olga.keys.readNote(CONVERSATION, note, { ...shown, ...other }),
    };
    assert.deepEqual(readNote(), { kind: 'waiting' });
    olga.open('keys', visitor.grant(olga, 'm2', [{ epoch: NOTE_EPOCH, key }], TRANSFER));
    assert.deepEqual(readNote(), { kind: 'text', text: 'ik belde', differs: false });
    const differs = (other: Partial<typeof shown>): boolean => {
        const opened = readNote(other);
        return opened.kind === 'text' && opened.differs;
    };
    assert.ok(differs({ tags: ['urgent', 'abuse'] }));
    assert.ok(differs({ desk: 'fier/other' }));
    assert.ok(differs({ amount: 'history' }));
    assert.ok(differs({ transfer: 'ee'.repeat(16) }));
    assert.equal(olga.keys.readNote(CONVERSATION, toBase64(record.slice(1)), null).kind, 'altered');
    assert.ok(change);
});

test('who is out of a conversation has its keys no more, and reads no later one', async () => {
    const { anna, visitor } = await owned();
    const line = visitor.say('hallo');
    anna.open('talk', line);
    anna.keys.picture(picture('m1', { part: 'wrap_up', keyed: true, epoch: 0 }));
    assert.equal(anna.open('talk', visitor.say('en nu')).kind, 'waiting');
    assert.equal(anna.seal('talk', 1, 'dag'), null);
});

test('a conversation is closed when who ended it said so, and all has come', async () => {
    const { anna, visitor } = await owned();
    anna.open('talk', visitor.say('hallo'));
    anna.open('talk', lineOf('m1', 1, anna.seal('talk', 1, 'dag')));
    const over = { state: 'ended', part: 'wrap_up', ended_by: 'visitor' } as const;
    anna.keys.picture(picture('m1', { ...over, keyed: true, epoch: 0 }));
    assert.equal(anna.view.closed, false, 'it broke off');
    assert.equal(anna.open('talk', visitor.end(1)).kind, 'close');
    assert.equal(anna.view.closed, true);
    anna.keys.picture(picture('m1', { ...over, ended_by: 'owner', keyed: true, epoch: 0 }));
    assert.equal(anna.view.closed, false, 'it was not she who ended it');

    const other = await owned();
    other.anna.open('talk', other.visitor.say('hallo'));
    const close = read(other.anna.seal('talk', 1, OWN.close), other.visitor.epochs[0]?.key);
    assert.equal(close.header.type, TYPE.close);
    assert.deepEqual([...close.clear.slice(-1)], [1]);
    assert.deepEqual([...close.clear.slice(7, 8)], [1]);
});

test('signing out wipes what the tab holds and keeps', async () => {
    const { anna, visitor } = await owned();
    anna.seal('notes', 1, 'mijn notitie');
    assert.ok(anna.place.text);
    assert.ok(!anna.place.text?.includes('mijn'));
    anna.keys.wipe(true);
    assert.equal(anna.place.text, null);
    assert.equal(anna.keys.chain, null);
    assert.equal(anna.open('talk', visitor.say('hallo')).kind, 'waiting');
    assert.equal(readVouch(NO_PREV), null);
});
