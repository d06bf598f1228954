import { isIntact } from '@serviceportal/shared/audit';
import type { AuditAnchor, AuditRecord } from '@serviceportal/shared/contracts';
import { decodeJson } from '@serviceportal/shared/log';
import type { AuditMessage } from './read-messages.ts';

/** What was found of one chain. Numbers are places in the chain, from 1. */
export interface Chain {
  readonly writer: string;
  readonly messages: number;
  readonly first: number;
  readonly last: number;
  readonly from: string;
  readonly to: string;
  /** The first place that is broken. */
  readonly broken?: string;
}

/** The hash that a message of the chain must have, and who says so. */
export interface Known {
  readonly hash: string;
  readonly by: string;
}

/**
 * Checks the messages of one chain, handed over in the order they are stored: each is what its hash says, follows the one
 * before, and is what others `known` of it. After the first broken place nothing more is said.
 */
export function createChainCheck<Message extends AuditRecord | AuditAnchor>(
  writer: string,
  schema: { parse(value: unknown): Message },
  known: ReadonlyMap<number, Known> = new Map(),
) {
  let [first, messages] = [undefined as Message | undefined, 0];
  let last: Message | undefined;
  let broken: string | undefined;

  function placeOf(stored: AuditMessage, message?: Message): string {
    return `${message ? `message ${message.number} ` : 'message '}(sequence ${stored.sequence})`;
  }

  function take(stored: AuditMessage): Message | undefined {
    messages++;
    if (broken !== undefined) return undefined;
    const read = readMessage(stored, schema);
    if (!read) {
      broken = `${placeOf(stored)} is none of the audit log`;
      return undefined;
    }
    const { raw, message } = read;
    const fault = faultOf(raw, message);
    if (fault !== undefined) {
      broken = `${placeOf(stored, message)} ${fault}`;
      return undefined;
    }
    first ??= message;
    last = message;
    return message;
  }

  function faultOf(raw: { hash: string }, message: Message): string | undefined {
    const { number, previous, hash } = message;
    if (message.writer !== writer) return `belongs to the chain of ${message.writer}`;
    if (!isIntact(raw)) return 'is not what its hash says';
    const expected = last ? last.number + 1 : number;
    if (number !== expected) return `stands where ${expected} belongs`;
    const follows = last ? previous === last.hash : (number === 1) === (previous === '');
    if (!follows) return 'does not follow the one before';
    const other = known.get(number);
    return other && other.hash !== hash ? `is another one than ${other.by} says` : undefined;
  }

  return {
    take,
    /** The chain so far; `undefined` where it has no message. */
    chain(): Chain | undefined {
      if (messages === 0) return undefined;
      const [number, to] = [last?.number ?? 0, last?.at ?? ''];
      return {
        ...{ writer, messages, first: first?.number ?? 0, last: number, from: first?.at ?? '', to },
        ...(broken !== undefined && { broken }),
      };
    },
  };
}

/** The message as it stands, for its hash, and as the contract reads it. */
function readMessage<Message>({ data }: AuditMessage, schema: { parse(value: unknown): Message }) {
  try {
    const raw = decodeJson(data);
    return { raw: raw as { hash: string }, message: schema.parse(raw) };
  } catch {
    return undefined;
  }
}
