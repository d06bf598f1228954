import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CalendarDate, Slug } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { FileError, readYaml } from '@serviceportal/shared/yaml-file';
import { z } from 'zod';

const DepartmentFile = z.object({ departmentId: Slug, onboardedOn: CalendarDate.optional() });

/**
 * The ids of the departments in the city folder that are onboarded, or have a date for it. `ConfigError` names file and
 * line of what an editor has to mend.
 */
export function onboardedDepartments(cityFolder: string): string[] {
  const folder = join(cityFolder, 'departments');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readDepartment(join(folder, name)))
    .filter(({ onboardedOn }) => onboardedOn)
    .map(({ departmentId }) => departmentId)
    .sort();
}

function readDepartment(file: string): z.infer<typeof DepartmentFile> {
  try {
    return readYaml(DepartmentFile, { file, text: readFileSync(file, 'utf8') });
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    throw new ConfigError(cause.message, { cause });
  }
}
