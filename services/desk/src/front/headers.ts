import type { IncomingHttpHeaders } from 'node:http';

/** What belongs to one connection only (RFC 9110). `transfer-encoding` stays: it says where the body ends. */
const OF_THE_CONNECTION = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
];
/** What says where a body ends stays, even if the sender calls it its connection's. */
const FRAMING = ['content-length', 'transfer-encoding', 'host'];

/** The headers of a request or an answer that are the other side's business; cookies are the desk's alone. */
export function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...named.filter((name) => !FRAMING.includes(name)), ...OF_THE_CONNECTION]);
  const kept = Object.entries(headers).filter(
    ([name]) => !dropped.has(name) && !['cookie', 'set-cookie'].includes(name),
  );
  return Object.fromEntries(kept);
}
