import type { RunningSystem } from '../launcher/system.ts';
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

/** What agents do at the hotline, over HTTP as any frontend would. A refusal of the services is thrown with its words. */
export function openHotline({ urls }: RunningSystem) {
  const intake = urls['call-intake'];
  return {
    async receive({ phone }: ScriptedCall): Promise<string> {
      const { call } = await send<{ call: Call }>('POST', `${intake}/calls`, {
        line: 'hotline',
        ...(phone && { from: phone }),
        source: 'demo',
      });
      return call.callId;
    },
    answer: (callId: string, agentId: string) => send('POST', `${intake}/calls/${callId}/answer`, { agentId }),
    hangUp: (callId: string) => send('POST', `${intake}/calls/${callId}/end`, { cause: 'hung-up', by: 'caller' }),
    end: (callId: string, talkMs: number) => send('POST', `${intake}/calls/${callId}/end`, { talkMs, by: 'agent' }),
    async search(query: string): Promise<{ articleId: string; title: string }[]> {
      const url = `${urls.knowledge}/search?q=${encodeURIComponent(query)}&limit=3`;
      return (await send<{ hits: { articleId: string; title: string }[] }>('GET', url)).hits;
    },
    resolve: (callId: string, agentId: string, articleId: string) =>
      send('POST', `${intake}/calls/${callId}/resolve`, { agentId, outcome: 'answered', articleIds: [articleId] }),
    mail: (callId: string, agentId: string, articleId: string, email: string) =>
      send('POST', `${intake}/calls/${callId}/mail`, { agentId, articleIds: [articleId], email }),
    transfer(callId: string, agentId: string, scripted: ScriptedCall): Promise<Outcome> {
      const { transfer, subject, question, name, email, language, wish, takesLonger, fallback = 'callback' } = scripted;
      return send('POST', `${intake}/calls/${callId}/transfer`, {
        agentId,
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
      send('POST', `${intake}/calls/${callId}/bounced`, { agentId, transferId }),
    presence: (departmentId: string, body: object) =>
      send('PUT', `${urls.directory}/departments/${departmentId}/presence`, body),
    calls: () => list<Call>(`${intake}/calls`),
    tickets: () => list<{ callbackAt?: string }>(`${urls.tickets}/tickets`),
    mails: () => list<{ state: string }>(`${urls.notify}/mails`),
    async departments(): Promise<Map<string, string>> {
      const all = await list<{ departmentId: string; name: string }>(`${urls.directory}/departments`);
      return new Map(all.map(({ departmentId, name }) => [departmentId, name]));
    },
  };
}
export type Hotline = ReturnType<typeof openHotline>;

async function list<Item>(url: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ;) {
    const query = new URLSearchParams({ limit: '200', ...(cursor && { cursor }) });
    const page = await send<{ items: Item[]; nextCursor?: string }>('GET', `${url}?${query.toString()}`);
    items.push(...page.items);
    if (!page.nextCursor) return items;
    cursor = page.nextCursor;
  }
}

async function send<Answer>(method: string, url: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}
