/**
 * The streams: which subjects each stores (exact shapes), who may write them, and which copy of them is live.
 * Provisioning makes them from this table; permissions follow from it.
 */
export type StreamName =
  | 'INTAKE'
  | 'CALLS'
  | 'TRANSFERS'
  | 'TICKETS'
  | 'DIRECTORY'
  | 'KNOWLEDGE'
  | 'GAPS'
  | 'MAILS'
  | 'TASKS'
  | 'TEAM'
  | 'TIMERS_CALL_INTAKE'
  | 'TIMERS_TICKETS'
  | 'TIMERS_NOTIFY'
  | 'TIMERS_DIRECTORY'
  | 'TIMERS_KNOWLEDGE'
  | 'TRIES_BY_NUMBER'
  | 'TRIES_BY_ADDRESS'
  | 'AUDIT'
  | 'DEAD'
  | 'ADVISORIES';

export type ServiceName = 'call-intake' | 'knowledge' | 'tickets' | 'notify' | 'directory';
export const SERVICES: readonly ServiceName[] = ['call-intake', 'knowledge', 'tickets', 'notify', 'directory'];

export interface StreamContract {
  readonly name: StreamName;
  readonly summary: string;
  readonly subjects: readonly string[];
  /** The one service that writes it; `frontends`, `server` or `all` where no single service does. */
  readonly owner: ServiceName | 'frontends' | 'server' | 'all';
  /** Republished to `live.<subject>` once stored. */
  readonly live?: boolean;
  readonly kind: 'events' | 'revisions' | 'timers' | 'raw' | 'records' | 'tries';
  /** Seconds; only for streams without personal data, since ageing out leaves the bytes on disk. */
  readonly maxAgeSeconds?: number;
  /** The oldest give way; tries beyond it are refused. */
  readonly maxPerSubject?: number;
  /** The server refuses to delete from it. */
  readonly appendOnly?: boolean;
}

const DAY = 86_400;
const QUARTER_OF_AN_HOUR = 900;

const TIMER_STREAMS = {
  'call-intake': 'TIMERS_CALL_INTAKE',
  tickets: 'TIMERS_TICKETS',
  notify: 'TIMERS_NOTIFY',
  directory: 'TIMERS_DIRECTORY',
  knowledge: 'TIMERS_KNOWLEDGE',
} as const;

export const STREAMS: readonly StreamContract[] = [
  {
    name: 'INTAKE',
    summary: 'Calls as frontends and telephone systems report them, until stored as an event',
    subjects: ['intake.calls.*.*'],
    owner: 'frontends',
    kind: 'raw',
  },
  {
    name: 'CALLS',
    summary: 'The life of each call',
    subjects: ['calls.*.*'],
    owner: 'call-intake',
    live: true,
    kind: 'events',
  },
  {
    name: 'TRANSFERS',
    summary: 'What the directory decided about each transfer',
    subjects: ['transfers.*.*'],
    owner: 'directory',
    kind: 'events',
  },
  {
    name: 'TICKETS',
    summary: 'Vormerkungen, by department',
    subjects: ['tickets.*.*.*'],
    owner: 'tickets',
    live: true,
    kind: 'events',
  },
  {
    name: 'DIRECTORY',
    summary: 'Departments, presence and the hotline',
    subjects: ['directory.department.*', 'directory.presence.*', 'directory.hotline.main'],
    owner: 'directory',
    kind: 'revisions',
    maxPerSubject: 100,
  },
  {
    name: 'KNOWLEDGE',
    summary: 'Articles of the knowledge base',
    subjects: ['knowledge.article.*'],
    owner: 'knowledge',
    kind: 'revisions',
    maxPerSubject: 100,
  },
  {
    name: 'GAPS',
    summary: 'What was looked for in the knowledge base in vain',
    subjects: ['gaps.*'],
    owner: 'knowledge',
    kind: 'revisions',
    maxPerSubject: 5,
  },
  { name: 'MAILS', summary: 'Mails to citizens', subjects: ['mails.*.*'], owner: 'notify', kind: 'events' },
  {
    name: 'TASKS',
    summary: 'Callback tasks of departments',
    subjects: ['tasks.*.*.*'],
    owner: 'notify',
    kind: 'events',
  },
  {
    name: 'TEAM',
    summary: "The hotline's agents at work and what they do",
    subjects: ['team.main'],
    owner: 'call-intake',
    live: true,
    kind: 'revisions',
    maxPerSubject: 100,
  },
  ...(['call-intake', 'tickets', 'notify', 'directory', 'knowledge'] as const).map((service): StreamContract => ({
    name: TIMER_STREAMS[service],
    summary: `Deadlines of ${service}: one subject per timer`,
    subjects: [`timers.${service}.*.*`, `due.${service}.*.*`],
    owner: service,
    kind: 'timers',
  })),
  {
    name: 'TRIES_BY_NUMBER',
    summary: 'Wrong PINs for each Vormerkung, whose number is a keyed hash',
    subjects: ['tries.number.*'],
    owner: 'tickets',
    kind: 'tries',
    maxPerSubject: 10,
    maxAgeSeconds: QUARTER_OF_AN_HOUR,
  },
  {
    name: 'TRIES_BY_ADDRESS',
    summary: 'Wrong numbers and PINs from each network address, which is a keyed hash',
    subjects: ['tries.address.*'],
    owner: 'tickets',
    kind: 'tries',
    maxPerSubject: 30,
    maxAgeSeconds: QUARTER_OF_AN_HOUR,
  },
  {
    name: 'AUDIT',
    summary: 'Who read or did what, ids only',
    subjects: ['audit.*.*'],
    owner: 'all',
    kind: 'records',
    maxAgeSeconds: 365 * DAY,
    appendOnly: true,
  },
  {
    name: 'DEAD',
    summary: 'Messages nobody can handle: where they stand and why, never their body',
    subjects: ['dead.*.*'],
    owner: 'all',
    kind: 'records',
    maxAgeSeconds: 30 * DAY,
  },
  {
    name: 'ADVISORIES',
    summary: "The server's own notices about deliveries given up and streams deleted",
    subjects: [
      '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>',
      '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>',
      '$JS.EVENT.ADVISORY.STREAM.DELETED.>',
    ],
    owner: 'server',
    kind: 'records',
    maxAgeSeconds: 30 * DAY,
  },
];

export function streamOf(name: StreamName): StreamContract {
  const found = STREAMS.find((stream) => stream.name === name);
  if (!found) throw new Error(`no stream ${name}`);
  return found;
}

export function timerStreamOf(service: ServiceName): StreamName {
  const name = `TIMERS_${service.toUpperCase().replaceAll('-', '_')}`;
  return streamOf(name as StreamName).name;
}
