/**
 * Another program: opens a project as a user whom permissions bind, also where it was started as root, and says how that
 * went. It becomes that user only once everything of its own is loaded.
 */
import Database from 'better-sqlite3'
import { openProject } from '../../../src-main/store/open.ts'

const [path] = process.argv.slice(2)
const nobody = 65_534
new Database(':memory:').close()
if (process.geteuid?.() === 0) {
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
}
try {
  openProject(path, null).close()
  process.stdout.write('opened\n')
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
