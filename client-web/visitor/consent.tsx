import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLeft } from '../src/countdown';
import { fitsRecord } from '../src/crypto/cipher';
import type { Given } from '../src/crypto/visitor_keys';
import type { Network } from '../src/network';
import type { Amount, Transfer } from '../src/protocol/generated';
import { AMOUNT_VALUES, LIMITS } from '../src/protocol/generated';
import type { ConversationView } from '../src/session/state';
import { useStore } from '../src/use_store';
import type { Failure } from '../src/transport/types';
import { usePage, useTexts } from './context';
import { nameOf } from './names';
import { Alert, Button, ErrorText, usePanel } from './parts';
import { isShut } from './safety_state';
import { TagEdit } from './tags';

const MINUTE_MS = 60_000;
const SHORT_PART = 1 / 2; // from here on the time is shown, and can be extended

/** Whether what he agrees to fits into one record, as it stands there (protocol/encryption.md). */
function fitsHandOver({ transfer, desk }: Transfer, { tags, amount, note }: Given): boolean {
    return fitsRecord(JSON.stringify({ transfer, desk, tags, amount, note }));
}

/** The organisations whose people may read what he agrees to, as the question says it. */
function readersOf(network: Network, { desk, named }: Transfer): readonly string[] {
    if (named) return [named.organisation];
    const own = network.organisationOf(desk)?.id;
    const staff = network.desk(desk)?.staffed_by ?? [];
    return [...new Set(own === undefined ? staff : [own, ...staff])];
}

type NoteKind = 'text' | 'waiting' | 'altered';

/** The note of the question, and what the visitor makes of it. */
function useNote(transfer: Transfer) {
    const { client } = usePage();
    const keys = useStore(client.keys);
    const [written, write] = useState<string | null>(null);
    const opened = useMemo(() => client.openNote(transfer), [transfer.note, keys]);
    useEffect(() => write(null), [transfer.hash]); // asked anew: what was written here is void
    const kind: NoteKind = opened?.kind ?? (transfer.note ? 'waiting' : 'text');
    return {
        kind,
        note: written ?? (opened?.kind === 'text' ? opened.text : ''),
        write,
        closed: isShut(keys.safety),
    };
}

function NoteField(props: {
    kind: NoteKind;
    note: string;
    lang: string;
    onWrite: (note: string) => void;
}): JSX.Element {
    const { t } = useTexts();
    const { kind, note, lang, onWrite } = props;
    return (
        <div class="field">
            <label for="consent-note">{t.ask.note}</label>
            <ErrorText error={null} text={kind === 'altered' ? t.ask.noteAltered : ''} />
            <p class="hint" id="consent-note-hint">
                {kind === 'waiting' ? t.ask.noteWaiting : t.ask.noteHint}
            </p>
            <textarea
                id="consent-note"
                class="utrecht-textarea utrecht-textarea--html-textarea"
                rows={4}
                dir="auto"
                lang={lang}
                spellcheck={false}
                autocomplete="off"
                aria-describedby="consent-note-hint"
                readOnly={kind === 'waiting'}
                value={note}
                onInput={(event) => onWrite(event.currentTarget.value)}
            />
        </div>
    );
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
    const { conversation, event } = view;
    const ids = { conversation, transfer: transfer.transfer };
    const firstHash = useRef(transfer.hash);
    const [amount, setAmount] = useState<Amount | null>(null);
    const [tags, setTags] = useState<ReadonlySet<string>>(new Set(transfer.tags));
    const [error, setError] = useState<Failure | null>(null);
    const [problem, setProblem] = useState('');
    const { kind, note, write, closed } = useNote(transfer);
    const panel = usePanel('start', transfer.hash ?? '');
    const from = nameOf(t, network, transfer.from);
    const desk = network.deskName(transfer.desk, language);
    const organisation = network.organisationOf(transfer.desk)?.name ?? '';
    const organisations = readersOf(network, transfer);
    const readers = organisations.map((id) => network.organisationName(id)).join(` ${t.ask.or} `);
    const sharesNote = amount === 'note' || amount === 'history';

    useEffect(() => {
        setTags(new Set(transfer.tags)); // asked anew: what was edited here is void
        setAmount(null);
    }, [transfer.hash]);

    const tell = (result: { ok: true } | { ok: false; error: Failure }): void => {
        setError(result.ok ? null : result.error);
    };
    const problemNow = (): string => {
        if (closed) return t.ask.closed;
        if (amount === null) return t.ask.choose;
        if (tags.size > LIMITS.tags) return t.tooManyTags(LIMITS.tags);
        return sharesNote && kind === 'waiting' ? t.ask.noteWaiting : '';
    };
    const agree = async (): Promise<void> => {
        const found = problemNow();
        setProblem(found);
        if (amount === null || found !== '') return;
        const text = sharesNote ? note : '';
        const given = { organisations, tags: [...tags], amount, note: text };
        if (fitsHandOver(transfer, given)) tell(await client.agree(view, transfer, given));
        else setProblem(t.tooLong);
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
                    <NoteField kind={kind} note={note} lang={event.language} onWrite={write} />
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
