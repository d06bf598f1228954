/** What `MONGODB_URL` says besides where the servers are. */
interface DatabaseUrl {
  /** The name in its path; it begins the names of the services' databases. */
  readonly prefix?: string | undefined;
  /** Whether it holds a user that the server looks for in some database, and does not say in which one. */
  readonly userWithoutPlace: boolean;
}

/** MongoDB's own form: several hosts after one scheme, which `URL` does not read. */
const PARTS = /^mongodb(?:\+srv)?:\/\/([^\s/?]+)(?:\/([^\s?]*))?(?:\?\S*)?$/;
/** With the longest service's name as long as `MONGODB_DATABASE` may be. */
const PREFIX = /^[A-Za-z0-9_-]{1,26}$/;
/** The server's own databases. */
const RESERVED = ['admin', 'local', 'config'];

const DEFAULT_PREFIX = 'serviceportal';

/**
 * Whether it is a URL that names databases without a doubt. In MongoDB's own reading a name in the path is also where a
 * user is kept, unless `authSource` says otherwise: with a user both have to be there.
 */
export function isDatabaseUrl(text: string): boolean {
  if (!PARTS.test(text)) return false;
  const { prefix, userWithoutPlace } = readUrl(text);
  if (prefix === undefined) return true;
  return PREFIX.test(prefix) && !RESERVED.includes(prefix) && !userWithoutPlace;
}

/**
 * The database of a service: `serviceportal_tickets`, or `acc2_tickets` with `…/acc2` in the URL, so that several systems
 * can share a MongoDB.
 */
export function databaseOf(url: string, service: string): string {
  return `${readUrl(url).prefix ?? DEFAULT_PREFIX}_${service.replaceAll('-', '_')}`;
}

/** What the databases of all services are called, for people: `acc2_…`. */
export function databasesOf(url: string): string {
  return `${readUrl(url).prefix ?? DEFAULT_PREFIX}_…`;
}

function readUrl(url: string): DatabaseUrl {
  const [, hosts = '', path] = PARTS.exec(url) ?? [];
  const saysWhere = /[?&](authSource=|authMechanism=(?!SCRAM))/i.test(url);
  return { prefix: path || undefined, userWithoutPlace: hosts.includes('@') && !saysWhere };
}
