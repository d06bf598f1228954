/** Who has an account of their own on NATS, beside our services. */
export type AccountKind = 'department' | 'frontend';

/** Whose account it is; `id` is the department's or the frontend's. */
export interface AccountOwner {
  readonly kind: AccountKind;
  readonly id: string;
}

const PREFIXES = { department: 'DEPT_', frontend: 'FRONT_' } as const satisfies Record<AccountKind, string>;

/** The name of an account: `DEPT_melde-pass`. The id stands in it as it is, so that no two ids share a name. */
export function accountOf(kind: AccountKind, id: string): string {
  return PREFIXES[kind] + id;
}

/** Whose account that is; nothing for one that belongs to neither, such as our own services'. */
export function ownerOf(account: string): AccountOwner | undefined {
  for (const kind of ['department', 'frontend'] as const) {
    const id = account.slice(PREFIXES[kind].length);
    if (account.startsWith(PREFIXES[kind]) && id !== '') return { kind, id };
  }
  return undefined;
}
