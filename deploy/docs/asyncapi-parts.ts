export type Ref = { $ref: string };

export interface Channel {
  address: string | null;
  title?: string;
  description?: string;
  parameters?: Record<string, { description: string; enum?: string[] }>;
  messages: Record<string, Ref>;
  'x-stream'?: string;
}

export interface Operation {
  action: 'send' | 'receive';
  channel: Ref;
  summary: string;
  messages: Ref[];
  reply?: { channel: Ref; messages: Ref[] };
  'x-service'?: string;
  'x-durable'?: string;
}

/** One part of the document: channels, operations, messages and schemas by their names. */
export interface Parts {
  channels: Record<string, Channel>;
  operations: Record<string, Operation>;
  messages: Record<string, object>;
  schemas: Record<string, object>;
}

export function messageRef(name: string): Ref {
  return { $ref: `#/components/messages/${name}` };
}

export function channelRef(name: string): Ref {
  return { $ref: `#/channels/${name}` };
}

/** Operations name a message through the channel it comes by. */
export function channelMessageRef(channel: string, message: string): Ref {
  return { $ref: `#/channels/${channel}/messages/${message}` };
}
