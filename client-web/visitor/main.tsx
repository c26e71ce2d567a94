import { render } from 'preact';
import { visitor as english } from '../locales/en/visitor';
import { visitor as dutch } from '../locales/nl/visitor';
import { browserLanguage, Texts } from '../src/i18n';
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

const root = document.getElementById('page');
if (!root) throw new Error('the page has no place to draw in');

const texts = new Texts<VisitorTexts>({ nl: dutch, en: english }, browserLanguage());
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

function draw(): void {
    if (!root) return;
    render(
        left ? null : (
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
            </TextsProvider>
        ),
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
draw();
void client.loadKeys();
loadNetwork()
    .then((loaded) => {
        network = loaded;
    })
    .catch(() => {
        loadFailed = true;
    })
    .then(draw);
