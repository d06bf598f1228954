import { type ParsedMail, simpleParser } from 'mailparser';

/** The mails that arrived, oldest first, read by a parser that isn't ours. */
export async function readInbox(inboxUrl: string): Promise<ParsedMail[]> {
  const { mails: listed } = (await (await fetch(`${inboxUrl}/api/mails`)).json()) as { mails: { id: string }[] };
  const raw = await Promise.all(listed.map(async ({ id }) => (await fetch(`${inboxUrl}/mails/${id}/raw`)).text()));
  const mails = await Promise.all(raw.map((text) => simpleParser(text)));
  return mails.sort((a, b) => (a.date?.getTime() ?? 0) - (b.date?.getTime() ?? 0));
}
