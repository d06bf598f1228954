import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMail, summaryOf, threadOf, type Mail, type MailSummary } from './mail.ts';

interface Envelope {
  from: string;
  to: string[];
}

/** Mails as `<id>.eml` files; ids are the milliseconds of their arrival, so they sort by time. */
export interface MailStore {
  /** Resolves with the new mail's id when it is on disk. */
  add(envelope: Envelope, message: Buffer): Promise<string>;
  /** Newest first; only those to this recipient where one is named. */
  list(recipient?: string): MailSummary[];
  /** The others of the mail's thread, oldest first. */
  threadOf(mail: MailSummary): MailSummary[];
  read(id: string): Promise<Mail | undefined>;
  raw(id: string): Promise<Buffer | undefined>;
  clear(): Promise<void>;
}

/** Opens a folder of mails, made if missing; what an earlier process kept in it is there again. */
export async function openMailStore(folder: string): Promise<MailStore> {
  await mkdir(folder, { recursive: true });
  const summaries = new Map<string, MailSummary>();
  for (const name of (await readdir(folder)).filter((file) => /^\d+\.eml$/.test(file)).sort()) {
    const id = name.slice(0, -'.eml'.length);
    summaries.set(id, summaryOf(await parseMail(id, await readFile(join(folder, name)))));
  }
  let newest = Number([...summaries.keys()].at(-1) ?? 0);
  const fileOf = (id: string) => join(folder, `${id}.eml`);

  return {
    async add(envelope, message) {
      newest = Math.max(Date.now(), newest + 1);
      const id = String(newest);
      const bytes = Buffer.concat([Buffer.from(traceHeaders(envelope), 'utf8'), message]);
      await writeDurably(fileOf(id), bytes);
      summaries.set(id, summaryOf(await parseMail(id, bytes)));
      return id;
    },
    list(recipient) {
      const wanted = recipient?.toLowerCase();
      const mails = [...summaries.values()].sort((one, other) => Number(other.id) - Number(one.id));
      return wanted ? mails.filter((mail) => mail.recipients.some((to) => to.toLowerCase() === wanted)) : mails;
    },
    threadOf(mail) {
      const thread = threadOf(mail);
      const others = [...summaries.values()].filter((each) => each.id !== mail.id && threadOf(each) === thread);
      return thread === null ? [] : others.sort((one, other) => Number(one.id) - Number(other.id));
    },
    read: async (id) => (summaries.has(id) ? parseMail(id, await readFile(fileOf(id))) : undefined),
    raw: async (id) => (summaries.has(id) ? readFile(fileOf(id)) : undefined),
    async clear() {
      for (const id of [...summaries.keys()]) {
        await rm(fileOf(id), { force: true });
        summaries.delete(id);
      }
    },
  };
}

/** What a mail server adds on delivery: the envelope, which need not be what the message says. */
function traceHeaders({ from, to }: Envelope): string {
  return [`Return-Path: <${from}>`, ...to.map((address) => `Delivered-To: ${address}`), ''].join('\r\n');
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}
