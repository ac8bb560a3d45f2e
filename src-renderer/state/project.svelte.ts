import { tick } from 'svelte'
import type { Response } from '../../src-main/contract/methods.ts'
import { onEngineEvent, request } from './engine.ts'

/**
 * What the program was asked to open with this window. Null where the page was loaded before: the engine may have another
 * project open then.
 */
export const pathAsked = reloaded() ? null : window.antecedent.start.path

/** The open project, and how often it has changed since the window opened. */
class OpenProject {
  current = $state.raw<Response<'project.information'>>(null)
  /** Grows with every change; whatever was read from the project is read again. */
  revision = $state(0)
  /**
   * False until it is said what is open. A window that was just opened on no project need not ask: there is none, and
   * what an analyst begins with is drawn while the engine still starts.
   */
  known = $state(window.antecedent.start.path === null && !reloaded())

  /** What is being read from the project. */
  readonly #reading = new Set<Promise<unknown>>()

  refresh(): Promise<void> {
    const refreshed = this.#refresh()
    this.reads(refreshed)
    return refreshed
  }

  /** Takes note of something that is being read from the project. */
  reads(reading: Promise<unknown>): void {
    this.#reading.add(reading)
    const done = () => this.#reading.delete(reading)
    reading.then(done, done)
  }

  /** Resolves when all that is shown of the project has been read since it last changed. */
  async settled(): Promise<void> {
    while (this.#reading.size > 0) {
      await Promise.allSettled(this.#reading)
      // What asks again because of it has begun to.
      await tick()
    }
  }

  async #refresh(): Promise<void> {
    this.current = await request('project.information', {})
    this.known = true
    this.revision += 1
  }
}

/** Whether the page was loaded before: the engine may have a project open then. */
function reloaded(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return navigation?.type === 'reload'
}

export const project = new OpenProject()

/** Follows the engine's word that the project changed. */
export function followProject(): () => void {
  // Where a project is being opened, it is said when that is done.
  if (pathAsked === null) void project.refresh()
  return onEngineEvent((event) => {
    if (event.event === 'project.changed') void project.refresh()
  })
}
