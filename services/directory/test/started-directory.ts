import { readConfig } from '@serviceportal/shared/config';
import { CallAggregate, TransferAggregate, TransferRequested } from '@serviceportal/shared/contracts';
import type { Call, Transfer } from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { eventIdFor, type Log } from '@serviceportal/shared/log';
import { formatTimestamp } from '@serviceportal/shared/time';
import { signedIn } from '@serviceportal/test/tokens';
import type { Realm } from '@serviceportal/test/realm';
import { DirectoryConfig } from '../src/config.ts';
import { startDirectory } from '../src/service.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The started service, to be asked over HTTP. */
export interface StartedDirectory {
  readonly url: string;
  get(path: string): Promise<Answer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

export async function startIn(realm: Realm, extra: Record<string, string> = {}): Promise<StartedDirectory> {
  const life = createLifecycle();
  try {
    const { url } = await startDirectory(readConfig(DirectoryConfig, realm.env('directory', extra)), life);
    return {
      url,
      get: (path) => ask(url, path),
      put: (path, body, headers) => ask(url, path, withBody('PUT', body, headers)),
      post: (path, body, headers) => ask(url, path, withBody('POST', body, headers)),
      delete: (path, headers = {}) => ask(url, path, { method: 'DELETE', headers }),
      close: () => life.close(),
    };
  } catch (cause) {
    await life.close();
    throw cause;
  }
}

function withBody(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

async function ask(url: string, path: string, request: RequestInit = {}): Promise<Answer> {
  const signed = await signedIn(undefined, request.headers as Record<string, string>);
  const { status, headers, ...answer } = await fetch(url + path, { ...request, headers: signed }).then(
    async (response) => ({
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    }),
  );
  return { status, headers, body: JSON.parse(answer.text || '{}') as Record<string, unknown> };
}

export interface TransferCase {
  readonly departmentId: string;
  readonly reason?: 'asked' | 'takes-longer' | 'no-answer';
}

/** Plays call-intake: asks for transfers, and reads what became of them. */
export interface Hotline {
  /** Appends the request to a call of its own; gives the transfer's id. */
  request(callId: string, transfer: TransferCase): Promise<string>;
  decision(transferId: string): Promise<Transfer | undefined>;
}

export async function openHotline(realm: Realm): Promise<Hotline> {
  const [intake, directory]: [Log, Log] = [await realm.log('call-intake'), await realm.log('directory')];
  const calls = intake.aggregate(CallAggregate);
  const transfers = directory.aggregate(TransferAggregate);
  return {
    async request(callId, { departmentId, reason = 'asked' }) {
      const cause = { id: `cause-of-${callId}` };
      const transferId = eventIdFor('call', callId, cause.id);
      const citizen = { name: 'Anna Muster', phone: '+492151999999' };
      const request = { subject: 'Urkunde', question: 'Wie lange dauert es?', citizen, fallback: 'callback' } as const;
      const call: Call = {
        callId,
        state: 'transferring',
        line: 'hotline',
        citizen,
        source: 'desk',
        receivedAt: formatTimestamp(realm.clock.now(), realm.clock.zone),
        withinHours: true,
        transfers: [],
        tickets: [],
        revision: 1,
      };
      await calls.handle(callId, { cause, actor: { type: 'agent', id: 'anna' } }, () =>
        happened(TransferRequested, call, { transferId, departmentId, reason, fallback: 'callback', request }),
      );
      return transferId;
    },
    async decision(transferId) {
      return (await transfers.load(transferId))?.state;
    },
  };
}
