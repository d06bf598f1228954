import type { ServiceName } from '@serviceportal/shared/contracts';
import { CONCERN } from '../support/desk.ts';
import { type As, authorization } from '../support/tokens.ts';
import type { Asked, Recorder } from './recorder.ts';

/** What agents, clerks and editors do in the recorded run; each step must succeed. */
export type WorkingDesk = ReturnType<typeof openWorkingDesk>;

export function openWorkingDesk(recorder: Recorder) {
  async function act<Body>(service: ServiceName, method: string, path: string, body?: object, as?: As): Promise<Body> {
    const headers = as && (await authorization(as));
    return doneOf<Body>(await recorder.ask(service, method, path, { body, headers }));
  }

  async function call(agentId?: string): Promise<string> {
    const reported = { line: 'hotline', from: '0151 55501234', agentId };
    const { call: received } = await act<{ call: { callId: string } }>('call-intake', 'post', '/calls', reported);
    return received.callId;
  }

  function onCall<Body>(callId: string, verb: string, body: object): Promise<Body> {
    return act<Body>('call-intake', 'post', `/calls/${callId}/${verb}`, { agentId: 'anna', ...body });
  }

  return {
    act,
    call,
    onCall,
    read: <Body>(service: ServiceName, path: string) => act<Body>(service, 'get', path),
    onTicket: (ticketId: string, verb: string, body: object) =>
      act('tickets', 'post', `/tickets/${ticketId}/${verb}`, { clerkId: 'carl', ...body }),
    /** A Vormerkung that a caller got. */
    ticket: async (wanted: object = {}): Promise<string> => {
      const body = { ...CONCERN, takesLonger: true, ...wanted };
      const { ticket } = await onCall<{ ticket: { ticketId: string } }>(await call('anna'), 'transfer', body);
      return ticket.ticketId;
    },
    /** Writes something back as it was read, with the revision that was read. */
    writeBack: async (
      service: ServiceName,
      path: string,
      writtenOf = (read: Record<string, unknown>) => read,
    ): Promise<void> => {
      const { body, headers } = await recorder.ask(service, 'get', path);
      const ifMatch = { 'If-Match': headers.get('etag') ?? '' };
      const written = writtenOf(body as Record<string, unknown>);
      doneOf(await recorder.ask(service, 'put', path, { body: written, headers: ifMatch }));
    },
  };
}

function doneOf<Body>({ status, body }: Asked): Body {
  if (status >= 400) throw new Error(JSON.stringify(body));
  return body as Body;
}
