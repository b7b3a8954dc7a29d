/**
 * Opens a PGlite whose acknowledged rows are on the disk. As shipped it runs without fsync and its filesystem has none: a power
 * cut left 11 of 15 such databases unopenable. Built on an internal of @electric-sql/pglite, so that is pinned exactly
 * and a test counts one fsync a commit.
 */
import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { DirectoryUnusable, WHAT_TO_DO } from './lost.ts'
import { freeBytes } from './space.ts'
import { unpackTemplate } from './template.ts'

interface Stream {
  /** Absent for a directory: Emscripten opens none. */
  nfd?: number
  node: unknown
}
interface EmscriptenModule {
  FS: { filesystems: { NODEFS: NodeFilesystem } }
  NODEFS?: NodeFilesystem
}
interface NodeFilesystem {
  realPath(node: unknown): string
  stream_ops: { fsync?: (stream: Stream) => number }
}

class SyncingFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>) {
    const made = await super.init(...args)
    const give = (module: EmscriptenModule) => {
      const nodefs = module.NODEFS ?? module.FS.filesystems.NODEFS
      nodefs.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) syncPath(nodefs.realPath(stream.node))
        else fs.fsyncSync(stream.nfd)
        return 0
      }
    }
    // runs after NodeFS' own hook has mounted; PGlite types the hooks' argument with its own module
    ;(made.emscriptenOpts.preRun as unknown as ((module: EmscriptenModule) => void)[]).push(give)
    return made
  }
}

const SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  wal_sync_method: 'fsync',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  max_wal_size: '64MB',
  min_wal_size: '32MB',
}

/** What a start may write before anybody is served: two segments of the log and a checkpoint of all buffers. */
const ROOM_TO_START = 64 * 1024 * 1024

/**
 * Opens (or makes) a database directory so that a commit returns when it is on the disk. Takes no lock. Throws
 * DirectoryUnusable with a sentence for the operator where there is no room to start, or PostgreSQL cannot.
 */
export async function openDurable(dir: string): Promise<PGlite> {
  fs.mkdirSync(path.dirname(dir), { recursive: true, mode: 0o700 })
  // asked first: a start that runs out of room half way looks just like a damaged directory
  if (freeBytes(path.dirname(dir)) < ROOM_TO_START)
    throw new DirectoryUnusable(
      `数据目录 ${path.dirname(dir)} 所在的磁盘快满了（剩余不到 64 MB），程序不能启动。请先腾出空间，再启动；数据没有动。`,
    )
  if (!fs.existsSync(path.join(dir, 'PG_VERSION'))) await make(dir)
  const client = await start(dir).catch((cause: unknown) => {
    throw new DirectoryUnusable(`数据目录 ${dir} 里的数据库打不开，可能已经损坏。${WHAT_TO_DO}`, { cause })
  })
  const answer = await client.query<{ fsync: string }>('show fsync')
  if (answer.rows[0]?.fsync !== 'on') {
    await client.close()
    throw new Error('嵌入式数据库的 fsync 未开启，断电会丢数据，因此拒绝启动。')
  }
  return client
}

const start = (dir: string) =>
  PGlite.create({
    fs: new SyncingFS(dir),
    // the default list holds -F, which is fsync off
    startParams: [
      ...PGlite.defaultStartParams.filter((p) => p !== '-F'),
      ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
  })

/** Unpacked or made beside, and renamed: a first start that is killed half way leaves nothing that looks like a database. */
async function make(dir: string) {
  const half = `${dir}.new`
  fs.rmSync(half, { recursive: true, force: true })
  if (!unpackTemplate(half)) {
    fs.mkdirSync(half, { recursive: true, mode: 0o700 })
    const client = await start(half)
    await client.exec('checkpoint')
    await client.close()
  }
  syncTree(half)
  fs.rmSync(dir, { recursive: true, force: true })
  fs.renameSync(half, dir)
  syncPath(path.dirname(dir))
  syncPath(path.dirname(path.dirname(dir)))
}

function syncTree(dir: string) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const name = path.join(dir, entry.name)
    if (entry.isDirectory()) syncTree(name)
    else if (entry.isFile()) syncPath(name)
  }
  syncPath(dir)
}

function syncPath(name: string) {
  const fd = fs.openSync(name, 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
