/** How much of something somebody may see: all of it, or only how it stands. */
export type Extent = 'whole' | 'redacted';

/** How far a caller's right goes for one operation. */
export interface Reach {
  /** The departments whose data is the caller's own. */
  readonly departments: readonly string[];
  /** The agent whose calls are the caller's own. */
  readonly agentId?: string;
  /** What may be seen of everything else; undefined where it has to look as if it were not there. */
  readonly others: Extent | undefined;
}

/** Of data of this department, how much the caller may see; undefined: it must look as if it were not there. */
export function extentFor({ departments, others }: Reach, departmentId: string | undefined): Extent | undefined {
  return departmentId !== undefined && departments.includes(departmentId) ? 'whole' : others;
}

/** Something of a department as the caller may know of it: somebody else's looks as if it were not there. */
export function visibleTo<Data extends { readonly departmentId: string }>(
  reach: Reach,
  data: Data | undefined,
): Data | undefined {
  return data && extentFor(reach, data.departmentId) ? data : undefined;
}

/**
 * The departments a list is made of where the caller asks for one or for all they may see: undefined for every
 * department, empty where the one asked for is out of reach.
 */
export function departmentsWithin({ departments, others }: Reach, wanted?: string): readonly string[] | undefined {
  if (wanted === undefined) return others === undefined ? departments : undefined;
  return others !== undefined || departments.includes(wanted) ? [wanted] : [];
}
