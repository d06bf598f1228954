import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CalendarDate, Slug } from '@serviceportal/shared/contracts';

const DepartmentFile = z.object({ departmentId: Slug, onboardedOn: CalendarDate.optional() });

/** The ids of the departments in the city folder that are onboarded, or have a date for it. */
export function onboardedDepartments(cityFolder: string): string[] {
  const folder = join(cityFolder, 'departments');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => DepartmentFile.parse(parse(readFileSync(join(folder, file), 'utf8'), { schema: 'core' })))
    .filter(({ onboardedOn }) => onboardedOn)
    .map(({ departmentId }) => departmentId)
    .sort();
}
