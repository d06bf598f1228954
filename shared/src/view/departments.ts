import mongoose from 'mongoose';

/** The filter for documents of these departments; without a list, of all. `field` is where the department stands. */
export function ofDepartments(field: string, departments: readonly string[] | undefined): Record<string, unknown> {
  if (departments === undefined) return {};
  const [first, ...more] = departments;
  // One alone is found in the order of its index.
  if (first !== undefined && more.length === 0) return { [field]: first };
  return { [field]: mongoose.trusted({ $in: departments }) };
}
