/** What a log line says about an error. */
export interface DescribedError {
  name: string;
  code?: string | number;
  message?: string;
  at?: string[];
  cause?: DescribedError;
}

/**
 * Errors whose message is ours or the engine's own. A database or a parser quotes the value it stumbled over, which may
 * be a citizen's number, so every other message stays out unless `verbose` (the frames still lead to the line).
 */
const SAFE_NAMES = new Set(['ConfigError', 'Unavailable', 'Permanent', 'TypeError', 'ReferenceError', 'TimeoutError']);
const FRAMES = 8;
const CAUSES = 4;

/** Name, code, place and causes of an error, and its message where that cannot hold personal data. */
export function describeError(error: unknown, verbose = false, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, ...(verbose && { message: String(error) }) };
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const described: DescribedError = { name: error.name };
  if (typeof code === 'string' || typeof code === 'number') described.code = code;
  // Errors of the operating system name a file or an address of ours.
  if (verbose || SAFE_NAMES.has(error.name) || typeof syscall === 'string') described.message = error.message;
  described.at = framesOf(error);
  if (error.cause !== undefined && depth < CAUSES) described.cause = describeError(error.cause, verbose, depth + 1);
  return described;
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('at ')).slice(0, FRAMES);
}
