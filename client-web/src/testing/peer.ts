import { spawnSync } from 'node:child_process';

/** A request to tests/vectors/peer.py: what to do, and with what; bytes in hex. */
export interface PeerRequest {
    readonly do: string;
    readonly [name: string]: unknown;
}

/** Answers, one to each request; `fault` where libsodium refuses. */
export interface PeerAnswer {
    readonly done?: unknown;
    readonly fault?: string;
}

const NOT_HERE = 77;

/**
 * Asks a program that does the same with libsodium. Null where this machine has no Python or no
 * libsodium; throws if the program fails.
 */
export function askPeer(requests: readonly PeerRequest[]): readonly PeerAnswer[] | null {
    const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
    const run = spawnSync('python3', ['../tests/vectors/peer.py'],
        { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (run.error || run.status === NOT_HERE) return null;
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.trim().split('\n').map((line) => JSON.parse(line) as PeerAnswer);
}
