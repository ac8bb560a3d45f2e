/** Another program: opens a project and holds it until its input ends; says why where it cannot. */
import { openProject } from '../../../src-main/store/open.ts'

const [path, passphrase] = process.argv.slice(2)
try {
  const project = openProject(path, passphrase ?? null)
  process.stdout.write('open\n')
  process.stdin.on('end', () => project.close())
  process.stdin.resume()
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
