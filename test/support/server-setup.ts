/** Once a run: a Postgres server (TEST_DATABASE_URL, or a throwaway one) with a migrated template database. */
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import type { TestProject } from 'vitest/node'
import { openDb } from '../../db/open-database.ts'
import { databaseUrl, startCluster } from './cluster.ts'
import { quiet } from './quiet.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    server: { url: string; template: string }
  }
}

export async function setup(project: TestProject) {
  const given = process.env['TEST_DATABASE_URL']
  const cluster = given === undefined ? await startCluster() : undefined
  const url = given ?? cluster!.url
  const template = `shouwen_template_${randomBytes(5).toString('hex')}`
  const admin = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await admin.unsafe(`create database ${template}`)
    const database = await openDb({ url: databaseUrl(url, template) }, { log: quiet, pool: 1 })
    await database.close()
  } catch (error) {
    await cluster?.remove()
    throw error
  } finally {
    await admin.end()
  }
  project.provide('server', { url, template })
  return async () => {
    if (cluster) return cluster.remove()
    const last = postgres(url, { max: 1, onnotice: () => undefined })
    await last.unsafe(`drop database if exists ${template} with (force)`)
    await last.end()
  }
}
