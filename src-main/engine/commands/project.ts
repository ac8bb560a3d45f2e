import { fail } from '../../contract/errors.ts'
import type { ProjectInformation } from '../../contract/project.ts'
import type { MainScope } from '../engine.ts'
import type { MainHandlers } from '../main-handlers.ts'

/** The life of the project file. */
export const projectCommands: MainHandlers<
  'project.create' | 'project.open' | 'project.close' | 'project.copy' | 'project.changePassphrase'
> = {
  async 'project.create'({ path, passphrase }, scope) {
    await scope.session.create(path, passphrase ?? null)
    return information(scope)
  },
  async 'project.open'({ path, passphrase }, scope) {
    const interruptedImports = await scope.session.open(path, passphrase ?? null)
    return { ...(await information(scope)), interruptedImports }
  },
  async 'project.close'(_params, scope) {
    await scope.session.closeProject()
    return null
  },
  async 'project.copy'({ path }, scope) {
    await scope.session.copy(path)
    return { path }
  },
  async 'project.changePassphrase'({ from, to }, scope) {
    await scope.session.changePassphrase(from ?? null, to)
    return information(scope)
  },
}

async function information(scope: MainScope): Promise<ProjectInformation> {
  const found = await scope.request('project.information', {})
  if (found === null) throw fail('PROJECT_NONE_OPEN')
  return found
}
