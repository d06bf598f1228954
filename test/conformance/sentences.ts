import { beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@serviceportal/shared/contracts';
import { CONCERN } from '../support/desk.ts';
import type { TestSystem } from '../support/system.ts';
import { readFeed } from './feed.ts';
import type { Asked, Recorder } from './recorder.ts';

interface Parts {
  readonly system: TestSystem;
  readonly recorder: Recorder;
}

/** What the interface promises in words rather than in fields. */
export function describeSentences(parts: () => Parts): void {
  const ask: Recorder['ask'] = (...args) => parts().recorder.ask(...args);
  const receive = async (body: object = {}, headers: Record<string, string> = {}): Promise<Asked> =>
    ask('call-intake', 'post', '/calls', { body: { line: 'hotline', from: '0151 55501234', ...body }, headers });
  const transfer = (callId: string, body: object, headers: Record<string, string> = {}): Promise<Asked> =>
    ask('call-intake', 'post', `/calls/${callId}/transfer`, {
      body: { ...CONCERN, agentId: 'anna', ...body },
      headers,
    });
  const callOf = ({ body }: Asked): string => (body as { call: { callId: string } }).call.callId;

  describe('a command', () => {
    it('sent again with its key gives the same answer, with another body 422, and a key is the caller’s own', async () => {
      const key = { 'Idempotency-Key': 'twice' };
      const [first, inFlight] = await Promise.all([
        receive({ agentId: 'anna' }, key),
        receive({ agentId: 'anna' }, key),
      ]);
      expect(inFlight.body).toEqual(first.body);
      expect((await receive({ agentId: 'anna' }, key)).body).toEqual(first.body);
      expect((await receive({ agentId: 'anna', from: '02151 770123' }, key)).status).toBe(422);
      expect(callOf(await receive({ agentId: 'berta' }, key))).not.toBe(callOf(first));
    });

    it('without a key is one of its own', async () => {
      expect(callOf(await receive())).not.toBe(callOf(await receive()));
    });

    it('sent again over NATS gives what HTTP gave', async () => {
      const callId = callOf(await receive({ agentId: 'anna' }));
      const { body } = await ask('call-intake', 'get', `/calls/${callId}`);
      expect((await parts().recorder.command('cmd.call-intake.call', { callId })).body).toEqual(body);
    });

    it.each(['0151 55501234', '0151/555-01234', '+49 (0)151 55501234', '0049 151 55501234'])(
      'takes the number as people write it: %s',
      async (from) => {
        expect((await receive({ from })).body).toMatchObject({ call: { from: '+4915155501234' } });
      },
    );

    it.each([undefined, '', 'anonymous'])('takes a number that is withheld (%s)', async (from) => {
      expect((await receive({ from })).body).not.toHaveProperty('call.from');
    });
  });

  describe('a call', () => {
    it('belongs to the agent who took it first', async () => {
      const callId = callOf(await receive());
      const take = (agentId: string) => ask('call-intake', 'post', `/calls/${callId}/answer`, { body: { agentId } });
      expect([(await take('anna')).status, (await take('berta')).status]).toEqual([200, 409]);
    });

    it.each<[string, object, string]>([
      ['a callback without a number', { fallback: 'callback', citizen: {} }, 'citizen.phone'],
      ['a mail without an address', { fallback: 'email', citizen: {} }, 'citizen.email'],
      ['an answer that takes longer and nothing to get it by', { fallback: 'none', takesLonger: true }, 'fallback'],
      ['no department and no topic', { departmentId: undefined }, 'departmentId'],
    ])('is not transferred with %s', async (_what, wanted, path) => {
      const callId = callOf(await receive({ agentId: 'anna', from: undefined }));
      const { status, body } = await transfer(callId, wanted);
      expect([status, (body as { errors: { path: string }[] }).errors.map((each) => each.path)]).toEqual([400, [path]]);
    });

    it('that led to a Vormerkung says so, and what the agent reads out', async () => {
      const callId = callOf(await receive({ agentId: 'anna' }));
      const { body } = await transfer(callId, { takesLonger: true });
      expect(body).toMatchObject({
        outcome: 'ticket',
        reason: 'takes-longer',
        ticket: {
          display: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
          pin: expect.stringMatching(/^\d{6}$/),
          sentence: expect.stringContaining('Vorgangsnummer'),
        },
      });
      const { ticketId } = (body as { ticket: { ticketId: string } }).ticket;
      const { body: after } = await ask('call-intake', 'get', `/calls/${callId}`);
      expect(after).toMatchObject({ call: { state: 'ticketed', tickets: [ticketId] } });
    });

    it('is shown live, and the feed goes on after the last event', async () => {
      const callId = callOf(await receive());
      await ask('call-intake', 'post', `/calls/${callId}/answer`, { body: { agentId: 'anna' } });
      const url = `${parts().system.urls['call-intake']}/calls/${callId}/live`;
      const [latest] = await readFeed(url, 1, undefined, 'anna');
      expect(latest).toMatchObject({ event: 'CallAnswered', data: { agentId: 'anna', call: { callId } } });
      await ask('call-intake', 'post', `/calls/${callId}/end`, { body: { agentId: 'anna' } });
      const [next] = await readFeed(url, 1, latest!.id, 'anna');
      expect(next).toMatchObject({ event: 'CallEnded', data: { call: { callId, state: 'ended' } } });
    });
  });

  describe('a Vormerkung', () => {
    let ticket: { ticketId: string; display: string; pin: string };
    beforeAll(async () => {
      const { body } = await transfer(callOf(await receive({ agentId: 'anna' })), { takesLonger: true });
      ({ ticket } = body as { ticket: typeof ticket });
    });
    const work = (verb: string, body: object) =>
      ask('tickets', 'post', `/tickets/${ticket.ticketId}/${verb}`, { body: { clerkId: 'carl', ...body } });

    it('is found by number and PIN; a wrong number and a wrong PIN look the same', async () => {
      const { display, pin } = ticket;
      const status = (body: object) => ask('tickets', 'post', '/status', { body });
      expect(await status({ display, pin })).toMatchObject({ status: 200, body: { display, state: 'open' } });
      const wrongPin = await status({ display, pin: pin === '000000' ? '000001' : '000000' });
      const wrongNumber = await status({ display: '0000-0000', pin });
      expect([wrongPin.status, wrongNumber.status]).toEqual([404, 404]);
      expect(wrongPin.body).toEqual(wrongNumber.body);
    });

    it('is one clerk’s, planned in the department’s hours, and closed with an outcome', async () => {
      expect((await work('take', {})).status).toBe(200);
      expect((await work('take', { clerkId: 'cora' })).status).toBe(409);
      expect((await work('plan-callback', { at: '2026-11-24T22:00:00+01:00' })).status).toBe(422);
      expect((await work('close', { outcome: ' ' })).status).toBe(400);
      expect((await work('close', {})).status).toBe(400);
    });
  });

  describe('a department', () => {
    const path = '/departments/fuehrerschein';
    const hours = async (text: string, ifMatch: string): Promise<Asked> => {
      const { body } = await ask('directory', 'get', path);
      const change = { ...(body as object), revision: undefined, hours: text };
      return ask('directory', 'put', path, { body: change, headers: { 'If-Match': ifMatch } });
    };

    it('is changed by whoever knows its revision', async () => {
      const { headers, body } = await ask('directory', 'get', path);
      const { revision, hours: now } = body as { revision: number; hours: string };
      expect(headers.get('etag')).toBe(`"${revision}"`);
      expect((await hours(now, `"${revision + 1}"`)).status).toBe(412);
    });

    it('has hours that make sense, else the answer names the place', async () => {
      const { headers } = await ask('directory', 'get', path);
      const refused = await hours('Mo-Fr 08:00-25:00', headers.get('etag')!);
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'hours' }] } });
      expect((refused.body as { detail: string }).detail).toMatch(/25:00|character|place|position/);
    });

    it('without anybody there takes no calls', async () => {
      await ask('directory', 'put', `${path}/presence`, { body: { staffed: false, why: 'Schulung' } });
      const { body } = await ask('directory', 'get', `${path}/availability`);
      expect(body).toMatchObject({ state: 'unstaffed' });
      const callId = callOf(await receive({ agentId: 'anna' }));
      const refused = await transfer(callId, { departmentId: 'fuehrerschein', fallback: 'none' });
      expect(refused.body).toMatchObject({ outcome: 'refused', reason: 'unstaffed' });
    });
  });

  describe('a list', () => {
    it('has at most 200 entries, and goes on where a page ended', async () => {
      expect((await ask('tickets', 'get', '/tickets?limit=201')).status).toBe(400);
      const ids = ({ body }: Asked) =>
        (body as { items: { departmentId: string }[] }).items.map((each) => each.departmentId);
      const first = await ask('directory', 'get', '/departments?limit=3');
      const { nextCursor } = first.body as { nextCursor: string };
      const second = await ask('directory', 'get', `/departments?limit=3&cursor=${encodeURIComponent(nextCursor)}`);
      expect(new Set([...ids(first), ...ids(second)]).size).toBe(6);
    });
  });

  describe.each(SERVICES)('%s', (service) => {
    it('says whether it lives and is ready, how it fares and what it offers', async () => {
      const url = parts().system.urls[service];
      const paths = ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs'];
      const answers = await Promise.all(paths.map((path) => fetch(url + path)));
      expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
      const page = answers.at(-1)!;
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await page.text();
      for (const { path } of parts().recorder.openApi[service].operations) expect(text).toContain(`>${path}<`);
      expect(text).not.toMatch(/<(script|link|img|iframe)|\b(src|href)="(https?:)?\/\//);
    });
  });
}
