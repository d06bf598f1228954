import {
  ANCHORING_SERVICE,
  durablesOf,
  type ServiceName,
  STREAMS,
  type StreamContract,
  type StreamName,
} from '@serviceportal/shared/contracts';
import { inboxPrefix } from '@serviceportal/shared/log';

export interface Permissions {
  readonly publish: string[];
  readonly subscribe: string[];
}

/** Streams every service keeps a copy of in memory, and those that some do. */
const COPIED_BY_ALL: StreamName[] = ['DIRECTORY'];
const COPIED_BY: Partial<Record<ServiceName, StreamName[]>> = { 'call-intake': ['KNOWLEDGE'], notify: ['KNOWLEDGE'] };

/** Whom tickets asks for what they keep of a person. No wildcard of a frontend or a department matches these subjects. */
const OTHERS: readonly ServiceName[] = ['call-intake', 'directory', 'notify'];

/**
 * What a service may do on the bus, from the contracts alone: write its own streams, read them back, take its own
 * durables, copy the directory, serve its commands. Everything else is refused by the server.
 */
export function permissionsOf(service: ServiceName): Permissions {
  const own = STREAMS.filter(({ owner }) => owner === service);
  // Reports: erased once they are an event, or when they could not be read and their time is over.
  const intake = service === 'call-intake' ? ['$JS.API.STREAM.MSG.DELETE.INTAKE', '$JS.API.STREAM.MSG.GET.INTAKE'] : [];
  const asksForPersons = service === 'tickets' ? OTHERS.flatMap((other) => [`cmd.${other}.person.*`]) : [];
  return {
    publish: [
      ...own.flatMap(written),
      ...own.flatMap(readBack),
      ...durablesOf(service).flatMap(({ stream, name }) => taken(stream, name)),
      ...[...COPIED_BY_ALL, ...(COPIED_BY[service] ?? []), ...own.map(({ name }) => name)]
        .filter(unique)
        .flatMap(copied),
      ...intake,
      ...(service === ANCHORING_SERVICE ? lookedAt('AUDIT') : []),
      ...asksForPersons,
      `dead.${service}.*`,
      `audit.${service}.*`,
    ],
    subscribe: [
      `${inboxPrefix(service)}.>`,
      ...own.filter(({ live }) => live).flatMap(({ subjects }) => subjects.map((subject) => `live.${subject}`)),
      ...own.filter(({ live }) => live).map(({ subjects }) => `live.${subjects[0]!.split('.')[0]!}.>`),
      `cmd.${service}.*`,
      ...(OTHERS.includes(service) ? [`cmd.${service}.person.*`] : []),
      ...(service === 'tickets' ? ['cmd.dept.*.*'] : []),
      '$SRV.>',
    ],
  };
}

/** A timer's target (`due.…`) is published by the server itself. */
function written({ subjects }: StreamContract): string[] {
  return subjects.filter((subject) => !subject.startsWith('due.'));
}

function readBack({ name }: StreamContract): string[] {
  return [...lookedAt(name), `$JS.API.STREAM.MSG.GET.${name}`, `$JS.API.STREAM.MSG.DELETE.${name}`];
}

/** Looking at single messages. */
function lookedAt(stream: StreamName): string[] {
  return [`$JS.API.DIRECT.GET.${stream}`, `$JS.API.DIRECT.GET.${stream}.>`, `$JS.API.STREAM.INFO.${stream}`];
}

/** Taking from a durable that is already there. */
function taken(stream: string, durable: string): string[] {
  return [
    `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    `$JS.ACK.${stream}.${durable}.>`,
  ];
}

/**
 * Reading a stream by consumers of one's own that end with the connection: the subject for new consumers that names none
 * refuses durables. JetStream offers nothing narrower: a name in the request's body is not held against any permission.
 */
function copied(stream: string): string[] {
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
  ];
}

function unique<T>(value: T, index: number, all: T[]): boolean {
  return all.indexOf(value) === index;
}
