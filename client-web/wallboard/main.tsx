import type { JSX } from 'preact';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { wallboardTexts as english } from '../locales/en/wallboard';
import type { WallboardTexts } from '../locales/nl/wallboard';
import { wallboardTexts as dutch } from '../locales/nl/wallboard';
import type { Dictionary } from '../src/i18n';
import { browserLanguage, createTexts, Texts } from '../src/i18n';
import { Entrance } from '../src/staff/entrance';
import { StaffPage } from '../src/staff/staff_page';
import { Wallboard } from './board';
import '../styles/base.css';
import '../src/staff/staff.css';
import './wallboard.css';

const { Provider, useTexts } = createTexts<Dictionary<WallboardTexts>>();
const texts = Texts.of<Dictionary<WallboardTexts>>(
    { nl: dutch, en: english },
    browserLanguage(),
);
const entrance = new Entrance({ role: 'coordinator' });

function Page(): JSX.Element {
    const { t, language, choose } = useTexts();
    useEffect(() => {
        document.title = `${t.title} – Veer`;
    }, [t]);
    return (
        <StaffPage
            entrance={entrance}
            texts={t.staff}
            title={t.title}
            language={language}
            choose={choose}
        >
            {(_staff, network) => (
                <Wallboard
                    entrance={entrance}
                    network={network}
                    t={t}
                    language={language}
                    choose={choose}
                />
            )}
        </StaffPage>
    );
}

const root = document.getElementById('page');
if (root) {
    render(
        <Provider value={texts}>
            <Page />
        </Provider>,
        root,
    );
}
