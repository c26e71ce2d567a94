// Makes style sheets small: leaves out of a library's what no page can show, and puts the values of
// tokens where they are used.

/** The end of the brackets that open at `start`: the place after the closing one. */
function endOf(text, start, open, close) {
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
        if (text[at] === open) depth += 1;
        if (text[at] === close && (depth -= 1) === 0) return at + 1;
    }
    throw new Error(`brackets that nothing closes: ${text.slice(start, start + 80)}`);
}

/** The parts of a text, split at a character that is in no brackets and no quotes. */
function split(text, at) {
    const parts = [''];
    let depth = 0;
    let quote = '';
    for (const character of text) {
        if (quote) quote = character === quote ? '' : quote;
        else if (character === '"' || character === "'") quote = character;
        if (character === '(') depth += 1;
        if (character === ')') depth -= 1;
        if (character === at && depth === 0 && !quote) parts.push('');
        else parts[parts.length - 1] += character;
    }
    return parts;
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
            const selectors = split(head, ',').filter((one) => neededBy(one).every(isUsed));
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

/** The rules of a style sheet, those of a group too: {group, head, declarations: [[name, value]]}. */
function* rulesOf(css, group = '') {
    let at = 0;
    for (let open = css.indexOf('{'); open >= 0; open = css.indexOf('{', at)) {
        const end = endOf(css, open, '{', '}');
        const head = css.slice(at, open).trim();
        const body = css.slice(open + 1, end - 1);
        at = end;
        if (body.includes('{')) {
            if (group) throw new Error(`a group in a group: ${group} ${head}`);
            yield* rulesOf(body, head);
            continue;
        }
        const declarations = split(body, ';').filter((one) => one.trim()).map((one) => {
            const colon = one.indexOf(':');
            return [one.slice(0, colon).trim(), one.slice(colon + 1).trim()];
        });
        yield { group, head, declarations };
    }
}

/**
 * Puts the value of a custom property that is set once, for the whole page, where it is used; and
 * the fallback where it is never set. A value without either is what the browser would make of it:
 * unset, or initial for a custom property.
 */
export function settle(css) {
    const rules = [...rulesOf(css.replace(/\/\*[^]*?\*\//g, ''))];
    const values = new Map(); // of each custom property; null: it depends on the place
    for (const { group, head, declarations } of rules) {
        for (const [name, value] of declarations.filter(([each]) => each.startsWith('--'))) {
            values.set(name, head === ':root' && !group && !values.has(name) ? value : null);
        }
    }
    const settled = (value) => {
        const start = value.indexOf('var(');
        if (start < 0) return value;
        const end = endOf(value, start + 3, '(', ')');
        const [name, ...rest] = split(value.slice(start + 4, end - 1), ',').map((part) => part.trim());
        const fallback = rest.length > 0 ? settled(rest.join(',')) : null;
        const known = values.get(name);
        let here = known === undefined ? fallback : known && settled(known);
        if (known === null) here = fallback === null ? `var(${name})` : `var(${name},${fallback})`;
        const after = settled(value.slice(end));
        return here === null || after === null ? null : value.slice(0, start) + here + after;
    };
    for (const rule of rules) {
        rule.declarations = rule.declarations.filter(([name]) => !values.get(name)).map(([name, value]) =>
            [name, settled(value) ?? (name.startsWith('--') ? 'initial' : 'unset')]);
    }
    const text = rules.flatMap(({ declarations }) => declarations.map(([, value]) => value)).join();
    const isUsed = ([name]) => !name.startsWith('--') || new RegExp(`\\(${name}[,)]`).test(text);
    let kept = '';
    let group = '';
    for (const rule of rules) {
        if (rule.group !== group) kept += `${group && '}'}${rule.group && `${rule.group}{`}`;
        group = rule.group;
        const declarations = rule.declarations.filter(isUsed);
        if (declarations.length > 0) {
            kept += `${rule.head}{${declarations.map((each) => each.join(':')).join(';')}}`;
        }
    }
    return kept + (group && '}');
}
