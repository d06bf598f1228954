import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventContract } from '../define.ts';

/** The recorded examples: envelopes as they stood on the wire. They stay for ever; nothing here replaces one. */
const folder = new URL('../fixtures/', import.meta.url);

/** `TicketOpened`, version 1 → `ticket-opened.v1.json`. */
export function fixtureName({ type, version }: Pick<EventContract, 'type' | 'version'>): string {
  return `${type.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}.v${version}.json`;
}

export function fixtureNames(): string[] {
  return readdirSync(fileURLToPath(folder)).sort();
}

/** The bytes as they stood on the wire, but for line breaks. */
export function readFixture(name: string): Uint8Array {
  return readFileSync(new URL(name, folder));
}

/** Writes an example that is not there yet; fails where there is one. */
export function recordFixture(name: string, bytes: Uint8Array): void {
  const envelope: unknown = JSON.parse(new TextDecoder().decode(bytes));
  writeFileSync(new URL(name, folder), `${JSON.stringify(envelope, null, 2)}\n`, { flag: 'wx' });
}
