import type { JSX } from 'preact';
import { useLeft } from '../../src/countdown';
import { minutesLeft } from '../../src/staff/format';
import { Button, ErrorText } from '../../src/staff/parts';
import { useSelected } from '../../src/use_store';
import { useConsole, useDeed, useTexts } from '../context';

/** The breather after a wrap-up: how long it lasts, and the way out of it. */
export function Breather(): JSX.Element | null {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const deadline = useSelected(
        workplace.session.state,
        (state) => state.counsellor?.breather ?? null,
    );
    const left = useLeft(deadline);
    const deed = useDeed();
    if (left === null) return null;
    return (
        <div class="breather">
            <p>
                <span role="status">{t.duty.breather}</span>{' '}
                <span role="timer">{t.duty.breatherLeft(minutesLeft(left))}</span>
            </p>
            <Button disabled={deed.busy} onClick={() => void deed.request('ready', {})}>
                {t.duty.ready}
            </Button>
            <ErrorText texts={t.staff} code={deed.error} />
        </div>
    );
}
