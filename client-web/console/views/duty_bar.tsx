import type { JSX } from 'preact';
import { Button, ErrorText } from '../../src/staff/parts';
import { useSelected, useStore } from '../../src/use_store';
import { useConsole, useDeed, useTexts } from '../context';
import { DUTIES, isSetToPause } from '../model/duty';
import { Breather } from './breather';

/** On duty, pause or off, and how much of the capacity is taken. */
export function DutyBar(): JSX.Element | null {
    const { t } = useTexts();
    const { workplace } = useConsole();
    const me = useSelected(workplace.session.state, (state) => state.counsellor?.event);
    const keys = useStore(workplace.keys.state).step;
    const deed = useDeed();
    if (!me) return null;
    const setToPause = isSetToPause(me);
    const locked = keys !== 'open';
    return (
        <div class="duty">
            <div class="duty__choice" role="group" aria-label={t.duty.label}>
                {DUTIES.map((duty) => (
                    <Button
                        key={duty}
                        pressed={me.duty === duty}
                        disabled={deed.busy || (locked && duty === 'on')}
                        describedBy={locked && duty === 'on' ? 'duty-locked' : undefined}
                        onClick={() => void deed.request('duty', { duty })}
                    >
                        {t.duty[duty]}
                    </Button>
                ))}
            </div>
            {locked && (
                <p class="hint" id="duty-locked">
                    {keys === 'none' ? t.keys.noneFirst : t.keys.first}
                </p>
            )}
            <p class="duty__load">{t.duty.load(me.load, me.capacity)}</p>
            <div role="alert" class="duty__missed">
                {setToPause && <p class="box box--warning">{t.duty.missed}</p>}
            </div>
            <Breather />
            {setToPause && !locked && (
                <Button
                    kind="primary"
                    disabled={deed.busy}
                    onClick={() => void deed.request('duty', { duty: 'on' })}
                >
                    {t.duty.backOn}
                </Button>
            )}
            <ErrorText texts={t.staff} code={deed.error} />
        </div>
    );
}
