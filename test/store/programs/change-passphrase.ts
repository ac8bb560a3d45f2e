/** Another program: changes a project's passphrase to and fro until it is killed. */
import { changePassphrase, openProject } from '../../../src-main/store/open.ts'

const [path, from, to] = process.argv.slice(2)
const project = openProject(path, from)
for (;;) {
  changePassphrase(project, from, to)
  process.stdout.write('changed\n')
  changePassphrase(project, to, from)
  process.stdout.write('changed\n')
}
