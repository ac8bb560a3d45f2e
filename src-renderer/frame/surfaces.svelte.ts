export type Surface = 'palette' | 'settings' | 'help' | 'jobs' | 'forget'

/** Which of the things that float over the screens is open; one at a time. */
class Surfaces {
  open = $state<Surface | null>(null)

  show(surface: Surface): void {
    this.open = surface
  }

  close(): void {
    this.open = null
  }
}

export const surfaces = new Surfaces()
