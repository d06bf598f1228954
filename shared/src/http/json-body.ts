import express, { type Request, type Response } from 'express';
import { Refusal } from '../errors.ts';
import { checkJson } from './input.ts';
import { placeOfJsonError } from './json-place.ts';

const LARGEST_BODY = 256 * 1024;

// Compressed bodies are refused: no command is large enough to need it, and none can unpack into a bomb.
const readRaw = express.raw({ type: () => true, limit: LARGEST_BODY, inflate: false });

/** The JSON body of a request, undefined if there is none. Throws a `Refusal` for anything that is no JSON text. */
export async function readJsonBody(req: Request, res: Response): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    readRaw(req, res, (error?: unknown) => (error ? reject(refusalOf(error as Error)) : resolve()));
  });
  const bytes: unknown = req.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  if (!/^application\/([a-z.+-]+\+)?json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(req.headers['content-type'] ?? '')) {
    throw new Refusal('unsupported', 'The body must be JSON: Content-Type: application/json');
  }
  return parseJson(bytes);
}

/** Strict: valid UTF-8, one JSON value, no text that could not be stored. */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid', 'The body is not valid UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const place = placeOfJsonError(text);
    throw new Refusal('invalid', `The body is not valid JSON: it breaks off at ${place}`, [
      { path: '', message: `is not valid JSON at ${place}` },
    ]);
  }
  checkJson(value);
  return value;
}

function refusalOf(error: Error & { type?: string }): Error {
  const { type } = error;
  if (type === 'entity.too.large') return new Refusal('too-large', `The body is larger than ${LARGEST_BODY / 1024} kB`);
  if (type === 'encoding.unsupported') return new Refusal('unsupported', 'The body must not be compressed');
  if (type === 'request.aborted' || type === 'request.size.invalid') {
    return new Refusal('invalid', 'The body ended before its announced length');
  }
  return error;
}
