/** Another program: opens a project, begins an import and goes on adding batches until it is killed. */
import { appendBatch, beginImport } from '../../../src-main/store/import-events.ts'
import { openProject } from '../../../src-main/store/open.ts'
import { batchesOf, shopLog } from '../event-logs.ts'

const [path, passphrase] = process.argv.slice(2)
const { connection } = openProject(path, passphrase ?? null)
const { source } = beginImport(connection, {})
const [batch] = batchesOf(shopLog(5000, 3), 5000)
for (let number = 1; ; number++) {
  const names = { users: [`new user ${number}`], items: [], types: [], sessions: [] }
  appendBatch(connection, { source, batch: number === 1 ? batch : { ...batch, newNames: names } })
  process.stdout.write(`batch ${number}\n`)
}
