import {
  ANCHORING_SERVICE,
  AuditAnchor,
  AuditRecord,
  CallReportMessage,
  DURABLES,
  type DurableContract,
  STREAMS,
  streamOf,
  TimerDue,
} from '@serviceportal/shared/contracts';
import { DeadLetter } from '@serviceportal/shared/log';
import { z } from 'zod';
import {
  type Channel,
  channelMessageRef,
  channelRef,
  messageRef,
  type Operation,
  type Parts,
} from './asyncapi-parts.ts';

/** What is on the bus besides events and commands: reports from outside, timers, and what was given up. */
export function recordParts(): Parts {
  const timers = STREAMS.filter(({ kind }) => kind === 'timers').map(({ owner }) => owner);
  return {
    channels: {
      'report-call': {
        address: 'intake.calls.received',
        title: 'Calls that a frontend or telephone system reports',
        description:
          'The account of the frontend maps it to its own name. Stored at once, also while call-intake is down.',
        messages: { CallReport: messageRef('CallReport') },
      },
      intake: {
        address: 'intake.calls.{frontend}.received',
        title: 'Reported calls, until they are stored as events',
        description: streamOf('INTAKE').summary,
        parameters: { frontend: { description: 'Who reported it' } },
        messages: { CallReport: messageRef('CallReport') },
        'x-stream': 'INTAKE',
      },
      timers: timerChannel('timers.{service}.{kind}.{id}', 'Deadlines that wait; publishing again replaces', timers),
      due: timerChannel('due.{service}.{kind}.{id}', 'Deadlines that came, sent by the server itself', timers),
      audit: {
        address: 'audit.{service}.{writerId}',
        title: 'Who did and read what',
        description: `${streamOf('AUDIT').summary}; one hash chain per process`,
        parameters: {
          service: { description: 'Who wrote it' },
          writerId: { description: 'One process from start to end' },
        },
        messages: { AuditRecord: messageRef('AuditRecord') },
        'x-stream': 'AUDIT',
      },
      'audit-anchors': {
        address: `audit.${ANCHORING_SERVICE}.anchors`,
        title: 'How far each chain of the audit log had come, every night',
        messages: { AuditAnchor: messageRef('AuditAnchor') },
        'x-stream': 'AUDIT',
      },
      dead: {
        address: 'dead.{service}.{reason}',
        title: 'Messages given up',
        description: streamOf('DEAD').summary,
        parameters: {
          service: { description: 'Who gave it up' },
          reason: { description: 'Why, in one word' },
        },
        messages: { DeadLetter: messageRef('DeadLetter') },
        'x-stream': 'DEAD',
      },
    },
    operations: operations(),
    messages: {
      CallReport: record('CallReport', 'A citizen is on the line', { line: 'hotline', from: '02151 770123' }),
      TimerDue: record('TimerDue', 'A deadline: ids and a time', timerExample),
      AuditRecord: record('AuditRecord', 'Entries of the audit log, as a link of a chain; ids and codes only'),
      AuditAnchor: record('AuditAnchor', 'How far each chain of the audit log had come'),
      DeadLetter: record('DeadLetter', 'Where a message stands that nobody can handle, and why; never its body'),
    },
    schemas: {
      CallReport: schemaOf(CallReportMessage),
      TimerDue: schemaOf(TimerDue),
      AuditRecord: schemaOf(AuditRecord),
      AuditAnchor: schemaOf(AuditAnchor),
      DeadLetter: schemaOf(DeadLetter),
    },
  };
}

const timerExample = { kind: 'callback', id: '7K3Q9F2M', plan: 1, at: '2026-11-24T09:00:00+01:00' };

function timerChannel(address: string, title: string, services: readonly string[]): Channel {
  return {
    address,
    title,
    parameters: {
      service: { description: 'Whose deadline it is', enum: [...services] },
      kind: { description: 'What is due' },
      id: { description: 'Of which aggregate' },
    },
    messages: { TimerDue: messageRef('TimerDue') },
    'x-stream': 'TIMERS_<SERVICE>',
  };
}

function operations(): Record<string, Operation> {
  const read = Object.values<DurableContract>(DURABLES).filter(
    ({ stream }) => stream === 'INTAKE' || stream.startsWith('TIMERS_'),
  );
  return {
    'frontend-reports-call': operation('send', 'report-call', 'CallReport', 'A frontend reports a call'),
    'service-sets-timer': operation('send', 'timers', 'TimerDue', 'A service sets or replaces a deadline'),
    'service-records': operation('send', 'audit', 'AuditRecord', 'A service records what was done and read'),
    'directory-anchors': operation('send', 'audit-anchors', 'AuditAnchor', 'The directory anchors the chains of all'),
    'service-gives-up': operation('send', 'dead', 'DeadLetter', 'A service gives a message up for good'),
    ...Object.fromEntries(
      read.map(({ name, service, stream }) => {
        const [channel, message] = stream === 'INTAKE' ? ['intake', 'CallReport'] : ['due', 'TimerDue'];
        const reading = operation('receive', channel, message, `${service} reacts`);
        return [name, { ...reading, 'x-service': service, 'x-durable': name }];
      }),
    ),
  };
}

function operation(action: Operation['action'], channel: string, message: string, summary: string): Operation {
  return { action, channel: channelRef(channel), summary, messages: [channelMessageRef(channel, message)] };
}

function record(name: string, summary: string, example?: object): object {
  return {
    name,
    title: name,
    summary,
    payload: { $ref: `#/components/schemas/${name}` },
    ...(example && { examples: [{ payload: example }] }),
  };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
