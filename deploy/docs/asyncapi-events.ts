import {
  addressOf,
  type AggregateContract,
  DURABLES,
  type DurableContract,
  type EventContract,
  EVENTS,
  isView,
  matchesFilter,
  streamOf,
  writerOf,
} from '@serviceportal/shared/contracts';
import { recordedExample } from '@serviceportal/shared/contracts/example';
import { eventSchemas } from '@serviceportal/shared/contracts/json-schema';
import { CONTENT_TYPE, dataSchema, Envelope } from '@serviceportal/shared/log';
import { z } from 'zod';
import {
  type Channel,
  channelMessageRef,
  channelRef,
  messageRef,
  type Operation,
  type Parts,
} from './asyncapi-parts.ts';

/** Channels of all aggregates, who writes into them and who reads what from them. */
export function eventParts(): Parts {
  const aggregates = [...new Set(EVENTS.map(({ aggregate }) => aggregate))];
  const cloudEvent = z.toJSONSchema(Envelope);
  delete cloudEvent.$schema;
  delete cloudEvent.additionalProperties;
  return {
    channels: Object.fromEntries(aggregates.flatMap(channelsOf)),
    operations: {
      ...Object.fromEntries(aggregates.map(writing)),
      ...Object.fromEntries(Object.values<DurableContract>(DURABLES).flatMap(readings)),
      ...Object.fromEntries(aggregates.filter(isLive).map(watching)),
      'department-{departmentId}': departmentReading(),
    },
    messages: Object.fromEntries(EVENTS.map((event) => [event.type, messageOf(event)])),
    schemas: { CloudEvent: cloudEvent, ...eventSchemas() },
  };
}

const eventsOf = (aggregate: AggregateContract) => EVENTS.filter((event) => event.aggregate === aggregate);
const isLive = ({ stream }: AggregateContract) => streamOf(stream).live === true;

/** Whether the last token of the subject tells the event. */
const namesEvent = ({ subjects }: AggregateContract) => subjects.endsWith('>');

function channelsOf(aggregate: AggregateContract): [string, Channel][] {
  const events = eventsOf(aggregate);
  const stream = streamOf(aggregate.stream);
  const own = addressOf(events[0]!);
  const address = namesEvent(aggregate) ? own.replace(/[^.]+$/, '{event}') : own;
  const messages = Object.fromEntries(events.map(({ type }) => [type, messageRef(type)]));
  const parameters = parametersOf(address, events);
  const channel: Channel = {
    address,
    title: `Events of a ${aggregate.name}`,
    description: `${stream.summary}. Only ${stream.owner} writes here.`,
    ...parameters,
    messages,
    'x-stream': stream.name,
  };
  if (!isLive(aggregate)) return [[aggregate.name, channel]];
  const live: Channel = {
    address: `live.${address}`,
    title: `Events of a ${aggregate.name} as they are stored`,
    description: 'What was stored, sent on once to whoever listens: for screens, never as delivery.',
    ...parameters,
    messages,
  };
  return [
    [aggregate.name, channel],
    [`live-${aggregate.name}`, live],
  ];
}

const TOKENS: Record<string, string> = {
  callId: 'The call',
  transferId: 'The attempt to put a call through',
  ticketId: 'The ticket, without the hyphen citizens read it with',
  departmentId: 'The department, as a short readable name',
  articleId: 'The article, as a short readable name',
  gapId: 'The gap in the knowledge base',
  mailId: 'The mail',
  taskId: 'The task',
};

function parametersOf(address: string, events: readonly EventContract[]): Pick<Channel, 'parameters'> {
  const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  if (names.length === 0) return {};
  return {
    parameters: Object.fromEntries(
      names.map((name) =>
        name === 'event'
          ? [name, { description: 'What happened', enum: events.map(({ token }) => token) }]
          : [name, { description: TOKENS[name] ?? name }],
      ),
    ),
  };
}

function messageOf(event: EventContract): object {
  const { type, summary, aggregate } = event;
  const source = { const: writerOf(event) };
  const constants = { type: { const: type }, dataschema: { const: dataSchema(event) }, source };
  return {
    name: type,
    title: type,
    summary,
    contentType: CONTENT_TYPE,
    headers: {
      type: 'object',
      properties: {
        'content-type': { const: CONTENT_TYPE },
        'Nats-Msg-Id': { type: 'string', description: "The event's id" },
        traceparent: { type: 'string', description: 'W3C trace context' },
      },
    },
    payload: {
      allOf: [
        { $ref: '#/components/schemas/CloudEvent' },
        { type: 'object', properties: { ...constants, data: { $ref: `#/components/schemas/${type}` } } },
      ],
    },
    examples: [{ name: 'recorded', payload: recordedExample(event) }],
    'x-version': event.version,
    'x-stream': aggregate.stream,
    'x-subject': addressOf(event),
  };
}

function writing(aggregate: AggregateContract): [string, Operation] {
  const { owner } = streamOf(aggregate.stream);
  return [
    `${owner}-writes-${aggregate.name}`,
    {
      action: 'send',
      channel: channelRef(aggregate.name),
      summary: `${owner} stores what happened to a ${aggregate.name}`,
      messages: eventsOf(aggregate).map(({ type }) => channelMessageRef(aggregate.name, type)),
      'x-service': owner,
    },
  ];
}

/** A durable reads by one operation of each channel; its name is the durable's where that is one. */
function readings(durable: DurableContract): [string, Operation][] {
  const read = EVENTS.filter(
    (event) =>
      event.aggregate.stream === durable.stream && durable.subjects.some((filter) => matchesFilter(event, filter)),
  );
  const aggregates = [...new Set(read.map(({ aggregate }) => aggregate))];
  return aggregates.map((aggregate) => [
    aggregates.length === 1 ? durable.name : `${durable.name}-${aggregate.name}`,
    {
      action: 'receive',
      channel: channelRef(aggregate.name),
      summary: isView(durable) ? `${durable.service} keeps a copy for lists` : `${durable.service} reacts`,
      messages: read
        .filter((event) => event.aggregate === aggregate)
        .map(({ type }) => channelMessageRef(aggregate.name, type)),
      'x-service': durable.service,
      'x-durable': durable.name,
    },
  ]);
}

function watching(aggregate: AggregateContract): [string, Operation] {
  const channel = `live-${aggregate.name}`;
  return [
    channel,
    {
      action: 'receive',
      channel: channelRef(channel),
      summary: `Live feeds of ${streamOf(aggregate.stream).owner} show it`,
      messages: eventsOf(aggregate).map(({ type }) => channelMessageRef(channel, type)),
      'x-service': streamOf(aggregate.stream).owner,
    },
  ];
}

function departmentReading(): Operation {
  const tickets = EVENTS.filter(({ aggregate }) => aggregate.name === 'ticket');
  return {
    action: 'receive',
    channel: channelRef('ticket'),
    summary: 'A department reads its own tickets through a durable made for it',
    messages: tickets.map(({ type }) => channelMessageRef('ticket', type)),
    'x-durable': 'department-{departmentId}',
  };
}
