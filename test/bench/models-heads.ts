/**
 * Heads and intents on a real shop log (REES46, 17,434 events): probabilities of a purchase later in a session against the base rate for
 * everybody, and intents against one for all, each in one run with its time.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { silent } from '../../src-main/contract/monitor.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { eventLogFromTable } from '../../src-main/models/heads/event-log.ts'
import { propensity } from '../../src-main/models/heads/propensity.ts'
import { findIntents } from '../../src-main/models/intents/intents.ts'
import { userEventsFromTable } from '../../src-main/models/intents/user-events.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

const path = fileURLToPath(
  new URL('../../../shared/data/behaviour/rees46/events-2019-10-01.csv', import.meta.url),
)
const columns = { user: 'user_id', time: 'event_time', type: 'event_type', item: 'product_id' }

if (existsSync(path)) await measure()
else console.log('models-heads: skipped, ../shared is absent')

async function measure(): Promise<void> {
  const table = await readTable({ path })
  const map = { ...columns, session: 'user_session', features: ['price', 'category_code'] }
  const log = eventLogFromTable(table, map, undefined)
  for (const firstEvents of [2, 3, 5]) {
    const request = {
      task: 'in-session',
      types: ['purchase'],
      firstEvents,
      calibration: 'automatic',
      seed: 0,
    } as const
    const started = process.cpuUsage()
    const found = await propensity(log, request, null, serial, silent)
    const { calibrated, baseline, units } = found
    console.log(
      `models-heads: purchase after ${firstEvents} events of ${units.tested} sessions: area ${calibrated.auc.toFixed(3)}, ` +
        `log loss ${calibrated.logLoss.toFixed(4)} against ${baseline.logLoss.toFixed(4)}, ` +
        `calibration error ${calibrated.ece.toFixed(4)}; ${secondsSince(started)} s of the processor's time`,
    )
    console.log(`  ratio ${(baseline.logLoss / calibrated.logLoss).toFixed(2)}`)
  }
  const started = process.cpuUsage()
  const events = userEventsFromTable(table, { ...columns, features: ['category_code', 'brand'] }, {})
  const candidates = [1, 2, 4, 8, 16]
  const { perplexities, chosen } = findIntents(events, { candidates, top: 5, seed: 0 }, silent).answer
  const of = (intents: number) => perplexities.find((own) => own.intents === intents)!.perplexity
  console.log(
    `models-heads: ${chosen} intents, held-out perplexity ${of(chosen).toFixed(0)} against ${of(1).toFixed(0)} of one; ` +
      `${secondsSince(started)} s of the processor's time for ${candidates.length} candidates`,
  )
  console.log(`  ratio ${(of(1) / of(chosen)).toFixed(2)}`)
}

function secondsSince(before: NodeJS.CpuUsage): string {
  const { user, system } = process.cpuUsage(before)
  return ((user + system) / 1e6).toFixed(1)
}
