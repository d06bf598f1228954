/**
 * The address to go on to after sign-in: `to` if it is a path of this origin (`/calls?x=1`), else the start page. Always
 * absolute, since a path like `//elsewhere.example` would name another host.
 */
export function returnAddress(to: unknown, deskUrl: string): string {
  const home = new URL('/', deskUrl);
  if (typeof to !== 'string' || !to.startsWith('/') || !URL.canParse(to, home.href)) return home.href;
  const address = new URL(to, home);
  return address.origin === home.origin ? address.href : home.href;
}
