import { navigation } from '../state/navigation.svelte.ts'
import { project } from '../state/project.svelte.ts'
import { settings } from '../state/settings.svelte.ts'
import { type Stop, stops } from './stops.ts'

/** The tour through the sample project. Where it stands is kept, so that it goes on there another day. */
class Tour {
  /** Grows whenever a stop is gone to: its words are then read from the beginning. */
  arrivals = $state(0)
  /** The stop that was gone to in this window; null until then. The settings follow a little later. */
  #stop = $state<number | null>(null)
  /** Whether it was opened or left in this window; null until then. */
  #open = $state<boolean | null>(null)

  /** Whether the open project is the one that the tour is of. */
  get here(): boolean {
    const { tour } = settings.current
    return tour !== null && project.current !== null && tour.path === project.current.path
  }

  get open(): boolean {
    return this.here && (this.#open ?? settings.current.tour?.open === true)
  }

  get index(): number {
    return Math.min(this.#stop ?? settings.current.tour?.stop ?? 0, stops.length - 1)
  }

  get stop(): Stop {
    return stops[this.index]!
  }

  /** The sample's true average effect, where it is known. */
  get truth(): number | null {
    return settings.current.tour?.truth ?? null
  }

  async begin(path: string, truth: number | null): Promise<void> {
    this.#stop = 0
    this.#open = true
    await settings.change({ tour: { path, truth, stop: 0, open: true } })
    this.show()
  }

  async resume(): Promise<void> {
    this.#open = true
    this.show()
    await this.#keep()
  }

  async leave(): Promise<void> {
    this.#open = false
    await this.#keep()
  }

  async goTo(index: number): Promise<void> {
    this.#stop = index
    this.show()
    await this.#keep()
  }

  /** Shows the screen that the stop is about. */
  show(): void {
    navigation.go(this.stop.place, this.stop.view)
    this.arrivals += 1
  }

  async #keep(): Promise<void> {
    const { tour } = settings.current
    const open = this.#open ?? tour?.open ?? false
    if (tour !== null) await settings.change({ tour: { ...tour, stop: this.index, open } })
  }
}

export const tour = new Tour()
