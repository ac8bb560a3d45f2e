import { history } from './history.svelte.ts'
import { jobs } from './jobs.svelte.ts'
import { project } from './project.svelte.ts'

/** Whether the project may be left, where something still runs in it: a question to the analyst. */
class Leaving {
  asked = $state(false)
  #answer: (leave: boolean) => void = () => {}

  /** Hands over what was written last. Resolves at once where nothing runs, else with the answer, everything being stopped. */
  async mayLeave(): Promise<boolean> {
    if (project.current === null) return true
    await history.handOver()
    if (jobs.running.length === 0) return true
    this.#answer(false)
    this.asked = true
    const leaves = await new Promise<boolean>((resolve) => {
      this.#answer = resolve
    })
    this.asked = false
    if (leaves) await jobs.stop()
    return leaves
  }

  answer(leave: boolean): void {
    this.#answer(leave)
  }
}

export const leaving = new Leaving()
