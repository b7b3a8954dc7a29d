#!/usr/bin/env node
// Starts the command line: what was built where nothing has changed since (always in the image), else from source.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'cli/main.ts')
const built = join(root, 'dist/cli/main.js')

/** A source file is younger than the build: an update, or work in progress. */
function changedSince(time) {
  const folders = ['adapters', 'services', 'bot', 'cli', 'core', 'db', 'scheduler', 'web']
  const files = [
    ...readdirSync(root).filter((name) => name.endsWith('.ts') || name === 'package-lock.json'),
    ...folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name)),
    ),
  ]
  return files.some((file) => statSync(join(root, file)).mtimeMs > time)
}

if (!existsSync(source) || (existsSync(built) && !changedSince(statSync(built).mtimeMs))) {
  await import('../dist/cli/main.js')
} else {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), source, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // the terminal signals both; a supervisor signals only this one
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
