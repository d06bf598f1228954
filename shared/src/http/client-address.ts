import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { BaseConfig } from '../config.ts';

/** In which the desk says for whom it asks; whoever sends it without the key has said nothing. */
export const CLIENT_ADDRESS = 'x-desk-client';

const MINUTE_MS = 60_000;
/** What an address may consist of, so that it is one word of the header. */
const WORD = /^[\x21-\x7e]{1,100}$/;

/** Who asks, as limits count them: the address that the desk vouches for, else that of the connection or its proxies. */
export function addressOf(req: Request, { DESK_KEY: key }: Pick<BaseConfig, 'DESK_KEY'>): string | undefined {
  const said = req.headers[CLIENT_ADDRESS];
  const vouched = key === undefined || typeof said !== 'string' ? undefined : vouchedAddress(said, key, Date.now());
  return vouched ?? req.ip;
}

/** `<address> <minute> <signature>`, good for about a minute; undefined for what is no address. */
export function vouchFor(address: string | undefined, key: string, now: number): string | undefined {
  if (address === undefined || !WORD.test(address)) return undefined;
  const words = `${address} ${Math.floor(now / MINUTE_MS)}`;
  return `${words} ${signatureOf(words, key)}`;
}

/** The address in such a header; undefined where another key signed it, or long ago. Clocks may differ by a minute. */
export function vouchedAddress(header: string, key: string, now: number): string | undefined {
  const [address = '', minute = '', signature = '', ...more] = header.split(' ');
  const right = Buffer.from(signatureOf(`${address} ${minute}`, key));
  const given = Buffer.from(signature);
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return Math.abs(Math.floor(now / MINUTE_MS) - Number(minute)) <= 1 ? address : undefined;
}

function signatureOf(words: string, key: string): string {
  return createHmac('sha256', key).update(`client address ${words}`).digest('base64url');
}
