import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { KeysView } from '../../src/crypto/staff_view';
import type { ConversationView } from '../../src/session/state';
import { languageName } from '../../src/staff/format';
import { Button, ErrorText } from '../../src/staff/parts';
import {
    useConsole,
    useDeed,
    useIsLocked,
    useKeysView,
    useLocal,
    useTexts,
    useWantedFocus,
} from '../context';
import type { TalkView } from '../model/talk_view';
import { talkView } from '../model/talk_view';
import { Composer } from './composer';
import { Dialog } from './dialog';
import { Log } from './log';
import { useNames } from './names';
import { People } from './people';
import { TagList } from './tag_list';
import { SafetyWords } from './words';

function EndButton(props: { conversation: string; end: TalkView['end'] }): JSX.Element | null {
    const { conversation, end } = props;
    const { t } = useTexts();
    const { workplace } = useConsole();
    const [asking, setAsking] = useState(false);
    const deed = useDeed();
    if (end === 'none') return null;
    return (
        <div class="end">
            <Button
                disabled={end !== 'possible'}
                describedBy={end === 'possible' ? undefined : 'end-blocked'}
                onClick={() => setAsking(true)}
            >
                {t.talk.end}
            </Button>
            {end !== 'possible' && (
                <p class="hint" id="end-blocked">
                    {t.talk.endBlocked[end]}
                </p>
            )}
            {asking && (
                <Dialog title={t.talk.endTitle} onClose={() => setAsking(false)}>
                    <p>{t.talk.endText}</p>
                    <div class="buttons">
                        <Button
                            kind="primary"
                            disabled={deed.busy}
                            onClick={() => {
                                void deed
                                    .run(() => workplace.end(conversation))
                                    .then(() => setAsking(false));
                            }}
                        >
                            {t.talk.endYes}
                        </Button>
                        <Button onClick={() => setAsking(false)}>{t.talk.endNo}</Button>
                    </div>
                </Dialog>
            )}
            <ErrorText texts={t.staff} code={deed.error} />
        </div>
    );
}

/** The heading takes the focus when there is nowhere to write. */
function Heading(props: { text: string; canWrite: boolean }): JSX.Element {
    const { workplace } = useConsole();
    const heading = useRef<HTMLHeadingElement>(null);
    const wantsTalk = useLocal((state) => state.wanted === 'talk');
    if (wantsTalk && !props.canWrite) workplace.set({ wanted: 'heading' });
    useWantedFocus('heading', () => heading.current?.focus());
    return (
        <h2 tabIndex={-1} ref={heading}>
            {props.text}
        </h2>
    );
}

function Writing(props: { view: ConversationView; talk: TalkView }): JSX.Element {
    const { view, talk } = props;
    const { t } = useTexts();
    const names = useNames();
    if (talk.writing === 'composer') {
        const label = talk.threePresent
            ? t.composer.talkThree(names.colleague(view.event))
            : t.composer.talk;
        return (
            <Composer
                key={view.conversation}
                conversation={view.conversation}
                channel="talk"
                label={label}
                send={t.composer.send}
            />
        );
    }
    const words = {
        locked: t.keys.lockedTalk,
        not_yet: t.talk.notYet,
        read_only: t.talk.readOnly,
        handed_over: t.talk.handedOver,
    };
    return <p class="box box--info">{words[talk.writing]}</p>;
}

/** What is wrong with the keys of a conversation, or what they still wait for. */
function KeyNews(props: { keys: KeysView; talk: TalkView }): JSX.Element {
    const { keys, talk } = props;
    const { t } = useTexts();
    return (
        <>
            <div role="alert" class="error-place">
                {keys.alarm && <p class="box box--error">{t.talk.alarm}</p>}
            </div>
            <div role="status" class="error-place">
                {talk.brokeOff && <p class="box box--warning">{t.talk.brokeOff}</p>}
                {talk.writing === 'composer' && !keys.canTalk && (
                    <p class="box box--info">{t.talk.waitsForKey}</p>
                )}
            </div>
        </>
    );
}

/** The conversation with the visitor. */
export function Talk(props: { view: ConversationView; number: number }): JSX.Element {
    const { view, number } = props;
    const { event, channels, conversation } = view;
    const { t } = useTexts();
    const names = useNames();
    const keys = useKeysView(conversation);
    const locked = useIsLocked();
    const talk = talkView(event, channels.talk, { locked, closed: keys.closed });
    return (
        <>
            <header class="talk__head">
                <div>
                    <Heading
                        key={conversation}
                        text={`${t.list.name(number)}: ${names.desk(event.desk)}`}
                        canWrite={talk.writing === 'composer'}
                    />
                    <p class="hint">
                        {t.offers.language(languageName(event.language, names.language))}
                    </p>
                    <People view={view} />
                    <TagList tags={event.tags} label={t.talk.tags} />
                    {channels.talk && (
                        <SafetyWords
                            transcript={keys.transcript}
                            visitorsLanguage={event.language}
                        />
                    )}
                </div>
                <EndButton key={conversation} conversation={conversation} end={talk.end} />
            </header>
            {talk.threePresent && (
                <p class="box box--info" role="status">
                    {t.talk.threePresent(names.colleague(event))}
                </p>
            )}
            {talk.notShared && <p class="box box--info">{t.talk.notShared}</p>}
            {channels.talk && talk.readable && (
                <Log
                    key={conversation}
                    view={view}
                    channel={channels.talk}
                    label={t.talk.log}
                    empty={event.part === 'owner' ? t.talk.empty : ''}
                />
            )}
            <KeyNews keys={keys} talk={talk} />
            <Writing view={view} talk={talk} />
        </>
    );
}
