import { ConfigError } from '@serviceportal/shared/errors';
import { isFree } from '../infrastructure/tcp.ts';
import { type AppName, APPS } from './apps.ts';
import type { Scale } from './arguments.ts';

/** Distance of each part from PORT_BASE. */
const OFFSETS: Record<AppName | Part, number> = {
  desk: 0,
  'call-intake': 1,
  knowledge: 2,
  tickets: 3,
  notify: 4,
  directory: 5,
  nats: 6,
  database: 7,
  smtp: 8,
  inbox: 9,
};
/** Replica n of a scaled service listens this many ports times n above the service's own. */
const REPLICA_STEP = 100;

export type Part = 'nats' | 'database' | 'smtp' | 'inbox';

export interface PortPlan {
  parts: Record<Part, number>;
  /** Where a service answers, and where its processes listen: the same port unless it is scaled. */
  services: Record<AppName, { port: number; replicas: number[] }>;
}

export function planPorts(portBase: number, scale: Scale): PortPlan {
  const at = (name: AppName | Part) => portBase + OFFSETS[name];
  const service = (name: AppName) => {
    const port = at(name);
    const count = scale[name] ?? 1;
    const replicas = Array.from({ length: count }, (_, index) => port + REPLICA_STEP * (index + 1));
    return [name, { port, replicas: count === 1 ? [port] : replicas }] as const;
  };
  return {
    parts: { nats: at('nats'), database: at('database'), smtp: at('smtp'), inbox: at('inbox') },
    services: Object.fromEntries(APPS.map(service)) as PortPlan['services'],
  };
}

export interface WantedPort {
  port: number;
  by: string;
}

/** Every port that will be listened on; parts that run elsewhere want none. */
export function wantedPorts(plan: PortPlan, embedded: Record<Part, boolean>): WantedPort[] {
  const parts = (Object.keys(plan.parts) as Part[]).filter((part) => embedded[part]);
  return [
    ...APPS.flatMap((name) => {
      const { port, replicas } = plan.services[name];
      return [...new Set([port, ...replicas])].map((each) => ({ port: each, by: name }));
    }),
    ...parts.map((part) => ({ port: plan.parts[part], by: part })),
  ];
}

/** `ConfigError` for the first port that somebody else listens on. */
export async function checkPorts(wanted: WantedPort[], portBase: number): Promise<void> {
  for (const { port, by } of wanted) {
    if (await isFree(port)) continue;
    throw new ConfigError(
      `Port ${port} is taken, but ${by} needs it: end what listens there, or move all ports with PORT_BASE ` +
        `(now ${portBase}; for example PORT_BASE=${portBase + 1000}).`,
    );
  }
}

/** A PORT_BASE whose ports are all free now, for tests that run side by side. */
export async function findFreePortBase(scale: Scale = {}): Promise<number> {
  for (;;) {
    const base = 10_000 + 100 * Math.floor(Math.random() * 200);
    const wanted = wantedPorts(planPorts(base, scale), { nats: true, database: true, smtp: true, inbox: true });
    const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
    if (free.every(Boolean)) return base;
  }
}
