/** A throwaway Postgres server for tests, from the binaries of this machine; it goes when the process goes, however that ends. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { randomBytes } from 'node:crypto'

async function run(
  file: string,
  args: string[],
  o: { uid?: number; gid?: number; cwd?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, o, (error, stdout) => (error instanceof Error ? reject(error) : resolve(stdout)))
  })
}

/** The folder that holds initdb, postgres and pg_ctl; undefined when this machine has no server. */
export function findBinaries(): string | undefined {
  const packaged = '/usr/lib/postgresql'
  const versions = fs.existsSync(packaged) ? fs.readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : []
  return [...versions.map((v) => path.join(packaged, v, 'bin')), ...(process.env['PATH'] ?? '').split(path.delimiter)]
    .filter((dir) => dir !== '')
    .find((dir) => ['initdb', 'postgres', 'pg_ctl'].every((name) => fs.existsSync(path.join(dir, name))))
}

export interface Cluster {
  /** Address of the maintenance database, a superuser's. */
  readonly url: string
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** `under`: the folder its own lies in. */
export async function startCluster({ durable = false, under = os.tmpdir() } = {}): Promise<Cluster> {
  const bin = findBinaries()
  if (bin === undefined) throw new Error('no PostgreSQL binaries (initdb, postgres, pg_ctl) on this machine')
  const as = await owner()
  const base = fs.mkdtempSync(path.join(under, 'shouwen-pg-'))
  const data = path.join(base, 'data')
  const secret = path.join(base, 'secret')
  const password = randomBytes(12).toString('hex')
  fs.writeFileSync(secret, password)
  if (as.uid !== undefined && as.gid !== undefined)
    for (const name of [base, secret]) fs.chownSync(name, as.uid, as.gid)
  // Its input ends with this process, even one that was killed: then the server goes and its folder with it
  const keeper = spawn(
    '/bin/sh',
    ['-c', 'read _; "$1"/pg_ctl -D "$2"/data -m immediate stop >/dev/null 2>&1; rm -rf "$2"', 'keeper', bin, base],
    { ...as, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  keeper.unref()
  const tool = (name: string, ...args: string[]) => run(path.join(bin, name), args, { ...as, cwd: base })
  const port = await freePort()
  const start = async () => {
    await tool('pg_ctl', '-D', data, '-w', '-l', path.join(base, 'log'), 'start')
  }
  const remove = async () => {
    if (keeper.exitCode !== null) return
    const gone = once(keeper, 'exit')
    // a script that has nothing else left to do waits for it
    keeper.ref()
    keeper.stdin.end()
    await gone
  }
  try {
    await tool(
      'initdb',
      '-D',
      data,
      '-U',
      'desk',
      `--pwfile=${secret}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--no-sync',
    )
    fs.appendFileSync(
      path.join(data, 'postgresql.conf'),
      [
        `port = ${port}`,
        "listen_addresses = '127.0.0.1'",
        "unix_socket_directories = ''",
        // a town's server keeps what it has committed; tests that break nothing need not wait for the disk
        ...(durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
        'max_connections = 200',
        "timezone = 'Asia/Shanghai'", // not UTC: what relies on the server's zone shows
      ].join('\n'),
    )
    await start()
  } catch (error) {
    await remove()
    throw error
  }
  return {
    url: `postgres://desk:${password}@127.0.0.1:${port}/postgres`,
    start,
    async stop(mode = 'fast') {
      await tool('pg_ctl', '-D', data, '-m', mode, 'stop')
    },
    remove,
  }
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
}

/** Postgres refuses to run as root: then it runs as the system's own user for it, or as nobody. */
async function owner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody'])
    try {
      const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => run('id', [what, name])))
      return { uid: Number(uid), gid: Number(gid) }
    } catch {
      continue // no such user here
    }
  throw new Error('Postgres refuses to run as root and there is no other user to run it as')
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
