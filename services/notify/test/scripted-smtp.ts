import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What the server does with one mail, from the moment it knows the recipient. */
export type Behaviour =
  | { do: 'accept' }
  /** Answers RCPT TO or the final dot with this code. */
  | { do: 'refuse'; code: number; at: 'recipient' | 'end' }
  /** Never answers RCPT TO or the final dot. */
  | { do: 'hang'; at: 'recipient' | 'end' }
  /** Has the whole mail, then drops the line without a word. */
  | { do: 'cut' }
  /** Has the whole mail; answers 250 when `until` resolves. */
  | { do: 'hold'; until: Promise<void> };

export interface ReceivedMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly parsed: ParsedMail;
  readonly raw: string;
}

/** A real SMTP server whose answers a test writes. */
export interface ScriptedSmtp {
  readonly url: string;
  /** Every mail whose final dot arrived, whatever was answered. */
  readonly received: ReceivedMail[];
  /** Recipients that were named, also those of refused mails. */
  readonly named: string[];
  /** How mails to `recipient` are treated, one after the other; the last stays. Others are accepted. */
  script(recipient: string, ...behaviours: Behaviour[]): void;
  /** Called once a mail is there in full, before any answer. */
  onReceived: (mail: ReceivedMail) => void;
  close(): Promise<void>;
}

/** `starttls`: offers TLS, with the library's own certificate, which nobody vouches for. */
export async function openScriptedSmtp({ starttls = false } = {}): Promise<ScriptedSmtp> {
  const scripts = new Map<string, Behaviour[]>();
  const ongoing = new WeakMap<SMTPServerSession, Behaviour>();
  const received: ReceivedMail[] = [];
  const named: string[] = [];

  function next(recipient: string): Behaviour {
    const script = scripts.get(recipient);
    return (script && script.length > 1 ? script.shift() : script?.[0]) ?? { do: 'accept' };
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: starttls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, session, answer) {
      named.push(address);
      const behaviour = next(address);
      ongoing.set(session, behaviour);
      if (behaviour.do === 'hang' && behaviour.at === 'recipient') return;
      if (behaviour.do === 'refuse' && behaviour.at === 'recipient') return answer(refusal(behaviour.code));
      answer();
    },
    onData(stream, session, answer) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => void finish(Buffer.concat(chunks), session, answer));
    },
  });
  // Lines that a test drops on purpose are no news.
  server.on('error', () => undefined);

  async function finish(bytes: Buffer, session: SMTPServerSession, answer: (error?: Error) => void): Promise<void> {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
    const mail = { envelope, parsed: await simpleParser(bytes), raw: bytes.toString() };
    received.push(mail);
    smtp.onReceived(mail);
    const behaviour = ongoing.get(session) ?? { do: 'accept' };
    if (behaviour.do === 'hang') return;
    if (behaviour.do === 'cut') return socketOf(server, session)?.destroy() && undefined;
    if (behaviour.do === 'hold') await behaviour.until;
    answer(behaviour.do === 'refuse' ? refusal(behaviour.code) : undefined);
  }

  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const smtp: ScriptedSmtp = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    named,
    script: (recipient, ...behaviours) => void scripts.set(recipient, behaviours),
    onReceived: () => undefined,
    async close() {
      for (const connection of connectionsOf(server)) connection._socket.destroy();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  return smtp;
}

function refusal(code: number): Error {
  return Object.assign(new Error('refused by the script'), { responseCode: code });
}

/** The library keeps its connections but doesn't declare them. */
function connectionsOf(server: SMTPServer): { session: SMTPServerSession; _socket: Socket }[] {
  return [...(server as unknown as { connections: Set<{ session: SMTPServerSession; _socket: Socket }> }).connections];
}

function socketOf(server: SMTPServer, session: SMTPServerSession): Socket | undefined {
  return connectionsOf(server).find((connection) => connection.session === session)?._socket;
}

/** The addresses in a header. */
export function addressesOf(header: AddressObject | AddressObject[] | undefined): (string | undefined)[] {
  return [header ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));
}
