/** Where a Chromium stands that the browser tests can drive: CHROMIUM, or what a distribution installs. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Its path, or undefined where there is none: then the suite says what it leaves out (scripts/test.mjs). */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = ['/usr/bin', ...(env['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '')
  const known = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...(env['CHROMIUM'] ? [env['CHROMIUM']] : []), ...known].find((path) => existsSync(path))
}
