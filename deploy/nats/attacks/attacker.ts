import { createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';

/** A connection that tries what it may not, and everything it gets to hear by it. */
export interface Attacker {
  readonly heard: string[];
  /** Sends with a reply subject of its own and listens to it. */
  ask(subject: string, body?: object, extra?: Record<string, string>): void;
  /** Asks for something of JetStream by both ways there are: as the services' account does, and as a guest does. */
  api(verb: string, body?: object): void;
  send(
    subject: string,
    options?: { body?: object; text?: string; reply?: string; extra?: Record<string, string> },
  ): void;
  listen(subject: string, queue?: string): void;
  /** A subject that this attacker listens to. */
  inbox(): string;
  /** Resolves when the server has seen all of it. */
  flush(): Promise<void>;
  /** Forgets what it heard and listens to nothing any more. */
  rest(): void;
}

export function createAttacker(connection: NatsConnection): Attacker {
  const heard: string[] = [];
  const listening: { unsubscribe(): void }[] = [];

  function listen(subject: string, queue?: string): void {
    const callback = (error: Error | null, message: Msg) => {
      if (!error && tells(message)) heard.push(`${message.subject} ${message.string()}`);
    };
    listening.push(connection.subscribe(subject, { callback, ...(queue && { queue }) }));
  }

  function inbox(): string {
    const own = createInbox();
    listen(own);
    return own;
  }

  const send: Attacker['send'] = (
    subject,
    { body, text = body ? JSON.stringify(body) : '', reply, extra = {} } = {},
  ) => {
    const forged = headers();
    for (const [name, value] of Object.entries(extra)) forged.set(name, value);
    connection.publish(subject, text, {
      ...(reply && { reply }),
      ...(Object.keys(extra).length > 0 && { headers: forged }),
    });
  };
  const ask: Attacker['ask'] = (subject, body, extra) =>
    send(subject, { reply: inbox(), ...(body && { body }), ...(extra && { extra }) });

  return {
    heard,
    send,
    ask,
    api(verb, body) {
      ask(`$JS.API.${verb}`, body);
      ask(`core.${verb}`, body);
    },
    listen,
    inbox,
    flush: () => connection.flush(),
    rest() {
      for (const each of listening.splice(0)) each.unsubscribe();
      heard.length = 0;
    },
  };
}

/** Not that nobody is there, and not that it is refused. */
function tells(message: Msg): boolean {
  if (message.headers?.code) return message.headers.code === 100;
  return !/"error":\s*\{|^-ERR/.test(message.string());
}
