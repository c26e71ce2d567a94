import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLeft } from '../src/countdown';
import { fitsRecord, openRecord, sealText } from '../src/crypto/crypto';
import type { Amount, Transfer } from '../src/protocol/generated';
import { AMOUNT_VALUES, LIMITS } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { nameOf } from './names';
import { Alert, Button, ErrorText, usePanel } from './parts';
import { TagEdit } from './tags';

const MINUTE_MS = 60_000;
const SHORT_PART = 1 / 2; // from here on the time is shown, and can be extended

/** The note of a transfer as text: null while it is opened, '' and `unreadable` if it cannot be. */
function useNote(conversation: string, record: string | undefined) {
    const [note, setNote] = useState<string | null>(null);
    const [unreadable, setUnreadable] = useState(false);
    useEffect(() => {
        if (record === undefined || record === '') {
            setNote('');
            return;
        }
        void openRecord({ conversation, channel: 'hand_over' }, record).then((text) => {
            setNote(text ?? '');
            setUnreadable(text === null);
        });
    }, [conversation, record]);
    return { note, setNote, unreadable };
}

function AmountChoice(props: {
    chosen: Amount | null;
    onChange: (amount: Amount) => void;
}): JSX.Element {
    const { t } = useTexts();
    return (
        <fieldset class="choices">
            <legend>{t.ask.amount}</legend>
            {AMOUNT_VALUES.map((amount) => (
                <label class="choice" key={amount}>
                    <input
                        type="radio"
                        name="amount"
                        checked={amount === props.chosen}
                        onChange={() => props.onChange(amount)}
                    />
                    <span>{t.ask.amounts[amount]}</span>
                </label>
            ))}
        </fieldset>
    );
}

function TimeLeft(props: { view: ConversationView; onExtend: () => void }): JSX.Element {
    const { t } = useTexts();
    const { transferDeadline } = props.view;
    const left = useLeft(transferDeadline, 5_000);
    const isShort =
        left !== null && transferDeadline !== null && left < transferDeadline.ofMs * SHORT_PART;
    return (
        <div role="status">
            {isShort && (
                <p class="buttons">
                    <span>{t.ask.left(Math.ceil(left / MINUTE_MS))}</span>
                    <Button onClick={props.onExtend}>{t.ask.extend}</Button>
                </p>
            )}
        </div>
    );
}

/** The question of a transfer: who would read what, and what the visitor makes of it. */
export function Consent(props: { view: ConversationView; transfer: Transfer }): JSX.Element {
    const { t, language } = useTexts();
    const { client, network } = usePage();
    const { view, transfer } = props;
    const { conversation } = view;
    const ids = { conversation, transfer: transfer.transfer };
    const firstHash = useRef(transfer.hash);
    const [amount, setAmount] = useState<Amount | null>(null);
    const [tags, setTags] = useState<ReadonlySet<string>>(new Set(transfer.tags));
    const [error, setError] = useState<Failure | null>(null);
    const [problem, setProblem] = useState('');
    const { note, setNote, unreadable } = useNote(conversation, transfer.note);
    const panel = usePanel('start', transfer.hash ?? '');
    const from = nameOf(t, network, transfer.from);
    const desk = network.deskName(transfer.desk, language);
    const organisation = network.organisationOf(transfer.desk)?.name ?? '';
    const readers = [
        organisation,
        ...(network.desk(transfer.desk)?.staffed_by ?? []).map((id) =>
            network.organisationName(id),
        ),
    ].join(` ${t.ask.or} `);
    const sharesNote = amount === 'note' || amount === 'history';

    useEffect(() => {
        setTags(new Set(transfer.tags)); // asked anew: what was edited here is void
        setAmount(null);
    }, [transfer.hash]);

    const tell = (result: { ok: true } | { ok: false; error: Failure }): void => {
        setError(result.ok ? null : result.error);
    };
    const agree = async (): Promise<void> => {
        const text = note ?? '';
        if (amount === null) return setProblem(t.ask.choose);
        if (tags.size > LIMITS.tags) return setProblem(t.tooManyTags(LIMITS.tags));
        if (!fitsRecord(text)) return setProblem(t.tooLong);
        setProblem('');
        const place = { conversation, channel: 'hand_over' } as const;
        const fields = {
            ...ids,
            hash: transfer.hash ?? '',
            amount,
            tags: [...tags],
            note: sharesNote && text !== '' ? await sealText(place, text) : '',
        };
        tell(await client.session.request('consent', fields));
    };

    return (
        <section class="card panel" aria-labelledby="consent-title" ref={panel}>
            <p class="hidden" role="alert">
                {t.ask.alert}
            </p>
            <h2 class="nl-heading nl-heading--level-2" id="consent-title">
                {t.ask.title(organisation)}
            </h2>
            {transfer.hash !== firstHash.current && <Alert kind="warning">{t.ask.changed}</Alert>}
            <p class="nl-paragraph">{t.ask.who(from, transfer.from.alias, organisation)}</p>
            <p class="nl-paragraph">
                <strong>
                    {transfer.named
                        ? t.ask.onlyReader(nameOf(t, network, transfer.named))
                        : t.ask.reader(readers, desk)}
                </strong>
            </p>
            <form
                class="stack"
                onSubmit={(event) => {
                    event.preventDefault();
                    void agree();
                }}
            >
                <AmountChoice chosen={amount} onChange={setAmount} />
                <TagEdit proposed={transfer.tags} chosen={tags} onChange={setTags} />
                {amount !== 'tags' && (
                    <div class="field">
                        <label for="consent-note">{t.ask.note}</label>
                        <p class="hint" id="consent-note-hint">
                            {unreadable ? t.ask.noteUnreadable : t.ask.noteHint}
                        </p>
                        <textarea
                            id="consent-note"
                            class="utrecht-textarea utrecht-textarea--html-textarea"
                            rows={4}
                            dir="auto"
                            lang={view.event.language}
                            spellcheck={false}
                            autocomplete="off"
                            aria-describedby="consent-note-hint"
                            value={note ?? ''}
                            onInput={(event) => setNote(event.currentTarget.value)}
                        />
                    </div>
                )}
                <p class="hint">{t.ask.noHurry}</p>
                <TimeLeft
                    view={view}
                    onExtend={() => void client.session.request('extend', ids).then(tell)}
                />
                <ErrorText
                    error={problem === '' ? error : null}
                    {...(problem ? { text: problem } : {})}
                />
                <div class="buttons">
                    <Button kind="primary" submit>
                        {t.ask.yes}
                    </Button>
                    <Button onClick={() => void client.session.request('refuse', ids).then(tell)}>
                        {t.ask.no}
                    </Button>
                </div>
            </form>
        </section>
    );
}
