import { randomUUID } from 'node:crypto';
import { departmentDurable } from '@serviceportal/shared/contracts';
import type { Attacker } from './attacker.ts';
import { OTHER, OWN, type Target } from './target.ts';

export interface Attack {
  readonly name: string;
  run(attacker: Attacker, target: Target): Promise<void> | void;
  /** The owner stores something in it, so that streams change by that alone. */
  readonly ownerActs?: true;
}

const own = departmentDurable(OWN).name;
const other = departmentDurable(OTHER).name;
const foreign = `tickets.${OTHER}.7K3Q9F2M.opened`;
const pull = { batch: 5, expires: 500_000_000 };
const reading = { ack_policy: 'explicit', deliver_policy: 'all', inactive_threshold: 60_000_000_000 };
const create = (config: object) => ({ stream_name: 'TICKETS', config: { ...reading, ...config } });

/** One attack by a request to JetStream. */
function api(name: string, verb: string, body?: object): Attack {
  return { name, run: (attacker) => attacker.api(verb, body) };
}

/** Asking for consumers: of others, or of one's own that shows more. */
const CONSUMERS: Attack[] = [
  api('pull of another’s consumer', `CONSUMER.MSG.NEXT.TICKETS.${other}`, pull),
  api('state of another’s consumer', `CONSUMER.INFO.TICKETS.${other}`),
  api('consumer by the short form', 'CONSUMER.CREATE.TICKETS', create({ filter_subjects: [`tickets.${OTHER}.>`] })),
  api('consumer by name', 'CONSUMER.CREATE.TICKETS.evil', create({ name: 'evil', filter_subjects: ['tickets.>'] })),
  api(
    'consumer by name and filter',
    `CONSUMER.CREATE.TICKETS.evil.${foreign}`,
    create({ name: 'evil', filter_subject: foreign }),
  ),
  api('durable', 'CONSUMER.DURABLE.CREATE.TICKETS.evil', create({ durable_name: 'evil' })),
  api(
    'wider filter for one’s own durable',
    `CONSUMER.CREATE.TICKETS.${own}`,
    create({ durable_name: own, filter_subjects: ['tickets.>'], inactive_threshold: 0 }),
  ),
  {
    name: 'push consumer into one’s own inbox',
    run: (attacker) =>
      attacker.api('CONSUMER.CREATE.TICKETS', create({ ack_policy: 'none', deliver_subject: attacker.inbox() })),
  },
  {
    name: 'push consumer into another’s subject',
    run: (attacker) =>
      attacker.api('CONSUMER.CREATE.TICKETS', create({ ack_policy: 'none', deliver_subject: 'calls.1.received' })),
  },
  api('reset of another’s consumer', `CONSUMER.RESET.TICKETS.${other}`, {}),
  api('pause of another’s consumer', `CONSUMER.PAUSE.TICKETS.${other}`, { pause_until: '2030-01-01T00:00:00Z' }),
  api('deletion of another’s consumer', `CONSUMER.DELETE.TICKETS.${other}`),
  api('names of consumers', 'CONSUMER.NAMES.TICKETS', {}),
  api('list of consumers', 'CONSUMER.LIST.TICKETS', {}),
  ...['+ACK', '+TERM', '+NXT'].map((word): Attack => ({
    name: `${word} of what another has in work`,
    run: (attacker, { ack }) => attacker.send(ack, { text: word, reply: attacker.inbox() }),
  })),
];

/** Asking for whole streams. */
const STREAMS: Attack[] = [
  api('state of the account', 'INFO'),
  api('names of streams', 'STREAM.NAMES', {}),
  api('list of streams', 'STREAM.LIST', {}),
  api('state of a stream', 'STREAM.INFO.TICKETS'),
  api('last message of a subject', 'STREAM.MSG.GET.TICKETS', { last_by_subj: foreign }),
  api('last call', 'STREAM.MSG.GET.CALLS', { last_by_subj: 'calls.>' }),
  api('direct get', 'DIRECT.GET.TICKETS', { last_by_subj: foreign }),
  api('direct get by subject', `DIRECT.GET.TICKETS.${foreign}`),
  {
    name: 'deletion of a message',
    run: (attacker, { sequence }) => attacker.api('STREAM.MSG.DELETE.TICKETS', { seq: sequence }),
  },
  api('purge', 'STREAM.PURGE.TICKETS', { filter: foreign }),
  {
    name: 'snapshot',
    run: (attacker) => attacker.api('STREAM.SNAPSHOT.TICKETS', { deliver_subject: attacker.inbox() }),
  },
  api('a stream of one’s own that copies', 'STREAM.CREATE.EVIL', { name: 'EVIL', sources: [{ name: 'TICKETS' }] }),
  api('another configuration', 'STREAM.UPDATE.TICKETS', {
    name: 'TICKETS',
    subjects: ['tickets.*.*.*'],
    allow_direct: true,
    republish: { src: '>', dest: 'evil.>' },
  }),
  api('deletion of a stream', 'STREAM.DELETE.CALLS'),
];

