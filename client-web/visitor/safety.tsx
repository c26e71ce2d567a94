import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KeysView } from '../src/crypto/visitor_view';
import type { ConversationEvent } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import { useStore } from '../src/use_store';
import type { VisitorTexts } from './context';
import { usePage, useTexts } from './context';
import { nameOf } from './names';
import { Alert, Button, Phones, useHeld, usePanel } from './parts';
import { company, isClockSuspect, isReceiver, personOf } from './safety_state';

// From here on it takes longer than keys should.
const LONG_MS = 20_000;

/** Who can read what is said now, in one sentence. */
function whoReads(t: VisitorTexts, event: ConversationEvent): string {
    const [one = t.someone, two] = company(event).map((person) => person?.alias ?? t.someone);
    return two === undefined ? t.safety.safe(one) : t.safety.safeWithTwo(one, two);
}

/** Whether the talk is safe, or is being made so: one quiet line. */
export function SafetyLine({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { client } = usePage();
    const { safety, alarm } = useStore(client.keys);
    const isPreparing = safety === 'preparing' || safety === 'none';
    const takesLong = useHeld(isPreparing, LONG_MS);
    return (
        <p class="safety" role="status">
            {safety === 'safe' && !alarm && whoReads(t, view.event)}
            {isPreparing && (takesLong ? t.safety.takesLong : t.safety.preparing)}
        </p>
    );
}

/** Ends this conversation, whatever becomes of that, and goes on elsewhere. */
function StartOver(props: {
    view: ConversationView;
    to: 'entrance' | 'desk';
    children: string;
}): JSX.Element {
    const { client } = usePage();
    const [busy, setBusy] = useState(false);
    const { view, to, children } = props;
    const go = async (): Promise<void> => {
        setBusy(true);
        await client.end(view);
        client.restart();
        if (to === 'entrance') client.choose(null);
    };
    return (
        <Button kind="primary" busy={busy} onClick={() => void go()}>
            {children}
        </Button>
    );
}

function Reload(): JSX.Element {
    const { t } = useTexts();
    return <Button onClick={() => location.reload()}>{t.reload}</Button>;
}

/** The time of this device, to be compared with a clock that is right. */
function ClockHint(): JSX.Element {
    const { t, language } = useTexts();
    const now = new Date().toLocaleString(language, {
        day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
    });
    return (
        <>
            <p class="nl-paragraph">{t.safety.clock(now)}</p>
            <p class="nl-paragraph">{t.safety.clockHow}</p>
            <Reload />
        </>
    );
}

function whyRefused(t: VisitorTexts, { refused }: KeysView, who: string): string {
    return refused?.why === 'other_person'
        ? t.safety.otherPerson(who)
        : t.safety.unchecked(who);
}

/** Somebody who cannot be checked: nothing is sent. */
function Refused({ view, keys }: { view: ConversationView; keys: KeysView }): JSX.Element {
    const { t } = useTexts();
    const { network } = usePage();
    const { event } = view;
    const member = keys.refused?.member ?? '';
    const who = nameOf(t, network, personOf(event, member));
    const panel = usePanel('nearest', `${member} ${keys.refused?.why}`);
    return (
        <section class="card panel stack" aria-labelledby="refused" ref={panel}>
            <h2 class="nl-heading nl-heading--level-3" id="refused">
                {t.safety.refusedTitle}
            </h2>
            <Alert kind="error">
                {whyRefused(t, keys, who)} {t.safety.nothingSent}
            </Alert>
            {isClockSuspect(keys) && <ClockHint />}
            {keys.refused?.why === 'no_root' && <Reload />}
            <p class="nl-paragraph">
                {isReceiver(event, member) && `${t.safety.takeBack(t.transfer.withdraw)} `}
                {t.safety.refusedWays(t.leave)}
            </p>
            <Phones organisation={network.organisationOf(event.desk)} />
            <StartOver view={view} to="entrance">
                {t.safety.elsewhere}
            </StartOver>
        </section>
    );
}

/** This tab cannot read the conversation any more, nor write in it. */
function Lost({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { network } = usePage();
    const panel = usePanel('nearest', 'lost');
    return (
        <section class="card panel stack" aria-labelledby="lost" ref={panel}>
            <h2 class="nl-heading nl-heading--level-3" id="lost">
                {t.safety.lostTitle}
            </h2>
            <Alert kind="error">{t.safety.lost}</Alert>
            <p class="nl-paragraph">{t.safety.lostWays}</p>
            <Phones organisation={network.organisationOf(view.event.desk)} />
            <StartOver view={view} to="desk">
                {t.safety.startOver}
            </StartOver>
        </section>
    );
}

/** Something that came was changed on the way: what he had better do. */
function Alarm({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { network } = usePage();
    const panel = usePanel('nearest', 'alarm');
    return (
        <section class="card panel stack" aria-labelledby="alarm" ref={panel}>
            <h2 class="nl-heading nl-heading--level-3" id="alarm">
                {t.safety.alarmTitle}
            </h2>
            <Alert kind="error">{t.safety.alarm}</Alert>
            <p class="nl-paragraph">{t.safety.alarmWays(t.leave)}</p>
            <Phones organisation={network.organisationOf(view.event.desk)} />
        </section>
    );
}

/** What is wrong with the safety of the conversation, and what can be done; else nothing. */
export function SafetyProblems({ view }: { view: ConversationView }): JSX.Element {
    const { client } = usePage();
    const keys = useStore(client.keys);
    return (
        <>
            {keys.alarm && <Alarm view={view} />}
            {keys.safety === 'refused' && <Refused view={view} keys={keys} />}
            {keys.safety === 'lost' && <Lost view={view} />}
        </>
    );
}

/** What the server can read, and what it cannot. */
export function Shielded(): JSX.Element {
    const { t } = useTexts();
    const { messages, topics, next, around } = t.shielded;
    return (
        <details class="shielded">
            <summary>{t.shielded.title}</summary>
            <ul>
                {[messages, topics, next, around].map((text) => (
                    <li key={text}>{text}</li>
                ))}
            </ul>
        </details>
    );
}
