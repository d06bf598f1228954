import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { parse } from 'yaml';
import { z } from 'zod';

const cities = join(import.meta.dirname, '..', 'cities');

/** What the launcher itself needs to know of a city; the services read the rest of its folder. */
export interface City {
  folder: string;
  /** IANA time zone. */
  zone: string;
  /** Without the leading 0. */
  areaCode: string;
}

const CityFile = z.object({ zone: z.string(), areaCode: z.string().regex(/^0?[1-9]\d{1,4}$/) });

/** A city by the name of its folder in deploy/cities, or by the path of any folder with a `city.yaml`. */
export function readCity(city: string): City {
  const folder = city.includes('/') ? resolve(city) : join(cities, city);
  const file = join(folder, 'city.yaml');
  if (!existsSync(file)) {
    const known = readdirSync(cities).filter((name) => existsSync(join(cities, name, 'city.yaml')));
    throw new ConfigError(
      `CITY is ${city}, but there is no ${file}: name a folder with a city.yaml, or ${known.join(' or ')}.`,
    );
  }
  try {
    const { zone, areaCode } = CityFile.parse(parse(readFileSync(file, 'utf8')));
    return { folder, zone, areaCode: areaCode.replace(/^0/, '') };
  } catch (cause) {
    throw new ConfigError(`${file} must hold a zone like Europe/Berlin and an areaCode like '02151'.`, { cause });
  }
}
