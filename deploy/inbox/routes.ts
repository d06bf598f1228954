import express, { type Express } from 'express';
import type { MailStore } from './mail-store.ts';
import { listPage, MAIL_POLICY, mailPage, notFoundPage, PAGE_POLICY } from './pages.ts';

/** The inbox's pages for people and its JSON for tests. */
export function inboxApp(store: MailStore, zone: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set({
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    next();
  });
  pages(app, store, zone);
  api(app, store);
  app.get('/health/ready', (_request, response) => void response.json({ status: 'ready' }));
  return app;
}

function pages(app: Express, store: MailStore, zone: string): void {
  app.get('/', (_request, response) => void response.send(listPage(store.list(), zone)));
  app.get('/mails/:id', async (request, response) => {
    const mail = await store.read(request.params.id);
    if (mail) response.send(mailPage(mail, store.threadOf(mail), zone));
    else response.status(404).send(notFoundPage());
  });
  app.get('/mails/:id/html', async (request, response) => {
    const mail = await store.read(request.params.id);
    response.set('content-security-policy', MAIL_POLICY);
    response
      .status(mail?.html ? 200 : 404)
      .type('html')
      .send(mail?.html ?? '');
  });
  app.get('/mails/:id/raw', async (request, response) => {
    const bytes = await store.raw(request.params.id);
    if (bytes) response.type('message/rfc822').attachment(`${request.params.id}.eml`).send(bytes);
    else response.status(404).send(notFoundPage());
  });
}

function api(app: Express, store: MailStore): void {
  app.get('/api/mails', (request, response) => {
    const recipient = request.query['to'];
    response.json({ mails: store.list(typeof recipient === 'string' ? recipient : undefined) });
  });
  app.get('/api/mails/:id', async (request, response) => {
    const mail = await store.read(request.params.id);
    if (mail) response.json(mail);
    else response.status(404).type('application/problem+json').json({ title: 'No such mail', status: 404 });
  });
  app.delete('/api/mails', async (_request, response) => {
    await store.clear();
    response.status(204).end();
  });
}
