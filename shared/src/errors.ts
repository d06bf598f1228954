/** Why a command is not done. The same word is the end of the problem's `type` over HTTP and over NATS. */
export type RefusalCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'revision-mismatch'
  | 'unprocessable'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable';

/** One place in the input that is wrong, e.g. `{path: 'citizen.phone', message: 'is not a phone number'}`. */
export interface InputError {
  path: string;
  message: string;
}

interface RefusalOptions extends ErrorOptions {
  retryAfterSeconds?: number | undefined;
}

/** Said to someone who can act on it: `detail` is shown to the caller as it is, so it holds no personal data. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly detail: string;
  readonly errors: InputError[] | undefined;
  /** After how many seconds trying again may help, where the refusal knows it. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RefusalCode, detail: string, errors?: InputError[], options: RefusalOptions = {}) {
    super(detail, options);
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Short for `new Refusal(…)`; returned by `decide` or thrown by an edge. */
export function refuse(code: RefusalCode, detail: string, errors?: InputError[]): Refusal {
  return new Refusal(code, detail, errors);
}

/**
 * A dependency is down. HTTP says 503; a reaction holds the message and tries again, never counted as a try. `message` is
 * for logs, `detail` for the caller, where there is more to say than that something is away.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly detail: string | undefined;

  constructor(message: string, options: ErrorOptions & { detail?: string } = {}) {
    super(message, options);
    this.detail = options.detail;
  }
}

/** This message can never be handled: it goes to the dead letters under `reason` (a subject token). */
export class Permanent extends Error {
  override readonly name = 'Permanent';
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The process cannot start like this; the message is one sentence that says what to do. Exit code 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
