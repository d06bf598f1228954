import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs one of the repository's programs to its end. */
export async function run(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const root = join(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, [join(root, file), ...args], { cwd: root, env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}
