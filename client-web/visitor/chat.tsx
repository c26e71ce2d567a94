import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Member } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import { memberOf, ownerOf, receiverOf } from '../src/session/state';
import type { Failure } from '../src/transport/types';
import { CompareWords } from './compare_words';
import { Composer } from './composer';
import { Consent } from './consent';
import { usePage, useTexts } from './context';
import { Log } from './log';
import { nameOf } from './names';
import { Button, ErrorText, Title } from './parts';
import { SafetyLine, SafetyProblems, Shielded } from './safety';
import { ownerWithoutHistory, ShareQuestion } from './share';
import { TransferStatus } from './transfer';

function Presence({ member }: { member: Member }): JSX.Element {
    const { t } = useTexts();
    const { network } = usePage();
    return (
        <p class={`presence${member.present ? '' : ' presence--away'}`}>
            <strong>{nameOf(t, network, member.person)}</strong>{' '}
            {member.present ? t.present : t.away}
        </p>
    );
}

/** Who is there, with whom the visitor talks. */
function People({ view }: { view: ConversationView }): JSX.Element {
    const people = [ownerOf(view.event), receiverOf(view.event)];
    return (
        <div class="people" role="status">
            {people.map((member) => member && <Presence key={member.member} member={member} />)}
        </div>
    );
}

function TypingLine({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const typing = (view.channels.talk?.typing ?? []).filter((each) => each !== view.event.me);
    const alias = (member: string): string =>
        memberOf(view.event, member)?.person?.alias ?? t.someone;
    return (
        <p class="typing" aria-live="off">
            {typing.map((each) => t.typing(alias(each))).join(' ')}
        </p>
    );
}

/** Ends the conversation, after one more question: the quick way out is another button. */
function EndChat({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { client } = usePage();
    const [asks, setAsks] = useState(false);
    const [error, setError] = useState<Failure | null>(null);
    if (!asks) {
        return (
            <Button kind="subtle" onClick={() => setAsks(true)}>
                {t.end}
            </Button>
        );
    }
    const end = (): void => {
        void client.end(view).then((result) => {
            if (!result.ok) setError(result.error);
        });
    };
    return (
        <div role="group" aria-label={t.endSure} class="buttons">
            <span role="status">{t.endSure}</span>
            <ErrorText error={error} />
            <Button onClick={end}>{t.endYes}</Button>
            <Button kind="subtle" onClick={() => setAsks(false)}>
                {t.endNo}
            </Button>
        </div>
    );
}

/** The conversation with a counsellor. */
export function Chat({ view }: { view: ConversationView }): JSX.Element {
    const { t } = useTexts();
    const { event } = view;
    const { transfer } = event;
    const asked = transfer?.state === 'asked';
    const unread = ownerWithoutHistory(view);
    return (
        <main class="column chat">
            <div class="chat__head">
                <Title>{t.chatTitle(ownerOf(event)?.person?.alias ?? t.someone)}</Title>
                <People view={view} />
                <SafetyLine view={view} />
                <div class="chat__ways">
                    <CompareWords view={view} />
                    <EndChat view={view} />
                </div>
                <Shielded />
            </div>
            <Log view={view} hold={asked} />
            <SafetyProblems view={view} />
            {asked && <Consent key={transfer.transfer} view={view} transfer={transfer} />}
            {transfer && (
                <TransferStatus
                    key={`status ${transfer.transfer}`}
                    view={view}
                    transfer={transfer}
                />
            )}
            {unread && <ShareQuestion key={unread.member} view={view} owner={unread} />}
            <div class="chat__foot">
                <TypingLine view={view} />
                <Composer view={view} />
            </div>
        </main>
    );
}
