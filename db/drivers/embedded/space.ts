/** Measures the free space under the data directory: files are refused long before it ends, since a full disk ends the database. */
import fs from 'node:fs'

const MB = 1024 * 1024

export interface Room {
  readonly freeMb: number
  /** Below this many MB no files are taken. */
  readonly floorMb: number
  /** Whether files are taken. */
  readonly enough: boolean
}

export interface DiskSpace {
  /** Null where it is not known. */
  room(): Promise<Room | null>
  /** Whether a file of so many bytes may be stored, with as much again to spare. Floor 0: always. */
  fits(bytes: number): Promise<boolean>
}

/** Bytes an unprivileged process may still write below a directory. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = fs.statfsSync(dir)
  return bavail * bsize
}

/** Asks the file system each time: nothing to reset once there is room again. */
export function diskSpace(dir: string, floorMb: number): DiskSpace {
  const free = async (): Promise<number> => {
    const { bavail, bsize } = await fs.promises.statfs(dir)
    return bavail * bsize
  }
  return {
    async room() {
      const bytes = await free()
      return { freeMb: Math.floor(bytes / MB), floorMb, enough: bytes >= floorMb * MB }
    },
    fits: async (bytes) => floorMb === 0 || (await free()) - 2 * bytes >= floorMb * MB,
  }
}
