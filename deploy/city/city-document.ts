import { canonicalJson } from '@serviceportal/shared/identity';

/** Fields of master data as a service takes and shows them, without what it works out of them. */
export type Content = Readonly<Record<string, unknown>>;

/** One file of a city folder, and what of a running system it stands for. */
export interface CityDocument {
  /** `city.yaml`, `departments/<id>.yaml` or `articles/<id>.md` */
  readonly file: string;
  readonly service: 'directory' | 'knowledge';
  /** Where the service shows and takes it. */
  readonly path: string;
  readonly content: Content;
}

/** A document as the running system has it. */
export interface RunningDocument extends CityDocument {
  readonly revision: number;
}

/** What an import would do about one document; `before` is missing where it is new. */
export interface Difference {
  readonly wanted: CityDocument;
  readonly before?: RunningDocument | undefined;
  /** The fields that differ. */
  readonly fields: readonly string[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Files that the folder doesn't have. Nothing is removed by an import. */
  readonly onlyRunning: readonly string[];
}

/** The folder's documents beside the running ones; in the folder's order. */
export function compare(wanted: readonly CityDocument[], running: readonly RunningDocument[]): Comparison {
  const before = new Map(running.map((document) => [document.file, document]));
  const differences = wanted
    .map((document) => differenceOf(document, before.get(document.file)))
    .filter(({ fields }) => fields.length > 0);
  const files = new Set(wanted.map(({ file }) => file));
  return { differences, onlyRunning: running.map(({ file }) => file).filter((file) => !files.has(file)) };
}

function differenceOf(wanted: CityDocument, before: RunningDocument | undefined): Difference {
  const [now, then] = [wanted.content, before?.content ?? {}];
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  const fields = names.filter((name) => canonicalJson({ is: now[name] }) !== canonicalJson({ is: then[name] }));
  return { wanted, before, fields };
}
