import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Slug } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { FileError, readYaml } from '@serviceportal/shared/yaml-file';
import { z } from 'zod';
import { DepartmentFile, HotlineFile } from './department-file.ts';
import type { WrittenDepartment, WrittenHotline } from './domain/department.ts';

/** `city.yaml`: the city, its one number and the closures that hold for all. */
const CityFile = z.strictObject({
  id: Slug,
  name: HotlineFile.shape.cityName,
  zone: z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), {
    message: 'must be a time zone like Europe/Berlin',
  }),
  holidays: HotlineFile.shape.holidays,
  areaCode: z.string().regex(/^0[1-9]\d{1,4}$/, 'must be an area code in quotes like "02151"'),
  hotline: z.strictObject(HotlineFile.pick({ number: true, hours: true, seats: true }).shape),
  closures: HotlineFile.shape.closures,
});
type CityFile = z.infer<typeof CityFile>;

/** What a new city starts with. */
export interface CityFolder {
  readonly hotline: WrittenHotline;
  readonly departments: readonly WrittenDepartment[];
}

/** Reads a city folder; a `ConfigError` names file, line and place of everything that is wrong. */
export async function readCityFolder(folder: string): Promise<CityFolder> {
  const problems: string[] = [];
  const read = async <S extends z.ZodType>(schema: S, file: string): Promise<z.output<S> | undefined> => {
    const text = await readFile(join(folder, file), 'utf8');
    try {
      return readYaml(schema, { file, text });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  try {
    const city = await read(CityFile, 'city.yaml');
    const departments: DepartmentFile[] = [];
    for (const name of (await readdir(join(folder, 'departments'))).sort()) {
      if (name.startsWith('.')) continue;
      const department = await read(DepartmentFile, `departments/${name}`);
      if (!department) continue;
      if (name !== `${department.departmentId}.yaml`) problems.push(misnamed(name, department));
      departments.push(department);
    }
    problems.push(...sharedTopics(departments));
    if (city && problems.length === 0) return folderOf(city, departments);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new ConfigError('CITY_FOLDER must be the path of a folder with city.yaml and departments/.', { cause });
  }
  throw new ConfigError(`The city folder has mistakes:\n${problems.join('\n')}`);
}

function misnamed(name: string, { departmentId }: DepartmentFile): string {
  return `departments/${name}:1: must be named after its departmentId, ${departmentId}.yaml`;
}

/** A concern leads to one department. */
function sharedTopics(departments: readonly DepartmentFile[]): string[] {
  const owners = new Map<string, string>();
  return departments.flatMap(({ departmentId, topics }) =>
    topics.flatMap(({ topicId }) => {
      const owner = owners.get(topicId);
      owners.set(topicId, owner ?? departmentId);
      const files = `departments/${owner}.yaml and departments/${departmentId}.yaml`;
      return owner ? [`${files}: the topic ${topicId} is in both, but a concern leads to one department`] : [];
    }),
  );
}

function folderOf(city: CityFile, departments: readonly DepartmentFile[]): CityFolder {
  const { name, zone, holidays, hotline, closures } = city;
  return {
    hotline: { hotlineId: 'main', cityName: name, zone, ...hotline, holidays, closures },
    departments: departments.map((department) => ({ ...department, holidays: department.holidays ?? holidays })),
  };
}

function isMissing(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return false;
  return cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
}
