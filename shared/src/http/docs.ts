import type { Router } from 'express';
import type { ServiceRules } from '../access/index.ts';
import { DOCS_POLICY, docsPage } from './docs-page.ts';
import { openApiOf } from './openapi.ts';
import type { OpenApiDocument } from './openapi-examples.ts';
import type { Operation } from './operation.ts';
import type { SseRoute } from './sse.ts';

interface Documented {
  readonly service: string;
  readonly operations: readonly Operation[];
  readonly streams: readonly SseRoute[];
  readonly rules: ServiceRules;
}

/** `/openapi.json` for programs and `/docs` for people; both are made when first asked for. */
export function addDocs(app: Router, documented: Documented): void {
  let document: OpenApiDocument | undefined;
  let page: string | undefined;
  const openApi = () => (document ??= openApiOf(documented));
  app.get('/openapi.json', (_req, res) => {
    res.json(openApi());
  });
  app.get('/docs', (_req, res) => {
    res.set('Content-Security-Policy', DOCS_POLICY).type('html');
    res.send((page ??= docsPage(documented.service, openApi())));
  });
}
