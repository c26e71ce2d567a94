import type { JSX } from 'preact';
import { render } from 'preact';
import { useMemo } from 'preact/hooks';
import { consoleTexts as english } from '../locales/en/console';
import { consoleTexts as dutch } from '../locales/nl/console';
import { loadRoots } from '../src/crypto/release';
import { StaffKeys } from '../src/crypto/staff_keys';
import { browserLanguage, Texts } from '../src/i18n';
import type { Network } from '../src/network';
import type { Staff } from '../src/protocol/generated';
import { TabValue } from '../src/session/keeper';
import { Entrance } from '../src/staff/entrance';
import { StaffPage } from '../src/staff/staff_page';
import { ConsoleContext, TextsProvider, useTexts } from './context';
import { KeyDesk } from './key_desk';
import { Desk } from './views/desk';
import { Workplace } from './workplace';
import '../styles/base.css';
import '../src/staff/staff.css';
import './console.css';

const texts = Texts.of({ nl: dutch, en: english }, browserLanguage());
const keys: KeyDesk = new KeyDesk({
    keys: new StaffKeys({ place: new TabValue('veer-counsellor-keys') }),
    loadRoots,
    present: (chain) => entrance.present(chain),
});
const entrance: Entrance = new Entrance({ role: 'counsellor', keys });
const workplace = new Workplace(entrance, keys);

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
