import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { command, CommandRefused, connectFrontend, reportCall } from '@serviceportal/examples/agent-frontend';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Call, CONCERN, deskOf, type Outcome } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, metric } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';

/** A frontend of somebody else: reports calls and sends commands over NATS with its own account. */
export function frontendOverNats(started: () => TestSystem): void {
  let system: TestSystem;
  let frontend: NatsConnection;

  beforeAll(async () => {
    system = started();
    frontend = await connectFrontend({
      natsUrl: system.urls.nats,
      seedFile: system.users.frontends['demo-frontend']!.seedFile,
    });
  });

  afterAll(() => frontend?.close());

  async function callsOf(agentId: string): Promise<Call[]> {
    const { items } = await command<{ items: Call[] }>(frontend, 'cmd.call-intake.calls', { agentId });
    return items;
  }

  describe('a frontend over NATS', () => {
    it('reports a call, the same twice is one, and gets an outcome for it', async () => {
      const call = { from: '0151 55501234', agentId: 'nora', idempotencyKey: 'ring-1' };
      await Promise.all([reportCall(frontend, call), reportCall(frontend, call)]);
      await reportCall(frontend, call);
      const [received] = await eventually(async () => {
        const calls = await callsOf('nora');
        expect(calls).toHaveLength(1);
        return calls;
      });
      expect(received).toMatchObject({ from: '+4915155501234', state: 'answered' });
      const outcome = await command<Outcome>(frontend, 'cmd.call-intake.transfer', {
        callId: received!.callId,
        ...CONCERN,
      });
      expect(outcome).toMatchObject({ outcome: 'connected', number: '+492151862351' });
    });

    it('may report while call-intake is down: nothing is lost', async () => {
      const intake = system.process('call-intake');
      await intake.hold('SIGKILL');
      await reportCall(frontend, { agentId: 'olga', idempotencyKey: 'ring-2' });
      await intake.release();
      await eventually(async () => expect(await callsOf('olga')).toHaveLength(1), 20_000);
    });

    it('gets the same refusals as over HTTP', async () => {
      const { callId } = await deskOf(system).receive();
      const wanted = { callId, ...CONCERN, departmentId: 'nirgends' };
      const refusal = await command(frontend, 'cmd.call-intake.transfer', wanted).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(CommandRefused);
      expect((refusal as CommandRefused).problem).toMatchObject({
        status: 400,
        errors: [expect.objectContaining({ path: 'departmentId' })],
      });
      const byHttp = await deskOf(system).transfer(callId, { departmentId: 'nirgends' });
      expect(byHttp.body).toEqual((refusal as CommandRefused).problem);
    });

    it('that reports nonsense leaves it in the dead letters, with the reason, counted; others go on', async () => {
      const before = await metric(system.urls['call-intake'], 'serviceportal_dead_letters_total');
      await frontend.request('intake.calls.received', '{"line": "hotline", "unknown": 1}', { timeout: 5_000 });
      await frontend.request('intake.calls.received', 'no json', { timeout: 5_000 });
      await reportCall(frontend, { agentId: 'paul', idempotencyKey: 'ring-3' });
      await eventually(async () => expect(await callsOf('paul')).toHaveLength(1));
      await eventually(async () =>
        expect(await metric(system.urls['call-intake'], 'serviceportal_dead_letters_total')).toBe(before + 2),
      );
      const ready = await get(`${system.urls['call-intake']}/health/ready`);
      expect(ready.status).toBe(200);
    });

    it('cannot write into our streams or read anything', async () => {
      const denied = [
        ['calls.x.received', '{}'],
        ['intake.calls.other.received', '{"line":"hotline"}'],
        ['cmd.tickets.ticket', '{}'],
        ['$JS.API.STREAM.INFO.CALLS', ''],
      ] as const;
      for (const [subject, payload] of denied) {
        await expect(frontend.request(subject, payload, { timeout: 500 })).rejects.toThrow();
      }
    });
  });
}
