// Leaves out of a library's style sheet what no page can show: rules for classes that no source
// file names.

/** The end of the brackets that open at `start`: the place after the closing one. */
function endOf(text, start, open, close) {
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
        if (text[at] === open) depth += 1;
        if (text[at] === close && (depth -= 1) === 0) return at + 1;
    }
    throw new Error(`brackets that nothing closes: ${text.slice(start, start + 80)}`);
}

/** The selectors of a list, split where a comma is in no brackets. */
function selectorsOf(list) {
    const selectors = [''];
    let depth = 0;
    for (const character of list) {
        if (character === '(') depth += 1;
        if (character === ')') depth -= 1;
        if (character === ',' && depth === 0) selectors.push('');
        else selectors[selectors.length - 1] += character;
    }
    return selectors;
}

/** The classes without which a selector shows nothing; :not(...) and lists of choices need none. */
function neededBy(selector) {
    let rest = selector;
    for (let at = rest.indexOf('('); at >= 0; at = rest.indexOf('(', at + 1)) {
        const end = endOf(rest, at, '(', ')');
        const inside = rest.slice(at, end);
        if (rest.slice(0, at).endsWith(':not') || inside.includes(',')) {
            rest = rest.slice(0, at) + rest.slice(end);
        }
    }
    return [...rest.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name);
}

/** The style sheet without the rules that need a class that `isUsed` denies. */
export function prune(css, isUsed) {
    let kept = '';
    let at = 0;
    const text = css.replace(/\/\*[^]*?\*\//g, '');
    for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
        const end = endOf(text, open, '{', '}');
        const head = text.slice(at, open);
        const body = text.slice(open + 1, end - 1);
        at = end;
        if (/^\s*@(media|supports|layer|container)\b/.test(head)) {
            const inner = prune(body, isUsed);
            if (inner.trim()) kept += `${head}{${inner}}`;
        } else {
            const selectors = selectorsOf(head).filter((one) => neededBy(one).every(isUsed));
            if (selectors.length > 0) kept += `${selectors.join(',')}{${body}}`;
        }
    }
    return kept + text.slice(at);
}

/**
 * Whether the sources name a class, whole or put together: `block--${kind}` with a 'kind' that
 * stands somewhere in quotes.
 */
export function classesIn(sources) {
    return (name) => {
        if (sources.includes(name)) return true;
        const cut = name.lastIndexOf('--') + 2;
        return cut > 1 && sources.includes(`${name.slice(0, cut)}\${`)
            && new RegExp(`['"]${name.slice(cut)}['"]`).test(sources);
    };
}
