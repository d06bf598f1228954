import { signedIn } from '@serviceportal/test/tokens';

/** GET as JSON. */
export async function get(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, { headers: await signedIn() });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

export async function post(
  url: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: await signedIn(body, { 'content-type': 'application/json', ...headers }),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
