import type { JSX } from 'preact';
import { render } from 'preact';
import { browserLanguage, LANGUAGES, Texts } from '../src/i18n';
import type { Network } from '../src/network';
import { loadNetwork } from '../src/network';
import '../styles/base.css';
import './visitor.css';
import { App, Connection, Languages, Leave, Loading } from './app';
import { VisitorClient } from './client';
import type { VisitorTexts } from './context';
import { TextsProvider } from './context';
import { blank, goAway, watchShift } from './exit';

/** Where the quick exit goes before the network file says where. */
const NOWHERE = 'about:blank';

/** A visitor loads the texts of one language. */
const DICTIONARIES = {
    nl: () => import('./texts_nl').then(({ texts }): VisitorTexts => texts),
    en: () => import('./texts_en').then(({ texts }): VisitorTexts => texts),
};

/** What is there to say when not even the texts have come. */
const WITHOUT_TEXTS = {
    nl: 'De pagina kan nu niet laden. Laad hem opnieuw. Ben je nu in gevaar? Bel 112.',
    en: 'The page cannot load now. Load it again. Are you in danger now? Call 112.',
};

const root = document.getElementById('page');
if (!root) throw new Error('the page has no place to draw in');

let texts: Texts<VisitorTexts> | null = null;
let textsFailed = false;
const client = new VisitorClient();
let network: Network | null = null;
let loadFailed = false;
let left = false;

function leave(): void {
    if (left) return;
    left = true;
    blank();
    draw();
    client.leave();
    goAway(network?.file.neutral_page ?? NOWHERE);
}

function withoutTexts(): JSX.Element {
    const lines = LANGUAGES.map((lang) => <p lang={lang}>{WITHOUT_TEXTS[lang]}</p>);
    return <div role="alert">{lines}</div>;
}

function draw(): void {
    if (!root) return;
    if (left || !texts) {
        render(textsFailed && !left ? withoutTexts() : null, root);
        return;
    }
    render(
        <TextsProvider value={texts}>
            <header class="top">
                <Leave onLeave={leave} />
                <Languages />
                <Connection client={client} />
            </header>
            {network ? (
                <App client={client} network={network} />
            ) : (
                <Loading failed={loadFailed} />
            )}
        </TextsProvider>,
        root,
    );
}

watchShift(leave);

// A page that the browser keeps for Back and Forward must not be readable there.
window.addEventListener('pagehide', () => {
    render(null, root);
    client.pause();
});
window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    if (left) goAway(network?.file.neutral_page ?? NOWHERE);
    else {
        client.start();
        draw();
    }
});

client.start();
Texts.load(DICTIONARIES, browserLanguage())
    .then((loaded) => {
        texts = loaded;
        draw();
        void client.loadKeys();
    })
    .catch(() => {
        texts = null;
        textsFailed = true;
        draw();
    });
loadNetwork()
    .then((loaded) => {
        network = loaded;
    })
    .catch(() => {
        loadFailed = true;
    })
    .then(draw);
