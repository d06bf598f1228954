import type { mongo } from 'mongoose';
import type { PersonQuery } from '../contracts/index.ts';
import { Temporal } from '../time/index.ts';
import type { View } from './connection.ts';

/** The ids of the documents that match, in their order; nothing in `filter` may come from outside unchecked. */
export function idsOf(view: View, collection: string, filter: mongo.Filter<mongo.Document>): Promise<string[]> {
  return view.ask(async () => {
    const documents = view.connection.collection(collection).find(filter, { projection: { _id: 1 }, sort: { _id: 1 } });
    return (await documents.toArray()).map(({ _id }) => String(_id));
  });
}

/** Those that began before then and still hold somebody's data. */
export function agedIds(
  view: View,
  collection: string,
  before: { readonly epochMilliseconds: number },
  filter: mongo.Filter<mongo.Document> = {},
): Promise<string[]> {
  const createdAt = { $lt: new Date(before.epochMilliseconds) };
  return idsOf(view, collection, { ...filter, createdAt, erasedAt: { $exists: false } });
}

/** What began in the second `until` or before; everything without. */
export function begunBy(until: string | undefined): mongo.Filter<mongo.Document> {
  if (until === undefined) return {};
  const end = Temporal.Instant.from(until).add({ seconds: 1 });
  return { createdAt: { $lt: new Date(end.epochMilliseconds) } };
}

/**
 * Either the number (E.164) or the address under `place`, whatever the case of its letters, as far as it began by then;
 * nobody where neither is given.
 */
export function byPerson(
  place: string,
  { phone, email, until }: Pick<PersonQuery, 'phone' | 'email' | 'until'>,
): mongo.Filter<mongo.Document>[] {
  const address = email?.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const began = begunBy(until);
  return [
    ...(phone === undefined ? [] : [{ [`${place}.phone`]: phone, ...began }]),
    ...(address === undefined ? [] : [{ [`${place}.email`]: { $regex: `^${address}$`, $options: 'i' }, ...began }]),
  ];
}
