import type { JSX } from 'preact';
import type { Staff } from '../../src/protocol/generated';
import { Button, ErrorText } from '../../src/staff/parts';
import { LanguageChoice } from '../../src/staff/staff_page';
import { useConsole, useDeed, useTexts } from '../context';
import { DutyBar } from './duty_bar';

/** Who is at work, his duty, and what concerns the page itself. */
export function TopBar(props: { staff: Staff; onHelp: () => void }): JSX.Element {
    const { staff, onHelp } = props;
    const { t, language, choose } = useTexts();
    const { workplace, network } = useConsole();
    const deed = useDeed();
    return (
        <header class="top">
            <h1 class="top__title">
                <span class="product">Veer</span> {t.title}
            </h1>
            <DutyBar />
            <p class="top__who" title={t.duty.alias(staff.alias)}>
                <strong>{staff.alias}</strong> {network.organisationName(staff.organisation)}
            </p>
            <div class="top__tools">
                <Button kind="subtle" onClick={onHelp}>
                    {t.help.open}
                </Button>
                <LanguageChoice texts={t.staff} language={language} choose={choose} />
                <Button
                    kind="subtle"
                    disabled={deed.busy}
                    onClick={() => void deed.run(() => workplace.entrance.signOut())}
                >
                    {t.staff.signOut}
                </Button>
            </div>
            <ErrorText texts={t.staff} code={deed.error} />
        </header>
    );
}
