/**
 * Keeps vitest ready over a copy of the project and runs test files on demand: the parent process sends what to run and
 * is answered which file failed. TEST_DATABASE_URL names the server its databases are made on.
 */
import { createVitest } from 'vitest/node'

export interface Order {
  readonly id: number
  /** Changed on disk since the last order. */
  readonly changed: readonly string[]
  readonly project: 'once' | 'server'
  readonly tests: readonly string[]
}

/** `failed`: the test files that failed, with the first reason; null where the run itself broke. */
export interface Outcome {
  readonly id: number
  readonly failed: readonly { readonly test: string; readonly why: string }[]
  readonly passed: readonly string[]
}

const root = process.cwd()
const vitest = await createVitest('test', {
  root,
  watch: false,
  reporters: [{}],
  bail: 1,
  maxWorkers: 1,
  // what one order's files load is loaded once; the next order starts anew
  isolate: false,
  testTimeout: 30_000,
  project: ['once', 'server'],
})

async function carryOut(order: Order): Promise<Outcome> {
  for (const file of order.changed) vitest.invalidateFile(`${root}/${file}`)
  const wanted = new Set(order.tests.map((test) => `${root}/${test}`))
  const all = await vitest.globTestSpecifications([...order.tests])
  const specs = all.filter((spec) => spec.project.name === order.project && wanted.has(spec.moduleId))
  const result = await vitest.runTestSpecifications(specs)
  const failed: { test: string; why: string }[] = []
  const passed: string[] = []
  for (const module of result.testModules) {
    const test = module.moduleId.slice(root.length + 1)
    // those of earlier orders are told again
    if (module.project.name !== order.project || !order.tests.includes(test)) continue
    if (module.ok() && module.state() === 'passed') passed.push(test)
    if (module.ok()) continue
    const first = [...module.children.allTests('failed')][0]
    const error = first?.result().errors?.[0] ?? module.errors()[0]
    failed.push({ test, why: `${first?.name ?? 'does not load'}: ${error?.message.split('\n')[0] ?? ''}` })
  }
  const unhandled = result.unhandledErrors[0] as { message?: string } | undefined
  if (failed.length === 0 && unhandled)
    failed.push({ test: order.tests[0]!, why: `unhandled error: ${unhandled.message ?? ''}` })
  return { id: order.id, failed, passed }
}

process.on('message', (order: Order) => {
  void carryOut(order).then(
    (outcome) => process.send!(outcome),
    (error: unknown) =>
      process.send!({
        id: order.id,
        failed: [{ test: order.tests[0]!, why: error instanceof Error ? error.message : 'vitest broke' }],
        passed: [],
      } satisfies Outcome),
  )
})
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), 5_000).unref()
  void vitest.close().finally(() => process.exit(0))
})
process.send!('ready')
