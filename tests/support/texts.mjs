// The texts of the pages, as their locale files have them: a test finds a button by what it says.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './places.mjs';

const web = join(ROOT, 'client-web');

async function load(name) {
    const { buildSync } = createRequire(join(web, 'package.json'))('esbuild');
    const { outputFiles } = buildSync({
        entryPoints: [join(web, 'locales/nl', `${name}.ts`)], bundle: true, format: 'esm', write: false,
    });
    return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

export const { visitor: visitorTexts } = await load('visitor');
export const { consoleTexts } = await load('console');
export const { wallboardTexts } = await load('wallboard');
