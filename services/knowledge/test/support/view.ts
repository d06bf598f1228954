import type { Realm } from '@serviceportal/test/realm';
import mongoose from 'mongoose';

/** What the service has written to its database. */
export interface ViewReader {
  /** The revision of each article. */
  revisions(): Promise<Record<string, number>>;
  /** How many envelopes are kept. */
  events(): Promise<number>;
}

/** Opens the database just for this look: it may be another process each time. */
export function readView(realm: Realm): ViewReader {
  async function look<T>(read: (connection: mongoose.Connection) => Promise<T>): Promise<T> {
    const dbName = realm.env('knowledge')['MONGODB_DATABASE'];
    const connection = await mongoose
      .createConnection(realm.database.url, { dbName, serverSelectionTimeoutMS: 2_000 })
      .asPromise();
    try {
      return await read(connection);
    } finally {
      await connection.close();
    }
  }
  return {
    revisions: () =>
      look(async (connection) => {
        const documents = await connection.collection('articles').find().toArray();
        return Object.fromEntries(documents.map(({ _id, revision }) => [String(_id), Number(revision)]));
      }),
    events: () => look((connection) => connection.collection('events').countDocuments()),
  };
}
