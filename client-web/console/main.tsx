import type { JSX } from 'preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import { consoleTexts as english } from '../locales/en/console';
import { consoleTexts as dutch } from '../locales/nl/console';
import { browserLanguage, Texts } from '../src/i18n';
import type { Network } from '../src/network';
import type { Staff } from '../src/protocol/generated';
import { Entrance } from '../src/staff/entrance';
import { StaffPage } from '../src/staff/staff_page';
import { ConsoleContext, TextsProvider, useTexts } from './context';
import { Desk } from './views/desk';
import { Workplace } from './workplace';
import '../styles/base.css';
import '../src/staff/staff.css';
import './console.css';

const texts = new Texts({ nl: dutch, en: english }, browserLanguage());
const entrance = new Entrance({ role: 'counsellor' });
const workplace = new Workplace(entrance);

function AtWork(props: { staff: Staff; network: Network }): JSX.Element {
    const { staff, network } = props;
    const value = useMemo(() => ({ workplace, network }), [network]);
    return (
        <ConsoleContext.Provider value={value}>
            <Desk staff={staff} />
        </ConsoleContext.Provider>
    );
}

function Page(): JSX.Element {
    const { t, language, choose } = useTexts();
    return (
        <StaffPage
            entrance={entrance}
            texts={t.staff}
            title={t.title}
            language={language}
            choose={choose}
        >
            {(staff, network) => <AtWork staff={staff} network={network} />}
        </StaffPage>
    );
}

const root = document.getElementById('page');
if (root) {
    render(
        <TextsProvider value={texts}>
            <Page />
        </TextsProvider>,
        root,
    );
}