const message = { body: { name: 'forged' } } as const;

/** Writing what belongs to others. */
const WRITING: Attack[] = [
  ...[foreign, 'calls.1.received', 'directory.hotline.main', 'timers.tickets.callback.1', 'due.tickets.callback.1'].map(
    (subject): Attack => ({ name: `publish to ${subject}`, run: (attacker) => attacker.send(subject, message) }),
  ),
  ...[`cmd.dept.${OTHER}.take`, 'cmd.tickets.take', 'cmd.directory.put-department'].map((subject): Attack => ({
    name: `the command ${subject}`,
    run: (attacker) => attacker.send(subject, message),
  })),
  { name: 'report as another frontend', run: (attacker) => attacker.send('intake.calls.pbx.received', message) },
  {
    name: 'a subject with wildcards',
    run: (attacker) => {
      attacker.send('tickets.asyl.7K3Q9F2M.>', message);
      attacker.api('CONSUMER.MSG.NEXT.TICKETS.*', pull);
      attacker.listen('tickets.*.*.opened');
      attacker.send(foreign, message);
    },
  },
];

const FORGED_SCHEDULES: Record<string, string>[] = [
  { 'Nats-Schedule': '@at 2020-01-01T00:00:00Z', 'Nats-Schedule-Target': 'due.tickets.callback.2' },
  { 'Nats-Schedule': '@at 2030-01-01T00:00:00Z', 'Nats-Schedule-Target': 'timers.tickets.callback.3' },
  { 'Nats-Rollup': 'all' },
];

/** The ways around permissions that were found in one shared account. */
const ESCAPES: Attack[] = [
  ...[`CONSUMER.INFO.TICKETS.${own}`, `CONSUMER.MSG.NEXT.TICKETS.${own}`].map((verb): Attack => ({
    name: `the answer to one’s own ${verb.split('.').slice(0, -2).join('.')} put into another’s subject`,
    run: (attacker) => {
      for (const prefix of ['core', '$JS.API']) attacker.send(`${prefix}.${verb}`, { body: pull, reply: foreign });
    },
  })),
  {
    name: 'the stream’s own acknowledgement put into another’s subject',
    run: (attacker) => attacker.send(`tickets.${OWN}.7K3Q9F2M.opened`, { ...message, reply: foreign }),
  },
  {
    name: 'the id of a coming message used before it',
    run: async (attacker, { store }) => {
      const coming = randomUUID();
      const extra = { 'Nats-Msg-Id': coming };
      for (const id of [OWN, OTHER]) attacker.send(`tickets.${id}.7K3Q9F2M.noted`, { ...message, extra });
      await attacker.flush();
      if (await store(coming)) attacker.heard.push('the owner’s message was swallowed');
    },
    ownerActs: true,
  },
  ...FORGED_SCHEDULES.map((extra): Attack => ({
    name: `a schedule of others: ${Object.keys(extra).join(', ')}`,
    run: (attacker) => attacker.send('timers.tickets.callback.2', { ...message, extra }),
  })),
];

/** Listening to what is meant for others. */
const LISTENING: Attack[] = [
  ...['tickets.>', 'live.>', '>', '*.*.*.*', `live.tickets.${OTHER}.>`].map((subject): Attack => ({
    name: `listening to ${subject}`,
    run: async (attacker, { store }) => {
      attacker.listen(subject);
      attacker.listen(subject, 'group');
      await attacker.flush();
      await store(randomUUID());
    },
    ownerActs: true,
  })),
  {
    name: 'listening to what the server notices',
    run: async (attacker) => {
      attacker.listen('$JS.EVENT.>');
      await attacker.flush();
      attacker.api('CONSUMER.INFO.TICKETS.nobody');
    },
  },
];

/** The 25 and more: every one must come to nothing, and to something where all share one account. */
export const ATTACKS: readonly Attack[] = [...LISTENING, ...CONSUMERS, ...WRITING, ...ESCAPES, ...STREAMS];
