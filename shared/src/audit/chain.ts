import { createHash } from 'node:crypto';
import { canonicalJson } from '../identity/index.ts';

/** Where a chain stands: the number and hash of its last message, and that message's place in the stream. */
export interface Head {
  readonly number: number;
  readonly hash: string;
  readonly sequence: number;
}

/** A chain that has no message yet. */
export const NO_HEAD: Head = { number: 0, hash: '', sequence: 0 };

/** The next message of a chain: `content` with its place and its hash, which covers the hash of the one before. */
export function linked<Content extends object>(writer: string, head: Head, content: Content) {
  const message = { writer, number: head.number + 1, previous: head.hash, ...content };
  return { ...message, hash: hashOf(message) };
}

/** Whether a message says what its hash was made of. */
export function isIntact<Message extends { hash: string }>(message: Message): boolean {
  const { hash, ...content } = message;
  return hash === hashOf(content);
}

function hashOf(content: object): string {
  return createHash('sha256').update(canonicalJson(content)).digest('base64url');
}
