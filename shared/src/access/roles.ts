import { z } from 'zod';

/** What the sign-in may say of a person or a client; `clerk` and `lead` name the department. */
const PLAIN = ['agent', 'editor', 'ops', 'privacy', 'homepage'] as const;
const OF_DEPARTMENT = ['clerk', 'lead'] as const;

export type RoleName = (typeof PLAIN)[number] | (typeof OF_DEPARTMENT)[number];

/** One role as services know it: `{name: 'clerk', departmentId: 'standesamt'}`, `{name: 'agent'}`. */
export interface Role {
  readonly name: RoleName;
  readonly departmentId?: string;
}

/** Reads `agent` or `clerk:standesamt`; undefined for anything else, which grants nothing. */
export function parseRole(text: string): Role | undefined {
  const plain = PLAIN.find((name) => name === text);
  if (plain) return { name: plain };
  const [, kind, departmentId] = /^(clerk|lead):([a-z0-9][a-z0-9-]{0,63})$/.exec(text) ?? [];
  const name = OF_DEPARTMENT.find((each) => each === kind);
  return name && departmentId !== undefined ? { name, departmentId } : undefined;
}

/** From a claim's value to a role, as the city's provider names them: `{"sp-standesamt": "clerk:standesamt"}`. */
export const RoleMap = z.record(
  z.string(),
  z.string().refine((role) => parseRole(role) !== undefined),
);
export type RoleMap = z.infer<typeof RoleMap>;

/** Where in a token the roles stand, and what their names mean here. */
export interface RoleReading {
  /** A dotted path: `roles`, `realm_access.roles`. */
  readonly claim: string;
  /** Where it is given, it alone grants: a group of another system that happens to be called `ops` is no role here. */
  readonly map?: RoleMap | undefined;
}

/** The roles a token's claims grant. A list of names or one text of them; whatever is unknown grants nothing. */
export function rolesIn(claims: unknown, reading: RoleReading): Role[] {
  return roleNamesIn(claims, reading).flatMap((name) => parseRole(name) ?? []);
}

/** The same as they are written here, such as `clerk:standesamt`. */
export function roleNamesIn(claims: unknown, { claim, map }: RoleReading): string[] {
  const values = valuesAt(claims, claim);
  const names = map ? values.flatMap((value) => (Object.hasOwn(map, value) ? (map[value] ?? []) : [])) : values;
  return [...new Set(names)].filter((name) => parseRole(name) !== undefined);
}

function valuesAt(claims: unknown, path: string): string[] {
  let found = claims;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return [];
    found = (found as Record<string, unknown>)[step];
  }
  if (typeof found === 'string') return found.split(' ').filter(Boolean);
  return Array.isArray(found) ? found.filter((value) => typeof value === 'string') : [];
}
