/**
 * `npm start` and `npm test` on a machine that has only Node and npm: fetches pnpm and the dependencies
 * (among them the Node version the workspace runs on), then hands over. Runs on Node 20 and newer.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@12.21.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules/jest/bin/jest.js'),
];
/** What the operator does when everything is lost: minutes, and of no use while one writes a service. */
const DRILLS = 'test/drills/';
/** What each task runs, one after the other until one fails. */
const tasks = {
  start: (args) => [['node', ['deploy/dev.ts', ...args]]],
  provision: (args) => [['node', ['deploy/provision.ts', ...args]]],
  department: (args) => [['node', ['deploy/department.ts', ...args]]],
  frontend: (args) => [['node', ['deploy/frontend.ts', ...args]]],
  city: (args) => [['node', ['deploy/city.ts', ...args]]],
  reconcile: (args) => [['node', ['deploy/reconcile.ts', ...args]]],
  audit: (args) => [['node', ['deploy/audit.ts', ...args]]],
  'erase-again': (args) => [['node', ['deploy/erase-again.ts', ...args]]],
  rebuild: (args) => [['node', ['deploy/rebuild.ts', ...args]]],
  demo: (args) => [['node', ['deploy/demo.ts', ...args]]],
  docs: () => [['node', ['deploy/docs.ts']]],
  bench: (args) => (args.length > 0 ? [args] : programs('bench').map((name) => [name])).map(inFolder('bench')),
  example: (args) => [inFolder('examples')(args)],
  test: (args) => [['node', [...JEST, ...args, `--testPathIgnorePatterns=${DRILLS}`]]],
  drills: (args) => [['node', [...JEST, DRILLS, ...args]]],
  check: () => [
    ['prettier', ['--check', '--log-level=warn', '.']],
    ['eslint', ['--max-warnings=0', '.']],
    ['tsc', ['--pretty', 'false']],
    ['depcruise', ['--config', '.dependency-cruiser.cjs', 'shared', 'services', 'deploy', 'test', 'examples', 'bench']],
    ['knip', []],
  ],
};

/** `department standesamt` → the program of that name in the folder, and its arguments; says which there are otherwise. */
function inFolder(folder) {
  return ([name, ...args]) => {
    if (programs(folder).includes(name)) return ['node', [join(folder, `${name}.ts`), ...args]];
    console.error(`Name one of: ${programs(folder).join(', ')}.`);
    process.exit(1);
  };
}

function programs(folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'));
  return files.map((file) => file.slice(0, -3)).sort();
}

function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    wanted.update(readFileSync(join(root, file)));
  const digest = wanted.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  console.error('Installing dependencies (once, and again when they change) …');
  const done = spawnSync(
    'npm',
    ['exec', '--yes', '--', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (done.status !== 0) process.exit(done.status ?? 1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

function run([command, args]) {
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, {
      cwd: root,
      stdio: 'inherit',
      env: {
        // Compiled once: a process then starts in half the time, and without what strips the types in its memory.
        NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
        // Databases of tests live for seconds: what Java would compile a second time is not worth it.
        ...(['test', 'drills'].includes(name) && { JDK_JAVA_OPTIONS: '-XX:TieredStopAtLevel=1' }),
        ...process.env,
        PATH: bin + delimiter + process.env.PATH,
      },
    });
    // The terminal sends Ctrl-C to the whole group; the child decides how to end, this process only waits.
    const forward = (signal) => child.kill(signal);
    const ignore = () => {};
    // npm's shell dies of a signal without passing it on: without a parent nobody could end this any more.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && forward('SIGTERM'), 500);
    process.on('SIGTERM', forward).on('SIGINT', ignore);
    child.on('error', (error) => (console.error(error.message), resolve(1)));
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      process.off('SIGTERM', forward).off('SIGINT', ignore);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(tasks, name ?? '')) {
  console.error(`Unknown task ${name}. Tasks: ${Object.keys(tasks).join(', ')}.`);
  process.exit(1);
}
install();
for (const step of tasks[name](args)) {
  const code = await run(step);
  if (code !== 0) process.exit(code);
}
