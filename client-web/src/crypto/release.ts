import { fromBase64, fromHex, utf8 } from './bytes';
import { isSigned } from './primitives';
import { readRoots, type Roots } from './roots';

/** The public key of whoever releases the pages, in hex; empty in pages that were built without. */
declare const RELEASE_KEY: string;

async function loadText(path: string): Promise<string> {
    const response = await fetch(path, { cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response.text();
}

/**
 * The keys of the organisations, from /roots.json. Null when they cannot be loaded, or when they
 * are not signed by the release key that these pages were built with: then nobody is trusted.
 */
export async function loadRoots(
    load: (path: string) => Promise<string> = loadText,
    releaseKey: string = RELEASE_KEY,
): Promise<Roots | null> {
    const key = fromHex(releaseKey, 32);
    if (key === null) return null;
    try {
        const [text, line] = await Promise.all([load('/roots.json'), load('/roots.json.sig')]);
        const signature = fromBase64(line.trim());
        return signature && isSigned(signature, utf8(text), key) ? readRoots(text) : null;
    } catch {
        return null;
    }
}
