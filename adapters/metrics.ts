/** Prometheus figures of the desk. Queue ages and counts are read when asked for. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../db/types.ts'
import { queueFigures } from '../db/queue/queue-figures.ts'

export function makeMetrics(database: Database, now: () => Date = () => new Date()) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const inbound = new Counter({
    name: 'shouwen_inbound_total',
    help: 'Updates that arrived',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const outbound = new Counter({
    name: 'shouwen_outbound_total',
    help: 'Sends by outcome',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  })
  const delay = new Histogram({
    name: 'shouwen_outbound_seconds',
    help: 'From decided to handed over',
    labelNames: ['channel'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300],
    registers: [registry],
  })
  const decisions = new Counter({
    name: 'shouwen_answers_total',
    help: 'Questions by what was decided',
    labelNames: ['decision'],
    registers: [registry],
  })
  const jobs = new Histogram({
    name: 'shouwen_job_seconds',
    help: 'How long each job took, by how it ended',
    labelNames: ['job', 'outcome'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const waiting = gauge('shouwen_outbox_waiting', 'Letters waiting to be sent')
  const oldest = gauge('shouwen_outbox_oldest_seconds', 'Age of the oldest letter that is due')
  const dead = gauge('shouwen_outbox_dead', 'Letters kept for a person')
  const parked = gauge('shouwen_outbox_parked', 'Letters parked for a message window')
  const unhandled = gauge('shouwen_inbox_unhandled', 'Updates not yet handled')
  const overdue = gauge('shouwen_promises_overdue', 'Open promises past their day')
  return {
    received: (outcome: 'new' | 'again', count: number) => inbound.inc({ outcome }, count),
    sent: (channel: string, outcome: string, seconds: number) => {
      outbound.inc({ channel, outcome })
      if (outcome === 'sent') delay.observe({ channel }, seconds)
    },
    decided: (decision: string) => decisions.inc({ decision }),
    worked: (job: string, outcome: 'done' | 'failed', seconds: number) => jobs.observe({ job, outcome }, seconds),
    text: async (): Promise<string> => {
      const r = await queueFigures(database.db, now())
      waiting.set(r.waiting)
      dead.set(r.dead)
      parked.set(r.parked)
      unhandled.set(r.unhandled)
      overdue.set(r.overdue)
      oldest.set(r.oldest)
      return registry.metrics()
    },
  }
}
