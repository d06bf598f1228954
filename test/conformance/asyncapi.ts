import { checkIn } from './schema-check.ts';

interface Channel {
  address: string | null;
  parameters?: Record<string, { enum?: string[] }>;
  messages: Record<string, { $ref: string }>;
  'x-stream'?: string;
}

interface Document {
  channels: Record<string, Channel>;
  operations: Record<string, { 'x-durable'?: string }>;
  components: { messages: Record<string, { payload?: object }> };
}

/** The AsyncAPI document, to hold messages against. */
export interface AsyncApi {
  /** What in a payload does not fit the message of that name; fields that it doesn't name are problems too. */
  problemsOf(message: string, payload: unknown): string[];
  /** The same for what came by a subject: which message it must be follows from the subject and the payload's `type`. */
  problemsAt(subject: string, payload: unknown): string[];
  /** What the answer to a command must look like: message names by status. */
  problemsOfReply(subject: string, status: string, payload: unknown): string[];
  /** The message that came by the subject; undefined where the document knows none. */
  messageAt(subject: string, payload: unknown): string | undefined;
  readonly messages: ReadonlySet<string>;
  readonly durables: ReadonlySet<string>;
  readonly streams: ReadonlySet<string>;
  /** The addresses of commands. */
  readonly commands: readonly string[];
}

export function openAsyncApi(parsed: unknown): AsyncApi {
  const document = parsed as Document;
  const check = checkIn(document, { closed: true });
  const channels = Object.values(document.channels);

  function messageAt(subject: string, payload: unknown): string | undefined {
    const fitting = channels.filter((channel) => matches(channel, subject));
    // A channel of that very subject says more than one of many subjects.
    const exact = fitting.filter(({ address }) => address === subject);
    const names = (exact.length > 0 ? exact : fitting).flatMap(({ messages }) => Object.values(messages));
    const messages = names.map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1));
    const type = typeof payload === 'object' && payload !== null && 'type' in payload ? payload.type : undefined;
    return messages.length === 1 ? messages[0] : messages.find((name) => name === type);
  }

  function problemsOf(message: string, payload: unknown): string[] {
    const described = document.components.messages[message];
    if (!described) return [`there is no message ${message}`];
    return described.payload ? check(described.payload, payload) : [];
  }

  return {
    problemsOf,
    messageAt,
    problemsAt(subject, payload) {
      const message = messageAt(subject, payload);
      return message ? problemsOf(message, payload) : [`no message of the document is at ${subject}`];
    },
    problemsOfReply(subject, status, payload) {
      const name = subject.replace(/^cmd\.dept\.[^.]+\./, 'cmd.dept.');
      return problemsOf(Number(status) < 400 ? `${name}.${status}` : 'Problem', payload);
    },
    messages: new Set(Object.keys(document.components.messages)),
    durables: new Set(Object.values(document.operations).flatMap((operation) => operation['x-durable'] ?? [])),
    streams: new Set(channels.flatMap((channel) => channel['x-stream'] ?? [])),
    commands: channels.flatMap(({ address }) => (address?.startsWith('cmd.') ? [address] : [])),
  };
}

/** Whether the subject is one of the channel's address, also by the words its parameters allow. */
function matches({ address, parameters = {} }: Channel, subject: string): boolean {
  if (address === null) return false;
  const [wanted, given] = [address.split('.'), subject.split('.')];
  if (wanted.length !== given.length) return false;
  return wanted.every((token, index) => {
    const name = /^\{(\w+)\}$/.exec(token)?.[1];
    if (name === undefined) return token === given[index];
    return parameters[name]?.enum?.includes(given[index]!) ?? true;
  });
}
