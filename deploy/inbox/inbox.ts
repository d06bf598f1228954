import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { InboxConfig } from './config.ts';
import { openMailStore } from './mail-store.ts';
import { inboxApp } from './routes.ts';
import { createSmtpServer } from './smtp.ts';

export interface Inbox {
  readonly smtpUrl: string;
  readonly pageUrl: string;
  stop(): Promise<void>;
}

/** Takes every mail sent to it, keeps it as a file and shows it on a page. For development: on loopback, no sign-in. */
export async function startInbox(config: InboxConfig): Promise<Inbox> {
  const host = config.HOST ?? '127.0.0.1';
  const store = await openMailStore(config.INBOX_DIR);
  const smtp = createSmtpServer(store);
  const page = createServer(inboxApp(store, config.CITY_ZONE));
  await Promise.all([listen(smtp.server, host, config.SMTP_PORT), listen(page, host, config.PAGE_PORT)]);
  return {
    smtpUrl: `smtp://${host}:${portOf(smtp.server)}`,
    pageUrl: `http://${host}:${portOf(page)}/`,
    async stop() {
      page.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(resolve)),
        new Promise<void>((resolve) => page.close(() => resolve())),
      ]);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
