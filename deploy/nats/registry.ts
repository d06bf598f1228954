import { existsSync, readFileSync } from 'node:fs';
import { Id, Slug } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { z } from 'zod';
import { replaceFile } from '@serviceportal/shared/kept-file';

/** Who signs in to NATS without being one of our services; with `consumer` one more program of a department. */
export const GuestName = z.strictObject({
  kind: z.enum(['department', 'frontend']),
  id: Id,
  consumer: Slug.optional(),
});
export type GuestName = z.infer<typeof GuestName>;

/** Of the key only its public half: whoever reads this file can sign in as nobody. */
const Guest = GuestName.extend({ key: z.string().regex(/^U[A-Z2-7]{55}$/) });
export type Guest = z.infer<typeof Guest>;

/** What accounts of departments and frontends are made from. Who was removed does not come back by the city folder. */
const Registry = z.strictObject({
  guests: z.array(Guest),
  removed: z.array(GuestName.omit({ consumer: true })),
});
export type Registry = z.infer<typeof Registry>;

/** The registry, nothing where none was made yet. `ConfigError` where it cannot be read: guessing would cut somebody off. */
export function readRegistry(file: string): Registry | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Registry.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new ConfigError(`${file} is damaged: put back the last backup of that file.`, { cause });
  }
}

export function writeRegistry(file: string, registry: Registry): void {
  replaceFile(file, JSON.stringify(registry, null, 2) + '\n');
}

export function findGuest({ guests }: Registry, name: GuestName): Guest | undefined {
  return guests.find((guest) => isSame(guest, name));
}

/** With this guest, who gets the new key if known already. */
export function withGuest({ guests, removed }: Registry, guest: Guest): Registry {
  const others = guests.filter((each) => !isSame(each, guest));
  return {
    guests: [...others, guest].sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1)),
    removed: guest.consumer ? removed : removed.filter((each) => !isOwner(each, guest)),
  };
}

/** The guests that go with this name: an owner's every program, or the one that is named. */
export function guestsNamed({ guests }: Registry, name: GuestName): Guest[] {
  return guests.filter((guest) => (name.consumer ? isSame(guest, name) : isOwner(guest, name)));
}

/** Without this guest; an owner goes with all programs, and is remembered as removed. */
export function withoutGuest(registry: Registry, name: GuestName): Registry {
  const gone = guestsNamed(registry, name);
  const { kind, id, consumer } = name;
  const others = registry.removed.filter((each) => !isOwner(each, name));
  return {
    guests: registry.guests.filter((guest) => !gone.includes(guest)),
    removed: consumer ? registry.removed : [...others, { kind, id }],
  };
}

/** Whether this owner neither has an account nor had one that was taken away. */
export function isNew({ guests, removed }: Registry, owner: GuestName): boolean {
  return ![...guests.filter(({ consumer }) => !consumer), ...removed].some((each) => isOwner(each, owner));
}

/** `department bauamt`, `department bauamt (archiv)`: how people call a guest. */
export function labelOf({ kind, id, consumer }: GuestName): string {
  return consumer ? `${kind} ${id} (${consumer})` : `${kind} ${id}`;
}

function isOwner(one: GuestName, other: GuestName): boolean {
  return one.kind === other.kind && one.id === other.id;
}

function isSame(one: GuestName, other: GuestName): boolean {
  return isOwner(one, other) && one.consumer === other.consumer;
}
