import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPorts, planPorts, wantedPorts } from './ports.ts';

const all = { nats: true, database: true, smtp: true, inbox: true };

describe('the ports', () => {
  it('stand at fixed distances from PORT_BASE', () => {
    const plan = planPorts(8600, {});
    expect(plan.parts).toEqual({ nats: 8606, database: 8607, smtp: 8608, inbox: 8609 });
    expect(plan.services).toEqual({
      desk: { port: 8600, replicas: [8600] },
      'call-intake': { port: 8601, replicas: [8601] },
      knowledge: { port: 8602, replicas: [8602] },
      tickets: { port: 8603, replicas: [8603] },
      notify: { port: 8604, replicas: [8604] },
      directory: { port: 8605, replicas: [8605] },
    });
  });

  it('of replicas are 100 apart, and the service keeps its own', () => {
    expect(planPorts(8600, { tickets: 2 }).services.tickets).toEqual({ port: 8603, replicas: [8703, 8803] });
  });

  it('are not wanted for what runs elsewhere', () => {
    const wanted = wantedPorts(planPorts(8600, {}), { ...all, nats: false, inbox: false });
    expect(wanted.map(({ port }) => port)).toEqual([8600, 8601, 8602, 8603, 8604, 8605, 8607, 8608]);
  });

  it('never collide within one system', () => {
    const replicas = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 64_600 }), replicas, replicas, (base, tickets, knowledge) => {
        const ports = wantedPorts(planPorts(base, { tickets, knowledge }), all).map(({ port }) => port);
        expect(new Set(ports).size).toBe(ports.length);
      }),
    );
  });
});

describe('a taken port', () => {
  let squatter: Server;
  afterEach(() => new Promise((resolve) => squatter.close(resolve)));

  it('is named with what needs it and what moves it', async () => {
    squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    await expect(checkPorts([{ port, by: 'nats' }], 8600)).rejects.toThrow(
      `Port ${port} is taken, but nats needs it: end what listens there, or move all ports with PORT_BASE (now 8600; for example PORT_BASE=9600).`,
    );
  });
});
