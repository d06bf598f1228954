import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { openTraceReceiver } from '../support/trace-receiver.ts';

let system: TestSystem;
let receiver: Awaited<ReturnType<typeof openTraceReceiver>>;

beforeAll(async () => {
  receiver = await openTraceReceiver();
  system = await startTestSystem({
    cityClock: '2026-11-23T10:00:00+01:00',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  });
}, 180_000);

afterAll(async () => {
  await system?.remove();
  receiver?.close();
}, 60_000);

it('one trace runs from the transfer request through every hop to the mail', async () => {
  const citizen = { email: 'spur@example.org', emailConsent: true };
  const { body } = await deskOf(system).call({ takesLonger: true, fallback: 'email', citizen });
  expect(body.outcome).toBe('ticket');
  await eventually(() => {
    const root = receiver.spans.find(({ name }) => name === 'POST /calls/:callId/transfer');
    const ours = receiver.spans.filter(({ traceId }) => traceId === root?.traceId);
    expect(new Set(ours.map(({ service }) => service))).toEqual(
      new Set(['call-intake', 'directory', 'tickets', 'notify']),
    );
    expect(ours.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'process calls.*.transfer-requested',
        'process transfers.*.refused',
        'process tickets.*.*.opened',
        'process mails.*.queued',
      ]),
    );
    // Every hop hangs below another one, up to the request.
    const known = new Set(ours.map(({ spanId }) => spanId));
    expect(ours.filter(({ parentSpanId }) => !parentSpanId || !known.has(parentSpanId))).toEqual([root]);
  }, 20_000);
  // What the citizen said stays out of traces.
  expect(JSON.stringify(receiver.spans)).not.toContain('spur@example.org');
});
