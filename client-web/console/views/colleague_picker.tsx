import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Colleague } from '../../src/protocol/generated';
import { personName } from '../../src/staff/format';
import { useConsole, useTexts } from '../context';

const LOOK_AGAIN_MS = 10_000;

/** Who is on duty at the desk, without oneself; looked at again while the form stands. */
function useColleagues(desk: string): readonly Colleague[] {
    const { workplace } = useConsole();
    const [colleagues, setColleagues] = useState<readonly Colleague[]>([]);
    useEffect(() => {
        let stands = true;
        const look = (): void => {
            void workplace.session.request('colleagues', { desk }).then((result) => {
                if (stands && result.ok) setColleagues(result.done.colleagues);
            });
        };
        setColleagues([]);
        look();
        const timer = setInterval(look, LOOK_AGAIN_MS);
        return () => {
            stands = false;
            clearInterval(timer);
        };
    }, [desk]);
    return colleagues.filter(({ counsellor }) => counsellor !== workplace.me);
}

/** Whom to ask at the desk: whoever is free first, or one colleague and nobody else. */
export function ColleaguePicker(props: {
    desk: string;
    chosen: string | null;
    onChoose: (colleague: string | null) => void;
}): JSX.Element | null {
    const { desk, chosen, onChoose } = props;
    const { t } = useTexts();
    const { network } = useConsole();
    const colleagues = useColleagues(desk);
    const gone = chosen !== null && !colleagues.some(({ counsellor }) => counsellor === chosen);
    if (colleagues.length === 0 && chosen === null) return null;
    return (
        <div class="field">
            <label for="colleague">{t.transfer.whom}</label>
            <p class="hint" id="colleague-hint">
                {t.transfer.whomHint}
            </p>
            <select
                id="colleague"
                value={chosen ?? ''}
                aria-describedby="colleague-hint"
                onChange={(change) => onChoose(change.currentTarget.value || null)}
            >
                <option value="">{t.transfer.anybody}</option>
                {colleagues.map((each) => (
                    <option key={each.counsellor} value={each.counsellor}>
                        {personName(each, network)}
                        {each.free ? '' : ` – ${t.transfer.busy}`}
                    </option>
                ))}
                {gone && <option value={chosen}>{t.transfer.colleagueGone}</option>}
            </select>
        </div>
    );
}
