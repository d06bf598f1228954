import type { RunningSystem } from '../launcher/system.ts';
import type { SignIn } from '../sign-in.ts';
import type { ScriptedCall } from './morning.ts';

export interface Ticket {
  display: string;
  departmentId: string;
  answerBy: 'callback' | 'email';
  callbackAt?: string;
  sentence: string;
}

export interface Outcome {
  outcome: 'connected' | 'ticket' | 'refused' | 'pending';
  transferId: string;
  departmentId?: string;
  number?: string;
  reason?: string;
  ticket?: Ticket;
}

interface Call {
  callId: string;
  state: string;
  resolution?: object;
  transfers: { outcome: string }[];
  tickets: string[];
}

/** Who looks at tickets and mails of all departments, for the summary. */
const SUPERVISOR = 'petra.privacy';
const OPERATOR = 'otto.ops';
/** The demo people with a seat at the hotline; more seats than people are shared by them. */
export const AGENTS = ['anna.agent', 'bert.agent'] as const;

/**
 * What agents do at the hotline, over HTTP as any frontend would, signed in as one of the demo people. A refusal of the
 * services is thrown with its words.
 */
export function openHotline({ urls }: RunningSystem, signIn: SignIn) {
  const send = createSend(signIn);
  const list = createList(send);
  const intake = urls['call-intake'];
  return {
    async receive({ phone }: ScriptedCall): Promise<string> {
      const { call } = await send<{ call: Call }>(AGENTS[0], 'POST', `${intake}/calls`, {
        line: 'hotline',
        ...(phone && { from: phone }),
        source: 'demo',
      });
      return call.callId;
    },
    answer: (callId: string, agentId: string) => send(agentId, 'POST', `${intake}/calls/${callId}/answer`, {}),
    hangUp: (callId: string) =>
      send(AGENTS[0], 'POST', `${intake}/calls/${callId}/end`, { cause: 'hung-up', by: 'caller' }),
    end: (callId: string, agentId: string, talkMs: number) =>
      send(agentId, 'POST', `${intake}/calls/${callId}/end`, { talkMs, by: 'agent' }),
    async search(agentId: string, query: string): Promise<{ articleId: string; title: string }[]> {
      const url = `${urls.knowledge}/search?q=${encodeURIComponent(query)}&limit=3`;
      return (await send<{ hits: { articleId: string; title: string }[] }>(agentId, 'GET', url)).hits;
    },
    resolve: (callId: string, agentId: string, articleId: string) =>
      send(agentId, 'POST', `${intake}/calls/${callId}/resolve`, { outcome: 'answered', articleIds: [articleId] }),
    mail: (callId: string, agentId: string, articleId: string, email: string) =>
      send(agentId, 'POST', `${intake}/calls/${callId}/mail`, { articleIds: [articleId], email }),
    transfer(callId: string, agentId: string, scripted: ScriptedCall): Promise<Outcome> {
      const { transfer, subject, question, name, email, language, wish, takesLonger, fallback = 'callback' } = scripted;
      return send(agentId, 'POST', `${intake}/calls/${callId}/transfer`, {
        topicId: transfer,
        subject,
        question,
        citizen: { name, email, language, ...(email && { emailConsent: true }) },
        fallback,
        preferred: wish,
        takesLonger,
      });
    },
    bounced: (callId: string, agentId: string, transferId: string): Promise<Outcome> =>
      send(agentId, 'POST', `${intake}/calls/${callId}/bounced`, { transferId }),
    presence: (departmentId: string, body: object) =>
      send(OPERATOR, 'PUT', `${urls.directory}/departments/${departmentId}/presence`, body),
    calls: () => list<Call>(SUPERVISOR, `${intake}/calls`),
    tickets: () => list<{ callbackAt?: string }>(SUPERVISOR, `${urls.tickets}/tickets`),
    mails: () => list<{ state: string }>(OPERATOR, `${urls.notify}/mails`),
    async number(): Promise<string> {
      return (await send<{ number: string }>(OPERATOR, 'GET', `${urls.directory}/hotline`)).number;
    },
    async departments(): Promise<Map<string, string>> {
      const all = await list<{ departmentId: string; name: string }>(OPERATOR, `${urls.directory}/departments`);
      return new Map(all.map(({ departmentId, name }) => [departmentId, name]));
    },
  };
}
export type Hotline = ReturnType<typeof openHotline>;

type Send = <Answer>(person: string, method: string, url: string, body?: object) => Promise<Answer>;

function createList(send: Send) {
  return async <Item>(person: string, url: string): Promise<Item[]> => {
    const items: Item[] = [];
    for (let cursor: string | undefined; ;) {
      const query = new URLSearchParams({ limit: '200', ...(cursor && { cursor }) });
      const page = await send<{ items: Item[]; nextCursor?: string }>(person, 'GET', `${url}?${query.toString()}`);
      items.push(...page.items);
      if (!page.nextCursor) return items;
      cursor = page.nextCursor;
    }
  };
}

function createSend(signIn: SignIn): Send {
  return async <Answer>(person: string, method: string, url: string, body?: object): Promise<Answer> => {
    const response = await fetch(url, {
      method,
      headers: { ...(await signIn.as(person)), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as Answer;
  };
}
