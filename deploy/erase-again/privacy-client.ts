import { KeptRecord, type KnownRecord, RecordKind } from '@serviceportal/shared/contracts';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { z } from 'zod';
import type { SignIn } from '../sign-in.ts';
import type { Addresses } from './settings.ts';

/** What `POST /persons/erase` answers with. */
const Erased = z.object({
  erased: z.partialRecord(RecordKind, z.number()),
  kept: z.array(KeptRecord),
  pending: z.array(z.string()),
  unknown: z.array(KeptRecord.pick({ kind: true, id: true })).default([]),
});
export type Erased = z.infer<typeof Erased>;

const Ready = z.object({ degraded: z.array(z.string()).default([]) });
const Problem = z.object({ detail: z.string() });

/** What a data protection officer does at the services. */
export interface PrivacyClient {
  /** Erases the records and what hangs on them. `Unavailable` where that cannot be said now. */
  erase(records: readonly KnownRecord[]): Promise<Erased>;
  /** Takes back the consent to e-mail in a ticket. */
  withdrawConsent(ticketId: string): Promise<'withdrawn' | 'unknown' | 'erased'>;
  /** Whether notify runs and sends no mails; undefined where it does not answer. */
  holdsMails(): Promise<boolean | undefined>;
}

/** As long as the slowest service may take to erase what it has. */
const TIMEOUT_MS = 130_000;
const OFFICER = 'petra.privacy';

/** `ConfigError` for whatever trying again would not change: nobody there, a refused token, another version. */
export function createPrivacyClient({ tickets, notify }: Addresses, signIn: SignIn): PrivacyClient {
  async function post(path: string, body: object): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/json', ...(await signIn.as(OFFICER)) };
    const answer = await send(new URL(path, tickets), { method: 'POST', headers, body: JSON.stringify(body) });
    const { status } = answer;
    if (status === 401 || status === 403) throw refused(status, answer.body);
    if (status >= 500 || status === 429) throw new Unavailable(`tickets cannot do that now${said(answer.body)}.`);
    return answer;
  }

  return {
    async erase(records) {
      const idsOf = (wanted: RecordKind) => records.filter(({ kind }) => kind === wanted).map(({ id }) => id);
      const others = records.filter(({ kind }) => kind !== 'ticket' && kind !== 'call');
      const path = '/persons/erase';
      const wanted = { ticketIds: idsOf('ticket'), callIds: idsOf('call'), records: others, confirm: true };
      const { status, body } = await post(path, wanted);
      // Too early: what is shown is not in the log yet, and the sentence says what to do first.
      if (status === 409) throw new ConfigError(`tickets refuses it${said(body)}.`);
      if (status !== 200) throw unexpected(path, status, body);
      return Erased.parse(body);
    },
    async withdrawConsent(ticketId) {
      const path = `/tickets/${encodeURIComponent(ticketId)}/withdraw-consent`;
      const { status, body } = await post(path, {});
      if (status === 200) return 'withdrawn';
      if (status === 404) return 'unknown';
      // Nothing else is in the way of it.
      if (status === 409) return 'erased';
      throw unexpected(path, status, body);
    },
    async holdsMails() {
      try {
        const { body } = await send(new URL('/health/ready', notify), {});
        return Ready.parse(body).degraded.includes('mails');
      } catch {
        return undefined;
      }
    },
  };
}

async function send(url: URL, request: RequestInit): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, body: await response.json() };
  } catch (cause) {
    const advice = 'start the system, or set TICKETS_URL to where the service answers.';
    throw new Unavailable(`tickets cannot be reached at ${url.origin}: ${advice}`, { cause });
  }
}

function refused(status: 401 | 403, body: unknown): ConfigError {
  return new ConfigError(
    `tickets refuses the token (${status}${said(body)}): set ACCESS_TOKEN to a valid one of somebody with the role privacy.`,
  );
}

function unexpected(path: string, status: number, body: unknown): ConfigError {
  return new ConfigError(`tickets answered ${path} with ${status}${said(body)}: is it this version?`);
}

/** The service's own sentence, to be put into one of ours. */
function said(body: unknown): string {
  const problem = Problem.safeParse(body);
  return problem.success ? `: ${problem.data.detail.replace(/[.]$/, '')}` : '';
}
