const LONGEST = 200;
const WORTH_SHOWING = new Set<unknown>(['warn', 'error', 'fatal', 'E', 'F']);

/**
 * What the terminal shows of a line in a process's log: warnings and errors in short, nothing of the rest. Knows the
 * JSON of the services and of mongod, the format of nats-server, and an uncaught error's first line.
 */
export function shortWarning(line: string): string | undefined {
  const text = line.startsWith('{') ? fromJson(line) : fromText(line);
  return text && (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** What the terminal shows of a line that ends a warning, such as that the database is back; nothing of the rest. */
export function shortRecovery(line: string): string | undefined {
  const entry = entryOf(line);
  return entry?.['back'] === true && typeof entry['msg'] === 'string' ? entry['msg'] : undefined;
}

/** The last things a process said before it ended: its warnings in short, and lines meant to be read as they are. */
export function lastWords(log: string): string {
  const said = log.split('\n').flatMap((line) => shortWarning(line) ?? (/^[^\s{}]/.test(line) ? [line] : []));
  return said.slice(-3).join(' | ');
}

function fromJson(line: string): string | undefined {
  const { level, s: severity, msg, err } = (entryOf(line) ?? {}) as Entry & { err?: { message?: unknown } };
  const matters = WORTH_SHOWING.has(level) || WORTH_SHOWING.has(severity);
  if (!matters || typeof msg !== 'string') return undefined;
  return typeof err?.message === 'string' ? `${msg}: ${err.message}` : msg;
}

type Entry = Record<string, unknown>;

function entryOf(line: string): Entry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}

function fromText(line: string): string | undefined {
  const nats = /^\[\d+\] \S+ \S+ \[(?:WRN|ERR|FTL)\] (.*)$/.exec(line);
  if (nats) return nats[1];
  return /^(Uncaught |Exception in thread |\w*Error\b|\w*Exception\b|fatal|panic:)/.test(line) ? line : undefined;
}
