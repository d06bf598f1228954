// A string holds anything from space upwards but `"` and `\`, and the escapes.
const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/** Where a text stops being JSON, for a person to find it: `line 3, column 14`. */
export function placeOfJsonError(text: string): string {
  const before = text.slice(0, offsetOfJsonError(text)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function offsetOfJsonError(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text);
    const blank = /[ \t\n\r]*/y;
    blank.lastIndex = offset;
    blank.test(text);
    const start = blank.lastIndex;
    if (!token) return start;
    const next = step(expected, token[1] ?? (token[2] === undefined ? 'literal' : 'string'), open);
    if (!next) return start;
    expected = next;
    offset = TOKEN.lastIndex;
  }
}

/** What may come after this token, or undefined if the token may not stand here. */
function step(expected: Expected, token: string, open: string[]): Expected | undefined {
  const here = open.at(-1);
  if (token === '}' || token === ']') {
    const empty = token === '}' ? 'key or }' : 'value or ]';
    const closes = here === (token === '}' ? '{' : '[') && (expected === empty || expected === ', or end');
    if (closes) open.pop();
    return closes ? ', or end' : undefined;
  }
  if (token === ':') return expected === ':' ? 'value' : undefined;
  if (token === ',') {
    if (expected !== ', or end' || !here) return undefined;
    return here === '{' ? 'key' : 'value';
  }
  if (expected === 'key' || expected === 'key or }') return token === 'string' ? ':' : undefined;
  if (expected !== 'value' && expected !== 'value or ]') return undefined;
  if (token !== '{' && token !== '[') return ', or end';
  open.push(token);
  return token === '{' ? 'key or }' : 'value or ]';
}
