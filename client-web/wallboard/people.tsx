import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Colleague } from '../src/protocol/generated';
import { deskName, personName } from '../src/staff/format';
import { Button, ErrorText } from '../src/staff/parts';
import type { FailureCode } from '../src/transport/transport';
import type { WallboardPage } from './board';

interface OnDuty {
    /** null: not told yet. */
    readonly colleagues: readonly Colleague[] | null;
    readonly error: FailureCode | null;
    readonly signOff: (counsellor: string) => Promise<void>;
}

/** Who is on duty at the desk, looked at anew when `changed` changes. */
function useOnDuty({ entrance }: WallboardPage, desk: string, changed: number): OnDuty {
    const [colleagues, setColleagues] = useState<OnDuty['colleagues']>(null);
    const [error, setError] = useState<FailureCode | null>(null);
    const { session } = entrance;
    const look = async (): Promise<void> => {
        const result = await session.request('colleagues', { desk });
        if (result.ok) setColleagues(result.done.colleagues);
        else setError(result.error.code);
    };
    useEffect(() => void look(), [desk, changed]);
    const signOff = async (counsellor: string): Promise<void> => {
        const result = await session.request('sign_off', { counsellor });
        setError(result.ok ? null : result.error.code);
        await look();
    };
    return { colleagues, error, signOff };
}

/** One counsellor, and the way to sign him out when he is stuck, after one more question. */
function Person(props: WallboardPage & { one: Colleague; signOff: () => void }): JSX.Element {
    const { one, t, network, signOff } = props;
    const [asks, setAsks] = useState(false);
    const name = personName(one, network);
    return (
        <li class="person">
            <span>
                {name}: {one.free ? t.people.free : t.people.busy}
            </span>
            {asks ? (
                <span role="group" aria-label={t.people.sure(name)} class="buttons">
                    <span role="status">{t.people.sure(name)}</span>
                    <Button onClick={signOff}>{t.people.yes}</Button>
                    <Button kind="subtle" onClick={() => setAsks(false)}>
                        {t.people.no}
                    </Button>
                </span>
            ) : (
                <Button
                    kind="subtle"
                    label={`${t.people.signOff}: ${name}`}
                    onClick={() => setAsks(true)}
                >
                    {t.people.signOff}
                </Button>
            )}
        </li>
    );
}

/** Who is on duty at a desk, as a window over the board. Escape closes it. */
export function People(
    props: WallboardPage & { desk: string; onDuty: number; onClose: () => void },
): JSX.Element {
    const { desk, t, network, language, onDuty, onClose } = props;
    const { colleagues, error, signOff } = useOnDuty(props, desk, onDuty);
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const before = document.activeElement;
        dialog.current?.showModal();
        return () => {
            if (before instanceof HTMLElement) before.focus();
        };
    }, []);
    return (
        <dialog ref={dialog} class="people" aria-labelledby="people-title" onClose={onClose}>
            <h2 id="people-title">{t.people.title(deskName(desk, network, language))}</h2>
            <p class="hint">{t.people.hint}</p>
            {colleagues === null && error === null && <p role="status">{t.staff.loading}</p>}
            {colleagues?.length === 0 && <p>{t.people.none}</p>}
            <ul>
                {colleagues?.map((one) => (
                    <Person
                        key={one.counsellor}
                        {...props}
                        one={one}
                        signOff={() => void signOff(one.counsellor)}
                    />
                ))}
            </ul>
            <ErrorText texts={t.staff} code={error} />
            <Button onClick={() => dialog.current?.close()}>{t.people.close}</Button>
        </dialog>
    );
}
