import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ask, until } from './sample-requests.ts';
import { agentCalled, startSample, type Sample } from './sample-service.ts';

let service: Sample;
beforeEach(async () => {
  service = await startSample();
});
afterEach(() => service.life.close());

describe('a command', () => {
  it('gets parsed input and gives its answer', async () => {
    const asked = await ask(service, 'POST', '/calls', { line: 'hotline', citizen: { phone: '02151/86-2164' } });
    expect(asked.status).toBe(201);
    expect(asked.body).toEqual({ call: { callId: 'c1', from: '+492151862164' } });
    expect(asked.headers.get('x-powered-by')).toBeNull();
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const [command] = service.seen;
    expect(command?.actor).toEqual({ type: 'agent', id: 'anna' });
    expect(command?.cause.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(command?.cause.body).toBeUndefined();
  });

  it('is refused to whoever names another agent than themselves', async () => {
    const headers = { authorization: 'Bearer bert' };
    const asked = await ask(service, 'POST', '/calls', { line: 'hotline', agentId: 'anna' }, headers);
    expect(asked).toMatchObject({ status: 403, body: { type: 'urn:serviceportal:problem:forbidden' } });
    expect(service.seen).toEqual([]);
  });

  it('of a frontend knows both whose connection it is and which of its agents does it', async () => {
    const caller = { kind: 'frontend', id: 'demo' } as const;
    await service.invoker.invoke(service.operations.receiveCall, { line: 'hotline', agentId: 'anna' }, { caller });
    const [command] = service.seen;
    expect(command).toMatchObject({ actor: { type: 'frontend', id: 'demo' }, worker: { type: 'agent', id: 'anna' } });
  });

  it('never lets out a field its description does not have', async () => {
    expect((await ask(service, 'GET', '/calls/c7')).body).toEqual({ call: { callId: 'c7' } });
  });

  it('may come without a body when all its fields are optional', async () => {
    const asked = ask(service, 'POST', '/calls/c1/wait');
    await until(() => service.seen.length === 1);
    service.release();
    expect((await asked).status).toBe(200);
  });

  it.each([
    ['"3"', 3],
    ['3', 3],
    ['W/"12"', 12],
    [undefined, undefined],
  ])('reads If-Match %s as revision %s', async (header, revision) => {
    const { status } = await ask(service, 'PUT', '/calls/c1', { note: 'n' }, header ? { 'If-Match': header } : {});
    expect(status).toBe(204);
    expect(service.seen[0]?.ifMatch).toBe(revision);
  });

  it('reached over another transport is the same command', async () => {
    const { invoker, operations, seen } = service;
    const caller = { kind: 'frontend', id: 'demo' } as const;
    const shown = await invoker.invoke(operations.showCall, { callId: 'c7', limit: 20 }, { caller });
    expect(shown).toMatchObject({ status: 200, body: { call: { callId: 'c7' } } });
    expect(seen[0]).toMatchObject({
      params: { callId: 'c7' },
      query: { limit: 20 },
      actor: { type: 'frontend', id: 'demo' },
    });
    const payload = { line: 'hotline', citizen: { phone: '110' }, callId: 'x' };
    const refused = await invoker.invoke(operations.receiveCall, payload, { caller });
    const byHttp = await ask(service, 'POST', '/calls', payload);
    expect(refused.problem).toEqual(byHttp.body);
    expect(byHttp.body.errors).toEqual([
      { path: 'citizen.phone', message: 'must not be an emergency or service number' },
      { path: 'callId', message: 'is not a known field' },
    ]);
  });

  it.each([[[]], ['text'], [7], [null]])('refuses %j as a payload', async (payload) => {
    const reply = await service.invoker.invoke(service.operations.receiveCall, payload, {
      caller: agentCalled('anna'),
    });
    expect(reply.problem).toMatchObject({ status: 400, detail: 'The payload must be a JSON object' });
  });
});

describe('an Idempotency-Key', () => {
  const key = { 'Idempotency-Key': 'abc-1' };

  it('makes one cause of one command, in which neither key nor body can be read', async () => {
    for (const body of [
      { line: 'hotline', agentId: 'anna' },
      { agentId: 'anna', line: 'hotline' },
      { agentId: 'bert', line: 'hotline' },
      { agentId: 'anna', line: 'hotline', rings: 2 },
    ]) {
      await ask(service, 'POST', '/calls', body, key);
    }
    const [first, again, ofAnother, changed] = service.seen.map(({ cause }) => cause);
    expect(again).toEqual(first);
    expect(ofAnother?.id).not.toBe(first?.id);
    expect(changed?.id).toBe(first?.id);
    expect(changed?.body).not.toBe(first?.body);
    expect(JSON.stringify(first)).not.toMatch(/abc-1|anna/);
  });

  it('is one and the same in the payload of another transport, and apart for each frontend', async () => {
    const { invoker, operations, seen } = service;
    const payload = { line: 'hotline', agentId: 'anna', idempotencyKey: 'abc-1' };
    await ask(service, 'POST', '/calls', { line: 'hotline', agentId: 'anna' }, key);
    await invoker.invoke(operations.receiveCall, payload, { caller: agentCalled('anna') });
    await invoker.invoke(operations.receiveCall, payload, { caller: { kind: 'frontend', id: 'a' } });
    await invoker.invoke(operations.receiveCall, payload, { caller: { kind: 'frontend', id: 'b' } });
    const [byHttp, byNats, fromA, fromB] = seen.map(({ cause }) => cause.id);
    expect(byNats).toBe(byHttp);
    expect(new Set([byHttp, fromA, fromB]).size).toBe(3);
  });

  it('in flight waits and gives the one answer, for each path apart', async () => {
    const { invoker, operations, seen } = service;
    const wait = (callId: string) =>
      invoker.call(
        operations.waitForCall,
        { params: { callId } },
        { caller: agentCalled('anna'), idempotencyKey: 'abc-1' },
      );
    const asked = [wait('c1'), wait('c1'), wait('c2'), wait('c1')];
    expect(seen.map(({ params }) => params)).toEqual([{ callId: 'c1' }, { callId: 'c2' }]);
    service.release();
    const bodies = (await Promise.all(asked)).map((reply) => reply.problem ?? reply.body);
    expect(bodies).toEqual(['c1', 'c1', 'c2', 'c1'].map((callId) => ({ callId })));
    // Answered, it is for the state of the call to know the key.
    const later = wait('c1');
    expect(seen).toHaveLength(3);
    service.release();
    await later;
  });

  it('in flight with another body is refused', async () => {
    const first = ask(service, 'POST', '/calls/c1/wait', { note: 'a' }, key);
    await until(() => service.seen.length === 1);
    const second = await ask(service, 'POST', '/calls/c1/wait', { note: 'b' }, key);
    expect(second).toMatchObject({ status: 422, body: { type: 'urn:serviceportal:problem:unprocessable' } });
    service.release();
    expect((await first).status).toBe(200);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(256), 7, null])('%j is refused', async (idempotencyKey) => {
    const payload = { line: 'hotline', idempotencyKey };
    const reply = await service.invoker.invoke(service.operations.receiveCall, payload, {
      caller: agentCalled('anna'),
    });
    expect(reply).toMatchObject({ status: 400, problem: { errors: [{ path: 'Idempotency-Key' }] } });
  });
});

describe('an answer that does not fit its description', () => {
  it('is an error that tests see', async () => {
    expect((await ask(service, 'GET', '/wrong')).status).toBe(500);
    expect(service.logLines.join()).toContain('answer does not fit its description');
  });

  it('is given all the same in production, and logged', async () => {
    const production = await startSample({ NODE_ENV: 'production' });
    try {
      expect(await ask(production, 'GET', '/wrong')).toMatchObject({ status: 200, body: { n: 'many' } });
      expect(production.logLines.join()).toContain('answer does not fit its description');
    } finally {
      await production.life.close();
    }
  });
});
