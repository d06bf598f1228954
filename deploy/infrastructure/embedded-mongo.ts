import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { findOnPath, isExecutable, run } from './executable.ts';
import type { Say } from './say.ts';
import { findVersion, isAtLeast } from './version.ts';

const sources = join(import.meta.dirname, 'mongodb');

export interface EmbeddedMongo {
  java: string;
  /** Everything Java needs to run the class `EmbeddedMongo`. */
  classPath: string;
}

/**
 * mongo-java-server with its H2 store: the jars by Maven and our one Java file compiled, once into `folder` (starting
 * compiled classes takes 0.3 s, compiling at every start 0.9 s). Nothing where Java, javac or Maven are missing.
 */
export async function prepareEmbeddedMongo(
  folder: string,
  path: string | undefined,
  say: Say,
): Promise<EmbeddedMongo | undefined> {
  const java = await findOnPath('java', path);
  if (!java) return undefined;
  const target = join(folder, await fingerprint());
  if (!(await isExecutable(target)) && !(await build(target, path, say))) return undefined;
  return { java, classPath: [join(target, 'lib', '*'), join(target, 'classes')].join(delimiter) };
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['pom.xml', 'EmbeddedMongo.java']) hash.update(await readFile(join(sources, file)));
  return hash.digest('hex').slice(0, 12);
}

async function build(target: string, path: string | undefined, say: Say): Promise<boolean> {
  const [javac, maven] = [await findOnPath('javac', path), await findOnPath('mvn', path)];
  if (!javac || !maven) return false;
  const version = findVersion(await run(javac, ['-version']).catch(() => ''));
  if (!version || !isAtLeast(version, [17, 0, 0])) return false;
  say('mongo-java-server is fetched with Maven and compiled (once, about 5 s).');
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}-`);
  try {
    // Maven writes beside its pom, and the checkout may be read-only.
    await cp(sources, folder, { recursive: true });
    await run(maven, ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], { cwd: folder });
    await run(javac, [
      '--release',
      '17',
      '-cp',
      join(folder, 'lib', '*'),
      '-d',
      join(folder, 'classes'),
      join(folder, 'EmbeddedMongo.java'),
    ]);
    await rename(folder, target);
    return true;
  } catch (cause) {
    say(`mongo-java-server cannot be prepared: ${cause instanceof Error ? cause.message : String(cause)}`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
