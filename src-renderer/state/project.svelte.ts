import type { Response } from '../../src-main/contract/methods.ts'
import { onEngineEvent, request } from './engine.ts'

/** The open project, and how often it has changed since the window opened. */
class OpenProject {
  current = $state.raw<Response<'project.information'>>(null)
  /** Grows with every change; whatever was read from the project is read again. */
  revision = $state(0)
  /** False until the engine has first said what is open. */
  known = $state(false)

  async refresh(): Promise<void> {
    this.current = await request('project.information', {})
    this.known = true
    this.revision += 1
  }
}

export const project = new OpenProject()

/** Follows the engine's word that the project changed. */
export function followProject(): () => void {
  void project.refresh()
  return onEngineEvent((event) => {
    if (event.event === 'project.changed') void project.refresh()
  })
}
