// server/wire/generated/shapes.{h,c}: the scalars, as tables for server/wire/shape.c.
import { cBanner, cComment, cHeader, cString, each } from './layout.mjs';

const ROOM = 'wire/generated';
const SOURCES = 'messages.json';

function declaration({ name, about }) {
    return `${cComment(about)}\nextern const struct wire_shape wire_shape_${name};\n`;
}

function definition({ name, parts, bytes, plain }) {
    const list = parts.map(({ set, least, most }) => `{${cString(set)}, ${least}, ${most}}`);
    const lines = [];
    if (list.length > 0) lines.push(`.count = ${list.length}`, `.parts = {${list.join(', ')}}`);
    if (bytes > 0) lines.push(`.bytes = ${bytes}`);
    if (plain) lines.push('.plain = true');
    return `const struct wire_shape wire_shape_${name} = {
${each(lines, (line) => `    ${line},\n`)}};
`;
}

export function writeShapes({ scalars }) {
    const declarations = scalars.map(declaration).join('\n');
    return {
        [`server/${ROOM}/shapes.h`]:
            cHeader(ROOM, 'shapes', SOURCES, ['"wire/shape.h"'], declarations),
        [`server/${ROOM}/shapes.c`]: `${cBanner(SOURCES)}#include "${ROOM}/shapes.h"

${scalars.map(definition).join('\n')}`,
    };
}
