import { createSeal } from '@serviceportal/shared/seal';
import type { Request, Response } from 'express';
import type { z } from 'zod';

/** Browsers keep 4,096 bytes of a cookie, name and attributes included. */
const LARGEST_PIECE = 3_600;
/** With other headers this stays below the 16 kB that servers take. */
const MOST_PIECES = 3;

export interface SealedCookieOptions<Content extends z.ZodType> {
  name: string;
  content: Content;
  /** Keys for different cookies differ, so none passes for another. */
  secret: string;
  /** Over https: `Secure`, and the prefix by which browsers keep out cookies of neighbouring hosts. */
  secure: boolean;
}

/** A cookie that only this service can read or make: sealed, with an end of its own. */
export interface SealedCookie<Content> {
  /** Whether the request brings one, readable or not. */
  has(req: Request): boolean;
  /** Its content; undefined if there is none, it has ended, or it was not made here. */
  read(req: Request): Promise<Content | undefined>;
  /** `until` in seconds since 1970. */
  write(req: Request, res: Response, content: Content, until: number): Promise<void>;
  clear(req: Request, res: Response): void;
}

/** Content too large for one cookie is spread over several. */
export function createSealedCookie<Schema extends z.ZodType<Record<string, unknown>>>(
  options: SealedCookieOptions<Schema>,
): SealedCookie<z.output<Schema>> {
  const { content, secret, secure } = options;
  const name = secure ? `__Host-${options.name}` : options.name;
  const seal = createSeal(secret, `desk ${options.name}`);
  const attributes = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;
  const pieceNames = Array.from({ length: MOST_PIECES }, (_, index) => (index === 0 ? name : `${name}.${index}`));

  function pieces(req: Request): string[] {
    const cookies = cookiesOf(req);
    const found = pieceNames.map((each) => cookies.get(each));
    const end = found.indexOf(undefined);
    return (end < 0 ? found : found.slice(0, end)) as string[];
  }

  return {
    has: (req) => pieces(req).length > 0,
    async read(req) {
      return content.safeParse(await seal.open(pieces(req).join(''))).data;
    },
    async write(req, res, value, until) {
      const sealed = await seal.close(value, until);
      const parts = sealed.match(new RegExp(`.{1,${LARGEST_PIECE}}`, 'g')) ?? [];
      if (parts.length > MOST_PIECES) throw new Error('the content is too large for cookies');
      const maxAge = until * 1000 - Date.now();
      const cookies = cookiesOf(req);
      pieceNames.forEach((each, index) => {
        const part = parts[index];
        if (part !== undefined) res.cookie(each, part, { ...attributes, maxAge });
        else if (cookies.has(each)) res.clearCookie(each, attributes);
      });
    },
    clear(req, res) {
      const cookies = cookiesOf(req);
      for (const each of pieceNames) if (cookies.has(each)) res.clearCookie(each, attributes);
    },
  };
}

/** Names and values of ours need no decoding. */
function cookiesOf(req: Request): Map<string, string> {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return new Map(
    pairs
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
