import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import type { OpenApiDocument } from '@serviceportal/shared/http';
import { readSeed } from '@serviceportal/shared/log';
import type { RunningSystem } from '../launcher/index.ts';

/** A command as a running service offers it on the bus: the operation behind it and its subject. */
export interface Endpoint {
  readonly service: ServiceName;
  readonly name: string;
  /** `cmd.tickets.take`, `cmd.dept.*.take` */
  readonly subject: string;
}

/** What running services say of themselves. */
export interface SaidOfThemselves {
  readonly openApi: Record<ServiceName, OpenApiDocument>;
  readonly endpoints: readonly Endpoint[];
}

/** Asks every service of a running system for its OpenAPI document, over HTTP, and for its commands, over NATS. */
export async function askServices({ urls, users }: Pick<RunningSystem, 'urls' | 'users'>): Promise<SaidOfThemselves> {
  const documents = await Promise.all(
    SERVICES.map(async (service) => {
      const response = await fetch(`${urls[service]}/openapi.json`);
      if (!response.ok) throw new Error(`${service} has no OpenAPI document: ${response.status}`);
      return [service, (await response.json()) as OpenApiDocument] as const;
    }),
  );
  const openApi = Object.fromEntries(documents) as Record<ServiceName, OpenApiDocument>;
  return { openApi, endpoints: await endpointsOf(urls.nats, users.provisioner.seedFile) };
}

async function endpointsOf(natsUrl: string, seedFile: string): Promise<Endpoint[]> {
  const connection = await connect({ servers: natsUrl, authenticator: nkeyAuthenticator(readSeed(seedFile)) });
  try {
    const found = new Map<string, Endpoint>();
    for await (const reply of await connection.requestMany('$SRV.INFO', '', { maxMessages: SERVICES.length })) {
      const info = reply.json<{ name: ServiceName; endpoints?: { name: string; subject: string }[] }>();
      for (const { name, subject } of info.endpoints ?? []) {
        // What services ask each other about a person is nobody else's to build on.
        if (!subject.includes('.person.')) found.set(subject, { service: info.name, name, subject });
      }
    }
    return [...found.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
  } finally {
    await connection.close();
  }
}
