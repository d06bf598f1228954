/** A page as a browser has it after following redirects: where it ended, and what stands there. */
export interface Page {
  url: URL;
  status: number;
  text: string;
  headers: Headers;
}

interface Cookie {
  name: string;
  value: string;
  path: string;
  /** The rest as the server wrote it. */
  attributes: string;
}

export interface Browser {
  /** Sends a request with the cookies, as a page of `site` would; follows no redirect. */
  send(url: string | URL, init?: RequestInit & { site?: string }): Promise<Response>;
  /** Goes there and on, up to the first page that is no redirect, or to where the path would be `until`. */
  visit(url: string | URL, init?: RequestInit & { until?: string }): Promise<Page>;
  /** Presses the button of a form on the page. */
  press(page: Page, button: string): Promise<Page>;
  cookies(): readonly Cookie[];
  setCookies(cookies: readonly Cookie[]): void;
}

/** As much of a browser as sign-in needs: a cookie jar for one host, redirects, forms. */
export function openBrowser(): Browser {
  const jar = new Map<string, Cookie>();

  function keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      const path = /; *path=([^;]+)/i.exec(attributes)?.[1] ?? '/';
      const key = `${name} ${path}`;
      const expires = /; *expires=([^;]+)/i.exec(attributes)?.[1];
      if (expires && Date.parse(expires) <= Date.now()) jar.delete(key);
      else jar.set(key, { name, value, path, attributes });
    }
  }

  async function send(url: string | URL, { site, ...init }: RequestInit & { site?: string } = {}): Promise<Response> {
    const { pathname, origin } = new URL(url);
    const from = site ?? origin;
    const cookie = [...jar.values()]
      .filter(({ path }) => pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookie) headers.set('cookie', cookie);
    headers.set('sec-fetch-site', from === origin ? 'same-origin' : 'cross-site');
    if (init.method === 'POST') headers.set('origin', from);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    keep(response);
    return response;
  }

  async function visit(url: string | URL, { until, ...init }: RequestInit & { until?: string } = {}): Promise<Page> {
    let at = new URL(url);
    let response = await send(at, init);
    for (let hops = 0; hops < 10; hops++) {
      const location = response.headers.get('location');
      if (location === null) break;
      await response.body?.cancel();
      at = new URL(location, at);
      if (until !== undefined && at.pathname === until) break;
      response = await send(at);
    }
    const text = response.bodyUsed ? '' : await response.text();
    return { url: at, status: response.status, text, headers: response.headers };
  }

  return {
    send,
    visit,
    async press(page, button) {
      const { action, fields } = formOf(page, button);
      return visit(new URL(action, page.url), { method: 'POST', body: new URLSearchParams(fields) });
    },
    cookies: () => [...jar.values()],
    setCookies(cookies) {
      jar.clear();
      for (const cookie of cookies) jar.set(`${cookie.name} ${cookie.path}`, cookie);
    },
  };
}

/** What a form with that button sends; its hidden fields too. */
function formOf({ text }: Page, button: string): { action: string; fields: [string, string][] } {
  const pressed = [...text.matchAll(/<button([^>]*)>([^]*?)<\/button>/g)].find(([, , label = '']) =>
    label.includes(button),
  );
  const form = /<form[^>]*action="([^"]*)"[^>]*>([^]*?)<\/form>/.exec(text);
  if (!pressed || !form) throw new Error(`no form with a button ${button} on this page: ${text}`);
  const hidden = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const named = /name="([^"]*)" value="([^"]*)"/.exec(pressed[1] ?? '');
  const fields = [...hidden, ...(named ? [named] : [])].map(([, name = '', value = '']): [string, string] => [
    name,
    value,
  ]);
  return { action: form[1] ?? '', fields };
}
