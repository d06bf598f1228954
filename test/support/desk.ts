import { type Answered, get, post, put } from './http.ts';
import type { TestSystem } from './system.ts';

export interface Call {
  callId: string;
  state: string;
  from?: string;
  withinHours: boolean;
  transfers: { transferId: string; departmentId: string; outcome: string }[];
  tickets: string[];
}

export interface PromisedTicket {
  ticketId: string;
  display: string;
  pin: string;
  departmentId: string;
  answerBy: 'callback' | 'email';
  callbackAt?: string;
  callbackUntil?: string;
  wishMet?: boolean;
  promiseBy: string;
  sentence: string;
}

export interface Outcome {
  outcome: 'connected' | 'ticket' | 'refused' | 'pending';
  transferId: string;
  reason?: string;
  number?: string;
  opensAt?: string;
  ticket?: PromisedTicket;
}

export interface Ticket {
  ticketId: string;
  state: string;
  departmentId: string;
  callbackAt?: string;
  attempts: unknown[];
  revision: number;
}

/** What an agent does at the desk, over HTTP. */
export function deskOf(system: Pick<TestSystem, 'urls'>) {
  const { urls } = system;
  return {
    async receive(from = '0151 55501234', agentId = 'anna'): Promise<Call> {
      const { body } = await post<{ call: Call }>(`${urls['call-intake']}/calls`, { line: 'hotline', from, agentId });
      return body.call;
    },
    transfer(callId: string, wanted: object = {}, key?: string): Promise<Answered<Outcome>> {
      return post<Outcome>(
        `${urls['call-intake']}/calls/${callId}/transfer`,
        { ...CONCERN, agentId: 'anna', ...wanted },
        { key },
      );
    },
    /** A call put through, noted or refused, in one go. */
    async call(wanted: object = {}): Promise<Answered<Outcome> & { callId: string }> {
      const { callId } = await this.receive();
      return { ...(await this.transfer(callId, wanted)), callId };
    },
    ticket: (ticketId: string) => get<{ ticket: Ticket }>(`${urls.tickets}/tickets/${ticketId}`),
    work: (ticketId: string, verb: string, body: object) =>
      post<{ ticket: Ticket }>(`${urls.tickets}/tickets/${ticketId}/${verb}`, { clerkId: 'carl', ...body }),
  };
}

export const CONCERN = {
  departmentId: 'standesamt',
  subject: 'Geburtsurkunde',
  question: 'Wie bekomme ich eine Geburtsurkunde für meine Tochter?',
  citizen: { name: 'Jürgen Müßig', phone: '0151 55501234' },
  fallback: 'callback',
};

/** A department with the usual hours and no dated closures. */
const TEST_DEPARTMENT = {
  name: 'Testamt',
  centralNumber: '02151 86-4711',
  hours: 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off',
  holidays: 'DE-NW',
  closures: [],
  onboardedOn: '2022-08-01',
  mailbox: 'testamt@krefeld.example',
  topics: [{ topicId: 'test-thema', name: 'Testthema' }],
  serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
};

export async function addDepartment(
  system: Pick<TestSystem, 'urls'>,
  departmentId: string,
  changes: object = {},
): Promise<void> {
  const topics = [{ topicId: `${departmentId}-thema`, name: `Thema von ${departmentId}` }];
  const answer = await put(`${system.urls.directory}/departments/${departmentId}`, {
    ...TEST_DEPARTMENT,
    topics,
    ...changes,
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}
