/**
 * Another program, started where the system lets files grow only so far: imports until a write is refused, says with what
 * error, then reads what was there before.
 */
import { projectFailure } from '../../../src-main/store/failures.ts'
import { appendBatch, beginImport } from '../../../src-main/store/import-events.ts'
import { openProject } from '../../../src-main/store/open.ts'
import { readSources } from '../../../src-main/store/sources.ts'
import { batchesOf, shopLog } from '../event-logs.ts'

const [path] = process.argv.slice(2)
const { connection } = openProject(path, null)
const { source } = beginImport(connection, {})
const [batch] = batchesOf(shopLog(20_000, 3), 20_000)
try {
  appendBatch(connection, { source, batch })
  const again = { ...batch, newNames: { users: [], items: [], types: [], sessions: [] } }
  for (;;) appendBatch(connection, { source, batch: again })
} catch (error) {
  const failure = projectFailure(error, path)
  process.stdout.write(`${failure instanceof Error ? failure.message : ''}\n`)
}
process.stdout.write(`${readSources(connection).length} source\n`)
